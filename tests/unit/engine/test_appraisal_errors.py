"""Wrong input is refused with field, value and rule, through the functions and through the command."""

import io
import json
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from nytta.engine import appraisal as a
from nytta.engine.appraisal.__main__ import main
from nytta.engine.appraisal.numbers import number

Call = Callable[[], Any]

# Unequal lengths, a year outside the horizon, a rate of −100 % or less, low above likely, a share outside 0-1, a missing unit,
# a mixed price year, an unknown version of a baseline; then what else can be wrong.
WRONG: list[tuple[Call, str, str, str]] = [
    (lambda: a.present_values([1, 2], 0, [0, 1, 2]), "length", "amount", "2 and 3"),
    (lambda: a.weighted_kappa([1, 2], [1], [1, 2]), "length", "ratings", "2 and 1"),
    (lambda: case("appraisal", horizon_periods=3, rate=0, benefits=[1, 2]), "length", "benefit_per_period", "2 and 3"),
    (lambda: case("xirr", dates=["2020-01-01"], amounts=[-1, 2]), "length", "dates", "1 and 2"),
    (lambda: case("appraisal", horizon_periods=3, rate=0, benefits=[{"period": 3, "amount": 1}]), "year", "benefit_per_period", "3"),
    (lambda: a.npv([1, 2], [{"from_year": 2, "to_year": 5, "rate": 0}]), "schedule", "schedule", "1"),
    (lambda: a.npv([1, 2], -1), "rate", "rate", "-1"),
    (lambda: a.npv([1, 2], "-1.5"), "rate", "rate", "-1.5"),
    (lambda: a.mirr([-1, 2], "0.1", -1), "rate", "reinvest_rate", "-1"),
    (lambda: a.xnpv([("2020-01-01", 1)], -2), "rate", "rate", "-2"),
    (lambda: a.low_likely_high(3, 2, 4), "low_likely_high", "figure", "3 2 4"),
    (lambda: a.low_likely_high(1, 5, 4, "hours"), "low_likely_high", "hours", "1 5 4"),
    (lambda: a.expected_value([("1.1", 5)]), "share", "probability", "1.1"),
    (lambda: a.optimism_bias([1], 1, -1), "share", "mitigation", "-1"),
    (lambda: a.managed_share([("0.6", 1), ("0.5", 1)]), "share", "contributions", "1.1"),
    (lambda: a.optimism_bias_combined([("0.6", 1), ("0.5", 1)]), "share", "parts", "1.1"),
    (lambda: case("saved_share", claims=[{"name": "A", "driver": "time", "fraction": 1.2}]), "share", "fraction", "1.2"),
    (lambda: a.parts_within("0.5", ["-0.1"]), "share", "fraction", "-0.1"),
    (lambda: a.unit_given(" "), "unit", "unit", " "),
    (lambda: case("unit_saving", from_cost=3, to_cost=1, unit=None), "unit", "unit", ""),
    (lambda: a.one_price_year([2024, 2023, 2024]), "price_year", "price_year", "2023, 2024"),
    (
        lambda: case("appraisal", horizon_periods=1, rate=0, price_year=2024, benefits=[{"period": 0, "amount": 1, "price_year": 2023}]),
        "price_year", "price_year", "2023, 2024",
    ),
    (lambda: a.known_version(3, {1, 2}), "baseline_version", "baseline_version", "3"),
    (
        lambda: case("saved_share", baseline_versions=[1], claims=[{"name": "A", "driver": "t", "fraction": 1, "baseline_version": 2}]),
        "baseline_version", "baseline_version", "2",
    ),
    (lambda: a.npv([1, True], 0), "number", "cashflows[1]", "True"),
    (lambda: a.npv([1, "tusen"], 0), "number", "cashflows[1]", "tusen"),
    (lambda: a.npv([1, float("nan")], 0), "number", "cashflows[1]", "nan"),
    (lambda: a.irr([-1, "1e999999"]), "number", "cashflows[1]", "1e999999"),
    (lambda: a.npv({"2020": 1}, 0), "series", "cashflows", "{'2020': 1}"),  # type: ignore[arg-type]
    (lambda: a.annuity_factor(0, 0), "count", "periods", "0"),
    (lambda: a.annuity_factor(0, 10**9), "count", "periods", "1000000000"),
    (lambda: a.discount_factors(0, [-1]), "count", "years", "-1"),
    (lambda: a.discount_factors(0, ["1.5"]), "count", "years", "1.5"),
    (lambda: a.discount_factors(0, [1], "late"), "timing", "timing", "late"),
    (lambda: a.Schedule.of([{"from_year": 1, "to_year": 3, "rate": 0}, {"from_year": 3, "rate": 0}]), "schedule", "from_year", "3"),
    (lambda: a.Schedule.of([{"from_year": 4, "to_year": 3, "rate": 0}]), "schedule", "to_year", "3"),
    (lambda: a.price_rebase(1, 5, 0), "index", "index_to", "0"),
    (lambda: a.price_rebase(1, -5, 1), "index", "index_from", "-5"),
    (lambda: a.xirr([("1 mars", 1)]), "date", "flows[0]", "1 mars"),
    (lambda: a.xirr([]), "series", "flows", ""),
    (lambda: a.mirr([-1, -2], 0, 0), "series", "cashflows", "[-1, -2]"),
    (lambda: a.optimism_bias_table("hus"), "project_type", "project_type", "hus"),
    (lambda: a.optimism_bias([1], -1), "bound", "upper_bound", "-1"),
    (lambda: case("optimism_bias", base=1, project_type="outsourcing"), "measure", "measure", "capex"),
    (lambda: a.reference_class([(0, 1)]), "planned", "planned", "0"),
    (lambda: a.reference_class([(1, -1)]), "actual", "actual", "-1"),
    (lambda: a.quantile([], "0.5"), "series", "values", ""),
    (lambda: a.quantile([1], "0.5", "mean"), "method", "method", "mean"),
    (lambda: a.time_burden(-1, []), "negative", "rate_per_hour", "-1"),
    (lambda: a.running_cost_burden(1, -1), "negative", "it_budget", "-1"),
    (lambda: a.counted_amounts([], -1), "negative", "baseline", "-1"),
    (lambda: a.largest_remainder(Decimal("1.5"), [1]), "count", "total", "1.5"),
    (lambda: a.largest_remainder(1, [0, 0]), "weight", "weights", "[0, 0]"),
    (lambda: a.largest_remainder(1, [2, -1]), "weight", "weights", "[2, -1]"),
    (lambda: a.weighted_score({"a": -1}, {}), "weight", "weights", "-1"),
    (lambda: a.weighted_kappa([4], [1], [1, 2]), "level", "ratings", "4"),
    (lambda: a.weighted_kappa([1], [1], [1, 1]), "levels", "levels", "[1, 1]"),
    (lambda: a.weighted_kappa([1], [1], [1], "cubic"), "weights", "weights", "cubic"),
    (lambda: a.weighted_kappa([], [], [1]), "series", "ratings", ""),
    (lambda: a.ahp(["a", "b"], {("a", "b"): 0}), "judgement", "upper", "0"),
    (lambda: a.ahp(["a", "a"], {}), "names", "names", "['a', 'a']"),
    (lambda: a.consistency_ratio(Decimal(99), 99), "random_index", "random_index", "99"),
    (lambda: case("npv", rate=0), "missing", "cashflows", ""),
    (lambda: case("npv", cashflows=[1], rate={"a": []}), "number", "year", "a"),
    (lambda: case("sus", items=[]), "length", "items", "0"),
    (lambda: case("tornado", rows=[1]), "shape", "inputs", "TypeError"),
    (lambda: a.answer({"kind": "gissning", "inputs": {}}), "kind", "kind", "gissning"),
    (lambda: a.answer({"kind": "npv", "inputs": [1]}), "shape", "inputs", "[1]"),
    (lambda: a.answer([1]), "shape", "case", "[1]"),  # type: ignore[arg-type]
]  # fmt: skip


def case(kind: str, **inputs: Any) -> Any:
    return a.answer({"kind": kind, "inputs": inputs})


@pytest.mark.parametrize(("call", "code", "field", "value"), WRONG, ids=[f"{n}-{w[1]}" for n, w in enumerate(WRONG)])
@pytest.mark.requirement("F7")
def test_wrong_input_names_field_value_and_rule(call: Call, code: str, field: str, value: str):
    with pytest.raises(a.BadInput) as refused:
        call()
    assert (refused.value.code, refused.value.field, str(refused.value.value)) == (code, field, value)
    assert refused.value.rule
    assert field in str(refused.value)


def test_no_number_is_lost_on_the_way_in():
    assert (number(0.1, "x"), number("0.1", "x"), number(10**50 + 1, "x")) == (Decimal("0.1"), Decimal("0.1"), 10**50 + 1)


def test_no_kind_ends_in_anything_but_an_answer_or_bad_input():
    """Every kind, with nothing in it and with nonsense in each field that it asks for."""
    for kind in a.cases.KINDS:
        for nonsense in (None, "x", -5, [], {}, [[]], [{}], {"a": "b"}):
            inputs: dict[str, Any] = {}
            for _ in range(8):
                try:
                    a.answer({"kind": kind, "inputs": inputs})
                    break
                except a.BadInput as bad:
                    if bad.code != "missing" or bad.field in inputs:
                        break
                    inputs[bad.field] = nonsense


# The command


def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str, *arguments: str) -> tuple[int, str]:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    code = main(list(arguments))
    return code, capsys.readouterr().out


NPV = {"id": "n", "kind": "npv", "inputs": {"cashflows": [-100, 110], "discount_rate": 0.1}, "expected": {"npv": 0}}
BAD = {"id": "b", "kind": "npv", "inputs": {"cashflows": [-100, 110], "rate": -1}, "expected": {"npv": 0}}


@pytest.mark.parametrize("given", [NPV, [NPV], {"cases": [NPV]}])
def test_one_case_is_answered_alone(monkeypatch, capsys, given):
    code, said = run(monkeypatch, capsys, json.dumps(given))
    assert (code, json.loads(said)["answer"]["npv"], json.loads(said)["answer"]["present_values"]) == (0, 0, [-100, 100])


def test_several_cases_each_have_their_answer_or_error(monkeypatch, capsys):
    code, said = run(monkeypatch, capsys, json.dumps([NPV, BAD, 7]))
    first, second, third = json.loads(said)
    assert (code, first["id"], first["answer"]["npv"]) == (1, "n", 0)
    assert second == {"id": "b", "error": {"code": "rate", "field": "rate", "value": "-1", "rule": "a rate is above −100 %"}}
    assert third["error"]["code"] == "shape"


def test_check_holds_answers_against_what_is_expected(monkeypatch, capsys):
    off = {**NPV, "id": "o", "expected": {"npv": 1}, "tolerance": {"abs": 0.5}}
    assert run(monkeypatch, capsys, json.dumps([NPV]), "--check") == (0, "ok   n  npv  \n1 of 1 agree\n")
    code, said = run(monkeypatch, capsys, json.dumps([NPV, off, BAD]), "--check")
    assert (code, said.splitlines()[-1]) == (1, "1 of 3 agree")
    assert "npv: 0" in said.splitlines()[1] and said.splitlines()[2].endswith("a rate is above −100 %")


@pytest.mark.parametrize("text", ["", "{", "inget"])
def test_what_is_not_json_is_said(monkeypatch, capsys, text: str):
    code, said = run(monkeypatch, capsys, text)
    assert (code, json.loads(said)["error"]["code"]) == (2, "json")


def test_the_command_runs_from_a_shell():
    found = subprocess.run(
        [sys.executable, "-m", "nytta.engine.appraisal"], input=json.dumps({"kind": "irr", "cashflows": [-1000, 3600, -4310, 1716]}),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    said = json.loads(found.stdout)["answer"]
    assert (found.returncode, said["irr"], said["roots"]) == (0, None, [0.1, 0.2, 0.3])
    assert said["warning"].startswith("several rates")
