"""A project's whole life: opened, reported on three times, off its plan, changed by a decision, closed, and what it was worth a year later."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from nytta.followup.projects.models import Baseline, Project, StatusReport
from nytta.governance.portfolios.models import Allocation
from nytta.governance.portfolios.queries.money import balance, balance_in
from nytta.governance.portfolios.rules import Balance
from tests.factories.city import City_, make_case
from tests.journeys.steps import hand_over_and_close, send, tell_of_effect

pytestmark = [pytest.mark.browser, pytest.mark.both, pytest.mark.django_db(transaction=True)]


def report(page: Page, code: str, **values: str) -> None:
    page.goto(f"/projekt/{code}/lage/")
    for name, text in values.items():
        page.fill(f"[name={name}]", text)
    send(page, "Lämna rapporten")


@pytest.mark.requirement("F6", "F13", "U5", "U6")
def test_project_from_grant_to_effect(transactional_city: City_, enter: Callable[..., Page], travel: Callable[[date], None]) -> None:
    city = transactional_city
    people = city.people
    case = make_case(city, "granted")
    code = case.code

    # opened, with a first baseline
    manager = enter(people["applicant"])
    manager.goto(f"/projekt/{code}/starta/")
    manager.select_option("[name=manager]", str(people["applicant"].pk))
    manager.fill("[name=started_on]", "2026-03-02")
    manager.fill("[name=planned_end_on]", "2026-09-30")
    send(manager)
    assert [b.number for b in Baseline.objects.filter(project__code=code)] == [1]

    # money is asked for, reserved and paid
    office = enter(people["project_office"])
    manager.goto(f"/projekt/{code}/begar-pengar/")
    manager.fill("[name=amount_sek]", "600 000")
    manager.fill("[name=purpose]", "Byggets första del")
    send(manager)
    office.goto("/mitt-bord/")
    office.get_by_role("link", name=case.title).first.click()
    number = office.url.rstrip("/").split("/")[-1] if "rekvisitioner" in office.url else ""
    assert number, office.url
    office.goto(f"/projekt/rekvisitioner/{number}/godkann/")
    send(office)
    office.goto(f"/projekt/rekvisitioner/{number}/betala/")
    office.fill("[name=reference]", "Ver 4711")
    send(office)
    assert balance_in(Allocation.objects.get()) == Balance(granted_sek=1_000_000, paid_sek=600_000, available_sek=400_000)

    # three reports, the third off its plan
    for day, spent in ((date(2026, 4, 1), "200 000"), (date(2026, 5, 1), "400 000")):
        travel(day)
        report(manager, code, spent_sek=spent, forecast_sek="1 000 000", forecast_end_on="2026-09-30")
    travel(date(2026, 6, 1))
    report(manager, code, spent_sek="600 000", forecast_end_on="2026-11-30", comment="Leverantören är sen.")
    assert [r.deviates for r in StatusReport.objects.order_by("reported_on")] == [False, False, True]
    travel(date(2026, 6, 8))
    owner = enter(people["owner"])
    owner.goto("/mitt-bord/")
    owner.get_by_role("link", name=case.title).first.click()
    expect(owner.get_by_role("main")).to_contain_text("7 dagar")
    send(owner)

    # a change of the end, decided by the owner; the first baseline stays
    manager.goto(f"/projekt/{code}/andring/")
    manager.fill("[name=reasons]", "Leverantören levererar två månader senare.")
    manager.fill("[name=ends_on]", "2026-11-20")
    send(manager)
    owner.goto(f"/projekt/{code}/andring/1/besluta/")
    expect(owner.get_by_role("main")).to_contain_text("2026-09-30")
    owner.check("[name=approve][value=ja]")
    owner.fill("[name=reasons]", "Nyttan kommer ändå i år.")
    owner.fill("[name=paragraph]", "BN § 40, 2026-06-08")
    send(owner)
    project = Project.objects.get()
    assert project.planned_end_on == date(2026, 11, 20)
    assert [str(b.ends_on) for b in project.baselines.order_by("number")] == ["2026-09-30", "2026-11-20"]
    manager.goto(f"/projekt/{code}/")
    expect(manager.get_by_role("main")).to_contain_text("2026-09-30")

    # closed, with what was not used back in the frame
    travel(date(2026, 11, 20))
    hand_over_and_close(manager, owner, code)
    found = balance(Allocation.objects.all())
    assert (found.paid_sek, found.returned_sek, found.unspent_sek, found.holds) == (600_000, 400_000, 0, True)

    # what it was worth a year later
    travel(date(2027, 11, 22))
    tell_of_effect(owner, enter(people["assessor"]), code)
    assert Project.objects.get().state == "effect_reported"
    council = enter(people["council_member"])
    council.goto("/rapporter/")
    expect(council.get_by_role("main")).to_contain_text("1 projekt har redovisat effekt")
