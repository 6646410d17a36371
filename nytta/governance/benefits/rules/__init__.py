"""What a calculation's figures add up to, how kronor come about, and what is wrong or missing in it. Pure."""

from .checks import bounds_in_order, class_wanted
from .formula import Computed, FormulaText, computed, formula_faults
from .sums import Row, Sums, payback_months, sums, yearly_benefit

__all__ = [
    "Computed", "FormulaText", "Row", "Sums", "bounds_in_order", "class_wanted", "computed", "formula_faults", "payback_months", "sums",
    "yearly_benefit",
]  # fmt: skip
