"""A body over time: what it was called and to whom it belonged from which day, and who came after it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from nytta.plain.periods import covers

from ..terms import BodyKind, SuccessionKind

DAY = timedelta(days=1)
What = Literal["name", "parent"]
WHAT: tuple[What, ...] = ("name", "parent")


@dataclass(frozen=True)
class Form:
    """What a body is called and the code of the one to which it belongs, from a day (None: from its beginning) by a paragraph."""

    since: date | None
    name: str
    parent: str = ""
    paragraph: str = ""


@dataclass(frozen=True)
class Life:
    """A body from its first to its last day (None: always, or not ended); `forms` in the order of time, the first since None."""

    code: str
    kind: BodyKind
    forms: tuple[Form, ...]
    first: date | None = None
    last: date | None = None

    def exists(self, day: date) -> bool:
        """Whether it exists on a day."""
        return covers(self.first, self.last, day)

    def form(self, day: date) -> Form:
        """Its form on a day; the first or last one on a day when it does not exist."""
        if self.last and day > self.last:
            day = self.last
        return next((f for f in reversed(self.forms) if f.since is None or f.since <= day), self.forms[0])

    def spans(self) -> list[tuple[date | None, date | None, Form]]:
        """(first day, last day, form) of each of its forms, within its own first and last day."""
        ends = [f.since - DAY for f in self.forms[1:] if f.since]
        return [(f.since or self.first, last, f) for f, last in zip(self.forms, [*ends, self.last], strict=True)]


@dataclass(frozen=True)
class Followed:
    """That a body was followed by another, by codes, whose first day of answering for it is `on`.

    `part`: only in a part of its tasks, and both go on; who answers for the body as a whole is the same as before.
    """

    before: str
    after: str
    on: date
    part: bool = False


def changed(life: Life, what: What, value: str, on: date, paragraph: str = "") -> Life:
    """The life with another name or parent from a day until the next time that this changes; other changes stay.

    Source: O1 "over time".
    """
    at = life.form(on)
    start = Form(on, at.name, at.parent, paragraph)
    before = [f for f in life.forms if f.since is None or f.since < on]
    same_day = [f for f in life.forms if f.since == on]
    later = [f for f in life.forms if f.since and f.since > on]
    held = getattr(at, what)
    if same_day:
        start = replace(same_day[0], paragraph="; ".join(dict.fromkeys(p for p in (same_day[0].paragraph, paragraph) if p))[:200])
    after, holds = [_with(start, what, value)], True
    for form in later:
        holds = holds and getattr(form, what) == held
        after.append(_with(form, what, value) if holds else form)
    return replace(life, forms=_joined([*before, *after]))


def when_withdrawn(life: Life, on: date) -> Life:
    """The life without the change of a day: what held before it goes on until the next change of the same thing. Source: O1."""
    at, before = life.form(on), life.form(on - DAY)
    earlier = [f for f in life.forms if f.since is None or f.since < on]
    later = [f for f in life.forms if f.since and f.since > on]
    for what in WHAT:
        was, now, holds = getattr(before, what), getattr(at, what), True
        for number, form in enumerate(later):
            holds = holds and getattr(form, what) == now
            later[number] = _with(form, what, was) if holds else form
    return replace(life, forms=_joined([*earlier, *later]))


def _with(form: Form, what: What, value: str) -> Form:
    return replace(form, name=value) if what == "name" else replace(form, parent=value)


def _joined(forms: Sequence[Form]) -> tuple[Form, ...]:
    """Forms in which something changes each time; what begins on the first day of all keeps that."""
    kept: list[Form] = []
    for form in forms:
        if not kept or (form.name, form.parent) != (kept[-1].name, kept[-1].parent):
            kept.append(form)
    return tuple(kept)


def answering(code: str, day: date, lives: Mapping[str, Life], followed: Iterable[Followed]) -> list[str]:
    """Who answers on a day for what a body answered for: itself while it exists, else those who follow it, step by step.

    Empty when nobody does: it has not begun, or ended with nobody after it. Source: O1.
    """
    after: dict[str, list[str]] = {}
    for one in (f for f in followed if not f.part):
        after.setdefault(one.before, []).append(one.after)
    found: list[str] = []
    seen, waiting = {code}, [code]
    while waiting:
        now = waiting.pop(0)
        if lives[now].exists(day):
            found.append(now)
        elif (last := lives[now].last) is not None and day > last:
            waiting += [c for c in after.get(now, []) if c not in seen]
            seen.update(after.get(now, []))
    return found


def kind_of_succession(before: int, after: int) -> SuccessionKind:
    """What it is called when so many bodies are followed by so many: several by one merge, one by several is split. Source: O1."""
    if before > 1:
        return SuccessionKind.MERGE
    return SuccessionKind.SPLIT if after > 1 else SuccessionKind.TRANSFER
