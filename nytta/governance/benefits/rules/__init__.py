"""What a calculation's figures add up to, how kronor come about, and what is wrong or missing in it. Pure."""

from .baselines import Measured, drivers_of, hours, measured_faults, worked_out, yearly_cost
from .checks import ItemFacts, bounds_in_order, class_wanted, kronor_allowed, lacking, unchecked
from .formula import Computed, FormulaText, computed, formula_faults
from .sums import Row, Sums, payback_months, sums, yearly_benefit

__all__ = [
    "Computed", "FormulaText", "ItemFacts", "Measured", "Row", "Sums", "bounds_in_order", "class_wanted", "computed", "drivers_of",
    "formula_faults", "hours", "kronor_allowed", "lacking", "measured_faults", "payback_months", "sums", "unchecked", "worked_out", "yearly_benefit",
    "yearly_cost",
]  # fmt: skip
