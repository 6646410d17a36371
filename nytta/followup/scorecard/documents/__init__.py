"""A report as sections: the same for page, paper and the frozen report that the city council had."""

from django.utils.translation import gettext

from nytta.city.records.documents import archived
from nytta.city.records.terms import DocumentKind
from nytta.kit.documents import Report

from ..models import AnnualReport
from ..queries import Figures
from .frozen import frozen, read_back
from .sections import annual, portfolio_sections

__all__ = ["annual", "annual_report", "frozen", "portfolio_report", "portfolio_sections", "read_back"]


def annual_report(report: AnnualReport, city: str) -> Report:
    """The document of a report that has been handed over, from what was frozen then. Source: U9; O6."""
    assert report.content is not None and report.figures_at is not None
    title = gettext("Årsrapport %(year)s") % {"year": report.year}
    made = Report(
        title, gettext("Till fullmäktige, om programmets portföljer, projekt och effekter"), city, f"{city} · {title}",
        [(gettext("Uppgifterna gäller"), report.figures_at.date().isoformat())], read_back(report.content),
    )  # fmt: skip
    return archived(made, DocumentKind.ANNUAL_REPORT, registry="", on=report.figures_at.date())


def portfolio_report(found: Figures, city: str, *, everything: bool) -> Report:
    """The portfolio report of a day as a document. Source: P5; U9."""
    title = gettext("Portföljrapport %(year)s") % {"year": found.year}
    facts = [(gettext("Uppgifterna gäller"), found.on.isoformat())]
    made = Report(title, found.on.isoformat(), city, f"{city} · {title}", facts, portfolio_sections(found, everything=everything))
    return archived(made, DocumentKind.ANNUAL_REPORT, registry="", on=found.on)
