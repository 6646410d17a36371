"""What a change reaches, by recursive SQL, beside a walk in Python; rings, both directions, ended flows and retired systems."""

import random
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nytta.delivery.systems.models import Flow, System
from nytta.delivery.systems.queries.impact import reached
from nytta.delivery.systems.terms import FlowDirection
from tests.factories.city import City_
from tests.factories.systems import make_systems, tie

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.requirement("D4")]
Edge = tuple[int, int, int]  # flow, from, to


def edges_of(flows: Iterable[Flow], on: date) -> list[Edge]:
    """Which way each flow in use carries a change."""
    found = []
    for f in flows:
        period = (f.valid_from is None or f.valid_from <= on) and (f.valid_until is None or f.valid_until >= on)
        if period and not any(s.retired_on and s.retired_on <= on for s in (f.source, f.target)):
            found.append((f.pk, f.source_id, f.target_id))
            if f.direction == FlowDirection.BOTH.value:
                found.append((f.pk, f.target_id, f.source_id))
    return found


def walked(start: int, edges: list[Edge], steps: int) -> dict[int, int]:
    """{system: fewest steps}: onward by the edges, and one step against them."""
    onward, hops, ring = defaultdict(list), {start: 0}, [start]
    for _, a, b in edges:
        onward[a].append(b)
    for n in range(1, steps + 1):
        ring = [b for a in ring for b in onward[a] if b not in hops and not hops.update({b: n})]
    for _, a, b in edges:
        if b == start and steps:
            hops[a] = min(hops.get(a, 9), 1)
    return {system: n for system, n in hops.items() if system != start}


def graph(city: City_, seed: int) -> None:
    """Systems and flows drawn at random: rings, several flows between two, ended and planned ones, a retired system."""
    draw = random.Random(seed)
    systems = make_systems(city, draw.randint(3, 14))
    if draw.random() < 0.5:
        System.objects.filter(pk=systems[-1].pk).update(retired_on=city.on.date(), retired_reason="Ersatt")
    for n in range(draw.randint(0, 30)):
        source, target = draw.sample(systems, 2)
        days = draw.choice(
            [
                (None, None),
                (None, None),
                (None, None),
                (None, city.on.date() - timedelta(days=1)),
                (city.on.date() + timedelta(days=1), None),
            ]
        )
        tie(source, target, f"Uppgift {n}", both=draw.random() < 0.25, valid_from=days[0], valid_until=days[1])


@pytest.mark.requirement("D4")
@pytest.mark.parametrize("seed", range(25))
def test_reached_is_what_a_walk_in_python_reaches(city: City_, seed: int) -> None:
    graph(city, seed)
    on, keys = city.on.date(), list(System.objects.values_list("pk", flat=True))
    edges = edges_of(Flow.objects.select_related("source", "target"), on)
    turned = [(f, b, a) for f, a, b in edges]
    for steps in (1, 2, 5):
        with CaptureQueriesContext(connection) as asked:
            there, back = reached(keys, on, steps), reached(keys, on, steps, against=True)
        assert len(asked) == 2
        for key in keys:
            for reach, carried in ((there[key], edges), (back[key], turned)):
                assert {s: one.hops for s, one in reach.systems.items()} == walked(key, carried, steps)
                for system, one in reach.systems.items():
                    ways = reach.way(system)
                    assert len(ways) == one.hops and ways[-1][1] == system
                    places = [key, *(s for _, s in ways)]
                    assert len(set(places)) == len(places)
                    for (flow, to), before in zip(ways, places, strict=False):
                        straight = (flow, before, to) in carried
                        assert straight or (one.hops == 1 and (flow, to, before) in carried)


def test_ring_of_flows_ends(city: City_) -> None:
    a, b, c = make_systems(city, 3)
    for one, other in ((a, b), (b, c), (c, a)):
        tie(one, other)
    found = reached([a.pk], city.on.date(), 5)[a.pk]
    assert {s: r.hops for s, r in found.systems.items()} == {b.pk: 1, c.pk: 1}  # c sends to a: one step, against the flow


def test_who_sends_is_met_one_step_and_no_further(city: City_) -> None:
    first, sender, middle, receiver, last = make_systems(city, 5)
    for one, other in ((first, sender), (sender, middle), (middle, receiver), (receiver, last)):
        tie(one, other)
    found = reached([middle.pk], city.on.date(), 5)[middle.pk]
    assert {s: r.hops for s, r in found.systems.items()} == {sender.pk: 1, receiver.pk: 1, last.pk: 2}
    assert [s for _, s in found.way(last.pk)] == [receiver.pk, last.pk]
    assert {s: r.hops for s, r in reached([middle.pk], city.on.date(), 5, against=True)[middle.pk].systems.items()} == {
        sender.pk: 1, first.pk: 2, receiver.pk: 1,
    }  # fmt: skip


def test_a_shorter_way_against_the_flow_does_not_shorten_what_lies_behind(city: City_) -> None:
    start, b, c, d = make_systems(city, 4)
    for one, other in ((start, b), (b, c), (c, d), (c, start)):
        tie(one, other)
    found = reached([start.pk], city.on.date(), 5)[start.pk]
    assert {s: r.hops for s, r in found.systems.items()} == {b.pk: 1, c.pk: 1, d.pk: 3}
    assert [s for _, s in found.way(d.pk)] == [b.pk, c.pk, d.pk]


def test_at_most_five_steps(city: City_) -> None:
    systems = make_systems(city, 8)
    for one, other in pairwise(systems):
        tie(one, other)
    assert sorted(r.hops for r in reached([systems[0].pk], city.on.date(), 99)[systems[0].pk].systems.values()) == [1, 2, 3, 4, 5]
