"""How a case has gone, as it was frozen with the proposal of its next year's part."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..models import Continuation
from ..rules import Balance


@dataclass(frozen=True)
class FollowUp:
    """The last status in its own words [(what, word, colour code)], money by year, and conditions (text, stops payment, state in words)."""

    reported_on: date | None
    lights: list[tuple[str, str, str]]
    comment: str
    money: list[tuple[int, Balance]]
    conditions: list[tuple[str, bool, str]]


def follow_up(part: Continuation | None) -> FollowUp | None:
    """What was attached when a part was proposed; None where nothing was. Source: F13."""
    if part is None or not part.follow_up:
        return None
    kept: Mapping[str, Any] = part.follow_up
    status = kept.get("status") or {}
    day = status.get("reported_on")
    return FollowUp(
        date.fromisoformat(day) if day else None,
        [(one["what"], one["word"], one["code"]) for one in status.get("lights", ())],
        status.get("comment", ""),
        [(row["year"], Balance(**row["balance"])) for row in kept.get("money", ())],
        [(row["text"], row["stops_payment"], row["state"]) for row in kept.get("conditions", ())],
    )
