"""The trial: rows from idea to effect by the commands alone, and every sum accounted for."""

import io
import os
from datetime import date
from pathlib import Path

import pytest

from nytta.followup.projects.management.trial.invariants import check
from nytta.followup.projects.management.trial.report import write_report
from nytta.followup.projects.management.trial.run import Trial, run
from nytta.followup.projects.management.trial.sources import OWN, find, read
from nytta.followup.projects.models import Project
from nytta.governance.applications.models import Application

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("F6")]
UNTIL = date(2026, 6, 30)


def broken(trial: Trial) -> list[str]:
    return [what for one in check(trial) for what in one.broken]


def text_of(trial: Trial) -> str:
    out = io.StringIO()
    write_report(trial, check(trial), lambda line: out.write(line + "\n"))
    return out.getvalue()


def test_trial_of_the_fictional_sheet_counts_exactly() -> None:
    trial = run([read(*OWN)], own=True, until=UNTIL)
    book = trial.books["fictional"]
    assert broken(trial) == []
    assert dict(book.steps) == {1: 48, 2: 48, 3: 38, 4: 38, 5: 38, 6: 16, 7: 6, 8: 6}
    text = text_of(trial)
    assert "rows in 60, left out 0, faulty 12, taken on 48" in text
    assert "BROKEN" not in text


def test_trial_stops_on_its_last_day() -> None:
    trial = run([read(*OWN)], own=True, until=date(2014, 1, 31))
    assert broken(trial) == []
    assert "not begun (its day has not come)" in text_of(trial)
    assert Project.objects.filter(started_on__gt=date(2014, 1, 31)).count() == 0


def test_invariants_tell_what_is_broken() -> None:
    trial = run([read(*OWN)], own=True, until=date(2014, 6, 30))
    trial.totals.grant("2013-2018 P1", 2014, 1)
    Application.objects.filter(state="draft").update(external_id="")
    names = {one.name for one in check(trial) if one.broken}
    assert names == {"sums are equal in SQL and in Python", "every row is accounted for"}


@pytest.mark.shared
def test_trial_of_the_australian_rows_keeps_every_invariant() -> None:
    shared = Path(os.environ["NYTTA_SHARED"])
    trial = run([read(*pair) for pair in find(shared, ["au_mdpr"])], own=False, until=UNTIL)
    assert broken(trial) == []
    assert sum(1 for way in trial.ways["au_mdpr"]) == 47
