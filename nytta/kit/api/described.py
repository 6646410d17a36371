"""What the OpenAPI document says of each operation: parameters, answers and examples, from the same declarations that answer."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from . import problems
from .answers import MEDIA
from .parameters import LIMIT, MOST, PAGES
from .resources import Resource
from .shapes import Json, example_of, schema_of

DESCRIBED = {
    "200": _("Svaret."),
    "304": _("Inget har ändrats sedan svaret med den ETag som står i If-None-Match."),
    "default": _("Något annat gick fel. Svaret är alltid ett problem enligt RFC 9457."),
}
HEADERS = {
    "ETag": (_("Svarets märke. Skicka det i If-None-Match för att bara få svar om något har ändrats."), {"type": "string"}, '"0f3c"'),
    "Cache-Control": (_("Hur länge svaret får sparas: det prövas alltid om."), {"type": "string"}, "public, no-cache"),
    "Content-Language": (_("Språket i svaret."), {"type": "string", "enum": ["sv", "en"]}, "sv"),
    "Link": (_("Adressen till nästa sida, när det finns en (RFC 8288, rel=next)."), {"type": "string"}, '</api/v1/systems?cursor=x>; rel="next"'),
    "RateLimit-Limit": (_("Hur många frågor som tas emot på en minut."), {"type": "integer", "minimum": 1}, 60),
    "RateLimit-Remaining": (_("Hur många som är kvar den här minuten."), {"type": "integer", "minimum": 0}, 59),
    "RateLimit-Reset": (_("Hur många sekunder det är till nästa minut."), {"type": "integer", "minimum": 0}, 42),
    "Retry-After": (_("Hur många sekunder du behöver vänta."), {"type": "integer", "minimum": 1}, 20),
    "WWW-Authenticate": (_("Hur man visar vem man är."), {"type": "string"}, 'Bearer realm="nytta"'),
    "Allow": (_("De metoder som adressen tar emot."), {"type": "string"}, "GET, HEAD"),
}  # fmt: skip
WITH = {401: ("WWW-Authenticate",), 405: ("Allow",), 429: ("Retry-After",)}
EVERY = ("Content-Language", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
READ = ("ETag", "Cache-Control", *EVERY)


def schema_name(resource: Resource, what: str = "") -> str:
    """What a resource's schema is called: `System`, `SystemRow`."""
    return "".join(word.capitalize() for word in resource.one.split("-")) + what


def ref(name: str, kind: str = "schemas") -> Json:
    """A reference to a component."""
    return {"$ref": f"#/components/{kind}/{name}"}


def headers(*names: str) -> Json:
    """References to headers."""
    return {name: ref(name, "headers") for name in names}


def problem_answer(status: int | str) -> Json:
    """The answer of a status that is a problem: what it means, and an example of each kind."""
    kinds = [k for k in problems.KINDS.values() if k.status == status] or [problems.KINDS["server-error"]]
    words = " ".join(gettext(k.means) for k in kinds) if status != "default" else gettext(DESCRIBED["default"])
    content = {
        problems.MEDIA: {
            "schema": ref("Problem"),
            "examples": {k.slug: {"value": problems.Problem(k.slug).body("/api/v1/systems")} for k in kinds},
        }
    }
    needed = WITH.get(status, ()) if isinstance(status, int) else ()
    return {"description": words, "headers": headers(*EVERY, *needed), "content": content}


def responses(ok: Json, *statuses: int) -> Json:
    """Every answer of an operation: the good one, those told, and any other."""
    found: Json = {"200": ok} if "content" in ok else dict(ok)
    found |= {str(s): ref(f"Problem{s}", "responses") for s in statuses}
    return {**found, "default": ref("ProblemDefault", "responses")}


def good(schema: Json, example: Any, *, more: tuple[str, ...] = (), words: str = "") -> Json:
    """A good answer with a body."""
    content = {MEDIA: {"schema": schema, "examples": {"example": {"value": example}}}}
    return {"description": words or gettext(DESCRIBED["200"]), "headers": headers(*READ, *more), "content": content}


def read_responses(schema: Json, example: Any, *statuses: int, more: tuple[str, ...] = (), words: str = "") -> Json:
    """The answers of something that is read."""
    unchanged = {"description": gettext(DESCRIBED["304"]), "headers": headers(*READ)}
    return responses({"200": good(schema, example, more=more, words=words), "304": unchanged}, 400, 401, 403, *statuses, 405, 429, 500)


def finding_schema() -> Json:
    """The schema of a rule that speaks."""
    words = {
        "rule": gettext("Regelns kod."), "text": gettext("Vad regeln säger."), "mend": gettext("Vad som rättar det."),
        "source": gettext("Var regeln står."), "field": gettext("Fältet som det gäller."),
    }  # fmt: skip
    properties = {name: {"type": "string", "description": text} for name, text in words.items()}
    return {"type": "object", "properties": properties, "required": list(words), "additionalProperties": False}


READ_PARAMETERS = [ref(name, "parameters") for name in ("IfNoneMatch", "AcceptLanguage")]


def list_of(one: Resource) -> Json:
    """The list: what it may be asked, and a page of it."""
    example: Json = {"items": [row_example(one)], "limit": LIMIT, "page": 1, "pages": 1, "total": 1}
    if one.listing.as_on:
        example["day"] = "2026-03-02"
    answers = read_responses(ref(schema_name(one, "List")), example, more=("Link",), words=gettext("En sida av registret."))
    return {"parameters": [*list_parameters(one), *READ_PARAMETERS], "responses": answers}


def row_example(one: Resource) -> Json:
    """An example of a row."""
    return example_of([f for f, _reads in one.row_fields()])


def list_parameters(one: Resource) -> list[Json]:
    """What the list's address may ask."""
    sorts = [sign + name for name in one.sorts for sign in ("", "-")]
    order = gettext("Fältet att ordna efter; minus framför vänder ordningen.")
    found = [ref(name, "parameters") for name in ("Limit", "Page", "Cursor")]
    found.append(_query("sort", order, {"type": "string", "enum": sorts} if sorts else {"type": "string"}))
    found += [ref("Q", "parameters")] if one.listing.searches else []
    found += [ref("Day", "parameters")] if one.listing.as_on else []
    for filtered in one.listing.filters:
        choice = one.choice(filtered)
        words = gettext(filtered.label)
        if not one.is_open(filtered.key):
            words = gettext("%(label)s. Kräver nyckel.") % {"label": words}
        found.append(_query(choice.name, words, _choice_schema(choice.values)))
    return found


def _choice_schema(values: Any) -> Json:
    if set(values) and set(values) <= {"true", "false"}:
        return {"type": "boolean"} if len(values) == 2 else {"type": "string", "enum": sorted(values)}
    return {"type": "string", "enum": list(values)} if values else {"type": "string", "minLength": 1}


def _query(name: str, words: str, schema: Json) -> Json:
    return {"name": name, "in": "query", "required": False, "description": words, "schema": schema}


def thing_of(one: Resource) -> Json:
    """One thing: its address and all that is told of it."""
    assert one.detail is not None
    places = [
        {"name": name, "in": "path", "required": True, "description": gettext("Står i listan."), "schema": _place(kind)}
        for name, kind in one.detail.address.items()
    ]
    example = {**example_of(one.detail.fields), **one.detail.example}
    return {"parameters": [*places, *READ_PARAMETERS], "responses": read_responses(ref(schema_name(one)), example, 404)}


def _place(kind: type) -> Json:
    return {"type": "integer", "minimum": 1, "maximum": 2**31 - 1} if kind is int else {"type": "string", "minLength": 1, "maxLength": 200}


def filters_of(one: Resource) -> Json:
    """The filters of a list and their values."""
    first = one.listing.filters[0]
    example = {"filters": [{"name": one.choice(first).name, "label": gettext(first.label), "values": [{"value": "x", "label": "X"}]}]}
    return {"parameters": READ_PARAMETERS, "responses": read_responses(ref("Filters"), example)}


def schemas_of(one: Resource) -> Json:
    """The schemas of a resource: a row, a page of rows, and one thing."""
    row = schema_of([f for f, _reads in one.row_fields()])
    page = {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": ref(schema_name(one, "Row")), "description": gettext("Raderna.")},
            "limit": {"type": "integer", "minimum": 1, "maximum": MOST, "description": gettext("Högsta antalet rader på en sida.")},
            "page": {"type": "integer", "minimum": 1, "maximum": PAGES, "description": gettext("Sidans nummer; saknas när man läser med markör.")},
            "pages": {"type": "integer", "minimum": 1, "description": gettext("Antalet sidor; saknas när man läser med markör.")},
            "total": {"type": "integer", "minimum": 0, "description": gettext("Antalet rader i allt; saknas när man läser med markör.")},
            "next_cursor": {"type": "string", "description": gettext("Markören till nästa sida; saknas på den sista.")},
            **({"day": {"type": "string", "format": "date", "description": gettext("Dagen som registret visas för.")}} if one.listing.as_on else {}),
        },
        "required": ["items", "limit", *(["day"] if one.listing.as_on else [])],
        "additionalProperties": False,
    }  # fmt: skip
    found = {schema_name(one, "Row"): row, schema_name(one, "List"): page}
    return {**found, schema_name(one): schema_of(one.detail.fields)} if one.detail else found
