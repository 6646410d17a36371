"""What other rules than value and frames would fund: greedy by utility per krona, and the method of equal shares.

Both take whole kronor and the members' utilities, and know nothing of frames, parts or other rules: name those that their sets break.
Source: docs/method.md.
"""

import heapq
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..problem import BadProblem

Amount = int | Fraction
Utilities = Mapping[str, Amount]


@dataclass(frozen=True)
class Purchase:
    """One project bought: `rho` is kronor paid per unit of utility by those who pay less than all they have."""

    id: str
    rho: Fraction


@dataclass(frozen=True)
class Shares:
    """`selected` in the order of the costs, `steps` in the order of buying, `spent` in kronor; the rest is left unspent."""

    selected: tuple[str, ...]
    steps: tuple[Purchase, ...]
    spent: Amount


def greedy(costs: Mapping[str, Amount], budget: Amount, utilities: Sequence[Utilities]) -> tuple[str, ...]:
    """Sum of utility per krona from the top; what does not fit is skipped, and the next one tried; utility 0 is never taken.

    Ties: lower cost, then the order of `costs`, in which the answer stands too. Time: n log n. Source: docs/method.md.
    """
    _refuse(costs, budget, utilities)
    total = _totals(costs, utilities)
    ratio = {name: Fraction(total[name]) / cost for name, cost in costs.items() if cost}
    left, taken = budget, set()
    for name in sorted((n for n in costs if total[n]), key=lambda n: (n in ratio, -ratio.get(n, 0), costs[n])):
        if costs[name] <= left:
            left -= costs[name]
            taken.add(name)
    return tuple(name for name in costs if name in taken)


def equal_shares(costs: Mapping[str, Amount], budget: Amount, utilities: Sequence[Utilities]) -> Shares:
    """The method of equal shares (Peters, Pierczyński & Skowron 2021), exact; utilities >= 0, each member has budget / N.

    rho of a project is the least with sum over its supporters of min(money, rho x utility) = cost; the least rho is bought,
    until nobody can afford anything. Ties: higher total utility, lower cost, the order of `costs`. Money only falls and so rho
    only rises: projects wait in a queue by the rho they last had, and only the first is counted anew. Source: docs/method.md.
    """
    _refuse(costs, budget, utilities)
    total = _totals(costs, utilities)
    purses = _Purses(costs, budget, utilities)
    queue = [(Fraction(0), -total[name], cost, place, name) for place, (name, cost) in enumerate(costs.items()) if total[name]]
    heapq.heapify(queue)
    counted: dict[str, int] = {}
    steps: list[Purchase] = []
    while queue:
        rho, minus_total, cost, place, name = heapq.heappop(queue)
        if counted.get(name) == len(steps):
            purses.pay(name, rho)
            steps.append(Purchase(name, rho))
            continue
        counted[name] = len(steps)
        now = purses.rho(name, cost)
        if now is not None:
            heapq.heappush(queue, (now, minus_total, cost, place, name))
    bought = {step.id for step in steps}
    return Shares(tuple(name for name in costs if name in bought), tuple(steps), sum(costs[name] for name in bought))


class _Purses:
    """What each member has left. Members with equal money stand together under one number, since most pay alike."""

    def __init__(self, costs: Mapping[str, Amount], budget: Amount, utilities: Sequence[Utilities]) -> None:
        self.money = [Fraction(budget) / max(1, len(utilities))]
        self.number = {self.money[0]: 0}
        self.of = [0] * len(utilities)
        self.supporters: dict[str, dict[Amount, list[int]]] = {name: {} for name in costs}
        for member, ballot in enumerate(utilities):
            for name, utility in ballot.items():
                if utility:
                    self.supporters[name].setdefault(utility, []).append(member)

    def rho(self, name: str, cost: Amount) -> Fraction | None:
        """The least rho that pays for the project, None when its supporters cannot: those who lack pay all they have."""
        groups = [
            (self.money[number], utility, count)
            for utility, members in self.supporters[name].items()
            for number, count in Counter(map(self.of.__getitem__, members)).items()
        ]
        left = Fraction(cost)
        while groups:
            rho = left / sum(utility * count for _, utility, count in groups)
            able = [group for group in groups if group[0] >= rho * group[1]]
            if len(able) == len(groups):
                return rho
            left -= sum(money * count for money, utility, count in groups if money < rho * utility)
            groups = able
        return None

    def pay(self, name: str, rho: Fraction) -> None:
        for utility, members in self.supporters[name].items():
            price, after = rho * utility, {}
            for member in members:
                number = self.of[member]
                if number not in after:
                    after[number] = self._numbered(max(Fraction(0), self.money[number] - price))
                self.of[member] = after[number]

    def _numbered(self, money: Fraction) -> int:
        if money not in self.number:
            self.number[money] = len(self.money)
            self.money.append(money)
        return self.number[money]


def _totals(costs: Mapping[str, Amount], utilities: Sequence[Utilities]) -> dict[str, Amount]:
    total: dict[str, Amount] = dict.fromkeys(costs, 0)
    for ballot in utilities:
        for name, utility in ballot.items():
            total[name] += utility
    return total


def _refuse(costs: Mapping[str, Amount], budget: Amount, utilities: Sequence[Utilities]) -> None:
    for name, cost in costs.items():
        if cost < 0:
            raise BadProblem(f"costs[{name}]", "negative")
    if budget < 0:
        raise BadProblem("budget", "negative")
    for member, ballot in enumerate(utilities):
        for name, utility in ballot.items():
            if name not in costs:
                raise BadProblem(f"utilities[{member}][{name}]", f"unknown: {name}")
            if utility < 0:
                raise BadProblem(f"utilities[{member}][{name}]", "negative")
