"""Keeps finished projects of a published table as a reference class, or says what would come of it. Nothing is supplied."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from nytta.governance.benefits.imports import bring_in_reference, reference_mapping
from nytta.governance.benefits.terms import Outcome
from nytta.kit import clock
from nytta.plain.verdicts import Refused


class Command(BaseCommand):
    help = "Imports projects (planned and actual cost) through a mapping. Without --commit nothing is written."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--mapping", required=True, help="path of a mapping (TOML), or the name of one that comes with Nytta")
        parser.add_argument("--commit", action="store_true")

    def handle(self, *, file: Path, mapping: str, commit: bool, **options: Any) -> None:
        if not file.is_file():
            raise CommandError(f"Filen {file} finns inte.")
        with override("sv"):
            try:
                done = bring_in_reference(reference_mapping(mapping), file, filename=file.name, commit=commit, on=clock.now())
            except Refused as refused:
                raise CommandError(str(refused)) from None
        self.stdout.write(f"Rader: {done['read']}. Inget är tillfört.")
        for kind in Outcome:
            if n := done[f"kept_{kind.value}"]:
                self.stdout.write(f"  {kind.sv}: {n}")
        for lack in sorted(k for k in done if k.startswith("lacks_")):
            self.stdout.write(f"  {lack.removeprefix('lacks_')}: {done[lack]} rader utelämnade")
        self.stdout.write("Införda i referensklassen." if commit else "Inget är infört. Med --commit förs de in.")
