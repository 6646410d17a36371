"""A register that others have published comes in as projects: nothing is supplied, and what is missing is named."""

from collections.abc import Sequence
from datetime import datetime

from nytta.city.organisation.models import Person
from nytta.city.records import commands as records
from nytta.city.records.terms import DecisionKind
from nytta.governance.applications.commands import Taken, take_over
from nytta.governance.applications.models import Application
from nytta.governance.portfolios.commands import allocate, book
from nytta.governance.portfolios.terms import MoneyKind
from nytta.kit import audit, numbers
from nytta.kit.commands import act
from nytta.plain.money import sek
from nytta.plain.verdicts import require

from .. import policies
from ..models import Project, StatusReport, Transfer, Transferred
from ..queries import limits_on
from ..queries.published import Published
from ..queries.transfer import Basis, Sheet, key_of, transferable
from ..rules import Decided, Figures, Limits, deviates, judged
from .baselines import draw_baseline


@act
def bring_in_published(*, basis: Basis, sheet: Sheet, rows: Sequence[Published], by: Person, on: datetime) -> Transfer:
    """Bring in every row of a published register as a granted case with the row that it stands on, by one decision.

    One with a manager and dates is a project at once, with the status that the source says; what it does not say is missing
    here too. Money is what was planned, free; nothing is taken as paid. Source: F4; U5.
    """
    require(policies.can_transfer(by, on.date()))
    decided = sum(r.project.money.decided_sek for r in rows)
    require(transferable(basis=basis, sheet=sheet, decided_sek=decided, on=on.date()))
    code = numbers.next_code("T", on.year)
    cases = [_case(row, basis, by, on) for row in rows]
    decision = records.decide(
        kind=DecisionKind.TRANSFER, subject=code, decider=basis.body_name, body_name=basis.body_name, mandate=f"{basis.paragraph}, {basis.decided_on.isoformat()}",
        basis=f"{sheet.name}: {len(rows)} projekt, {sek(decided)}", reasons="Ett register som andra har publicerat förs in för jämförelse.",
        content={"portfolio": basis.portfolio.code, "decided_on": basis.decided_on, "sha256": sheet.sha256, "decided_sek": decided},
        concerns=[c.code for c in cases], published=True, by=by, on=on,
    )  # fmt: skip
    made = Transfer.objects.create(
        code=code, kind=basis.kind.value, portfolio=basis.portfolio, decision=decision, body_name=basis.body_name, paragraph=basis.paragraph,
        decided_on=basis.decided_on, file_name=sheet.name[:120], sha256=sheet.sha256, rows=len(rows), decided_sek=decided, paid_sek=0,
        remaining_sek=decided, brought_in_on=on.date(), by=by,
    )  # fmt: skip
    limits = limits_on(on.date())
    for row, case in zip(rows, cases, strict=True):
        one = row.project
        Transferred.objects.create(
            transfer=made, application=case, row=one.row, old_number=one.number, source=one.source, manager_named=one.manager_named,
            status=one.status, history=one.history, decided_sek=one.money.decided_sek, paid_sek=0, remaining_sek=one.money.decided_sek,
            missing=list(one.missing),
        )  # fmt: skip
        if one.money.decided_sek:
            place = allocate(application=case, year=on.year, portfolio=basis.portfolio, by=by, on=on)
            book(allocation=place, kind=MoneyKind.MOVED_IN, amount_sek=one.money.decided_sek, basis=f"Planerad kostnad enligt källan, {one.number}",
                 decision=decision, by=by, on=on)  # fmt: skip
        if one.runs:
            _project(row, case, made, limits, by, on)
    audit.note(subject=code, act="transfer.bring_in", by=by, on=on, changes={"file": sheet.name, "rows": len(rows), "decided_sek": decided})
    return made


def _case(row: Published, basis: Basis, by: Person, on: datetime) -> Application:
    one = row.project
    taken = Taken(
        key_of(one.number), one.title, one.body, one.owner, basis.portfolio.focus_area, one.history, one.category, one.start_on, one.end_on
    )
    return take_over(taken=taken, said=f"Publicerat projekt, {one.source}", by=by, on=on)


def _project(row: Published, case: Application, transfer: Transfer, limits: Limits, by: Person, on: datetime) -> None:
    """The project with its first baseline, and the status of the source."""
    one = row.project
    assert one.manager and one.start_on and one.end_on
    audit.note(subject=case.code, act="project.open", by=by, on=on, changes={"manager": str(one.manager), "started_on": one.start_on})
    project = Project.objects.create(
        application=case, code=case.code, manager=one.manager, owner_body=one.owner, started_on=one.start_on, planned_end_on=one.end_on
    )
    draw_baseline(project=project, reason=transfer.file_name, decision=transfer.decision, decided_on=transfer.decided_on, by=by, on=on)
    if row.said is not None:
        _status(row, project, limits, by)


def _status(row: Published, project: Project, limits: Limits, by: Person) -> None:
    said = row.said
    assert said is not None
    figures = Figures(said.spent_sek, said.forecast_sek, said.forecast_end_on, None, None, None, None)
    decided = Decided(row.project.money.decided_sek, project.planned_end_on)
    lights = {m: j.light for m, j in judged(figures=figures, decided=decided, limits=limits).items()}
    shown = {m.value: light.value for m, light in lights.items()} | ({"risk": said.risk.value} if said.risk else {})
    StatusReport.objects.create(
        project=project, reported_on=said.on, by=by, **shown, **vars(figures), comment=row.project.status,
        deviates=deviates(by_rule=lights, shown=lights),
    )  # fmt: skip
