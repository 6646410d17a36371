"""A round's problem as the engine reads it: every proposal of the year, frames, parts and rules; and what its codes are called."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from nytta.governance.applications.models import Application
from nytta.governance.benefits.models import Baseline, Claim
from nytta.governance.benefits.queries.ledger import Share, asked_shares, binding_shares, yearly_costs
from nytta.governance.portfolios.models import Frame, Grant
from nytta.governance.portfolios.queries import Proposal, committed, part_of, portfolios, proposals
from nytta.governance.portfolios.terms import Advice
from nytta.governance.preparation.terms import Recommendation
from nytta.governance.valuation.queries import spans_of

from ..models import Criterion, Limit, Round
from ..rules import GRANTED, Problem
from ..terms import ONE_BY_ONE, LimitKind

YEARS = 3
GIVEN = "/given"  # ends the code that a grant of the year has in the problem
Span = tuple[int | None, int, int | None]


@dataclass(frozen=True)
class Base:
    """A problem, what its codes are called, and what a reader must know of it: which figures lack a span, which rules name what is gone."""

    problem: Problem
    names: dict[str, Any]
    without_span: int = 0
    without_points: int = 0
    unclaimed: int = 0
    gone: list[str] = field(default_factory=list)


def base_of(one: Round, on: date) -> Base:
    """The figures of a round as they stand today, in a bounded number of queries. Source: docs/method.md section 6; F2, F3, F9, F13."""
    asked = [p for p in proposals(on, one.programme) if p.year == one.year]
    granted = list(
        Grant.objects.filter(frame__portfolio__programme=one.programme, frame__year=one.year)
        .select_related("application__focus_area", "application__applicant_body", "application__calculation", "frame__portfolio", "part")
        .order_by("granted_on", "pk")
    )
    criteria = list(one.criteria.all())
    spans = spans_of([p.application.pk for p in asked] + [g.application_id for g in granted])
    scored = [c for c in criteria if c.sek_per_point is None]
    lines = [_line(p, spans.get(p.application.pk, {}), scored) for p in asked]
    lines += [_granted(g, spans.get(g.application_id, {}), scored) for g in granted]
    names = {p.code: _name(p) for p in asked} | {g_code(g): _granted_name(g) for g in granted}
    savings, unclaimed = _savings(asked, [c for c in criteria if c.sek_per_point])
    problem: Problem = {
        "years": [one.year + n for n in range(YEARS)],
        "criteria": [_criterion(c) for c in criteria],
        "portfolios": _portfolios(one),
        "proposals": lines,
        "savings": savings,
    }
    gone = _add_limits(problem, one.limits.all())
    judged = [p for p in asked if not p.is_innovative]
    return Base(
        problem, names,
        without_span=sum(not any(s[0] is not None or s[2] is not None for s in spans.get(p.application.pk, {}).values()) for p in judged),
        without_points=sum(p.application.pk not in spans for p in judged), unclaimed=unclaimed, gone=gone,
    )  # fmt: skip


def _criterion(c: Criterion) -> dict[str, Any]:
    return {"id": c.code, "weight": c.weight} | ({"sek_per_point": c.sek_per_point} if c.sek_per_point else {})


def _line(p: Proposal, spans: Mapping[str, Span], scored: Sequence[Criterion]) -> dict[str, Any]:
    """A proposal as a line. An innovative one has no points: it is taken in by hand, in its own table."""
    later = {} if p.continuation else p.later  # what is committed already is taken off the ceilings of later years
    cost = [p.amount_sek, *(later.get(p.year + n, 0) for n in range(1, YEARS))]
    a = p.application
    line: dict[str, Any] = {
        "id": p.code, "portfolio": p.portfolio, "part": p.part, "directed": False, "body": a.applicant_body.code, "cost": cost,
        "score": {c.code: 0 for c in scored}, "submitted": (a.submitted_on or a.created_on).toordinal(), "status": "free",
    }  # fmt: skip
    if not p.is_innovative:
        _put_points(line, spans, scored)
    return line


def _put_points(line: dict[str, Any], spans: Mapping[str, Span], scored: Sequence[Criterion]) -> None:
    of = {c.code: spans.get(c.code, (None, 0, None)) for c in scored}
    line["score"] = {c: points for c, (_, points, _) in of.items()}
    if any(low is not None or high is not None for low, _, high in of.values()):
        line["low"] = {c: points if low is None else low for c, (low, points, _) in of.items()}
        line["high"] = {c: points if high is None else high for c, (_, points, high) in of.items()}


def g_code(grant: Grant) -> str:
    """The code that a grant of the year has in the problem: that of its proposal."""
    return f"{grant.application.code}/{grant.frame.year}{GIVEN}"


def _granted(grant: Grant, spans: Mapping[str, Span], scored: Sequence[Criterion]) -> dict[str, Any]:
    a = grant.application
    line: dict[str, Any] = {
        "id": g_code(grant), "portfolio": grant.frame.portfolio.code, "part": grant.part.part if grant.part else part_of(a),
        "directed": False, "body": a.applicant_body.code, "cost": [grant.amount_sek], "score": {c.code: 0 for c in scored},
        "submitted": (a.submitted_on or a.created_on).toordinal(), "status": GRANTED,
    }  # fmt: skip
    _put_points(line, spans, scored)
    return line


def _name(p: Proposal) -> dict[str, Any]:
    a = p.application
    return {
        "title": a.title, "code": a.code, "body": a.applicant_body.name, "category": a.category, "innovative": p.is_innovative,
        "benefit_sek": p.benefit_sek, "recommendation": Recommendation(p.recommendation).value if p.recommendation else "",
        "advice": Advice(p.advice).value if p.advice else "", "continuation": p.continuation is not None, "application": a.pk,
    }  # fmt: skip


def _granted_name(grant: Grant) -> dict[str, Any]:
    a: Application = grant.application
    return {"title": a.title, "code": a.code, "body": a.applicant_body.name, "category": a.category, "granted": True, "application": a.pk}


def _portfolios(one: Round) -> list[dict[str, Any]]:
    """Frame and parts of the year; after it the ceilings for commitments, less what earlier grants have committed. Source: F2, F3, F13."""
    held = Frame.objects.filter(portfolio__programme=one.programme, year__range=(one.year, one.year + YEARS - 1)).prefetch_related("parts")
    later = {(f.portfolio_id, f.year): f.commitment_ceiling_sek for f in held}
    frames = {f.portfolio_id: f for f in held if f.year == one.year}
    bound, rows = committed(one.programme), []
    shares = one.rule_set.content.get("limits", {}).get("commitment_shares", []) if one.rule_set else []
    for p in portfolios(one.programme):
        frame = frames.get(p.pk)
        limits: list[int | None] = [frame.amount_sek if frame else 0]
        for n in range(1, YEARS):
            ceiling = later.get((p.pk, one.year + n))
            if ceiling is None and frame and n <= len(shares):
                ceiling = frame.amount_sek * int(shares[n - 1]) // 100
            taken = bound.get((p.pk, one.year + n), (0, 0))[0]
            limits.append(None if ceiling is None else max(ceiling - taken, 0))
        parts = {part.part: part.amount_sek for part in frame.parts.all()} if frame else {}
        rows.append({"id": p.code, "frame": limits, "parts": _closed_too(parts)})
    return rows


def _closed_too(parts: dict[str, int]) -> dict[str, int]:
    """Where the city council has set any size, a part without one is closed."""
    return {p: parts.get(p, 0) for p in ("innovation", "improvement", "standardised")} if parts else {}


def _savings(asked: Sequence[Proposal], rated: Sequence[Criterion]) -> tuple[list[dict[str, Any]], int]:
    """Claims on one baseline as one saving, never counted above what is left of it; how many proposals claim nothing. Source: F9.

    A claim's kronor are those of its greatest year: its share of the baseline's yearly cost, or its kronor of a budget line.
    """
    if not rated:
        return [], 0
    owner = {p.application.calculation_id: p.code for p in asked if not p.is_innovative}
    claims = _claims_of(owner)
    shares = asked_shares(list(claims))
    wanted = sorted({s.baseline for s in shares})
    costs, codes = yearly_costs(wanted), dict(Baseline.objects.filter(pk__in=wanted).values_list("pk", "code"))
    taken = _taken(binding_shares(wanted), costs)
    found: dict[int, dict[str, int]] = {}
    for claim in claims:
        mine = [s for s in shares if s.claim == claim]
        if mine:
            kronor = max(_kronor(s, costs) for s in mine)
            of = found.setdefault(mine[0].baseline, {})
            of[owner[claims[claim]]] = of.get(owner[claims[claim]], 0) + kronor
    rows = [
        {"id": codes[b], "criterion": rated[0].code, "baseline": max(costs[b] - taken.get(b, 0), 0), "claims": of}
        for b, of in sorted(found.items())
    ]
    claiming = {c for of in found.values() for c in of}
    return rows, len(owner) - len(claiming)


def _claims_of(owner: Mapping[int, str]) -> dict[int, int]:
    """{claim: calculation} of the open claims of some calculations."""
    rows = Claim.objects.filter(item__calculation__in=list(owner))
    return dict(rows.order_by("pk").values_list("pk", "item__calculation"))


def _kronor(share: Share, costs: Mapping[int, int]) -> int:
    counted = share.counted if share.counted is not None else share.fraction
    return share.amount_sek if share.amount_sek is not None else int(Fraction(costs[share.baseline]) * counted)


def _taken(binding: Iterable[Share], costs: Mapping[int, int]) -> dict[int, int]:
    """Kronor of each baseline that granted claims hold already, in the year when they hold most."""
    sums: dict[tuple[int, int], int] = {}
    for s in binding:
        sums[s.baseline, s.year] = sums.get((s.baseline, s.year), 0) + _kronor(s, costs)
    found: dict[int, int] = {}
    for (baseline, _), kronor in sums.items():
        found[baseline] = max(found.get(baseline, 0), kronor)
    return found


# --- the year's own rules --------------------------------------------------------------------------------------------

_LISTS = {
    LimitKind.PREREQUISITE: "prerequisites",
    LimitKind.EXCLUSIVE: "exclusives",
    LimitKind.SYNERGY: "synergies",
    LimitKind.CAPACITY: "capacities",
    LimitKind.BALANCE: "balances",
}


def _add_limits(problem: Problem, limits: Iterable[Limit]) -> list[str]:
    """Put the rules into the problem; the names of those that say something of a proposal that is not there (and are left out)."""
    lines, gone = {p["id"]: p for p in problem["proposals"]}, []
    portfolios_ = {p["id"]: p for p in problem["portfolios"]}
    for limit in limits:
        kind, content = LimitKind(limit.kind), limit.content
        if not _named(kind, content) <= set(lines):
            gone.append(str(limit.name))
            continue
        if kind in ONE_BY_ONE:
            if lines[content["id"]]["status"] == "free":
                lines[content["id"]]["status"] = kind.value
        elif kind is LimitKind.DIRECTED:
            portfolios_[content["portfolio"]]["directed_max"] = content["max"]
            for code in content["members"]:
                lines[code]["directed"] = True
        else:
            own = content if kind is LimitKind.PREREQUISITE else {"id": limit.name, **content}
            problem.setdefault(_LISTS[kind], []).append(own)
    return gone


def _named(kind: LimitKind, content: Mapping[str, Any]) -> set[str]:
    """The proposals that a rule names."""
    if kind in ONE_BY_ONE:
        return {content["id"]}
    if kind is LimitKind.PREREQUISITE:
        return {content["proposal"], *content["needs"]}
    if kind is LimitKind.CAPACITY:
        return set(content["use"])
    return {*content["members"], *(content.get("within") or ())}
