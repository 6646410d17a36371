"""What a case calls on of what things cost today, beside all others who call on the same: whether it fits, and whose it is. Source: F9."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from nytta.governance.benefits.models import Baseline, ClaimShare
from nytta.governance.benefits.queries.ledger import Use, asked, standing, yearly_costs
from nytta.governance.benefits.terms import IN_KRONOR, BaselineKind, ClaimDriver

from ..models import Application

NAMED = 5  # parties that are named; the rest are counted


@dataclass(frozen=True)
class Called:
    """A driver of a baseline over years that are alike: what the case calls on, what all do together, and who the others are."""

    baseline: Baseline
    years: tuple[int, ...]
    mine: Decimal
    use: Use
    others: tuple[str, ...]
    more: int

    @property
    def in_kronor(self) -> bool:
        """Whether it is kronor of a budget line or of a system, and not shares."""
        return BaselineKind(self.baseline.kind) in IN_KRONOR


def called_on(calculation: int) -> list[Called]:
    """What a case calls on; one query for a case that calls on nothing, else five whatever the claims."""
    every = ClaimShare.objects.filter(standing() | asked())
    own = _sums(every.filter(claim__item__calculation=calculation))
    if not own:
        return []
    keys = {key for key, _driver, _year in own}
    everybody = every.filter(claim__baseline__in=keys, year__in={year for _key, _driver, year in own})
    sums = _sums(everybody)
    names = _parties(everybody.exclude(claim__item__calculation=calculation))
    baselines, costs = Baseline.objects.in_bulk(keys), yearly_costs(keys)
    found = []
    for at, (bound, asks, bound_sek, asks_sek) in own.items():
        key, driver, year = at
        in_kronor, all_ = BaselineKind(baselines[key].kind) in IN_KRONOR, sums[at]
        whole = Decimal(costs[key] if in_kronor else 1)
        use = Use(ClaimDriver(driver), year, all_[2] if in_kronor else all_[0], all_[3] if in_kronor else all_[1], whole, 0)
        others = names.get(at, ())
        mine = bound_sek + asks_sek if in_kronor else bound + asks
        found.append(Called(baselines[key], (year,), mine, use, others[:NAMED], max(len(others) - NAMED, 0)))
    return _merged(found)


Key = tuple[int, str, int]


def _sums(rows: Any) -> dict[Key, tuple[Decimal, Decimal, Decimal, Decimal]]:
    """(bound share, asked share, bound kronor, asked kronor) by baseline, driver and year."""
    summed = rows.order_by("claim__baseline__code", "claim__driver", "year").values_list("claim__baseline", "claim__driver", "year")
    what = {
        f"{how}_{name}": Sum(name, filter=rule)
        for how, rule in (("bound", standing()), ("asked", asked()))
        for name in ("fraction", "amount_sek")
    }
    return {
        (key, driver, year): (Decimal(bf or 0), Decimal(af or 0), Decimal(bk or 0), Decimal(ak or 0))
        for key, driver, year, bf, bk, af, ak in summed.annotate(**what)
    }


def _parties(rows: Any) -> dict[Key, tuple[str, ...]]:
    """Who else calls on the same, by baseline, driver and year: the case's code and its body."""
    found: dict[Key, list[str]] = {}
    wanted = ("claim__baseline", "claim__driver", "year", "claim__item__calculation__code")
    for key, driver, year, code in rows.order_by("claim__item__calculation__code").values_list(*wanted).distinct():
        found.setdefault((key, driver, year), []).append(code)
    codes = {code for these in found.values() for code in these[:NAMED]}
    bodies = dict(Application.objects.filter(code__in=codes).values_list("code", "applicant_body__name"))
    return {
        at: tuple(f"{code} ({bodies[code]})" if code in bodies else code for code in these) for at, these in found.items()
    }  # fmt: skip


def _merged(found: Iterable[Called]) -> list[Called]:
    """Years that follow each other and say the same become one."""
    made: list[Called] = []
    for one in found:
        last = made[-1] if made else None
        if last is not None and last.years[-1] + 1 == one.years[0] and _alike(last) == _alike(one):
            made[-1] = Called(one.baseline, (*last.years, *one.years), one.mine, last.use, one.others, one.more)
        else:
            made.append(one)
    return made


def _alike(c: Called) -> Sequence[Any]:
    return (c.baseline.pk, c.use.driver, c.mine, c.use.bound, c.use.asked, c.others, c.more)
