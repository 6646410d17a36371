"""What the benefits calculation adds to other pages: what a body that ends has measured and is to realise."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext

from nytta.city.organisation.models import Body
from nytta.kit.panels import Remains, panel, remains

from .models import Baseline, Claim
from .terms import ClaimStatus


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
