"""The selected set is the one that looking at every set gives, with and without the solver."""

import json
import os
from pathlib import Path

import pytest

from nytta.engine import select as engine
from nytta.engine.problem import from_dict, rule_names

from . import naive
from .small import everything, level

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
    for seed in range(60):
        raw = everything(seed, 5)
        if not naive.feasible(raw):
            problem = from_dict(raw)
            with pytest.raises(engine.Infeasible) as refused:
                engine.select(problem, budget=budget)
            assert list(refused.value.conflict) == naive.conflict(raw, list(rule_names(problem)))
            tried += 1
    assert tried > 4


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
