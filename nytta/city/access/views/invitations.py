"""Pages by which somebody is let in: invitations, and passwords chosen and forgotten."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Person
from nytta.city.records.policies import can_record
from nytta.kit.pages import ActPage, HousePage
from nytta.kit.shown_once import ShownOnce
from nytta.plain.verdicts import Verdict

from .. import policies
from ..commands import accounts as commands
from ..forms.accounts import ForgottenForm, LetInForm, NoForm, PasswordForm
from ..lists.accounts import PEOPLE
from ..queries import accounts as queries
from ..rules.accounts import invitation_usable
from .accounts import back, called, crumbs_of

INVITED = "nytta_invitation"


class _Link(ShownOnce):
    """An act that makes a link for a password."""

    secret_label = _("Länken för att välja lösenord")
    secret_help = _("Den visas bara nu. Ge den till personen på ett säkert sätt om inget brev kan gå fram.")
    lost_help = _("Blir den borta: bjud in på nytt. En person får inga rättigheter av länken; de följer av uppdragen.")


class LetIn(_Link):
    """Let somebody log in. Source: O2."""

    title = _("Ny person")
    button = _("Lägg till och bjud in")
    help = _(
        "En person får inga rättigheter av att kunna logga in. De följer av uppdragen och upphör med dem. Lösenordet väljer personen själv, på en länk som går med e-post och visas här en gång."
    )

    def verdict(self, thing: Any) -> Verdict:
        return can_record(self.person, self.on.date())

    def form(self, thing: Any, **given: Any) -> forms.Form:
        return LetInForm(on=self.on.date(), **given)

    def context(self, thing: Any) -> dict[str, Any]:
        return back(gettext(self.title), (gettext(PEOPLE.title), reverse("access:people")))

    def run(self, thing: Any, cleaned: dict[str, Any]) -> Person:
        person, text = commands.let_in(**cleaned, by=self.person, on=self.on)
        self.secret = queries.address(reverse("access:open_invitation", args=[text]))
        return person

    def went_to(self, thing: Any, result: Person) -> str:
        return reverse("access:account", args=[result.username])


class Invite(_Link):
    """A new link for a password. Source: O2; D14."""

    form_class = NoForm
    title = _("Bjud in på nytt")
    button = _("Gör en ny länk")
    help = _(
        "Personen väljer lösenord på länken, som går med e-post och visas en gång för dig. Länkar som har gjorts förut slutar att gälla. Det gamla lösenordet gäller tills ett nytt är valt."
    )

    def thing(self, **address: Any) -> Person:
        return called(address["username"])

    def verdict(self, thing: Person) -> Verdict:
        return can_record(self.person, self.on.date()) + policies.password_for(thing)

    def context(self, thing: Person) -> dict[str, Any]:
        facts = [
            (gettext("Namn"), thing.name),
            (gettext("Användarnamn"), thing.username),
            (gettext("E-post"), thing.email or gettext("Ingen")),
        ]
        return {"facts": facts, **back(gettext(self.title), *crumbs_of(thing))}

    def run(self, thing: Person, cleaned: dict[str, Any]) -> str:
        text = commands.invite_anew(person=thing, by=self.person, on=self.on)
        self.secret = queries.address(reverse("access:open_invitation", args=[text]))
        return text

    def went_to(self, thing: Person, result: str) -> str:
        return reverse("access:account", args=[thing.username])


class OpenInvitation(HousePage):
    """Takes the link's text out of the address, so that it stays neither in the history nor with whoever is linked to."""

    public = True

    def get(self, request: HttpRequest, text: str) -> HttpResponseBase:
        request.session[INVITED] = text[:100]
        return redirect("access:invitation")


class ChoosePassword(ActPage):
    """Choose a password by an invitation. Source: O2; D14."""

    public = True
    form_class = PasswordForm
    template = "access/invitation.html"
    title = _("Välj ditt lösenord")
    button = _("Spara lösenordet")
    done = _("Lösenordet är sparat. Logga in med det.")

    def verdict(self, thing: Any) -> Verdict:
        one = queries.invitation_of(self.request.session.get(INVITED, ""))
        return invitation_usable(
            expires_at=one.expires_at if one else self.on,
            used_at=one.used_at if one else None,
            active=bool(one and one.person.is_active),
            on=self.on,
        )

    def context(self, thing: Any) -> dict[str, Any]:
        one = queries.invitation_of(self.request.session.get(INVITED, ""))
        return {"invited": one.person if one and self.verdict(None) else None, "cancel_url": reverse("account_login"), "form_forget": True}

    def run(self, thing: Any, cleaned: dict[str, Any]) -> Person:
        person = commands.choose_password(text=self.request.session.get(INVITED, ""), **cleaned, by=None, on=self.on)
        self.request.session.pop(INVITED, None)
        return person

    def went_to(self, thing: Any, result: Person) -> str:
        return reverse("account_login")


class Forgotten(ActPage):
    """Ask for a new password; the answer is the same whoever asks. Source: D14."""

    public = True
    form_class = ForgottenForm
    title = _("Glömt lösenordet")
    button = _("Skicka en länk")
    done = _("Finns kontot, och har det en e-postadress, går en länk dit. Den gäller i en timme. Kommer inget brev: fråga registratorn.")
    help = _(
        "Skriv ditt användarnamn eller din e-postadress. Du får en länk där du väljer ett nytt lösenord. Har du slagit på ett andra steg behövs det också nästa gång du loggar in."
    )

    def context(self, thing: Any) -> dict[str, Any]:
        return {"cancel_url": reverse("account_login"), "form_forget": True}

    def run(self, thing: Any, cleaned: dict[str, Any]) -> None:
        commands.ask_new_password(**cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Any, result: None) -> str:
        return reverse("account_login")
