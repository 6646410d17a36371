"""What allauth asks of the house while somebody logs in: who waits, what is noted, and who is told."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from nytta.city.organisation.models import Person
from nytta.kit import clock
from nytta.kit.login import OnlyLogin, address_of
from nytta.kit.sessions import network_of

from ..commands import accounts as commands
from ..queries import accounts as queries
from ..rules.accounts import device_words, short_of_codes
from ..terms import Factor, Outcome

ACTS = {
    "account/email/password_changed": "password.change",
    "account/email/password_set": "password.change",
    "mfa/email/totp_activated": "factor.totp_on",
    "mfa/email/totp_deactivated": "factor.totp_off",
    "mfa/email/webauthn_added": "factor.key_on",
    "mfa/email/webauthn_removed": "factor.key_off",
    "mfa/email/recovery_codes_generated": "factor.codes",
}


def noted(request: HttpRequest, person: Any, outcome: Outcome, factors: list[Factor]) -> None:
    """One line in the log of log-ins."""
    agent = "".join(c for c in request.META.get("HTTP_USER_AGENT", "") if c.isprintable())[:300]
    commands.note_try(
        person=person, outcome=outcome, factors=factors, network=network_of(address_of(request)), device=device_words(agent),
        by=person, on=clock.now(),
    )  # fmt: skip


class Adapter(OnlyLogin):
    """Log-in with the city's own accounts."""

    error_messages = {
        **OnlyLogin.error_messages,
        "username_password_mismatch": _("Användarnamnet eller lösenordet stämmer inte."),
        "too_many_login_attempts": _("Det har varit för många försök. Vänta en stund och försök igen, eller logga in med en lösennyckel."),
        "incorrect_code": _("Det stämmer inte. Försök igen; varje kod gäller en gång."),
        "incorrect_password": _("Lösenordet stämmer inte."),
        "rate_limited": _("Det har varit för många försök. Vänta en stund och försök igen."),
    }

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Each try is counted before the password is looked at, for names that somebody has and for others alike."""
        name = str(credentials.get("username") or "")
        if commands.begin_try(name=name, network=network_of(address_of(request)), by=None, on=clock.now()):
            noted(request, Person.objects.filter(username=name).first(), Outcome.WAITING, [])
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        found = super().authenticate(request, **credentials)
        if found:
            name = str(credentials.get("username") or "")
            commands.end_tries(name=name, network=network_of(address_of(request)), by=found, on=clock.now())
        return found

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        name = str(credentials.get("username") or "")
        noted(request, Person.objects.filter(username=name).first(), Outcome.WRONG_PASSWORD, [Factor.PASSWORD])

    def post_login(self, request: HttpRequest, user: Any, **about: Any) -> HttpResponse:
        answer: HttpResponse = super().post_login(request, user, **about)
        shown = queries.shown_factors(request.session)
        noted(request, user, Outcome.ENTERED, shown)
        on = clock.today()
        if coming := queries.to_come(user, on):
            told = ngettext(
                "Från %(day)s behöver du ett andra steg för att logga in. Du har %(n)s dag på dig: slå på det under Inloggning i två steg.",
                "Från %(day)s behöver du ett andra steg för att logga in. Du har %(n)s dagar på dig: slå på det under Inloggning i två steg.",
                (coming.from_day - on).days,
            )
            messages.warning(request, told % {"day": coming.from_day, "n": (coming.from_day - on).days})
        left = queries.codes_left(user.pk) if Factor.RECOVERY in shown else None
        if left is not None and short_of_codes(left):
            messages.warning(
                request,
                ngettext(
                    "Du har %(n)s reservkod kvar. Gör nya under Inloggning i två steg.",
                    "Du har %(n)s reservkoder kvar. Gör nya under Inloggning i två steg.",
                    left,
                )
                % {"n": left},
            )
        return answer

    def send_notification_mail(self, template_prefix: str, user: Any, context: Any = None, email: str | None = None) -> None:
        """A factor or a password was changed: the other sessions end, and the person is told in the house's own words."""
        request = self.request
        if template_prefix not in ACTS:
            return
        if ACTS[template_prefix] == "factor.key_on":
            request.session[queries.NEW_KEY] = True
        row = getattr(request.session, "row", None)
        commands.tell_of_change(person=user, what=ACTS[template_prefix], this=row.key if row else "", by=user, on=clock.now())
        if row:
            row.judged_at = None

    def add_message(self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any) -> None:
        """Said in the house's own words, or not at all."""
        words = {
            "account/messages/password_changed.txt": gettext("Lösenordet är bytt. Inloggningar på andra enheter är avslutade."),
            "mfa/messages/totp_activated.txt": gettext("Appen med koder är påslagen."),
            "mfa/messages/totp_deactivated.txt": gettext("Appen med koder är avstängd."),
            "mfa/messages/webauthn_added.txt": gettext("Lösennyckeln är tillagd."),
            "mfa/messages/webauthn_removed.txt": gettext("Lösennyckeln är borttagen."),
            "mfa/messages/recovery_codes_generated.txt": gettext("Nya reservkoder är gjorda. De visas bara nu."),
        }
        text = words.get(message_template or "") or kwargs.get("message")
        if text:
            messages.add_message(request, level, text)


class CodeForm(AuthenticateForm):  # type: ignore[misc]
    """A code as second step; a wrong one is noted."""

    def clean_code(self) -> str:
        try:
            return str(super().clean_code())
        except ValidationError:
            noted(context.request, self.user, Outcome.WRONG_CODE, [])
            raise


class NewPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    """A new password, with what is asked of it; whoever forgot the old one is led to the house's own page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].help_text = ""
        self.fields["password1"].help_text = gettext(
            "Minst 15 tecken, gärna en mening som bara du kommer på. Vanliga lösenord och ditt eget namn tas inte emot."
        )


class InForm(LoginForm):  # type: ignore[misc]
    """Log-in; the page itself leads whoever forgot the password to the house's own page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class AgainForm(ReauthenticateForm):  # type: ignore[misc]
    """The password once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class AppForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = gettext("Kod ur appen")
        self.fields["code"].help_text = gettext("Sex siffror. Appen byter kod varje halv minut.")
        self.fields["code"].widget.attrs.update({"inputmode": "numeric", "placeholder": ""})

    def clean_code(self) -> str:
        """A right code also says that it is oneself, so that the recovery codes are shown next and nothing is asked between."""
        code: str = super().clean_code()
        record_authentication(context.request, self.user, method="mfa", type="totp", reauthenticated=True)
        return code


def _named(form: Any) -> None:
    form.fields["name"].label = gettext("Namn på lösennyckeln")
    form.fields["name"].help_text = gettext("Så att du känner igen den sedan, till exempel Telefonen eller Nyckelknippan.")


class NewKeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A passkey, named, and whether it is enough alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _named(self)
        self.fields["passwordless"].label = gettext("Logga in utan lösenord")
        self.fields["passwordless"].help_text = gettext(
            "Då räcker lösennyckeln, men den frågar alltid efter pinkod, finger eller ansikte. Annars är den ditt andra steg efter lösenordet."
        )

    def clean(self) -> dict[str, Any]:
        """A key that was made also says that it is oneself."""
        held: dict[str, Any] = super().clean()
        if held.get("credential"):
            record_authentication(context.request, self.user, method="mfa", type="webauthn", reauthenticated=True)
        return held


class KeyNameForm(EditWebAuthnForm):  # type: ignore[misc]
    """Another name of a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _named(self)
