"""Which common solutions a proposal would duplicate."""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from nytta.city.records.models import in_period
from nytta.kit.search import stems

from ..models import CommonSolution
from ..rules.solutions import covers, names


def solutions(on: date) -> QuerySet[CommonSolution]:
    """The common solutions that stand on a day."""
    return CommonSolution.objects.filter(in_period(on)).select_related("owner", "contact_person").order_by("name")


def named_in(text: str, known: Sequence[CommonSolution]) -> list[CommonSolution]:
    """The solutions of whose covered functions or name a text speaks, compounds included; a hint to the writer, never a verdict."""
    have = set(stems(text))
    return [s for s in known if any(names(stems(c), have) for c in s.covers) or covers(stems(s.name), have)]
