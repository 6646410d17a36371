"""Joins what the apps declare, and mounts it under /api/v1/."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext, override
from django.utils.translation import gettext_noop as _

from nytta import __version__
from nytta.city.access.api import programs
from nytta.city.access.commands import uses
from nytta.city.access.rules import reaches
from nytta.city.organisation import api as organisation
from nytta.city.organisation.queries import the_city
from nytta.city.records import api as records
from nytta.delivery.systems import api as systems
from nytta.followup.projects import api as projects
from nytta.followup.scorecard import api as scorecard
from nytta.governance.applications import api as applications
from nytta.governance.benefits import api as benefits
from nytta.governance.portfolios import api as portfolios
from nytta.kit.api import NOBODY, About, Api, Call, Caller, Field, Met, Operation, document, operations_of
from nytta.kit.api.acts import operations as act_operations
from nytta.kit.api.answers import answer
from nytta.kit.api.described import READ_PARAMETERS, read_responses, ref
from nytta.kit.api.parameters import given, refuse_unknown
from nytta.kit.api.problems import EXPLAINED_AT
from nytta.kit.api.shapes import Json, example_of, schema_of, shaped
from nytta.kit.scopes import scope
from nytta.needs.intake import api as intake

from . import cases
from .acts import acts

VERSION, RELEASED, PREFIX = "1.0.0", "2026-11-26", "/api/v1"
OPENAPI_MEDIA = "application/vnd.oai.openapi+json"
RESOURCES = tuple(
    one
    for app in (cases, applications, records, portfolios, projects, benefits, systems, intake, organisation, scorecard, programs)
    for one in app.RESOURCES
)

for one in RESOURCES:
    scope(one.scope, one.listing.title, _("Läsa"))

WHAT = _("Kommunens ärenden, beslut, system, projekt och pengar för digital utveckling, för program: samma rader, kolumner och rättigheter som på webbplatsen. Det som är öppet läses utan nyckel. Annat läses med en nyckel, som kan det som både dess behörigheter och den som den tillhör har rätt till.")  # fmt: skip
LIMITS = (
    _("Högst 200 rader på en sida; läs vidare med markören, som är lika snabb hur långt in man än är."),
    _("Antalet frågor på en minut är begränsat för varje nyckel, och för dem som frågar utan nyckel; gränsen visar sig som 429 med Retry-After."),
    _("En markör gäller för samma filter, ordning och dag."),
)  # fmt: skip
INFO_FIELDS = (
    Field("api_name", _("Namnet på API:et")),
    Field("api_version", _("Versionen")),
    Field("api_released", _("Dagen då versionen släpptes"), "day"),
    Field("api_documentation", _("Var dokumentationen finns")),
    Field("api_status", _("Hur det står till med versionen")),
    Field("product_version", _("Programvarans version")),
)


def _who(text: str, address: str, on: datetime) -> Met:
    """The holder of a token, with what the token reaches; the call is counted and its use noted. Source: D14; O2."""
    told = uses.call(text=text, address=address, by=None, on=on)
    found = Met(NOBODY, told.admission.ok, told.admission.headers())
    if told.refused:
        return replace(found, caller=None)
    return replace(found, caller=Caller(told.token.holder, partial(reaches, told.token.scopes))) if told.token else found


def server() -> str:
    """Where the API is published: over TLS on its own port, as the profile asks. A trial on one's own machine is the exception."""
    parts = urlsplit(settings.SITE_URL)
    host = parts.netloc if parts.scheme == "https" else parts.hostname or "localhost"
    return f"https://{host.removesuffix(':443')}{PREFIX}"


def about() -> About:
    """What the document says of the whole: of this city's installation."""
    city, site = the_city(), settings.SITE_URL.rstrip("/")
    words = {}
    for language in ("sv", "en"):
        with override(language):
            words[language] = f"{gettext(WHAT)} {gettext('Kända begränsningar:')} {' '.join(gettext(one) for one in LIMITS)}"
    info: Json = {
        "title": "Nytta API",
        "version": VERSION,
        "description": f"{words['sv']}\n\n{words['en']}",
        "contact": {
            "name": city.name or "Nytta",
            "url": f"{site}/om/",
            "email": city.contact if "@" in city.contact and " " not in city.contact else settings.DEFAULT_FROM_EMAIL,
        },
        "license": {"name": "EUPL-1.2", "url": "https://eupl.eu/1.2/en/"},
        "termsOfService": f"{site}{EXPLAINED_AT}#villkor",
        "x-sla": {
            "availability": gettext("Dygnet runt, utom vid avbrott. Kommunen lovar ingen viss nivå."),
            "responseTime": gettext("En lista med 50 rader svarar inom en sekund vid vanlig belastning."),
            "support": gettext("Kontorstid, genom kontakten ovan."),
        },
        "x-limitations": [gettext(one) for one in LIMITS],
    }
    described = gettext("Dokumentation för den som bygger: hur man frågar, problem och vad de betyder, servicenivå (SLA) och begränsningar")
    return About(info, server(), f"{site}{EXPLAINED_AT}", described)


def _info(call: Call) -> HttpResponse:
    refuse_unknown(given(call.request), ())
    return answer(call.request, shaped(INFO_FIELDS, _values()), private=False)


def _values() -> Json:
    site = settings.SITE_URL.rstrip("/")
    return {
        "api_name": "nytta-api", "api_version": VERSION, "api_released": RELEASED, "api_documentation": f"{site}{EXPLAINED_AT}",
        "api_status": "active", "product_version": __version__,
    }  # fmt: skip


def _document(call: Call) -> HttpResponse:
    refuse_unknown(given(call.request), ())
    return answer(call.request, openapi(), private=False, media=OPENAPI_MEDIA)


def openapi() -> Json:
    """The document in the reader's language."""
    made = document(about(), API.operations, RESOURCES)
    made["components"]["schemas"] |= {
        "ApiInfo": schema_of(INFO_FIELDS),
        "PortfolioSums": schema_of(portfolios.SUMS),
        "OpenApi": {"type": "object", "required": ["openapi", "info", "paths"]},
    }
    return made


def _described_info() -> Json:
    return {"parameters": READ_PARAMETERS, "responses": read_responses(ref("ApiInfo"), {**example_of(INFO_FIELDS), **_values()})}


def _described_document() -> Json:
    found = read_responses(ref("OpenApi"), {"openapi": "3.1.1", "info": {"title": "Nytta API", "version": VERSION}, "paths": {}})
    content = found["200"]["content"]
    content[OPENAPI_MEDIA] = content.pop("application/json")
    return {"parameters": READ_PARAMETERS, "responses": found}


def operations() -> tuple[Operation, ...]:
    """All that one can ask for."""
    return (
        Operation("GET", "/api-info", "getApiInfo", "api", _("Om API:et"), _("Namn, version och status, enligt REST API-profilen."), _info, _described_info, public=True),
        Operation("GET", "/openapi.json", "getOpenapi", "api", _("Beskrivningen av API:et"), _("Det här dokumentet, OpenAPI 3.1, på svenska eller engelska."), _document, _described_document, public=True),
        *operations_of(RESOURCES),
        *portfolios.OPERATIONS,
        *act_operations(acts(), RESOURCES),
    )  # fmt: skip


API = Api(operations, _who)
URLS = API.urls
