"""Systems that do what a common solution does: found when they are written, and those that no exemption carries. Source: D2; O5."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from nytta.city.organisation.models import Person
from nytta.city.records.models import Exemption, StandsOn
from nytta.city.records.queries import bodies_of, has_role
from nytta.city.records.queries.exemptions import ended_under, exempted, standing
from nytta.city.records.rules.exemptions import GIVEN
from nytta.city.records.terms import ExemptionStanding, Role
from nytta.kit.search import stems
from nytta.kit.work import Waiting, worklist
from nytta.plain.verdicts import YES, Verdict

from ..models import CommonSolution, Overlap, System
from ..rules.solutions import covers, exemption_carries, no_duplicate
from .solutions import solutions

_GIVEN = [s.value for s in GIVEN]
_HOLDS = (ExemptionStanding.IN_FORCE, ExemptionStanding.ENDING)


@dataclass(frozen=True)
class Breach:
    """Why a system stands against the ban or a clause: from what, and which exemption has ended (None: there never was one)."""

    what: str
    exemption: str
    ended_on: date | None


def covered_by(functions: Iterable[str], known: Iterable[CommonSolution], besides: int | None = None) -> list[CommonSolution]:
    """The solutions that cover one of these functions, word by word; `besides` is the one (key) that the system is a part of."""
    written = [set(stems(f)) for f in functions]
    return [s for s in known if s.pk != besides and any(covers(stems(c), w) for c in s.covers for w in written)]


def overlapping(system: System, on: date) -> list[CommonSolution]:
    """The common solutions that stand on a day whose functions a system covers without being a part of them."""
    return covered_by(system.functions, solutions(on), system.solution_id) if system.functions else []


def may_overlap(system: System, exemption: Exemption | None, on: date) -> tuple[Verdict, list[CommonSolution]]:
    """Whether a system may do what it does: what it did before is no news, the rest needs an exemption. With all that it covers.

    Source: P7.1; D2.
    """
    covered, verdict = overlapping(system, on), YES
    free = exempted([system.code, system.owner.code], on) if covered else set()
    if exemption is not None:
        verdict = exemption_carries(
            code=exemption.code, holds=standing(exemption, on) in _HOLDS, same_owner=exemption.body_id == system.owner_id,
            about=exemption.solution in {s.code for s in covered},
        )  # fmt: skip
        free |= {exemption.solution}
    before = set(system.overlaps.values_list("solution", flat=True)) if system.pk and covered else set()
    return verdict + no_duplicate(covered=[s.name for s in covered if s.code not in free and s.pk not in before]), covered


def exemptions_in_force(bodies: Iterable[int] | None, on: date) -> QuerySet[Exemption]:
    """The exemptions from common solutions that hold on a day, of some bodies (keys; None: of all)."""
    rows = Exemption.objects.filter(state__in=_GIVEN, valid_from__lte=on, valid_until__gte=on).exclude(solution="")
    return (rows if bodies is None else rows.filter(body__in=list(bodies))).select_related("body").order_by("code")


def breaches(on: date) -> QuerySet[Overlap]:
    """Overlaps of standing systems that no exemption carries on a day: neither the system's own nor its owner's. Made in the database."""
    holds = StandsOn.objects.filter(
        Q(code=OuterRef("system__code")) | Q(code=OuterRef("system__owner__code")), exemption__solution=OuterRef("solution__code"),
        exemption__state__in=_GIVEN, exemption__valid_from__lte=on, exemption__valid_until__gte=on,
    )  # fmt: skip
    stands = Q(solution__valid_from__lte=on) & (Q(solution__valid_until=None) | Q(solution__valid_until__gte=on))
    there = Q(system__retired_on=None) | Q(system__retired_on__gt=on)
    return Overlap.objects.filter(stands, there).exclude(Exists(holds))


def in_breach(on: date) -> Q:
    """The condition that a system is in breach on a day: of the ban, or by an exemption that has ended."""
    return Q(Exists(breaches(on).filter(system=OuterRef("pk")))) | Q(Exists(ended_under(on).filter(code=OuterRef("code"))))


def breaches_of(system: System, on: date) -> list[Breach]:
    """What a system is in breach of on a day, with the exemption that has ended where there was one; three queries at most."""
    if system.retired_on and system.retired_on <= on:
        return []
    ended = list(ended_under(on).filter(code=system.code).order_by("-exemption__valid_until"))
    found = {
        s.exemption.solution or s.exemption.clause: Breach(s.exemption.against_name, s.exemption.code, s.exemption.valid_until)
        for s in reversed(ended)
    }
    for code, name in breaches(on).filter(system=system).order_by("solution__name").values_list("solution__code", "solution__name"):
        found.setdefault(code, Breach(name, "", None))
    return list(found.values())


def with_uptake(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Common solutions with `uptake`, how many standing systems use them or are a part, and `again`, how many cover the same besides."""
    used = Q(systems__retired_on=None, systems__isnull=False)
    again = Q(overlaps__system__retired_on=None, overlaps__isnull=False)
    found: QuerySet[Any] = rows.annotate(
        uptake=Count("systems", filter=used, distinct=True), again=Count("overlaps", filter=again, distinct=True)
    )
    return found


def using(solution: CommonSolution) -> list[System]:
    """The standing systems that use a common solution or are a part of it, in Swedish order."""
    return list(solution.systems.filter(retired_on=None).select_related("owner").order_by("sort", "pk")[:200])


def doing_the_same(solution: CommonSolution, on: date) -> list[tuple[System, bool]]:
    """The standing systems that cover the same, each with whether an exemption carries it; two queries."""
    bare = set(breaches(on).filter(solution=solution).values_list("system", flat=True))
    rows = System.objects.filter(overlaps__solution=solution, retired_on=None).select_related("owner").order_by("sort", "pk")[:200]
    return [(s, s.pk not in bare) for s in rows]


@worklist
def systems_in_breach(person: Person, on: date) -> Iterable[Waiting]:
    """Systems that do what a common solution does and that never had an exemption, to who represents the owner and to the office."""
    office, mine = has_role(person, Role.PROJECT_OFFICE, on), bodies_of(person, Role.OWNER_REPRESENTATIVE, on)
    if not office and not mine:
        return []
    rows = breaches(on).exclude(Exists(ended_under(on).filter(code=OuterRef("system__code"))))
    rows = rows if office else rows.filter(system__owner__in=mine)
    found = rows.annotate(solution_name=F("solution__name")).select_related("system").order_by("system__sort", "pk")[:25]
    return [
        Waiting(gettext("System som gör det en gemensam lösning gör: sök undantag eller använd den"), o.system.name, o.system.code,
                reverse("systems:detail", args=[o.system.code]), None, o.solution_name, 4)
        for o in found
    ]  # fmt: skip
