"""How a local account gets its password: by a link, once, for a time; and what a forgotten one leads to."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import is_password_usable
from django.test import Client
from django.urls import reverse

from nytta.city.access.commands import accounts as commands
from nytta.city.access.models import Invitation
from nytta.city.organisation.models import Person
from nytta.kit import jobs
from nytta.kit.models import Job, KeptSession, Notice
from nytta.kit.sessions import SessionStore
from nytta.plain.verdicts import Refused
from tests.apps.access.entering import PASSWORD, browser, entered, log_in, with_password
from tests.factories.city import City_

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("O2", "D14")]
NEW = "en annan vik i april"


def registrar_of(city: City_) -> Client:
    client = Client()
    client.force_login(city.people["registrar"])
    return client


def link_in(body: str) -> str:
    found = re.search(r"/tilltrade/inbjudan/[\w-]+/", body)
    assert found
    return found[0]


def let_in(city: City_) -> tuple[Client, str]:
    registrar = registrar_of(city)
    sent = {
        "name": "Åsa Ny",
        "title": "handläggare",
        "body": city.bodies["socialnamnden"].pk,
        "email": "asa@example.org",
        "username": "asa",
    }
    answer = registrar.post(reverse("access:let_in"), sent, follow=True)
    return registrar, answer.content.decode()


@pytest.mark.both
def test_a_person_is_let_in_without_a_password_and_chooses_one_on_the_link(city: City_) -> None:
    registrar, shown = let_in(city)
    person = Person.objects.get(username="asa")
    assert not is_password_usable(person.password)
    link = link_in(Notice.objects.get(to="asa@example.org").body)
    assert link in shown
    assert link not in registrar.get(reverse("access:account", args=["asa"])).content.decode()  # shown once
    guest = browser()
    assert guest.get(link)["Location"] == reverse("access:invitation")  # the text goes out of the address
    page = guest.get(reverse("access:invitation")).content.decode()
    assert "Det gäller Åsa Ny." in page
    assert guest.post(reverse("access:invitation"), {"password": NEW}).status_code == 302
    log_in(guest, "asa", NEW)
    assert entered(guest)
    again = browser()
    again.get(link)
    assert again.post(reverse("access:invitation"), {"password": "en tredje sjö i maj"}).status_code == 409
    assert Person.objects.get(username="asa").check_password(NEW)


def test_the_text_of_the_link_is_kept_nowhere_once_the_letter_is_sent(city: City_) -> None:
    let_in(city)
    text = link_in(Notice.objects.get(to="asa@example.org").body).split("/")[-2]
    assert text not in str(Invitation.objects.values_list())
    assert text not in str([SessionStore().decode(one.session_data) for one in KeptSession.objects.all()])
    while jobs.run_one(city.on + timedelta(minutes=1)):
        pass
    letter = Notice.objects.get(to="asa@example.org")
    assert (letter.body, letter.sent_at is not None) == ("", True)


@pytest.mark.parametrize("late", [timedelta(days=7), timedelta(days=400)])
def test_an_invitation_ends_after_seven_days(city: City_, late: timedelta) -> None:
    _, text = commands.let_in(
        username="asa", name="Åsa", title="", email="", body=city.bodies["socialnamnden"], by=city.people["registrar"], on=city.on
    )
    with pytest.raises(Refused) as refused:
        commands.choose_password(text=text, password=NEW, by=None, on=city.on + late)
    assert [f.rule for f in refused.value.verdict.blocking] == ["invitation"]
    commands.choose_password(text=text, password=NEW, by=None, on=city.on + timedelta(days=7) - timedelta(seconds=1))


def test_a_new_invitation_closes_the_one_before_and_the_old_password_holds_until_then(city: City_) -> None:
    person, by = with_password(city.people["applicant"]), city.people["registrar"]
    first = commands.invite_anew(person=person, by=by, on=city.on)
    later = city.on + timedelta(minutes=1)
    second = commands.invite_anew(person=person, by=by, on=later)
    client = browser()
    log_in(client, "applicant")
    assert entered(client)
    with pytest.raises(Refused):
        commands.choose_password(text=first, password=NEW, by=None, on=later)
    commands.choose_password(text=second, password=NEW, by=None, on=later)
    assert not entered(client)


def test_a_made_up_link_is_refused_in_the_same_words(city: City_) -> None:
    guest = browser()
    guest.get(reverse("access:open_invitation", args=["pahittad"]))
    page = guest.get(reverse("access:invitation"))
    assert (page.status_code, "Länken gäller inte längre." in page.content.decode()) == (200, True)
    assert guest.post(reverse("access:invitation"), {"password": NEW}).status_code == 409


def test_a_weak_password_is_refused_with_what_mends_it_and_the_link_still_opens(city: City_) -> None:
    let_in(city)
    guest = browser()
    guest.get(link_in(Notice.objects.get(to="asa@example.org").body))
    for weak in ("kort", "passwordpassword", "123456789012345", "qwertyuiopåasdf", "asa@example.org1"):
        answer = guest.post(reverse("access:invitation"), {"password": weak})
        assert answer.status_code == 409, weak
        assert weak not in answer.content.decode().replace("asa@example.org1", "") or weak == "kort"
    assert guest.post(reverse("access:invitation"), {"password": NEW}).status_code == 302


def test_forgotten_tells_nothing_and_mails_only_who_has_an_account(city: City_) -> None:
    with_password(city.people["applicant"])
    answers = []
    for name in ("applicant", "ingen-alls", "applicant@example.org", "assessor"):  # the last has no password of its own
        answer = browser().post(reverse("access:forgotten"), {"name": name}, follow=True)
        answers.append((answer.status_code, "Finns kontot" in answer.content.decode()))
    assert set(answers) == {(200, True)}
    assert Job.objects.filter(name=commands.FORGOTTEN).count() == 4
    while jobs.run_one(city.on + timedelta(minutes=1)):
        pass
    assert sorted(Notice.objects.values_list("to", flat=True)) == ["applicant@example.org"] * 2
    assert set(map(str, Job.objects.filter(name=commands.FORGOTTEN).values_list("arguments", flat=True))) == {"{}"}


def test_a_forgotten_password_can_be_asked_for_three_times_a_day(city: City_) -> None:
    with_password(city.people["applicant"])
    sent = [commands.send_forgotten(name="applicant", by=None, on=city.on + timedelta(minutes=n)) for n in range(5)]
    assert sent == [True, True, True, False, False]


def test_a_link_for_a_forgotten_password_lasts_an_hour(city: City_) -> None:
    person = with_password(city.people["applicant"])
    commands.send_forgotten(name="applicant", by=None, on=city.on)
    text = link_in(Notice.objects.get().body).split("/")[-2]
    with pytest.raises(Refused):
        commands.choose_password(text=text, password=NEW, by=None, on=city.on + timedelta(hours=1))
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_nobody_is_invited_who_may_not_log_in(city: City_) -> None:
    Person.objects.filter(username="applicant").update(is_active=False)
    answer = registrar_of(city).post(reverse("access:invite", args=["applicant"]))
    assert answer.status_code == 409
    assert Invitation.objects.count() == 0
