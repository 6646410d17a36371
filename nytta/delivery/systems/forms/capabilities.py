"""The forms of the map of capabilities."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from nytta.kit.fields import TextField

from ..models import Capability
from ..queries.capabilities import Tree, standing_capabilities


class ParentField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """The capabilities by name, in the reader's language where the map has it."""

    def label_from_instance(self, capability: Any) -> str:
        return str(capability.name_en if get_language() == "en" and capability.name_en else capability.name)


class CapabilityForm(forms.Form):
    """A capability: what it is called, and under which other it lies."""

    name = TextField(
        label=_("Namn"), lines=1, max_length=120,
        help_text=_("Vad kommunen ska kunna, med ett verb först, till exempel Handlägga bygglov. Inte vad ett system heter."),
    )  # fmt: skip
    name_en = TextField(label=_("Namn på engelska"), lines=1, max_length=120, required=False)
    parent = ParentField(
        label=_("Ligger under"),
        queryset=Capability.objects.none(),
        required=False,
        to_field_name="code",
        empty_label=_("Ingen: överst i kartan"),
    )

    def __init__(self, *, capability: Capability | None = None, **data: Any) -> None:
        if capability is not None:
            held = {"name": capability.name, "name_en": capability.name_en, "parent": capability.parent and capability.parent.code}
            data.setdefault("initial", held)
        super().__init__(**data)
        field: Any = self.fields["parent"]
        below = Tree().under(capability.pk) if capability else []
        field.queryset = standing_capabilities().exclude(pk__in=below)
