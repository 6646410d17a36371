"""The form of next year's part."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nytta.kit.fields import SekField, TextField
from nytta.plain.money import sek


class PartForm(forms.Form):
    """Next year's part of the money."""

    year = forms.TypedChoiceField(label=_("År"), choices=[], coerce=int)
    amount_sek = SekField(label=_("Belopp"), help_text=_("Högst det som finns kvar av planen för året."))
    reasons = TextField(label=_("Hur det har gått och varför projektet ska fortsätta"), lines=5, max_length=4000)

    def __init__(self, *args: Any, years: Sequence[tuple[int, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(str(y), f"{y} ({sek(amount)})") for y, amount in years]  # type: ignore[attr-defined]
