"""The business answers item by item."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.kit.fields import TextField

from ..queries.item import Asked


class ItemAnswersForm(forms.Form):
    """Accept or object, for each benefit; none has to be answered at once."""

    all_required = True
    paragraph = TextField(
        label=_("Paragraf"), lines=1, max_length=200, required=False, help_text=_("Behövs när ingen delegation är registrerad för dig.")
    )

    def __init__(self, asked: Sequence[Asked], **options: Any) -> None:
        self.asked = list(asked)
        super().__init__(**options)
        for one in self.asked:
            key, answer = one.item.pk, one.answer if one.valid else None
            self.fields[f"answer_{key}"] = forms.ChoiceField(
                label=gettext("Vårt svar om %(item)s") % {"item": one.item.label}, choices=[("1", _("Vi godtar")), ("0", _("Vi invänder"))],
                widget=forms.RadioSelect, required=False, initial={True: "1", False: "0"}.get(answer.accepts) if answer else None,
            )  # fmt: skip
            self.fields[f"reason_{key}"] = TextField(
                label=_("Skäl, om ni invänder"), lines=2, max_length=4000, required=False, initial=answer.reason if answer else ""
            )

    @property
    def rows(self) -> list[tuple[Asked, BoundField, BoundField]]:
        """Each benefit with its fields."""
        return [(one, self[f"answer_{one.item.pk}"], self[f"reason_{one.item.pk}"]) for one in self.asked]

    def answers(self) -> dict[int, tuple[bool, str]]:
        """What was answered."""
        c = self.cleaned_data
        return {o.item.pk: (c[f"answer_{o.item.pk}"] == "1", c[f"reason_{o.item.pk}"]) for o in self.asked if c[f"answer_{o.item.pk}"]}
