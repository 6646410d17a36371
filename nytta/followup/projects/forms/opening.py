"""The form of an opening."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nytta.city.organisation.models import Person
from nytta.kit.fields import DateField


class _Manager(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return ", ".join(str(part) for part in (obj.name, obj.title) if part)


class OpenForm(forms.Form):
    """Who leads, from when to when."""

    manager = _Manager(
        label=_("Projektledare"), queryset=Person.objects.none(), empty_label=_("Välj"), help_text=_("Den som lämnar lägesrapporterna.")
    )
    started_on = DateField(label=_("Start"))
    planned_end_on = DateField(label=_("Planerat slut"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["manager"].queryset = Person.objects.filter(is_active=True).order_by("name")  # type: ignore[attr-defined]
