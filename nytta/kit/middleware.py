"""What is refused before any page is asked."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language_from_request, override


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
