"""The register of service accounts."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Body
from nytta.kit.fields import term_choices
from nytta.kit.lists import Column, Filter, Listing

from .models import ServiceAccount
from .queries.programs import with_state, with_tokens
from .terms import AccountState

ACCOUNT_COLORS = {AccountState.OPEN.value: "success", AccountState.STOPPED.value: "danger", AccountState.CLOSED.value: "neutral"}


def _day(person: Any) -> date:
    """The day of the request that a person makes."""
    remembered: dict[str, date] = getattr(person, "remembered", {})
    return remembered.get("on", date.max)


def _rows(person: Any) -> QuerySet[ServiceAccount]:
    return ServiceAccount.objects.all()


def _standing(rows: QuerySet[Any], value: str, on: date) -> QuerySet[Any]:
    return with_state(rows, on).filter(state=value)


def _bodies(person: Any) -> list[tuple[str, str]]:
    rows = Body.objects.filter(pk__in=ServiceAccount.objects.values("person__body")).order_by("sort")
    return list(rows.values_list("code", "name"))


PROGRAMS = Listing(
    name="access:programs",
    title=_("Systemkonton"),
    one=_("systemkonto"),
    many=_("systemkonton"),
    rows=_rows,
    columns=(
        Column("code", _("Konto"), "person__username", sort="person__username", link=True),
        Column("name", _("Program"), "person__name", sort="person__name", swedish=True),
        Column("body", _("Ägare"), "person__body__name", sort="person__body__sort", swedish=True),
        Column("state", _("Läge"), "state", kind="term", terms=AccountState, tags=ACCOUNT_COLORS),
        Column("in_force", _("Gällande nycklar"), "in_force", kind="number"),
        Column("last_used", _("Senast använt"), "last_used", kind="moment"),
        Column("opened_at", _("Upplagt"), "opened_at", kind="day", sort="opened_at"),
    ),
    url=lambda code: reverse("access:program", args=[code]),
    order=("person__name",),
    filters=(
        Filter("state", _("Läge"), "", lambda person: term_choices(AccountState), _standing),
        Filter("body", _("Ägare"), "person__body__code", _bodies),
    ),
    dated=lambda rows, person: with_tokens(with_state(rows, _day(person)), _day(person)),
    code="person__username",
    help=_(
        "Ett systemkonto är ett program som använder Nyttas gränssnitt (API). En nämnd eller styrelse svarar för det. Det kan inte logga in; det har nycklar som går ut."
    ),
    empty=_("Här står vilka program som får läsa och skriva i Nytta, vem som svarar för dem och när deras nycklar går ut."),
)
