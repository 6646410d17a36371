"""Special decisions: the city council funds a case outside the portfolios; its money is free when the owner carries what it costs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from nytta.city.organisation.models import Body, Person
from nytta.city.organisation.queries import name_of
from nytta.city.organisation.terms import BodyKind
from nytta.city.records import commands as records
from nytta.city.records.terms import DecisionKind, Direction
from nytta.governance.applications.commands import advance, start, write
from nytta.governance.applications.models import Application
from nytta.governance.applications.terms import CaseOrigin, CaseState
from nytta.governance.benefits.commands import ItemText
from nytta.governance.benefits.terms import Ledger
from nytta.kit import audit
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import no, require

from .. import policies
from ..models import SpecialDecision
from ..queries.special import special_gate
from ..rules import special_given
from ..terms import MoneyKind
from .deciding import decide_figures
from .money import allocate, book


@dataclass(frozen=True)
class Decided:
    """What the city council decided, as it is recorded: paragraph, day, kronor by year, reasons, and where it is booked."""

    paragraph: str
    decided_on: date
    amounts: Mapping[int, int]
    reasons: str
    cost_centre: str = ""
    activity: str = ""
    project_code: str = ""


@dataclass(frozen=True)
class NewCase:
    """A case that begins with the council's decision; `running_sek` is what its owner is asked to carry each year after it ends."""

    title: str
    applicant_body: Body
    owner_body: Body
    summary: str
    start_on: date
    end_on: date
    running_sek: int = 0


@act
def begin_special(*, case: NewCase, decided: Decided, by: Person, on: datetime) -> SpecialDecision:
    """Begin a case with the council's decision on it: what it costs to make and to run is written, and the owner is asked to accept. Source: P5; F14, G3."""
    require(policies.can_record_special(by, None, on.date()) + special_given(
        paragraph=decided.paragraph, decided_on=decided.decided_on, amounts=decided.amounts, reasons=decided.reasons, on=on.date(),
    ))  # fmt: skip
    if case.end_on < case.start_on:
        require(no("period", "Slutet ligger före starten.", "F6", "Rätta datumen.", field="end_on"))
    application = start(title=case.title, applicant_body=case.applicant_body, by=by, on=on)
    last = case.end_on.year
    items = [ItemText(Ledger.DEVELOPMENT, "Beslutat av kommunfullmäktige", {y: a for y, a in decided.amounts.items() if a})]
    if case.running_sek:
        items.append(ItemText(Ledger.RUNNING, "Drift", {y: case.running_sek for y in range(last + 1, last + 4)}))
    values = {"summary": case.summary, "owner_body": case.owner_body, "start_on": case.start_on, "end_on": case.end_on}
    application = write(application=application, values=values, items=items, by=by, on=on)
    return record_special(application=application, decided=decided, by=by, on=on)


@act
def record_special(*, application: Application, decided: Decided, by: Person, on: datetime) -> SpecialDecision:
    """Record that the city council funds a case outside the portfolios, at any stage before it is decided, or beside what it has. Source: P5; F14, O6.

    No frame is charged. The money is free at once where what has to hold holds, else when it does (`release_special`).
    """
    application = locked(application)
    require(policies.can_record_special(by, application, on.date()) + special_given(
        paragraph=decided.paragraph, decided_on=decided.decided_on, amounts=decided.amounts, reasons=decided.reasons, on=on.date(),
    ))  # fmt: skip
    if not application.registry_number:
        application.registry_number = records.register_case(subject=application.code, by=by, on=on)
        application.submitted_on = application.submitted_on or on.date()
    if CaseState(application.state) is not CaseState.GRANTED:
        application.origin = CaseOrigin.SPECIAL.value
    application.save(update_fields=["registry_number", "submitted_on", "origin"])
    council, total = name_of(BodyKind.CITY_COUNCIL), sum(decided.amounts.values())
    amounts = {str(y): a for y, a in sorted(decided.amounts.items()) if a}
    decision = records.decide(
        kind=DecisionKind.SPECIAL, subject=application.code, decider=council, body_name=council,
        mandate=f"{decided.paragraph}, {decided.decided_on.isoformat()}", basis=f"Ärende {application.registry_number}", reasons=decided.reasons,
        content={"amount_sek": total, "amounts": amounts, "outside": True, "decided_on": decided.decided_on},
        registry=application.registry_number, published=True, by=by, on=on,
    )  # fmt: skip
    records.enter(subject=application.code, registry=application.registry_number, direction=Direction.IN, counterpart=council,
                  what=f"Särskilt beslut om medel utanför portföljerna, {decided.paragraph}", by=by, on=on)  # fmt: skip
    made = SpecialDecision.objects.create(
        application=application, decision=decision, paragraph=decided.paragraph, decided_on=decided.decided_on, amounts=amounts,
        reasons=decided.reasons, cost_centre=decided.cost_centre, activity=decided.activity, project_code=decided.project_code,
        recorded_on=on.date(), recorded_by=by,
    )  # fmt: skip
    audit.note(subject=application.code, act="case.special", by=by, on=on, changes={"amounts": amounts}, reason=decided.paragraph)
    return release_special(special=made, by=by, on=on) if special_gate(application, on.date()) else made


@act
def release_special(*, special: SpecialDecision, by: Person, on: datetime) -> SpecialDecision:
    """Let the money of a special decision be free: the case is granted, and each year has its allocation outside the portfolios. Source: P5; F14, G3."""
    special = SpecialDecision.objects.select_for_update().get(pk=special.pk)
    application = locked(special.application)
    require(policies.can_record_special(by, application, on.date()))
    if special.released_on is not None:
        require(no("released", "Medlen är redan fria.", "F14"))
    require(special_gate(application, on.date()))
    for year, amount in special.by_year:
        allocation = allocate(application=application, year=year, portfolio=None, by=by, on=on)
        book(allocation=allocation, kind=MoneyKind.GRANTED, amount_sek=amount, basis=f"Särskilt beslut {special.paragraph}",
             decision=special.decision, by=by, on=on)  # fmt: skip
    if CaseState(application.state) is not CaseState.GRANTED:
        decide_figures(application=application, by=by, on=on)
        advance(application=application, name="fund", by=by, on=on)
    special.released_on, special.released_by = on.date(), by
    special.save(update_fields=["released_on", "released_by"])
    audit.note(
        subject=application.code, act="case.release", by=by, on=on, changes={"amount_sek": special.total_sek}, reason=special.paragraph
    )
    return special
