"""The five lights: each colour by its rule, at its limit and one past it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nytta.followup.projects.rules import (
    Decided,
    Figures,
    Limits,
    deviates,
    due_on,
    figures_given,
    judged,
    limits_of,
    overrides,
    status_given,
)
from nytta.followup.projects.terms import Light, Measure
from nytta.plain.words import Said
from tests.factories.city import rule_set

pytestmark = pytest.mark.requirement("U5")
END = date(2026, 11, 30)
DECIDED = Decided(1_000_000, END)
G, Y, R = Light.GREEN, Light.YELLOW, Light.RED


def light(measure: Measure, **values: object) -> Light:
    given_ = {"spent_sek": 0, "forecast_sek": 1_000_000, "forecast_end_on": END, **values}
    return judged(figures=Figures(**given_), decided=DECIDED, limits=Limits())[measure].light  # type: ignore[arg-type]


@pytest.mark.parametrize(("days", "wanted"), [(-1, G), (0, G), (1, Y), (60, Y), (61, R)])
def test_time_by_days_after_the_plan(days: int, wanted: Light) -> None:
    assert light(Measure.TIME, forecast_end_on=END + timedelta(days=days)) is wanted


@pytest.mark.parametrize(
    ("forecast", "spent", "wanted"), [(1_000_000, 0, G), (1_000_001, 0, Y), (1_100_000, 0, Y), (1_100_001, 0, R), (1_000_000, 1_000_001, R)]
)
def test_money_by_percent_over_what_is_decided(forecast: int, spent: int, wanted: Light) -> None:
    assert light(Measure.MONEY, forecast_sek=forecast, spent_sek=spent) is wanted


@pytest.mark.parametrize(("percent", "wanted"), [(120, G), (100, G), (99, Y), (80, Y), (79, R)])
def test_scope_and_benefit_by_percent_of_what_is_decided(percent: int, wanted: Light) -> None:
    assert (light(Measure.SCOPE, scope_percent=percent), light(Measure.BENEFITS, benefit_percent=percent)) == (wanted, wanted)


@pytest.mark.parametrize(("probability", "impact", "wanted"), [(1, 5, G), (2, 4, Y), (3, 4, Y), (3, 5, R), (5, 5, R)])
def test_risk_by_probability_times_impact(probability: int, impact: int, wanted: Light) -> None:
    assert light(Measure.RISK, risk_probability=probability, risk_impact=impact) is wanted


def test_reason_says_the_figure_and_the_limits() -> None:
    figures = Figures(0, 1_100_001, END + timedelta(days=23), 90, 100, 2, 4)
    assert [str(one.why) for one in judged(figures=figures, decided=DECIDED, limits=Limits()).values()] == [
        "Slutet ligger 23 dagar efter planen; gult över 0, rött över 60.",
        "Prognosen är 100001 mer än det beslutade; gult över 0 procent, rött över 10.",
        "90 procent av omfattningen levereras; gult under 100, rött under 80.",
        "100 procent av nyttan väntas; gult under 100, rött under 80.",
        "Sannolikhet gånger konsekvens är 8; gult från 8, rött från 15.",
    ]


def test_what_is_not_given_has_no_light_and_is_named() -> None:
    figures = Figures(None, None, None, None, None, 1, None)
    assert judged(figures=figures, decided=DECIDED, limits=Limits()) == {}
    assert [f.field for f in figures_given(figures).blocking] == [
        "spent_sek", "forecast_sek", "forecast_end_on", "scope_percent", "benefit_percent", "risk_impact",
    ]  # fmt: skip


def test_other_light_than_the_rules_needs_its_reason() -> None:
    by_rule = {Measure.TIME: Y, Measure.MONEY: G}
    changed = overrides(by_rule=by_rule, chosen={Measure.TIME: G, Measure.MONEY: G, Measure.RISK: None})
    assert changed == {Measure.TIME: G}
    verdict = status_given(deviation=False, comment="", changed=changed, reasons={Measure.TIME: " "})
    assert [(f.field, f.text % f.params) for f in verdict.blocking] == [("reason_time", "Tid: regeln ger ett annat ljus än ”Enligt plan”.")]
    assert bool(status_given(deviation=False, comment="", changed=changed, reasons={Measure.TIME: "Semester inräknad."})) is True


@pytest.mark.parametrize(("rule", "shown", "wanted"), [(G, G, False), (G, Y, False), (G, R, True), (Y, G, True), (R, G, True)])
def test_green_light_does_not_hide_a_figure_over_its_limit(rule: Light, shown: Light, wanted: bool) -> None:
    assert deviates(by_rule={Measure.TIME: rule}, shown={Measure.TIME: shown}) is wanted


def test_rule_set_that_comes_with_the_programme_is_what_holds_without_one() -> None:
    assert limits_of(rule_set()) == limits_of({}) == Limits()


def test_limits_are_those_of_the_rule_set() -> None:
    said = {
        "report_days": [60, 7],
        "report_often_portfolios": [],
        "light_end_days": [5, 10],
        "light_risk": "8",
        "light_cost_percent": [3, -1],
    }
    assert limits_of({"limits": said}) == Limits(report_days=(60, 7), often=frozenset(), end_days=(5, 10))


@pytest.mark.parametrize(("portfolio", "wanted"), [(1, date(2026, 4, 1)), (5, date(2026, 3, 16)), (None, date(2026, 4, 1))])
def test_rhythm_is_the_portfolios(portfolio: int | None, wanted: date) -> None:
    assert due_on(last_on=date(2026, 3, 2), portfolio=portfolio, limits=Limits()) == wanted


percents = st.integers(0, 200)


@given(st.integers(0, 10**10), st.integers(0, 10**10), st.integers(-400, 400), percents, percents, st.integers(1, 5), st.integers(1, 5))
def test_worse_figure_never_gives_a_better_light(spent: int, forecast: int, days: int, scope: int, benefit: int, p: int, i: int) -> None:
    order = [G, Y, R]
    one = Figures(spent, forecast, END + timedelta(days=days), scope, benefit, p, i)
    worse = Figures(spent + 1, forecast + 1, END + timedelta(days=days + 1), max(scope - 1, 0), max(benefit - 1, 0), min(p + 1, 5), i)
    before, after = (judged(figures=f, decided=DECIDED, limits=Limits()) for f in (one, worse))
    assert list(before) == list(after) == list(Measure)
    assert [m for m in Measure if order.index(after[m].light) < order.index(before[m].light)] == []
    assert all(isinstance(one.why, Said) for one in before.values())
