"""What may be asked in the room, as it comes from a button or a field."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nytta.kit.fields import SekField, TextField

from ..terms import Change

MEASURES = {  # what a change names, in the order of the button's value, and where its number goes
    Change.IN: (("id",), ""),
    Change.OUT: (("id",), ""),
    Change.FREE: (("id",), ""),
    Change.WEIGHT: (("criterion",), "percent"),
    Change.POINTS: (("id", "criterion"), "points"),
    Change.COST: (("id",), "sek"),
    Change.FRAME: (("portfolio",), "sek"),
    Change.PART: (("portfolio", "part"), "sek"),
}


class AskForm(forms.Form):
    """One press: `do` is the act and what it is about (`in|A-2026-001`), `seen` the revision that the page showed."""

    do = forms.CharField(max_length=200, widget=forms.HiddenInput)
    seen = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    value = forms.CharField(label=_("Nytt värde"), max_length=40, required=False)
    name = TextField(label=_("Namn"), lines=1, max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        """The value in the measure of what is changed: kronor, or a whole number of per cent or points (None: not one)."""
        cleaned = super().clean() or {}
        kind, value = str(cleaned.get("do", "")).partition("|")[0], str(cleaned.get("value", ""))
        number = MEASURES[Change(kind)][1] if kind in Change.codes() else ""
        if number == "sek":
            try:
                cleaned["value"] = SekField(required=False).clean(value)
            except forms.ValidationError as wrong:
                self.add_error("value", wrong)
        elif number:
            typed = value.strip().removesuffix("%").strip()
            cleaned["value"] = int(typed) if typed.isdecimal() else None
        return cleaned

    def what(self) -> dict[str, Any]:
        """The change in the room's own shape; empty when it is another act."""
        act, *about = self.cleaned_data["do"].split("|")
        if act not in Change.codes():
            return {}
        names, number = MEASURES[Change(act)]
        return {"do": act, **dict(zip(names, [*about, "", ""], strict=False))} | ({number: self.cleaned_data["value"]} if number else {})
