"""Changes of projects: what is proposed beside the first decision and what holds now; what waits for whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from nytta.city.organisation.models import Person
from nytta.city.records.queries import bodies_of, has_role
from nytta.city.records.terms import Role
from nytta.governance.portfolios.terms import ContinuationState
from nytta.kit.work import Waiting, worklist

from ..models import Baseline, Change, Project
from ..rules.changes import Plan, changed_benefits, decider
from ..terms import ChangeKind, ChangeState
from .status import limits_on

SETTLED = (ContinuationState.GRANTED.value, ContinuationState.REFUSED.value)


def plan_of(baseline: Baseline) -> Plan:
    """A baseline as the rules compare it."""
    return Plan(baseline.scope, baseline.ends_on, dict(baseline.money_by_year), baseline.benefits)


def first_and_current(project: Project) -> tuple[Baseline, Baseline] | None:
    """The first and the last baseline of a project; None of one that has none. One query."""
    rows = list(project.baselines.order_by("number"))
    return (rows[0], rows[-1]) if rows else None


def proposed_of(change: Change) -> Plan:
    """What a change proposes, as the rules compare it."""
    money = dict(change.base.money_by_year)
    if change.more_sek and change.more_year:
        money[change.more_year] = money.get(change.more_year, 0) + change.more_sek
    return Plan(change.scope, change.ends_on, money, change.benefits)


def shaped(base: Plan, *, scope: str, ends_on: date, more_year: int | None, more_sek: int, percents: dict[int, int]) -> Plan:
    """What a form proposes, as the rules compare it: benefits move as many years as the end does."""
    money = dict(base.money)
    if more_sek and more_year:
        money[more_year] = money.get(more_year, 0) + more_sek
    rows = changed_benefits(base.benefits, percents=percents, years_later=ends_on.year - base.ends_on.year)
    return Plan(scope, ends_on, money, rows)


def route_of(project: Project, proposed: Plan, more_sek: int, on: date) -> tuple[ChangeState, list[str]]:
    """Who decides, by the rule set in force on a day."""
    pair = first_and_current(project)
    first = plan_of(pair[0]) if pair else proposed
    return decider(first=first, proposed=proposed, more_sek=more_sek, limits=limits_on(on))


@dataclass(frozen=True)
class Compared:
    """One line of a comparison: the first decision, what holds now, what is proposed; `kind` is how it is read: day, sek or months."""

    label: str
    first: Any
    current: Any
    proposed: Any
    kind: str

    @property
    def difference(self) -> Any:
        """Proposed less what holds now: days, kronor or months; None where one of them is not known."""
        if self.proposed is None or self.current is None:
            return None
        return (self.proposed - self.current).days if self.kind == "day" else self.proposed - self.current


def compared(first: Plan, current: Plan, proposed: Plan) -> list[Compared]:
    """Consequences beside each other: end, cost and money by year, benefit, net, payback. Source: U5."""
    names = [
        (gettext("Slut"), "ends_on", "day"), (gettext("Kostnad"), "cost_sek", "sek"), (gettext("Nytta, alla år"), "benefit_sek", "sek"),
        (gettext("Nettonytta, alla år"), "net_sek", "sek"), (gettext("Återbetald efter"), "payback", "months"),
    ]  # fmt: skip
    three = (first, current, proposed)

    def line(label: str, values: list[Any], kind: str) -> Compared:
        return Compared(label, values[0], values[1], values[2], kind)

    lines = [line(label, [getattr(p, name) for p in three], kind) for label, name, kind in names]
    money, net = sorted({y for p in three for y in p.money}), sorted({y for p in three for y in p.net_by_year})
    lines += [line(gettext("Pengar %(year)s") % {"year": y}, [p.money.get(y, 0) for p in three], "sek") for y in money]
    return lines + [line(gettext("Nytta minus drift %(year)s") % {"year": y}, [p.net_by_year.get(y, 0) for p in three], "sek") for y in net]


def changes_of(project: Project) -> QuerySet[Change]:
    """The changes of a project, the newest first."""
    return Change.objects.filter(project=project).select_related("decision", "proposed_by", "result").order_by("-number")


def change_at(code: str, number: int) -> Change | None:
    """A change of a project by its number."""
    related = ("project__application__applicant_body", "project__application__process_body", "project__owner_body", "project__manager", "base",
               "decision", "continuation", "proposed_by", "accepted_by", "result")  # fmt: skip
    return Change.objects.filter(project__code=code, number=number).select_related(*related).first()


def kinds_said(change: Change) -> str:
    """What a change changes, in words."""
    return ", ".join(gettext(ChangeKind(k).sv).lower() for k in change.kinds)


@worklist
def to_decide_changes(person: Person, on: date) -> Iterable[Waiting]:
    """Changes that wait on who represents the business or the owner, on the director, or for what was decided on their money to be entered."""
    rows, lines = Change.objects.select_related("project__application").order_by("proposed_on", "pk"), list[Waiting]()
    runs, owns = bodies_of(person, Role.PROCESS_OWNER, on), bodies_of(person, Role.OWNER_REPRESENTATIVE, on)
    asked = [
        (runs, rows.filter(state=ChangeState.BUSINESS.value, project__application__process_body__in=runs), gettext("Godta ändrade nyttor"), "accept_change"),
        (owns, rows.filter(state=ChangeState.OWNER.value, project__owner_body__in=owns), gettext("Besluta om ändring av projekt"), "decide_change"),
        (has_role(person, Role.CITY_DIRECTOR, on), rows.filter(state=ChangeState.DIRECTOR.value), gettext("Besluta om ändring av projekt"), "decide_large_change"),
    ]  # fmt: skip
    for may, found, what, name in asked:
        if may:
            lines += [
                Waiting(what, c.project.application.title, c.project.code, reverse(f"projects:{name}", args=[c.project.code, c.number]), c.proposed_on, "", 1)
                for c in found[:50]
            ]  # fmt: skip
    settled = rows.filter(state=ChangeState.MONEY.value, continuation__state__in=SETTLED)
    mine = settled if has_role(person, Role.PROJECT_OFFICE, on) else settled.filter(project__manager=person)
    what = gettext("För in vad som beslutades om pengarna")
    return lines + [
        Waiting(
            what,
            c.project.application.title,
            c.project.code,
            reverse("projects:settle_change", args=[c.project.code, c.number]),
            c.proposed_on,
            "",
            2,
        )
        for c in mine[:50]
    ]
