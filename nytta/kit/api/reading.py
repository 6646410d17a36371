"""Reading a register and one thing in it: the rows, columns and rights of their pages, as JSON."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils.translation import gettext

from nytta.plain.verdicts import Refused

from ..lists import Listing, sliced, values_of
from ..pages import HousePage
from . import cursors
from .answers import answer, encoded, etag_of
from .parameters import Wanted, given, refuse_unknown, wanted
from .problems import Problem, refused
from .resources import Detail, Resource, detail_page
from .shapes import Json, plain, shaped, worded

if TYPE_CHECKING:
    from .root import Call

MOST_KEY = 2**31 - 1


def page_for(page: type[HousePage], call: "Call", **address: Any) -> Any:
    """The page as it is for the caller: the same person, moment and address that it would have had in a browser."""
    made: Any = page()
    made.setup(call.request, **address)
    made.person, made.on = call.caller.person, call.on
    return made


def listing_for(resource: Resource, call: "Call") -> Listing:
    """The register as the caller sees it; refused where the page would be."""
    if resource.page is None:
        return resource.listing.seen_by(call.caller.person)
    page = page_for(resource.page, call)
    if not (verdict := page.may_see()):
        raise refused(verdict, "forbidden")
    found: Listing = page.listed()
    return found


def list_rows(resource: Resource, call: "Call") -> HttpResponse:
    """One page of the register: at most count, keys, values."""
    listing = listing_for(resource, call)
    want = wanted(call.request, resource, listing, call.caller.person, call.on.date())
    order = cursors.fields_of(want.asked.ordering())
    body: Json = {"items": [], "limit": want.limit}
    if listing.as_on:
        body["day"] = want.asked.shown_day.isoformat()
    told = {"of": resource.name, **want.told}
    found, more = _by_cursor(want, order, told) if want.cursor else _by_page(want, order, body)
    body["items"] = rows_of(resource, want, [row[0] for row in found])
    headers = {}
    if more:
        body["next_cursor"] = cursors.write(told, found[-1][1:])
        query = urlencode({**_without_day(want), "limit": want.limit, "cursor": body["next_cursor"]})
        headers["Link"] = f'<{call.request.path}?{query}>; rel="next"'
    return answer(call.request, body, private=call.caller.person is not None, headers=headers)


def _without_day(want: Wanted) -> dict[str, str]:
    return {k: v for k, v in want.told.items() if k != "day" or want.asked.day}


def _by_page(want: Wanted, order: Sequence[tuple[str, bool]], body: Json) -> tuple[list[Any], bool]:
    rows, start, limit = want.asked.filtered(), (want.page - 1) * want.limit, want.limit
    found = _ordered(rows, order)
    first = list(found[: limit + 1]) if want.page == 1 else []
    total = len(first) if want.page == 1 and len(first) <= limit else rows.order_by().count()
    if want.page > 1:
        first = sliced(found, start, min(start + limit, total), total) if start < total else []
    body |= {"page": want.page, "pages": max(1, -(-total // limit)), "total": total}
    return first[:limit], start + limit < total


def _by_cursor(want: Wanted, order: Sequence[tuple[str, bool]], told: dict[str, str]) -> tuple[list[Any], bool]:
    last = cursors.read(want.cursor, told)
    if len(last) != len(order):
        raise Problem("bad-cursor")
    found = list(_ordered(want.asked.filtered().filter(cursors.after(order, last)), order)[: want.limit + 1])
    return found[: want.limit], len(found) > want.limit


def _ordered(rows: Any, order: Sequence[tuple[str, bool]]) -> Any:
    return rows.order_by(*(f"-{f}" if falling else f for f, falling in order)).values_list("pk", *(f for f, _ in order))


def rows_of(resource: Resource, want: Wanted, keys: Sequence[int]) -> list[Json]:
    """The rows with the keys, in that order."""
    values = values_of(want.asked, keys)
    read = _reader(resource, want.asked.listing)
    return [read(values[key]) for key in keys if key in values]


def _reader(resource: Resource, listing: Listing) -> Callable[[Sequence[Any]], Json]:
    """What makes a row's object from its values; what is the same for every row is done once."""
    at = {name: number for number, name in enumerate(listing.fields())}
    parts = [(f.name, at[reads], f.kind, worded(f.terms) if f.kind == "term" else None) for f, reads in resource.row_fields(listing)]

    def read(values: Sequence[Any]) -> Json:
        row: Json = {}
        for name, number, kind, words in parts:
            value = row[name] = plain(values[number], kind)
            if words is not None:
                row[f"{name}_label"] = words(value)
        return row

    return read


def read_thing(detail: Detail, call: "Call") -> HttpResponse:
    """What is told of one thing."""
    refuse_unknown(given(call.request), ())
    body = told_of(detail, call)
    return answer(call.request, body, private=call.caller.person is not None)


def told_of(detail: Detail, call: "Call") -> Json:
    """What is told of the thing at the address to the caller; a thing that may not be seen is not there."""
    address = address_of(detail, call.place)
    page = page_for(detail_page(detail), call, **address)
    try:
        thing = page.thing(**address)
        if not page.may_see(thing):
            raise Problem("not-found")
        return shaped(detail.fields, detail.read(page, thing), open_only=call.caller.person is None)
    except Http404:
        raise Problem("not-found") from None
    except Refused as no:
        raise refused(no.verdict, "forbidden") from None
    except PermissionDenied as no:
        raise Problem("forbidden", str(no) or gettext("Du har inte rätt till det.")) from None


def address_of(detail: Detail, place: dict[str, str]) -> dict[str, Any]:
    """The parts of the address as the page takes them."""
    found: dict[str, Any] = {}
    for name, kind in detail.address.items():
        found[name] = number_in(place[name]) if kind is int else place[name]
    return found


def number_in(text: str) -> int:
    """A number in an address; what is none is not there."""
    if not (text.isascii() and text.isdecimal() and len(text) < 11 and int(text) <= MOST_KEY):
        raise Problem("not-found")
    return int(text)


def etag(detail: Detail, call: "Call") -> str:
    """The tag of the thing as the caller would read it now, for If-Match."""
    return etag_of(encoded(told_of(detail, call)))
