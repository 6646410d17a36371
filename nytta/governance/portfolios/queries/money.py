"""Where money stands: balances of allocations, cases and portfolios on any day, from the ledger alone."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, Sum

from nytta.governance.applications.models import Application
from nytta.kit.prepared import Prepared, Small

from ..models import Allocation, MoneyEntry
from ..rules import SUMS, Balance, balance_of

IN_ALL = {f"{name}_sek": Sum(f"{name}_sek", default=0) for name in SUMS}


_OF_YEAR = Prepared(lambda year: Allocation.objects.filter(year=year).order_by().values_list("portfolio").annotate(**IN_ALL), Small)


def balance_in(allocation: Allocation) -> Balance:
    """The balance that a row of the ledger says; no query."""
    return Balance(**{f"{name}_sek": getattr(allocation, f"{name}_sek") for name in SUMS})


def balance(rows: QuerySet[Allocation], on: date | None = None) -> Balance:
    """The balance of several allocations now (sums that the database keeps) or at the end of a day (from the entries); one query. Source: P5; F13."""
    if on is None:
        return Balance(**rows.aggregate(**IN_ALL))
    entries = MoneyEntry.objects.filter(allocation__in=rows.order_by().values("pk"), booked_on__lte=on)
    return balance_of(dict(entries.order_by().values_list("kind").annotate(s=Sum("amount_sek"))))


def allocations_of(application: Application | int) -> QuerySet[Allocation]:
    """The allocations of a case, in order of year."""
    return Allocation.objects.filter(application=application).order_by("year", "outside")


def _by(place: str, rows: QuerySet[Allocation]) -> dict[Any, Balance]:
    found: Iterable[dict[str, Any]] = rows.order_by().values(place).annotate(**IN_ALL)
    return {r[place]: Balance(**{name: r[name] for name in IN_ALL}) for r in found}


def balances_of(cases: Iterable[int]) -> dict[int, Balance]:
    """{case: balance} over all years of several cases; one query. A case without money is not in it."""
    return _by("application", Allocation.objects.filter(application__in=list(cases)))


def balances_by_portfolio(year: int, on: date | None = None) -> dict[int | None, Balance]:
    """{portfolio key: balance} of a year, None for what stands outside the portfolios; one query. Source: U9; F14."""
    if on is None:
        names = list(IN_ALL)
        return {row[0]: Balance(**dict(zip(names, row[1:], strict=True))) for row in _OF_YEAR(year)}
    kinds: dict[int | None, dict[str, int]] = {}
    entries = MoneyEntry.objects.filter(Q(allocation__year=year), booked_on__lte=on).order_by()
    for portfolio, kind, total in entries.values_list("allocation__portfolio", "kind").annotate(s=Sum("amount_sek")):
        kinds.setdefault(portfolio, {})[kind] = total
    return {portfolio: balance_of(found) for portfolio, found in kinds.items()}


def entries_of(application: Application | int) -> QuerySet[MoneyEntry]:
    """Every entry of a case's money, the newest first, with what a page names."""
    return (
        MoneyEntry.objects.filter(allocation__application=application)
        .select_related("allocation", "other", "by", "decision")
        .order_by("-pk")
    )
