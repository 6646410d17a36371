"""The trial's calendar: what happens on which day, over all rows and the city council, in order of time."""

import gc
import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count

from django.db import transaction

from nytta.city.records.queries import programme_in_force
from nytta.governance.portfolios import queries as portfolios
from nytta.governance.portfolios.rules import by_hand_in
from nytta.kit import audit
from nytta.kit.clock import moment

from .book import Book, Totals
from .seed_city import Town, build, meetings
from .sources import Source, hand_in
from .way import Way

BATCH = 200  # events that share one transaction, to save commits


@dataclass
class Trial:
    """What came of it: each source's book, the rows' ways, and the trial's own sums."""

    sources: list[Source]
    until: date
    town: Town
    books: dict[str, Book] = field(default_factory=dict)
    ways: dict[str, list[Way]] = field(default_factory=dict)
    totals: Totals = field(default_factory=Totals)


def run(sources: list[Source], *, own: bool, until: date, tick: Callable[[date, int], None] | None = None) -> Trial:
    """Take every sound row of the sources through the steps, up to and including a day."""
    rows = [row for source in sources for row in source.rows]
    with transaction.atomic():
        town, decisions = build(rows, own=own, until=until)
    trial = Trial(sources, until, town)
    turns = _Turns()
    for day, event in decisions:
        turns.put(day, -2, _once(event, day))
    for source in sources:
        book = trial.books.setdefault(source.name, Book())
        trial.ways[source.name] = [Way(row, town, book, trial.totals) for row in source.rows]
        for way in trial.ways[source.name]:
            turns.follow(way.steps)
    councils = meetings(min(map(hand_in, rows)))
    turns.put(next(councils), -1, _council(town, councils))
    gc.freeze()  # what stands there is not garbage; looking through it at every turn is a tenth of the time
    while turns.waiting and turns.next_day <= until:
        with transaction.atomic():
            for _ in range(BATCH):
                if not turns.waiting or turns.next_day > until:
                    break
                turns.step()
        if tick:
            tick(turns.next_day if turns.waiting else until, len(turns.waiting))
    audit.seal(on=moment(until, 23))
    return trial


def _once(event: Callable[[datetime], None], day: date) -> Iterator[tuple[date, int]]:
    event(moment(day, 8))
    return
    yield  # a generator, as the rows are


def _council(town: Town, councils: Iterator[date]) -> Iterator[tuple[date, int]]:
    """At each meeting all proposals are ranked as on the page; the decisions that follow are made in that order."""
    for day in councils:
        yield day, -1
        waiting = portfolios.proposals(day, programme_in_force(day))
        for year in sorted({p.year for p in waiting}):
            frames = portfolios.frames_of_year(town.at(day), year)
            if ranked := portfolios.ranked(waiting, frames, portfolios.weights(day), year):
                town.rank.update({code: place for place, code in enumerate(ranked.order)})
        apart = [(p.application.submitted_on or day, p.code) for p in waiting if p.is_innovative]
        town.rank.update({code: place for place, code in enumerate(by_hand_in(apart))})


class _Turns:
    """A queue of generators by the day, and the turn within the day, that each waits for."""

    def __init__(self) -> None:
        self.waiting: list[tuple[date, int, int, Iterator[tuple[date, int]]]] = []
        self.ticket = count()

    @property
    def next_day(self) -> date:
        return self.waiting[0][0]

    def put(self, day: date, turn: int, steps: Iterator[tuple[date, int]]) -> None:
        heapq.heappush(self.waiting, (day, turn, next(self.ticket), steps))

    def follow(self, steps: Iterator[tuple[date, int]]) -> None:
        """Wait for what comes next of it, if anything."""
        if (turn := next(steps, None)) is not None:
            self.put(turn[0], turn[1], steps)

    def step(self) -> None:
        """Let the first in the queue have its turn."""
        self.follow(heapq.heappop(self.waiting)[3])
