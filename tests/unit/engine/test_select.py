"""The selected set is the one that looking at every set gives, with and without the solver."""

import json
import os
import random
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nytta.engine import select as engine
from nytta.engine.problem import BadProblem, from_dict, rule_names
from nytta.engine.rank import rank
from nytta.engine.solver import Overflow

from . import naive
from .small import city, everything, level, problem, proposal

ROOT = Path(__file__).resolve().parents[3]
WITH_SOLVER = engine.Budget(enumerate_up_to=-1)
WAYS = pytest.mark.parametrize("budget", [engine.UNLIMITED, WITH_SOLVER], ids=["enumeration", "solver"])


@WAYS
@pytest.mark.requirement("F2")
def test_selection_is_the_best_of_every_set_by_the_tie_rule(budget: engine.Budget):
    ties = set()
    for raw in [everything(seed, 6) for seed in range(30)] + [level(seed, 6) for seed in range(15)]:
        expected = naive.optimum(raw)
        if expected is not None:
            problem = from_dict(raw)
            found = engine.select(problem, budget=budget)
            assert (list(found.selected), found.value) == (expected[0], naive.value(raw, set(expected[0])))
            assert (found.state, found.gap, found.ties) == ("proved", 0, "alone" if expected[1] == 1 else "settled")
            assert engine.optimal_count(problem, budget=budget) == expected[1]
            ties.add(expected[1])
    assert {1, 2, 3} <= ties


@WAYS
@pytest.mark.requirement("F2")
def test_without_any_set_the_conflict_is_that_of_the_deletion_filter(budget: engine.Budget):
    tried = 0
    for seed in range(30):
        raw = everything(seed, 5)
        if not naive.feasible(raw):
            problem = from_dict(raw)
            with pytest.raises(engine.Infeasible) as refused:
                engine.select(problem, budget=budget)
            assert list(refused.value.conflict) == naive.conflict(raw, list(rule_names(problem)))
            tried += 1
    assert tried > 3


@WAYS
@pytest.mark.shared
def test_every_case_of_kind_select_is_answered(budget: engine.Budget):
    cases = json.loads((ROOT / os.environ["NYTTA_SHARED"] / "data" / "selection-cases.json").read_text())["cases"]
    for case in (c for c in cases if c["kind"] == "select"):
        problem = from_dict(case["problem"])
        expected = {k: v for k, v in case["expected"].items() if k != "smallest_conflicts"}
        try:
            answer = engine.select(problem, budget=budget).as_dict()
        except engine.Infeasible as none:
            answer = {"infeasible": True, "conflict": list(none.conflict)}
        if "optimal_count" in expected:
            answer["optimal_count"] = engine.optimal_count(problem, budget=budget)
        assert answer == expected, case["id"]


def _program(raw: dict[str, Any], **more: Any) -> engine.Program:
    return engine.program(from_dict(raw), **more)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), extra=st.integers(1, 60))
def test_a_larger_frame_or_a_dropped_rule_never_lowers_the_value(seed: int, extra: int):
    asked = _program(everything(seed, 6))
    best = engine.settle(asked).objective
    frames = [row.rule for row in asked.rows if row.rule.startswith("frame:")]
    looser = [asked.moved(dict.fromkeys(frames, extra)), *(asked.without({row.rule}) for row in asked.rows)]
    for other in looser:
        found = engine.settle(other).objective
        assert best is None or (found is not None and found >= best)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), order=st.randoms(use_true_random=False))
def test_order_of_the_proposals_and_the_scale_of_the_weights_change_nothing(seed: int, order: random.Random):
    raw = everything(seed, 6)
    shuffled = {**raw, "proposals": order.sample(raw["proposals"], 6)}
    doubled = {**raw, "criteria": [{**c, "weight": 2 * c["weight"]} for c in raw["criteria"]]}
    expected = naive.optimum(raw)
    for other, times in ((shuffled, 1), (doubled, 2)):
        if expected is None:
            with pytest.raises(engine.Infeasible):
                engine.select(from_dict(other))
        else:
            found = engine.select(from_dict(other))
            assert (set(found.selected), found.value) == (set(expected[0]), times * naive.value(raw, set(expected[0])))


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_no_list_that_breaks_nothing_is_worth_more(seed: int):
    problem = from_dict(everything(seed, 7))
    ranked = rank(problem)
    if not ranked.broken:
        assert ranked.value <= engine.select(problem).value


@WAYS
def test_kronor_that_a_row_may_be_passed_by_are_the_least_that_do(budget: engine.Budget):
    for seed in range(12):
        raw = everything(seed, 6)
        names = [p["id"] for p in raw["proposals"]]
        asked = _program(raw)
        frames = {row.rule: -1 for row in asked.rows if row.rule.startswith("frame:P1:2026")}
        wanted = asked.forced(inside=[names[0]]).with_kronor(frames)
        wanted = wanted.aiming({wanted.kronor_column: 1}, maximise=False)
        found = engine.settle(wanted, budget=budget)
        needs = [_excess(raw, chosen) for chosen in naive.without(raw, set(frames)) if names[0] in chosen]
        assert (found.objective, found.state) == ((min(needs), "optimal") if needs else (None, "infeasible"))
        assert found.chosen is None or wanted.kronor_of(found.chosen) == min(needs)


def _excess(raw: dict[str, Any], chosen: set[str]) -> int:
    return naive.excesses(raw, chosen).get("frame:P1:2026", 0)


@WAYS
def test_forced_in_and_out_give_the_best_of_such_sets_and_a_conflict_names_the_force(budget: engine.Budget):
    raw = problem(proposal("A", 60, 90), proposal("B", 50, 70), proposal("C", 50, 10), proposal("D", 200, 10))
    found = engine.best(from_dict(raw), force_in=["C"], force_out=["A"], budget=budget)
    assert (found.selected, found.value, found.binding) == (("B", "C"), 80, ("frame:P1:2026",))
    with pytest.raises(engine.Infeasible) as refused:
        engine.best(from_dict(raw), force_in=["D"], budget=budget)
    assert refused.value.conflict == ("frame:P1:2026", "in:D")
    with pytest.raises(BadProblem, match="unknown: Q"):
        engine.best(from_dict(raw), force_in=["Q"], budget=budget)


@WAYS
def test_numbers_that_no_float_holds_are_refused_by_the_name_of_their_row(budget: engine.Budget):
    many = 2**53 + 1
    raw = problem(proposal("A", many, 90), proposal("B", 4, 70), frame=many + 2)
    with pytest.raises(Overflow, match="frame:P1:2026"):
        engine.select(from_dict(raw), budget=budget)


@WAYS
def test_costs_in_millions_become_small_numbers(budget: engine.Budget):
    step = 2**60
    raw = problem(proposal("A", 3 * step, 90), proposal("B", 2 * step, 70), frame=4 * step)
    assert engine.select(from_dict(raw), budget=budget).selected == ("A",)


def test_a_budget_that_ends_gives_an_interim_answer_with_its_gap_and_the_same_each_time():
    raw = city(80, 3) | {"balances": []}
    problem = from_dict(raw | {"proposals": [line | {"status": "free"} for line in raw["proposals"]]})
    told: list[engine.Selection] = []
    short = [engine.select(problem, budget=engine.Budget(nodes=1), progress=told.append) for _ in range(2)]
    proved = engine.select(problem)
    assert short[0] == short[1]
    assert (short[0].state, short[0].ties, proved.state) == ("interim", "open", "proved")
    assert short[0].value <= proved.value <= short[0].bound
    assert 0 < short[0].gap <= Fraction(short[0].gap_per_mille, 1000)
    assert told
    assert all(interim.value <= proved.value for interim in told)


def test_nothing_to_choose_from_and_nothing_of_worth_are_answered():
    assert engine.select(from_dict(problem())).selected == ()
    assert engine.select(from_dict(problem()), budget=WITH_SOLVER).selected == ()
    worthless = problem(proposal("A", 60, 0), proposal("B", 0, 0))
    assert engine.select(from_dict(worthless)).selected == ("B",)


def test_without_a_solver_the_enumeration_answers_the_same(monkeypatch: pytest.MonkeyPatch):
    problem = from_dict(everything(4, 16))
    expected = engine.select(problem, budget=WITH_SOLVER)
    monkeypatch.setitem(sys.modules, "highspy", None)
    found = engine.select(problem, budget=WITH_SOLVER)
    assert (found.selected, found.value, found.ties) == (expected.selected, expected.value, expected.ties)
    assert (expected.solver[:5], found.solver) == ("HiGHS", "enumeration")
