"""Reads of the preparation."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext

from nytta.city.organisation.models import Person
from nytta.city.records.queries import portfolios_of
from nytta.city.records.terms import Role
from nytta.governance.applications.models import Application
from nytta.governance.applications.queries import entered
from nytta.governance.applications.terms import CaseState
from nytta.kit.work import Waiting, worklist

from .models import Conflict, Statement
from .terms import ConflictGround


def declared(person: Person, application: Application) -> ConflictGround | None:
    """What a person last declared about a conflict of interest in a case; None when nothing."""
    row = Conflict.objects.filter(person=person, application=application).order_by("-pk").first()
    return ConflictGround(row.ground) if row else None


def conflicts_of(application: Application) -> list[Conflict]:
    """The last word of each person on a case."""
    last: dict[int, Conflict] = {}
    for row in Conflict.objects.filter(application=application).select_related("person").order_by("pk"):
        last[row.person_id] = row
    return list(last.values())


def signed_statement(application: Application) -> Statement | None:
    """The last signed statement on a case."""
    return Statement.objects.filter(application=application).exclude(signed_on=None).select_related("signed_by").last()


def draft_statement(application: Application) -> Statement | None:
    """The statement that the group is writing: working material."""
    return Statement.objects.filter(application=application, signed_on=None).select_related("written_by").last()


def has_conflict(person: Person | None, application: Application) -> bool:
    """Whether the person has declared a conflict: then they do not see the deliberation. Source: F10."""
    return person is not None and declared(person, application) not in (None, ConflictGround.NONE)


@worklist
def to_prepare(person: Person, on: date) -> Iterable[Waiting]:
    """Cases that wait on the person's preparation group."""
    codes = portfolios_of(person, Role.PREPARATION_GROUP, on)
    numbers = [int(c.lstrip("P")) for c in codes if c.lstrip("P").isdecimal()]
    if not numbers:
        return []
    excused = Conflict.objects.filter(person=person).exclude(ground=ConflictGround.NONE.value).values("application")
    rows = entered(CaseState.PREPARATION).filter(focus_area__number__in=numbers).exclude(pk__in=excused)[:50]
    what = gettext("Bered och yttra er")
    return [Waiting(what, a.title, a.code, reverse("preparation:state", args=[a.code]), a.submitted_on, "", 2) for a in rows]
