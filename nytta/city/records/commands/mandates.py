"""Who is appointed to what, and which rights have been delegated."""

from datetime import date, datetime

from nytta.city.organisation.models import Body, Person
from nytta.city.organisation.queries import the_city
from nytta.kit import audit
from nytta.kit.commands import act
from nytta.plain.verdicts import YES, Verdict, no, require

from .. import policies, queries
from ..models import Absence, Appointment, Delegation
from ..rules import period_valid, seat_valid
from ..terms import DecisionKind, DelegatedAct, Role
from .decisions import decide


@act
def appoint(
    *, person: Person, role: Role, valid_from: date, valid_until: date | None, mandate: str, body: Body | None = None,
    portfolio: str = "", chair: bool = False, substitute: bool = False, substitutes_for: Appointment | None = None, by: Person, on: datetime,
) -> Appointment:  # fmt: skip
    """Appoint a person to a role for a term. Source: P5 "utses av stadsdirektören"; O2."""
    require(policies.can_appoint(by, role, body, on.date()))
    require(period_valid(first=valid_from, last=valid_until))
    needs_body = role in (Role.OWNER_REPRESENTATIVE, Role.PROCESS_OWNER, Role.APPLICANT)
    if needs_body and body is None:
        require(no("appointment_body", "Uppdraget gäller för en nämnd eller styrelse: ange vilken.", "O2",
                   "Välj nämnd eller styrelse.", field="body"))  # fmt: skip
    if role is Role.PREPARATION_GROUP and not portfolio:
        require(no("appointment_portfolio", "En beredningsgrupp hör till en portfölj: ange vilken.", "P5; O2",
                   "Välj portfölj.", field="portfolio"))  # fmt: skip
    substitute = substitute or substitutes_for is not None
    require(seat_valid(chair=chair, substitute=substitute))
    if substitutes_for is not None:
        require(_same_group(substitutes_for, role, body, portfolio))
    if chair and queries.chairs(role, valid_from, valid_until, body=body, portfolio=portfolio).exists():
        require(no("one_chair", "Gruppen har redan en ordförande de dagarna.", "O2", "Avsluta den förras uppdrag, eller välj andra dagar.",
                   field="chair"))  # fmt: skip
    decider = body.name if needs_body and body else the_city().director_title
    decision = decide(
        kind=DecisionKind.APPOINTMENT, subject=person.username, decider=decider, body_name=decider, mandate=mandate,
        basis=role.sv, reasons=f"{role.sv}, {valid_from} – {valid_until or ''}",
        content={"role": role.value, "body": body.code if body else "", "portfolio": portfolio}, by=by, on=on,
    )  # fmt: skip
    made = Appointment.objects.create(
        person=person, role=role.value, body=body, portfolio=portfolio, chair=chair, substitute=substitute,
        substitutes_for=substitutes_for, valid_from=valid_from, valid_until=valid_until, decision=decision,
    )  # fmt: skip
    audit.note(subject=person.username, act="appointment.make", by=by, on=on, changes={"role": role.value, "from": valid_from})
    return made


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
def end_appointment(*, appointment: Appointment, last_day: date, by: Person, on: datetime) -> Appointment:
    """End an appointment; the rights end with the day. Source: O2."""
    require(policies.can_appoint(by, Role(appointment.role), appointment.body, on.date()))
    require(period_valid(first=appointment.valid_from, last=last_day))
    audit.note(
        subject=appointment.person.username, act="appointment.end", by=by, on=on,
        changes={"valid_until": [appointment.valid_until, last_day]},
    )  # fmt: skip
    appointment.valid_until = last_day
    appointment.save(update_fields=["valid_until"])
    return appointment


@act
def delegate(
    *, body: Body, delegated: DelegatedAct, role: Role, clause: str, limit_sek: int | None, valid_from: date,
    valid_until: date | None, by: Person, on: datetime,
) -> Delegation:  # fmt: skip
    """Record that a board or committee put a right of its own in the hands of a role. Source: P5; T; F11."""
    require(policies.can_record(by, on.date()))
    require(period_valid(first=valid_from, last=valid_until))
    decision = decide(
        kind=DecisionKind.DELEGATION, subject=body.code, decider=body.name, body_name=body.name, mandate=clause,
        basis=delegated.sv, reasons=f"{role.sv}: {delegated.sv}",
        content={"act": delegated.value, "role": role.value, "limit_sek": limit_sek}, by=by, on=on,
    )  # fmt: skip
    return Delegation.objects.create(
        body=body, act=delegated.value, role=role.value, clause=clause, limit_sek=limit_sek, valid_from=valid_from,
        valid_until=valid_until, decision=decision,
    )  # fmt: skip
