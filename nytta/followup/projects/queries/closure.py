"""What a project hands over, what it lacks before it can close, and trials that have passed their date. Source: P4; P5 step 7; F6, G1."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from nytta.city.organisation.models import Person
from nytta.city.records.queries import bodies_of, has_role
from nytta.city.records.terms import Role
from nytta.governance.applications.terms import Category
from nytta.governance.portfolios.queries.money import allocations_of, balance
from nytta.kit.work import Waiting, worklist

from ..flow import GOES_ON
from ..models import Closure, Deliverable, Project
from ..rules import ClosureFacts, Delivered
from ..terms import DeliverableKind, Ending


def closure_of(project: Project) -> Closure | None:
    """What is written of the closure, if anything."""
    return Closure.objects.filter(project=project).first()


def deliverables_of(project: Project) -> list[Deliverable]:
    """What the project hands over, one by one."""
    return list(Deliverable.objects.filter(project=project).select_related("system", "accepted_by"))


def _judged(one: Deliverable, started_on: date) -> Delivered:
    system = one.system
    attested = bool(system and system.attested_at and timezone.localtime(system.attested_at).date() >= started_on)
    return Delivered(
        one.title, accepted=one.accepted_on is not None, is_system=one.kind == DeliverableKind.SYSTEM.value,
        registered=system is not None and system.retired_on is None, attested=attested,
        is_e_service=one.kind == DeliverableKind.E_SERVICE.value, stands_in=bool(one.address),
    )  # fmt: skip


def closure_facts(
    project: Project, *, delivered: str | None = None, rows: list[Deliverable] | None = None, closure: Closure | None = None
) -> ClosureFacts:
    """What the rules of closure judge; four queries at most. `delivered` is what is being written. Source: F6."""
    rows = deliverables_of(project) if rows is None else rows
    closure = closure or closure_of(project)
    return ClosureFacts(
        delivered=project.delivered if delivered is None else delivered, deliverables=[_judged(one, project.started_on) for one in rows],
        lessons=project.lessons.count(), contracts=bool(closure and (closure.no_contracts or closure.contracts.strip())),
        innovative=project.application.category == Category.INNOVATIVE.value, ending=bool(closure and closure.ending),
        wound_down=bool(closure and closure.ending == Ending.WOUND_DOWN.value), running_confirmed=bool(closure and closure.running_confirmed_on),
        unspent_sek=balance(allocations_of(project.application_id)).unspent_sek,
    )  # fmt: skip


def past_its_date(on: date) -> QuerySet[Project]:
    """Innovative projects that go on although the day when they were to be wound down or integrated has passed. Source: P4; G1."""
    going_on = [s.value for s in GOES_ON]
    return Project.objects.filter(application__category=Category.INNOVATIVE.value, state__in=going_on, planned_end_on__lt=on)


def is_past_its_date(project: Project, on: date) -> bool:
    """The same of one project; no query where its case is known. Source: P4; G1."""
    innovative = project.application.category == Category.INNOVATIVE.value
    return innovative and project.state in [s.value for s in GOES_ON] and project.planned_end_on < on


@worklist
def trials_to_end(person: Person, on: date) -> Iterable[Waiting]:
    """Trials that have passed their date: the manager's, the owner's, and all of them for the project office. Source: P4; G1."""
    owned, office = bodies_of(person, Role.OWNER_REPRESENTATIVE, on), has_role(person, Role.PROJECT_OFFICE, on)
    mine = Q() if office else Q(manager=person) | Q(owner_body__in=owned)
    what = gettext("Avveckla eller införliva försöket")
    rows = past_its_date(on).filter(mine).select_related("application").order_by("planned_end_on")[:50]
    return [Waiting(what, p.application.title, p.code, reverse("projects:detail", args=[p.code]), p.planned_end_on, "", 1) for p in rows]
