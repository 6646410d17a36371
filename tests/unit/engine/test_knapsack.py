"""All efficient portfolios of a knapsack: every subset beside it, and the published sets."""

import random
from itertools import combinations

import pytest

from nytta.engine.problem import BadProblem
from nytta.engine.published import Knapsack, read_objectives
from nytta.engine.robustness import TooMany, efficient

from .shared import DATA


def _by_every_subset(knapsack: Knapsack) -> list[tuple[frozenset[int], tuple[int, ...]]]:
    count, goals = len(knapsack.profits), range(len(knapsack.profits[0]))
    found = []
    for size in range(count + 1):
        for chosen in combinations(range(count), size):
            if sum(knapsack.weights[j][0] for j in chosen) <= knapsack.limits[0]:
                found.append((frozenset(chosen), tuple(sum(knapsack.profits[j][k] for j in chosen) for k in goals)))
    points = {point for _, point in found}
    beaten = {p for p in points for q in points if p != q and all(a <= b for a, b in zip(p, q, strict=True))}
    return [(chosen, point) for chosen, point in found if point not in beaten]


def _any_knapsack(seed: int) -> Knapsack:
    rng = random.Random(f"knapsack-{seed}")
    items, goals, most = rng.randint(1, 9), rng.randint(1, 4), rng.choice([3, 10, 100])
    weights = [(rng.randint(0, most),) for _ in range(items)]
    profits = [tuple(rng.randint(0, most) for _ in range(goals)) for _ in range(items)]
    return Knapsack((rng.randint(0, sum(w for (w,) in weights)),), tuple(weights), tuple(profits))


@pytest.mark.requirement("F16")
@pytest.mark.parametrize("seed", range(300))
def test_set_is_that_of_every_subset_with_equal_vectors_kept(seed: int):
    knapsack = _any_knapsack(seed)
    wanted = _by_every_subset(knapsack)
    found = efficient(knapsack)
    assert found.points == tuple(sorted({point for _, point in wanted}, reverse=True))
    assert found.portfolios == len(wanted)
    assert found.core_counts == tuple(sum(j in chosen for chosen, _ in wanted) for j in range(len(knapsack.profits)))
    assert set(found.sets()) == {chosen for chosen, _ in wanted}


def test_many_equal_portfolios_are_counted_without_being_listed():
    found = efficient(Knapsack((30,), ((1,),) * 60, ((1, 1),) * 60))
    assert found.points == ((30, 30),)
    assert found.portfolios == 118264581564861424  # 60 choose 30
    assert found.core_counts == (59132290782430712,) * 60


def test_more_states_than_allowed_is_too_many_to_list():
    knapsack = Knapsack((3,), ((1,), (2,), (3,)), ((1, 9), (5, 5), (9, 1)))
    assert efficient(knapsack, limit=10).portfolios == 2
    with pytest.raises(TooMany, match="more than 1"):
        efficient(knapsack, limit=1)


@pytest.mark.parametrize("text", ["", "2 2 5 1 1 1", "x", "# 2\n2 2 2\n", "1 1 5 -1 3 0", "1 1 5 1.5 3 0"])
def test_file_that_is_no_knapsack_is_refused(text: str):
    with pytest.raises(BadProblem, match="file"):
        efficient(read_objectives(text))


SETS = ["random/2D/25_1", "random/2D/50_1", "random/2D/75_1", "positive/2D/50_1_0.500000", "positive/2D/50_1_0.800000"]
SETS += ["negative/2D/50_1_-0.500000", "negative/2D/50_1_-0.800000", "positive/2D/100_1_0.800000", "random/3D/20_1", "random/3D/25_1"]
SETS += ["negative/3D/20_1_-0.450000", "positive/3D/20_1_0.450000", "positive/3D/30_1_0.800000", "positive/3D/35_1_0.800000"]
SETS += ["random/4D/20_1", "random/5D/10_1", "random/6D/10_1"]


@pytest.mark.shared
@pytest.mark.parametrize("name", SETS)
def test_published_set_is_reached(name: str):
    knapsack = read_objectives((DATA / "mobkp" / f"{name}.in").read_text())
    assert set(efficient(knapsack).points) == knapsack.points


@pytest.mark.shared
@pytest.mark.parametrize("name", ["2KP50-50", "2KP50-92"])
def test_published_portfolios_are_reached(name: str):
    wanted = [line.split() for line in (DATA / "voptlib-2kp" / f"{name}.X.max").read_text().splitlines() if line.strip()]
    found = efficient(read_objectives((DATA / "voptlib-2kp" / f"{name}.dat").read_text()))
    assert set(found.sets()) == {frozenset(j for j, bit in enumerate(bits) if bit == "1") for _, _, bits in wanted}
    assert set(found.points) == {(int(a), int(b)) for a, b, _ in wanted}
