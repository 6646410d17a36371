"""A project's money by year: what is decided, expected and proposed, and where it stands."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from nytta.governance.portfolios.models import Commitment, Continuation, MoneyEntry
from nytta.governance.portfolios.queries.money import allocations_of, balance, balance_in
from nytta.governance.portfolios.rules import Balance, balance_of
from nytta.governance.portfolios.terms import ContinuationState

from ..models import Project


def granted_sek(project: Project) -> int:
    """What the project has by decisions, over its years, in kronor: what came, less what was moved to another case or year."""
    found = balance(allocations_of(project.application_id))
    return found.came_sek - found.moved_out_sek


def planned_sek(project: Project) -> int:
    """What the whole project is to cost by the decisions: granted, and committed for years that are not decided yet. Source: F13, U5."""
    committed = Commitment.objects.filter(application=project.application_id).aggregate(s=Sum("amount_sek"))["s"] or 0
    return granted_sek(project) + committed


@dataclass(frozen=True)
class Year:
    """A project's money in one year: where it stands, what is expected, and what has been proposed last."""

    year: int
    balance: Balance
    committed_sek: int
    proposed_sek: int
    state: ContinuationState | None

    @property
    def granted_sek(self) -> int:
        """What the project has for the year by decisions."""
        return self.balance.came_sek - self.balance.moved_out_sek


def years_of(project: Project) -> list[Year]:
    """What is decided, committed and proposed by year; three queries. Source: F13."""
    return years_of_case(project.application_id)


def years_of_case(case: int) -> list[Year]:
    """The same of a case, also before its project is opened."""
    stands: dict[int, Balance] = {}
    for one in allocations_of(case):  # within the portfolios, and outside them by a special decision
        stands[one.year] = stands.get(one.year, Balance()) + balance_in(one)
    committed = dict(Commitment.objects.filter(application=case).values_list("year", "amount_sek"))
    proposed = {c.year: c for c in Continuation.objects.filter(application=case).order_by("pk")}
    found = []
    for year in sorted({*stands, *committed, *proposed}):
        part = proposed.get(year)
        state = ContinuationState(part.state) if part else None
        found.append(Year(year, stands.get(year, Balance()), committed.get(year, 0), part.amount_sek if part else 0, state))
    return found


def balances_on(case: int, on: date) -> list[tuple[int, Balance]]:
    """(year, balance at the end of a day) of a case, in order; from the ledger's entries alone, one query. Source: P5; F13, U5."""
    kinds: dict[int, dict[str, int]] = {}
    rows = MoneyEntry.objects.filter(allocation__application=case, booked_on__lte=on).order_by()
    for year, kind, total in rows.values_list("allocation__year", "kind").annotate(s=Sum("amount_sek")):
        kinds.setdefault(year, {})[kind] = total
    return [(year, balance_of(kinds[year])) for year in sorted(kinds)]
