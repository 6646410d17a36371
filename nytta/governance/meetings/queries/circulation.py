"""Circulations: those that somebody may see, the votes that count, and how far they have come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from nytta.city.organisation.models import Person
from nytta.governance.preparation.queries import in_conflict
from nytta.plain.verdicts import Verdict

from ..models import Circulation, Group, Vote
from ..rules import Counted, counted, may_close, needed
from ..terms import CirculationState, Outcome
from . import agenda, groups
from .agenda import Takers
from .meetings import sees_all


def circulations_for(person: Person | None, on: date) -> QuerySet[Circulation]:
    """The circulations that somebody may see: those of their groups, all for the office. What is in them `is_barred` keeps from some."""
    if person is None or not person.pk:
        return Circulation.objects.none()
    rows = Circulation.objects.all()
    return rows if sees_all(person, on) else rows.filter(group__code__in=groups.codes_of(person, on))


def circulation_at(person: Person | None, code: str, on: date) -> Circulation | None:
    """A circulation under a code, for those who may see it."""
    related = ("group", "application__applicant_body", "application__focus_area", "started_by")
    return circulations_for(person, on).select_related(*related).filter(code=code).first()


def asked_of(person: Person, codes: Sequence[str]) -> list[Circulation]:
    """The open circulations of some groups, without those in whose case a person has a conflict of interest; two queries. Source: F10."""
    rows = Circulation.objects.filter(state=CirculationState.OPEN.value, group__code__in=codes).select_related("group")
    found = list(rows.order_by("closes_on", "pk")) if codes else []
    barred = in_conflict(person, [c.application_id for c in found]) if found else set()
    return [c for c in found if c.application_id not in barred]


def is_barred(person: Person | None, circulation: Circulation) -> bool:
    """Whether somebody has a conflict of interest in the case, and so does not see texts and votes. Source: F10."""
    return bool(person is not None and in_conflict(person, [circulation.application_id]))


def votes_of(circulation: Circulation) -> dict[int, Vote]:
    """{person: the vote that counts}."""
    found: dict[int, Vote] = {}
    for vote in Vote.objects.filter(circulation=circulation).select_related("person").order_by("pk"):
        found[vote.person_id] = vote
    return found


@dataclass(frozen=True)
class Standing:
    """How a circulation stands: who can vote, who has, how many must, and what it would come to."""

    takers: Takers
    votes: Mapping[int, Vote]
    least: int
    chair: Person | None
    result: Counted

    @property
    def waits(self) -> Sequence[Person]:
        """Who has not answered."""
        return [p for p in (*self.takers.counted, *self.takers.undeclared) if p.pk not in self.votes]

    @property
    def voters(self) -> int:
        """How many are asked."""
        return len(self.takers.counted) + len(self.takers.undeclared)


def standing_of(circulation: Circulation, on: date, *, cast: Mapping[int, Vote] | None = None) -> Standing:
    """How a circulation stands on a day: only the votes of those who can vote then count (`cast` where all have been read)."""
    group = circulation.group
    sitting = groups.seats(group, on)
    takers = agenda.voters(group, circulation.application, on, sitting)
    keys = {p.pk for p in takers.counted}
    votes = {k: v for k, v in (votes_of(circulation) if cast is None else cast).items() if k in keys}
    chair = groups.chair_of(group, on, sitting)
    result = counted({k: Outcome(v.outcome) for k, v in votes.items()}, chair.pk if chair else None)
    least = needed(members=agenda.ordinary(sitting), quorum=group.quorum)
    return Standing(takers, votes, least, chair, result)


def closable(circulation: Circulation, standing: Standing, on: date) -> Verdict:
    """Whether it can be closed on a day."""
    return may_close(voted=len(standing.votes), voters=standing.voters, least=standing.least, closes_on=circulation.closes_on, on=on)


def of_group(group: Group) -> list[Circulation]:
    """A group's latest circulations."""
    return list(Circulation.objects.filter(group__code=group.code).order_by("-started_at")[:10])


def due(on: date) -> list[Circulation]:
    """Open circulations whose last day has passed."""
    rows = Circulation.objects.filter(state=CirculationState.OPEN.value, closes_on__lt=on)
    return list(rows.select_related("group", "application").order_by("pk"))


def ended_between(since: datetime, until: datetime) -> list[Circulation]:
    """Circulations that ended in a time."""
    rows = Circulation.objects.filter(closed_at__gte=since, closed_at__lt=until)
    related = ("group", "application__focus_area", "application__applicant_body", "started_by")
    return list(rows.select_related(*related).order_by("pk"))


def open_on(application: int, year: int) -> bool:
    """Whether a case (or next year's part) is out on circulation."""
    return Circulation.objects.filter(application=application, year=year, state=CirculationState.OPEN.value).exists()
