"""Unspent money: until when it can be moved, what has been asked for, and who is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from nytta.city.organisation.models import Person
from nytta.city.records.queries import has_role, rule_set_in_force
from nytta.city.records.terms import Role
from nytta.governance.portfolios.models import Allocation
from nytta.governance.portfolios.queries.money import allocations_of
from nytta.governance.portfolios.terms import MoneyKind
from nytta.kit.work import Waiting, worklist
from nytta.plain.money import sek

from ..models import MoveRequest, Project
from ..rules import UnspentRule, unspent_rule
from ..terms import MoveState


def unspent_rule_on(on: date) -> UnspentRule:
    """What the rule set in force says of unspent money. Source: O4; F13."""
    rules = rule_set_in_force(on)
    return unspent_rule(rules.content if rules else {})


def _came(rows: QuerySet[Allocation]) -> QuerySet[Any]:
    kinds = [MoneyKind.GRANTED.value, MoneyKind.MOVED_IN.value]
    return rows.annotate(came_on=Max("entries__booked_on", filter=Q(entries__kind__in=kinds)))


@dataclass(frozen=True)
class Unspent:
    """What is left of a year's money, its last day, and the open request to move it."""

    place: Allocation
    last_on: date
    told_from: date
    asked: MoveRequest | None

    @property
    def left_sek(self) -> int:
        """What is free."""
        return self.place.available_sek


def unspent_of(project: Project, on: date) -> list[Unspent]:
    """What is left of each year that has begun, with the day on which it lapses; three queries. Source: F13."""
    rule = unspent_rule_on(on)
    asked = {
        m.allocation_id: m for m in MoveRequest.objects.filter(project=project, state=MoveState.ASKED.value).select_related("asked_by")
    }
    found = []
    for place in _came(allocations_of(project.application_id).filter(available_sek__gt=0, year__lte=on.year)):
        last = rule.last_day(place.year, place.came_on)
        found.append(Unspent(place, last, rule.told_from(last), asked.get(place.pk)))
    return found


def last_day_of(place: Allocation, on: date) -> date:
    """The last day on which the money of an allocation may be moved; two queries."""
    came = _came(Allocation.objects.filter(pk=place.pk)).values_list("came_on", flat=True).first()
    return unspent_rule_on(on).last_day(place.year, came)


def to_lapse(on: date) -> list[Allocation]:
    """What is free and whose last day has passed, in order; two queries. Source: F13."""
    rule = unspent_rule_on(on)
    rows = _came(Allocation.objects.filter(available_sek__gt=0, year__lt=on.year).order_by("pk"))
    return [a for a in rows if on > rule.last_day(a.year, a.came_on)]


def move_at(key: int) -> MoveRequest | None:
    """A request to move with all that its page names."""
    related = ("project__application__applicant_body", "project__manager", "allocation__portfolio", "asked_by", "decision")
    return MoveRequest.objects.filter(pk=key).select_related(*related).first()


@worklist
def lapsing(person: Person, on: date) -> Iterable[Waiting]:
    """Money that lapses soon, for its manager and the office, from the day that the rule set says; three queries."""
    rule = unspent_rule_on(on)
    rows = Project.objects.all() if has_role(person, Role.PROJECT_OFFICE, on) else Project.objects.filter(manager=person)
    left = Allocation.objects.filter(available_sek__gt=0, year__lt=on.year, application__in=rows.values("application"))
    places = list(_came(left.order_by("year", "pk")))
    projects = {p.application_id: p for p in rows.filter(application__in=[a.application_id for a in places]).select_related("application")}
    lines = []
    for a in places:
        last, p = rule.last_day(a.year, a.came_on), projects[a.application_id]
        if rule.told_from(last) <= on <= last:
            what = gettext("Oförbrukade medel förfaller den %(day)s") % {"day": last.isoformat()}
            lines.append(
                Waiting(what, p.application.title, p.code, reverse("projects:money", args=[p.code]), None, sek(a.available_sek), 2)
            )
    return lines[:50]


@worklist
def moves_waiting(person: Person, on: date) -> Iterable[Waiting]:
    """Requests to move unspent money, for the director."""
    if not has_role(person, Role.CITY_DIRECTOR, on):
        return []
    what = gettext("Besluta om oförbrukade medel")
    rows = MoveRequest.objects.filter(state=MoveState.ASKED.value).select_related("project__application").order_by("asked_on", "pk")[:50]
    return [
        Waiting(what, m.project.application.title, m.project.code, reverse("projects:decide_move", args=[m.pk]), m.asked_on, sek(m.amount_sek), 3)
        for m in rows
    ]  # fmt: skip
