"""Exemptions by the commands, as far along as a test wants."""

from datetime import date, datetime

from nytta.city.records import commands as records
from nytta.city.records.models import Exemption
from nytta.city.records.rules.exemptions import Thing
from nytta.city.records.terms import Against, Opinion, Target
from nytta.delivery.systems.models import CommonSolution
from nytta.governance.applications.models import Application
from tests.factories.city import City_

STEPS = ("applied", "review", "decision", "granted")
LOG_IN = "inloggning"  # the small city's common solution for logging in


def thing_of(case: Application) -> Thing:
    """The case as something that an exemption can be asked for."""
    return Thing(Target.CASE, case.code, f"{case.code} {case.title}", case.applicant_body_id)


def body_thing(city: City_, code: str = "byggnadsnamnden") -> Thing:
    """A body as something that an exemption can be asked for."""
    body = city.bodies[code]
    return Thing(Target.BODY, body.code, body.name, body.pk)


def seek(
    city: City_, thing: Thing | None = None, *, solution: str = LOG_IN, clause: str = "", last: date = date(2026, 12, 31),
    renews: Exemption | None = None, on: datetime | None = None, local: bool = True,
) -> Exemption:  # fmt: skip
    """An application by the applicant."""
    at = on or city.on
    return records.seek_exemption(
        thing=thing or body_thing(city), against=Against.CLAUSE if clause else Against.SOLUTION, solution="" if clause else solution,
        against_name="" if clause else CommonSolution.objects.get(code=solution).name, clause=clause, need="Hemligt behov av egen inloggning",
        local=local, discussed_on=at.date() if local else None, discussed_with="arkitekten" if local else "",
        discussed_outcome="Sekretess: de sade nej" if local else "", asked_until=last, renews=renews, by=city.people["applicant"], on=at,
    )  # fmt: skip


def make_exemption(
    city: City_, until: str = "granted", thing: Thing | None = None, *, last: date = date(2026, 12, 31), conditions: str = "Ses över",
    solution: str = LOG_IN, clause: str = "", renews: Exemption | None = None, first: date | None = None, on: datetime | None = None,
) -> Exemption:  # fmt: skip
    """An exemption as far as `until`, one of STEPS."""
    at = on or city.on
    one = seek(city, thing, solution=solution, clause=clause, last=last, renews=renews, on=at)
    for step in STEPS[1 : STEPS.index(until) + 1]:
        if step == "review":
            one = records.appoint_reviewer(exemption=one, reviewer=city.people["reviewer"], by=city.people["project_office"], on=at)
        elif step == "decision":
            one = records.review_exemption(
                exemption=one, opinion=Opinion.CONDITIONS, opinion_text="Hemlig bedömning", conditions_proposed="Hemligt förslag",
                by=city.people["reviewer"], on=at,
            )  # fmt: skip
        else:
            one = records.grant_exemption(
                exemption=one, reasons="Lösningen räcker inte.", conditions=conditions, valid_from=first or at.date(), valid_until=last,
                by=city.people["director"], on=at,
            )  # fmt: skip
    return one
