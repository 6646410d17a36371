"""The form by which a sheet of applications is handed in."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.plain.money import sek


class BookForm(forms.Form):
    """A workbook that comes back."""

    sheet = forms.FileField(
        label=_("Arbetsbok"),
        help_text=_("Arbetsboken som ni hämtade från kalkylens sida och fyllde i: xlsx, högst 20 MB."),
        error_messages={"required": _("Välj en fil."), "empty": _("Filen är tom. Välj en fil med rader.")},
    )

    def clean_sheet(self) -> Any:
        """Not larger than is taken."""
        return _not_too_large(self.cleaned_data["sheet"])


class SheetForm(forms.Form):
    """A file and the mapping that it is read through."""

    sheet = forms.FileField(
        label=_("Fil"),
        help_text=_("En tabell med en rad för varje ansökan: xlsx eller CSV, högst 20 MB. Rubrikerna står på första raden."),
        error_messages={"required": _("Välj en fil."), "empty": _("Filen är tom. Välj en fil med rader.")},
    )
    mapping = forms.ChoiceField(
        label=_("Mappning"),
        help_text=_("Säger hur filens kolumner blir fält i ansökan. Välj den som passar filens rubriker."),
    )

    def __init__(self, mappings: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(**options)
        chosen = self.fields["mapping"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [(name, gettext(title)) for name, title in mappings]
        chosen.initial = "standard"

    def clean_sheet(self) -> Any:
        """Not larger than is taken."""
        return _not_too_large(self.cleaned_data["sheet"])


def _not_too_large(sheet: Any) -> Any:
    if sheet.size > settings.MAX_FILE_BYTES:
        text = gettext("Filen är %(size)s MB; högst %(most)s MB tas emot. Dela upp den.")
        size, most = (f"{sek(b // 1_000_000, '')}" for b in (sheet.size, settings.MAX_FILE_BYTES))
        raise ValidationError(text % {"size": size, "most": most})
    return sheet
