"""The contract: every kept case is answered as expected, and wrong input ends in a named error."""

import io
import json
import sys
from typing import Any

import pytest

from nytta.engine.answer import KINDS, answer
from nytta.engine.answer.__main__ import main
from nytta.engine.answer.checking import KEPT, differences
from nytta.engine.problem import BadProblem

from .shared import DATA
from .small import problem, proposal

CASES: list[dict[str, Any]] = json.loads(KEPT.read_text(encoding="utf-8"))["cases"]
WITH_FILE = [case for case in CASES if "file" in (case["ask"] or {})]
SMALL = problem(proposal("A", 60, 90), proposal("B", 50, 70))


def _run(text: str, *arguments: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> tuple[int, Any]:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    code = main(list(arguments))
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.requirement("F2", "F3", "F16")
@pytest.mark.parametrize("case", [case for case in CASES if case not in WITH_FILE], ids=lambda case: case["id"])
def test_kept_case_is_answered(case: dict[str, Any]):
    assert list(differences(case, answer(case))) == []


@pytest.mark.shared
@pytest.mark.parametrize("case", WITH_FILE, ids=lambda case: case["id"])
def test_kept_case_with_a_file_is_answered(case: dict[str, Any]):
    assert list(differences(case, answer(case, DATA))) == []


@pytest.mark.shared
def test_kept_cases_are_the_shared_ones():
    assert KEPT.read_bytes() == (DATA / "selection-cases.json").read_bytes()


def test_all_cases_are_kept_and_their_kinds_known():
    assert len(CASES) == 60
    assert {case["kind"] for case in CASES} <= set(KINDS)


def test_command_prints_the_answer(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    case = {"id": "a", "kind": "select", "problem": SMALL, "ask": {}}
    code, found = _run(json.dumps(case), monkeypatch=monkeypatch, capsys=capsys)
    assert (code, found["selected"], found["value"]) == (0, ["A"], 90)
    code, found = _run(json.dumps({"cases": [case, {}]}), monkeypatch=monkeypatch, capsys=capsys)
    assert (code, found[0]["value"], found[1]) == (1, 90, {"error": {"name": "BadProblem", "field": "kind", "why": "missing"}})


def test_what_no_set_can_keep_is_an_answer_with_its_conflict():
    forced = {"kind": "override", "problem": SMALL, "ask": {"force_in": ["A", "B"], "force_out": []}}
    assert answer(forced) == {"infeasible": True, "conflict": ["frame:P1:2026", "in:A", "in:B"]}


def test_check_says_how_many_agree(capsys: pytest.CaptureFixture[str]):
    assert main(["--check"]) == 0
    assert capsys.readouterr().out.endswith("50 of 50 agree\n")


BAD_TEXTS = {
    "[" * 100_000: "case",
    "{": "case",
    "": "case",
    "\x00": "case",
    "9" * 6000: "case",
    '{"kind": "kendall_w", "ask": {"scores": [[1, NaN]]}}': "case",
    '{"kind": "kendall_w", "kind": "ahp"}': "kind",
}


@pytest.mark.parametrize("text", BAD_TEXTS, ids=range(len(BAD_TEXTS)))
def test_text_that_is_no_case_ends_in_a_named_error(text: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    code, found = _run(text, monkeypatch=monkeypatch, capsys=capsys)
    assert (code, found["error"]["name"], found["error"]["field"]) == (2, "BadProblem", BAD_TEXTS[text])


def _with(**changes: Any) -> dict[str, Any]:
    return {"kind": "select", "problem": {**SMALL, **changes}, "ask": {}}


def _scenarios(values: Any) -> dict[str, Any]:
    return {"kind": "scenario_regret", "problem": SMALL, "ask": {"scenarios": [{"probability": 1, "value": values}]}}


BAD_CASES: list[tuple[Any, str]] = [
    (None, "case"),
    ([], "case"),
    ({}, "kind"),
    ({"kind": ["select"]}, "kind"),
    ({"kind": "guess"}, "kind"),
    ({"kind": "select"}, "problem"),
    ({"kind": "select", "problem": 3}, "problem"),
    ({"kind": "select", "problem": SMALL, "ask": []}, "ask"),
    (_with(years=[]), "years"),
    (_with(years=[2026.0]), "years[0]"),
    (_with(proposals=[]), "proposals"),
    (_with(criteria=[{"id": "goal", "weight": 0}]), "criteria"),
    (_with(criteria=[{"id": "goal", "weight": -1}]), "criteria[goal].weight"),
    (_with(proposals=[proposal("A", -1, 0)]), "proposals[A].cost[0]"),
    (_with(proposals=[proposal("A", 10**40, 0)]), "problem.proposals[0].cost[0]"),
    ({"kind": "override", "problem": SMALL, "ask": {"force_in": ["Z"]}}, "ask.force_in[0]"),
    ({"kind": "override", "problem": SMALL, "ask": {"force_in": ["A", "A"]}}, "ask.force_in"),
    ({"kind": "smallest_change", "problem": SMALL, "ask": {}}, "ask.proposal"),
    ({"kind": "weight_interval", "problem": SMALL, "ask": {"criterion": 4}}, "ask.criterion"),
    ({"kind": "frame_frontier", "problem": SMALL, "ask": {"portfolio": "P1", "low": 5, "high": 4}}, "ask.high"),
    ({"kind": "kendall_w", "ask": {"scores": [[1, 0.5]]}}, "ask.scores[0][1]"),
    ({"kind": "kendall_w", "ask": {"scores": [[1], [1, 2]]}}, "ask.scores[1]"),
    ({"kind": "ahp", "ask": {"matrix": [["1", "2"], ["2", "1"]]}}, "ask.matrix[1][0]"),
    ({"kind": "rank_order_centroid", "ask": {"n": 0}}, "ask.n"),
    ({"kind": "greedy", "ask": {"costs": {"A": -1}, "budget": 1, "utilities": []}}, "ask.costs[A]"),
    ({"kind": "equal_shares", "ask": {"costs": {"A": 1}, "budget": 1, "utilities": [{"B": 1}]}}, "ask.utilities[0][B]"),
    ({"kind": "pabulib", "ask": {"file": "x.pb"}}, "ask.file"),
    ({"kind": "pareto_core", "ask": {"file": 7}}, "ask.file"),
    (_scenarios({"A": 1}), "ask.scenarios[0].value[B]"),
    (_scenarios([1]), "ask.scenarios[0].value"),
]


@pytest.mark.parametrize(("case", "field"), BAD_CASES, ids=range(len(BAD_CASES)))
def test_wrong_input_ends_in_a_named_error_with_its_place(case: Any, field: str):
    with pytest.raises(BadProblem) as refused:
        answer(case)
    assert refused.value.field == field


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "missing.dat", ".", "a\0b"])
def test_file_outside_the_folder_is_refused(name: str, tmp_path):
    (tmp_path / "inside").mkdir()
    (tmp_path / "secret").write_text("1")
    with pytest.raises(BadProblem) as refused:
        answer({"kind": "pareto_core", "ask": {"file": name}}, tmp_path / "inside")
    assert refused.value.field == "ask.file"
