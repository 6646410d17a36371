"""Whom a case waits on: the party's persons by name, for many cases at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Case, CharField, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from nytta.city.organisation.models import Person
from nytta.city.records.models import Appointment, in_period
from nytta.city.records.terms import Role
from nytta.followup.projects.models import Project
from nytta.governance.applications.models import Passage, Writer
from nytta.governance.applications.terms import WaitsOn
from nytta.governance.preparation.models import Conflict
from nytta.governance.preparation.rules import NONE
from nytta.governance.valuation.models import Valuation

ROLE_OF = {
    WaitsOn.OFFICE: Role.PROJECT_OFFICE,
    WaitsOn.GROUP: Role.PREPARATION_GROUP,
    WaitsOn.DEVELOPMENT_COUNCIL: Role.DEVELOPMENT_COUNCIL,
    WaitsOn.DIRECTOR: Role.CITY_DIRECTOR,
}
RUNNING = (WaitsOn.NOBODY.value, WaitsOn.PROJECT.value)


@dataclass
class Holders:
    """Who holds the roles that cases wait on, as on a day; chairs apart."""

    by_role: dict[tuple[str, str], list[Person]] = field(default_factory=dict)
    chairs: dict[tuple[str, str], list[Person]] = field(default_factory=dict)

    def of(self, role: Role, portfolio: str = "") -> list[Person]:
        """The persons in a role, for all portfolios or for one."""
        found = [*self.by_role.get((role.value, ""), ()), *(self.by_role.get((role.value, portfolio), ()) if portfolio else ())]
        return list({p.pk: p for p in found}.values())

    def chair(self, role: Role, portfolio: str = "") -> list[Person]:
        """Who chairs a group; the director where the development council has no other chair. Source: P5; T."""
        found = self.chairs.get((role.value, portfolio if role is Role.PREPARATION_GROUP else ""), [])
        return found or (self.of(Role.CITY_DIRECTOR) if role is Role.DEVELOPMENT_COUNCIL else [])


def holders_on(on: date) -> Holders:
    """The persons in the roles that cases wait on; one query. Substitutes are not counted."""
    found = Holders()
    roles = [r.value for r in ROLE_OF.values()]
    rows = Appointment.objects.filter(in_period(on), role__in=roles, substitute=False, person__is_active=True)
    for one in rows.select_related("person").order_by("person__name", "pk"):
        found.by_role.setdefault((one.role, one.portfolio), []).append(one.person)
        if one.chair:
            found.chairs.setdefault((one.role, one.portfolio), []).append(one.person)
    return found


def portfolio_of(passage: Passage) -> str:
    """The code of the portfolio that the case of a stay applies to; the case comes with its focus area."""
    area = passage.application.focus_area
    return f"P{area.number}" if area else ""


@dataclass
class Parties:
    """What was read of some stays at once, to say whom each waits on."""

    holders: Holders
    writers: dict[int, list[Person]]
    assessors: dict[int, list[Person]]
    managers: dict[int, list[Person]]
    out: dict[int, set[int]]

    def of(self, passage: Passage) -> list[Person]:
        """The persons that a stay waits on: nobody in conflict of interest is among them."""
        case, who = passage.application, WaitsOn(passage.waits_on)
        if who is WaitsOn.APPLICANT:
            return self.writers.get(case.pk, [])
        if who is WaitsOn.ASSESSOR:
            return self.assessors.get(case.pk) or self.holders.of(Role.PROJECT_OFFICE)  # who designates, while nobody is
        if who is WaitsOn.PROJECT:
            return self.managers.get(case.pk) or self.writers.get(case.pk, [])
        if who is WaitsOn.NOBODY:
            return []
        found = self.holders.of(ROLE_OF[who], portfolio_of(passage) if who is WaitsOn.GROUP else "")
        return [p for p in found if p.pk not in self.out.get(case.pk, ())]

    def chair_of(self, passage: Passage) -> list[Person]:
        """Who chairs the group that a stay waits on."""
        role = ROLE_OF.get(WaitsOn(passage.waits_on))
        return self.holders.chair(role, portfolio_of(passage)) if role else []


def _by_case(rows: Iterable[tuple[int, Person]]) -> dict[int, list[Person]]:
    found: dict[int, dict[int, Person]] = {}
    for case, person in rows:
        found.setdefault(case, {})[person.pk] = person
    return {case: list(people.values()) for case, people in found.items()}


def parties(passages: Sequence[Passage], on: date) -> Parties:
    """Whom stays wait on, by name: five queries, whatever their number. They come with application, created_by and focus area."""
    cases = [p.application_id for p in passages]
    begun = [(p.application_id, p.application.created_by) for p in passages]
    wrote = [(w.application_id, w.person) for w in Writer.objects.filter(application__in=cases).select_related("person").order_by("pk")]
    valued = Valuation.objects.filter(application__in=cases, replaced_on=None, signed_on=None).select_related("assessor").order_by("place")
    led = Project.objects.filter(application__in=cases).select_related("manager")
    last: dict[tuple[int, int], str] = {}
    for case, person, ground in (
        Conflict.objects.filter(application__in=cases).order_by("pk").values_list("application", "person", "ground")
    ):
        last[case, person] = ground
    out: dict[int, set[int]] = {}
    for (case, person), ground in last.items():
        if ground != NONE:
            out.setdefault(case, set()).add(person)
    return Parties(
        holders_on(on), _by_case([*begun, *wrote]), _by_case((v.application_id, v.assessor) for v in valued),
        _by_case((p.application_id, p.manager) for p in led), out,
    )  # fmt: skip


def open_stays() -> QuerySet[Passage]:
    """Where every registered case stands now, with what is needed to say whom it waits on."""
    related = ("application__created_by", "application__focus_area", "application__applicant_body")
    return Passage.objects.filter(left_on=None).exclude(application__registry_number="").select_related(*related)


def _names(people: Sequence[Person]) -> str:
    return ", ".join(str(p) for p in people)


def with_names(rows: QuerySet[Passage], on: date) -> QuerySet[Any]:
    """Each stay with `who`: the names of those that it waits on, in the row's own query; one query for who holds the roles."""
    held = holders_on(on)
    numbers = sorted({code for role, code in held.by_role if role == Role.PREPARATION_GROUP.value and code})
    groups = [
        When(
            waits_on=WaitsOn.GROUP.value,
            application__focus_area__number=int(code[1:]),
            then=Value(_names(held.of(Role.PREPARATION_GROUP, code))),
        )
        for code in numbers
        if code[1:].isdecimal()
    ]
    fixed = [
        When(waits_on=who.value, then=Value(_names(held.of(role)))) for who, role in ROLE_OF.items() if who is not WaitsOn.GROUP
    ]  # fmt: skip
    valued = Valuation.objects.filter(application=OuterRef("application"), replaced_on=None, signed_on=None).order_by("place")
    led = Project.objects.filter(application=OuterRef("application"))
    office = Value(_names(held.of(Role.PROJECT_OFFICE)))
    return rows.annotate(
        who=Case(
            When(waits_on=WaitsOn.APPLICANT.value, then=F("application__created_by__name")),
            When(waits_on=WaitsOn.ASSESSOR.value, then=Coalesce(Subquery(valued.values("assessor__name")[:1]), office)),
            When(waits_on=WaitsOn.PROJECT.value, then=Coalesce(Subquery(led.values("manager__name")[:1]), F("application__created_by__name"))),
            *groups, *fixed, default=Value(""), output_field=CharField(),
        )
    )  # fmt: skip
