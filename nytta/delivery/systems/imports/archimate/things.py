"""The things of a model beside those of the register: capabilities, information and systems."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_noop as _

from nytta.plain.text import clean, sort_key

from ...commands import exchange
from ...commands.exchange import Line
from ...models import Capability, InformationType, System
from ...rules.systems import checked_and_dated, labelled, phases_in_order
from ...terms import LifePhase
from . import shape
from .comparing import Walk
from .staged import Element

NAME, DEFINITION = 120, 20_000


def capabilities(walk: Walk) -> None:
    """The capabilities, known by the register's code or by their name; two of one name are one."""
    for batch in walk.staged.elements(*shape.CAPABILITIES):
        names = {e.name for e in batch}
        rows = list(Capability.objects.filter(Q(code__in=[walk.code(e.properties) for e in batch]) | Q(name__in=names)))
        by_code, by_name = {c.code: c for c in rows}, {c.name: c for c in rows}
        new, changed, same = [], [], []
        for one in batch:
            name = walk.text(one.name, "name", NAME, one.line)
            english = walk.text(one.name_en, "name_en", NAME, one.line) if one.name != one.name_en else ""
            thing = by_code.get(walk.code(one.properties)) or by_name.get(name)
            if thing is None and (first := walk.staged.seen("capability", name, one.id)) != one.id:
                same.append((one.id, first))
            elif thing is None:
                walk.found.add("capability", name, None)
                new.append((one, Capability(name=name, name_en=english)))
            elif changes := walk.compared("capability", thing, name, {"name": name} | ({"name_en": english} if english else {})):
                changed.append(Line(thing, changes))
            if thing is not None:
                walk.staged.resolve("capability", [(one.id, thing.pk)])
        if walk.write and (new or changed):
            exchange.bring_capabilities(new=[c for _, c in new], changed=changed, source=walk.source, **walk.command())
        walk.staged.resolve("capability", [(e.id, c.pk) for e, c in new])
        walk.staged.resolve("capability", [(name, walk.staged.key_of(first)) for name, first in same])
        walk.step(len(batch))


def information(walk: Walk) -> None:
    """The types of information, known by the register's code, by the model's identity or by their name; two of one name are one."""
    for batch in walk.staged.elements(*shape.INFORMATION):
        asked = {e.id: (walk.code(e.properties), walk.external(e.id), sort_key(e.name)) for e in batch}
        rows = InformationType.objects.filter(
            Q(code__in=[a[0] for a in asked.values()]) | Q(external_id__in=[a[1] for a in asked.values()])
            | Q(sort__in=[a[2] for a in asked.values()]), ended_on=None,
        )  # fmt: skip
        known = {key: t for t in rows.select_related("owner") for key in (("code", t.code), ("external", t.external_id), ("sort", t.sort))}
        new: list[tuple[Element, Line]] = []
        changed, same = [], []
        for one in batch:
            code, external, sort = asked[one.id]
            thing = (known.get(("code", code)) if code else None) or known.get(("external", external)) or known.get(("sort", sort))
            first = walk.staged.seen("information", sort if thing is None else str(thing.pk), one.id)
            if first != one.id:
                same.append((one.id, first))
                continue
            values = _information_values(walk, one, thing is not None)
            if values is None:
                continue
            if thing is None:
                walk.found.add("information", one.name, None)
                new.append((one, Line(InformationType(external_id=external, **values))))
            else:
                walk.staged.resolve("information", [(one.id, thing.pk)])
                if changes := walk.compared("information", thing, thing.name, values):
                    changed.append(Line(thing, changes))
        if walk.write and (new or changed):
            exchange.bring_information(new=[line for _, line in new], changed=changed, source=walk.source, **walk.command())
        walk.staged.resolve("information", [(e.id, line.thing.pk) for e, line in new])
        walk.staged.resolve("information", [(name, walk.staged.key_of(first)) for name, first in same])
        walk.step(len(batch))


def _information_values(walk: Walk, one: Element, exists: bool) -> dict[str, Any] | None:
    values = walk.known(one.properties, shape.INFORMATION_TYPE, one.line)
    if values is None or not walk.owner(one, values, exists):
        return None
    values["name"] = walk.text(one.name, "name", NAME, one.line)
    if about := clean(one.documentation).strip():
        values["definition"] = walk.text(about, "definition", DEFINITION, one.line)
    return values


def systems(walk: Walk) -> None:
    """The systems, known by the register's code or by the model's identity."""
    for batch in walk.staged.elements(*shape.SYSTEMS):
        known = _known_systems(walk, batch)
        new: list[tuple[Element, Line]] = []
        changed = []
        for one in batch:
            thing = known.get(walk.code(one.properties)) or known.get(walk.external(one.id))
            if thing is not None and not walk.once("system", str(thing.pk), one.id, one.line):
                continue
            line = _system(walk, one, thing)
            if thing is not None:
                walk.staged.resolve("system", [(one.id, thing.pk)])
            if line is not None and thing is None:
                new.append((one, line))
            elif line is not None and line.changes:
                changed.append(line)
        if walk.write and (new or changed):
            exchange.bring_systems(new=[line for _, line in new], changed=changed, source=walk.source, **walk.command())
        walk.staged.resolve("system", [(e.id, line.thing.pk) for e, line in new])
        walk.step(len(batch))


def _known_systems(walk: Walk, batch: Sequence[Element]) -> dict[str, System]:
    codes = [code for e in batch if (code := walk.code(e.properties))]
    externals = [walk.external(e.id) for e in batch]
    rows = System.objects.filter(Q(code__in=codes) | Q(external_id__in=externals)).select_related("owner", "solution")
    found = {}
    for one in rows.prefetch_related("phases"):
        found[one.code] = one
        if one.external_id:
            found[one.external_id] = one
    return found


def _system(walk: Walk, one: Element, thing: System | None) -> Line | None:
    """A system of the model: new, or with what it changes; None when something is wrong with it, which is told."""
    values = walk.known(one.properties, shape.SYSTEM, one.line)
    phases = walk.known(one.properties, shape.PHASES, one.line)
    retired = walk.known(one.properties, shape.RETIRED, one.line)
    if values is None or phases is None or retired is None or not walk.owner(one, values, thing is not None):
        return None
    values["name"] = walk.text(one.name, "name", NAME, one.line)
    if about := clean(one.documentation).strip():
        values["purpose"] = walk.text(about, "purpose", DEFINITION, one.line)
    if code := one.properties.get(shape.SOLUTION.key, ""):
        if code not in walk.solutions:
            walk.found.faults.add(one.line, "solution", _("Den gemensamma lösningen %(code)s finns inte."), code=code[:40])
            return None
        values["solution"] = walk.solutions[code]
    begun = {LifePhase(k.removeprefix("phase_")): day for k, day in phases.items()}
    before = {LifePhase(p.phase): p.starts_on for p in thing.phases.all()} if thing else {}
    made = thing or System(external_id=walk.external(one.id), **values, **retired)
    line = Line(made, phases={**before, **begun} if begun else None)
    if not _sound(walk, one, values, line, made):
        return None
    if thing is None:
        walk.found.add("system", one.name, None)
        return line
    return _changed(walk, one, thing, values, line, before, retired)


def _changed(
    walk: Walk, one: Element, thing: System, values: dict[str, Any], line: Line, before: dict[LifePhase, Any], retired: dict[str, Any]
) -> Line | None:
    """What the model changes of a system that is there; a system is retired on its own page, and changes no more after that."""
    moved = {f"phase_{p}": [before.get(p), day] for p, day in (line.phases or {}).items() if before.get(p) != day}
    if any(getattr(thing, name) != value for name, value in retired.items()):
        walk.found.faults.add(one.line, "retired", _("%(name)s är avvecklat i filen men inte i registret."),
                              _("Avveckla systemet på dess sida."), name=thing.name)  # fmt: skip
        return None
    if thing.retired_on and (moved or any(getattr(thing, k) != v for k, v in values.items())):
        walk.found.faults.add(one.line, "retired", _("%(name)s är avvecklat i registret och ändras inte längre."),
                              _("Ta bort ändringen ur modellen."), name=thing.name)  # fmt: skip
        return None
    wanted: dict[str, Any] = {**values, **{k: day for k, (_, day) in moved.items()}}
    for name, (old, _now) in moved.items():
        setattr(thing, name, old)  # so that a phase is compared as a field
    line.changes = walk.compared("system", thing, thing.name, wanted)
    if not moved:
        line.phases = None
    return line


def _sound(walk: Walk, one: Element, values: dict[str, Any], line: Line, made: System) -> bool:
    """Whether the rules of a system hold with what the model says; each that does not is told."""
    check = values.get("technical_check", made.technical_check), values.get("technical_checked_on", made.technical_checked_on)
    levels = (values.get(name, getattr(made, name)) for name in ("confidentiality", "integrity", "availability"))
    verdict = checked_and_dated(*check) + phases_in_order(line.phases or {})
    verdict += labelled(values.get("class_labels", made.class_labels), levels)
    for finding in verdict.blocking:
        walk.found.faults.tell(one.line, finding)
    return bool(verdict)
