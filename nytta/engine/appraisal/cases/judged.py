"""Cases of what is estimated and judged: optimism, risk, points, agreement, sensitivity."""

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from itertools import combinations
from typing import Any

from .. import numbers, optimism, scoring, sensitivity
from ..numbers import BadInput
from .kinds import Answer, Inputs, by_year, kind, like


@kind("optimism_bias_table")
def _optimism_bias_table(i: Inputs) -> Answer:
    return {name: asdict(optimism.optimism_bias_table(name)) for name in i["lookup"]}


def _pairs(rows: Any, *names: str) -> list[tuple[Any, ...]]:
    """The fields of rows, written by name or in order."""
    return [tuple(r[n] for n in names) if isinstance(r, Mapping) else tuple(r) for r in rows]


def _upper_bound(i: Inputs) -> Any:
    """The bound that is given, or that of a project type: capital cost, unless operating cost or duration is asked for."""
    if "upper_bound" in i or "project_type" not in i:
        return i["upper_bound"]
    percent = getattr(optimism.optimism_bias_table(i["project_type"]), f"{i.get('measure', 'capex')}_upper", None)
    if percent is None:
        raise BadInput("measure", "measure", i.get("measure", "capex"), "a measure that the type has a bound for: capex, opex or duration")
    return Decimal(percent) / 100


@kind("optimism_bias")
def _optimism_bias(i: Inputs) -> Answer:
    base, given = i["base"], i.get("contributions")
    mitigation = optimism.managed_share(_pairs(given, "share", "mitigation")) if given is not None else i.get("mitigation", 0)
    found = optimism.optimism_bias(by_year(base, "base"), _upper_bound(i), mitigation)
    return {
        "unmitigated": like(base, found.unmitigated), "managed_share": found.managed_share, "resultant_bias": found.resultant_bias,
        "adjusted": like(base, found.adjusted), "total": numbers.total(found.adjusted),
    }  # fmt: skip


@kind("optimism_bias_combined")
def _optimism_bias_combined(i: Inputs) -> Answer:
    return {"upper_bound": optimism.optimism_bias_combined(_pairs(i["parts"], "share", "upper_bound"))}


@kind("reference_class")
def _reference_class(i: Inputs) -> Answer:
    asked = i.get("quantiles", ["0.5", "0.9"])
    found = optimism.reference_class(_pairs(i["projects"], "planned", "actual"), asked, i.get("method", "linear"))
    said: Answer = {"n": found.n, "enough": found.enough}
    if found.n:
        said["quantiles"] = {str(q): found.forecast(1, q) for q in asked}
        if "planned" in i:
            said["forecast"] = {str(q): found.forecast(i["planned"], q) for q in asked}
    return said


@kind("quantile")
def _quantile(i: Inputs) -> Answer:
    return {"quantile": optimism.quantile(i["values"], i["at"], i.get("method", "linear"))}


@kind("expected_value")
def _expected_value(i: Inputs) -> Answer:
    value, exposure = optimism.expected_value(_pairs(i["risks"], "probability", "impact"))
    return {"expected_value": value, "total_exposure": exposure}


def _judgements(i: Inputs) -> tuple[list[str], dict[tuple[str, str], Any]]:
    """Names and pairs, from {"a,b": value}, or from a whole matrix whose mirror images are each other's inverses."""
    if "matrix" not in i:
        pairs = {tuple(part.strip() for part in pair.split(",")): v for pair, v in i["upper"].items()}
        if wrong := [pair for pair in pairs if len(pair) != 2]:
            raise BadInput("judgement", "upper", ",".join(wrong[0]), "a pair is written a,b")
        return i["names"], {(pair[0], pair[1]): v for pair, v in pairs.items()}
    rows = [numbers.numbers(row, "matrix") for row in i["matrix"]]
    names = i.get("names", [str(n) for n in range(1, len(rows) + 1)])
    for row in rows:
        numbers.same_length(row, names, "matrix")
    numbers.same_length(rows, names, "matrix")
    for a, b in combinations(range(len(rows)), 2):
        if not Decimal("0.97") < numbers.number(rows[a][b] * rows[b][a], "matrix") < Decimal("1.03"):
            raise BadInput("judgement", "matrix", f"{rows[a][b]} and {rows[b][a]}", "mirror images are each other's inverses")
    return names, {(names[a], names[b]): rows[a][b] for a, b in combinations(range(len(rows)), 2)}


@kind("ahp")
def _ahp(i: Inputs) -> Answer:
    names, upper = _judgements(i)
    weights, greatest = scoring.ahp(names, upper)
    table = {**scoring.RANDOM_INDEX, **{numbers.count(n, "random_index"): v for n, v in i.get("random_index", {}).items()}}
    return {"weights": weights, "lambda_max": greatest, "consistency_ratio": scoring.consistency_ratio(greatest, len(names), table)}


@kind("weighted_score")
def _weighted_score(i: Inputs) -> Answer:
    totals = scoring.weighted_score(i["weights"], i["scores"])
    ranks = scoring.ranking(totals)
    return {"totals": totals, "tied_first": ranks[0] if ranks and len(ranks[0]) > 1 else [], "ranking": ranks}


def _ratings(i: Inputs) -> tuple[list[Any], list[Any], Any]:
    """Two assessors' series and the scale, from two lists, pairs, or the table of how often each pair of levels was given."""
    if "matrix" not in i:
        pairs = i.get("pairs", i.get("ratings"))
        first, second = ([p[0] for p in pairs], [p[1] for p in pairs]) if pairs is not None else (i["first"], i["second"])
        return first, second, i.get("levels")
    rows = i["matrix"]
    levels = i.get("levels") or list(range(len(rows)))
    for row in [rows, *rows]:
        numbers.same_length(row, levels, "matrix")
    cells = [(a, b) for a, row in zip(levels, rows, strict=True) for b, n in zip(levels, row, strict=True)
             for _ in range(numbers.count(n, "matrix", 0, 100_000))]  # fmt: skip
    return [a for a, _ in cells], [b for _, b in cells], levels


@kind("weighted_kappa")
def _weighted_kappa(i: Inputs) -> Answer:
    first, second, levels = _ratings(i)
    said = str(i.get("weights") or "none").lower() if "weights" in i else "linear"
    weights = {"unweighted": "none", "squared": "quadratic", "equal": "linear"}.get(said, said)
    if not levels and weights != "none" and any(isinstance(r, str) for r in [*first, *second]):
        raise BadInput("levels", "levels", "", "the scale in order, from the lowest level")
    kappa = scoring.weighted_kappa(first, second, levels or sorted({*first, *second}), weights)
    return {"kappa": kappa} | ({"undefined": ["kappa"]} if kappa is None else {})


@kind("kappa")
def _kappa(i: Inputs) -> Answer:
    return _weighted_kappa({"weights": "none", **i})


@kind("sus")
def _sus(i: Inputs) -> Answer:
    given = list(i["items"].values()) if isinstance(i["items"], Mapping) else i["items"]
    many = given if given and isinstance(given[0], list) else [given]
    scores = [scoring.sus(one) for one in many]
    return {"score": numbers.divided(numbers.total(scores), Decimal(len(scores))), "scores": scores, "n": len(scores)}


@kind("low_likely_high")
def _low_likely_high(i: Inputs) -> Answer:
    low, likely, high = sensitivity.low_likely_high(i["low"], i["likely"], i["high"])
    return {"low": low, "likely": likely, "high": high}


@kind("break_even")
def _break_even(i: Inputs) -> Answer:
    multiple = sensitivity.break_even(i["npv"], i["worth"])
    return {"multiple": multiple} | ({"undefined": ["multiple"]} if multiple is None else {})


@kind("tornado")
def _tornado(i: Inputs) -> Answer:
    rows = [sensitivity.Swing(r["name"], numbers.number(r["low"], "low"), numbers.number(r["high"], "high")) for r in i["rows"]]
    return {"order": [s.name for s in sensitivity.tornado(rows)], "width": {s.name: s.width for s in rows}}


@kind("waterfall")
def _waterfall(i: Inputs) -> Answer:
    rows = sensitivity.waterfall(i.get("first", "first"), i.get("last", "last"), i["start"], i["changes"])
    return {"rows": [asdict(r) for r in rows], "end": rows[-1].end}
