"""What a chief information officer asks of the register of systems, counted in SQL. Source: D1."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, TextField, Value, When
from django.db.models.functions import Cast, Coalesce

from nytta.city.organisation.models import Body
from nytta.city.organisation.queries import whole, with_those_below
from nytta.city.records.models import Appointment, in_period
from nytta.city.records.terms import Role

from ..models import Capability, CommonSolution, Phase, Supports, System
from ..rules.overviews import HIGH_FROM
from ..terms import Category, Ending, Flaw, Left, LifePhase, Quadrant
from .quality import conditions
from .systems import there_on, with_phase

UNKNOWN = "unknown"
COST_OF = {**{c.value: c.value for c in Category}, "": UNKNOWN}
"""The annotation that holds the cost of each category; of no category, `unknown`."""


def bodies_with_systems() -> Sequence[tuple[str, str]]:
    """(code, name) of the bodies that own systems and of those that they belong to, in Swedish order. One query."""
    owns = Exists(System.objects.filter(owner=OuterRef("pk")))
    rows = {
        row[0]: row[1:] for row in Body.objects.order_by("sort").annotate(owns=owns).values_list("pk", "code", "name", "parent", "owns")
    }
    found: set[int] = set()
    for pk, (_, _, _, here) in rows.items():
        step: int | None = pk if here else None
        while step is not None and step not in found:
            found.add(step)
            step = rows[step][2]
    return [(code, name) for pk, (code, name, _, _) in rows.items() if pk in found]


def costs_of_owners(rows: QuerySet[Body], on: date) -> QuerySet[Any]:
    """The owners of systems that there are on a day, with what these cost per year by category, and how many tell no cost.

    `total`, and the cost of each category by COST_OF: null where no system of it tells its cost; `weight` to order by,
    the same on both databases. Source: D1.
    """
    mine = System.objects.filter(there_on(on), owner=OuterRef("pk")).order_by().values("owner")

    def of_mine(figure: Any) -> Subquery:
        return Subquery(mine.annotate(figure=figure).values("figure"))

    by_category = {name: of_mine(Sum("cost_per_year_sek", filter=Q(category=code))) for code, name in COST_OF.items()}
    return rows.annotate(systems_count=of_mine(Count("pk"))).filter(systems_count__gt=0).annotate(
        **by_category, total=of_mine(Sum("cost_per_year_sek")), without_cost=of_mine(Count("pk", filter=Q(cost_per_year_sek=None))),
    ).annotate(weight=Coalesce("total", Value(-1)))  # fmt: skip


def summed(rows: QuerySet[Any], names: Iterable[str]) -> dict[str, Any]:
    """The sums of some figures over all rows, null where none is known. One query."""
    return rows.order_by().aggregate(**{f"sum_{name}": Sum(name) for name in names})


def counted(rows: QuerySet[Any], field: str, terms: Any) -> dict[Any, int]:
    """How many rows have each word of a Term in a field, and under None how many there are in all. One query."""
    found = rows.order_by().aggregate(every=Count("pk"), **{f"n_{t}": Count("pk", filter=Q(**{field: t.value})) for t in terms})
    return {None: found["every"], **{t: found[f"n_{t}"] for t in terms}}


NEVER = date(9999, 12, 31)


def with_life(rows: QuerySet[System], on: date) -> QuerySet[Any]:
    """The systems of a day with `<phase>_from` for each phase, `phase_on`, `ends_from` (retired, else when the phasing out starts)
    and `ending` as rules.overviews.ending says; `end_first` to order by, those without an end last. Source: D1."""
    starts = {
        f"{p}_from": Subquery(Phase.objects.filter(system=OuterRef("pk"), phase=p.value).order_by().values("starts_on")[:1])
        for p in LifePhase
    }
    found = with_phase(rows.filter(there_on(on)), on).annotate(**starts)
    return found.annotate(ends_from=Coalesce("retired_from", "phase_out_from")).annotate(
        end_first=Coalesce("ends_from", Value(NEVER)),
        ending=Case(
            When(retired_from__lte=on, then=Value(Ending.PASSED.value)),
            When(retired_from__lte=date(on.year, 12, 31), then=Value(Ending.THIS_YEAR.value)),
            When(retired_from__lte=date(on.year + 1, 12, 31), then=Value(Ending.NEXT_YEAR.value)),
            When(retired_from__isnull=False, then=Value(Ending.LATER.value)),
            When(phase_out_from__isnull=False, then=Value(Ending.OPEN.value)),
            When(Exists(Phase.objects.filter(system=OuterRef("pk"))), then=Value(Ending.NOT_PLANNED.value)),
            default=Value(Ending.UNKNOWN.value),
        ),
    )  # fmt: skip


def with_quadrant(rows: QuerySet[System], on: date) -> QuerySet[Any]:
    """The systems of a day with `quadrant` as rules.overviews.quadrant says: null where a score is not known. Source: D1."""
    lacking = Q(business_value=None) | Q(technical_fitness=None)
    valued, fit = Q(business_value__gte=HIGH_FROM), Q(technical_fitness__gte=HIGH_FROM)
    return rows.filter(there_on(on)).annotate(
        quadrant=Case(
            When(lacking, then=Value(None)),
            When(valued & fit, then=Value(Quadrant.INVEST.value)), When(valued, then=Value(Quadrant.MIGRATE.value)),
            When(fit, then=Value(Quadrant.TOLERATE.value)), default=Value(Quadrant.ELIMINATE.value), output_field=TextField(),
        )
    )  # fmt: skip


def left_behind(rows: QuerySet[System], on: date) -> QuerySet[Any]:
    """The systems of a day whose owner has ended or whose representative has left by then, with `left`. Source: D1; G3."""
    found = conditions(on)
    ended, gone = Q(found[Flaw.OWNER_ENDED]), Q(found[Flaw.REPRESENTATIVE_LEFT])
    marked = rows.filter(there_on(on)).annotate(
        left=Case(
            When(ended & gone, then=Value(Left.BOTH.value)),
            When(ended, then=Value(Left.OWNER.value)), When(gone, then=Value(Left.REPRESENTATIVE.value)), output_field=TextField(),
        )
    )  # fmt: skip
    return marked.filter(left__isnull=False)


def of_owners(below: str, on: date) -> QuerySet[System]:
    """The systems of a day; of the owners at and below a body (code) where one is given. Source: D1."""
    owners = Q(owner__in=with_those_below(below, on)) if below else Q()
    return System.objects.filter(there_on(on), owners).order_by()


def lacking(flaw: Flaw, below: str, on: date) -> int:
    """How many systems of a day have a flaw, of the owners at and below a body (code) where one is given. Source: D1."""
    return of_owners(below, on).filter(conditions(on)[flaw]).count()


def answering_for(on: date) -> tuple[Mapping[int, str], Mapping[int, str]]:
    """By owner (key): who answers on a day in place of one that has ended, and who represents that body or the owner itself.

    Nobody is not there. Five queries.
    """
    all_, owners = whole(), list(Body.objects.filter(pk__in=System.objects.values("owner")))
    held = Appointment.objects.filter(in_period(on), person__is_active=True, role=Role.OWNER_REPRESENTATIVE.value)
    people: dict[int | None, dict[str, None]] = defaultdict(dict)
    for one in held.select_related("person").order_by("person__name", "pk"):
        people[one.body_id][str(one.person)] = None
    heirs, persons = {}, {}
    for owner in owners:
        now = [all_.bodies[code] for code in all_.answering(owner.code, on)]
        if [b.pk for b in now] != [owner.pk]:
            heirs[owner.pk] = ", ".join(all_.name(b.code, on) for b in now)
        persons[owner.pk] = ", ".join(dict.fromkeys(name for b in (*(b.pk for b in now), None) for name in people[b]))
    return {k: v for k, v in heirs.items() if v}, {k: v for k, v in persons.items() if v}


def with_answering(rows: QuerySet[System], answering: tuple[Mapping[int, str], Mapping[int, str]]) -> QuerySet[Any]:
    """Each system with `answers` (who answers in place of an owner that has ended) and `persons` (who represents whoever answers)."""
    names = dict(zip(("answers", "persons"), answering, strict=True))
    whens = {name: [When(owner=pk, then=Value(said)) for pk, said in found.items()] for name, found in names.items()}
    return rows.annotate(**{name: Case(*found, default=Value(None), output_field=TextField()) for name, found in whens.items()})


def owners_of(systems: QuerySet[System]) -> int:
    """How many bodies own some systems."""
    return int(systems.aggregate(n=Count("owner", distinct=True))["n"])


@dataclass(frozen=True)
class Heat:
    """How many systems carry each capability of a level, by owner: `bodies` are (key, name) in Swedish order, `cells` by
    (capability, body). A system is counted once under a capability however many of those below it it carries."""

    capabilities: Sequence[int]
    bodies: Sequence[tuple[int, str]]
    cells: Mapping[tuple[int, int], int]


def heat(groups: Mapping[int, Sequence[int]], systems: QuerySet[System]) -> Heat:
    """The systems that carry each of some capabilities (or one below it), by owner. One query. Source: D1 "business capabilities"."""
    if not groups:
        return Heat((), (), {})
    area = Case(*(When(capability__in=keys, then=Value(pk)) for pk, keys in groups.items()), output_field=IntegerField())
    rows = Supports.objects.filter(system__in=systems).annotate(area=area).filter(area__isnull=False).order_by()
    found = list(
        rows.values_list("system__owner__sort", "system__owner", "system__owner__name", "area").annotate(n=Count("system", distinct=True))
    )
    bodies = {owner: name for _, owner, name, _, _ in sorted(found)}
    return Heat(list(groups), list(bodies.items()), {(area, owner): n for _, owner, _, area, n in found})


def with_heat(rows: QuerySet[Capability], found: Heat) -> QuerySet[Any]:
    """Each capability with `b<key>` for each body (null where none), `systems_count` and `bodies_count`."""

    def numbers(of: Mapping[int, int], default: int | None) -> Case:
        return Case(*(When(pk=pk, then=Value(n)) for pk, n in of.items()), default=Value(default), output_field=IntegerField())

    by_body = {f"b{body}": numbers({a: n for (a, b), n in found.cells.items() if b == body}, None) for body, _ in found.bodies}
    systems = {a: sum(n for (b, _), n in found.cells.items() if b == a) for a in found.capabilities}
    bodies = {a: sum(1 for b, _ in found.cells if b == a) for a in found.capabilities}
    return rows.annotate(**by_body, systems_count=numbers(systems, 0), bodies_count=numbers(bodies, 0))


def with_uptake(rows: QuerySet[CommonSolution], on: date, systems: QuerySet[System]) -> QuerySet[Any]:
    """The common solutions of a day with the systems that are part of them or use them: how many, of how many owners, at what cost per
    year (null where none tells it), and how many tell none. Source: D2."""
    mine = systems.filter(solution=OuterRef("pk")).order_by().values("solution")

    def of_mine(figure: Any) -> Subquery:
        return Subquery(mine.annotate(figure=figure).values("figure"))

    return rows.filter(in_period(on)).annotate(
        systems_count=Coalesce(of_mine(Count("pk")), Value(0)), bodies_count=Coalesce(of_mine(Count("owner", distinct=True)), Value(0)),
        cost=of_mine(Sum("cost_per_year_sek")), without_cost=Coalesce(of_mine(Count("pk", filter=Q(cost_per_year_sek=None))), Value(0)),
    )  # fmt: skip


def _has_function(word: str) -> Q:
    """Whether the functions of a system, as the databases keep them as text, have a word: with or without letters escaped, first letter
    large or small."""
    forms = {word, word[:1].upper() + word[1:], word[:1].lower() + word[1:]}
    written = {json.dumps(form, ensure_ascii=plain) for form in forms for plain in (True, False)}
    found = Q()
    for text in sorted(written):
        found |= Q(functions_text__icontains=text)
    return found


def beside(solutions: Iterable[CommonSolution], systems: QuerySet[System]) -> tuple[dict[int, int], int]:
    """How many systems that use no part of each solution (key) have a function that it covers, and how many stand so beside
    any of them, each counted once. One query. Source: D2."""
    same = {s.pk: ~Q(solution=s.pk) & any_of(_has_function(w) for w in s.covers) for s in solutions if s.covers}
    texts = systems.annotate(functions_text=Cast("functions", TextField()))
    counts = {f"s{pk}": Count("pk", filter=condition) for pk, condition in same.items()}
    found = texts.aggregate(**counts, every=Count("pk", filter=any_of(same.values()))) if same else {"every": 0}
    return {pk: found[f"s{pk}"] for pk in same}, found["every"]


def any_of(conditions: Iterable[Q]) -> Q:
    """One of several conditions; of none, never."""
    found = Q(pk__in=[])
    for condition in conditions:
        found |= condition
    return found


def with_beside(rows: QuerySet[CommonSolution], found: Mapping[int, int], owners: int) -> QuerySet[Any]:
    """Each solution with `beside` as counted, and `share` of so many owners that use it, in whole percent (null of none)."""
    whens = [When(pk=pk, then=Value(n)) for pk, n in found.items()]
    share = F("bodies_count") * Value(100) / Value(owners) if owners else Value(None, output_field=IntegerField())
    return rows.annotate(beside=Case(*whens, default=Value(0), output_field=IntegerField()), share=share)


def to_look_at(on: date) -> dict[str, int]:
    """What stands out among the systems of a day: how many there are, should have been retired, end this year, have been left, tell
    no cost. One query. Source: D1."""
    flaws, rows = conditions(on), with_life(System.objects.all(), on)
    said: dict[str, int] = rows.order_by().aggregate(
        every=Count("pk"), passed=Count("pk", filter=Q(ending=Ending.PASSED.value)),
        this_year=Count("pk", filter=Q(ending=Ending.THIS_YEAR.value)),
        left=Count("pk", filter=Q(flaws[Flaw.OWNER_ENDED]) | Q(flaws[Flaw.REPRESENTATIVE_LEFT])),
        without_cost=Count("pk", filter=Q(cost_per_year_sek=None)),
    )  # fmt: skip
    return said
