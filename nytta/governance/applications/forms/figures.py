"""The calculation as a sheet: items in four ledgers, years as columns over the whole horizon, empty rows for new ones."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.city.organisation.models import Body
from nytta.city.organisation.queries import applicants
from nytta.governance.benefits.commands import ItemText
from nytta.governance.benefits.terms import BENEFITS, BearerGroup, BenefitClass, Ledger
from nytta.kit.fields import SekField, TextField, term_choices
from nytta.kit.words import label
from nytta.plain.money import sek

from ..queries.calculation import SheetItem, after_said, sheet_last, sheet_of, sheet_years
from .base import SectionForm

MOST_ROWS = 200
GROUP = "grupp-"  # before the code of a group that bears an item, so that it is no body's key
HELP = {
    Ledger.CITIZEN: _("Vad det är värt för dem vi finns till för. Det behöver inte vara en besparing. Exempel: kortare väntan på bygglov."),
    Ledger.BUSINESS: _("Vad verksamheten vinner. Exempel: handläggare slipper registrera för hand."),
    Ledger.DEVELOPMENT: _("Vad det kostar att få det på plats. Exempel: konsulter, licenser första året, utbildning, egen tid."),
    Ledger.RUNNING: _("Vad det kostar varje år sedan. Exempel: licenser, drift, förvaltare. Ägaren godtar summan."),
}


@dataclass(frozen=True)
class SheetRow:
    """A row of the sheet as the page draws it: cells are inputs, or text where a formula makes the kronor."""

    number: int
    item: SheetItem | None
    hidden: SafeString
    label: SafeString
    bearer: SafeString
    benefit_class: SafeString
    cells: list[SafeString]
    total: str
    gone: SafeString


@dataclass(frozen=True)
class SheetGroup:
    """One ledger of the sheet."""

    ledger: Ledger
    help: Any
    rows: list[SheetRow]

    @property
    def is_benefit(self) -> bool:
        """Whether its items have a class."""
        return self.ledger in BENEFITS


class FiguresForm(SectionForm):
    """Rows `row3_label`, `row3_2027` …; the number of rows stands in a hidden field, so that what is sent is what was shown."""

    def prepare(self) -> None:
        self.items = sheet_of(self.application.calculation_id)
        self.years = sheet_years(self.application, self.items, self.on)
        groups = [(GROUP + code, text) for code, text in term_choices(BearerGroup)]
        self.bearers = [("", "–"), *((str(k), n) for k, n in applicants(self.on).values_list("pk", "name")), *groups]
        self.classes = term_choices(BenefitClass, empty="–")
        shown: list[tuple[SheetItem | None, Ledger]] = [*((i, i.ledger) for i in self.items), *((None, ledger) for ledger in Ledger)]
        self.count = min(self._sent() or len(shown), max(MOST_ROWS, len(shown)))
        self.fields["rows"] = forms.CharField(widget=forms.HiddenInput, required=False, initial=str(self.count))
        for number in range(self.count):
            item, ledger = shown[number] if number < len(shown) else (None, self._ledger_sent(number))
            self._row(number, item, ledger)

    def _sent(self) -> int:
        text = str(self.data.get("rows", "")) if self.is_bound else ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0

    def _ledger_sent(self, number: int) -> Ledger:
        sent = str(self.data.get(f"row{number}_ledger", ""))
        return Ledger(sent) if sent in Ledger.codes() else Ledger.BUSINESS

    def _row(self, number: int, item: SheetItem | None, ledger: Ledger) -> None:
        at, name = f"row{number}", gettext("Rad %(number)s") % {"number": number + 1}
        body = (GROUP + item.bearer_group if item.bearer_group else str(item.bearer or "")) if item else ""
        self.fields[f"{at}_key"] = forms.CharField(widget=forms.HiddenInput, required=False, initial=str(item.key) if item else "")
        self.fields[f"{at}_ledger"] = forms.ChoiceField(
            label=f"{name}, {gettext('slag')}", choices=term_choices(Ledger), initial=ledger.value, required=False
        )
        self.fields[f"{at}_label"] = TextField(
            label=f"{name}, {gettext('post')}", required=False, lines=1, max_length=160, initial=item.label if item else ""
        )
        self.fields[f"{at}_bearer"] = forms.ChoiceField(
            label=f"{name}, {gettext('bärs av')}", choices=self.bearers, required=False, initial=body
        )
        self.fields[f"{at}_class"] = forms.ChoiceField(
            label=f"{name}, {gettext('klass')}", choices=self.classes, required=False, initial=item.benefit_class if item else ""
        )
        self.fields[f"{at}_gone"] = forms.BooleanField(label=f"{name}, {gettext('ta bort')}", required=False)
        for year in self.years if item is None or not item.formula else ():
            self.fields[f"{at}_{year}"] = SekField(
                label=f"{name}, {year}", required=False, initial=item.amounts.get(year) if item else None
            )

    @property
    def sections(self) -> list[tuple[Any, Any, list[BoundField]]]:
        """All in one; the page draws them as a sheet."""
        return [("", "", [f for f in self.visible_fields()])]

    @property
    def groups_of_rows(self) -> list[SheetGroup]:
        """The sheet: each ledger with its rows, the empty ones last."""
        known = {str(i.key): i for i in self.items}
        found: dict[Ledger, list[SheetRow]] = {ledger: [] for ledger in Ledger}
        for number in range(self.count):
            ledger = str(self[f"row{number}_ledger"].value() or "")
            row = self._drawn(number, known.get(str(self[f"row{number}_key"].value() or "")))
            found[Ledger(ledger) if ledger in Ledger.codes() else Ledger.BUSINESS].append(row)
        return [SheetGroup(ledger, HELP[ledger], rows) for ledger, rows in found.items()]

    def _drawn(self, number: int, item: SheetItem | None) -> SheetRow:
        at = f"row{number}"
        computed = bool(item and item.formula)
        cells = [
            mark_safe(f'<output class="num">{sek(item.amounts.get(y, 0), "")}</output>') if computed and item else _input(self[f"{at}_{y}"], "num", "numeric")
            for y in self.years
        ]  # fmt: skip
        amounts = item.amounts if item else {}
        return SheetRow(
            number + 1, item, mark_safe("".join(_hidden(self[f"{at}_{n}"]) for n in ("key", "ledger"))), _input(self[f"{at}_label"], "label"),
            _select(self[f"{at}_bearer"], self.bearers), _select(self[f"{at}_class"], self.classes), cells,
            sek(sum(amounts.values()), "") if amounts else "", _tick(self[f"{at}_gone"]) if item else mark_safe(""),
        )  # fmt: skip

    def texts(self) -> list[ItemText]:
        """The items as they are to be written; a new row without words or amount is no item, and one that is ticked off goes."""
        return [text for _number, text in self._numbered()]

    def _numbered(self) -> list[tuple[int, ItemText]]:
        cleaned = self.cleaned_data
        known = {str(i.key): i for i in self.items}
        sent = {cleaned[f"row{n}_key"] for n in range(self.count)}
        spare = {(i.ledger, i.label): i.key for i in self.items if str(i.key) not in sent}
        bodies = {str(b.pk): b for b in Body.objects.filter(pk__in=self._chosen())}
        found = []
        for n in range(self.count):
            at, item = f"row{n}", known.get(cleaned[f"row{n}_key"])
            amounts = {y: cleaned[f"{at}_{y}"] for y in self.years if cleaned.get(f"{at}_{y}") is not None}
            text = cleaned[f"{at}_label"]
            if cleaned[f"{at}_gone"] or not (item or amounts or text):
                continue
            ledger = Ledger(cleaned[f"{at}_ledger"] or Ledger.BUSINESS.value)
            text = text or (item.label if item else label(ledger))
            key, bearer = item.key if item else spare.pop((ledger, text), None), cleaned[f"{at}_bearer"]
            found.append((n, ItemText(
                ledger, text, None if item and item.formula else amounts, bodies.get(bearer), None, key,
                benefit_class=cleaned[f"{at}_class"] if ledger in BENEFITS else "",
                bearer_group=bearer.removeprefix(GROUP) if bearer.startswith(GROUP) else "",
            )))  # fmt: skip
        return found

    def clean(self) -> dict[str, Any]:
        """New kronor after the calculation's last year are refused beside their cell; what stood there already may stand, uncounted."""
        c = super().clean() or self.cleaned_data
        known = {str(i.key): i for i in self.items}
        rows = [f"row{n}" for n in range(self.count) if not c.get(f"row{n}_gone")]
        developed = {y for at in rows if c.get(f"{at}_ledger") == Ledger.DEVELOPMENT.value for y in self.years if c.get(f"{at}_{y}")}
        last = sheet_last(self.application, developed, self.on)
        for at in rows:
            item = known.get(c.get(f"{at}_key", ""))
            for y in self.years:
                if y > last and c.get(f"{at}_{y}") and (item is None or c[f"{at}_{y}"] != item.amounts.get(y)):
                    self.add_error(f"{at}_{y}", after_said(y, last))
        return c

    def _chosen(self) -> set[str]:
        return {b for n in range(self.count) if (b := self.cleaned_data.get(f"row{n}_bearer")) and not b.startswith(GROUP)}

    def keys_written(self) -> dict[str, str]:
        """The hidden key of each row that is now an item, so that the next save writes the same item."""
        keys = [i.key for i in sheet_of(self.application.calculation_id)]
        return {f"row{n}_key": str(key) for (n, _text), key in zip(self._numbered(), keys, strict=False)}

    def to_write(self) -> dict[str, Any]:
        return {"values": {}, "items": self.texts()}


def _value(field: BoundField) -> str:
    value = field.value()
    return "" if value is None else str(value)


def _wrong(field: BoundField) -> tuple[str, str]:
    """The attributes of a cell that is wrong, and what is said under it."""
    if not field.errors:
        return "", ""
    name = f"{field.auto_id}_error"
    return (
        f' aria-invalid="true" aria-describedby="{name}"',
        f'<span class="ds-validation-message" id="{name}">{escape(" ".join(str(e) for e in field.errors))}</span>',
    )


def _input(field: BoundField, css: str, mode: str = "text") -> SafeString:
    attributes, said = _wrong(field)
    return mark_safe(
        f'<input class="ds-input {css}" id="{field.auto_id}" name="{field.html_name}" value="{escape(_value(field))}" inputmode="{mode}" '
        f'autocomplete="off" aria-label="{escape(field.label)}"{attributes}>{said}'
    )


def _hidden(field: BoundField) -> str:
    return f'<input type="hidden" name="{field.html_name}" value="{escape(_value(field))}">'


def _tick(field: BoundField) -> SafeString:
    checked = " checked" if field.value() else ""
    return mark_safe(
        f'<input class="ds-input" type="checkbox" id="{field.auto_id}" name="{field.html_name}" aria-label="{escape(field.label)}"{checked}>'
    )


def _select(field: BoundField, choices: list[tuple[str, Any]]) -> SafeString:
    chosen, (attributes, said) = _value(field), _wrong(field)
    options = "".join(f'<option value="{escape(c)}"{" selected" if c == chosen else ""}>{escape(t)}</option>' for c, t in choices)
    return mark_safe(
        f'<select class="ds-input" id="{field.auto_id}" name="{field.html_name}" aria-label="{escape(field.label)}"{attributes}>{options}</select>{said}'
    )
