"""What the benefits calculation adds to other pages: what a body that ends has measured and is to realise."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Body
from nytta.kit.panels import Remains, panel, remains
from nytta.kit.words import tell_changes

from .models import Baseline, Claim
from .terms import (
    BaselineKind,
    BearerGroup,
    BenefitClass,
    Change,
    ClaimDriver,
    ClaimStatus,
    Explicitness,
    Ledger,
    ProjectType,
    Side,
    WayOut,
)

_ITEM = {
    "item": _("Post"), "label": _("Post"), "ledger": _("Slag"), "bearer": _("Bärs av"), "bearer_group": _("Bärs av"), "owner": _("Vem svarar för den"),
    "note": _("Anteckning"), "benefit_class": _("Klass"), "change": _("Vad ändras"), "explicitness": _("Hur väl den kan visas"),
    "path": _("Väg till målet"), "scale": _("Skala"), "level_now": _("Nivå i dag"), "unchecked_from": _("Att kontrollera, kopierad från"),
}  # fmt: skip
_FIGURES = {
    **_ITEM, "items": _("Poster"), "template": _("Mall"), "from": _("Kopierat från"), "shift_years": _("Flyttade år"), "price_factor": _("Prisomräkning"),
    "price_year": _("Prisår"), "paths": _("Vägar till målet"), "side": _("Vems siffror"), "sum": _("Summa, kronor"), "changes": _("Antal ändringar"),
    "project_type": _("Slag av projekt"), "factors": _("Faktorer: andel av underskattningen, hanterat, underlag"), "accepts": _("Godtas"),
}  # fmt: skip
_TERMS = {
    "ledger": Ledger, "bearer_group": BearerGroup, "benefit_class": BenefitClass, "change": Change, "explicitness": Explicitness, "side": Side,
    "project_type": ProjectType,
}  # fmt: skip
tell_changes("figures", _FIGURES, _TERMS)
tell_changes(
    "claim", {"item": _("Post"), "baseline": _("Nuläge"), "baselines": _("Nulägen"), "driver": _("Vad sänks"), "percent": _("Hemtaget, procent"),
     "part_of": _("Del av"), "side": _("Vems siffror")},
    {"driver": ClaimDriver, "side": Side},
)  # fmt: skip
tell_changes(
    "baseline",
    {
        "name": _("Arbetsmoment eller post"), "owner_body": _("Förs av"), "kind": _("Slag"), "process": _("Process"), "unit": _("Enhet"),
        "resource": _("Resurs"), "version": _("Version"), "year": _("Mätt för år"), "yearly_cost_sek": _("Kostnad per år, kronor"), "source": _("Källa"),
    },
    {"kind": BaselineKind},
)  # fmt: skip
tell_changes("settlement", {"way_out": _("Väg ut"), "case": _("Ärende"), "accepts": _("Godtas")}, {"way_out": WayOut})
tell_changes("parameter", {"value": _("Tal"), "source": _("Källa och beslut")})


@panel("body.remains", order=30)
def measured_here(body: Body, last: date) -> list[Remains]:
    """The baselines that a body keeps, and the granted benefits that it is to realise against one."""
    kept = Baseline.objects.filter(owner_body=body).order_by("name", "pk")
    granted = Claim.objects.filter(item__bearer=body, status=ClaimStatus.GRANTED.value, parent=None)
    granted = granted.select_related("item__calculation").order_by("pk")
    return [
        remains(
            gettext("Nulägen som organet för"), kept, lambda b: (f"{b.code} {b.name}", reverse("benefits:baseline", args=[b.code])),
            gettext("Den som för ett nuläge ändrar vem som för det, före den sista dagen."),
        ),
        remains(
            gettext("Beviljade nyttor att ta hem"), granted, lambda c: (f"{c.item.calculation.code} {c.item.label}", ""),
            gettext("Den som tar över tar hem nyttorna; avtala om det i beslutet."),
        ),
    ]  # fmt: skip
