"""Draws charts beside the process that answers pages: the engine of charts takes more memory than all else in it.

`drawn` asks a child process, which is started by the first question and ends when nobody has asked for a while.
The child is `python -m nytta.kit.drawing`: a line of JSON in, a line of JSON out.
"""

import atexit
import contextlib
import json
import select
import subprocess
import sys
from pathlib import Path
from threading import Lock

IDLE_SECONDS = 60
PATIENCE_SECONDS = 30
ROOT = Path(__file__).resolve().parents[2]


class _Drawer:
    """The child process, asked by one thread at a time."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.child: subprocess.Popen[str] | None = None

    def _start(self) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "nytta.kit.drawing"]
        self.child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", cwd=ROOT)
        return self.child

    def ask(self, spec: str) -> str:
        """The answer to a spec; a child that has ended is started again, once."""
        with self.lock:
            for child in (self.child or self._start(), None):
                with contextlib.suppress(OSError, ValueError):
                    one = child or self._start()
                    assert one.stdin is not None and one.stdout is not None
                    one.stdin.write(spec + "\n")
                    one.stdin.flush()
                    if select.select([one.stdout], [], [], PATIENCE_SECONDS)[0] and (answer := one.stdout.readline()):
                        return answer
                self.end()
        raise RuntimeError("the process that draws charts does not answer")

    def end(self) -> None:
        """Let the child go."""
        child, self.child = self.child, None
        if child and child.stdin and child.stdout:
            child.kill()  # it keeps nothing
            with contextlib.suppress(OSError):
                child.stdin.close()
            child.stdout.close()
            child.wait()


_DRAWER = _Drawer()
atexit.register(_DRAWER.end)


def drawn(spec: str) -> str:
    """A Vega-Lite spec (JSON, on one line) as SVG. ValueError when it cannot be drawn."""
    answer: dict[str, str] = json.loads(_DRAWER.ask(spec))
    if "fault" in answer:
        raise ValueError(answer["fault"])
    return answer["svg"]


def _serve() -> None:
    """Answer on standard output until the input ends or nobody has asked for a while."""
    import vl_convert  # heavy (148 MB): in a process of its own

    while select.select([sys.stdin], [], [], IDLE_SECONDS)[0] and (line := sys.stdin.readline()):
        try:
            answer = {"svg": vl_convert.vegalite_to_svg(line)}
        except ValueError as error:
            answer = {"fault": str(error)[:2000]}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    _serve()
