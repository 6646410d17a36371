"""How current and whole the register is: the flaws of each entry in SQL, its quality, and what its owner has to confirm."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Avg, Case, Count, Exists, F, FloatField, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Floor
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from nytta.city.organisation.models import Body, Person, in_existence
from nytta.city.records.models import Appointment, in_period
from nytta.city.records.terms import Role
from nytta.kit.work import Waiting, worklist

from ..models import Phase, System
from ..rules.systems import ATTESTED_FOR_DAYS, MOST_WEIGHT, WEIGHTS
from ..terms import Flaw, Kept
from .systems import owned, represented


def _serving(on: date) -> Exists:
    """Whether the representative (an outer column) still works here and represents the owner."""
    body = Q(body=None) | Q(body=OuterRef("owner_id"))
    return Exists(
        Appointment.objects.filter(
            in_period(on), body, person=OuterRef("representative_id"), person__is_active=True, role=Role.OWNER_REPRESENTATIVE.value
        )
    )


def _long_ago(on: date) -> date:
    return on - timedelta(days=ATTESTED_FOR_DAYS)


def conditions(on: date) -> Mapping[Flaw, Any]:
    """When a system has each flaw, on a day; of those that exclude each other the first alone. Source: D1."""
    confirmed = Q(attested_at__isnull=False)
    return {
        Flaw.OWNER_ENDED: ~Exists(Body.objects.filter(in_existence(on), pk=OuterRef("owner_id"))),
        Flaw.REPRESENTATIVE_LEFT: Q(representative__isnull=False) & ~_serving(on),
        Flaw.NEVER_ATTESTED: Q(attested_at=None),
        Flaw.CHANGED_SINCE: confirmed & Q(attested_at__lt=F("changed_at")),
        Flaw.LONG_SINCE: confirmed & Q(attested_at__gte=F("changed_at"), attested_at__date__lt=_long_ago(on)),
        Flaw.NO_REPRESENTATIVE: Q(representative=None),
        Flaw.NO_PURPOSE: Q(purpose=""),
        Flaw.NO_PERSONAL_DATA: Q(personal_data=""),
        Flaw.NO_CLASS: Q(confidentiality=None) | Q(integrity=None) | Q(availability=None),
        Flaw.NO_ACCESSIBILITY: Q(accessibility=""),
        Flaw.NO_CHECK: Q(technical_check=""),
        Flaw.NO_FUNCTIONS: Q(functions=[]),
        Flaw.NO_CATEGORY: Q(category=""),
        Flaw.NO_PHASE: ~Exists(Phase.objects.filter(system=OuterRef("pk"))),
        Flaw.NO_MAINTENANCE: Q(maintenance_object=""),
        Flaw.NO_COST: Q(cost_per_year_sek=None),
        Flaw.NO_USERS: Q(users=None),
        Flaw.NO_HOSTING: Q(hosting=""),
    }


def due(on: date) -> Q:
    """The condition that the owner has to confirm an entry: never confirmed, changed since, or a year ago. Source: D1."""
    return Q(attested_at=None) | Q(attested_at__lt=F("changed_at")) | Q(attested_at__date__lt=_long_ago(on))


def with_flaws(rows: QuerySet[Any], on: date) -> QuerySet[Any]:
    """Each system with `lost` (the weight of its flaws) and `has_<flaw>` (1 or 0)."""
    marks = {f"has_{f}": Case(When(c, then=Value(1)), default=Value(0), output_field=IntegerField()) for f, c in conditions(on).items()}
    return with_quality(rows.annotate(**marks), on)


def with_quality(rows: QuerySet[Any], on: date) -> QuerySet[Any]:
    """Each system with `lost` (the weight of its flaws) and `quality` (0 to 100), as rules.quality counts it."""
    lost: Any = Value(0)
    for flaw, condition in conditions(on).items():
        lost = lost + Case(When(condition, then=Value(WEIGHTS[flaw])), default=Value(0), output_field=IntegerField())
    up = Value(MOST_WEIGHT - 1)
    counted: QuerySet[Any] = rows.annotate(lost=lost)
    rated: QuerySet[Any] = counted.annotate(quality=Value(100) - (F("lost") * Value(100) + up) / Value(MOST_WEIGHT))
    return rated


def flaws_of(system: Any) -> list[Flaw]:
    """The flaws of a system read by `with_flaws`, the heaviest first."""
    return sorted((f for f in Flaw if getattr(system, f"has_{f}")), key=lambda f: -WEIGHTS[f])


def with_kept(rows: QuerySet[Any], on: date) -> QuerySet[Any]:
    """Each system with `kept`: whether its entry is confirmed or has to be."""
    found: QuerySet[Any] = rows.annotate(kept=Case(When(due(on), then=Value(Kept.DUE.value)), default=Value(Kept.CURRENT.value)))
    return found


def to_attest(person: Person | None, on: date) -> QuerySet[Any]:
    """The entries that a person has to confirm for the owners they represent, what is most doubtful first. Source: D1."""
    rows = owned(represented(person, on)).filter(due(on)).select_related("owner", "representative", "solution")
    return with_flaws(rows, on).order_by("-lost", "sort", "pk")


@worklist
def attestations(person: Person, on: date) -> Iterable[Waiting]:
    """That somebody has entries of the register to confirm, as one line for each body. Source: D1."""
    bodies = list(represented(person, on))
    if not bodies:
        return []
    found = owned(bodies).filter(due(on)).order_by("owner__sort").values("owner__code", "owner__name").annotate(n=Count("pk"))
    what, url = gettext("Bekräfta uppgifter om system"), reverse("systems:attest")
    title = "%(body)s: %(n)s system"
    return [
        Waiting(what, ngettext(title, title, row["n"]) % {"body": row["owner__name"], "n": row["n"]}, row["owner__code"], url, None)
        for row in found
    ]


def by_body(rows: QuerySet[Body], on: date) -> QuerySet[Any]:
    """The bodies that own systems on a day, with how many there are, how many of them are confirmed and represented, and their quality."""
    mine = with_quality(System.objects.filter(owner=OuterRef("pk"), retired_on=None), on).order_by().values("owner")

    def of_mine(figure: Any) -> Subquery:
        return Subquery(mine.annotate(figure=figure).values("figure"))

    rows = rows.annotate(systems_count=of_mine(Count("pk"))).filter(systems_count__gt=0)
    return rows.annotate(
        confirmed=of_mine(Count("pk", filter=~due(on))),
        share=of_mine(Cast(Count("pk", filter=~due(on)), FloatField()) * 100 / Count("pk")),
        average=of_mine(Avg("quality")),
        unrepresented=of_mine(Count("pk", filter=Q(representative=None))),
    ).annotate(share_whole=Cast(Floor("share"), IntegerField()), average_whole=Cast(Floor("average"), IntegerField()))
