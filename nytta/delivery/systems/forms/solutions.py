"""The form of a new common solution."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nytta.kit.fields import DateField, TextField


class SolutionForm(forms.Form):
    """A common solution and what it covers, one function a line."""

    name = TextField(label=_("Namn"), lines=1, max_length=120)
    code = forms.SlugField(
        label=_("Kod"), max_length=40, help_text=_("Små bokstäver, siffror och bindestreck, till exempel e-tjanstplattform.")
    )
    covers = TextField(
        label=_("Vad lösningen täcker"), help_text=_("En funktion per rad, till exempel inloggning för invånare."), max_length=4000
    )
    contact = TextField(label=_("Kontakt"), lines=1, max_length=120, required=False)
    valid_from = DateField(label=_("Finns från"))

    def clean_covers(self) -> list[Any]:
        """The lines, empty ones left out."""
        return [line.strip() for line in self.cleaned_data["covers"].splitlines() if line.strip()]
