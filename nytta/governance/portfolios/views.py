"""Pages of portfolios: the portfolios, a frame with all its rows, the weighing, advice, the decision and its letter."""

import hashlib
from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.city.records import queries as records
from nytta.city.records.models import Decision
from nytta.city.records.terms import DecisionKind, DelegatedAct, Role
from nytta.governance.applications.models import Application
from nytta.governance.applications.rules import MET, MISSING
from nytta.governance.applications.terms import Condition
from nytta.governance.preparation.queries import signed_statement
from nytta.governance.preparation.terms import Recommendation
from nytta.governance.valuation.queries import known as valued
from nytta.governance.valuation.views import CaseAct
from nytta.kit import charts
from nytta.kit.pages import ActPage, DetailPage, HousePage
from nytta.kit.panels import gather
from nytta.plain.money import sek
from nytta.plain.verdicts import YES, Refused, Verdict, no

from . import commands, policies, queries
from .forms import AdviceForm, DecideForm, DescribeForm, FrameForm
from .models import Portfolio
from .queries.weighing import Room, Row, Weighing, room_of, weighing
from .terms import Advice


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
        bound, lines = queries.committed(programme), []
        for p in queries.portfolios(programme):
            frame = frames.get(p.pk)
            room = room_of(p.code, str(p), frame) if frame else Room(p.code, str(p), year, 0, 0, is_set=False)
            later = [bound.get((p.pk, year + n), (0, 0)) for n in (1, 2)]
            lines.append({"portfolio": p, "room": room, "later": later, "url": reverse("portfolios:detail", args=[p.code, year])})
        context = {
            "title": gettext("Portföljer"), "programme": programme, "year": year, "lines": lines, "total": _total(lines),
            "years": sorted({*queries.years_with_frames(programme), self.on.year, year}), "chart": _chart(lines, year),
            "may_set": bool(policies.can_set_frame(self.person, self.on.date())),
        }  # fmt: skip
        return render(request, "portfolios/list.html", context)


def _total(lines: list[dict[str, Any]]) -> dict[str, Any]:
    rooms: list[Room] = [one["room"] for one in lines]
    later = [sum(one["later"][n][0] for one in lines) for n in (0, 1)]
    sums = {"amount": sum(r.amount_sek for r in rooms), "granted": sum(r.granted_sek for r in rooms), "later": later}
    return {**sums, "left": sums["amount"] - sums["granted"]}


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
        grants = list(queries.grants_of(frame)) if frame else []
        weighs = bool(policies.can_see_weighing(self.person, day))
        waiting = [p for p in queries.proposals(day) if p.portfolio == thing.code and p.year == self.year] if weighs else []
        return {
            "title": f"{thing.code} {thing.focus_area.name}", "year": self.year, "frame": frame,
            "room": room_of(thing.code, str(thing), frame) if frame else None, "grants": grants,
            "granted": sum(g.amount_sek for g in grants), "commitments": list(queries.committed_to(thing)),
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
    button = "Spara ramen"
    done = "Ramen är sparad och beslutet är infört."

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
        facts: list[tuple[str, Any]] = [(gettext("Portfölj"), f"{thing} {thing.focus_area.name}"), (gettext("År"), self.year)]
        if self.frame:
            facts += [(gettext("Ram i dag"), sek(self.frame.amount_sek)), (gettext("Redan beviljat"), sek(self.frame.granted_sek))]
        return {"facts": facts, "cancel_url": self.went_to(thing, None)}


class DescribePage(ActPage):
    """Say what a portfolio is for."""

    title = _("Beskriv portföljen")
    done = "Beskrivningen är sparad."

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
        return {"facts": [(gettext("Portfölj"), f"{thing} {thing.focus_area.name}")], "cancel_url": self.went_to(thing, None)}


class WeighPage(HousePage):
    """All that the development council weighs in a year. Without script `Räkna om` asks the server for what is left."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        day = self.on.date()
        asked = request.GET.getlist("med") if "r" in request.GET or "med" in request.GET else None
        found = weighing(year=year_in(request), marks=asked, person=self.person, on=day)
        context = {
            "title": gettext("Utvecklingsrådets vägning %(year)s") % {"year": found.year}, "w": found, "made": self.on,
            "advises": records.has_role(self.person, Role.DEVELOPMENT_COUNCIL, day),
            "decides": records.has_role(self.person, Role.CITY_DIRECTOR, day),
            "list_url": _list_url(found), "marked_sek": sum(r.proposal.amount_sek for r in found.marked),
            "blocks": gather("weighing.blocks", self.person, day),
            "crumbs": [(gettext("Portföljer"), reverse("portfolios:list")), (gettext("Vägning"), request.path)],
        }  # fmt: skip
        return render(request, "portfolios/weigh.html", context)


def _list_url(found: Weighing) -> str:
    marks = [("ar", str(found.year)), ("r", "1"), *(("med", r.proposal.code) for r in found.ranked if r.taken)]
    return f"{reverse('portfolios:weigh')}?{urlencode(marks)}"


class AdvisePage(CaseAct):
    """The development council's advice on one proposal."""

    title = _("Ge råd")
    help = _("Utvecklingsrådet ger råd; beslutet fattas på delegation. Det sista rådet gäller.")
    form_class = AdviceForm
    template = "portfolios/advise.html"
    button = "Spara rådet"
    done = "Rådet är sparat."

    def thing(self, **address: Any) -> Application:
        case = super().thing(**address)
        self.target = queries.target(case, year_in(self.request), self.on.date())
        return case

    def verdict(self, thing: Application) -> Verdict:
        return policies.can_advise(self.person, thing, self.target.continuation, self.on.date())

    def run(self, thing: Application, cleaned: dict[str, Any]) -> Any:
        return commands.advise(application=thing, year=self.target.year, **cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Application, result: Any) -> str:
        return f"{reverse('portfolios:weigh')}?ar={self.target.year}"

    def context(self, thing: Application) -> dict[str, Any]:
        return {**super().context(thing), **proposal_context(self, thing, self.target)}


def proposal_context(page: CaseAct, case: Application, target: queries.Target) -> dict[str, Any]:
    """What stands beside an act on a proposal: what is asked, the room, the valuation, the statement."""
    portfolio = queries.portfolio_for(case)
    frame = queries.frame_of(portfolio, target.year) if portfolio else None
    statement, value = signed_statement(case), valued(case)
    word = Recommendation(statement.recommendation) if statement and statement.recommendation else None
    facts = [*page.facts(case), (gettext("Sökt för %(year)s") % {"year": target.year}, sek(target.amount_sek))]
    if target.continuation:
        facts.append((gettext("Hur det har gått hittills"), target.continuation.reasons))
    return {
        "facts": facts, "target": target, "room": room_of(str(portfolio), str(portfolio), frame) if frame and portfolio else None,
        "part": queries.part_of(case), "statement": statement, "word": word, "value": value if value and value.signed_on else None,
    }  # fmt: skip


class AdviseManyPage(ActPage):
    """The same advice on all that are marked: first a list of what happens to each, and of those that cannot and why."""

    title = _("Ge råd om de markerade")
    help = _("Samma råd och skäl läggs in för vart och ett av förslagen nedan. Gå tillbaka om du vill ändra vilka som är markerade.")
    form_class = AdviceForm
    template = "portfolios/advise_many.html"
    button = "Spara rådet för alla i listan"
    done = "Rådet är sparat för de markerade."

    def thing(self, **address: Any) -> Weighing:
        codes = self.request.POST.getlist("med") or self.request.GET.getlist("med")
        day = self.on.date()
        found = weighing(year=year_in(self.request), marks=codes, person=self.person, on=day)
        rows = [(r, self._may(r)) for r in found.marked]
        self.able = [r for r, verdict in rows if verdict]
        self.unable = [(r, verdict.blocking) for r, verdict in rows if not verdict]
        self.crumbs = ((gettext("Portföljer"), reverse("portfolios:list")), (gettext("Vägning"), self.went_to(found, None)))
        return found

    def _may(self, row: Row) -> Verdict:
        p = row.proposal
        return policies.can_advise(self.person, p.application, p.continuation, self.on.date(), conflicted=row.conflicted)

    def verdict(self, thing: Weighing) -> Verdict:
        if self.able:
            return YES
        return no("proposals", "Inget av de markerade förslagen kan få råd av dig nu.", "F11", "Gå tillbaka och markera andra.")

    def run(self, thing: Weighing, cleaned: dict[str, Any]) -> Any:
        rows = [(r.proposal.application, r.proposal.year) for r in self.able]
        return commands.advise_many(proposals=rows, **cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Weighing, result: Any) -> str:
        marks = [("ar", str(thing.year)), ("r", "1"), *(("med", r.proposal.code) for r in thing.marked)]
        return f"{reverse('portfolios:weigh')}?{urlencode(marks)}"

    def context(self, thing: Weighing) -> dict[str, Any]:
        return {"w": thing, "able": self.able, "unable": self.unable, "cancel_url": self.went_to(thing, None)}


class DecidePage(CaseAct):
    """Grant or refuse: the letter is always read first, and what was read is what is sent."""

    title = _("Besluta om medel")
    help = _("Skriv beslutet och läs brevet innan du beslutar. Inget skickas förrän du trycker på beslutsknappen under brevet.")
    template = "portfolios/decide.html"
    done = "Beslutet är fattat, infört och publicerat. Brevet är expedierat."
    letter_text: Callable[..., str] | None = None

    def thing(self, **address: Any) -> Application:
        case = super().thing(**address)
        self.target = queries.target(case, year_in(self.request), self.on.date())
        self.letter = ""
        return case

    @property
    def granting(self) -> bool:
        """Whether the button pressed is that of a grant."""
        return self.request.POST.get("act", "").endswith("grant")

    def verdict(self, thing: Application) -> Verdict:
        return policies.can_decide(self.person, thing, self.target.continuation, self.target.amount_sek, self.on.date())

    def form(self, thing: Application, **data: Any) -> forms.Form:
        return DecideForm(target=self.target, **data)

    def would(self, amount_sek: int) -> Verdict:
        """What the act would answer."""
        if self.granting:
            return policies.can_grant(self.person, self.target, amount_sek, self.on.date())
        return policies.can_decide(self.person, self.target.application, self.target.continuation, 0, self.on.date())

    def write_letter(self, thing: Application, cleaned: dict[str, Any]) -> str:
        """The letter as it will be sent."""
        assert self.letter_text is not None
        amount = (cleaned["amount_sek"] or 0) if self.granting else 0
        return self.letter_text(
            granted=self.granting, application=thing, year=self.target.year, amount_sek=amount, reasons=cleaned["reasons"],
            on=self.on.date(),
        )  # fmt: skip

    def post(self, request: HttpRequest, **address: Any) -> HttpResponseBase:
        if request.POST.get("act", "") in ("grant", "refuse"):
            return super().post(request, **address)
        thing = self.thing(**address)
        form = self.form(thing, data=request.POST)
        if not form.is_valid():
            return self._page(thing, form, YES, status=422)
        verdict = self.would(form.cleaned_data["amount_sek"] or 0)
        if not verdict:
            return self._page(thing, form, verdict, status=409)
        self.letter = self.write_letter(thing, form.cleaned_data)
        return self._page(thing, form, verdict)

    def run(self, thing: Application, cleaned: dict[str, Any]) -> Any:
        letter, act = self.write_letter(thing, cleaned), {"application": thing, "year": self.target.year, "by": self.person, "on": self.on}
        if self.request.POST.get("seen") != _digest(letter):
            self.letter = letter if self.would(cleaned["amount_sek"] or 0) else ""
            raise Refused(no("letter_seen", "Brevet har ändrats sedan du läste det.", "O6", "Läs brevet nedan och besluta sedan."))
        if not self.granting:
            return commands.refuse(reasons=cleaned["reasons"], letter=letter, **act)
        return commands.grant(letter=letter, **cleaned, **act).decision

    def went_to(self, thing: Application, result: Decision) -> str:
        return reverse("portfolios:letter", args=[result.number])

    def context(self, thing: Application) -> dict[str, Any]:
        day, rows = self.on.date(), self.conditions(thing)
        return {
            **super().context(thing), **proposal_context(self, thing, self.target), "letter": self.letter,
            "missing": [r for r in rows if r["state"] == MISSING], "met": [r for r in rows if r["state"] == MET],
            "digest": _digest(self.letter), "granting": self.granting,
            "advice": _advised(thing, self.target.year), "crumbs": self.crumbs,
            "delegation": records.delegation_for(self.person, DelegatedAct.GRANT, day),
        }  # fmt: skip

    def conditions(self, thing: Application) -> list[dict[str, Any]]:
        """Every condition of the grant with its state, and the room in frame and part for what is asked."""
        found = [
            {"label": gettext(Condition(rule).sv), "clause": clause, "state": state, "finding": finding}
            for rule, clause, state, finding in queries.conditions_of(thing, self.on.date())
        ]
        verdict = queries.room_for(thing, self.target.year, self.target.amount_sek)
        for rule, label, clause in (
            ("frame", gettext("Ryms i ramen"), "P5; F2"),
            ("part", gettext("Ryms i delen av portföljen"), "E6.2; F3"),
        ):
            why = next((f for f in verdict.blocking if f.rule == rule), None)
            found.append({"label": label, "clause": clause, "state": MISSING if why else MET, "finding": why})
        return found


def _advised(case: Application, year: int) -> tuple[Advice, Any] | None:
    row = queries.advice_on(case, year)
    return (Advice(row.advice), row) if row else None


def _digest(letter: str) -> str:
    return hashlib.sha256(letter.encode()).hexdigest() if letter else ""


class LetterPage(DetailPage):
    """The decision's letter, for anybody once it is published."""

    public = True
    template = "portfolios/letter.html"
    KINDS = (DecisionKind.GRANT.value, DecisionKind.REFUSAL.value)

    def thing(self, **address: Any) -> Decision:
        rows = Decision.objects.select_related("text").filter(kind__in=self.KINDS, number=address["number"])
        found = rows.exclude(text__letter="").exclude(text__published_on=None).first()
        if found is None:
            raise Http404
        return found

    def context(self, thing: Decision) -> dict[str, Any]:
        route = "applications:detail" if self.person else "portal:case"
        crumbs = [(gettext("Portföljer"), reverse("portfolios:list")), (gettext("Brev"), self.request.path)]
        title = gettext("Beslut %(number)s: %(kind)s") % {"number": thing.number, "kind": gettext(DecisionKind(thing.kind).sv).lower()}
        return {"title": title, "crumbs": crumbs, "case_url": reverse(route, args=[thing.subject]), "letter": thing.text.letter}
