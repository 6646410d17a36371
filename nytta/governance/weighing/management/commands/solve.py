"""The worker that asks the engine: takes the most urgent question, works it out in a child process, keeps the answer.

Two at once: what the room waits for, and what may take longer, so that neither stands in the way of the other.
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
from ...models import Answer
from ...rules import BROKEN_OFF_TEXTS
from ...terms import AnswerState

WAIT_S = 0.15
log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Works out what the development council's room asks. --once: until nothing waits."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--once", action="store_true")
        parser.add_argument("--memory-mb", type=int, default=1_500)

    def handle(self, *args: Any, **options: Any) -> None:
        self.memory_mb = options["memory_mb"]
        if options["once"]:
            return self.work(quick=None, once=True)
        self.ended = threading.Event()
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        slow = threading.Thread(target=self.work, kwargs={"quick": False})
        slow.start()
        self.work(quick=True)
        slow.join()
        return None

    def work(self, *, quick: bool | None, once: bool = False) -> None:
        """Answer until told to stop (or until nothing waits), in a child of its own."""
        beside = Beside(memory_mb=self.memory_mb)
        try:
            while once or not self.ended.is_set():
                answer = commands.claim(quick=quick, on=clock.now())
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
    case = {"kind": answer.kind, "problem": answer.figures.content, "ask": answer.ask}
    try:
        for line in beside.ask(case):
            if not line or "interim" in line:
                if not commands.show_interim(answer=answer, content=line.get("interim", {}), on=clock.now()) or stopped():
                    return  # the question is withdrawn, or somebody else will take it when its lease is out
            elif "error" in line:
                log.warning("solve %s: %s %s", answer.pk, line["error"], line.get("why", ""))
                commands.fail(answer=answer, why=BROKEN_OFF_TEXTS.get(line["error"], BROKEN_OFF_TEXTS[""]), on=clock.now())
            else:
                commands.end(answer=answer, state=AnswerState(line["state"]), content=line["content"], on=clock.now())
    except Ended:
        commands.fail(answer=answer, why=BROKEN_OFF_TEXTS[""], on=clock.now())
