"""Reads of the preparation."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from nytta.city.organisation.models import Person
from nytta.city.records.queries import portfolios_of
from nytta.city.records.terms import Role
from nytta.governance.applications.models import Application
from nytta.governance.applications.queries import entered, facts_of, rules_for
from nytta.governance.applications.rules import gate
from nytta.governance.applications.terms import CaseState, Stop
from nytta.governance.valuation.queries import is_signed
from nytta.kit.prepared import Prepared
from nytta.kit.work import Waiting, worklist
from nytta.plain.verdicts import Verdict, no

from .models import Conflict, Statement
from .terms import ConflictGround


def last_word(person: Person, application: Application) -> Conflict | None:
    """The last declaration of a person in a case."""
    return Conflict.objects.filter(person=person, application=application).order_by("-pk").first()


def declared(person: Person, application: Application) -> ConflictGround | None:
    """What a person last declared about a conflict of interest in a case; None when nothing."""
    row = last_word(person, application)
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


def in_conflict(person: Person | None, applications: Iterable[int]) -> set[int]:
    """The cases among some in which a person's last word is that there is a conflict; one query. Source: F10."""
    rows = Conflict.objects.filter(person=person, application__in=list(applications)).order_by("pk")
    return {case for case, ground in dict(rows.values_list("application", "ground")).items() if ground != ConflictGround.NONE.value}


@dataclass(frozen=True)
class Known:
    """What the case page needs of a preparation: the last signed statement, whether one is being written, the last words."""

    signed: Statement | None
    draft: Statement | None
    conflicts: list[Conflict]

    def declared_by(self, person: Person) -> ConflictGround | None:
        """What a person last declared."""
        return next((ConflictGround(c.ground) for c in self.conflicts if c.person_id == person.pk), None)


_SIGNED = ("id", "recommendation", "text", "signed_by_id", "signed_on")  # in the order of the model's fields
_WORD = ("id", "person_id", "ground", "declared_on")
_STATEMENTS = Prepared(
    lambda case: Statement.objects.filter(application=case).order_by("pk").values_list(*_SIGNED, "signed_by__title"), int
)
_WORDS = Prepared(lambda case: Conflict.objects.filter(application=case).order_by("pk").values_list(*_WORD), int)


def _statement(*values: Any) -> Statement:
    statement: Statement = Statement.from_db("default", _SIGNED, values[:-1])
    if statement.signed_by_id:
        statement.signed_by = Person(pk=statement.signed_by_id, title=values[-1])
    return statement


def known(application: Application) -> Known:
    """Statements and conflicts of a case in two queries; remembered on the case for as long as a page is made."""
    memory = application.__dict__.setdefault("remembered", {})
    if "preparation" not in memory:
        rows = [_statement(*row) for row in _STATEMENTS(application.pk)]
        signed = [s for s in rows if s.signed_on]
        drafts = [s for s in rows if not s.signed_on]
        last = {row[1]: Conflict.from_db("default", _WORD, row) for row in _WORDS(application.pk)}
        memory["preparation"] = Known(signed[-1] if signed else None, drafts[-1] if drafts else None, list(last.values()))
    found: Known = memory["preparation"]
    return found


def ready_to_recommend(application: Application, on: date) -> Verdict:
    """Whether the statement is finished and the gates of the recommendation are passed. Source: P5; F10."""
    statement = draft_statement(application)
    if statement is None or not statement.text.strip() or not statement.recommendation:
        return no("statement", "Yttrandet är inte färdigt: det ska ha ett ställningstagande och skäl.", "F10",
                  "Skriv yttrandet och välj tillstyrks eller avstyrks.", "text")  # fmt: skip
    rules = rules_for(application, on)
    assert rules is not None
    facts = facts_of(application, on, valuation_signed=is_signed(application))
    return gate(stop=Stop.RECOMMENDATION, facts=facts, rule_set=rules.content)


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
