"""The portfolio report row by row: every project with its money, its last report, and the row of the file that it came in by."""

from collections.abc import Sequence
from typing import Any

from django.db.models import BigIntegerField, CharField, F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.followup.projects.lists.projects import LIGHT_TAGS, STATE_TAGS
from nytta.followup.projects.models import Project, StatusReport, Transferred
from nytta.followup.projects.terms import Light, ProjectState
from nytta.governance.portfolios.models import Allocation, Portfolio
from nytta.kit.lists import Column, Filter, Listing

SUMS = ("granted", "moved_in", "paid", "available")


def _rows(person: Any) -> QuerySet[Project]:
    return Project.objects.all()


def _with_money(rows: QuerySet[Project]) -> QuerySet[Any]:
    mine = Allocation.objects.filter(application=OuterRef("application")).order_by().values("application")
    money = {
        f"{name}_sek": Coalesce(Subquery(mine.annotate(s=Sum(f"{name}_sek")).values("s")), Value(0), output_field=BigIntegerField())
        for name in SUMS
    }
    last = StatusReport.objects.filter(project=OuterRef("pk")).order_by("-reported_on", "-pk")
    said = {f"last_{name}": Subquery(last.values(name)[:1]) for name in ("reported_on", "money", "spent_sek", "forecast_sek")}
    came = Transferred.objects.filter(application=OuterRef("application"))
    source = Concat(F("transfer__file_name"), Value(", rad "), Cast("row", CharField()), output_field=CharField())
    found: QuerySet[Any] = rows.annotate(**money, **said, source=Subquery(came.annotate(said=source).values("said")[:1]))
    return found


def _portfolios(person: Any) -> Sequence[tuple[str, str]]:
    return [(str(p.focus_area_id), str(p)) for p in Portfolio.objects.order_by("code")]


def _states(person: Any) -> Sequence[tuple[str, str]]:
    return [(s.value, gettext(s.sv)) for s in ProjectState]


PORTFOLIO_ROWS = Listing(
    name="scorecard:rows",
    title=_("Portföljrapporten rad för rad"),
    one=_("projekt"),
    many=_("projekt"),
    rows=_rows,
    columns=(
        Column("title", _("Projekt"), "application__title", sort="application__title", link=True, below="code"),
        Column("state", _("Läge"), "state", kind="term", terms=ProjectState, tags=STATE_TAGS, sort="state"),
        Column("granted_sek", _("Beviljat"), "granted_sek", kind="money"),
        Column("moved_in_sek", _("Överfört hit"), "moved_in_sek", kind="money", under="granted_sek"),
        Column("paid_sek", _("Utbetalt"), "paid_sek", kind="money"),
        Column("available_sek", _("Fritt"), "available_sek", kind="money"),
        Column("last_spent_sek", _("Använt enligt rapport"), "last_spent_sek", kind="money"),
        Column("last_forecast_sek", _("Prognos"), "last_forecast_sek", kind="money", under="last_spent_sek"),
        Column("last_money", _("Pengar"), "last_money", kind="term", terms=Light, tags=LIGHT_TAGS),
        Column("source", _("Kom från"), "source", swedish=True),
    ),
    url=lambda code: reverse("projects:detail", args=[code]),
    order=("code",),
    filters=(
        Filter("portfolio", _("Portfölj"), "application__focus_area", _portfolios),
        Filter("state", _("Läge"), "state", _states),
    ),
    search_kind="case",
    extra=_with_money,
    help=_(
        "Varje projekt bakom portföljrapportens summor, över alla år. ”Kom från” är filen och raden för det som har förts in från ett annat register."
    ),
    empty=_("Ett projekt startas när medel är beviljade. Det sker på ärendets sida."),
)
