"""Forms of the register of decisions: is a document genuine, note on review, disposal."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.kit.fields import TextField, term_choices

from ..rules import code_as_typed
from ..terms import Review, TextPart


class CodeForm(forms.Form):
    """The code that is printed on a decision's document, and the number beside it."""

    code = forms.CharField(
        label=_("Kontrollkod"), max_length=40, help_text=_("Fyra grupper med fyra tecken, längst ner på brevet."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
    )  # fmt: skip
    number = forms.CharField(
        label=_("Beslutets nummer"), max_length=40, required=False, help_text=_("Står bredvid koden. Kan lämnas tomt.")
    )

    def clean_code(self) -> str:
        code: str = code_as_typed(text=self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError(_("Koden har sexton bokstäver och siffror, till exempel ABCD-EF23-GHIJ-KL45."))
        return code


class FileForm(forms.Form):
    """The document itself; it is compared and not kept."""

    file = forms.FileField(label=_("Fil"), help_text=_("Den fil du fick, orörd. Den jämförs med registret och sparas inte."))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.MAX_FILE_BYTES:
            raise forms.ValidationError(_("Filen är för stor: högst 20 MB."))
        return file


class ReviewForm(forms.Form):
    """How a decision can be tried by a court."""

    note = forms.TypedChoiceField(label=_("Överprövning"), choices=[], coerce=Review, widget=forms.RadioSelect)
    clause = TextField(
        label=_("Bestämmelse"), lines=1, max_length=200, required=False,
        help_text=_("Lag, kapitel och paragraf. Behövs om beslutet kan överprövas."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].choices = term_choices(Review)  # type: ignore[attr-defined]


class DisposalForm(forms.Form):
    """What goes, and by which decision."""

    parts = forms.TypedMultipleChoiceField(label=_("Vad som gallras"), choices=[], coerce=TextPart, widget=forms.CheckboxSelectMultiple)
    mandate = TextField(label=_("Gallringsbeslut"), lines=1, max_length=300, help_text=_("Till exempel Kommunstyrelsen 2026-04-01 § 8."))
    reasons = TextField(label=_("Skäl"), lines=3, max_length=2000, help_text=_("Skälen står kvar i registret."))

    def __init__(self, *args: Any, left: Sequence[TextPart], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parts"].choices = [(part.value, gettext(part.sv)) for part in left]  # type: ignore[attr-defined]
