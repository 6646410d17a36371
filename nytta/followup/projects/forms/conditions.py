"""Forms of conditions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from nytta.kit.fields import TextField, UploadField


class EvidenceForm(forms.Form):
    """What shows that a condition is met."""

    evidence = TextField(
        label=_("Vad som visar att villkoret är uppfyllt"), lines=4, max_length=4000, required=False,
        help_text=_("Exempel: ”Avtalet är tecknat 2026-04-12, dnr KS 2026/0112”."),
    )  # fmt: skip
    file = UploadField(label=_("Fil"), required=False, help_text=_("Till exempel det undertecknade avtalet. Högst 20 MB."))

    def __init__(self, **options: object) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self.fields["evidence"].must = True  # type: ignore[attr-defined]  # the rule itself says why, with its source


class LackingForm(forms.Form):
    """What is lacking."""

    lacking = TextField(label=_("Vad som saknas"), lines=4, max_length=4000, required=False, help_text=_("Projektledaren läser det här."))

    def __init__(self, **options: object) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self.fields["lacking"].must = True  # type: ignore[attr-defined]
