"""What an app declares of itself to programs: a resource for each register, and what is told of one thing in it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from ..lists import Column, Filter, Listing
from ..pages import DetailPage, HousePage, ListPage
from .shapes import Field

LINKED = "code"


@dataclass(frozen=True)
class Choice:
    """How a filter of a register is asked for: `name` in English; `values` where its values are called something else here.

    {"true": "ja", "false": "nej"} makes it a truth value; "{pk}" in a value stands for the key of the one who asks.
    `coded(values)` is for a filter by keys: {code: the listing's value}, so that no key of the database is asked for.
    """

    name: str
    values: Mapping[str, str] = field(default_factory=dict)
    coded: Callable[[Collection[str]], Mapping[str, str]] | None = None

    def offered(self, options: Mapping[str, str], person: Any) -> dict[str, str]:
        """{our value: the listing's} of those that the listing offers to a person now."""
        if self.coded:
            ours = dict(self.coded([value for value in options if value]))
        elif self.values:
            key = person.pk if person is not None else 0
            ours = {name: value.format(pk=key) for name, value in self.values.items()}
        else:
            ours = {str(value): value for value in options}
        return {name: value for name, value in ours.items() if value and value in options}


@dataclass(frozen=True)
class Detail:
    """What is told of one thing: the page (its route) decides whether it is there for the one who asks.

    `read(page, thing)` gives the values of the `fields`; `page` has `person` and `on`. `address` names the parts of the address
    and what they are (str or int), as the page's own address has them.
    """

    page: str
    fields: tuple[Field, ...]
    read: Callable[[Any, Any], Mapping[str, Any]]
    address: Mapping[str, type] = field(default_factory=lambda: {"code": str})
    example: Mapping[str, Any] = field(default_factory=dict)
    also: tuple[str, ...] = ()  # routes of other pages of the same thing


@dataclass(frozen=True)
class Resource:
    """A register as programs read it. `name` is the part of the address and of the scope (`systems` of `systems:read`).

    `one` names one of them in English, for the names of operations and schemas (`system`); `about` says what it is (a message id).
    `names` says what columns are called here where their key is no good name; `kinds` what kind they are where the page only
    knows text; `filters` what filters are called. What is not named keeps its key. `key` is the row's code under its own name, "" where a row has none.
    """

    name: str
    one: str
    listing: Listing
    about: str
    detail: Detail | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    filters: Mapping[str, str | Choice] = field(default_factory=dict)
    key: str = "code"
    without_page: bool = False

    @property
    def scope(self) -> str:
        """The scope that a token needs."""
        return f"{self.name}:read"

    @property
    def page(self) -> type[ListPage] | None:
        """The register's page, whose rights these are; None where it has none (then `without_page`)."""
        return None if self.without_page else list_pages()[self.listing.name]

    @property
    def public(self) -> bool:
        """Whether somebody without a token may read it."""
        return self.listing.public if self.page is None else self.page.public

    def field_name(self, column: Column) -> str:
        """What a column is called here."""
        name = self.names.get(column.key, column.key)
        return name if column.kind != "money" or name.endswith("_sek") else f"{name}_sek"

    def choice(self, one: Filter) -> Choice:
        """How a filter is asked for."""
        found = self.filters.get(one.key, one.key)
        return found if isinstance(found, Choice) else Choice(found)

    def is_open(self, key: str) -> bool:
        """Whether somebody without a token sees the column or filter."""
        return self.listing.open is None or key in self.listing.open

    def row_fields(self, listing: Listing | None = None) -> list[tuple[Field, str]]:
        """(field, what it reads) of a row, the code first, then each column and what stands below it, each once."""
        shown = listing or self.listing
        found: dict[str, tuple[Field, str]] = {}
        if self.key and all(self.field_name(c) != self.key or c.value != shown.code for c in shown.columns):
            found[self.key] = (Field(self.key, self._key_label(), self.kinds.get(self.key, "code"), null=False), shown.code)
        for column in shown.columns:
            name, closed = self.field_name(column), not self.is_open(column.key)
            kind = self.kinds.get(column.key, column.kind)
            found[name] = (Field(name, column.label, kind, terms=column.terms, closed=closed), column.value)
            below = column.below.rpartition("__")[2]
            if below and column.below != shown.code and below not in found:
                found[below] = (Field(below, column.label, "code", closed=closed), column.below)
        return list(found.values())

    def _key_label(self) -> str:
        return next((c.label for c in self.listing.columns if c.value == self.listing.code), "Kod")

    @cached_property
    def sorts(self) -> dict[str, str]:
        """Field name → column key of what one can order by."""
        return {self.field_name(c): c.key for c in self.listing.columns if c.sort}


@cache
def pages_by_route() -> dict[str, type[HousePage]]:
    """The page at each named address."""
    return {name: page for name, page, _pattern in _walk(get_resolver(), "")}


@cache
def _patterns() -> dict[str, URLPattern]:
    return {name: pattern for name, _page, pattern in _walk(get_resolver(), "")}


def given_at(route: str) -> dict[str, Any]:
    """What the address gives its page when it makes it."""
    callback: Any = _patterns()[route].callback
    return dict(callback.view_initkwargs)


def places_at(route: str) -> dict[str, type]:
    """The parts of a named address, each int or str."""
    pattern = _patterns()[route].pattern
    kinds = {name: type(converter).__name__ for name, converter in pattern.converters.items()}
    return {name: int if kind == "IntConverter" else str for name, kind in kinds.items()}


@cache
def list_pages() -> dict[str, type[ListPage]]:
    """The page of each register, by the register's name."""
    found = [page for page in pages_by_route().values() if issubclass(page, ListPage)]
    return {page.listing.name: page for page in reversed(found)}


def _walk(resolver: URLResolver, namespace: str) -> Any:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)
        elif isinstance(pattern, URLPattern) and pattern.name:
            page = getattr(pattern.callback, "view_class", None)
            if page is not None and issubclass(page, HousePage):
                yield namespace + pattern.name, page, pattern


def detail_page(detail: Detail) -> type[DetailPage]:
    """The page of a thing."""
    found: Any = pages_by_route()[detail.page]
    return found  # type: ignore[no-any-return]


def opened_detail(detail: Detail) -> tuple[Field, ...]:
    """The fields that somebody without a token sees."""
    return tuple(replace(one, of=tuple(f for f in one.of if not f.closed)) for one in detail.fields if not one.closed)
