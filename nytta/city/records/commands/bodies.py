"""Acts on bodies over time: record, rename, move, merge, end, correct, take back, adopt. Each names the paragraph behind it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from nytta.city.organisation.models import Body, BodyPeriod, Person, Succession
from nytta.city.organisation.queries import Whole, whole
from nytta.city.organisation.rules import (
    Followed,
    Form,
    Life,
    change_fits,
    changed,
    code_fits,
    end_fits,
    faults,
    heirs_bound,
    kind_of_succession,
    more_faults,
    when_withdrawn,
)
from nytta.city.organisation.rules.history import DAY, What
from nytta.city.organisation.rules.sheet import Plan
from nytta.city.organisation.terms import APPLICANTS, BodyKind, SuccessionKind
from nytta.kit import audit
from nytta.kit.commands import act
from nytta.plain.text import sort_key
from nytta.plain.verdicts import no, require

from .. import policies
from ..models import Decision
from ..terms import DecisionKind
from .decisions import decide


@dataclass(frozen=True)
class NewBody:
    """Code and name of a body that a merger makes."""

    code: str
    name: str


def _locked() -> Whole:
    """The whole organisation with its rows locked: a change is judged against all of it."""
    return whole(list(Body.objects.select_for_update().order_by("pk")))


def _settle(was: Whole, lives: Mapping[str, Life], on: date, followed: Sequence[Followed] | None = None) -> None:
    """Write the lives that differ, unless the organisation would no longer hold together on some day."""
    new = {**was.lives, **lives}
    require(more_faults(faults(was.lives, was.followed), faults(new, was.followed if followed is None else followed)))
    for code, life in lives.items():
        if life != was.lives.get(code):
            _write(was.bodies[code], life, was.bodies, on)


def _write(body: Body, life: Life, bodies: Mapping[str, Body], on: date) -> None:
    """Keep a life as rows: the present values on the body, its periods beside it where something changes."""
    body.kind, body.valid_from, body.valid_until = life.kind.value, life.first, life.last
    _keep_present(body, life, bodies, on)
    BodyPeriod.objects.filter(body=body).delete()
    if len(life.forms) == 1:
        return
    ends = [f.since - DAY if f.since else None for f in life.forms[1:]]
    BodyPeriod.objects.bulk_create(
        BodyPeriod(
            body=body, valid_from=f.since, valid_until=end, name=f.name, sort=sort_key(f.name), parent=bodies.get(f.parent), paragraph=f.paragraph
        )
        for f, end in zip(life.forms, [*ends, None], strict=True)
    )  # fmt: skip


def _keep_present(body: Body, life: Life, bodies: Mapping[str, Body], on: date) -> None:
    form = life.form(on)
    body.name, body.parent = form.name, bodies.get(form.parent)
    body.save()


@act
def record_body(
    *, code: str, name: str, kind: BodyKind, parent: Body | None, valid_from: date | None, paragraph: str, by: Person, on: datetime
) -> Body:
    """Record a committee, company board or administration from a day. An administration works for a body. Source: O1."""
    require(policies.can_record(by, on.date()))
    return _record(_locked(), NewBody(code, name), kind, parent, valid_from, paragraph, by, on)


def _record(
    was: Whole, new: NewBody, kind: BodyKind, parent: Body | None, first: date | None, paragraph: str, by: Person, on: datetime
) -> Body:
    require(code_fits(new.code, was.lives))
    life = Life(new.code, kind, (Form(None, new.name, parent.code if parent else ""),), first)
    require(more_faults(faults(was.lives, was.followed), faults({**was.lives, new.code: life}, was.followed)))
    audit.note(subject=new.code, act="body.record", by=by, on=on, changes={"name": new.name, "kind": kind.value}, reason=paragraph)
    return Body.objects.create(code=new.code, name=new.name, kind=kind.value, parent=parent, valid_from=first, founded_by=paragraph)


@act
def rename_body(*, body: Body, name: str, from_day: date, paragraph: str, by: Person, on: datetime) -> Body:
    """Give a body another name from a day, also one to come: the name of each day is told by the day. Source: O1."""
    return _change(body, "name", name, from_day, paragraph, by, on)


@act
def move_body(*, body: Body, parent: Body | None, from_day: date, paragraph: str, by: Person, on: datetime) -> Body:
    """Let a body belong to another from a day. Source: O1."""
    return _change(body, "parent", parent.code if parent else "", from_day, paragraph, by, on)


def _change(body: Body, what: What, value: str, day: date, paragraph: str, by: Person, on: datetime) -> Body:
    require(policies.can_record(by, on.date()))
    was = _locked()
    life = was.lives[body.code]
    require(change_fits(life, what, value, day))
    _settle(was, {body.code: changed(life, what, value, day, paragraph)}, on.date())
    told = {what: [getattr(life.form(day - DAY), what), value], "from": day}
    audit.note(subject=body.code, act=f"body.{'rename' if what == 'name' else 'move'}", by=by, on=on, changes=told, reason=paragraph)
    return was.bodies[body.code]


@act
def end_body(
    *, body: Body, last_day: date, successors: Iterable[Body], parts_to: Body | None, unbound_known: bool, paragraph: str,
    by: Person, on: datetime,
) -> Body:  # fmt: skip
    """Let a body end with a day, followed by none, one or several; what belongs to it moves to `parts_to`. Source: O1."""
    require(policies.can_record(by, on.date()))
    was = _locked()
    _end(was, [body.code], list(successors), parts_to, last_day, unbound_known, paragraph, by, on)
    return was.bodies[body.code]


@act
def merge_bodies(
    *, bodies: Iterable[Body], into: Body | NewBody, first_day: date, parts_follow: bool, unbound_known: bool, paragraph: str,
    by: Person, on: datetime,
) -> Body:  # fmt: skip
    """Merge bodies into one, new or existing, which answers for them from a day; they end the day before. Source: O1."""
    require(policies.can_record(by, on.date()))
    was, codes = _locked(), [b.code for b in bodies]
    if len({*codes, into.code}) < (2 if isinstance(into, Body) else 3) or into.code in codes:
        require(no("body_merge", "En sammanslagning gäller minst två organ, som går upp i ett annat eller i ett nytt.", "O1",
                   "Välj minst två, eller låt organet upphöra och övergå i ett annat.", field="bodies"))  # fmt: skip
    lives = {c: replace(was.lives[c], last=first_day - DAY) for c in codes if was.lives[c].last is None}
    target = _merged_into(was, {**was.lives, **lives}, codes, into, first_day, paragraph, by, on)
    _end(was, codes, [target], target if parts_follow else None, first_day - DAY, unbound_known, paragraph, by, on)
    return target


def _merged_into(
    was: Whole, then: Mapping[str, Life], codes: Sequence[str], into: Body | NewBody, first: date, paragraph: str, by: Person, on: datetime
) -> Body:
    """The body that others are merged into, recorded where it is new: of their kind, and of the parent of the first of them."""
    if isinstance(into, Body):
        return was.bodies[into.code]
    kinds = {was.lives[c].kind for c in codes}
    if len(kinds) > 1:
        require(no("body_merge_kind", "Organ av olika slag kan bara gå upp i ett organ som redan är infört.", "O1",
                   "För in det nya organet först, och välj det sedan.", field="into"))  # fmt: skip
    require(code_fits(into.code, was.lives))
    parent = was.bodies.get(then[codes[0]].form(first).parent)
    audit.note(
        subject=into.code, act="body.record", by=by, on=on, changes={"name": into.name, "kind": min(kinds, key=str).value}, reason=paragraph
    )
    made = Body.objects.create(
        code=into.code, name=into.name, kind=min(kinds, key=str).value, parent=parent, valid_from=first, founded_by=paragraph
    )
    was.bodies[made.code] = made
    return made


def _end(
    was: Whole, codes: Sequence[str], heirs: Sequence[Body], parts_to: Body | None, last: date, unbound_known: bool, paragraph: str,
    by: Person, on: datetime,
) -> None:  # fmt: skip
    """End bodies with a day, with those who follow them and a new place for what belongs to them."""
    lives, first = dict(was.lives), last + DAY
    for heir in heirs:
        lives.setdefault(
            heir.code,
            Life(heir.code, BodyKind(heir.kind), (Form(None, heir.name, heir.parent.code if heir.parent else ""),), heir.valid_from),
        )
    for code in codes:
        require(end_fits(lives[code], last))
    for code in codes:
        lives[code] = replace(lives[code], last=last)
        for part in [c for c, one in lives.items() if parts_to and one.exists(first) and one.form(first).parent == code]:
            lives[part] = _moved(lives[part], parts_to.code if parts_to else "", first, paragraph)
    ending = [was.bodies[c] for c in codes]
    require(heirs_bound(
        ending=[b.name for b in ending if BodyKind(b.kind) in APPLICANTS and (not b.is_company or b.adopted_on)],
        unbound=[h.name for h in heirs if h.is_company and (h.adopted_on is None or h.adopted_on > first)], known=unbound_known,
    ))  # fmt: skip
    followed = [*was.followed, *(Followed(c, h.code, first) for c in codes for h in heirs)]
    for body in ending:
        body.ended_by = paragraph
    _settle(was, lives, on.date(), followed)
    kind = kind_of_succession(len(codes), len(heirs))
    Succession.objects.bulk_create(
        Succession(kind=kind.value, before=was.bodies[c], after=h, on=first, paragraph=paragraph) for c in codes for h in heirs
    )
    for code in codes:
        told = {"valid_until": [None, last], "successors": [h.code for h in heirs]}
        audit.note(subject=code, act="body.merge" if len(codes) > 1 else "body.end", by=by, on=on, changes=told, reason=paragraph)


def _moved(life: Life, parent: str, day: date, paragraph: str) -> Life:
    """A part with its new parent; one that begins that very day simply has it from its beginning."""
    if life.first and day <= life.first:
        return replace(life, forms=tuple(replace(f, parent=parent) if f.since is None else f for f in life.forms))
    return changed(life, "parent", parent, day, paragraph)


@act
def correct_body(
    *, body: Body, since: date | None, name: str, kind: BodyKind, parent: Body | None, first_day: date | None, reason: str,
    by: Person, on: datetime,
) -> Body:  # fmt: skip
    """Correct what was recorded wrongly: a form (named by the day it holds from, None: the first) and the day itself. Source: O1."""
    require(policies.can_record(by, on.date()))
    was = _locked()
    life = was.lives[body.code]
    if not any(f.since == since for f in life.forms) or (since is not None and first_day is None):
        require(
            no("body_correct", "Ändringen som skulle rättas finns inte längre, eller saknar dag.", "O1", "Ange dagen.", field="first_day")
        )
    days = {f.since for f in life.forms if f.since != since}
    if since is not None and first_day in days:
        require(no("body_change_once", "Det finns redan en ändring från den dagen.", "O1", "Välj en annan dag.", field="first_day"))
    code = parent.code if parent else ""
    forms = [replace(f, since=first_day if since else None, name=name, parent=code) if f.since == since else f for f in life.forms]
    new = replace(life, kind=kind, forms=tuple(sorted(forms, key=lambda f: f.since or date.min)), first=life.first if since else first_day)
    _settle(was, {body.code: new}, on.date())
    old = life.form(since or date.min)
    pairs: dict[str, list[object]] = {
        "name": [old.name, name], "parent": [old.parent, code], "kind": [life.kind.value, kind.value],
        "valid_from": [since or life.first, first_day],
    }  # fmt: skip
    told = {what: pair for what, pair in pairs.items() if pair[0] != pair[1]}
    audit.note(subject=body.code, act="body.correct", by=by, on=on, changes=told, reason=reason)
    return was.bodies[body.code]


@act
def withdraw_change(*, body: Body, day: date, reason: str, by: Person, on: datetime) -> Body:
    """Take back a change of a body from a day, planned or recorded by mistake: what held before goes on. Source: O1."""
    require(policies.can_record(by, on.date()))
    was = _locked()
    life = was.lives[body.code]
    if not any(f.since == day for f in life.forms):
        require(no("body_withdraw", "Det finns ingen ändring från den dagen.", "O1", "Välj en ändring i organets tidslinje."))
    _settle(was, {body.code: when_withdrawn(life, day)}, on.date())
    gone, left = life.form(day), life.form(day - DAY)
    told = {"name": [gone.name, left.name], "parent": [gone.parent, left.parent], "from": [day, None]}
    audit.note(subject=body.code, act="body.withdraw", by=by, on=on, changes=told, reason=reason)
    return was.bodies[body.code]


@act
def withdraw_end(*, body: Body, reason: str, by: Person, on: datetime) -> Body:
    """Take back that a body ends or has ended, and that others follow it. Source: O1."""
    require(policies.can_record(by, on.date()))
    was = _locked()
    life = was.lives[body.code]
    if life.last is None:
        require(no("body_withdraw", "Organet har ingen sista dag att återta.", "O1"))
    was.bodies[body.code].ended_by = ""
    heirs = [f.after for f in was.followed if f.before == body.code and not f.part]
    _settle(was, {body.code: replace(life, last=None)}, on.date(), [f for f in was.followed if f.before != body.code or f.part])
    Succession.objects.filter(before=was.bodies[body.code]).exclude(kind=SuccessionKind.PART.value).delete()
    told = {"valid_until": [life.last, None], "successors": [heirs, []]}
    audit.note(subject=body.code, act="body.reopen", by=by, on=on, changes=told, reason=reason)
    return was.bodies[body.code]


@act
def keep_present(*, by: Person | None, on: datetime) -> int:
    """Bring the present name and parent of each body up to the day, after a night in which a planned change took effect.

    Pages that tell of bodies over time read the periods and need it not; other pages read the present values. Source: O1.
    """
    was, stale = _locked(), 0
    for code, life in was.lives.items():
        body, form = was.bodies[code], life.form(on.date())
        parent = was.bodies.get(form.parent)
        if (body.name, body.parent_id) != (form.name, parent.pk if parent else None):
            _keep_present(body, life, was.bodies, on.date())
            stale += 1
    return stale


@act
def bring_in_bodies(*, read: Callable[[Whole], Plan], paragraph: str, by: Person, on: datetime) -> Plan:
    """Bring in what a sheet tells of the organisation, whole or not at all; `read` says what it would do to what there is now.

    Each body that is made or changed has its own audit row; a body that the sheet leaves out is left as it is. Source: O1.
    """
    require(policies.can_record(by, on.date()))
    was = _locked()
    found = read(was)
    for code in found.new:
        life = found.lives[code]
        said = life.forms[0].paragraph or paragraph
        was.bodies[code] = Body.objects.create(
            code=code,
            name=life.form(on.date()).name,
            kind=life.kind.value,
            valid_from=life.first,
            founded_by=said,
            ended_by=paragraph if life.last else "",
        )
        audit.note(
            subject=code, act="body.record", by=by, on=on, changes={"name": life.forms[0].name, "kind": life.kind.value}, reason=said
        )
    for code in found.changed:
        if found.lives[code].last != was.lives[code].last:
            was.bodies[code].ended_by = paragraph
        told = {"forms": [_told(was.lives[code]), _told(found.lives[code])], "valid_until": [was.lives[code].last, found.lives[code].last]}
        audit.note(subject=code, act="body.import", by=by, on=on, changes=told, reason=paragraph)
    _settle(was, {c: found.lives[c] for c in (*found.new, *found.changed)}, on.date(), found.followed)
    _follow(was, [f for f in found.followed if f not in was.followed], paragraph)
    for code, day in found.adopted.items():
        record_adoption(body=was.bodies[code], adopted_on=day, paragraph=paragraph, by=by, on=on)
    return found


def _told(life: Life) -> list[str]:
    return [" ".join(str(v) for v in (f.since or "", f.name, f.parent) if v) for f in life.forms]


def _follow(was: Whole, new: Sequence[Followed], paragraph: str) -> None:
    """Keep who follows whom; how many did so on the same day tells what it is called."""
    for one in new:
        before = len({f.before for f in new if f.after == one.after and f.on == one.on})
        after = len({f.after for f in new if f.before == one.before})
        kind = kind_of_succession(before, after)
        Succession.objects.create(
            kind=kind.value, before=was.bodies[one.before], after=was.bodies[one.after], on=one.on, paragraph=paragraph
        )


@act
def record_adoption(*, body: Body, adopted_on: date, paragraph: str, by: Person, on: datetime) -> Body:
    """Record that a company's own board adopted the programme; it is bound from that day. Source: P1; O1."""
    require(policies.can_record(by, on.date()))
    if not body.is_company:
        require(no("adoption", "%(name)s är inget bolag: programmet binder utan eget beslut.", "P1; O1", name=body.name))
    if adopted_on > on.date():
        require(no("adoption_day", "Beslutet kan inte vara fattat efter i dag.", "O1", "Rätta dagen.", field="adopted_on"))
    if not whole([body]).lives[body.code].exists(adopted_on):
        require(no("adoption_day", "%(name)s fanns inte den dagen.", "O1", "Rätta dagen.", field="adopted_on", name=body.name))
    earlier = Decision.objects.filter(subject=body.code, kind=DecisionKind.PROGRAMME.value).order_by("-number").first()
    decide(
        kind=DecisionKind.PROGRAMME, subject=body.code, decider=body.name, body_name=body.name, mandate=paragraph,
        basis=body.name, reasons="Bolagets styrelse har antagit programmet.", content={"adopted_on": adopted_on},
        supersedes=earlier, published=True, by=by, on=on,
    )  # fmt: skip
    audit.note(subject=body.code, act="body.adopt", by=by, on=on, changes={"adopted_on": [body.adopted_on, adopted_on]})
    body.adopted_on = adopted_on
    body.save(update_fields=["adopted_on"])
    return body
