"""Several at once: nobody's change is lost silently, no question is worked out twice. On SQLite and PostgreSQL."""

import pytest

from nytta.governance.applications.models import Application
from nytta.governance.portfolios.models import Frame, Grant
from nytta.governance.weighing import commands
from nytta.governance.weighing.commands.outcome import Line
from nytta.governance.weighing.models import Answer, Round
from nytta.governance.weighing.queries import round_at
from nytta.kit.clock import now
from nytta.plain.verdicts import Refused
from tests.apps.weighing.rooms import ask_all, opened, screen
from tests.at_once import at_once
from tests.factories.city import YEAR, City_, accept_all, grant, make_case

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]


def test_twenty_changes_at_once_all_stand_or_are_told(transactional_city: City_) -> None:
    city = transactional_city
    one = opened(city, (1_000_000, 2_000_000, 3_000_000, 4_000_000))
    found = round_at(one.code)
    assert found is not None
    codes = sorted(found.names)
    who = [city.people["council_member"], city.people["project_office"]]
    given = at_once([
        lambda n=n: commands.change(
            scenario=screen(one), what={"do": "in" if n % 2 else "out", "id": codes[n % 4]}, seen=0, by=who[n % 2], on=city.on
        )
        for n in range(20)
    ])  # fmt: skip
    told = [g for g in given if isinstance(g, Refused)]
    held = screen(one)
    assert len(held.changes) == 20 - len(told) == 4  # one for each thing; all others were told who was before them
    assert all(r.verdict.blocking[0].rule == "clash" for r in told)
    assert held.revision == 4
    assert sorted(c["id"] for c in held.changes) == codes


def test_two_workers_never_take_the_same_question(transactional_city: City_) -> None:
    city = transactional_city
    one = opened(city, (1_000_000, 2_000_000))
    commands.ask_for(scenario=screen(one), by=None, on=city.on)
    there = Answer.objects.count()
    taken = [a.pk for a in at_once([lambda: commands.claim(on=now())] * 4) if a is not None]
    assert len(taken) == len(set(taken)) == min(4, there)


def test_the_same_question_asked_at_once_is_one_row(transactional_city: City_) -> None:
    city = transactional_city
    one = opened(city, (1_000_000,))
    at_once([lambda: commands.ask_for(scenario=screen(one), by=None, on=city.on)] * 4)
    assert Answer.objects.filter(kind="select").count() == 1


def advised(city: City_) -> tuple[Round, list[Line]]:
    """A room of 4, 5 and 6 million where the first two are advised, with all that their grants need: 9 million of the frame's 10."""
    one = opened(city)
    ask_all(one, city)
    member = city.people["council_member"]
    one = commands.advise_all(scenario=screen(one), seen=0, reasons="Mest nytta.", departures={}, left_out={}, by=member, on=city.on)
    lines = []
    for code, sek in zip(one.outcome["selected"], (4_000_000, 5_000_000), strict=True):
        accept_all(city, Application.objects.get(code=one.names[code]["code"]))
        lines.append(Line(code, sek, "1", "2", "3"))
    return one, lines


def granted(city: City_) -> tuple[int, list[int]]:
    """What the frame holds, and the grants themselves."""
    held = Frame.objects.get(portfolio=city.portfolio(1), year=YEAR).granted_sek
    return held, sorted(Grant.objects.values_list("amount_sek", flat=True))


@pytest.mark.requirement("F2", "F11")
def test_the_same_decision_taken_twice_at_once_is_taken_once(transactional_city: City_) -> None:
    city = transactional_city
    one, lines = advised(city)
    given = at_once([
        lambda: commands.grant_all(one=one, lines=lines, reasons="Enligt rådet.", departures={}, by=city.people["director"], on=city.on)
    ] * 2)  # fmt: skip
    assert sorted(isinstance(g, Refused) for g in given) == [False, True]
    assert granted(city) == (9_000_000, [4_000_000, 5_000_000])


@pytest.mark.requirement("F2", "F11")
def test_all_and_a_single_case_granted_at_once_stay_within_the_frame_whole_or_not_at_all(transactional_city: City_) -> None:
    city = transactional_city
    one, lines = advised(city)
    late = make_case(city, "decision", title="Ensamt", cost_sek=2_000_000)
    given = at_once([
        lambda: commands.grant_all(one=one, lines=lines, reasons="Enligt rådet.", departures={}, by=city.people["director"], on=city.on),
        lambda: grant(city, late),
    ])  # fmt: skip
    assert sorted(isinstance(g, Refused) for g in given) == [False, True]
    assert granted(city) in [(9_000_000, [4_000_000, 5_000_000]), (2_000_000, [2_000_000])]


@pytest.mark.requirement("F2", "F11")
def test_one_of_all_granted_by_itself_at_the_same_time_is_granted_once(transactional_city: City_) -> None:
    city = transactional_city
    one, lines = advised(city)
    case = Application.objects.get(code=one.names[lines[0].code]["code"])
    given = at_once([
        lambda: commands.grant_all(one=one, lines=lines, reasons="Enligt rådet.", departures={}, by=city.people["director"], on=city.on),
        lambda: grant(city, case),
    ])  # fmt: skip
    assert sorted(isinstance(g, Refused) for g in given) == [False, True]
    assert granted(city) in [(9_000_000, [4_000_000, 5_000_000]), (4_000_000, [4_000_000])]
