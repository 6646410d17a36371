"""Reads of the map of what the city must be able to do."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from nytta.plain.verdicts import require

from ..models import Capability, Supports, System
from ..rules.capabilities import capability_standing
from .systems import there_on


def standing_capabilities() -> QuerySet[Capability]:
    """The capabilities that are in use, in the order of their codes."""
    return Capability.objects.filter(retired_on=None).order_by("code")


def hold_standing(keys: Iterable[int]) -> None:
    """Lock the capabilities (keys) that systems are about to carry; refused when one of them is retired. Inside the caller's transaction."""
    for one in Capability.objects.select_for_update().filter(pk__in=set(keys)).order_by("pk"):
        require(capability_standing(one.name, one.retired_on))


def capabilities_on(on: date) -> Q:
    """The condition that a capability had not been retired on a day. Source: D1."""
    return Q(retired_on=None) | Q(retired_on__gt=on)


def named(field: str = "") -> Any:
    """The name of a capability in the reader's language, where the map has it; `field` is the way to the capability."""
    if get_language() != "en":
        return F(f"{field}name")
    return Case(When(**{f"{field}name_en": "", "then": F(f"{field}name")}), default=F(f"{field}name_en"))


def choices(person: Any) -> list[tuple[str, str]]:
    """(code, name) of the capabilities in use, as a filter offers them."""
    return list(standing_capabilities().annotate(shown=named()).values_list("code", "shown"))


class Tree:
    """The map as a tree, as it is or of what was in use on a day: one query."""

    def __init__(self, on: date | None = None) -> None:
        found = Capability.objects.filter(capabilities_on(on)) if on else Capability.objects.all()
        rows = list(found.order_by("code").values_list("pk", "code", "parent"))
        self.keys = {code: pk for pk, code, _ in rows}
        self.children: dict[int | None, list[int]] = defaultdict(list)
        for pk, _, parent in rows:
            self.children[parent].append(pk)

    def under(self, key: int) -> list[int]:
        """A capability (key) and all that lie below it."""
        return [key, *(k for child in self.children[key] for k in self.under(child))]

    def level(self, above: str) -> dict[int, list[int]]:
        """The capabilities (keys) right below one (code), the topmost where none is given, each with itself and all below it; one that
        has none below it is a level by itself."""
        chosen = self.keys.get(above)
        return {pk: self.under(pk) for pk in self.children[chosen] or ([chosen] if chosen else [])}

    def lowest(self) -> frozenset[str]:
        """The codes of those that have none below them."""
        return frozenset(code for code, pk in self.keys.items() if not self.children[pk])


def carrying(rows: QuerySet[System], code: str) -> QuerySet[System]:
    """The systems that carry a capability (code) or one that lies below it. One query for the map. Source: D1."""
    tree = Tree()
    keys = tree.under(tree.keys[code]) if code in tree.keys else []
    return rows.filter(pk__in=Supports.objects.filter(capability__in=keys).values("system"))


def with_carried(rows: QuerySet[Any], on: date) -> QuerySet[Any]:
    """Each capability with `systems_count`, the systems of a day that carry it itself, and `shown_parent`. Source: D1."""
    carried = Supports.objects.filter(system__in=System.objects.filter(there_on(on)), capability=OuterRef("pk")).order_by()
    number = carried.values("capability").annotate(n=Count("pk")).values("n")
    counted: QuerySet[Any] = rows.annotate(systems_count=Coalesce(Subquery(number), Value(0)), shown_parent=named("parent__"))
    return counted


def in_use(capability: Capability) -> tuple[int, int]:
    """How many systems in use carry a capability, and how many capabilities in use lie right under it."""
    systems = capability.supported_by.filter(system__retired_on=None).count()
    return systems, capability.children.filter(retired_on=None).count()


def carriers(capability: Capability, on: date) -> Sequence[System]:
    """The systems of a day that carry a capability itself, in Swedish order."""
    rows = System.objects.filter(there_on(on), supports__capability=capability).select_related("owner")
    return list(rows.order_by("sort", "pk"))
