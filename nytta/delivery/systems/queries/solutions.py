"""Which common solutions a proposal would duplicate."""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from nytta.city.records.models import in_period
from nytta.kit.search import stems

from ..models import CommonSolution


def solutions(on: date) -> QuerySet[CommonSolution]:
    """The common solutions that stand on a day."""
    return CommonSolution.objects.filter(in_period(on)).order_by("name")


def named_in(text: str, known: Sequence[CommonSolution]) -> list[CommonSolution]:
    """The solutions whose covered functions or name are spoken of in a text; a hint to the writer, never a verdict."""
    have = set(stems(text))
    return [s for s in known if any(set(stems(c)) <= have for c in [*s.covers, s.name])]
