"""What a list's address may ask: read strictly, so that a slip is told and not passed over."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext

from ..lists import Asked, Listing
from .problems import Problem, parameter
from .resources import Resource

LIMIT, MOST, PAGES = 20, 200, 100_000
COMMON = ("limit", "page", "cursor", "sort")


class Read(Asked):
    """What an address asks of a listing, already read and found good."""

    def __post_init__(self) -> None:
        """Nothing is dropped in silence here: `wanted` has refused what there is not."""


@dataclass
class Wanted:
    """What is asked for: the rows, how many, from where. `told` is the question without its place, for cursors and links."""

    asked: Read
    limit: int = LIMIT
    page: int = 1
    cursor: str = ""
    told: Mapping[str, str] = field(default_factory=dict)


def given(request: HttpRequest) -> dict[str, str]:
    """The parameters of the address, each at most once and without what no database keeps."""
    found: dict[str, str] = {}
    for name in request.GET:
        values = request.GET.getlist(name)
        if "\0" in name or any("\0" in v for v in values):
            raise Problem("bad-request", gettext("Adressen innehåller ett tecken som inte tas emot (NUL)."))
        if len(values) > 1:
            raise parameter(name, gettext("Parametern %(name)s står två gånger.") % {"name": name[:100]})
        found[name] = values[0]
    return found


def refuse_unknown(values: Mapping[str, str], known: Any) -> None:
    """A parameter that the resource does not have is refused by its name."""
    for name in values:
        if name not in known:
            detail = gettext("Parametern %(name)s finns inte här.") % {"name": name[:100]}
            raise parameter(name, detail, allowed=sorted(known), slug="unknown-parameter")


def _number(values: Mapping[str, str], name: str, default: int, most: int) -> int:
    text = values.get(name)
    if text is None:
        return default
    if not re.fullmatch(r"[0-9]{1,9}", text) or not 1 <= int(text) <= most:
        raise parameter(name, gettext("%(name)s är ett heltal från 1 till %(most)s.") % {"name": name, "most": most})
    return int(text)


def _day(text: str) -> date:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        try:
            day = date.fromisoformat(text)
        except ValueError:
            day = None
        if day and 1900 <= day.year <= 2099:
            return day
    raise parameter("day", gettext("day skrivs som 2026-03-02 och ligger mellan 1900 och 2099."))


def names_of(resource: Resource, listing: Listing) -> list[str]:
    """The parameters that the list takes."""
    return [
        *COMMON,
        *(["q"] if listing.searches else []),
        *(["day"] if listing.as_on else []),
        *(resource.choice(one).name for one in listing.filters),
    ]


def wanted(request: HttpRequest, resource: Resource, listing: Listing, person: Any, today: date) -> Wanted:
    """What the address asks of the register as this person sees it."""
    values = given(request)
    _refuse_closed(values, resource, listing)
    refuse_unknown(values, names_of(resource, listing))
    if "page" in values and "cursor" in values:
        raise parameter("cursor", gettext("page och cursor går inte att använda samtidigt."))
    asked = Read(listing, person, request.GET, today)
    if "day" in values:
        asked.day = _day(values["day"])
    asked.text = values.get("q", "").strip()
    if len(asked.text) > 200:
        raise parameter("q", gettext("q är högst 200 tecken."))
    _filters(values, resource, asked)
    _sort(values, resource, asked)
    told = {k: v for k, v in sorted(values.items()) if k not in ("page", "cursor", "limit")}
    if listing.as_on:
        told["day"] = asked.shown_day.isoformat()
    found = Wanted(asked, _number(values, "limit", LIMIT, MOST), _number(values, "page", 1, PAGES), values.get("cursor", ""), told)
    if "cursor" in values and not found.cursor:
        raise Problem("bad-cursor")
    return found


def _refuse_closed(values: Mapping[str, str], resource: Resource, listing: Listing) -> None:
    """A filter that is not open to all is told to need a token."""
    shown = {one.key for one in listing.filters}
    for one in resource.listing.filters:
        name = resource.choice(one).name
        if one.key not in shown and name in values:
            raise Problem(
                "unauthorised", gettext("Filtret %(name)s kräver en nyckel.") % {"name": name}, headers={"WWW-Authenticate": "Bearer"}
            )


def _filters(values: Mapping[str, str], resource: Resource, asked: Read) -> None:
    for one in asked.listing.filters:
        choice = resource.choice(one)
        if choice.name not in values:
            continue
        offered = choice.offered(dict(one.choices(asked.person)), asked.person)
        value = offered.get(values[choice.name])
        if value is None:
            detail = gettext("Värdet finns inte för %(name)s.") % {"name": choice.name}
            raise parameter(choice.name, detail, allowed=list(offered) if len(offered) <= 50 else ())
        asked.values[one.key] = value


def _sort(values: Mapping[str, str], resource: Resource, asked: Read) -> None:
    if "sort" not in values:
        return
    shown = {c.key for c in asked.listing.columns}
    known = {name: key for name, key in resource.sorts.items() if key in shown}
    sort, falling = values["sort"].removeprefix("-"), values["sort"].startswith("-")
    if sort not in known:
        raise parameter("sort", gettext("Det går inte att ordna efter det."), allowed=[s + n for n in known for s in ("", "-")])
    asked.sort = ("-" if falling else "") + known[sort]
