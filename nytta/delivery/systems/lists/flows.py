"""The register of flows, as it is on any day."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Body
from nytta.city.organisation.terms import APPLICANTS
from nytta.kit.lists import Column, Filter, Listing

from ..models import Flow
from ..queries.flows import found_by, with_sides
from ..terms import FlowDirection, FlowMethod


def _rows(person: Any) -> QuerySet[Flow]:
    return Flow.objects.all()


def _on_day(rows: QuerySet[Flow], day: date) -> QuerySet[Flow]:
    return rows.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_until=None) | Q(valid_until__gte=day))


def _bodies(person: Any) -> Sequence[tuple[str, str]]:
    return list(Body.objects.filter(kind__in=[k.value for k in APPLICANTS]).order_by("sort").values_list("code", "name"))


def _of_body(rows: QuerySet[Flow], code: str) -> QuerySet[Flow]:
    source = Q(source_owner__code=code) | Q(source_owner=None, source__owner__code=code)
    return rows.filter(source | Q(target_owner__code=code) | Q(target_owner=None, target__owner__code=code))


def _methods(person: Any) -> Sequence[tuple[str, str]]:
    return [*((m.value, gettext(m.sv)) for m in FlowMethod), ("saknas", gettext("Uppgift saknas"))]


def _by_method(rows: QuerySet[Flow], value: str) -> QuerySet[Flow]:
    return rows.filter(method="" if value == "saknas" else value)


SERVICE = {"ja": True, "nej": False, "saknas": None}


def _services(person: Any) -> Sequence[tuple[str, str]]:
    return [("ja", gettext("Ja")), ("nej", gettext("Nej")), ("saknas", gettext("Uppgift saknas"))]


def _by_service(rows: QuerySet[Flow], value: str) -> QuerySet[Flow]:
    return rows.filter(by_service=SERVICE[value])


FLOWS = Listing(
    name="flows:list",
    title=_("Integrationer"),
    one=_("integration"),
    many=_("integrationer"),
    rows=_rows,
    columns=(
        Column("information", _("Information"), "information", link=True, below="code", swedish=True),
        Column("code", _("Kod"), "code", sort="code", under="none"),
        Column("source", _("Från system"), "source__name", sort="source__sort", below="source__code"),
        Column("target", _("Till system"), "target__name", sort="target__sort", below="target__code"),
        Column("direction", _("Riktning"), "direction", kind="term", terms=FlowDirection, under="method"),
        Column("method", _("Sätt"), "method", kind="term", terms=FlowMethod),
        Column("by_service", _("Genom integrationstjänsten"), "by_service", kind="yes_no"),
        Column("source_body", _("Ansvarar för avsändarens sida"), "source_body", under="source"),
        Column("target_body", _("Ansvarar för mottagarens sida"), "target_body", under="target"),
        Column("valid_from", _("Används från"), "valid_from", kind="day", under="valid_until"),
        Column("valid_until", _("Används till"), "valid_until", kind="day", sort="valid_until"),
    ),
    url=lambda code: reverse("flows:detail", args=[code]),
    order=("code",),
    filters=(
        Filter("organ", _("Ansvarar"), _of_body, _bodies),
        Filter("satt", _("Sätt"), _by_method, _methods),
        Filter("tjanst", _("Genom integrationstjänsten"), _by_service, _services),
    ),
    extra=with_sides,
    narrow=found_by,
    answers="flow",
    as_on=_on_day,
    help=_(
        "Vilka system som utbyter information, hur det går till och vem som ansvarar på varje sida. Sök på ett systems namn eller kod för att se dess integrationer."
    ),
    empty=_("Här står varje flöde av information mellan två system. För in dem ett och ett, eller från en fil."),
)
