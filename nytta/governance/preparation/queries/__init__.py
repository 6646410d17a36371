"""Reads of the preparation."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from nytta.city.organisation.models import Person
from nytta.governance.applications.models import Application
from nytta.governance.applications.queries import facts_of, rules_for
from nytta.governance.applications.queries.page import of_kind, parted
from nytta.governance.applications.queries.stays import since
from nytta.governance.applications.rules import gate
from nytta.governance.applications.terms import CaseState, Stop
from nytta.governance.valuation.queries import is_signed
from nytta.kit.prepared import Prepared
from nytta.kit.words import label
from nytta.kit.work import Waiting, worklist
from nytta.plain.verdicts import Verdict, no

from ..models import Conflict, Statement
from .conflicts import (
    Standing,
    all_in_conflict,
    declared,
    grounds_on,
    has_conflict,
    in_conflict,
    kept_out,
    last_word,
    standing,
    standings,
    those_in_conflict,
    words_of,
)
from .settling import Seat, chairs, in_council, in_group, seats, sits, standing_in, unsettled, waiting_with

__all__ = [
    "Known", "Seat", "Standing", "all_in_conflict", "chairs", "conflicts_of", "declared", "draft_statement", "grounds_on", "has_conflict", "in_conflict", "in_council", "in_group",
    "kept_out", "known", "known_standing", "last_word", "ready_to_recommend", "seats", "signed_statement", "sits", "standing", "standing_in", "standings",
    "those_in_conflict", "unsettled", "waiting_with", "words_of",
]  # fmt: skip


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


@dataclass(frozen=True)
class Known:
    """What the case page needs of a preparation: the last signed statement, whether one is being written, the last words."""

    signed: Statement | None
    draft: Statement | None
    conflicts: list[Conflict]

    def word_of(self, person: Person) -> Conflict | None:
        """The last word on a person."""
        return next((c for c in self.conflicts if c.person_id == person.pk), None)


_SIGNED = ("id", "recommendation", "text", "signed_by_id", "signed_on", "took_part", "left_out")  # in the order of the model's fields
_WORD = ("id", "application_id", "person_id", "ground", "declared_on", "settled_by_id", "ties")


def _said(case: int) -> QuerySet[Any]:
    """Statements and words on conflicts of one case, as one union."""
    own: dict[str, Any] = {"application": case}
    statements = of_kind(
        Statement.objects.filter(**own), "statement", ["recommendation", "text", "took_part", "left_out", "signed_by__title"], ["signed_on"],
        ["signed_by_id"],
    )  # fmt: skip
    words = of_kind(
        Conflict.objects.filter(**own), "word", ["ground", "ties", "person__title"], ["declared_on"], ["person_id", "settled_by_id"]
    )
    return statements.union(words, all=True)


_SAID = Prepared(_said, int)


def _statement(key: int, t: Any, d: Any, n: Any) -> Statement:
    statement: Statement = Statement.from_db("default", _SIGNED, (key, t[0], t[1], n[0], d[0], json.loads(t[2]), json.loads(t[3])))
    if statement.signed_by_id:
        statement.signed_by = Person(pk=statement.signed_by_id, title=t[4])
    return statement


def _word(case: int, key: int, t: Any, d: Any, n: Any) -> Conflict:
    word: Conflict = Conflict.from_db("default", _WORD, (key, case, n[0], t[0], d[0], n[1], json.loads(t[1])))
    word.person = Person(pk=word.person_id, title=t[2])
    return word


def known(application: Application) -> Known:
    """Statements and conflicts of a case in one query; remembered on the case for as long as a page is made."""
    memory = application.__dict__.setdefault("remembered", {})
    if "preparation" not in memory:
        said = sorted(parted(row) for row in _SAID(application.pk))
        rows = [_statement(*one[1:]) for one in said if one[0] == "statement"]
        signed = [s for s in rows if s.signed_on]
        drafts = [s for s in rows if not s.signed_on]
        words = [_word(application.pk, *one[1:]) for one in said if one[0] == "word"]
        last = {w.person_id: w for w in words}
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


def known_standing(application: Application, person: Person, on: date) -> Standing:
    """Where a person stands in a case, by the words that its page has read."""
    word = known(application).word_of(person)
    words = {(person.pk, application.pk): word} if word else {}
    return standings([person], [application], on, words=words)[person.pk, application.pk]


@worklist
def to_prepare(person: Person, on: date) -> Iterable[Waiting]:
    """What waits on a member: proposed conflicts of interest to settle first, then cases to prepare. Source: F10."""
    cases = waiting_with(person, on)
    if not cases:
        return []
    out = kept_out(person, cases, on)
    settle, prepare = gettext("Ta ställning till ett föreslaget jäv"), gettext("Bered och yttra er")
    lines = []
    for a in cases:
        one = out.get(a.pk)
        if one and one.open:
            note = label(one.open[0])
            lines.append(Waiting(settle, a.title, a.code, reverse("preparation:declare", args=[a.code]), since(a), note, 1))
        elif one is None and a.state == CaseState.PREPARATION.value and len(lines) < 100:
            lines.append(Waiting(prepare, a.title, a.code, reverse("preparation:state", args=[a.code]), since(a), "", 2))
    return lines


@worklist
def to_settle(person: Person, on: date) -> Iterable[Waiting]:
    """Members' proposed conflicts in the cases of the groups that a person chairs. Source: F10; förvaltningslagen 18 §."""
    what = gettext("Avgör ett föreslaget jäv")
    return [
        Waiting(what, a.title, a.code, reverse("preparation:settle", args=[a.code, member.pk]), since(a), str(member), 3)
        for a, member, _ in unsettled(person, on)[:50]
    ]
