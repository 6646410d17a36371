"""What a hand in the room meets: a figure that cannot be meant is kept, the pen is put down, readers stand in nobody's way."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nytta.governance.weighing import commands
from nytta.governance.weighing.commands import answers
from nytta.governance.weighing.models import Answer, Figures, Round
from nytta.governance.weighing.queries import round_at
from nytta.governance.weighing.terms import Question
from nytta.kit.clock import now
from nytta.plain.verdicts import Refused
from tests.apps.weighing.rooms import ask_all, opened, screen, solve
from tests.factories.city import City_

pytestmark = pytest.mark.django_db


def at(person: Any) -> Client:
    client = Client(headers={"accept-language": "sv"})
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def fresh(one: Round) -> Round:
    found = round_at(one.code)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("about", "typed", "said"),
    [
        ("points|{code}|KF1", "900", "Skriv ett helt tal från 0 till 100."),
        ("cost|{code}", "många", "Skriv beloppet i hela kronor, till exempel 1 234 500."),
    ],
)
def test_a_figure_that_cannot_be_meant_stays_on_the_proposals_own_page_with_why_beside_it(
    city: City_, about: str, typed: str, said: str
) -> None:
    one = opened(city)
    code = min(one.names)
    do = about.format(code=code)
    asked = {"do": do, "value": typed, "seen": 0, "from": code}
    answer = at(city.people["council_member"]).post(reverse("weighing:change", args=[one.code, 1]), asked)
    html = answer.content.decode().replace("\u00a0", " ")
    anchor = "f-" + do.replace("|", "-")
    assert answer.status_code == 409
    assert f'id="{anchor}" name="value" value="{typed}" inputmode="numeric" autocomplete="off" aria-invalid="true"' in html
    assert said in html[html.index(f'id="{anchor}-told"') :]
    assert f'<h1 class="ds-heading" data-size="lg">{one.names[code]["title"]}' in html
    assert "data-poll" not in html  # a page that reads itself anew would lose it
    assert screen(one).changes == []


def test_the_pen_is_put_down_by_who_holds_it_and_then_all_can_change(city: City_) -> None:
    one, member, office = opened(city), city.people["council_member"], city.people["project_office"]
    commands.take_pen(one=one, by=member, on=city.on)
    code = min(one.names)
    with pytest.raises(Refused, match="Du håller inte i pennan"):
        commands.put_down_pen(one=fresh(one), by=office, on=city.on)
    later = city.on.replace(hour=17, minute=42)
    commands.change(scenario=screen(one), what={"do": "in", "id": code}, seen=0, by=member, on=later)
    assert fresh(one).pen_at == later
    page = at(office).get(reverse("weighing:room", args=[one.code])).content.decode()
    assert f"Senast använd {later.astimezone():%Y-%m-%d} " in page
    assert ('value="pen"' in page, 'value="pen_down"' in page) == (True, False)
    held = at(member)
    assert 'value="pen_down"' in held.get(reverse("weighing:room", args=[one.code])).content.decode()
    assert held.post(reverse("weighing:change", args=[one.code, 1]), {"do": "pen_down", "seen": 1}).status_code == 302
    assert (fresh(one).pen, fresh(one).pen_at) == (None, None)
    commands.change(scenario=screen(one), what={"do": "free", "id": code}, seen=1, by=office, on=city.on)


def test_readers_questions_have_a_lane_of_their_own_and_an_end(city: City_) -> None:
    one = opened(city)
    ask_all(one, city)
    assert one.figures is not None
    base = one.figures.content
    asked = [
        commands.ask_publicly(problem={**base, "criteria": [{**c, "weight": n} for c in base["criteria"]]}, by=None, on=city.on)
        for n in range(2, 26)
    ]
    assert asked == [True] * 20 + [False] * 4
    assert Answer.objects.filter(urgency=answers.PUBLIC).count() == 20
    commands.change(scenario=screen(one), what={"do": "in", "id": min(one.names)}, seen=0, by=city.people["council_member"], on=city.on)
    commands.ask_for(scenario=screen(one), by=None, on=city.on)
    taken = [commands.claim(lane=lane, on=now()) for lane in answers.LANES]
    assert [a.kind if a else None for a in taken] == [
        "override",
        None,
        None,
        "select",
    ]  # the room's own is taken at once beside the readers'


def test_readers_answers_are_forgotten_from_the_oldest_and_the_citys_are_kept(city: City_, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "MOST_KEPT", 2)
    one = opened(city)
    ask_all(one, city)
    assert one.figures is not None
    base, kept = one.figures.content, Answer.objects.count()
    for n in range(1, 6):
        commands.ask_publicly(problem={**base, "criteria": [{**c, "weight": n} for c in base["criteria"]]}, by=None, on=city.on)
    solve()
    left = Answer.objects.filter(urgency=answers.PUBLIC).order_by("pk")
    assert [a.figures.content["criteria"][0]["weight"] for a in left] == [4, 5]
    assert Answer.objects.count() == kept + 2
    assert Figures.objects.count() == 3
    assert Answer.objects.filter(figures=one.figures, kind=Question.SELECT.value).exists()


def test_scenarios_are_compared_by_how_often_each_proposal_is_in(city: City_) -> None:
    one, member = opened(city), city.people["council_member"]
    dear = next(c for c, n in one.names.items() if n.get("title") == "Förslag 3")
    commands.change(scenario=screen(one), what={"do": "cost", "id": dear, "sek": 1_000_000}, seen=0, by=member, on=city.on)
    commands.keep_scenario(scenario=screen(one), name="Billigare", by=member, on=city.on)
    commands.undo(scenario=screen(one), seen=1, by=member, on=city.on)
    url = reverse("weighing:compare", args=[one.code])
    assert "vikterna dras slumpvis många gånger för varje scenario" in at(member).get(url).content.decode()
    ask_all(one, city)
    side, often = at(member).get(url).context["sections"]
    assert [row[0] for row in side.table.rows] == ["Rummet", "Billigare"]
    # frame 10 million, all 60 points: 4 and 5 as opened; 1, 4 and 5 when the third costs a million
    assert often.table.rows == [["Förslag 3", "Inte med, 0 av 200", "Med, 200 av 200"]]
    assert "2 förslag är lika i alla scenarier och dragningar och visas inte." in often.texts
