"""The organisation as it was, is and will be on a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from ..models import Body, BodyPeriod, Succession, in_existence
from ..rules import Followed, Form, Life, answering
from ..terms import BodyKind, SuccessionKind


def _of(body: str, on: date) -> QuerySet[BodyPeriod]:
    """The period of a body (an outer column) on a day."""
    started = Q(valid_from=None) | Q(valid_from__lte=on)
    return BodyPeriod.objects.filter(started, Q(valid_until=None) | Q(valid_until__gte=on), body=OuterRef(body)).order_by()


def with_forms(rows: QuerySet[Body], on: date) -> QuerySet[Any]:
    """Each body with `name_on`, `sort_on`, `parent_on` (key) and `parent_name_on` as they are on a day. Source: O1 "over time"."""
    own = _of("pk", on)
    rows = rows.annotate(
        name_on=Coalesce(Subquery(own.values("name")[:1]), F("name")),
        sort_on=Coalesce(Subquery(own.values("sort")[:1]), F("sort")),
        parent_on=Case(
            When(Exists(own), then=Subquery(own.values("parent_id")[:1])), default=F("parent_id"), output_field=BigIntegerField()
        ),
    )
    above = Body.objects.filter(pk=OuterRef("parent_on"))
    return rows.annotate(
        parent_name_on=Coalesce(Subquery(_of("parent_on", on).values("name")[:1]), Subquery(above.values("name")[:1])),
        parent_sort_on=Coalesce(Subquery(_of("parent_on", on).values("sort")[:1]), Subquery(above.values("sort")[:1])),
    )


def as_on(on: date) -> QuerySet[Any]:
    """The bodies that exist on a day, with what they are called and belong to that day, in Swedish order."""
    return with_forms(Body.objects.filter(in_existence(on)), on).order_by("sort_on", "pk")


@dataclass
class Whole:
    """The whole organisation over time: lives and successions by code, and the rows that they were read from."""

    lives: dict[str, Life] = field(default_factory=dict)
    followed: list[Followed] = field(default_factory=list)
    bodies: dict[str, Body] = field(default_factory=dict)

    def name(self, code: str, on: date) -> str:
        """What a body is called on a day (or was when it ended)."""
        return self.lives[code].form(on).name

    def answering(self, code: str, on: date) -> list[str]:
        """Codes of those who answer on a day for what a body answered for."""
        return answering(code, on, self.lives, self.followed)


def whole(bodies: Iterable[Body] | None = None, *, successions: bool = True) -> Whole:
    """The whole organisation over time, in three queries; `bodies` where they have been read (and locked) already.

    Without `successions`, who follows whom is not read: two queries.
    """
    read = list(Body.objects.order_by("sort") if bodies is None else bodies)
    codes = {b.pk: b.code for b in read}
    forms: dict[int, list[Form]] = {}
    for p in BodyPeriod.objects.order_by("body", F("valid_from").asc(nulls_first=True)):
        forms.setdefault(p.body_id, []).append(Form(p.valid_from, p.name, codes.get(p.parent_id or 0, ""), p.paragraph))
    lives = {b.code: life_of(b, forms.get(b.pk, []), codes) for b in read}
    followed = [
        Followed(codes[s.before_id], codes[s.after_id], s.on, s.kind == SuccessionKind.PART.value)
        for s in (Succession.objects.all() if successions else ())
    ]
    return Whole(lives, followed, {b.code: b for b in read})


def life_of(body: Body, forms: Iterable[Form], codes: Mapping[int, str]) -> Life:
    """A body's life from its row and forms; where nothing has changed it was always as it is."""
    found = tuple(forms) or (Form(None, body.name, codes.get(body.parent_id or 0, "")),)
    return Life(body.code, BodyKind(body.kind), found, body.valid_from, body.valid_until)


@dataclass(frozen=True)
class BodyThen:
    """A body as something that was begun under it knows it: its name of that day, and who answers for it now.

    `last` is its last day where it has ended; `now` is then whoever answers (nobody, one or several), else itself.
    """

    body: Body
    name: str
    last: date | None
    now: tuple[Body, ...]

    @property
    def heirs(self) -> tuple[Body, ...]:
        """Those who answer in its place; none while it exists."""
        return self.now if self.last else ()


def bodies_then(bodies: Iterable[Body], then: date, on: date, called: Mapping[int, str] | None = None) -> dict[int, BodyThen]:
    """Bodies by key with their names of one day, and who answers on another. Three queries where one of them has ended, else one.

    `called` are the names of the day by key where somebody has read them already: then no query where none has ended.
    """
    read = {b.pk: b for b in bodies}
    if any(b.valid_until and b.valid_until < on for b in read.values()):
        all_ = whole()
        return {
            pk: BodyThen(
                b, all_.name(b.code, then), b.valid_until if b.valid_until and b.valid_until < on else None,
                tuple(all_.bodies[c] for c in all_.answering(b.code, on)),
            )
            for pk, b in read.items()
        }  # fmt: skip
    if called is None:
        called = dict(periods(read, then).values_list("body", "name"))
    return {pk: BodyThen(b, called.get(pk, b.name), None, (b,)) for pk, b in read.items()}


def periods(bodies: Iterable[int], then: date) -> QuerySet[BodyPeriod]:
    """The periods of bodies, by their keys, that a day lies in; a body of which nothing has changed has none."""
    started = Q(valid_from=None) | Q(valid_from__lte=then)
    return BodyPeriod.objects.filter(started, Q(valid_until=None) | Q(valid_until__gte=then), body__in=list(bodies))


@dataclass(frozen=True)
class Branch:
    """A body in the tree of a day, with what belongs to it."""

    code: str
    name: str
    kind: BodyKind
    parts: tuple["Branch", ...] = ()


def tree(on: date) -> list[tuple[BodyKind, list[Branch]]]:
    """The organisation of a day by kind of its topmost bodies, each with what belongs to it, in Swedish order. One query."""
    rows = list(as_on(on).values_list("pk", "code", "name_on", "kind", "parent_on"))
    there = {row[0] for row in rows}
    below: dict[int | None, list[tuple[int, str, str, str]]] = {}
    for pk, code, name, kind, parent in rows:
        below.setdefault(parent if parent in there else None, []).append((pk, code, name, kind))

    def grown(of: int | None, above: frozenset[int]) -> tuple[Branch, ...]:
        return tuple(
            Branch(code, name, BodyKind(kind), grown(pk, above | {pk})) for pk, code, name, kind in below.get(of, []) if pk not in above
        )

    top = grown(None, frozenset())
    return [(kind, found) for kind in BodyKind if (found := [b for b in top if b.kind is kind])]


def with_those_below(code: str, on: date) -> list[int]:
    """The keys of a body and of all that belong to it on a day, at any depth; none where there is no such body. One query."""
    rows = list(with_forms(Body.objects.all(), on).order_by().values_list("pk", "code", "parent_on"))
    found = {pk for pk, own, _ in rows if own == code}
    while more := {pk for pk, _, parent in rows if parent in found} - found:
        found |= more
    return sorted(found)
