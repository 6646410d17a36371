"""The financial mathematics of the benefit calculation: pure, exact, each function under its field's name.

Amounts and rates go in as whole numbers, decimals or what is written as one; results are `Decimal`. Wrong input ends in `BadInput`
with code, field, value and rule. `python -m nytta.engine.appraisal < case.json` answers a case of a named kind.
Source: docs/method.md section 5; ADR 0012.
"""

from .burden import (
    Burden,
    allocation,
    effect_on_invested,
    largest_remainder,
    running_cost_burden,
    time_burden,
    time_burden_npv,
    unit_saving,
)
from .cases import answer
from .discounting import (
    SKR_INTERNAL_RATE,
    Schedule,
    Step,
    annualised,
    annuity,
    annuity_factor,
    capital_charges,
    discount_factors,
    inflation,
    nominal_rate,
    npv,
    present_values,
    price_rebase,
    rate_table,
    real_rate,
    stpr,
    straight_line,
)
from .ledger import Call, Clash, clashes, counted, counted_amounts, ledger_check, over_claimed, saved_share
from .numbers import BadInput
from .optimism import (
    BOUNDS,
    Bias,
    Bounds,
    ReferenceClass,
    expected_value,
    managed_share,
    optimism_bias,
    optimism_bias_combined,
    optimism_bias_table,
    quantile,
    reference_class,
)
from .returns import Roots, bcr, irr, mirr, nnk_i, nnk_idu, npv_ratio, payback, xirr, xnpv
from .scoring import RANDOM_INDEX, ahp, consistency_ratio, ranking, sus, weighted_kappa, weighted_score
from .sensitivity import Stair, Swing, break_even, low_likely_high, tornado, waterfall

__all__ = [
    "BOUNDS", "RANDOM_INDEX", "SKR_INTERNAL_RATE", "BadInput", "Bias", "Bounds", "Burden", "Call", "Clash", "ReferenceClass", "Roots",
    "Schedule", "Stair", "Step", "Swing", "ahp", "allocation", "annualised", "answer", "annuity", "annuity_factor", "bcr", "break_even",
    "capital_charges", "clashes", "consistency_ratio", "counted", "counted_amounts", "discount_factors", "effect_on_invested",
    "expected_value", "inflation", "irr", "largest_remainder", "ledger_check", "low_likely_high", "managed_share", "mirr", "nnk_i",
    "nnk_idu", "nominal_rate", "npv", "npv_ratio", "optimism_bias", "optimism_bias_combined", "optimism_bias_table", "over_claimed",
    "payback", "present_values", "price_rebase", "quantile", "ranking", "rate_table", "real_rate", "reference_class",
    "running_cost_burden", "saved_share", "stpr", "straight_line", "sus", "time_burden", "time_burden_npv", "tornado", "unit_saving",
    "waterfall", "weighted_kappa", "weighted_score", "xirr", "xnpv",
]  # fmt: skip
