"""The worker that asks the engine: takes the most urgent question, works it out in a child process, keeps the answer.

One for each lane of urgency at once: what is done by hand, the best portfolio and why, and what may take longer; none stands in another's way.
"""

import logging
import signal
import threading
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections, connection

from nytta.engine.beside import Beside, Ended
from nytta.kit import clock

from ... import commands
from ...commands.answers import LANES, PUBLIC
from ...models import Answer
from ...queries.outcome import near_set, proved_best
from ...rules import BROKEN_OFF_TEXTS
from ...terms import AnswerState

WAIT_S, BEAT_S, NICE = 0.1, 0.4, 6  # a slower lane steps aside for a quicker one
log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Works out what the development council's room asks. --once: until nothing waits."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--once", action="store_true")
        parser.add_argument("--memory-mb", type=int, default=1_500)

    def handle(self, *args: Any, **options: Any) -> None:
        self.memory_mb = options["memory_mb"]
        if options["once"]:
            return self.work(once=True)
        self.ended = threading.Event()
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        others = [threading.Thread(target=self.work, kwargs={"lane": lane}) for lane in LANES[1:]]
        for one in others:
            one.start()
        self.work(lane=LANES[0])
        for one in others:
            one.join()
        return None

    def work(self, *, lane: tuple[int, int] = (0, 99), once: bool = False) -> None:
        """Answer until told to stop (or until nothing waits), in a child of its own."""
        beside = Beside(memory_mb=self.memory_mb, nice=NICE * LANES.index(lane) if lane in LANES else 0)
        try:
            while once or not self.ended.is_set():
                answer = commands.claim(lane=lane, on=clock.now())
                if answer is not None:
                    work_out(beside, answer, lambda: not once and self.ended.is_set())
                elif once:
                    return
                else:
                    close_old_connections()
                    self.ended.wait(WAIT_S)
        finally:
            beside.stop()
            if not once:
                connection.close()

    def stop(self, *_: Any) -> None:
        self.ended.set()


def work_out(beside: Beside, answer: Answer, stopped: Callable[[], bool] = lambda: False) -> None:
    """One question: interim answers are kept as they come, the last one ends it; a child that ended is told as such."""
    case = {
        "kind": answer.kind,
        "problem": answer.figures.content,
        "ask": answer.ask,
        "best": proved_best(answer),
        "near": near_set(answer),
    }
    try:
        for line in beside.ask(case, beat_s=BEAT_S):
            if not line or "interim" in line:
                if not commands.show_interim(answer=answer, content=line.get("interim", {}), on=clock.now()) or stopped():
                    return  # the question is withdrawn, or somebody else will take it when its lease is out
            elif "error" in line:
                log.warning("solve %s: %s %s", answer.pk, line["error"], line.get("why", ""))
                commands.fail(answer=answer, why=BROKEN_OFF_TEXTS.get(line["error"], BROKEN_OFF_TEXTS[""]), on=clock.now())
            else:
                commands.end(answer=answer, state=AnswerState(line["state"]), content=line["content"], on=clock.now())
                if answer.urgency == PUBLIC:
                    commands.forget_public(on=clock.now())
    except Ended:
        commands.fail(answer=answer, why=BROKEN_OFF_TEXTS[""], on=clock.now())
