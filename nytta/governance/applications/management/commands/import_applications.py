"""Brings a sheet of applications in as drafts, or says what would come of it. Exit 1 when it cannot be brought in."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext, override

from nytta.city.organisation.models import Person
from nytta.city.records.queries import holders
from nytta.city.records.terms import Role
from nytta.governance.applications import imports
from nytta.kit import clock
from nytta.kit.imports import MISSING, SOURCE, SUPPLIED
from nytta.kit.words import mend, said
from nytta.plain.verdicts import Refused, Verdict


class Command(BaseCommand):
    help = "Imports a sheet of applications (xlsx, CSV) through a mapping. Without --commit nothing is written."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--mapping", required=True, help="path of a mapping (TOML), or the name of one that comes with Nytta")
        parser.add_argument("--commit", action="store_true", help="write: all rows, or none when any is faulty")
        parser.add_argument("--by", default="", help="user name of whoever imports; else the first of the project office")

    def handle(self, *, file: Path, mapping: str, commit: bool, by: str, **options: Any) -> None:
        with override("sv"):
            try:
                self.bring(file, mapping, commit, by)
            except Refused as refused:
                raise CommandError("\n".join(_sentences(refused.verdict))) from None

    def bring(self, file: Path, name: str, commit: bool, username: str) -> None:
        on = clock.now()
        chosen = imports.mapping(Path(name) if name.endswith(".toml") else name)
        if not file.is_file():
            raise CommandError(gettext("Filen %(name)s finns inte.") % {"name": file})
        found = imports.look(chosen, file, filename=file.name, on=on.date(), tick=self.tick(gettext("läst")))
        self.summary(found)
        if found.refused:
            raise CommandError(gettext("Inget är infört: rätta raderna med fel och försök igen."))
        if not commit:
            self.stdout.write(gettext("Inget är infört. Med --commit förs %(n)s ansökningar in som utkast.") % {"n": found.new})
            return
        person = _person(username, on.date())
        done = imports.bring_in(chosen, file, filename=file.name, by=person, on=on, tick=self.tick(gettext("infört")))
        span = f" ({done.first} – {done.last})" if done.added else ""
        self.stdout.write(gettext("Införda som utkast: %(n)s%(span)s. Fanns redan: %(there)s.")
                          % {"n": done.added, "span": span, "there": done.there})  # fmt: skip

    def summary(self, found: imports.Look) -> None:
        """Counts, cells by origin, every fault by row and column."""
        p, write = found.preview, self.stdout.write
        write(gettext("Mappning: %(title)s") % {"title": p.mapping.title})
        for note in p.mapping.notes:
            write(gettext("Kurs: %(note)s") % {"note": note})
        write(gettext("Rader: %(rows)s. Utan fel: %(sound)s (nya %(new)s, finns redan %(there)s). Med fel: %(faulty)s.")
              % {"rows": p.rows, "sound": p.sound, "new": found.new, "there": found.there, "faulty": p.faulty})  # fmt: skip
        for reason, count in sorted(p.left_out.items()):
            write(gettext("Utelämnade: %(n)s, %(reason)s") % {"n": count, "reason": reason})
        cells = p.origins
        write(gettext("Celler: %(source)s från källan, %(supplied)s tillförda av mappningen, %(missing)s saknas.")
              % {"source": cells[SOURCE], "supplied": cells[SUPPLIED], "missing": cells[MISSING]})  # fmt: skip
        for name, by in p.cells.items():
            later = gettext(" (hör till ett senare steg, förs inte in)") if name in imports.LATER else ""
            write(f"  {name:22} {by[SOURCE]:6} {by[SUPPLIED]:6} {by[MISSING]:6}{later}")
        for fault in p.faults:
            write(imports.fault_said(fault))
        if p.fault_count > len(p.faults):
            write(gettext("… och %(n)s fel till.") % {"n": p.fault_count - len(p.faults)})

    def tick(self, what: str) -> Any:
        """A counter on one line, where somebody watches."""
        if not sys.stderr.isatty():
            return None
        return lambda number: number % 100 or self.stderr.write(f"\r{number} {what}", ending="")


def _person(username: str, on: Any) -> Person:
    found = Person.objects.filter(username=username).first() if username else holders(Role.PROJECT_OFFICE, on).order_by("pk").first()
    if found is None:
        raise CommandError(gettext("Ingen med uppdraget projektkontor finns. Ange vem som för in med --by."))
    return found


def _sentences(verdict: Verdict) -> list[str]:
    return [f"{said(f)} {mend(f)}".strip() for f in verdict.findings]
