"""Audit rows cannot be changed, and a change behind the program's back is found at the seal."""

from datetime import datetime

import pytest
from django.db import DatabaseError, connection, transaction

from nytta.kit import audit, guards
from nytta.kit.clock import moment
from nytta.kit.models import AuditRow, AuditSeal

pytestmark = [pytest.mark.django_db, pytest.mark.both]
ON = datetime(2026, 3, 2, 12, tzinfo=moment(datetime(2026, 3, 2).date()).tzinfo)


def _rows(count: int) -> None:
    for n in range(count):
        audit.note(subject=f"A-2026-{n:03d}", act="case.write", by=None, on=ON, changes={"title": ["", "Ny"]})


@pytest.mark.parametrize("sql", ["UPDATE kit_auditrow SET act = 'x'", "DELETE FROM kit_auditrow"])
def test_audit_rows_refuse_change(sql: str) -> None:
    _rows(1)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert AuditRow.objects.get().act == "case.write"


def test_seal_covers_all_rows_once() -> None:
    _rows(3)
    first = audit.seal(on=ON)
    assert first is not None
    assert (first.rows, audit.seal(on=ON)) == (3, None)
    _rows(2)
    second = audit.seal(on=ON)
    assert second is not None
    assert (second.rows, second.previous) == (2, first.sha256)
    assert list(audit.broken()) == []


def test_seal_finds_a_change_made_without_guards() -> None:
    _rows(3)
    audit.seal(on=ON)
    _rows(1)
    audit.seal(on=ON)
    first = AuditSeal.objects.order_by("pk")[0]
    with guards.lifted():
        AuditRow.objects.filter(subject="A-2026-001").update(reason="ändrad")
    assert list(audit.broken()) == [(1, first.last_row)]


def test_seals_made_again_after_a_change_are_told_by_those_that_were_kept() -> None:
    """Who may write in the database can seal a changed audit again: only what was kept elsewhere knows."""
    _rows(3)
    audit.seal(on=ON)
    kept = dict(AuditSeal.objects.values_list("pk", "sha256"))
    with guards.lifted():
        last = AuditRow.objects.order_by("pk").last()
        assert last is not None
        AuditRow.objects.filter(pk=last.pk).update(by_name="Någon annan")
        AuditSeal.objects.update(sha256=audit._digest("", 0, last.pk)[0])
    assert (list(audit.broken()), list(audit.broken(kept))) == ([], [(1, last.pk)])
    with guards.lifted():
        AuditSeal.objects.all().delete()
    assert (list(audit.broken()), list(audit.broken(kept))) == ([], [(1, 1)])


def test_changes_of_names_only_what_differs() -> None:
    row = AuditRow(subject="A", act="b", by_name="c", at=ON)
    assert audit.changes_of(row, {"subject": "A", "act": "d", "at": ON}) == {"act": ["b", "d"]}
