"""Who calls: nobody, or the holder of a token. Sessions and cookies mean nothing here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation.trans_real import parse_accept_lang_header

from ..login import address_of
from .problems import Problem

REALM = 'Bearer realm="nytta"'


@dataclass(frozen=True)
class Caller:
    """Whose rights a request has: `person` None is nobody. `reaches(scope)` says how far the token goes."""

    person: Any = None
    reaches: Callable[[str], bool] = lambda scope: False


NOBODY = Caller()


@dataclass(frozen=True)
class Met:
    """What is known of who calls: None where a token was shown that opens nothing; whether there is room for one more call this
    minute, and the headers that say how much.
    """

    caller: Caller | None
    has_room: bool = True
    headers: Mapping[str, str] = field(default_factory=dict)


Who = Callable[[str, str, datetime], Met]  # (text of a token or "", address that calls, now)


def met(request: HttpRequest, who: Who, on: datetime) -> Met:
    """Who calls. What is shown in another way than as a bearer token is a token that opens nothing."""
    written = request.headers.get("Authorization", "")
    scheme, _, text = written.partition(" ")
    shown = (text.strip() if scheme.lower() == "bearer" else "") or (written and "?")
    return who(shown.replace("\0", ""), address_of(request), on)


def caller_of(found: Met, on: datetime) -> Caller:
    """The caller of a request within its limit; a token that is not in force is refused, also where all may read."""
    if not found.has_room:
        raise Problem("too-many-requests")
    if found.caller is None:
        detail = gettext("Nyckeln är okänd, återkallad eller har gått ut.")
        raise Problem("unauthorised", detail, headers={"WWW-Authenticate": f'{REALM}, error="invalid_token"'})
    if found.caller.person is not None:
        found.caller.person.remembered = {"on": on.date()}  # what one request need not ask for twice
    return found.caller


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
