"""The register of common solutions."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_noop as _

from nytta.kit.lists import Column, Listing

from ..models import CommonSolution
from ..queries.overlaps import with_uptake


def _rows(person: Any) -> QuerySet[CommonSolution]:
    return CommonSolution.objects.all()


SOLUTIONS = Listing(
    name="systems:solutions",
    title=_("Gemensamma lösningar"),
    one=_("gemensam lösning"),
    many=_("gemensamma lösningar"),
    rows=_rows,
    columns=(
        Column("name", _("Lösning"), "name", sort="name", link=True),
        Column("covers", _("Täcker"), "covers"),
        Column("owner", _("Ägare"), "owner__name", sort="owner__sort"),
        Column("contact", _("Kontakt"), "contact"),
        Column("uptake", _("System som använder den"), "uptake", kind="number"),
        Column("again", _("System som gör samma sak"), "again", kind="number"),
        Column("valid_from", _("Finns från"), "valid_from", kind="day", sort="valid_from"),
        Column("valid_until", _("Till"), "valid_until", kind="day", sort="valid_until"),
    ),
    url=lambda code: reverse("systems:solution", args=[code]),
    order=("name",),
    open=frozenset({"name", "covers", "owner", "contact", "uptake", "valid_from", "valid_until"}),
    extra=with_uptake,
    help=_(
        "Det här finns redan gemensamt och får inte byggas en gång till. En ansökan som dubblerar en lösning stoppas tills ett undantag finns."
    ),
    empty=_("Här står plattformar och grundsystem som alla delar, till exempel e-tjänsteplattformen, och vad de täcker."),
    public=True,
)
