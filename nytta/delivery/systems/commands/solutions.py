"""Common solutions are put in the register."""

from collections.abc import Sequence
from datetime import date, datetime

from nytta.city.organisation.models import Person
from nytta.city.records.policies import can_record
from nytta.kit import audit
from nytta.kit.commands import act
from nytta.plain.verdicts import no, require

from ..models import CommonSolution


@act
def add_solution(
    *, code: str, name: str, covers: Sequence[str], contact: str, valid_from: date, by: Person, on: datetime
) -> CommonSolution:
    """Register a common solution and the functions that may not be built again. Source: P7.1; D2."""
    require(can_record(by, on.date()))
    if CommonSolution.objects.filter(code=code).exists():
        require(no("solution_once", "Koden %(code)s är upptagen.", "D2", "Välj en annan kod.", field="code", code=code))
    audit.note(subject=code, act="solution.add", by=by, on=on, changes={"covers": list(covers)})
    return CommonSolution.objects.create(code=code, name=name, covers=list(covers), contact=contact, valid_from=valid_from)
