"""The registers of files and rows of the finance system."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit.lists import Column, Filter, Listing

from ..models import CostEntry, CostFile, Project
from ..terms import Untied


def _files(person: Any) -> QuerySet[CostFile]:
    return CostFile.objects.all()


def _sek(ore: Any) -> Any:
    return ExpressionWrapper(ore / Value(Decimal(100)), output_field=DecimalField(max_digits=20, decimal_places=2))


def _with_sums(rows: QuerySet[CostFile]) -> QuerySet[CostFile]:
    ore = Coalesce(Sum("entries__amount_ore", filter=Q(entries__project__isnull=False)), 0)
    untied = Count("entries", filter=Q(entries__isnull=False, entries__project=None))
    return rows.annotate(amount=_sek(ore), tied_rows=Count("entries", filter=Q(entries__project__isnull=False)), untied_rows=untied)


COST_FILES = Listing(
    name="projects:cost_files",
    title=_("Kostnader från ekonomisystemet"),
    one=_("inläst fil"),
    many=_("inlästa filer"),
    rows=_files,
    columns=(
        Column("name", _("Fil"), "name", sort="name", link=True, below="code"),
        Column("first_on", _("Från och med"), "first_on", kind="day", sort="first_on"),
        Column("last_on", _("Till och med"), "last_on", kind="day", sort="last_on"),
        Column("tied_rows", _("Rader på projekt"), "tied_rows", kind="number"),
        Column("untied_rows", _("Rader på inget projekt"), "untied_rows", kind="number"),
        Column("amount", _("Kronor på projekt"), "amount", kind="number"),
        Column("at", _("Inläst"), "brought_in_at", kind="moment", sort="brought_in_at"),
    ),
    url=lambda code: reverse("projects:cost_file", args=[code]),
    order=("-brought_in_at", "-pk"),
    extra=_with_sums,
    empty=_("Läs in ekonomisystemets fil, så hamnar varje bokförd krona på det projekt som har dess koder."),
)


def _entries(person: Any) -> QuerySet[CostEntry]:
    return CostEntry.objects.all()


def _with_kronor(rows: QuerySet[CostEntry]) -> QuerySet[CostEntry]:
    return rows.annotate(amount=_sek(F("amount_ore")))


def _costly(person: Any) -> Sequence[tuple[str, str]]:
    with_cost = Project.objects.filter(Exists(CostEntry.objects.filter(project=OuterRef("pk"))))
    return [(code, f"{code} {title}") for code, title in with_cost.order_by("code").values_list("code", "application__title")]


def _tied(rows: QuerySet[CostEntry], value: str) -> QuerySet[CostEntry]:
    return rows.filter(project=None)


def _untied(person: Any) -> Sequence[tuple[str, str]]:
    return [("inget", gettext("På inget projekt"))]


COSTS = Listing(
    name="projects:costs",
    title=_("Bokförda rader"),
    one=_("bokförd rad"),
    many=_("bokförda rader"),
    rows=_entries,
    columns=(
        Column("voucher", _("Verifikation"), "voucher", link=True, below="file__code", sort="voucher"),
        Column("booked_on", _("Datum"), "booked_on", kind="day", sort="booked_on"),
        Column("project", _("Projekt"), "project__code", sort="project__code"),
        Column("untied", _("Varför inget projekt"), "untied", kind="term", terms=Untied),
        Column("account", _("Konto"), "account", sort="account"),
        Column("project_code", _("Projektkod"), "project_code", sort="project_code"),
        Column("cost_centre", _("Kostnadsställe"), "cost_centre", sort="cost_centre"),
        Column("activity", _("Aktivitet"), "activity", sort="activity"),
        Column("text", _("Text"), "text", swedish=True),
        Column("amount", _("Kronor"), "amount", kind="number"),
    ),
    url=lambda code: reverse("projects:cost_file", args=[code]),
    code="file__code",
    order=("-booked_on", "-pk"),
    filters=(Filter("project", _("Projekt"), "project__code", _costly), Filter("tied", _("Projekt saknas"), _tied, _untied)),
    extra=_with_kronor,
    empty=_("Här står varje rad som har lästs in från ekonomisystemet."),
)
