"""Brings in every row of a published register of real projects, or says what would come of it. Nothing is supplied."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from nytta.city.organisation.models import Body, Person
from nytta.followup.projects.commands import bring_in_published
from nytta.followup.projects.imports.published import REGISTERS, lacking, published
from nytta.followup.projects.queries.transfer import Basis
from nytta.followup.projects.terms import TransferKind
from nytta.governance.portfolios.models import Portfolio
from nytta.kit import clock
from nytta.plain.verdicts import Refused


class Command(BaseCommand):
    help = "Brings in a published register as projects with cost and status, each with its row. Without --commit nothing is written."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("register", choices=sorted(REGISTERS))
        parser.add_argument("file", type=Path)
        parser.add_argument("--body", required=True, help="code of the committee or board that answers for them here")
        parser.add_argument("--manager", required=True, help="user name of who leads them here")
        parser.add_argument("--by", required=True, help="user name of the registrar")
        parser.add_argument("--portfolio", default="P2", help="code of the portfolio of the programme in force (P2)")
        parser.add_argument("--paragraph", required=True, help="paragraph of the decision")
        parser.add_argument("--commit", action="store_true")

    def handle(
        self, *, register: str, file: Path, body: str, manager: str, by: str, portfolio: str, paragraph: str, commit: bool, **options: Any
    ) -> None:
        if not file.is_file():
            raise CommandError(f"Filen {file} finns inte.")
        on = clock.now()
        answers = Body.objects.get(code=body)
        sheet, rows = published(REGISTERS[register], file, body=answers, manager=Person.objects.get(username=manager))
        self.stdout.write(
            f"{REGISTERS[register].title}: {len(rows)} rader, {sum(r.project.runs for r in rows)} projekt, {sum(r.said is not None for r in rows)} med läge."
        )
        for name, n in sorted(lacking(rows).items()):
            self.stdout.write(f"  {n:5}  saknar {name}")
        if not commit:
            self.stdout.write("Inget är infört. Med --commit förs de in.")
            return
        place = Portfolio.objects.get(code=portfolio, programme__valid_from__lte=on.date(), programme__valid_until__gte=on.date())
        total = sum(r.project.money.decided_sek for r in rows)
        basis = Basis(TransferKind.OWN, place, answers.name, paragraph, on.date(), total)
        with override("sv"):
            try:
                made = bring_in_published(basis=basis, sheet=sheet, rows=rows, by=Person.objects.get(username=by), on=on)
            except Refused as refused:
                raise CommandError(str(refused)) from None
        self.stdout.write(f"Införda som {made.code}.")
