"""Public pages and the desk; here what answers when no page does."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views import defaults

from nytta.kit.api.problems import Problem
from nytta.kit.pages import what_was_written

PROGRAMS = "/api/"
__all__ = ["bad_request", "csrf_failed", "server_error"]


def csrf_failed(request: HttpRequest, reason: str = "", **_: Any) -> HttpResponse:
    """A form whose token was no longer good: what was typed is given back."""
    return what_was_written(request)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What the framework itself refuses: a program is told in the words of programs."""
    if request.path.startswith(PROGRAMS):
        return Problem("bad-request").answer(request)
    return defaults.bad_request(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """What went wrong with us."""
    if request.path.startswith(PROGRAMS):
        return Problem("server-error").answer(request)
    return defaults.server_error(request)
