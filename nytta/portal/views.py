"""Public pages and the desk."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from nytta.kit.pages import what_was_written


def csrf_failed(request: HttpRequest, reason: str = "", **_: Any) -> HttpResponse:
    """A form whose token was no longer good: what was typed is given back."""
    return what_was_written(request)
