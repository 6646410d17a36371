"""The exemptions that stand beside a case's facts, and what it does again without one. Source: O5; D2."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from nytta.city.records.models import Exemption
from nytta.city.records.queries.exemptions import given_to_many
from nytta.city.records.queries.governing import cited_names
from nytta.delivery.systems.models import CommonSolution

from ..models import Application
from ..rules import Leave, lines_of, may_lift


def leaves_of(application: Application, on: date) -> tuple[Leave, ...]:
    """The exemptions that a case, its project or its whole body has been given, ended ones too. Remembered on the case. Source: O5."""
    seen: dict[str, Any] = application.__dict__.setdefault("remembered", {})
    if "leaves" not in seen:
        if not may_have(application):
            return ()
        seen["leaves"] = leaves_of_many([application], on)[application.pk]
    found: tuple[Leave, ...] = seen["leaves"]
    return found


def may_have(application: Application) -> bool:
    """Whether an exemption could mean anything for a case: it does a solution's work, or its rule set (unknown: perhaps) lets some line be lifted."""
    rules = application.__dict__.get("remembered", {}).get("rules")
    return bool(application.covers) or rules is None or any(map(may_lift, lines_of(rules.content)))


def leaves_of_many(cases: Sequence[Application], on: date) -> dict[int, tuple[Leave, ...]]:
    """The same of several cases: one query, three more where any is from a clause."""
    if not cases:
        return {}
    given = given_to_many({a.code: (a.code, a.applicant_body.code) for a in cases}, on)
    clauses = {e.clause for each in given.values() for e in each if e.clause}
    names = cited_names(clauses, on) if clauses else {}
    return {a.pk: tuple(_leave(e, names) for e in given[a.code]) for a in cases}


def _leave(one: Exemption, names: Mapping[str, tuple[frozenset[str], bool]]) -> Leave:
    assert one.decision is not None and one.valid_until is not None
    said, outdated = names.get(one.clause, (frozenset[str](), False))
    return Leave(one.code, one.decision.called, one.decision.decided_on, one.valid_until, one.solution, said, outdated)


def again_of(application: Application, known: Iterable[CommonSolution], on: date) -> tuple[str, ...]:
    """The names of those of some solutions that a case does again without an exemption that holds."""
    free = {one.solution for one in leaves_of(application, on) if one.last >= on}
    return tuple(s.name for s in known if s.code in application.covers and s.code not in free)
