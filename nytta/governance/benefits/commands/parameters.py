"""The city's dated figures: a new one follows the one before, which stands."""

from datetime import datetime

from nytta.city.organisation.models import Person
from nytta.city.organisation.queries import applicants
from nytta.city.records.policies import can_record
from nytta.kit import audit
from nytta.kit.commands import act
from nytta.plain.verdicts import no, require

from ..models import Parameter
from ..rules.parameters import Row, row_faults
from ..terms import ParameterKind


@act
def add_parameter(*, row: Row, by: Person, on: datetime) -> Parameter:
    """Put a dated figure in the table. One of the same kind, key and day is not overwritten. Source: F7."""
    require(can_record(by, on.date()) + row_faults(row))
    if row.kind is ParameterKind.IT_BUDGET and not applicants(on.date()).filter(code=row.key).exists():
        require(no("body", "Nämnden eller bolaget finns inte i organisationen.", "F1", "Skriv namnet som i organisationen.", field="key"))
    if Parameter.objects.filter(kind=row.kind.value, key=row.key, valid_from=row.valid_from).exists():
        require(
            no("parameter_once", "Det finns redan ett värde som gäller från den dagen.", "F7", "Välj en annan dag.", field="valid_from")
        )
    audit.note(
        subject=f"{row.kind.value}/{row.key}"[:40],
        act="parameter.add",
        by=by,
        on=on,
        changes={"value": str(row.value), "source": row.source},
    )
    return Parameter.objects.create(
        kind=row.kind.value, key=row.key, label=row.label, value=row.value, valid_from=row.valid_from, source=row.source, by=by
    )
