"""Log-in is for those whom the city has let in; nobody signs up by themselves."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class OnlyLogin(DefaultAccountAdapter):  # type: ignore[misc]
    """No sign-up; accounts are made by the office."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Nothing is made up."""
