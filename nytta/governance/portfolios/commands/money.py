"""The ledger of money: every krona of a case is entered when it comes, is reserved or paid, and leaves."""

from datetime import date, datetime

from nytta.city.organisation.models import Person
from nytta.city.records.models import Decision
from nytta.governance.applications.models import Application
from nytta.kit import audit
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import no, require

from ..models import Allocation, Frame, FramePart, MoneyEntry, Portfolio
from ..queries.money import balance_in
from ..rules import bookable
from ..terms import MoneyKind


@act
def allocate(
    *, application: Application, year: int, portfolio: Portfolio | None, frame: Frame | None = None, part: FramePart | None = None,
    by: Person, on: datetime,
) -> Allocation:  # fmt: skip
    """The allocation of a case and year, made where it is missing; without a portfolio it stands outside (a special decision). Source: F13, F14."""
    place = {"application": application, "year": year, "outside": portfolio is None}
    found, _ = Allocation.objects.get_or_create(**place, defaults={"portfolio": portfolio, "frame": frame, "part": part})
    if frame is not None and found.frame_id is None:
        found.frame, found.part = frame, part
        found.save(update_fields=["frame", "part"])
    return found


@act
def book(
    *, allocation: Allocation, kind: MoneyKind, amount_sek: int, basis: str, decision: Decision | None = None,
    other: Allocation | None = None, dated: date | None = None, by: Person | None, on: datetime,
) -> MoneyEntry:  # fmt: skip
    """Enter what happened to a case's money; never more than is there, and never before what was entered last. Source: P5; F4, F13, U5.

    The right is tried by the act that calls: a grant, a fund request, a closure. `basis` says what it rests on, in Swedish.
    `dated` is for history that comes with a transfer, by its decision: the day when it happened, as its source says (ADR 0030).
    """
    allocation = locked(allocation)
    require(bookable(kind=kind, amount_sek=amount_sek, balance=balance_in(allocation), year=allocation.year))
    if dated is not None and (decision is None or dated > on.date()):
        require(
            no(
                "money_dated",
                "Bara historik som kommer med ett beslut om överföring kan ha en tidigare dag.",
                "F4",
                "Bokför med dagens datum.",
            )
        )
    day = dated or on.date()
    if allocation.last_on is not None and day < allocation.last_on:
        require(no("money_order", "Det finns redan en senare händelse, från %(day)s.", "P5", "Bokför med dagens datum.",
                   day=allocation.last_on.isoformat()))  # fmt: skip
    audit.note(subject=allocation.application.code, act=f"money.{kind.value}", by=by, on=on, reason=basis,
               changes={"year": allocation.year, "amount_sek": amount_sek} | ({"dated": dated} if dated else {}))  # fmt: skip
    return MoneyEntry.objects.create(
        allocation=allocation, kind=kind.value, amount_sek=amount_sek, booked_on=day, by=by, decision=decision, other=other, basis=basis
    )  # fmt: skip


@act
def move_money(
    *, source: Allocation, target: Allocation, amount_sek: int, basis: str, decision: Decision, by: Person | None, on: datetime
) -> tuple[MoneyEntry, MoneyEntry]:  # fmt: skip
    """Move free money to another year or case by a decision: out of the one and into the other, or neither. Source: F4, F13."""
    for key in sorted({source.pk, target.pk}):  # always in one order, so that two that move towards each other do not wait for ever
        Allocation.objects.select_for_update().get(pk=key)
    out, into = (
        book(allocation=one, kind=kind, amount_sek=amount_sek, basis=basis, decision=decision, other=other, by=by, on=on)
        for one, kind, other in ((source, MoneyKind.MOVED_OUT, target), (target, MoneyKind.MOVED_IN, source))
    )
    return out, into
