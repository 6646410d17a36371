"""What a change of a project means, and who decides it: the consequences are worked out, and the limits are those of the lights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from nytta.governance.benefits.rules import payback_months
from nytta.governance.benefits.terms import BENEFITS, Ledger
from nytta.plain.verdicts import Finding, Verdict, verdict_of

from ..terms import ChangeKind, ChangeState
from .limits import Limits

_BENEFITS = frozenset(ledger.value for ledger in BENEFITS)
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Plan:
    """What is decided or proposed of a project: scope, end, kronor by year, and benefits as a baseline has them."""

    scope: str
    ends_on: date
    money: Mapping[int, int]
    benefits: Rows

    @property
    def cost_sek(self) -> int:
        """All that it is to cost to make."""
        return sum(self.money.values())

    def by_year(self, ledgers: frozenset[str]) -> dict[int, int]:
        """Kronor by year of some ledgers together."""
        found: dict[int, int] = {}
        for row in self.benefits:
            if row["ledger"] in ledgers:
                for year, amount in row["years"].items():
                    found[int(year)] = found.get(int(year), 0) + int(amount)
        return found

    @property
    def benefit_sek(self) -> int:
        """The benefit of all years together."""
        return sum(self.by_year(_BENEFITS).values())

    @property
    def net_by_year(self) -> dict[int, int]:
        """Benefit less running cost, by year."""
        benefit, running = self.by_year(_BENEFITS), self.by_year(frozenset({Ledger.RUNNING.value}))
        return {y: benefit.get(y, 0) - running.get(y, 0) for y in sorted({*benefit, *running})}

    @property
    def net_sek(self) -> int:
        """Benefit less running cost less what it costs to make, over all years that were reckoned; not discounted. Source: F7."""
        return sum(self.net_by_year.values()) - self.cost_sek

    @property
    def payback(self) -> int | None:
        """Months until it has paid, at the best year's net; None when it never does. Source: docs/method.md."""
        return payback_months(investment_sek=self.cost_sek, yearly_net_sek=max(self.net_by_year.values(), default=0))


def changed_benefits(rows: Rows, *, percents: Mapping[int, int], years_later: int) -> list[dict[str, Any]]:
    """The rows with each benefit at its percent of what was decided (100 where none is given), and all but development moved as many years as the end.

    Amounts are rounded to whole kronor, half up. Source: U5.
    """
    found = []
    for row in rows:
        part, ledger = percents.get(int(row["item"]), 100), row["ledger"]
        share = part if ledger in _BENEFITS else 100
        later = 0 if ledger == Ledger.DEVELOPMENT.value else years_later
        years = {str(int(y) + later): (int(a) * share * 2 + 100) // 200 for y, a in row["years"].items()}
        found.append({**row, "years": years})
    return found


def kinds_of(*, base: Plan, scope: str, ends_on: date, more_sek: int, percents: Mapping[int, int]) -> list[ChangeKind]:
    """What a proposal changes. Source: U5."""
    said = ((ChangeKind.SCOPE, scope.strip() != base.scope.strip()), (ChangeKind.TIME, ends_on != base.ends_on), (ChangeKind.MONEY, more_sek > 0),
            (ChangeKind.BENEFITS, any(p != 100 for p in percents.values())))  # fmt: skip
    return [kind for kind, changed in said if changed]


def change_given(
    *, kinds: Sequence[ChangeKind], reasons: str, ends_on: date, starts_on: date, scope: str, more_sek: int, more_year: int | None
) -> Verdict:
    """Whether a proposal says what it changes and why. Source: U5."""
    found: list[Finding | None] = []
    if not kinds:
        found.append(
            Finding("change_none", "Förslaget ändrar ingenting.", "U5", "Ändra omfattning, tid, pengar eller nytta.", {}, "reasons")
        )
    if not reasons.strip():
        found.append(Finding("reasons", "Skriv varför projektet ska ändras.", "U5", "Den som beslutar läser skälen.", {}, "reasons"))
    if not scope.strip():
        found.append(Finding("scope", "Omfattningen är tom.", "U5", "Skriv vad projektet ska göra.", {}, "scope"))
    if ends_on < starts_on:
        found.append(Finding("period", "Slutet ligger före starten.", "F6", "Rätta datumet.", {}, "ends_on"))
    if more_sek and more_year is None:
        found.append(Finding("more_year", "Ange vilket år som behöver mer pengar.", "P5; U5", "Välj år.", {}, "more_year"))
    return verdict_of(found)


def decider(*, first: Plan, proposed: Plan, more_sek: int, limits: Limits) -> tuple[ChangeState, list[str]]:
    """Who decides a change, and by which limits: what would be a red light against the first decision is the director's, else the owner's.

    More money is a proposal of its own that is weighed and charges the frame, and the decision on it settles the change. What is compared is
    always the first decision, so that many small changes are no way around. Source: P5; F12, U5.
    """
    if more_sek:
        return ChangeState.MONEY, ["more_money"]
    why = []
    if (proposed.ends_on - first.ends_on).days > limits.end_days[1]:
        why.append("time")
    if proposed.benefit_sek * 100 < first.benefit_sek * limits.benefit_percent[1]:
        why.append("benefits")
    return (ChangeState.DIRECTOR, why) if why else (ChangeState.OWNER, [])
