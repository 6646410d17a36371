"""Forms of fund requests."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.governance.portfolios.models import Allocation
from nytta.kit.fields import SekField, TextField
from nytta.plain.money import sek


class RequestForm(forms.Form):
    """How much of which year's money, for what."""

    allocation = forms.ChoiceField(label=_("Vilket års pengar"), choices=[])
    amount_sek = SekField(label=_("Belopp"), help_text=_("Det som behövs nu, inte mer. Exempel: 250 000."))
    purpose = TextField(
        label=_("Vad pengarna ska användas till"),
        lines=3,
        max_length=500,
        help_text=_("Exempel: ”Konsultstöd för integrationen, maj och juni”."),
    )

    def __init__(self, *args: Any, places: Sequence[tuple[Allocation, int]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.places = {str(a.pk): a for a, _left in places}
        outside = gettext("utanför portföljerna")
        self.fields["allocation"].choices = [  # type: ignore[attr-defined]
            (str(a.pk), gettext("%(year)s, %(left)s fritt") % {"year": f"{a.year} {outside}" if a.outside else a.year, "left": sek(left)})
            for a, left in places
        ]  # fmt: skip

    def clean_allocation(self) -> Allocation:
        return self.places[self.cleaned_data["allocation"]]


class ReasonsForm(forms.Form):
    """Why a request is refused, or a reservation let go."""

    reasons = TextField(label=_("Skäl"), lines=4, max_length=2000, required=False, help_text=_("Projektledaren läser det här."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reasons"].must = True  # type: ignore[attr-defined]


class PaymentForm(forms.Form):
    """What was paid, or paid back, by which voucher."""

    amount_sek = SekField(label=_("Belopp"))
    reference = TextField(
        label=_("Verifikation i ekonomisystemet"), lines=1, max_length=100, required=False, help_text=_("Exempel: ”2026-V-10432”.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reference"].must = True  # type: ignore[attr-defined]
