"""Forms of drafts; the form of a line is made from its type in the schema."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.city.records.models import RuleSet
from nytta.kit.fields import DateField, NumberField, TextField
from nytta.kit.words import label, spoken

from .models import Draft
from .rules import Known, LineField, LineType
from .terms import Kind

Options = list[tuple[str, str]]


class LineForm(forms.Form):
    """One line of a rule set: a field for each of its type's, bounds and unit said, the clause last."""

    def __init__(
        self, *args: Any, kind: LineType, values: Mapping[str, Any] | None = None, grounds: Options, known: Known, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.kind, self.among = kind, {"grounds": grounds, "portfolios": [(str(n), name) for n, name in known.portfolios.items()]}
        for field in kind.fields:
            value = (values or {}).get(field.name)
            if field.parts:
                for n, (name, part) in enumerate(zip(_names(field), field.parts, strict=True)):
                    self.fields[name] = _number(field, spoken(part))
                    self.initial[name] = value[n] if isinstance(value, list) and n < len(value) else None
            else:
                self.fields[field.name] = self._made(field)
                held = [str(v) for v in value] if isinstance(value, list) else value
                self.initial[field.name] = ", ".join(held or []) if _listed(field) else held or field.default

    def _made(self, field: LineField) -> forms.Field:
        says: dict[str, Any] = {
            "label": spoken(field.label),
            "help_text": spoken(field.help) if field.help else "",
            "required": field.needed,
        }
        if field.kind is Kind.NUMBER:
            return _number(field, says["label"])
        if _listed(field):
            return TextField(lines=1, max_length=field.most, **says)
        if field.kind in (Kind.CHOICE, Kind.CHOICES) or field.among:
            choices = [(c.value, label(c)) for c in field.choices] or self.among[field.among]
            if field.kind is Kind.CHOICE:
                return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **says)
            return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **says)
        return TextField(lines=2, max_length=field.most, **says)

    def clean(self) -> dict[str, Any]:
        """The line's values as a rule set holds them; bounds and contradictions are the rules' own to judge."""
        found = super().clean() or {}
        made: dict[str, Any] = {}
        for field in self.kind.fields:
            if field.parts:
                made[field.name] = [_whole(found.get(name)) for name in _names(field)]
            elif field.kind is Kind.NUMBER:
                made[field.name] = _whole(found.get(field.name))
            elif _listed(field):
                parts = [n.strip() for n in str(found.get(field.name) or "").split(",") if n.strip()]
                made[field.name] = [int(n) if n.isdecimal() else n for n in parts]
            elif field.kind is Kind.NUMBERS:
                made[field.name] = [int(n) for n in found.get(field.name) or []]
            else:
                made[field.name] = found.get(field.name) or ([] if field.kind is Kind.CHOICES else field.default)
        return {"values": made}


def _listed(field: LineField) -> bool:
    """Whether a field is any number of numbers, written one after another."""
    return field.kind is Kind.NUMBERS and not field.parts and not field.among


def _names(field: LineField) -> list[str]:
    """What the numbers of a field are called in its form: the first as the field, where a refusal is told."""
    return [f"{field.name}_{n}" if n else field.name for n in range(len(field.parts))]


def _number(field: LineField, name: str) -> forms.Field:
    bounds = gettext("Helt tal från %(low)s till %(high)s.") % {"low": field.low, "high": field.high}
    says = f"{spoken(field.help)} {bounds}".strip() if field.help else bounds
    return NumberField(label=name, places=0, suffix=spoken(field.unit) if field.unit else "", help_text=says, required=field.needed)


def _whole(number: Any) -> Any:
    return int(number) if number is not None and number == int(number) else number


class KeyForm(forms.Form):
    """Which line is to be added."""

    key = forms.ChoiceField(label=_("Vad raden gäller"), help_text=_("De som inte redan finns i utkastet."))

    def __init__(self, *args: Any, choices: Options, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["key"].choices = choices  # type: ignore[attr-defined]


class WordedKeyForm(forms.Form):
    """What a line that the city words itself is known by."""

    key = forms.RegexField(
        r"^[a-z][a-z0-9_]{0,29}$", label=_("Radens namn"), widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Små bokstäver a–z, siffror och understreck. Syns inte för ledamöterna, men ändras aldrig. Exempel: close_relation."),
        error_messages={"invalid": _("Skriv bara små bokstäver a–z, siffror och understreck.")},
    )  # fmt: skip

    def clean_key(self) -> str:
        if self.cleaned_data["key"] == "none":
            raise forms.ValidationError(gettext("Namnet är upptaget: det betyder inget jäv."))
        return str(self.cleaned_data["key"])


class StartForm(forms.Form):
    """A new draft: of which version, and what it is about."""

    base = forms.ModelChoiceField(label=_("Kopia av version"), queryset=RuleSet.objects.none(), to_field_name="version", empty_label=None)
    title = TextField(
        label=_("Vad utkastet gäller"), lines=1, max_length=160, help_text=_("Kort. Exempel: Längre tid för innovativt it-stöd.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["base"].queryset = RuleSet.objects.order_by("-in_force_from")  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why a draft is sent back or dropped."""

    reason = TextField(label=_("Skäl"), lines=3, max_length=1000)


class SeenForm(forms.Form):
    """An act on a draft as it was when the page was shown."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, draft: Draft, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["seen"] = draft.edition


class ProposeForm(SeenForm):
    """Why a draft should be decided."""

    motive = TextField(
        label=_("Motiv"), lines=4, max_length=4000, help_text=_("Varför regelverket bör ändras. Läses av direktören och utvecklingsrådet.")
    )

    def __init__(self, *args: Any, draft: Draft, **options: Any) -> None:
        super().__init__(*args, draft=draft, **options)
        self.initial["motive"] = draft.motive


class DecideForm(SeenForm):
    """The decision: what the version is called, from when it is in force, in which case, and why."""

    version = TextField(label=_("Versionens beteckning"), lines=1, max_length=20, help_text=_("Till exempel 2026:2."))
    in_force_from = DateField(
        label=_("Gäller från"), help_text=_("Tidigast i dag. Ansökningar som lämnas in från den dagen prövas mot den nya versionen.")
    )
    registry = TextField(label=_("Diarienummer"), lines=1, max_length=40, help_text=_("Ärendets nummer i diariet."))
    reasons = TextField(label=_("Skäl för beslutet"), lines=4, max_length=4000)

    def __init__(self, *args: Any, draft: Draft, version: str, **options: Any) -> None:
        super().__init__(*args, draft=draft, **options)
        self.initial["version"], self.initial["reasons"] = version, draft.motive
