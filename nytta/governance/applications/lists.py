"""The register of applications."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Case, CharField, F, IntegerField, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Concat, ExtractYear
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Body
from nytta.city.organisation.terms import APPLICANTS
from nytta.governance.benefits.models import Figure
from nytta.governance.benefits.terms import BENEFITS, Ledger
from nytta.kit.lists import Column, Filter, Listing
from nytta.needs.goals.models import FocusArea
from nytta.plain.text import sort_key

from .flow import CASE
from .models import Application, SheetMapping
from .queries import visible_to
from .queries.mappings import latest
from .terms import CLOSED_STATES, CaseState, Category, WaitsOn

OPEN = "open"
CLOSED_CODES = [s.value for s in CLOSED_STATES]
TAGS = {
    CaseState.DRAFT.value: "neutral",
    CaseState.SCREENING.value: "info",
    CaseState.COMPLETION.value: "warning",
    CaseState.VALUATION.value: "info",
    CaseState.PREPARATION.value: "info",
    CaseState.WEIGHING.value: "info",
    CaseState.DECISION.value: "info",
    CaseState.GRANTED.value: "success",
    CaseState.REFUSED.value: "danger",
    CaseState.DISMISSED.value: "danger",
    CaseState.WITHDRAWN.value: "neutral",
}


def rows(person: Any) -> QuerySet[Application]:
    """The cases that the person may open on the day of the request."""
    on = getattr(person, "remembered", {}).get("on")
    return visible_to(person, on) if on else Application.objects.none()


def with_figures(found: QuerySet[Application]) -> QuerySet[Application]:
    """Annotate what is asked for in all, the yearly benefit, portfolio and whom the case waits on."""
    trusted = Figure.objects.filter(item__calculation=OuterRef("calculation"), side=OuterRef("calculation__trusted")).order_by()
    cost = trusted.filter(item__ledger=Ledger.DEVELOPMENT.value)
    benefit = trusted.filter(item__ledger__in=[b.value for b in BENEFITS]).values("year").annotate(sum_=Sum("amount_sek"))
    waits = [When(state=state.value, then=Value(who)) for state, who in CASE.waits_on.items()]
    return found.annotate(
        asked_sek=Subquery(cost.values("item__calculation").annotate(sum_=Sum("amount_sek")).values("sum_")),
        yearly_sek=Subquery(benefit.order_by("-sum_").values("sum_")[:1]),
        portfolio=Case(
            When(focus_area=None, then=Value("")),
            default=Concat(Value("P"), Cast(F("focus_area__number"), CharField())),
            output_field=CharField(),
        ),
        waits=Case(*waits, default=Value(WaitsOn.NOBODY.value), output_field=CharField()),
    )


def _in_state(found: QuerySet[Application], value: str) -> QuerySet[Application]:
    return found.exclude(state__in=CLOSED_CODES) if value == OPEN else found.filter(state=value)


def _states(person: Any) -> Sequence[tuple[str, str]]:
    return [(OPEN, gettext("Alla öppna")), *((s.value, gettext(s.sv)) for s in CaseState)]


def _area_said() -> Case | F:
    """A focus area's name in the reader's language, in the database."""
    return Case(When(name_en="", then=F("name")), default=F("name_en")) if get_language() == "en" else F("name")


def _named(person: Any) -> list[tuple[str, int, str, int, int]]:
    """(kind, value, name, first year, last year) of applicants and focus areas, read once for a page in one query."""
    memory = getattr(person, "remembered", {})
    if "cases.filters" not in memory:
        none = Value(0, IntegerField())
        bodies = Body.objects.filter(kind__in=[k.value for k in APPLICANTS]).order_by()
        first, last = ExtractYear("programme__valid_from"), ExtractYear("programme__valid_until")
        areas = FocusArea.objects.order_by().annotate(kind_=Value("area"), first_=first, last_=last, said_=_area_said())
        found = bodies.annotate(kind_=Value("body"), first_=none, last_=none).values_list("kind_", "pk", "name", "first_", "last_")
        memory["cases.filters"] = sorted(
            found.union(areas.values_list("kind_", "number", "said_", "first_", "last_"), all=True), key=lambda r: (r[0], sort_key(r[2]))
        )
    named: list[tuple[str, int, str, int, int]] = memory["cases.filters"]
    return named


def _applicants(person: Any) -> Sequence[tuple[str, str]]:
    return [(str(key), name) for kind, key, name, *_years in _named(person) if kind == "body"]


def _area_choices(person: Any) -> Sequence[tuple[str, str]]:
    areas = {number: (last, name) for kind, number, name, _first, last in sorted(_named(person), key=lambda r: r[4]) if kind == "area"}
    return [(str(number), f"{number}. {name}") for number, (_last, name) in sorted(areas.items())]


def _years(person: Any) -> Sequence[tuple[str, str]]:
    on = getattr(person, "remembered", {}).get("on")
    years = {y for kind, _key, _name, first, last in _named(person) if kind == "area" for y in range(first - 1, last + 1)}
    return [(str(y), str(y)) for y in sorted(years, reverse=True) if on is None or y <= on.year]


def _categories(person: Any) -> Sequence[tuple[str, str]]:
    return [(c.value, gettext(c.sv)) for c in Category]


APPLICATIONS = Listing(
    name="applications:list",
    title=_("Ansökningar"),
    one=_("ansökan"),
    many=_("ansökningar"),
    rows=rows,
    columns=(
        Column("title", _("Ansökan"), "title", sort="title", link=True, below="code"),
        Column("applicant", _("Sökande"), "applicant_body__name", sort="applicant_body__sort"),
        Column("portfolio", _("Portfölj"), "portfolio", sort="focus_area__number"),
        Column("submitted", _("Inkommen"), "submitted_on", kind="day", sort="submitted_on"),
        Column("asked", _("Sökt belopp"), "asked_sek", kind="money"),
        Column("benefit", _("Nytta per år"), "yearly_sek", kind="money"),
        Column("state", _("Läge"), "state", kind="term", terms=CaseState, tags=TAGS, sort="state"),
        Column("waits", _("Väntar på"), "waits", kind="term", terms=WaitsOn),
    ),
    url=lambda code: reverse("applications:detail", args=[code]),
    order=("-created_on", "-pk"),
    filters=(
        Filter("lage", _("Läge"), _in_state, _states),
        Filter("sokande", _("Sökande"), "applicant_body", _applicants),
        Filter("fokusomrade", _("Fokusområde"), "focus_area__number", _area_choices),
        Filter("kategori", _("Kategori"), "category", _categories),
        Filter("ar", _("År"), "created_on__year", _years),
    ),
    extra=with_figures,
    search_kind="case",
    answers="case",
    steady=True,
    empty=_("När någon börjar på en ansökan syns den här, först bara för dem som skriver."),
)


def _latest(person: Any) -> QuerySet[SheetMapping]:
    return latest()


def _used(found: QuerySet[SheetMapping], value: str) -> QuerySet[SheetMapping]:
    return found.filter(retired_on__isnull=value == "ja")


MAPPINGS = Listing(
    name="applications:mappings",
    title=_("Mappningar"),
    one=_("mappning"),
    many=_("mappningar"),
    rows=_latest,
    columns=(
        Column("name", _("Mappning"), "title", sort="title", link=True, below="name"),
        Column("source", _("Källa"), "source"),
        Column("version", _("Version"), "version", kind="number", sort="version"),
        Column("added", _("Inlagd"), "added_on", kind="day", sort="added_on"),
        Column("by", _("Av"), "added_by__name", sort="added_by__name"),
        Column("retired", _("Tagen ur bruk"), "retired_on", kind="day", sort="retired_on"),
    ),
    url=lambda name: reverse("applications:mapping", args=[name]),
    order=("title",),
    code="name",
    filters=(Filter("bruk", _("I bruk"), _used, lambda person: [("ja", gettext("Ja")), ("nej", gettext("Nej"))]),),
    help=_("En mappning säger hur kolumnerna i en fil blir fält i ansökningar: kolumn, enhet, kurs, datumform och fasta värden."),
    empty=_("Kommunen har inga egna mappningar. Hämta standardmappningen, ändra den efter er fil och lägg in den här."),
)
