"""The conditions of a case's grants with how far each has come, and what they stop."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from nytta.city.organisation.models import Person
from nytta.city.records.queries import has_role
from nytta.city.records.terms import Role
from nytta.governance.portfolios.models import GrantCondition
from nytta.kit.work import Waiting, worklist

from ..flow import GOES_ON
from ..models import ConditionCheck, Project
from ..terms import ConditionState


@dataclass(frozen=True)
class Condition:
    """A condition of a grant: its decision and year, how far it has come, and what has been shown."""

    row: GrantCondition
    year: int
    check: ConditionCheck | None

    @property
    def state(self) -> ConditionState:
        """How far it has come; open where nothing has been shown."""
        return ConditionState(self.check.state) if self.check else ConditionState.OPEN

    @property
    def decision(self) -> str:
        """What the decision is called."""
        return self.row.grant.decision.called


def _rows(case: int) -> QuerySet[GrantCondition]:
    return GrantCondition.objects.filter(grant__application=case).select_related("grant__decision", "grant__frame").order_by("pk")


def conditions_of(case: int) -> list[Condition]:
    """All conditions of a case, in order; two queries. Source: F11; U5."""
    checks = {
        c.condition_id: c
        for c in ConditionCheck.objects.filter(project__application=case).defer("content").select_related("shown_by", "confirmed_by")
    }
    return [Condition(c, c.grant.frame.year, checks.get(c.pk)) for c in _rows(case)]


def unmet(case: int, year: int) -> list[tuple[str, str]]:
    """(condition, decision) of what stops payment of a year's money: of grants for that year or an earlier one, not confirmed. Source: F11; U5."""
    met = ConditionCheck.objects.filter(state=ConditionState.MET.value, project__application=case).values("condition")
    rows = _rows(case).filter(stops_payment=True, grant__frame__year__lte=year).exclude(pk__in=met)
    return [(c.text, c.grant.decision.called) for c in rows]


def condition_at(project: Project, key: int) -> Condition | None:
    """One condition of a project's case."""
    row = _rows(project.application_id).filter(pk=key).first()
    check = ConditionCheck.objects.filter(condition=key).select_related("shown_by", "confirmed_by").first() if row else None
    return Condition(row, row.grant.frame.year, check) if row else None


@worklist
def conditions_waiting(person: Person, on: date) -> Iterable[Waiting]:
    """Conditions that a manager has to show, and that wait for the office or the coach to confirm; two queries."""
    states = [s.value for s in GOES_ON]
    mine = GrantCondition.objects.filter(
        grant__application__in=Project.objects.filter(manager=person, state__in=states).values("application")
    ).exclude(pk__in=ConditionCheck.objects.exclude(state=ConditionState.OPEN.value).values("condition"))
    show = gettext("Visa att ett villkor är uppfyllt")
    lines = [
        Waiting(show, c.text, c.grant.application.code, reverse("projects:condition", args=[c.grant.application.code, c.pk]), c.grant.granted_on,
                gettext("stoppar utbetalning") if c.stops_payment else "", 3)
        for c in mine.select_related("grant__application").order_by("pk")[:50]
    ]  # fmt: skip
    who = Q() if has_role(person, Role.PROJECT_OFFICE, on) else Q(project__coach=person)
    shown = ConditionCheck.objects.filter(who, state=ConditionState.SHOWN.value).exclude(shown_by=person).exclude(project__manager=person)
    confirm = gettext("Bekräfta att ett villkor är uppfyllt")
    return lines + [
        Waiting(confirm, c.condition.text, c.project.code, reverse("projects:confirm", args=[c.project.code, c.condition_id]), c.shown_on, "", 3)
        for c in shown.select_related("condition", "project").defer("content").order_by("shown_on", "pk")[:50]
    ]  # fmt: skip
