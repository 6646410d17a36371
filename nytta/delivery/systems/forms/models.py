"""The form of a model that is handed in."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from nytta.city.organisation.models import Body
from nytta.city.organisation.queries import owners
from nytta.kit.fields import TextField

MOST_BYTES = 60_000_000


class ModelForm(forms.Form):
    """A model, and who owns what it has no owner for."""

    model = forms.FileField(
        label=_("Fil"), help_text=_("En modell i ArchiMate Open Exchange (.xml), högst 60 MB. I Archi: File, Export, Open Exchange XML."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xml"}),
    )  # fmt: skip
    owner_property = TextField(
        label=_("Egenskap som anger ägare"), lines=1, max_length=120, required=False,
        help_text=_("Vad egenskapen heter i modellen, till exempel Ägare. Dess värde ska vara namnet på en nämnd eller styrelse här."),
    )  # fmt: skip
    owner = forms.ModelChoiceField(
        label=_("Ägare till resten"), queryset=Body.objects.none(), required=False, empty_label=_("Ingen: säg till om ägare saknas"),
        to_field_name="code",
        help_text=_("Äger de nya system och informationstyper som modellen inte anger ägare för. Det som redan står i registret behåller sin."),
    )  # fmt: skip

    def __init__(self, *, on: date, **data: Any) -> None:
        super().__init__(**data)
        field: Any = self.fields["owner"]
        field.queryset = owners(on)

    def clean_model(self) -> Any:
        """The file, when it is not too large."""
        sent = self.cleaned_data["model"]
        if sent.size > MOST_BYTES:
            raise ValidationError(_("Filen är större än 60 MB. Dela modellen."))
        return sent
