"""Sums of effects over projects, and how what was said stood against what came. Source: E7.2; U6; measures.md I1, I2."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median


@dataclass(frozen=True)
class Due:
    """One project whose day has come: kronor of the year in which the effect is due, of what the city itself bears."""

    code: str
    title: str
    year: int  # of closure
    portfolio: str
    category: str
    body: str
    reported: bool
    invested_sek: int = 0
    promised_sek: int = 0
    assessed_sek: int = 0
    decided_sek: int = 0
    came_sek: int = 0
    green_decided_sek: int = 0
    green_came_sek: int = 0
    effect_sek: int = 0
    cash_sek: int = 0
    due_on: date | None = None


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


@dataclass(frozen=True)
class Totals:
    """Sums over projects that are due; a share is None where its divisor is 0. What has not been reported is 0 in the main figures and named."""

    rows: tuple[Due, ...]

    @property
    def done(self) -> tuple[Due, ...]:
        """Those that have reported."""
        return tuple(r for r in self.rows if r.reported)

    @property
    def missing(self) -> tuple[Due, ...]:
        """Those that have not."""
        return tuple(r for r in self.rows if not r.reported)

    @property
    def invested_sek(self) -> int:
        """What was invested in all that are due."""
        return sum(r.invested_sek for r in self.rows)

    @property
    def effect_sek(self) -> int:
        """Realised yearly net effect, city all."""
        return sum(r.effect_sek for r in self.done)

    @property
    def effect_share(self) -> Fraction | None:
        """I2, city all: the unreported count as 0."""
        return _share(self.effect_sek, self.invested_sek)

    @property
    def effect_share_reported(self) -> Fraction | None:
        """I2, city all, without the unreported."""
        return _share(self.effect_sek, sum(r.invested_sek for r in self.done))

    @property
    def cash_share(self) -> Fraction | None:
        """I2, city cash: the unreported count as 0."""
        return _share(sum(r.cash_sek for r in self.done), self.invested_sek)

    @property
    def cash_share_reported(self) -> Fraction | None:
        """I2, city cash, without the unreported."""
        return _share(sum(r.cash_sek for r in self.done), sum(r.invested_sek for r in self.done))

    @property
    def rate(self) -> Fraction | None:
        """I1: realised of decided, green and yellow; the unreported count as 0."""
        return _share(sum(r.came_sek for r in self.done), sum(r.decided_sek for r in self.rows))

    @property
    def rate_reported(self) -> Fraction | None:
        """I1 without the unreported."""
        return _share(sum(r.came_sek for r in self.done), sum(r.decided_sek for r in self.done))

    @property
    def rate_green(self) -> Fraction | None:
        """I1 of green items alone; the unreported count as 0."""
        return _share(sum(r.green_came_sek for r in self.done), sum(r.green_decided_sek for r in self.rows))


def totals(rows: Iterable[Due]) -> Totals:
    """The sums of some projects. Source: measures.md I1, I2."""
    return Totals(tuple(rows))


def grouped(rows: Iterable[Due], by: Callable[[Due], str]) -> list[tuple[str, Totals]]:
    """The sums by what a function says of a project, in its order. Source: measures.md I2."""
    found: dict[str, list[Due]] = {}
    for row in rows:
        found.setdefault(by(row), []).append(row)
    return [(name, totals(found[name])) for name in sorted(found)]


@dataclass(frozen=True)
class Aim:
    """How what somebody said stood against what came: over how many projects, in kronor, together and one by one."""

    name: str
    count: int
    said_sek: int
    came_sek: int
    mean: Fraction | None
    middle: Fraction | None

    @property
    def share(self) -> Fraction | None:
        """What came of what was said."""
        return _share(self.came_sek, self.said_sek)


def aims(pairs: Mapping[str, Sequence[tuple[int, int]]]) -> list[Aim]:
    """By name, of (said, came) kronor: the mean and the median over projects of (came − said) / said; what said nothing has none. Source: U6; F8."""
    found = []
    for name in sorted(pairs):
        each = [Fraction(came - said, said) for said, came in pairs[name] if said > 0]
        mean = sum(each, Fraction(0)) / len(each) if each else None
        said_sek, came_sek = sum(s for s, _ in pairs[name]), sum(c for _, c in pairs[name])
        found.append(Aim(name, len(pairs[name]), said_sek, came_sek, mean, median(each) if each else None))
    return found
