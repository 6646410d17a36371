"""What closed projects of the demo city tell: their experiences, and what came of them a year later."""

from datetime import datetime

from nytta.city.organisation.models import Person
from nytta.followup.projects import commands as projects
from nytta.followup.projects.commands import EffectItem, EffectText, LessonText
from nytta.followup.projects.models import Project
from nytta.followup.projects.terms import Cause, DeliverableKind, Ending, Evidence
from nytta.governance.applications.models import Application
from nytta.governance.applications.terms import Category
from nytta.governance.benefits.queries import items_of, sums_of
from nytta.governance.benefits.terms import BENEFITS, Ledger, Side
from nytta.governance.portfolios.commands import book
from nytta.governance.portfolios.queries.money import allocations_of, balance
from nytta.governance.portfolios.terms import MoneyKind

from . import demo_words as words
from .demo_play import chance


def lessons_of(title: str, contact: Person) -> list[LessonText]:
    """One or two experiences."""
    chosen = words.lessons(title, chance(title, "lesson", 8), 1 + chance(title, "lessons", 2))
    return [LessonText(contact=contact, **one) for one in chosen]


def hand_over(project: Project, owner: Person, *, ready: bool, on: datetime) -> None:
    """What is handed over at closure: a routine and training, contracts, running cost, and the money; `ready` when the owner has accepted it all."""
    by, innovative = project.manager, project.application.category == Category.INNOVATIVE.value
    for title, kind in (
        ("Rutin för det nya arbetssättet", DeliverableKind.ROUTINE),
        ("Utbildning av handläggarna", DeliverableKind.TRAINING),
    ):
        one = projects.add_deliverable(
            project=project, title=title, kind=kind, text=words.delivered(project.application.title), by=by, on=on
        )
        if ready:
            projects.accept_deliverable(deliverable=one, accepts=True, by=owner, on=on)
    ending = (Ending.INTEGRATED if chance(project.code, "ending", 2) else Ending.WOUND_DOWN) if innovative else None
    projects.write_closure(
        project=project,
        contracts=words.CONTRACTS,
        no_contracts=False,
        ending=ending,
        ending_text=words.ENDING if ending else "",
        by=by,
        on=on,
    )
    running = sums_of(project.application.calculation_id).by_year(Side.DECIDED, Ledger.RUNNING)
    if ready:
        projects.confirm_running_cost(project=project, cost_sek=max(running.values(), default=0), by=owner, on=on)
    for allocation in allocations_of(project.application_id):
        spent = allocation.available_sek * (90 + chance(project.code, "spent", 11)) // 100
        for move in (MoneyKind.RESERVED, MoneyKind.PAID) if spent else ():
            book(allocation=allocation, kind=move, amount_sek=spent, basis="Utbetalt enligt projektets redovisning", by=by, on=on)
    if balance(allocations_of(project.application_id)).unspent_sek:
        projects.return_rest(project=project, by=by, on=on)


def effect_of(case: Application, year: int, share: int) -> EffectText:
    """So many percent of the decided benefits in the year, the running cost as decided, each with what it rests on."""
    items = {}
    for item in items_of(case.calculation):
        decided = {f.year: f.amount_sek for f in item.figures.all() if f.side == Side.DECIDED.value}
        if not decided or item.ledger == Ledger.DEVELOPMENT.value:
            continue
        benefit = Ledger(item.ledger) in BENEFITS
        came = decided.get(year, max(decided.values())) * (share if benefit else 100) // 100
        items[item.pk] = EffectItem(
            {year: came}, cause=Cause.OWN, evidence_kind=Evidence.METRIC if benefit else Evidence.INVOICE,
            evidence="Verksamhetens statistik för året" if benefit else "Fakturor från leverantören",
            explanation=words.effect(share) if benefit and share != 100 else "",
        )  # fmt: skip
    cause = Cause.OWN if chance(case.title, "cause", 3) else Cause.SHARED
    return EffectText(items, words.effect(share), words.unexpected(chance(case.title, "unexpected", 4)), cause)
