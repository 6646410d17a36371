"""What a system does that a common solution does: stopped without an exemption, and kept so that breaches are seen. Source: P7.1; D2; O5."""

from collections.abc import Sequence
from datetime import date, datetime

from nytta.city.organisation.models import Person
from nytta.city.records.commands import stand_on
from nytta.city.records.models import Exemption
from nytta.city.records.queries.exemptions import exempted, standing
from nytta.city.records.terms import ExemptionStanding, Target
from nytta.plain.verdicts import YES, Verdict

from ..models import CommonSolution, Overlap, System
from ..queries import solutions
from ..queries.overlaps import covered_by, exemptions_in_force, overlapping
from ..rules.solutions import exemption_carries, no_duplicate

_HOLDS = (ExemptionStanding.IN_FORCE, ExemptionStanding.ENDING)


def may_overlap(system: System, exemption: Exemption | None, on: date) -> tuple[Verdict, list[CommonSolution]]:
    """Whether a system may do what it does: what it did before is no news, the rest needs an exemption. With all that it covers.

    Source: P7.1; D2.
    """
    covered, verdict = overlapping(system, on), YES
    free = exempted([system.code, system.owner.code], on) if covered else set()
    if exemption is not None:
        verdict = exemption_carries(
            code=exemption.code, holds=standing(exemption, on) in _HOLDS, same_owner=exemption.body_id == system.owner_id,
            about=exemption.solution in {s.code for s in covered},
        )  # fmt: skip
        free |= {exemption.solution}
    before = set(system.overlaps.values_list("solution", flat=True)) if system.pk and covered else set()
    return verdict + no_duplicate(covered=[s.name for s in covered if s.code not in free and s.pk not in before]), covered


def keep_overlaps(
    system: System, covered: Sequence[CommonSolution], exemption: Exemption | None = None, *, by: Person | None, on: datetime
) -> None:
    """Write down what a system covers, and let it stand on the exemptions that carry it: the one given, and those of its whole owner."""
    system.overlaps.exclude(solution__in=covered).delete()
    Overlap.objects.bulk_create((Overlap(system=system, solution=s) for s in covered), ignore_conflicts=True)
    codes = {s.code for s in covered}
    whole = exemptions_in_force([system.owner_id], on.date()).filter(target=Target.BODY.value, solution__in=codes) if codes else ()
    for one in {*whole, *([exemption] if exemption else [])}:
        stand_on(exemption=one, target=Target.SYSTEM, code=system.code, by=by, on=on)


def keep_overlaps_of(solution: CommonSolution) -> None:
    """Find anew which standing systems cover what a solution covers, when that has changed."""
    rows = System.objects.filter(retired_on=None).exclude(functions=[]).only("functions", "solution")
    again = [s.pk for s in rows.iterator(chunk_size=2000) if covered_by(s.functions, [solution], s.solution_id)]
    solution.overlaps.exclude(system__in=again).delete()
    Overlap.objects.bulk_create((Overlap(system_id=pk, solution=solution) for pk in again), ignore_conflicts=True)


def keep_overlaps_of_many(systems: Sequence[System], on: date) -> None:
    """Write down what many systems cover: those that a sheet or a model has found in use are let in, and shown as in breach.

    A constant number of queries. Source: P7.1; D2.
    """
    known = list(solutions(on))
    Overlap.objects.filter(system__in=systems).delete()
    found = ((s, one) for s in systems if s.functions for one in covered_by(s.functions, known, s.solution_id))
    Overlap.objects.bulk_create((Overlap(system=s, solution=one) for s, one in found), batch_size=500)
