"""How the overviews sort systems: when each ends, and what its value and technical fitness speak for."""

from datetime import date

from ..terms import Ending, Quadrant

HIGH_FROM = 3
"""The score, of 1 to 5, from which value and technical fitness are high: what is in the middle is not spoken for elimination. Source: D1."""


def quadrant(value: int | None, fitness: int | None) -> Quadrant | None:
    """What a business value and a technical fitness, 1 to 5 each, speak for; None where either is not known. Source: D1."""
    if value is None or fitness is None:
        return None
    if value >= HIGH_FROM:
        return Quadrant.INVEST if fitness >= HIGH_FROM else Quadrant.MIGRATE
    return Quadrant.TOLERATE if fitness >= HIGH_FROM else Quadrant.ELIMINATE


def ending(*, retired_from: date | None, phase_out_from: date | None, known: bool, on: date) -> Ending:
    """When a system that stands in the register ends, seen from a day; `known` is whether any phase of it is. Source: D1 "life cycle"."""
    if retired_from is None:
        return Ending.OPEN if phase_out_from else Ending.NOT_PLANNED if known else Ending.UNKNOWN
    if retired_from <= on:
        return Ending.PASSED
    return {on.year: Ending.THIS_YEAR, on.year + 1: Ending.NEXT_YEAR}.get(retired_from.year, Ending.LATER)
