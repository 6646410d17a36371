"""Unspent money is given back, moved by a decision, or lapses."""

from datetime import datetime

from nytta.city.organisation.models import Person
from nytta.city.organisation.queries import the_city
from nytta.city.records import commands as records
from nytta.city.records.queries import delegation_for
from nytta.city.records.terms import DecisionKind, DelegatedAct, Direction
from nytta.governance.portfolios.commands import allocate, book, move_money
from nytta.governance.portfolios.models import Allocation, MoneyEntry
from nytta.governance.portfolios.queries.money import allocations_of, balance_in
from nytta.governance.portfolios.terms import MoneyKind
from nytta.kit import audit
from nytta.kit.commands import act, locked
from nytta.plain.money import sek
from nytta.plain.verdicts import Verdict, no, require

from .. import policies, queries
from ..flow import MOVE
from ..models import MoveRequest, Project
from ..rules import movable, split_back
from ..terms import MoveState


def _of_case(place: Allocation, project: Project) -> None:
    if place.application_id != project.application_id:
        require(no("allocation_of_case", "Pengarna hör till ett annat ärende.", "P5; U5", "Välj ett av projektets år.", field="allocation"))


def _back(place: Allocation, amount_sek: int, basis: str, by: Person | None, on: datetime) -> list[MoneyEntry]:
    """To the frame what was granted out of it; the rest lapses."""
    to_frame, gone = split_back(amount_sek=amount_sek, granted_sek=place.granted_sek, returned_sek=place.returned_sek)
    if place.frame_id is None:  # outside the portfolios, or without a frame in this city: there is nothing to give it back to
        to_frame, gone = 0, amount_sek
    pairs = ((MoneyKind.RETURNED, to_frame), (MoneyKind.LAPSED, gone))
    return [book(allocation=place, kind=kind, amount_sek=amount, basis=basis, by=by, on=on) for kind, amount in pairs if amount]


@act
def give_back(*, project: Project, allocation: Allocation, amount_sek: int, reasons: str, by: Person, on: datetime) -> list[MoneyEntry]:
    """Give unspent money back: to the frame what was granted out of it, so that it can be granted again; the rest lapses. Source: P5; F13."""
    project, place = locked(project), locked(allocation)
    require(policies.can_give_back(by, project, on.date()))
    _of_case(place, project)
    left = balance_in(place).available_sek
    if not 0 < amount_sek <= left:
        require(no("back_left", "Beloppet ska vara mellan 1 kr och de %(left)s som är fria för %(year)s.", "P5; F13",
                   "Rätta beloppet. Reserverade medel betalas ut eller släpps först.", field="amount_sek", left=sek(left), year=place.year))  # fmt: skip
    if not reasons.strip():
        require(no("reasons", "Skriv skälen.", "P5; F13", "En mening räcker.", field="reasons"))
    return _back(place, amount_sek, f"Återlämnat: {reasons}"[:300], by, on)


@act
def return_unspent(*, project: Project, by: Person, on: datetime) -> list[MoneyEntry]:
    """At closure: give back all that is free, of every year. What is reserved has to be paid or released first. Source: P5 step 7; F13.

    The right is tried by the closure that calls.
    """
    made: list[MoneyEntry] = []
    for key in allocations_of(project.application_id).values_list("pk", flat=True):
        place = Allocation.objects.select_for_update().get(pk=key)
        if place.reserved_sek:
            require(no("reserved_left", "%(amount)s är reserverat för %(year)s.", "P5 steg 7; F13",
                       "Projektkontoret betalar ut rekvisitionen eller släpper reservationen.", amount=sek(place.reserved_sek), year=place.year))  # fmt: skip
        if place.available_sek:
            made += _back(place, place.available_sek, "Återlämnat vid projektets avslut", by, on)
    return made


@act
def ask_to_move(*, project: Project, allocation: Allocation, amount_sek: int, reasons: str, by: Person, on: datetime) -> MoveRequest:
    """Ask that unspent money of a year is moved to the next; the director decides. Source: P5; F13."""
    project, place = locked(project), locked(allocation)
    require(policies.can_request_money(by, project, on.date()))
    _of_case(place, project)
    require(_movable(place, amount_sek, on))
    if not reasons.strip():
        require(
            no("reasons", "Skriv varför pengarna behövs nästa år.", "P5; F13", "Skälen står i underlaget till beslutet.", field="reasons")
        )
    if MoveRequest.objects.filter(allocation=place, state=MoveState.ASKED.value).exists():
        require(
            no(
                "move_open",
                "En överföring från %(year)s väntar redan på beslut.",
                "F13",
                "Vänta på beslutet, eller ta tillbaka begäran.",
                year=place.year,
            )
        )
    made = MoveRequest.objects.create(
        project=project, allocation=place, amount_sek=amount_sek, reasons=reasons, asked_by=by, asked_on=on.date()
    )
    _note(made, "ask", by, on, reasons)
    return made


def _movable(place: Allocation, amount_sek: int, on: datetime) -> Verdict:
    now, day = balance_in(place), on.date()
    return movable(amount_sek=amount_sek, available_sek=now.available_sek, came_sek=now.came_sek, moved_out_sek=now.moved_out_sek, year=place.year,
                   rule=queries.unspent_rule_on(day), last_on=queries.last_day_of(place, day), on=day)  # fmt: skip


def _note(one: MoveRequest, name: str, by: Person | None, on: datetime, reason: str = "") -> None:
    changes = {"year": one.allocation.year, "amount_sek": one.amount_sek}
    audit.note(subject=one.project.code, act=f"move.{name}", by=by, on=on, changes=changes, reason=reason)


def _step(one: MoveRequest, name: str) -> None:
    require(MOVE.allows(MoveState(one.state), name))
    one.state = MOVE.next(MoveState(one.state), name).value


@act
def withdraw_move(*, move: MoveRequest, by: Person, on: datetime) -> MoveRequest:
    """Take the request back: the manager. Source: F13."""
    one = MoveRequest.objects.select_for_update().get(pk=move.pk)
    require(policies.can_request_money(by, one.project, on.date()))
    _step(one, "withdraw")
    one.save(update_fields=["state"])
    _note(one, "withdraw", by, on)
    return one


@act
def move_unspent(*, move: MoveRequest, reasons: str, letter: str = "", by: Person, on: datetime) -> MoveRequest:
    """Move unspent money to the next year by the director's decision on delegation; it never makes a frame larger. Source: P5; F13; ADR 0028."""
    one = _decided(move, DecisionKind.MONEY_MOVED, "move", reasons, letter, by, on)
    source = locked(one.allocation)
    require(_movable(source, one.amount_sek, on))
    year = source.year + 1
    target = allocate(application=source.application, year=year, portfolio=source.portfolio, by=by, on=on)
    assert one.decision is not None
    move_money(source=source, target=target, amount_sek=one.amount_sek, basis=f"Beslut {one.decision.called}: överfört till {year}"[:300], decision=one.decision,
               by=by, on=on)  # fmt: skip
    return one


@act
def refuse_move(*, move: MoveRequest, reasons: str, letter: str = "", by: Person, on: datetime) -> MoveRequest:
    """Refuse that unspent money is moved, by the director's decision on delegation. Source: P5; F13."""
    return _decided(move, DecisionKind.MONEY_NOT_MOVED, "refuse", reasons, letter, by, on)


def _decided(move: MoveRequest, kind: DecisionKind, name: str, reasons: str, letter: str, by: Person, on: datetime) -> MoveRequest:
    one = MoveRequest.objects.select_for_update().get(pk=move.pk)
    project, place = one.project, one.allocation
    require(policies.can_decide_move(by, project, one.amount_sek, on.date()))
    if not reasons.strip():
        require(no("reasons", "Skriv skälen för beslutet.", "F11", "Skälen sparas och publiceras.", field="reasons"))
    _step(one, name)
    delegation, a = delegation_for(by, DelegatedAct.GRANT, on.date()), project.application
    assert delegation is not None
    one.decision = records.decide(
        kind=kind, subject=a.code, decider=the_city().director_title, body_name=delegation.body.name, mandate=delegation.clause,
        basis=f"Projektledarens begäran {one.asked_on.isoformat()}: {one.reasons}", reasons=reasons,
        content={"year": place.year, "to_year": place.year + 1, "amount_sek": one.amount_sek}, registry=a.registry_number, letter=letter,
        published=True, on_delegation=True, by=by, on=on,
    )  # fmt: skip
    records.enter(subject=a.code, registry=a.registry_number, direction=Direction.OUT, counterpart=a.applicant_body.name,
                  what=f"Beslut: {kind.sv.lower()} ({place.year})", by=by, on=on)  # fmt: skip
    one.save(update_fields=["state", "decision"])
    _note(one, name, by, on, reasons)
    return one


@act
def lapse_unspent(*, by: Person | None, on: datetime) -> int:
    """Let lapse what nobody moved or gave back in time, with the requests that were not decided; how many. The night's work. Source: P5; F13."""
    day, count = on.date(), 0
    for found in queries.to_lapse(day):
        place = locked(found)
        if not place.available_sek or (place.last_on and place.last_on > day):
            continue
        for one in MoveRequest.objects.select_for_update().filter(allocation=place, state=MoveState.ASKED.value):
            _step(one, "lapse")
            one.save(update_fields=["state"])
            _note(one, "lapse", by, on)
        book(allocation=place, kind=MoneyKind.LAPSED, amount_sek=place.available_sek,
             basis=f"Oförbrukade medel för {place.year} förföll efter {queries.last_day_of(place, day).isoformat()}", by=by, on=on)  # fmt: skip
        count += 1
    return count
