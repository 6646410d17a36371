"""The things of a selection problem, frozen: kronor, points and weights int, shares Fraction, missing years 0.

Source: docs/method.md.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

FIXED = ("mandatory", "granted", "bound")
STATUSES = ("free", *FIXED, "excluded")


class BadProblem(ValueError):
    """The problem cannot be read: `field` is the place (`proposals[A-07].cost[0]`), `why` what is wrong there."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(field, why)
        self.field = field
        self.why = why

    def __str__(self) -> str:
        return f"{self.field}: {self.why}"


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """What is valued. With `sek_per_point` it is measured in saved kronor: that many kronor are one point."""

    id: str
    weight: int
    sek_per_point: int | None = None


@dataclass(frozen=True, kw_only=True)
class Portfolio:
    """Kronor per year (None = no limit); ceilings of parts and of directed proposals hold in year 1."""

    id: str
    frame: tuple[int | None, ...]
    parts: Mapping[str, int | None] = field(default_factory=dict)
    directed_max: int | None = None


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """One line the council can take or leave. `cost` in kronor per year; scores are points 0-100 per criterion."""

    id: str
    portfolio: str
    part: str
    directed: bool
    body: str
    cost: tuple[int, ...]
    score: Mapping[str, int]
    submitted: int
    status: str = "free"
    low: Mapping[str, int] | None = None
    high: Mapping[str, int] | None = None


@dataclass(frozen=True, kw_only=True)
class Prerequisite:
    """When `proposal` is in, all (or any, by `mode`) of `needs` are in. What is already delivered is not listed."""

    proposal: str
    needs: tuple[str, ...]
    mode: str

    def is_broken(self, chosen: Collection[str]) -> bool:
        """Whether the chosen set holds the proposal without what it needs."""
        if self.proposal not in chosen:
            return False
        held = [need in chosen for need in self.needs]
        return not (any(held) if self.mode == "any" else all(held))


@dataclass(frozen=True, kw_only=True)
class Exclusive:
    """At least `min` and at most `max` (None = no limit) of the members are in."""

    id: str
    members: tuple[str, ...]
    min: int = 0
    max: int | None = None


@dataclass(frozen=True, kw_only=True)
class Synergy:
    """Counts only when all members are in: points added per criterion, kronor per year added to `charged_to`."""

    id: str
    members: tuple[str, ...]
    score: Mapping[str, int] = field(default_factory=dict)
    cost: tuple[int, ...] = ()
    charged_to: str | None = None


@dataclass(frozen=True, kw_only=True)
class Saving:
    """Claims in kronor on one and the same cost: never more than `baseline` is counted."""

    id: str
    criterion: str
    baseline: int
    claims: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """People or weeks an administration can carry per year (None = no limit) and what each proposal uses."""

    id: str
    limit: tuple[int | None, ...]
    use: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, kw_only=True)
class Balance:
    """The members' share, by `measure` (`cost` of year 1, or `count`), of a base.

    `base` is a fixed whole number or "selected": the same measure over the chosen among `within` (None = all chosen).
    """

    id: str
    members: tuple[str, ...]
    measure: str
    base: int | str
    within: tuple[str, ...] | None = None
    min_share: Fraction | None = None
    max_share: Fraction | None = None


@dataclass(frozen=True, kw_only=True)
class Problem:
    """All that one selection is made from. Proposals keep the order in which they are given."""

    years: tuple[int, ...]
    criteria: tuple[Criterion, ...]
    portfolios: tuple[Portfolio, ...]
    proposals: tuple[Proposal, ...]
    prerequisites: tuple[Prerequisite, ...] = ()
    exclusives: tuple[Exclusive, ...] = ()
    synergies: tuple[Synergy, ...] = ()
    savings: tuple[Saving, ...] = ()
    capacities: tuple[Capacity, ...] = ()
    balances: tuple[Balance, ...] = ()
