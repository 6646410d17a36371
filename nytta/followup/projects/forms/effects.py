"""The form of an account of effects."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.kit.fields import SekField, TextField, term_choices
from nytta.plain.money import sek

from ..queries import Outcome
from ..terms import Cause


class EffectForm(forms.Form):
    """Realised kronor for each decided item in a year, explained."""

    year = forms.TypedChoiceField(
        label=_("År som redovisas"), choices=[], coerce=int, help_text=_("Det första hela året efter avslutet, om det går.")
    )
    explanation = TextField(
        label=_("Förklaring"), lines=5, max_length=8000, required=False,
        help_text=_("Varför blev utfallet som det blev? Skriv också om nyttor som inte går att räkna i kronor."),
    )  # fmt: skip
    cause = forms.TypedChoiceField(label=_("Är projektet orsaken?"), choices=term_choices(Cause), coerce=Cause, widget=forms.RadioSelect)

    def __init__(self, *args: Any, rows: Sequence[Outcome], years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        self.fields["year"].choices = [(str(y), str(y)) for y in years]  # type: ignore[attr-defined]
        self.fields["explanation"].must = True  # type: ignore[attr-defined]
        for row in rows:
            decided = ", ".join(f"{y}: {sek(a)}" for y, a in sorted(row.decided.items()))
            help_text = gettext("Beslutat %(decided)s.") % {"decided": decided} if decided else ""
            self.fields[f"item_{row.item}"] = SekField(label=row.label, help_text=help_text)

    @property
    def sections(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """The year, each ledger's items, then the words."""
        ledgers = list(dict.fromkeys(row.ledger for row in self.rows))
        groups = [
            (gettext(ledger.sv), gettext("Utfall i kronor det året; 0 om det uteblev."), [self[f"item_{r.item}"] for r in self.rows if r.ledger is ledger])
            for ledger in ledgers
        ]  # fmt: skip
        return [(gettext("År"), "", [self["year"]]), *groups, (gettext("Med ord"), "", [self["explanation"], self["cause"]])]
