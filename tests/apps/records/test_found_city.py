"""An empty database becomes a city with one registrar, who can record the rest."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from nytta.city.organisation.models import Person
from nytta.city.organisation.terms import BodyKind
from nytta.city.records import commands
from nytta.city.records.queries import has_role
from nytta.city.records.terms import Role
from nytta.kit import clock
from nytta.plain.verdicts import Refused

pytestmark = pytest.mark.django_db


def _found(monkeypatch: pytest.MonkeyPatch, password: str = "ett-långt-lösenord") -> None:
    monkeypatch.setattr("builtins.input", lambda: password)
    call_command("found_city", "Ekholms kommun", username="eva", person="Eva Ek", mandate="KS § 3", password_stdin=True)


@pytest.mark.requirement("O2")
def test_found_city_makes_one_registrar_who_can_log_in(monkeypatch: pytest.MonkeyPatch) -> None:
    _found(monkeypatch)
    person = Person.objects.get()
    assert person.check_password("ett-långt-lösenord")
    assert has_role(person, Role.REGISTRAR, clock.today())


def test_found_city_twice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    _found(monkeypatch)
    with pytest.raises(CommandError, match="redan en kommun"):
        _found(monkeypatch)


def test_found_city_with_a_short_password_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="minst 15 tecken"):
        _found(monkeypatch, "kort")
    assert Person.objects.count() == 0


def test_registrar_records_bodies_and_people(monkeypatch: pytest.MonkeyPatch) -> None:
    _found(monkeypatch)
    by, on = Person.objects.get(), clock.now()
    committee = commands.record_body(
        code="byggnadsnamnden", name="Byggnadsnämnden", kind=BodyKind.COMMITTEE, parent=None, valid_from=date(2026, 1, 1),
        paragraph="KF § 9", by=by, on=on,
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        commands.record_body(
            code="byggforvaltningen", name="Byggförvaltningen", kind=BodyKind.ADMINISTRATION, parent=None, valid_from=None,
            paragraph="", by=by, on=on,
        )  # fmt: skip
    assert refused.value.verdict.findings[0].rule == "body_parent"
    someone = commands.record_person(username="ola", name="Ola", title="Handläggare", email="", body=committee, by=by, on=on)
    with pytest.raises(Refused):
        commands.record_person(username="x", name="X", title="", email="", body=committee, by=someone, on=on)
