"""The start page, the desk, and the adoption of a programme."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.records.models import Decision, Programme
from nytta.city.records.queries import appointments_of, programme_in_force
from nytta.city.records.terms import DecisionKind, Role
from nytta.governance.applications.terms import CaseState
from nytta.kit import work
from nytta.kit.pages import ActPage, DetailPage
from nytta.kit.panels import gather
from nytta.kit.words import label
from nytta.needs.goals.queries import goals_of
from nytta.plain.verdicts import Verdict

from .. import commands, policies, queries
from ..forms import AdoptForm
from ..lists import TAGS
from ..queries import start as starting


class Start(DetailPage):
    """What it is, what is in force, what was last decided and registered; whoever is logged in goes to the desk."""

    public = True
    template = "portal/start.html"

    def get(self, request: HttpRequest, **address: Any) -> HttpResponseBase:
        return redirect("portal:desk") if self.person else super().get(request, **address)

    def thing(self, **address: Any) -> Programme | None:
        return programme_in_force(self.on.date())

    def context(self, thing: Programme | None) -> dict[str, Any]:
        return {
            "goals": list(goals_of(thing)) if thing else [],
            "year": starting.year_of(thing, self.on.date()),
            "decisions": _told(queries.latest_decisions(5)),
            "cases": starting.latest_cases(5),
        }


def _told(decisions: Sequence[Decision]) -> list[tuple[Decision, str, str]]:
    """Each decision with its kind in words and its case's title as anybody may see it."""
    titles = starting.titles_of(d.subject for d in decisions)
    return [(d, label(DecisionKind(d.kind)), titles.get(d.subject, "")) for d in decisions]


class Desk(DetailPage):
    """What waits on a person, the heaviest first; their cases; what they may do and why."""

    template = "portal/desk.html"

    def thing(self, **address: Any) -> None:
        return None

    def context(self, thing: None) -> dict[str, Any]:
        on = self.on.date()
        lines = work.desk(self.person, on)
        return {
            "title": gettext("Mitt bord"),
            "waiting": len(lines),
            "groups": _by_what(lines),
            "cases": [(c, label(CaseState(c.state)), TAGS.get(c.state, "info")) for c in queries.cases_of(self.person)[:8]],
            "shortcuts": [(words, reverse(route)) for words, route in starting.shortcuts(self.person, on)],
            "mandates": [(label(Role(a.role)), a) for a in appointments_of(self.person, on)],
            "programme": programme_in_force(on),
            "may_adopt": bool(policies.can_adopt(self.person, on)),
            "on": on,
            "side": gather("desk.side", self.person, on),
        }


def _by_what(lines: Sequence[work.Waiting]) -> list[tuple[str, list[work.Waiting]]]:
    """The lines under what they ask for, each heading once, where its heaviest line stands."""
    found: dict[str, list[work.Waiting]] = {}
    for line in lines:
        found.setdefault(line.what, []).append(line)
    return list(found.items())


class Adopt(ActPage):
    """Record that the city council adopted a programme: its goals, areas, portfolios and rules follow. Source: N2, O3."""

    template = "kit/act.html"
    title = _("För in ett antaget program")
    button = _("För in programmet")
    done = _("Programmet är infört, med mål, fokusområden, portföljer och regelverk.")
    help = _("Kommunfullmäktige antar programmet. Här förs beslutet in. Mallen kopieras, och kopian blir er egen.")

    def thing(self, **address: Any) -> dict[str, Any]:
        found = queries.programme_templates()
        content = found.get(self.request.GET.get("mall", "")) or next(iter(found.values()))
        return content

    def verdict(self, thing: dict[str, Any]) -> Verdict:
        return policies.can_adopt(self.person, self.on.date())

    def form(self, thing: dict[str, Any], **given: Any) -> AdoptForm:
        return AdoptForm(thing, **given)

    def context(self, thing: dict[str, Any]) -> dict[str, Any]:
        facts = [
            (gettext("Mall"), thing["programme"]["name"]),
            (gettext("Mål"), len(thing["council_goal"])),
            (gettext("Fokusområden med portföljer"), len(thing["focus_area"])),
            (gettext("Gemensamma lösningar"), len(thing["common_solution"])),
            (gettext("Rader i regelverket"), len(queries.rule_set_template()["line"])),
        ]
        return {"facts": facts, "cancel_url": reverse("goals:programme")}

    def run(self, thing: dict[str, Any], cleaned: dict[str, Any]) -> Programme:
        rules = queries.rule_set_template()
        return commands.adopt_programme(content=thing, rule_set=rules, **cleaned, by=self.person, on=self.on)

    def went_to(self, thing: dict[str, Any], result: Programme) -> str:
        return reverse("goals:programme")
