"""Systems are put in the register and kept there."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from nytta.city.organisation.models import Person
from nytta.city.records.models import Exemption
from nytta.kit import audit, search
from nytta.kit.commands import act, locked
from nytta.kit.numbers import next_number
from nytta.plain.verdicts import YES, require

from ..models import Attestation, Capability, Phase, Supports, System, SystemDocument
from ..policies import can_attest, can_change, can_register, can_retire
from ..queries.capabilities import hold_standing
from ..queries.information import mastered_by
from ..queries.overlaps import may_overlap
from ..queries.sound import can_own, sound
from ..queries.systems import as_said, world
from ..rules.information import masters_have_successors
from ..rules.systems import (
    WRITTEN,
    confirmed_as_shown,
    retired_in_time,
)
from ..terms import LifePhase
from .overlaps import keep_overlaps


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
    hold_standing(c.pk for c in wanted.values() if c.code not in before)
    system.supports.all().delete()
    Supports.objects.bulk_create(Supports(system=system, capability=c) for c in wanted.values())
    return {"capabilities": [before, sorted(wanted)]}


@act
def register_system(
    *, values: Mapping[str, Any], phases: Mapping[LifePhase, date] | None = None,
    capabilities: Iterable[Capability] | None = None, exemption: Exemption | None = None, by: Person, on: datetime,
) -> System:  # fmt: skip
    """Put a system in the register. `values` are fields of WRITTEN, name and owner among them. Source: D1; G3.

    One that does what a common solution does is stopped without an exemption; `exemption` is the one that it stands on. Source: P7.1; D2.
    """
    day, phases = on.date(), phases or {}
    system = System(registered_on=day, changed_at=on, **{f: values[f] for f in WRITTEN if f in values})
    around = world(day)
    require(can_own(system.owner, around))
    require(can_register(by, system.owner, day))
    require(sound(system, values, phases, around))
    allowed, covered = may_overlap(system, exemption, day)
    require(allowed)
    system.code = f"S-{next_number('S'):04d}"
    system.save(force_insert=True)
    _set_phases(system, phases)
    _set_capabilities(system, capabilities or ())
    keep_overlaps(system=system, covered=covered, exemption=exemption, by=by, on=on)
    _index(system)
    told = {f: [None, values[f]] for f in WRITTEN if values.get(f) not in (None, "", [])}
    audit.note(subject=system.code, act="system.register", by=by, on=on, changes=told)
    return system


@act
def change_system(
    *, system: System, values: Mapping[str, Any], phases: Mapping[LifePhase, date] | None = None,
    capabilities: Iterable[Capability] | None = None, exemption: Exemption | None = None, reason: str = "", by: Person, on: datetime,
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
    require(sound(system, changes, then, world(day)))
    doubles = exemption is not None or bool({"functions", "solution", "owner"} & changes.keys())
    if doubles:
        allowed, covered = may_overlap(system, exemption, day)
        require(allowed)
        keep_overlaps(system=system, covered=covered, exemption=exemption, by=by, on=on)
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


@act
def attest(*, shown: Mapping[System, str], note: str = "", by: Person, on: datetime) -> list[Attestation]:
    """Confirm for the owner what the register says of some systems; `shown` holds the hash of what was read. Source: D1.

    All of them or none: an entry that has changed since it was shown is read again first.
    """
    keys = sorted(s.pk for s in shown)
    systems = System.objects.select_for_update().filter(pk__in=keys).order_by("pk").prefetch_related("phases", "supports__capability")
    was, made, verdict = {s.pk: of for s, of in shown.items()}, [], YES
    for system in systems:
        verdict += can_attest(by, system, on.date()) + confirmed_as_shown(was[system.pk], as_said(system), system.code)
    require(verdict)
    for system in systems:
        system.attested_at = on
        system.save(update_fields=["attested_at"])
        made.append(Attestation(system=system, by=by, attested_at=on, of=was[system.pk], note=note))
    audit.note_all(audit.noted(subject=one.system.code, act="system.attest", by=by, on=on, reason=note) for one in made)
    return Attestation.objects.bulk_create(made)


@act
def retire_system(*, system: System, last: date, reason: str, by: Person, on: datetime) -> System:
    """Retire a system; it stays in the register with all that it was. Source: D1 "retire, never delete"."""
    system = locked(system)
    require(can_retire(by, system, on.date()))
    require(retired_in_time(last, system.registered_on, on.date()) + masters_have_successors(system.name, mastered_by(system)))
    system.phases.filter(starts_on__gt=last).delete()
    Phase.objects.update_or_create(system=system, phase=LifePhase.RETIRED.value, defaults={"starts_on": last})
    system.retired_on, system.retired_reason, system.changed_at = last, reason, on
    system.save()
    audit.note(subject=system.code, act="system.retire", by=by, on=on, changes={"retired_on": [None, last]}, reason=reason)
    return system


@act
def add_document(
    *, system: System, title: str, address: str = "", filename: str = "", content_type: str = "", content: bytes | None = None, by: Person,
    on: datetime,
) -> SystemDocument:  # fmt: skip
    """Put a document with a system: an address where it lies, or the file. Source: D1."""
    require(can_change(by, system, on.date()))
    held = {"filename": filename[:200], "content_type": content_type[:100], "content": content} if content is not None else {}
    size, sha = (len(content), hashlib.sha256(content).hexdigest()) if content is not None else (0, "")
    audit.note(subject=system.code, act="system.document", by=by, on=on, changes={"title": title})
    return SystemDocument.objects.create(
        system=system, title=title, address=address, size=size, sha256=sha, added_by=by, added_on=on.date(), **held
    )


@act
def remove_document(*, document: SystemDocument, reason: str, by: Person, on: datetime) -> SystemDocument:
    """Take a document off a system's page; that it was there is kept. Source: D1."""
    document = locked(document)
    require(can_change(by, document.system, on.date()))
    document.removed_on = on.date()
    document.save(update_fields=["removed_on"])
    changes = {"title": [document.title, None]}
    audit.note(subject=document.system.code, act="system.document_removed", by=by, on=on, changes=changes, reason=reason)
    return document
