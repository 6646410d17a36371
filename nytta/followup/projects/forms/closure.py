"""Forms of closure."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nytta.kit.fields import TextField


class CloseForm(forms.Form):
    """What is handed over."""

    delivered = TextField(
        label=_("Vad projektet lämnar över"),
        lines=5,
        max_length=8000,
        required=False,
        help_text=_("System, rutiner, utbildning och avtal, och vem som tar emot."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.fields:
            self.fields[name].must = True  # type: ignore[attr-defined]  # the rule itself says why, with its source


class AcceptForm(forms.Form):
    """The owner's acceptance, by paragraph or delegation."""

    paragraph = TextField(
        label=_("Nämndens eller styrelsens beslut"), lines=1, max_length=200, required=False,
        help_text=_("Paragraf och dag. Lämna tomt om du beslutar på registrerad delegation."),
    )  # fmt: skip


class ReturnForm(forms.Form):
    """What is missing."""

    reasons = TextField(
        label=_("Vad som saknas"), lines=4, max_length=4000, help_text=_("Projektledaren läser det här och fortsätter projektet.")
    )
