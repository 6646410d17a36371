"""An act's page as an operation: the same form, verdict and command, asked for and answered in JSON.

`GET /acts/<app>/<act>/…` tells whether the caller may, what else stops it, and which fields it takes now; `POST` does it.
Nothing here knows a rule: the page's own `post` runs, with the body in place of a form, and where the page would have drawn itself
again the problem is told instead. An `Idempotency-Key` is the page's mark of a form that has been handed in.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.plain.verdicts import Refused, Verdict, no

from ..commands import locked, one_at_a_time
from ..fields import SekField
from ..models import FormUse
from ..pages import ActPage
from ..words import mend, said
from . import reading
from .answers import answer, encoded, etag_of, matches
from .doing import Act, described, doing, title_of
from .parameters import given, refuse_unknown
from .problems import Problem, refused
from .resources import Resource, given_at
from .root import Call, Operation
from .shapes import Json

HIDDEN = {"csrfmiddlewaretoken", "form_token", "as_shown"}  # the page's own, which the bridge answers for
SAYS = {"act", "seen"}  # which button was pressed, and the mark of the letter that was read
MOST_KEY = 200


class _NotDone(Exception):
    """The page would have drawn itself again: with this form, verdict and status."""

    def __init__(self, form: forms.Form, verdict: Verdict, status: int, letter: str) -> None:
        self.form, self.verdict, self.status, self.letter = form, verdict, status, letter


class _Undrawn:
    """Stands before an act's page and tells, where the page would draw itself, what it would have drawn."""

    def _page(self, thing: Any, form: forms.Form, verdict: Verdict, status: int = 200) -> HttpResponse:
        raise _NotDone(form, verdict, status, getattr(self, "letter", ""))


class _Told:
    """Keeps what a page says of itself when it has done something."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def add(self, level: int, message: Any, extra_tags: str = "") -> None:
        """One message."""
        self.texts.append(str(message))


def operations(acts: Iterable[Act], resources: Iterable[Resource]) -> Iterator[Operation]:
    """For each act, the one that describes it and the one that does it."""
    details = list(resources)
    for one in acts:
        title = title_of(one.page)
        yield Operation(
            "GET", one.path, f"describe{one.camel[0].upper()}{one.camel[1:]}", one.resource, title,
            _("Får den som frågar göra det nu, vad stoppar annars, och vilka fält tar det emot?"),
            run=partial(describe, one), described=partial(described, one), scope=f"{one.resource}:write",
        )  # fmt: skip
        yield Operation(
            "POST", one.path, one.camel, one.resource, title,
            _("Gör det: samma formulär, rättigheter och regler som på sidan. Fälten står i svaret på GET."),
            run=partial(do, one, resources=details), described=partial(doing, one), scope=f"{one.resource}:write",
        )  # fmt: skip


def _page(act: Act, call: Call, data: QueryDict | None = None) -> tuple[Any, dict[str, Any]]:
    """The act's page as it is for the caller, and the address as it takes it."""
    address: dict[str, Any] = {}
    for name, kind in act.places.items():
        address[name] = reading.number_in(call.place[name]) if kind is int else call.place[name]
    try:
        where = reverse(act.route, kwargs=address)
    except NoReverseMatch:
        raise Problem("not-found") from None
    undrawn: Any = type(act.page.__name__, (_Undrawn, act.page), {"__module__": act.page.__module__})
    made = undrawn(**given_at(act.route))
    made.setup(_request(call, where, data), **address)
    made.person, made.on = call.caller.person, call.on
    return made, address


def _request(call: Call, where: str, data: QueryDict | None) -> HttpRequest:
    """The request that a browser would have sent to the page."""
    made: Any = HttpRequest()
    made.META = dict(call.request.META)
    made.method, made.path, made.path_info = "GET" if data is None else "POST", where, where
    made.user, made.resolver_match, made._messages = call.caller.person, resolve(where), _Told()
    made.GET, made.POST, made._files = QueryDict(), data if data is not None else QueryDict(), MultiValueDict()
    return made  # type: ignore[no-any-return]


def _thing(page: Any, address: dict[str, Any]) -> Any:
    """What the act is on; what may not be seen is not there."""
    thing = page.thing(**address)
    if not page.may_see(thing):
        raise Http404
    return thing


class _asked:
    """Turns what a page raises into problems."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, Http404):
            raise Problem("not-found") from None
        if isinstance(error, PermissionDenied):
            raise Problem("forbidden", str(error) or gettext("Du har inte rätt till det.")) from None
        if isinstance(error, Refused):
            raise refused(error.verdict) from None


def describe(act: Act, call: Call) -> HttpResponse:
    """Whether the caller may, what else stops it, and the fields."""
    refuse_unknown(given(call.request), ())
    with _asked():
        return answer(call.request, _told(act, call), private=True)


def _told(act: Act, call: Call) -> Json:
    page, address = _page(act, call)
    thing = _thing(page, address)
    verdict, form = page.verdict(thing), page.form(thing)
    return {
        "act": act.route, "title": gettext(str(page.title or page.button)), "may": bool(verdict), "findings": _findings(verdict),
        "fields": [_field(form, name) for name in form.fields if name not in HIDDEN], "marks": page.marks(thing, form),
    }  # fmt: skip


def _findings(verdict: Verdict) -> list[Json]:
    return [{"rule": f.rule, "text": said(f), "mend": mend(f), "source": f.source, "field": f.field} for f in verdict.findings]


def _field(form: forms.Form, name: str) -> Json:
    """A field of the form: what it is called, what it takes, what it holds now."""
    field = form.fields[name]
    choices = getattr(field, "choices", None)
    value = form.get_initial_for_field(field, name)
    found: Json = {
        "name": name, "label": str(field.label or name), "help": str(field.help_text or ""), "required": bool(field.required),
        "type": _type(field), "value": _plain(field.prepare_value(value)) if value is not None else None,
    }  # fmt: skip
    if choices is not None and not callable(choices):
        found["choices"] = [{"value": str(k), "label": str(v)} for k, v in _flat(choices) if str(k)][:1000]
    return found


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    for key, words in choices:
        if isinstance(words, list | tuple):
            yield from words
        else:
            yield key, words


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, list | tuple | set):
        return [str(_plain(one)) for one in value]
    return str(value)


def _type(field: forms.Field) -> str:
    if isinstance(field, forms.BooleanField) and not isinstance(field, forms.NullBooleanField):
        return "boolean"
    if isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
        return "array"
    if isinstance(field, SekField | forms.IntegerField) and not isinstance(field, forms.FloatField | forms.DecimalField):
        return "integer"
    return "string"


def do(act: Act, call: Call, resources: Iterable[Resource]) -> HttpResponse:
    """Do the act, whole or not at all."""
    refuse_unknown(given(call.request), ())
    body = _body(call)
    data = _as_form(body)
    key, asked = _key(call, act, data, body)
    with _asked(), transaction.atomic():
        page, address = _page(act, call, data)
        done_before = bool(key) and _done_before(key, asked)
        if not done_before:
            thing = _thing(page, address)
            _unchanged(act, call, thing, resources)
            _known(page.form(thing), page, thing, body)
        page, address = _page(act, call, data)
        page.use_mark = asked
        try:
            with transaction.atomic():
                found = page.post(page.request, **address)
        except _NotDone as undone:
            return _undone(call, undone)
    return _done(call, page, found, resources, repeated=done_before)


def _body(call: Call) -> dict[str, Any]:
    """The JSON object that was sent; nothing at all is an empty one."""
    request = call.request
    try:
        content = request.body
    except RequestDataTooBig:
        raise Problem("too-large") from None
    if len(content) > (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or len(content)):
        raise Problem("too-large")
    if not content:
        return {}
    if request.content_type != "application/json":
        raise Problem("unsupported-media-type")
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise Problem("bad-request", gettext("Kroppen är inte JSON i UTF-8.")) from None
    if not isinstance(found, dict):
        raise Problem("bad-request", gettext("Kroppen ska vara ett objekt med ett värde för varje fält."))
    return found


def _as_form(body: Mapping[str, Any]) -> QueryDict:
    """The body as a browser would have sent it: true is a box that is ticked, null and false are nothing."""
    data, wrong = QueryDict(mutable=True), []
    for name, value in body.items():
        values = value if isinstance(value, list) else [value]
        if name in HIDDEN or any(not (one is None or isinstance(one, bool | int | float | str)) or _odd(one) for one in values):
            wrong.append(
                {"name": name[:100], "in": "body", "detail": gettext("Skriv text, ett tal, sant eller falskt, eller en lista av sådana.")}
            )
            continue
        data.setlist(name, ["on" if one is True else str(one) for one in values if one is not None and one is not False])
        if not data.getlist(name):
            del data[name]
    if wrong:
        raise Problem("invalid", errors=wrong)
    return data


def _odd(value: Any) -> bool:
    return (isinstance(value, str) and any(0xD800 <= ord(c) <= 0xDFFF or c == "\0" for c in value)) or (
        isinstance(value, float) and value != value
    )


def _known(form: forms.Form, page: ActPage, thing: Any, body: Mapping[str, Any]) -> None:
    """Names that the act does not take are refused and not passed over."""
    if page.also_sent is None:
        return
    known = {form.add_prefix(name) for name in form.fields} | SAYS | page.also_sent | set(page.marks(thing, form))
    if wrong := [name for name in body if name not in known]:
        detail = gettext("Fältet finns inte i den här handlingen.")
        raise Problem("invalid", errors=[{"name": name[:100], "in": "body", "detail": detail} for name in wrong[:50]])


def _key(call: Call, act: Act, data: QueryDict, body: Mapping[str, Any]) -> tuple[str, str]:
    """The mark of a request that may come again, put where the page looks for it, and of what it asks."""
    written = call.request.headers.get("Idempotency-Key", "")
    if not written:
        return "", ""
    if len(written) > MOST_KEY or not written.isprintable():
        raise Problem("bad-request", gettext("Idempotency-Key är högst 200 tecken som kan skrivas ut."))
    token = hashlib.sha256(f"{call.caller.person.pk}\n{written}".encode()).hexdigest()[:40]
    asked = hashlib.sha256(json.dumps([act.route, call.place, body], sort_keys=True).encode()).hexdigest()[:40]
    data["form_token"] = token
    return token, asked


def _done_before(key: str, asked: str) -> bool:
    """Whether the same has been done under the key; whoever comes with it at the same moment waits for the answer."""
    one_at_a_time(key)
    before = FormUse.objects.filter(token=key).first()
    if before and before.asked != asked:
        raise Problem("used-key")
    return before is not None


def _unchanged(act: Act, call: Call, thing: Any, resources: Iterable[Resource]) -> None:
    """With If-Match: go on only where the act, or the thing as it is read, is as the caller saw it; under the thing's lock."""
    written = call.request.headers.get("If-Match", "")
    if not written:
        return
    if isinstance(thing, models.Model) and thing.pk:
        locked(thing)
    if matches(written, etag_of(encoded(_told(act, call)))):
        return
    for one in resources:
        if (
            one.name == act.resource
            and one.detail
            and set(one.detail.address) <= set(call.place)
            and matches(written, reading.etag(one.detail, call))
        ):
            return
    raise Problem("changed")


def _undone(call: Call, undone: _NotDone) -> HttpResponse:
    """What the page would have drawn: a letter to read first, fields to mend, or why not."""
    if undone.letter and undone.status == 200:
        mark = hashlib.sha256(undone.letter.encode()).hexdigest()
        return answer(
            call.request,
            {"done": None, "page": None, "resource": None, "repeated": False, "letter": undone.letter, "seen": mark},
            private=True,
        )
    if undone.status == 409 and not undone.verdict:
        raise refused(undone.verdict)
    errors = [
        {"name": name if name != "__all__" else "", "in": "body", "detail": str(text)}
        for name, texts in undone.form.errors.items() for text in texts
    ]  # fmt: skip
    if errors:
        raise Problem("invalid", errors=errors)
    raise refused(undone.verdict or no("not_done", _("Det blev inte gjort."), "", _("Läs vad handlingen tar emot med GET.")))


def _done(call: Call, page: Any, found: HttpResponseBase, resources: Iterable[Resource], *, repeated: bool) -> HttpResponse:
    where = found.headers.get("Location", "")
    if not where:
        raise Problem(
            "invalid" if found.status_code == 422 else "refused", gettext("Det blev inte gjort. Läs vad handlingen tar emot med GET.")
        )
    texts = page.request._messages.texts
    body = {
        "done": " ".join(texts) or gettext("Gjort."), "page": where, "resource": _resource_at(where, resources), "repeated": repeated,
        "letter": None, "seen": None,
    }  # fmt: skip
    return answer(call.request, body, private=True)


def _resource_at(where: str, resources: Iterable[Resource]) -> str | None:
    """The API's address of the thing that a page shows, when there is one."""
    try:
        match = resolve(where.partition("?")[0].partition("#")[0])
    except Resolver404:
        return None
    for one in resources:
        if one.detail and match.view_name in (one.detail.page, *one.detail.also):
            parts = [str(match.kwargs[name]) for name in one.detail.address if name in match.kwargs]
            if len(parts) == len(one.detail.address):
                return "/".join(("/api/v1", one.name, *parts))
    return None
