"""The rules of the Swedish REST API profile 1.2.0 as checks on an OpenAPI document; each docstring says how we meet the rule.

The rules are restated in `profile.csv` from GUIDELINES.md of github.com/diggsweden/rest-api-profil-lint-processor (CC0-1.0).
"""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

Doc = dict[str, Any]
Check = Callable[[Doc], Iterator[str]]
CHECKS: dict[str, Check] = {}
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
PROBLEM = "application/problem+json"


def rule(*names: str) -> Callable[[Check], Check]:
    def keep(check: Check) -> Check:
        CHECKS.update(dict.fromkeys(names, check))
        return check

    return keep


def found(doc: Doc, thing: Any) -> Any:
    """What a reference leads to, or the thing itself."""
    while isinstance(thing, dict) and "$ref" in thing:
        ref, thing = thing["$ref"], doc
        for part in ref.removeprefix("#/").split("/"):
            thing = thing[part]
    return thing


def operations(doc: Doc) -> Iterator[tuple[str, str, Doc]]:
    for path, item in doc["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def parameters(doc: Doc, where: str = "") -> Iterator[tuple[str, Doc]]:
    for path, _method, operation in operations(doc):
        for one in operation.get("parameters", []):
            held = found(doc, one)
            if not where or held["in"] == where:
                yield path, held


def responses(doc: Doc) -> Iterator[tuple[str, str, Doc]]:
    for path, method, operation in operations(doc):
        for status, answer in operation["responses"].items():
            yield f"{method} {path}", status, found(doc, answer)


def bodies(doc: Doc) -> Iterator[tuple[str, Doc]]:
    for path, method, operation in operations(doc):
        if "requestBody" in operation:
            yield f"{method} {path}", found(doc, operation["requestBody"])["content"]


def properties(schema: Any) -> Iterator[tuple[str, Any]]:
    """Every property of a schema, however deep."""
    if isinstance(schema, dict):
        yield from (schema.get("properties") or {}).items()
        for value in schema.values():
            yield from properties(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from properties(value)


def named(doc: Doc) -> Iterator[tuple[str, Any]]:
    for schema in doc["components"]["schemas"].values():
        yield from properties(schema)


def servers(doc: Doc) -> list[str]:
    return [one["url"] for one in doc["servers"]]


def told(text: Any) -> bool:
    return isinstance(text, str) and bool(text.strip())


@rule("DOK.01")
def public_documentation(doc: Doc) -> Iterator[str]:
    """`externalDocs` leads to the page /utvecklare/, open to all."""
    if not told(doc.get("externalDocs", {}).get("description")) or not doc["externalDocs"].get("url", "").startswith("http"):
        yield "externalDocs"


@rule("DOK.03")
def about_the_whole(doc: Doc) -> Iterator[str]:
    """`info` is made from the city's settings: name, contact and licence."""
    info = doc["info"]
    for path in ("version", "title", "description", "contact.name", "contact.url", "contact.email", "license.name", "license.url"):
        value: Any = info
        for part in path.split("."):
            value = value.get(part, {}) if isinstance(value, dict) else {}
        if not told(value):
            yield path


@rule("DOK.06")
def both_languages(doc: Doc) -> Iterator[str]:
    """`info.description` is the same text in Swedish and in English; the rest of the document is in the language asked for."""
    words = set(re.findall(r"\w+", doc["info"].get("description", "").lower()))
    if not {"och", "det", "som"} <= words or not {"the", "and", "with"} <= words:
        yield "info.description"


@rule("DOK.07", "DOK.11")
def described(doc: Doc) -> Iterator[str]:
    """`info.description` says what the API is for and how it behaves."""
    if not told(doc["info"].get("description")):
        yield "info.description"


@rule("DOK.08")
def service_level(doc: Doc) -> Iterator[str]:
    """`info.x-sla` and `info.termsOfService`; the same on /utvecklare/#villkor."""
    sla = doc["info"].get("x-sla", {})
    if not told(doc["info"].get("termsOfService")) and not all(told(sla.get(name)) for name in ("availability", "responseTime", "support")):
        yield "info"


@rule("DOK.09")
def limits(doc: Doc) -> Iterator[str]:
    """`info.x-limitations` lists the known limits; they stand in the description too."""
    if not doc["info"].get("x-limitations") and not re.search("limit|begränsning|problem", doc["info"]["description"]):
        yield "info"


@rule("DOK.15")
def examples(doc: Doc) -> Iterator[str]:
    """An example of each body and each answer, made from the same fields that answer; the suite tries each against its schema."""
    for where, status, answer in responses(doc):
        for media, content in answer.get("content", {}).items():
            if not content.get("examples"):
                yield f"{where} {status} {media}"
    for where, content in bodies(doc):
        for media, one in content.items():
            if not one.get("examples"):
                yield f"{where} {media}"


@rule("DOK.17")
def version_of_openapi(doc: Doc) -> Iterator[str]:
    """OpenAPI 3.1."""
    if not doc["openapi"].startswith("3."):
        yield doc["openapi"]


@rule("DOK.19")
def described_operations(doc: Doc) -> Iterator[str]:
    """Every operation has a description: what the register is, and which scope it needs."""
    for path, method, operation in operations(doc):
        if not told(operation.get("description")):
            yield f"{method} {path}"


@rule("DOK.20")
def described_answers(doc: Doc) -> Iterator[str]:
    """Every status has a description, and there is a default answer; the suite holds that no other status is sent."""
    for where, status, answer in responses(doc):
        if not told(answer.get("description")):
            yield f"{where} {status}"
    for path, method, operation in operations(doc):
        if "default" not in operation["responses"]:
            yield f"{method} {path} default"


def _days(doc: Doc, schemas: Any) -> Iterator[str]:
    for name, one in schemas:
        held, is_day = found(doc, one), re.search(r"(_on|_at|_from|_until|^day)$", name)
        if is_day and "string" in str(held.get("type")) and held.get("format") not in ("date", "date-time"):
            yield name


@rule("DOT.01")
def days_of_answers(doc: Doc) -> Iterator[str]:
    """Days are `date`, moments `date-time` in UTC ending in Z; the suite tries answers against the formats."""
    for _where, _status, answer in responses(doc):
        for content in answer.get("content", {}).values():
            yield from _days(doc, properties(found(doc, content["schema"])))


@rule("DOT.04")
def days_of_schemas(doc: Doc) -> Iterator[str]:
    """The same of every named schema."""
    yield from _days(doc, named(doc))


@rule("RES.02")
def no_personal_numbers(doc: Doc) -> Iterator[str]:
    """No personal identity numbers are kept; things are asked for by their public codes and not by keys."""
    never = {"pnr", "personnummer", "personnr", "ssn", "personalidentitynumber", "socialsecuritynumber"}
    yield from (p["name"] for _path, p in parameters(doc) if p["name"].lower().replace("_", "") in never)


def _segments(doc: Doc) -> Iterator[str]:
    for path in doc["paths"]:
        yield from (part for part in path.strip("/").split("/") if not part.startswith("{"))


@rule("RES.06", "UFN.07", "UFN.08")
def segments(doc: Doc) -> Iterator[str]:
    """Lower case letters and figures, words joined by a hyphen; the document's own name has a full stop (`openapi.json`)."""
    yield from (part for part in _segments(doc) if not re.fullmatch(r"[a-z0-9]+([-.][a-z0-9]+)*", part))
    yield from (url for url in servers(doc) if not re.fullmatch(r"https?://[a-z0-9.~-]+(:\d+)?(/[a-z0-9.~-]+)*", url))


@rule("UFN.01", "VER.05")
def address(doc: Doc) -> Iterator[str]:
    """https://<the city's own domain>/api/v1, from NYTTA_SITE_URL."""
    yield from (url for url in servers(doc) if not re.fullmatch(r"[a-z]+://[^/]+/[a-z-]+/v\d+", url))


@rule("UFN.02", "SAK.01")
def over_tls(doc: Doc) -> Iterator[str]:
    """The server is named by https on 443; TLS 1.2 or later is set where TLS ends, before Nytta, and NYTTA_BEHIND_TLS sends all else on."""
    yield from (url for url in servers(doc) if urlsplit(url).scheme != "https" or urlsplit(url).port not in (None, 443))


@rule("UFN.05")
def short(doc: Doc) -> Iterator[str]:
    """The longest address is far shorter; a cursor is at most some hundred characters."""
    yield from (path for path in [*servers(doc), *doc["paths"]] if len(path) > 2048)


@rule("UFN.09")
def no_underscores(doc: Doc) -> Iterator[str]:
    """Neither blanks nor underscores before the question mark, and none in names of path parameters."""
    yield from (path for path in [*servers(doc), *doc["paths"]] if " " in path or "_" in path)
    yield from (p["name"] for _path, p in parameters(doc, "path") if "_" in p["name"])


@rule("AME.01")
def json_answers(doc: Doc) -> Iterator[str]:
    """All is JSON; the document itself is `application/vnd.oai.openapi+json`."""
    for where, status, answer in responses(doc):
        if status.isdecimal() and int(status) < 400:
            yield from (f"{where} {m}" for m in answer.get("content", {}) if not re.fullmatch(r"application/([\w.]+\+)?json", m))
    yield from (f"{where} {m}" for where, content in bodies(doc) for m in content if m.split(";")[0] != "application/json")


@rule("AME.02", "ARQ.01")
def json_bodies(doc: Doc) -> Iterator[str]:
    """Bodies are `application/json` in UTF-8; without Accept the answer is JSON."""
    yield from (where for where, content in bodies(doc) if "application/json" not in content)


@rule("AME.04", "AME.05", "AME.07")
def field_names(doc: Doc) -> Iterator[str]:
    """`snake_case` in every field, also in `api-info`."""
    yield from (name for name, _one in named(doc) if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name))


@rule("ARQ.03")
def request_headers(doc: Doc) -> Iterator[str]:
    """Accept, Date, Cache-Control, Connection and Cookie are taken and change nothing; ETags are sent back in If-None-Match."""
    wanted = {"Date": ("format", "date-time"), "ETag": ("format", "etag")}
    for _path, p in parameters(doc, "header"):
        key, value = wanted.get(p["name"], ("", ""))
        if key and p["schema"].get(key) != value:
            yield p["name"]


@rule("ARQ.05")
def no_payload_in_headers(doc: Doc) -> Iterator[str]:
    """Headers hold what HTTP defines for them and nothing else."""
    known = {"If-None-Match", "Accept-Language", "If-Match", "Idempotency-Key"}
    for _path, p in parameters(doc, "header"):
        if p["name"] not in known or "content" in p or p["schema"].get("type") in ("object", "array"):
            yield p["name"]


@rule("FEL.01")
def problem_members(doc: Doc) -> Iterator[str]:
    """One schema, `Problem`, for every fault; all five members are always there."""
    for where, status, answer in responses(doc):
        if PROBLEM in answer.get("content", {}):
            schema = found(doc, answer["content"][PROBLEM]["schema"])
            if not {"type", "title", "status", "detail", "instance"} <= set(schema["required"]) & set(schema["properties"]):
                yield f"{where} {status}"


@rule("FEL.02")
def problem_media(doc: Doc) -> Iterator[str]:
    """Every answer from 400 on, and the default one, is `application/problem+json`."""
    for where, status, answer in responses(doc):
        if (status == "default" or (status.isdecimal() and int(status) >= 400)) and set(answer.get("content", {})) != {PROBLEM}:
            yield f"{where} {status}"


@rule("VER.06")
def api_info(doc: Doc) -> Iterator[str]:
    """`/api-info` says name, version, day, status and where the documentation is."""
    if "get" not in doc["paths"].get("/api-info", {}):
        yield "/api-info"


@rule("FNS.01", "FNS.03", "FNS.06")
def query_names(doc: Doc) -> Iterator[str]:
    """`snake_case` that begins with a letter, also where the page's own address is in Swedish."""
    yield from (p["name"] for _path, p in parameters(doc, "query") if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", p["name"]))


@rule("FNS.05")
def optional(doc: Doc) -> Iterator[str]:
    """No query parameter is required."""
    yield from (p["name"] for _path, p in parameters(doc, "query") if p.get("required"))


@rule("FNS.07", "FNS.08", "FNS.09")
def paging(doc: Doc) -> Iterator[str]:
    """`limit` (20 when left out, at most 200) and `page` (from 1) on every list; `cursor` besides, for whoever reads all."""
    lists: dict[str, dict[str, Doc]] = {}
    for path, p in parameters(doc, "query"):
        lists.setdefault(path, {})[p["name"]] = p["schema"]
    for path, given in lists.items():
        if {"page", "offset"} & set(given) and given.get("limit", {}).get("default") != 20:
            yield f"{path} limit"
        if "page" in given and (given["page"].get("default"), given["page"].get("minimum")) != (1, 1):
            yield f"{path} page"
        if "limit" in given and not {"page", "offset"} & set(given):
            yield f"{path} page"


def schemes(doc: Doc) -> list[Doc]:
    return list(doc["components"]["securitySchemes"].values())


@rule("SAK.09", "SAK.10")
def bearer(doc: Doc) -> Iterator[str]:
    """The one scheme is `Authorization: Bearer`."""
    yield from (str(s) for s in schemes(doc) if s["type"] == "http" and s.get("scheme") != "bearer")


@rule("SAK.15", "SAK.16")
def no_keys_in_addresses(doc: Doc) -> Iterator[str]:
    """There are no API keys beside the bearer token, and a token in the address is an unknown parameter."""
    yield from (str(s) for s in schemes(doc) if s["type"] == "apiKey" and s.get("in") != "header")


@rule("SAK.18")
def oauth(doc: Doc) -> Iterator[str]:
    """Not used: tokens are bearer tokens as in OAuth 2.0 (RFC 6750), issued by the registrar on a page and not by an OAuth server."""
    for scheme in schemes(doc):
        for flow in scheme.get("flows", {}).values():
            yield from (url for name, url in flow.items() if name.lower().endswith("url") and not url.startswith("https://"))


@rule("FOR.02")
def no_body_with_get(doc: Doc) -> Iterator[str]:
    """No GET has a body."""
    yield from (path for path, method, operation in operations(doc) if method == "get" and "requestBody" in operation)
