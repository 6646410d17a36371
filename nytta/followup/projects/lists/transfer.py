"""The register of transfers."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_noop as _

from nytta.kit.lists import Column, Listing

from ..models import Transfer
from ..terms import TransferKind


def _transfers(person: Any) -> QuerySet[Transfer]:
    return Transfer.objects.all()


TRANSFERS = Listing(
    name="projects:transfers",
    title=_("Överföringar"),
    one=_("överföring"),
    many=_("överföringar"),
    rows=_transfers,
    columns=(
        Column("code", _("Överföring"), "code", kind="code", sort="code", link=True),
        Column("kind", _("Beslut"), "kind", kind="term", terms=TransferKind),
        Column("paragraph", _("Paragraf"), "paragraph", below="body_name", swedish=True),
        Column("portfolio", _("Portfölj"), "portfolio__code", sort="portfolio__code"),
        Column("rows", _("Projekt"), "rows", kind="number"),
        Column("decided_sek", _("Beslutat"), "decided_sek", kind="money"),
        Column("remaining_sek", _("Återstod"), "remaining_sek", kind="money"),
        Column("brought_in_on", _("Infört"), "brought_in_on", kind="day", sort="brought_in_on"),
    ),
    url=lambda code: reverse("projects:transfer", args=[code]),
    order=("-code",),
    help=_("Pågående projekt och återstående medel som har beslutats före programmet, eller någon annanstans, och som drivs vidare här."),
    empty=_(
        "Projekt och medel ur ett äldre register förs in från en fil, med beslutet om överföringen. Registratorn och projektkontoret kan göra det."
    ),
)
