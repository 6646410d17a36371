"""The portfolios, and a frame with all its rows; recording a frame and what a portfolio is for."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.views.bodies import day_asked
from nytta.city.records import queries as records
from nytta.kit import charts
from nytta.kit.pages import ActPage, DetailPage, HousePage
from nytta.kit.panels import gather
from nytta.plain.money import sek
from nytta.plain.verdicts import Verdict

from .. import commands, policies, queries
from ..forms import DescribeForm, FrameForm
from ..models import Portfolio
from ..queries.money import balances_by_portfolio
from ..queries.weighing import Room, ceiling_of, room_of
from ..terms import Advice


def year_in(request: HttpRequest) -> int | None:
    """The year that the address asks for (`ar`); None when it is no year."""
    text = request.GET.get("ar") or request.POST.get("ar") or ""
    return int(text) if text.isdecimal() and len(text) == 4 else None


class PortfoliosPage(HousePage):
    """All portfolios of the programme in force, with the frames of a year and what is bound after it."""

    public = True

    def get(self, request: HttpRequest) -> HttpResponseBase:
        programme = records.programme_in_force(self.on.date())
        year = year_in(request) or self.on.year
        frames = {f.portfolio_id: f for f in queries.frames_of_year(programme, year)}
        bound, lines = queries.sums_beside(programme, year), []
        for p in queries.portfolios_of(programme):
            frame = frames.get(p.pk)
            room = room_of(p.code, str(p), frame) if frame else Room(p.code, str(p), year, 0, 0, is_set=False)
            later = [bound.get((p.pk, year + n), (0, 0)) for n in (1, 2)]
            lines.append({"portfolio": p, "room": room, "later": later, "url": reverse("portfolios:detail", args=[p.code, year])})
        context = {
            "title": gettext("Portföljer"), "programme": programme, "year": year, "lines": lines, "total": _total(lines),
            "years": sorted({*queries.years_with_frames(programme), self.on.year, year}), "chart": _chart(lines, year), "outside": bound.get((None, year)),
            "may_set": bool(policies.can_set_frame(self.person, self.on.date())), "blocks": gather("portfolios.blocks", self.person, self.on.date()),
        }  # fmt: skip
        return render(request, "portfolios/list.html", context)


def _total(lines: list[dict[str, Any]]) -> dict[str, Any]:
    rooms: list[Room] = [one["room"] for one in lines]
    later = [sum(one["later"][n][0] for one in lines) for n in (0, 1)]
    amount, granted = sum(r.amount_sek for r in rooms), sum(r.granted_sek for r in rooms)
    return {"amount": amount, "granted": granted, "left": amount - granted, "later": later}


def _chart(lines: list[dict[str, Any]], year: int) -> str:
    if not any(one["room"].is_set for one in lines):
        return ""
    rows = [charts.FrameRow(str(one["portfolio"]), one["room"].amount_sek, one["room"].granted_sek, one["later"][0][0]) for one in lines]
    names = (gettext("Ram"), gettext("Beviljat"), gettext("Åtaganden %(year)s") % {"year": year + 1})
    title = gettext("Ram och beviljat %(year)s per portfölj") % {"year": year}
    said = gettext("Staplar med ram, beviljat och nästa års åtaganden för varje portfölj. Samma siffror står i tabellen.")
    return charts.svg(charts.bars(rows, width=1040, labels=names), title=title, description=said)


class PortfolioPage(DetailPage):
    """A portfolio in a year: what it is for, its frame and parts, and the rows that every sum is made of."""

    public = True
    template = "portfolios/detail.html"

    def thing(self, **address: Any) -> Portfolio:
        self.year = address.get("year") or self.on.year
        return portfolio_at(self, address["code"])

    def context(self, thing: Portfolio) -> dict[str, Any]:
        day, frame = self.on.date(), queries.frame_of(thing, self.year)
        asked = day_asked(self.request.GET.get("dag", ""), day)
        grants, commitments = list(queries.grants_of(frame)) if frame else [], list(queries.committed_to(thing))
        weighs = bool(policies.can_see_weighing(self.person, day))
        waiting = (
            [p for p in queries.proposals(day, thing.programme) if p.portfolio == thing.code and p.year == self.year] if weighs else []
        )
        return {
            "title": f"{thing.code} {thing.focus_area.said}", "year": self.year, "frame": frame,
            "room": room_of(thing.code, str(thing), frame) if frame else None, "grants": grants,
            "granted": sum(g.amount_sek for g in grants), "balance": balances_by_portfolio(self.year, asked if asked != day else None).get(thing.pk), "day": asked, "today": day, "commitments": commitments, "ceiling": ceiling_of(frame, commitments),
            "waiting": [_named(p) for p in waiting], "weighs": weighs, "asked": sum(p.amount_sek for p in waiting),
            "decisions": list(queries.frame_history(thing, self.year)),
            "years": sorted({*queries.years_with_frames(thing.programme), self.on.year, self.year}),
            "case_route": "applications:detail" if self.person else "portal:case",
            "may_set": bool(policies.can_set_frame(self.person, day)),
            "crumbs": [(gettext("Portföljer"), f"{reverse('portfolios:list')}?ar={self.year}"), (thing.code, self.request.path)],
        }  # fmt: skip


def _named(p: queries.Proposal) -> dict[str, Any]:
    return {"p": p, "advice": Advice(p.advice) if p.advice else None}


def portfolio_at(page: HousePage, code: str) -> Portfolio:
    """The portfolio of the programme in force under a code."""
    found = queries.portfolios(records.programme_in_force(page.on.date())).select_related("programme").filter(code=code).first()
    if found is None:
        raise Http404
    return found


class FramePage(ActPage):
    """Record the frame that the city council has decided."""

    help = _("Fullmäktige beslutar om ramen; här förs beslutet in. Ramen kan aldrig bli lägre än det som redan är beviljat.")
    button = _("Spara ramen")
    done = _("Ramen är sparad och beslutet är infört.")

    def thing(self, **address: Any) -> Portfolio:
        found, self.year = portfolio_at(self, address["code"]), address["year"]
        self.frame = queries.frame_of(found, self.year)
        self.title = gettext("Ram för %(name)s %(year)s") % {"name": str(found), "year": self.year}
        self.crumbs = ((gettext("Portföljer"), reverse("portfolios:list")), (str(found), self.went_to(found, None)))
        return found

    def verdict(self, thing: Portfolio) -> Verdict:
        return policies.can_set_frame(self.person, self.on.date())

    def form(self, thing: Portfolio, **data: Any) -> forms.Form:
        return FrameForm(frame=self.frame, **data)

    def run(self, thing: Portfolio, cleaned: dict[str, Any]) -> Any:
        return commands.set_frame(portfolio=thing, year=self.year, **cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Portfolio, result: Any) -> str:
        return reverse("portfolios:detail", args=[thing.code, self.year])

    def context(self, thing: Portfolio) -> dict[str, Any]:
        facts: list[tuple[str, Any]] = [(gettext("Portfölj"), f"{thing} {thing.focus_area.said}"), (gettext("År"), self.year)]
        if self.frame:
            facts += [(gettext("Ram i dag"), sek(self.frame.amount_sek)), (gettext("Redan beviljat"), sek(self.frame.used_sek))]
        return {"facts": facts, "cancel_url": self.went_to(thing, None)}


class DescribePage(ActPage):
    """Say what a portfolio is for."""

    title = _("Beskriv portföljen")
    done = _("Beskrivningen är sparad.")

    def thing(self, **address: Any) -> Portfolio:
        return portfolio_at(self, address["code"])

    def verdict(self, thing: Portfolio) -> Verdict:
        return policies.can_set_frame(self.person, self.on.date())

    def form(self, thing: Portfolio, **data: Any) -> forms.Form:
        return DescribeForm(portfolio=thing, **data)

    def run(self, thing: Portfolio, cleaned: dict[str, Any]) -> Any:
        return commands.describe(portfolio=thing, **cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Portfolio, result: Any) -> str:
        return reverse("portfolios:detail", args=[thing.code])

    def context(self, thing: Portfolio) -> dict[str, Any]:
        return {"facts": [(gettext("Portfölj"), f"{thing} {thing.focus_area.said}")], "cancel_url": self.went_to(thing, None)}
