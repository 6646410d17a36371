"""What stands before the room is opened: criteria with what is at hand, the year's rules, frames, and how the members weigh."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from nytta.engine.group import kendall_w
from nytta.engine.problem import BadProblem, from_dict
from nytta.engine.weights import double_counting
from nytta.plain.verdicts import Finding

from ..models import Criterion, Limit, MemberWeights, Round
from ..rules import Problem, at_lock, range_mark, ranges, share_of
from ..terms import LimitKind, RoundState
from .figures import base_of


@dataclass(frozen=True)
class Scale:
    """A criterion with its points in all: with nothing in, and with all proposals at hand.

    `share`: what one of its points weighs, of all; `said` and `step`: the members' joined share of the step and its points, at the lock.
    """

    criterion: Criterion
    worst: int
    best: int
    share: Fraction
    said: Fraction | None = None
    step: Fraction | None = None


@dataclass(frozen=True)
class Ground:
    """What a weighing stands on as it is today, or as it was when the room was opened."""

    problem: Problem
    names: Mapping[str, Mapping[str, Any]]
    scales: list[Scale]
    mark: str
    warnings: list[Finding]
    gone: Sequence[str]

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Every proposal of the year as one picks it: code and title."""
        return [(p["id"], f"{_name(self.names, p['id'], 'code')} {self.title(p['id'])}") for p in self.problem["proposals"]]

    def title(self, code: str) -> str:
        """What a proposal is called."""
        return str(_name(self.names, code, "title"))


def _name(names: Mapping[str, Mapping[str, Any]], code: str, what: str) -> Any:
    return names.get(code, {}).get(what, code)


def ground_of(one: Round, on: date) -> Ground:
    """Today's figures until the room is open, then those that it was opened with. Source: docs/method.md section 6; F16."""
    criteria = list(one.criteria.all())
    if one.figures is not None and one.state not in (RoundState.PREPARED.value, RoundState.WEIGHTS.value):
        return _ground(one.figures.content, one.names, one.notes.get("gone", []), criteria, at_lock(one.notes))
    base = base_of(one, on)
    return _ground(base.problem, base.names, base.gone, criteria, ({}, {}))


def _ground(
    problem: Problem, names: Mapping[str, Any], gone: Sequence[str], criteria: Sequence[Criterion],
    lock: tuple[Mapping[str, Fraction], Mapping[str, Fraction]],
) -> Ground:  # fmt: skip
    try:
        found = ranges(problem)
    except BadProblem:  # a figure that cannot be read is told where the room is opened
        found = {}
    weights = {c.code: c.weight for c in criteria}
    said, step = lock
    scales = [Scale(c, *found.get(c.code, (0, 0)), share_of(weights, c.code), said.get(c.code), step.get(c.code)) for c in criteria]
    return Ground(problem, names, scales, range_mark(found), _warned(problem, criteria) if found else [], gone)


def _warned(problem: Problem, criteria: Sequence[Criterion]) -> list[Finding]:
    """What may be counted twice: criteria that order the proposals nearly alike, and a saving beside points. Source: docs/method.md."""
    titles = {c.code: str(c) for c in criteria}
    found = [
        Finding("alike", "”%(first)s” och ”%(second)s” ordnar förslagen nästan lika. Mäter de samma nytta?", "F16",
                "Är det samma nytta räknas den två gånger: slå ihop dem, eller väg ihop dem som ett.",
                {"first": titles[a.first], "second": titles[a.second]}, blocks=False)
        for a in double_counting(from_dict(problem))
    ]  # fmt: skip
    if any(c.sek_per_point for c in criteria) and any(not c.sek_per_point for c in criteria):
        found.append(Finding("saving_apart", "En besparing i kronor ska inte också ge poäng på ett mål om verksamhetens nytta.", "F9; F16",
                             "Be värderarna sätta poäng bara för den nytta som inte är räknad i kronor.", blocks=False))  # fmt: skip
    if not any(p["frame"][0] for p in problem["portfolios"]):
        found.append(Finding("no_frames", "Alla ramar för %(year)s är 0 kronor: inget förslag ryms.", "F2; F3",
                             "Väg ett år som fullmäktige har gett ramar för, eller för in ramarna först.", {"year": problem["years"][0]}, blocks=False))  # fmt: skip
    return found


@dataclass(frozen=True)
class Together:
    """The members' weights beside each other as shares, and how far they agree; `w` is None where all give everything the same weight."""

    people: list[str]
    shares: list[dict[str, Fraction]]
    w: Fraction | None

    def spread(self, criterion: str) -> Fraction:
        """Between the member who gives a criterion most and the one who gives it least."""
        own = [s[criterion] for s in self.shares]
        return max(own) - min(own)


def together(given: Sequence[MemberWeights], criteria: Sequence[Criterion]) -> Together | None:
    """The map of disagreement; None before anybody has given weights. Source: docs/method.md section 6; N8."""
    if not given or not criteria:
        return None
    codes = [c.code for c in criteria]
    rows = [{c: int(w.points.get(c, 0)) for c in codes} for w in given]
    w = kendall_w([list(row.values()) for row in rows]).w
    return Together([str(w.person) for w in given], [{c: share_of(row, c) for c in codes} for row in rows], w)


def limits_of(one: Round) -> list[tuple[LimitKind, list[Limit]]]:
    """The year's rules by kind, in the order of the kinds."""
    rows = list(one.limits.all())
    found = [(kind, [r for r in rows if r.kind == kind.value]) for kind in LimitKind]
    return [(kind, of) for kind, of in found if of]
