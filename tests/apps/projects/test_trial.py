"""The trial: rows from idea to effect by the commands alone, and every sum accounted for."""

import io
import os
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from nytta.followup.projects.management.trial.invariants import check
from nytta.followup.projects.management.trial.report import write_report
from nytta.followup.projects.management.trial.run import Trial, run
from nytta.followup.projects.management.trial.sources import OWN, find, read
from nytta.followup.projects.models import Project
from nytta.followup.projects.terms import ProjectState
from nytta.governance.applications.models import Application

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("F6")]
UNTIL = date(2026, 6, 30)


def broken(trial: Trial) -> list[str]:
    return [what for one in check(trial) for what in one.broken]


def text_of(trial: Trial) -> str:
    out = io.StringIO()
    write_report(trial, check(trial), lambda line: out.write(line + "\n"))
    return out.getvalue()


STOPS = {
    ("idea", "goal_named"): 1, ("hand-in", "goal_named"): 1, ("hand-in", "category_fits"): 9, ("grant", "owner_known"): 1,
    ("grant", "owner_accepted"): 1, ("grant", "benefits_accepted"): 3, ("grant", "cost_distributed"): 1, ("grant", "benefit_planned"): 1,
    ("grant", "guidelines_checked"): 1, ("grant", "security_classed"): 1, ("grant", "data_protection_answered"): 1,
    ("grant", "no_duplicate"): 1, ("grant", "frame"): 6, ("grant", "part"): 10,
}  # fmt: skip
STAGES = {
    "effect reported": 6, "running": 10, "stopped at hand-in (a draft)": 10, "refused: stopped by benefits_accepted": 3,
    "refused: stopped by frame": 5, "refused: stopped by part": 7, "refused: stopped by benefit_planned": 1,
    "refused: stopped by cost_distributed": 1, "refused: stopped by data_protection_answered": 1,
    "refused: stopped by guidelines_checked": 1, "refused: stopped by owner_accepted": 1, "refused: stopped by owner_known": 1,
    "refused: stopped by security_classed": 1,
}  # fmt: skip


def test_trial_of_the_fictional_sheet_counts_exactly() -> None:
    trial = run([read(*OWN)], own=True, until=UNTIL)
    book = trial.books["fictional"]
    assert broken(trial) == []
    assert dict(book.steps) == {1: 48, 2: 48, 3: 38, 4: 38, 5: 38, 6: 16, 7: 6, 8: 6}
    assert {(where, rule): n for (where, rule, _), n in book.stops.items()} == STOPS
    assert Counter(way.stage for way in trial.ways["fictional"]) == STAGES
    assert sum(trial.totals.granted.values()) == 38_380_000
    assert (book.acts["grants"], book.acts["next year's parts granted"], book.acts["conflicts of interest declared"]) == (27, 11, 6)
    assert Project.objects.filter(state=ProjectState.EFFECT_REPORTED.value).count() == 6
    text = text_of(trial)
    assert "rows in 60, left out 0, faulty 12, taken on 48" in text
    assert "reported 5 of 5 that are due: -132,400 kronor a year, -0.8 % of what was invested in them" in text  # the sixth is innovative
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
