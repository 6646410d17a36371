"""What projects have cost, and the codes by which rows are tied to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from nytta.governance.portfolios.models import Grant

from ..models import CostEntry, CostFile, Project
from ..rules import Codes, CostRow, Read, Tied, read_costs, sek_of
from ..terms import LeftOut, Untied
from .status import limits_on

BATCH = 500


def codes() -> list[Codes]:
    """The codes of the finance system that every project's grants have; one query. Source: U5; T."""
    project = Project.objects.filter(application=OuterRef("application")).values("pk")[:1]
    rows = Grant.objects.order_by("pk").annotate(project=Subquery(project)).exclude(project=None)
    found = rows.values_list("project", "project_code", "cost_centre", "activity").distinct()
    return [Codes(*one) for one in found.order_by("project", "project_code", "cost_centre", "activity")]


def known_keys(keys: list[str]) -> set[str]:
    """Those of some rows that are kept already."""
    found: set[str] = set()
    for start in range(0, len(keys), BATCH):
        found |= set(CostEntry.objects.filter(key__in=keys[start : start + BATCH]).values_list("key", flat=True))
    return found


def read_for(rows: Iterable[CostRow], on: date) -> Read:
    """What some rows would come to, by the rule set in force."""
    return read_costs(rows=rows, codes=codes(), classes=limits_on(on).cost_classes, known=known_keys)


def cost_file_of(sha256: str) -> CostFile | None:
    """The file with a content that has been brought in."""
    return CostFile.objects.filter(sha256=sha256).first()


def untied_rows() -> list[Tied]:
    """The kept rows that belong to no project."""
    rows = CostEntry.objects.filter(project=None).order_by("pk")
    return [Tied(CostRow(e.row, e.booked_on, e.voucher, e.account, e.amount_ore, e.project_code, e.cost_centre, e.activity), e.key, None,
                 Untied(e.untied)) for e in rows]  # fmt: skip


@dataclass(frozen=True)
class Spent:
    """What is booked on a project: kronor, from when to when, how many rows. None of it: nothing has been brought in."""

    sek: int
    first_on: date
    last_on: date
    rows: int


def booked(project: Project, until: date) -> Spent | None:
    """What has been booked on a project until a day. Source: U5."""
    rows = CostEntry.objects.filter(project=project, booked_on__lte=until).order_by()
    found = rows.aggregate(ore=Sum("amount_ore"), first=Min("booked_on"), last=Max("booked_on"), n=Count("pk"))
    return Spent(sek_of(found["ore"]), found["first"], found["last"], found["n"]) if found["n"] else None


def booked_by_day(project: Project, until: date) -> list[tuple[date, int]]:
    """(day, öre) of what is booked on a project."""
    rows = CostEntry.objects.filter(project=project, booked_on__lte=until).order_by("booked_on")
    return list(rows.values_list("booked_on").annotate(ore=Sum("amount_ore")).values_list("booked_on", "ore"))


def names_of(projects: Iterable[int]) -> dict[int, tuple[str, str]]:
    """(code, title) of some projects by key."""
    rows = Project.objects.filter(pk__in=set(projects)).values_list("pk", "code", "application__title")
    return {pk: (code, title) for pk, code, title in rows}


def cost_files() -> QuerySet[Any]:
    """The files that have been brought in, with rows and öre that are tied and not."""
    tied, not_tied = Q(entries__project__isnull=False), Q(entries__project=None)
    sums = {
        "tied_rows": Count("entries", filter=tied), "untied_rows": Count("entries", filter=not_tied & Q(entries__isnull=False)),
        "ore": Coalesce(Sum("entries__amount_ore", filter=tied), 0), "untied_ore": Coalesce(Sum("entries__amount_ore", filter=not_tied), 0),
    }  # fmt: skip
    return CostFile.objects.annotate(**sums).select_related("by")


def by_project(file: CostFile) -> list[tuple[str, str, int, int]]:
    """(code, title, rows, kronor) of a file's projects, by code."""
    rows = file.entries.exclude(project=None).order_by("project__code").values_list("project__code", "project__application__title")
    return [(code, title, n, sek_of(ore)) for code, title, n, ore in rows.annotate(Count("pk"), Sum("amount_ore"))]


def left_out_of(file: CostFile) -> list[tuple[LeftOut, int]]:
    """Why rows of a file were left out, and how many."""
    return [(LeftOut(code), n) for code, n in sorted(file.left_out.items())]
