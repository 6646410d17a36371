"""Filters: read by the grammar of the standard, judged against what is kept, and answered for one resource. Source: RFC 7644 section 3.4.2.2."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .schemas import ENTERPRISE, Attribute, Kind, Leaf, ScimError, leaf, storable

LONGEST_FILTER, DEEPEST, MOST_TERMS = 4000, 20, 100
_TOKEN = re.compile(
    r'\s*(?:(?P<text>"(?:[^"\\]|\\.)*")|(?P<mark>[()\[\]])|(?P<word>[^\s()\[\]"]+))', re.DOTALL
)  # fmt: skip
_PATH = re.compile(r"(?:urn:[\w:.\-]+:)?[A-Za-z$][\w$\-]*(?:\.[A-Za-z$][\w$\-]*)?", re.IGNORECASE)
_TEXTS, _ORDERS = {"co", "sw", "ew"}, {"gt", "ge", "lt", "le"}
OPERATORS = {"eq", "ne", *_TEXTS, *_ORDERS}
Value = str | bool | datetime | None


@dataclass(frozen=True)
class Compare:
    """An attribute compared with a value, which is folded already where the size of letters does not count; `pr` has none.

    `where` is None for a resource type that lacks the attribute: it has no value there.
    """

    where: Leaf | None
    operator: str
    value: Value = None


@dataclass(frozen=True)
class Within:
    """That one and the same value of an attribute fulfils a filter of its sub-attributes."""

    where: Leaf | None
    inner: "Filter"


@dataclass(frozen=True)
class Joined:
    """All (`and`) or any (`or`) of some filters; `not` of one."""

    word: str
    parts: tuple["Filter", ...]


Filter = Compare | Within | Joined


def wrong(detail: str) -> ScimError:
    """A filter that is not understood."""
    return ScimError(400, "invalidFilter", detail)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    place = 0
    text = text.rstrip()
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise wrong(f"The filter is not understood at character {place + 1}.")
        place = found.end()
        yield str(found.lastgroup), str(found.group(str(found.lastgroup)))


class _Reader:
    """Reads one filter from left to right; `kinds` are the resource types that are asked, of which one at least knows each attribute."""

    def __init__(self, text: str, kind: Kind, others: Sequence[Kind] = (), within: Leaf | None = None) -> None:
        if len(text) > LONGEST_FILTER:
            raise wrong(f"A filter has at most {LONGEST_FILTER} characters.")
        self.tokens, self.place, self.kind, self.others, self.within = list(_tokens(text)), 0, kind, others, within
        self.terms = 0

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.place] if self.place < len(self.tokens) else ("end", "")

    def take(self, mark: str = "") -> tuple[str, str]:
        found = self.peek()
        if mark and found != ("mark", mark):
            raise wrong(f"Expected {mark} after {self.place} words of the filter.")
        self.place += 1
        return found

    def word_is(self, word: str) -> bool:
        kind, text = self.peek()
        return kind == "word" and text.lower() == word

    def whole(self) -> Filter:
        found = self.either(0)
        if self.peek()[0] != "end":
            raise wrong(f"The filter goes on after its end: {self.peek()[1][:40]}")
        return found

    def either(self, depth: int) -> Filter:
        if depth > DEEPEST:
            raise wrong(f"A filter is at most {DEEPEST} brackets deep.")
        return self._chain("or", depth)

    def _chain(self, word: str, depth: int) -> Filter:
        def part() -> Filter:
            return self._chain("and", depth) if word == "or" else self.term(depth)

        parts = [part()]
        while self.word_is(word):
            self.take()
            parts.append(part())
        return parts[0] if len(parts) == 1 else Joined(word, tuple(parts))

    def term(self, depth: int) -> Filter:
        self.terms += 1
        if self.terms > MOST_TERMS:
            raise wrong(f"A filter has at most {MOST_TERMS} terms.")
        if self.word_is("not") and self.tokens[self.place + 1 : self.place + 2] == [("mark", "(")]:
            self.take()
            return Joined("not", (self.bracket(depth),))
        return self.bracket(depth) if self.peek() == ("mark", "(") else self.expression(depth)

    def bracket(self, depth: int) -> Filter:
        self.take("(")
        found = self.either(depth + 1)
        self.take(")")
        return found

    def expression(self, depth: int) -> Filter:
        kind, path = self.take()
        if kind != "word" or not _PATH.fullmatch(path):
            raise wrong(f"Expected the name of an attribute, not {path[:40] or 'the end'}.")
        where = self.leads(path)
        if self.peek() == ("mark", "["):
            return self.values_of(where, path, depth)
        operator = self.take()[1].lower()
        if operator == "pr":
            return Compare(where, "pr")
        if operator not in OPERATORS:
            raise wrong(f"There is no operator {operator[:20]}.")
        value = self.literal()
        return Compare(where, operator, value) if where is None else compared(where, operator, value)

    def values_of(self, where: Leaf | None, path: str, depth: int) -> Filter:
        if self.within is not None or (where is not None and not (where.attribute.many and where.attribute.subs and not where.sub)):
            raise wrong(f"{path} has no values with parts of their own.")
        self.take("[")
        outer, self.within = self.within, where
        inner = self.either(depth + 1) if where is not None else self.skipped()
        self.within = outer
        self.take("]")
        return Within(where, inner)

    def skipped(self) -> Filter:
        """A filter of the values of an attribute that this resource type lacks: nothing is asked."""
        while self.peek() not in {("mark", "]"), ("end", "")}:
            self.take()
        return Compare(None, "pr")

    def leads(self, path: str) -> Leaf | None:
        if self.within is not None:
            inner = self.within.attribute.sub(path)
            if inner is None:
                raise wrong(f"{self.within.attribute.name} has no {path[:80]}.")
            return Leaf(self.within.attribute, inner)
        found = leaf(self.kind, path)
        if found is None and not any(leaf(one, path) for one in self.others):
            raise wrong(f"{path[:120]} is not kept here.")
        return found

    def literal(self) -> Any:
        kind, text = self.take()
        try:
            found = json.loads(text if kind == "text" else text.lower() if text.lower() in {"true", "false", "null"} else text)
        except (ValueError, RecursionError):
            raise wrong(f"{text[:40]!a} is no value to compare with.") from None
        if isinstance(found, list | dict) or (isinstance(found, str) and not storable(found)):
            raise wrong(f"{text[:40]!a} is no value to compare with.")
        return found


def parse(text: str, kind: Kind, others: Sequence[Kind] = ()) -> Filter:
    """The filter that a text is for a resource type; an attribute that only the `others` have has no value here."""
    return _Reader(text, kind, others).whole()


def parse_within(text: str, where: Leaf) -> Filter:
    """The filter between the brackets of an attribute's address."""
    reader = _Reader(text, Kind("", "", "", "", ()), within=where)
    return reader.whole()


def compared(where: Leaf, operator: str, value: Any) -> Compare:
    """A comparison whose value fits the attribute, or a refusal; an attribute with parts is compared by its value."""
    if where.end.type == "complex":
        inner = where.attribute.sub("value")
        if inner is None:
            raise wrong(f"{where.key} is compared by one of its parts.")
        where = Leaf(where.attribute, inner, where.extension)
    end = where.end
    if value is None:
        if operator not in {"eq", "ne"}:
            raise wrong(f"{operator} does not compare with null.")
        return Compare(where, operator, None)
    if end.type == "boolean":
        return Compare(where, operator, _truth(end, operator, value))
    if not isinstance(value, str):
        raise wrong(f"{where.key} is a text.")
    if end.type == "dateTime":
        if operator in _TEXTS:
            raise wrong(f"{where.key} is a moment, which is not compared by {operator}.")
        return Compare(where, operator, moment(value))
    return Compare(where, operator, value if end.exact else value.casefold())


def _truth(end: Attribute, operator: str, value: Any) -> bool:
    """A truth value; Entra ID writes it as a text at times."""
    if operator not in {"eq", "ne"}:
        raise wrong(f"{end.name} is true or false, which is not compared by {operator}.")
    if isinstance(value, str) and value.lower() in {"true", "false"}:
        return value.lower() == "true"
    if not isinstance(value, bool):
        raise wrong(f"{end.name} is true or false.")
    return value


def moment(text: str) -> datetime:
    """A moment as the standard writes it; without a zone it is UTC. Source: RFC 7643 section 2.3.5."""
    try:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise wrong(f"{text[:40]} is no moment.") from None


def fulfils(resource: Mapping[str, Any], asked: Filter) -> bool:
    """Whether a resource, as it is shown, is one that a filter asks for."""
    if isinstance(asked, Joined):
        if asked.word == "not":
            return not fulfils(resource, asked.parts[0])
        return (all if asked.word == "and" else any)(fulfils(resource, one) for one in asked.parts)
    if isinstance(asked, Within):
        return asked.where is not None and any(value_fulfils(one, asked.inner) for one in held(resource, asked.where))
    if asked.where is None:
        return _one(None, asked, None)
    if asked.operator == "pr" and asked.where.end.type == "complex":
        return bool(held(resource, asked.where))
    values = [v for v in held(resource, asked.where) if v not in (None, "")]
    return any(_one(v, asked, asked.where.end) for v in values or [None])


def value_fulfils(value: Mapping[str, Any], asked: Filter) -> bool:
    """Whether one value of an attribute with parts fulfils the filter between its brackets."""
    if isinstance(asked, Joined):
        if asked.word == "not":
            return not value_fulfils(value, asked.parts[0])
        return (all if asked.word == "and" else any)(value_fulfils(value, one) for one in asked.parts)
    if isinstance(asked, Within) or asked.where is None or asked.where.sub is None:
        return False
    return _one(value.get(asked.where.sub.name), asked, asked.where.end)


def held(resource: Mapping[str, Any], where: Leaf) -> list[Any]:
    """The values at a place of a resource."""
    root = resource.get(ENTERPRISE, {}) if where.extension else resource
    found = root.get(where.attribute.name)
    rows = found if isinstance(found, list) else [] if found is None or found == {} else [found]
    return rows if where.sub is None else [row.get(where.sub.name) for row in rows if isinstance(row, dict)]


def _one(value: Any, asked: Compare, end: Attribute | None) -> bool:
    if asked.operator == "pr":
        return value not in (None, "")
    if asked.value is None or value in (None, ""):
        same = value in (None, "") and asked.value is None
        return same if asked.operator == "eq" else not same if asked.operator == "ne" else False
    if end is not None and end.type == "dateTime":
        value = moment(value)
    elif isinstance(value, str) and not (end is not None and end.exact):
        value = value.casefold()
    return bool(_COMPARED[asked.operator](value, asked.value))


_COMPARED: Mapping[str, Any] = {
    "eq": lambda a, b: a == b, "ne": lambda a, b: a != b, "co": lambda a, b: b in a, "sw": lambda a, b: a.startswith(b),
    "ew": lambda a, b: a.endswith(b), "gt": lambda a, b: a > b, "ge": lambda a, b: a >= b, "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
}  # fmt: skip
