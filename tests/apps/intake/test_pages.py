"""Ideas through their pages: a minute to write, always answered."""

import pytest
from django.test import Client
from django.urls import reverse

from nytta.city.records.models import Programme
from nytta.kit.testing import queries_of
from nytta.kit.work import desk
from nytta.needs.intake.commands import write_idea
from nytta.needs.intake.models import Idea
from nytta.needs.intake.terms import IdeaState
from tests.factories.city import City_

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("N5")]
TITLE = "Boka tid hos bygglov på nätet"


def as_(city: City_, name: str) -> Client:
    client = Client()
    client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def written(city: City_) -> Idea:
    return write_idea(title=TITLE, text="I dag ringer man.", goal=city.goal(), by=city.people["applicant"], on=city.on)


def test_idea_is_written_on_one_page(city: City_) -> None:
    sent = {"title": TITLE, "text": "I dag ringer man.", "goal": city.goal("KF2").pk, "focus_area": ""}
    answer = as_(city, "owner").post(reverse("intake:new"), sent)
    idea = Idea.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("intake:detail", args=[idea.code]))
    assert (idea.title, idea.goal, idea.focus_area, idea.body, idea.state) == (
        TITLE, city.goal("KF2"), None, city.bodies["byggnadsnamnden"], IdeaState.NEW.value,
    )  # fmt: skip


def test_idea_without_goal_is_refused_and_what_was_typed_stays(city: City_) -> None:
    answer = as_(city, "owner").post(reverse("intake:new"), {"title": TITLE, "text": "I dag ringer man."})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Idén måste stödja ett av fullmäktiges mål." in html
    assert f'value="{TITLE}"' in html
    assert Idea.objects.count() == 0


def test_idea_without_programme_says_why(city: City_) -> None:
    Programme.objects.update(valid_from="2000-01-01", valid_until="2001-01-01")
    html = as_(city, "owner").get(reverse("intake:new")).content.decode()
    assert "Inget program gäller, så det finns inga mål att stödja." in html


def test_similar_ideas_are_shown_while_one_writes(city: City_) -> None:
    idea = written(city)
    html = as_(city, "owner").get(reverse("intake:similar"), {"title": "Tidsbokning hos bygglov", "text": ""}).content.decode()
    assert reverse("intake:detail", args=[idea.code]) in html


@pytest.mark.parametrize(("choice", "state"), [("1", IdeaState.TAKEN_UP), ("0", IdeaState.DECLINED)])
def test_office_answers_with_reasons(city: City_, choice: str, state: IdeaState) -> None:
    idea = written(city)
    answer = as_(city, "project_office").post(reverse("intake:answer", args=[idea.code]), {"take_up": choice, "answer": "Tack!"})
    idea.refresh_from_db()
    assert answer.status_code == 302
    assert (idea.state, idea.answer) == (state.value, "Tack!")
    assert "Tack!" in as_(city, "applicant").get(reverse("intake:detail", args=[idea.code])).content.decode()


def test_answer_by_another_role_is_refused(city: City_) -> None:
    idea = written(city)
    answer = as_(city, "applicant").post(reverse("intake:answer", args=[idea.code]), {"take_up": "1", "answer": "Ja"})
    idea.refresh_from_db()
    assert (answer.status_code, idea.state) == (409, IdeaState.NEW.value)


def test_unanswered_idea_waits_on_the_office_until_it_is_answered(city: City_) -> None:
    idea, office = written(city), city.people["project_office"]
    assert [w.code for w in desk(office, city.on.date()) if w.code == idea.code] == [idea.code]
    as_(city, "project_office").post(reverse("intake:answer", args=[idea.code]), {"take_up": "0", "answer": "Finns redan."})
    assert [w.code for w in desk(office, city.on.date()) if w.code == idea.code] == []


def test_idea_page_takes_as_many_queries_whatever_the_ideas(city: City_) -> None:
    idea, client = written(city), as_(city, "applicant")
    url = reverse("intake:detail", args=[idea.code])
    written(city)
    client.get(url)
    few = len(queries_of(client, url)[1])
    for _ in range(4):
        written(city)
    assert len(queries_of(client, url)[1]) == few


def test_ideas_are_for_those_who_log_in() -> None:
    assert Client().get(reverse("intake:list")).status_code == 302


def test_a_text_that_is_too_long_says_how_long_it_may_be_and_stays(city: City_) -> None:
    goal = city.goal()
    page = as_(city, "applicant").post(reverse("intake:new"), {"title": "En tanke", "text": "x" * 4001, "goal": goal.pk}).content.decode()
    assert "Texten är 4001 tecken lång; högst 4000 får plats. Korta den." in page
    assert "x" * 4001 in page
