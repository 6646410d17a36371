"""What a model brings in, some hundred rows at a time: each row has been tried, and is tried again by the same rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from nytta.city.organisation.models import Person
from nytta.city.organisation.queries import owners
from nytta.kit import audit, search
from nytta.kit.commands import act
from nytta.kit.numbers import next_number
from nytta.plain.text import sort_key
from nytta.plain.verdicts import Verdict, no, require

from ..models import Capability, Flow, Holding, InformationType, Phase, Supports, System
from ..policies import can_import
from ..queries.capabilities import hold_standing
from ..rules.systems import checked_and_dated, labelled, phases_in_order
from ..terms import HoldingRole, LifePhase
from .overlaps import keep_overlaps_of_many

Changes = dict[str, list[Any]]


@dataclass
class Line:
    """One thing as a model has it: a new one, or one in the register with what the model changes (and, of a system, its phases)."""

    thing: Any
    changes: Changes = field(default_factory=dict)
    phases: Mapping[LifePhase, date] | None = None


def _numbered(letter: str, digits: int, things: Sequence[Any]) -> None:
    first = next_number(letter, len(things)) if things else 0
    for number, thing in enumerate(things, first):
        thing.code = f"{letter}-{number:0{digits}d}"


def _owned(things: Sequence[Any], day: date) -> Verdict:
    """Whether every owner is a committee or board that exists. Source: G3."""
    wanted = {t.owner_id for t in things}
    known = set(owners(day).filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()
    if wanted <= known:
        return Verdict()
    return no("owner_board", "Ägaren är alltid en nämnd eller styrelse som finns.", "P4; G3", "Välj en annan ägare.", field="owner")


def _written(lines: Sequence[Line], on: datetime) -> list[str]:
    """Set what the model changes; the fields that are to be written."""
    names = {"sort", "changed_at"} if any(hasattr(line.thing, "changed_at") for line in lines) else set()
    for line in lines:
        for name, (_, value) in line.changes.items():
            if not name.startswith("phase_"):
                setattr(line.thing, name, value)
                names.add(name)
        if "changed_at" in names:
            line.thing.sort, line.thing.changed_at = sort_key(line.thing.name), on
    return sorted(names)


def _note(lines: Sequence[Line], what: str, source: str, by: Person, on: datetime) -> None:
    def row(line: Line, done: str) -> Any:
        plain = {k: [str(v) if v is not None else None for v in pair] for k, pair in line.changes.items()}
        return audit.noted(subject=line.thing.code, act=f"{what}.{done}", by=by, on=on, changes=plain, reason=source)

    audit.note_all([row(line, "change" if line.thing.pk else "register") for line in lines])


@act
def bring_capabilities(*, new: Sequence[Capability], changed: Sequence[Line], source: str, by: Person, on: datetime) -> None:
    """Put capabilities in the map, or give them other names. Source: D1."""
    require(can_import(by, on.date()))
    _numbered("C", 4, new)
    _note([*(Line(c) for c in new), *changed], "capability", source, by, on)
    Capability.objects.bulk_create(new)
    if changed:
        Capability.objects.bulk_update([line.thing for line in changed], _written(changed, on))


@act
def place_capabilities(*, parents: Mapping[int, int], by: Person, on: datetime) -> None:
    """Place capabilities under others: {key: key of the one above}. Source: D1."""
    require(can_import(by, on.date()))
    Capability.objects.bulk_update([Capability(pk=k, parent_id=v) for k, v in parents.items()], ["parent"])


@act
def bring_information(*, new: Sequence[Line], changed: Sequence[Line], source: str, by: Person, on: datetime) -> None:
    """Put types of information in the register, or change what it says of them. Source: P7.1 (3); D3."""
    require(can_import(by, on.date()))
    things = [line.thing for line in new]
    _numbered("I", 4, things)
    for one in things:
        one.sort, one.registered_on, one.changed_at = sort_key(one.name), on.date(), on
    fields = _written(changed, on)
    require(_owned([*things, *(line.thing for line in changed if "owner" in line.changes)], on.date()))
    _note([*new, *changed], "information", source, by, on)
    InformationType.objects.bulk_create(things)
    if changed:
        InformationType.objects.bulk_update([line.thing for line in changed], fields)
    search.put_all("information", {t.code: (t.code, t.name, t.definition) for t in (*things, *(line.thing for line in changed))})


@act
def bring_systems(*, new: Sequence[Line], changed: Sequence[Line], source: str, by: Person, on: datetime) -> None:
    """Put systems in the register, or change what it says of them. Source: D1; G3."""
    day = on.date()
    require(can_import(by, day))
    things = [line.thing for line in new]
    _numbered("S", 4, things)
    for one in things:
        one.sort, one.registered_on, one.changed_at = sort_key(one.name), day, on
    fields = _written(changed, on)
    require(_owned([*things, *(line.thing for line in changed if "owner" in line.changes)], day))
    for line in (*new, *changed):
        one = line.thing
        verdict = checked_and_dated(one.technical_check, one.technical_checked_on) + phases_in_order(line.phases or {})
        require(verdict + labelled(one.class_labels, (one.confidentiality, one.integrity, one.availability)))
    _note([*new, *changed], "system", source, by, on)
    System.objects.bulk_create(things)
    if changed:
        System.objects.bulk_update([line.thing for line in changed], fields, batch_size=100)
    told = [line for line in (*new, *changed) if line.phases is not None]
    Phase.objects.filter(system__in=[line.thing.pk for line in told]).delete()
    Phase.objects.bulk_create(
        Phase(system=line.thing, phase=p.value, starts_on=d) for line in told for p, d in (line.phases or {}).items()
    )  # fmt: skip
    keep_overlaps_of_many(systems=[*things, *(line.thing for line in changed if {"functions", "solution", "owner"} & line.changes.keys())],
                          by=by, on=on)  # fmt: skip
    search.put_all("system", {
        t.code: (t.code, t.name, " ".join(t.aliases), t.purpose, " ".join(t.functions)) for t in (line.thing for line in (*new, *changed))
    })  # fmt: skip


@act
def bring_supports(*, new: Sequence[tuple[int, int]], by: Person, on: datetime) -> None:
    """Say that systems carry capabilities: (key of the system, key of the capability). Source: D1."""
    require(can_import(by, on.date()))
    hold_standing(c for _, c in new)
    Supports.objects.bulk_create((Supports(system_id=s, capability_id=c) for s, c in new), ignore_conflicts=True)


@act
def bring_holdings(*, new: Sequence[Holding], changed: Sequence[Line], by: Person, on: datetime) -> None:
    """Say what systems hold; who is named master makes the one before a copy. Source: P7.1 (3); D3."""
    require(can_import(by, on.date()))
    named = {h.information_id: h.system_id for h in new if h.role == HoldingRole.MASTER.value}
    fields = _written(changed, on)
    named |= {line.thing.information_id: line.thing.system_id for line in changed if line.thing.role == HoldingRole.MASTER.value}
    before = Holding.objects.select_for_update().filter(information__in=named, role=HoldingRole.MASTER.value)
    for held in before.select_related("information", "decision"):
        if held.system_id == named[held.information_id]:
            continue
        if held.decision:
            require(no("master_decided", "Kommunens styrelse har beslutat vilket system som är huvuddatakälla (beslut %(decision)s).",
                       "P7.1 (3); D3", "För in styrelsens nya beslut med paragraf.", decision=held.decision.called))  # fmt: skip
        held.role = HoldingRole.COPY.value
        held.save(update_fields=["role"])
    for one in new:
        one.since_on = on.date()
    Holding.objects.bulk_create(new)
    if changed:
        Holding.objects.bulk_update([line.thing for line in changed], fields)


@act
def bring_flows(*, new: Sequence[Line], changed: Sequence[Line], source: str, by: Person, on: datetime) -> None:
    """Put flows in the register, or change what it says of them. Source: P7.1; D4."""
    require(can_import(by, on.date()))
    things = [line.thing for line in new]
    _numbered("F", 4, things)
    fields = _written(changed, on)
    _note([*new, *changed], "flow", source, by, on)
    Flow.objects.bulk_create(things)
    if changed:
        Flow.objects.bulk_update([line.thing for line in changed], fields, batch_size=100)
    search.put_all("flow", {
        f.code: (f.code, f.information, f.source.code, f.source.name, f.target.code, f.target.name)
        for f in (line.thing for line in (*new, *changed))
    })  # fmt: skip
