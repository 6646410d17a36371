"""All that the development council has before it in a year: rooms in frames and parts, the ranked list, what is marked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext

from nytta.city.organisation.models import Person
from nytta.city.records import queries as records
from nytta.city.records.models import Programme, RuleSet
from nytta.engine.problem import from_dict
from nytta.engine.rank import in_words, rank
from nytta.governance.applications.terms import PortfolioPart
from nytta.governance.preparation.queries import Standing, kept_out
from nytta.governance.preparation.terms import Recommendation
from nytta.needs.goals.queries import goals_of
from nytta.plain.verdicts import Finding

from ..models import Commitment, Frame
from ..rules import by_hand_in
from ..terms import Advice
from . import Proposal, elsewhere, frames_of_year, portfolios, problem_of, proposals, weights_of


@dataclass
class Room:
    """A frame or a part of one: what it holds, what is granted out of it, and what is marked today."""

    key: str
    name: str
    year: int
    amount_sek: int
    granted_sek: int
    part: PortfolioPart | None = None
    is_set: bool = True
    marked_sek: int = 0
    parts: list["Room"] = field(default_factory=list)

    @property
    def left_sek(self) -> int:
        """What is left after what is granted and marked; never below 0."""
        return max(self.amount_sek - self.granted_sek - self.marked_sek, 0)

    @property
    def granted_width(self) -> int:
        """How much of the bar (0-1000) is granted."""
        return min(1000 * self.granted_sek // self.amount_sek, 1000) if self.amount_sek else 0

    @property
    def marked_width(self) -> int:
        """How much of the bar (0-1000) is marked, as far as there is bar left."""
        return min(1000 * self.marked_sek // self.amount_sek, 1000 - self.granted_width) if self.amount_sek else 0

    @property
    def over_sek(self) -> int:
        """How much more is marked than there is room for."""
        return max(self.granted_sek + self.marked_sek - self.amount_sek, 0)


@dataclass(frozen=True)
class Ceiling:
    """What is bound for a year, and the most that the city council lets be bound for it."""

    bound_sek: int
    most_sek: int

    @property
    def over(self) -> bool:
        """Whether more is bound than may be."""
        return self.bound_sek > self.most_sek


def ceiling_of(frame: Frame | None, commitments: Sequence[Commitment]) -> Ceiling | None:
    """The frame's ceiling beside what is bound for its year; None where the city council has set none. Source: P5; F13."""
    if frame is None or frame.commitment_ceiling_sek is None:
        return None
    return Ceiling(sum(c.amount_sek for c in commitments if c.year == frame.year), frame.commitment_ceiling_sek)


@dataclass(frozen=True)
class Row:
    """One proposal as the council sees it. `position` and `worth` (points per million kronor) are None when it is not ranked."""

    proposal: Proposal
    marked: bool
    recommendation: Recommendation | None
    advice: Advice | None
    standing: Standing | None = None  # where the person is in conflict, or has a proposed conflict to settle
    position: int | None = None
    points: Sequence[tuple[str, int]] = ()
    worth: Fraction | None = None
    taken: bool = False
    stops: tuple[Finding, ...] = ()

    @property
    def conflicted(self) -> bool:
        """Whether the person has a conflict of interest in it."""
        return self.standing is not None and self.standing.in_conflict

    @property
    def unsettled(self) -> bool:
        """Whether the person has a proposed conflict to settle first."""
        return self.standing is not None and bool(self.standing.open)

    @property
    def worth_said(self) -> str:
        """Points per million kronor with one decimal; nothing where the proposal costs nothing."""
        return f"{float(self.worth):.1f}".replace(".", ",") if self.worth is not None else "–"

    @property
    def rooms(self) -> str:
        """The keys of the rooms that it charges."""
        return f"{self.proposal.portfolio} {self.proposal.portfolio}:{self.proposal.part}"


@dataclass(frozen=True)
class Weighing:
    """A year's weighing, with what must stand under every result: number, rules that bound, method, weights."""

    programme: Programme | None
    year: int
    years: Mapping[int, int]
    rooms: list[Room]
    ranked: list[Row]
    innovative: list[Row]
    weights: Mapping[str, int]
    rules: RuleSet | None
    bound: list[str]
    elsewhere: int = 0  # cases of an earlier programme that wait too, and charge none of these frames

    @property
    def rows(self) -> list[Row]:
        """All proposals of the year."""
        return [*self.ranked, *self.innovative]

    @property
    def marked(self) -> list[Row]:
        """Those that are marked."""
        return [r for r in self.rows if r.marked]

    @property
    def over(self) -> bool:
        """Whether more is marked anywhere than there is room for."""
        return any(one.over_sek for room in self.rooms for one in (room, *room.parts))


def weighing(*, year: int | None, marks: Collection[str] | None, person: Person | None, on: date) -> Weighing:
    """The weighing of a year (None: the first with proposals). `marks` None: those that the council has advised to fund.

    Innovative cases stand by date of hand-in without rank or points. A constant number of queries. Source: P5; F2, F3, F11, F16.
    """
    programme, rules = records.programme_in_force(on), records.rule_set_in_force(on)
    rows = proposals(on, programme)
    years = {y: sum(p.year == y for p in rows) for y in sorted({p.year for p in rows} | {on.year})}
    wanted = year or next((y for y, n in years.items() if n), on.year)
    years.setdefault(wanted, 0)
    rows = [p for p in rows if p.year == wanted]
    frames = frames_of_year(programme, wanted)
    weights = weights_of(rules) or dict.fromkeys(goals_of(programme).values_list("code", flat=True), 1)
    out = kept_out(person, [p.application for p in rows], on)
    plain = [_row(p, marks, out.get(p.application.pk)) for p in rows]
    ranked, bound = _ranked([r for r in plain if not r.proposal.is_innovative], frames, weights, wanted)
    new = {r.proposal.code: r for r in plain if r.proposal.is_innovative}
    order = by_hand_in([(r.proposal.application.submitted_on or on, code) for code, r in new.items()])
    rooms = _rooms(programme, frames, wanted)
    _mark(rooms, [r for r in plain if r.marked])
    return Weighing(
        programme, wanted, dict(sorted(years.items())), rooms, ranked, [new[c] for c in order], weights, rules, bound, elsewhere(programme)
    )


def _row(p: Proposal, marks: Collection[str] | None, standing: Standing | None) -> Row:
    advice = Advice(p.advice) if p.advice else None
    return Row(
        proposal=p,
        marked=p.code in marks if marks is not None else advice is Advice.FUND,
        recommendation=Recommendation(p.recommendation) if p.recommendation else None,
        advice=advice,
        standing=standing,
    )


def _ranked(rows: list[Row], frames: list[Frame], weights: Mapping[str, int], year: int) -> tuple[list[Row], list[str]]:
    if not rows:
        return [], []
    problem = from_dict(problem_of([r.proposal for r in rows], frames, weights, year))
    answer, whole = rank(problem), sum(weights.values()) or 1
    by_code, out = {r.proposal.code: r for r in rows}, []
    for step in answer.steps:
        row = by_code[step.id]
        stops = tuple(_named(f) for f in in_words(problem, answer, step.id) if f.blocks)
        points = [(goal, row.proposal.points.get(goal, 0)) for goal in weights]
        worth = step.ratio * 1_000_000 / whole if step.ratio is not None else None
        out.append(replace(row, position=step.position, taken=step.taken, stops=stops, worth=worth, points=points))
    bound = dict.fromkeys(rule for step in answer.steps for rule in step.stopped_by)
    return out, [_bound(rule) for rule in bound]


def _bound(rule: str) -> str:
    """A ceiling that stopped a proposal, in words."""
    kind, name, thing = (*rule.split(":", 2), "", "")[:3]
    if kind == "frame":
        return gettext("ramen för %(name)s %(year)s") % {"name": name, "year": thing}
    if kind == "directed":
        return gettext("utrymmet för riktade förslag i %(name)s") % {"name": name}
    return gettext("delen ”%(part)s” av %(name)s") % {"name": name, "part": gettext(PortfolioPart(thing).sv)}


def _named(of: Finding) -> Finding:
    """The finding with the part's code replaced by the word."""
    code = str(of.params.get("part", ""))
    return replace(of, params={**of.params, "part": PortfolioPart(code)}) if code in PortfolioPart.codes() else of


def _rooms(programme: Programme | None, frames: list[Frame], year: int) -> list[Room]:
    known, out = {f.portfolio_id: f for f in frames}, []
    for portfolio in portfolios(programme):
        frame, name = known.get(portfolio.pk), f"{portfolio.code} {portfolio.focus_area.said}"
        if frame is None:
            out.append(Room(portfolio.code, name, year, 0, 0, is_set=False))
            continue
        out.append(room_of(portfolio.code, name, frame))
    return out


def room_of(code: str, name: str, frame: Frame) -> Room:
    """A frame with its parts as rooms."""
    parts = [Room(f"{code}:{p.part}", code, frame.year, p.amount_sek, p.used_sek, PortfolioPart(p.part)) for p in frame.parts.all()]
    return Room(code, name, frame.year, frame.amount_sek, frame.used_sek, parts=parts)


def _mark(rooms: list[Room], rows: list[Row]) -> None:
    for row in rows:
        keys = row.rooms.split()
        for room in rooms:
            for one in (room, *room.parts):
                if one.key in keys:
                    one.marked_sek += row.proposal.amount_sek
