"""The kinds of cases there are, and the names under which their inputs may come."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from ..numbers import MOST_PERIODS, ZERO, BadInput, count, number

Inputs = Mapping[str, Any]
Answer = dict[str, Any]
KINDS: dict[str, Callable[[Inputs], Answer]] = {}
# Each row is one thing under several names; the first is the functions' own.
NAMES = (
    ("cashflows", "cash_flows", "flows", "values", "amounts", "net_flows"),
    ("rate", "schedule", "discount_rate", "rates_by_year"),
    ("periods", "years", "n", "nper"),
    ("principal", "present_value", "investment", "amount"),
    ("finance_rate", "financing_rate"),
    ("reinvest_rate", "reinvestment_rate"),
    ("upper_bound", "bound", "upper"),
    ("first", "a", "rater1", "rater_1", "assessor_a", "assessor_1"),
    ("second", "b", "rater2", "rater_2", "assessor_b", "assessor_2"),
    ("levels", "scale", "categories", "labels"),
    ("items", "answers", "responses", "respondents"),
    ("claims", "calls", "drivers", "fractions"),
    ("baseline", "baseline_hours", "baseline_sek", "line"),
    ("net_effect", "effect", "yearly_effect"),
    ("invested", "investment"),
    ("yearly_cost", "running_cost", "annual_cost"),
    ("it_budget", "budget"),
    ("inflation", "price_change"),
    ("at", "quantile", "q"),
    ("total", "amount"),
    ("horizon_periods", "horizon", "periods", "years"),
    ("benefit_per_period", "benefits"),
    ("operating_cost_per_period", "operating_costs", "operating", "running"),
    ("capital", "investment", "investments"),
    ("rate_per_hour", "hourly_cost", "loaded_hourly_cost"),
    ("volume", "cases", "quantity"),
    ("minutes", "minutes_saved", "minutes_per_case"),
)
# The same for kinds that have more than one name.
ALSO = {
    "net_present_value": "npv", "present_value": "present_values", "discount_factor": "discount_factors", "npv_timing": "npv",
    "discounted_payback": "payback", "payback_months": "payback", "benefit_cost_ratio": "bcr", "annuity_factor": "annuity",
    "annuity_due": "annuity", "annualized": "annualised", "equivalent_annual": "annualised", "internal_rate": "rate_table",
    "split": "largest_remainder", "cohen_kappa": "kappa", "kappa_weighted": "weighted_kappa", "scoring": "weighted_score",
    "optimism_bias_schedule": "optimism_bias", "risk": "expected_value", "time_saving": "time_saved", "saved_time": "time_saved", "burden": "running_cost_burden", "e7_2": "effect_on_invested",
    "ledger": "ledger_settlement", "settlement": "ledger_settlement", "ledger_split": "ledger_settlement", "ledger_rule": "ledger_check",
}  # fmt: skip


def kind(name: str) -> Callable[[Callable[[Inputs], Answer]], Callable[[Inputs], Answer]]:
    """Registers a function that answers cases of a kind."""

    def register(function: Callable[[Inputs], Answer]) -> Callable[[Inputs], Answer]:
        KINDS[name] = function
        return function

    return register


def _named(given: Inputs) -> Inputs:
    """The inputs under every name that their thing has; what was given stands."""
    found = dict(given)
    for names in NAMES:
        said = [n for n in names if n in given]
        if said:
            found = {**dict.fromkeys(names, given[said[0]]), **found}
    return found


def answer(case: Mapping[str, Any]) -> Answer:
    """What a case comes to; BadInput for an unknown kind, a missing field or a wrong value."""
    if not isinstance(case, Mapping):
        raise BadInput("shape", "case", case, 'a case is {"kind": …, "inputs": {…}}')
    name, inputs = case.get("kind"), case.get("inputs", case)
    name = ALSO.get(name, name) if isinstance(name, str) else name
    if not isinstance(name, str) or name not in KINDS:
        raise BadInput("kind", "kind", name, "one of " + ", ".join(sorted(KINDS)))
    if not isinstance(inputs, Mapping):
        raise BadInput("shape", "inputs", inputs, "the inputs are fields with values")
    try:
        return KINDS[name](_named(inputs))
    except BadInput:
        raise
    except KeyError as lacks:
        raise BadInput("missing", str(lacks.args[0]), "", "the field is given") from None
    except ArithmeticError as beyond:
        raise BadInput("range", "inputs", type(beyond).__name__, "the result can be written as a number") from None
    except (AttributeError, IndexError, TypeError, ValueError) as wrong:
        raise BadInput("shape", "inputs", type(wrong).__name__, f"the inputs have another shape ({wrong})") from None


def by_year(given: Any, field: str) -> list[Decimal]:
    """An amount, a list of amounts, or {year: amount}, as a list in order."""
    listed = list(given.values()) if isinstance(given, Mapping) else given if isinstance(given, list) else [given]
    return [number(v, field) for v in listed]


def series(given: Any, field: str) -> list[Decimal]:
    """Flows by period, from a list or {year: amount}; a year between two that is not named is 0."""
    if not isinstance(given, Mapping):
        return by_year(given, field)
    found = {count(int(year) if isinstance(year, str) and year.isdecimal() else year, field): number(v, field) for year, v in given.items()}
    if found and max(found) - min(found) >= MOST_PERIODS:
        raise BadInput("year", field, max(found), f"at most {MOST_PERIODS} periods")
    return [found.get(year, ZERO) for year in range(min(found), max(found) + 1)] if found else []


def like(given: Any, found: Any) -> Any:
    """What was found, in the shape of what was given: one, a list, or by year."""
    if isinstance(given, Mapping):
        return dict(zip(map(str, given), found, strict=True))
    return list(found) if isinstance(given, list) else found[0]
