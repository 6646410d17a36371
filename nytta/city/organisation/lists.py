"""The register of bodies."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit.lists import Column, Filter, Listing
from nytta.kit.panels import gather

from .models import Body
from .terms import BodyKind


def _rows(person: Any) -> QuerySet[Body]:
    return Body.objects.all()


def _kinds(person: Any) -> Sequence[tuple[str, str]]:
    return [(k.value, gettext(k.sv)) for k in BodyKind]


def with_binding(rows: QuerySet[Body]) -> QuerySet[Body]:
    """Each body with `bound_from`: since when the programme in force binds it. What binds is known by a later app."""
    return rows.annotate(**dict(gather("body.columns")))


def _bound(person: Any) -> Sequence[tuple[str, str]]:
    return [("ja", gettext("Bundna")), ("nej", gettext("Inte bundna"))]


def _where_bound(rows: QuerySet[Body], value: str) -> QuerySet[Body]:
    return with_binding(rows).filter(Q(bound_from__isnull=value != "ja"))


BODIES = Listing(
    name="organisation:list",
    title=_("Nämnder, bolag och förvaltningar"),
    one=_("organ"),
    many=_("organ"),
    rows=_rows,
    columns=(
        Column("name", _("Namn"), "name", sort="sort", link=True),
        Column("kind", _("Slag"), "kind", kind="term", terms=BodyKind, sort="kind"),
        Column("bound_from", _("Bundet av programmet från"), "bound_from", kind="day"),
        Column("adopted_on", _("Styrelsen antog"), "adopted_on", kind="day", sort="adopted_on"),
        Column("parent", _("Hör till"), "parent__name", sort="parent__sort"),
        Column("valid_until", _("Upphörde"), "valid_until", kind="day", sort="valid_until"),
    ),
    url=lambda code: reverse("organisation:detail", args=[code]),
    order=("sort",),
    filters=(Filter("kind", _("Slag"), "kind", _kinds), Filter("bound", _("Bundna av programmet"), _where_bound, _bound)),
    extra=with_binding,
    help=_(
        "Programmet binder alla nämnder från den dag det gäller, och ett bolag från den dag dess styrelse antog det. Den som inte är bunden kan inte söka pengar."
    ),
    public=True,
)
