"""Public pages and the desk; here what answers when no page does."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.defaults import bad_request, server_error

from nytta.kit.pages import what_was_written

__all__ = ["bad_request", "csrf_failed", "server_error"]


def csrf_failed(request: HttpRequest, reason: str = "", **_: Any) -> HttpResponse:
    """A form whose token was no longer good: what was typed is given back."""
    return what_was_written(request)
