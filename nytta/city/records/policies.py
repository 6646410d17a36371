"""Who may keep the city's own records."""

from datetime import date

from nytta.city.organisation.models import Person
from nytta.plain.verdicts import YES, Verdict, no
from nytta.plain.words import labels

from .models import Appointment
from .queries import delegation_for, has_role, successors
from .rules import APPOINTS, FILLED, RECORDS, within_limit
from .terms import DelegatedAct, Role


def can_as(person: Person | None, *roles: Role, on: date, source: str = "O2") -> Verdict:
    """Yes when the person holds one of the roles on the day; else a refusal that names the roles."""
    if any(has_role(person, role, on) for role in roles):
        return YES
    names = labels(*roles, glue=" / ", small=False)
    return no("mandate", "Det kräver uppdraget: %(roles)s.", source, "Be den som utser att ge dig uppdraget.", roles=names)


def can_record(person: Person | None, on: date) -> Verdict:
    """Record what the city council or a board has decided: registrar or project office. Source: O6."""
    return can_as(person, Role.REGISTRAR, Role.PROJECT_OFFICE, on=on, source="O6")


def can_appoint(person: Person | None, role: Role, on: date) -> Verdict:
    """Fill a seat: who appoints to the role, or who records what the appointer has decided. Source: P5; P7; O2."""
    appointer = FILLED[role].appointer
    return can_as(person, *APPOINTS.get(appointer, ()), *RECORDS[appointer], on=on)


def can_renew(person: Person | None, old: Appointment, last: date, on: date) -> Verdict:
    """Renew one appointment to a day: who fills the seat, for an appointment with an end and no successor. Source: O2."""
    verdict = can_appoint(person, Role(old.role), on)
    if old.valid_until is None:
        verdict += no("appointment_open", "Uppdraget gäller tills vidare.", "O2", "Avsluta det med en sista dag.")
    elif last <= old.valid_until:
        verdict += no("renew_later", "Uppdraget gäller redan till %(day)s.", "O2", "Välj en senare sista dag.", field="valid_until",
                      day=old.valid_until.isoformat())  # fmt: skip
    if successors(old).exists():
        verdict += no("renewed", "Uppdraget är redan förnyat.", "O2")
    return verdict


def can_appoint_any(person: Person | None, on: date) -> Verdict:
    """Open the page on which seats are filled. Source: O2."""
    return can_as(person, Role.CITY_DIRECTOR, Role.REGISTRAR, Role.PROJECT_OFFICE, on=on)


def can_designate(person: Person | None, on: date) -> Verdict:
    """Decide which body owns an e-service that no system carries: the director decides, the registrar records. Source: O2."""
    return can_as(person, Role.CITY_DIRECTOR, Role.REGISTRAR, on=on)


def can_note_absence(person: Person | None, appointment: Appointment, on: date) -> Verdict:
    """Note that a member is away: the member, or who appoints and records appointments. Source: O2."""
    if person is not None and person.pk == appointment.person_id:
        return YES
    return can_appoint(person, Role(appointment.role), on)


def can_exempt(person: Person, on: date) -> Verdict:
    """Exempt from a guideline or the ban on duplicates, on recorded delegation. Source: P7.1; O5."""
    return _delegated(person, DelegatedAct.EXEMPT, on)


def can_decide_amount(person: Person, amount_sek: int, on: date) -> Verdict:
    """Grant or refuse money of this size, on recorded delegation. Source: P5; T; F11."""
    return _delegated(person, DelegatedAct.GRANT, on, amount_sek)


def _delegated(person: Person, act: DelegatedAct, on: date, amount_sek: int = 0) -> Verdict:
    delegation = delegation_for(person, act, on)
    if delegation is None:
        return no(
            "mandate", "Du har ingen registrerad delegation för att: %(act)s.", act.source,
            "Rätten är styrelsens. Registrera styrelsens delegationsbeslut med paragraf.", act=labels(act),
        )  # fmt: skip
    return within_limit(limit_sek=delegation.limit_sek, amount_sek=amount_sek, clause=delegation.clause)


def can_examine(person: Person | None, on: date) -> Verdict:
    """Examine whether something may be shown to anybody. Source: O6; O2."""
    return can_as(person, Role.REGISTRAR, on=on)


def reads_all(person: Person | None, on: date) -> bool:
    """Whether a person reads every registered case and its working material: office, registrar, auditor, director."""
    return any(has_role(person, role, on) for role in (Role.PROJECT_OFFICE, Role.REGISTRAR, Role.AUDITOR, Role.CITY_DIRECTOR))
