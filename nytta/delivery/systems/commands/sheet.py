"""Many systems at once, from a sheet: whole or not at all. Source: D1."""

from collections.abc import Callable
from datetime import date, datetime

from nytta.city.organisation.models import Person
from nytta.kit import audit, search
from nytta.kit.commands import act
from nytta.kit.numbers import next_number
from nytta.plain.text import sort_key
from nytta.plain.verdicts import no, require

from ..models import Phase, Supports, System
from ..policies import can_import
from ..queries.capabilities import hold_standing
from ..queries.sheet import PHASES, Change, Plan, register
from ..queries.systems import World, world
from ..terms import LifePhase
from .overlaps import keep_overlaps_of_many


@act
def bring_in_systems(*, read: Callable[[list[System], World], Plan], sheet: str, by: Person, on: datetime) -> Plan:
    """Bring a sheet in: `read` says what it does to the register as it stands now. All of it or nothing. Source: D1."""
    require(can_import(by, on.date()))
    first = next_number("S", 0)  # holds the series, so that no two sheets are brought in at once
    found = read(register(), world(on.date()))
    if found.faults:
        require(no("import.faulty", "Rader med fel: %(n)s. Inget förs in förrän alla rader går att läsa.", "D1",
                   "Rätta raderna i filen och välj den igen.", n=len(found.faults)))  # fmt: skip
    told = [line for _, line in found.new] + [c.line for c in found.changed if "capabilities" in c.changes]
    hold_standing(one.pk for line in told for one in line.capabilities or ())
    _write_new(found, first=next_number("S", len(found.new)) if found.new else first, on=on)
    _write_changed(found, on)
    notes = [
        (s.code, "system.register", {k: [None, v] for k, v in line.values.items() if v not in (None, "", [])}) for s, line in found.new
    ]
    notes += [(c.system.code, "system.change", c.changes) for c in found.changed]
    reason = sheet[:200]
    audit.note_all(audit.noted(subject=code, act=act_, by=by, on=on, changes=changes, reason=reason) for code, act_, changes in notes)
    every = [s for s, _ in found.new] + [c.system for c in found.changed]
    keep_overlaps_of_many(systems=every, by=by, on=on)
    search.put_all("system", {s.code: (s.code, s.name, *s.aliases, s.purpose, *s.functions) for s in every})
    return found


def _write_new(found: Plan, *, first: int, on: datetime) -> None:
    for number, (system, _) in enumerate(found.new, first):
        system.code, system.sort = f"S-{number:04d}", sort_key(system.name)
        system.registered_on, system.changed_at = on.date(), on
    System.objects.bulk_create((s for s, _ in found.new), batch_size=500)
    rows = [(s, line) for s, line in found.new]
    Phase.objects.bulk_create(
        (Phase(system=s, phase=p.value, starts_on=d) for s, n in rows for p, d in n.phases.items() if d), batch_size=500
    )
    Supports.objects.bulk_create((Supports(system=s, capability=c) for s, n in rows for c in n.capabilities or ()), batch_size=500)


def _write_changed(found: Plan, on: datetime) -> None:
    fields = {name for c in found.changed for name in c.line.values}
    for one in found.changed:
        one.system.sort, one.system.changed_at = sort_key(one.system.name), on
    if found.changed:
        System.objects.bulk_update([c.system for c in found.changed], [*fields, "sort", "changed_at"], batch_size=200)
    moved = [c for c in found.changed if any(name in c.changes for name in PHASES.values())]
    Phase.objects.filter(system__in=[c.system for c in moved], phase__in=[p.value for p in LifePhase]).delete()
    Phase.objects.bulk_create(
        (Phase(system=c.system, phase=p.value, starts_on=d) for c in moved for p, d in _phases_then(c).items()), batch_size=500
    )
    other = [c for c in found.changed if "capabilities" in c.changes]
    Supports.objects.filter(system__in=[c.system for c in other]).delete()
    Supports.objects.bulk_create(
        (Supports(system=c.system, capability=one) for c in other for one in c.line.capabilities or ()), batch_size=500
    )


def _phases_then(change: Change) -> dict[LifePhase, date]:
    was = {LifePhase(p.phase): p.starts_on for p in change.system.phases.all()}
    return {p: day for p, day in {**was, **change.line.phases}.items() if day}
