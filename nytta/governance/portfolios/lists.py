"""The frames of the portfolios, year by year, as a register for programs; people read them on the page of the portfolios."""

from datetime import date
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_noop as _

from nytta.city.records.queries import programme_in_force
from nytta.kit.lists import Column, Filter, Listing

from .models import Frame


def _as_on(rows: QuerySet[Any], day: date) -> QuerySet[Any]:
    found: QuerySet[Any] = rows.filter(portfolio__programme=programme_in_force(day)).annotate(used=F("granted_sek") - F("returned_sek"))
    return found


def _years(person: Any) -> list[tuple[str, str]]:
    return [(str(y), str(y)) for y in Frame.objects.order_by("-year").values_list("year", flat=True).distinct()]


FRAMES = Listing(
    name="portfolios:frames",
    title=_("Portföljernas ramar"),
    one=_("ram"),
    many=_("ramar"),
    rows=lambda person: Frame.objects.all(),
    as_on=_as_on,
    columns=(
        Column("year", _("År"), "year", sort="year"),
        Column("name", _("Portfölj"), "portfolio__focus_area__name"),
        Column("amount_sek", _("Ram"), "amount_sek", kind="money", sort="amount_sek"),
        Column("granted_sek", _("Beviljat"), "used", kind="money"),
        Column("left_sek", _("Kvar"), "left_sek", kind="money", sort="left_sek"),
    ),
    url=lambda code: reverse("portfolios:detail", args=[code]),
    order=("-year", "portfolio__code"),
    filters=(Filter("year", _("År"), "year", _years),),
    code="portfolio__code",
    public=True,
)
