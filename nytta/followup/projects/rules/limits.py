"""What the rule set says of projects: how often they report, when a light turns, which accounts are cost. Source: O4; U5."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Pair = tuple[int, int]


@dataclass(frozen=True)
class Limits:
    """Days between reports (most portfolios, those that report often), days late (reminder, shown), yellow and red of each light, cost classes."""

    report_days: Pair = (30, 14)
    often: frozenset[int] = frozenset({5})
    late_days: Pair = (3, 10)
    end_days: Pair = (0, 60)
    cost_percent: Pair = (0, 10)
    scope_percent: Pair = (100, 80)
    benefit_percent: Pair = (100, 80)
    risk: Pair = (8, 15)
    cost_classes: frozenset[int] = frozenset({4, 5, 6, 7})


def limits_of(content: Mapping[str, Any]) -> Limits:
    """The limits of a rule set; what it does not say, or says in another shape, is as in the rule set that comes with the programme. Source: O4; U5."""
    said, own = content.get("limits", {}), Limits()
    return Limits(
        _pair(said.get("report_days"), own.report_days), _some(said.get("report_often_portfolios"), own.often),
        _pair(said.get("report_late_days"), own.late_days), _pair(said.get("light_end_days"), own.end_days),
        _pair(said.get("light_cost_percent"), own.cost_percent), _pair(said.get("light_scope_percent"), own.scope_percent),
        _pair(said.get("light_benefit_percent"), own.benefit_percent), _pair(said.get("light_risk"), own.risk),
        _some(said.get("cost_account_classes"), own.cost_classes),
    )  # fmt: skip


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _pair(value: Any, own: Pair) -> Pair:
    if isinstance(value, list | tuple) and len(value) == 2 and all(map(_whole, value)):
        return value[0], value[1]
    return own


def _some(value: Any, own: frozenset[int]) -> frozenset[int]:
    return frozenset(value) if isinstance(value, list | tuple) and all(map(_whole, value)) else own
