"""The form of a status."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.kit.fields import DateField, SekField, TextField, term_choices

from ..terms import Light


def _light(label: Any, help_text: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, help_text=help_text, choices=term_choices(Light), coerce=Light, widget=forms.RadioSelect)


class StatusForm(forms.Form):
    """How it goes in time, money and benefit."""

    time = _light(_("Tid"), _("Håller tidplanen?"))
    money = _light(_("Pengar"), _("Räcker det som är beviljat?"))
    benefits = _light(_("Nytta"), _("Blir nyttan den som beslutet bygger på?"))
    spent_sek = SekField(label=_("Använt hittills"), help_text=_("Allt som har bokförts på projektet sedan starten."))
    forecast_sek = SekField(label=_("Prognos för hela projektet"), help_text=_("Vad projektet väntas kosta när det är klart."))
    forecast_end_on = DateField(label=_("Prognos för slut"))
    comment = TextField(
        label=_("Kommentar"), lines=4, max_length=4000, required=False,
        help_text=_("Behövs när något avviker: vad har hänt, och vad görs?"),
    )  # fmt: skip

    @property
    def sections(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """The three lights, then figures, then words."""
        return [
            (gettext("Läget"), "", [self[n] for n in ("time", "money", "benefits")]),
            (gettext("Pengar och slut"), "", [self[n] for n in ("spent_sek", "forecast_sek", "forecast_end_on")]),
            (gettext("Med ord"), "", [self["comment"]]),
        ]
