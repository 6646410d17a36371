"""The process beside: what it answers, and that whatever happens to it is told to the one who asked."""

import os
import random
import signal
from collections.abc import Iterator
from typing import Any

import pytest

from nytta.engine.beside import Beside, Ended
from nytta.engine.problem import broken, from_dict


def problem(costs: list[int], frame: int) -> dict[str, Any]:
    lines = [
        {"id": f"A{n}", "portfolio": "P", "part": "x", "directed": False, "body": "b", "cost": [c], "score": {"k": c % 100}, "submitted": n, "status": "free"}
        for n, c in enumerate(costs)
    ]  # fmt: skip
    portfolio = {"id": "P", "frame": [frame], "parts": {}}
    return {"years": [2026], "criteria": [{"id": "k", "weight": 1}], "portfolios": [portfolio], "proposals": lines}


def hard() -> dict[str, Any]:
    """Five sums that all bind on 120 proposals: no proof for a good while."""
    chance = random.Random("hard")
    made = problem([chance.randint(1, 999) for _ in range(120)], 10**9)
    for line in made["proposals"]:
        line["score"] = {"k": chance.randint(1, 100)}
    uses = [{p["id"]: [chance.randint(1, 999)] for p in made["proposals"]} for _ in range(8)]
    made["capacities"] = [{"id": f"c{n}", "limit": [sum(u[0] for u in use.values()) // 2], "use": use} for n, use in enumerate(uses)]
    return made


@pytest.fixture
def beside() -> Iterator[Beside]:
    one = Beside()
    yield one
    one.stop()


def last(beside: Beside, kind: str, content: dict[str, Any], **ask: Any) -> dict[str, Any]:
    return [line for line in beside.ask({"kind": kind, "problem": content, "ask": ask}) if line][-1]


def test_best_portfolio_and_its_override_are_answered(beside: Beside) -> None:
    made = problem([40, 50, 60], 100)
    found = last(beside, "select", made)
    assert (found["state"], found["content"]["selected"], found["content"]["value"]) == ("proved", ["A0", "A2"], 100)
    other = last(beside, "override", made, force_in=["A1"], force_out=[])
    assert (other["content"]["selected"], other["content"]["price"], other["content"]["best"]) == (["A0", "A1"], 10, ["A0", "A2"])


def test_what_was_found_a_moment_ago_is_shown_at_once_and_fitted_to_the_question(beside: Beside) -> None:
    made = hard()
    near = [p["id"] for p in made["proposals"][:60]]  # breaks a capacity, so it is not shown as it stands
    ask = {"force_in": ["A70"], "force_out": ["A1"]}
    case = {"kind": "override", "problem": made, "ask": ask, "near": near, "best": {"selected": near, "value": 1}, "seconds": 1}
    first = next(line["interim"] for line in beside.ask(case) if "interim" in line)
    assert "A70" in first["selected"] and "A1" not in first["selected"]
    assert first["gap"] and first["price"] is None
    assert broken(from_dict(made), first["selected"]) == ()


@pytest.mark.parametrize(
    ("kind", "ask"), [("smallest_change", {"proposal": "A1"}), ("weight_interval", {"criterion": "k"}), ("marginal", {"step": 50})]
)
def test_the_best_that_is_proved_already_gives_the_same_answer(beside: Beside, kind: str, ask: dict[str, Any]) -> None:
    made = problem([40, 50, 60], 100)
    found = last(beside, "select", made)["content"]
    case = {"kind": kind, "problem": made, "ask": ask, "best": {name: found[name] for name in ("selected", "value", "ties")}}
    assert [line for line in beside.ask(case) if line][-1] == last(beside, kind, made, **ask)


def test_rules_that_cannot_all_hold_are_told_as_such(beside: Beside) -> None:
    made = problem([40, 50, 60], 100)
    for line in made["proposals"]:
        line["status"] = "mandatory"
    lines = [line for line in beside.ask({"kind": "select", "problem": made, "ask": {}}) if line]
    assert lines[0] == {"interim": {"infeasible": True}}  # at once; the rules, when they are named
    assert (lines[-1]["state"], lines[-1]["content"]["conflict"][-1]) == ("infeasible", "frame:P:2026")


def test_what_cannot_be_read_is_an_error_with_its_place(beside: Beside) -> None:
    made = problem([40], 100)
    made["proposals"][0]["cost"] = [-1]
    found = last(beside, "select", made)
    assert found["error"] == "BadProblem"
    assert found["why"] == "proposals[A0].cost[0]: negative"
    assert last(beside, "unknown", problem([40], 100))["error"] == "BadProblem"


def test_a_child_killed_in_mid_solve_is_told_and_the_next_question_is_answered(beside: Beside) -> None:
    lines = beside.ask({"kind": "select", "problem": hard(), "ask": {}}, beat_s=0.05)
    next(lines)
    os.kill(beside.pid, signal.SIGKILL)
    with pytest.raises(Ended):
        list(lines)
    assert last(beside, "select", problem([40], 100))["state"] == "proved"


def test_who_stops_listening_ends_the_solve(beside: Beside) -> None:
    lines = beside.ask({"kind": "select", "problem": hard(), "ask": {}}, beat_s=0.05)
    next(lines)
    lines.close()  # type: ignore[attr-defined]
    assert beside.pid == 0


def test_a_child_without_memory_ends_or_says_so() -> None:
    poor = Beside(memory_mb=60)
    try:
        assert last(poor, "select", hard())["error"] in ("MemoryError", "RuntimeError")
    except Ended:
        assert poor.pid == 0
    finally:
        poor.stop()
