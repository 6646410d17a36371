"""The register, a case's page, a version as it was handed in, and a document."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from nytta.city.records.queries import has_role
from nytta.city.records.terms import Role
from nytta.governance.benefits.terms import BenefitClass, Change, Explicitness, Ledger
from nytta.kit.lists import Asked
from nytta.kit.pages import DetailPage, HousePage, ListPage, file
from nytta.kit.panels import Act, gather
from nytta.kit.words import label
from nytta.plain.money import sek

from .. import policies, queries
from ..forms import FIELD_LABELS, SECTIONS
from ..lists import APPLICATIONS, TAGS
from ..models import Application, Version
from ..queries.page import CasePage, case_page
from ..terms import CLOSED_STATES, Acceptable, CaseState
from . import blocks, found


class ApplicationList(ListPage):
    """The register of applications that the person may open."""

    listing = APPLICATIONS
    template = "applications/list.html"

    def new_act(self) -> Act | None:
        return Act(gettext("Ny ansökan"), reverse("applications:new"), primary=True)

    def more(self, asked: Asked) -> dict[str, Any]:
        return {"may_import": bool(policies.can_import(self.person, self.on.date()))}


class CaseDetail(DetailPage):
    """A case: the process line on top, conditions and figures, what I can do on the right, history below."""

    def thing(self, **address: Any) -> CasePage:
        page = case_page(address["code"], self.person, self.on.date())
        if page is None:
            raise Http404
        return page

    def context(self, thing: CasePage) -> dict[str, Any]:
        a, on = thing.application, self.on.date()
        state = CaseState(a.state)
        closed, steps = state in CLOSED_STATES, blocks.steps(a, on)
        own = [blocks.conditions_block(thing, on) if not closed else None, blocks.figures_block(thing), blocks.goals_block(thing)]
        late = [blocks.texts_block(thing), *blocks.papers(thing), blocks.history_block(thing)]
        upper = gather("case.blocks", a, self.person, on)
        url = [(d.title, reverse("applications:document", args=[a.code, d.pk])) for d in a.documents.all()]
        return {
            "thing": a, "title": a.title, "code": a.code, "subtitle": queries.parties_then(a, on)[a.applicant_body_id].name, "label": state, "color": TAGS[a.state],
            "crumbs": found.trail(None, (a.code, "")), "steps": steps, "waits": blocks.waiting(a, on, self.person),
            "figures": blocks.figures(thing), "facts": blocks.head_facts(thing, on),
            "blocks": [b for b in [*own, *upper, *late] if b is not None], "files": url,
            "acts": [*self.acts(a), *gather("case.acts", a, self.person, on)], "side": gather("case.side", a, self.person, on),
            "steps_heading": _heading(state, steps),
        }  # fmt: skip

    def acts(self, a: Application) -> list[Act]:
        """What the person's own roles can do, and what they cannot do now and why."""
        if CaseState(a.state) in CLOSED_STATES:
            return []
        return [*self._moving(a), *self._accepting(a), *self._writing(a), *self._office(a)]

    def url(self, a: Application, name: str, *more: str) -> str:
        """The address of an act on the case."""
        return reverse(f"applications:{name}", args=[a.code, *more])

    def _writing(self, a: Application) -> list[Act]:
        on = self.on.date()
        if not queries.is_writer(self.person, a, on):
            return []
        may = policies.can_write(self.person, a, on)
        acts = [Act(gettext("Skriv på ansökan"), self.url(a, "write", SECTIONS[0].slug), True)] if may else []
        if may and any(q.answered_on is None for q in a.questions.all()):
            acts.insert(0, Act(gettext("Svara på frågorna"), self.url(a, "answer"), True))
        if may:
            acts.append(Act(gettext("Lämna in"), self.url(a, "submit"), False, policies.can_submit(self.person, a, on).blocking))
            acts.append(Act(gettext("Bjud in en medskribent"), self.url(a, "invite")))
        acts.append(Act(gettext("Lägg till en handling"), self.url(a, "write", "handlingar")))
        return [*acts, Act(gettext("Återkalla"), self.url(a, "withdraw"), False, policies.can_withdraw(self.person, a, on).blocking)]

    def _office(self, a: Application) -> list[Act]:
        on = self.on.date()
        if not has_role(self.person, Role.PROJECT_OFFICE, on) or not a.registry_number:
            return []
        screen = policies.can_screen(self.person, a, on)
        names = ((gettext("Ansökan är komplett"), "pass"), (gettext("Begär komplettering"), "ask"), (gettext("Avvisa"), "dismiss"))
        acts = [Act(text, self.url(a, name), name == "pass") for text, name in names] if screen else []
        acts.append(Act(gettext("Lägg till en handling"), self.url(a, "write", "handlingar")))
        return [*acts, Act(gettext("Anteckna en kontroll"), self.url(a, "check"))]

    def _moving(self, a: Application) -> list[Act]:
        """First of all where one of its bodies has ended."""
        on = self.on.date()
        if not queries.to_move(a, on) or not policies.can_move(self.person, a, on):
            return []
        return [Act(gettext("Flytta ärendet till efterträdaren"), self.url(a, "move"), True)]

    def _accepting(self, a: Application) -> list[Act]:
        given = {g.what for g in a.acceptances.all() if g.voided_on is None}
        acts = []
        for what, text in (
            (Acceptable.OWNERSHIP, gettext("Godta ägarskap och driftkostnad")), (Acceptable.BENEFITS, gettext("Godta nyttorna")),
        ):  # fmt: skip
            if what.value not in given and policies.can_accept(self.person, a, what, self.on.date()):
                acts.append(Act(text, self.url(a, "accept", what.value), True))
        return acts


class VersionPage(DetailPage):
    """A version as it was handed in, with the rule set that it was tried against. Source: O4, O6."""

    template = "applications/version.html"

    def thing(self, **address: Any) -> Version:
        case = found.case_at(address["code"], self.person, self.on.date())
        version = case.versions.filter(number=address["number"]).select_related("rule_set", "submitted_by").first()
        if version is None:
            raise Http404
        version.application = case
        return version

    def context(self, thing: Version) -> dict[str, Any]:
        a, content = thing.application, thing.content
        fields = content["fields"]
        groups = []
        for section in SECTIONS:
            names = [n for n in section.form.base_fields if n in FIELD_LABELS and fields.get(n)]
            if names:
                groups.append((section.title, [(FIELD_LABELS[n], blocks.shown(n, fields[n])) for n in names]))
        years = sorted({y for row in content["figures"] for y in row["years"]})
        rows = [
            {**row, "ledger": label(Ledger(row["ledger"])), "more": _details(row.get("details", {})), "cells": [row["years"].get(y) for y in years]} for row in content["figures"]
        ]  # fmt: skip
        title = gettext("Version %(number)s") % {"number": thing.number}
        return {
            "title": f"{title}: {fields.get('title', a.title)}", "crumbs": found.trail(a, (title, "")), "groups": groups, "years": years,
            "rows": rows, "goals": content["goals"], "case": a,
        }  # fmt: skip


def _details(kept: dict[str, Any]) -> str:
    """What an item rested on when it was handed in, on one line."""
    terms = {"benefit_class": BenefitClass, "change": Change, "explicitness": Explicitness}
    said = [label(term(kept[name])) for name, term in terms.items() if kept.get(name)]
    said += [kept[name] for name in ("owner", "scale") if kept.get(name)]
    said += [f"{y}: {_bound(low)}–{_bound(high)}" for y, (low, high) in kept.get("bounds", {}).items()]
    if kept.get("unchecked_from"):
        said.append(gettext("kopierad från %(case)s, inte kontrollerad") % {"case": kept["unchecked_from"]})
    return " · ".join([*said, " → ".join(step for step in kept.get("path", []) if step)]).strip(" ·")


def _bound(amount: int | None) -> str:
    return "" if amount is None else sek(amount)


class DocumentFile(HousePage):
    """A document of a case, always as a download."""

    def get(self, request: HttpRequest, code: str, document: int) -> HttpResponse:
        case = found.case_at(code, self.person, self.on.date())
        kept = case.documents.filter(pk=document).first()
        if kept is None:
            raise Http404
        return file(bytes(kept.content), kept.content_type, kept.filename)


def _heading(state: CaseState, steps: list[blocks.Step]) -> str:
    """The process line's heading where no step is the present one; "" lets the line say which step it is."""
    if state in CLOSED_STATES and state is not CaseState.GRANTED:
        return gettext("Avslutat: %(state)s") % {"state": label(state).lower()}
    return "" if "now" in {s.state for s in steps} else gettext("Alla åtta steg är klara")
