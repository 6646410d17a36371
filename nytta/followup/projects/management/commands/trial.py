"""Takes real projects through all eight steps in a database of its own, and says what came of it. Exit 1 when an invariant is broken."""

import os
import sys
import time
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from nytta.followup.projects.management.trial.invariants import check
from nytta.followup.projects.management.trial.report import write_report
from nytta.followup.projects.management.trial.run import run
from nytta.followup.projects.management.trial.sources import OWN, REAL, find, read
from nytta.kit import clock

DATABASE = "sqlite:///var/trial.sqlite3"


class Command(BaseCommand):
    help = "Takes real projects through all eight steps in a database of its own (var/trial.sqlite3), and reports."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--source", action="append", default=[], choices=[name for name, _, _ in REAL], help="only this mapping (may be repeated)"
        )
        parser.add_argument("--own", action="store_true", help="the project's own made-up sheet, also where the real ones are")
        parser.add_argument("--on", type=date.fromisoformat, default=None, help="the last day of the trial; today when left out")
        parser.add_argument("--shared", type=Path, default=Path(os.environ.get("NYTTA_SHARED", settings.BASE.parent / "shared")))

    def handle(self, *, source: list[str], own: bool, on: date | None, shared: Path, **options: Any) -> None:
        if os.environ.get("NYTTA_DATABASE_URL") != DATABASE:  # the settings are read once: begin again with the trial's own
            self.stdout.flush()
            os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "NYTTA_DATABASE_URL": DATABASE})
        began, until = time.monotonic(), on or clock.today()
        files = [] if own else find(shared, source)
        if not files:
            self.stdout.write(f"The real sheets are not in {shared / 'data'}: the trial runs on the project's own made-up sheet."
                              if not own else "The trial runs on the project's own made-up sheet.")  # fmt: skip
        _new_database()
        sources = [read(*pair) for pair in files or [OWN]]
        trial = run(sources, own=not files, until=until, tick=self.tick if sys.stderr.isatty() else None)
        found = check(trial)
        write_report(trial, found, self.stdout.write)
        seconds = round(time.monotonic() - began)
        self.stdout.write(f"\nDone in {seconds // 60} min {seconds % 60} s, up to {until}. Open it in the demo:\n"
                          f"NYTTA_DATABASE_URL={DATABASE} make demo")  # fmt: skip
        if any(one.broken for one in found):
            sys.exit(1)

    def tick(self, day: date, waiting: int) -> None:
        """Where the calendar is."""
        self.stderr.write(f"\r{day}  {waiting} rows on their way   ", ending="")


def _new_database() -> None:
    connection.close()
    path = Path(connection.settings_dict["NAME"])
    path.parent.mkdir(parents=True, exist_ok=True)
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    call_command("migrate", verbosity=0)
