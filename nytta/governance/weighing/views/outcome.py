"""The end of a weighing: the development council's advice on all, and the director's grants in one act."""

import hashlib
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.records.queries import delegation_for
from nytta.city.records.terms import DelegatedAct
from nytta.governance.portfolios.terms import Advice
from nytta.plain.money import comma
from nytta.plain.verdicts import Refused, Verdict, no

from .. import commands, policies, queries
from ..commands.outcome import Apart, Line
from ..documents import points
from ..forms.outcome import AdviceForm, DecideForm
from ..models import Round, Scenario
from ..queries.deciding import Advised, advised, lacking_of, not_advised, rooms_left, tried
from ..queries.entering import kept_from
from ..queries.outcome import Departure, Outcome, outcome_of
from ..rules import reasons_of
from ..terms import Departed
from .finding import RoundAct


class OutcomeAct(RoundAct):
    """An act on a round whose room has been opened."""

    def thing(self, **address: Any) -> Round:
        one = super().thing(**address)
        if one.figures_id is None:
            raise Http404
        return one


def price_said(departure: Departure, outcome: Outcome) -> str:
    """What a departure costs, in words."""
    if departure.price is None:
        return gettext("Priset räknas ännu.")
    if not departure.price:
        return gettext("Kostar inget enligt de här måtten.")
    said = gettext("Kostar %(points)s vägda poäng.") % {"points": points(departure.price, outcome.problem)}
    return f"{said} {gettext('Det är inom osäkerheten i poängen.')}" if departure.within_uncertainty else said


class AdvisePage(OutcomeAct):
    """The development council's advice on every proposal, with a reason for each departure and what it costs."""

    title = _("Ge råd om alla förslag")
    help = _("Rådet gäller det som skärmen i rummet visar. Utvecklingsrådet råder; beslutet fattas på delegation.")
    template = "weighing/advise.html"
    button = _("Ge rådet")
    done = _("Rådet är givet och infört i varje ärende.")

    def thing(self, **address: Any) -> Round:
        one = super().thing(**address)
        scenario = queries.screen_of(one)
        if scenario is None:
            raise Http404
        self.scenario: Scenario = scenario
        self.outcome = outcome_of(one, scenario)
        return one

    def verdict(self, thing: Round) -> Verdict:
        may = policies.can_advise(self.person, thing, self.on.date())
        return may + self.outcome.ready if may else may

    def form(self, thing: Round, **data: Any) -> forms.Form:
        found = self.outcome
        left = [(c, str(thing.names[c]["title"])) for c in found.proposals if c not in found.selected]
        departures = [(d, price_said(d, found)) for d in found.departures]
        return AdviceForm(departures=departures, left_out=left, revision=self.scenario.revision, **data)

    def run(self, thing: Round, cleaned: dict[str, Any]) -> Any:
        left_out = dict.fromkeys(cleaned.get("refused", ()), Advice.REFUSE)
        return commands.advise_all(
            scenario=self.scenario, seen=cleaned["seen"], reasons=cleaned["reasons"], departures=cleaned["departures"], left_out=left_out,
            by=self.person, on=self.on,
        )  # fmt: skip

    def _page(self, thing: Any, form: forms.Form, verdict: Verdict, status: int = 200) -> HttpResponse:
        if status == HTTPStatus.CONFLICT:  # the page shows what the screen holds now, and the next try is for that
            form.data = given = self.request.POST.copy()
            given["seen"] = str(self.scenario.revision)
        return super()._page(thing, form, verdict, status)

    def context(self, thing: Round) -> dict[str, Any]:
        found, names, lacks = self.outcome, thing.names, lacking_of(thing, self.on.date())
        cost = {p["id"]: p["cost"][0] for p in found.problem["proposals"]}
        rows = [
            {
                "title": names[c]["title"],
                "body": names[c]["body"],
                "code": c,
                "sek": cost[c],
                "best": c in found.best,
                "lacks": lacks.get(c, ()),
            }
            for c in found.selected
        ]
        return {
            "one": thing, "outcome": found, "rows": rows, "total_sek": sum(r["sek"] for r in rows), "points": points(found.value, found.problem),
            "price": points(found.price, found.problem) if found.price else "", "best_points": points(found.best_value, found.problem),
            "share": comma(found.share * 100, 1) if found.share else "", "away": self.away(thing),
            "cancel_url": reverse("weighing:room", args=[thing.code]),
        }  # fmt: skip

    def away(self, thing: Round) -> list[tuple[str, str]]:
        """The proposals that the person does not advise on, each with where a proposed conflict of interest is settled ("" = nowhere)."""
        kept = kept_from(thing, self.person, self.on.date())
        weighed = [c for c in self.outcome.proposals if c in kept]
        where = {c: "" if kept[c].in_conflict else reverse("preparation:declare", args=[thing.names[c]["code"]]) for c in weighed}
        return [(str(thing.names[c]["title"]), where[c]) for c in weighed]


class DecidePage(OutcomeAct):
    """The director decides on all that was advised in one act: granted, refused, or left for later, with a reason for each departure."""

    also_sent = frozenset({"also"})
    title = _("Besluta om alla")
    help = _(
        "Allt prövas på nytt när du beslutar, och antingen gäller hela beslutet eller inget av det. "
        "Går du ifrån rådet skriver du skälet vid förslaget; det publiceras. Läs breven först."
    )
    template = "weighing/decide.html"
    done = _("Besluten är fattade, införda och publicerade. Breven är expedierade.")
    letter_text: Callable[..., str] | None = None

    def thing(self, **address: Any) -> Round:
        one = super().thing(**address)
        also = self.request.POST.getlist("also")
        self.lines, self.letters = advised(one, also), list[tuple[Advised, str]]()
        return one

    def verdict(self, thing: Round) -> Verdict:
        return policies.can_decide(self.person, thing, self.on.date())

    def form(self, thing: Round, **data: Any) -> forms.Form:
        return DecideForm(lines=self.lines, others=not_advised(thing), **data)

    def write(self, thing: Round, cleaned: dict[str, Any]) -> list[tuple[Advised, str]]:
        """The letters as they will be sent: of what is granted, then of what is refused."""
        assert self.letter_text is not None
        day, own = self.on.date(), {x.code: why for x, _, why in cleaned["apart"]}
        told = [(x, True, amount, reasons_of(cleaned["reasons"], own.get(x.code, ""))) for x, amount, _ in cleaned["taken"]]
        told += [(x, False, 0, why) for x, how, why in cleaned["apart"] if how is Departed.NOT_GRANTED]
        return [
            (x, self.letter_text(granted=granted, application=x.case, year=thing.year, amount_sek=amount, reasons=why, on=day))
            for x, granted, amount, why in told
        ]

    def post(self, request: HttpRequest, **address: Any) -> HttpResponseBase:
        if request.POST.get("act") == "decide":
            return super().post(request, **address)
        thing = self.thing(**address)
        if request.POST.get("act") == "also":  # more proposals to decide, with what is typed and without trying it yet
            typed = {**request.POST.dict(), "also": request.POST.getlist("also")}
            return self._page(thing, self.form(thing, initial=typed), self.verdict(thing))
        self.lines = tried(self.lines, self.on.date())
        form = self.form(thing, data=request.POST)
        if not form.is_valid():
            verdict = self.verdict(thing)  # who may not is told so, before what is missing in the form
            return self._page(thing, form, verdict, status=422 if verdict else 409)
        self.letters = self.write(thing, form.cleaned_data)
        return self._page(thing, form, self.verdict(thing))

    def run(self, thing: Round, cleaned: dict[str, Any]) -> Any:
        letters = self.write(thing, cleaned)
        if self.request.POST.get("seen") != _digest(letters):
            self.letters = letters
            raise Refused(no("letter_seen", "Breven har ändrats sedan du läste dem.", "O6", "Läs breven nedan och besluta sedan."))
        texts = dict(zip((x.code for x, _ in letters), (text for _, text in letters), strict=True))
        lines = [Line(x.code, amount, where[0], where[1], where[2], texts[x.code]) for x, amount, where in cleaned["taken"]]
        apart = {x.code: Apart(how, why, texts.get(x.code, "")) for x, how, why in cleaned["apart"]}
        return commands.grant_all(one=thing, lines=lines, reasons=cleaned["reasons"], departures=apart, by=self.person, on=self.on)

    def context(self, thing: Round) -> dict[str, Any]:
        return {
            "one": thing, "rooms": rooms_left(thing), "letters": self.letters, "digest": _digest(self.letters), "lines": self.lines,
            "asked_sek": sum(x.amount_sek for x in self.lines if x.advised), "delegation": delegation_for(self.person, DelegatedAct.GRANT, self.on.date()),
            "cancel_url": reverse("weighing:detail", args=[thing.code]),
        }  # fmt: skip


def _digest(letters: list[tuple[Advised, str]]) -> str:
    return hashlib.sha256("\0".join(text for _, text in letters).encode()).hexdigest() if letters else ""


class ReopenPage(OutcomeAct):
    """Open the room again before the decision."""

    title = _("Öppna rummet igen")
    help = _("Rådet som gavs står kvar i varje ärende till dess ett nytt ges. Använd det när något har ändrats som rådet vilade på.")
    button = _("Öppna rummet")
    done = _("Rummet är öppet igen.")

    def verdict(self, thing: Round) -> Verdict:
        return policies.can_reopen(self.person, thing, self.on.date())

    def run(self, thing: Round, cleaned: dict[str, Any]) -> Any:
        return commands.reopen(one=thing, by=self.person, on=self.on)
