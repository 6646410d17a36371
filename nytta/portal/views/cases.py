"""Registered cases as anybody sees them, and the registrar's examination of what may be shown."""

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.queries import bodies_then
from nytta.city.organisation.views.then import said_of
from nytta.city.records.policies import can_examine
from nytta.city.records.terms import DecisionKind, Openness
from nytta.followup.projects.queries import is_past_its_date
from nytta.governance.applications.documents import sections_of
from nytta.governance.applications.models import Application
from nytta.governance.applications.terms import CaseState
from nytta.governance.applications.views.blocks import waiting
from nytta.governance.benefits.terms import Ledger, Side
from nytta.kit.pages import ActPage, DetailPage, HousePage, ListPage, file
from nytta.kit.panels import Act
from nytta.kit.words import label
from nytta.plain.money import sek
from nytta.plain.verdicts import Verdict

from .. import commands
from ..documents import case_facts, dossier_links, heading
from ..forms import ExamineForm
from ..lists import CASES, TAGS
from ..policies import can_follow_case
from ..queries import public as shown
from ..queries.insight import follows
from ..terms import CasePart
from .insight import FROM_PUBLIC


class Cases(ListPage):
    """Registered cases. Source: O6 (openness)."""

    listing = CASES
    public = True


class CasePage(DetailPage):
    """A registered case: dates, what has been examined as open, decisions with reasons. Nobody is named. Source: O6, F5."""

    public = True
    template = "portal/case.html"

    def thing(self, **address: Any) -> shown.PublicCase:
        found = shown.public_case(address["code"])
        if found is None:
            raise Http404
        return found

    def context(self, thing: shown.PublicCase) -> dict[str, Any]:
        a, title = thing.application, thing.title or gettext("Uppgift utelämnad")
        shown_texts = [p for p in thing.of(Openness.OPEN) if p.text]
        return {
            "title": title, "code": a.code, "subtitle": a.registry_number,
            "label": label(CaseState(a.state)), "color": TAGS.get(a.state, "info"),
            "steps": [{"label": label(s.word), "on": s.on, "state": s.state} for s in thing.steps],
            "steps_heading": gettext("Ärendets gång"), "waits": waiting(a, self.on.date()), "facts_heading": gettext("Ärendet"), "facts": [*case_facts(thing), *_answering(thing, self.on.date())],
            "summary": next((p for p in shown_texts if p.code == CasePart.SUMMARY.value), None),
            "open": [(heading(p), p.text) for p in shown_texts if p.code not in (CasePart.SUMMARY.value, CasePart.TITLE.value)],
            "documents": [p for p in thing.parts if p.document],
            "closed": thing.of(Openness.CLOSED), "waiting": [p for p in thing.of(Openness.TO_EXAMINE) if p.code != CasePart.TITLE.value],
            "decisions": [(d, label(DecisionKind(d.kind)), thing.closed_reasons.get(d.number, "")) for d in thing.decisions],
            "past": thing.project.planned_end_on if thing.project and is_past_its_date(thing.project, self.on.date()) else None,
            "sums": _sums(thing), "exports": dossier_links(a.code), "acts": self._acts(a),
            "crumbs": [(gettext(CASES.title), reverse("portal:cases")), (a.code, "")],
        }  # fmt: skip

    def _acts(self, case: Application) -> list[Act]:
        """What somebody who is logged in can do here: follow the case; the registrar examines it."""
        found = []
        if can_examine(self.person, self.on.date()):
            found.append(Act(gettext("Pröva vad som kan visas"), reverse("portal:examine", args=[case.code])))
        if can_follow_case(self.person, case):
            words, name = (gettext("Sluta följa ärendet"), "leave") if follows(self.person, case) else (gettext("Följ ärendet"), "follow")
            found.append(Act(words, f"{reverse(f'portal:{name}', args=[case.code])}?fran={FROM_PUBLIC}"))
        return found


class CaseCalculation(DetailPage):
    """A registered case's calculation as the administration sees it, once somebody has found the figures open. Source: O6; F7, F8."""

    public = True
    template = "applications/calculation.html"

    def thing(self, **address: Any) -> shown.PublicCase:
        found = shown.public_case(address["code"])
        if found is None or not found.sides:
            raise Http404
        return found

    def context(self, thing: shown.PublicCase) -> dict[str, Any]:
        a, here = thing.application, reverse("portal:calculation", args=[thing.application.code])
        asked = [s for s in thing.sides if s.value == self.request.GET.get("sida", "")]
        planned = [s for s in thing.sides if s is not Side.REALISED]  # an outcome covers some items and years only
        side = (asked or planned[-1:] or thing.sides)[0]
        page = shown.open_calculation(thing, self.on.date())
        return {
            "title": gettext("Nyttokalkyl"), "code": a.code, "subtitle": thing.title or gettext("Uppgift utelämnad"),
            "sections": sections_of(page, side, public=True),
            "sides": [(label(s), f"{here}?sida={s.value}", s is side) for s in thing.sides] if len(thing.sides) > 1 and not page.innovative else [],
            "crumbs": [(gettext(CASES.title), reverse("portal:cases")), (a.code, reverse("portal:case", args=[a.code])), (gettext("Nyttokalkyl"), "")],
        }  # fmt: skip


def _answering(thing: shown.PublicCase, on: date) -> list[tuple[str, SafeString | str]]:
    """Who answers for the case now, where that is another than its sender or has another name. Source: O1."""
    a = thing.application
    then = bodies_then([a.applicant_body], a.submitted_on or on, on)[a.applicant_body_id]
    if [b.name for b in then.now] == [thing.fields.get("applicant_body") or then.name]:
        return []
    if not then.now:
        return [(gettext("Svarar nu"), said_of(then))]
    links = ((reverse("organisation:detail", args=[b.code]), b.name) for b in then.now)
    return [(gettext("Svarar nu"), format_html_join(", ", '<a class="ds-link" href="{}">{}</a>', links))]


def _sums(thing: shown.PublicCase) -> list[tuple[str, list[str]]]:
    """Rows of the calculation: each ledger with the sum of each side that later steps have finished."""
    if thing.sums is None:
        return []
    return [
        (label(ledger), [sek(thing.sums.of(side, ledger)) if thing.sums.by_year(side, ledger) else "–" for side in thing.sides])
        for ledger in Ledger
    ]


class DocumentFile(HousePage):
    """A document that somebody has found open."""

    public = True

    def get(self, request: HttpRequest, code: str, document: int) -> HttpResponseBase:
        found = shown.open_document(code, document)
        if found is None:
            raise Http404
        return file(bytes(found.content), "application/octet-stream", found.filename)


class Examine(ActPage):
    """The registrar says of every part of a case whether it may be shown. Source: O6 (openness); O2."""

    also_sent = frozenset({"rest"})
    template = "portal/examine.html"
    title = _("Pröva vad som kan visas")
    button = _("Spara bedömningen")
    done = _("Bedömningen är sparad, och ärendets publika sida följer den.")
    help = _("Det som är öppet visas på ärendets publika sida. Det som är stängt anger bestämmelsen, till exempel OSL 19 kap. 3 §.")

    def thing(self, **address: Any) -> tuple[str, list[shown.Part]]:
        found = shown.case_as_written(address["code"])
        if found is None:
            raise Http404
        return found[0].code, shown.parts_of(*found)

    def may_see(self, thing: tuple[str, list[shown.Part]]) -> bool:
        return bool(self.verdict(thing))

    def verdict(self, thing: tuple[str, list[shown.Part]]) -> Verdict:
        return can_examine(self.person, self.on.date())

    def form(self, thing: tuple[str, list[shown.Part]], **given: Any) -> forms.Form:
        return ExamineForm(thing[1], **given)

    def context(self, thing: tuple[str, list[shown.Part]]) -> dict[str, Any]:
        whole = {"name": "rest", "value": Openness.OPEN.value, "label": gettext("Resten är öppet")}
        back = reverse("portal:case", args=[thing[0]])
        return {"cancel_url": back, "buttons": [whole], "crumbs": [(thing[0], back), (gettext(self.title), "")]}

    def run(self, thing: tuple[str, list[shown.Part]], cleaned: dict[str, Any]) -> None:
        commands.examine_case(subject=thing[0], found=cleaned["found"], by=self.person, on=self.on)

    def went_to(self, thing: tuple[str, list[shown.Part]], result: None) -> str:
        return reverse("portal:case", args=[thing[0]])
