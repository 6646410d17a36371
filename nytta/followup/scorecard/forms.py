"""Forms of the annual report."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.kit.fields import TextField
from nytta.kit.words import label

from .terms import Part


class BeginForm(forms.Form):
    """Which year."""

    year = forms.IntegerField(label=_("År"), min_value=2000, max_value=2100, help_text=_("Ett år som har börjat."))


class CommentForm(forms.Form):
    """What the office says beside the figures, part by part."""

    def __init__(self, *args: Any, said: Mapping[Part, list[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in Part:
            self.fields[part.value] = TextField(
                label=label(part),
                lines=4,
                max_length=8000,
                required=False,
                help_text=format_html('<span lang="sv">{}</span>', " ".join(said.get(part, []))),
            )

    @property
    def texts(self) -> dict[Part, str]:
        """What was written, by part."""
        return {part: self.cleaned_data[part.value] for part in Part}


class ProposeForm(forms.Form):
    """What was read."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


class TakeBackForm(forms.Form):
    """Why."""

    reasons = TextField(label=_("Skäl"), lines=3, max_length=2000, required=False, help_text=_("Varför ska rapporten skrivas om?"))


class ApprovalForm(forms.Form):
    """The city council's decision."""

    paragraph = TextField(
        label=_("Fullmäktiges beslut"),
        lines=1,
        max_length=200,
        required=False,
        help_text=_("Paragraf och dag, till exempel: KF 2026-04-27 § 61."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paragraph"].must = True  # type: ignore[attr-defined]  # the rule itself says why, with its source


class DayForm(forms.Form):
    """Which year, as it stood on which day."""

    ar = forms.TypedChoiceField(label=_("År"), coerce=int, required=False)
    dag = forms.DateField(label=_("Läget den"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ar"].choices = [(str(y), str(y)) for y in years]  # type: ignore[attr-defined]

    def said(self) -> str:
        """What is wrong, in words; "" where nothing is."""
        return gettext("Skriv dagen som 2026-03-31.") if self.errors else ""
