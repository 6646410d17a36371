"""A year's weighing by people with a browser: weights, room, a departure with its price, advice, decision, and the file worked out again."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from nytta.city.records.terms import FrameSource
from nytta.governance.applications.models import Application
from nytta.governance.portfolios import commands as portfolios
from nytta.governance.portfolios.models import Frame, Grant
from nytta.governance.valuation.models import GoalScore
from nytta.governance.weighing.models import Round
from tests.apps.weighing.rooms import solve
from tests.factories.city import YEAR, City_, accept_all, make_case
from tests.journeys.steps import send

pytestmark = [pytest.mark.browser, pytest.mark.both, pytest.mark.django_db(transaction=True)]
Project = tuple[str, int, tuple[int, int, int]]  # title, kronor, points for the three goals
SEK_PER_GBP = Fraction(13)
FICTIONAL: list[Project] = [
    ("Bygglov på nätet", 3_000_000, (80, 60, 70)), ("Kö i klartext", 2_000_000, (70, 40, 20)), ("Digital tolk", 4_000_000, (90, 80, 30)),
    ("Arkiv för skolan", 5_000_000, (40, 30, 90)), ("Sensorer i nätet", 2_500_000, (20, 20, 60)), ("Ledig lokal", 1_500_000, (30, 70, 20)),
]  # fmt: skip


def real(folder: str) -> list[Project]:
    """Projects with a real cost and real benefits; kronor at 13 a pound. Points are supplied: all goals by benefits per krona, most 95.

    Rows that lack either figure are left out, and so are those whose benefits are below what they cost.
    """
    with Path(folder, "data", "uk-gmpp-2023", "gmpp_2023_dev.csv").open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file, delimiter=";") if r["report_category"].startswith(("ICT", "Government"))]
    found: list[Project] = []
    for row in rows:
        try:
            cost, benefit = Fraction(row["total_baseline"]), Fraction(row["TOTAL Baseline Benefits (£m)"])
        except ValueError:
            continue
        if cost > 0 and benefit > cost:
            worth = min(95, 20 + round(benefit / cost))
            found.append((row["project_name"], int(cost * SEK_PER_GBP * 1_000_000), (worth, max(5, worth - 15), min(95, worth + 5))))
    return found[:14]


def fund(city: City_, projects: list[Project]) -> None:
    """The proposals in the first portfolio, with a frame of half of what all but the dearest ask for."""
    whole = sum(cost for _, cost, _ in projects) - max(cost for _, cost, _ in projects)
    portfolios.set_frame(
        portfolio=city.portfolio(1), year=YEAR, amount_sek=whole // 2, source=FrameSource.OPERATING, paragraph="KF § 12",
        by=city.people["registrar"], on=city.on,
    )  # fmt: skip
    for title, cost, points in projects:
        case = make_case(city, "weighing", title=title, cost_sek=cost)
        for code, value in zip(("KF1", "KF2", "KF3"), points, strict=True):
            GoalScore.objects.filter(valuation__application=case, goal__code=code).update(points=value)


def per_point(projects: list[Project]) -> dict[str, int]:
    """Millionths that a point of each goal weighs: the share of its step (half, a quarter, a quarter) ÷ the points of all proposals."""
    shares = zip(("KF1", "KF2", "KF3"), (2, 1, 1), zip(*(points for _, _, points in projects), strict=True), strict=True)
    each = {goal: Fraction(share, sum(points)) for goal, share, points in shares}
    return {goal: round(weight * 1_000_000 / sum(each.values())) for goal, weight in each.items()}


def prepare(city: City_, enter: Callable[..., Page], expected: dict[str, int]) -> Round:
    """The office starts and asks, a member weighs on the phone, the office opens."""
    office = enter(city.people["project_office"])
    office.goto("/vagningar/ny/")
    office.fill("[name=title]", "Vårens vägning")
    office.fill("[name=year]", str(YEAR))
    office.fill("[name=held_on]", f"{YEAR}-04-22")
    send(office)
    one = Round.objects.get()
    office.goto(f"/vagningar/{one.code}/be-om-vikter/")
    office.locator("[name=how]").first.check()
    send(office)
    member = enter(city.people["council_member"], width=390)
    member.goto(f"/vagningar/{one.code}/vikter/")
    for code, weight in (("KF1", "100"), ("KF2", "50"), ("KF3", "50")):
        member.fill(f"input[name=w_{code}]", weight)
    send(member, "Spara mina vikter")
    office.goto(f"/vagningar/{one.code}/oppna/")
    send(office)
    one.refresh_from_db()
    assert max(abs(c.weight - expected[c.code]) for c in one.criteria.all()) <= 1
    return one


def weigh(city: City_, enter: Callable[..., Page], projects: list[Project]) -> None:
    fund(city, projects)
    one = prepare(city, enter, per_point(projects))
    member = enter(city.people["council_member"])
    member.goto(f"/vagningar/{one.code}/rummet/")
    solve()
    member.reload()
    expect(member.locator("[data-state]")).to_have_text("Bevisad")
    cost = {title: sek for title, sek, _ in projects}
    title = min(member.locator("tr", has_text="Inte med").locator("th a").all_inner_texts(), key=lambda t: cost[t])
    member.locator("tr", has=member.get_by_role("link", name=title, exact=True)).locator("button[value^='in|']").click()
    expect(member.locator("tr", has_text="för hand")).to_have_count(1)
    solve()
    expect(member.locator("[data-state]")).to_have_text("Bevisad")  # the page listens
    expect(member.locator(".hands")).to_contain_text("Pris för det som är gjort för hand")

    member.goto(f"/vagningar/{one.code}/rad/")
    expect(member.locator("form[method=post] label", has_text=f"Tas med för hand: {title}")).to_be_visible()
    member.fill("[name=reasons]", "Mest för staden inom ramen.")
    for field in member.locator("textarea[name^=why_]").all():
        field.fill("Staden har lovat det, KF § 40.")
    send(member)

    for case in Application.objects.filter(state="decision"):
        accept_all(city, case)
    director = enter(city.people["director"])
    director.goto(f"/vagningar/{one.code}/beslut/")
    director.fill("[name=reasons]", "Enligt utvecklingsrådets råd.")
    for name in ("cost_centre", "activity", "project_code"):
        for field in director.locator(f"input[name^={name}_]").all():
            field.fill("100")
    director.click("button[value=preview]")
    director.click("button[value=decide]")
    director.wait_for_url(f"**/vagningar/{one.code}/")
    frame = Frame.objects.get(portfolio=city.portfolio(1), year=YEAR)
    granted = set(Grant.objects.values_list("application__title", flat=True))
    assert title in granted
    assert 0 < frame.granted_sek <= frame.amount_sek

    anybody = enter(None)
    anybody.goto(f"/vagningar/{one.code}/publicerat/")
    expect(anybody.get_by_text("Staden har lovat det, KF § 40.").first).to_be_visible()
    with anybody.expect_download() as download:
        anybody.get_by_role("link", name="Hela problemet (json)").click()
    content = Path(download.value.path()).read_bytes()
    again = json.loads(subprocess.run([sys.executable, "-m", "nytta.engine.answer"], input=content, capture_output=True, check=True).stdout)
    codes = set(Grant.objects.values_list("application__code", flat=True))
    assert set(again["selected"]) == set(json.loads(content)["expected"]["selected"]) == codes


@pytest.mark.requirement("F11", "F16", "N8", "U9")
def test_year_of_a_made_up_city_is_weighed_and_its_file_gives_the_same_set(transactional_city: City_, enter: Callable[..., Page]) -> None:
    weigh(transactional_city, enter, FICTIONAL)


@pytest.mark.shared
def test_year_of_real_projects_is_weighed_and_its_file_gives_the_same_set(transactional_city: City_, enter: Callable[..., Page]) -> None:
    projects = real(os.environ["NYTTA_SHARED"])
    assert len(projects) == 14
    weigh(transactional_city, enter, projects)
