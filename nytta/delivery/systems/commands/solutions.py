"""Common solutions are put in the register and kept there."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from nytta.city.organisation.models import Body, Person
from nytta.city.organisation.queries import owners
from nytta.city.organisation.terms import BodyKind
from nytta.city.records.policies import can_record
from nytta.kit import audit
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import no, require

from ..models import CommonSolution
from ..rules.solutions import period_known
from ..rules.systems import owned_by, owner_exists
from .overlaps import keep_overlaps_of

FIELDS = ("name", "covers", "owner", "contact", "contact_person", "valid_from", "valid_until")


def _sound(solution: CommonSolution, on: date) -> None:
    require(period_known(first=solution.valid_from, last=solution.valid_until))
    if solution.owner is not None:
        require(owned_by(BodyKind(solution.owner.kind), solution.owner.name) + owner_exists(
            solution.owner.name, owners(on).filter(pk=solution.owner.pk).exists(), on
        ))  # fmt: skip


@act
def add_solution(
    *, code: str, name: str, covers: Sequence[str], contact: str, owner: Body | None = None, contact_person: Person | None = None,
    valid_from: date, valid_until: date | None = None, by: Person, on: datetime,
) -> CommonSolution:  # fmt: skip
    """Register a common solution and the functions that may not be built again, with who answers and whom to talk to. Source: P7.1; D2."""
    require(can_record(by, on.date()))
    if CommonSolution.objects.filter(code=code).exists():
        require(no("solution_once", "Koden %(code)s är upptagen.", "D2", "Välj en annan kod.", field="code", code=code))
    made = CommonSolution(
        code=code, name=name, covers=list(covers), owner=owner, contact=contact, contact_person=contact_person, valid_from=valid_from,
        valid_until=valid_until,
    )  # fmt: skip
    _sound(made, on.date())
    made.save(force_insert=True)
    keep_overlaps_of(solution=made, by=by, on=on)
    audit.note(subject=code, act="solution.add", by=by, on=on, changes={"covers": list(covers)})
    return made


@act
def change_solution(*, solution: CommonSolution, values: Mapping[str, Any], by: Person, on: datetime) -> CommonSolution:
    """Change what the register says of a common solution (`values` are fields of FIELDS); systems that do the same are found anew.

    Source: P7.1; D2.
    """
    require(can_record(by, on.date()))
    held = locked(solution)
    changes = audit.changes_of(held, {f: values[f] for f in FIELDS if f in values})
    for name in changes:
        setattr(held, name, values[name])
    _sound(held, on.date())
    if changes:
        held.save()
        audit.note(subject=held.code, act="solution.change", by=by, on=on, changes=changes)
    if "covers" in changes:
        keep_overlaps_of(solution=held, by=by, on=on)
    return held
