"""No page has an axe violation (WCAG 2.0-2.2 A and AA, and best practice), nothing overflows at 390 px, targets are 24 px."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page

from nytta.governance.benefits.terms import ClaimDriver
from nytta.governance.valuation.commands import appoint_assessor
from nytta.kit.testing import routes
from tests.apps.benefits.ledger import baseline_of, claiming
from tests.apps.test_contract import samples
from tests.factories.city import City_, go_on, make_case

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TAGS = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}
KINDS = [
    ("project_office", "portal:desk"), (None, "portal:start"), (None, "portal:case"), (None, "portal:accessibility"),
    ("project_office", "applications:list"), ("project_office", "applications:detail"), ("applicant", "applications:new"),
    ("project_office", "portfolios:list"), ("project_office", "portfolios:detail"), ("council_member", "portfolios:weigh"),
    ("project_office", "projects:detail"), ("project_office", "projects:outlook"), ("project_office", "projects:status"),
    ("project_office", "projects:cost_file"), ("project_office", "projects:cost_sheet"), ("project_office", "projects:costs"), ("project_office", "records:decision"), (None, "goals:programme"),
    ("registrar", "records:new_appointment"), (None, "systems:list"), ("owner", "systems:detail"), ("owner", "systems:attest"),
    ("owner", "systems:new"), ("project_office", "records:my_rights"), (None, "benefits:reference"),
]  # fmt: skip
DRAFT = [("applicant", "grund"), ("applicant", "kalkyl"), ("applicant", "agare")]
WIDE = """() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1
  ? [...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1
      && !e.closest('.scroll')).slice(0, 3).map(e => e.tagName + '.' + e.className) : []"""
SMALL = """() => [...document.querySelectorAll('button, input:not([type=hidden]), select, summary, nav a, .ds-button')]
  .map(e => [e, e.getBoundingClientRect()]).filter(([e, r]) => r.width && r.height && (r.width < 23.5 || r.height < 23.5)
      && !e.closest('.ds-sr-only')).slice(0, 3).map(([e, r]) => e.outerHTML.slice(0, 80) + Math.round(r.width) + 'x' + Math.round(r.height))"""


def faults(page: Page, url: str) -> list[str]:
    """What axe, the width and the targets say of an address."""
    answer = page.goto(url)
    if answer is None or answer.status != 200:
        return [f"{url}: {answer.status if answer else 'no answer'}"]
    found: Any = Axe().run(page, options=TAGS).response["violations"]
    said = [f"{url}: {v['id']} {[n['target'] for n in v['nodes']][:2]}" for v in found]
    return said + [f"{url}: {what}" for what in [*page.evaluate(WIDE), *page.evaluate(SMALL)]]


@pytest.mark.parametrize("width", [1280, 390])
def test_one_page_of_each_kind_is_accessible(transactional_city: City_, enter: Callable[..., Page], width: int) -> None:
    city, found = transactional_city, []
    values = samples(city)
    make_case(city, "decision", title="En andra sak")
    draft = make_case(city, "draft", title="Ett utkast")
    running = make_case(city, "running", title="Ett projekt")
    writing = [reverse(f"projects:{name}", args=[running.code]) for name in ("report", "plan")]
    people = sorted({who or "" for who, _ in KINDS + DRAFT})
    for who in people:
        page = enter(city.people[who] if who else None, width=width)
        for reader, name in KINDS:
            if (reader or "") == who:
                found += faults(page, next(r for r in routes() if r.name == name).url(values))
        if who == "applicant":
            found += [fault for url in writing for fault in faults(page, url)]
        for reader, section in DRAFT:
            if reader == who:
                found += faults(page, reverse("applications:write", args=[draft.code, section]))
    assert found == [], "\n".join(found)


def test_ten_pages_in_english_are_accessible(transactional_city: City_, enter: Callable[..., Page]) -> None:
    values = samples(transactional_city)
    page = enter(transactional_city.people["project_office"], language="en")
    names = [n for _, n in KINDS if n not in {"applications:new", "portfolios:weigh", "portal:start", "records:new_appointment"}][:10]
    found = [f for name in names for f in faults(page, next(r for r in routes() if r.name == name).url(values))]
    assert found == [], "\n".join(found)


@pytest.mark.long
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_page_is_accessible(transactional_city: City_, enter: Callable[..., Page], language: str, width: int) -> None:
    values, found = samples(transactional_city), []
    page = enter(transactional_city.people["project_office"], language=language, width=width)
    for route in routes():
        url = route.url(values)
        if "text/html" not in page.request.get(url).headers.get("content-type", ""):
            continue  # a file, which is no page
        said = faults(page, url)
        found += [s for s in said if not s.endswith((": 404", ": 403", ": 302"))]
    assert found == [], "\n".join(found)


def test_a_page_works_by_keyboard_alone(transactional_city: City_, enter: Callable[..., Page]) -> None:
    page = enter(transactional_city.people["applicant"])
    page.goto("/ideer/ny/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Hoppa till innehållet"
    page.keyboard.press("Enter")
    page.focus("[name=title]")
    page.keyboard.type("Skriven med tangentbordet")
    page.keyboard.press("Tab")
    page.keyboard.type("Utan mus.")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/ideer/ny/" not in url)
    assert "Skriven med tangentbordet" in page.inner_text("h1"), page.inner_text("main")


@pytest.mark.requirement("F8")
def test_an_assessors_fields_are_all_in_sight_on_a_phone(transactional_city: City_, enter: Callable[..., Page]) -> None:
    city = transactional_city
    case = go_on(city, claiming(city, "A", baseline_of(city), ClaimDriver.TIME, "0.4"), "draft", "valuation")
    appoint_assessor(application=case, assessor=city.people["assessor"], by=city.people["project_office"], on=city.on)
    page = enter(city.people["assessor"], width=390)
    assert faults(page, reverse("valuation:value", args=[case.code])) == []
    ends = [box["x"] + box["width"] for field in page.locator(".valued input").all() if (box := field.bounding_box())]
    assert len(ends) > 10
    assert max(ends) <= 390
