"""What the addresses of projects name: a step of the plans, a condition of the grant, a fund request, a move."""

from typing import Any

from nytta.followup.projects.commands import request_money, show_condition
from nytta.followup.projects.models import ConditionCheck, FundRequest, MoveRequest, PlanStep, Project
from nytta.governance.applications.models import Application
from nytta.governance.portfolios.models import Grant, GrantCondition
from nytta.governance.portfolios.queries.money import allocations_of
from nytta.governance.portfolios.rules import ConditionText
from tests.factories.city import City_, go_on, make_case
from tests.factories.city import grant as grant_money

BOTH = (ConditionText("Avtal med leverantören är tecknat", True), ConditionText("Användarna är med i provet", False))


def with_conditions(city: City_, conditions: tuple[ConditionText, ...] = BOTH, **values: Any) -> Project:
    """A project that runs on conditions of its grant."""
    case = make_case(city, "decision", **values)
    grant_money(city, case, conditions=conditions)
    case.refresh_from_db()
    go_on(city, case, "granted", "running")
    return Project.objects.select_related("application").get(application=case)


def condition_of(project: Project, order: int = 1) -> GrantCondition:
    """A condition of a project's first grant."""
    return GrantCondition.objects.select_related("grant").get(grant__application=project.application_id, order=order)


def shown(city: City_, project: Project, order: int = 1) -> ConditionCheck:
    """A condition that the manager has shown to be met."""
    return show_condition(project=project, condition=condition_of(project, order), evidence="Avtal 2026/12", by=project.manager, on=city.on)


def asked_for(city: City_, project: Project, amount_sek: int = 300_000, purpose: str = "Konsult") -> FundRequest:
    """A fund request of a project's first year."""
    place = allocations_of(project.application_id)[0]
    return request_money(project=project, allocation=place, amount_sek=amount_sek, purpose=purpose, by=project.manager, on=city.on)


def sample(city: City_, case: Application) -> dict[str, Any]:
    """Values for the places in the addresses of a case's project; a condition is made where the case was granted without."""
    step, project = PlanStep.objects.filter(project__application=case).first(), Project.objects.filter(application=case).first()
    condition = None
    if project is not None and (granted := Grant.objects.filter(application=case).first()):
        condition = GrantCondition.objects.create(grant=granted, order=1, text="Avtal finns", stops_payment=True)
        ConditionCheck.objects.create(
            project=project, condition=condition, state="shown", evidence="Avtalet", shown_by=project.manager, shown_on=city.on.date()
        )
    asked = FundRequest.objects.create(
        code="Q-2026-900", project=project, allocation=allocations_of(case)[0], amount_sek=1_000, purpose="Konsult", asked_by=project.manager,
        asked_on=city.on.date(),
    ) if project is not None else None  # fmt: skip
    move = MoveRequest.objects.create(
        project=project, allocation=allocations_of(case)[0], amount_sek=1_000, reasons="Försenat", asked_by=project.manager, asked_on=city.on.date()
    ) if project is not None else None  # fmt: skip
    code = asked.code if asked else "Q-0"
    pages = {
        f"projects:{n}request.code": code
        for n in ("", *(f"{act}_" for act in ("approve", "refuse", "withdraw", "release", "pay", "repay")))
    }
    return {"step": step.pk if step else 0, "condition": condition.pk if condition else 0, "move": move.pk if move else 0, **pages}
