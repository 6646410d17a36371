"""What waits for a group's meeting, and who can take part in an item."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from nytta.city.organisation.models import Person
from nytta.city.records import queries as records
from nytta.city.records.models import Appointment
from nytta.governance.applications.models import Application
from nytta.governance.applications.terms import CaseState
from nytta.governance.portfolios.models import Continuation
from nytta.governance.portfolios.terms import ContinuationState
from nytta.governance.preparation.queries import grounds_on, standings
from nytta.governance.valuation.queries import portfolio_code

from ..models import Attendance, Group, Item
from ..terms import GroupKind, ItemKind, Part
from . import groups

MOST = 100


@dataclass(frozen=True)
class Case:
    """A case, or next year's part of one, that waits for a group; `key` names it in a form."""

    application: Application
    year: int = 0

    @property
    def kind(self) -> ItemKind:
        """What the item would be about."""
        return ItemKind.CONTINUATION if self.year else ItemKind.CASE

    @property
    def key(self) -> str:
        """`A-2026-014`, with the year after a stroke where it is next year's part."""
        return f"{self.application.code}/{self.year}" if self.year else self.application.code

    @property
    def title(self) -> str:
        """The case's title, with the year where it is next year's part."""
        return f"{self.application.title} ({self.year})"[:200] if self.year else self.application.title[:200]


def waiting(group: Group) -> list[Case]:
    """The cases that wait for a group, the longest first: what it prepares, or what it is to advise on. Source: F10, F11, F13."""
    kind = GroupKind(group.kind)
    related = ("focus_area", "applicant_body")
    if kind is GroupKind.PREPARATION_GROUP:
        number = group.portfolio.lstrip("P")
        rows = Application.objects.filter(state=CaseState.PREPARATION.value, focus_area__number=int(number) if number.isdecimal() else 0)
        return [Case(a) for a in rows.select_related(*related).order_by("submitted_on", "pk")[:MOST]]
    if kind is not GroupKind.DEVELOPMENT_COUNCIL:
        return []
    cases = Application.objects.filter(state__in=[CaseState.WEIGHING.value, CaseState.DECISION.value])
    open_ = [ContinuationState.PROPOSED.value, ContinuationState.ADVISED.value]
    parts = Continuation.objects.filter(state__in=open_).select_related(*(f"application__{r}" for r in related))
    found = [Case(a) for a in cases.select_related(*related).order_by("submitted_on", "pk")[:MOST]]
    return found + [Case(c.application, c.year) for c in parts.order_by("proposed_on", "pk")[:MOST]]


def case_named(group: Group, key: str) -> Case | None:
    """The waiting case under a key."""
    return next((c for c in waiting(group) if c.key == key), None)


def belongs(group: Group, application: Application) -> bool:
    """Whether a case is prepared or advised on by a group."""
    return GroupKind(group.kind) is GroupKind.DEVELOPMENT_COUNCIL or portfolio_code(application) == group.portfolio


@dataclass(frozen=True)
class Takers:
    """Who takes part in one case: those who count, those in conflict with the ground in Swedish, and those who have something left to settle."""

    counted: Sequence[Person]
    in_conflict: Sequence[tuple[Person, str]]
    undeclared: Sequence[Person]

    def signer(self, recorder: Person, presiding: Person | None) -> Person | None:
        """Who signs what a group came to: whoever records it, if taking part; else who led; else the first that takes part."""
        keys = {p.pk: p for p in self.counted}
        return keys.get(recorder.pk) or (keys.get(presiding.pk) if presiding else None) or next(iter(self.counted), None)


def takers(group: Group, application: Application | None, people: Iterable[tuple[Person, bool]], on: date) -> Takers:
    """Who of the (person, is substitute without a seat of their own) counts in a case. Source: F10.

    Somebody in conflict does not, nor who has a proposed one left to settle; in a preparation group everybody has to have said so first.
    A substitute counts where an ordinary member whom they stand for cannot.
    """
    present = list(people)
    if application is None:
        return Takers([p for p, spare in present if not spare], [], [])
    found = standings([p for p, _ in present], [application], on)
    standing = {p.pk: found[p.pk, application.pk] for p, _ in present}
    conflicted = {key for key, one in standing.items() if one.in_conflict}
    preparing = GroupKind(group.kind) is GroupKind.PREPARATION_GROUP
    role = groups.ROLES[GroupKind(group.kind)]
    counted: list[Person] = []
    silent: list[Person] = []
    for person, spare in present:
        one = standing[person.pk]
        if one.in_conflict:
            continue
        if spare and not records.may_stand_in(person, role, on, conflicted, portfolio=group.portfolio or None):
            continue
        (counted if (one.takes_part if preparing else one.settled) else silent).append(person)
    grounds = grounds_on(on)[0] if conflicted else None
    barred = []
    for person, _ in present:
        if person.pk in conflicted and grounds is not None:
            code = standing[person.pk].declared or ""
            ground = grounds.ground(code)
            barred.append((person, ground.sv if ground else code))
    return Takers(counted, barred, silent)


def takers_of_item(item: Item, attending: Sequence[Attendance], on: date) -> Takers:
    """Who of those who are in the room counts in an item."""
    there = [a for a in attending if a.present and a.left_at is None and Part(a.part) in (Part.MEMBER, Part.SUBSTITUTE)]
    people = [(a.person, Part(a.part) is Part.SUBSTITUTE and a.stands_for_id is None) for a in there]
    return takers(item.meeting.group, item.application, people, on)


def voters(group: Group, application: Application, on: date, sitting: Sequence[Appointment] | None = None) -> Takers:
    """Who can vote in a circulation on a day: every member without conflict, and substitutes for those who have one."""
    seats = sitting if sitting is not None else groups.seats(group, on)
    return takers(group, application, [(a.person, a.substitute) for a in seats], on)


def ordinary(sitting: Sequence[Appointment]) -> int:
    """How many ordinary members a group has."""
    return sum(1 for a in sitting if not a.substitute)
