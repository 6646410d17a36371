"""Templates as they are on disk, with what never changes joined once for each language.

A page of the house holds some eighty translated sentences between pieces of markup. Looking each up and joining it to its
neighbours at every request was a fifth of what drawing a page cost. Source: ADR 0014.
"""

from collections.abc import Iterator
from functools import cache
from html import escape
from typing import Any

from django.conf import settings
from django.template import Context, Origin, Template
from django.template.base import (
    FilterExpression,
    Node,
    NodeList,
    TextNode,
    TokenType,
    Variable,
    VariableDoesNotExist,
    VariableNode,
    render_value_in_context,
)
from django.template.defaulttags import CommentNode, LoadNode, URLNode
from django.template.loaders import cached
from django.template.smartif import TokenBase
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.templatetags.static import StaticNode
from django.urls import get_script_prefix
from django.utils.safestring import SafeString
from django.utils.translation import get_language


class Loader(cached.Loader):
    """Django's cached loader, keeping a template for each language."""

    def cache_key(self, template_name: str, skip: list[Origin] | None = None) -> str:
        return f"{get_language()}:{super().cache_key(template_name, skip)}"

    def get_template(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        template = super().get_template(template_name, skip)
        if not getattr(template, "joined", False):
            template.joined = True  # type: ignore[attr-defined]
            empty = Context()
            empty.template = template
            join(template.nodelist, empty)
        return template


def join(nodes: NodeList, empty: Context) -> None:
    """Put one text in place of neighbours that say the same at every request; in all that the nodes hold, too."""
    out: list[Node] = []
    for node in nodes:
        text = _same_always(node, empty)
        if text is None:
            _hasten(node)
            for inner in _held(node):
                join(inner, empty)
            out.append(node)
        elif out and type(out[-1]) is TextNode:
            out[-1] = _text(out[-1].s + text, out[-1])
        else:
            out.append(_text(text, node))
    nodes[:] = out


class PlainVariable(VariableNode):
    """`{{ … }}` whose value is plain text most of the time, or a whole number: written at once, all others as Django does it."""

    def render(self, context: Context) -> Any:
        try:
            value = self.filter_expression.resolve(context)
        except UnicodeDecodeError:
            return ""
        if type(value) is str and context.autoescape:
            return escape(value)
        if type(value) is int and not settings.USE_THOUSAND_SEPARATOR:
            return str(value)
        return value if type(value) is SafeString else render_value_in_context(value, context)

    render_annotated = render  # where an error came from is told in debugging alone


class QuickVariable(Variable):
    """A name of the page, or of a thing on it: read at once; what is missing or has to be called, as Django does it."""

    __slots__ = ()  # as Django's, in whose place it stands

    def resolve(self, context: Any) -> Any:
        if self.translate:  # said by the tag that it stands in, when that is drawn
            return super().resolve(context)
        first, *rest = self.lookups or ()
        for held in reversed(context.dicts):
            if first in held:
                value = held[first]
                break
        else:
            return super().resolve(context)
        try:
            for name in rest:
                kind = type(value)
                if kind is dict:
                    value = value[name]
                elif _has_names_alone(kind):  # type: ignore[arg-type]
                    value = getattr(value, name)
                else:
                    return super().resolve(context)
        except (KeyError, AttributeError):
            return super().resolve(context)
        return super().resolve(context) if callable(value) else value


@cache
def _has_names_alone(kind: Any) -> bool:
    """Whether a thing of this kind has no keys and is not to be called."""
    return not any(name in vars(one) for one in kind.__mro__ for name in ("__getitem__", "__call__"))


class PlainExpression(FilterExpression):
    """A name without filters, as most are."""

    __slots__ = ()  # as Django's, in whose place it stands

    def resolve(self, context: Any, ignore_failures: bool = False) -> Any:
        try:
            return self.var.resolve(context)
        except VariableDoesNotExist:
            return super().resolve(context, ignore_failures)


class FixedAddress(URLNode):
    """`{% url "…" %}` of a route without places: looked up once under each prefix of the site."""

    known: dict[str, str]

    def render(self, context: Context) -> Any:
        prefix, asvar = get_script_prefix(), self.asvar
        if prefix not in self.known:
            said = super().render(context)
            self.known[prefix] = context[asvar] if asvar else said
        elif asvar:
            context[asvar] = self.known[prefix]
        return "" if asvar else self.known[prefix]


def _hasten(thing: Any) -> None:
    """The variables and fixed addresses of a node as those above; what nodes it holds is seen to apart."""
    if isinstance(thing, Node):
        if type(thing) is VariableNode:
            thing.__class__ = PlainVariable
        elif type(thing) is URLNode and not (thing.args or thing.kwargs or getattr(thing.view_name.var, "lookups", None)):
            thing.__class__ = FixedAddress
            vars(thing)["known"] = {}
        _hasten([held for held in vars(thing).values() if not isinstance(held, Node)])
    elif isinstance(thing, FilterExpression):
        _hasten(thing.var)
        if thing.is_var and not thing.filters:
            thing.__class__ = PlainExpression
    elif type(thing) is Variable and thing.lookups:
        thing.__class__ = QuickVariable
    elif isinstance(thing, TokenBase):
        _hasten([thing.value, thing.first, thing.second])
    elif isinstance(thing, list | tuple | dict) and not isinstance(thing, NodeList):
        for held in thing.values() if isinstance(thing, dict) else thing:
            if not isinstance(held, Node):
                _hasten(held)


def _text(text: str, like: Any) -> TextNode:
    made = TextNode(text)
    made.token, made.origin = like.token, getattr(like, "origin", None)  # type: ignore[assignment]
    return made


def _same_always(node: Any, empty: Context) -> str | None:
    """What a node says whatever the page holds, in the language of the moment; None for all others."""
    if type(node) is TextNode:
        return str(node.s)
    if isinstance(node, CommentNode | LoadNode):
        return ""
    if isinstance(node, TranslateNode):
        said = node.filter_expression
        fixed = not (node.asvar or node.message_context or said.filters) and getattr(said.var, "lookups", None) is None
    elif isinstance(node, StaticNode):
        fixed = not node.varname and not node.path.filters and getattr(node.path.var, "lookups", None) is None
    elif isinstance(node, BlockTranslateNode):
        held = any(token.token_type is TokenType.VAR for token in [*node.singular, *(node.plural or [])])
        fixed = not (node.asvar or node.message_context or node.countervar or node.extra_context or held)
    else:
        return None
    return str(node.render(empty)) if fixed else None


def _held(node: Any) -> Iterator[NodeList]:
    """The lists of nodes inside a node."""
    for name in node.child_nodelists:
        if isinstance(inner := getattr(node, name, None), NodeList):
            yield inner
    for _condition, inner in getattr(node, "conditions_nodelists", ()):
        yield inner
