"""Cases of how sure the selected set is: partly known weights and scores, and uncertain benefit.

Source: selection-cases.json, description.
"""

from collections.abc import Mapping
from fractions import Fraction

from ..problem import BadProblem, exact
from ..published import read_objectives
from ..robustness import Allowed, Scenario, acceptance, efficient, inclusion, interval_regret, non_dominated, scenario_regret
from .reading import Case, items, mapping, number, one_of

Answer = dict[str, object]


def answer_pareto_core(case: Case) -> Answer:
    """points, portfolios, core_counts. Source: docs/method.md; F16."""
    found = efficient(read_objectives(case.text_of_file()))
    return {"points": len(found.points), "portfolios": found.portfolios, "core_counts": list(found.core_counts)}


def answer_rpm(case: Case) -> Answer:
    """extreme_points, non_dominated, core_index, core, borderline, exterior. Source: docs/method.md; F16."""
    problem = case.problem(weighted=False)
    rows = [_allowed(row, f"ask.weights[{i}]") for i, row in enumerate(case.items("weights"))]
    found = non_dominated(problem, weights=rows)
    return {
        "extreme_points": [[exact(weight) for weight in point] for point in found.extreme_points],
        "non_dominated": [list(portfolio) for portfolio in found.non_dominated],
        "core_index": _exact(found.core_index),
        "core": list(found.core),
        "borderline": list(found.borderline),
        "exterior": list(found.exterior),
    }


def answer_acceptance(case: Case) -> Answer:
    """frequency, exact. Source: docs/method.md; F16."""
    problem = case.problem(weighted=False)
    criterion = case.one_of("criterion", [c.id for c in problem.criteria])
    return {"frequency": _exact(acceptance(problem, criterion=criterion, low=case.number("low"), high=case.number("high")))}


def answer_inclusion(case: Case) -> Answer:
    """likely_optimum, probability, expected_regret_of_likely_optimum; samples and seed when sampled. Source: docs/method.md; F16."""
    found = inclusion(case.problem(), probabilities=case.probabilities("probabilities", 3))
    sampled = {} if found.samples is None else {"sampled": True, "samples": found.samples, "seed": found.seed}
    return {
        "likely_optimum": list(found.likely_optimum),
        "probability": _exact(found.probability),
        "expected_regret_of_likely_optimum": exact(found.expected_regret),
        **sampled,
    }


def answer_interval_regret(case: Case) -> Answer:
    """selected, max_regret, likely_optimum, likely_optimum_max_regret. Source: docs/method.md; F16."""
    found = interval_regret(case.problem())
    return {
        "selected": list(found.selected),
        "max_regret": exact(found.max_regret),
        "likely_optimum": list(found.likely_optimum),
        "likely_optimum_max_regret": exact(found.likely_optimum_max_regret),
        "additive": found.additive,
    }


def answer_scenario_regret(case: Case) -> Answer:
    """minimax_regret and least_expected_regret, each with selected, max_regret, expected_regret. Source: docs/method.md; F16."""
    problem = case.problem(weighted=False)
    ids = [p.id for p in problem.proposals]
    scenarios = [_scenario(row, f"ask.scenarios[{i}]", ids) for i, row in enumerate(case.items("scenarios"))]
    least_greatest, least_expected = scenario_regret(problem, scenarios)
    return {"minimax_regret": least_greatest.as_dict(), "least_expected_regret": least_expected.as_dict()}


def _allowed(found: object, where: str) -> Allowed:
    row = mapping(found, where)
    coefficients = items(row.get("coefficients"), f"{where}.coefficients")
    read = tuple(number(a, f"{where}.coefficients[{i}]") for i, a in enumerate(coefficients))
    return Allowed(read, number(row.get("at_least"), f"{where}.at_least"))


def _scenario(found: object, where: str, ids: list[str]) -> Scenario:
    """Values by proposal (`value` or `values`), or in the order of the proposals; each has one, as nothing is taken for 0."""
    row = mapping(found, where)
    name = "values" if "values" in row else "value"
    values = row.get(name)
    if isinstance(values, list):
        values = dict(zip(ids, values, strict=True)) if len(values) == len(ids) else None
    amounts = mapping(values, f"{where}.{name}")
    read = {one_of(key, f"{where}.{name}[{key}]", ids): number(x, f"{where}.{name}[{key}]") for key, x in amounts.items()}
    for name_of in ids:
        if name_of not in read:
            raise BadProblem(f"{where}.{name}[{name_of}]", "missing")
    return Scenario(number(row.get("probability"), f"{where}.probability", 0), read)


def _exact(shares: Mapping[str, Fraction]) -> dict[str, int | str]:
    return {name: exact(share) for name, share in shares.items()}
