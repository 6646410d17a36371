"""A set to start from is made to fit, is told at once with its bound, and changes no answer."""

import random
from typing import Any

from nytta.engine import select as engine
from nytta.engine.problem import broken, from_dict
from nytta.engine.select import nearby

from . import naive
from .small import city, everything, problem, proposal

WITH_SOLVER = engine.Budget(enumerate_up_to=-1)


def _free(seed: int) -> dict[str, Any]:
    """A city where nothing is fixed, so that there is a set."""
    raw = city(50, seed)
    return raw | {"proposals": [line | {"status": "free"} for line in raw["proposals"]]}


def test_no_start_changes_the_answer_whatever_it_breaks():
    tried = 0
    for seed in range(40):
        raw = everything(seed, 7)
        asked_of = from_dict(raw)
        best = naive.optimum(raw)
        names = [p.id for p in asked_of.proposals]
        for number in range(4) if best else ():
            near = random.Random(f"{seed}-{number}").sample(names, number * 2)
            assert list(engine.select(asked_of, near=near, budget=WITH_SOLVER).selected) == best[0]
            tried += 1
    assert tried > 40


def test_a_start_is_made_to_keep_every_rule_with_a_proposal_forced_against_it():
    fitted = 0
    for seed in range(1, 5):
        asked_of = from_dict(_free(seed))
        asked = engine.program(asked_of)
        found = engine.settle(asked)
        for line in (p for p in asked_of.proposals[::6] if found.chosen):
            inside = line.id in (found.chosen or ())
            turned = asked.forced(outside=[line.id]) if inside else asked.forced(inside=[line.id])
            start = nearby(turned, found.chosen or (), budget=WITH_SOLVER)
            proved = engine.settle(turned)
            if proved.chosen is None:
                assert start is None
            elif start is not None:
                assert broken(asked_of, start) == () and (line.id in start) is not inside
                assert turned.objective_of(start) <= (proved.objective or 0)
                fitted += 1
    assert fitted > 8


def test_what_keeps_every_rule_is_the_start_itself_without_proposals_that_are_gone():
    asked = engine.program(from_dict(problem(proposal("A", 60, 9), proposal("B", 40, 8), proposal("C", 70, 7))))
    assert nearby(asked, ["A", "B", "gone"], budget=WITH_SOLVER) == {"A", "B"}
    assert nearby(asked.forced(inside=["B", "C"]), ["A", "B"], budget=WITH_SOLVER) is None
    assert nearby(asked.forced(inside=["C"]), ["A", "B"], budget=engine.Budget()) is None  # every set is tried anyway


def test_the_start_is_told_before_anything_is_solved_with_what_nothing_can_pass():
    asked_of = from_dict(_free(2))
    best = engine.select(asked_of)
    line = next(p for p in asked_of.proposals if p.id in best.selected)
    told: list[engine.Selection] = []
    kept = engine.best(asked_of, force_out=[line.id], near=best.selected, progress=told.append)
    first = told[0]
    assert (first.state, broken(asked_of, first.selected), line.id in first.selected) == ("interim", (), False)
    assert first.bound is not None
    assert first.value <= kept.value <= first.bound <= best.value + best.value
    bounds = [one.bound for one in told]
    assert None not in bounds and bounds == sorted(bounds, reverse=True)
    assert len({(one.value, one.bound) for one in told}) == len(told)
