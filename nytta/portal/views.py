"""Public pages and the desk."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.defaults import bad_request, page_not_found, permission_denied, server_error  # noqa: F401

from nytta.kit.pages import DetailPage, what_was_written


def csrf_failed(request: HttpRequest, reason: str = "", **_: Any) -> HttpResponse:
    """A form whose token was no longer good: what was typed is given back."""
    return what_was_written(request)


class Start(DetailPage):
    """What it is, for anybody; the desk for those who have logged in."""

    public = True
    template = "portal/start.html"

    def thing(self, **address: Any) -> None:
        return None
