"""The city's dated figures as a calculation uses them. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from nytta.engine.appraisal import Schedule, Step
from nytta.plain.verdicts import Finding, Verdict, verdict_of

from ..terms import ParameterKind, ProjectType

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Row:
    """One dated figure: percent for rates and bounds, years for a horizon, kronor for an hour."""

    kind: ParameterKind
    key: str
    value: Decimal
    valid_from: date
    label: str = ""
    source: str = ""


@dataclass(frozen=True)
class Parameters:
    """The figures in force on a day: of each kind and key the latest that has begun. Source: F7; docs/method.md section 5."""

    rows: tuple[Row, ...] = ()
    by_key: Mapping[tuple[ParameterKind, str], Row] = field(default_factory=dict)

    def of(self, kind: ParameterKind) -> dict[str, Row]:
        """The rows of a kind, by key."""
        return {key: row for (what, key), row in self.by_key.items() if what is kind}

    def value(self, kind: ParameterKind, key: str = "") -> Decimal | None:
        """One figure; None when the city has none."""
        row = self.by_key.get((kind, key))
        return row.value if row else None

    @property
    def discount(self) -> Schedule:
        """The real discount rate by year of the calculation."""
        starts = sorted((int(key), row.value / HUNDRED) for key, row in self.of(ParameterKind.DISCOUNT_RATE).items())
        ends = [start - 1 for start, _ in starts[1:]] + [None]
        return Schedule(tuple(Step(start, end, rate) for (start, rate), end in zip(starts, ends, strict=True)))

    @property
    def test_rates(self) -> tuple[Decimal, ...]:
        """The rates of the sensitivity test as fractions, the calculation's own first rate among them, lowest first."""
        own = {row.value / HUNDRED for row in self.of(ParameterKind.TEST_RATE).values()}
        return tuple(sorted(own | {self.discount.rate(1)}))

    @property
    def internal_rates(self) -> dict[int, Decimal]:
        """The internal rate by year, in percent."""
        return {int(key): row.value for key, row in self.of(ParameterKind.INTERNAL_RATE).items()}

    def internal_rate_of(self, year: int) -> tuple[int, Decimal] | None:
        """(the year it was decided for, percent): the year's own internal rate, else the latest decided before it; None when there is none."""
        before = [y for y in self.internal_rates if y <= year]
        return (max(before), self.internal_rates[max(before)]) if before else None

    @property
    def price_index(self) -> dict[int, Decimal]:
        """The price index by year."""
        return {int(key): row.value for key, row in self.of(ParameterKind.PRICE_INDEX).items()}

    def horizon(self, category: str) -> int | None:
        """Years counted after the development time; None where the category has no calculation (innovative)."""
        years = self.value(ParameterKind.HORIZON, category)
        return int(years) if years is not None else None

    def kept(self) -> list[dict[str, str]]:
        """As a decided calculation keeps them."""
        return [
            {"kind": r.kind.value, "key": r.key, "value": str(r.value), "valid_from": r.valid_from.isoformat(), "label": r.label, "source": r.source}
            for r in self.by_key.values()
        ]  # fmt: skip


NOT_NEGATIVE = (
    ParameterKind.HOURLY_COST, ParameterKind.CITIZEN_HOUR, ParameterKind.HORIZON, ParameterKind.BIAS_COST, ParameterKind.BIAS_TIME, ParameterKind.IT_BUDGET,
)  # fmt: skip
LONGEST_HORIZON = 50
HORIZONS = ("differentiating", "basic")  # an innovative case has none


def row_faults(row: Row) -> Verdict:
    """What is wrong with a figure: a rate at or below −100 %, an index of 0, a cost below 0, a horizon of part of a year, a key that says
    no year and no known category or type. Source: F7; docs/method.md section 5.
    """
    found: list[Finding | None] = []
    if row.kind in NOT_NEGATIVE and row.value < 0:
        found.append(Finding("negative", "Talet är inte mindre än noll.", "F7", "Skriv noll eller mer.", {}, "value"))
    elif row.kind is ParameterKind.HORIZON and (row.value != row.value.to_integral_value() or row.value > LONGEST_HORIZON):
        text = "Kalkyltiden är hela år, högst %(most)s."
        found.append(Finding("horizon", text, "F7", "Skriv antalet år utan decimaler.", {"most": LONGEST_HORIZON}, "value"))
    if row.kind is ParameterKind.HORIZON and row.key not in HORIZONS:
        found.append(Finding("key", "Kalkyltiden gäller en kategori.", "F7", "Skriv ”differentierande” eller ”grundläggande”.", {}, "key"))
    if row.kind in (ParameterKind.BIAS_COST, ParameterKind.BIAS_TIME) and row.key not in ProjectType.codes():
        found.append(
            Finding("key", "Gränsen gäller ett slag av projekt.", "F7", "Skriv ”utveckling av it-stöd” eller ”köpt tjänst”.", {}, "key")
        )
    if row.kind is ParameterKind.PRICE_INDEX and row.value <= 0:
        found.append(Finding("index", "Ett prisindex är större än noll.", "F7", "Skriv indextalet.", {}, "value"))
    if row.kind in (ParameterKind.DISCOUNT_RATE, ParameterKind.TEST_RATE, ParameterKind.INTERNAL_RATE) and row.value <= -HUNDRED:
        found.append(Finding("rate", "En ränta är större än −100 procent.", "F7", "Skriv räntan i procent.", {}, "value"))
    if row.kind in (ParameterKind.PRICE_INDEX, ParameterKind.INTERNAL_RATE) and not (row.key.isdecimal() and len(row.key) == 4):
        found.append(Finding("key", "Ange vilket år talet gäller.", "F7", "Skriv året med fyra siffror.", {}, "key"))
    if row.kind is ParameterKind.DISCOUNT_RATE and not row.key.isdecimal():
        found.append(Finding("key", "Ange från vilket kalkylår räntan gäller.", "F7", "Skriv 1 för alla år.", {}, "key"))
    return verdict_of(found)


def in_force(rows: Iterable[Row], on: date) -> Parameters:
    """What holds on a day of all rows that were ever decided."""
    found: dict[tuple[ParameterKind, str], Row] = {}
    everything = tuple(sorted(rows, key=lambda r: r.valid_from))
    for row in everything:
        if row.valid_from <= on:
            found[row.kind, row.key] = row
    return Parameters(everything, found)


def row_of(kept: Mapping[str, Any]) -> Row:
    """A row from how it is kept, or written in parameters.toml."""
    return Row(
        ParameterKind(kept["kind"]), str(kept["key"]), Decimal(str(kept["value"])), date.fromisoformat(str(kept["valid_from"])),
        str(kept.get("label", "")), str(kept.get("source", "")),
    )  # fmt: skip


def from_kept(kept: Iterable[Mapping[str, Any]]) -> Parameters:
    """The figures that a calculation was decided with."""
    return in_force([row_of(k) for k in kept], date.max)
