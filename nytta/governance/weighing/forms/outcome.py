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
from ..terms import Departed

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


GRANT, REFUSE, LATER, LEAVE = "on", "no", "later", "leave"
APART = {REFUSE: Departed.NOT_GRANTED, LATER: Departed.LATER, GRANT: Departed.AGAINST}


class DecideForm(forms.Form):
    """One row for each proposal: what is decided, how much, where it is booked, and why where it departs from the advice."""

    reasons = TextField(
        label=_("Skäl"),
        help_text=_("Skälen står i alla brev och publiceras. Exempel: ”Enligt utvecklingsrådets råd; inom ramen.”"),
        error_messages={"required": _("Skriv skälen för beslutet.")},
    )

    def __init__(self, *args: Any, lines: Sequence[Advised], others: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.lines = lines
        for line in lines:
            self._add(line)
        if others:
            self.fields["also"] = forms.MultipleChoiceField(
                label=_("Bevilja också"), choices=others, required=False, widget=forms.CheckboxSelectMultiple,
                help_text=_("Rådet tillstyrkte inte de här. Den som beviljar mot rådet skriver skälet vid förslaget."),
            )  # fmt: skip

    def _add(self, line: Advised) -> None:
        n, asked = line.number, "%(field)s %(code)s"
        choices = [(GRANT, _("Bevilja")), (REFUSE, _("Avslå")), (LATER, _("Avgör senare: inget beslut nu"))]
        self.fields[f"take_{n}"] = forms.ChoiceField(
            label=asked % {"field": gettext("Beslut"), "code": line.code}, widget=forms.RadioSelect, initial=GRANT,
            choices=choices if line.advised else [(GRANT, _("Bevilja mot rådet")), (LEAVE, _("Följ rådet: bevilja inte"))],
            error_messages={"required": _("Välj vad du beslutar.")},
        )  # fmt: skip
        self.fields[f"amount_{n}"] = SekField(
            label=asked % {"field": gettext("Belopp"), "code": line.code}, initial=line.amount_sek, required=False
        )
        for name, words in zip(CODES, (gettext("Kostnadsställe"), gettext("Verksamhetskod"), gettext("Projektkod")), strict=True):
            field = TextField(label=asked % {"field": words, "code": line.code}, lines=1, max_length=20, required=False)
            field.widget.attrs["class"] = "w-code"
            self.fields[f"{name}_{n}"] = field
        words = gettext("Skäl att inte bevilja nu, %(code)s") if line.advised else gettext("Skäl att bevilja mot rådet, %(code)s")
        self.fields[f"why_{line.code}"] = TextField(
            label=words % {"code": line.code}, lines=2, required=False,
            help_text=_("Behövs bara när du inte beviljar. Skälet publiceras.") if line.advised else _("Skälet publiceras och står i brevet."),
        )  # fmt: skip

    @property
    def rows(self) -> list[tuple[Advised, BoundField, list[BoundField], BoundField]]:
        """Each proposal with its fields: what is decided, amount and codes, the reason to depart."""
        return [
            (x, self[f"take_{x.number}"], [self[f"{c}_{x.number}"] for c in ("amount", *CODES)], self[f"why_{x.code}"]) for x in self.lines
        ]

    def clean(self) -> dict[str, Any]:
        """A proposal that is granted needs its amount and all codes, a departure its reason; at least one is granted.

        `taken`: (line, kronor, codes); `apart`: (line, how, reason).
        """
        cleaned = super().clean() or {}
        said = {x.number: cleaned.get(f"take_{x.number}") for x in self.lines}
        taken = [x for x in self.lines if said[x.number] == GRANT]
        for line in taken:
            for name in ("amount", *CODES):
                if cleaned.get(f"{name}_{line.number}") in (None, "") and f"{name}_{line.number}" not in self.errors:
                    self.add_error(f"{name}_{line.number}", _("Fyll i fältet för att kunna bevilja."))
        if not taken:
            self.add_error(None, gettext("Välj att bevilja minst ett förslag."))
        apart = [x for x in self.lines if said[x.number] in ((REFUSE, LATER) if x.advised else (GRANT,))]
        for line in apart:
            if not cleaned.get(f"why_{line.code}"):
                text = _("Rådet tillstyrkte förslaget. Skriv varför du inte beviljar det nu.") if line.advised else _("Rådet tillstyrkte inte förslaget. Skriv varför du beviljar det.")  # fmt: skip
                self.add_error(f"why_{line.code}", text)
        cleaned["taken"] = [(x, cleaned.get(f"amount_{x.number}"), [cleaned.get(f"{c}_{x.number}") for c in CODES]) for x in taken]
        cleaned["apart"] = [(x, APART[str(said[x.number])], cleaned.get(f"why_{x.code}", "")) for x in apart]
        return cleaned
