"""What a sheet of systems would do to the register, each row tried by the same rules as a form. Source: D1."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from nytta.kit import audit
from nytta.plain.text import sort_key
from nytta.plain.verdicts import Finding

from ..models import Capability, System
from ..rules.systems import PHASE_FIELDS
from ..terms import LifePhase
from .sound import sound
from .systems import World

PHASES = {phase: f.value for f, phase in PHASE_FIELDS.items()}


@dataclass(frozen=True)
class Line:
    """A row that has been read: what it says of a system, and only that. `code` or `external_id` name one; else its name does.

    `values` are fields of the system; `phases` maps phases to days (None where the row says that the phase is not known).
    """

    row: int
    code: str
    values: Mapping[str, Any]
    phases: Mapping[LifePhase, date | None] = field(default_factory=dict)
    capabilities: tuple[Capability, ...] | None = None


@dataclass
class Change:
    """A system that a line changes, with what changes: {field: [old, new]}."""

    system: System
    line: Line
    changes: dict[str, list[Any]]


@dataclass
class Plan:
    """What a sheet would do: systems that are new, changed and unchanged; faults by row."""

    new: list[tuple[System, Line]] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    faults: list[tuple[int, Finding]] = field(default_factory=list)


class _Known:
    """The systems that are in the register, by what a line can name them by."""

    def __init__(self, systems: Iterable[System]) -> None:
        every = list(systems)
        self.by_code = {s.code: s for s in every}
        self.by_external = {s.external_id: s for s in every if s.external_id}
        self.by_name: dict[str, list[System]] = {}
        for one in every:
            if one.retired_on is None:
                self.by_name.setdefault(one.sort, []).append(one)

    def named(self, line: Line) -> System | Finding | None:
        """The system that a line is about; None for a new one; or why it cannot be told."""
        if line.code:
            known = self.by_code.get(line.code.upper())
            other = self.by_external.get(line.values.get("external_id") or "")
            if known and other and other is not known:
                return Finding(
                    "import.external_taken", "Beteckningen %(external)s hör till %(code)s.", "D1", "Rätta beteckningen.",
                    {"external": other.external_id, "code": other.code}, "external_id",
                )  # fmt: skip
            return known or Finding(
                "import.code_unknown", "Inget system har koden %(code)s.", "D1", "Lämna koden tom för ett nytt system.", {"code": line.code}, "code"
            )  # fmt: skip
        if (external := line.values.get("external_id")) and external in self.by_external:
            return self.by_external[external]
        same = self.by_name.get(sort_key(line.values["name"]), [])
        owner = line.values.get("owner")
        mine = [s for s in same if owner is None or s.owner_id == owner.pk]
        if len(mine) > 1:
            return Finding(
                "import.ambiguous", "Flera system heter ”%(name)s”: %(codes)s.", "D1", "Skriv koden i kolumnen Kod.",
                {"name": line.values["name"], "codes": ", ".join(s.code for s in mine)}, "name",
            )  # fmt: skip
        return mine[0] if mine else None


def plan(lines: Sequence[Line], systems: Iterable[System], around: World, *, only_known: bool = False) -> Plan:
    """What some lines would do to the register, each tried by the same rules as a form. `systems` come with phases and supports.

    `only_known`: lines say something of systems that are there, and make none.
    """
    known, made, seen = _Known(systems), Plan(), dict[Any, int]()
    for line in lines:
        found = known.named(line)
        if isinstance(found, Finding):
            made.faults.append((line.row, found))
            continue
        external, owner = line.values.get("external_id"), getattr(line.values.get("owner"), "pk", None)
        who = found.pk if found else external or (sort_key(line.values["name"]), owner)
        if (first := seen.setdefault(who, line.row)) != line.row:
            made.faults.append((line.row, Finding("import.twice", "Raden gäller samma system som rad %(first)s.", "D1",
                                                  "Ta bort den ena.", {"first": first}, "name")))  # fmt: skip
        elif found is None:
            _add(made, line, around, only_known)
        else:
            _compare(made, line, found, around)
    return made


def _add(made: Plan, line: Line, around: World, only_known: bool) -> None:
    missing = None
    if only_known:
        missing = Finding(
            "import.not_there", "Inget system i registret heter ”%(name)s”.", "D1", "För in systemet först, eller rätta namnet.",
            {"name": line.values["name"]}, "name",
        )  # fmt: skip
    elif line.values.get("owner") is None:
        missing = Finding(
            "import.owner_missing", "Systemet ”%(name)s” saknar ägare.", "P4; G3", "Skriv ägaren på raden, eller välj en ägare för rader utan.",
            {"name": line.values["name"]}, "owner",
        )  # fmt: skip
    if missing:
        made.faults.append((line.row, missing))
        return
    system = System(**line.values)
    phases = {p: day for p, day in line.phases.items() if day}
    verdict = sound(system, line.values, phases, around)
    made.faults += [(line.row, f) for f in verdict.blocking]
    made.new.append((system, line))


def _compare(made: Plan, line: Line, system: System, around: World) -> None:
    if system.retired_on:
        made.faults.append((line.row, Finding("retired", "Systemet är avvecklat sedan %(day)s.", "D1", "Ta bort raden.",
                                              {"day": system.retired_on.isoformat()}, "name")))  # fmt: skip
        return
    told = {k: v for k, v in line.values.items() if k != "owner" or v is not None}
    changes = audit.changes_of(system, told)
    was = {LifePhase(p.phase): p.starts_on for p in system.phases.all()}
    then = {p: day for p, day in {**was, **line.phases}.items() if day}
    changes |= {PHASES[p]: [audit.plain(was.get(p)), audit.plain(then.get(p))] for p in LifePhase if was.get(p) != then.get(p)}
    if line.capabilities is not None:
        held, wanted = sorted(s.capability.code for s in system.supports.all()), sorted(c.code for c in line.capabilities)
        changes |= {"capabilities": [held, wanted]} if held != wanted else {}
    if not changes:
        made.unchanged += 1
        return
    for name in told:
        setattr(system, name, told[name])
    made.faults += [(line.row, f) for f in sound(system, changes, then, around).blocking]
    made.changed.append(Change(system, line, changes))


def register() -> list[System]:
    """The whole register as a plan compares with it: four queries."""
    rows = System.objects.select_related("owner", "representative", "solution").prefetch_related("phases", "supports__capability")
    return list(rows.order_by("pk"))
