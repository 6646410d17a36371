"""Decisions as they are added to the chain, for those who are told of them. Source: O6; D14."""

from collections.abc import Collection
from datetime import datetime, time

from django.utils import timezone

from nytta.kit import events

from ..models import Decision

DECISIONS = "decisions"


def _end() -> int:
    """The last number: the chain's head is locked until a decision is written to its end, so that none is seen before one with a lower number."""
    return Decision.objects.order_by("-number").values_list("number", flat=True).first() or 0


def _read(after: int, last: int, acts: Collection[str], most: int) -> list[events.Happened]:
    rows = Decision.objects.filter(number__gt=after, number__lte=last, kind__in=list(acts)).order_by("number")
    return [
        events.Happened(number, kind, str(number), timezone.make_aware(datetime.combine(day, time())), day_alone=True)
        for number, kind, day in rows.values_list("number", "kind", "decided_on")[:most]
    ]


events.source(events.Source(DECISIONS, _end, _read))
