"""Before the room: criteria and rules with who decided them, each member's weights, the lock."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from nytta.city.organisation.models import Person
from nytta.city.records.models import Programme
from nytta.city.records.queries import rule_set_in_force
from nytta.engine.problem import BadProblem, from_dict
from nytta.governance.portfolios.queries import weights_of
from nytta.kit import audit
from nytta.kit.commands import act, locked
from nytta.kit.numbers import next_number
from nytta.needs.goals.queries import goals_of
from nytta.plain.verdicts import Verdict, no, require

from .. import policies
from ..flow import ROUND
from ..models import Criterion, Figures, Limit, MemberWeights, Round, Scenario
from ..queries.figures import GIVEN, Base, base_of
from ..rules import (
    change_fits,
    joined,
    locked_note,
    mark_of,
    point_weights,
    range_mark,
    ranges,
    steps_of,
    swings,
    weights_fit,
    whole_weights,
)  # fmt: skip
from ..terms import ONE_BY_ONE, Joined, LimitKind, RoundState


def move(*, one: Round, name: str, by: Person, on: datetime) -> None:
    """Put the round in the state that the act leads to."""
    one.state = str(ROUND.next(RoundState(one.state), name))
    one.save(update_fields=["state"])


@act
def start_round(*, programme: Programme, year: int, title: str, held_on: date, by: Person, on: datetime) -> Round:
    """Start a weighing of a year, with the city council's goals as criteria and the rule set's weights. Source: P5; F11, F16."""
    require(policies.can_start(by, on.date()))
    rules = rule_set_in_force(on.date())
    one = Round.objects.create(
        code=f"V-{year}-{next_number(f'V-{year}')}", programme=programme, rule_set=rules, year=year, title=title, held_on=held_on, created_by=by,
        created_on=on.date(),
    )  # fmt: skip
    weights = weights_of(rules)
    for place, goal in enumerate(goals_of(programme)):
        Criterion.objects.create(round=one, code=goal.code, title=goal.name, weight=weights.get(goal.code, 1), place=place)
    audit.note(subject=one.code, act="round.start", by=by, on=on, changes={"year": year, "title": title})
    return one


@act
def set_criterion(
    *, one: Round, code: str, title: str, worst: str, best: str, sek_per_point: int | None = None, decided_by: str = "", paragraph: str = "",
    by: Person, on: datetime,
) -> Criterion:  # fmt: skip
    """Say what a criterion means at its ends; one that is new is counted in saved kronor, at the rate that the council decided.

    Money and points meet only through such a rate, with who decided it. Source: docs/method.md section 6; F9, F16.
    """
    one = locked(one)
    require(policies.can_prepare(by, one, on.date()))
    row = Criterion.objects.filter(round=one, code=code).first()
    if row is None:
        if not sek_per_point:
            require(
                no("rate", "Ange hur många kronor om året som väger lika med en poäng.", "F9; F16", "Skriv ett belopp.", "sek_per_point")
            )
        row = Criterion(round=one, code=code, place=one.criteria.count())
    if sek_per_point and not (decided_by.strip() and paragraph.strip()):
        require(no("rate_decided", "Skriv vem som har beslutat hur kronor och poäng möts.", "F16", "Utvecklingsrådet beslutar; ange paragraf.", "paragraph"))  # fmt: skip
    values = {
        "title": title,
        "worst": worst,
        "best": best,
        "sek_per_point": sek_per_point,
        "decided_by": decided_by,
        "paragraph": paragraph,
    }
    changes = audit.changes_of(row, values)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    audit.note(subject=one.code, act="round.criterion", by=by, on=on, changes={"code": code, **changes})
    return row


@act
def set_limit(
    *, one: Round, kind: LimitKind, name: str, content: Mapping[str, Any], reason: str, decided_by: str, paragraph: str, by: Person,
    on: datetime,
) -> Limit:  # fmt: skip
    """Record a rule of the year, with who decided it; one that the engine cannot read is refused in words. Source: E6.2; F3, F16."""
    one = locked(one)
    require(policies.can_set_limit(by, one, on.date()))
    if not (decided_by.strip() and paragraph.strip()):
        require(no("limit_decided", "Skriv vem som har beslutat regeln, och var.", "F3; F16", "Ange organ och paragraf.", "paragraph"))
    if kind in ONE_BY_ONE:
        _one_rule_each(one, kind, str(content.get("id", "")))
    row, _ = Limit.objects.update_or_create(
        round=one, kind=kind.value, name=name,
        defaults={"content": dict(content), "reason": reason, "decided_by": decided_by, "paragraph": paragraph},
    )  # fmt: skip
    _readable(base_of(one, on.date()), row)
    audit.note(subject=one.code, act="round.limit", by=by, on=on, changes={"kind": kind.value, "name": name, "content": dict(content)})
    return row


def _one_rule_each(one: Round, kind: LimitKind, code: str) -> None:
    """A proposal must be in, is bound or is left out: two of them cannot both be said of it, nor any of what is granted."""
    if code.endswith(GIVEN):
        require(no("limit_given", "Förslaget är redan beviljat i år.", "F16", "Välj ett förslag som inte är beslutat.", "content"))
    others = [k.value for k in ONE_BY_ONE if k is not kind]
    held = one.limits.filter(kind__in=others, content__id=code).first()
    if held is not None:
        require(no("limit_twice", "Förslaget har redan regeln ”%(kind)s”, och båda kan inte gälla.", "F16", "Ta bort den regeln först.",
                   "content", kind=LimitKind(held.kind)))  # fmt: skip


def _readable(base: Base, limit: Limit | None = None) -> None:
    """Refuse what the engine cannot read, and a rule that names proposals which are not there."""
    if limit is not None and limit.name in base.gone:
        require(no("limit_gone", "Regeln nämner ett förslag som inte vägs i år.", "F16", "Välj bland årets förslag.", "content"))
    try:
        from_dict(base.problem)
    except BadProblem as bad:
        if limit is not None and bad.field.startswith("synergies[") and ".cost[" in bad.field:
            require(no("limit_cost", "Regeln sänker kostnaden mer än förslaget kostar det året.", "”Metoden för vägningen”",
                       "Skriv en mindre sänkning, eller bokför den på ett annat förslag.", "content"))  # fmt: skip
        require(no("limit", "Regeln går inte att räkna med: se %(where)s.", "”Metoden för vägningen”", "Rätta talen.", "content",
                   where=bad.field))  # fmt: skip


@act
def drop_limit(*, limit: Limit, by: Person, on: datetime) -> None:
    """Take a rule away; that it was there stays in the history. Source: F16."""
    require(policies.can_set_limit(by, locked(limit.round), on.date()))
    held = {"kind": limit.kind, "name": limit.name, "content": limit.content, "paragraph": limit.paragraph}
    audit.note(subject=limit.round.code, act="round.limit_dropped", by=by, on=on, changes=held)
    limit.delete()


@act
def ask_for_weights(*, one: Round, how: Joined, by: Person, on: datetime) -> Round:
    """Ask each member for weights, and say how they will be joined: before anybody has seen the proposals. Source: F16; N8."""
    one = locked(one)
    require(policies.can_prepare(by, one, on.date()))
    one.joined = how.value
    one.save(update_fields=["joined"])
    move(one=one, name="ask_weights", by=by, on=on)
    audit.note(subject=one.code, act="round.ask_weights", by=by, on=on, changes={"joined": how.value})
    return one


@act
def back_to_preparing(*, one: Round, by: Person, on: datetime) -> Round:
    """Go back and write criteria anew: what members have given no longer holds and is removed: the history says how many had. Source: F16."""
    one = locked(one)
    require(policies.can_open(by, one, on.date()))
    given, _ = MemberWeights.objects.filter(round=one).delete()
    move(one=one, name="back", by=by, on=on)
    audit.note(subject=one.code, act="round.back", by=by, on=on, changes={"given": given})
    return one


@act
def give_weights(*, one: Round, points: Mapping[str, int], shown: str, by: Person, on: datetime) -> MemberWeights:
    """A member's own swing weights, for the ranges that were shown: refused when these have changed since. Source: F16; N8."""
    one = locked(one)
    require(policies.can_weigh(by, one, on.date()))
    criteria = [c.code for c in one.criteria.all()]
    now = range_mark(ranges(base_of(one, on.date()).problem))
    if shown != now:
        require(
            no("ranges", "Förslagens lägsta och högsta värden har ändrats sedan sidan visades.", "F16", "Läs dem på nytt och väg igen.")
        )
    given = {c: points[c] for c in criteria if c in points}
    require(swings(given, criteria))
    row, _ = MemberWeights.objects.update_or_create(round=one, person=by, defaults={"points": given, "range_mark": now, "given_at": on})
    audit.note(subject=one.code, act="round.weigh", by=by, on=on)
    return row


@act
def open_room(*, one: Round, by: Person, on: datetime) -> Round:
    """Lock the weights, join them, make them weights per point, and open the proposals as they stand now. Source: F16; N8."""
    one = locked(one)
    require(policies.can_open(by, one, on.date()))
    given = list(MemberWeights.objects.filter(round=one).order_by("person"))
    if given:
        shares, steps = joined([w.points for w in given], Joined(one.joined)), _steps(base_of(one, on.date()))
        whole = whole_weights(point_weights(shares, steps))
        one.notes = {"lock": locked_note(shares, steps)}
        for c in one.criteria.all():
            c.weight = whole[c.code]
            c.save(update_fields=["weight"])
    weights = {c.code: c.weight for c in one.criteria.all()}
    require(weights_fit(weights))
    one.weights_locked_at = on
    _take_in(one, base_of(one, on.date()), by, on)
    Scenario.objects.get_or_create(round=one, is_screen=True, defaults={"number": 1, "name": "Rummet", "by": by, "at": on})
    move(one=one, name="open", by=by, on=on)
    audit.note(
        subject=one.code, act="round.open", by=by, on=on, changes={"weights": weights, "members": len(given), "figures": one.figures_id}
    )
    return one


def _steps(base: Base) -> dict[str, Fraction]:
    """What each criterion can give at hand, as it is locked; a figure that cannot be read is refused in words."""
    _readable(base)
    return steps_of(base.problem)


def figures(*, problem: Mapping[str, Any], by: Person | None, on: datetime) -> Figures:
    """The row of a problem, made when it is not there."""
    return Figures.objects.get_or_create(mark=mark_of(problem), defaults={"content": problem, "made_at": on})[0]


def _take_in(one: Round, base: Base, by: Person, on: datetime) -> None:
    _readable(base)
    one.figures, one.names = figures(problem=base.problem, by=by, on=on), base.names
    kept = {k: v for k, v in one.notes.items() if k == "lock"}
    one.notes = {**kept, "without_span": base.without_span, "without_points": base.without_points, "unclaimed": base.unclaimed, "gone": base.gone}  # fmt: skip
    one.save(update_fields=["figures", "names", "notes", "weights_locked_at"])


@act
def renew(*, one: Round, by: Person, on: datetime) -> list[dict[str, Any]]:
    """Take in what has changed since the room was opened; the changes on the screen that no longer fit, which are taken out. Source: F16."""
    one = locked(one)
    require(policies.can_renew(by, one, on.date()))
    base = base_of(one, on.date())
    before = one.figures_id
    _take_in(one, base, by, on)
    lost: list[dict[str, Any]] = []
    for scenario in Scenario.objects.select_for_update().filter(round=one):
        kept, gone = _parted(base, scenario.changes)
        lost += gone if scenario.is_screen else []
        if gone:
            scenario.changes, scenario.undone, scenario.revision = kept, [], scenario.revision + 1
            scenario.save(update_fields=["changes", "undone", "revision"])
    audit.note(subject=one.code, act="round.renew", by=by, on=on, changes={"figures": [before, one.figures_id], "lost": lost})
    return lost


def _parted(base: Base, changes: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    fits: list[Verdict] = [change_fits(base.problem, c) for c in changes]
    return [c for c, f in zip(changes, fits, strict=True) if f], [c for c, f in zip(changes, fits, strict=True) if not f]
