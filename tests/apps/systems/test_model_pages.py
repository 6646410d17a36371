"""A model handed in on a page: looked at by line, brought in by the worker whole or not at all; the register fetched as one."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from nytta.delivery.systems.commands import name_master, retire_system
from nytta.delivery.systems.imports.archimate.comparing import How
from nytta.delivery.systems.imports.archimate.kept import Kept
from nytta.delivery.systems.models import InformationType, System
from nytta.kit import jobs
from nytta.kit.models import Job
from nytta.plain.verdicts import Refused
from tests.apps.systems.test_models import FOREIGN
from tests.factories.city import City_
from tests.factories.systems import make_information, make_system

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D1", "D3")]


@pytest.fixture(autouse=True)
def files(settings: LazySettings, tmp_path: Path) -> Path:
    """Where what is handed in is kept."""
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def enter(city: City_, name: str) -> Client:
    client = Client()
    client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def hand_in(client: Client, content: bytes, **more: str) -> Any:
    sent = {"model": SimpleUploadedFile("modell.xml", content), "owner": "", "owner_property": "", **more}
    return client.post(reverse("systems:model"), sent)


def test_model_is_handed_in_looked_at_and_brought_in_by_the_worker(city: City_, files: Path) -> None:
    client = enter(city, "project_office")
    answer = hand_in(client, FOREIGN, owner="byggnadsnamnden", owner_property="Ägare")
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "För in 7 nya och 0 ändrade" in page and "BusinessProcess" in page
    assert System.objects.count() == 0
    went = client.post(answer["Location"], {})
    job = Job.objects.get(name="systems.model")
    assert went["Location"] == reverse("systems:model_job", args=[job.pk])
    assert "Väntar på sin tur" in client.get(went["Location"]).content.decode()
    (files / "imports" / job.arguments["file"]).with_suffix(".told").write_text("3")
    assert '<progress id="progress" max="7" value="3">' in client.get(went["Location"] + "?bit=1").content.decode()
    assert jobs.run_one(city.on)
    assert "Modellen är införd." in client.get(went["Location"]).content.decode()
    assert list(System.objects.values_list("name", "owner__code")) == [("Alfa", "socialnamnden"), ("Beta", "byggnadsnamnden")]
    again = hand_in(client, FOREIGN)
    assert "inget i den är nytt" in client.get(again["Location"]).content.decode()


def test_faults_are_shown_by_line_and_nothing_can_be_brought_in(city: City_) -> None:
    client = enter(city, "project_office")
    where = hand_in(client, FOREIGN.replace(b'target="c"', b'target="x"').replace(b'"DataObject"', b'"Thing"'))["Location"]
    page = client.get(where).content.decode()
    assert "target pekar på x, som inte finns i filen." in page and "Thing är ingen typ för element." in page
    assert client.post(where, {}).status_code == 409
    where = hand_in(client, FOREIGN)["Location"]
    assert "Alfa har ingen ägare i filen." in client.get(where).content.decode()
    assert client.post(where, {}).status_code == 409
    assert (Job.objects.filter(name="systems.model").count(), System.objects.count(), InformationType.objects.count()) == (0, 0, 0)


def test_register_that_has_changed_since_the_look_stops_the_whole_model(city: City_) -> None:
    client = enter(city, "project_office")
    where = hand_in(client, FOREIGN, owner="byggnadsnamnden")["Location"]
    client.post(where, {})
    make_system(city, "Alfa", external_id="m/a")
    System.objects.update(retired_on=city.on.date(), retired_reason="Slut", purpose="x")
    System.objects.update(name="Omdöpt")
    jobs.run_one(city.on)
    page = client.get(reverse("systems:model_job", args=[Job.objects.get(name="systems.model").pk])).content.decode()
    assert "Inget är infört" in page and "4: Omdöpt är avvecklat i registret och ändras inte längre." in page
    assert (System.objects.count(), InformationType.objects.count()) == (1, 0)


def test_who_may_hand_in_and_fetch(city: City_) -> None:
    make_system(city, "Castor")
    assert enter(city, "owner").get(reverse("systems:model_file")).status_code == 403
    assert hand_in(enter(city, "owner"), FOREIGN).status_code == 409
    assert Client().get(reverse("systems:model_file")).status_code == 302
    answer: Any = enter(city, "auditor").get(reverse("systems:model_file"))
    content = b"".join(answer.streaming_content).decode()
    assert 'identifier="system-S-0001"' in content and "attachment" in answer["Content-Disposition"]
    assert "Project_office" not in content  # no person stands in the file


def test_master_is_not_retired_without_a_successor(city: City_) -> None:
    castor, pollux, one = make_system(city, "Castor"), make_system(city, "Pollux"), make_information(city, "Adresser")
    by = {"by": city.people["project_office"], "on": city.on}
    name_master(information=one, system=castor, **by)
    client = enter(city, "project_office")
    answer = client.post(reverse("systems:retire", args=[castor.code]), {"last": city.on.date().isoformat(), "reason": "Slut"})
    assert answer.status_code == 409
    assert "Castor är huvuddatakälla för Adresser" in answer.content.decode()
    with pytest.raises(Refused):
        retire_system(system=castor, last=city.on.date(), reason="Slut", **by)
    name_master(information=one, system=pollux, **by)
    assert retire_system(system=castor, last=city.on.date(), reason="Slut", **by).retired_on == city.on.date()


def test_closed_to_the_public_and_answered_on_the_system_page(city: City_) -> None:
    castor = make_system(city, "Castor")
    one = make_information(city, "Adresser")
    client = enter(city, "owner")
    client.post(reverse("systems:hold_information", args=[castor.code]), {"information": one.pk, "note": "Varje natt"})
    client.post(reverse("systems:name_master", args=[one.code]), {"system": castor.pk, "paragraph": "", "reasons": ""})
    said = {"answer_2": "met", "evidence_2": "Klassad", "day_2": city.on.date().isoformat()}
    assert client.post(reverse("systems:answer_principles", args=[castor.code]), said).status_code == 302
    lacking = client.post(reverse("systems:answer_principles", args=[castor.code]), {"answer_3": "met", "day_3": "2026-03-01"})
    assert (lacking.status_code, "vad visar att det är så?" in lacking.content.decode()) == (422, True)
    page = client.get(reverse("systems:detail", args=[castor.code])).content.decode()
    assert "Adresser" in page and "huvuddatakälla" in page and "Klassad" in page
    public = Client().get(reverse("systems:detail", args=[castor.code])).content.decode()
    assert "Adresser" not in public and "Klassad" not in public
    for name in ("information", "principles", "concept_models"):
        assert Client().get(reverse(f"systems:{name}")).status_code == 302


def test_large_model_is_looked_at_by_the_worker_and_the_page_says_how_far(
    city: City_, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Kept, "small", 100)
    client = enter(city, "project_office")
    where = hand_in(client, FOREIGN, owner="byggnadsnamnden", owner_property="Ägare")["Location"]
    waiting = client.get(where).content.decode()
    assert "Filen granskas i bakgrunden." in waiting and "Väntar på sin tur" in waiting
    assert "Filen granskas i bakgrunden." in client.post(where, {}).content.decode()  # nothing comes in before it has been seen
    job = Job.objects.get(name="systems.model_look")
    (files / "imports" / job.arguments["file"]).with_suffix(".told").write_text("37")
    bit = client.get(f"{where}&bit=1").content.decode()
    assert '<progress id="progress" max="100" value="37">' in bit and "data-done" not in bit
    assert enter(city, "owner").get(where).status_code == 404
    assert jobs.run_one(city.on)
    assert client.get(f"{where}&bit=1").content.decode().strip().endswith('<p class="ds-paragraph" data-done>Klart.</p>')
    page = client.get(where).content.decode()
    assert "För in 7 nya och 0 ändrade" in page and "BusinessProcess" in page
    assert "Bring in 7 new" in client.get(where, headers={"accept-language": "en"}).content.decode()
    went = client.post(where, {})["Location"]
    assert "Väntar på sin tur" in client.get(went).content.decode()  # the progress of the look is not that of the bringing in
    assert jobs.run_one(city.on)
    assert "Modellen är införd." in client.get(went).content.decode()
    assert System.objects.count() == 2


def test_faults_of_a_large_model_are_read_in_ones_own_language(city: City_, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Kept, "small", 100)
    client = enter(city, "project_office")
    where = hand_in(client, FOREIGN)["Location"]
    jobs.run_one(city.on)
    assert "Alfa har ingen ägare i filen." in client.get(where).content.decode()
    assert "Alfa has no owner in the file." in client.get(where, headers={"accept-language": "en"}).content.decode()
    assert (client.post(where, {}).status_code, Job.objects.filter(name="systems.model").count()) == (409, 0)


def test_look_that_fails_says_so(city: City_, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Kept, "small", 100)
    client = enter(city, "project_office")
    where = hand_in(client, FOREIGN)["Location"]
    Job.objects.filter(name="systems.model_look").update(state="failed")
    assert "Filen kunde inte granskas" in client.get(where).content.decode()
    assert "data-done" in client.get(f"{where}&bit=1").content.decode()


def test_progress_of_a_look_goes_from_the_reading_to_the_whole(city: City_) -> None:
    kept, told = Kept.keep([FOREIGN], name="m.xml", how=str(How("byggnadsnamnden", "")), on=city.on), list[int]()
    kept.look(city.on, told.append)
    assert (told[0], told[-1], told) == (50, 90, sorted(told))  # a tenth of it is of no kind that is walked
