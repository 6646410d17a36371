"""Rows that shorten proofs forbid no set that the rules allow, and change no answer."""

import random
from itertools import product
from typing import Any

from nytta.engine import select as engine
from nytta.engine.problem import from_dict
from nytta.engine.select.tighter import saving_rows

from . import naive
from .small import city, everything, problem, proposal

WITH_SOLVER = engine.Budget(enumerate_up_to=-1)


def test_saving_rows_hold_at_every_set_and_meet_the_counted_amount_at_each():
    for seed in range(6):
        rng = random.Random(seed)
        claims = {f"A-{i:02}": rng.choice([0, 10, 20, 30, 50]) for i in range(1, rng.choice([3, 4, 5]))}
        raw = everything(seed, 6) | {"savings": [{"id": "s", "criterion": "saved", "baseline": rng.randint(10, 120), "claims": claims}]}
        asked = engine.program(from_dict(raw))
        rows = saving_rows(asked)
        place = len(asked.ids) + len(asked.products)
        for inside in product([0, 1], repeat=len(claims)):
            chosen = {name for name, held in zip(claims, inside, strict=True) if held}
            columns = asked.columns_of(chosen)
            most = [row.limit - sum(a * columns[j] for j, a in row.terms.items() if j != place) for row in rows]
            assert min(most) == columns[place]


def test_kept_rows_forbid_no_set_that_the_rules_allow_and_change_no_answer():
    rows = 0
    for seed in range(25):
        raw = everything(seed, 7)
        asked_of = from_dict(raw)
        sets = naive.feasible(raw)
        if sets:
            kept = engine.keep(asked_of)
            asked = engine.program(asked_of).adding(*kept.rows)
            assert all(asked.broken(chosen) == () for chosen in sets)
            assert list(engine.select(asked_of, kept=kept, budget=WITH_SOLVER).selected) == naive.optimum(raw)[0]
            rows += len(kept.rows)
    assert rows > 25


def test_nothing_is_kept_where_no_set_keeps_the_rules():
    raw = problem(proposal("A", 60, 90, status="bound"), frame=50)
    assert engine.keep(from_dict(raw)).rows == ()


def _free_city() -> dict[str, Any]:
    raw = city(50, 2) | {"balances": []}
    return raw | {"proposals": [line | {"status": "free"} for line in raw["proposals"]]}


def test_rows_are_kept_while_only_scores_and_weights_change_and_made_of_the_same_prices_when_a_frame_does():
    raw = _free_city()
    first = from_dict(raw)
    kept = engine.keep(first, rounds=2)
    heavier = from_dict(raw | {"criteria": [{**c, "weight": 1 + c["weight"]} for c in raw["criteria"]]})
    assert engine.keep(heavier, old=kept) is kept
    richer = from_dict(raw | {"portfolios": [{**p, "frame": [2 * f for f in p["frame"]]} for p in raw["portfolios"]]})
    renewed = engine.keep(richer, old=kept)
    assert (renewed.prices, renewed.key == kept.key, renewed.rows == kept.rows) == (kept.prices, False, False)
    for changed, rows in ((first, kept), (heavier, kept), (richer, kept), (richer, renewed)):
        assert _answer(engine.select(changed, kept=rows)) == _answer(engine.select(changed))


def _answer(found: engine.Selection) -> tuple[Any, ...]:
    """Nodes may differ; what is answered may not."""
    return found.selected, found.value, found.state, found.ties


def test_rows_are_worth_keeping_only_for_many_proposals_with_few_bodies_near_their_capacity():
    assert not engine.worth_keeping(from_dict(_free_city()))
    raw = city(160, 1) | {"balances": [], "exclusives": []}
    raw["proposals"] = [line | {"status": "free"} for line in raw["proposals"]]
    assert engine.worth_keeping(from_dict(raw | {"capacities": []}))
    tight = [c | {"limit": [5, 5, 5]} for c in raw["capacities"]]
    assert not engine.worth_keeping(from_dict(raw | {"capacities": tight}))


def test_number_of_threads_may_change_from_one_solve_to_the_next():
    asked_of = from_dict(_free_city())
    found = [engine.select(asked_of, budget=engine.Budget(threads=threads)) for threads in (2, 1, 2)]
    assert [answer.threads for answer in found] == [2, 1, 2]
    assert len({_answer(answer) for answer in found}) == 1
