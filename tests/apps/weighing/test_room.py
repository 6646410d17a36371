"""The room from preparation to decision, by the commands and the worker, with exact values."""

from fractions import Fraction

import pytest

from nytta.governance.applications.models import Application
from nytta.governance.portfolios.models import CouncilAdvice, Grant
from nytta.governance.portfolios.terms import Advice
from nytta.governance.weighing import commands
from nytta.governance.weighing.commands.outcome import Line
from nytta.governance.weighing.models import Answer, Round
from nytta.governance.weighing.queries import round_at
from nytta.governance.weighing.queries.outcome import near_set, outcome_of
from nytta.governance.weighing.queries.room import room_of_round
from nytta.governance.weighing.terms import AnswerState, Question, RoundState
from nytta.plain.verdicts import Refused
from tests.apps.weighing.rooms import ask_all, opened, screen, solve
from tests.factories.city import YEAR, City_, accept_all

pytestmark = pytest.mark.django_db


def fresh(one: Round) -> Round:
    found = round_at(one.code)
    assert found is not None
    return found


@pytest.mark.requirement("F11", "F16")
def test_best_portfolio_is_proved_beside_the_ranked_list(city: City_) -> None:
    one = opened(city)  # 4, 5 and 6 million, all 60 points, frame 10 million: two fit
    ask_all(one, city)
    page = room_of_round(fresh(one), screen(one))
    assert page.state is AnswerState.PROVED
    assert [line.title for line in page.selected] == ["Förslag 1", "Förslag 2"]
    assert (page.list_value, page.best_value) == (Fraction(360), Fraction(360))
    assert page.total_by_year[0] == 9_000_000
    assert page.bars[0].marked_sek == 9_000_000


def test_the_best_is_worth_the_same_whatever_is_done_by_hand(city: City_) -> None:
    one = opened(city)
    dear = next(c for c, n in fresh(one).names.items() if n.get("title") == "Förslag 3")
    commands.change(scenario=screen(one), what={"do": "in", "id": dear}, seen=0, by=city.people["council_member"], on=city.on)
    ask_all(one, city)
    page = room_of_round(fresh(one), screen(one))
    assert [line.title for line in page.selected] == ["Förslag 1", "Förslag 3"]
    assert [line.title for line in page.rows if line.in_best] == ["Förslag 1", "Förslag 2"]
    assert page.best_value == Fraction(360)


def test_a_solve_starts_from_what_the_screen_showed_a_moment_ago(city: City_) -> None:
    one, member = opened(city), city.people["council_member"]
    ask_all(one, city)
    shown = Answer.objects.get(kind=Question.SELECT.value).content["selected"]
    dear = next(c for c, n in fresh(one).names.items() if n.get("title") == "Förslag 3")
    commands.change(scenario=screen(one), what={"do": "in", "id": dear}, seen=0, by=member, on=city.on)
    commands.ask_for(scenario=screen(one), by=None, on=city.on)
    assert {tuple(near_set(a)) for a in Answer.objects.filter(kind=Question.OVERRIDE.value)} == {tuple(shown)}
    solve()
    frame = {"do": "frame", "portfolio": "P1", "sek": 7_000_000}
    commands.change(scenario=screen(one), what=frame, seen=1, by=member, on=city.on)
    commands.ask_for(scenario=screen(one), by=None, on=city.on)
    other = Answer.objects.get(kind=Question.SELECT.value, ended_at=None)  # other figures: what the same screen showed last is near
    assert near_set(other) == shown
    reader = commands.ask_publicly(problem={**other.figures.content, "years": [YEAR]}, by=None, on=city.on)
    assert reader and near_set(Answer.objects.get(urgency=80)) == []


def test_an_override_has_its_price_and_must_be_reasoned(city: City_) -> None:
    one, member = opened(city), city.people["council_member"]
    dear = next(c for c, n in fresh(one).names.items() if n.get("title") == "Förslag 3")
    commands.change(scenario=screen(one), what={"do": "in", "id": dear}, seen=0, by=member, on=city.on)
    cheap = next(c for c, n in fresh(one).names.items() if n.get("title") == "Förslag 1")
    commands.change(scenario=screen(one), what={"do": "out", "id": cheap}, seen=1, by=member, on=city.on)
    ask_all(one, city)
    found = outcome_of(fresh(one), screen(one))
    assert found.selected == (dear,)
    assert found.price == Fraction(180)  # 60 points for each of three goals
    with pytest.raises(Refused, match="Skriv skälet för att avvika"):
        commands.advise_all(scenario=screen(one), seen=2, reasons="Vi väljer.", departures={}, left_out={}, by=member, on=city.on)
    why = {d.code: "Lagkrav på väg." for d in found.departures}
    done = commands.advise_all(scenario=screen(one), seen=2, reasons="Vi väljer.", departures=why, left_out={}, by=member, on=city.on)
    assert done.state == RoundState.ADVISED.value
    assert done.outcome["price"] == "180"
    assert {a.advice for a in CouncilAdvice.objects.all()} == {Advice.FUND.value, Advice.WAIT.value}


def test_a_change_of_the_same_thing_since_is_told_and_of_another_thing_is_kept(city: City_) -> None:
    one, member, office = opened(city), city.people["council_member"], city.people["project_office"]
    first, second, _ = list(fresh(one).names)
    commands.change(scenario=screen(one), what={"do": "in", "id": first}, seen=0, by=member, on=city.on)
    commands.change(scenario=screen(one), what={"do": "out", "id": second}, seen=0, by=office, on=city.on)
    with pytest.raises(Refused, match="har ändrat samma sak"):
        commands.change(scenario=screen(one), what={"do": "out", "id": first}, seen=0, by=office, on=city.on)
    assert [c["do"] for c in screen(one).changes] == ["in", "out"]


def test_the_director_grants_all_in_one_act_or_nothing(city: City_) -> None:
    one, member, director = opened(city), city.people["council_member"], city.people["director"]
    ask_all(one, city)
    commands.advise_all(scenario=screen(one), seen=0, reasons="Mest nytta.", departures={}, left_out={}, by=member, on=city.on)
    codes = fresh(one).outcome["selected"]
    lines = [Line(c, 4_000_000, "1", "2", "3") for c in codes]
    with pytest.raises(Refused, match="Förslag 1"):
        commands.grant_all(one=one, lines=lines, reasons="Enligt rådet.", departures={}, by=director, on=city.on)
    assert not Grant.objects.exists()
    for case in Application.objects.filter(state="decision"):
        accept_all(city, case)
    made = commands.grant_all(one=one, lines=lines, reasons="Enligt rådet.", departures={}, by=director, on=city.on)
    assert len(made) == 2
    assert fresh(one).state == RoundState.DECIDED.value


def test_a_killed_solve_is_told_and_the_room_is_as_it_was(city: City_) -> None:
    one = opened(city)
    commands.ask_for(scenario=screen(one), by=None, on=city.on)
    answer = Answer.objects.get(kind="select")
    from nytta.governance.weighing.management.commands.solve import work_out

    class Gone:
        def ask(self, case: object, beat_s: float) -> object:
            from nytta.engine.beside import Ended

            raise Ended("exit code -9")

    work_out(Gone(), answer)  # type: ignore[arg-type]
    page = room_of_round(fresh(one), screen(one))
    assert page.state is AnswerState.FAILED
    assert [line.title for line in page.rows if line.in_list] == ["Förslag 1", "Förslag 2"]


def test_undo_takes_back_what_one_saw_and_not_what_somebody_has_added_since(city: City_) -> None:
    one, member, office = opened(city), city.people["council_member"], city.people["project_office"]
    first, second, _ = list(fresh(one).names)
    commands.change(scenario=screen(one), what={"do": "in", "id": first}, seen=0, by=member, on=city.on)
    commands.change(scenario=screen(one), what={"do": "out", "id": second}, seen=1, by=office, on=city.on)
    with pytest.raises(Refused, match="Skärmen har ändrats sedan du såg den"):
        commands.undo(scenario=screen(one), seen=1, by=member, on=city.on)
    assert [c["do"] for c in screen(one).changes] == ["in", "out"]
    commands.undo(scenario=screen(one), seen=2, by=member, on=city.on)
    assert [c["do"] for c in commands.redo(scenario=screen(one), seen=3, by=member, on=city.on).changes] == ["in", "out"]
