"""What it costs to depart from the best set: the price of forcing proposals in or out.

Source: docs/method.md "Price of an override"; F3.
"""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from ..problem import Problem, exact
from ..select import UNLIMITED, Budget, Selection, best
from .asking import in_order, named, proved


@dataclass(frozen=True, kw_only=True)
class Override:
    """The best set under an override beside the best without: `price` is the value that it costs, at least 0, by the stated weights.

    `enters` and `leaves`: the difference of the two sets in problem order. `half_width`: half of what lies between low and high
    for these proposals together; a price below it is within the uncertainty. Values undivided.
    """

    force_in: tuple[str, ...]
    force_out: tuple[str, ...]
    kept: Selection
    price: Fraction
    enters: tuple[str, ...]
    leaves: tuple[str, ...]
    half_width: Fraction

    @property
    def within_uncertainty(self) -> bool:
        """Whether the price is less than the half-width of the uncertain figures involved."""
        return self.price < self.half_width

    def as_dict(self) -> dict[str, object]:
        """The answer in the JSON of the cases (kind override)."""
        changes = {"price": exact(self.price), "enters": list(self.enters), "leaves": list(self.leaves)}
        return {**self.kept.as_dict(), **changes}


def override(
    problem: Problem,
    *,
    force_in: Collection[str] = (),
    force_out: Collection[str] = (),
    selection: Selection | None = None,
    budget: Budget = UNLIMITED,
) -> Override:
    """The price of an override with the set that follows; Infeasible(conflict) when no set keeps it and every rule,
    Undecided when `budget` ends first.

    A departure never lifts a rule: a mandatory proposal cannot be forced out. In the conflict the forcings are `in:ID`, `out:ID`.
    `selection`: the best of the problem without the override, when it is known. Source: docs/method.md "Price of an override"; F3.
    """
    for place, names in (("force_in", force_in), ("force_out", force_out)):
        for index, name in enumerate(names):
            named(problem, name, f"{place}[{index}]")
    inside, outside = (tuple(dict.fromkeys(names)) for names in (force_in, force_out))
    near = selection.selected if selection else ()
    kept = proved(best(problem, force_in=inside, force_out=outside, budget=budget, near=near))
    start = proved(selection or best(problem, budget=budget, near=kept.selected))
    before, after = set(start.selected), set(kept.selected)
    return Override(
        force_in=in_order(problem, inside),
        force_out=in_order(problem, outside),
        kept=kept,
        price=start.value - kept.value,
        enters=in_order(problem, after - before),
        leaves=in_order(problem, before - after),
        half_width=half_width(problem, before ^ after),
    )


def half_width(problem: Problem, proposals: Collection[str]) -> Fraction:
    """Half of the value between low and high for some proposals together; a proposal without low or high is sure there.

    Weighted points, undivided; synergies and savings have no interval. Source: docs/method.md "Price of an override"; F3.
    """
    weights = {c.id: c.weight for c in problem.criteria if c.sek_per_point is None}
    spread = 0
    for line in problem.proposals:
        if line.id in proposals:
            low, high = ({**line.score, **(side or {})} for side in (line.low, line.high))
            spread += sum(weight * (high.get(c, 0) - low.get(c, 0)) for c, weight in weights.items())
    return Fraction(spread, 2)
