"""What a calculation's figures add up to, how kronor come about, and what is wrong or missing in it. Pure."""

from .checks import ItemFacts, bounds_in_order, class_wanted, kronor_allowed, lacking
from .formula import Computed, FormulaText, computed, formula_faults
from .sums import Row, Sums, payback_months, sums, yearly_benefit

__all__ = [
    "Computed", "FormulaText", "ItemFacts", "Row", "Sums", "bounds_in_order", "class_wanted", "computed", "formula_faults", "kronor_allowed", "lacking", "payback_months", "sums",
    "yearly_benefit",
]  # fmt: skip
