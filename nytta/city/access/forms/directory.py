"""What the registrar says of the directory."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.city.organisation.models import Body, in_existence
from nytta.city.records.terms import Role
from nytta.kit.fields import term_choices


class AdoptForm(forms.Form):
    """Whether the directory may take over persons."""

    adopts = forms.BooleanField(
        label=_("Katalogen får ta över den som redan finns här"), required=False,
        help_text=_(
            "Den som har samma användarnamn i katalogen och här blir då katalogens: namn, titel och e-post skrivs över, och rätten att logga in följer katalogen. Systemkonton och den som är borttagen tas aldrig över."
        ),
    )  # fmt: skip


class DepartmentForm(forms.Form):
    """Which body a word means."""

    body = forms.ModelChoiceField(label=_("Betyder"), queryset=Body.objects.none(), required=False, empty_label=_("Inget organ"))

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = Body.objects.filter(in_existence(on))  # type: ignore[attr-defined]


class GroupForm(forms.Form):
    """Which role a group is compared with."""

    role = forms.ChoiceField(label=_("Jämförs med uppdraget"), required=False)
    portfolio = forms.ChoiceField(label=_("Portfölj"), required=False, help_text=_("För beredningsgrupper: en portfölj, eller alla."))

    def __init__(self, *args: Any, portfolios: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["role"].choices = [("", gettext("Inget uppdrag")), *term_choices(Role)]
        fields["portfolio"].choices = [("", gettext("Alla")), *portfolios]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("portfolio") and not cleaned.get("role"):
            self.add_error("role", gettext("Välj vilket uppdrag i portföljen som gruppen jämförs med."))
        return cleaned
