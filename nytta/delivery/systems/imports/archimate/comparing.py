"""A model beside the register: what is new, changed and as it was, what cannot come in and why. Then the same, written.

One walk does both, so that what was shown is what is done. It takes some hundred rows at a time: memory stays the same.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Body, Person
from nytta.city.organisation.queries import owners, the_city
from nytta.city.organisation.terms import BodyKind
from nytta.kit import audit
from nytta.plain.verdicts import Finding

from ...commands import exchange
from ...models import CommonSolution
from ...rules import owned_by
from . import shape
from .reading import Faults
from .staged import Element, Staged

SHOWN = 50
NEW, CHANGED, SAME = "new", "changed", "same"
NO_OWNER = Finding(
    "model.owner", _("%(name)s har ingen ägare i filen."), "G3", _("Ange vilken egenskap som anger ägare, eller välj en ägare för resten.")
)


@dataclass(frozen=True)
class How:
    """How a model is to be read where it does not say: which property names the owner, and who owns what has none."""

    owner: str = ""
    owner_property: str = ""

    def __str__(self) -> str:
        return json.dumps([self.owner, self.owner_property])

    @classmethod
    def of(cls, text: str) -> "How":
        """What a text says that `str` wrote."""
        return cls(*json.loads(text)) if text else cls()


@dataclass
class Comparison:
    """What a model adds up to: how many of what are new, changed or the same; the first new ones and changes; faults; what is left out."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    new: list[tuple[str, str]] = field(default_factory=list)
    changed: list[tuple[str, str, str, Any, Any]] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)
    left_out: Counter[str] = field(default_factory=Counter)

    def add(self, what: str, name: str, changes: Mapping[str, list[Any]] | None) -> None:
        """Count one thing: None changes are those of a new one."""
        state = NEW if changes is None else CHANGED if changes else SAME
        self.counts[what, state] += 1
        if changes is None and len(self.new) < SHOWN:
            self.new.append((what, name))
        for key, (old, now) in (changes or {}).items():
            if len(self.changed) < SHOWN:
                self.changed.append((what, name, key, old, now))

    def total(self, state: str) -> int:
        """How many of all kinds there are in a state."""
        return sum(n for (_, s), n in self.counts.items() if s == state)

    def as_dict(self) -> dict[str, Any]:
        """The counts, as a job keeps them."""
        return {"counts": [[what, state, n] for (what, state), n in sorted(self.counts.items())], "left_out": dict(self.left_out)}


class Walk:
    """What every part of the walk shares: the model, the register's owners, the outcome, and whether it writes."""

    def __init__(
        self, staged: Staged, how: How, *, source: str, by: Person | None, on: datetime, write: bool, tick: Callable[[int], None]
    ) -> None:
        self.staged, self.how, self.source, self.by, self.on, self.write, self.tick = staged, how, source, by, on, write, tick
        self.found = Comparison()
        self.ours = staged.told("identifier") == shape.model_name(the_city())
        bodies = list(Body.objects.select_related("parent"))
        self.bodies = {b.code: b for b in bodies}
        self.named = {b.name.casefold(): b for b in bodies} | {b.code: b for b in bodies}
        self.owners = set(owners(on.date()).values_list("pk", flat=True))
        self.solutions = {s.code: s for s in CommonSolution.objects.all()}
        self.done = 0
        staged.begin()

    @property
    def day(self) -> date:
        """The day of the walk."""
        return self.on.date()

    def code(self, properties: Mapping[str, str]) -> str:
        """The register's own code of a thing in its own model; "" in another's."""
        return properties.get(shape.CODE.key, "") if self.ours else ""

    def external(self, name: str) -> str:
        """What a thing of another's model is known by: the model's identity and its own."""
        whole = f"{self.staged.told('identifier')}/{name}"
        return whole if len(whole) <= 200 else hashlib.sha256(whole.encode()).hexdigest()

    def known(self, properties: Mapping[str, str], fields: Sequence[shape.Known], line: int) -> dict[str, Any] | None:
        """The values of the properties that are ours; None when one cannot be read, which is told."""
        values, findings = shape.read_properties(properties, fields)
        for finding in findings:
            self.found.faults.tell(line, finding)
        return None if findings else values

    def body(self, text: str, line: int) -> Body | None:
        """The committee or board that a text names; None when there is none, which is told."""
        body = self.named.get(text.strip()) or self.named.get(text.strip().casefold())
        if body is None:
            self.found.faults.add(line, "body", _("”%(name)s” är ingen nämnd eller styrelse som finns här."),
                                  _("Rätta namnet i modellen, eller för in organet först."), name=text[:60])  # fmt: skip
            return None
        if body.pk in self.owners:
            return body
        kind = BodyKind(body.kind)
        answers = body.parent.name if kind is BodyKind.ADMINISTRATION and body.parent else ""
        for finding in owned_by(kind, body.name, answers).blocking:
            self.found.faults.tell(line, finding)
        if owned_by(kind, body.name):
            self.found.faults.add(line, "body", _("%(name)s finns inte längre."), _("Välj den som tog över."), name=body.name)
        return None

    def owner(self, one: Element, values: dict[str, Any], exists: bool) -> bool:
        """Put the owner that the model names among the values; False when a thing would be without one, which is told."""
        text = (
            one.properties.get(shape.OWNER.key if self.ours else self.how.owner_property, "")
            if self.ours or self.how.owner_property
            else ""
        )
        if text.strip():
            body = self.body(text, one.line)
            if body is not None:
                values["owner"] = body
            return body is not None
        if exists:
            return True
        if self.how.owner:
            values["owner"] = self.bodies[self.how.owner]
            return True
        self.found.faults.tell(one.line, Finding(NO_OWNER.rule, NO_OWNER.text, NO_OWNER.source, NO_OWNER.mend, {"name": one.name[:60]}))
        return False

    def text(self, value: str, name: str, most: int, line: int) -> str:
        """A text of the model, told where it is longer than the register takes."""
        if len(value) > most:
            self.found.faults.add(line, "too_long", _("%(field)s är %(length)s tecken lång; högst %(most)s får plats."),
                                  _("Korta texten i modellen."), field=name, length=len(value), most=most)  # fmt: skip
        return value[:most]

    def compared(self, what: str, thing: Any, name: str, values: Mapping[str, Any]) -> dict[str, list[Any]]:
        """What a model changes of a thing in the register, counted; each value as it is and as it becomes."""
        changes = {k: [getattr(thing, k), v] for k, v in values.items() if getattr(thing, k) != v}
        self.found.add(what, name, {k: [audit.plain(a), audit.plain(b)] for k, (a, b) in changes.items()})
        return changes

    def once(self, what: str, key: str, name: str, line: int) -> bool:
        """Whether this is the first thing of the model to be a certain one of the register; the second is told."""
        first = self.staged.seen(what, key, name)
        if first == name:
            return True
        self.found.faults.add(line, "same_twice", _("%(id)s och %(first)s är samma sak i registret."),
                              _("Ta bort den ena."), id=name[:60], first=first[:60])  # fmt: skip
        return False

    def step(self, number: int) -> None:
        """Tell how many things have been gone through."""
        self.done += number
        self.tick(self.done)

    def command(self) -> dict[str, Any]:
        """By whom and when, for a command."""
        return {"by": self.by, "on": self.on}


__all__ = ["CHANGED", "NEW", "SAME", "Comparison", "How", "Walk", "exchange"]
