"""What closed projects of the demo city tell: their experiences, and what came of them a year later."""

from nytta.city.organisation.models import Person
from nytta.followup.projects.commands import EffectItem, EffectText, LessonText
from nytta.followup.projects.terms import Cause, Evidence
from nytta.governance.applications.models import Application
from nytta.governance.benefits.queries import items_of
from nytta.governance.benefits.terms import BENEFITS, Ledger, Side

from . import demo_words as words
from .demo_play import chance


def lessons_of(title: str, contact: Person) -> list[LessonText]:
    """One or two experiences."""
    chosen = words.lessons(title, chance(title, "lesson", 8), 1 + chance(title, "lessons", 2))
    return [LessonText(contact=contact, **one) for one in chosen]


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
