"""The register of bodies on any day, and of those that have ended."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Count, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit.lists import Column, Filter, Listing
from nytta.kit.panels import gather

from .models import Body, Succession, in_existence
from .queries import with_forms
from .terms import BodyKind, SuccessionKind


def _rows(person: Any) -> QuerySet[Body]:
    return Body.objects.all()


def _kinds(person: Any) -> Sequence[tuple[str, str]]:
    return [(k.value, gettext(k.sv)) for k in BodyKind]


def with_binding(rows: QuerySet[Body], on: date) -> QuerySet[Body]:
    """Each body with `bound_from`: since when the programme of a day binds it. What binds is known by a later app."""
    return rows.annotate(**dict(gather("body.columns", on)))


def on_day(rows: QuerySet[Body], on: date) -> QuerySet[Body]:
    """The bodies that exist on a day, with name, parent and binding of that day."""
    found: QuerySet[Body] = with_binding(with_forms(rows.filter(in_existence(on)), on), on)
    return found


def ended_by(rows: QuerySet[Body], on: date) -> QuerySet[Body]:
    """The bodies that had ended before a day, with what they were called last and who came after them."""
    after = Succession.objects.filter(before=OuterRef("pk")).exclude(kind=SuccessionKind.PART.value).order_by("pk")
    many = after.order_by().values("before").annotate(number=Count("pk")).values("number")
    first = Subquery(after.values("after__name")[:1])
    found: QuerySet[Body] = with_forms(rows.filter(valid_until__lt=on), on).annotate(
        heirs=Subquery(many),
        after_name=Case(When(Q(heirs__gt=1), then=Concat(first, Value(" " + gettext("m.fl.")))), default=first, output_field=CharField()),
    )
    return found


def _bound(person: Any) -> Sequence[tuple[str, str]]:
    return [("ja", gettext("Bundna")), ("nej", gettext("Inte bundna"))]


def _where_bound(rows: QuerySet[Body], value: str) -> QuerySet[Body]:
    return rows.filter(Q(bound_from__isnull=value != "ja"))


BODIES = Listing(
    name="organisation:list",
    title=_("Nämnder, bolag och förvaltningar"),
    one=_("organ"),
    many=_("organ"),
    rows=_rows,
    as_on=on_day,
    columns=(
        Column("name", _("Namn"), "name_on", sort="sort_on", link=True),
        Column("kind", _("Slag"), "kind", kind="term", terms=BodyKind, sort="kind"),
        Column("bound_from", _("Bundet av programmet från"), "bound_from", kind="day", sort="bound_from"),
        Column("adopted_on", _("Styrelsen antog"), "adopted_on", kind="day", sort="adopted_on"),
        Column("parent", _("Hör till"), "parent_name_on", sort="parent_sort_on"),
        Column("valid_from", _("Finns från"), "valid_from", kind="day", sort="valid_from"),
        Column("valid_until", _("Sista dag"), "valid_until", kind="day", sort="valid_until"),
    ),
    url=lambda code: reverse("organisation:detail", args=[code]),
    order=("sort_on",),
    filters=(Filter("kind", _("Slag"), "kind", _kinds), Filter("bound", _("Bundna av programmet"), _where_bound, _bound)),
    help=_(
        "Programmet binder alla nämnder från den dag det gäller, och ett bolag från den dag dess styrelse antog det. Den som inte är bunden kan inte söka pengar. Välj en dag för att se organisationen som den var då, eller som den ska bli."
    ),
    empty=_("Välj en annan dag, eller för in det första organet."),
    public=True,
)

ENDED = Listing(
    name="organisation:ended",
    title=_("Organ som har upphört"),
    one=_("organ"),
    many=_("organ"),
    rows=_rows,
    as_on=ended_by,
    columns=(
        Column("name", _("Hette sist"), "name_on", sort="sort_on", link=True),
        Column("kind", _("Slag"), "kind", kind="term", terms=BodyKind, sort="kind"),
        Column("valid_until", _("Sista dag"), "valid_until", kind="day", sort="valid_until"),
        Column("after", _("Följdes av"), "after_name"),
        Column("ended_by", _("Beslut"), "ended_by"),
    ),
    url=lambda code: reverse("organisation:detail", args=[code]),
    order=("-valid_until", "sort_on"),
    filters=(Filter("kind", _("Slag"), "kind", _kinds),),
    help=_("Ett organ som har upphört finns kvar i alla beslut och ärenden med det namn som det hade. Här står vem som tog över."),
    empty=_("När ett organ upphör eller slås samman med andra står det här, med vem som tog över."),
    public=True,
)
