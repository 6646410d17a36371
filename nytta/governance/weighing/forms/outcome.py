"""Advice on all that is weighed, and the director's grants in one act."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.kit.fields import SekField, TextField

from ..queries.deciding import Advised
from ..queries.outcome import Departure

CODES = ("cost_centre", "activity", "project_code")


class AdviceForm(forms.Form):
    """The council's reasons, a reason for each departure, and which of those left out should be refused."""

    def __init__(
        self, *args: Any, departures: Sequence[tuple[Departure, str]], left_out: Sequence[tuple[str, str]], revision: int, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.departures = [d for d, _said in departures]
        self.fields["reasons"] = TextField(
            label=_("Rådets skäl"),
            help_text=_("Skälen gäller alla förslag; de sparas och publiceras. Exempel: ”Störst bidrag till målen inom ramen.”"),
            error_messages={"required": _("Skriv utvecklingsrådets skäl.")},
        )
        for departure, price in departures:
            label = gettext("Tas med för hand: %(title)s") if departure.taken else gettext("Lämnas utanför för hand: %(title)s")
            self.fields[f"why_{departure.code}"] = TextField(
                label=label % {"title": departure.title}, help_text=price, lines=2,
                error_messages={"required": _("Skriv skälet för att avvika.")},
            )  # fmt: skip
        self.fields["refused"] = forms.MultipleChoiceField(
            label=_("Bör avslås"), choices=left_out, required=False, widget=forms.CheckboxSelectMultiple,
            help_text=_("De andra som inte ryms får rådet att vänta."),
        )  # fmt: skip
        if not left_out:
            del self.fields["refused"]
        self.fields["seen"] = forms.IntegerField(widget=forms.HiddenInput, initial=revision)

    @property
    def sections(self) -> list[tuple[Any, Any, list[BoundField]]]:
        """The reasons, then each departure, then what is left out."""
        found: list[tuple[Any, Any, list[BoundField]]] = [(_("Skäl"), "", [self["reasons"]])]
        if self.departures:
            help_ = _("Här går rådet ifrån det som räkningen fann bäst. Varje avvikelse behöver ett eget skäl.")
            found.append((_("Avvikelser"), help_, [self[f"why_{d.code}"] for d in self.departures]))
        if "refused" in self.fields:
            found.append((_("Det som lämnas utanför"), "", [self["refused"]]))
        return found

    def clean(self) -> dict[str, Any]:
        """Gather the reasons of departures by proposal."""
        cleaned = super().clean() or {}
        cleaned["departures"] = {d.code: cleaned.pop(f"why_{d.code}", "") for d in self.departures}
        return cleaned


class DecideForm(forms.Form):
    """One row for each proposal that was advised: whether it is granted, how much, and where it is booked."""

    reasons = TextField(
        label=_("Skäl"),
        help_text=_("Skälen står i alla brev och publiceras. Exempel: ”Enligt utvecklingsrådets råd; inom ramen.”"),
        error_messages={"required": _("Skriv skälen för beslutet.")},
    )

    def __init__(self, *args: Any, lines: Sequence[Advised], **options: Any) -> None:
        super().__init__(*args, **options)
        self.lines = lines
        for line in lines:
            n = line.number
            asked = "%(field)s %(code)s"
            self.fields[f"take_{n}"] = forms.BooleanField(label=line.title, required=False, initial=True)
            self.fields[f"amount_{n}"] = SekField(
                label=asked % {"field": gettext("Belopp"), "code": line.code}, initial=line.amount_sek, required=False
            )
            for name, words in zip(CODES, (gettext("Kostnadsställe"), gettext("Verksamhet"), gettext("Projektkod")), strict=True):
                field = TextField(label=asked % {"field": words, "code": line.code}, lines=1, max_length=20, required=False)
                field.widget.attrs["class"] = "w-code"
                self.fields[f"{name}_{n}"] = field

    @property
    def rows(self) -> list[tuple[Advised, BoundField, BoundField, list[BoundField]]]:
        """Each proposal with its fields."""
        return [(x, self[f"take_{x.number}"], self[f"amount_{x.number}"], [self[f"{c}_{x.number}"] for c in CODES]) for x in self.lines]

    def clean(self) -> dict[str, Any]:
        """A proposal that is granted needs its amount and all codes; at least one is granted. `taken`: (line, kronor, codes)."""
        cleaned = super().clean() or {}
        taken = [x for x in self.lines if cleaned.get(f"take_{x.number}")]
        for line in taken:
            for name in ("amount", *CODES):
                if cleaned.get(f"{name}_{line.number}") in (None, "") and f"{name}_{line.number}" not in self.errors:
                    self.add_error(f"{name}_{line.number}", _("Fyll i fältet för att kunna bevilja."))
        if not taken:
            self.add_error(None, gettext("Markera minst ett förslag att bevilja."))
        cleaned["taken"] = [(x, cleaned.get(f"amount_{x.number}"), [cleaned.get(f"{c}_{x.number}") for c in CODES]) for x in taken]
        return cleaned
