"""Systems are put in the register and kept there."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from nytta.city.organisation.models import Body, Person
from nytta.city.organisation.queries import owners
from nytta.city.organisation.terms import BodyKind
from nytta.city.records.queries import has_role
from nytta.city.records.terms import Role
from nytta.kit import audit, search
from nytta.kit.commands import act, locked
from nytta.kit.numbers import next_number
from nytta.plain.verdicts import Verdict, require

from ..models import Capability, Phase, Supports, System
from ..policies import can_change, can_register
from ..rules import checked_and_dated, owned_by, owner_exists, phases_in_order, represented_by
from ..terms import LifePhase

WRITTEN = (
    "name", "aliases", "purpose", "functions", "category", "owner", "representative", "maintenance_object", "supplier", "contract",
    "cost_per_year_sek", "users", "hosting", "personal_data", "confidentiality", "integrity", "availability", "class_labels",
    "accessibility", "technical_check", "technical_checked_on", "solution", "business_value", "technical_fitness", "external_id",
)  # fmt: skip
"""What the owner answers for, and what an attestation is of."""


def _owner(owner: Body, on: date) -> Verdict:
    kind = BodyKind(owner.kind)
    answers = owner.parent.name if kind is BodyKind.ADMINISTRATION and owner.parent else ""
    verdict = owned_by(kind, owner.name, answers)
    return verdict + owner_exists(owner.name, owners(on).filter(pk=owner.pk).exists(), on) if verdict else verdict


def _sound(system: System, changed: Mapping[str, Any], phases: Mapping[LifePhase, date], on: date) -> Verdict:
    """The rules of a system: of owner and representative only where they are written now, so that what became old can be mended."""
    verdict = phases_in_order(phases) + checked_and_dated(system.technical_check, system.technical_checked_on)
    if "owner" in changed:
        verdict += _owner(system.owner, on)
    if system.representative and {"owner", "representative"} & changed.keys():
        serves = has_role(system.representative, Role.OWNER_REPRESENTATIVE, on, body=system.owner_id)
        verdict += represented_by(serves, str(system.representative), system.owner.name)
    return verdict


def _index(system: System) -> None:
    search.put("system", system.code, system.code, system.name, " ".join(system.aliases), system.purpose, " ".join(system.functions))


def _set_phases(system: System, phases: Mapping[LifePhase, date]) -> dict[str, list[Any]]:
    before = dict(system.phases.values_list("phase", "starts_on"))
    after = {p.value: day for p, day in phases.items()}
    changes = {f"phase_{p}": [before.get(p), after.get(p)] for p in LifePhase.codes() if before.get(p) != after.get(p)}
    if changes:
        system.phases.all().delete()
        Phase.objects.bulk_create(Phase(system=system, phase=p, starts_on=day) for p, day in after.items())
    return changes


def _set_capabilities(system: System, capabilities: Iterable[Capability]) -> dict[str, list[Any]]:
    before = sorted(system.supports.values_list("capability__code", flat=True))
    wanted = {c.code: c for c in capabilities}
    if before == sorted(wanted):
        return {}
    system.supports.all().delete()
    Supports.objects.bulk_create(Supports(system=system, capability=c) for c in wanted.values())
    return {"capabilities": [before, sorted(wanted)]}


@act
def register_system(
    *, values: Mapping[str, Any], phases: Mapping[LifePhase, date] | None = None, capabilities: Iterable[Capability] = (), by: Person,
    on: datetime,
) -> System:  # fmt: skip
    """Put a system in the register. `values` are fields of WRITTEN, name and owner among them. Source: D1; G3."""
    day, phases = on.date(), phases or {}
    system = System(registered_on=day, changed_at=on, **{f: values[f] for f in WRITTEN if f in values})
    require(_owner(system.owner, day))
    require(can_register(by, system.owner, day))
    require(_sound(system, values, phases, day))
    system.code = f"S-{next_number('S'):04d}"
    system.save(force_insert=True)
    _set_phases(system, phases)
    _set_capabilities(system, capabilities)
    _index(system)
    told = {f: [None, values[f]] for f in WRITTEN if values.get(f) not in (None, "", [])}
    audit.note(subject=system.code, act="system.register", by=by, on=on, changes=told)
    return system


@act
def change_system(
    *, system: System, values: Mapping[str, Any], phases: Mapping[LifePhase, date] | None = None,
    capabilities: Iterable[Capability] | None = None, reason: str = "", by: Person, on: datetime,
) -> System:  # fmt: skip
    """Change what the register says of a system; None leaves phases or capabilities as they are. Source: D1; G3.

    Who hands a system over to another owner does so for the old one.
    """
    day, system = on.date(), locked(system)
    require(can_change(by, system, day))
    changes = audit.changes_of(system, {f: values[f] for f in WRITTEN if f in values})
    for name in changes:
        setattr(system, name, values[name])
    then = dict(phases) if phases is not None else {LifePhase(p): d for p, d in system.phases.values_list("phase", "starts_on")}
    require(_sound(system, changes, then, day))
    if phases is not None:
        changes |= _set_phases(system, phases)
    if capabilities is not None:
        changes |= _set_capabilities(system, capabilities)
    if not changes:
        return system
    system.changed_at = on
    system.save()
    _index(system)
    audit.note(subject=system.code, act="system.change", by=by, on=on, changes=changes, reason=reason)
    return system
