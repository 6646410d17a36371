"""Whether an answer is the one that a case expects.

Source: selection-cases.json, description (tolerances; which lists are compared as sets).
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import sqrt
from pathlib import Path
from typing import Any

KEPT = Path(__file__).resolve().parents[1] / "cases" / "selection-cases.json"
FOR_INFORMATION = {"smallest_conflicts"}
AS_SETS = {"non_dominated"}
AHP_TOLERANCE = 1e-5


def differences(case: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[str]:
    """Each key of `expected` that the answer lacks or has otherwise."""
    for name, wanted in case["expected"].items():
        if name in FOR_INFORMATION:
            continue
        if name not in found:
            yield f"{name}: missing"
        elif not _agree(name, wanted, found[name], found):
            yield f"{name}: {found[name]} is not {wanted}"


def _agree(name: str, wanted: Any, got: Any, found: Mapping[str, Any]) -> bool:
    if name in AS_SETS:
        return sorted(map(tuple, wanted)) == sorted(map(tuple, got))
    if found.get("sampled") and name in ("frequency", "probability"):
        return wanted.keys() == got.keys() and all(_near(wanted[key], got[key], found["samples"]) for key in wanted)
    if isinstance(wanted, float):
        return isinstance(got, int | float) and abs(wanted - got) <= AHP_TOLERANCE
    if isinstance(wanted, list) and any(isinstance(item, float) for item in wanted):
        return len(wanted) == len(got) and all(abs(a - b) <= AHP_TOLERANCE for a, b in zip(wanted, got, strict=True))
    return bool(wanted == got and type(wanted) is type(got))


def _near(wanted: int | str, got: int | str, samples: int) -> bool:
    """Within four standard errors and one draw."""
    share = float(Fraction(wanted))
    return abs(share - float(Fraction(got))) <= 4 * sqrt(share * (1 - share) / samples) + 1 / samples
