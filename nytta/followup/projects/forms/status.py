"""The form of a status."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.kit.fields import DateField, SekField, TextField, term_choices
from nytta.plain.money import sek

from ..models import PlanPart
from ..rules import Figures
from ..terms import Light, Measure

STEPS = [(str(n), str(n)) for n in range(1, 6)]
BY_RULE = _("Enligt regeln")
FIGURES = ("forecast_end_on", "spent_sek", "forecast_sek", "scope_percent", "benefit_percent", "risk_probability", "risk_impact")


def _percent(label: Any, help_text: Any) -> forms.IntegerField:
    made = forms.IntegerField(label=label, help_text=help_text, min_value=0, max_value=200, required=False, widget=forms.TextInput())
    made.widget.attrs.update({"inputmode": "numeric", "autocomplete": "off", "class": "w-points"})
    made.suffix = "%"  # type: ignore[attr-defined]
    return made


def _step(label: Any, help_text: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, help_text=help_text, choices=STEPS, coerce=int, empty_value=None, required=False)


class StatusForm(forms.Form):
    """How it goes in time, money, scope, benefit and risk: figures first, then words. Nothing is needed to save a draft."""

    forecast_end_on = DateField(label=_("Prognos för slut"), required=False)
    spent_sek = SekField(label=_("Använt hittills"), required=False)
    forecast_sek = SekField(
        label=_("Prognos för hela projektet"), help_text=_("Vad projektet väntas kosta när det är klart."), required=False
    )
    scope_percent = _percent(_("Omfattning"), _("Hur stor del av det beslutade som kommer att levereras."))
    benefit_percent = _percent(_("Nytta"), _("Hur stor del av den beslutade nyttan som väntas."))
    risk_text = TextField(label=_("Största risken"), lines=1, max_length=300, required=False)
    risk_probability = _step(_("Sannolikhet"), _("1 är nästan otänkbart, 5 nästan säkert."))
    risk_impact = _step(_("Konsekvens"), _("1 märks knappt, 5 stoppar projektet."))
    comment = TextField(
        label=_("Kommentar"), lines=4, max_length=4000, required=False,
        help_text=_("Behövs när något avviker: vad har hänt, och vad görs?"),
    )  # fmt: skip

    def __init__(self, *args: Any, code: str = "", parts: Sequence[PlanPart] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = parts
        for part in parts:
            made = _percent(
                part.name, gettext("%(amount)s, till och med %(day)s.") % {"amount": sek(part.planned_sek), "day": part.ends_on}
            )
            made.max_value, made.initial = 100, part.done_percent
            made.validators.append(MaxValueValidator(100))
            self.fields[f"done_{part.pk}"] = made
        for name in FIGURES:
            self.fields[name].must = True  # type: ignore[attr-defined]  # the rule itself says what is missing
        for measure in Measure:
            choices = [("", BY_RULE), *term_choices(Light)]
            self.fields[measure.value] = forms.TypedChoiceField(
                label=gettext(measure.sv), choices=choices, coerce=Light, empty_value=None, required=False
            )
            self.fields[f"reason_{measure.value}"] = TextField(
                label=gettext("Varför, %(measure)s") % {"measure": gettext(measure.sv).lower()}, lines=1, max_length=1000, required=False
            )
        live = {"data-live": reverse("projects:lights", args=[code]), "data-live-to": "lights"} if code else {}
        for name in FIGURES:
            self.fields[name].widget.attrs.update(live)

    @property
    def sections(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """Figures by measure, then words."""
        parts = [(gettext("Hur mycket som är klart"), "", [self[f"done_{p.pk}"] for p in self.parts])] if self.parts else []
        return [
            *parts,
            (gettext("Tid och pengar"), "", [self[n] for n in ("forecast_end_on", "spent_sek", "forecast_sek")]),
            (gettext("Omfattning och nytta"), "", [self[n] for n in ("scope_percent", "benefit_percent")]),
            (gettext("Risk"), "", [self[n] for n in ("risk_text", "risk_probability", "risk_impact")]),
            (gettext("Med ord"), "", [self["comment"]]),
        ]

    @property
    def choices(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The light that may be set instead of the rule's, and its reason, by measure."""
        return [(self[m.value], self[f"reason_{m.value}"]) for m in Measure]

    @property
    def sets_light(self) -> bool:
        """Whether any light or reason has been filled in, or is wrong."""
        return any(f.value() or f.errors for pair in self.choices for f in pair)


def done_of(form: StatusForm) -> dict[int, int]:
    """How much of each part is done, where it has been said."""
    return {p.pk: said for p in form.parts if (said := form.cleaned_data.get(f"done_{p.pk}")) is not None}


def figures_of(cleaned: dict[str, Any]) -> Figures:
    """The figures of a form."""
    return Figures(**{name: cleaned.get(name) for name in FIGURES})


def kept(cleaned: dict[str, Any]) -> dict[str, Any]:
    """A form's values as a draft keeps them."""
    return {
        name: value.isoformat() if isinstance(value, date) else value.value if isinstance(value, Light) else value
        for name, value in cleaned.items()
    }
