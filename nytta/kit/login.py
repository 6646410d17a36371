"""Log-in is for those whom the city has let in; nobody signs up by themselves. What second steps rest on is kept enciphered."""

import base64
import hashlib
import time
from contextvars import ContextVar
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate, get_reauthentication_flows
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME, get_user_model
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext

from .prepared import PreparedThings


def address_of(request: HttpRequest) -> str:
    """The address of the one who asks: behind proxies of the city's own (NYTTA_PROXIES of them) what the outermost has seen."""
    if settings.PROXIES:
        told = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
        if len(told) >= settings.PROXIES:
            return str(told[-settings.PROXIES])
    return str(request.META.get("REMOTE_ADDR", ""))


def to_their_provider(request: HttpRequest) -> str:
    """Where somebody who has nothing here to say who they are by logs in once more, when they did so more than minutes ago; else ""."""
    if not request.user.is_authenticated or get_reauthentication_flows(request.user):
        return ""
    records = get_authentication_records(request, request.user)
    came = next((r["provider"] for r in reversed(records) if r.get("provider")), "")
    if not came or time.time() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
        return ""
    asked = urlencode({REDIRECT_FIELD_NAME: request.get_full_path(), "again": "1"})
    return f"{reverse('access:begin', args=[came])}?{asked}"


class Fresh:
    """A page on which one first says once more that it is oneself, unless that was said minutes ago; beside a HousePage, before it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if there := to_their_provider(request):
            return redirect(there)
        if request.user.is_authenticated and not did_recently_reauthenticate(request):
            where = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
            return redirect(f"{reverse('account_reauthenticate')}?{where}")
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return answer


class OnlyLogin(DefaultAccountAdapter):  # type: ignore[misc]
    """No sign-up; accounts are made by the office."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request)

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Nothing is made up."""


_PERSON = PreparedThings(lambda key: get_user_model()._default_manager.filter(pk=key), int)


_ASKING: ContextVar[Any] = ContextVar("asking", default=None)


def user_of(request: HttpRequest) -> Any:
    """Whose a request is: the person has come with the row of the session, and Django tries the session as ever."""
    token = _ASKING.set(request.session)
    try:
        return get_user(request)
    finally:
        _ASKING.reset(token)


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's log-in; whose a session is, which every page asks, is read with the session, else by a query that is composed once."""

    def get_user(self, user_id: int) -> Any:
        row = getattr(_ASKING.get(), "row", None)
        user = row.person if row is not None and row.person_id == user_id else next(iter(_PERSON(user_id)), None)
        return user if user is not None and self.user_can_authenticate(user) else None


class Factors(DefaultMFAAdapter):  # type: ignore[misc]
    """Keys of code apps and seeds of recovery codes are enciphered with the installation's key, so that the database alone opens nothing."""

    def _cipher(self) -> MultiFernet:
        keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        return MultiFernet([Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"nytta.kit.factors|{key}".encode()).digest())) for key in keys])

    def encrypt(self, text: str) -> str:
        return self._cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        if not encrypted_text.startswith("gAAAA"):  # kept before they were enciphered
            return encrypted_text
        return self._cipher().decrypt(encrypted_text.encode()).decode()

    def _get_site_name(self) -> str:
        return "Nytta"

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return gettext("Min lösennyckel")
