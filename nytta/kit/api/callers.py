"""Who calls: nobody, or the holder of a token. Sessions and cookies mean nothing here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation.trans_real import parse_accept_lang_header

from .problems import Problem

REALM = 'Bearer realm="nytta"'


@dataclass(frozen=True)
class Caller:
    """Whose rights a request has: `person` None is nobody. `reaches(scope)` says how far the token goes.

    `key` is what a rate is counted on, `most` how many requests a minute.
    """

    person: Any = None
    reaches: Callable[[str], bool] = lambda scope: False
    key: str = ""
    most: int = 0


NOBODY = Caller()
Who = Callable[[str, datetime], Caller | None]
Pace = Callable[[Caller, HttpRequest, datetime], int]  # how many seconds to wait; 0: go on


def caller_of(request: HttpRequest, who: Who, on: datetime) -> Caller:
    """The caller of a request: nobody without the header; a token that is not in force is refused, also where all may read."""
    written = request.headers.get("Authorization", "")
    if not written:
        return NOBODY
    scheme, _, text = written.partition(" ")
    found = who(text.strip(), on) if scheme.lower() == "bearer" and text.strip() else None
    if found is None:
        detail = gettext("Nyckeln är okänd, återkallad eller har gått ut.")
        raise Problem("unauthorised", detail, headers={"WWW-Authenticate": f'{REALM}, error="invalid_token"'})
    if found.person is not None:
        found.person.remembered = {"on": on.date()}  # what one request need not ask for twice
    return found


def require_scope(caller: Caller, scope: str, *, public: bool) -> None:
    """Go on only where the caller may: with the scope, or without any token where all may read."""
    if caller.person is None:
        if not public:
            raise Problem("unauthorised", headers={"WWW-Authenticate": REALM})
    elif not caller.reaches(scope):
        detail = gettext("Nyckeln saknar behörigheten %(scope)s.") % {"scope": scope}
        raise Problem("forbidden", detail, headers={"WWW-Authenticate": f'{REALM}, error="insufficient_scope", scope="{scope}"'})


def language_of(request: HttpRequest) -> str:
    """The language that the request asks for; a cookie does not decide it."""
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()):
        try:
            return translation.get_supported_language_variant(code)
        except LookupError:
            continue
    return "sv"
