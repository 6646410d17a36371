"""Who is appointed to what, and which rights have been delegated."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from nytta.city.organisation.models import Body, City, Person
from nytta.city.organisation.queries import name_of, the_city
from nytta.city.organisation.terms import APPLICANTS, BodyKind
from nytta.kit import audit
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import YES, Verdict, no, require

from .. import policies, queries
from ..models import Absence, Appointment, Decision, Delegation, Designation
from ..rules import (
    APPOINTS,
    FILLED,
    THE_BOARDS,
    filling_complete,
    limit_said,
    may_delegate,
    paragraph_named,
    period_valid,
    position_fits,
    position_of,
    seat_valid,
)
from ..terms import Appointer, BodyRole, Competence, DecisionKind, DelegatedAct, Position, Role
from .decisions import decide


@act
def appoint(
    *, person: Person, role: Role, valid_from: date, valid_until: date | None, mandate: str, body: Body | None = None,
    portfolio: str = "", chair: bool = False, substitute: bool = False, substitutes_for: Appointment | None = None,
    position: Position | None = None, position_reason: str = "", competence: Competence | None = None, supplier: str = "", contract: str = "",
    by: Person, on: datetime,
) -> Appointment:  # fmt: skip
    """Appoint a person to a role for a term, or record that the one who appoints has done so.

    Source: P5 "utses av stadsdirektören"; P7; O2.
    """
    require(policies.can_appoint(by, role, on.date()))
    City.objects.select_for_update().first()  # one seat at a time: two chairs, or one person twice, would pass each other's check
    position = position_of(title=person.title, stated=position)
    made = Appointment(
        person=person, role=role.value, body=body, portfolio=portfolio, chair=chair, substitute=substitute or substitutes_for is not None,
        substitutes_for=substitutes_for, position=position.value if position else "", position_reason=position_reason.strip(),
        competence=competence.value if competence else "", supplier=supplier.strip(), contract=contract.strip(),
        valid_from=valid_from, valid_until=valid_until,
    )  # fmt: skip
    require(_seat_can_be(made) + paragraph_named(mandate=mandate))
    made.decision = _decided(made, mandate, f"{role.sv}, {valid_from} – {valid_until or ''}", by=by, on=on)
    made.save()
    audit.note(subject=person.username, act="appointment.make", by=by, on=on, changes={"role": role.value, "from": valid_from})
    return made


def _seat_can_be(seat: Appointment) -> Verdict:
    """All that an appointment must be before it is made."""
    role, position = Role(seat.role), Position(seat.position) if seat.position else None
    verdict = period_valid(first=seat.valid_from, last=seat.valid_until) + filling_complete(
        role=role, body=seat.body is not None, portfolio=seat.portfolio, position=bool(position or seat.position_reason),
        supplier=seat.supplier, contract=seat.contract,
    ) + seat_valid(chair=seat.chair, substitute=seat.substitute)  # fmt: skip
    if role is Role.DEVELOPMENT_COUNCIL and not seat.position_reason:
        verdict += _in_circle(seat.person, position)
    if seat.substitutes_for is not None:
        verdict += _same_group(seat.substitutes_for, role, seat.body, seat.portfolio)
    if seat.chair and queries.chairs(role, seat.valid_from, seat.valid_until, body=seat.body, portfolio=seat.portfolio).exists():
        verdict += no("one_chair", "Gruppen har redan en ordförande de dagarna.", "O2", "Avsluta den förras uppdrag, eller välj andra dagar.",
                      field="chair")  # fmt: skip
    if queries.same_seat(seat).exists():
        verdict += no("appointed_once", "Personen har redan uppdraget under de dagarna.", "O2",
                      "Låt det nya börja dagen efter det förras sista dag, eller avsluta det förra.", field="valid_from")  # fmt: skip
    return verdict


def _in_circle(person: Person, position: Position | None) -> Verdict:
    works_in = person.body
    return position_fits(
        position=position, administration=works_in is not None and not works_in.is_company, company=works_in is not None and works_in.is_company,
        under_board=person.answers_for_id in queries.executive_boards(),
    )  # fmt: skip


def _decided(seat: Appointment, mandate: str, reasons: str, *, by: Person, on: datetime, supersedes: Decision | None = None) -> Decision:
    """The decision behind a seat, by the one who appoints; where somebody else puts it in, the decision says that it is recorded."""
    role = Role(seat.role)
    appointer = FILLED[role].appointer
    decider = {
        Appointer.DIRECTOR: the_city().director_title, Appointer.BODY: seat.body.name if seat.body else "", Appointer.SUPPLIER: seat.supplier,
        Appointer.BOARD: name_of(BodyKind.EXECUTIVE_BOARD), Appointer.COUNCIL: name_of(BodyKind.CITY_COUNCIL),
    }[appointer]  # fmt: skip
    recorded = not any(queries.has_role(by, r, on.date()) for r in APPOINTS.get(appointer, ()))
    return decide(
        kind=DecisionKind.APPOINTMENT, subject=seat.person.username, decider=decider, body_name=decider, mandate=mandate, basis=role.sv,
        reasons=reasons, supersedes=supersedes, by=by, on=on,
        content={"role": role.value, "body": seat.body.code if seat.body else "", "portfolio": seat.portfolio, "recorded": recorded},
    )  # fmt: skip


def _same_group(ordinary: Appointment, role: Role, body: Body | None, portfolio: str) -> Verdict:
    there = (ordinary.role, ordinary.body_id, ordinary.portfolio)
    if there == (role.value, body.pk if body else None, portfolio) and not ordinary.substitute:
        return YES
    return no("substitute_group", "En ersättare ersätter en ordinarie ledamot i samma grupp.", "O2", "Välj en ledamot i gruppen.",
              field="substitutes_for")  # fmt: skip


@act
def note_absence(*, appointment: Appointment, first: date, last: date, by: Person, on: datetime) -> Absence:
    """Note that an ordinary member is away, so that the substitute serves: the member, or who appoints. Source: O2."""
    require(policies.can_note_absence(by, appointment, on.date()))
    require(period_valid(first=first, last=last))
    audit.note(
        subject=appointment.person.username, act="appointment.absence", by=by, on=on, changes={"from": first, "until": last}
    )  # fmt: skip
    return Absence.objects.create(appointment=appointment, valid_from=first, valid_until=last, noted_by=by)


@act
def end_appointment(*, appointment: Appointment, last_day: date, mandate: str, by: Person, on: datetime) -> Appointment:
    """End an appointment by a decision; the rights end with the day. Source: O2."""
    appointment = locked(appointment)
    require(policies.can_appoint(by, Role(appointment.role), on.date()))
    require(period_valid(first=appointment.valid_from, last=last_day) + paragraph_named(mandate=mandate))
    if appointment.valid_until is not None and last_day > appointment.valid_until:
        require(no("appointment_longer", "Uppdraget slutar redan %(day)s.", "O2", "Förnya uppdraget i stället.", field="last_day",
                   day=appointment.valid_until.isoformat()))  # fmt: skip
    audit.note(
        subject=appointment.person.username, act="appointment.end", by=by, on=on,
        changes={"valid_until": [appointment.valid_until, last_day]},
    )  # fmt: skip
    appointment.ended_by = _decided(
        appointment, mandate, f"{Role(appointment.role).sv}, upphör {last_day}", supersedes=appointment.decision, by=by, on=on
    )
    appointment.valid_until = last_day
    appointment.save(update_fields=["valid_until", "ended_by"])
    return appointment


@act
def end_all(*, person: Person, reason: str, by: Person | None, on: datetime) -> list[Appointment]:
    """Let all that a person is appointed to end with this day, because the person no longer works here: no decision of an appointer.

    What has not begun ends with its own first day. What is ended is given back by nobody: a new appointment is a new decision. Source: O2.
    """
    today = on.date()
    going_on = Appointment.objects.select_for_update().filter(Q(valid_until=None) | Q(valid_until__gt=today), person=person).order_by("pk")
    ended = list(going_on)
    for one in ended:
        last = max(today, one.valid_from)
        told = {"role": one.role, "valid_until": [one.valid_until, last]}
        audit.note(subject=person.username, act="appointment.end", by=by, on=on, changes=told, reason=reason)
        one.valid_until, one.lapse_noted_on = last, today
        one.save(update_fields=["valid_until", "lapse_noted_on"])
    return ended


@act
def close_ended(*, person: Person, reason: str, by: Person | None, on: datetime) -> None:
    """Let what ended with a removal give no right any longer, also on what is left of its last day, when the person is let in again.

    What had begun before this day ends with the day before it; what never gave a right before this day is struck, and the audit keeps it. Source: O2.
    """
    today = on.date()
    left = Appointment.objects.select_for_update().filter(person=person, valid_until__gte=today).exclude(lapse_noted_on=None)
    for one in left.order_by("pk"):
        told = {"role": one.role, "valid_from": one.valid_from, "valid_until": [one.valid_until, today - timedelta(days=1)]}
        audit.note(subject=person.username, act="appointment.end", by=by, on=on, changes=told, reason=reason)
        if one.valid_from < today:
            one.valid_until = today - timedelta(days=1)
            one.save(update_fields=["valid_until"])
        else:
            one.delete()


@act
def move_appointments(*, person: Person, to: Person, reason: str, by: Person, on: datetime) -> list[Appointment]:
    """Let what goes on of a person's appointments be held by another row for the same person, from this day, by the same decisions.

    What has begun ends on the first row with this day, so that what was done stays explained; what has not begun moves whole. Source: O2.
    """
    today, moved = on.date(), []
    going_on = Appointment.objects.select_for_update().filter(Q(valid_until=None) | Q(valid_until__gte=today), person=person).order_by("pk")
    for one in list(going_on):
        last = one.valid_until
        if one.valid_from <= today:
            one.valid_until = today
            one.save(update_fields=["valid_until"])
            one.pk, one.valid_from, one.valid_until, one._state.adding = None, today, last, True
        one.person = to
        one.save()
        audit.note(
            subject=to.username, act="appointment.move", by=by, on=on, changes={"role": one.role, "from": person.username}, reason=reason
        )
        moved.append(one)
    return moved


@act
def let_lapse(*, appointment: Appointment, by: Person, on: datetime) -> Appointment:
    """Answer the warning: the appointment ends on its last day and is not renewed. Source: O2."""
    appointment = locked(appointment)
    require(policies.can_appoint(by, Role(appointment.role), on.date()))
    if appointment.valid_until is None:
        require(no("appointment_open", "Uppdraget gäller tills vidare.", "O2", "Avsluta det med en sista dag."))
    audit.note(subject=appointment.person.username, act="appointment.lapse", by=by, on=on, changes={"valid_until": appointment.valid_until})
    appointment.lapse_noted_on = on.date()
    appointment.save(update_fields=["lapse_noted_on"])
    return appointment


@act
def renew(*, appointments: Sequence[Appointment], valid_until: date, mandate: str, by: Person, on: datetime) -> list[Appointment]:
    """Appoint the same persons to the same seats for a new term, each from the day after the last; all or none. Source: O2."""
    made: dict[int, Appointment] = {}
    for old in sorted(appointments, key=lambda a: (a.substitute, a.pk)):
        require(policies.can_renew(by, old, valid_until, on.date()))
        ordinary = made.get(old.substitutes_for_id, old.substitutes_for) if old.substitutes_for_id else None
        made[old.pk] = appoint(
            person=old.person, role=Role(old.role), valid_from=(old.valid_until or on.date()) + timedelta(days=1), valid_until=valid_until,
            mandate=mandate, by=by, on=on, substitutes_for=ordinary, **_the_same(old),
        )  # fmt: skip
    return list(made.values())


def _the_same(old: Appointment) -> dict[str, Any]:
    return {
        "body": old.body, "portfolio": old.portfolio, "chair": old.chair, "substitute": old.substitute, "supplier": old.supplier,
        "position": Position(old.position) if old.position else None, "position_reason": old.position_reason, "contract": old.contract,
        "competence": Competence(old.competence) if old.competence else None,
    }  # fmt: skip


@act
def designate(*, body: Body, subject: str, valid_from: date, mandate: str, by: Person, on: datetime) -> Designation:
    """Decide which body owns an e-service that no system carries; the one before ends the day before. Source: O2."""
    require(policies.can_designate(by, on.date()))
    require(paragraph_named(mandate=mandate))
    if BodyKind(body.kind) not in APPLICANTS:
        require(no("owner_body", "%(name)s kan inte äga en e-tjänst: det gör en nämnd eller styrelse.", "G3; O2", "Välj nämnd eller styrelse.",
                   field="body", name=body.name))  # fmt: skip
    City.objects.select_for_update().first()  # one owner at a time: two first ones would not see each other
    before = Designation.objects.select_for_update().filter(role=BodyRole.SERVICE_OWNER.value, subject=subject, valid_until=None).first()
    if before is not None and before.valid_from >= valid_from:
        require(no("designation_later", "E-tjänsten har en ägare från %(day)s.", "O2", "Välj en senare dag.", field="valid_from",
                   day=before.valid_from.isoformat()))  # fmt: skip
    if before is not None:
        before.valid_until = valid_from - timedelta(days=1)
        before.save(update_fields=["valid_until"])
    title = the_city().director_title
    decision = decide(
        kind=DecisionKind.APPOINTMENT, subject=subject, decider=title, body_name=title, mandate=mandate, basis=BodyRole.SERVICE_OWNER.sv,
        reasons=f"{BodyRole.SERVICE_OWNER.sv}: {body.name}, {valid_from} –", supersedes=before.decision if before else None, published=True,
        content={"role": BodyRole.SERVICE_OWNER.value, "body": body.code, "recorded": not queries.has_role(by, Role.CITY_DIRECTOR, on.date())},
        by=by, on=on,
    )  # fmt: skip
    audit.note(subject=subject, act="designation.make", by=by, on=on, changes={"body": body.code, "from": valid_from})
    return Designation.objects.create(
        body=body, role=BodyRole.SERVICE_OWNER.value, subject=subject, valid_from=valid_from, decision=decision
    )  # fmt: skip


@act
def delegate(
    *, body: Body, delegated: DelegatedAct, role: Role, clause: str, limit_sek: int | None, unlimited: bool = False, valid_from: date,
    valid_until: date | None, by: Person, on: datetime,
) -> Delegation:  # fmt: skip
    """Record that a board or committee put a right of its own in the hands of its own employees; `unlimited` says that no amount bounds it.

    Source: P5; T; F11; O2.
    """
    require(policies.can_record(by, on.date()))
    require(period_valid(first=valid_from, last=valid_until) + may_delegate(
        clause=clause, last=valid_until, delegates=BodyKind(body.kind) in APPLICANTS,
        owns=delegated not in THE_BOARDS or BodyKind(body.kind) is BodyKind.EXECUTIVE_BOARD, name=body.name,
        outside=queries.outside(body, role, valid_from),
    ) + limit_said(delegated=delegated, limit_sek=limit_sek, unlimited=unlimited))  # fmt: skip
    decision = decide(
        kind=DecisionKind.DELEGATION, subject=body.code, decider=body.name, body_name=body.name, mandate=clause,
        basis=delegated.sv, reasons=f"{role.sv}: {delegated.sv}",
        content={"act": delegated.value, "role": role.value, "limit_sek": limit_sek, "unlimited": unlimited}, by=by, on=on,
    )  # fmt: skip
    return Delegation.objects.create(
        body=body, act=delegated.value, role=role.value, clause=clause, limit_sek=limit_sek, valid_from=valid_from,
        valid_until=valid_until, decision=decision,
    )  # fmt: skip
