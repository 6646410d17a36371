"""Reads of portfolios: frames with sums, all that the development council weighs, the ranked list, worklists."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, Sum, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext

from nytta.city.organisation.models import Person
from nytta.city.records import queries as records
from nytta.city.records.models import Decision, Programme, RuleSet
from nytta.city.records.terms import DecisionKind, Role
from nytta.engine.problem import from_dict
from nytta.engine.rank import RankedList, rank
from nytta.governance.applications.models import Application
from nytta.governance.applications.queries import entered, facts_of, requested, rules_for
from nytta.governance.applications.queries.many import remember
from nytta.governance.applications.queries.stays import since
from nytta.governance.applications.rules import MISSING, Tried, conditions, gate
from nytta.governance.applications.terms import CaseState, Category, PortfolioPart, Stop
from nytta.governance.benefits.queries import sums_of_many
from nytta.governance.benefits.rules import Sums, yearly_benefit
from nytta.governance.benefits.terms import Side
from nytta.governance.preparation.models import Statement
from nytta.governance.preparation.queries import standing_in
from nytta.governance.valuation.queries import is_signed, scores_of
from nytta.kit.once import once
from nytta.kit.prepared import Prepared, PreparedThings, Small
from nytta.kit.work import Waiting, worklist
from nytta.plain.verdicts import Finding, Verdict
from nytta.plain.words import labels

from ..models import Allocation, Commitment, Continuation, CouncilAdvice, Frame, FramePart, Grant, Portfolio
from ..rules import grant_year, room
from ..terms import Advice, ContinuationState


@dataclass(frozen=True)
class Proposal:
    """One line that the development council can take or leave: a new case, or next year's part of a granted one."""

    application: Application
    year: int
    amount_sek: int
    later: Mapping[int, int]
    points: Mapping[str, int]
    benefit_sek: int
    continuation: Continuation | None
    advice: str = ""
    recommendation: str = ""

    @property
    def code(self) -> str:
        """The case's code, with the year where it is a continuation."""
        return f"{self.application.code}/{self.year}" if self.continuation else self.application.code

    @property
    def is_innovative(self) -> bool:
        """Whether it stands in the table of its own, unranked."""
        return bool(self.application.category == Category.INNOVATIVE.value)

    @property
    def portfolio(self) -> str:
        """The portfolio's code."""
        return f"P{self.application.focus_area.number}" if self.application.focus_area else ""

    @property
    def part(self) -> str:
        """The part of the portfolio that it charges, where parts are set."""
        return part_of(self.application)


def part_of(application: Application) -> str:
    """The part a case belongs to: innovative cases the innovation part, else what is chosen, else improvement. Source: F3."""
    if application.category == Category.INNOVATIVE.value:
        return PortfolioPart.INNOVATION.value
    return str(application.part) or PortfolioPart.IMPROVEMENT.value


_PORTFOLIOS = PreparedThings(lambda programme: portfolios(programme), int)
_FRAMES = PreparedThings(
    lambda programme: (
        Frame.objects.filter(portfolio__programme=programme).select_related("portfolio__focus_area").order_by("portfolio__code")
        .annotate(in_parts=Exists(FramePart.objects.filter(frame=OuterRef("pk"))), of_all=_count(programme))
    ),
    int,
)  # fmt: skip
_SUMS = Prepared(
    lambda programme, year: _committed(programme).union(
        Allocation.objects.filter(year=year, portfolio=None).order_by().values_list("portfolio", "year")
        .annotate(total=Sum("granted_sek"), n=Count("*")), all=True,
    ),
    int, Small,
)  # fmt: skip


def _count(programme: int) -> Subquery:
    """How many portfolios a programme has."""
    rows = Portfolio.objects.filter(programme=programme).order_by()
    return Subquery(rows.values("programme").annotate(n=Count("*")).values("n"))


def _committed(programme: Programme | int) -> QuerySet[Commitment, Any]:
    """(portfolio key, year, kronor, cases) of what granted cases are expected to ask for."""
    rows = Commitment.objects.filter(portfolio__programme=programme).order_by()
    return rows.values_list("portfolio", "year").annotate(total=Sum("amount_sek"), n=Count("*"))


def portfolios_of(programme: Programme | None) -> list[Portfolio]:
    """The same as a list; no query where frames that this reading has asked for are of them all."""
    frames = _frames(programme)
    known = {f.portfolio_id: f.portfolio for f in frames}
    if frames and len(known) == frames[0].of_all:  # type: ignore[attr-defined]
        return list(known.values())
    return _PORTFOLIOS(programme.pk) if programme else []


def portfolios(programme: Programme | int | None) -> QuerySet[Portfolio]:
    """The portfolios of a programme, in order of code."""
    return Portfolio.objects.filter(programme=programme).select_related("focus_area").order_by("code")


def portfolio_for(application: Application) -> Portfolio | None:
    """The portfolio of the case's focus area."""
    return Portfolio.objects.filter(focus_area=application.focus_area_id).select_related("programme").first()


def _frames(programme: Programme | None) -> list[Frame]:
    return once(("frames", programme.pk), lambda: _FRAMES(programme.pk)) if programme else []


def frames_of_year(programme: Programme | None, year: int, *, parts: bool = True) -> list[Frame]:
    """The frames of a year with portfolio and parts; two queries, one without `parts` or where no frame has any."""
    found = [f for f in _frames(programme) if f.year == year]
    if parts:
        nothing = FramePart.objects.none()
        nothing._result_cache = []  # as after a prefetch that found none: nothing is composed to read it
        for frame in found:
            if not frame.in_parts:  # type: ignore[attr-defined]
                frame._prefetched_objects_cache = {"parts": nothing}  # type: ignore[attr-defined]
        prefetch_related_objects(found, "parts")
    return found


def years_with_frames(programme: Programme | None) -> list[int]:
    """The years for which any frame is set, in order."""
    return sorted({f.year for f in _frames(programme)})


def granted_to(codes: Iterable[str], year: int) -> dict[int, int]:
    """{frame key: kronor} granted to the cases under some codes in a year; one query."""
    rows = Grant.objects.filter(application__code__in=list(codes), frame__year=year).order_by()
    return dict(rows.values_list("frame").annotate(Sum("amount_sek")))


def committed(programme: Programme | None) -> dict[tuple[int, int], tuple[int, int]]:
    """{(portfolio key, year): (kronor, cases)} of what granted cases are expected to ask for; not yet granted. Source: F13."""
    return {(portfolio, year): (total, n) for portfolio, year, total, n in (_committed(programme) if programme else ())}


def sums_beside(programme: Programme | None, year: int) -> dict[tuple[int | None, int], tuple[int, int]]:
    """The same, and under (None, year) what has been granted outside all portfolios in a year; one query. Source: F13; U9."""
    return {(portfolio, of): (total, n) for portfolio, of, total, n in (_SUMS(programme.pk, year) if programme else ())}


def grants_of(frame: Frame) -> QuerySet[Grant]:
    """The grants that a frame's sum is made of, newest first."""
    return Grant.objects.filter(frame=frame).select_related("application__applicant_body", "decision").order_by("-granted_on", "-pk")


def granted_without_part(frame: Frame) -> int:
    """Kronor of a frame that were granted before the city council had set sizes for its parts. Source: F3."""
    return int(Grant.objects.filter(frame=frame, part=None).aggregate(s=Sum("amount_sek"))["s"] or 0)


def grants_to(application: Application) -> QuerySet[Grant]:
    """The grants to one case, by year."""
    return Grant.objects.filter(application=application).select_related("frame__portfolio", "decision").order_by("frame__year")


def frame_of(portfolio: Portfolio, year: int) -> Frame | None:
    """The frame of a portfolio and year with its parts."""
    return Frame.objects.filter(portfolio=portfolio, year=year).prefetch_related("parts").first()


def conditions_of(application: Application, on: date) -> list[Tried]:
    """Each line at the grant as met, missing or not applicable. Source: F12."""
    rules = rules_for(application, on)
    if rules is None:
        return []
    facts = facts_of(application, on, valuation_signed=is_signed(application))
    return conditions(facts=facts, rule_set=rules.content, stop=Stop.GRANT)


def exemptions_used(application: Application, on: date) -> list[str]:
    """The exemptions that lift some line at the grant, by code, in order: the decision names what it rests on. Source: O5; F12."""
    return sorted({t.leave.code for t in conditions_of(application, on) if t.leave is not None})


def lacking(keys: Iterable[int], on: date) -> dict[int, tuple[Finding, ...]]:
    """{case: what is missing for a grant} of several cases, by the gates of the grant itself; the same queries whatever their number. Source: F12."""
    related = ("focus_area", "applicant_body", "calculation", "owner_body", "process_body")
    cases = list(Application.objects.filter(pk__in=list(keys)).select_related(*related).order_by("pk"))
    remember(cases, on)
    return {a.pk: tuple(t.finding for t in conditions_of(a, on) if t.state == MISSING and t.finding is not None) for a in cases}


def advice_on(application: Application, year: int | None = None) -> CouncilAdvice | None:
    """The development council's last advice on a case (for a year)."""
    rows = CouncilAdvice.objects.filter(application=application).select_related("by")
    return (rows.filter(year=year) if year else rows).last()


_WEIGHED = (CaseState.WEIGHING.value, CaseState.DECISION.value)


def elsewhere(programme: Programme | None) -> int:
    """How many cases wait on the development council or the decision in another programme than this, or in no focus area."""
    return Application.objects.filter(state__in=_WEIGHED).exclude(focus_area__programme=programme).count()


def proposals(on: date, programme: Programme | None) -> list[Proposal]:
    """All of a programme that waits on the development council or the decision, in a bounded number of queries. Source: P5; F11, F13."""
    related = ("focus_area", "applicant_body", "calculation")
    weighed = Application.objects.filter(state__in=_WEIGHED, focus_area__programme=programme)
    cases = list(weighed.select_related(*related).order_by("submitted_on", "pk"))
    open_states = [ContinuationState.PROPOSED.value, ContinuationState.ADVISED.value]
    next_parts = list(
        Continuation.objects.filter(state__in=open_states, application__focus_area__programme=programme)
        .select_related(*(f"application__{r}" for r in related))
        .order_by("proposed_on", "pk")
    )
    keys = [a.pk for a in cases] + [c.application_id for c in next_parts]
    sums = sums_of_many([a.calculation_id for a in cases] + [c.application.calculation_id for c in next_parts])
    scores = scores_of(keys)
    advice = {
        (k, y): a
        for k, y, a in CouncilAdvice.objects.filter(application__in=keys).order_by("pk").values_list("application", "year", "advice")
    }
    said = dict(
        Statement.objects.filter(application__in=keys).exclude(signed_on=None).order_by("pk").values_list("application", "recommendation")
    )
    out = []
    for a in cases:
        asked = requested(a, sums[a.calculation_id])
        year = grant_year(requested=asked, on=on)
        if year is not None:
            later = {y: v for y, v in asked.items() if y > year}
            out.append(_proposal(a, year, asked[year], later, scores, sums, None, advice, said))
    for c in next_parts:
        asked = requested(c.application, sums[c.application.calculation_id])
        later = {y: v for y, v in asked.items() if y > c.year}
        out.append(_proposal(c.application, c.year, c.amount_sek, later, scores, sums, c, advice, said))
    return out


def _proposal(
    a: Application, year: int, amount: int, later: Mapping[int, int], scores: Mapping[int, dict[str, int]],
    sums: Mapping[int, Sums], continuation: Continuation | None, advice: Mapping[tuple[int, int], str], said: Mapping[int, str],
) -> Proposal:  # fmt: skip
    benefit = yearly_benefit(sums[a.calculation_id], Side(a.calculation.trusted))
    return Proposal(
        application=a, year=year, amount_sek=amount, later=later, points=scores.get(a.pk, {}), benefit_sek=benefit,
        continuation=continuation, advice=advice.get((a.pk, year), ""), recommendation=said.get(a.pk, ""),
    )  # fmt: skip


def parts_left(frame: Frame) -> dict[str, int]:
    """Kronor left by part where the city council has set sizes; a part without a size is then closed. {} where none is set."""
    sizes = {p.part: p.amount_sek - p.used_sek for p in frame.parts.all()}
    return {p: sizes.get(p, 0) for p in PortfolioPart.codes()} if sizes else {}


def problem_of(rows: Iterable[Proposal], frames: Iterable[Frame], weights: Mapping[str, int], year: int) -> dict[str, Any]:
    """The engine's problem for a year: what is left of frames and parts, three goals as criteria. Source: docs/method.md."""
    ranked = [p for p in rows if p.year == year and not p.is_innovative]
    lines = [
        {"id": p.code, "portfolio": p.portfolio, "part": p.part, "directed": False, "body": p.application.applicant_body.code,
         "cost": [p.amount_sek], "score": {g: p.points.get(g, 0) for g in weights},
         "submitted": (p.application.submitted_on or p.application.created_on).toordinal(), "status": "free"}
        for p in ranked
    ]  # fmt: skip
    known = {f.portfolio.code: f for f in frames}
    return {
        "years": [year],
        "criteria": [{"id": g, "weight": w} for g, w in weights.items()],
        "portfolios": [
            {"id": code, "frame": [known[code].left_sek if code in known else 0],
             "parts": parts_left(known[code]) if code in known else {}}
            for code in sorted({p.portfolio for p in ranked} | set(known))
        ],
        "proposals": lines,
    }  # fmt: skip


def ranked(rows: list[Proposal], frames: list[Frame], weights: Mapping[str, int], year: int) -> RankedList | None:
    """The ranked list of a year's proposals; None when there is nothing to rank. Source: docs/method.md; F16."""
    problem = problem_of(rows, frames, weights, year)
    return rank(from_dict(problem)) if problem["proposals"] else None


def weights(on: date) -> dict[str, int]:
    """The weights of the goals in the rule set in force; equal until decided otherwise."""
    return weights_of(records.rule_set_in_force(on))


def weights_of(rules: RuleSet | None) -> dict[str, int]:
    """The weights of the goals in a rule set."""
    found = rules.content.get("weights", {}) if rules else {}
    return {str(k): int(v) for k, v in found.items()}


def room_for(application: Application, year: int, amount_sek: int) -> Verdict:
    """Whether the amount fits in what is left of the case's frame and part of a year. Source: F2, F3."""
    portfolio = portfolio_for(application)
    frame = Frame.objects.filter(portfolio=portfolio, year=year).first() if portfolio else None
    part = FramePart.objects.filter(frame=frame, part=part_of(application)).first() if frame else None
    closed = frame is not None and part is None and frame.parts.exists()
    left = part.amount_sek - part.used_sek if part else (0 if closed else None)
    return room(
        amount_sek=amount_sek, frame_left_sek=frame.left_sek if frame else None, part_left_sek=left,
        name=portfolio.code if portfolio else "–", year=year, part=labels(PortfolioPart(part_of(application)), small=False),
    )  # fmt: skip


def grant_gate(application: Application, year: int, amount_sek: int, on: date) -> Verdict:
    """All that must hold before money: the rule set's lines at the grant, and room in frame and part. Source: F12, F2, F3."""
    rules = rules_for(application, on)
    assert rules is not None
    facts = facts_of(application, on, valuation_signed=is_signed(application))
    return gate(stop=Stop.GRANT, facts=facts, rule_set=rules.content) + room_for(application, year, amount_sek)


@dataclass(frozen=True)
class Target:
    """What an act concerns: the case, the year and the amount; next year's part where it is one. Year 0: nothing to decide."""

    application: Application
    year: int
    amount_sek: int
    continuation: Continuation | None


def target(application: Application, year: int | None, on: date) -> Target:
    """The proposal of a case that is to be advised on or decided: its open next year's part (of a year), else its first year."""
    closed = [ContinuationState.GRANTED.value, ContinuationState.REFUSED.value]
    rows = Continuation.objects.filter(application=application).exclude(state__in=closed).order_by("year")
    part = (rows.filter(year=year) if year else rows).first()
    if part is not None:
        return Target(application, part.year, part.amount_sek, part)
    asked = requested(application)
    first = grant_year(requested=asked, on=on)
    wanted = year if year in asked else first
    return Target(application, wanted or 0, asked.get(wanted or 0, 0), None)


def frame_history(portfolio: Portfolio, year: int) -> QuerySet[Decision]:
    """The city council's decisions on a frame, newest first."""
    return records.decisions_on(f"{portfolio.code}-{year}").filter(kind=DecisionKind.FRAME.value)


def committed_to(portfolio: Portfolio) -> QuerySet[Commitment]:
    """What granted cases of a portfolio are expected to ask for in later years, case by case."""
    rows = Commitment.objects.filter(portfolio=portfolio).select_related("application__applicant_body")
    return rows.order_by("year", "application__code")


@worklist
def to_weigh(person: Person, on: date) -> Iterable[Waiting]:
    """What waits on the development council's advice, or on the director's decision."""
    lines = []
    council, director = records.has_role(person, Role.DEVELOPMENT_COUNCIL, on), records.has_role(person, Role.CITY_DIRECTOR, on)
    if not council:
        cases = entered(CaseState.WEIGHING).select_related("focus_area")
        spare = records.is_substitute(person, Role.DEVELOPMENT_COUNCIL, on)
        for a in standing_in(person, Role.DEVELOPMENT_COUNCIL, list(cases), on) if spare else []:
            what, url = gettext("Väg samman och ge råd som ersättare"), reverse("portfolios:advise", args=[a.code])
            lines.append(Waiting(what, a.title, a.code, url, since(a), "", 1))
    for mine, state, part_state, what, name in (
        (council, CaseState.WEIGHING, ContinuationState.PROPOSED, gettext("Väg samman och ge råd"), "portfolios:advise"),
        (director, CaseState.DECISION, ContinuationState.ADVISED, gettext("Besluta om medel"), "portfolios:decide"),
    ):
        if mine:
            for a in entered(state)[:50]:
                lines.append(Waiting(what, a.title, a.code, reverse(name, args=[a.code]), since(a), "", 1))
            for c in Continuation.objects.filter(state=part_state.value).select_related("application").order_by("proposed_on")[:50]:
                a = c.application
                lines.append(Waiting(what, f"{a.title} ({c.year})", a.code, reverse(name, args=[a.code]), c.proposed_on, "", 1))
    return lines


def is_unfavourable(advice: CouncilAdvice | None) -> bool:
    """Whether the development council advised against; the director may still grant, with reasons."""
    return advice is not None and advice.advice != Advice.FUND.value
