"""The portfolio report of any day, and the development council's dashboard."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.queries import the_city
from nytta.city.records.queries import programme_in_force
from nytta.governance.portfolios.queries import years_with_frames
from nytta.kit.pages import HousePage, ListPage
from nytta.plain.money import comma, sek
from nytta.plain.verdicts import Verdict

from .. import policies, queries
from ..documents import portfolio_report, portfolio_sections
from ..documents.sections import cases_said, effects_said, granted_said, projects_said
from ..forms import DayForm
from ..lists import PORTFOLIO_ROWS
from ..rules import share_of


class Asked:
    """Which year and day the address asks for; what is wrong is said, and today stands in for it."""

    def __init__(self, request: HttpRequest, today: date) -> None:
        self.programme = programme_in_force(today)
        self.years = sorted({*years_with_frames(self.programme), today.year})
        self.form = DayForm(request.GET or None, years=self.years)
        given = self.form.cleaned_data if self.form.is_valid() else {}
        self.wrong = self.form.said() if request.GET else ""
        self.on = min(given.get("dag") or today, today)
        self.year = given.get("ar") or self.on.year


class PortfolioReport(HousePage):
    """The portfolio report: money, cases and projects of a year as they stood on a day. Source: P5; U9."""

    public = True
    title = _("Portföljrapport")

    def get(self, request: HttpRequest, form: str = "") -> HttpResponse:
        asked, may = Asked(request, self.on.date()), bool(policies.can_read(self.person, self.on.date()))
        found = queries.figures(asked.programme, asked.year, asked.on)
        if form:
            return self.pdf(portfolio_report(found, the_city().name, everything=may), f"portfoljrapport-{asked.year}-{asked.on}.pdf")
        address = f"?ar={asked.year}&dag={asked.on.isoformat()}"
        crumbs = [
            (gettext("Rapporter"), reverse("scorecard:dashboard") if may else reverse("scorecard:annuals")),
            (gettext(self.title), ""),
        ]
        context = {
            "title": gettext("Portföljrapport %(year)s") % {"year": asked.year}, "on": asked.on, "year": asked.year, "years": asked.years,
            "parts": portfolio_sections(found, everything=may), "wrong": asked.wrong, "pdf_url": reverse("scorecard:portfolio_pdf") + address,
            "crumbs": crumbs, "may": may, "today": self.on.date(),
        }  # fmt: skip
        return render(request, "scorecard/portfolios.html", context)


class PortfolioRows(ListPage):
    """The portfolio report row by row, so that each sum can be followed to where it came from. Source: U9; F4."""

    listing = PORTFOLIO_ROWS

    def may_see(self) -> Verdict:
        return policies.can_read(self.person, self.on.date())

    def more(self, asked: Any) -> dict[str, Any]:
        crumbs = [(gettext("Rapporter"), reverse("scorecard:dashboard")), (gettext(PortfolioReport.title), reverse("scorecard:portfolio"))]
        return {"crumbs": [*crumbs, (gettext(self.listing.title), "")]}


class Dashboard(HousePage):
    """What the development council needs to know today, each figure with the way to what it counts. Source: U5, U6, U9."""

    title = _("Läget i dag")

    def get(self, request: HttpRequest) -> HttpResponse:
        on = self.on.date()
        found = queries.figures(programme_in_force(on), on.year, on)
        context = {
            "title": gettext(self.title), "on": on, "found": found, "tiles": tiles(found), "crumbs": [(gettext("Rapporter"), "")],
            "said": [granted_said(found), projects_said(found), cases_said(found), effects_said(found)],
            "sections": portfolio_sections(found, everything=True)[:1],
        }  # fmt: skip
        return render(request, "scorecard/dashboard.html", context)


def tiles(found: queries.Figures) -> list[dict[str, Any]]:
    """The large figures: what, how much, and where it leads."""
    one, share = found.projects, share_of(found.total.granted_sek - found.total.returned_sek, found.frame_sek)
    projects, portfolios = reverse("projects:list"), reverse("portfolios:list")
    waited = "" if one.oldest_unseen_days is None else gettext("den äldsta i %(days)s dagar") % {"days": one.oldest_unseen_days}
    effect = "–" if found.effects.share is None else f"{comma(found.effects.share * 100, 1)} %"
    missing = gettext("saknas från %(n)s") % {"n": len(found.effects.missing)} if found.effects.missing else ""
    used = sek(found.total.granted_sek - found.total.returned_sek)
    return [
        {"label": gettext("Beviljat av ramarna"), "value": "–" if share is None else f"{comma(share, 1)} %", "note": used, "url": portfolios},
        {"label": gettext("Pågående projekt"), "value": str(one.running), "note": "", "url": f"{projects}?state=running"},
        {"label": gettext("Behöver beslut"), "value": str(one.red), "note": gettext("enligt senaste rapport"), "url": projects},
        {"label": gettext("Avvikelser som väntar"), "value": str(one.unseen), "note": waited, "url": f"{projects}?deviation=osedd"},
        {"label": gettext("Sena lägesrapporter"), "value": str(one.late), "note": "", "url": projects},
        {"label": gettext("Effekt av det investerade"), "value": effect, "note": missing, "url": reverse("projects:effects")},
    ]  # fmt: skip
