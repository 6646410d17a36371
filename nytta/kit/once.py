"""What one reading of a page asks for several times is asked for once: nothing outlives the request, and an act remembers nothing."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")
_FOUND: ContextVar[dict[Hashable, Any] | None] = ContextVar("found", default=None)


@contextmanager
def reading() -> Iterator[None]:
    """A request that only reads: within it, what has been found is not asked for again."""
    token = _FOUND.set({})
    try:
        yield
    finally:
        _FOUND.reset(token)


def once(key: Hashable, ask: Callable[[], T]) -> T:
    """What `ask` finds; within one reading it is asked once for each key."""
    found = _FOUND.get()
    if found is None:
        return ask()
    if key not in found:
        found[key] = ask()
    answer: T = found[key]
    return answer
