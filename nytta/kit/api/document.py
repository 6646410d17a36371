"""The OpenAPI 3.1 document, made from the operations and resources that answer, so that it cannot say anything else."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from . import doing, problems
from .described import HEADERS, finding_schema, problem_answer, schemas_of
from .parameters import LIMIT, MOST, PAGES
from .resources import Resource
from .root import Operation
from .shapes import Json

OPENAPI = "3.1.1"


@dataclass(frozen=True)
class About:
    """What the document says of the whole: given by whoever mounts it."""

    info: Json
    server: str
    documentation: str
    words: str


def document(about: About, operations: Iterable[Operation], resources: Iterable[Resource]) -> Json:
    """The whole document in the reader's language."""
    resources, operations = list(resources), list(operations)
    paths: Json = {}
    for one in operations:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one)
    named = {r.name: gettext(r.listing.title) for r in resources}
    tags = list(dict.fromkeys(one.tag for one in operations))
    return {
        "openapi": OPENAPI,
        "info": about.info,
        "servers": [{"url": about.server, "description": gettext("Kommunens installation")}],
        "externalDocs": {"description": about.words, "url": about.documentation},
        "tags": [{"name": tag, "description": named.get(tag, tag)} for tag in tags],
        "paths": paths,
        "components": _components(resources),
    }


def _operation(one: Operation) -> Json:
    words = [gettext(one.about)]
    if one.scope:
        rule = (
            _("Öppen för alla; med nyckel behövs behörigheten %(scope)s.")
            if one.public
            else _("Kräver en nyckel med behörigheten %(scope)s.")
        )
        words.append(gettext(rule) % {"scope": one.scope})
    security: list[Any] = [{"bearer": [one.scope]}] if one.scope else []
    return {
        "operationId": one.name,
        "tags": [one.tag],
        "summary": gettext(one.title),
        "description": " ".join(words),
        "security": [{}, *security] if one.public or not one.scope else security,
        **one.described(),
    }


def _components(resources: list[Resource]) -> Json:
    schemas: Json = {"Problem": _problem(), "Filters": _filters(), **doing.schemas()}
    for one in resources:
        schemas |= schemas_of(one)
    statuses = sorted({k.status for k in problems.KINDS.values()})
    return {
        "schemas": schemas,
        "responses": {f"Problem{s}": problem_answer(s) for s in statuses} | {"ProblemDefault": problem_answer("default")},
        "parameters": _parameters(),
        "headers": {name: {"description": gettext(words), "schema": schema, "example": shown} for name, (words, schema, shown) in HEADERS.items()},
        "securitySchemes": {
            "bearer": {
                "type": "http", "scheme": "bearer",
                "description": gettext("En nyckel med behörigheter och en sista dag: registratorn ger ut den till ett systemkonto, och den som loggar in kan ge ut egna. Den kan det som både behörigheterna och den som den tillhör har rätt till."),
            }
        },
    }  # fmt: skip


def _problem() -> Json:
    text = {"type": "string"}
    error = {
        "type": "object",
        "properties": {
            "name": {**text, "description": gettext("Parametern eller fältet.")},
            "in": {"type": "string", "enum": ["query", "body", "header"], "description": gettext("Var det står.")},
            "detail": {**text, "description": gettext("Vad som behöver rättas.")},
            "allowed": {"type": "array", "items": text, "description": gettext("Värdena som tas emot, när de är få.")},
        },
        "required": ["name", "in", "detail"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "description": gettext("Ett problem enligt RFC 9457."),
        "properties": {
            "type": {"type": "string", "format": "uri", "description": gettext("Adressen till en förklaring av problemet.")},
            "title": {**text, "description": gettext("Problemet i korthet.")},
            "status": {"type": "integer", "minimum": 400, "maximum": 599, "description": gettext("Statuskoden.")},
            "detail": {**text, "description": gettext("Vad som hände den här gången.")},
            "instance": {"type": "string", "format": "uri-reference", "description": gettext("Adressen som svarade.")},
            "errors": {"type": "array", "items": error, "description": gettext("Parametrar eller fält som behöver rättas.")},
            "findings": {"type": "array", "items": finding_schema(), "description": gettext("Reglerna som stoppar.")},
        },
        "required": ["type", "title", "status", "detail", "instance"],
        "additionalProperties": False,
    }


def _filters() -> Json:
    text = {"type": "string"}
    value = {
        "type": "object",
        "properties": {
            "value": {**text, "description": gettext("Värdet att skicka.")},
            "label": {**text, "description": gettext("Vad det betyder.")},
        },
        "required": ["value", "label"],
        "additionalProperties": False,
    }
    one = {
        "type": "object",
        "properties": {
            "name": {**text, "description": gettext("Parameterns namn.")},
            "label": {**text, "description": gettext("Vad filtret gäller.")},
            "values": {"type": "array", "items": value, "description": gettext("Värdena som finns.")},
        },
        "required": ["name", "label", "values"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"filters": {"type": "array", "items": one, "description": gettext("Filtren.")}},
        "required": ["filters"],
        "additionalProperties": False,
    }


def _parameters() -> Json:
    def query(name: str, words: str, schema: Json) -> Json:
        return {"name": name, "in": "query", "required": False, "description": words, "schema": schema}

    def header(name: str, words: str, schema: Json, example: str) -> Json:
        return {"name": name, "in": "header", "required": False, "description": words, "schema": schema, "example": example}

    return {
        "Limit": query("limit", gettext("Högsta antalet rader på en sida."), {"type": "integer", "minimum": 1, "maximum": MOST, "default": LIMIT}),
        "Page": query("page", gettext("Sidans nummer, från 1. Går inte ihop med cursor."), {"type": "integer", "minimum": 1, "maximum": PAGES, "default": 1}),
        "Cursor": query("cursor", gettext("Markören från förra svarets next_cursor: lika snabb hur långt in man än är. Går inte ihop med page."), {"type": "string", "minLength": 1}),
        "Q": query("q", gettext("Fritext: alla ord ska finnas, det sista kan vara en början."), {"type": "string", "maxLength": 200}),
        "Day": query("day", gettext("Visa registret som det är en viss dag; annars i dag."), {"type": "string", "format": "date"}),
        "IfNoneMatch": header("If-None-Match", gettext("ETag från ett tidigare svar. Har inget ändrats blir svaret 304."), {"type": "string"}, '"0f3c"'),
        "IfMatch": header("If-Match", gettext("ETag från svaret på GET, för handlingen eller för saken: är något ändrat sedan dess blir svaret 412."), {"type": "string", "minLength": 1}, '"0f3c"'),
        "IdempotencyKey": header("Idempotency-Key", gettext("Ett eget märke för varje handling: skickas den en gång till görs den inte om, och svaret leder till samma sak."), {"type": "string", "minLength": 1, "maxLength": 200}, "8f2d1c3e"),
        "AcceptLanguage": header("Accept-Language", gettext("Svenska eller engelska; annars svenska."), {"type": "string"}, "sv"),
    }  # fmt: skip
