"""One case through all eight steps, by people with a browser, in Swedish."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from nytta.followup.projects.models import Project
from nytta.governance.applications.models import Application
from nytta.governance.portfolios.models import Frame, Grant
from nytta.needs.intake.models import Idea
from tests.factories.city import City_
from tests.journeys.steps import hand_over_and_close, send, tell_of_effect

pytestmark = [pytest.mark.browser, pytest.mark.both, pytest.mark.django_db(transaction=True)]


def write(
    page: Page, code: str, section: str, texts: dict[str, str], *, choose: dict[str, str] | None = None, check: tuple[str, ...] = ()
) -> None:
    page.goto(f"/ansokningar/{code}/skriv/{section}/")
    for name, text in texts.items():
        page.fill(f"[name={name}]", text)
    for name, label in (choose or {}).items():
        page.select_option(f"select[name={name}]", label=label)
    for selector in check:
        page.check(selector)
    send(page)


def figures(page: Page, code: str) -> None:
    """One item in each ledger: the new rows stand in the order of the ledgers."""
    page.goto(f"/ansokningar/{code}/skriv/kalkyl/")
    rows = {
        "citizen": ("Snabbare besked", {2027: "200 000"}),
        "business": ("Minskad handläggningstid", {2027: "500 000"}),
        "development": ("Utveckling", {2026: "1 200 000"}),
        "running": ("Drift", {2027: "100 000", 2028: "100 000"}),
    }
    for number, (label, years) in enumerate(rows.values()):
        page.fill(f"[name=row{number}_label]", label)
        for year, amount in years.items():
            page.fill(f"[name=row{number}_{year}]", amount)
    send(page)


@pytest.mark.requirement("F6")
def test_case_goes_from_idea_to_effect(transactional_city: City_, enter: Callable[..., Page], travel: Callable[[date], None]) -> None:
    people = transactional_city.people
    applicant = enter(people["applicant"])

    # 1 idea
    applicant.goto("/ideer/ny/")
    applicant.fill("[name=title]", "Bygglov på nätet")
    applicant.fill("[name=text]", "Det tar för lång tid att söka bygglov på papper.")
    applicant.locator("[name=goal]").first.check()
    send(applicant)
    idea = Idea.objects.get()
    expect(applicant.get_by_role("heading", level=1)).to_contain_text("Bygglov på nätet")

    # 2 application
    applicant.get_by_role("link", name="Skriv ansökan").click()
    applicant.fill("[name=title]", "E-tjänst för bygglov")
    applicant.select_option("[name=applicant_body]", label="Byggnadsnämnden")
    send(applicant)
    case = Application.objects.get()
    assert case.idea == idea
    write(
        applicant, case.code, "grund",
        {"summary": "Ansökan med ritningar direkt på nätet.", "lifetime_months": "48", "start_on": "2026-04-01", "end_on": "2026-11-30"},
        choose={"focus_area": str(transactional_city.area(1))}, check=("[name=category][value=differentiating]",),
    )  # fmt: skip
    write(applicant, case.code, "mal", {"goal_KF1_text": "Bygglov dygnet runt"}, check=("[name=goal_KF1]",))
    figures(applicant, case.code)
    answers = {f"principle_{n}": f"Svar på princip {n}" for n in range(1, 7)}
    write(applicant, case.code, "verksamheten", {"user_groups": "Åtta sökande", "functional_requirements": "Ta emot ritningar", **answers})
    bodies = {"owner_body": "Byggnadsnämnden", "process_body": "Byggnadsnämnden"}
    write(applicant, case.code, "agare", {"cost_distribution": "Byggnadsnämnden, § 14"}, choose=bodies)
    write(applicant, case.code, "personuppgifter", {"controller": "Byggnadsnämnden"}, check=("[name=personal_data][value=done]",))
    write(applicant, case.code, "planer", {"change_plan": "Ny rutin från hösten", "benefit_plan": "Enhetschefen tar hem nyttan"})
    applicant.goto(f"/ansokningar/{case.code}/lamna-in/")
    send(applicant)
    case.refresh_from_db()
    assert (case.state, case.registry_number) == ("screening", "KS 2026/0001")

    # the office screens, and designates an assessor
    office = enter(people["project_office"])
    office.goto("/mitt-bord/")
    expect(office.get_by_role("main")).to_contain_text("E-tjänst för bygglov")
    office.goto(f"/ansokningar/{case.code}/komplett/")
    send(office)
    office.goto(f"/vardering/{case.code}/utse/")
    office.check(f"[name=assessor][value='{people['assessor'].pk}']")
    send(office)

    # 3 valuation
    assessor = enter(people["assessor"])
    assessor.goto(f"/vardering/{case.code}/")
    for goal in ("KF1", "KF2", "KF3"):
        assessor.fill(f"[name=points_{goal}]", "60")
    assessor.fill("[name=summary]", "Bygger på ärendestatistik.")
    send(assessor)
    assessor.goto(f"/vardering/{case.code}/underteckna/")
    send(assessor)

    # 4 preparation
    member = enter(people["group_1"])
    member.goto(f"/beredning/{case.code}/jav/")
    member.check("[name=ground][value=none]")
    send(member)
    member.goto(f"/beredning/{case.code}/")
    member.check("[name=recommendation][value=support]")
    member.fill("[name=text]", "Nyttan är väl underbyggd. Gruppen tillstyrker.")
    send(member)
    member.goto(f"/beredning/{case.code}/underteckna/")
    send(member)

    # 5 advice, acceptances, checks, decision
    council = enter(people["council_member"])
    council.goto("/portfoljer/vagning/")
    expect(council.get_by_role("main")).to_contain_text("E-tjänst för bygglov")
    council.goto(f"/portfoljer/rad/{case.code}/")
    council.check("[name=advice][value=fund]")
    council.fill("[name=reasons]", "Störst bidrag till målen.")
    send(council)
    for person, what in (("owner", "ownership"), ("process_owner", "benefits")):
        page = enter(people[person])
        page.goto(f"/ansokningar/{case.code}/godta/{what}/")
        send(page)
    for kind, value in (("guidelines", ""), ("security", "2")):
        office.goto(f"/ansokningar/{case.code}/kontroll/")
        office.check(f"[name=kind][value={kind}]")
        office.check("[name=passed][value=yes]")
        if value:
            office.select_option("[name=value]", value)
        send(office)
    director = enter(people["director"])
    director.goto(f"/portfoljer/beslut/{case.code}/")
    for name, text in {"reasons": "Bidrar tydligt.", "cost_centre": "1000", "activity": "200", "project_code": "3000"}.items():
        director.fill(f"[name={name}]", text)
    director.get_by_role("button", name="Läs brevet om att bevilja").click()
    expect(director.get_by_role("main")).to_contain_text("beviljar 1 200 000 kr för 2026")
    director.get_by_role("button", name="Bevilja och skicka brevet").click()
    director.wait_for_load_state()
    assert Grant.objects.get().amount_sek == 1_200_000, director.inner_text("main")
    assert Frame.objects.get(portfolio__code="P1", year=2026).left_sek == 8_800_000

    # 6 follow-up
    applicant.goto(f"/projekt/{case.code}/starta/")
    applicant.select_option("[name=manager]", str(people["applicant"].pk))
    applicant.fill("[name=started_on]", "2026-03-02")
    applicant.fill("[name=planned_end_on]", "2026-11-30")
    send(applicant)
    applicant.goto(f"/projekt/{case.code}/lage/")
    for name, text in {"spent_sek": "300 000", "forecast_sek": "1 200 000", "forecast_end_on": "2026-11-30"}.items():
        applicant.fill(f"[name={name}]", text)
    send(applicant, "Lämna rapporten")

    # 7 closure
    travel(date(2026, 11, 30))
    owner = enter(people["owner"])
    hand_over_and_close(applicant, owner, case.code)

    # 8 effect, a year later
    travel(date(2027, 12, 1))
    tell_of_effect(owner, enter(people["assessor"]), case.code)
    assert Project.objects.get().state == "effect_reported"

    # anybody reads it
    anybody = enter()
    anybody.goto(f"/arenden/{case.code}/")
    expect(anybody.get_by_role("main")).to_contain_text("KS 2026/0001")
    expect(anybody.get_by_role("main")).to_contain_text("1 200 000 kr")
