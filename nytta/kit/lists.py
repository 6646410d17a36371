"""A register is declared once: from one Listing come its page, filters, order, paging, and exports."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from nytta.plain.money import comma, sek
from nytta.plain.words import Term

from . import search
from .prepared import Prepared

PER_PAGE = 50
_PLAIN = {str, int, date, type(None)}
_PLAIN_CODE = re.compile(r"[A-Za-z0-9_-]+")
_WAYS: dict[tuple[str, str], str] = {}
_STEADY: dict[tuple[Any, ...], Prepared] = {}


@dataclass(frozen=True)
class Column:
    """One column: `value` is the field path or annotation that it reads, `kind` how it is shown and exported.

    Kinds: text, code, money, number, day, moment (a day and an hour), term (needs `terms`), yes_no. `sort` is the field to order by, "" for none.
    `link` makes the cell the row's link; `tags` maps a term's code to a colour of its tag; `below` is a second field
    shown small under the first. `under` names another column under which this one is shown small on the page, to save width;
    files have it as a column of its own. `swedish` is text that was recorded in Swedish, whatever language the page is in.
    """

    key: str
    label: str
    value: str
    kind: str = "text"
    sort: str = ""
    terms: type[Term] | None = None
    link: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)
    below: str = ""
    under: str = ""
    swedish: bool = False

    def plain(self, value: Any) -> Any:
        """The value for an export: a number, a date or text in the reader's language."""
        if value is None:
            return None
        if self.kind == "term" and self.terms:
            return gettext(self.terms(value).sv) if value else ""
        if self.kind == "yes_no":
            return gettext("Ja") if value else gettext("Nej")
        if isinstance(value, datetime):
            local = timezone.localtime(value)
            return f"{local:%Y-%m-%d %H:%M}" if self.kind == "moment" else local.date()
        if isinstance(value, timedelta):
            return value.days
        if isinstance(value, Decimal):
            return int(value) if value == value.to_integral_value() else float(value)
        if isinstance(value, list):
            return ", ".join(str(v) for v in value)
        return value

    def reader(self) -> Callable[[Any], Any]:
        """`plain` for many values: the words of a term are looked up once, and what is plain already is left alone."""
        if self.kind == "term" and self.terms:
            words = {str(one.value): gettext(one.sv) for one in self.terms}
            return lambda value: words[value] if value else value
        if self.kind == "yes_no":
            return self.plain
        return lambda value: value if type(value) in _PLAIN else self.plain(value)

    def shown(self, value: Any) -> str:
        """A plain value as escaped text for the page."""
        if value is None or value == "":
            return "–"
        if self.kind == "money":
            return sek(int(value))
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, float):
            return comma(Decimal(str(value)), min(len(str(value).partition(".")[2]), 4))
        if self.kind == "number":
            return sek(value, "")
        return escape(value)


@dataclass(frozen=True)
class Filter:
    """One filter of the address. `choices(person)` gives (value, label); `where` is a lookup or a function on the queryset.

    `on_day` is one that asks for the day that the register tells of too, instead of `where`.
    """

    key: str
    label: str
    where: str | Callable[[QuerySet[Any], str], QuerySet[Any]]
    choices: Callable[[Any], Sequence[tuple[str, str]]]
    on_day: Callable[[QuerySet[Any], str, date], QuerySet[Any]] | None = None

    def applied(self, rows: QuerySet[Any], value: str, day: date) -> QuerySet[Any]:
        """The rows narrowed to a value."""
        if self.on_day:
            return self.on_day(rows, value, day)
        return self.where(rows, value) if callable(self.where) else rows.filter(**{self.where: value})


@dataclass(frozen=True)
class Listing:
    """A register: what it shows, of what, to whom.

    `rows(person)` is the queryset that the person may see; `extra(queryset)` adds annotations to the page's rows alone
    (keys first: ADR 0010), `dated(queryset, person)` those that ask who looks and on which day; `url(code)` is a row's address.
    `as_on(queryset, day)` makes it a register over time: the rows that there are on the day that the address names (`dag`, else
    today), annotated with what holds that day. `open` names, where not all is for everybody, the columns and filters that
    somebody who is not logged in sees: what is not named there is closed to them.
    """

    name: str
    title: str
    one: str
    many: str
    rows: Callable[[Any], QuerySet[Any]]
    columns: Sequence[Column]
    url: Callable[[str], str]
    order: tuple[str, ...]
    filters: Sequence[Filter] = ()
    extra: Callable[[QuerySet[Any]], QuerySet[Any]] = lambda rows: rows
    dated: Callable[[QuerySet[Any], Any], QuerySet[Any]] = lambda rows, person: rows  # extra that asks who looks, and on which day
    search_kind: str = ""
    answers: str = ""  # the kind of which it tells when everything is searched at once
    called: str = ""  # then the field that says what a row is about, where the row's link only numbers it
    as_on: Callable[[QuerySet[Any], date], QuerySet[Any]] | None = None
    narrow: Callable[[QuerySet[Any], str], QuerySet[Any]] | None = None  # free text, where the index holds more than may be seen
    code: str = "code"
    empty: str = ""
    help: str = ""
    public: bool = False
    open: frozenset[str] | None = None
    per_page: int = PER_PAGE
    steady: bool = False  # `extra` asks nothing but the rows and the language, and `url` only puts the code in: each is made once

    def way(self, code: Any) -> str:
        """A row's address; in a steady register its pattern is looked up once for each site."""
        written = str(code)
        if not self.steady or not _PLAIN_CODE.fullmatch(written):
            return self.url(code)
        at = (self.name, get_script_prefix())
        if at not in _WAYS:
            made = self.url(code)
            if made.count(written) != 1:
                return made
            _WAYS[at] = made.replace(written, "\0")
        return _WAYS[at].replace("\0", written)

    def seen_by(self, person: Any) -> "Listing":
        """The register as a person sees it: somebody who is not logged in, what is open alone."""
        if person is not None or self.open is None:
            return self
        columns = [one for one in self.columns if one.key in self.open]
        return replace(self, columns=columns, filters=[one for one in self.filters if one.key in self.open])

    @property
    def searches(self) -> bool:
        """Whether it takes free text."""
        return bool(self.search_kind or self.narrow)

    def fields(self) -> list[str]:
        """The values read for each row: code first, then each column's (and what stands below it)."""
        names = [self.code]
        for column in self.columns:
            names += [n for n in (column.value, column.below) if n and n not in names]
        return names


def words_asked(query: QueryDict) -> str:
    """The words that an address asks for."""
    return query.get("q", "").replace("\0", "").strip()[:200]


@dataclass
class Asked:
    """What an address asks of a listing: cleaned filter values, order, page; unknown values are dropped and named."""

    listing: Listing
    person: Any
    query: QueryDict
    today: date
    day: date | None = None
    text: str = ""
    values: dict[str, str] = field(default_factory=dict)
    sort: str = ""
    page: int = 1
    unknown: list[str] = field(default_factory=list)
    options: dict[str, Sequence[tuple[str, str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.text = words_asked(self.query)
        if self.listing.as_on and (written := self.query.get("dag", "")):
            self.day = _day(written)
            if self.day is None:
                self.unknown.append(gettext("Dag"))
        for one in self.listing.filters:
            self.options[one.key] = one.choices(self.person)
            value = self.query.get(one.key, "")
            if value and value in dict(self.options[one.key]):
                self.values[one.key] = value
            elif value:
                self.unknown.append(one.label)
        sort = self.query.get("sort", "")
        if sort.lstrip("-") in {c.key for c in self.listing.columns if c.sort}:
            self.sort = sort
        number = self.query.get("page", "1")
        self.page = int(number) if number.isdecimal() and int(number[:9]) > 0 else 1

    def address(self, **changes: str | int | None) -> str:
        """The query string with changes; None drops a key. The address holds the whole filter."""
        pairs: dict[str, Any] = {"dag": self.day.isoformat() if self.day else "", "q": self.text, **self.values, "sort": self.sort}
        pairs.update(changes)
        return urlencode({k: v for k, v in pairs.items() if v not in ("", None)})

    @property
    def over_time(self) -> bool:
        """Whether the register can be seen as it is on any day."""
        return self.listing.as_on is not None

    @property
    def shown_day(self) -> date:
        """The day that a register over time tells of."""
        return self.day or self.today

    def as_on_day(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows as they are on the day asked for, where the register is one over time."""
        return self.listing.as_on(rows, self.shown_day) if self.listing.as_on else rows

    def filtered(self) -> QuerySet[Any]:
        """The rows that the filter lets through, unordered."""
        rows = self.as_on_day(self.listing.rows(self.person))
        if self.text and self.listing.narrow:
            rows = self.listing.narrow(rows, self.text)
        elif self.text and self.listing.search_kind:
            rows = search.narrowed(rows, self.listing.search_kind, self.text, self.listing.code)
        for one in self.listing.filters:
            if one.key in self.values:
                rows = one.applied(rows, self.values[one.key], self.shown_day)
        return rows

    def ordering(self) -> list[str]:
        """The order asked for, else the listing's own; always ended by the key, so that paging is stable."""
        by_key = {c.key: c.sort for c in self.listing.columns}
        if not self.sort:
            return [*self.listing.order, "pk"]
        sign = "-" if self.sort.startswith("-") else ""
        return [sign + by_key[self.sort.lstrip("-")], "pk"]


@dataclass
class Page:
    """One page of a listing, ready for the template."""

    asked: Asked
    total: int
    number: int
    pages: int
    rows: list[SafeString]

    @property
    def first(self) -> int:
        """The number of the first row shown; 0 when there is none."""
        return (self.number - 1) * self.asked.listing.per_page + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The number of the last row shown."""
        return self.first + len(self.rows) - 1 if self.rows else 0


def page_of(asked: Asked) -> Page:
    """The page asked for: count, keys of the page, then the values of those rows alone (three queries)."""
    listing, found = asked.listing, asked.filtered()
    total = found.count()
    pages = max(1, -(-total // listing.per_page))
    number = min(asked.page, pages)
    start = (number - 1) * listing.per_page
    keys = sliced(found.order_by(*asked.ordering()).values_list("pk", flat=True), start, min(start + listing.per_page, total), total)
    rows, draw = values_of(asked, keys), _drawn(listing)
    return Page(asked, total, number, pages, [draw(rows[k]) for k in keys if k in rows])


def sliced(ordered: QuerySet[Any], start: int, stop: int, total: int) -> list[Any]:
    """The keys (or rows) from start to stop; counted from the end in the latter half, since a deep offset costs what it skips."""
    if start <= total // 2:
        return list(ordered[start:stop])
    return list(ordered.reverse()[total - stop : total - start])[::-1]


def values_of(asked: Asked, keys: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    """The values that the rows with the keys show, by key: one query, with the annotations that the page's rows alone need."""
    if not keys:
        return {}
    listing = asked.listing
    if listing.steady and len(keys) == PER_PAGE:
        shape = (listing.name, *listing.fields(), get_language())
        if shape not in _STEADY:
            _STEADY[shape] = Prepared(
                lambda *at: listing.extra(_keyed(listing, at)).values_list("pk", *listing.fields()), *[int] * PER_PAGE
            )
        return {row[0]: row[1:] for row in _STEADY[shape](*keys)}
    base = asked.as_on_day(_keyed(listing, keys))
    return {row[0]: row[1:] for row in listing.dated(listing.extra(base), asked.person).values_list("pk", *listing.fields())}


def _keyed(listing: Listing, keys: Sequence[int]) -> QuerySet[Any]:
    model = listing.rows(None).model if listing.public else listing.rows(_Anyone).model
    found: QuerySet[Any] = model._default_manager.filter(pk__in=keys)
    return found


def _day(written: str) -> date | None:
    """The day that somebody has written in an address; None when it is none."""
    try:
        day = date.fromisoformat(written.strip())
    except ValueError:
        return None
    return day if 1900 <= day.year <= 2099 else None


class _Anyone:
    """Stands for no particular person where only the model of a queryset is asked for."""

    pk = 0
    is_authenticated = False


def _drawn(listing: Listing) -> Callable[[Sequence[Any]], SafeString]:
    """What makes a row's cells from its values; all that is the same for every row is done once."""
    names = listing.fields()
    code, columns = names.index(listing.code), []
    for c in listing.columns:
        if c.under:
            continue
        side = ' class="num"' if c.kind in {"money", "number"} else ' class="nowrap"' if c.kind in {"day", "moment"} else ""
        opened = '<th scope="row">' if c.link else f'<td{side} data-l="{escape(gettext(c.label))}">'
        tags = c.tags if c.kind == "term" else {}
        small = [(u, u.reader(), names.index(u.value)) for u in listing.columns if u.under == c.key]
        columns.append((c, c.reader(), names.index(c.value), names.index(c.below) if c.below else -1, tags, opened, small))

    def draw(values: Sequence[Any]) -> SafeString:
        cells = []
        for c, read, at, below, tags, opened, small in columns:
            text = c.shown(read(values[at]))
            if tags and values[at]:
                text = f'<span class="ds-tag" data-color="{tags.get(values[at], "neutral")}">{text}</span>'
            if c.swedish:
                text = f'<span lang="sv">{text}</span>'
            if c.link:
                text = f'<a class="ds-link" href="{escape(listing.way(values[code]))}">{text}</a>'
            if below >= 0:
                text += f"<small>{escape(values[below])}</small>"
            for under, read_under, at_under in small:
                if values[at_under] not in (None, ""):
                    text += f'<small><span class="ds-sr-only">{escape(gettext(under.label))}: </span>{under.shown(read_under(values[at_under]))}</small>'
            cells.append(f"{opened}{text}</th>" if c.link else f"{opened}{text}</td>")
        return mark_safe("".join(cells))

    return draw


def every_row(asked: Asked) -> Iterator[list[Any]]:
    """All rows that the filter shows, in its order and columns: one query, read 2,000 at a time in constant memory."""
    listing, fields = asked.listing, asked.listing.fields()
    columns = [(c.reader(), fields.index(c.value)) for c in listing.columns]
    found = listing.dated(listing.extra(asked.filtered()), asked.person).order_by(*asked.ordering()).values_list(*fields)
    for row in found.iterator(chunk_size=2000):
        yield [read(row[at]) for read, at in columns]
