"""The decision and its letter."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.records import queries as records
from nytta.city.records.models import Decision
from nytta.city.records.queries import mark_of
from nytta.city.records.terms import DecisionKind, DelegatedAct
from nytta.governance.applications.models import Application
from nytta.governance.applications.rules import LIFTED, MET, MISSING
from nytta.governance.valuation.views import CaseAct
from nytta.kit.pages import DetailPage, LetterFirst
from nytta.plain.verdicts import Verdict

from .. import commands, policies, queries
from ..forms import DecideForm
from ..rules import conditions_worded
from ..terms import Advice
from .frames import year_in
from .weighing import proposal_context


class DecidePage(LetterFirst, CaseAct):
    """Grant or refuse: the letter is always read first, and what was read is what is sent."""

    also_sent = frozenset({"ar"})
    title = _("Besluta om medel")
    help = _("Skriv beslutet och läs brevet innan du beslutar. Inget skickas förrän du trycker på beslutsknappen under brevet.")
    template = "portfolios/decide.html"
    done = _("Beslutet är fattat, infört och publicerat. Brevet är expedierat.")
    letter_text: Callable[..., str] | None = None

    def thing(self, **address: Any) -> Application:
        case = super().thing(**address)
        self.target = queries.target(case, year_in(self.request), self.on.date())
        return case

    def verdict(self, thing: Application) -> Verdict:
        return policies.can_decide(self.person, thing, self.target.continuation, self.target.amount_sek, self.on.date())

    def form(self, thing: Application, **data: Any) -> forms.Form:
        return DecideForm(target=self.target, **data)

    def would(self, thing: Application, cleaned: dict[str, Any]) -> Verdict:
        if self.granting:
            verdict = policies.can_grant(self.person, self.target, cleaned["amount_sek"] or 0, self.on.date())
            return verdict + conditions_worded(cleaned["conditions"])
        return policies.can_decide(self.person, self.target.application, self.target.continuation, 0, self.on.date())

    def write_letter(self, thing: Application, cleaned: dict[str, Any]) -> str:
        assert self.letter_text is not None
        amount = (cleaned["amount_sek"] or 0) if self.granting else 0
        return self.letter_text(
            granted=self.granting, application=thing, year=self.target.year, amount_sek=amount, reasons=cleaned["reasons"],
            on=self.on.date(), conditions=cleaned["conditions"] if self.granting else (),
        )  # fmt: skip

    def run(self, thing: Application, cleaned: dict[str, Any]) -> Any:
        letter, act = self.as_read(thing, cleaned), {"application": thing, "year": self.target.year, "by": self.person, "on": self.on}
        if not self.granting:
            return commands.refuse(reasons=cleaned["reasons"], letter=letter, **act)
        return commands.grant(letter=letter, **cleaned, **act).decision

    def went_to(self, thing: Application, result: Decision) -> str:
        return reverse("portfolios:letter", args=[result.number])

    def context(self, thing: Application) -> dict[str, Any]:
        day, rows = self.on.date(), self.conditions(thing)
        return {
            **super().context(thing), **proposal_context(self, thing, self.target),
            "missing": [r for r in rows if r["state"] == MISSING], "met": [r for r in rows if r["state"] == MET],
            "lifted": [r for r in rows if r["state"] == LIFTED],
            "advice": _advised(thing, self.target.year), "crumbs": self.crumbs,
            "delegation": records.delegation_for(self.person, DelegatedAct.GRANT, day),
        }  # fmt: skip

    def conditions(self, thing: Application) -> list[dict[str, Any]]:
        """Every condition of the grant with its state, and the room in frame and part for what is asked."""
        found = [
            {"label": gettext(one.name), "clause": one.clause, "state": one.state, "finding": one.finding, "leave": one.leave}
            for one in queries.conditions_of(thing, self.on.date())
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
        title = gettext("Beslut %(number)s: %(kind)s") % {"number": thing.called, "kind": gettext(DecisionKind(thing.kind).sv).lower()}
        return {
            "title": title,
            "crumbs": crumbs,
            "case_url": reverse(route, args=[thing.subject]),
            "letter": thing.text.letter,
            "mark": mark_of(thing),
        }
