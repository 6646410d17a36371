"""What happened to a body, day by day, in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from ..models import Succession
from ..queries import Whole
from ..rules import Life
from ..terms import SuccessionKind

BEGINNING, END = "fran-borjan", "slut"
FOLLOWED_TEXTS = {
    SuccessionKind.MERGE: _("Upphörde. Slogs samman med andra till %(after)s."),
    SuccessionKind.SPLIT: _("Upphörde. Delades upp på %(after)s."),
    SuccessionKind.TRANSFER: _("Upphörde. Övergick i %(after)s."),
}
TOOK_OVER_TEXTS = {
    SuccessionKind.MERGE: _("Tog över efter %(before)s, som slogs samman."),
    SuccessionKind.SPLIT: _("Tog över en del efter %(before)s, som delades."),
    SuccessionKind.TRANSFER: _("Tog över efter %(before)s."),
}
PART = "del-"


@dataclass(frozen=True)
class Moment:
    """Something that happened on a day (None: from the beginning); `when` is its part of an address, `acts` what can be done."""

    day: date | None
    text: str
    paragraph: str = ""
    when: str = ""
    planned: bool = False
    acts: Sequence[tuple[str, str]] = field(default_factory=tuple)


def moments(code: str, whole: Whole, today: date, successions: Iterable[Succession], adopted_on: date | None) -> list[Moment]:
    """All that has happened to a body and will, in the order of time."""
    life, body, rows = whole.lives[code], whole.bodies[code], list(successions)
    first = gettext("Började som %(name)s") if life.first else gettext("Från början: %(name)s")
    found = [
        Moment(
            life.first,
            _with_parent(first % {"name": life.forms[0].name}, life, whole),
            body.founded_by or life.forms[0].paragraph,
            BEGINNING,
        )
    ]
    parts = [s for s in rows if s.kind == SuccessionKind.PART.value]
    rows = [s for s in rows if s.kind != SuccessionKind.PART.value]
    found += [Moment(day, text, paragraph) for day, text, paragraph in _took_over(code, whole, rows)]
    found += _went_over(body.pk, whole, parts)
    found += _changes(life, whole)
    if adopted_on:
        found.append(Moment(adopted_on, gettext("Styrelsen antog programmet.")))
    if life.last:
        found.append(_end(life, whole, [s for s in rows if s.before_id == body.pk], body.ended_by))
    found.sort(key=lambda m: m.day or date.min)
    return [replace(m, planned=bool(m.day and m.day > today)) for m in found]


def with_acts(found: Iterable[Moment], acts: Iterable[tuple[str, str, str]]) -> list[Moment]:
    """The moments with what can be done about each: (its `when`, label, address)."""
    by_when: dict[str, list[tuple[str, str]]] = {}
    for when, name, url in acts:
        by_when.setdefault(when, []).append((name, url))
    return [replace(m, acts=by_when.get(m.when, ())) for m in found]


def _with_parent(text: str, life: Life, whole: Whole) -> str:
    parent = life.forms[0].parent
    if not parent:
        return f"{text}."
    day = life.first or date.min
    return gettext("%(text)s, hör till %(parent)s.") % {"text": text, "parent": whole.name(parent, day)}


def _changes(life: Life, whole: Whole) -> Iterable[Moment]:
    for before, now in zip(life.forms, life.forms[1:], strict=False):
        day = now.since or date.min
        said: list[str] = []
        if now.name != before.name:
            said.append(gettext("Bytte namn från %(old)s till %(new)s.") % {"old": before.name, "new": now.name})
        if now.parent != before.parent:
            names: Mapping[str, Any] = {
                "new": whole.name(now.parent, day) if now.parent else "",
                "old": whole.name(before.parent, day) if before.parent else "",
            }
            text = gettext("Flyttade till %(new)s.") if now.parent else gettext("Hör inte längre till %(old)s.")
            said.append(text % names)
        yield Moment(now.since, " ".join(said), now.paragraph, now.since.isoformat() if now.since else BEGINNING)


def _took_over(code: str, whole: Whole, rows: Iterable[Succession]) -> Iterable[tuple[date, str, str]]:
    codes = {b.pk: c for c, b in whole.bodies.items()}
    grouped: dict[tuple[date, str, str], list[str]] = {}
    for s in rows:
        if codes[s.after_id] == code:
            grouped.setdefault((s.on, s.kind, s.paragraph), []).append(whole.name(codes[s.before_id], s.on))
    for (day, kind, paragraph), names in grouped.items():
        yield day, gettext(TOOK_OVER_TEXTS[SuccessionKind(kind)]) % {"before": listed(names)}, paragraph


def _went_over(body: int, whole: Whole, parts: Iterable[Succession]) -> Iterable[Moment]:
    """Tasks that went over to another body, or came from one, while both go on; taken back where they were recorded, with the one that left."""
    codes = {b.pk: c for c, b in whole.bodies.items()}
    for one in parts:
        if one.before_id == body:
            text = gettext("Lämnade en del till %(after)s: %(what)s.")
            yield Moment(
                one.on, text % {"after": whole.name(codes[one.after_id], one.on), "what": one.what}, one.paragraph, f"{PART}{one.pk}"
            )
        elif one.after_id == body:
            text = gettext("Tog över en del från %(before)s: %(what)s.")
            yield Moment(one.on, text % {"before": whole.name(codes[one.before_id], one.on), "what": one.what}, one.paragraph)


def _end(life: Life, whole: Whole, after: Sequence[Succession], paragraph: str) -> Moment:
    codes = {b.pk: c for c, b in whole.bodies.items()}
    names = [whole.name(codes[s.after_id], s.on) for s in after]
    text = (
        gettext(FOLLOWED_TEXTS[SuccessionKind(after[0].kind)]) % {"after": listed(names)} if after else gettext("Upphörde. Ingen tog över.")
    )
    return Moment(life.last, text, paragraph, END)


def listed(names: Sequence[str]) -> str:
    """Names as one says them: A, B och C."""
    if len(names) < 2:
        return "".join(names)
    return gettext("%(most)s och %(last)s") % {"most": ", ".join(names[:-1]), "last": names[-1]}


def coming(whole: Whole, today: date) -> list[tuple[date, str, str]]:
    """(day, code, what) of everything that will happen to a body after a day, in the order of time."""
    found: list[tuple[date, str, str]] = []
    for code, life in whole.lives.items():
        if life.first and life.first > today:
            found.append((life.first, code, gettext("%(name)s börjar") % {"name": life.forms[0].name}))
        for before, now in zip(life.forms, life.forms[1:], strict=False):
            if now.since and now.since > today and now.name != before.name:
                found.append((now.since, code, gettext("%(old)s byter namn till %(new)s") % {"old": before.name, "new": now.name}))
            if now.since and now.since > today and now.parent != before.parent:
                to = whole.name(now.parent, now.since) if now.parent else "–"
                found.append((now.since, code, gettext("%(name)s flyttar till %(parent)s") % {"name": now.name, "parent": to}))
        if life.last and life.last >= today:
            found.append((life.last, code, gettext("%(name)s upphör") % {"name": life.form(life.last).name}))
    return sorted(found)
