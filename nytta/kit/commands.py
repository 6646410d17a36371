"""What every act shares: one transaction, keyword-only, with `by` and `on`, and rows locked before they are judged."""

import hashlib
import inspect
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import connection, models, transaction

F = TypeVar("F", bound=Callable[..., Any])
M = TypeVar("M", bound=models.Model)


def act(function: F) -> F:
    """Mark a command: keyword-only with `by` (a person or None) and `on` (an aware moment), whole or not at all."""
    names = inspect.signature(function).parameters
    wrong = [n for n, p in names.items() if p.kind is not inspect.Parameter.KEYWORD_ONLY]
    if wrong or not {"by", "on"} <= set(names):
        raise TypeError(f"{function.__qualname__}: an act is keyword-only and takes `by` and `on`")
    return transaction.atomic(function)


def locked(thing: M) -> M:
    """The same row read again under its lock, so that what is judged is what is written."""
    return type(thing)._default_manager.select_for_update().get(pk=thing.pk)


def one_at_a_time(key: str) -> None:
    """Wait until no other transaction that has asked for the same key goes on; to be called inside one, which holds it to its end.

    SQLite has one writer at a time as it is.
    """
    if connection.vendor == "postgresql":
        number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big", signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s::bigint)", [number])
