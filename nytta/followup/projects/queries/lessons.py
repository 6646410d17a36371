"""What others have learnt, where it resembles what is written, and whom one asks. Source: N6."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from nytta.city.records.models import Appointment, Examination, in_period
from nytta.city.records.terms import Openness, Role
from nytta.kit import search

from ..models import Lesson, LessonUse, Project
from ..rules import asked_instead, still_serves


def with_uses(rows: QuerySet[Lesson]) -> QuerySet[Any]:
    """Each experience with `used`: in how many cases and by how many people otherwise."""
    uses = LessonUse.objects.filter(lesson=OuterRef("pk")).order_by().values("lesson").annotate(n=Count("pk")).values("n")
    return rows.annotate(used=Case(When(Exists(LessonUse.objects.filter(lesson=OuterRef("pk"))), then=Subquery(uses)), default=Value(0)))


def open_lessons() -> QuerySet[Lesson]:
    """The experiences of registered cases that somebody has found open: what anybody reads. Source: O6."""
    last = Examination.objects.filter(subject=OuterRef("project__application__code"), part=OuterRef("code")).order_by("-pk")
    rows = Lesson.objects.exclude(project__application__registry_number="")
    return rows.annotate(found_=Subquery(last.values("openness")[:1], output_field=CharField())).filter(found_=Openness.OPEN.value)


def lesson_at(code: str) -> Lesson | None:
    """An experience under its code, with all that its page names."""
    related = (
        "project__application__applicant_body",
        "project__application__focus_area",
        "project__owner_body",
        "contact__body",
        "written_by",
    )
    return with_uses(Lesson.objects.filter(code=code)).select_related(*related).first()


def lessons_of(project: Project) -> list[Lesson]:
    """A project's experiences, the first written first."""
    return list(with_uses(project.lessons.order_by("pk")))


@dataclass(frozen=True)
class Contact:
    """Whom one asks: names where there are any, and the body that answers."""

    names: tuple[str, ...]
    body: str

    def __str__(self) -> str:
        return ", ".join([*self.names, self.body])


def contacts_of(lessons: Iterable[Lesson], on: date) -> dict[int, Contact]:
    """Whom one asks about each experience on a day, by its key: follows the appointments; one query. Source: N6.

    The person who is named while that person serves, else whoever represents the system's owner, else the body itself.
    """
    rows = list(lessons)
    people, owners = {x.contact_id for x in rows}, {x.project.owner_body_id for x in rows}
    wanted = Q(person__in=people) | Q(in_period(on), role=Role.OWNER_REPRESENTATIVE.value, body__in=owners, substitute=False)
    ever, now, represents = set(), set(), dict[int, set[str]]()
    for seat in Appointment.objects.filter(wanted).select_related("person") if rows else ():
        ever.add(seat.person_id)
        if seat.valid_from <= on and (seat.valid_until is None or seat.valid_until >= on):
            now.add(seat.person_id)
            if seat.role == Role.OWNER_REPRESENTATIVE.value and seat.body_id and not seat.substitute and seat.person.is_active:
                represents.setdefault(seat.body_id, set()).add(str(seat.person))
    found = {}
    for one in rows:
        who, owner = one.contact, one.project.owner_body
        serves = still_serves(active=who.is_active, ever_appointed=who.pk in ever, appointed_now=who.pk in now)
        standing = tuple(sorted(represents.get(owner.pk, ())))
        answer = asked_instead(serves=serves, represents=standing)
        body = who.body.name if answer == "person" and who.body else owner.name
        found[one.pk] = Contact({"person": (str(who),), "owner": standing, "body": ()}[answer], body)
    return found


@dataclass(frozen=True)
class Near:
    """An experience that resembles what is written: by which words, and whom one asks."""

    lesson: Lesson
    words: tuple[str, ...]
    contact: Contact


MOST_WORDS = 5


def lessons_like(text: str, on: date, *, besides: str = "", most: int = 3) -> list[Near]:
    """Experiences that resemble a text, best first, with the words that they share and whom one asks; three queries, one when nothing resembles.

    `besides` is the code of a case whose own experiences are left out. Source: N6.
    """
    like = search.alike("lesson", text, most * 2)
    if not like:
        return []
    rows = with_uses(Lesson.objects.filter(code__in=[a.code for a in like]).exclude(project__code=besides))
    found = {x.code: x for x in rows.select_related("project__application", "project__owner_body", "contact__body")}
    chosen = [a for a in like if a.code in found][:most]
    contacts = contacts_of([found[a.code] for a in chosen], on)
    return [Near(found[a.code], a.words[:MOST_WORDS], contacts[found[a.code].pk]) for a in chosen]
