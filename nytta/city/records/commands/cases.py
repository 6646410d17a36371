"""Acts on a registered case: its number, what comes in and goes out, what may be shown, exemptions."""

from datetime import date, datetime

from nytta.city.organisation.models import Person
from nytta.city.organisation.queries import the_city
from nytta.kit import audit, numbers
from nytta.kit.commands import act
from nytta.plain.verdicts import no, require

from .. import policies, queries
from ..models import (
    Examination,
    Exemption,
    RegistryEntry,
)
from ..rules import period_valid, registry_number
from ..terms import DecisionKind, DelegatedAct, Direction, Openness
from .decisions import decide


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
