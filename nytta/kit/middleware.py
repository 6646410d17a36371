"""What is refused before any page is asked, whose session a request is, and what nobody between may keep."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language_from_request, override

from .login import address_of, to_their_provider, user_of
from .pages import what_was_written
from .sessions import network_of

CHANGES_FACTORS = {
    "mfa_activate_totp", "mfa_deactivate_totp", "mfa_add_webauthn", "mfa_remove_webauthn", "mfa_generate_recovery_codes",
    "mfa_view_recovery_codes", "mfa_download_recovery_codes",
}  # fmt: skip
BY_TOKEN = ("/api/", "/scim/")  # where cookies mean nothing: who asks says so with a token


def refuse_nul(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A NUL in the address is answered with 400 on both databases (PostgreSQL would fail, SQLite would not)."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/api/"):
            return get_response(request)  # it refuses in its own words
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            with override(get_language_from_request(request)):  # the language is not read yet
                return HttpResponseBadRequest(render_to_string("400.html"))
        return get_response(request)

    return answer


def refuse_plain(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A program that calls without TLS is told so and not led on: its token has been read on the way, and is to be changed."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(BY_TOKEN) and not request.is_secure():
            told = {
                "type": "about:blank",
                "title": "https",
                "status": 403,
                "detail": "Only https is answered here. Change a token that was sent.",
            }
            return JsonResponse(told, status=403, content_type="application/problem+json", headers={"Cache-Control": "no-store"})
        return get_response(request)

    return answer


class Sessions(SessionMiddleware):
    """Django's, with the network and the program that ask."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        agent = "".join(c for c in request.META.get("HTTP_USER_AGENT", "") if c.isprintable())
        request.session.asked_from = (network_of(address_of(request)), agent[:300])  # type: ignore[attr-defined]


class Persons(AuthenticationMiddleware):
    """Django's, with the person that has come with the session."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: user_of(request))  # type: ignore[assignment]


class SecondStep:
    """Who must set up a second step before anything else is led there from every other page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if request.session.accessed and getattr(request.session, "row", None) and not answer.has_header("Cache-Control"):
            answer["Cache-Control"] = "private, no-store"  # a page of somebody who is logged in stays with them
            patch_vary_headers(answer, ("Cookie",))
        return answer

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        if request.path.startswith(BY_TOKEN):
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in CHANGES_FACTORS and (there := to_their_provider(request)):
            return redirect(there)  # the library lets by whoever has neither password nor second step here
        if name in settings.OPEN_BEFORE_SECOND_STEP or not request.user.is_authenticated or not request.session.judged():  # type: ignore[attr-defined]
            return None
        if request.method == "POST":
            return what_was_written(request)
        return redirect(settings.SECOND_STEP_URL)
