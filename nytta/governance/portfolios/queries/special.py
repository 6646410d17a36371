"""What the city council has funded outside the portfolios, and what its money waits for."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from nytta.city.organisation.models import Person
from nytta.city.records import queries as records
from nytta.city.records.terms import Role
from nytta.governance.applications.models import Application
from nytta.governance.applications.rules import MISSING, Tried
from nytta.kit.work import Waiting, worklist
from nytta.plain.verdicts import Verdict, verdict_of

from ..models import SpecialDecision
from ..rules import SPECIAL_HOLDS
from . import conditions_of


def special_decisions() -> QuerySet[SpecialDecision]:
    """Every special decision, the newest first."""
    return SpecialDecision.objects.select_related("application__applicant_body", "application__owner_body", "decision").order_by(
        "-decided_on", "-pk"
    )


def specials_of(application: Application | int) -> QuerySet[SpecialDecision]:
    """The special decisions on a case, in order."""
    return SpecialDecision.objects.filter(application=application).select_related("decision").order_by("pk")


def special_lines(application: Application, on: date) -> list[Tried]:
    """The lines of the rule set that hold for money outside the portfolios too, as met, missing or lifted. Source: P4; G3, F12, F14."""
    return [t for t in conditions_of(application, on) if t.rule in SPECIAL_HOLDS]


def special_gate(application: Application, on: date) -> Verdict:
    """Whether the money of a special decision can be free: who owns it, what it costs and the law's own questions are settled."""
    return verdict_of(t.finding for t in special_lines(application, on) if t.state == MISSING)


@worklist
def to_release(person: Person, on: date) -> Iterable[Waiting]:
    """Money of special decisions that is not free yet: for the registrar and the office."""
    if not any(records.has_role(person, role, on) for role in (Role.REGISTRAR, Role.PROJECT_OFFICE)):
        return []
    what = gettext("Frigör medel enligt särskilt beslut")
    rows = SpecialDecision.objects.filter(released_on=None).select_related("application").order_by("decided_on", "pk")[:50]
    return [
        Waiting(what, s.application.title, s.application.code, reverse("portfolios:release", args=[s.pk]), s.decided_on, "", 2)
        for s in rows
    ]
