"""Forms of log-ins: invitations, passwords, sessions, and the second step that is asked of some."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.city.organisation.models import Body
from nytta.city.organisation.queries import bodies
from nytta.city.records.terms import Role
from nytta.kit.fields import DateField, TextField, term_choices
from nytta.kit.words import spoken
from nytta.plain.rights import RIGHTS

from ..terms import Strength


class LetInForm(forms.Form):
    """Somebody who may log in; rights come with appointments."""

    name = TextField(label=_("Namn"), lines=1, max_length=120)
    title = TextField(label=_("Titel"), lines=1, max_length=120, help_text=_("Det som allmänheten ser i stället för namnet."))
    body = forms.ModelChoiceField(label=_("Arbetar i"), queryset=Body.objects.none(), empty_label=_("Välj"))
    email = forms.EmailField(
        label=_("E-post"), required=False, help_text=_("Dit går länken för att välja lösenord, och den dagliga sammanställningen.")
    )
    username = forms.CharField(label=_("Användarnamn"), max_length=150, validators=[UnicodeUsernameValidator()])

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = bodies(on)  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why."""

    reason = TextField(label=_("Skäl"), lines=2, max_length=300, help_text=_("Står kvar i historiken."))


class NoForm(forms.Form):
    """Nothing but the button."""


class PasswordForm(forms.Form):
    """A password that one chooses oneself; written once, since it can be shown."""

    password = forms.CharField(
        label=_("Lösenord"), strip=False, max_length=300, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Minst 15 tecken, vilka som helst. En mening som bara du kommer på är bra; den kan klistras in ur en lösenordshanterare."),
    )  # fmt: skip

    def clean_password(self) -> str:
        return str(self.cleaned_data["password"]).replace("\0", "")


class ForgottenForm(forms.Form):
    """Who has forgotten."""

    name = TextField(label=_("Användarnamn eller e-post"), lines=1, max_length=150)


def _acts() -> list[tuple[str, str]]:
    return sorted(((one.name, spoken(one.label)) for one in RIGHTS.values() if not one.reads), key=lambda pair: pair[1])


class DemandForm(forms.Form):
    """Of whom a second step is asked, how strong, from which day, and by whose decision."""

    role = forms.ChoiceField(label=_("De som har uppdraget"), choices=[], required=False)
    right = forms.ChoiceField(
        label=_("Eller de som får"), choices=[], required=False, help_text=_("Välj ett uppdrag eller en rätt, inte båda.")
    )
    strength = forms.TypedChoiceField(label=_("Det som krävs"), choices=[], coerce=Strength, widget=forms.RadioSelect)
    from_day = DateField(
        label=_("Från och med"),
        help_text=_("Dagarna dit är anstånd. De som saknar det får ett brev nu och påminns varje gång de loggar in."),
    )
    decided_by = TextField(
        label=_("Bestämt av"),
        lines=1,
        max_length=300,
        help_text=_("Vem och i vilket beslut, till exempel Kommundirektören 2026-03-02 nr 14."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["role"].choices = term_choices(Role, empty=gettext("Välj"))
        fields["right"].choices = [("", gettext("Välj")), *_acts()]
        fields["strength"].choices = term_choices(Strength)
