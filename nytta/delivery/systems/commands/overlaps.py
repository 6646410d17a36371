"""What a system does that a common solution does is written down, so that breaches are seen. Source: P7.1; D2; O5."""

from collections.abc import Sequence
from datetime import datetime

from nytta.city.organisation.models import Person
from nytta.city.records.commands import stand_on
from nytta.city.records.models import Exemption
from nytta.city.records.terms import Target
from nytta.kit.commands import act

from ..models import CommonSolution, Overlap, System
from ..queries import solutions
from ..queries.overlaps import covered_by, exemptions_in_force


@act
def keep_overlaps(
    *, system: System, covered: Sequence[CommonSolution], exemption: Exemption | None = None, by: Person | None, on: datetime
) -> None:
    """Write down what a system covers, and let it stand on the exemptions that carry it: the one given, and those of its whole owner."""
    system.overlaps.exclude(solution__in=covered).delete()
    Overlap.objects.bulk_create((Overlap(system=system, solution=s) for s in covered), ignore_conflicts=True)
    codes = {s.code for s in covered}
    whole = exemptions_in_force([system.owner_id], on.date()).filter(target=Target.BODY.value, solution__in=codes) if codes else ()
    for one in {*whole, *([exemption] if exemption else [])}:
        stand_on(exemption=one, target=Target.SYSTEM, code=system.code, by=by, on=on)


@act
def keep_overlaps_of(*, solution: CommonSolution, by: Person | None, on: datetime) -> None:
    """Find anew which standing systems cover what a solution covers, when that has changed."""
    rows = System.objects.filter(retired_on=None).exclude(functions=[]).only("functions", "solution")
    again = [s.pk for s in rows.iterator(chunk_size=2000) if covered_by(s.functions, [solution], s.solution_id)]
    solution.overlaps.exclude(system__in=again).delete()
    Overlap.objects.bulk_create((Overlap(system_id=pk, solution=solution) for pk in again), ignore_conflicts=True)


@act
def keep_overlaps_of_many(*, systems: Sequence[System], by: Person | None, on: datetime) -> None:
    """Write down what many systems cover: those that a sheet or a model has found in use are let in, and shown as in breach.

    A constant number of queries. Source: P7.1; D2.
    """
    known = list(solutions(on.date()))
    Overlap.objects.filter(system__in=systems).delete()
    found = ((s, one) for s in systems if s.functions for one in covered_by(s.functions, known, s.solution_id))
    Overlap.objects.bulk_create((Overlap(system=s, solution=one) for s, one in found), batch_size=500)
