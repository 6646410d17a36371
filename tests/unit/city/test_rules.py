"""Binding, registry numbers and terms of office."""

import re
from datetime import date

import pytest

from nytta.city.organisation.rules import binding
from nytta.city.organisation.terms import BodyKind
from nytta.city.records.rules import period_valid, registry_number, within_limit

PROGRAMME = (date(2025, 1, 1), date(2030, 12, 31))


@pytest.mark.requirement("O1")
@pytest.mark.parametrize(
    ("kind", "adopted", "on", "bound"),
    [
        (BodyKind.COMMITTEE, None, date(2025, 1, 1), True),
        (BodyKind.DISTRICT_COMMITTEE, None, date(2030, 12, 31), True),
        (BodyKind.EXECUTIVE_BOARD, None, date(2026, 1, 1), True),
        (BodyKind.COMMITTEE, None, date(2024, 12, 31), False),
        (BodyKind.COMMITTEE, None, date(2031, 1, 1), False),
        (BodyKind.COMPANY_BOARD, None, date(2026, 1, 1), False),
        (BodyKind.COMPANY_BOARD, date(2026, 2, 1), date(2026, 1, 31), False),
        (BodyKind.COMPANY_BOARD, date(2026, 2, 1), date(2026, 2, 1), True),
        (BodyKind.COMPANY_PARENT, date(2026, 2, 1), date(2026, 3, 1), True),
        (BodyKind.CITY_COUNCIL, None, date(2026, 1, 1), False),
        (BodyKind.ADMINISTRATION, None, date(2026, 1, 1), False),
    ],
)
def test_binding(kind: BodyKind, adopted: date | None, on: date, bound: bool) -> None:
    verdict = binding(kind=kind, name="X", adopted_on=adopted, programme=PROGRAMME, on=on)
    assert bool(verdict) is bound
    assert [f.rule for f in verdict.findings] == ([] if bound else ["body_bound"])


def test_nobody_is_bound_without_a_programme() -> None:
    assert not binding(kind=BodyKind.COMMITTEE, name="X", adopted_on=None, programme=None, on=date(2026, 1, 1))


@pytest.mark.parametrize(
    ("pattern", "number"), [("KS {year}/{number:04d}", "KS 2026/0012"), ("KSN-{year}-{number}", "KSN-2026-12"), ("{number}", "12")]
)
def test_registry_number_follows_the_citys_pattern(pattern: str, number: str) -> None:
    assert registry_number(pattern=pattern, year=2026, number=12) == number


@pytest.mark.parametrize("pattern", ["KS", "KS {year}", "{number.__class__}", "{0}", "{secret}{number}"])
def test_registry_pattern_with_other_places_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=re.escape(pattern)):
        registry_number(pattern=pattern, year=2026, number=12)


def test_delegation_reaches_its_limit_and_no_further() -> None:
    assert within_limit(limit_sek=100, amount_sek=100, clause="§ 1")
    assert within_limit(limit_sek=None, amount_sek=10**12, clause="§ 1")
    assert not within_limit(limit_sek=100, amount_sek=101, clause="§ 1")


def test_term_ends_on_or_after_its_first_day() -> None:
    assert period_valid(first=date(2026, 1, 1), last=date(2026, 1, 1))
    assert not period_valid(first=date(2026, 1, 2), last=date(2026, 1, 1))


@pytest.mark.requirement("O1")
@pytest.mark.parametrize(
    ("day", "bound"), [(date(2026, 1, 9), False), (date(2026, 1, 10), True), (date(2026, 2, 1), True), (date(2026, 2, 2), False)]
)
def test_a_body_is_bound_only_while_it_exists(day: date, bound: bool) -> None:
    first, last = date(2026, 1, 10), date(2026, 2, 1)
    assert bool(binding(kind=BodyKind.COMMITTEE, name="X", adopted_on=None, programme=PROGRAMME, on=day, first=first, last=last)) is bound
