"""Who may write, hand over and record the approval of an annual report, and who may read it."""

from datetime import date

from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Person
from nytta.city.records.policies import by_right
from nytta.city.records.terms import Holder, Role, Scope
from nytta.plain.rights import right
from nytta.plain.verdicts import YES, Verdict, no

from . import queries
from .flow import ANNUAL_REPORT
from .models import AnnualReport
from .rules import year_reportable
from .terms import ReportState


def is_public(report: AnnualReport) -> bool:
    """A report that has been handed over to the city council is open to anybody; a draft is working material. Source: O6."""
    return ReportState(report.state) is not ReportState.DRAFT


@right(
    "scorecard.read", _("Läsa utkast till årsrapport och läget i portföljerna"), others=(Holder.EMPLOYED,), scope=Scope.CITY, reads=True,
    source="U9; O6",
)  # fmt: skip
def can_read(person: Person | None, on: date) -> Verdict:
    """Read what is not open to all: drafts, and how single projects stand. Source: U9; O6."""
    if person is None:
        return no("closed", "Det här är arbetsmaterial.", "O6", "Logga in.")
    return YES


@right("scorecard.write", _("Skriva årsrapporten"), Role.PROJECT_OFFICE, scope=Scope.CITY, source="T; U9")
def can_write(person: Person | None, report: AnnualReport, on: date) -> Verdict:
    """Write beside the figures while the report is a draft. Source: T; U9."""
    return by_right(person, "scorecard.write", on) + ANNUAL_REPORT.allows(ReportState(report.state), "propose")


@right("scorecard.begin", _("Börja på en årsrapport"), Role.PROJECT_OFFICE, scope=Scope.CITY, source="T; U9")
def can_begin(person: Person | None, year: int | None, on: date) -> Verdict:
    """Begin the report of a year, once. Source: T; U9."""
    verdict = by_right(person, "scorecard.begin", on)
    if year is None or not verdict:
        return verdict
    if queries.report_of(year) is not None:
        verdict += no("report_once", "Årsrapporten för %(year)s är redan påbörjad.", "U9", "Öppna den i listan.", field="year", year=year)
    return verdict + year_reportable(year, on)


@right("scorecard.propose", _("Överlämna årsrapporten till fullmäktige"), Role.CITY_DIRECTOR, scope=Scope.CITY, source="T; U9")
def can_propose(person: Person | None, report: AnnualReport, on: date) -> Verdict:
    """Hand the report over with its figures frozen: the director. Source: T; U9."""
    return by_right(person, "scorecard.propose", on) + ANNUAL_REPORT.allows(ReportState(report.state), "propose")


@right("scorecard.take_back", _("Ta tillbaka en överlämnad årsrapport"), Role.CITY_DIRECTOR, scope=Scope.CITY, source="U9")
def can_take_back(person: Person | None, report: AnnualReport, on: date) -> Verdict:
    """Take a report back before the city council has approved it. Source: U9."""
    return by_right(person, "scorecard.take_back", on) + ANNUAL_REPORT.allows(ReportState(report.state), "take_back")


@right("scorecard.decide", _("Föra in att fullmäktige har godkänt årsrapporten"), Role.REGISTRAR, scope=Scope.CITY, source="U9; O6")
def can_record_approval(person: Person | None, report: AnnualReport, on: date) -> Verdict:
    """Record that the city council has approved the report. Source: U9; O6."""
    return by_right(person, "scorecard.decide", on) + ANNUAL_REPORT.allows(ReportState(report.state), "decide")
