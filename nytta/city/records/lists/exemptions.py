"""The register of exemptions as on a day: what anybody may see of each, and nothing else. Source: O5."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Body
from nytta.kit.lists import Column, Filter, Listing

from ..models import Exemption
from ..queries.exemptions import exemptions_for, with_standing
from ..terms import Against, ExemptionStanding, Target
from . import _of

STANDING_COLORS = {
    ExemptionStanding.IN_FORCE.value: "success", ExemptionStanding.ENDING.value: "warning", ExemptionStanding.ENDED.value: "danger",
    ExemptionStanding.REFUSED.value: "danger", ExemptionStanding.OPEN.value: "info",
}  # fmt: skip


TEXT_LABELS = {
    "subject_name": _("Vad det gäller"), "need": _("Varför undantaget behövs"), "discussed_outcome": _("Samråd med den centrala it-funktionen"),
    "opinion_text": _("Den tekniska granskningens skäl"), "conditions_proposed": _("Villkor som granskaren föreslår"),
}  # fmt: skip


def _rows(person: Any) -> QuerySet[Exemption]:
    return exemptions_for(person)


def _bodies(person: Any) -> list[tuple[str, str]]:
    rows = Body.objects.filter(pk__in=exemptions_for(person).values("body")).order_by("sort")
    return list(rows.values_list("code", "name"))


def _as_on(rows: QuerySet[Any], day: date) -> QuerySet[Any]:
    return with_standing(rows, day)


EXEMPTIONS = Listing(
    name="records:exemptions",
    title=_("Undantag"),
    one=_("undantag"),
    many=_("undantag"),
    rows=_rows,
    as_on=_as_on,
    columns=(
        Column("code", _("Undantag"), "code", sort="code", link=True, below="registry_number"),
        Column("standing", _("Läge"), "standing", kind="term", terms=ExemptionStanding, tags=STANDING_COLORS, sort="standing"),
        Column("against_name", _("Från"), "against_name", sort="against_name", swedish=True),
        Column("target", _("Gäller"), "target", kind="term", terms=Target, below="subject"),
        Column("body", _("För"), "body__name", sort="body__sort", swedish=True),
        Column("valid_from", _("Från dag"), "valid_from", kind="day", sort="valid_from"),
        Column("valid_until", _("Går ut"), "valid_until", kind="day", sort="valid_until"),
        Column("conditions", _("Villkor"), "conditions", swedish=True),
    ),
    url=lambda code: reverse("records:exemption", args=[code]),
    order=("-code",),
    filters=(
        Filter("standing", _("Läge"), "standing", _of(ExemptionStanding)),
        Filter("against", _("Från slags regel"), "against", _of(Against)),
        Filter("target", _("Gäller"), "target", _of(Target)),
        Filter("body", _("För"), "body__code", _bodies),
    ),
    help=_(
        "Den som får undantag får bygga det som en gemensam lösning redan täcker, eller avvika från en bestämmelse, till en viss dag och på villkor. Efter den dagen gäller förbudet igen."
    ),
    empty=_("Här står vilka undantag som har sökts och beslutats, på vilka villkor och till när. Inget är sökt än."),
    public=True,
)
