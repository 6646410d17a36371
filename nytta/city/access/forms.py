"""Forms of service accounts and tokens."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.city.organisation.models import Body
from nytta.city.organisation.queries import bodies
from nytta.kit.fields import DateField, TextField
from nytta.kit.scopes import Scope

MOST_PER_MINUTE = 6000


class ProgramForm(forms.Form):
    """What a program is, and who answers for it."""

    name = TextField(
        label=_("Programmets namn"), lines=1, max_length=120, help_text=_("Det som står i historiken när programmet gör något.")
    )
    purpose = TextField(label=_("Vad det är till för"), lines=3, max_length=2000)
    body = forms.ModelChoiceField(
        label=_("Ägare"), queryset=Body.objects.none(), empty_label=_("Välj"),
        help_text=_("Den nämnd, styrelse eller förvaltning som svarar för programmet. Upphör den, så stannar programmet."),
    )  # fmt: skip

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["body"]
        field.queryset = bodies(on)


class NewProgramForm(ProgramForm):
    """A new account, with the name that it has for good."""

    username = TextField(
        label=_("Kontots namn"), lines=1, max_length=40,
        help_text=_("Små bokstäver, siffror och bindestreck, till exempel byggr-koppling. Det ändras inte sedan."),
    )  # fmt: skip
    field_order = ("username", "name", "purpose", "body")


class ChangeProgramForm(ProgramForm):
    """A change, with the decision or reason."""

    reason = TextField(
        label=_("Beslut eller skäl"), lines=2, max_length=300, required=False, help_text=_("Behövs när en annan ska svara för programmet.")
    )


class ReasonForm(forms.Form):
    """Why."""

    reason = TextField(label=_("Skäl"), lines=2, max_length=300)


class TokenForm(forms.Form):
    """A token: what it is called, what it reaches, and until when. The scopes are one field for each heading."""

    name = TextField(
        label=_("Nyckelns namn"), lines=1, max_length=80, help_text=_("Var den används, till exempel nattlig körning i produktion.")
    )
    expires_on = DateField(label=_("Sista dag"))

    def __init__(self, *args: Any, groups: Sequence[tuple[str, Sequence[Scope]]], last: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expires_on"].help_text = gettext("Senast %(day)s. Därefter slutar nyckeln att gälla.") % {"day": last.isoformat()}
        self.scope_names = [f"scopes_{n}" for n in range(len(groups))]
        for name, (heading, found) in zip(self.scope_names, groups, strict=True):
            self.fields[name] = forms.MultipleChoiceField(
                label=gettext(heading), choices=[(s.name, f"{gettext(s.label)} ({s.name})") for s in found], required=False,
                widget=forms.CheckboxSelectMultiple,
            )  # fmt: skip
        self.order_fields(["name", *self.scope_names, "expires_on"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        scopes = [scope for name in self.scope_names for scope in cleaned.pop(name, [])]
        return {**cleaned, "scopes": scopes}


class ProgramTokenForm(TokenForm):
    """A program's token, with how often it may call."""

    per_minute = forms.IntegerField(
        label=_("Anrop i minuten, högst"), min_value=1, max_value=MOST_PER_MINUTE, initial=300,
        help_text=_("Den som frågar oftare får vänta till nästa minut."), widget=forms.NumberInput(attrs={"class": "w-points"}),
    )  # fmt: skip
