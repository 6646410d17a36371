"""What the case page needs of weighing and decision: advice, grants, what follows and what is proposed, in one query."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, CharField, DateField, QuerySet, TextField, Value
from django.db.models.functions import Cast

from nytta.governance.applications.models import Application
from nytta.kit.prepared import Prepared

from ..models import Commitment, Continuation, CouncilAdvice, Grant, SpecialDecision
from ..terms import Advice, ContinuationState


@dataclass(frozen=True)
class Advised:
    """One word of the development council."""

    year: int
    advice: Advice
    reasons: str
    on: date


@dataclass(frozen=True)
class Granted:
    """One grant, with the number of its decision."""

    year: int
    amount_sek: int
    on: date
    decision: int
    portfolio: str
    has_letter: bool


@dataclass(frozen=True)
class Later:
    """A commitment, or next year's part that is proposed."""

    year: int
    amount_sek: int
    state: ContinuationState | None = None


@dataclass(frozen=True)
class Known:
    """All that portfolios know of a case."""

    advised: list[Advised]
    granted: list[Granted]
    committed: list[Later]
    proposed: list[Later]
    special: list[int]  # keys of special decisions of the city council


def _rows(rows: QuerySet[Any], kind: str, year: Any, amount: Any, word: Any, text: Any, day: Any, number: Any) -> QuerySet[Any]:
    columns = {
        "k_": Value(kind, CharField()), "y_": Cast(year, BigIntegerField()), "a_": Cast(amount, BigIntegerField()),
        "w_": Cast(word, TextField()), "t_": Cast(text, TextField()), "d_": Cast(day, DateField()), "n_": Cast(number, BigIntegerField()),
    }  # fmt: skip
    shaped: QuerySet[Any] = rows.order_by().annotate(**columns).values_list("pk", *columns)
    return shaped


def known(application: Application) -> Known:
    """Advice, grants, commitments and open next parts of a case in one query; remembered on the case."""
    memory = application.__dict__.setdefault("remembered", {})
    if "portfolios" not in memory:
        memory["portfolios"] = _known(application)
    found: Known = memory["portfolios"]
    return found


def _tables(case: int) -> QuerySet[Any]:
    none, nil, own = Value(None), Value(""), {"application": case}
    tables = [
        _rows(CouncilAdvice.objects.filter(**own), "advice", "year", none, "advice", "reasons", "advised_on", none),
        _rows(
            Grant.objects.filter(**own), "grant", "frame__year", "amount_sek", "frame__portfolio__code", "decision__text__letter", "granted_on",
            "decision__number",
        ),
        _rows(Commitment.objects.filter(**own), "later", "year", "amount_sek", nil, nil, none, none),
        _rows(Continuation.objects.filter(**own), "part", "year", "amount_sek", "state", nil, "proposed_on", none),
        _rows(SpecialDecision.objects.filter(**own), "special", none, none, nil, nil, none, none),
    ]  # fmt: skip
    return tables[0].union(*tables[1:], all=True)


_KNOWN = Prepared(_tables, int)


def _known(application: Application) -> Known:
    out = Known([], [], [], [], [])
    for key, kind, year, amount, word, text, day, number in sorted(_KNOWN(application.pk), key=lambda r: (r[2] or 0, r[0])):
        if kind == "advice":
            out.advised.append(Advised(year, Advice(word), text, day))
        elif kind == "grant":
            out.granted.append(Granted(year, amount, day, number, word, bool(text)))
        elif kind == "special":
            out.special.append(key)
        elif kind == "later":
            out.committed.append(Later(year, amount))
        elif word in (ContinuationState.PROPOSED.value, ContinuationState.ADVISED.value):
            out.proposed.append(Later(year, amount, ContinuationState(word)))
    return out
