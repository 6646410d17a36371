"""A process of its own for what takes time: questions in, one JSON line each; interim answers and the last one out, one JSON line each.

`Beside` is the side that asks. The child has a memory limit of its own, and whatever happens to it is told as `Ended`: who asked is as
before. In: {"kind", "problem", "ask"}; out: {"interim": content} any number of times, then {"state", "content"} or
{"error", "why"}. Source: docs/method.md section 6.
"""

import contextlib
import json
import os
import resource
import selectors
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from .asked import answered
from .explain import shortage
from .problem import BadProblem, from_dict
from .select import Infeasible, Undecided
from .solver import Internal, Overflow

MEMORY_MB = 1_500
ROOT = Path(__file__).resolve().parents[2]


class Ended(Exception):
    """The child ended before it had answered: it was killed, or it passed its memory limit."""


class Beside:
    """One child process (`nice`: how far it steps aside for others), started when it is first asked and again after it has ended."""

    def __init__(self, *, memory_mb: int = MEMORY_MB, nice: int = 0) -> None:
        self.memory_mb, self.nice = memory_mb, nice
        self.process: subprocess.Popen[bytes] | None = None

    def _start(self) -> subprocess.Popen[bytes]:
        if self.process is None or self.process.poll() is not None:
            command = [sys.executable, "-m", "nytta.engine.beside", str(self.memory_mb), str(self.nice)]
            self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        return self.process

    @property
    def pid(self) -> int:
        """The child's process id; 0 when there is none."""
        return self.process.pid if self.process and self.process.poll() is None else 0

    def ask(self, case: dict[str, Any], *, beat_s: float = 1.0) -> Iterator[dict[str, Any]]:
        """The child's lines until the last one; {} at least every `beat_s` seconds, so that who asks can keep its lease or give up.

        Closing the iterator before its end ends the child. Raises Ended.
        """
        process = self._start()
        assert process.stdin is not None and process.stdout is not None
        done = False
        try:
            process.stdin.write(json.dumps(case).encode() + b"\n")
            process.stdin.flush()
            for line in _lines(process, beat_s):
                done = bool(line) and "interim" not in line
                yield line
                if done:
                    return
        except (BrokenPipeError, EOFError) as lost:
            raise Ended(f"exit code {process.wait(timeout=5)}") from lost
        finally:
            if not done:
                self.stop()

    def stop(self) -> None:
        """End the child."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.process.kill()
            self.process.wait(timeout=5)
            for pipe in (self.process.stdin, self.process.stdout):
                with contextlib.suppress(BrokenPipeError):
                    if pipe is not None:
                        pipe.close()
            self.process = None


def _lines(process: "subprocess.Popen[bytes]", beat_s: float) -> Iterator[dict[str, Any]]:
    """JSON lines as they come; {} when nothing has come for so long. EOFError at the end of the pipe."""
    assert process.stdout is not None
    held, place = b"", process.stdout.fileno()
    with selectors.DefaultSelector() as ready:
        ready.register(place, selectors.EVENT_READ)
        while True:
            if not ready.select(beat_s):
                yield {}
                continue
            got = os.read(place, 1 << 16)
            if not got:
                raise EOFError
            *whole, held = (held + got).split(b"\n")
            for line in whole:
                yield json.loads(line)


def main() -> int:
    """The child: answer until the pipe closes."""
    limit = int(sys.argv[1]) * 1_000_000 if len(sys.argv) > 1 else MEMORY_MB * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    os.nice(int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints never gets between the lines

    def say(line: dict[str, Any]) -> None:
        out.write(json.dumps(line) + "\n")
        out.flush()

    for text in sys.stdin:
        say(_answered(json.loads(text), say))
    return 0


def _answered(case: dict[str, Any], say: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    try:
        return answered(case, say)
    except MemoryError:
        return {"error": "MemoryError", "why": "the memory limit"}
    except Infeasible as none:
        lacked = shortage(from_dict(case["problem"]), none.conflict)
        return {"state": "infeasible", "content": {"conflict": list(none.conflict), "lacks": lacked.amount_sek if lacked else None}}
    except Undecided:
        return {"state": "undecided", "content": {}}
    except BadProblem as bad:
        return {"error": "BadProblem", "why": f"{bad.field}: {bad.why}"}
    except (Overflow, Internal, RuntimeError) as error:
        return {"error": type(error).__name__, "why": str(error)[:300]}


if __name__ == "__main__":
    sys.exit(main())
