"""Reads of the flows: a system's neighbourhood, its flows, and the outages that reach it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from nytta.kit import search
from nytta.plain.text import sort_key

from ..models import Flow, InformationType, System
from ..rules.picture import Link, Node
from ..terms import FlowDirection
from .impact import in_use
from .systems import standing

MOST_BESIDE = 9


def with_sides(rows: QuerySet[Flow]) -> QuerySet[Flow]:
    """Each flow with the names of the bodies that answer for its sides."""
    return rows.annotate(
        source_body=Coalesce("source_owner__name", "source__owner__name"), target_body=Coalesce("target_owner__name", "target__owner__name"),
    )  # fmt: skip


def flow_at(code: str) -> Flow | None:
    """A flow by its code, with its systems and who answers for them."""
    rows = Flow.objects.select_related("source__owner", "target__owner", "source_owner", "target_owner", "information_type")
    return rows.filter(code=code).first()


def information_types() -> QuerySet[InformationType]:
    """The types of information that a flow can carry, in Swedish order."""
    return InformationType.objects.filter(ended_on=None).order_by("sort", "pk")


def flows_in_order() -> QuerySet[Flow]:
    """Every flow with its systems and those who answer for a side, by code."""
    return Flow.objects.select_related("source", "target", "source_owner", "target_owner", "information_type").order_by("code")


def flows_of(system: System, on: date) -> QuerySet[Flow]:
    """The flows of a system that are in use on a day, with both systems."""
    rows = Flow.objects.filter(in_use(on), Q(source=system) | Q(target=system))
    return rows.select_related("source", "target").order_by("code")


def found_by(rows: QuerySet[Flow], text: str) -> QuerySet[Flow]:
    """The flows that a text finds: by their own code, by what they carry, or by a system at either end (`S-0014`, or its words)."""
    code = re.fullmatch(r"([sf])-\d{4,}", text.strip(), re.IGNORECASE)
    if code and code[1].lower() == "f":
        return rows.filter(code=code.group().upper())
    if code:
        key = System.objects.filter(code=code.group().upper()).values_list("pk", flat=True).first()
        return rows.filter(Q(source=key) | Q(target=key)) if key else rows.none()
    systems = System.objects.filter(code__in=search.matching("system", text)).values("pk")
    return rows.filter(Q(code__in=search.matching("flow", text)) | Q(source__in=systems) | Q(target__in=systems))


@dataclass(frozen=True)
class Named:
    """The systems that a text names (by code or whole name), and else those that are like it."""

    hits: Sequence[System]
    like: Sequence[System]


def systems_named(text: str) -> Named:
    """The standing systems that a text names: `S-0014` with whatever stands after it, or a whole name. Two questions at most."""
    code = re.match(r"s-\d{4,}", text.strip(), re.IGNORECASE)
    rows = standing().select_related("owner")
    if code:
        return Named(list(rows.filter(code=code.group().upper())), [])
    key = sort_key(" ".join(text.split()))
    hits = list(rows.filter(sort=key)[:6])
    return Named(hits, [] if hits else list(rows.filter(Q(code__in=search.find("system", text, 5)) | Q(sort__startswith=key))[:5]))


@dataclass(frozen=True)
class Neighbourhood:
    """A system with those around it, in columns from -2 to 2; the flows between them; and how many more there are on each side."""

    nodes: Sequence[Node]
    flows: Sequence[Flow]
    more: dict[int, int]

    @property
    def links(self) -> list[Link]:
        """The flows as the picture draws them: one line between two systems, with how many flows it stands for."""
        found: dict[tuple[int, int], list[Flow]] = {}
        for flow in self.flows:
            found.setdefault((flow.source_id, flow.target_id), []).append(flow)
        links = []
        for (source, target), flows in found.items():
            both = any(f.direction == FlowDirection.BOTH.value for f in flows)
            services = {f.by_service for f in flows}
            links.append(Link(source, target, both, services.pop() if len(services) == 1 else None, tuple(f.information for f in flows)))
        return links


def _beside(keys: Sequence[int], known: Iterable[int], on: date, *, receives: bool) -> tuple[list[tuple[int, str, str, str]], int]:
    """Those that some systems send to (or receive from) and that are not known yet, those with most flows first; and how many more."""
    here, there = ("source", "target") if receives else ("target", "source")
    rows = Flow.objects.filter(in_use(on), **{f"{here}__in": keys}).exclude(**{f"{there}__in": list(known)})
    fields = (f"{there}_id", f"{there}__code", f"{there}__name", f"{there}__owner__name")
    found = rows.values_list(*fields).annotate(n=Count("pk")).order_by("-n", f"{there}__sort")
    total = rows.aggregate(n=Count(f"{there}_id", distinct=True))["n"]
    return [tuple(row[:4]) for row in found[:MOST_BESIDE]], max(0, total - MOST_BESIDE)


def neighbourhood(system: System, on: date, steps: int) -> Neighbourhood:
    """What lies one or two steps from a system: whom it sends to on the right, whom it receives from on the left. Source: D4.

    At most nine in a column, those with most flows first; a fixed number of questions.
    """
    nodes = [Node(system.pk, system.code, system.name, system.owner.name, 0)]
    known, more, edge = {system.pk}, dict[int, int](), {1: [system.pk], -1: [system.pk]}
    for step in range(1, min(steps, 2) + 1):
        for side in (1, -1):
            found, left = _beside(edge[side], known, on, receives=side > 0)
            nodes += [Node(*row, side * step) for row in found]
            edge[side] = [row[0] for row in found]
            known |= set(edge[side])
            more[side * step] = left
    rows = Flow.objects.filter(in_use(on), source__in=known, target__in=known).select_related("source", "target")
    flows = list(rows.order_by("source__sort", "target__sort", "code"))
    return Neighbourhood(nodes, flows, more)
