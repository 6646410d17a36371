"""A sheet of ongoing projects and remaining money comes in by a decision: all of it or nothing."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from nytta.city.organisation.models import Person
from nytta.city.records import commands as records
from nytta.city.records.models import Decision
from nytta.city.records.terms import DecisionKind
from nytta.governance.applications.commands import Taken, take_over
from nytta.governance.applications.models import Application
from nytta.governance.portfolios.commands import allocate, book
from nytta.governance.portfolios.models import Allocation, Portfolio
from nytta.governance.portfolios.terms import MoneyKind
from nytta.kit import audit, numbers
from nytta.kit.commands import act
from nytta.plain.money import sek
from nytta.plain.verdicts import no, require, verdict_of

from .. import policies
from ..models import Project, Transfer, Transferred
from ..queries import transfer as queries
from ..rules.transfer import history_of, reconciled
from .baselines import draw_baseline


@act
def transfer(
    *,
    basis: queries.Basis,
    sheet: queries.Sheet,
    projects: Sequence[queries.OldProject],
    tick: Callable[[int], None] | None = None,
    by: Person,
    on: datetime,
) -> Transfer:
    """Bring in ongoing projects with their money and history, by one decision. Source: T decision 3; F4.

    Each becomes a granted case under a number of its own; what was paid is entered as its source dates it, what remains is free;
    one that has a manager and dates goes on as a project, and the others wait to be opened. `tick` gets each row's number.
    """
    require(policies.can_transfer(by, on.date()))
    decided = sum(p.money.decided_sek for p in projects)
    verdict = queries.transferable(basis=basis, sheet=sheet, decided_sek=decided, on=on.date())
    if not projects:
        verdict += no("import.empty", "Filen har inga rader under rubrikerna.", "F4", "Fyll i en rad för varje projekt.")
    require(verdict + verdict_of(f for p in projects for f in reconciled(p.money, on.date())))
    code = numbers.next_code("T", on.year)
    said = f"Överfört ärende, {basis.body_name} {basis.paragraph}"
    cases = []
    for one in projects:
        taken = Taken(queries.key_of(one.number), one.title, one.body, one.owner, basis.portfolio.focus_area, one.history or one.status, one.category,
                      one.start_on, one.end_on)  # fmt: skip
        cases.append(take_over(taken=taken, said=said, by=by, on=on))
    decision = _decide(code, basis, sheet, projects, [c.code for c in cases], by, on)
    paid = sum(p.money.paid_sek for p in projects)
    made = Transfer.objects.create(
        code=code, kind=basis.kind.value, portfolio=basis.portfolio, decision=decision, body_name=basis.body_name, paragraph=basis.paragraph,
        decided_on=basis.decided_on, file_name=sheet.name[:120], sha256=sheet.sha256, rows=len(projects), decided_sek=decided, paid_sek=paid,
        remaining_sek=decided - paid, brought_in_on=on.date(), by=by,
    )  # fmt: skip
    for one, case in zip(projects, cases, strict=True):
        _keep(made, one, case)
        _enter(one, case, basis.portfolio, decision, by, on)
        if one.runs:
            _run(one, case, basis, decision, by, on)
        if tick:
            tick(one.row)
    audit.note(
        subject=code, act="transfer.bring_in", by=by, on=on, changes={"file": sheet.name, "rows": len(projects), "decided_sek": decided}
    )
    return made


def _decide(
    code: str, basis: queries.Basis, sheet: queries.Sheet, projects: Sequence[queries.OldProject], cases: Sequence[str], by: Person, on: datetime
) -> Decision:  # fmt: skip
    sums: Mapping[str, int] = {name: sum(getattr(p.money, name) for p in projects) for name in ("decided_sek", "paid_sek", "remaining_sek")}
    return records.decide(
        kind=DecisionKind.TRANSFER, subject=code, decider=basis.body_name, body_name=basis.body_name, mandate=f"{basis.paragraph}, {basis.decided_on.isoformat()}",
        basis=f"{sheet.name}: {len(projects)} projekt, {sek(sums['decided_sek'])}",
        reasons=f"Pågående projekt och återstående medel förs över till portfölj {basis.portfolio.code}.",
        content={"portfolio": basis.portfolio.code, "kind": basis.kind.value, "decided_on": basis.decided_on, "sha256": sheet.sha256, **sums},
        concerns=cases, published=True, by=by, on=on,
    )  # fmt: skip


def _keep(transfer: Transfer, one: queries.OldProject, case: Application) -> None:
    money = one.money
    Transferred.objects.create(
        transfer=transfer, application=case, row=one.row, old_number=one.number, source=one.source, manager_named=one.manager_named,
        status=one.status, history=one.history, decided_sek=money.decided_sek, paid_sek=money.paid_sek, remaining_sek=money.remaining_sek,
        paid_until=money.paid_until, paid_by_year={str(y): a for y, a in sorted(money.by_year.items()) if a}, missing=list(one.missing),
    )  # fmt: skip


def _enter(one: queries.OldProject, case: Application, portfolio: Portfolio, decision: Decision, by: Person, on: datetime) -> None:
    """What was paid, dated as the source says, and what remains, free from today."""

    def put(to: Allocation, kind: MoneyKind, amount: int, basis: str, dated: date | None = None) -> None:
        book(allocation=to, kind=kind, amount_sek=amount, basis=basis, decision=decision, dated=dated, by=by, on=on)

    known = bool(one.money.by_year)
    for year, day, amount in history_of(one.money, on.date()):
        past = allocate(application=case, year=year, portfolio=portfolio, by=by, on=on)
        basis = f"Betalt före överföringen, {one.number}" + ("" if known else "; källan anger inte åren")
        for kind in (MoneyKind.MOVED_IN, MoneyKind.RESERVED, MoneyKind.PAID):
            put(past, kind, amount, basis, day)
    if one.money.remaining_sek:
        now = allocate(application=case, year=on.year, portfolio=portfolio, by=by, on=on)
        put(now, MoneyKind.MOVED_IN, one.money.remaining_sek, f"Återstående medel, {one.number}")


def _run(one: queries.OldProject, case: Application, basis: queries.Basis, decision: Decision, by: Person, on: datetime) -> None:
    """Go on as a project, with what was decided as its first baseline."""
    assert one.manager and one.start_on and one.end_on
    audit.note(subject=case.code, act="project.open", by=by, on=on, changes={"manager": str(one.manager), "started_on": one.start_on})
    project = Project.objects.create(
        application=case, code=case.code, manager=one.manager, owner_body=one.owner, started_on=one.start_on, planned_end_on=one.end_on
    )
    draw_baseline(project=project, reason="Beslutet om överföringen", decision=decision, decided_on=basis.decided_on, by=by, on=on)
