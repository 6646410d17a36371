"""The register of annual reports."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_noop as _

from nytta.kit.lists import Column, Listing

from ..models import AnnualReport
from ..terms import ReportState

STATE_TAGS = {ReportState.DRAFT.value: "warning", ReportState.PROPOSED.value: "info", ReportState.DECIDED.value: "success"}


def _rows(person: Any) -> QuerySet[AnnualReport]:
    mine = Q() if person is not None else ~Q(state=ReportState.DRAFT.value)
    return AnnualReport.objects.filter(mine)


ANNUAL_REPORTS = Listing(
    name="scorecard:annuals",
    title=_("Årsrapporter"),
    one=_("årsrapport"),
    many=_("årsrapporter"),
    rows=_rows,
    columns=(
        Column("year", _("År"), "year", sort="year", link=True),
        Column("state", _("Läge"), "state", kind="term", terms=ReportState, tags=STATE_TAGS, sort="state"),
        Column("figures_at", _("Uppgifterna gäller"), "figures_at", kind="moment"),
        Column("decided_on", _("Godkänd"), "decided_on", kind="day", sort="decided_on"),
        Column("paragraph", _("Fullmäktiges beslut"), "decision__mandate", swedish=True),
    ),
    url=lambda year: reverse("scorecard:annual", args=[year]),
    code="year",
    public=True,
    order=("-year",),
    empty=_("Ingen årsrapport är överlämnad ännu. Kontoret skriver den efter årets slut."),
)
