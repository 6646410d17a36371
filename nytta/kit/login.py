"""Log-in is for those whom the city has let in; nobody signs up by themselves."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth import get_user_model
from django.http import HttpRequest

from .prepared import PreparedThings


class OnlyLogin(DefaultAccountAdapter):  # type: ignore[misc]
    """No sign-up; accounts are made by the office."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Nothing is made up."""


_PERSON = PreparedThings(lambda key: get_user_model()._default_manager.filter(pk=key), int)


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's log-in; whose a session is, which every page asks, is read by a query that is composed once."""

    def get_user(self, user_id: int) -> Any:
        user = next(iter(_PERSON(user_id)), None)
        return user if user is not None and self.user_can_authenticate(user) else None
