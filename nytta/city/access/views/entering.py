"""The way in by a provider and the way out: sent there, back again, let in or told why not."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.account.views import LogoutView
from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from nytta.kit import clock
from nytta.kit.login import address_of
from nytta.kit.pages import HousePage
from nytta.plain.verdicts import Refused, Verdict, no

from .. import policies
from ..commands import identity as commands
from ..models import IdentityProvider
from ..queries import oidc
from ..queries.accounts import ELSEWHERE_KEY
from ..queries.identity import provider_at
from ..queries.sessions import CAME
from ..rules.answers import AGAIN
from ..terms import LoginOutcome, ProviderKind, Strength

ASKED = "access_asked"
MOST_ASKED = 5  # log-ins begun in one browser and not ended
ASKED_SECONDS = 900


class _Way(HousePage):
    """What every step has: a provider in force, and a page for whoever is not let in."""

    public = True

    def provider(self, code: str) -> IdentityProvider:
        found = provider_at(code)
        if found is None:
            raise Http404
        return found

    def told(self, provider: IdentityProvider, verdict: Verdict, status: int) -> HttpResponse:
        """The calm page: what went wrong, and whom to turn to. No word of whether there is an account."""
        return render(self.request, "access/not_in.html", {"provider": provider, "verdict": verdict}, status=status)

    def refused(self, provider: IdentityProvider, verdict: Verdict, subject: str = "") -> HttpResponse:
        """Note an attempt that let nobody in, and tell."""
        rule = verdict.blocking[0].rule
        ours = rule.startswith("login_") or rule == "provider_paused"
        outcome = LoginOutcome.REFUSED if ours else LoginOutcome.FAULT
        commands.note_attempt(provider=provider, outcome=outcome, rule=rule, subject=subject, by=None, on=self.on)
        return self.told(provider, verdict, 403 if ours else 400)

    def within_limit(self) -> bool:
        """Count this step, and say whether it may be taken now."""
        return commands.count_entry(address=address_of(self.request), by=None, on=self.on).ok

    def back(self, provider: IdentityProvider) -> str:
        """Where a provider sends people back."""
        return self.request.build_absolute_uri(reverse("access:back", args=[provider.code]))


def onward(request: HttpRequest) -> str:
    """Where somebody was going; never out of the house."""
    wanted = request.GET.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()) else ""


@method_decorator(never_cache, name="dispatch")
class Begin(_Way):
    """Somebody is sent to a provider. Source: D14; OpenID Connect Core 1.0, 3.1.2."""

    def get(self, request: HttpRequest, code: str) -> HttpResponseBase:
        provider = self.provider(code)
        again = "again" in request.GET and (request.session.get(CAME) or {}).get("provider") == provider.code
        if self.person and not again:
            return redirect(onward(request) or settings.LOGIN_REDIRECT_URL)
        if not self.within_limit():
            return self.told(provider, no("login_often", "Det har varit många försök härifrån.", "D14", AGAIN), 429)
        try:
            policies.require_entry(provider, self.on.date())
            asked = oidc.Asked.new(provider.code, onward(request), self.on, again)
            where = oidc.address_to_ask(provider, asked, self.back(provider), self.on)
        except Refused as refused:
            return self.refused(provider, refused.verdict)
        kept = list(request.session.get(ASKED, []))
        request.session[ASKED] = [*kept, asdict(asked)][-MOST_ASKED:]
        return redirect(where)


def taken(request: HttpRequest, provider: IdentityProvider, state: str, now: float) -> oidc.Asked:
    """What was asked with this state in this browser: taken out, so that the same answer does nothing a second time."""
    kept = list(request.session.get(ASKED, []))
    found = next((one for one in kept if state and one["state"] == state and one["provider"] == provider.code), None)
    if found is None:
        raise Refused(no("state_unknown", "Svaret hör inte till någon inloggning som har börjat här.", "D14", AGAIN))
    request.session[ASKED] = [one for one in kept if one is not found]
    if not 0 <= now - found["at"] <= ASKED_SECONDS:
        raise Refused(no("state_old", "Inloggningen tog för lång tid.", "D14", AGAIN))
    return oidc.Asked(**found)


def let_in(
    request: HttpRequest, entered: commands.Entered, provider: IdentityProvider, came: Mapping[str, str], where: str
) -> HttpResponseBase:
    """Begin a session: a new number for it, and the second step here unless the provider has asked for one."""
    if request.user.is_authenticated:  # somebody else in the same browser, since one was sent away
        logout(request)
    request.session[CAME] = {"provider": provider.code, **came}
    record_authentication(request, entered.person, method="socialaccount", provider=provider.code)
    where = where or resolve_url(settings.LOGIN_REDIRECT_URL)
    entered.person.backend = "nytta.kit.login.Backend"
    if not provider.second_factor:
        answer: HttpResponseBase = perform_login(request, entered.person, redirect_url=where)
        return answer
    request.session[ELSEWHERE_KEY] = Strength.ANY.value
    get_adapter().login(request, entered.person)
    answered = get_adapter().post_login(
        request, entered.person, email_verification=None, signal_kwargs=None, email=None, signup=False, redirect_url=where
    )
    return answered or redirect(where)


@method_decorator(never_cache, name="dispatch")
class Back(_Way):
    """Somebody comes back from a provider with a code. Source: D14; OpenID Connect Core 1.0, 3.1.3."""

    def get(self, request: HttpRequest, code: str) -> HttpResponseBase:
        provider, subject = self.provider(code), ""
        if provider.kind != ProviderKind.OIDC.value:
            raise Http404
        if not self.within_limit():
            return self.told(provider, no("login_often", "Det har varit många försök härifrån.", "D14", AGAIN), 429)
        try:
            asked = taken(request, provider, request.GET.get("state", ""), self.on.timestamp())
            came = self.came(provider, asked)
            subject = came.subject
            entered = commands.enter(provider=provider, subject=subject, claims=came.claims, by=None, on=self.on)
        except Refused as refused:
            return self.refused(provider, refused.verdict, subject)
        outcome = LoginOutcome.FIRST if entered.first else LoginOutcome.IN
        commands.note_attempt(provider=provider, outcome=outcome, subject=subject, person=entered.person, by=None, on=self.on)
        kept = {"subject": subject, "sid": came.sid, "id_token": came.id_token}
        return let_in(request, entered, provider, kept, asked.onward)

    def came(self, provider: IdentityProvider, asked: oidc.Asked) -> oidc.Came:
        """Who came, or the refusal of what the provider has said instead."""
        policies.require_entry(provider, self.on.date())
        told = self.request.GET
        if told.get("iss", provider.issuer) != provider.issuer:  # RFC 9207: the answer says which provider it comes from
            raise Refused(no("answer_issuer", "Svaret kommer från en annan utfärdare.", "D14", AGAIN))
        if told.get("error") == "access_denied":
            raise Refused(no("login_left", "Inloggningen avbröts hos leverantören.", "D14", AGAIN))
        if "error" in told or not told.get("code"):
            raise Refused(no("answer_error", "Leverantören svarade med ett fel.", "D14", AGAIN))
        return oidc.who_came(provider, asked, told["code"], self.back(provider), self.on)


class LogOut(LogoutView):  # type: ignore[misc]
    """Log out here, and at the provider by which one came. Source: OpenID Connect RP-Initiated Logout 1.0."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        came = self.request.session.get(CAME) or {}
        provider = provider_at(str(came.get("provider", "")))
        self.logout()
        there = ""
        if provider and provider.kind == ProviderKind.OIDC.value and came.get("id_token"):
            back = self.request.build_absolute_uri(reverse("access:out"))
            there = oidc.address_to_end(provider, came["id_token"], back, clock.now())
        if there:  # a page between: the policy of forms lets none lead out of the house
            return render(self.request, "access/out.html", {"provider": provider, "there": there})
        return redirect(self.get_redirect_url())


class Out(HousePage):
    """Where a provider sends people when they are logged out there too."""

    public = True

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "access/out.html", {})


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class EndedThere(View):
    """A provider says that somebody has logged out there. Source: OpenID Connect Back-Channel Logout 1.0, 2.5-2.8."""

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        provider, on = provider_at(code), clock.now()
        if provider is None:
            raise Http404
        token = request.POST.get("logout_token", "")
        if not token or len(token) > 20_000 or provider.kind != ProviderKind.OIDC.value:
            return JsonResponse({"error": "invalid_request"}, status=400)
        try:
            subject, sid = oidc.ended(provider, token, on)
        except Refused as refused:
            told = refused.verdict.blocking[0].rule
            commands.note_attempt(provider=provider, outcome=LoginOutcome.FAULT, rule=told, by=None, on=on)
            return JsonResponse({"error": "invalid_request", "error_description": told}, status=400)
        commands.end_by_provider(provider=provider, subject=subject, sid=sid, by=None, on=on)
        return HttpResponse(status=200)
