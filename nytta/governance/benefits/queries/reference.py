"""Finished projects as a class that a plan is held against: quantiles of actual / planned, read in the database."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, FloatField, QuerySet
from django.db.models.functions import Cast

from nytta.engine.appraisal.optimism import LEAST

from ..models import ReferenceProject
from ..terms import OWN

SIZES = ((Decimal(0), Decimal(1_000_000)), (Decimal(1_000_000), Decimal(10_000_000)), (Decimal(10_000_000), None))
SHOWN = (Decimal("0.1"), Decimal("0.25"), Decimal("0.5"), Decimal("0.75"), Decimal("0.9"))


@dataclass(frozen=True)
class Class:
    """A reference class: whose, how many, and actual / planned at each quantile asked for."""

    source: str
    n: int
    quantiles: dict[Decimal, Decimal]

    @property
    def own(self) -> bool:
        """Whether it is the city's own."""
        return self.source == OWN


def _ratios(rows: QuerySet[ReferenceProject]) -> QuerySet[ReferenceProject]:
    return rows.annotate(ratio=Cast(F("actual"), FloatField()) / Cast(F("planned"), FloatField())).order_by("ratio", "pk")


def quantiles(rows: QuerySet[ReferenceProject], asked: tuple[Decimal, ...], n: int) -> dict[Decimal, Decimal]:
    """Linear between neighbours (Hyndman & Fan 7); two rows read for each. Source: docs/method.md section 5."""
    ordered, found = _ratios(rows), {}
    for at in asked:
        place = at * (n - 1)
        below = int(place)
        two = [a / p for p, a in ordered.values_list("planned", "actual")[below : below + 2]]
        found[at] = two[0] + (two[1] - two[0]) * (place - below) if len(two) == 2 else two[0]
    return found


def sources() -> list[tuple[str, int, str]]:
    """(source, n, currency) of all classes, the city's own first."""
    rows = ReferenceProject.objects.order_by("source").values_list("source", "currency").annotate(n=Count("*"))
    return sorted(((s, n, c) for s, c, n in rows), key=lambda r: (r[0] != OWN, r[0]))


def class_for(asked: tuple[Decimal, ...] = (Decimal("0.5"), Decimal("0.9"))) -> Class | None:
    """The class that a plan is held against: the city's own from 20 closed projects, before that the largest published one."""
    found = sources()
    own = next((n for s, n, _c in found if s == OWN), 0)
    if own >= LEAST:
        return Class(OWN, own, quantiles(ReferenceProject.objects.filter(source=OWN), asked, own))
    published = [(n, s) for s, n, _c in found if s != OWN and n >= LEAST]
    if not published:
        return None
    n, source = max(published)
    return Class(source, n, quantiles(ReferenceProject.objects.filter(source=source), asked, n))


def curve(source: str, points: int = 41) -> list[tuple[Decimal, Decimal]]:
    """(share of the projects, actual / planned at most) of a source: the whole distribution, for a chart."""
    pairs = ReferenceProject.objects.filter(source=source).values_list("planned", "actual")
    ratios: list[Decimal] = sorted([Decimal(a) / Decimal(p) for p, a in pairs])
    n = len(ratios)
    return [(Decimal(i) / (points - 1), ratios[min(n - 1, i * n // (points - 1))]) for i in range(points)] if n else []


def by_group(source: str) -> list[tuple[str, int, dict[Decimal, Decimal]]]:
    """(name, n, quantiles) of a source by size of the plan, those with at least 20. Source: F7."""
    rows, found = ReferenceProject.objects.filter(source=source), []
    for low, high in SIZES:
        mine = rows.filter(planned__gte=low, **({"planned__lt": high} if high else {}))
        n = mine.count()
        if n >= LEAST:
            found.append((f"{low}-{high or ''}", n, quantiles(mine, SHOWN, n)))
    return found
