"""Pages of one's own log-ins, of the accounts that the registrar keeps, and of invitations."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Person
from nytta.city.records.policies import can_record
from nytta.kit.login import Fresh
from nytta.kit.pages import ActPage, DetailPage, HousePage, ListPage
from nytta.plain.verdicts import Verdict

from .. import policies
from ..commands import accounts as commands
from ..forms.accounts import DemandForm, ForgottenForm, LetInForm, NoForm, PasswordForm, ReasonForm
from ..lists.accounts import PEOPLE, SIGN_INS
from ..models import FactorDemand
from ..queries import accounts as queries
from ..rules.accounts import invitation_usable, short_of_codes
from ..terms import Factor, InvitationKind, Strength

SHOWN_ONCE = "nytta_shown_once"
INVITED = "nytta_invitation"
SHOWN = 20


def this_session(request: HttpRequest) -> str:
    """What this session is kept under."""
    row = getattr(request.session, "row", None)
    return row.key if row else ""


def _back(title: str, *above: tuple[str, str]) -> dict[str, Any]:
    """Where an act leads back to: the last of what is above it."""
    return {"cancel_url": above[-1][1], "crumbs": [*above, (title, "")]}


def _of(thing: Person) -> tuple[tuple[str, str], tuple[str, str]]:
    return (gettext(PEOPLE.title), reverse("access:people")), (thing.name, reverse("access:account", args=[thing.username]))


def _own() -> tuple[tuple[str, str], tuple[str, str]]:
    return (gettext("Mina val"), reverse("portal:choices")), (gettext("Mina inloggningar"), reverse("access:sessions"))


class Sessions(DetailPage):
    """Where one is logged in, and how one has logged in of late. Source: D14."""

    template = "access/sessions.html"

    def thing(self, **address: Any) -> Person:
        return self.person  # type: ignore[no-any-return]

    def context(self, thing: Person) -> dict[str, Any]:
        left = queries.codes_left(thing.pk)
        return {
            "title": gettext("Mina inloggningar"), "sessions": queries.seen_sessions(thing, this_session(self.request)), "own": True,
            "sign_ins": queries.sign_ins_of(thing)[:SHOWN], "factors": queries.held_factors(thing.pk), "codes_left": left,
            "few_codes": short_of_codes(left), "has_password": thing.has_usable_password(),
            "crumbs": [(gettext("Mina val"), reverse("portal:choices")), (gettext("Mina inloggningar"), "")],
        }  # fmt: skip


class EndSession(ActPage):
    """End one of one's own sessions."""

    form_class = NoForm
    title = _("Avsluta en inloggning")
    button = _("Avsluta inloggningen")
    done = _("Inloggningen är avslutad.")
    help = _("Den enheten måste logga in igen. Text som inte är sparad där finns kvar i dess flik.")

    def thing(self, **address: Any) -> queries.Seen:
        found = next((s for s in queries.seen_sessions(self.person) if s.key == address["key"]), None)
        if found is None:
            raise Http404
        return found

    def context(self, thing: queries.Seen) -> dict[str, Any]:
        facts = [(gettext("Enhet"), thing.device or gettext("Okänd")), (gettext("Nät"), thing.network)]
        return {"facts": facts, **_back(gettext(self.title), *_own())}

    def run(self, thing: queries.Seen, cleaned: dict[str, Any]) -> int:
        return commands.end_own_session(key=thing.key, by=self.person, on=self.on)

    def went_to(self, thing: queries.Seen, result: int) -> str:
        return reverse("access:sessions")


class EndOthers(ActPage):
    """End all of one's own sessions but this one."""

    form_class = NoForm
    title = _("Avsluta alla andra inloggningar")
    button = _("Avsluta alla andra")
    done = _("De andra inloggningarna är avslutade.")
    help = _("Alla enheter utom den här måste logga in igen. Misstänker du att någon annan har varit inne, byt också lösenord.")

    def context(self, thing: None) -> dict[str, Any]:
        return _back(gettext(self.title), *_own())

    def run(self, thing: None, cleaned: dict[str, Any]) -> int:
        return commands.end_other_sessions(this=this_session(self.request), by=self.person, on=self.on)

    def went_to(self, thing: None, result: int) -> str:
        return reverse("access:sessions")


class SignIns(ListPage):
    """The log of log-ins. Source: D14."""

    listing = SIGN_INS


def _person(username: str) -> Person:
    found = Person.objects.filter(username=username).select_related("body").first()
    if found is None:
        raise Http404
    return found


class Account(DetailPage):
    """How somebody can log in, for those who keep log-ins. Source: O2; D14."""

    template = "access/account.html"

    def thing(self, **address: Any) -> Person:
        return _person(address["username"])

    def may_see(self, thing: Person) -> bool:
        day = self.on.date()
        return bool(can_record(self.person, day) or policies.can_see_groups(self.person, day))

    def context(self, thing: Person) -> dict[str, Any]:
        held = queries.held_factors(thing.pk)
        return {
            "title": thing.name, "sessions": queries.seen_sessions(thing), "sign_ins": queries.sign_ins_of(thing)[:SHOWN],
            "invitations": [(InvitationKind(i.kind), i) for i in queries.invitations_of(thing)[:SHOWN]], "factors": sorted(held, key=lambda f: f.value),
            "link": self.request.session.pop(SHOWN_ONCE, "") if SHOWN_ONCE in self.request.session else "",
            "has_password": thing.has_usable_password(), "may_keep": policies.can_keep(self.person, self.on.date()),
            "may_invite": thing.is_active and can_record(self.person, self.on.date()), "demands": [(Strength(d.strength), d) for d in queries.demands_on(thing, self.on.date())],
            "crumbs": [(gettext(PEOPLE.title), reverse("access:people")), (thing.name, "")], "now": self.on,
        }  # fmt: skip


class LetIn(ActPage):
    """Let somebody log in. Source: O2."""

    title = _("Ny person")
    button = _("Lägg till och bjud in")
    done = _("Personen är inlagd och inbjuden. Ge nu ett uppdrag.")
    help = _(
        "En person får inga rättigheter av att kunna logga in. De följer av uppdragen och upphör med dem. Lösenordet väljer personen själv, på en länk som går med e-post och visas här en gång."
    )

    def verdict(self, thing: Any) -> Verdict:
        return can_record(self.person, self.on.date())

    def form(self, thing: Any, **given: Any) -> forms.Form:
        return LetInForm(on=self.on.date(), **given)

    def context(self, thing: Any) -> dict[str, Any]:
        return _back(gettext(self.title), (gettext(PEOPLE.title), reverse("access:people")))

    def run(self, thing: Any, cleaned: dict[str, Any]) -> Person:
        person, text = commands.let_in(**cleaned, by=self.person, on=self.on)
        self.request.session[SHOWN_ONCE] = queries.address(reverse("access:open_invitation", args=[text]))
        return person

    def went_to(self, thing: Any, result: Person) -> str:
        return reverse("access:account", args=[result.username])


class Invite(ActPage):
    """A new link for a password. Source: O2; D14."""

    form_class = NoForm
    title = _("Bjud in på nytt")
    button = _("Gör en ny länk")
    done = _("Länken är gjord. Den visas bara här och nu.")
    help = _(
        "Personen väljer lösenord på länken, som går med e-post och visas en gång för dig. Länkar som har gjorts förut slutar att gälla. Det gamla lösenordet gäller tills ett nytt är valt."
    )

    def thing(self, **address: Any) -> Person:
        return _person(address["username"])

    def verdict(self, thing: Person) -> Verdict:
        return can_record(self.person, self.on.date()) + policies.password_for(thing)

    def context(self, thing: Person) -> dict[str, Any]:
        facts = [
            (gettext("Namn"), thing.name),
            (gettext("Användarnamn"), thing.username),
            (gettext("E-post"), thing.email or gettext("Ingen")),
        ]
        return {"facts": facts, **_back(gettext(self.title), *_of(thing))}

    def run(self, thing: Person, cleaned: dict[str, Any]) -> str:
        text = commands.invite_anew(person=thing, by=self.person, on=self.on)
        self.request.session[SHOWN_ONCE] = queries.address(reverse("access:open_invitation", args=[text]))
        return text

    def went_to(self, thing: Person, result: str) -> str:
        return reverse("access:account", args=[thing.username])


class EndAll(Fresh, ActPage):
    """End all sessions of a person. Source: O2; D14."""

    form_class = ReasonForm
    title = _("Avsluta alla inloggningar")
    button = _("Avsluta alla")
    done = _("Personens inloggningar är avslutade.")
    help = _("Personen måste logga in igen överallt. Den som inte längre får logga in tas bort på ett annat ställe.")

    def thing(self, **address: Any) -> Person:
        return _person(address["username"])

    def verdict(self, thing: Person) -> Verdict:
        return policies.can_keep(self.person, self.on.date())

    def context(self, thing: Person) -> dict[str, Any]:
        return {"facts": [(gettext("Namn"), thing.name)], **_back(gettext(self.title), *_of(thing))}

    def run(self, thing: Person, cleaned: dict[str, Any]) -> int:
        return commands.end_all_sessions(person=thing, **cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Person, result: int) -> str:
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


class SecondStep(HousePage):
    """Where somebody is led who must set up a second step before anything else. Source: D14."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        lacks = request.session.judged()  # type: ignore[attr-defined]
        if not lacks:
            messages.success(request, gettext("Du har det andra steget som krävs."))
            return redirect("portal:desk")
        held = queries.held_factors(self.person.pk)
        demands = [d for d in queries.demands_on(self.person, self.on.date()) if d.from_day <= self.on.date()]
        context = {
            "title": gettext("Du behöver ett andra steg"), "strong": lacks == Strength.PHISHING_RESISTANT.value, "has_key": Factor.PASSKEY in held,
            "demands": demands, "menu": [],
        }  # fmt: skip
        return render(request, "access/second_step.html", context)


class Demands(DetailPage):
    """Of whom a second step is asked. Source: D14; O2."""

    template = "access/demands.html"

    def thing(self, **address: Any) -> list[FactorDemand]:
        return list(FactorDemand.objects.select_related("made_by", "ended_by").order_by("-from_day", "-pk"))

    def may_see(self, thing: Any) -> bool:
        return bool(policies.can_keep(self.person, self.on.date()))

    def context(self, thing: list[FactorDemand]) -> dict[str, Any]:
        lines = []
        for one in thing:
            who = queries.concerned(one, self.on.date()) if one.ended_on is None else []
            lacking = queries.without(who, Strength(one.strength))
            lines.append(
                {"demand": one, "of": queries.called(one), "strength": Strength(one.strength), "count": len(who), "lacking": lacking}
            )
        return {"title": gettext("Andra steget: vem som måste ha det"), "lines": lines, "today": self.on.date()}


class NewDemand(Fresh, ActPage):
    """Ask for a second step. Source: D14; O2."""

    form_class = DemandForm
    title = _("Kräv ett andra steg")
    button = _("Spara kravet")
    done = _("Kravet är sparat, och de som saknar det har fått ett brev.")
    help = _(
        "Den som har uppdraget eller rätten och saknar det andra steget leds till att slå på det, och kan inte göra något annat förrän det är gjort."
    )

    def verdict(self, thing: Any) -> Verdict:
        return policies.can_keep(self.person, self.on.date())

    def context(self, thing: Any) -> dict[str, Any]:
        return _back(gettext(self.title), (gettext("Andra steget: vem som måste ha det"), reverse("access:demands")))

    def run(self, thing: Any, cleaned: dict[str, Any]) -> FactorDemand:
        return commands.demand_factor(**cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Any, result: FactorDemand) -> str:
        return reverse("access:demands")


class EndDemand(Fresh, ActPage):
    """End a demand. Source: D14; O2."""

    form_class = ReasonForm
    title = _("Avsluta kravet")
    button = _("Avsluta kravet")
    done = _("Kravet gäller inte längre.")

    def thing(self, **address: Any) -> FactorDemand:
        found = FactorDemand.objects.filter(pk=address["pk"]).first()
        if found is None:
            raise Http404
        return found

    def verdict(self, thing: FactorDemand) -> Verdict:
        return policies.demand_may_end(self.person, thing, self.on.date())

    def context(self, thing: FactorDemand) -> dict[str, Any]:
        facts = [
            (gettext("Gäller"), queries.called(thing)),
            (gettext("Från och med"), thing.from_day),
            (gettext("Bestämt av"), thing.decided_by),
        ]
        return {"facts": facts, **_back(gettext(self.title), (gettext("Andra steget: vem som måste ha det"), reverse("access:demands")))}

    def run(self, thing: FactorDemand, cleaned: dict[str, Any]) -> FactorDemand:
        return commands.end_demand(demand=thing, **cleaned, by=self.person, on=self.on)

    def went_to(self, thing: FactorDemand, result: FactorDemand) -> str:
        return reverse("access:demands")
