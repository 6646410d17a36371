"""The figures of a calculation: three views that nest, what they are worth today, and what they hang on. Pure.

Money goes in as whole kronor by year, in the prices of one year; results are exact `Decimal` kronor, rounded where they
are shown. Year 0 is the first year of the calculation and is not discounted. Source: F7; docs/method.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from nytta.engine import appraisal
from nytta.engine.appraisal import Roots, Schedule, Stair, Swing

from ..terms import BENEFITS, BenefitClass, Ledger, Side, View
from .checks import class_wanted

ORDER = tuple(View)
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Amount:
    """Kronor of a year: likely, and low and high (the same as likely where nothing is said)."""

    likely: int
    low: int
    high: int


@dataclass(frozen=True)
class Line:
    """An item as the figures need it: kronor by side and year; `outside` when residents or companies bear it."""

    key: int
    ledger: Ledger
    label: str
    benefit_class: str = ""
    outside: bool = False
    sides: Mapping[Side, Mapping[int, Amount]] = field(default_factory=dict)

    @property
    def is_cost(self) -> bool:
        """Whether it stands in one of the ledgers of costs."""
        return self.ledger not in BENEFITS

    @cached_property
    def smallest_view(self) -> View | None:
        """The first view that counts the item; the later ones hold it too. None for what has no kronor."""
        if self.is_cost:
            return View.SOCIETY if self.outside else View.CASH
        if self.benefit_class == BenefitClass.RED.value:
            return None
        if self.ledger is Ledger.CITIZEN or self.outside:
            return View.SOCIETY
        return View.CASH if class_wanted(self.ledger, self.benefit_class) is BenefitClass.GREEN else View.ALL

    def counted_in(self, view: View) -> bool:
        """Whether a view counts the item."""
        first = self.smallest_view
        return first is not None and ORDER.index(first) <= ORDER.index(view)

    def years(self, side: Side) -> Mapping[int, Amount]:
        """The item's kronor of a side."""
        return self.sides.get(side, {})


@dataclass(frozen=True)
class Basis:
    """What a calculation is counted with: its years, and the real discount rate by year of the calculation (1, 2 …)."""

    first_year: int
    last_year: int
    rates: Schedule

    @property
    def years(self) -> range:
        """The years of the calculation."""
        return range(self.first_year, self.last_year + 1)

    @cached_property
    def factors(self) -> dict[int, Decimal]:
        """The discount factor of each year."""
        return dict(zip(self.years, appraisal.discount_factors(self.rates, range(len(self.years))), strict=True))

    def at(self, rate: Decimal) -> "Basis":
        """The same with one rate for all years."""
        return replace(self, rates=Schedule.flat(rate))

    def worth(self, amounts: Mapping[int, int]) -> Decimal:
        """The present value of kronor by year."""
        return sum((amounts[year] * f for year, f in self.factors.items() if year in amounts), Decimal(0))


@dataclass(frozen=True)
class Outcome:
    """What a view of a side comes to. None where a figure is not defined, which is said and never shown as 0."""

    view: View
    side: Side
    flows: Mapping[int, int]
    pv_benefits: Decimal
    pv_investment: Decimal
    pv_running: Decimal
    npv: Decimal
    bcr: Decimal | None
    nnk_i: Decimal | None
    nnk_idu: Decimal | None
    payback_years: Decimal | None
    discounted_payback_years: Decimal | None
    irr: Roots
    annualised: Decimal


Picked = Mapping[int, Mapping[int, int]]  # kronor by item key and year


def likely(lines: Iterable[Line], side: Side) -> Picked:
    """The likely kronor of a side."""
    return {line.key: {year: a.likely for year, a in line.years(side).items()} for line in lines}


def extreme(lines: Iterable[Line], side: Side, *, good: bool) -> Picked:
    """Every uncertain figure at its best for the result (high benefit, low cost), or every one at its worst. Source: F7."""
    return {ln.key: {y: a.high if ln.is_cost is not good else a.low for y, a in ln.years(side).items()} for ln in lines}


def by_year(lines: Iterable[Line], picked: Picked, view: View, *ledgers: Ledger) -> dict[int, int]:
    """Kronor by year of the items of some ledgers that a view counts."""
    found: dict[int, int] = {}
    for line in lines:
        if line.ledger in ledgers and line.counted_in(view):
            for year, amount in picked.get(line.key, {}).items():
                found[year] = found.get(year, 0) + amount
    return dict(sorted(found.items()))


def outcome(lines: Sequence[Line], side: Side, view: View, basis: Basis, picked: Picked | None = None) -> Outcome:
    """All figures of one view of one side; `picked` puts other kronor in place of the likely. Source: F7; docs/method.md."""
    given = likely(lines, side) if picked is None else picked
    benefits = by_year(lines, given, view, *BENEFITS)
    investment, running = by_year(lines, given, view, Ledger.DEVELOPMENT), by_year(lines, given, view, Ledger.RUNNING)
    flows = {y: benefits.get(y, 0) - investment.get(y, 0) - running.get(y, 0) for y in basis.years}
    series = list(flows.values())
    worth = [basis.worth(amounts) for amounts in (benefits, investment, running)]
    npv = worth[0] - worth[1] - worth[2]
    return Outcome(
        view=view, side=side, flows=flows, pv_benefits=worth[0], pv_investment=worth[1], pv_running=worth[2], npv=npv,
        bcr=appraisal.bcr(worth[0], worth[1] + worth[2]), nnk_i=appraisal.npv_ratio(npv, worth[1]),
        nnk_idu=appraisal.npv_ratio(npv, worth[1] + worth[2]), payback_years=appraisal.payback(series),
        discounted_payback_years=appraisal.payback(series, basis.rates), irr=appraisal.irr(series),
        annualised=appraisal.annualised(npv, basis.rates, len(series)),
    )  # fmt: skip


def counted_worth(line: Line, picked: Picked, basis: Basis) -> Decimal:
    """An item's part of the net present value, with its sign: a cost takes away."""
    worth = basis.worth(picked.get(line.key, {}))
    return -worth if line.is_cost else worth


def npv_of(lines: Sequence[Line], picked: Picked, view: View, basis: Basis) -> Decimal:
    """The net present value alone: that of what is left of each year."""
    return basis.worth(_net(lines, picked, view))


def _net(lines: Iterable[Line], picked: Picked, view: View) -> dict[int, int]:
    """Kronor by year that a view counts, costs taken away."""
    found: dict[int, int] = {}
    for line in lines:
        if line.counted_in(view):
            for year, amount in picked.get(line.key, {}).items():
                found[year] = found.get(year, 0) + (-amount if line.is_cost else amount)
    return found


def spans(lines: Sequence[Line], side: Side, view: View, basis: Basis) -> list[Swing]:
    """The net present value with each uncertain item at its low and at its high, the others likely; the widest first. Source: F7."""
    given = likely(lines, side)
    base = npv_of(lines, given, view, basis)
    rows = []
    for line in lines:
        if not line.counted_in(view):
            continue
        ends = [{y: getattr(a, end) for y, a in line.years(side).items()} for end in ("low", "high")]
        if ends[0] != ends[1]:
            mine = counted_worth(line, given, basis)
            low, high = (base - mine + counted_worth(line, {line.key: end}, basis) for end in ends)
            rows.append(Swing(line.label, low, high))
    return appraisal.tornado(rows)


def tenths(lines: Sequence[Line], side: Side, view: View, basis: Basis) -> list[Swing]:
    """The net present value with each item ten percent lower and ten percent higher, the widest first. Source: F7."""
    given = likely(lines, side)
    base = npv_of(lines, given, view, basis)
    worths = [(line, counted_worth(line, given, basis)) for line in lines if line.counted_in(view)]
    return appraisal.tornado([Swing(line.label, base - w * TENTH, base + w * TENTH) for line, w in worths if w])


@dataclass(frozen=True)
class BreakEven:
    """What an item must come to for the net present value to be 0: a multiple of what is written, and kronor a year on average."""

    line: Line
    multiple: Decimal
    yearly_sek: Decimal
    written_sek: Decimal


def break_evens(lines: Sequence[Line], side: Side, view: View, basis: Basis) -> list[BreakEven]:
    """Each counted item's break-even value, the others unchanged. Source: F7."""
    given, rows = likely(lines, side), []
    base = npv_of(lines, given, view, basis)
    for line in lines:
        multiple = appraisal.break_even(base, counted_worth(line, given, basis)) if line.counted_in(view) else None
        years = [a for a in given.get(line.key, {}).values() if a]
        if multiple is not None and years:
            average = Decimal(sum(years)) / len(years)
            rows.append(BreakEven(line, multiple, average * multiple, average))
    return rows


def by_rate(lines: Sequence[Line], side: Side, basis: Basis, rates: Iterable[Decimal]) -> list[tuple[Decimal, dict[View, Decimal]]]:
    """The net present value of each view at other discount rates. Source: F7."""
    given = likely(lines, side)
    flows = {view: _net(lines, given, view) for view in View}
    return [(rate, {view: at.worth(flow) for view, flow in flows.items()}) for rate in rates for at in [basis.at(rate)]]


def stairs(lines: Sequence[Line], first: Side, last: Side, view: View, basis: Basis, names: tuple[str, str]) -> list[Stair]:
    """How the net present value of one side becomes another's, item by item; whole kronor that meet. Source: F8."""
    before, after = likely(lines, first), likely(lines, last)
    changes: dict[str, Decimal] = {}
    for line in lines:
        if line.counted_in(view):
            change = counted_worth(line, after, basis) - counted_worth(line, before, basis)
            changes[line.label] = changes.get(line.label, Decimal(0)) + change
    return appraisal.waterfall(*names, npv_of(lines, before, view, basis), changes)


def left_out(lines: Iterable[Line], view: View) -> list[Line]:
    """The items that a view does not count."""
    return [line for line in lines if not line.counted_in(view)]


def basis_of(lines: Iterable[Line], rates: Schedule, horizon: int | None, developed_until: int | None = None) -> Basis | None:
    """From the first year that has a figure, over the development time (the last year of a development cost, or of the project if later)
    and so many years after it. Without a horizon (a trial) to the last figure. None when there is no figure at all.

    A figure after the last year is not counted: `after` names them. Source: F7; docs/method.md section 5.
    """
    years: set[int] = set()
    developed: set[int] = {developed_until} if developed_until else set()
    for line in lines:
        mine = {y for amounts in line.sides.values() for y in amounts}
        years |= mine
        developed |= mine if line.ledger is Ledger.DEVELOPMENT else set()
    if not years:
        return None
    first = min(years)
    return Basis(first, max(years) if horizon is None else max(first, max(developed or {first}) + horizon), rates)


def after(lines: Iterable[Line], side: Side, basis: Basis) -> list[tuple[Line, int]]:
    """The items with kronor after the calculation's last year, and how many in all. Source: F7."""
    found = [(line, sum(a.likely for y, a in line.years(side).items() if y > basis.last_year)) for line in lines]
    return [(line, amount) for line, amount in found if amount]
