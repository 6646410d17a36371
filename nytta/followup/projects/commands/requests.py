"""Fund requests: asked, reserved, paid; refused, withdrawn, released, paid back."""

from datetime import datetime

from nytta.city.organisation.models import Person
from nytta.city.records import commands as records
from nytta.city.records.terms import Direction
from nytta.governance.portfolios.commands import book
from nytta.governance.portfolios.models import Allocation
from nytta.governance.portfolios.queries.money import balance_in
from nytta.governance.portfolios.terms import MoneyKind
from nytta.kit import audit
from nytta.kit.commands import act, locked
from nytta.kit.numbers import next_code
from nytta.plain.verdicts import Verdict, no, require

from .. import policies, queries
from ..flow import FUND_REQUEST
from ..models import FundRequest, Project
from ..rules import may_be_paid, payable, repayable, requestable
from ..terms import RequestState


@act
def request_money(*, project: Project, allocation: Allocation, amount_sek: int, purpose: str, by: Person, on: datetime) -> FundRequest:
    """Ask for a part of a year's money for a purpose. Source: P5; U5."""
    project, allocation = locked(project), locked(allocation)
    require(policies.can_request_money(by, project, on.date()))
    if allocation.application_id != project.application_id:
        require(no("allocation_of_case", "Pengarna hör till ett annat ärende.", "P5; U5", "Välj ett av projektets år.", field="allocation"))
    verdict = requestable(amount_sek=amount_sek, available_sek=balance_in(allocation).available_sek, asked_sek=queries.asked_of(allocation),
                          year=allocation.year, on=on.date())  # fmt: skip
    if not purpose.strip():
        verdict += no("purpose", "Skriv vad pengarna ska användas till.", "P5; U5", "En mening räcker.", field="purpose")
    require(verdict)
    made = FundRequest.objects.create(
        code=next_code("Q", on.year), project=project, allocation=allocation, amount_sek=amount_sek, purpose=purpose, asked_by=by, asked_on=on.date()
    )  # fmt: skip
    _enter(made, Direction.IN, "Rekvisition", by, on)
    _note(made, "ask", by, on)
    return made


def _enter(one: FundRequest, direction: Direction, what: str, by: Person, on: datetime) -> None:
    a = one.project.application
    records.enter(
        subject=a.code,
        registry=a.registry_number,
        direction=direction,
        counterpart=a.applicant_body.name,
        what=f"{what} {one.code}",
        by=by,
        on=on,
    )


def _note(one: FundRequest, name: str, by: Person, on: datetime, reason: str = "") -> None:
    audit.note(
        subject=one.project.code,
        act=f"request.{name}",
        by=by,
        on=on,
        changes={"request": one.code, "amount_sek": one.amount_sek},
        reason=reason,
    )


def _of(request: FundRequest, name: str, by: Person, on: datetime) -> FundRequest:
    """The row under its lock, moved on as its flow says; the project's office alone, and never one's own."""
    one = FundRequest.objects.select_for_update().get(pk=request.pk)
    verdict: Verdict = policies.can_settle_request(by, one.project, on.date())
    if by.pk == one.asked_by_id:
        verdict += no(
            "own_request", "Den som har begärt pengarna kan inte besluta om dem.", "P5; U5", "Någon annan på projektkontoret gör det."
        )
    require(verdict + FUND_REQUEST.allows(RequestState(one.state), name))
    one.state = FUND_REQUEST.next(RequestState(one.state), name).value
    one.settled_by, one.settled_on = by, on.date()
    return one


def _book(one: FundRequest, kind: MoneyKind, amount_sek: int, basis: str, by: Person, on: datetime) -> None:
    book(allocation=one.allocation, kind=kind, amount_sek=amount_sek, basis=basis, by=by, on=on)


def _nothing_stops(one: FundRequest) -> None:
    require(may_be_paid(unmet=queries.unmet(one.project.application_id, one.allocation.year)))


@act
def approve_request(*, request: FundRequest, by: Person, on: datetime) -> FundRequest:
    """Reserve what is asked for; no condition that stops payment may be unmet, and never more than is free. Source: P5; U5, F11."""
    one = _of(request, "approve", by, on)
    _nothing_stops(one)
    _book(one, MoneyKind.RESERVED, one.amount_sek, f"Rekvisition {one.code}: {one.purpose}"[:300], by, on)
    one.save()
    _note(one, "approve", by, on)
    return one


@act
def refuse_request(*, request: FundRequest, reasons: str, by: Person, on: datetime) -> FundRequest:
    """Refuse a fund request, with reasons. Source: P5; U5."""
    one = _of(request, "refuse", by, on)
    _reasoned(reasons)
    one.reasons = reasons
    one.save()
    _enter(one, Direction.OUT, "Avslag på rekvisition", by, on)
    _note(one, "refuse", by, on, reasons)
    return one


def _reasoned(reasons: str) -> None:
    if not reasons.strip():
        require(no("reasons", "Skriv skälen.", "P5; U5", "Projektledaren ser texten.", field="reasons"))


@act
def withdraw_request(*, request: FundRequest, by: Person, on: datetime) -> FundRequest:
    """Take back a request that waits: the manager. Source: P5; U5."""
    one = FundRequest.objects.select_for_update().get(pk=request.pk)
    require(policies.can_request_money(by, one.project, on.date()) + FUND_REQUEST.allows(RequestState(one.state), "withdraw"))
    one.state = FUND_REQUEST.next(RequestState(one.state), "withdraw").value
    one.save(update_fields=["state"])
    _note(one, "withdraw", by, on)
    return one


@act
def release_request(*, request: FundRequest, reasons: str, by: Person, on: datetime) -> FundRequest:
    """Let a reservation go; the money is free again. Source: P5; U5."""
    one = _of(request, "release", by, on)
    _reasoned(reasons)
    one.reasons = reasons
    _book(one, MoneyKind.RELEASED, one.amount_sek, f"Rekvisition {one.code}: {reasons}"[:300], by, on)
    one.save()
    _note(one, "release", by, on, reasons)
    return one


@act
def pay_request(*, request: FundRequest, amount_sek: int, reference: str, by: Person, on: datetime) -> FundRequest:
    """Enter that a reserved request is paid, with the finance system's reference; what is not paid is free again. Source: P5; U5, F11."""
    one = _of(request, "pay", by, on)
    _nothing_stops(one)
    require(payable(amount_sek=amount_sek, reserved_sek=one.amount_sek, reference=reference))
    basis = f"Rekvisition {one.code}, verifikation {reference}"[:300]
    _book(one, MoneyKind.PAID, amount_sek, basis, by, on)
    if left := one.amount_sek - amount_sek:
        _book(one, MoneyKind.RELEASED, left, basis, by, on)
    one.paid_sek, one.paid_on, one.reference = amount_sek, on.date(), reference
    one.save()
    _enter(one, Direction.OUT, "Utbetalning av rekvisition", by, on)
    _note(one, "pay", by, on, reference)
    return one


@act
def repay_request(*, request: FundRequest, amount_sek: int, reference: str, by: Person, on: datetime) -> FundRequest:
    """Enter that some of what was paid has come back to the project. Source: P5; U5."""
    one = _of(request, "repay", by, on)
    require(repayable(amount_sek=amount_sek, paid_sek=one.net_sek, reference=reference))
    _book(one, MoneyKind.REPAID, amount_sek, f"Återbetalning av {one.code}, verifikation {reference}"[:300], by, on)
    one.repaid_sek += amount_sek
    one.save()
    _note(one, "repay", by, on, reference)
    return one
