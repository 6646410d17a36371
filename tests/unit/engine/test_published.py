"""Published files are read whole, and the council's other rules choose as an independent library does."""

from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest
from pabutools.election import ApprovalBallot, ApprovalProfile, Cardinality_Sat, Cost_Sat, parse_pabulib
from pabutools.rules import greedy_utilitarian_welfare, method_of_equal_shares
from pabutools.tiebreaking import TieBreakingRule

from nytta.engine.group import equal_shares, greedy
from nytta.engine.problem import BadProblem, broken, points
from nytta.engine.published import as_problem, read_objectives, read_resources, read_votes
from nytta.engine.select import select

from .shared import DATA

VOTES = """META
key;value
budget;100,5
PROJECTS
project_id;cost;votes
7;60;2
3;101;1
5;40;1
VOTES
voter_id;vote
a;7,5,3
b;7
c;3
d;
"""


def test_votes_are_read_without_what_is_dearer_than_the_budget():
    votes = read_votes(VOTES)
    assert (votes.budget, votes.costs) == (Fraction(201, 2), {"7": 60, "5": 40})
    assert votes.ballots == (("7", "5"), ("7",), (), ())


@pytest.mark.parametrize(
    "text", ["", VOTES.replace("cost", "price"), VOTES.replace("100,5", "much"), VOTES.replace("vote\n", "choice\n"), VOTES[:20]]
)
def test_votes_that_cannot_be_read_are_refused(text: str):
    with pytest.raises(BadProblem, match=r"^file"):
        read_votes(text)


def test_resources_are_scaled_to_whole_numbers_and_become_capacities():
    (knapsack,) = read_resources("1  2 2 30.5  10 20.5  1 2.25  3 4  3.25 7")
    assert (knapsack.limits, knapsack.weights, knapsack.profits) == ((325, 7), ((100, 3), (225, 4)), ((100,), (205,)))
    assert (knapsack.scale, knapsack.best) == (10, 305)
    problem = as_problem(knapsack)
    assert broken(problem, ["1", "2"]) == ()
    assert points(problem, ["1", "2"]) == {"1": 305}


@pytest.mark.parametrize("text", ["", "1 2 2", "one", "1 1 1 0 5 1 -4"])
def test_resources_that_cannot_be_read_are_refused(text: str):
    with pytest.raises(BadProblem, match="file"):
        read_resources(text)


@pytest.mark.shared
def test_every_published_file_can_be_read():
    for path in sorted((DATA / "mobkp").rglob("*.in")):
        knapsack = read_objectives(path.read_text())
        count, goals = int(path.name.split("_")[0]), int(path.parent.name[0])
        assert (len(knapsack.profits), len(knapsack.profits[0]), bool(knapsack.points)) == (count, goals, True)
    assert [len(read_resources((DATA / "orlib-mkp" / f"{n}.txt").read_text())) for n in ("mknap1", "mknapcb1", "mknapcb2", "mknapcb7")] == [
        7,
        30,
        30,
        30,
    ]


BALLOTS = sorted((DATA / "pabulib").glob("*.pb"))


def _large_apart(path: Path):
    """The library takes half a minute for the votes of a whole city."""
    return pytest.param(path, id=path.stem, marks=[pytest.mark.long] if path.stat().st_size > 400_000 else [])


@pytest.mark.shared
@pytest.mark.parametrize("path", [_large_apart(path) for path in BALLOTS])
def test_greedy_and_equal_shares_choose_as_an_independent_library(path: Path):
    votes = read_votes(path.read_text(encoding="utf-8"))
    instance, profile = parse_pabulib(str(path))
    order = {name: place for place, name in enumerate(votes.costs)}
    ballots = [ApprovalBallot(p for p in ballot if p.cost <= instance.budget_limit) for ballot in profile]
    assert (len(order), len(ballots)) == (sum(p.cost <= instance.budget_limit for p in instance), len(votes.ballots))
    fans = Counter(p.name for ballot in ballots for p in ballot)
    for project in [p for p in instance if not fans[p.name]]:  # the library spends what is left on what nobody wants
        instance.remove(project)
    ties = TieBreakingRule(lambda _, __, p: (-fans[p.name] * p.cost, p.cost, order[p.name]))
    by_cost = TieBreakingRule(lambda _, __, p: (p.cost, order[p.name]))
    approvals = ApprovalProfile(ballots, instance=instance)
    cheapest = greedy_utilitarian_welfare(instance, approvals, sat_class=Cardinality_Sat, tie_breaking=by_cost)
    assert set(greedy(votes.costs, votes.budget, [dict.fromkeys(b, 1) for b in votes.ballots])) == {p.name for p in cheapest}
    shared = method_of_equal_shares(instance, approvals, sat_class=Cost_Sat, tie_breaking=ties)
    found = equal_shares(votes.costs, votes.budget, [{name: votes.costs[name] for name in b} for b in votes.ballots])
    assert set(found.selected) == {p.name for p in shared}
    assert found.spent == sum(Fraction(str(p.cost)) for p in shared)


@pytest.mark.requirement("F2")
@pytest.mark.shared
@pytest.mark.parametrize("number", range(7))
def test_published_optimum_is_reached_and_proved(number: int):
    knapsack = read_resources((DATA / "orlib-mkp" / "mknap1.txt").read_text())[number]
    found = select(as_problem(knapsack))
    assert (found.value, found.state) == (knapsack.best, "proved")
