"""Where a list goes on: the order's values in the last row, signed so that nobody can make one up."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.core import signing
from django.db import connection
from django.db.models import Q

from .problems import Problem

_SIGNER = partial(
    signing.Signer, salt="nytta.kit.api.cursor"
)  # without the time: the same row has the same cursor, and its answer the same ETag
_MADE: dict[str, Callable[[str], Any]] = {"date": date.fromisoformat, "moment": datetime.fromisoformat, "decimal": Decimal}


def _kept(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    return value


def _read(value: Any) -> Any:
    if isinstance(value, dict):
        kind, text = next(iter(value.items()))
        return _MADE[kind](text)
    return value


def write(asked: Mapping[str, str], values: Sequence[Any]) -> str:
    """A cursor after a row: the question it belongs to, and the order's values in the row."""
    return _SIGNER().sign_object({"a": dict(asked), "v": [_kept(v) for v in values]}, compress=True)


def read(text: str, asked: Mapping[str, str]) -> list[Any]:
    """The order's values that a cursor holds; refused when it is not ours or belongs to another question."""
    try:
        found = _SIGNER().unsign_object(text)
        if found["a"] != dict(asked):
            raise Problem("bad-cursor")
        return [_read(v) for v in found["v"]]
    except (signing.BadSignature, ValueError, KeyError, TypeError, json.JSONDecodeError) as error:
        raise Problem("bad-cursor") from error


def fields_of(ordering: Sequence[str]) -> list[tuple[str, bool]]:
    """(field, falling) of an order, ended by the key: what comes after the key decides nothing."""
    found: list[tuple[str, bool]] = []
    for name in ordering:
        field = name.lstrip("-")
        if field not in [f for f, _ in found]:
            found.append((field, name.startswith("-")))
        if field in ("pk", "id"):
            break
    return found


def after(order: Sequence[tuple[str, bool]], values: Sequence[Any]) -> Q:
    """The rows that come after one with the values, as the database orders them: it decides where the empty ones stand."""
    largest = connection.features.nulls_order_largest
    found, same = Q(pk__in=[]), Q()
    for (field, falling), value in zip(order, values, strict=True):
        empty_last = largest is not falling
        if value is None:
            beyond = Q(pk__in=[]) if empty_last else Q(**{f"{field}__isnull": False})
            same_here = Q(**{f"{field}__isnull": True})
        else:
            beyond = Q(**{f"{field}__{'lt' if falling else 'gt'}": value})
            if empty_last and field != "pk":
                beyond |= Q(**{f"{field}__isnull": True})
            same_here = Q(**{field: value})
        found |= same & beyond
        same &= same_here
    return found
