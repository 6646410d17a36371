"""Which set of proposals keeps every rule and is worth most, proved; and why there is none when there is none."""

from .conflict import Infeasible, Undecided, conflict
from .enumeration import best_of_all
from .rows import Fixing, Kronor, Program, Terms, cost_terms, model, program, value_terms, whole
from .selection import Selection, best, binding, optimal_count, select
from .settling import UNLIMITED, Budget, Found, settle, solver_version
from .starting import nearby
from .ties import Tied, untie
from .tighter import Kept, keep, rules_key, worth_keeping

__all__ = [
    "UNLIMITED",
    "Budget",
    "Fixing",
    "Found",
    "Infeasible",
    "Kept",
    "Kronor",
    "Program",
    "Selection",
    "Terms",
    "Tied",
    "Undecided",
    "best",
    "best_of_all",
    "binding",
    "conflict",
    "cost_terms",
    "keep",
    "model",
    "nearby",
    "optimal_count",
    "program",
    "rules_key",
    "select",
    "settle",
    "solver_version",
    "untie",
    "value_terms",
    "whole",
    "worth_keeping",
]
