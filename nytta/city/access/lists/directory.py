"""Registers of what the directory keeps: its groups beside the seats, and its words for departments."""

from typing import Any

from django.db.models import Case, Count, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.records.models import Appointment, in_period
from nytta.city.records.terms import Role
from nytta.kit.lists import Column, Filter, Listing

from ..models.directory import DirectoryDepartment, DirectoryGroup, DirectoryUser


def _groups(person: Any) -> QuerySet[DirectoryGroup]:
    return DirectoryGroup.objects.all()


def _number(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().annotate(number=Func(F("pk"), function="COUNT", output_field=IntegerField())).values("number")
    return Coalesce(Subquery(counted), 0)


def _beside(rows: QuerySet[DirectoryGroup], person: Any) -> QuerySet[DirectoryGroup]:
    """How many are in each group; of a tied one, how many of them lack a seat, and how many seats are held by somebody outside."""
    on = person.remembered["on"]
    held = Appointment.objects.filter(in_period(on), role=OuterRef(OuterRef("role")), person=OuterRef("person"))
    held = held.filter(Q(portfolio=OuterRef(OuterRef("portfolio"))) | Q(Exists(_untied(2))))
    members = DirectoryUser.objects.filter(groups=OuterRef("pk"), removed_at=None)
    inside = DirectoryUser.objects.filter(groups=OuterRef(OuterRef("pk")), person=OuterRef("person"))
    seats = Appointment.objects.filter(in_period(on), role=OuterRef("role"), person__is_active=True)
    seats = seats.filter(Q(portfolio=OuterRef("portfolio")) | Q(Exists(_untied(1)))).filter(~Exists(inside))
    tied = Q(role__gt="")
    return rows.annotate(
        people=_number(members),
        lacking=Case(When(tied, then=_number(members.filter(~Exists(held)))), default=Value(None), output_field=IntegerField()),
        outside=Case(
            When(tied, then=Coalesce(Subquery(
                seats.order_by().annotate(number=Func(F("person"), function="COUNT", template="COUNT(DISTINCT %(expressions)s)", output_field=IntegerField()))
                .values("number")
            ), 0)), default=Value(None), output_field=IntegerField(),
        ),
    )  # fmt: skip


def _untied(depth: int) -> QuerySet[DirectoryGroup]:
    """Whether the group that is asked about, so many queries out, is tied to a role of all portfolios."""
    key: Any = OuterRef(OuterRef("pk"))
    for _step in range(depth - 1):
        key = OuterRef(key)
    return DirectoryGroup.objects.filter(pk=key, portfolio="")


def _ties(person: Any) -> list[tuple[str, str]]:
    return [("ja", gettext("Knutna till ett uppdrag")), ("nej", gettext("Inte knutna"))]


GROUPS = Listing(
    name="access:directory_groups",
    title=_("Grupper i katalogen"),
    one=_("grupp"),
    many=_("grupper"),
    rows=_groups,
    dated=_beside,
    columns=(
        Column("name", _("Grupp"), "name", sort="key", link=True),
        Column("people", _("Medlemmar"), "people", kind="number"),
        Column("role", _("Jämförs med uppdraget"), "role", kind="term", terms=Role, sort="role"),
        Column("portfolio", _("Portfölj"), "portfolio", sort="portfolio"),
        Column("lacking", _("Medlemmar utan uppdrag"), "lacking", kind="number"),
        Column("outside", _("Uppdrag utanför gruppen"), "outside", kind="number"),
        Column("changed_at", _("Ändrad"), "changed_at", kind="day", sort="changed_at"),
    ),
    url=lambda key: reverse("access:directory_group", args=[key]),
    order=("key",),
    filters=(Filter("tied", _("Knytning"), lambda rows, value: rows.filter(**{"role__gt" if value == "ja" else "role": ""}), _ties),),
    code="id",
    help=_("En grupp i stadens katalog ger ingen rätt. Rätten följer uppdraget. Här syns var katalogen och uppdragen skiljer sig åt."),
    empty=_("När stadens katalog har skickat en grupp står den här."),
)


def _departments(person: Any) -> QuerySet[DirectoryDepartment]:
    return DirectoryDepartment.objects.all()


def _placing(rows: QuerySet[DirectoryDepartment]) -> QuerySet[DirectoryDepartment]:
    placed = DirectoryUser.objects.filter(department=OuterRef("key"), removed_at=None).order_by()
    return rows.annotate(people=Coalesce(Subquery(placed.values("department").annotate(number=Count("pk")).values("number")), 0))


def _meanings(person: Any) -> list[tuple[str, str]]:
    return [("nej", gettext("Utan organ")), ("ja", gettext("Knutna till ett organ"))]


DEPARTMENTS = Listing(
    name="access:departments",
    title=_("Katalogens avdelningar"),
    one=_("avdelning"),
    many=_("avdelningar"),
    rows=_departments,
    extra=_placing,
    columns=(
        Column("name", _("Katalogen skriver"), "name", sort="key", link=True),
        Column("body", _("Betyder"), "body__name", sort="body__sort"),
        Column("people", _("Personer"), "people", kind="number"),
        Column("seen_at", _("Kom först"), "seen_at", kind="day", sort="seen_at"),
    ),
    url=lambda key: reverse("access:tie_department", args=[key]),
    order=("body__sort", "key"),
    filters=(Filter("tied", _("Knytning"), lambda rows, value: rows.filter(body__isnull=value != "ja"), _meanings),),
    code="id",
    help=_(
        "Här står det som katalogen skriver om var någon arbetar och som varken är kod eller namn på ett organ. Inget gissas: personen hör inte till något organ förrän registratorn har sagt vad ordet betyder."
    ),
    empty=_("Alla avdelningar som katalogen har skickat är kod eller namn på ett organ."),
)
