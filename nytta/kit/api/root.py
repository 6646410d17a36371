"""The root: which operations there are, whose turn it is, and what goes wrong told as problem details."""

import re
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, re_path
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext

from .. import clock
from ..once import reading
from .callers import Caller, Met, Who, caller_of, language_of, met, require_scope
from .problems import Problem
from .shapes import Json

SAFE = ("GET", "HEAD")


@dataclass(frozen=True)
class Call:
    """One request to one operation: who, when, and the parts of the address."""

    request: HttpRequest
    caller: Caller
    on: datetime
    place: dict[str, str]
    api: "Api"


@dataclass(frozen=True)
class Operation:
    """Something one can ask for. `path` has its places in braces; `scope` "" needs none; `public` is open without a token.

    `title` and `about` are message ids, `described()` gives what the document has of it beyond these: parameters, requestBody,
    responses (those that every operation has are added). `run(call)` answers; it may raise Problem.
    """

    method: str
    path: str
    name: str
    tag: str
    title: str
    about: str
    run: Callable[[Call], HttpResponse]
    described: Callable[[], Json] = dict
    scope: str = ""
    public: bool = False

    @property
    def pattern(self) -> re.Pattern[str]:
        """What an address of it looks like."""
        return re.compile("/".join(_part(part) for part in self.path.strip("/").split("/")))


def _part(part: str) -> str:
    return f"(?P<{part[1:-1]}>[^/]{{1,200}})" if part.startswith("{") else re.escape(part)


class Api:
    """All operations under one address. `who` tells whose a token is and whether there is room for one more call.

    It is given by whoever mounts it: the kit knows no tokens. What there is to ask for is put together at the first request.
    """

    def __init__(self, operations: Callable[[], Sequence[Operation]], who: Who) -> None:
        self._operations_of, self.who = operations, who

    @cached_property
    def operations(self) -> Sequence[Operation]:
        """All that one can ask for."""
        return self._operations_of()

    @cached_property
    def _routes(self) -> list[tuple[re.Pattern[str], dict[str, Operation]]]:
        found: dict[str, tuple[re.Pattern[str], dict[str, Operation]]] = {}
        for one in self.operations:
            found.setdefault(one.path, (one.pattern, {}))[1][one.method] = one
        return list(found.values())

    @property
    def urls(self) -> list[URLPattern]:
        """One pattern for all that stands below: an address that is not there is a problem too, and not a page."""
        return [re_path(r"^(?P<rest>(?s:.*))$", self.view, name="api")]

    def view(self, request: HttpRequest, rest: str) -> HttpResponse:
        """Answer a request in the language that it asks for."""
        with translation.override(language_of(request)):
            on = clock.now()
            told = met(request, self.who, on)
            try:
                found = self._answer(request, rest, told, on)
            except Problem as problem:
                found = problem.answer(request)
            found["Content-Language"] = translation.get_language() or "sv"
            for name, value in told.headers.items():
                found.headers.setdefault(name, value)
            patch_vary_headers(found, ["Accept-Language", "Authorization"])
            return found

    view.csrf_exempt = True  # type: ignore[attr-defined]  # nothing here is asked for with a cookie

    def _answer(self, request: HttpRequest, rest: str, told: Met, on: datetime) -> HttpResponse:
        caller = caller_of(told, on)
        operation, place = self._operation(request, rest)
        if operation.scope:
            require_scope(caller, operation.scope, public=operation.public)
        with reading() if request.method in SAFE else nullcontext():
            return operation.run(Call(request, caller, on, place, self))

    def _operation(self, request: HttpRequest, rest: str) -> tuple[Operation, dict[str, str]]:
        if "\0" in rest:
            raise Problem("bad-request", gettext("Adressen innehåller ett tecken som inte tas emot (NUL)."))
        method = "GET" if request.method == "HEAD" else request.method or ""
        for pattern, methods in self._routes:
            if found := pattern.fullmatch(rest):
                if method in methods:
                    return methods[method], found.groupdict()
                allow = [*methods, *(["HEAD"] if "GET" in methods else [])]
                raise Problem("method-not-allowed", headers={"Allow": ", ".join(sorted(allow))})
        raise Problem("not-found")
