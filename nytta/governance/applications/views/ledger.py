"""Tying an item to what it costs today, and settling with others who claim the same."""

from fractions import Fraction
from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.governance.benefits.models import Baseline, Claim, Settlement
from nytta.governance.benefits.queries.ledger import calls_on, is_part, own_shares
from nytta.governance.benefits.terms import IN_KRONOR, OPEN, BaselineKind, ClaimDriver, ClaimStatus, WayOut
from nytta.kit.documents import Column, Section, Table
from nytta.kit.pages import ActPage
from nytta.kit.words import label, tell
from nytta.plain.money import comma, sek
from nytta.plain.verdicts import YES, Verdict

from .. import commands, policies, queries
from ..documents.called import warned
from ..forms.ledger import AnswerForm, SettleForm, TieForm
from ..models import Application
from ..queries.calculation import sheet_of, sheet_years
from ..queries.called import called_on
from ..queries.item import ItemPage
from ..rules.savings import may_claim
from . import found
from .items import ItemDetail, sheet_url
from .writing import read_edition

tell({
    "settlement.propose": _("föreslog en väg ut ur en krock"), "settlement.answer": _("svarade på ett förslag"), "settlement.accept": _("alla parter godtog"),
})  # fmt: skip
SHOWN = 60  # rows of claims on the page
LISTED = 300  # baselines that the field suggests; any code is taken


class TiePage(ItemDetail):
    """Tie an item to a baseline: what others have claimed of it is shown already in the draft. Source: F9."""

    also_sent = frozenset({"back", "untie"})
    template = "applications/tie.html"
    title = _("Knyt till ett nuläge")
    done = _("Anspråket är sparat.")
    help = _(
        "Ett nuläge är vad ett arbetsmoment, en budgetpost eller ett system kostar i dag. Knyt besparingen till det som minskar, så räknas den en gång även när andra räknar med samma."
    )

    def verdict(self, thing: ItemPage) -> Verdict:
        return super().verdict(thing) + may_claim(thing.application.category)

    def form(self, thing: ItemPage, **given: Any) -> forms.Form:
        given.pop("files", None)
        years = sheet_years(thing.application, sheet_of(thing.application.calculation_id), self.on.date())
        self.bound_tie = TieForm(thing, years, list(Baseline.objects.order_by("code")[:LISTED]), **given)
        return self.bound_tie

    def run(self, thing: ItemPage, cleaned: dict[str, Any]) -> Any:
        text = None if "untie" in self.request.POST else self.bound_tie.text()
        edition = read_edition(self.request.POST)
        return commands.tie_item(application=thing.application, item=thing.item.pk, text=text, edition=edition, by=self.person, on=self.on)

    def went_to(self, thing: ItemPage, result: Any) -> str:
        return self.request.get_full_path()

    def context(self, thing: ItemPage) -> dict[str, Any]:
        a, claim = thing.application, thing.claim
        item_url = reverse("applications:item", args=[a.code, thing.item.pk])
        untie = [{"name": "untie", "value": "1", "label": gettext("Ta bort anspråket")}] if claim else []
        crumbs = found.trail(a, (gettext("Kalkyl"), sheet_url(a)), (thing.item.label, item_url), (gettext(self.title), ""))
        return {
            "title": gettext(self.title), "crumbs": crumbs, "cancel_url": item_url, "buttons": untie, "baselines": list(self.bound_tie.baselines.values()),
            "others": others_on(claim) if claim else None, "claim": claim,
            "baseline_url": reverse("benefits:baseline", args=[claim.baseline.code]) if claim else "",
            "settle_url": reverse("applications:settle", args=[claim.baseline.code]) if claim else "",
        }  # fmt: skip


def others_on(claim: Claim) -> Section:
    """What others claim of the same baseline, whose they are, and what is left with one's own. Source: F9."""
    calls = calls_on(claim.baseline, SHOWN)
    cases = {a.code: a for a in Application.objects.filter(code__in={c.code for c in calls}).select_related("applicant_body")}
    texts = warned([c for c in called_on(claim.item.calculation_id) if c.baseline.pk == claim.baseline_id])
    if claim.parent and is_part(claim.parent.status):
        said = gettext(
            "Ditt anspråk är en del av det i %(code)s. Det ryms där och räknas inte en gång till; kronorna räknas hem i %(code)s."
        )
        texts.append(said % {"code": claim.parent.item.calculation.code})
    rows = []
    for c in calls:
        a = cases.get(c.code)
        share = sek(c.amount_sek) if c.amount_sek is not None else f"{comma(c.fraction * 100, 1)} %"
        mine = gettext("ditt") if c.claim == claim.pk else ""
        rows.append(
            [
                f"{c.code} {a.title if a else ''}".strip(),
                str(a.applicant_body) if a else "–",
                f"{label(ClaimDriver(c.driver))} {mine}".strip(),
                str(c.year),
                share,
                label(ClaimStatus(c.status)),
            ]
        )
    if len(calls) == SHOWN:
        texts.append(gettext("De första anspråken visas; alla står i listan Anspråk på nulägen."))
    names = (gettext("Ärende"), gettext("Part"), gettext("Sänker"), gettext("År"), gettext("Andel"), gettext("Status"))
    table = Table(gettext("Alla anspråk på nuläget"), [Column(n, num=i in (3, 4)) for i, n in enumerate(names)], rows)
    return Section(gettext("Andra som räknar med samma nuläge"), texts, table=table)


class SettlePage(ActPage):
    """Propose a way out of a clash to all parties. Source: F9."""

    template = "applications/settle.html"
    title = _("Föreslå en väg ut")
    button = _("Skicka förslaget till parterna")
    done = _("Förslaget är skickat. Det gäller när alla parter har godtagit.")
    help = _("Två projekt kan inte räkna hem samma besparing. Dela, väg samman, slå ihop eller dra tillbaka; varje part svarar själv.")

    def thing(self, **address: Any) -> Baseline:
        baseline = Baseline.objects.filter(code=address["baseline"]).first()
        if baseline is None:
            raise Http404
        states = [s.value for s in OPEN]
        self.claims = (
            baseline.claims.filter(status__in=states)
            .exclude(parent__status__in=[s.value for s in ClaimStatus if s is not ClaimStatus.RELEASED])
            .select_related("item__calculation")
            .order_by("pk")
        )
        return baseline

    def may_see(self, thing: Baseline) -> bool:
        return bool(policies.can_settle(self.person, self.claims, self.on.date()))

    def verdict(self, thing: Baseline) -> Verdict:
        return policies.can_settle(self.person, self.claims, self.on.date()) if self.claims else YES

    def form(self, thing: Baseline, **given: Any) -> forms.Form:
        given.pop("files", None)
        in_kronor, most = BaselineKind(thing.kind) in IN_KRONOR, dict[int, Fraction | int]()
        for c in own_shares([c.pk for c in self.claims]):
            most[c.claim] = max(most.get(c.claim, 0), c.amount_sek or 0 if in_kronor else c.fraction)
        self.bound = SettleForm(list(self.claims), most, in_kronor=in_kronor, **given)
        return self.bound

    def run(self, thing: Baseline, cleaned: dict[str, Any]) -> Any:
        claims, shares = self.bound.chosen()
        way = WayOut(cleaned["way_out"])
        return commands.propose_settlement(
            baseline=thing, way_out=way, claims=claims, shares=shares, reason=cleaned["reason"], by=self.person, on=self.on
        )

    def went_to(self, thing: Baseline, result: Any) -> str:
        return reverse("benefits:baseline", args=[thing.code])

    def context(self, thing: Baseline) -> dict[str, Any]:
        back = reverse("benefits:baseline", args=[thing.code])
        return {
            "crumbs": ((gettext("Nulägen"), reverse("benefits:baselines")), (thing.code, back), (gettext(self.title), "")),
            "cancel_url": back,
        }


class AnswerSettlement(ActPage):
    """One party's own answer to a proposed way out. Source: F9."""

    form_class = AnswerForm
    template = "applications/settle.html"
    title = _("Svara på ett förslag om samma besparing")
    button = _("Svara")
    done = _("Svaret är sparat.")

    def thing(self, **address: Any) -> Settlement:
        one = Settlement.objects.filter(pk=address["settlement"]).select_related("baseline").first()
        self.case = Application.objects.filter(code=address["code"]).select_related("applicant_body", "calculation").first()
        if one is None or self.case is None or not one.parts.filter(claim__item__calculation=self.case.calculation).exists():
            raise Http404
        return one

    def may_see(self, thing: Settlement) -> bool:
        assert self.case is not None
        return queries.is_writer(self.person, self.case, self.on.date())

    def verdict(self, thing: Settlement) -> Verdict:
        assert self.case is not None
        return policies.can_answer_settlement(self.person, thing, self.case, self.on.date())

    def form(self, thing: Settlement, **given: Any) -> forms.Form:
        given.pop("files", None)
        return AnswerForm(**given)

    def run(self, thing: Settlement, cleaned: dict[str, Any]) -> Any:
        assert self.case is not None
        return commands.answer_settlement(
            settlement=thing, application=self.case, accepts=cleaned["accepts"] == "1", reason=cleaned["reason"], by=self.person, on=self.on
        )

    def went_to(self, thing: Settlement, result: Any) -> str:
        return reverse("benefits:baseline", args=[thing.baseline.code])

    def context(self, thing: Settlement) -> dict[str, Any]:
        back = reverse("benefits:baseline", args=[thing.baseline.code])
        facts = [
            (gettext("Nuläge"), str(thing.baseline)),
            (gettext("Väg ut"), label(WayOut(thing.way_out))),
            (gettext("Skäl"), thing.reason),
            (gettext("Föreslaget"), thing.proposed_on),
        ]
        return {
            "cancel_url": back,
            "facts": facts,
            "settled": parts_of(thing),
            "crumbs": ((gettext("Nulägen"), reverse("benefits:baselines")), (thing.baseline.code, back), (gettext(self.title), "")),
        }


def parts_of(settlement: Settlement) -> Section:
    """What a proposal gives each party, year by year."""
    rows = [
        [p.claim.item.calculation.code, p.claim.item.label, str(p.year),
         *([f"{comma(p.fraction * 100, 1)} %", f"{comma(p.counted * 100, 2)} %"] if p.amount_sek is None else [sek(p.amount_sek), sek(p.amount_sek)])]
        for p in settlement.parts.select_related("claim__item__calculation")
    ]  # fmt: skip
    names = (gettext("Ärende"), gettext("Post"), gettext("År"), gettext("Andel"), gettext("Räknas av hela nuläget"))
    return Section(
        gettext("Vad förslaget ger"),
        table=Table(gettext("Vad förslaget ger var och en"), [Column(n, num=i > 1) for i, n in enumerate(names)], rows),
    )
