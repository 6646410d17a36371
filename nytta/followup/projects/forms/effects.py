"""Forms of the account of effects."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.kit.fields import NumberField, SekField, TextField, UploadField, term_choices

from ..commands import EffectItem, EffectText
from ..models import EffectAnalysis
from ..queries import Outcome
from ..terms import Cause, Evidence


@dataclass(frozen=True)
class YearRow:
    """One year of an item: promised and decided kronor, and the field of what came."""

    year: int
    promised_sek: int | None
    decided_sek: int | None
    field: BoundField
    due: bool


@dataclass(frozen=True)
class ItemRow:
    """One item with its years or its level, and the fields of what is said of it."""

    outcome: Outcome
    years: list[YearRow]
    level: BoundField | None
    told: list[BoundField]


class EffectForm(forms.Form):
    """What came of each item by year, what it rests on, why it differs; then the whole. Nothing is required: it is a draft."""

    explanation = TextField(
        label=_("Förklaring"), lines=5, max_length=8000, required=False,
        help_text=_("Varför blev utfallet som det blev, i stort? Vad gör ni för att ta hem det som återstår?"),
    )  # fmt: skip
    unexpected = TextField(
        label=_("Vad som kom utan att ni bad om det"), lines=4, max_length=8000, required=False,
        help_text=_("Goda och dåliga effekter som ingen räknade med. Lämna tomt om det inte finns några."),
    )  # fmt: skip
    cause = forms.TypedChoiceField(
        label=_("Är projektet orsaken?"),
        choices=term_choices(Cause),
        coerce=Cause,
        widget=forms.RadioSelect,
        required=False,
        empty_value=None,
    )

    def __init__(
        self, *args: Any, rows: Sequence[Outcome], years: Sequence[int], due: int, analysis: EffectAnalysis | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.outcomes, self.years, self.due = [r for r in rows if r.decided or r.on_scale], list(years), due
        for name in ("explanation", "unexpected", "cause") if analysis else ():
            self.fields[name].initial = getattr(analysis, name)
        self.fields["explanation"].must = True  # type: ignore[attr-defined]  # asked for when it is handed in
        for row in self.outcomes:
            self._add(row)

    def _add(self, row: Outcome) -> None:
        key, about = row.item, {"item": row.label}
        if row.on_scale:
            self.fields[f"level_{key}"] = NumberField(
                label=gettext("Nivå nu"), required=False, negative=True, initial=row.level, help_text=row.scale
            )
        for year in self.years if row.decided else ():
            label = gettext("Utfall %(year)s, %(item)s") % {**about, "year": year}
            self.fields[f"amount_{key}_{year}"] = SekField(label=label, required=False, initial=row.written.get(year))
        self.fields[f"kind_{key}"] = forms.TypedChoiceField(
            label=gettext("Vad siffran vilar på"), choices=term_choices(Evidence, empty=_("Välj")), coerce=Evidence, required=False, empty_value=None,
            initial=row.evidence_kind,
        )  # fmt: skip
        self.fields[f"evidence_{key}"] = TextField(
            label=gettext("Underlag"), lines=2, max_length=2000, required=False, initial=row.evidence,
            help_text=gettext("Var siffran finns: rapport, budgetbeslut, fakturanummer eller adress. Filer lägger du till på projektets sida."),
        )  # fmt: skip
        self.fields[f"cause_{key}"] = forms.TypedChoiceField(
            label=gettext("Orsak"),
            choices=term_choices(Cause, empty=_("Välj")),
            coerce=Cause,
            required=False,
            empty_value=None,
            initial=row.cause,
        )
        self.fields[f"why_{key}"] = TextField(
            label=gettext("Varför det avviker"), lines=2, max_length=2000, required=False, initial=row.explanation,
            help_text=gettext("Behövs när utfallet skiljer sig från det beslutade."),
        )  # fmt: skip

    @property
    def item_rows(self) -> list[ItemRow]:
        """The items as the page shows them."""
        found = []
        for row in self.outcomes:
            years = [
                YearRow(y, row.promised.get(y), row.decided.get(y), self[f"amount_{row.item}_{y}"], y == self.due)
                for y in (self.years if row.decided else ())
            ]
            told = [self[f"{name}_{row.item}"] for name in ("why", "kind", "evidence", "cause")]
            found.append(ItemRow(row, years, self[f"level_{row.item}"] if row.on_scale else None, told))
        return found

    def clean(self) -> dict[str, Any]:
        """What was written, as the command takes it."""
        given: dict[str, Any] = super().clean() or {}
        items: Mapping[int, EffectItem] = {r.item: self._item(r, given) for r in self.outcomes}
        return {"text": EffectText(items, given.get("explanation", ""), given.get("unexpected", ""), given.get("cause"))}

    def _item(self, row: Outcome, given: Mapping[str, Any]) -> EffectItem:
        amounts = {y: given[f"amount_{row.item}_{y}"] for y in self.years if given.get(f"amount_{row.item}_{y}") is not None}
        level: Decimal | None = given.get(f"level_{row.item}")
        kind, cause = given.get(f"kind_{row.item}"), given.get(f"cause_{row.item}")
        return EffectItem(amounts, level, cause, kind, given.get(f"evidence_{row.item}", ""), given.get(f"why_{row.item}", ""))


class EffectFileForm(forms.Form):
    """A file that realised values rest on."""

    item = forms.ChoiceField(label=_("Post"), required=False)
    title = TextField(label=_("Rubrik"), lines=1, max_length=200)
    file = UploadField(label=_("Fil"))

    def __init__(self, *args: Any, rows: Sequence[Outcome], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", gettext("Hela redovisningen")), *((str(r.item), r.label) for r in rows)]
        self.fields["item"].choices = choices  # type: ignore[attr-defined]


class ReviewForm(forms.Form):
    """Accepted, or what is to be completed."""

    accepts = forms.TypedChoiceField(
        label=_("Vad du har funnit"), widget=forms.RadioSelect, coerce=lambda value: value == "yes",
        choices=[("yes", _("Redovisningen håller")), ("no", _("Något ska kompletteras"))],
    )  # fmt: skip
    review = TextField(
        label=_("Granskningens ord"),
        lines=5,
        max_length=8000,
        required=False,
        help_text=_("Visas för den som redovisade och bredvid redovisningen."),
    )
