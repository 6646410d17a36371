"""Acts of the valuation: designate, write, sign."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from nytta.city.organisation.models import Person
from nytta.city.records import commands as records
from nytta.city.records.queries import has_role
from nytta.city.records.terms import DecisionKind, Direction, Role
from nytta.governance.applications.commands import advance, void_changed
from nytta.governance.applications.models import Application
from nytta.governance.applications.queries import board_name
from nytta.governance.benefits.commands import copy_side, judge_mitigations, put_levels, put_side, trust, value_claims, value_shares
from nytta.governance.benefits.models import Figure
from nytta.governance.benefits.terms import Side
from nytta.kit import audit
from nytta.kit.commands import act, locked
from nytta.needs.goals.models import CouncilGoal
from nytta.plain.verdicts import no, require, verdict_of

from . import policies, queries
from .models import GoalScore, Valuation
from .rules import points_fit


@act
def appoint_assessor(*, application: Application, assessor: Person, place: int = 1, by: Person, on: datetime) -> Valuation:
    """Designate who values the case (place 2: a second, blind assessor); refused unless independent. One who had it before is replaced.

    Source: T; F8.
    """
    application = locked(application)
    may = policies.can_appoint_assessor if place == 1 else policies.can_appoint_second
    require(may(by, application, on.date()) + queries.not_the_other(assessor, application, place))
    if not has_role(assessor, Role.ASSESSOR, on.date()):
        require(no("mandate", "%(name)s har inte uppdraget som värderare.", "O2", "Utse personen till värderare först.",
                   field="assessor", name=str(assessor)))  # fmt: skip
    require(queries.independence(assessor, application, on.date()))
    Valuation.objects.filter(application=application, replaced_on=None, place=place).update(replaced_on=on.date())
    decision = records.decide(
        kind=DecisionKind.VALUATION, subject=application.code, decider=by.title or "Projektkontoret", body_name=board_name(),
        mandate="T; F8", basis=application.title, reasons="Värderaren är oberoende av sökanden.",
        content={"title": assessor.title}, registry=application.registry_number, by=by, on=on,
    )  # fmt: skip
    audit.note(subject=application.code, act="valuation.appoint", by=by, on=on, changes={"assessor": str(assessor)})
    made = Valuation.objects.create(application=application, assessor=assessor, appointed_on=on.date(), decision=decision, place=place)
    side = queries.side_of(made)
    if not Figure.objects.filter(item__calculation=application.calculation, side=side.value).exists():
        copy_side(calculation=application.calculation, source=Side.CLAIMED, target=side, by=assessor, on=on)
    return made


@act
def value(
    *, application: Application, amounts: Mapping[tuple[int, int], int], reasons: Mapping[int, str],
    points: Mapping[CouncilGoal, int], summary: str, bounds: Mapping[tuple[int, int], tuple[int | None, int | None]] | None = None,
    levels: Mapping[int, Decimal | None] | None = None, goal_reasons: Mapping[CouncilGoal, str] | None = None,
    factors: Mapping[int, tuple[Decimal, str]] | None = None,
    spans: Mapping[CouncilGoal, tuple[int | None, int | None]] | None = None,
    shares: Mapping[tuple[int, int], Fraction | None] | None = None, by: Person, on: datetime,
) -> Valuation:  # fmt: skip
    """Write the assessed figures by (item, year) with low and high, reasons and levels by item, points with their span
    and reasons by goal, by factor how far what makes costs be underestimated is dealt with, and by (item, year) the share of its baseline.

    Working material. Source: T; F8.
    """
    application = locked(application)
    require(policies.can_value(by, application, on.date()))
    valuation = queries.valuation_by(application, by)
    assert valuation is not None
    side, calculation, why = queries.side_of(valuation), application.calculation, goal_reasons or {}
    put_side(calculation=calculation, side=side, amounts=amounts, reasons=reasons, bounds=bounds, by=by, on=on)
    if levels:
        put_levels(calculation=calculation, side=side, values=levels, reasons=reasons, by=by, on=on)
    if shares:
        value_shares(calculation=calculation, side=side, shares=shares, by=by, on=on)
    if factors:
        judge_mitigations(calculation=calculation, side=side, judged=factors, by=by, on=on)
    _put_scores(valuation, points, spans or {}, why)
    valuation.summary = summary
    valuation.save(update_fields=["summary"])
    audit.note(subject=application.code, act="valuation.write", by=by, on=on)
    return valuation


def _put_scores(
    valuation: Valuation, points: Mapping[CouncilGoal, int], spans: Mapping[CouncilGoal, tuple[int | None, int | None]],
    why: Mapping[CouncilGoal, str],
) -> None:  # fmt: skip
    require(verdict_of(points_fit(goal.code, points.get(goal), *spans.get(goal, (None, None))) for goal in {**points, **spans}))
    rows = [(goal, score, *spans.get(goal, (None, None))) for goal, score in points.items()]
    GoalScore.objects.bulk_create(
        [GoalScore(valuation=valuation, goal=g, points=p, low=low, high=high, reason=why.get(g, "")) for g, p, low, high in rows],
        update_conflicts=True, unique_fields=["valuation", "goal"], update_fields=["points", "low", "high", "reason"],
    )  # fmt: skip


@act
def sign(*, application: Application, by: Person, on: datetime) -> Valuation:
    """Sign the valuation; when all who value have signed, the case goes to its preparation group with the first assessor's figures.

    Acceptances of other amounts are void. Source: T; F8, F12.
    """
    application = locked(application)
    require(policies.can_value(by, application, on.date()))
    valuation = queries.valuation_by(application, by)
    assert valuation is not None
    require(queries.ready_to_sign(application, valuation))
    valuation.signed_on = on.date()
    valuation.save(update_fields=["signed_on"])
    records.enter(subject=application.code, registry=application.registry_number, direction=Direction.INTERNAL,
                  counterpart=by.title or "Värderare", what="Nyttovärdering, undertecknad", by=by, on=on)  # fmt: skip
    side = queries.side_of(valuation)
    copy_side(calculation=application.calculation, source=Side.CLAIMED, target=side, only_missing=True, by=by, on=on)
    if Valuation.objects.filter(application=application, replaced_on=None, signed_on=None).exists():
        audit.note(subject=application.code, act="valuation.sign", by=by, on=on)  # the other one, who is blind, has not signed
        return valuation
    trust(calculation=application.calculation, side=Side.ASSESSED, by=by, on=on)
    value_claims(calculation=application.calculation, by=by, on=on)
    void_changed(application=application, by=by, on=on)
    advance(application=application, name="sign", by=by, on=on)
    return valuation
