"""Two savings in the same work are counted once, and a third that asks for more than there is is refused; in a browser, in Swedish."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from nytta.governance.applications.models import Application
from nytta.governance.benefits.models import Baseline
from nytta.governance.portfolios.models import Grant
from tests.apps.benefits.ledger import benefit_of
from tests.factories.city import City_, go_on, make_case
from tests.journeys.steps import send

pytestmark = [pytest.mark.browser, pytest.mark.both, pytest.mark.django_db(transaction=True)]


def tie(page: Page, case: Application, driver: str, percent: str) -> None:
    """Tie the case's saving to the baseline, as its applicant."""
    baseline = Baseline.objects.get()
    page.goto(f"/ansokningar/{case.code}/kalkyl/{benefit_of(case).pk}/nulage/")
    page.fill("[name=baseline]", f"{baseline.code} {baseline.name}")
    page.select_option("[name=driver]", label=driver)
    page.fill("[name=share]", percent)
    send(page, "Spara")


@pytest.mark.requirement("F9")
def test_five_thousand_hours_are_saved_once(transactional_city: City_, enter: Callable[..., Page]) -> None:
    city, people = transactional_city, transactional_city.people

    # the process owner says what the work costs today
    owner = enter(people["process_owner"])
    owner.goto("/nulagen/nytt/")
    texts = {"name": "Registrera bygglov", "unit": "ärenden", "year": "2025", "source": "Ärendesystemet 2026-02-01"}
    for name, text in {**texts, "quantity": "10 000", "minutes": "30", "hourly_cost_sek": "400"}.items():
        owner.fill(f"[name={name}]", text)
    owner.select_option("[name=owner_body]", label="Byggnadsnämnden")
    send(owner)
    baseline = Baseline.objects.get()
    expect(owner.get_by_role("main")).to_contain_text("5 000")
    expect(owner.get_by_role("main")).to_contain_text("2 000 000 kr")

    # A shortens each errand by 40 %, B makes them half as many: 4,500 hours one by one
    applicant = enter(people["applicant"])
    cases = {name: make_case(city, "draft", title=name) for name in ("Ifyllda blanketter", "Färre ärenden", "Robot")}
    a, b, c = cases.values()
    tie(applicant, a, "Tid per ärende", "40")
    tie(applicant, b, "Antal ärenden", "50")
    for page in (owner, enter(people["process_owner"], width=390)):
        page.goto(f"/nulagen/{baseline.code}/")
        once = page.locator("table", has_text="Timmar räknade två gånger").locator("tbody tr").first
        for text in ("90,0 %", "70,0 %", "1 400 000 kr", "3 500", "1 000"):
            expect(once).to_contain_text(text)

    # decided one after the other: the first keeps its 2,000 hours, the second counts 1,500
    for case in (a, b):
        go_on(city, case, "draft", "granted")
    owner.reload()
    claims = owner.locator("table", has_text="Anspråk på nuläget")
    expect(claims.locator("tr", has_text=a.code).first).to_contain_text("40,0 %")
    expect(claims.locator("tr", has_text=b.code).first).to_contain_text("30,0 %")

    # C wants 70 % of the same time: it may be handed in and prepared, and the page says from the start what stands in the way
    tie(applicant, c, "Tid per ärende", "70")
    applicant.goto(f"/ansokningar/{c.code}/kalkyl/{benefit_of(c).pk}/nulage/")
    expect(applicant.get_by_role("main")).to_contain_text("110,0 % begärt")
    expect(applicant.get_by_role("main")).to_contain_text(a.code)
    go_on(city, c, "draft", "decision")
    director = enter(people["director"])
    director.goto(f"/portfoljer/beslut/{c.code}/")
    for name, text in {"reasons": "Bidrar tydligt.", "cost_centre": "1000", "activity": "200", "project_code": "3000"}.items():
        director.fill(f"[name={name}]", text)
    director.get_by_role("button", name="Läs brevet om att bevilja").click()
    director.wait_for_load_state()
    said = director.get_by_role("main")
    for text in (
        "Samma besparing är redan räknad av ett annat projekt: Registrera bygglov",
        "Minska andelen, dela med den andra parten",
        "F9",
    ):
        expect(said).to_contain_text(text)
    expect(director.locator("[name=reasons]")).to_have_value("Bidrar tydligt.")
    assert Grant.objects.count() == 2
