"""The form by which a sheet of applications is handed in."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.plain.money import sek

from ..models import SheetMapping
from ..queries.mappings import MOST_BYTES, STANDARD


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
        help_text=_(
            "En tabell med en rad för varje ansökan: xlsx eller CSV, högst 20 MB. Rubrikerna står på första raden, om inte mappningen säger annat."
        ),
        error_messages={"required": _("Välj en fil."), "empty": _("Filen är tom. Välj en fil med rader.")},
    )
    mapping = forms.ChoiceField(
        label=_("Mappning"),
        help_text=_("Säger hur filens kolumner blir fält i ansökan. Välj den som passar filens rubriker."),
    )

    def __init__(self, shipped: Mapping[str, str], own: Iterable[SheetMapping], **options: Any) -> None:
        super().__init__(**options)
        chosen = self.fields["mapping"]
        assert isinstance(chosen, forms.ChoiceField)
        version = gettext("%(title)s, version %(version)s")
        groups = [
            (gettext("Kommunens egna"), [(m.code, version % {"title": m.title, "version": m.version}) for m in own]),
            (gettext("Publicerade och påhittade uppgifter (för prov)"), [(n, gettext(t)) for n, t in shipped.items() if n != STANDARD]),
        ]
        chosen.choices = [(STANDARD, gettext(shipped[STANDARD])), *((label, lines) for label, lines in groups if lines)]
        chosen.initial = STANDARD

    def clean_sheet(self) -> Any:
        """Not larger than is taken."""
        return _not_too_large(self.cleaned_data["sheet"])


class MappingForm(forms.Form):
    """A mapping as a file or as text. What a file held is shown as text when it is refused, so that it can be mended there."""

    file = forms.FileField(
        label=_("TOML-fil"),
        required=False,
        help_text=_("Högst 64 kB. Det som står i filen går före det som står nedan."),
        error_messages={"empty": _("Filen är tom. Välj en annan fil.")},
    )
    text = forms.CharField(
        label=_("Mappningens text"),
        required=False,
        strip=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 20, "spellcheck": "false", "autocapitalize": "off"}),
        help_text=_("Här kan ni rätta det som är fel och skicka igen, utan att välja filen på nytt."),
    )

    def clean_file(self) -> Any:
        """Small enough, and text."""
        sent = self.cleaned_data["file"]
        if not sent:
            return None
        if sent.size > MOST_BYTES:
            told = {"size": sek(-(-sent.size // 1000), ""), "most": MOST_BYTES // 1000}
            raise ValidationError(gettext("Filen är %(size)s kB; högst %(most)s kB tas emot. En mappning är en kort text.") % told)
        try:
            return sent.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ValidationError(gettext("Filen är inte text i UTF-8. Spara den som UTF-8 och välj den igen.")) from None

    def clean(self) -> dict[str, Any]:
        """One text, with the line ends of a file; it stands in the form from now on."""
        found = super().clean() or {}
        text = (found.get("file") or found.get("text") or "").replace("\r\n", "\n")
        if text.strip():
            written: Any = self.data
            self.data = written = written.copy()
            written["text"] = found["text"] = text
        elif not self.errors:
            raise ValidationError(gettext("Välj en fil, eller skriv mappningen."))
        return found


def _not_too_large(sheet: Any) -> Any:
    if sheet.size > settings.MAX_FILE_BYTES:
        text = gettext("Filen är %(size)s MB; högst %(most)s MB tas emot. Dela upp den.")
        size, most = (f"{sek(b // 1_000_000, '')}" for b in (sheet.size, settings.MAX_FILE_BYTES))
        raise ValidationError(text % {"size": size, "most": most})
    return sheet
