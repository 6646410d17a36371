"""Sheets of projects out of an older register, for tests."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from nytta.followup.projects.commands.transfer import transfer
from nytta.followup.projects.imports import transfer as imports
from nytta.followup.projects.models import Change, Project
from nytta.followup.projects.queries.transfer import Basis, Sheet
from nytta.followup.projects.terms import ChangeState, TransferKind
from nytta.followup.projects.terms import TransferColumn as C
from nytta.governance.applications.models import Application
from nytta.governance.portfolios.commands import Decided, NewCase, begin_special
from nytta.kit.exports import workbook
from tests.factories.city import City_

Line = dict[str, Any]
CHANGE_PAGES = ("change", "accept_change", "decide_change", "decide_large_change", "settle_change", "withdraw_change")


def line(number: int, **values: Any) -> Line:
    """One row by column code; `number` tells it from the others, and its amounts are its own."""
    decided, paid = 1_000_000 + number, 400_000 + number
    row: Line = {
        C.NUMBER.value: f"ET-{number:03d}", C.TITLE.value: f"E-tjänst {number}", C.BODY.value: "Byggnadsnämnden", C.OWNER.value: "Socialnämnden",
        C.MANAGER.value: "Applicant", C.AREA.value: 1, C.START.value: date(2024, 9, 1), C.END.value: date(2026, 12, 31),
        C.DECIDED.value: decided, C.PAID.value: paid, C.PAID_UNTIL.value: date(2026, 1, 31), C.REMAINING.value: decided - paid,
        C.STATUS.value: "Pågår", C.HISTORY.value: "Startade i e-tjänsteprogrammet.", C.SOURCE.value: "Dnr 031-786/2012",
        "paid_2024": 100_000, "paid_2025": 200_000, "paid_2026": paid - 300_000,
    }  # fmt: skip
    return {**row, **values}


def sheet(lines: Sequence[Mapping[str, Any]], on: date) -> io.BytesIO:
    """The rows as an xlsx with the template's headings."""
    heads = [*(c for c in C if c is not C.YEARS), *(f"paid_{y}" for y in imports.years(on))]
    names = [h.sv if isinstance(h, C) else imports.heading_of(int(h[-4:])) for h in heads]
    return io.BytesIO(
        workbook(
            "Projekt", names, ([one.get(h if isinstance(h, str) and not isinstance(h, C) else h.value) for h in heads] for one in lines)
        )
    )


def basis(city: City_, total_sek: int, *, number: int = 1, kind: TransferKind = TransferKind.PROGRAMME) -> Basis:
    """A decision of the city council."""
    return Basis(kind, city.portfolio(number), "Kommunfullmäktige", "§ 3", date(2026, 1, 20), total_sek)


def file(name: str = "projekt.xlsx", sha256: str = "a" * 64) -> Sheet:
    """A file that has not come before."""
    return Sheet(name, sha256)


def sample(city: City_, case: Application) -> dict[str, Any]:
    """Values for the addresses of transfers, special decisions and changes: one of each."""
    look = imports.look(sheet([line(900)], city.on.date()), filename="projekt.xlsx", portfolio=city.portfolio(), on=city.on.date())
    made = transfer(basis=basis(city, 1_000_900), sheet=file(), projects=look.projects, by=city.people["registrar"], on=city.on)
    special = begin_special(
        case=NewCase("Byte av lönesystem", city.bodies["socialnamnden"], city.bodies["byggnadsnamnden"], "Det gamla är föråldrat.", date(2026, 4, 1), date(2026, 12, 31)),
        decided=Decided("§ 88", date(2026, 2, 23), {2026: 500_000}, "Systemet är föråldrat."), by=city.people["registrar"], on=city.on,
    )  # fmt: skip
    change = change_of(city, case)
    changed = {f"projects:{n}.number": change.number for n in CHANGE_PAGES} if change else {}
    return {**changed, "portfolios:release.pk": special.pk, "projects:transfer.code": made.code, "projects.kind": "csv"}


def change_of(city: City_, case: Application, state: ChangeState = ChangeState.OWNER) -> Change | None:
    """A change of the case's project as it stands in a state; None of a case without a project."""
    project = Project.objects.filter(application=case).first()
    if project is None:
        return None
    base = project.baselines.get(number=1)
    return Change.objects.create(
        project=project, number=1, kinds=["time"], reasons="Sen leverans", base=base, scope=base.scope, ends_on=base.ends_on, benefits=base.benefits,
        state=state.value, proposed_on=city.on.date(), proposed_by=city.people["applicant"],
    )  # fmt: skip
