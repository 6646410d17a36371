"""The calculation as a table: items by year in four ledgers, with empty rows for new ones."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.city.organisation.models import Body
from nytta.city.organisation.queries import applicants
from nytta.governance.benefits.commands import ItemText
from nytta.governance.benefits.terms import Ledger, Side
from nytta.kit.fields import SekField, TextField, term_choices
from nytta.kit.words import label

from ..queries.page import ItemFigures, figures_of
from .base import SectionForm

MOST_ROWS = 200
NEW = tuple(Ledger)
YEARS = 5


class FiguresForm(SectionForm):
    """Rows `row3_label`, `row3_2027` …; the number of rows stands in a hidden field, so that what is sent is what was shown."""

    def prepare(self) -> None:
        self.items = figures_of(self.application.calculation_id)
        first = (self.application.start_on or self.on).year
        had = {y for i in self.items for y in i.figures.get(Side.CLAIMED, {})}
        self.years = sorted({*range(first, first + YEARS), *had})
        self.ledgers = term_choices(Ledger)
        self.bearers = [("", "–"), *applicants(self.on).values_list("pk", "name")]
        shown: list[ItemFigures | None] = [*self.items, *([None] * len(NEW))]
        self.count = min(self._sent() or len(shown), MOST_ROWS)
        self.fields["rows"] = forms.CharField(widget=forms.HiddenInput, required=False, initial=str(self.count))
        for number in range(self.count):
            self._row(number, shown[number] if number < len(shown) else None)

    def _sent(self) -> int:
        text = str(self.data.get("rows", "")) if self.is_bound else ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0

    def _row(self, number: int, item: ItemFigures | None) -> None:
        at, name = f"row{number}", gettext("Rad %(number)s") % {"number": number + 1}
        amounts = item.figures.get(Side.CLAIMED, {}) if item else {}
        ledger = item.ledger if item else NEW[(number - len(self.items)) % len(NEW)]
        bodies = {text: key for key, text in self.bearers}
        self.fields[f"{at}_key"] = forms.CharField(widget=forms.HiddenInput, required=False, initial=str(item.key) if item else "")
        self.fields[f"{at}_ledger"] = forms.ChoiceField(
            label=_named(name, _("slag")), choices=self.ledgers, initial=ledger.value, required=False
        )
        self.fields[f"{at}_label"] = TextField(
            label=_named(name, _("post")), required=False, lines=1, max_length=160, initial=item.label if item else ""
        )
        self.fields[f"{at}_note"] = TextField(
            label=_named(name, _("anteckning")), required=False, lines=1, max_length=2000, initial=item.note if item else ""
        )
        self.fields[f"{at}_bearer"] = forms.ChoiceField(
            label=_named(name, _("bärs av")), choices=self.bearers, required=False, initial=bodies.get(item.bearer, "") if item else ""
        )
        for year in self.years:
            self.fields[f"{at}_{year}"] = SekField(label=_named(name, year), required=False, initial=amounts.get(year))

    @property
    def sections(self) -> list[tuple[Any, Any, list[BoundField]]]:
        """All in one; the page draws them as a table."""
        return [("", "", [f for f in self.visible_fields()])]

    @property
    def table(self) -> list[dict[str, Any]]:
        """The rows for the page."""
        return [
            {
                "number": n + 1, "new": n >= len(self.items), "key": self[f"row{n}_key"], "ledger": self[f"row{n}_ledger"],
                "label": self[f"row{n}_label"], "note": self[f"row{n}_note"], "bearer": self[f"row{n}_bearer"],
                "years": [(y, self[f"row{n}_{y}"]) for y in self.years],
            }
            for n in range(self.count)
        ]  # fmt: skip

    @property
    def sums(self) -> list[tuple[str, list[int], int]]:
        """(ledger, kronor by year, total) of what is saved."""
        found = []
        for ledger in Ledger:
            mine = [i.figures.get(Side.CLAIMED, {}) for i in self.items if i.ledger is ledger]
            years = [sum(f.get(y, 0) for f in mine) for y in self.years]
            found.append((label(ledger), years, sum(years)))
        return found

    def texts(self) -> list[ItemText]:
        """The items as they are to be written; a row without words, note or amount is no item."""
        cleaned = self.cleaned_data
        known = {str(i.key): i for i in self.items}
        sent = {cleaned[f"row{n}_key"] for n in range(self.count)}
        spare = {(i.ledger.value, i.label): i.key for i in self.items if str(i.key) not in sent}
        bodies = {str(b.pk): b for b in Body.objects.filter(pk__in=self._chosen())}
        found = []
        for n in range(self.count):
            at = f"row{n}"
            amounts = {y: cleaned[f"{at}_{y}"] for y in self.years if cleaned.get(f"{at}_{y}") is not None}
            text, note = cleaned[f"{at}_label"], cleaned[f"{at}_note"]
            if not (amounts or text or note):
                continue
            ledger = Ledger(cleaned[f"{at}_ledger"] or Ledger.BUSINESS.value)
            text = text or label(ledger)
            key = int(cleaned[f"{at}_key"]) if cleaned[f"{at}_key"] in known else spare.pop((ledger.value, text), None)
            found.append(ItemText(ledger, text, amounts, bodies.get(cleaned[f"{at}_bearer"]), note, key))
        return found

    def _chosen(self) -> set[str]:
        return {b for n in range(self.count) if (b := self.cleaned_data.get(f"row{n}_bearer"))}

    def to_write(self) -> dict[str, Any]:
        return {"values": {}, "items": self.texts()}


def _named(row: str, what: Any) -> str:
    return f"{row}, {what}"
