"""The public register of cases, the office's overview of them, and one's own."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Body
from nytta.governance.applications.models import Application, Passage
from nytta.governance.applications.terms import CaseState, WaitsOn
from nytta.kit import search
from nytta.kit.lists import Column, Filter, Listing
from nytta.kit.words import label
from nytta.needs.goals.models import FocusArea

from .queries.insight import own_cases, with_insight
from .queries.oversight import stays_now, with_days
from .queries.parties import RUNNING
from .queries.public import registered_cases, with_titles, with_words
from .terms import Concern

TAGS = {
    CaseState.GRANTED.value: "success", CaseState.REFUSED.value: "danger", CaseState.DISMISSED.value: "danger",
    CaseState.WITHDRAWN.value: "neutral", CaseState.COMPLETION.value: "warning",
}  # fmt: skip


def _rows(person: Any) -> QuerySet[Application]:
    return registered_cases()


def _states(person: Any) -> Sequence[tuple[str, str]]:
    return [(s.value, label(s)) for s in CaseState if s is not CaseState.DRAFT]


def _bodies(person: Any) -> Sequence[tuple[str, str]]:
    applied = registered_cases().values("applicant_body")
    return list(Body.objects.filter(pk__in=applied).order_by("sort").values_list("code", "name"))


def _years(person: Any) -> Sequence[tuple[str, str]]:
    return [(str(d.year), str(d.year)) for d in registered_cases().dates("submitted_on", "year", order="DESC")]


CASES = Listing(
    name="portal:cases",
    title=_("Registrerade ärenden"),
    one=_("ärende"),
    many=_("ärenden"),
    rows=_rows,
    columns=(
        Column("title", _("Ärende"), "shown_title", link=True, below="registry_number"),
        Column("code", _("Kod"), "code", kind="code", sort="code"),
        Column("body", _("Sökande"), "applicant_body__name", sort="applicant_body__sort"),
        Column("submitted_on", _("Inkom"), "submitted_on", kind="day", sort="submitted_on"),
        Column("state", _("Läge"), "state", kind="term", terms=CaseState, tags=TAGS, sort="state"),
        Column("decided_on", _("Avgjort"), "decided_on", kind="day", sort="decided_on"),
    ),
    url=lambda code: reverse("portal:case", args=[code]),
    order=("-submitted_on", "-pk"),
    filters=(
        Filter("state", _("Läge"), "state", _states),
        Filter("body", _("Sökande"), "applicant_body__code", _bodies),
        Filter("year", _("År"), "submitted_on__year", _years),
    ),
    extra=with_titles,
    narrow=with_words,
    answers="case",
    steady=True,
    public=True,
    empty=_("När en ansökan lämnas in registreras den, och då syns den här."),
    help=_("Alla får läsa, och ingen behöver säga vem den är. Utkast och annat arbetsmaterial visas inte."),
)


def _on(person: Any) -> Any:
    return getattr(person, "remembered", {}).get("on")


def _stays(person: Any) -> QuerySet[Any]:
    on = _on(person)
    return stays_now(on) if on else Passage.objects.none()


def _dated_stays(rows: QuerySet[Any], person: Any) -> QuerySet[Any]:
    on = _on(person)
    return with_days(rows, on) if on else rows


def _parties(person: Any) -> Sequence[tuple[str, str]]:
    return [(w.value, label(w)) for w in WaitsOn]


def _portfolio_numbers(person: Any) -> Sequence[tuple[str, str]]:
    numbers = FocusArea.objects.order_by("number").values_list("number", flat=True).distinct()
    return [(str(n), f"P{n}") for n in numbers]


def _applicant_bodies(person: Any) -> Sequence[tuple[str, str]]:
    applied = registered_cases().values("applicant_body")
    return list(Body.objects.filter(pk__in=applied).order_by("sort").values_list("code", "name"))


def _waited(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    if value == "open":
        return rows.exclude(waits_on__in=RUNNING)
    return rows.filter(waits_on=WaitsOn.PROJECT.value) if value == "project" else rows.filter(waits_on=WaitsOn.NOBODY.value)


def _phases(person: Any) -> Sequence[tuple[str, str]]:
    return [("open", gettext("Väntar på någon")), ("project", gettext("Hos projektet")), ("closed", gettext("Avslutade"))]


def _with_case_words(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(application__code__in=search.matching("case", text))


OVERSIGHT = Listing(
    name="portal:oversight",
    title=_("Var ärendena är"),
    one=_("ärende"),
    many=_("ärenden"),
    rows=_stays,
    columns=(
        Column("title", _("Ärende"), "application__title", sort="application__title", link=True, below="application__registry_number"),
        Column("body", _("Sökande"), "application__applicant_body__name", sort="application__applicant_body__sort", under="title"),
        Column("portfolio", _("Portfölj"), "portfolio", sort="application__focus_area__number"),
        Column("state", _("Läge"), "state", kind="term", terms=CaseState, tags=TAGS, sort="state"),
        Column("waits", _("Väntar på"), "waits_on", kind="term", terms=WaitsOn, sort="waits_on"),
        Column("who", _("Vem"), "who", under="waits"),
        Column("since", _("Sedan"), "entered_on", kind="day", sort="entered_on"),
        Column("days", _("Dagar"), "days", kind="number"),
        Column("city", _("Hos kommunen"), "city_days", kind="number"),
        Column("applicant", _("Hos sökanden"), "applicant_days", kind="number"),
    ),
    url=lambda code: reverse("applications:detail", args=[code]),
    order=("rank", "entered_on"),
    filters=(
        Filter("lage", _("Läge"), _waited, _phases),
        Filter("vantar", _("Väntar på"), "waits_on", _parties),
        Filter("portfolj", _("Portfölj"), "application__focus_area__number", _portfolio_numbers),
        Filter("sokande", _("Sökande"), "application__applicant_body__code", _applicant_bodies),
    ),
    dated=_dated_stays,
    narrow=_with_case_words,
    code="application__code",
    empty=_("När en ansökan lämnas in syns den här, med vem den väntar på."),
)


def _own(person: Any) -> QuerySet[Any]:
    on = _on(person)
    return own_cases(person, on) if on else Application.objects.none()


def _dated_own(rows: QuerySet[Any], person: Any) -> QuerySet[Any]:
    on = _on(person)
    return with_insight(rows, person, on) if on else rows


def _all_states(person: Any) -> Sequence[tuple[str, str]]:
    return [(s.value, label(s)) for s in CaseState]


OWN_CASES = Listing(
    name="portal:own_cases",
    title=_("Ärenden jag skrivit, svarar för eller följer"),
    one=_("ärende"),
    many=_("ärenden"),
    rows=_own,
    columns=(
        Column("title", _("Ärende"), "title", sort="title", link=True, below="code"),
        Column("concern", _("Varför"), "concern", kind="term", terms=Concern),
        Column("step", _("Steg av åtta"), "step", kind="number"),
        Column("state", _("Läge"), "state", kind="term", terms=CaseState, tags=TAGS, sort="state"),
        Column("waits", _("Väntar på"), "waits", kind="term", terms=WaitsOn),
        Column("days", _("Dagar"), "days", kind="number"),
        Column("submitted_on", _("Inkom"), "submitted_on", kind="day", sort="submitted_on"),
        Column("decided_on", _("Avgjort"), "decided_on", kind="day", sort="decided_on"),
    ),
    url=lambda code: reverse("applications:detail", args=[code]),
    order=("-created_on", "-pk"),
    filters=(Filter("lage", _("Läge"), "state", _all_states), Filter("sokande", _("Sökande"), "applicant_body__code", _applicant_bodies)),
    dated=_dated_own,
    search_kind="case",
    empty=_("Här samlas det som du skriver, svarar för eller följer. Du följer ett ärende från dess sida."),
)
