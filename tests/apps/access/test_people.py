"""A removed person: nothing works any longer from that minute, and what was done stays where it stood."""

from datetime import date, timedelta

import pytest
from django.test import Client

from nytta.city.access.commands.people import remove_person, restore_person
from nytta.city.access.commands.programs import record_program
from nytta.city.access.models import Removal
from nytta.city.access.queries import token_of
from nytta.city.organisation.models import Person
from nytta.city.records.commands import appoint
from nytta.city.records.models import Appointment, Decision
from nytta.city.records.queries import has_role, holders
from nytta.city.records.terms import Role
from nytta.kit.audit import history
from nytta.kit.models import KeptSession
from nytta.plain.verdicts import Refused
from tests.factories.city import City_

from .holders import make_own

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D14", "O2")]
TODAY = date(2026, 3, 2)


def rules(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [f.rule for f in refused.value.verdict.blocking]


@pytest.mark.both
def test_removal_ends_everything_at_once(city: City_) -> None:
    chief, gone = city.people["registrar"], city.people["assessor"]
    later = appoint(
        person=gone, role=Role.COACH, valid_from=date(2026, 5, 1), valid_until=None, mandate="Beslut 7", by=chief, on=city.on
    )  # fmt: skip
    _, text = make_own(city, gone)
    at_work, other = Client(), Client()
    at_work.force_login(gone)
    other.force_login(chief)
    assert token_of(text, city.on) is not None and KeptSession.objects.count() == 2
    decisions = Decision.objects.count()

    removal = remove_person(person=gone, reason="Har slutat", by=chief, on=city.on)

    assert token_of(text, city.on) is None
    assert KeptSession.objects.count() == 1  # the registrar's own
    assert KeptSession.objects.get().person == city.people["registrar"]
    assert not holders(Role.ASSESSOR, TODAY).exists()
    ends = dict(Appointment.objects.filter(person=gone).values_list("role", "valid_until"))
    assert ends == {"assessor": TODAY, "coach": later.valid_from}
    assert sorted(removal.ended.values_list("role", flat=True)) == ["assessor", "coach"]
    assert Decision.objects.count() == decisions
    told = history("assessor", ["person.remove"]).get()
    assert (told.changes, told.reason, told.by_name) == (
        {"is_active": [True, False], "appointments": 2, "tokens": 1, "sessions": 1}, "Har slutat", "Registrar",
    )  # fmt: skip


def test_removed_person_is_anonymous_and_cannot_log_in(city: City_) -> None:
    gone = city.people["applicant"]
    gone.set_password("prova-nytta-lugnt")
    gone.save()
    remove_person(person=gone, reason="Har slutat", by=city.people["registrar"], on=city.on)
    client = Client()
    answer = client.post("/konto/login/", {"login": "applicant", "password": "prova-nytta-lugnt"})
    assert "_auth_user_id" not in client.session
    assert (answer.status_code, answer["Location"]) == (302, "/konto/inactive/")


def test_removal_asked_again_changes_nothing(city: City_) -> None:
    chief, gone = city.people["registrar"], city.people["assessor"]
    first = remove_person(person=gone, reason="Har slutat", by=chief, on=city.on)
    assert remove_person(person=gone, reason="Igen", by=chief, on=city.on) == first
    assert history("assessor", ["person.remove"]).count() == 1


def test_restored_person_has_no_right_until_appointed_anew(city: City_) -> None:
    chief, gone = city.people["registrar"], city.people["assessor"]
    remove_person(person=gone, reason="Har slutat", by=chief, on=city.on)
    back = city.on + timedelta(days=3)
    person = restore_person(person=gone, reason="Kom tillbaka", by=chief, on=back)
    assert person.is_active
    assert not Appointment.objects.filter(person=gone, valid_until=None).exists()
    assert Removal.objects.get().restored_at == back
    remove_person(person=gone, reason="Slutade igen", by=chief, on=back)
    assert Removal.objects.count() == 2


def test_restored_the_same_day_no_right_is_left_of_what_ended(city: City_) -> None:
    chief, gone = city.people["registrar"], city.people["assessor"]
    Appointment.objects.create(person=gone, role=Role.COACH.value, valid_from=city.on.date() + timedelta(days=9))
    assert has_role(gone, Role.ASSESSOR, city.on.date())
    remove_person(person=gone, reason="Fel person", by=chief, on=city.on)
    person = restore_person(person=gone, reason="Det var fel", by=chief, on=city.on)
    assert not has_role(person, Role.ASSESSOR, city.on.date())
    assert not Appointment.objects.filter(person=gone, valid_until__gte=city.on.date()).exists()
    assert Appointment.objects.filter(person=gone, role=Role.ASSESSOR.value, valid_until=city.on.date() - timedelta(days=1)).exists()


def test_removal_is_for_the_registrar_and_the_directory(city: City_) -> None:
    with pytest.raises(Refused) as refused:
        remove_person(person=city.people["assessor"], reason="x", by=city.people["applicant"], on=city.on)
    assert rules(refused) == ["mandate"]
    with pytest.raises(Refused) as refused:
        remove_person(person=city.people["registrar"], reason="x", by=city.people["registrar"], on=city.on)
    assert rules(refused) == ["remove_self"]
    program = record_program(
        username="katalog", name="Katalogen", body=city.bodies["kommunstyrelsen"], by=city.people["registrar"], on=city.on
    )
    with pytest.raises(Refused) as refused:
        remove_person(person=program, reason="x", by=city.people["registrar"], on=city.on)
    assert rules(refused) == ["program_person"]
    remove_person(person=city.people["assessor"], reason="Katalogen", by=program, on=city.on)
    assert Person.objects.get(username="assessor").is_active is False
