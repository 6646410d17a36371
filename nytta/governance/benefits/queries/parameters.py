"""The city's dated figures: what holds on a day, and what a calculation was decided with."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

from ..models import Calculation, Parameter
from ..rules.parameters import Parameters, Row, from_kept, in_force, row_of
from ..terms import ParameterKind

FILE = Path(__file__).resolve().parents[1] / "parameters.toml"


@cache
def defaults() -> tuple[Row, ...]:
    """The figures that stand before the city has decided its own, from parameters.toml."""
    return tuple(row_of(r) for r in tomllib.loads(FILE.read_text(encoding="utf-8"))["row"])


def parameters_on(on: date) -> Parameters:
    """What holds on a day: the city's own rows, and where it has none of a kind and key the defaults; one query."""
    own = [
        Row(ParameterKind(kind), key, value, since, label, source)
        for kind, key, value, since, label, source in Parameter.objects.filter(valid_from__lte=on).values_list(
            "kind", "key", "value", "valid_from", "label", "source"
        )
    ]
    return in_force([*defaults(), *own], on)


def parameters_of(calculation: Calculation, on: date) -> Parameters:
    """What a calculation is counted with: as it was decided, else as it stands on the day. Source: F7."""
    return from_kept(calculation.decided_with) if calculation.decided_with else parameters_on(on)
