"""What an act by program is: its address, and what the document says of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext

from ..pages import ActPage
from . import reading
from .described import finding_schema, good, read_responses, ref, responses
from .resources import pages_by_route, places_at
from .shapes import Json


@dataclass(frozen=True)
class Act:
    """An act that programs may do: its page's route, the parts of the address (name → int or str), and the resource that it writes."""

    route: str
    page: type[ActPage]
    places: Mapping[str, type]
    resource: str

    @property
    def path(self) -> str:
        """Its address under the API's root."""
        app, name = self.route.split(":")
        return "/".join(("/acts", app, name.replace("_", "-"), *(f"{{{place}}}" for place in self.places)))

    @property
    def camel(self) -> str:
        """What its operations are called: `applicationsSubmit`."""
        first, *rest = self.route.replace(":", "_").split("_")
        return first + "".join(word.capitalize() for word in rest)


def acts_of(resource_of: Mapping[str, str], excepted: Iterable[str]) -> list[Act]:
    """Every act's page that has a route, but for those excepted, by route or by app; likewise `resource_of` says what it writes.

    An app that is excepted has the acts that `resource_of` names by route.
    """
    without = set(excepted)
    found = []
    for route, page in sorted(pages_by_route().items()):
        if issubclass(page, ActPage) and route not in without and (route.split(":")[0] not in without or route in resource_of):
            found.append(Act(route, page, places_at(route), resource_of.get(route) or resource_of[route.split(":")[0]]))
    return found


def title_of(page: type[ActPage]) -> str:
    """What the act is called: its page's title, else its button."""
    title = page.title if isinstance(page.title, str | Promise) else ""
    button = page.button if isinstance(page.button, str | Promise) else ""
    return str(title or button or page.__name__)


TEXT: Json = {"type": "string"}


def schemas() -> Json:
    """What is told of an act, and of an act that was done."""
    finding = finding_schema()
    choice = {
        "type": "object", "required": ["value", "label"], "additionalProperties": False,
        "properties": {"value": {**TEXT, "description": gettext("Värdet att skicka.")}, "label": {**TEXT, "description": gettext("Vad det betyder.")}},
    }  # fmt: skip
    field = {
        "type": "object", "required": ["name", "label", "help", "required", "type", "value"], "additionalProperties": False,
        "properties": {
            "name": {**TEXT, "description": gettext("Fältets namn i kroppen.")}, "label": {**TEXT, "description": gettext("Vad fältet heter på sidan.")},
            "help": {**TEXT, "description": gettext("Hjälp.")}, "required": {"type": "boolean", "description": gettext("Om det behöver fyllas i.")},
            "type": {**TEXT, "enum": ["string", "integer", "boolean", "array"], "description": gettext("Vad det tar emot.")},
            "value": {"description": gettext("Vad det är ifyllt med nu.")},
            "choices": {"type": "array", "items": choice, "description": gettext("Värdena som tas emot nu.")},
        },
    }  # fmt: skip
    act = {
        "type": "object", "required": ["act", "title", "may", "findings", "fields", "marks"], "additionalProperties": False,
        "properties": {
            "act": {**TEXT, "description": gettext("Handlingens namn.")}, "title": {**TEXT, "description": gettext("Vad den heter på sidan.")},
            "may": {"type": "boolean", "description": gettext("Om den som frågar får göra det nu.")},
            "findings": {"type": "array", "items": finding, "description": gettext("Reglerna som stoppar, och det som är värt att veta.")},
            "fields": {"type": "array", "items": field, "description": gettext("Fälten.")},
            "marks": {"type": "object", "additionalProperties": TEXT, "description": gettext("Märken av det som visas. Skicka tillbaka dem som de är, så märks det om någon annan har ändrat.")},
        },
    }  # fmt: skip
    null_text: Json = {"type": ["string", "null"]}
    done = {
        "type": "object", "required": ["done", "page", "resource", "repeated", "letter", "seen"], "additionalProperties": False,
        "properties": {
            "done": {**null_text, "description": gettext("Vad som gjordes; tomt när ett brev ska läsas först.")},
            "page": {**null_text, "description": gettext("Sidan som handlingen leder till.")},
            "resource": {**null_text, "description": gettext("Samma sak i API:et, när den finns där.")},
            "repeated": {"type": "boolean", "description": gettext("Om samma Idempotency-Key redan hade gjort det; då gjordes inget nu.")},
            "letter": {**null_text, "description": gettext("Brevet som ska läsas innan det skickas.")},
            "seen": {**null_text, "description": gettext("Brevets märke: skicka det tillbaka i fältet seen tillsammans med act.")},
        },
    }  # fmt: skip
    body = {
        "type": "object",
        "description": gettext(
            "Ett värde för varje fält. Fälten beror på saken och dagen och står i svaret på GET; ett okänt namn tas inte emot."
        ),
    }
    return {"Act": act, "ActDone": done, "ActBody": body}


def _places_of(one: Act) -> list[Json]:
    number: Json = {"type": "integer", "minimum": 1, "maximum": reading.MOST_KEY}
    text: Json = {"type": "string", "minLength": 1, "maxLength": 200}
    return [
        {"name": name, "in": "path", "required": True, "description": gettext("Delen av sakens adress."), "schema": number if kind is int else text}
        for name, kind in one.places.items()
    ]  # fmt: skip


def described(one: Act) -> Json:
    """Reading whether one may, and what it takes."""
    example = {
        "act": one.route, "title": gettext(title_of(one.page)), "may": True, "findings": [],
        "fields": [{"name": "reason", "label": gettext("Skäl"), "help": "", "required": True, "type": "string", "value": None}],
        "marks": {},
    }  # fmt: skip
    more = (ref("IfNoneMatch", "parameters"), ref("AcceptLanguage", "parameters"))
    return {"parameters": [*_places_of(one), *more], "responses": read_responses(ref("Act"), example, 404, 409)}


def doing(one: Act) -> Json:
    """Doing it."""
    example = {
        "done": gettext("Sparat."),
        "page": "/ansokningar/A-2026-001/",
        "resource": "/api/v1/cases/A-2026-001",
        "repeated": False,
        "letter": None,
        "seen": None,
    }
    more = [ref(name, "parameters") for name in ("IfMatch", "IdempotencyKey", "AcceptLanguage")]
    ok = good(ref("ActDone"), example, words=gettext("Det är gjort, eller brevet att läsa först."))
    return {
        "parameters": [*_places_of(one), *more],
        "requestBody": {
            "description": gettext("Fälten, som i formuläret på sidan."), "required": False,
            "content": {"application/json": {"schema": ref("ActBody"), "examples": {"example": {"value": {"reason": gettext("Skäl")}}}}},
        },
        "responses": responses({"200": ok}, 400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 429, 500),
    }  # fmt: skip
