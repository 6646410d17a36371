"""Annual reports, and whom they wait on."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from nytta.city.organisation.models import Person
from nytta.city.records.queries import has_role
from nytta.city.records.terms import Role
from nytta.governance.portfolios.models import Frame
from nytta.kit.work import Waiting, worklist

from ..models import AnnualReport, ReportFile
from ..terms import Part, ReportState


def annual_reports() -> QuerySet[AnnualReport]:
    """All annual reports, the newest first."""
    return AnnualReport.objects.select_related("decision").order_by("-year")


def report_of(year: int) -> AnnualReport | None:
    """The annual report of a year."""
    return AnnualReport.objects.filter(year=year).select_related("decision", "begun_by", "proposed_by").first()


def comments_of(report: AnnualReport) -> dict[Part, str]:
    """What the office says beside the figures, by part."""
    return {Part(part): text for part, text in report.comments.values_list("part", "text") if text}


def has_file(report: AnnualReport) -> bool:
    """Whether the document that goes to the city council has been made."""
    return ReportFile.objects.filter(report=report).exists()


@worklist
def to_write(person: Person, on: date) -> Iterable[Waiting]:
    """The office: last year's report from the new year on, until it has been handed over."""
    if not has_role(person, Role.PROJECT_OFFICE, on):
        return []
    year = on.year - 1
    handed_over = AnnualReport.objects.filter(year=year).exclude(state=ReportState.DRAFT.value)
    if handed_over.exists() or not Frame.objects.filter(year=year).exists():
        return []
    url, title = reverse("scorecard:annual", args=[year]), gettext("Årsrapport %(year)s") % {"year": year}
    return [Waiting(gettext("Skriv årsrapporten"), title, str(year), url, date(on.year, 1, 1), "", 5)]
