"""Forms of unspent money."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.governance.portfolios.models import Allocation
from nytta.kit.fields import SekField, TextField
from nytta.plain.money import sek

from ..queries import Unspent


class UnspentForm(forms.Form):
    """How much of which year's money, and why."""

    allocation = forms.ChoiceField(label=_("Vilket års pengar"), choices=[])
    amount_sek = SekField(label=_("Belopp"))
    reasons = TextField(label=_("Skäl"), lines=4, max_length=2000, required=False, help_text=_("Skälen står i underlaget."))

    def __init__(self, *args: Any, places: Sequence[Unspent], **options: Any) -> None:
        super().__init__(*args, **options)
        self.places = {str(u.place.pk): u.place for u in places}
        self.fields["reasons"].must = True  # type: ignore[attr-defined]
        self.fields["allocation"].choices = [  # type: ignore[attr-defined]
            (str(u.place.pk), gettext("%(year)s, %(left)s fritt") % {"year": u.place.year, "left": sek(u.left_sek)}) for u in places
        ]  # fmt: skip

    def clean_allocation(self) -> Allocation:
        return self.places[self.cleaned_data["allocation"]]


class MoveForm(forms.Form):
    """The reasons of the decision."""

    reasons = TextField(
        label=_("Skäl"), lines=4, max_length=4000, help_text=_("Skälen står i brevet till sökanden och publiceras."),
        error_messages={"required": _("Skriv skälen för beslutet.")},
    )  # fmt: skip
