"""What a case calls on of what things cost today, beside all others who call on the same: whether it fits, and whose it is. Source: F9."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from nytta.governance.benefits.models import Baseline, ClaimShare
from nytta.governance.benefits.queries.ledger import Use, asked, bound, is_part, standing, wanted, yearly_costs
from nytta.governance.benefits.terms import IN_KRONOR, BaselineKind, ClaimDriver
from nytta.kit.prepared import Prepared

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
    part_of: str = ""  # the case that has the claim which this one lies within

    @property
    def in_kronor(self) -> bool:
        """Whether it is kronor of a budget line or of a system, and not shares."""
        return BaselineKind(self.baseline.kind) in IN_KRONOR


def called_on(calculation: int) -> list[Called]:
    """What a case calls on; one query for a case that calls on nothing, else five whatever the claims."""
    own = _by_place(_OWN(calculation))
    if not own:
        return []
    keys = {key for key, *_ in own}
    everybody = ClaimShare.objects.filter(standing() | asked(), claim__baseline__in=keys, year__in={at[2] for at in own})
    sums = _by_place(_summed(everybody))
    names = _parties(everybody.exclude(claim__item__calculation=calculation))
    baselines, costs = Baseline.objects.in_bulk(keys), yearly_costs(keys)
    found = []
    for at, (held, asks, held_sek, asks_sek) in own.items():
        key, driver, year, status, parent = at
        in_kronor, all_ = BaselineKind(baselines[key].kind) in IN_KRONOR, sums.get(at[:3], NOTHING)
        whole = Decimal(costs[key] if in_kronor else 1)
        use = Use(ClaimDriver(driver), year, all_[2] if in_kronor else all_[0], all_[3] if in_kronor else all_[1], whole, 0)
        others = names.get(at[:3], ())
        mine = held_sek + asks_sek if in_kronor else held + asks
        found.append(
            Called(baselines[key], (year,), mine, use, others[:NAMED], max(len(others) - NAMED, 0), parent if is_part(status) else "")
        )
    return _merged(found)


Key = tuple[int, str, int]
NOTHING = (Decimal(0), Decimal(0), Decimal(0), Decimal(0))


def _summed(rows: Any, *also: str) -> Any:
    """Baseline, driver, year, what else is named, then the bound share, bound kronor, asked share and asked kronor."""
    summed = rows.order_by("claim__baseline__code", "claim__driver", "year").values_list("claim__baseline", "claim__driver", "year", *also)
    what = {
        f"{how}_{name}": Sum(name, filter=rule)
        for how, rule in (("bound", bound()), ("asked", wanted()))
        for name in ("fraction", "amount_sek")
    }
    return summed.annotate(**what)


def _by_place(rows: Iterable[tuple[Any, ...]]) -> dict[tuple[Any, ...], tuple[Decimal, Decimal, Decimal, Decimal]]:
    """(bound share, asked share, bound kronor, asked kronor) by baseline, driver and year, and by what else is named."""
    return {tuple(at): (Decimal(bf or 0), Decimal(af or 0), Decimal(bk or 0), Decimal(ak or 0)) for *at, bf, bk, af, ak in rows}


_OWN = Prepared(
    lambda calculation: _summed(
        ClaimShare.objects.filter(bound() | wanted(), claim__item__calculation=calculation),
        "claim__parent__status", "claim__parent__item__calculation__code",
    ),
    int,
)  # fmt: skip


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
            made[-1] = Called(one.baseline, (*last.years, *one.years), one.mine, last.use, one.others, one.more, one.part_of)
        else:
            made.append(one)
    return made


def _alike(c: Called) -> Sequence[Any]:
    return (c.baseline.pk, c.use.driver, c.mine, c.use.bound, c.use.asked, c.others, c.more, c.part_of)
