"""Forms of identity providers, their rules and their trials."""

import json
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nytta.city.organisation.models import Body, Person
from nytta.city.organisation.queries import bodies
from nytta.kit.fields import TextField, term_choices

from ..models import DirectoryGroup, IdentityProvider
from ..rules.providers import Settings
from ..terms import ClaimOutcome, ClaimTest, FirstLogin, MatchWith, ProviderKind

MOST_CLAIMS = 50_000
Sections = list[tuple[str, str, list[forms.BoundField]]]


def _line(label: Any, most: int, *, required: bool = False, **more: Any) -> TextField:
    return TextField(label=label, lines=1, max_length=most, required=required, **more)


class ProviderForm(forms.Form):
    """What is said of a provider whatever it speaks."""

    code = forms.SlugField(
        label=_("Kod"),
        max_length=40,
        help_text=_("Kort, med små bokstäver. Den ingår i adresserna som leverantören behöver och ändras inte."),
    )
    name = _line(_("Namn på knappen"), 80, required=True, help_text=_("Vad den som loggar in känner igen, till exempel kommunens namn."))
    body = forms.ModelChoiceField(
        label=_("Vems"), queryset=Body.objects.none(), required=False, empty_label=_("Kommunens egen"),
        help_text=_("Välj organ om det är en annan myndighets eller ett bolags egen inloggning."),
    )  # fmt: skip
    place = forms.IntegerField(label=_("Plats på inloggningssidan"), min_value=1, max_value=99, initial=1)
    first_login = forms.TypedChoiceField(
        label=_("När någon kommer för första gången"), choices=[], coerce=FirstLogin,
        help_text=_("Ingen får några rättigheter av att logga in. De följer av uppdragen."),
    )  # fmt: skip
    match_claim = _line(
        _("Känn igen den som redan är införd på uppgiften"), 120,
        help_text=_("Till exempel preferred_username. Lämna tomt om registratorn kopplar ihop var och en för hand."),
    )  # fmt: skip
    match_with = forms.TypedChoiceField(
        label=_("Uppgiften jämförs med"),
        choices=[],
        coerce=lambda code: MatchWith(code) if code else None,
        empty_value=None,
        required=False,
    )
    claim_username = _line(_("Uppgift med användarnamn"), 120)
    claim_name = _line(_("Uppgift med namn"), 120)
    claim_title = _line(_("Uppgift med befattning"), 120)
    claim_email = _line(_("Uppgift med e-postadress"), 120)
    claim_active = _line(_("Uppgift om kontot är aktivt"), 120, help_text=_("Är den false släpps personen inte in."))
    second_factor = forms.BooleanField(
        label=_("Leverantören kräver själv ett andra steg"), required=False,
        help_text=_("Annars frågas efter det andra steget här, av den som har ett sådant."),
    )  # fmt: skip
    help_contact = _line(
        _("Vem den som inte släpps in vänder sig till"), 120, help_text=_("Till exempel kommunens servicedesk, med telefonnummer.")
    )
    kind = ProviderKind.OIDC
    about: Any = ""

    def __init__(self, *args: Any, on: date, provider: IdentityProvider | None = None, **kwargs: Any) -> None:
        if provider is not None:
            kwargs["initial"] = {name: getattr(provider, name) for name in Settings.__dataclass_fields__} | {"body": provider.body_id}
        super().__init__(*args, **kwargs)
        choices: Any = self.fields
        choices["body"].queryset = bodies(on)
        choices["first_login"].choices = term_choices(FirstLogin)
        choices["match_with"].choices = term_choices(MatchWith, empty=_("Ingenting"))
        if provider is not None:
            del self.fields["code"]

    @property
    def sections(self) -> Sections:
        """The fields in groups."""
        groups = (
            (_("Leverantören"), "", ("code", "name", "body", "place", "help_contact")),
            (_("Förbindelsen"), self.about, ("issuer", "metadata", "client_id", "secret_name", "scopes", "max_age_minutes", "second_factor")),
            (_("Första gången"), "", ("first_login", "match_claim", "match_with")),
            (_("Uppgifter om personen"), _("Vad uppgifterna heter hos leverantören. Det som lämnas tomt följs inte."),
             ("claim_username", "claim_name", "claim_title", "claim_email", "claim_active")),
        )  # fmt: skip
        return [(str(title), str(about), [self[n] for n in names if n in self.fields]) for title, about, names in groups]

    def settings(self) -> dict[str, Any]:
        """What a command takes: the code where it is new, the settings and the body."""
        held = dict(self.cleaned_data)
        code, body = held.pop("code", None), held.pop("body")
        said = {name: value for name, value in held.items() if name in Settings.__dataclass_fields__}
        return {"settings": Settings(kind=self.kind, **said), "body": body} | ({"code": code} if code else {})


class OidcForm(ProviderForm):
    """A provider that speaks OpenID Connect."""

    issuer = _line(
        _("Utfärdare"), 300, required=True, help_text=_("Adressen som leverantören kallar issuer, tecken för tecken."),
        widget=forms.URLInput(),
    )  # fmt: skip
    client_id = _line(_("Klientens id"), 200, required=True, help_text=_("Det id som leverantören har gett Nytta."))
    secret_name = _line(
        _("Hemlighetens namn"), 80,
        help_text=_("Namnet på miljövariabeln, till exempel NYTTA_IDP_STADEN. Hemligheten själv står i miljön eller i en fil på servern, aldrig här."),
    )  # fmt: skip
    scopes = _line(_("Omfattningar"), 200, help_text=_("Med mellanslag emellan. openid tas alltid med."))
    max_age_minutes = forms.IntegerField(
        label=_("Begär ny inloggning efter så många minuter"), min_value=0, max_value=100_000, required=False,
        help_text=_("Tomt: leverantören avgör."),
    )  # fmt: skip

    def __init__(self, *args: Any, on: date, provider: IdentityProvider | None = None, **kwargs: Any) -> None:
        super().__init__(*args, on=on, provider=provider, **kwargs)
        if provider is None:
            usual = {"scopes": "openid profile email", "claim_username": "preferred_username", "claim_name": "name", "claim_email": "email"}
            self.initial = {**usual, **self.initial}


class ReasonForm(forms.Form):
    """Why."""

    reason = TextField(label=_("Skäl"), lines=2, max_length=300, help_text=_("Står kvar i historiken."))


class ClaimRuleForm(forms.Form):
    """One rule."""

    place = forms.IntegerField(
        label=_("Plats"), min_value=1, max_value=200, help_text=_("Reglerna läses uppifrån. Den första som ger ett organ avgör.")
    )
    path = _line(
        _("Uppgift"),
        120,
        required=True,
        help_text=_("Som leverantören skickar den, till exempel department, groups eller realm_access.roles."),
    )
    test = forms.TypedChoiceField(label=_("Villkor"), choices=[], coerce=ClaimTest)
    value = _line(
        _("Värde"), 500, required=True,
        help_text=_("Flera värden med komma emellan för ”är någon av”. I ett mönster står * för vad som helst och ? för ett tecken. Stora och små bokstäver skiljs åt."),
    )  # fmt: skip
    outcome = forms.TypedChoiceField(label=_("Då"), choices=[], coerce=ClaimOutcome)
    body = forms.ModelChoiceField(label=_("Organ"), queryset=Body.objects.none(), required=False, empty_label=_("Inget"))
    group = forms.ModelChoiceField(
        label=_("Grupp"), queryset=DirectoryGroup.objects.none(), required=False, empty_label=_("Ingen"),
        help_text=_("Grupperna kommer ur kommunens katalog, eller skapas nedan."),
    )  # fmt: skip
    new_group = _line(_("Eller en ny grupp"), 200)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields
        choices["test"].choices, choices["outcome"].choices = term_choices(ClaimTest), term_choices(ClaimOutcome)
        choices["body"].queryset, choices["group"].queryset = bodies(on), DirectoryGroup.objects.order_by("name")


class ClaimsForm(forms.Form):
    """Claims to try the rules with."""

    claims = forms.CharField(
        label=_("Uppgifter som leverantören skulle skicka"), widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}), max_length=MOST_CLAIMS,
        help_text=_("JSON, som i en id_token eller från userinfo. Inget sparas."),
    )  # fmt: skip

    def clean_claims(self) -> dict[str, Any]:
        """The object that was pasted."""
        try:
            found = json.loads(self.cleaned_data["claims"])
        except (ValueError, RecursionError) as error:
            where = f" ({error.lineno}:{error.colno})" if isinstance(error, json.JSONDecodeError) else ""
            raise forms.ValidationError(_("Det går inte att läsa som JSON%(where)s."), params={"where": where}) from None
        if not isinstance(found, dict):
            raise forms.ValidationError(_("Det ska vara ett objekt: {…}."))
        return found


class LinkForm(forms.Form):
    """Who at a provider somebody is."""

    provider = forms.ModelChoiceField(label=_("Leverantör"), queryset=IdentityProvider.objects.order_by("name"), empty_label=_("Välj"))
    subject = _line(
        _("Personens id hos leverantören"), 255, required=True, help_text=_("Det står i leverantörens logg över försök som nekats.")
    )
    reason = TextField(label=_("Skäl"), lines=2, max_length=300)


class _Somebody(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return ", ".join(str(part) for part in (obj.name, obj.title, obj.username) if part)


class MergeForm(forms.Form):
    """Into whom a duplicate is merged."""

    into = _Somebody(label=_("Går upp i"), queryset=Person.objects.none(), empty_label=_("Välj"))
    reason = TextField(label=_("Skäl"), lines=2, max_length=300, help_text=_("Hur du vet att det är samma person."))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields
        choices["into"].queryset = Person.objects.filter(is_active=True).exclude(pk=person.pk).order_by("name")
