"""Forms of baselines and of the city's dated figures."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nytta.city.organisation.models import Body
from nytta.city.organisation.queries import applicants
from nytta.kit.fields import DateField, NumberField, SekField, TextField, term_choices
from nytta.kit.words import label

from .commands import BaselineText
from .models import Baseline, BaselineVersion
from .rules import Measured
from .terms import BaselineKind, ParameterKind, ProjectType


class MeasureForm(forms.Form):
    """What a baseline costs: cases a year, minutes and hourly cost or a price for each, or a sum; and where the figures come from."""

    year = forms.IntegerField(label=_("Mätt för år"), min_value=1990, max_value=2099)
    quantity = NumberField(
        label=_("Antal per år"), required=False, help_text=_("Exempel: 10 000 bygglovsärenden. Lämna tomt för en budgetpost.")
    )
    minutes = NumberField(label=_("Minuter för var och en"), required=False, most=99_999_999)
    hourly_cost_sek = NumberField(label=_("Timkostnad med påslag, kronor"), required=False, most=99_999)
    unit_price_sek = NumberField(
        label=_("Pris för var och en, kronor"), required=False, help_text=_("Exempel: porto och utskrift 12 kr per brev.")
    )
    yearly_cost_sek = SekField(
        label=_("Kostnad per år"), required=False, help_text=_("Räknas ut om du lämnar den tom. För en budgetpost: postens belopp.")
    )
    source = TextField(
        label=_("Källa"),
        lines=2,
        max_length=300,
        help_text=_("Exempel: ”Ärendesystemet, uttag 2026-02-01” eller ”Budget 2026, ansvar 4100”."),
    )

    def measured(self) -> Measured:
        """The figures as they are to be written."""
        return Measured(**{name: self.cleaned_data[name] for name in MeasureForm.base_fields})


class BaselineForm(MeasureForm):
    """A new baseline and its first figures."""

    field_order = ["name", "kind", "process", "unit", "resource", "owner_body", *MeasureForm.base_fields]
    name = TextField(
        label=_("Arbetsmoment eller post"),
        lines=1,
        max_length=160,
        help_text=_("Exempel: ”Registrera bygglovsansökan” eller ”Porto, byggnadsnämnden”."),
    )
    kind = forms.ChoiceField(label=_("Slag"), choices=term_choices(BaselineKind))
    process = TextField(label=_("Process"), lines=1, max_length=160, required=False)
    unit = TextField(label=_("Enhet"), lines=1, max_length=60, required=False, help_text=_("Vad som räknas. Exempel: bygglovsärenden."))
    resource = TextField(label=_("Resurs"), lines=1, max_length=160, required=False, help_text=_("Exempel: handläggare, licens, porto."))
    owner_body = forms.ModelChoiceField(label=_("Förs av"), queryset=Body.objects.none(), empty_label=_("Välj nämnd eller bolag"))

    def __init__(self, on: date, baseline: Baseline | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.fields["owner_body"].queryset = applicants(on)  # type: ignore[attr-defined]
        if baseline is not None:
            for name in MeasureForm.base_fields:
                del self.fields[name]
            for name in ("name", "kind", "process", "unit", "resource", "owner_body"):
                self.initial.setdefault(name, getattr(baseline, name))
        else:
            self.initial.setdefault("year", on.year - 1)

    def text(self) -> BaselineText:
        """What it is, as it is to be written."""
        c = self.cleaned_data
        return BaselineText(c["name"], c["owner_body"], BaselineKind(c["kind"]), c["process"], c["unit"], c["resource"])


def measured_before(version: BaselineVersion | None) -> dict[str, Any]:
    """The last figures, to change from."""
    names = ("year", "quantity", "minutes", "hourly_cost_sek", "unit_price_sek", "yearly_cost_sek")
    return {n: getattr(version, n) for n in names} if version else {}


class SheetForm(forms.Form):
    """A sheet of baselines."""

    sheet = forms.FileField(label=_("Fil"), help_text=_("Xlsx eller CSV med en rad för varje nuläge och rubrikerna på första raden."))


class ParameterForm(forms.Form):
    """A new dated figure; an earlier one is followed, never changed."""

    kind = forms.ChoiceField(label=_("Värde"), choices=term_choices(ParameterKind))
    key = TextField(
        label=_("Gäller"),
        lines=1,
        max_length=60,
        required=False,
        help_text=_(
            "År för index och internränta, kategori för kalkyltid, slag av projekt för gränser, yrkesgrupp för timkostnad, nämndens namn för it-budget, ”1” för kalkylräntan."
        ),
    )
    label = TextField(label=_("Namn"), lines=1, max_length=160, required=False, help_text=_("Exempel: handläggare."))
    value = NumberField(
        label=_("Tal"), places=4, most=9_999_999_999, negative=True, help_text=_("Procent, kronor, år eller indextal efter värdets slag.")
    )
    valid_from = DateField(label=_("Gäller från"))
    source = TextField(label=_("Källa och beslut"), lines=2, max_length=300, help_text=_("Paragraf, datum och var talet kommer från."))

    def __init__(self, on: date, **options: Any) -> None:
        super().__init__(**options)
        self.on = on

    def clean(self) -> dict[str, Any]:
        """What the figure is of, by its code: a person writes the word."""
        given = super().clean() or {}
        if (found := self._words(given.get("kind", "")).get(given.get("key", "").strip().casefold())) is not None:
            given["key"], named = found
            given["label"] = given.get("label") or named
        return given

    def _words(self, kind: str) -> dict[str, tuple[str, str]]:
        """(code, name) by each word that a person may write for it."""
        if kind == ParameterKind.IT_BUDGET.value:
            return {b.name.casefold(): (b.code, b.name) for b in applicants(self.on)}
        named: dict[str, Any] = {}
        if kind == ParameterKind.HORIZON.value:
            named = {"differentiating": _("differentierande"), "basic": _("grundläggande")}
        elif kind in (ParameterKind.BIAS_COST.value, ParameterKind.BIAS_TIME.value):
            named = {t.value: label(t) for t in ProjectType}
        return {word.casefold(): (code, str(name)) for code, name in named.items() for word in (code, str(name))}
