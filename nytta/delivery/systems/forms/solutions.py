"""The form of a common solution."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nytta.city.organisation.models import Body, Person
from nytta.city.organisation.queries import owners
from nytta.kit.fields import DateField, TextField

from ..models import CommonSolution


class SolutionForm(forms.Form):
    """A common solution and what it covers, one function a line."""

    name = TextField(label=_("Namn"), lines=1, max_length=120)
    code = forms.SlugField(
        label=_("Kod"), max_length=40, help_text=_("Små bokstäver, siffror och bindestreck, till exempel e-tjanstplattform.")
    )
    covers = TextField(
        label=_("Vad lösningen täcker"), help_text=_("En funktion per rad, till exempel inloggning för invånare."), max_length=4000
    )
    owner = forms.ModelChoiceField(
        label=_("Ägare"), queryset=Body.objects.none(), required=False, empty_label=_("Uppgift saknas"),
        help_text=_("Den nämnd eller styrelse som svarar för lösningen."),
    )  # fmt: skip
    contact = TextField(
        label=_("Kontakt"), lines=1, max_length=120, required=False,
        help_text=_("Funktion eller brevlåda som vem som helst kan vända sig till om att använda lösningen."),
    )  # fmt: skip
    contact_person = forms.ModelChoiceField(
        label=_("Kontaktperson"), queryset=Person.objects.none(), required=False, empty_label=_("Ingen utpekad"),
        help_text=_("Visas för dem som arbetar i kommunen."),
    )  # fmt: skip
    valid_from = DateField(label=_("Finns från"))
    valid_until = DateField(label=_("Till"), required=False, help_text=_("Lämna tomt så länge lösningen finns."))

    def __init__(self, *args: Any, on: date, solution: CommonSolution | None = None, **kwargs: Any) -> None:
        if solution is not None:
            held = {
                name: getattr(solution, name)
                for name in ("name", "code", "owner", "contact", "contact_person", "valid_from", "valid_until")
            }
            kwargs.setdefault("initial", {**held, "covers": "\n".join(solution.covers)})
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["owner"].queryset = owners(on)
        fields["contact_person"].queryset = Person.objects.filter(is_active=True).order_by("name")
        if solution is not None:
            del fields["code"]

    def clean_covers(self) -> list[Any]:
        """The lines, empty ones left out."""
        return [line.strip() for line in self.cleaned_data["covers"].splitlines() if line.strip()]
