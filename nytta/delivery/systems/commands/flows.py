"""Flows between systems are put in the register, changed and ended."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from nytta.city.organisation.models import Person
from nytta.kit import audit, search
from nytta.kit.commands import act, locked
from nytta.kit.numbers import next_number
from nytta.plain.verdicts import Verdict, no, require

from ..models import Flow, System
from ..policies import can_keep_flow, may_change_flow, sides_of
from ..rules.flows import flow_fits

FLOW_FIELDS = (
    "source", "target", "information", "information_type", "direction", "method", "by_service", "source_owner", "target_owner", "note", "valid_from", "valid_until",
)  # fmt: skip


def _tidy(flow: Flow) -> None:
    """A side is named only where another body than the system's owner answers for it."""
    if flow.source_owner_id == flow.source.owner_id:
        flow.source_owner = None
    if flow.target_owner_id == flow.target.owner_id:
        flow.target_owner = None


def _fits(flow: Flow) -> Verdict:
    gone = next(((s.name, s.retired_on) for s in (flow.source, flow.target) if s.retired_on), None)
    same = Flow.objects.filter(source=flow.source, target=flow.target, information=flow.information, valid_until=None).exclude(pk=flow.pk)
    return flow_fits(
        source=flow.source.code, target=flow.target.code, information=flow.information, valid_from=flow.valid_from,
        valid_until=flow.valid_until, retired=gone,
        same="" if flow.valid_until else same.values_list("code", flat=True).first() or "",
    )  # fmt: skip


def _index(*flows: Flow) -> None:
    search.put_all("flow", {f.code: (f.code, f.information, f.source.code, f.source.name, f.target.code, f.target.name) for f in flows})


@act
def register_flow(*, values: Mapping[str, Any], by: Person, on: datetime) -> Flow:
    """Put a flow in the register. `values` are fields of FLOW_FIELDS; source, target and information among them. Source: P7.1; D4."""
    flow = Flow(**{f: values[f] for f in FLOW_FIELDS if f in values})
    _tidy(flow)
    require(can_keep_flow(by, sides_of(flow), on.date()))
    list(
        System.objects.select_for_update().filter(pk__in=[flow.source_id, flow.target_id]).order_by("pk")
    )  # what two write at once is written once
    require(_fits(flow))
    flow.code = f"F-{next_number('F'):04d}"
    flow.save(force_insert=True)
    _index(flow)
    told = {f: [None, values[f]] for f in FLOW_FIELDS if values.get(f) not in (None, "")}
    audit.note(subject=flow.code, act="flow.register", by=by, on=on, changes=told)
    return flow


@act
def change_flow(*, flow: Flow, values: Mapping[str, Any], reason: str = "", by: Person, on: datetime) -> Flow:
    """Change what the register says of a flow. Who hands a side over does so for the old one. Source: P7.1; D4."""
    flow = locked(flow)
    require(may_change_flow(by, flow, on.date()))
    changes = audit.changes_of(flow, {f: values[f] for f in FLOW_FIELDS if f in values})
    for name in changes:
        setattr(flow, name, values[name])
    _tidy(flow)
    require(_fits(flow))
    if changes:
        flow.save()
        _index(flow)
        audit.note(subject=flow.code, act="flow.change", by=by, on=on, changes=changes, reason=reason)
    return flow


@act
def end_flow(*, flow: Flow, last: date, reason: str, by: Person, on: datetime) -> Flow:
    """End a flow with its last day; it stays in the register. Source: D4 "never deleted"."""
    flow = locked(flow)
    require(may_change_flow(by, flow, on.date()))
    if not reason.strip():
        require(no("end_reason", "Skriv varför integrationen upphör.", "D4", "Skriv skälet.", field="reason"))
    if flow.valid_from and last < flow.valid_from:
        require(no("flow_period", "Sista dagen är före den första.", "D4", "Rätta någon av dagarna.", field="last"))
    audit.note(subject=flow.code, act="flow.end", by=by, on=on, changes={"valid_until": [flow.valid_until, last]}, reason=reason)
    flow.valid_until = last
    flow.save(update_fields=["valid_until"])
    return flow


@dataclass(frozen=True)
class FlowLine:
    """One row of a sheet that could be read: the code of the flow that it changes, or "", and what it says."""

    row: int
    code: str
    values: Mapping[str, Any]


@act
def bring_in_flows(*, lines: Iterable[FlowLine], by: Person, on: datetime) -> tuple[int, int, int]:
    """Bring in a sheet that has been tried, whole or not at all: how many are new, changed and unchanged. Source: D4."""
    every = list(lines)
    rows = Flow.objects.select_for_update(of=("self",)).select_related("source", "target")
    known = {f.code: f for f in rows.filter(code__in=[n.code for n in every if n.code])}
    new = [Flow(**line.values) for line in every if not line.code]
    for flow in new:
        _tidy(flow)
        require(can_keep_flow(by, sides_of(flow), on.date()))
    first = next_number("F", len(new)) if new else 0
    for number, flow in enumerate(new, first):
        flow.code = f"F-{number:04d}"
    Flow.objects.bulk_create(new, batch_size=500)
    _index(*new)
    audit.note_all([
        audit.noted(subject=f.code, act="flow.register", by=by, on=on, changes={"source": f.source.code, "target": f.target.code, "information": f.information})
        for f in new
    ])  # fmt: skip
    changed = 0
    for line in every:
        if line.code and audit.changes_of(known[line.code], line.values):
            change_flow(flow=known[line.code], values=line.values, by=by, on=on)
            changed += 1
    return len(new), changed, len(every) - len(new) - changed
