"""Pages of one's own log-ins, of the accounts that the registrar keeps, and of invitations."""

from typing import Any

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
from ..forms.accounts import DemandForm, NoForm, ReasonForm
from ..lists.accounts import PEOPLE, SIGN_INS
from ..models import FactorDemand
from ..queries import accounts as queries
from ..queries.identity import identities_of
from ..rules.accounts import short_of_codes
from ..terms import Factor, InvitationKind, Strength

SHOWN = 20


def this_session(request: HttpRequest) -> str:
    """What this session is kept under."""
    row = getattr(request.session, "row", None)
    return row.key if row else ""


def back(title: str, *above: tuple[str, str]) -> dict[str, Any]:
    """Where an act leads back to: the last of what is above it."""
    return {"cancel_url": above[-1][1], "crumbs": [*above, (title, "")]}


def crumbs_of(thing: Person) -> tuple[tuple[str, str], tuple[str, str]]:
    """What stands above an act on somebody's account."""
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
            "providers": list(dict.fromkeys(i.provider.name for i in identities_of(thing))),
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
        return {"facts": facts, **back(gettext(self.title), *_own())}

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
        return back(gettext(self.title), *_own())

    def run(self, thing: None, cleaned: dict[str, Any]) -> int:
        return commands.end_other_sessions(this=this_session(self.request), by=self.person, on=self.on)

    def went_to(self, thing: None, result: int) -> str:
        return reverse("access:sessions")


class SignIns(ListPage):
    """The log of log-ins. Source: D14."""

    listing = SIGN_INS


def called(username: str) -> Person:
    """The person under a username."""
    found = Person.objects.filter(username=username).select_related("body").first()
    if found is None:
        raise Http404
    return found


class Account(DetailPage):
    """How somebody can log in, for those who keep log-ins. Source: O2; D14."""

    template = "access/account.html"

    def thing(self, **address: Any) -> Person:
        return called(address["username"])

    def may_see(self, thing: Person) -> bool:
        day = self.on.date()
        return bool(can_record(self.person, day) or policies.can_see_groups(self.person, day))

    def context(self, thing: Person) -> dict[str, Any]:
        held = queries.held_factors(thing.pk)
        return {
            "title": thing.name, "sessions": queries.seen_sessions(thing), "sign_ins": queries.sign_ins_of(thing)[:SHOWN],
            "invitations": [(InvitationKind(i.kind), i) for i in queries.invitations_of(thing)[:SHOWN]], "factors": sorted(held, key=lambda f: f.value),
            "has_password": thing.has_usable_password(), "may_keep": policies.can_keep(self.person, self.on.date()),
            "may_invite": thing.is_active and can_record(self.person, self.on.date()), "demands": [(Strength(d.strength), d) for d in queries.demands_on(thing, self.on.date())],
            "crumbs": [(gettext(PEOPLE.title), reverse("access:people")), (thing.name, "")], "now": self.on,
        }  # fmt: skip


class EndAll(Fresh, ActPage):
    """End all sessions of a person. Source: O2; D14."""

    form_class = ReasonForm
    title = _("Avsluta alla inloggningar")
    button = _("Avsluta alla")
    done = _("Personens inloggningar är avslutade.")
    help = _("Personen måste logga in igen överallt. Den som inte längre får logga in tas bort på ett annat ställe.")

    def thing(self, **address: Any) -> Person:
        return called(address["username"])

    def verdict(self, thing: Person) -> Verdict:
        return policies.can_keep(self.person, self.on.date())

    def context(self, thing: Person) -> dict[str, Any]:
        return {"facts": [(gettext("Namn"), thing.name)], **back(gettext(self.title), *crumbs_of(thing))}

    def run(self, thing: Person, cleaned: dict[str, Any]) -> int:
        return commands.end_all_sessions(person=thing, **cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Person, result: int) -> str:
        return reverse("access:account", args=[thing.username])


class TakeOffFactors(EndAll):
    """Take off the second steps of somebody who has lost them. Source: D14; O2."""

    title = _("Ta bort andra steget")
    button = _("Ta bort andra steget")
    done = _("Andra steget är borttaget. Personen loggar in med lösenordet och slår på ett nytt.")
    help = _(
        "För den som har tappat bort telefon, nycklar och reservkoder. Pröva först att det är personen själv som ber, till exempel genom att träffas eller ringa upp, och skriv hur. Alla inloggningar avslutas, och personen får ett brev."
    )

    def verdict(self, thing: Person) -> Verdict:
        return policies.may_take_off(self.person, thing, self.on.date())

    def run(self, thing: Person, cleaned: dict[str, Any]) -> int:
        return commands.take_off_factors(person=thing, **cleaned, by=self.person, on=self.on)


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
        lines = [
            {"demand": one, "of": queries.called(one), "strength": Strength(one.strength), "count": len(who), "lacking": lacking}
            for one, who, lacking in queries.with_those_concerned(thing, self.on.date())
        ]
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
        return back(gettext(self.title), (gettext("Andra steget: vem som måste ha det"), reverse("access:demands")))

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
        return {"facts": facts, **back(gettext(self.title), (gettext("Andra steget: vem som måste ha det"), reverse("access:demands")))}

    def run(self, thing: FactorDemand, cleaned: dict[str, Any]) -> FactorDemand:
        return commands.end_demand(demand=thing, **cleaned, by=self.person, on=self.on)

    def went_to(self, thing: FactorDemand, result: FactorDemand) -> str:
        return reverse("access:demands")
