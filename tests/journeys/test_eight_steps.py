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
from tests.journeys.steps import send

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
    applicant.goto(f"/projekt/{case.code}/erfarenhet/")
    for name, text in {"title": "Börja med dem som söker", "tried": "Kraven skrevs först.", "worked": "Provdagar.",
                       "otherwise": "Provdagar före kraven.", "for_whom": "Den som skriver krav"}.items():  # fmt: skip
        applicant.fill(f"[name={name}]", text)
    applicant.select_option("[name=subject]", "users")
    send(applicant)
    owner = enter(people["owner"])
    applicant.goto(f"/projekt/{case.code}/leverans/")
    applicant.fill("[name=title]", "Rutin för bygglov")
    applicant.select_option("[name=kind]", "routine")
    send(applicant)
    applicant.goto(f"/projekt/{case.code}/overlamning/")
    applicant.check("[name=no_contracts]")
    send(applicant)
    applicant.goto(f"/projekt/{case.code}/lamna-tillbaka/")
    send(applicant)
    owner.goto(f"/projekt/{case.code}/#avslut")
    owner.get_by_role("link", name="Godta leveransen").click()
    owner.check("[name=accepts][value=yes]")
    send(owner)
    owner.goto(f"/projekt/{case.code}/driftkostnad/")
    owner.fill("[name=cost_sek]", "100 000")
    send(owner)
    applicant.goto(f"/projekt/{case.code}/avsluta/")
    applicant.fill("[name=delivered]", "E-tjänsten är i drift.")
    send(applicant)
    owner.goto(f"/projekt/{case.code}/godta/")
    send(owner)

    # 8 effect, a year later
    travel(date(2027, 12, 1))
    owner.goto("/mitt-bord/")
    expect(owner.get_by_role("main")).to_contain_text("Redovisa effekten")
    owner.goto(f"/projekt/{case.code}/effekt/")
    for field in owner.locator("main form [name^=amount_]").all():
        if field.get_attribute("name").endswith("_2027"):  # type: ignore[union-attr]
            field.fill("150 000")
    for name, text in (("evidence_", "Tabell 3"), ("why_", "Lägre volym.")):
        for field in owner.locator(f"main form [name^={name}]").all():
            field.fill(text)
    owner.fill("[name=explanation]", "Något lägre volym än väntat.")
    owner.fill("[name=unexpected]", "Telefonkön blev kortare.")
    owner.get_by_role("button", name="Spara och gå till inlämning").click()
    owner.wait_for_load_state()
    expect(owner.get_by_role("main")).to_contain_text("Telefonkön blev kortare.")
    send(owner, "Lämna in")
    assessor = enter(people["assessor"])
    assessor.goto("/mitt-bord/")
    expect(assessor.get_by_role("main")).to_contain_text("Granska redovisningen av effekten")
    assessor.goto(f"/projekt/{case.code}/effekt/granska/")
    assessor.check("[name=accepts][value=yes]")
    send(assessor)
    expect(assessor.get_by_role("main")).to_contain_text("Granskad och godtagen")
    assert Project.objects.get().state == "effect_reported"

    # anybody reads it
    anybody = enter()
    anybody.goto(f"/arenden/{case.code}/")
    expect(anybody.get_by_role("main")).to_contain_text("KS 2026/0001")
    expect(anybody.get_by_role("main")).to_contain_text("1 200 000 kr")
