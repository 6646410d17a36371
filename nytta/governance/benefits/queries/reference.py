"""Projects as a class that a plan is held against: quantiles of actual / planned, read in the database. Source: F7; docs/method.md section 5."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, F, FloatField, Q, QuerySet, Value, When, Window
from django.db.models.functions import Cast, RowNumber
from django.utils.translation import gettext

from nytta.engine.appraisal.optimism import LEAST
from nytta.kit.prepared import Prepared
from nytta.plain.money import sek

from ..models import ReferenceProject
from ..terms import OWN, Outcome

SIZES = ((0, 1_000_000), (1_000_000, 10_000_000), (10_000_000, None))  # of the plan, in the currency of the source
SHOWN = tuple(Decimal(q) for q in ("0.1", "0.25", "0.5", "0.75", "0.9"))
STEPS = tuple(Decimal(n) / 20 for n in range(21))  # of a drawn class; SHOWN among them
MOST = 10  # times the plan: where a drawn curve ends


@dataclass(frozen=True)
class Class:
    """A reference class: whose, how many, of which category and size (an index of SIZES) where it is narrowed, and actual / planned at each step."""

    source: str
    n: int
    quantiles: dict[Decimal, Decimal]
    category: str = ""
    size: int | None = None

    @property
    def own(self) -> bool:
        """Whether it is the city's own."""
        return self.source == OWN


@dataclass(frozen=True)
class Group:
    """The projects of a source with one kind of outcome: how many, how many whose outcome is the plan to the krona, and how many above ten times it."""

    source: str
    outcome: Outcome
    currency: str
    n: int
    same: int
    beyond: int


def size_of(planned: Decimal | int) -> int:
    """The index in SIZES of a plan's size."""
    return next(n for n, (_low, high) in enumerate(SIZES) if high is None or planned < high)


def size_words(size: int) -> str:
    """The size of a plan in words, by its index."""
    low, high = SIZES[size]
    if high is None:
        return gettext("minst %(low)s") % {"low": sek(low, "")}
    return gettext("%(low)s till under %(high)s") % {"low": sek(low, ""), "high": sek(high, "")}


def _sized(rows: QuerySet[Any]) -> QuerySet[Any]:
    whens = [When(planned__lt=high, then=Value(n)) for n, (_low, high) in enumerate(SIZES) if high is not None]
    sized: QuerySet[Any] = rows.annotate(size=Case(*whens, default=Value(len(SIZES) - 1)))
    return sized


def quantiles(rows: QuerySet[ReferenceProject], asked: Sequence[Decimal], n: int) -> dict[Decimal, Decimal]:
    """Actual / planned of n projects at each share asked for, linear between neighbours (Hyndman & Fan 7); one query."""
    places = {at: at * (n - 1) for at in asked}
    wanted = {int(p) + step for p in places.values() for step in (1, 2)}
    ratio = Cast(F("actual"), FloatField()) / Cast(F("planned"), FloatField())
    ranked = rows.order_by().annotate(place=Window(RowNumber(), order_by=[ratio.asc(), F("pk").asc()])).filter(place__in=wanted)
    found = {place: actual / planned for place, actual, planned in ranked.values_list("place", "actual", "planned")}
    made = {}
    for at, place in places.items():
        below = found[int(place) + 1]
        made[at] = below + (found.get(int(place) + 2, below) - below) * (place - int(place))
    return made


def groups() -> list[Group]:
    """All sources by kind of outcome, the city's own first and what is final before what is forecast; one query."""
    rows: QuerySet[Any] = ReferenceProject.objects.order_by()
    counts = {"same": Count("pk", filter=Q(actual=F("planned"))), "beyond": Count("pk", filter=Q(actual__gt=F("planned") * MOST))}
    counted = rows.values_list("source", "outcome", "currency").annotate(Count("pk"), **counts)
    found = [Group(source, Outcome(outcome), currency, *numbers) for source, outcome, currency, *numbers in counted]
    return sorted(found, key=lambda g: (g.source != OWN, g.source, list(Outcome).index(g.outcome)))


_COUNTED = Prepared(
    lambda: _sized(ReferenceProject.objects.filter(outcome=Outcome.FINAL.value)).order_by().values_list("source", "category", "size").annotate(Count("pk"))
)  # fmt: skip


def class_for(category: str = "", planned: Decimal | int = 0) -> Class | None:
    """The finished projects that a plan is held against; None before there are 20 anywhere. Two queries.

    The city's own from 20, narrowed to the plan's category and size, or to one of them, while 20 are left; before that the largest published
    source, which is not narrowed: its categories and its money are others. Source: F7.
    """
    final = _sized(ReferenceProject.objects.filter(outcome=Outcome.FINAL.value))
    counted = {tuple(key): n for *key, n in _COUNTED()}
    size = size_of(planned)
    for of_category, of_size in ((category, size), (category, None), ("", size), ("", None)):
        n = sum(n for (s, c, z), n in counted.items() if s == OWN and of_category in ("", c) and of_size in (None, z))
        if n >= LEAST:
            mine = final.filter(
                source=OWN, **({"category": of_category} if of_category else {}), **({} if of_size is None else {"size": of_size})
            )
            return Class(OWN, n, quantiles(mine, STEPS, n), of_category, of_size)
    published: dict[str, int] = {}
    for (source, _category, _size), n in counted.items():
        if source != OWN:
            published[source] = published.get(source, 0) + n
    n, source = max(((n, s) for s, n in published.items()), default=(0, ""))
    return Class(source, n, quantiles(final.filter(source=source), STEPS, n)) if n >= LEAST else None


def parts(rows: QuerySet[ReferenceProject], by: str) -> list[tuple[Any, int, dict[Decimal, Decimal]]]:
    """(value, n, quantiles) of the parts of a class with at least 20, by "size" (an index of SIZES) or by "category"."""
    sized = _sized(rows)
    counted = sized.order_by(by).values_list(by).annotate(Count("pk"))
    return [(value, n, quantiles(sized.filter(**{by: value}), SHOWN, n)) for value, n in counted if n >= LEAST]
