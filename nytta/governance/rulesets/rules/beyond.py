"""What a draft moves besides the gates: places in a ranked list, and what fits under a ceiling. Pure. Source: O4; F13, F16."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nytta.engine.rank import Step

YEARS = 2  # later years that a rule set gives a share for


@dataclass(frozen=True)
class Move:
    """A proposal whose place, or whether it fits, differs between two lists: (before, after) of each."""

    id: str
    place: tuple[int, int]
    taken: tuple[bool, bool]


def moved(before: Sequence[Step], after: Sequence[Step]) -> list[Move]:
    """The proposals that stand elsewhere in the second list, or that fit in one of them only, in the order of the second. Source: F16."""
    was = {s.id: s for s in before}
    every = [Move(s.id, (was[s.id].position, s.position), (was[s.id].taken, s.taken)) for s in after]
    return [m for m in every if m.place[0] != m.place[1] or m.taken[0] != m.taken[1]]


def shares_of(content: Mapping[str, Any]) -> tuple[int | None, ...]:
    """Percent of the year's frame that may be bound one and two years on; None where the rule set says nothing. Source: F13."""
    said: list[int | None] = list(content.get("limits", {}).get("commitment_shares", []))[:YEARS]
    return (*said, *[None] * (YEARS - len(said)))


def ceiling(frame_sek: int, share: int | None) -> int | None:
    """The most that may be bound, in whole kronor, by a share in percent of a frame; None without a share. Source: F13."""
    return None if share is None else frame_sek * share // 100


def unfit(later: Mapping[str, int], *, room_sek: int | None) -> list[str]:
    """The proposals that alone ask for more kronor of a later year than there is room for (None: any), in order of code. Source: F13."""
    return sorted(code for code, amount in later.items() if room_sek is not None and amount > room_sek)
