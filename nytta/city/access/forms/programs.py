"""Forms of service accounts, tokens and webhooks."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.city.organisation.models import Body, Person
from nytta.city.organisation.queries import bodies
from nytta.kit.events import kinds
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


class _Account(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.username}), {obj.body}"


class WebhookForm(forms.Form):
    """A receiver: who answers for it, where it is, what it is told of."""

    name = TextField(label=_("Namn"), lines=1, max_length=120, help_text=_("Vilket program som tar emot."))
    body = forms.ModelChoiceField(
        label=_("Ägare"), queryset=Body.objects.none(), empty_label=_("Välj"), help_text=_("Den nämnd, styrelse eller förvaltning som svarar för mottagaren.")
    )  # fmt: skip
    url = TextField(label=_("Adress"), lines=1, max_length=500, help_text=_("Börjar med https://. Omdirigeringar följs inte."))
    account = _Account(
        label=_("Ser som"), queryset=Person.everyone.none(), required=False, empty_label=_("Bara det som är offentligt"),
        help_text=_("Med ett systemkonto som samma ägare har får mottagaren också veta det som kontot får se."),
    )  # fmt: skip

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["body"].queryset = bodies(on)
        fields["account"].queryset = Person.everyone.filter(is_program=True, is_active=True).select_related("body").order_by("name")
        groups: dict[str, list[tuple[str, str]]] = {}
        for one in kinds().values():
            groups.setdefault(one.group, []).append((one.name, f"{gettext(one.label)} ({one.name})"))
        self.kind_names = [f"kinds_{n}" for n in range(len(groups))]
        chosen = (self.initial or {}).get("kinds", [])
        for name, (heading, choices) in zip(self.kind_names, groups.items(), strict=True):
            fields[name] = forms.MultipleChoiceField(
                label=gettext(heading), choices=choices, required=False, widget=forms.CheckboxSelectMultiple,
                initial=[c for c, _label in choices if c in chosen],
            )  # fmt: skip
        self.order_fields(["name", "body", "url", *self.kind_names, "account"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = [kind for name in self.kind_names for kind in cleaned.pop(name, [])]
        return {**cleaned, "kinds": chosen}


class ResumeForm(forms.Form):
    """Whether what happened during the pause is sent."""

    catch_up = forms.TypedChoiceField(
        label=_("Det som hänt under pausen"), coerce=lambda text: text == "ja", widget=forms.RadioSelect,
        choices=[("ja", _("Skicka det")), ("nej", _("Hoppa över det och börja från nu"))],
    )  # fmt: skip
