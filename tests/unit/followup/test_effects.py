"""What an account of effects lacks, when one is reminded, and the sums over projects."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from nytta.followup.projects.rules import (
    Accounted,
    Due,
    EffectTerms,
    aims,
    effect_complete,
    effect_terms,
    grouped,
    lead_come,
    review_given,
    reviewer_apart,
    told_at,
    totals,
)
from nytta.plain.periods import year_after

pytestmark = pytest.mark.requirement("U6")
TERMS = EffectTerms()


@pytest.mark.parametrize(
    ("day", "after"),
    [(date(2024, 2, 29), date(2025, 3, 1)), (date(2023, 2, 28), date(2024, 2, 28)), (date(2023, 3, 1), date(2024, 3, 1)), (date(2025, 12, 31), date(2026, 12, 31))],
)  # fmt: skip
def test_a_year_after_29_february_is_1_march(day: date, after: date) -> None:
    assert year_after(day) == after


def row(**values: object) -> Accounted:
    told = {"decided": {2027: 500}, "realised": {2027: 500}, "evidence": "Rapport", **values}
    return Accounted(1, "Tid", **told)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "lacks"),
    [
        (row(), []),
        (row(realised={}), ["realised"]),
        (row(realised={2026: 500}), ["realised", "deviation_explained"]),
        (row(realised={2027: 550}), []),
        (row(realised={2027: 551}), ["deviation_explained"]),
        (row(realised={2027: 449}, explanation="Färre"), []),
        (row(realised={2027: 0}, evidence="", explanation="Uteblev"), []),
        (row(evidence=""), ["evidence"]),
        (row(evidence="", files=1), []),
        (row(decided={}, realised={2027: 5}), ["deviation_explained"]),
        (Accounted(1, "Nöjdhet", on_scale=True, level_decided=Decimal(4)), ["realised"]),
        (Accounted(1, "Nöjdhet", on_scale=True, level_decided=Decimal(4), level=Decimal(3), evidence="Enkät"), ["deviation_explained"]),
        (Accounted(1, "Nöjdhet", on_scale=True, level_decided=Decimal(4), level=Decimal(4), evidence="Enkät"), []),
    ],
)
def test_item_is_accounted_for_with_evidence_and_reasons(one: Accounted, lacks: list[str]) -> None:
    assert [f.rule for f in effect_complete(rows=[one], year=2027, explanation="Ja", terms=TERMS).blocking] == lacks


def test_whole_is_explained() -> None:
    assert [f.field for f in effect_complete(rows=[], year=2027, explanation=" ", terms=TERMS).blocking] == ["explanation"]


@pytest.mark.parametrize(
    ("limits", "terms"),
    [
        ({}, TERMS),
        ({"effect_reminder_days": [10, 60], "effect_further_days": [5, 10, 20], "effect_deviation_percent": 0}, EffectTerms((60, 10), (5, 10, 20), 0)),
        ({"effect_reminder_days": [0], "effect_further_days": [5, 5, 20], "effect_deviation_percent": True}, TERMS),
        ({"effect_reminder_days": "x", "effect_further_days": [1, 2], "effect_deviation_percent": 101}, TERMS),
    ],
)  # fmt: skip
def test_terms_are_the_rule_sets_within_bounds(limits: dict[str, object], terms: EffectTerms) -> None:
    assert effect_terms({"limits": limits}) == terms


@pytest.mark.parametrize(
    ("days", "told", "lead"),
    [(-31, None, None), (-30, None, -30), (-8, -30, None), (-7, -30, -7), (0, -7, None), (1, -7, 1), (14, 1, None), (15, 1, 15), (400, None, 30), (400, 30, None)],
)  # fmt: skip
def test_each_lead_time_is_told_once_and_the_latest_alone(days: int, told: int | None, lead: int | None) -> None:
    assert lead_come(days=days, terms=TERMS, told=told) == lead


def test_late_account_goes_to_the_head_and_then_to_the_office() -> None:
    assert [told_at(lead=n, terms=TERMS) for n in (-7, 1, 15, 30)] == [(False, False), (False, False), (True, False), (True, True)]


@pytest.mark.requirement("F8")
def test_reviewer_has_no_part_in_what_is_reviewed() -> None:
    asked = [{"handed_in": a, "manages": b, "owners_body": c} for a, b, c in ((0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1))]
    assert [bool(reviewer_apart(name="Eva", **one)) for one in asked] == [True, False, False, False]  # type: ignore[arg-type]
    assert [bool(review_given(accepts=a, text=t)) for a, t in ((True, ""), (False, "Underlag saknas"), (False, " "))] == [True, True, False]


def due(code: str, invested: int, effect: int | None, **values: object) -> Due:
    told: dict[str, object] = {"year": 2013, "portfolio": "P1", "category": "differentiating", "body": "Nämnden", **values}
    return Due(code, code, reported=effect is not None, invested_sek=invested, effect_sek=effect or 0, **told)  # type: ignore[arg-type]


def test_effect_with_and_without_those_that_have_not_reported() -> None:
    """MV52 of the reference cases: P3 is not due yet and P5 is innovative, so that neither is among the rows."""
    found = totals([due("P1", 4_000_000, 900_000), due("P2", 2_500_000, None), due("P4", 1_500_000, -60_000)])
    assert (found.effect_share, found.effect_share_reported) == (Fraction(105, 1000), Fraction(840_000, 5_500_000))
    assert [r.code for r in found.missing] == ["P2"]


def test_realisation_rate_counts_the_unreported_as_nothing() -> None:
    rows = [
        due("A", 1, 1, decided_sek=500, came_sek=400, green_decided_sek=100, green_came_sek=50),
        due("B", 1, None, decided_sek=300, green_decided_sek=100),
    ]
    found = totals(rows)
    assert (found.rate, found.rate_reported, found.rate_green) == (Fraction(1, 2), Fraction(4, 5), Fraction(1, 4))
    assert (totals([]).rate, totals([]).effect_share, totals([]).cash_share) == (None, None, None)


def test_sums_by_a_name() -> None:
    found = grouped([due("A", 10, 1), due("B", 10, 2, portfolio="P2"), due("C", 20, 3)], lambda r: r.portfolio)
    assert [(name, t.invested_sek, t.effect_sek) for name, t in found] == [("P1", 30, 4), ("P2", 10, 2)]


@pytest.mark.requirement("F8")
def test_what_was_said_is_held_against_what_came() -> None:
    (a, b) = aims({"B": [(0, 10)], "A": [(100, 50), (100, 100), (200, 300)]})
    assert (a.name, a.count, a.said_sek, a.came_sek, a.share, a.mean, a.middle) == (
        "A",
        3,
        400,
        450,
        Fraction(9, 8),
        Fraction(0),
        Fraction(0),
    )
    assert (b.share, b.mean, b.middle) == (None, None, None)
