"""Insight: the cases that somebody writes, answers for or follows, and who is to hear that a case has moved."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Case, CharField, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.urls import reverse
from django.utils.translation import gettext

from nytta.city.organisation.models import Person
from nytta.city.records.models import Appointment, in_period
from nytta.city.records.queries import bodies_of
from nytta.city.records.terms import Role
from nytta.followup.projects.models import Project
from nytta.governance.applications.models import Acceptance, Application, Passage, Writer
from nytta.governance.applications.queries import visible_to
from nytta.governance.applications.terms import STEP, CaseState, WaitsOn
from nytta.kit.prepared import Prepared
from nytta.kit.words import label
from nytta.kit.work import Waiting, worklist

from ..models import Follow, Reminder, Wish
from ..terms import Concern, Moves
from .oversight import lasted
from .public import PROJECT_STEP


def _writes(person: Person) -> Q:
    return Q(created_by=person) | Q(pk__in=Writer.objects.filter(person=person).values("application"))


def _answers(person: Person, on: date) -> Q:
    return (
        Q(applicant_body__in=bodies_of(person, Role.APPLICANT, on))
        | Q(owner_body__in=bodies_of(person, Role.OWNER_REPRESENTATIVE, on))
        | Q(process_body__in=bodies_of(person, Role.PROCESS_OWNER, on))
        | Q(pk__in=Acceptance.objects.filter(accepted_by=person, voided_on=None).values("application"))
    )


def own_cases(person: Person, on: date) -> QuerySet[Application]:
    """The cases that a person writes, answers for or follows, as far as they may open them. Source: F5."""
    follows = Q(pk__in=Follow.objects.filter(person=person).values("application"))
    return visible_to(person, on).filter(_writes(person) | _answers(person, on) | follows)


def with_insight(rows: QuerySet[Application], person: Person, on: date) -> QuerySet[Any]:
    """Each case with why it is the person's, its step of eight, whom it waits on, since when and for how many days. Source: F5."""
    now = Passage.objects.filter(application=OuterRef("pk"), left_on=None).order_by("-pk")
    run = Subquery(Project.objects.filter(application=OuterRef("pk")).values("state")[:1])
    steps = [When(run_=state.value, then=Value(min(step, 8))) for state, step in PROJECT_STEP.items()]
    early = [When(state=state.value, then=Value(step)) for state, step in STEP.items()]
    concern = Case(
        When(_writes(person), then=Value(Concern.WRITES.value)), When(_answers(person, on), then=Value(Concern.ANSWERS.value)),
        default=Value(Concern.FOLLOWS.value), output_field=CharField(),
    )  # fmt: skip
    return rows.annotate(
        concern=concern, run_=run, waits=Subquery(now.values("waits_on")[:1]), since=Subquery(now.values("entered_on")[:1]),
        days=Subquery(now.exclude(waits_on=WaitsOn.NOBODY.value).annotate(d=lasted(on)).values("d")[:1]),
    ).annotate(step=Case(*steps, *early, default=Value(2), output_field=IntegerField()))  # fmt: skip


_FOLLOWS = Prepared(lambda person, case: Follow.objects.filter(person=person, application=case).values_list("pk")[:1], int, int)


def follows(person: Person | None, application: Application) -> bool:
    """Whether a person follows a case."""
    return person is not None and bool(_FOLLOWS(person.pk, application.pk))


def wish_of(person: Person) -> Moves:
    """How a person wants to hear that a case has moved."""
    return paces([person])[person.pk]


def paces(people: Iterable[Person]) -> dict[int, Moves]:
    """How each person wants to hear; who has not said is told once a day, unless they want no letters. One query."""
    found = {p.pk: Moves.DAILY if p.digest else Moves.NONE for p in people}
    said = Wish.objects.filter(person__in=list(found)).values_list("person", "moves")
    return found | {person: Moves(moves) for person, moves in said}


def moved_since(day: date) -> QuerySet[Passage]:
    """The stays of registered cases that began on a day or later; a draft is nobody's news."""
    rows = Passage.objects.filter(entered_on__gte=day).exclude(state=CaseState.DRAFT.value).exclude(application__registry_number="")
    return rows.select_related("application__created_by").order_by("pk")


def concerned(passages: Sequence[Passage], on: date) -> dict[int, dict[int, Person]]:
    """Who writes, answers for or follows the case of each stay, by stay and person; four queries, whatever their number.

    Whoever began to follow later hears of what comes after.
    """
    cases = {p.application_id: p.application for p in passages}
    every: dict[int, dict[int, Person]] = {key: {c.created_by_id: c.created_by} for key, c in cases.items()}
    for w in Writer.objects.filter(application__in=list(cases)).select_related("person"):
        every[w.application_id][w.person_id] = w.person
    for a in Acceptance.objects.filter(application__in=list(cases), voided_on=None).select_related("accepted_by"):
        every[a.application_id][a.accepted_by_id] = a.accepted_by
    for one in _representatives(cases.values(), on):
        for key, case in cases.items():
            body = {Role.APPLICANT.value: case.applicant_body_id, Role.OWNER_REPRESENTATIVE.value: case.owner_body_id}
            if body.get(one.role, case.process_body_id) == one.body_id:
                every[key][one.person_id] = one.person
    found = {p.pk: dict(every[p.application_id]) for p in passages}
    for f in Follow.objects.filter(application__in=list(cases)).select_related("person"):
        for p in passages:
            if p.application_id == f.application_id and p.entered_on >= f.since:
                found[p.pk][f.person_id] = f.person
    return {key: {pk: person for pk, person in people.items() if person.is_active} for key, people in found.items()}


def _representatives(cases: Iterable[Application], on: date) -> list[Appointment]:
    bodies = {b for c in cases for b in (c.applicant_body_id, c.owner_body_id, c.process_body_id) if b}
    roles = [Role.APPLICANT.value, Role.OWNER_REPRESENTATIVE.value, Role.PROCESS_OWNER.value]
    return list(Appointment.objects.filter(in_period(on), role__in=roles, body__in=bodies).select_related("person"))


@worklist
def reminded(person: Person, on: date) -> Iterable[Waiting]:
    """Cases that the person has been reminded of and that have not moved since. Source: F15."""
    rows = Reminder.objects.filter(person=person, passage__left_on=None).select_related("passage__application").order_by("pk")[:200]
    what, lines = gettext("Påminnelser"), {}
    for one in rows:
        case, p = one.passage.application, one.passage
        note = gettext("väntar på %(who)s") % {"who": label(WaitsOn(p.waits_on))}
        lines[p.pk] = Waiting(what, case.title, case.code, reverse("applications:detail", args=[case.code]), p.entered_on, note, 1)
    return lines.values()
