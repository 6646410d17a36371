"""What the city is and by which programme and rules: found it, its bodies, its persons, its programme, its rule sets."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from nytta.city.organisation.models import Body, City, Person
from nytta.city.organisation.queries import name_of, the_city
from nytta.city.organisation.queries.municipalities import municipality
from nytta.city.organisation.terms import BodyKind
from nytta.kit import audit
from nytta.kit.commands import act
from nytta.kit.passwords import password_valid
from nytta.plain.verdicts import YES, no, require

from .. import policies
from ..models import Appointment, Programme, RuleSet
from ..queries import delegation_for
from ..rules import addresses_valid, decision_pattern_valid, letters_valid, pattern_valid, period_valid, rule_set_may_start
from ..terms import DecisionKind, DelegatedAct, Role
from .decisions import decide
from .loading import programme_document


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
    programme_document(programme=programme, decision=decision, by=by, on=on)
    audit.note(subject=code, act="programme.record", by=by, on=on, changes={"valid_from": valid_from, "valid_until": valid_until})
    return programme


@act
def set_city(*, values: Mapping[str, Any], by: Person, on: datetime) -> City:
    """Set the names of the city's offices and how its cases are numbered. Source: O2, O6."""
    require(policies.can_record(by, on.date()))
    require(
        pattern_valid(pattern=str(values["registry_pattern"]))
        + (decision_pattern_valid(pattern=str(values["decision_pattern"])) if "decision_pattern" in values else YES)
        + letters_valid(lines=str(values.get("decision_letters", "")))
        + addresses_valid(lines=str(values.get("seal_addresses", "")))
    )
    if (code := str(values.get("municipality_code", ""))) and municipality(code) is None:
        require(
            no("municipality", "Ingen kommun har koden %(code)s.", "O1", "Välj kommunen i listan.", field="municipality_code", code=code)
        )
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
def decide_rule_set(
    *, version: str, content: Mapping[str, Any], in_force_from: date, basis: str, reasons: str, registry: str, tried: Mapping[str, Any],
    by: Person, on: datetime,
) -> RuleSet:  # fmt: skip
    """Decide a rule set on delegation, in force from a day; `tried` is what was known of its consequences. Source: T decision 2; O4, O6."""
    require(policies.can_decide_rules(by, on.date()))
    held = dict(RuleSet.objects.values_list("version", "in_force_from"))
    require(rule_set_may_start(version=version, taken=held, in_force_from=in_force_from, days=set(held.values()), on=on.date()))
    if not registry.strip():
        require(no("registry", "Beslutet saknar diarienummer.", "O6", "Ange ärendets diarienummer.", field="registry"))
    delegation = delegation_for(by, DelegatedAct.GUIDELINES, on.date())
    assert delegation is not None
    decision = decide(
        kind=DecisionKind.RULE_SET, subject=f"regelverk-{version}", decider=the_city().director_title, body_name=delegation.body.name,
        mandate=delegation.clause, basis=basis, reasons=reasons, registry=registry, on_delegation=True,
        content={"version": version, "in_force_from": in_force_from, "tried": dict(tried)}, by=by, on=on,
    )  # fmt: skip
    made = RuleSet.objects.create(version=version, in_force_from=in_force_from, content={**content, "version": version}, decision=decision)
    audit.note(subject=decision.subject, act="rule_set.decide", by=by, on=on, changes={"version": version, "in_force_from": in_force_from})
    return made


@act
def found_city(
    *, name: str, username: str, person: str, email: str, password: str, mandate: str, by: Person | None, on: datetime
) -> Person:
    """Found the city on an empty database: council, board, and a first registrar appointed by the decision named. Source: O1, O2."""
    if City.objects.exists() or Person.objects.exists():
        require(no("city_once", "Det finns redan en kommun i databasen.", "O1", "Logga in som registrator i stället."))
    require(password_valid(password, words=(username, person, email, name)))
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
def record_person(*, username: str, name: str, title: str, email: str, body: Body, by: Person, on: datetime) -> Person:
    """Let somebody log in, by a password that they choose themselves later. What they may do follows from appointments alone. Source: O2."""
    require(policies.can_record(by, on.date()))
    if Person.objects.filter(username=username).exists():
        require(no("person_once", "Användarnamnet %(username)s är upptaget.", "O2", "Välj ett annat.", field="username", username=username))
    audit.note(subject=username, act="person.record", by=by, on=on, changes={"body": body.code, "title": title})
    return Person.objects.create_user(username, email=email, name=name, title=title, body=body)
