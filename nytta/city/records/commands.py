"""Acts on the city's own records: decide, register, appoint, delegate, exempt, examine, report."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from nytta.city.organisation.models import Body, City, Person
from nytta.city.organisation.queries import name_of, the_city
from nytta.city.organisation.terms import BodyKind
from nytta.kit import audit, numbers, search
from nytta.kit.commands import act
from nytta.plain.verdicts import no, require

from . import policies, queries
from .models import (
    Appointment,
    BoardReport,
    Decision,
    DecisionText,
    Delegation,
    Examination,
    Exemption,
    Programme,
    RegistryEntry,
    RuleSet,
)
from .rules import pattern_valid, period_valid, registry_number
from .terms import DecisionKind, DelegatedAct, Direction, Openness, Role


@act
def decide(
    *, kind: DecisionKind, subject: str, decider: str, body_name: str, mandate: str, basis: str, reasons: str,
    content: Mapping[str, Any] | None = None, registry: str = "", letter: str = "", published: bool = False,
    on_delegation: bool = False, supersedes: Decision | None = None, by: Person | None, on: datetime,
) -> Decision:  # fmt: skip
    """Add a decision to the chain. It names decider, mandate, registry number, basis and reasons, or is refused. Source: O6."""
    for name, value in (("decider", decider), ("mandate", mandate), ("reasons", reasons)):
        if not value.strip():
            require(no("decision_complete", "Ett beslut anger beslutsfattare, mandat, underlag och skäl.", "O6",
                       "Fyll i det som saknas.", field=name))  # fmt: skip
    decision = Decision(
        kind=kind.value, subject=subject, decided_on=on.date(), decider=decider, decided_by=by.pk if by else None,
        body_name=body_name, mandate=mandate, registry_number=registry, content=audit.plain(dict(content or {})),
        basis_sha256=_sha(basis), reasons_sha256=_sha(reasons), on_delegation=on_delegation, supersedes=supersedes,
    )  # fmt: skip
    decision.append()
    DecisionText.objects.create(
        decision=decision, basis=basis, reasons=reasons, letter=letter, published_on=on.date() if published else None
    )
    open_text = f"{basis} {reasons}" if published else ""  # what is not published is not found by its words either
    search.put("decision", str(decision.number), kind.sv, subject, registry, decider, body_name, mandate, open_text)
    return decision


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@act
def register_case(*, subject: str, by: Person, on: datetime) -> str:
    """Give a case its registry number by the city's pattern. Source: O6; P5."""
    number = numbers.next_number(f"registry-{on.year}")
    return registry_number(pattern=the_city().registry_pattern, year=on.year, number=number)


@act
def enter(
    *, subject: str, registry: str, direction: Direction, counterpart: str, what: str, by: Person | None, on: datetime
) -> RegistryEntry:
    """List something in or out under a registered case. Source: O6."""
    number = RegistryEntry.objects.filter(subject=subject).count() + 1
    return RegistryEntry.objects.create(
        subject=subject, registry_number=registry, number=number, direction=direction.value, on=on.date(),
        counterpart=counterpart[:160], what=what[:300],
    )  # fmt: skip


@act
def record_programme(
    *, code: str, name: str, registry: str, decided_on: date, valid_from: date, valid_until: date, template: str,
    paragraph: str, by: Person, on: datetime,
) -> Programme:  # fmt: skip
    """Record that the city council adopted a programme. Source: T decision 1; O3."""
    require(policies.can_record(by, on.date()))
    require(period_valid(first=valid_from, last=valid_until))
    if Programme.objects.filter(code=code).exists():
        require(no("programme_once", "Ett program med beteckningen %(code)s finns redan.", "O3",
                   "Välj en annan beteckning.", field="code", code=code))  # fmt: skip
    decision = decide(
        kind=DecisionKind.PROGRAMME, subject=code, decider=name_of(BodyKind.CITY_COUNCIL), body_name=name_of(BodyKind.CITY_COUNCIL), mandate=paragraph,
        basis=f"{name} ({registry})", reasons="Fullmäktige har antagit programmet.", registry=registry,
        content={"valid_from": valid_from, "valid_until": valid_until, "decided_on": decided_on}, by=by, on=on,
    )  # fmt: skip
    programme = Programme.objects.create(
        code=code, name=name, registry_number=registry, decided_on=decided_on, valid_from=valid_from,
        valid_until=valid_until, template=template, decision=decision,
    )  # fmt: skip
    audit.note(subject=code, act="programme.record", by=by, on=on, changes={"valid_from": valid_from, "valid_until": valid_until})
    return programme


@act
def record_adoption(*, body: Body, adopted_on: date, paragraph: str, by: Person, on: datetime) -> Body:
    """Record that a company's own board adopted the programme; it is bound from that day. Source: P1; O1."""
    require(policies.can_record(by, on.date()))
    if not body.is_company:
        require(no("adoption", "%(name)s är inget bolag: programmet binder utan eget beslut.", "P1; O1", name=body.name))
    if adopted_on > on.date():
        require(no("adoption_day", "Beslutet kan inte vara fattat efter i dag.", "O1", "Rätta dagen.", field="adopted_on"))
    earlier = Decision.objects.filter(subject=body.code, kind=DecisionKind.PROGRAMME.value).order_by("-number").first()
    decide(
        kind=DecisionKind.PROGRAMME, subject=body.code, decider=body.name, body_name=body.name, mandate=paragraph,
        basis=body.name, reasons="Bolagets styrelse har antagit programmet.", content={"adopted_on": adopted_on},
        supersedes=earlier, published=True, by=by, on=on,
    )  # fmt: skip
    audit.note(subject=body.code, act="body.adopt", by=by, on=on, changes={"adopted_on": [body.adopted_on, adopted_on]})
    body.adopted_on = adopted_on
    body.save(update_fields=["adopted_on"])
    return body


@act
def set_city(*, values: Mapping[str, Any], by: Person, on: datetime) -> City:
    """Set the names of the city's offices and how its cases are numbered. Source: O2, O6."""
    require(policies.can_record(by, on.date()))
    require(pattern_valid(pattern=str(values["registry_pattern"])))
    city = City.objects.select_for_update().first() or City()
    changes = audit.changes_of(city, values)
    for name, value in values.items():
        setattr(city, name, value)
    city.save()
    audit.note(subject="city", act="city.set", by=by, on=on, changes=changes)
    return city


@act
def record_rule_set(*, version: str, content: Mapping[str, Any], in_force_from: date, mandate: str, by: Person, on: datetime) -> RuleSet:
    """Put a rule set in force from a day. Source: T "riktlinjer som beslutas av stadsdirektören"; O4."""
    require(policies.can_record(by, on.date()))
    decision = decide(
        kind=DecisionKind.RULE_SET, subject=f"regelverk-{version}", decider=the_city().director_title, body_name=name_of(BodyKind.EXECUTIVE_BOARD),
        mandate=mandate, basis=str(content.get("source", "")), reasons="Riktlinjer för ansökan, beredning och beslut.",
        content={"version": version, "in_force_from": in_force_from}, by=by, on=on,
    )  # fmt: skip
    return RuleSet.objects.create(version=version, in_force_from=in_force_from, content=dict(content), decision=decision)


@act
def appoint(
    *, person: Person, role: Role, valid_from: date, valid_until: date | None, mandate: str, body: Body | None = None,
    portfolio: str = "", by: Person, on: datetime,
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
    decider = body.name if needs_body and body else the_city().director_title
    decision = decide(
        kind=DecisionKind.APPOINTMENT, subject=person.username, decider=decider, body_name=decider, mandate=mandate,
        basis=role.sv, reasons=f"{role.sv}, {valid_from} – {valid_until or ''}",
        content={"role": role.value, "body": body.code if body else "", "portfolio": portfolio}, by=by, on=on,
    )  # fmt: skip
    made = Appointment.objects.create(
        person=person, role=role.value, body=body, portfolio=portfolio, valid_from=valid_from, valid_until=valid_until,
        decision=decision,
    )  # fmt: skip
    audit.note(subject=person.username, act="appointment.make", by=by, on=on, changes={"role": role.value, "from": valid_from})
    return made


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


@act
def exempt(
    *, subject: str, solution: str, solution_name: str, registry: str, discussed_with_central_it: str, conditions: str,
    reasons: str, valid_until: date, by: Person, on: datetime,
) -> Exemption:  # fmt: skip
    """Let a case build what a common solution covers, until a day. Source: P7.1; O5; E6.3.2."""
    require(policies.can_exempt(by, on.date()))
    require(period_valid(first=on.date(), last=valid_until))
    delegation = queries.delegation_for(by, DelegatedAct.EXEMPT, on.date())
    assert delegation is not None
    decision = decide(
        kind=DecisionKind.EXEMPTION, subject=subject, decider=the_city().director_title, body_name=delegation.body.name,
        mandate=delegation.clause, basis=f"{solution_name}. {discussed_with_central_it}", reasons=reasons, registry=registry,
        content={"solution": solution, "valid_until": valid_until, "conditions": conditions}, on_delegation=True,
        published=True, by=by, on=on,
    )  # fmt: skip
    audit.note(subject=subject, act="exemption.grant", by=by, on=on, changes={"solution": solution, "until": valid_until})
    return Exemption.objects.create(
        subject=subject, solution=solution, conditions=conditions, discussed_with_central_it=discussed_with_central_it,
        valid_from=on.date(), valid_until=valid_until, decision=decision,
    )  # fmt: skip


@act
def examine(*, subject: str, part: str, openness: Openness, clause: str, by: Person, on: datetime) -> Examination:
    """Say whether a part of a case may be shown to anybody; what is closed names its clause. Source: O6 (openness)."""
    require(policies.can_examine(by, on.date()))
    if openness is Openness.CLOSED and not clause.strip():
        require(no("closed_clause", "Den som stänger en uppgift anger bestämmelsen.", "Offentlighets- och sekretesslagen",
                   "Skriv kapitel och paragraf.", field="clause"))  # fmt: skip
    audit.note(subject=subject, act="openness.examine", by=by, on=on, changes={part: openness.value}, reason=clause)
    return Examination.objects.create(subject=subject, part=part, openness=openness.value, clause=clause.strip(), by=by, on=on.date())


@act
def report_to_board(*, body: Body, decisions: Sequence[Decision], note: str, by: Person, on: datetime) -> BoardReport:
    """Put decisions on delegation on a list to the board that owns the right. Source: F11."""
    require(policies.can_record(by, on.date()))
    if not decisions:
        require(no("report_empty", "Det finns inga beslut att anmäla.", "F11", "Nya beslut kommer med nästa gång."))
    report = BoardReport.objects.create(body=body, reported_on=on.date(), note=note)
    report.decisions.set(decisions)
    audit.note(subject=body.code, act="board.report", by=by, on=on, changes={"decisions": [d.number for d in decisions]})
    return report


@act
def found_city(
    *, name: str, username: str, person: str, email: str, password: str, mandate: str, by: Person | None, on: datetime
) -> Person:
    """Found the city on an empty database: council, board, and a first registrar appointed by the decision named. Source: O1, O2."""
    if City.objects.exists() or Person.objects.exists():
        require(no("city_once", "Det finns redan en kommun i databasen.", "O1", "Logga in som registrator i stället."))
    if len(password) < 12:
        require(no("password", "Lösenordet behöver minst tolv tecken.", "", "Välj ett längre lösenord.", field="password"))
    City.objects.create(name=name)
    for code, kind in (("kommunfullmaktige", BodyKind.CITY_COUNCIL), ("kommunstyrelsen", BodyKind.EXECUTIVE_BOARD)):
        Body.objects.create(code=code, name=kind.sv, kind=kind.value, valid_from=None)
    board = Body.objects.get(code="kommunstyrelsen")
    first = Person.objects.create_user(username, email=email, password=password, name=person, title=Role.REGISTRAR.sv, body=board)
    decision = decide(
        kind=DecisionKind.APPOINTMENT, subject=username, decider=board.name, body_name=board.name, mandate=mandate,
        basis=Role.REGISTRAR.sv, reasons="Den första registratorn.", content={"role": Role.REGISTRAR.value}, by=None, on=on,
    )  # fmt: skip
    Appointment.objects.create(person=first, role=Role.REGISTRAR.value, valid_from=on.date(), decision=decision)
    audit.note(subject=username, act="city.found", by=first, on=on)
    return first


@act
def record_body(
    *, code: str, name: str, kind: BodyKind, parent: Body | None, valid_from: date | None, paragraph: str, by: Person, on: datetime
) -> Body:
    """Record a committee, company board or administration from a day. An administration works for a body. Source: O1."""
    require(policies.can_record(by, on.date()))
    if Body.objects.filter(code=code).exists():
        require(no("body_once", "Koden %(code)s är upptagen.", "O1", "Välj en annan kod.", field="code", code=code))
    if (kind is BodyKind.ADMINISTRATION) != (parent is not None):
        require(no("body_parent", "En förvaltning hör till en nämnd eller styrelse; andra organ gör det inte.", "O1",
                   "Välj nämnd för en förvaltning, annars ingen.", field="parent"))  # fmt: skip
    audit.note(subject=code, act="body.record", by=by, on=on, changes={"name": name, "kind": kind.value}, reason=paragraph)
    return Body.objects.create(code=code, name=name, kind=kind.value, parent=parent, valid_from=valid_from)


@act
def record_person(*, username: str, name: str, title: str, email: str, body: Body, password: str, by: Person, on: datetime) -> Person:
    """Let somebody log in. What they may do follows from appointments alone. Source: O2."""
    require(policies.can_record(by, on.date()))
    if Person.objects.filter(username=username).exists():
        require(no("person_once", "Användarnamnet %(username)s är upptaget.", "O2", "Välj ett annat.", field="username", username=username))
    audit.note(subject=username, act="person.record", by=by, on=on, changes={"body": body.code, "title": title})
    return Person.objects.create_user(username, email=email, password=password, name=name, title=title, body=body)
