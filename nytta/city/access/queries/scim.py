"""The directory's questions as queries: a filter becomes a condition, a page of resources a fixed number of statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, Collate, Left, NullIf, Right, StrIndex
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, LessThan, LessThanOrEqual

from ..models.directory import DirectoryGroup, DirectoryUser
from ..rules.scim import GROUP, USER, Filter, ScimError, parse
from ..rules.scim.filters import Compare, Joined, Within, fulfils, value_fulfils
from ..rules.scim.schemas import ENTERPRISE, Kind, Leaf, leaf

NEVER = Q(pk__in=[])
ALWAYS = ~NEVER
MOST_ROWS, FEW_ROWS = 500, 100
_ORDERS: Mapping[str, Any] = {"gt": GreaterThan, "ge": GreaterThanOrEqual, "lt": LessThan, "le": LessThanOrEqual}
_LOOKUPS = {"eq": "exact", "gt": "gt", "ge": "gte", "lt": "lt", "le": "lte"}


def users() -> QuerySet[DirectoryUser]:
    """The persons whom the directory keeps and has not deleted."""
    return DirectoryUser.objects.filter(removed_at=None).select_related("person")


def groups(*, members: bool = True) -> QuerySet[DirectoryGroup]:
    """The directory's groups, with their members where these are shown."""
    rows = DirectoryGroup.objects.all()
    shown = DirectoryUser.objects.filter(removed_at=None).only("pk", "uid").order_by("pk")
    return rows.prefetch_related(Prefetch("members", queryset=shown, to_attr="shown_members")) if members else rows


def _fixed(answer: bool) -> Q:
    return ALWAYS if answer else NEVER


def condition(kind: Kind, asked: Filter) -> Q:
    """The rows of a resource type that a filter asks for, as `fulfils` answers for each of them."""
    if isinstance(asked, Joined):
        parts = [condition(kind, one) for one in asked.parts]
        return ~parts[0] if asked.word == "not" else reduce(and_ if asked.word == "and" else or_, parts)
    if asked.where is None:
        return _fixed(fulfils({}, asked))
    if asked.where.attribute.name == "members":
        return _of_members(asked)
    if isinstance(asked, Within):
        return _present(kind, "emails.value") & condition(kind, asked.inner)
    return _scalar(kind, asked, asked.where)


def _of_members(asked: Compare | Within) -> Q:
    """A condition of a group's members: one and the same member fulfils it; a group without any has no value."""
    rows = DirectoryUser.objects.filter(groups=OuterRef("pk"), removed_at=None)
    if isinstance(asked, Within):
        return Q(Exists(rows.filter(_member(asked.inner))))
    if asked.operator == "pr":
        return Q(Exists(rows)) & (_fixed(True) if _kept(asked.where) else NEVER)
    return Q(Exists(rows.filter(_member(asked)))) | (~Q(Exists(rows)) & _fixed(fulfils({}, asked)))


def _kept(where: Leaf | None) -> bool:
    """Whether a part of a member can be asked for."""
    if where is not None and where.sub is not None and where.sub.name not in {"value", "type"}:
        raise ScimError(400, "invalidFilter", f"{where.key} is not asked for in a filter: use members.value.")
    return True


def _member(asked: Filter) -> Q:
    if isinstance(asked, Joined):
        parts = [_member(one) for one in asked.parts]
        return ~parts[0] if asked.word == "not" else reduce(and_ if asked.word == "and" else or_, parts)
    _kept(asked.where)
    if isinstance(asked, Within) or asked.where is None or asked.where.sub is None:
        return NEVER
    if asked.where.sub.name == "type":
        return _fixed(value_fulfils({"type": "User"}, asked))
    return _text(F("uid"), asked)


def _present(kind: Kind, key: str) -> Q:
    return ~Q(Exact(_words(kind, key), Value("")))


def _words(kind: Kind, key: str) -> Any:
    """The text at a place of a row, "" where there is none."""
    columns = {"id": "uid", "externalId": "external_id"} | ({"displayName": "key"} if kind is GROUP else {})
    if key in columns:
        return F(columns[key])
    return Coalesce(KeyTextTransform(key, "words"), Value(""), output_field=TextField())


def _scalar(kind: Kind, asked: Compare, where: Leaf) -> Q:
    """A comparison of an attribute that has one value."""
    key = where.key
    if where.end.type == "complex":
        if where.attribute.name == "meta":
            return ALWAYS
        return reduce(or_, [_present(kind, f"{key}.{one.name}") for one in where.attribute.subs])
    if key == "meta.resourceType":
        return _fixed(fulfils({"meta": {"resourceType": kind.name}}, asked))
    if where.end.type == "dateTime":
        return _plain({"meta.created": "created_at"}.get(key, "changed_at"), asked)
    if key == "active":
        return _plain("person__is_active", asked)
    if where.end.type == "boolean" and asked.value is not None:
        asked = Compare(where, asked.operator, str(asked.value).casefold())
    return _text(_words(kind, key), asked)


def _plain(field: str, asked: Compare) -> Q:
    """A comparison of a column that always has a value."""
    if asked.operator == "pr" or asked.value is None:
        return _fixed(asked.operator in {"pr", "ne"})
    if asked.operator == "ne":
        return ~Q(**{field: asked.value})
    return Q(**{f"{field}__{_LOOKUPS[asked.operator]}": asked.value})


def _text(words: Any, asked: Compare) -> Q:
    """A comparison of a text, "" for none; never unknown, so that `not` turns it."""
    operator, value, present = asked.operator, asked.value, ~Q(Exact(words, Value("")))
    if operator == "pr" or value is None:
        return present if operator in {"pr", "ne"} else ~present
    if value == "":  # no text is empty
        return _fixed(operator == "ne") if operator in {"eq", "ne"} else present if operator not in {"lt", "le"} else NEVER
    text = Value(value, output_field=TextField())
    if operator in {"eq", "ne"}:
        same = Q(Exact(words, text))
        return same if operator == "eq" else ~same
    if operator == "co":
        return Q(GreaterThan(StrIndex(words, text), 0))
    if operator in {"sw", "ew"}:
        cut = Left if operator == "sw" else Right
        return Q(Exact(cut(words, len(str(value))), text))
    return present & Q(_ORDERS[operator](by_letters(words), text))


def by_letters(words: Any) -> Any:
    """A text ordered by its characters' numbers, alike in both databases."""
    return Collate(words, "C") if connection.vendor == "postgresql" else words


@dataclass(frozen=True)
class Question:
    """What a list is asked for: filter, order, place and number, and which attributes."""

    filter: str = ""
    sort_by: str = ""
    descending: bool = False
    start: int = 1
    count: int = FEW_ROWS
    attributes: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


def _sorted(kind: Kind, rows: QuerySet[Any], question: Question, others: Sequence[Kind]) -> QuerySet[Any]:
    where = leaf(kind, question.sort_by) if question.sort_by else None
    if where is None:
        if question.sort_by and not any(leaf(one, question.sort_by) for one in others):
            raise ScimError(400, "invalidPath", f"{question.sort_by[:120]} is not kept here.")
        return rows.order_by("pk")
    if where.attribute.name == "members":
        raise ScimError(400, "invalidPath", "Groups are not sorted by their members.")
    if where.end.type == "complex":
        inner = where.attribute.sub("value") or where.attribute.sub("formatted") or where.attribute.sub("created")
        where = Leaf(where.attribute, inner, where.extension)
    plain = {"meta.created": "created_at", "meta.lastModified": "changed_at", "active": "person__is_active"}
    if where.key == "meta.resourceType":
        return rows.order_by("pk")
    words = F(plain[where.key]) if where.key in plain else NullIf(by_letters(_words(kind, where.key)), Value(""))
    order = words.desc(nulls_first=True) if question.descending else words.asc(nulls_last=True)
    return rows.order_by(order, "pk")


def found(kind: Kind, question: Question, others: Sequence[Kind] = ()) -> QuerySet[Any]:
    """All rows of a resource type that a list asks for, in order; an attribute that only the `others` have has no value here."""
    members = not (
        (question.attributes and not any(a.lower().startswith(("members", f"{GROUP.urn}:members".lower())) for a in question.attributes))
        or any(e.lower() in {"members", f"{GROUP.urn}:members".lower()} for e in question.excluded)
    )
    rows: QuerySet[Any] = users() if kind is USER else groups(members=members)
    if question.filter:
        rows = rows.filter(condition(kind, parse(question.filter, kind, others)))
    return _sorted(kind, rows, question, others)


def listed(kinds: Sequence[Kind], question: Question, base: str) -> tuple[int, list[tuple[Kind, dict[str, Any]]]]:
    """How many there are of some resource types, and the page asked for; one after the other. At most three statements for each."""
    total, left, skip, page = 0, min(max(question.count, 0), MOST_ROWS), max(question.start, 1) - 1, []
    for kind in kinds:
        rows = found(kind, question, [k for k in kinds if k is not kind])
        number = rows.count()
        total += number
        if left and skip < number:
            some = [(kind, resource_of(kind, row, base)) for row in rows[skip : skip + left]]
            left -= len(some)
            page += some
        skip = max(0, skip - number)
    return total, page


def resource_of(kind: Kind, row: Any, base: str) -> dict[str, Any]:
    """A person or group as the directory reads it; `base` is the address that all others begin with."""
    location = f"{base}{kind.endpoint}/{row.uid}"
    meta = {
        "resourceType": kind.name, "created": instant(row.created_at), "lastModified": instant(row.changed_at), "location": location,
        "version": version_of(kind, row),
    }  # fmt: skip
    told: dict[str, Any] = {"schemas": [kind.urn], "id": row.uid}
    if kind is USER:
        told |= row.said | {"active": row.person.is_active}
        if ENTERPRISE in row.said:
            told["schemas"] = [kind.urn, ENTERPRISE]
    else:
        told |= {"displayName": row.name} | ({"externalId": row.external_id} if row.external_id else {})
        if rows := getattr(row, "shown_members", ()):
            told["members"] = [{"value": one.uid, "$ref": f"{base}{USER.endpoint}/{one.uid}", "type": "User"} for one in rows]
    return told | {"meta": meta}


def version_of(kind: Kind, row: Any) -> str:
    """The edition of a person or group; one whom the registrar has closed is another edition."""
    closed = "-" if kind is USER and not row.person.is_active else ""
    return f'W/"{row.version}{closed}"'


def instant(at: datetime) -> str:
    """A moment as the standard writes it."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
