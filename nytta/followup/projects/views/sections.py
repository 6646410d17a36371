"""What a project's page says of its opening and its money: people, codes, conditions, fund requests, plans, and what was decided."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from nytta.city.organisation.models import Person
from nytta.governance.applications.terms import CaseOrigin
from nytta.kit.panels import Act, Block
from nytta.plain.money import sek

from .. import policies, queries
from ..lists import REQUEST_TAGS
from ..models import Project
from ..queries.changes import changes_of, first_and_current, kinds_said
from ..terms import ChangeState, PlanKind, RequestState

CHANGE_TAGS = {
    ChangeState.PROPOSED.value: "info", ChangeState.BUSINESS.value: "info", ChangeState.OWNER.value: "info", ChangeState.DIRECTOR.value: "info",
    ChangeState.MONEY.value: "info", ChangeState.APPROVED.value: "success", ChangeState.REFUSED.value: "danger", ChangeState.WITHDRAWN.value: "neutral",
}  # fmt: skip


def named(thing: Project) -> list[tuple[str, Any]]:
    """Who else has a part in it, and where it is booked."""
    people = [(gettext("Beställare hos systemägaren"), thing.owner), (gettext("Projektcoach"), thing.coach)]
    booked = queries.booked_at(thing.application_id)[:1]
    codes = [
        pair for b in booked
        for pair in ((gettext("Kostnadsställe"), b.cost_centre), (gettext("Verksamhetskod"), b.activity), (gettext("Projektkod"), b.project_code))
    ]  # fmt: skip
    funded = gettext("Utanför portföljerna") if thing.application.origin == CaseOrigin.SPECIAL.value else ""
    return [(name, value) for name, value in (*people, (gettext("Finansiering"), funded), *codes) if value]


def first_plan(thing: Project) -> list[tuple[str, Any]]:
    """What was decided first, where it has been changed since: it always stands beside what holds now. Source: U5."""
    pair = first_and_current(thing)
    if pair is None or pair[0].pk == pair[1].pk:
        return []
    return [(gettext("Slut enligt första beslutet"), pair[0].ends_on), (gettext("Kostnad enligt första beslutet"), sek(pair[0].money_sek)),
            (gettext("Kostnad enligt planen nu"), sek(pair[1].money_sek))]  # fmt: skip


def blocks(thing: Project, person: Person, on: date) -> list[Block]:
    """Conditions where there are any, both plans, and every version of what was decided."""
    return [*_conditions(thing, person, on), *_requests(thing), *_plans(thing, person, on), *_changes(thing)]


def acts(thing: Project, person: Person, on: date) -> list[Act]:
    """What can be done with the money."""
    found = []
    if policies.can_request_money(person, thing, on):
        found.append(Act(gettext("Begär pengar"), reverse("projects:ask_money", args=[thing.code])))
    if policies.can_propose_change(person, thing, on):
        found.append(Act(gettext("Föreslå en ändring"), reverse("projects:propose_change", args=[thing.code])))
    return found


def _requests(thing: Project) -> list[Block]:
    rows = list(queries.requests_of(thing)[:20])
    for r in rows:
        r.word, r.color = RequestState(r.state), REQUEST_TAGS[r.state]  # type: ignore[attr-defined]
    return (
        [Block(gettext("Rekvisitioner"), "projects/_requests.html", {"requests": rows, "project": thing}, "rekvisitioner")] if rows else []
    )


def _conditions(thing: Project, person: Person, on: date) -> list[Block]:
    found = queries.conditions_of(thing.application_id)
    context = {
        "conditions": found, "project": thing, "me": person.pk, "may_show": bool(policies.can_show_condition(person, thing, on)),
        "may_confirm": bool(policies.can_confirm_condition(person, thing, on)),
    }  # fmt: skip
    return [Block(gettext("Villkor för beslutet"), "projects/_conditions.html", context, "villkor")] if found else []


def _plans(thing: Project, person: Person, on: date) -> list[Block]:
    steps = list(thing.steps.select_related("project"))
    plans = [(plan, [s for s in steps if s.plan == plan.value]) for plan in PlanKind]
    may = bool(policies.can_finish_step(person, thing, on))
    return [
        Block(gettext("Planer"), "projects/_plans.html", {"plans": plans, "on": on, "may": may}, "planer"),
        Block(gettext("Beslutad plan"), "projects/_baselines.html", {"baselines": thing.baselines.select_related("decision")}, "beslutad-plan"),
    ]  # fmt: skip


def _changes(thing: Project) -> list[Block]:
    """What has been proposed to change, and what came of it; the first decision stands beside it in the block above."""
    rows = list(changes_of(thing)[:20])
    context = {"rows": [(c, kinds_said(c), ChangeState(c.state), CHANGE_TAGS[c.state]) for c in rows], "project": thing}
    return [Block(gettext("Ändringar"), "projects/_changes.html", context, "andringar")] if rows else []
