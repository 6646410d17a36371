"""Forms of a project: opening, status, next year's part, closure and effect."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.city.organisation.models import Person
from nytta.kit.fields import DateField, SekField, TextField, term_choices
from nytta.plain.money import sek

from .queries import Outcome
from .terms import Cause, Light

Sections = list[tuple[str, str, list[forms.BoundField]]]


class _Manager(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return ", ".join(str(part) for part in (obj.name, obj.title) if part)


class OpenForm(forms.Form):
    """Who leads, from when to when."""

    manager = _Manager(
        label=_("Projektledare"), queryset=Person.objects.none(), empty_label=_("Välj"), help_text=_("Den som lämnar lägesrapporterna.")
    )
    started_on = DateField(label=_("Start"))
    planned_end_on = DateField(label=_("Planerat slut"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["manager"].queryset = Person.objects.filter(is_active=True).order_by("name")  # type: ignore[attr-defined]


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
    def sections(self) -> Sections:
        """The three lights, then figures, then words."""
        return [
            (gettext("Läget"), "", [self[n] for n in ("time", "money", "benefits")]),
            (gettext("Pengar och slut"), "", [self[n] for n in ("spent_sek", "forecast_sek", "forecast_end_on")]),
            (gettext("Med ord"), "", [self["comment"]]),
        ]


class PartForm(forms.Form):
    """Next year's part of the money."""

    year = forms.TypedChoiceField(label=_("År"), choices=[], coerce=int)
    amount_sek = SekField(label=_("Belopp"), help_text=_("Högst det som finns kvar av planen för året."))
    reasons = TextField(label=_("Hur det har gått och varför projektet ska fortsätta"), lines=5, max_length=4000)

    def __init__(self, *args: Any, years: Sequence[tuple[int, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(str(y), f"{y} ({sek(amount)})") for y, amount in years]  # type: ignore[attr-defined]


class CloseForm(forms.Form):
    """What is handed over, and what was learnt."""

    delivered = TextField(
        label=_("Vad projektet lämnar över"),
        lines=5,
        max_length=8000,
        required=False,
        help_text=_("System, rutiner, utbildning och avtal, och vem som tar emot."),
    )
    lessons = TextField(
        label=_("Erfarenheter"), lines=5, max_length=8000, required=False,
        help_text=_("Vad hade ni velat veta från början? Texten visas för andra som skriver liknande ansökningar."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.fields:
            self.fields[name].must = True  # type: ignore[attr-defined]  # the rule itself says why, with its source


class AcceptForm(forms.Form):
    """The owner's acceptance, by paragraph or delegation."""

    paragraph = TextField(
        label=_("Nämndens eller styrelsens beslut"), lines=1, max_length=200, required=False,
        help_text=_("Paragraf och dag. Lämna tomt om du beslutar på registrerad delegation."),
    )  # fmt: skip


class ReturnForm(forms.Form):
    """What is missing."""

    reasons = TextField(
        label=_("Vad som saknas"), lines=4, max_length=4000, help_text=_("Projektledaren läser det här och fortsätter projektet.")
    )


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
    def sections(self) -> Sections:
        """The year, each ledger's items, then the words."""
        ledgers = list(dict.fromkeys(row.ledger for row in self.rows))
        groups = [
            (gettext(ledger.sv), gettext("Utfall i kronor det året; 0 om det uteblev."), [self[f"item_{r.item}"] for r in self.rows if r.ledger is ledger])
            for ledger in ledgers
        ]  # fmt: skip
        return [(gettext("År"), "", [self["year"]]), *groups, (gettext("Med ord"), "", [self["explanation"], self["cause"]])]
