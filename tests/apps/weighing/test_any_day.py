"""A single case on any day is held against what is left and what the last money bought, with exact figures."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nytta.city.records import commands as records
from nytta.city.records.models import Appointment
from nytta.city.records.terms import Role
from nytta.governance.applications.models import Application
from nytta.governance.preparation.commands import declare_conflict
from nytta.governance.preparation.terms import ConflictGround
from nytta.governance.weighing import commands
from nytta.governance.weighing.commands.outcome import Line
from nytta.governance.weighing.queries.any_day import of_case
from nytta.governance.weighing.rules import any_day, concluded
from tests.apps.weighing.rooms import ask_all, opened, screen
from tests.factories.city import START, City_, accept_all, make_case, make_person

pytestmark = pytest.mark.django_db
POOR = Fraction(10)


def rules_of(found: Any) -> list[tuple[str, bool]]:
    return [(f.rule, f.blocks) for f in found]


def test_without_history_that_is_what_is_said() -> None:
    found = any_day(cost_sek=5, left_sek=10, bought=[], expected=[], has_points=True)
    assert rules_of(found) == [("any_day.history", True), ("any_day.expected", False)]


def test_a_case_weaker_than_what_was_left_speaks_against_itself() -> None:
    found = any_day(cost_sek=6, left_sek=10, bought=[(POOR, Fraction(12), Fraction(11))], expected=[(2, 8), (4, 4)], has_points=True)
    assert rules_of(found) == [("any_day.lowest", True), ("any_day.best", True), ("any_day.expected", True)]
    assert (concluded(found).params, concluded(found).blocks) == ({"count": 3, "all": 3}, True)
    assert found[2].params == {"cases": "3,0", "kronor": "6\u00a0kr", "rest": "4\u00a0kr"}


@pytest.mark.requirement("F11")
def test_page_says_what_the_last_money_bought_and_what_is_left(city: City_, client: Client) -> None:
    one = opened(city)
    ask_all(one, city)
    member, director = city.people["council_member"], city.people["director"]
    advised = commands.advise_all(scenario=screen(one), seen=0, reasons="Mest nytta.", departures={}, left_out={}, by=member, on=city.on)
    for case in {n["application"] for n in advised.names.values()}:
        accept_all(city, Application.objects.get(pk=case))
    costs = {p["id"]: p["cost"][0] for p in advised.figures.content["proposals"]}  # type: ignore[union-attr]
    lines = [Line(c, costs[c], "1", "2", "3") for c in advised.outcome["selected"]]
    commands.grant_all(one=one, lines=lines, reasons="Enligt rådet.", departures={}, by=director, on=city.on)
    late = make_case(city, "weighing", title="Ensamt i juli", cost_sek=2_000_000)
    found = of_case(late, None, date(2026, 7, 1))
    assert found.left_sek == 1_000_000
    bought = found.bought[0]
    assert (bought.own, bought.lowest_in, bought.best_out) == (Fraction(30), Fraction(12), Fraction(10))  # 60 points for 2, 5 and 6 million
    assert ("any_day.room", True) in rules_of(found.findings)
    client.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
    html = client.get(reverse("weighing:any_day", args=[late.code])).content.decode()
    assert "Det ryms inte: utan mer ram kan det inte beviljas i år." in html
    assert "Ärendet ryms inte: 1\u00a0000\u00a0000\u00a0kr är kvar och det behöver 2\u00a0000\u00a0000\u00a0kr." in html
    case = client.get(reverse("applications:detail", args=[late.code])).content.decode()
    assert f'href="{reverse("weighing:any_day", args=[late.code])}"' in case
    client.force_login(city.people["applicant"], backend="django.contrib.auth.backends.ModelBackend")
    assert "Väg ärendet ensamt" not in client.get(reverse("applications:detail", args=[late.code])).content.decode()


def test_expected_cases_are_those_of_earlier_years_after_the_same_day(city: City_) -> None:
    late, early, now = (make_case(city, "weighing", title=t) for t in ("Sen", "Tidig", "Ensamt"))
    Application.objects.filter(pk=late.pk).update(submitted_on=date(2025, 9, 1))
    Application.objects.filter(pk=early.pk).update(submitted_on=date(2025, 2, 1))
    found = of_case(now, None, date(2026, 7, 1))
    assert [(e.year, e.cases, e.granted_sek) for e in found.expected] == [(2025, 1, 0)]


@pytest.mark.requirement("F10")
def test_a_substitute_weighs_the_case_in_which_the_member_has_a_conflict_and_no_other(city: City_, client: Client) -> None:
    case, other = make_case(city, "weighing"), make_case(city, "weighing", title="Ett annat")
    ordinary = Appointment.objects.get(person=city.people["council_member"], role=Role.DEVELOPMENT_COUNCIL.value)
    spare = make_person("vera", city.bodies["byggforvaltningen"], "förvaltningschef")
    records.appoint(
        person=spare, role=Role.DEVELOPMENT_COUNCIL, valid_from=START, valid_until=None, mandate="Beslut 3", substitutes_for=ordinary,
        by=city.people["director"], on=city.on,
    )  # fmt: skip
    client.force_login(spare, backend="django.contrib.auth.backends.ModelBackend")
    pages = [reverse("weighing:any_day", args=[c.code]) for c in (case, other)]
    assert [client.get(p).status_code for p in pages] == [404, 404]
    declare_conflict(application=case, ground=ConflictGround.APPLICANT, by=ordinary.person, on=city.on)
    assert [client.get(p).status_code for p in pages] == [200, 404]
    assert f'href="{pages[0]}"' in client.get(reverse("applications:detail", args=[case.code])).content.decode()
