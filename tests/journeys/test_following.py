"""A project followed without meetings: booked cost, a plan in parts, three statuses on a phone without script, a deviation, a late one."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from nytta.followup.projects.models import CostFile, PlanPart, Project, StatusReport
from tests.factories.city import City_, make_case
from tests.journeys.steps import send

pytestmark = [pytest.mark.browser, pytest.mark.both, pytest.mark.django_db(transaction=True)]
COSTS = "Datum;Verifikation;Konto;Projekt;Belopp\n2026-04-09;A 1;6540;3000;300 000,50\n2026-04-10;A 2;6540;3000;-0,50\n2026-04-10;A 3;6540;77;5\n"


def report(page: Page, code: str, **values: str) -> None:
    page.goto(f"/projekt/{code}/lage/")
    for name, text in values.items():
        page.fill(f"[name={name}]", text)
    send(page, "Lämna rapporten")


@pytest.mark.requirement("U5", "F15")
def test_project_is_followed_without_meetings(
    transactional_city: City_, enter: Callable[..., Page], travel: Callable[[date], None], tmp_path: Path
) -> None:
    city = transactional_city
    people = city.people
    project = Project.objects.get(application=make_case(city, "running"))
    code = project.code
    phone = enter(people["applicant"], width=390, script=False)

    # a plan in parts
    phone.goto(f"/projekt/{code}/plan/")
    for n, (name, cost, first, last) in enumerate(
        (("Krav", "400 000", "2026-03-02", "2026-04-30"), ("Bygge", "600 000", "2026-05-01", "2026-11-30"))
    ):
        for field, text in {"name": name, "planned_sek": cost, "starts_on": first, "ends_on": last}.items():
            phone.fill(f"[name={field}_{n}]", text)
    send(phone)
    expect(phone.get_by_role("main")).to_contain_text("Planen i delar")
    first = PlanPart.objects.get(name="Krav")

    # booked cost
    travel(date(2026, 4, 15))
    office, sheet = enter(people["project_office"]), tmp_path / "april.csv"
    sheet.write_text(COSTS)
    office.goto("/projekt/kostnader/las-in/")
    office.set_input_files("[name=sheet]", sheet)
    send(office)
    expect(office.get_by_role("main")).to_contain_text("På inget projekt: 1 rader")
    send(office)
    assert CostFile.objects.get().rows == 3

    # a status on a phone without script: begun, kept as a draft, handed in
    phone.goto(f"/projekt/{code}/lage/")
    expect(phone.locator("[name=spent_sek]")).to_have_value("300\u00a0000")
    phone.fill("[name=comment]", "Kraven är snart klara.")
    send(phone, "Spara utkast")
    expect(phone.locator("[name=comment]")).to_have_value("Kraven är snart klara.")
    phone.fill("[name=forecast_sek]", "1 000 000")
    phone.fill(f"[name=done_{first.pk}]", "60")
    send(phone, "Lämna rapporten")
    phone.goto(f"/projekt/{code}/prognos/")
    expect(phone.get_by_role("main")).to_contain_text("1\u00a0250\u00a0000\u00a0kr")  # 240 000 earned for 300 000

    # a deviation is explained, and raised to owner and council
    travel(date(2026, 5, 15))
    phone.goto(f"/projekt/{code}/lage/")
    phone.fill("[name=forecast_end_on]", "2027-03-01")
    phone.fill("[name=comment]", "")
    phone.get_by_role("button", name="Lämna rapporten").click()
    expect(phone.get_by_role("main")).to_contain_text("skriv vad som har hänt och vad som görs")
    phone.fill("[name=comment]", "Leverantören är sen.")
    send(phone, "Lämna rapporten")
    assert StatusReport.objects.filter(deviates=True).count() == 1
    travel(date(2026, 5, 20))
    for who in ("owner", "council_member"):
        reader = enter(people[who])
        reader.goto("/mitt-bord/")
        reader.get_by_role("link", name=project.application.title).first.click()
        expect(reader.get_by_role("main")).to_contain_text("5 dagar")
        send(reader)
    assert StatusReport.objects.get(deviates=True).seen_on == date(2026, 5, 20)

    # a status that does not come is shown as late
    travel(date(2026, 6, 30))
    auditor = enter(people["auditor"])
    auditor.goto("/portfoljer/")
    expect(auditor.get_by_role("main")).to_contain_text("Projekt med sen lägesrapport")
    auditor.goto(f"/projekt/{code}/")
    expect(auditor.get_by_role("main")).to_contain_text("Lägesrapporten är sen: den skulle ha lämnats 2026-06-14.")
    report(phone, code, comment="Enligt den nya tidplanen.")
    auditor.reload()
    expect(auditor.get_by_role("main")).not_to_contain_text("Lägesrapporten är sen")
