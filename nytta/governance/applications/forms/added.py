"""What is asked when items are added to a calculation: a template's questions, or which items of another case."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from nytta.city.organisation.models import Body
from nytta.governance.benefits.commands import ItemDetails
from nytta.governance.benefits.rules import formula_faults
from nytta.governance.benefits.rules.item_templates import ENDS, Ask, ItemTemplate, Part, Words, answered, bounded, formula_of, partly
from nytta.governance.benefits.rules.parameters import Parameters
from nytta.governance.benefits.rules.parameters import Row as Parameter
from nytta.governance.benefits.terms import ParameterKind
from nytta.kit.fields import NumberField, TextField
from nytta.kit.words import label, mend
from nytta.kit.words import said as said_of
from nytta.plain.money import comma, sek

from ..models import Application
from ..queries.copies import Copied
from ..queries.templates import details_of

HOURS = {"hourly_cost": ParameterKind.HOURLY_COST, "citizen_hour": ParameterKind.CITIZEN_HOUR}


def words(texts: Words) -> str:
    """A template's text in the reader's language."""
    return texts.get(get_language() or "sv") or texts["sv"]


class TemplateForm(forms.Form):
    """A template's questions, each with an example; a figure of the city's own table stands there with its source."""

    all_required = True
    edition = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, template: ItemTemplate, parameters: Parameters, years: list[int], bearer: Body | None, edition: int, **options: Any
    ) -> None:
        self.template, self.years, self.bearer = template, years, bearer
        self.hours = {a.name: list(parameters.of(HOURS[a.kind]).values()) for a in template.asks if a.kind in HOURS}
        super().__init__(**options)
        self.initial["edition"] = str(edition)
        for number, part in enumerate(template.parts):
            self.fields[f"label_{number}"] = TextField(
                label=gettext("Post: %(ledger)s") % {"ledger": label(part.ledger).lower()}, lines=1, max_length=160,
                initial=part.label["sv"], help_text=gettext("Skriv så att den som inte kan området förstår."),
            )  # fmt: skip
        for ask in template.asks:
            self.fields[ask.name] = self._asked(ask)
        for ask in bounded(template):
            for end, said in (("low", gettext("%(what)s, lågt")), ("high", gettext("%(what)s, högt"))):
                self.fields[f"{ask.name}_{end}"] = NumberField(label=said % {"what": words(ask.label)}, required=False)
        self.fields["origin"] = TextField(
            label=_("Varifrån talen kommer"), lines=2, max_length=1000, required=False,
            help_text=_("Exempel: ärendesystemet 2025, avtal, egen mätning på 20 ärenden. Står sedan som anteckning i posterna."),
        )  # fmt: skip

    def _asked(self, ask: Ask) -> forms.Field:
        shown: dict[str, Any] = {"label": words(ask.label), "help_text": words(ask.help), "required": not ask.optional}
        if ask.kind == "year":
            return forms.ChoiceField(choices=[("", _("Välj")), *((str(y), str(y)) for y in self.years)], **shown)
        if ask.kind in HOURS:
            rows = self.hours[ask.name]
            told = "; ".join(f"{r.label or r.key} {comma(r.value, 0)} kr ({r.source})" for r in rows)
            none = gettext("Kommunens tabell har inget tal; skriv ert eget och varifrån det kommer längre ner.")
            shown["help_text"] += " " + (gettext("Ur kommunens tabell: %(rows)s.") % {"rows": told} if rows else none)
            initial = rows[0].value if rows and not ask.optional else None
            return NumberField(most=99_999, suffix=gettext("kr/h"), initial=initial, **shown)
        most = {"percent": 100, "level": 5}.get(ask.kind, 999_999_999)
        return NumberField(most=most, suffix="%" if ask.kind == "percent" else "", **shown)

    @property
    def sections(self) -> list[tuple[Any, Any, list[BoundField]]]:
        """What the items are called, and the questions."""
        labels = [self[f"label_{n}"] for n in range(len(self.template.parts))]
        uncertain = [self[f"{a.name}_{end}"] for a in bounded(self.template) for end in ENDS]
        help_text = _(
            "Frivilligt. Skriv det lägsta och det högsta som är rimligt, där talet ovan är osäkert; kalkylen visar vad det betyder."
        )
        return [
            (_("Talen"), "", [*(self[a.name] for a in self.template.asks), self["origin"]]),
            *([(_("Hur säkra talen är"), help_text, uncertain)] if uncertain else []),
            (_("Vad posterna heter"), "", labels),
        ]

    def clean(self) -> dict[str, Any]:
        """A part that is asked about by halves is told beside what is left out; a formula by the same rules as the act's."""
        c = super().clean() or self.cleaned_data
        if self.errors:
            return c
        answers, optional = self._answers(), frozenset(a.name for a in self.template.asks if a.optional)
        for part in self.template.parts:
            for name in partly(part, answers, optional):
                self.add_error(name, _("Fyll i det här också, eller lämna alla de frivilliga tomma."))
            formula = formula_of(part, answers, self.years) if answered(part, answers) else None
            for finding in formula_faults(formula).blocking if formula else ():
                self.add_error(part.names.get(finding.field), f"{said_of(finding)} {mend(finding)}")
        return c

    def _answers(self) -> dict[str, Any]:
        kinds = {a.name: a.kind for a in self.template.asks} | {f"{a.name}_{e}": a.kind for a in bounded(self.template) for e in ENDS}
        return {n: int(v) if kinds[n] == "year" else v for n, v in self.cleaned_data.items() if n in kinds and v not in (None, "")}

    def items(self) -> list[ItemDetails]:
        """The items that the answers make."""
        answers = self._answers()
        return [self._item(n, part, answers) for n, part in enumerate(self.template.parts) if answered(part, answers)]

    def _item(self, number: int, part: Part, answers: dict[str, Any]) -> ItemDetails:
        said = [self.cleaned_data["origin"]] if self.cleaned_data["origin"] else []
        rate = part.names.get("rate")
        chosen = self._row(rate, answers) if rate else None
        if chosen:
            said.append(f"Timkostnad {comma(chosen.value, 0)} kr: {chosen.label or chosen.key}, {chosen.source}.")
        text, note = self.cleaned_data[f"label_{number}"], "\n".join(said)
        return details_of(part, label=text, note=note, answers=answers, years=self.years, bearer=self.bearer)

    def _row(self, name: str, answers: dict[str, Any]) -> Parameter | None:
        """The row of the city's table that an answer is taken from."""
        return next((r for r in self.hours[name] if r.value == answers[name]), None)


class CopyForm(forms.Form):
    """Which items of the other case are copied."""

    all_required = True
    edition = forms.CharField(widget=forms.HiddenInput, required=False)
    items = forms.MultipleChoiceField(
        label=_("Poster att kopiera"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("De läggs sist i kalkylen och märks ”att kontrollera”. Vem som svarar och anspråk på nuläget följer inte med."),
    )  # fmt: skip

    def __init__(self, copies: Sequence[Copied], edition: int, **options: Any) -> None:
        super().__init__(**options)
        self.initial.update({"edition": str(edition), "items": [str(c.key) for c in copies]})
        self.fields["items"].choices = [(str(c.key), _line(c)) for c in copies]  # type: ignore[attr-defined]

    def chosen(self) -> list[int]:
        """The items' keys."""
        return [int(key) for key in self.cleaned_data["items"]]


class PriceYearForm(forms.Form):
    """The year whose prices the calculation is to be in."""

    edition = forms.CharField(widget=forms.HiddenInput, required=False)
    price_year = forms.IntegerField(
        label=_("I vilket års priser"), min_value=1990, max_value=2099,
        help_text=_("Alla belopp, priser och timkostnader räknas om med kommunens prisindex. Antal, minuter och andelar ändras inte."),
    )  # fmt: skip

    def __init__(self, application: Application, **options: Any) -> None:
        super().__init__(**options)
        self.initial.update({"edition": str(application.edition)})


def _line(copied: Copied) -> str:
    """An item as one chooses it: ledger, what it is, its years, its kronor where they stand by hand, and years that do not fit."""
    amounts = copied.details.amounts or {}
    said = [f"{label(copied.ledger)}: {copied.label}"]
    if copied.years:
        first, last = copied.years[0], copied.years[-1]
        said.append(str(first) if first == last else f"{first}–{last}")
    said.append(gettext("räknas fram") if copied.details.formula else sek(sum(amounts.values())) if amounts else gettext("utan kronor"))
    if copied.dropped:
        said.append(gettext("utanför kalkylens år: %(years)s") % {"years": ", ".join(map(str, copied.dropped))})
    return ", ".join(said)
