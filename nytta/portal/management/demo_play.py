"""The scripts of the demo city are played in order of time; here the player, the council's budget years and the ideas."""

import heapq
import zlib
from collections.abc import Generator, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from nytta.city.records import commands as records
from nytta.city.records.queries import not_reported
from nytta.kit.clock import moment
from nytta.needs.goals.models import CouncilGoal, FocusArea
from nytta.needs.intake.commands import answer_idea, write_idea

from .demo_people import DemoCity, set_frames

Script = Generator[datetime, datetime, None]


def play(scripts: Iterable[Script], until: datetime) -> int:
    """Let every script act at its moments, in order of time, up to `until`; the number of acts."""
    waiting: list[tuple[datetime, int, Script]] = []
    for number, script in enumerate(scripts):
        if (first := next(script, None)) is not None:
            heapq.heappush(waiting, (first, number, script))
    acts = 0
    while waiting and waiting[0][0] <= until:
        at, number, script = heapq.heappop(waiting)
        acts += 1
        try:
            heapq.heappush(waiting, (max(script.send(at), at), number, script))
        except StopIteration:
            continue
    return acts


def chance(title: str, salt: str, most: int) -> int:
    """A number below `most`, always the same for the same words."""
    return zlib.crc32(f"{salt}:{title}".encode()) % most


def years_of(city: DemoCity) -> Script:
    """The city council's frames for this year and the next, and the lists to the board."""
    year = city.first.year
    board, latest = city.bodies["kommunstyrelsen"], city.now.date() - timedelta(days=120)
    frames = [(max(min(date(y, 6, 10), latest), city.first + timedelta(days=1)), y + 1) for y in (year, year + 1)]
    for at, frames_for in sorted([*frames, (date(year, 12, 18), 0), (date(year + 1, 6, 18), 0)]):
        on = yield moment(at, 10)
        if frames_for:
            set_frames(city, frames_for, on)
        elif rows := list(not_reported(board)):
            records.report_to_board(
                body=board, decisions=rows, note=f"Kommunstyrelsens sammanträde {at}", by=city.people["registrator"], on=on
            )


def idea_of(city: DemoCity, spec: Mapping[str, Any]) -> Script:
    """An idea on its own; answered or waiting."""
    area = FocusArea.objects.get(programme=city.programme, number=spec["area"])
    goal = CouncilGoal.objects.get(programme=city.programme, code=spec["goal"])
    start = city.now - timedelta(days=spec["ago"])
    on = yield start
    idea = write_idea(title=spec["title"], text=spec["text"], goal=goal, focus_area=area, by=city.who("sokande", spec["body"]), on=on)
    if "answer" in spec:
        on = yield start + timedelta(days=6)
        answer_idea(idea=idea, take_up=spec["take_up"], answer=spec["answer"], by=city.people["projektkontor"], on=on)
