"""Reads of support: what waits to be taken, who has what, how long it takes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext

from nytta.city.organisation.models import Person
from nytta.city.records.queries import has_role, holders
from nytta.city.records.terms import Role
from nytta.kit.panels import gather
from nytta.kit.work import Waiting, worklist

from ..models import CoachSubject, Idea, Support, SupportPromise
from ..rules import STANDING_DAYS, Asked, Sum, summed
from ..terms import Subject, SupportState

OPEN = (SupportState.ASKED.value, SupportState.TAKEN.value)


def promised_days(on: date) -> int:
    """Within how many working days a request asked on a day is taken: as the office has said, else the standing time."""
    last = SupportPromise.objects.filter(valid_from__lte=on).order_by("-valid_from", "-pk").values_list("working_days", flat=True).first()
    return last or STANDING_DAYS


def subjects_of(coach: Person) -> set[str]:
    """What a coach gives support in."""
    return set(CoachSubject.objects.filter(coach=coach).values_list("subject", flat=True))


def coaches(on: date, subject: str = "") -> list[Person]:
    """Who is appointed coach on a day, with the subject where one is asked for."""
    rows = holders(Role.COACH, on)
    if subject:
        rows = rows.filter(pk__in=CoachSubject.objects.filter(subject=subject).values("coach"))
    return list(rows.order_by("name", "pk"))


def loads(on: date) -> list[tuple[Person, set[str], int]]:
    """(coach, their subjects, how many questions they have now) of all coaches on a day; three queries."""
    held: dict[int, set[str]] = {}
    for coach, subject in CoachSubject.objects.values_list("coach", "subject"):
        held.setdefault(coach, set()).add(subject)
    open_now: dict[int, int] = {}
    for coach in Support.objects.filter(state=SupportState.TAKEN.value).exclude(coach=None).values_list("coach", flat=True):
        open_now[coach] = open_now.get(coach, 0) + 1
    return [(p, held.get(p.pk, set()), open_now.get(p.pk, 0)) for p in coaches(on)]


def supports(on: date) -> QuerySet[Any]:
    """All requests; `rank` puts those not taken in time first, then those that wait to be taken, then those with a coach."""
    asked, late = Q(state=SupportState.ASKED.value), Q(due_on__lt=on)
    ranks = (When(asked & late, then=0), When(asked, then=1), When(state=SupportState.TAKEN.value, then=2))
    return Support.objects.annotate(rank=Case(*ranks, default=Value(3), output_field=IntegerField()))


def visible_support(person: Person, on: date, *, sees_all: bool) -> QuerySet[Any]:
    """The requests that a person sees: all, or what they asked for."""
    rows = supports(on)
    return rows if sees_all else rows.filter(by=person)


def is_known(code: str) -> bool:
    """Whether there is something under a public code: an idea, or what a later step says that it has (`subject.known`)."""
    return Idea.objects.filter(code=code).exists() or any(gather("subject.known", code))


def support_about(code: str) -> list[Support]:
    """The requests about a thing, the newest first."""
    return list(Support.objects.filter(about=code).select_related("coach", "by").order_by("-pk")[:20])


@dataclass(frozen=True)
class Load:
    """The load of a coach or of a subject; `coach` is None in a row of a subject."""

    coach: Person | None
    subjects: Sequence[Subject]
    sum: Sum


def load(on: date, months: int = 24) -> tuple[list[Load], list[Load], Sum]:
    """Per coach, per subject and in all, of what was asked in the last months; four queries. Source: F15."""
    since = on - timedelta(days=months * 30)
    fields = ("coach", "subject", "asked_on", "due_on", "taken_on", "answered_on", "state")
    found = Support.objects.filter(Q(asked_on__gte=since) | Q(state__in=OPEN)).exclude(state=SupportState.WITHDRAWN.value)
    rows = [Asked(c, s, a, d, t, done, state in OPEN) for c, s, a, d, t, done, state in found.order_by("pk").values_list(*fields)]
    people = {p.pk: p for p in coaches(on)}
    gone = {r.coach for r in rows if r.coach and r.coach not in people}
    people |= {p.pk: p for p in Person.objects.filter(pk__in=gone)} if gone else {}
    held: dict[int, list[Subject]] = {}
    for coach, subject in CoachSubject.objects.order_by("pk").values_list("coach", "subject"):
        held.setdefault(coach, []).append(Subject(subject))
    by_coach = [Load(p, held.get(p.pk, []), summed((r for r in rows if r.coach == p.pk), on)) for p in people.values()]
    by_subject = [Load(None, [s], summed((r for r in rows if r.subject == s.value), on)) for s in Subject]
    return by_coach, by_subject, summed(rows, on)


def _line(what: str, s: Support, since: date | None, note: str = "", order: int = 4) -> Waiting:
    return Waiting(what, s.title, s.code, reverse("support:detail", args=[s.code]), since, note, order)


@worklist
def support_waiting(person: Person, on: date) -> Iterable[Waiting]:
    """What waits on a coach to take or to answer, on whoever asked to say whether it helped; the office sees what nobody took in time."""
    coach, office = has_role(person, Role.COACH, on), has_role(person, Role.PROJECT_OFFICE, on)
    wanted = Q(by=person, state=SupportState.ANSWERED.value)
    if coach:
        wanted |= Q(coach=person, state=SupportState.TAKEN.value)
        wanted |= Q(state=SupportState.ASKED.value, subject__in=CoachSubject.objects.filter(coach=person).values("subject"))
    if office:
        wanted |= Q(state=SupportState.ASKED.value, due_on__lt=on)
    take, answer, follow = gettext("Ta en fråga om stöd"), gettext("Svara på en fråga om stöd"), gettext("Säg om stödet hjälpte")
    lines = []
    for s in supports(on).filter(wanted).order_by("rank", "due_on", "pk")[:50]:
        if s.state == SupportState.ASKED.value:
            note = (
                gettext("skulle ha tagits %(day)s") % {"day": s.due_on}
                if s.due_on < on
                else gettext("tas senast %(day)s") % {"day": s.due_on}
            )
            lines.append(_line(take, s, s.asked_on, note, 1 if s.due_on < on else 3))
        elif s.state == SupportState.TAKEN.value:
            lines.append(_line(answer, s, s.taken_on, "", 3))
        else:
            lines.append(_line(follow, s, s.answered_on, "", 5))
    return lines
