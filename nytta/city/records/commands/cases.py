"""Acts on a registered case: its number, what comes in and goes out, what may be shown."""

from datetime import datetime

from nytta.city.organisation.models import Person
from nytta.city.organisation.queries import the_city
from nytta.kit import audit, numbers
from nytta.kit.commands import act
from nytta.plain.verdicts import no, require

from .. import policies
from ..models import Examination, RegistryEntry
from ..rules import registry_number
from ..terms import Direction, Openness


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
def examine(*, subject: str, part: str, openness: Openness, clause: str, by: Person, on: datetime) -> Examination:
    """Say whether a part of a case may be shown to anybody; what is closed names its clause. Source: O6 (openness)."""
    require(policies.can_examine(by, on.date()))
    if openness is Openness.CLOSED and not clause.strip():
        require(no("closed_clause", "Den som stänger en uppgift anger bestämmelsen.", "Offentlighets- och sekretesslagen",
                   "Skriv kapitel och paragraf.", field="clause"))  # fmt: skip
    audit.note(subject=subject, act="openness.examine", by=by, on=on, changes={part: openness.value}, reason=clause)
    return Examination.objects.create(subject=subject, part=part, openness=openness.value, clause=clause.strip(), by=by, on=on.date())
