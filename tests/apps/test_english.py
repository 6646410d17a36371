"""Every page can be read in English: what is still Swedish on it is what people have written, not what the house says."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import polib
import pytest
from django.apps import apps
from django.db.models import CharField, JSONField, TextField
from django.test import Client
from django.urls import reverse

from nytta.city.organisation.queries.municipalities import municipalities
from nytta.kit.pages import ActPage
from nytta.kit.testing import routes
from tests.apps.test_contract import STAGE, samples
from tests.factories.city import ROOT, City_, rule_set, template

pytestmark = pytest.mark.django_db
ROUTES = sorted(routes(), key=lambda r: r.name)
SAID = ("aria-label", "placeholder", "title", "alt", "data-l", "content")
SWEDISH = re.compile("[åäöÅÄÖ]")
READERS: dict[str, tuple[str | None, ...]] = {  # who has most to do in a case at each stage
    "draft": ("applicant",),
    "screening": ("project_office",),
    "valuation": ("assessor", "project_office"),
    "preparation": ("group_1",),
    "decision": ("director", "council_member"),
    "running": ("applicant",),
    "effect": (None, "project_office", "applicant", "registrar"),
}


class Seen(HTMLParser):
    """The texts of a page that are read or heard; not what is marked as being in Swedish."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {k: v or "" for k, v in attrs}
        if self.silent or tag in {"script", "style"} or (at.get("lang") == "sv" and tag != "html"):
            if tag not in {"input", "br", "img", "meta", "link", "hr", "path", "rect", "circle", "line"}:
                self.silent.append(tag)
            return
        shown = [at[k] for k in SAID if k in at] + ([at.get("value", "")] if at.get("type") in {"submit", "button"} else [])
        self.texts += [*shown, *(v for k, v in at.items() if k.startswith("data-text"))]

    def handle_endtag(self, tag: str) -> None:
        if self.silent and tag in self.silent:
            while self.silent.pop() != tag:
                pass

    def handle_data(self, text: str) -> None:
        if not self.silent:
            self.texts.append(text)


def even(text: str) -> str:
    """A text with one space wherever there is any."""
    return " ".join(text.split())


def strings(value: Any) -> Iterator[str]:
    """Every text in a value of a database field or a TOML file."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (t for part in value.values() for t in strings(part))
    elif isinstance(value, list | tuple):
        yield from (t for part in value for t in strings(part))


def written() -> list[str]:
    """What stands in the database, in the programme and in the rule set, and names of municipalities, the longest first."""
    found = {*strings(template()), *strings(rule_set()), *(m.name for m in municipalities().values())}
    for model in apps.get_models():
        names = [f.name for f in model._meta.fields if isinstance(f, CharField | TextField | JSONField)]
        for row in model._default_manager.values_list(*names) if names else ():
            found.update(strings(row))
    parts = {even(p) for text in found for p in (text, *text.split("\n"), *re.split(r"(?<=[.!?]) ", text))}
    return sorted((p for p in parts if len(p) > 2), key=len, reverse=True)


class Reader:
    """Tells which texts of a page are not English: with å, ä or ö, or word for word an id of the catalogue; each text is judged once."""

    def __init__(self, data: list[str], ids: set[str]) -> None:
        self.data, self.ids = data, ids
        self.judged: dict[str, bool] = {}

    def still_swedish(self, html: str) -> list[str]:
        """The texts of a page that are not what somebody wrote and not English."""
        seen = Seen()
        seen.feed(html)
        return [text for text in {even(t) for t in seen.texts} if self.is_swedish(text)]

    def is_swedish(self, text: str) -> bool:
        """Whether a text is Swedish when what stands in the database is taken out of it."""
        if text not in self.judged:
            self.judged[text] = (bool(SWEDISH.search(text)) or text in self.ids) and self._rest(text)
        return self.judged[text]

    def _rest(self, text: str) -> bool:
        rest = text
        for part in self.data:
            if part in rest and (part not in self.ids or SWEDISH.search(part)):
                rest = rest.replace(part, " ")
        return bool(SWEDISH.search(rest)) or (rest in self.ids and text == rest)


def told(faults: set[tuple[str, str]]) -> str:
    """Each text once, with a page that shows it."""
    return "\n".join(sorted(f"{text!r} ({name})" for text, name in {text: name for name, text in sorted(faults)}.items()))


@pytest.fixture(scope="module")
def ids() -> set[str]:
    """Swedish ids that are no English word or sentence of the catalogue."""
    catalogue = polib.pofile(str(ROOT / "nytta" / "locale" / "en" / "LC_MESSAGES" / "django.po"))
    english = {t for e in catalogue for t in (e.msgstr, *e.msgstr_plural.values())}
    return {e.msgid for e in catalogue if len(e.msgid) > 3} - english - {"Nytta"}  # the name of the house


def english_client(person: Any) -> Client:
    """A client that reads English; a page that fails is the business of other tests."""
    client = Client(raise_request_exception=False)
    if person is not None:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = "en"
    return client


@pytest.mark.parametrize("until", READERS)
def test_every_page_is_read_in_english(city: City_, ids: set[str], until: str) -> None:
    values, faults = samples(city, until), set()
    reader = Reader(written(), ids)
    for name in READERS[until]:
        client = english_client(city.people[name] if name else None)
        for route in (r for r in ROUTES if r.keys or until == "effect"):
            answer = client.get(route.url(values))
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                faults |= {(route.name, t) for t in reader.still_swedish(answer.content.decode())}
    assert told(faults) == ""


@pytest.mark.parametrize("until", sorted({*STAGE.values(), "effect"}))
def test_every_refusal_is_read_in_english(city: City_, ids: set[str], until: str) -> None:
    values, faults = samples(city, until), set()
    reader = Reader(written(), ids)
    for route in (r for r in ROUTES if issubclass(r.page, ActPage) and STAGE.get(r.name, "effect") == until):
        for name in ("applicant", "project_office", "director", "registrar"):
            answer = english_client(city.people[name]).post(route.url(values), {})
            if answer.status_code in (409, 422):
                faults |= {(route.name, t) for t in reader.still_swedish(answer.content.decode())}
    assert told(faults) == ""


@pytest.mark.parametrize("name", ["account_login", "account_logout", "account_change_password", "account_reauthenticate", "mfa_index"])
def test_login_is_read_in_english(city: City_, ids: set[str], name: str) -> None:
    for person in (None, city.people["applicant"]):
        answer = english_client(person).get(reverse(name), follow=True)
        assert Reader(written(), ids).still_swedish(answer.content.decode()) == []


def test_lost_and_refused_pages_are_read_in_english(city: City_, ids: set[str]) -> None:
    reader = Reader(written(), ids)
    for person in (None, city.people["applicant"]):
        for url in (
            "/finns-inte/",
            reverse("portal:start") + "?q=a%00b",
            reverse("records:settings"),
            reverse("organisation:list") + "?kind=x",
        ):
            answer = english_client(person).get(url)
            assert reader.still_swedish(answer.content.decode()) == []
