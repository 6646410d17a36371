"""What every act shares: one transaction, keyword-only, with `by` and `on`, and rows locked before they are judged."""

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import models, transaction

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
