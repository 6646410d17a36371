"""Which systems a change reaches through the flows: one recursive statement, whatever the register's size. Source: D4.

What is changed in a system reaches those that receive from it, those that receive from them, and so on; and those that send to it, one
step, since what they send has nowhere to go. A flow in both directions carries both ways. The shortest way is the one that is told;
of several as short, the one whose last flow was registered first.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db import connection
from django.db.models import Q

from ..models import Flow, System
from ..terms import FlowDirection

FARTHEST = 5


@dataclass(frozen=True)
class Reached:
    """How a system is reached: in how many steps, by which flow, and from which system (keys)."""

    hops: int
    flow: int
    before: int

    def sooner(self, other: "Reached") -> bool:
        """Whether this way is told before another to the same system."""
        return (self.hops, self.flow) < (other.hops, other.flow)


@dataclass(frozen=True)
class Reach:
    """What a system reaches: `onward` step by step, and `direct` those that meet it one step against the flow and go no further."""

    onward: dict[int, Reached] = field(default_factory=dict)
    direct: dict[int, Reached] = field(default_factory=dict)

    @cached_property
    def systems(self) -> dict[int, Reached]:
        """Every system that is reached, each by its shortest way."""
        return {**self.onward, **{k: d for k, d in self.direct.items() if k not in self.onward or d.sooner(self.onward[k])}}

    def way(self, system: int) -> list[tuple[int, int]]:
        """The shortest way to a system that is reached: (flow, system) for each step, the start left out."""
        steps: list[tuple[int, int]] = []
        one = self.systems.get(system)
        while one:
            steps.append((one.flow, system))
            system, one = one.before, self.onward.get(one.before)
        return steps[::-1]


_IN_USE = "(f.valid_from IS NULL OR f.valid_from <= %(on)s) AND (f.valid_until IS NULL OR f.valid_until >= %(on)s)"
_LIVE = "(s.retired_on IS NULL OR s.retired_on > %(on)s)"
# The walk is bounded by its steps, so that a ring of flows ends it too; the ways are read from the fewest steps to each system.
_STATEMENT = f"""
WITH RECURSIVE walk(start_id, system_id, hops) AS (
    SELECT s.id, s.id, 0 FROM {{system}} s WHERE s.id IN ({{keys}}) AND {_LIVE}
    UNION
    SELECT w.start_id, s.id, w.hops + 1 FROM walk w
    JOIN {{flow}} f ON f.{{out}} = w.system_id OR (f.{{into}} = w.system_id AND f.direction = '{{both}}')
    JOIN {{system}} s ON s.id = CASE WHEN f.{{out}} = w.system_id THEN f.{{into}} ELSE f.{{out}} END
    WHERE w.hops < {{steps}} AND {_IN_USE} AND {_LIVE}
), best(start_id, system_id, hops) AS (
    SELECT start_id, system_id, MIN(hops) FROM walk GROUP BY start_id, system_id
)
SELECT 1, b.start_id, b.system_id, b.hops, f.id, p.system_id FROM best b
JOIN {{flow}} f ON f.{{into}} = b.system_id OR (f.{{out}} = b.system_id AND f.direction = '{{both}}')
JOIN best p ON p.start_id = b.start_id AND p.hops = b.hops - 1
    AND p.system_id = CASE WHEN f.{{into}} = b.system_id THEN f.{{out}} ELSE f.{{into}} END
WHERE b.hops > 0 AND {_IN_USE}
UNION ALL
SELECT 0, f.{{into}}, f.{{out}}, 1, f.id, f.{{into}} FROM best b JOIN {{flow}} f ON f.{{into}} = b.system_id
JOIN {{system}} s ON s.id = f.{{out}} WHERE b.hops = 0 AND f.direction <> '{{both}}' AND {_IN_USE} AND {_LIVE}
"""


def in_use(on: date) -> Q:
    """The condition that a flow is in use on a day, and that both its systems are."""
    period = (Q(valid_from=None) | Q(valid_from__lte=on)) & (Q(valid_until=None) | Q(valid_until__gte=on))
    live = (Q(source__retired_on=None) | Q(source__retired_on__gt=on)) & (Q(target__retired_on=None) | Q(target__retired_on__gt=on))
    return period & live


def reached(starts: Iterable[int], on: date, steps: int, *, against: bool = False) -> dict[int, Reach]:
    """What each of several systems (keys) reaches, at most five steps out; `against`: what reaches each of them. One query."""
    keys = sorted({int(key) for key in starts})
    found = {key: Reach() for key in keys}
    if not keys or steps < 1:
        return found
    out, into = ("target_id", "source_id") if against else ("source_id", "target_id")
    statement = _STATEMENT.format(
        system=System._meta.db_table, flow=Flow._meta.db_table, keys=", ".join(map(str, keys)), out=out, into=into,
        both=FlowDirection.BOTH.value, steps=min(int(steps), FARTHEST),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(statement, {"on": on.isoformat()})
        for onward, start, system, *way in cursor.fetchall():
            place, one = found[start].onward if onward else found[start].direct, Reached(*way)
            if system != start and (system not in place or one.sooner(place[system])):
                place[system] = one
    return found
