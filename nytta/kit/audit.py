"""Who did what, when, from what to what: append-only rows, sealed once a day by a chained hash. Source: ADR 0001."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from .models import AuditRow, AuditSeal


def plain(value: Any) -> Any:
    """A value as JSON keeps it: dates as text, things by their own text."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list | tuple | set):
        return [plain(v) for v in value]
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    return str(value)


def changes_of(thing: Any, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """{field: [old, new]} for the values that differ from what the thing holds now."""
    found = {}
    for name, new in values.items():
        old = getattr(thing, name)
        if old != new:
            found[name] = [plain(old), plain(new)]
    return found


def note(*, subject: str, act: str, by: Any, on: datetime, changes: Mapping[str, Any] | None = None, reason: str = "") -> AuditRow:
    """Write one audit row. `by` is the person (its `role_label` is kept beside the name) or None for the system itself."""
    row = noted(subject=subject, act=act, by=by, on=on, changes=changes, reason=reason)
    row.save(force_insert=True)
    return row


def note_all(rows: Iterable[AuditRow]) -> None:
    """Write many audit rows, as `noted` makes them, in their order."""
    AuditRow.objects.bulk_create(rows)


def noted(*, subject: str, act: str, by: Any, on: datetime, changes: Mapping[str, Any] | None = None, reason: str = "") -> AuditRow:
    """The row that `note` writes, not yet written."""
    return AuditRow(
        subject=subject,
        act=act,
        by_id=getattr(by, "pk", None),
        by_name=str(by) if by is not None else "Nytta",
        by_role=getattr(by, "title", "") or "",
        at=on,
        changes=plain(dict(changes or {})),
        reason=reason,
    )


def history(subject: str, acts: Iterable[str] | None = None) -> Any:
    """The audit rows of one subject, newest first."""
    rows = AuditRow.objects.filter(subject=subject).order_by("-at", "-pk")
    return rows.filter(act__in=list(acts)) if acts is not None else rows


def _digest(previous: str, first_after: int, last: int) -> tuple[str, int]:
    sha, count = hashlib.sha256(previous.encode()), 0
    rows = AuditRow.objects.filter(pk__gt=first_after, pk__lte=last).order_by("pk")
    fields = ("pk", "subject", "act", "by_id", "by_name", "by_role", "at", "changes", "reason")
    for row in rows.values_list(*fields).iterator(chunk_size=2000):
        sha.update(json.dumps([plain(v) if not isinstance(v, datetime) else v.timestamp() for v in row], sort_keys=True).encode())
        count += 1
    return sha.hexdigest(), count


def seal(*, on: datetime) -> AuditSeal | None:
    """Seal all rows since the last seal; None when there are none."""
    with transaction.atomic():
        before = AuditSeal.objects.order_by("-pk").first()
        start = before.last_row if before else 0
        last = AuditRow.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        if last <= start:
            return None
        previous = before.sha256 if before else ""
        sha, count = _digest(previous, start, last)
        return AuditSeal.objects.create(sealed_at=on, last_row=last, rows=count, previous=previous, sha256=sha)


def broken(kept: Mapping[int, str] | None = None) -> Iterator[tuple[int, int]]:
    """(first, last) row of each stretch that no longer fits its seal: somebody changed the audit behind the program's back.

    `kept` are seals ({key: hash}) that were kept elsewhere, and are believed before those in the database. One pass, row by row.
    """
    start, previous, left = 0, "", dict(kept or {})
    for one in AuditSeal.objects.order_by("pk").iterator(chunk_size=1000):
        sha, count = _digest(one.previous, start, one.last_row)
        wanted = left.pop(one.pk, one.sha256)
        if (sha, sha, count, one.previous) != (one.sha256, wanted, one.rows, previous):
            yield start + 1, max(one.last_row, start + 1)
        start, previous = one.last_row, one.sha256
    if left:
        yield start + 1, start + 1
