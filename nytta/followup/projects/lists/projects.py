"""The register of projects."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Body
from nytta.governance.portfolios.models import Allocation
from nytta.kit.lists import Column, Filter, Listing

from ..models import Project, StatusReport
from ..queries import late_rows, limits_on
from ..queries.closure import past_its_date
from ..terms import Light, ProjectState

STATE_TAGS = {
    ProjectState.RUNNING.value: "info", ProjectState.CLOSING.value: "warning", ProjectState.CLOSED.value: "neutral",
    ProjectState.EFFECT_REPORTED.value: "success",
}  # fmt: skip
LIGHT_TAGS = {Light.GREEN.value: "success", Light.YELLOW.value: "warning", Light.RED.value: "danger"}


def _rows(person: Any) -> QuerySet[Project]:
    return Project.objects.all()


def _with_status(rows: QuerySet[Project]) -> QuerySet[Project]:
    last = StatusReport.objects.filter(project=OuterRef("pk")).order_by("-reported_on", "-pk")
    return rows.annotate(
        last_on=Subquery(last.values("reported_on")[:1]), time=Subquery(last.values("time")[:1]),
        money=Subquery(last.values("money")[:1]), benefits=Subquery(last.values("benefits")[:1]),
        scope=Subquery(last.values("scope")[:1]), risk=Subquery(last.values("risk")[:1]),
    )  # fmt: skip


def _states(person: Any) -> Sequence[tuple[str, str]]:
    return [(s.value, gettext(s.sv)) for s in ProjectState]


def _owners(person: Any) -> Sequence[tuple[str, str]]:
    used = Project.objects.order_by().values("owner_body")
    return [(str(pk), name) for pk, name in Body.objects.filter(pk__in=used).values_list("pk", "name")]


def _whose(person: Any) -> Sequence[tuple[str, str]]:
    return [(str(person.pk), gettext("Mina egna"))]


def _deviating(rows: QuerySet[Project], value: str) -> QuerySet[Project]:
    return rows.filter(Exists(StatusReport.objects.filter(project=OuterRef("pk"), deviates=True, seen_on=None)))


def _deviations(person: Any) -> Sequence[tuple[str, str]]:
    return [("osedd", gettext("Avvikelse som utvecklingsrådet inte har sett"))]


def _late(rows: QuerySet[Project], value: str, on: date) -> QuerySet[Project]:
    limits = limits_on(on)
    return late_rows(rows, on, limits.late_days[1], limits)


def _lates(person: Any) -> Sequence[tuple[str, str]]:
    return [("sen", gettext("Lägesrapporten är sen"))]


def _funded(rows: QuerySet[Project], value: str) -> QuerySet[Project]:
    return rows.filter(Exists(Allocation.objects.filter(application=OuterRef("application"), outside=True)))


def _funding(person: Any) -> Sequence[tuple[str, str]]:
    return [("utanfor", gettext("Utanför portföljerna"))]


PROJECTS = Listing(
    name="projects:list",
    title=_("Projekt"),
    one=_("projekt"),
    many=_("projekt"),
    rows=_rows,
    columns=(
        Column("title", _("Projekt"), "application__title", sort="application__title", link=True, below="code"),
        Column("owner", _("Systemägare"), "owner_body__name", sort="owner_body__sort", under="title"),
        Column("state", _("Läge"), "state", kind="term", terms=ProjectState, tags=STATE_TAGS, sort="state"),
        Column("time", _("Tid"), "time", kind="term", terms=Light, tags=LIGHT_TAGS),
        Column("money", _("Pengar"), "money", kind="term", terms=Light, tags=LIGHT_TAGS),
        Column("scope", _("Omfattning"), "scope", kind="term", terms=Light, tags=LIGHT_TAGS),
        Column("benefits", _("Nytta"), "benefits", kind="term", terms=Light, tags=LIGHT_TAGS),
        Column("risk", _("Risk"), "risk", kind="term", terms=Light, tags=LIGHT_TAGS),
        Column("last_on", _("Rapport"), "last_on", kind="day"),
        Column("planned_end_on", _("Planerat slut"), "planned_end_on", kind="day", sort="planned_end_on", under="last_on"),
    ),
    url=lambda code: reverse("projects:detail", args=[code]),
    order=("-started_on",),
    filters=(
        Filter("state", _("Läge"), "state", _states),
        Filter("owner", _("Systemägare"), "owner_body", _owners),
        Filter("funding", _("Finansiering"), _funded, _funding),
        Filter("manager", _("Vems"), "manager", _whose),
        Filter(
            "forsok",
            _("Försök"),
            "",
            lambda person: [("sena", gettext("Innovativa efter slutdatum"))],
            lambda rows, value, on: rows.filter(pk__in=past_its_date(on)),
        ),
        Filter("deviation", _("Avvikelse"), _deviating, _deviations),
        Filter("late", _("Lägesrapport"), "", _lates, on_day=_late),
    ),
    search_kind="case",
    extra=_with_status,
    empty=_("Ett projekt startas när medel är beviljade. Det sker på ärendets sida."),
)
