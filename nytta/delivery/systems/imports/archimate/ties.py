"""The relationships of a model beside those of the register: parts, what systems carry and hold, and flows."""

from collections import Counter
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_noop as _

from nytta.plain.text import clean

from ...commands import exchange
from ...commands.exchange import Line
from ...models import Capability, Flow, Holding, Supports, System
from ...rules import can_be_master, capability_standing
from ...terms import FlowDirection, HoldingRole
from . import shape
from .comparing import Walk
from .staged import Pair

MASTER, COPY = HoldingRole.MASTER.value, HoldingRole.COPY.value
INFORMATION, NOTE = 200, 20_000


def parts(walk: Walk) -> None:
    """Which capability is part of which. One that has another above it in the register is moved, and never in a ring."""
    above = dict(Capability.objects.values_list("pk", "parent_id"))
    for batch in walk.staged.pairs(shape.PARTS, "capability", "capability"):
        moved: dict[int, int] = {}
        for pair in batch:
            if pair.source is None or pair.target is None:
                walk.found.add("part", "", None)
            elif not walk.once("part", str(pair.target), pair.relation.id, pair.relation.line):
                continue
            elif _ring(above, pair.target, pair.source):
                walk.found.faults.add(pair.relation.line, "ring", _("Förmågan skulle bli en del av sig själv."), _("Ta bort relationen."))
            else:
                stood = above.get(pair.target)
                changes = {} if stood == pair.source else {"parent": [stood, pair.source]}
                walk.found.add("part", "", changes if stood else None)
                if stood != pair.source:
                    moved[pair.target] = above[pair.target] = pair.source
        if walk.write and moved:
            exchange.place_capabilities(parents=moved, **walk.command())
        walk.step(len(batch))


def _ring(above: dict[int, Any], one: int, parent: int | None) -> bool:
    while parent is not None:
        if parent == one:
            return True
        parent = above.get(parent)
    return False


def supports(walk: Walk) -> None:
    """Which capabilities systems carry."""
    for batch in walk.staged.pairs(shape.SUPPORTS, "system", "capability"):
        there = set(
            Supports.objects.filter(system__in=[p.source for p in batch], capability__in=[p.target for p in batch]).values_list(
                "system_id", "capability_id"
            )
        )
        gone = {c.pk: c for c in Capability.objects.filter(pk__in={p.target for p in batch if p.target}, retired_on__isnull=False)}
        new = []
        for pair in batch:
            if (pair.source, pair.target) in there:
                walk.found.add("supports", "", {})
            elif one := gone.get(pair.target or 0):
                walk.found.faults.tell(pair.relation.line, capability_standing(one.name, one.retired_on).blocking[0])
            elif walk.staged.seen("supports", f"{pair.relation.source} {pair.relation.target}", pair.relation.id) == pair.relation.id:
                walk.found.add("supports", "", None)
                new.append((pair.source, pair.target))
        if walk.write and new:
            exchange.bring_supports(new=[(s, c) for s, c in new if s and c], **walk.command())
        walk.step(len(batch))


def holdings(walk: Walk) -> None:
    """Which systems hold what: first the masters, so that those before them are copies when copies come."""
    for masters in (True, False):
        for batch in walk.staged.pairs(("Access",), "system", "information"):
            said = [p for p in batch if (p.relation.properties.get(f"{shape.PREFIX}role", "") == MASTER) is masters]
            _hold(walk, said)
            walk.step(len(said))


def _hold(walk: Walk, batch: list[Pair]) -> None:
    of_these = Q(system__in={p.source for p in batch if p.source}) | Q(role=MASTER)  # not all that hold it: that grows with the register
    sides = of_these & Q(information__in={p.target for p in batch if p.target})
    there = {(h.system_id, h.information_id): h for h in Holding.objects.filter(sides).select_related("decision", "system", "information")}
    masters = {h.information_id: h for h in there.values() if h.role == MASTER}
    systems = System.objects.in_bulk({p.source for p in batch if p.source})
    new, changed = [], []
    for pair in batch:
        relation = pair.relation
        values = walk.known(relation.properties, shape.HOLDING, relation.line)
        if values is None or walk.staged.seen("holding", f"{relation.source} {relation.target}", relation.id) != relation.id:
            continue
        held = there.get((pair.source, pair.target)) if pair.source and pair.target else None
        if values.get("role") == MASTER:
            if not _may_be_master(walk, pair, masters.get(pair.target or 0), systems.get(pair.source or 0)):
                continue
        elif held and held.role == MASTER:
            if "role" in values and not walk.staged.has_seen("master", relation.target):
                walk.found.faults.add(relation.line, "no_master", _("%(name)s skulle bli utan huvuddatakälla."),
                                      _("Ange vilket system som tar över."), name=held.information.name)  # fmt: skip
                continue
            values.pop("role", None)
        if held is None:
            walk.found.add("holding", "", None)
            new.append(Holding(system_id=pair.source or 0, information_id=pair.target or 0, **values))
        elif changes := walk.compared("holding", held, f"{held.system.name}: {held.information.name}", values):
            changed.append(Line(held, changes))
    if walk.write and (new or changed):
        exchange.bring_holdings(new=new, changed=changed, **walk.command())


def _may_be_master(walk: Walk, pair: Pair, master: Holding | None, system: System | None) -> bool:
    """Whether the model may name a system master: once for each type, one that is in use, and not against the board; else it is told."""
    line = pair.relation.line
    if not walk.once("master", pair.relation.target, pair.relation.id, line):
        return False
    if master and master.system_id == pair.source:
        return True
    if master and master.decision:
        walk.found.faults.add(line, "master_decided", _("Kommunens styrelse har beslutat vilket system som är huvuddatakälla (beslut %(decision)s)."),
                              _("För in styrelsens nya beslut med paragraf."), decision=master.decision.called)  # fmt: skip
        return False
    verdict = can_be_master(system.name, system.retired_on, "", None) if system else None
    for finding in verdict.blocking if verdict else ():
        walk.found.faults.tell(line, finding)
    return verdict is None or bool(verdict)


def flows(walk: Walk) -> None:
    """What systems send each other. One that tells nothing of what is sent is left out: that is never made up."""
    for batch in walk.staged.pairs(("Flow",), "system", "system"):
        codes = [code for p in batch if (code := walk.code(p.relation.properties))]
        sides = Q(source__in={p.source for p in batch if p.source}, target__in={p.target for p in batch if p.target}, valid_until=None)
        rows = list(Flow.objects.filter(Q(code__in=codes) | sides).select_related("source", "target", "source_owner", "target_owner"))
        by_code = {f.code: f for f in rows}
        by_sides = {(f.source_id, f.target_id, f.information): f for f in rows if f.valid_until is None}
        systems = System.objects.in_bulk({k for p in batch for k in (p.source, p.target) if k})
        new, changed = [], []
        for pair in batch:
            values = _flow_values(walk, pair)
            if values is None:
                continue
            ends = systems.get(pair.source or 0), systems.get(pair.target or 0)
            thing = by_code.get(walk.code(pair.relation.properties)) or by_sides.get(
                (pair.source or 0, pair.target or 0, values["information"])
            )
            if not _first(walk, pair, thing, values["information"]):
                continue
            if thing is None:
                walk.found.add("flow", values["information"], None)
                new.append(Line(Flow(**{"direction": FlowDirection.ONE_WAY.value, "source": ends[0], "target": ends[1], **values})
                                if all(ends) else None))  # fmt: skip
            elif changes := walk.compared(
                "flow", thing, f"{thing.code} {thing.information}", {"source": ends[0], "target": ends[1], **values}
            ):
                changed.append(Line(thing, changes))
        if walk.write and (new or changed):
            exchange.bring_flows(new=new, changed=changed, source=walk.source, **walk.command())
        walk.step(len(batch))


def _first(walk: Walk, pair: Pair, thing: Flow | None, information: str) -> bool:
    """Whether the model tells of this flow for the first time."""
    relation = pair.relation
    key = thing.code if thing else f"{relation.source} {relation.target} {information}"
    return walk.staged.seen("flow", key, relation.id) == relation.id


def _flow_values(walk: Walk, pair: Pair) -> dict[str, Any] | None:
    """What the model tells of a flow; None when it cannot come in, which is told or counted."""
    relation = pair.relation
    values = walk.known(relation.properties, shape.FLOW, relation.line)
    if values is None:
        return None
    for one in shape.FLOW_OWNERS:
        if text := relation.properties.get(one.key, ""):
            body = walk.body(text, relation.line)
            if body is None:
                return None
            values[one.field] = body
    information = clean(relation.name).strip()
    if not information or relation.source == relation.target:
        walk.found.left_out[
            _("Flöde som inte säger vad som skickas") if not information else _("Flöde från ett system till sig självt")
        ] += 1
        return None
    values["information"] = walk.text(information, "information", INFORMATION, relation.line)
    if about := clean(relation.documentation).strip():
        values["note"] = walk.text(about, "note", NOTE, relation.line)
    if values.get("valid_from") and values.get("valid_until") and values["valid_from"] > values["valid_until"]:
        walk.found.faults.add(relation.line, "period", _("Flödets sista dag är före den första."), _("Rätta någon av dagarna."))
        return None
    return values


def left_out(walk: Walk) -> None:
    """Count what the register has no place for, by what it is."""
    known = {*shape.SYSTEMS, *shape.CAPABILITIES, *shape.INFORMATION, *shape.BODIES}
    taken = Counter(walk.staged.tied(
        (shape.PARTS, "capability", "capability"), (shape.SUPPORTS, "system", "capability"), (("Access",), "system", "information"),
        (("Flow",), "system", "system"),
    ))  # fmt: skip
    for what, kind, number in walk.staged.counts():
        if what == "element" and kind not in known:
            walk.found.left_out[kind] += number
        elif what == "relationship" and number > taken[kind]:
            walk.found.left_out[kind] += number - taken[kind]
