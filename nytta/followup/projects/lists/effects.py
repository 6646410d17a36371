"""Projects whose day to tell of the effect has come: what was invested, decided and came, and who is late. Source: U6."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Body
from nytta.governance.applications.terms import Category
from nytta.kit.fields import term_choices
from nytta.kit.lists import Column, Filter, Listing
from nytta.needs.goals.models import FocusArea

from ..models import Project
from ..queries.totals import seen_by, with_figures, with_reporting
from ..rules import EffectTerms
from ..terms import Reporting

REPORTING_TAGS = {Reporting.REPORTED.value: "success", Reporting.WAITED_FOR.value: "warning", Reporting.LATE.value: "danger"}


def _rows(person: Any) -> QuerySet[Project]:
    return Project.objects.exclude(application__registry_number="")


def _on_day(rows: QuerySet[Project], on: date) -> Any:
    return with_figures(with_reporting(rows, on))


def _bodies(person: Any) -> Sequence[tuple[str, str]]:
    used = Project.objects.exclude(effect_due_on=None).order_by().values("application__applicant_body")
    return list(Body.objects.filter(pk__in=used).order_by("sort").values_list("code", "name"))


def _portfolios(person: Any) -> Sequence[tuple[str, str]]:
    numbers = FocusArea.objects.order_by("number").values_list("number", flat=True).distinct()
    return [(str(n), f"P{n}") for n in numbers]


def _years(person: Any) -> Sequence[tuple[str, str]]:
    return [(str(d.year), str(d.year)) for d in Project.objects.exclude(closed_on=None).dates("closed_on", "year", order="DESC")]


EFFECTS = Listing(
    name="projects:effects",
    title=_("Effekter av avslutade projekt"),
    one=_("projekt"),
    many=_("projekt"),
    rows=_rows,
    as_on=_on_day,
    columns=(
        Column("title", _("Projekt"), "shown_title", link=True, below="code", swedish=True),
        Column("body", _("Sökande"), "application__applicant_body__name", sort="application__applicant_body__sort"),
        Column("reporting", _("Redovisning"), "reporting", kind="term", terms=Reporting, tags=REPORTING_TAGS, sort="effect_due_on"),
        Column("closed_on", _("Avslutat"), "closed_on", kind="day", sort="closed_on"),
        Column("due", _("Ska redovisas"), "effect_due_on", kind="day", under="closed_on"),
        Column("invested", _("Investerat"), "invested", kind="money", sort="invested"),
        Column("promised", _("Utlovat"), "shown_promised_sek", kind="money"),
        Column("decided", _("Beslutat"), "shown_decided_sek", kind="money"),
        Column("came", _("Utfall"), "shown_came_sek", kind="money"),
        Column("effect", _("Netto per år"), "shown_effect_sek", kind="money"),
    ),
    url=lambda code: reverse("projects:effect_page", args=[code]),
    order=("-effect_due_on", "code"),
    filters=(
        Filter("ar", _("Avslutsår"), "closed_on__year", _years),
        Filter("portfolj", _("Portfölj"), "application__focus_area__number", _portfolios),
        Filter("kategori", _("Kategori"), "application__category", lambda person: term_choices(Category)),
        Filter("sokande", _("Sökande"), "application__applicant_body__code", _bodies),
        Filter("redovisning", _("Redovisning"), "reporting", lambda person: term_choices(Reporting)),
    ),
    dated=seen_by,
    public=True,
    help=_(
        "Ett år efter avslutet redovisar ägaren vad projektet gav. Beloppen är det första hela årets, det som kommunen själv bär. Välj en dag för att se hur det såg ut då."
    ),
    empty=_("Ett år efter avslutet redovisas vad projektet gav, och summan visas här."),
)


def _reported(rows: QuerySet[Project], on: date) -> Any:
    rows = rows.filter(effect_on__lte=on).exclude(application__category=Category.INNOVATIVE.value)
    return with_figures(with_reporting(rows, on, EffectTerms()))  # all are reported: when one is late does not matter


CALIBRATION = Listing(
    name="projects:calibration",
    title=_("Hur träffsäkra kalkylerna är"),
    one=_("projekt"),
    many=_("projekt"),
    rows=_rows,
    as_on=_reported,
    columns=(
        Column("title", _("Projekt"), "application__title", sort="application__title", link=True, below="code", swedish=True),
        Column("body", _("Sökande"), "application__applicant_body__name", sort="application__applicant_body__sort"),
        Column("claimed", _("Utlovat"), "promised_sek", kind="money", sort="promised_sek"),
        Column("assessed", _("Värderat"), "assessed_sek", kind="money", sort="assessed_sek"),
        Column("decided", _("Beslutat"), "decided_sek", kind="money", sort="decided_sek"),
        Column("came", _("Utfall"), "came_sek", kind="money", sort="came_sek"),
        Column("reported_on", _("Redovisat"), "effect_on", kind="day", sort="effect_on"),
    ),
    url=lambda code: reverse("projects:effect_page", args=[code]),
    order=("-effect_on", "code"),
    filters=(
        Filter("ar", _("Avslutsår"), "closed_on__year", _years),
        Filter("portfolj", _("Portfölj"), "application__focus_area__number", _portfolios),
        Filter("sokande", _("Sökande"), "application__applicant_body__code", _bodies),
    ),
    help=_(
        "Det som sökande utlovade och värderare bedömde ställs mot det som blev av, samma år och samma poster. Till för att justera metoden, inte för att peka ut någon."
    ),
    empty=_("När effekten av ett projekt är redovisad syns det här."),
)
