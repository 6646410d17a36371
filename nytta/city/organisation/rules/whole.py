"""Whether an organisation holds together on every day: parents that exist, no circles, no two of the same name."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from nytta.plain.verdicts import YES, Finding, Verdict, no, verdict_of
from nytta.plain.words import labels

from ..terms import PARENTS, BodyKind
from .history import DAY, Followed, Form, Life, What

Span = tuple[date | None, date | None]
Lives = Mapping[str, Life]


RESERVED = frozenset({"trad", "upphorda", "ark", "nytt", "sla-samman", "xlsx", "csv", "json"})


def code_fits(code: str, lives: Lives) -> Verdict:
    """Whether a new body can have a code: not taken, and not the address of a page of its own. Source: O1."""
    if code in lives or code in RESERVED:
        return no("body_once", "Koden %(code)s är upptagen.", "O1", "Välj en annan kod.", field="code", code=code)
    return YES


def change_fits(life: Life, what: What, value: str, on: date) -> Verdict:
    """Whether a name or parent can change on a day: after its first day, not after its last, to something else, once a day.

    Source: O1.
    """
    name = life.form(on).name
    if life.first and on <= life.first:
        return no(
            "body_change_day", "%(name)s finns först från %(first)s: en ändring kommer efter den dagen.", "O1",
            "Välj en senare dag, eller rätta uppgiften från början.", field="from_day", name=name, first=life.first.isoformat(),
        )  # fmt: skip
    if life.last and on > life.last:
        return no(
            "body_change_day", "%(name)s upphörde %(last)s och kan inte ändras efter den dagen.", "O1",
            "Välj en tidigare dag.", field="from_day", name=name, last=life.last.isoformat(),
        )  # fmt: skip
    if getattr(life.form(on), what) == value:
        return no("body_change", "Så är det redan den dagen.", "O1", "Ange det nya, eller välj en annan dag.", field=what)
    if any(f.since == on and getattr(f, what) != getattr(life.form(on - DAY), what) for f in life.forms):
        return no(
            "body_change_once", "Det finns redan en sådan ändring för %(name)s från %(on)s.", "O1",
            "Rätta den ändringen i stället.", field="from_day", name=name, on=on.isoformat(),
        )  # fmt: skip
    return YES


def end_fits(life: Life, last: date) -> Verdict:
    """Whether a body can have a day as its last: it has begun, has not ended, and nothing is planned after the day. Source: O1."""
    name = life.form(last).name
    if life.last is not None:
        return no(
            "body_ended", "%(name)s har redan en sista dag: %(last)s.", "O1", "Återta den först.", name=name, last=life.last.isoformat()
        )
    if life.first and last < life.first:
        return no(
            "body_end_day", "%(name)s finns först från %(first)s och kan inte upphöra före den dagen.", "O1",
            "Välj en senare dag.", field="last_day", name=name, first=life.first.isoformat(),
        )  # fmt: skip
    if planned := next((f.since for f in life.forms if f.since and f.since > last), None):
        return no(
            "body_end_planned", "En ändring av %(name)s är införd från %(on)s, efter den sista dagen.", "O1",
            "Återta den ändringen först, eller välj en senare dag.", field="last_day", name=name, on=planned.isoformat(),
        )  # fmt: skip
    return YES


def more_faults(before: Iterable[Finding], after: Iterable[Finding]) -> Verdict:
    """The faults that an act would bring into an organisation; those that were there already do not stop it. Source: O1."""
    there = list(before)
    return verdict_of(f for f in after if f not in there)


def faults(lives: Lives, followed: Sequence[Followed]) -> list[Finding]:
    """All that does not hold together in an organisation, on any day. Source: O1."""
    found = [f for life in lives.values() for f in (*_in_order(life), *_parents(life, lives))]
    return [*found, *_circles(lives), *_names(lives), *_followers(lives, followed)]


def _in_order(life: Life) -> Iterator[Finding]:
    """Forms that begin outside the body's own days."""
    name = life.forms[-1].name
    if life.first and life.last and life.last < life.first:
        yield Finding("body_period", "%(name)s skulle upphöra före sin första dag.", "O1", "Rätta dagarna.", {"name": name}, "first_day")
    for form in life.forms[1:]:
        if form.since and ((life.first and form.since <= life.first) or (life.last and form.since > life.last)):
            yield Finding(
                "body_period", "En ändring av %(name)s är införd från %(on)s, utanför organets egen tid.", "O1",
                "Återta eller rätta den ändringen först.", {"name": name, "on": form.since.isoformat()}, "first_day",
            )  # fmt: skip


def _parents(life: Life, lives: Lives) -> Iterator[Finding]:
    """Forms that lack a parent, have the wrong kind of one, or one that does not exist all the while."""
    may = PARENTS.get(life.kind, ())
    for first, last, form in life.spans():
        parent = lives.get(form.parent)
        if parent is None:
            if life.kind is BodyKind.ADMINISTRATION:
                yield Finding(
                    "body_parent", "En förvaltning hör till en nämnd eller styrelse; %(name)s gör det inte.", "O1",
                    "Välj nämnd eller styrelse.", {"name": form.name}, "parent",
                )  # fmt: skip
        elif not may:
            yield Finding(
                "body_parent", "En förvaltning hör till en nämnd eller styrelse och ett bolag till ett annat; %(name)s hör inte till något.", "O1",
                "Lämna fältet tomt.", {"name": form.name}, "parent",
            )  # fmt: skip
        elif parent.kind not in may:
            yield Finding(
                "body_parent", "%(name)s kan bara höra till: %(may)s.", "O1", "Välj ett sådant organ.",
                {"name": form.name, "may": labels(*may, small=False)}, "parent",
            )  # fmt: skip
        elif bare := _bare(first, last, parent):
            yield Finding(
                "body_parent_there", "%(name)s hör till %(parent)s, som inte finns %(day)s.", "O1",
                "Flytta %(name)s till ett annat organ först, eller välj en annan dag.",
                {"name": form.name, "parent": parent.form(bare).name, "day": bare.isoformat()}, "parent",
            )  # fmt: skip


def _bare(first: date | None, last: date | None, parent: Life) -> date | None:
    """A day of a span on which the parent does not exist; None when it always does."""
    if parent.first and (first is None or first < parent.first):
        return first or parent.first - DAY
    if parent.last and (last is None or last > parent.last):
        return max(parent.last + DAY, first or parent.last)
    return None


def _circles(lives: Lives) -> Iterator[Finding]:
    """Bodies that would come to belong to themselves, on a day when somebody's parent changes."""
    owned = {code: life for code, life in lives.items() if any(f.parent in lives and lives[f.parent].kind is life.kind for f in life.forms)}
    days = {f.since or life.first or date.min for life in owned.values() for f in life.forms}
    told: set[frozenset[str]] = set()
    for day in sorted(days):
        above = {code: life.form(day).parent for code, life in owned.items() if life.exists(day)}
        for code in above:
            trail = [code]
            while (up := above.get(trail[-1], "")) and up not in trail:
                trail.append(up)
            if up == code and frozenset(trail) not in told:
                told.add(frozenset(trail))
                yield Finding(
                    "body_circle", "%(name)s skulle höra till sig självt, genom %(through)s.", "O1", "Välj ett annat organ.",
                    {"name": lives[code].form(day).name, "through": ", ".join(lives[c].form(day).name for c in trail[1:]) or lives[code].form(day).name},
                    "parent",
                )  # fmt: skip


def _names(lives: Lives) -> Iterator[Finding]:
    """Two bodies of the same name on the same day."""
    named: dict[str, list[tuple[Span, Form, str]]] = {}
    for life in lives.values():
        for first, last, form in life.spans():
            named.setdefault(form.name.casefold(), []).append(((first, last), form, life.code))
    for same in named.values():
        for number, (span, form, code) in enumerate(same):
            if any(code != other and _meet(span, at) for at, _, other in same[number + 1 :]):
                yield Finding(
                    "body_name", "Två organ skulle heta %(name)s samma dag.", "O1", "Välj ett annat namn, eller en annan dag.",
                    {"name": form.name}, "name",
                )  # fmt: skip


def _meet(one: Span, other: Span) -> bool:
    latest = max(one[0] or date.min, other[0] or date.min)
    return latest <= min(one[1] or date.max, other[1] or date.max)


def _followers(lives: Lives, followed: Sequence[Followed]) -> Iterator[Finding]:
    """Followers that do not exist on the day they take over, and bodies that are followed without having ended the day before."""
    for one in followed:
        before, after = lives[one.before], lives[one.after]
        if one.part and not before.exists(one.on):
            yield Finding(
                "body_part", "%(name)s lämnar en del till %(after)s %(on)s, men finns inte den dagen.", "O1",
                "Välj en annan dag, eller återta övergången först.",
                {"name": before.form(one.on).name, "after": after.form(one.on).name, "on": one.on.isoformat()}, "last_day",
            )  # fmt: skip
        if not one.part and before.last != one.on - DAY:
            yield Finding(
                "body_followed", "%(name)s följs av %(after)s från %(on)s och upphör därför dagen före.", "O1",
                "Återta att det upphörde först.",
                {"name": before.form(one.on).name, "after": after.form(one.on).name, "on": one.on.isoformat()}, "last_day",
            )  # fmt: skip
        if one.before == one.after or not after.exists(one.on):
            yield Finding(
                "body_follower", "%(after)s finns inte %(on)s och kan inte ta över då.", "O1", "Välj ett organ som finns den dagen.",
                {"after": after.form(one.on).name, "on": one.on.isoformat()}, "successors",
            )  # fmt: skip
