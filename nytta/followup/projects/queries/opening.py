"""What an opening starts from: the plans in the application, what was decided, where it is booked."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from nytta.city.organisation.models import Person
from nytta.city.records.models import Decision
from nytta.city.records.queries import holders
from nytta.city.records.terms import Role
from nytta.governance.applications.models import Application
from nytta.governance.benefits.queries import items_of
from nytta.governance.benefits.terms import BENEFITS, Ledger, Side
from nytta.governance.portfolios.models import Grant, MoneyEntry
from nytta.needs.intake.models import Support

from ..models import Project
from ..rules import StepText, money_of, steps_proposed
from .money import years_of_case


def proposed_steps(application: Application, manager: Person | None, started_on: date, ends_on: date) -> list[StepText]:
    """The steps of both plans that follow from an application; three queries. Source: P5 step 6; F6."""
    owner = application.owner_body.name if application.owner_body else application.applicant_body.name
    ledgers = {ledger.value for ledger in BENEFITS}
    benefits = [(i.label, i.bearer.name if i.bearer else "") for i in items_of(application.calculation) if i.ledger in ledgers]
    return steps_proposed(change=application.change_plan, benefit=application.benefit_plan, manager=str(manager or owner), owner=owner,
                          benefits=benefits, started_on=started_on, ends_on=ends_on)  # fmt: skip


def money_decided(project: Project) -> dict[int, int]:
    """{year: kronor} decided or expected now of a project. Source: F13."""
    return money_of_case(project.application)


def money_of_case(application: Application) -> dict[int, int]:
    """{year: kronor} decided or expected now of a case. Source: F13."""
    years = years_of_case(application.pk)
    return money_of(granted={y.year: y.granted_sek for y in years}, committed={y.year: y.committed_sek for y in years})


def benefits_decided(project: Project) -> list[dict[str, Any]]:
    """The decided side of the calculation as it stands: item, ledger, label, kronor by year. Source: F7, U6."""
    found = []
    for item in items_of(project.application.calculation):
        years = {str(f.year): f.amount_sek for f in item.figures.all() if f.side == Side.DECIDED.value}
        if years:
            found.append({"item": item.pk, "ledger": Ledger(item.ledger).value, "label": item.label, "years": years})
    return found


@dataclass(frozen=True)
class Booked:
    """Where a project's money is booked in the finance system, from a grant."""

    year: int
    cost_centre: str
    activity: str
    project_code: str


def booked_at(application: Application | int) -> list[Booked]:
    """Cost centre, activity and project code by the grants of a case, the newest first; one query. Source: P5; F13."""
    rows = Grant.objects.filter(application=application).order_by("-frame__year", "-pk")
    fields = ("frame__year", "cost_centre", "activity", "project_code")
    return [Booked(*row) for row in dict.fromkeys(rows.values_list(*fields))]


def first_decision(application: Application) -> Decision | None:
    """The decision that gave a case its first money: a grant, a transfer, or a special decision of the city council."""
    entries = MoneyEntry.objects.filter(allocation__application=application).exclude(decision=None).select_related("decision")
    first = entries.order_by("pk").first()
    return first.decision if first else None


def coaches_to_choose(on: date) -> QuerySet[Person]:
    """Who can be a project's coach: appointed coaches. Source: F15."""
    return holders(Role.COACH, on).order_by("name", "pk")


def coach_before(application: Application) -> Person | None:
    """The coach who gave support in the case, or with its idea, last. Source: F15."""
    about = [application.code, *([application.idea.code] if application.idea else [])]
    row = Support.objects.filter(about__in=about).exclude(coach=None).select_related("coach").order_by("-pk").first()
    return row.coach if row else None
