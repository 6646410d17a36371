"""The document: valid, true to the Swedish profile rule by rule, and its examples true to its own schemas."""

import copy
import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.apps.api.callers import Program
from tests.apps.api.profile import CHECKS, PROBLEM, Doc, found, responses
from tests.factories.city import City_

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D14")]
HERE = Path(__file__).parent
RULES = list(csv.DictReader((HERE / "profile.csv").read_text(encoding="utf-8").splitlines(), delimiter=";"))
ROOT = HERE.parents[2]


@pytest.fixture(params=["sv", "en"])
def doc(city: City_, request: pytest.FixtureRequest) -> Doc:
    answer = Program().get("openapi.json", accept_language=request.param)
    assert answer["Content-Type"] == "application/vnd.oai.openapi+json"
    made: Doc = json.loads(answer.content)
    return made


def test_the_document_is_openapi_3_1(doc: Doc) -> None:
    assert [e.message for e in OpenAPIV31SpecValidator(doc).iter_errors()] == []


def test_every_rule_of_the_profile_is_met(doc: Doc) -> None:
    assert len(RULES) == 47 and {r["id"] for r in RULES} == set(CHECKS)
    assert {r["id"]: broken for r in RULES if (broken := sorted(set(CHECKS[r["id"]](doc))))} == {}


def test_the_table_in_the_documentation_says_what_is_checked() -> None:
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    told = [line for line in text.splitlines() if re.match(r"\| [A-Z]{3}\.\d\d ", line)]
    assert told == [f"| {r['id']} | {r['type']} | {r['requirement']} | {' '.join(str(CHECKS[r['id']].__doc__).split())} |" for r in RULES]


def test_what_lists_are_asked_by_is_named_in_english(doc: Doc) -> None:
    """Each name is looked at here before it is asked for by others: pages' own addresses are in Swedish."""
    given = {
        p["name"] for path in doc["paths"].values() for one in path.values() for p in one.get("parameters", ()) if p.get("in") == "query"
    }
    assert sorted(given) == [
        "accessibility", "act", "against", "applicant", "baseline", "body", "bound", "by_service", "capability", "case", "category", "claimed", "closed_year",
        "created_year", "flaw", "focus_area", "force", "funding", "goal", "hosting", "in_breach", "in_force", "kept", "kind", "lacking", "level", "master", "method",
        "mine", "on_delegation", "open_data", "outcome", "owner", "period", "personal_data", "phase", "portfolio", "project", "report_late", "reporting", "role",
        "sealed_year", "sort", "source", "standing", "state", "status", "subject", "submitted_year", "target", "term", "trial_past_end", "unseen_deviation", "used",
        "within", "without", "year",
    ]  # fmt: skip


def _get(doc: Doc) -> Doc:
    one: Doc = doc["paths"]["/systems"]["get"]
    return one


def _query(doc: Doc, name: str, **more: Any) -> None:
    _get(doc)["parameters"].append({"name": name, "in": "query", "schema": {"type": "string"}, **more})


def _scheme(doc: Doc, **scheme: Any) -> None:
    doc["components"]["securitySchemes"]["other"] = scheme


def _body(doc: Doc, media: str = "text/xml") -> None:
    doc["paths"]["/systems"]["post"] = {**_get(doc), "requestBody": {"content": {media: {}}}}


def _path(doc: Doc, path: str) -> None:
    doc["paths"][path] = doc["paths"]["/systems"]


def _server(doc: Doc, url: str) -> None:
    doc["servers"].append({"url": url})


BREAKS: dict[str, Callable[[Doc], Any]] = {
    "DOK.01": lambda d: d.pop("externalDocs"), "DOK.03": lambda d: d["info"]["contact"].pop("email"),
    "DOK.06": lambda d: d["info"].update(description="Bara svenska, och det är det som står."),
    "DOK.07": lambda d: d["info"].update(description=" "), "DOK.11": lambda d: d["info"].update(description=" "),
    "DOK.08": lambda d: (d["info"].pop("termsOfService"), d["info"]["x-sla"].pop("support")),
    "DOK.09": lambda d: (d["info"].pop("x-limitations"), d["info"].update(description="x")),
    "DOK.15": lambda d: _get(d)["responses"]["200"]["content"]["application/json"].pop("examples"),
    "DOK.17": lambda d: d.update(openapi="2.0"), "DOK.19": lambda d: _get(d).pop("description"),
    "DOK.20": lambda d: _get(d)["responses"].pop("default"),
    "DOT.01": lambda d: d["components"]["schemas"]["CaseList"].update(properties={"decided_on": {"type": "string"}}),
    "DOT.04": lambda d: d["components"]["schemas"]["CaseRow"]["properties"]["decided_on"].pop("format"),
    "RES.02": lambda d: _query(d, "personnummer"), "RES.06": lambda d: _path(d, "/Systems"), "UFN.07": lambda d: _path(d, "/system$"),
    "UFN.08": lambda d: _path(d, "/my_systems"), "UFN.09": lambda d: _path(d, "/my_systems"),
    "UFN.01": lambda d: _server(d, "https://example.org/"), "VER.05": lambda d: _server(d, "https://example.org/api/1"),
    "UFN.02": lambda d: _server(d, "https://example.org:8443/api/v1"), "SAK.01": lambda d: _server(d, "http://example.org/api/v1"),
    "UFN.05": lambda d: _path(d, "/" + "a" * 2050), "AME.01": lambda d: _body(d), "AME.02": lambda d: _body(d), "ARQ.01": lambda d: _body(d),
    "AME.04": lambda d: d["components"]["schemas"]["CaseRow"]["properties"].update({"A-b": {}}),
    "AME.05": lambda d: d["components"]["schemas"]["CaseRow"]["properties"].update({"decidedOn": {}}),
    "AME.07": lambda d: d["components"]["schemas"]["CaseRow"]["properties"].update({"a.b": {}}),
    "ARQ.03": lambda d: _get(d)["parameters"].append({"name": "Date", "in": "header", "schema": {"type": "string"}}),
    "ARQ.05": lambda d: _get(d)["parameters"].append({"name": "X-Case", "in": "header", "schema": {"type": "object"}}),
    "FEL.01": lambda d: d["components"]["schemas"]["Problem"]["required"].remove("instance"),
    "FEL.02": lambda d: d["components"]["responses"]["Problem404"]["content"].update({"application/json": {}}),
    "VER.06": lambda d: d["paths"].pop("/api-info"), "FNS.01": lambda d: _query(d, "limitThis"), "FNS.03": lambda d: _query(d, "1page"),
    "FNS.05": lambda d: _query(d, "needed", required=True), "FNS.06": lambda d: _query(d, "å"),
    "FNS.07": lambda d: d["components"]["parameters"]["Limit"].update(name="mylimit"),
    "FNS.08": lambda d: d["components"]["parameters"]["Page"]["schema"].update(default=0),
    "FNS.09": lambda d: d["components"]["parameters"]["Limit"]["schema"].update(default=50),
    "SAK.09": lambda d: _scheme(d, type="http", scheme="basic"), "SAK.10": lambda d: _scheme(d, type="http", scheme="digest"),
    "SAK.15": lambda d: _scheme(d, type="apiKey", **{"in": "query"}), "SAK.16": lambda d: _scheme(d, type="apiKey", **{"in": "cookie"}),
    "SAK.18": lambda d: _scheme(d, type="oauth2", flows={"clientCredentials": {"tokenUrl": "http://example.org/token"}}),
    "FOR.02": lambda d: _get(d).update(requestBody={"content": {}}),
}  # fmt: skip


@pytest.mark.parametrize("doc", ["sv"], indirect=True)
def test_every_check_sees_a_document_that_breaks_its_rule(doc: Doc) -> None:
    assert set(BREAKS) == set(CHECKS)
    blind = []
    for name, spoil in BREAKS.items():
        broken = copy.deepcopy(doc)
        spoil(broken)
        if not list(CHECKS[name](broken)):
            blind.append(name)
    assert blind == []


def test_every_example_is_what_its_schema_says(doc: Doc) -> None:
    wrong = []
    for where, status, answer in responses(doc):
        for media, content in answer.get("content", {}).items():
            schema = {**doc, **found(doc, content["schema"])}
            check = Draft202012Validator(schema, format_checker=FormatChecker())
            for name, example in content["examples"].items():
                wrong += [(where, status, name, e.json_path, e.message[:200]) for e in check.iter_errors(example["value"])]
                if media == PROBLEM and status not in ("default", str(example["value"]["status"])):
                    wrong.append((where, status, name, "status", ""))
    assert wrong == []


@pytest.mark.parametrize("doc", ["sv"], indirect=True)
def test_every_address_is_in_the_document_and_nothing_else(doc: Doc) -> None:
    names = [operation["operationId"] for item in doc["paths"].values() for operation in item.values()]
    assert len(set(names)) == len(names)
    assert {"listCases", "getCase", "listDecisions", "getDecision", "listPortfolios", "getPortfolio", "listSystems", "listIntegrations", "listExemptions",
            "listProjects", "listBaselines", "listGoverningDocuments", "listBodies", "listIdeas", "listReports"} <= set(names)  # fmt: skip
    assert all(tag["description"] for tag in doc["tags"])
