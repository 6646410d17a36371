"""From a resource come its operations: the list, one thing, and the values of its filters."""

from collections.abc import Iterable, Iterator

from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from . import described, reading
from .answers import answer
from .parameters import given, refuse_unknown
from .resources import Resource, detail_page
from .root import Call, Operation
from .shapes import Json


def operations_of(resources: Iterable[Resource]) -> Iterator[Operation]:
    """All that one can read of the resources."""
    for one in resources:
        yield _list(one)
        if one.listing.filters:
            yield _filters(one)
        if one.detail is not None:
            yield _thing(one)


def _camel(*words: str) -> str:
    first, *rest = "-".join(words).split("-")
    return first + "".join(word.capitalize() for word in rest)


def _list(one: Resource) -> Operation:
    return Operation(
        "GET", f"/{one.name}", _camel("list", one.name), one.name, one.listing.title, one.about,
        run=lambda call: reading.list_rows(one, call), described=lambda: described.list_of(one), scope=one.scope, public=one.public,
    )  # fmt: skip


def _thing(one: Resource) -> Operation:
    detail = one.detail
    assert detail is not None
    path = "/".join((one.name, *(f"{{{name}}}" for name in detail.address)))
    return Operation(
        "GET", f"/{path}", _camel("get", one.one), one.name, _("En ur registret"), one.about,
        run=lambda call: reading.read_thing(detail, call), described=lambda: described.thing_of(one), scope=one.scope,
        public=detail_page(detail).public,
    )  # fmt: skip


def _filters(one: Resource) -> Operation:
    return Operation(
        "GET", f"/filters/{one.name}", _camel("list", one.one, "filters"), one.name, _("Vad man kan filtrera på"),
        _("Filtren som den som frågar kan använda, vart och ett med de värden som finns nu och vad de betyder."),
        run=lambda call: filter_values(one, call), described=lambda: described.filters_of(one), scope=one.scope, public=one.public,
    )  # fmt: skip


def filter_values(resource: Resource, call: Call) -> HttpResponse:
    """Each filter with its values and their words, as the page offers them to the caller."""
    refuse_unknown(given(call.request), ())
    listing, person = reading.listing_for(resource, call), call.caller.person
    found: list[Json] = []
    for one in listing.filters:
        choice, options = resource.choice(one), dict(one.choices(person))
        values = [{"value": ours, "label": str(options[value])} for ours, value in choice.offered(options, person).items()]
        found.append({"name": choice.name, "label": gettext(one.label), "values": values})
    return answer(call.request, {"filters": found}, private=person is not None)
