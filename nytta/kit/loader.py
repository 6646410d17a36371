"""Templates as they are on disk, with what never changes joined once for each language.

A page of the house holds some eighty translated sentences between pieces of markup. Looking each up and joining it to its
neighbours at every request was a fifth of what drawing a page cost. Source: ADR 0014.
"""

from collections.abc import Iterator
from html import escape
from typing import Any

from django.template import Context, Origin, Template
from django.template.base import Node, NodeList, TextNode, TokenType, VariableNode, render_value_in_context
from django.template.defaulttags import CommentNode, LoadNode
from django.template.loaders import cached
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils.safestring import SafeString
from django.utils.translation import get_language


class Loader(cached.Loader):
    """Django's cached loader, keeping a template for each language."""

    def cache_key(self, template_name: str, skip: list[Origin] | None = None) -> str:
        return f"{get_language()}:{super().cache_key(template_name, skip)}"

    def get_template(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        known = self.cache_key(template_name, skip) in self.get_template_cache
        template = super().get_template(template_name, skip)
        if not known:
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
            if type(node) is VariableNode:
                node.__class__ = PlainVariable
            for inner in _held(node):
                join(inner, empty)
            out.append(node)
        elif out and type(out[-1]) is TextNode:
            out[-1] = _text(out[-1].s + text, out[-1])
        else:
            out.append(_text(text, node))
    nodes[:] = out


class PlainVariable(VariableNode):
    """`{{ … }}` whose value is plain text most of the time: escaped at once, all others as Django does it."""

    def render(self, context: Context) -> Any:
        try:
            value = self.filter_expression.resolve(context)
        except UnicodeDecodeError:
            return ""
        if type(value) is str and context.autoescape:
            return escape(value)
        return value if type(value) is SafeString else render_value_in_context(value, context)


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
