"""SCIM 2.0: how the city's directory asks for persons and groups and keeps them. Source: RFC 7644; D14; O2."""

import json
import re
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from nytta.kit import clock
from nytta.kit.login import address_of

from ..commands import uses
from ..commands.directory import note_call
from ..queries.scim import FEW_ROWS, Question, listed
from ..rules import reaches
from ..rules.scim import ScimError, shown
from ..rules.scim.schemas import KINDS, MESSAGE, Kind
from . import bulk
from .discovery import MOST_BYTES, NAMES, discovered, list_of
from .writing import Asked, Caller, done, told, try_method, whole

MEDIA = "application/scim+json"
_UID = re.compile(r"[0-9a-f-]{36}")
_ENDPOINTS: Mapping[str, Kind] = {kind.endpoint[1:]: kind for kind in KINDS.values()}
_WRITES = {"POST", "PUT", "PATCH", "DELETE"}


@method_decorator(csrf_exempt, name="dispatch")
class Scim(View):
    """Everything under /scim/v2/: who asks is tried, then the call answered, then it is noted among the last."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.on, self.base = clock.now(), request.build_absolute_uri("/scim/v2")
        parts = [p for p in str(kwargs["path"]).split("/") if p]
        scheme, _, text = request.headers.get("Authorization", "").partition(" ")
        call = uses.call(text=text.strip() if scheme.lower() == "bearer" else "", address=address_of(request), by=None, on=self.on)
        limits = call.admission.headers()
        if not call.admission.ok:
            return _failed(ScimError(429, "", "Too many calls: wait until the next minute."), limits)
        if call.token is None:
            return _failed(ScimError(401, "", "A token is needed."), limits | {"WWW-Authenticate": 'Bearer realm="Nytta"'})
        self.caller, self.scopes, self.uid = Caller(call.token.holder, self.on, self.base), call.token.scopes, ""
        try:
            answer = self.answer(request, parts)
        except ScimError as error:
            extra = {"WWW-Authenticate": 'Bearer realm="Nytta", error="insufficient_scope"'} if error.kind == "scope" else {}
            error.kind = "" if error.kind == "scope" else error.kind
            answer = _failed(error, extra)
        self.note(request, parts, answer)
        for name, value in limits.items():
            answer[name] = value
        return answer

    def note(self, request: HttpRequest, parts: list[str], answer: HttpResponse) -> None:
        """Keep the call among the last, with nothing of a person but an id."""
        known = {*_ENDPOINTS, *NAMES, "Bulk", ".search"}
        uid = self.uid or (parts[1] if len(parts) > 1 and _UID.fullmatch(parts[1]) else "")
        kind = "/".join(p for p in parts[:2] if p in known) or "/"
        error = getattr(answer, "scim_type", "")
        note_call(
            method=(request.method or "")[:8], kind=kind, uid=uid, status=answer.status_code, error=error, by=self.caller.by, on=self.on
        )

    def answer(self, request: HttpRequest, parts: list[str]) -> HttpResponse:
        """The answer to a call whose token is known."""
        method, first = request.method or "", parts[0] if parts else ""
        if first in NAMES:
            return self.discovery(request, method, parts)
        kind, last = _ENDPOINTS.get(first), parts[-1] if parts else ""
        if last == ".search" and (len(parts) == 1 or (kind and len(parts) == 2)):
            return self.search(request, [kind] if kind else list(KINDS.values()))
        if parts == ["Bulk"]:
            self.needs("scim:write")
            if method != "POST":
                raise ScimError(405, "", f"{method} is not answered here.")
            return _answer(200, bulk.answered(body_of(request), self.caller))
        if parts == ["Me"]:
            raise ScimError(501, "", "Programs have no person of their own.")
        if (kind is None and parts) or len(parts) > 2:
            raise ScimError(404, "", "There is nothing at this address.")
        if kind and method in _WRITES:
            return self.write(request, kind, parts[1] if len(parts) > 1 else "")
        if method not in {"GET", "HEAD"}:
            raise ScimError(405, "", f"{method} is not answered here.")
        self.needs("scim:read")
        return (
            self.one(request, kind, parts[1]) if kind and len(parts) > 1 else self.many(request, [kind] if kind else list(KINDS.values()))
        )

    def needs(self, scope: str) -> None:
        """Refuse a token that does not reach so far."""
        if not reaches(self.scopes, scope):
            raise ScimError(403, "scope", f"The token lacks {scope}.")

    def discovery(self, request: HttpRequest, method: str, parts: list[str]) -> HttpResponse:
        self.needs("scim:read")
        if method not in {"GET", "HEAD"}:
            raise ScimError(405, "", f"{method} is not answered here.")
        if "filter" in request.GET:
            raise ScimError(403, "", "What is described here is not filtered.")
        return _answer(200, discovered(parts, self.base))

    def write(self, request: HttpRequest, kind: Kind, uid: str) -> HttpResponse:
        self.needs("scim:write")
        method = request.method or ""
        try_method(method, uid)
        asked = Asked(method, kind, uid, None if method == "DELETE" else body_of(request), request.headers.get("If-Match", ""))
        found = done(self.caller, asked)
        self.uid = found.uid
        return HttpResponse(status=204) if found.resource is None else self.showing(request, kind, found.resource, found.status)

    def showing(self, request: HttpRequest, kind: Kind, resource: dict[str, Any], status: int) -> HttpResponse:
        """One resource with the attributes asked for."""
        question = question_of(request.GET.dict())
        answer = _answer(status, shown(kind, resource, question.attributes, question.excluded))
        answer["ETag"], answer["Location"] = resource["meta"]["version"], resource["meta"]["location"]
        return answer

    def one(self, request: HttpRequest, kind: Kind, uid: str) -> HttpResponse:
        resource = told(self.caller, kind, uid)
        known = {one.strip() for one in request.headers.get("If-None-Match", "").split(",")}
        if resource["meta"]["version"] in known:
            return HttpResponse(status=304, headers={"ETag": resource["meta"]["version"]})
        return self.showing(request, kind, resource, 200)

    def search(self, request: HttpRequest, kinds: list[Kind]) -> HttpResponse:
        self.needs("scim:read")
        if request.method != "POST":
            raise ScimError(405, "", f"{request.method} is not answered here.")
        return self.page(kinds, question_of(whole(body_of(request), f"{MESSAGE}SearchRequest")))

    def many(self, request: HttpRequest, kinds: list[Kind]) -> HttpResponse:
        return self.page(kinds, question_of(request.GET.dict()))

    def page(self, kinds: list[Kind], question: Question) -> HttpResponse:
        total, rows = listed(kinds, question, self.base)
        page = [shown(kind, row, question.attributes, question.excluded) for kind, row in rows]
        return _answer(200, list_of(page, total, max(question.start, 1)))


def body_of(request: HttpRequest) -> Any:
    """The JSON of a call; its size and kind are tried before it is read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > MOST_BYTES:
        raise ScimError(413, "", f"A call has at most {MOST_BYTES} bytes.")
    if (request.content_type or "").lower() not in {MEDIA, "application/json"}:
        raise ScimError(415, "", f"The body is {MEDIA}.")
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError):
        raise ScimError(400, "invalidSyntax", "Request is unparsable, syntactically incorrect, or violates schema.") from None


def question_of(asked: Mapping[str, Any]) -> Question:
    """What a list is asked for, from an address or a search."""
    given = {k.lower(): v for k, v in asked.items() if v is not None}

    def text(name: str) -> str:
        value = given.get(name, "")
        if not isinstance(value, str):
            raise ScimError(400, "invalidValue", f"{name} is a text.")
        return value

    def names(name: str) -> tuple[str, ...]:
        value = given.get(name, ())
        rows = value.split(",") if isinstance(value, str) else value
        if not isinstance(rows, list | tuple) or not all(isinstance(one, str) for one in rows):
            raise ScimError(400, "invalidValue", f"{name} is a list of attributes.")
        return tuple(one.strip() for one in rows if one.strip())[:100]

    def number(name: str, otherwise: int) -> int:
        value = given.get(name, otherwise)
        if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,9}", value.strip()):
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool) or abs(value) > 10**9:
            raise ScimError(400, "invalidValue", f"{name} is a whole number.")
        return value

    order = text("sortorder").lower()
    if order not in {"", "ascending", "descending"}:
        raise ScimError(400, "invalidValue", "sortOrder is ascending or descending.")
    return Question(
        text("filter"), text("sortby"), order == "descending", number("startindex", 1), number("count", FEW_ROWS),
        names("attributes"), names("excludedattributes"),
    )  # fmt: skip


def _answer(status: int, told: Mapping[str, Any]) -> HttpResponse:
    return HttpResponse(json.dumps(told, ensure_ascii=False), status=status, content_type=MEDIA, headers={"Cache-Control": "no-store"})


def _failed(error: ScimError, headers: Mapping[str, str]) -> HttpResponse:
    answer = _answer(error.status, bulk.fault(error))
    answer.scim_type = error.kind  # type: ignore[attr-defined]  # for the list of last calls
    for name, value in headers.items():
        answer[name] = value
    return answer
