"""How the overviews sort systems, cell by cell."""

from datetime import date

import pytest

from nytta.delivery.systems.rules.overviews import ending, quadrant
from nytta.delivery.systems.terms import Ending, Quadrant

pytestmark = pytest.mark.requirement("D1")
ON = date(2026, 3, 2)


def test_quadrant_of_every_pair_of_scores() -> None:
    found = ["".join("-" if (q := quadrant(v, f)) is None else q.value[0] for f in (None, 1, 2, 3, 4, 5)) for v in (None, 1, 2, 3, 4, 5)]
    assert found == ["------", "-eettt", "-eettt", "-mmiii", "-mmiii", "-mmiii"]
    assert {q.value[0]: q for q in Quadrant}.keys() == {"i", "m", "t", "e"}


@pytest.mark.parametrize(
    ("retired", "out", "known", "found"),
    [
        (None, None, False, Ending.UNKNOWN), (None, None, True, Ending.NOT_PLANNED), (None, date(2020, 1, 1), True, Ending.OPEN),
        (date(2026, 3, 1), None, True, Ending.PASSED), (ON, None, True, Ending.PASSED), (date(2026, 3, 3), None, True, Ending.THIS_YEAR),
        (date(2026, 12, 31), ON, True, Ending.THIS_YEAR), (date(2027, 1, 1), ON, True, Ending.NEXT_YEAR),
        (date(2027, 12, 31), None, True, Ending.NEXT_YEAR), (date(2028, 1, 1), None, True, Ending.LATER),
    ],
)  # fmt: skip
def test_ending_seen_from_a_day(retired: date | None, out: date | None, known: bool, found: Ending) -> None:
    assert ending(retired_from=retired, phase_out_from=out, known=known, on=ON) is found
