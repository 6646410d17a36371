"""What is kept on persons stands on the page, all of it; and everybody gets what is kept about them."""

import io
import json
import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from nytta.city.access.models import SignIn
from nytta.kit import jobs
from nytta.kit.models import AuditRow, Job, Notice
from nytta.portal.commands import clear_old
from nytta.portal.models import Extract
from nytta.portal.queries.personal import SECRET, kept, not_personal, relations
from tests.apps.access.entering import PASSWORD, code_app, log_in, with_password
from tests.factories.city import City_, make_case

pytestmark = pytest.mark.requirement("D14")
LOOKS_PERSONAL = re.compile(
    r"(^|_)(username|email|mail|phone|contact|user|author|network|agent|device|address|addresses|password|login|seen|superuser|owner|who|to|by|named)(_|$)"
)


def stated() -> set[str]:
    return {field for one in kept() for field in one.fields}


def test_every_field_that_points_at_a_person_is_stated() -> None:
    found = {f"{model._meta.label}.{field.name}" for model, field in relations()}
    assert sorted(found - stated()) == []


def test_every_field_whose_name_looks_personal_is_stated_or_said_not_to_be() -> None:
    ours = [m for m in apps.get_models() if m.__module__.startswith("nytta.")]
    found = {
        f"{m._meta.label}.{f.name}" for m in ours for f in m._meta.concrete_fields if not f.is_relation and LOOKS_PERSONAL.search(f.name)
    }
    assert sorted(found - stated() - not_personal()) == []


def test_what_is_stated_is_there_and_once() -> None:
    every = {f"{m._meta.label}.{f.name}" for m in apps.get_models() for f in m._meta.get_fields()}
    fields = [field for one in kept() for field in one.fields]
    assert sorted(set(fields) - every) == []
    assert sorted(not_personal() - every) == []
    assert sorted({f for f in fields if fields.count(f) > 1}) == []


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_page_tells_each_kind_with_ground_and_time(city: City_, language: str) -> None:
    page = Client(headers={"accept-language": language}).get(reverse("portal:privacy")).content.decode()
    for one in kept():
        assert one.what[language].replace("'", "&#x27;") in page
        assert one.long[language].replace("'", "&#x27;") in page


def run_jobs(city: City_) -> None:
    while jobs.run_one(city.on + timedelta(minutes=1)):
        pass


@pytest.mark.django_db
def test_a_persons_own_extract_holds_what_is_about_them_and_no_secret(city: City_) -> None:
    make_case(city, "screening")
    person, client = with_password(city.people["applicant"]), Client()
    secret = code_app(person)
    log_in(Client(), "applicant", "fel lösenord här")
    client.force_login(person)
    where = client.post(reverse("portal:ask_extract"))["Location"]
    assert "Uppgifterna tas fram." in client.get(where).content.decode()
    run_jobs(city)
    page = client.get(where).content.decode()
    one = Extract.objects.get()
    parts = one.content["parts"]
    assert parts["person"][0]["email"] == "applicant@example.org"
    assert [row["thing"] for row in parts["acts"] if row["what"] == "applications.Application"] == [str(make_case_of(city))]
    assert [row["outcome"] for row in parts["log_in"] if row["what"] == "access.SignIn"] == ["wrong_password"]
    assert {row["role"] for row in parts["seats"] if row["what"] == "records.Appointment"} == {"applicant"}
    kept_text = json.dumps(one.content)
    person.refresh_from_db()
    assert [hidden for hidden in (person.password, secret, PASSWORD) if hidden in kept_text + page] == []
    answer = client.get(reverse("portal:extract_file", args=[one.pk, "json"]))
    assert json.loads(answer.content) == one.content
    assert client.get(reverse("portal:extract_file", args=[one.pk, "pdf"])).content[:5] == b"%PDF-"
    assert Notice.objects.filter(subject="Uppgifterna är framtagna").count() == 1


def make_case_of(city: City_) -> object:
    return next(m for m in apps.get_models() if m._meta.label == "applications.Application")._default_manager.get()


@pytest.mark.django_db
@pytest.mark.requirement("O2")
def test_only_the_registrar_asks_on_behalf_of_somebody_and_says_why(city: City_) -> None:
    url = reverse("portal:ask_extract_for", args=["applicant"])
    other, registrar = Client(), Client()
    other.force_login(city.people["project_office"])
    registrar.force_login(city.people["registrar"])
    assert other.post(url, {"reason": "Nyfiken"}).status_code == 409
    assert registrar.post(url, {"reason": ""}).status_code == 422
    where = registrar.post(url, {"reason": "Begäran 2026-03-01"})["Location"]
    assert other.get(where).status_code == 404
    assert registrar.get(where).status_code == 200
    own = Client()
    own.force_login(city.people["applicant"])
    assert own.get(where).status_code == 200
    assert AuditRow.objects.get(act="extract.ask").reason == "Begäran 2026-03-01"


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["sv", "en"])
def test_extract_pdf_is_in_the_readers_language(city: City_, language: str) -> None:
    client = Client(headers={"accept-language": language})
    client.force_login(city.people["applicant"])
    client.post(reverse("portal:ask_extract"))
    run_jobs(city)
    content = client.get(reverse("portal:extract_file", args=[Extract.objects.get().pk, "pdf"])).content
    assert io.BytesIO(content).read(5) == b"%PDF-"


@pytest.mark.django_db
def test_logs_are_disposed_of_by_the_settings_and_how_many_is_kept_in_the_audit(city: City_, settings: object) -> None:
    settings.LOG_DAYS = {**settings.LOG_DAYS, "sign_ins": 10}  # type: ignore[attr-defined]
    for days in (9, 10, 11, 400):
        SignIn.objects.create(at=city.on - timedelta(days=days, minutes=1), outcome="entered", network=str(days))
    gone = clear_old(by=None, on=city.on)
    assert gone["sign_ins"] == 3
    assert list(SignIn.objects.values_list("network", flat=True)) == ["9"]
    assert AuditRow.objects.get(act="logs.dispose").changes == {"sign_ins": 3}


@pytest.mark.django_db
def test_audit_and_decisions_are_no_logs_that_are_disposed_of(city: City_) -> None:
    make_case(city, "granted")
    before = AuditRow.objects.count()
    clear_old(by=None, on=city.on + timedelta(days=5000))
    assert AuditRow.objects.exclude(act="logs.dispose").count() == before
    assert Job.objects.count() == 0


def test_no_field_of_ours_keeps_a_secret_but_as_a_digest() -> None:
    """Whatever is called a secret is a digest, is enciphered by kit.login.Factors, or is the number that a password became."""
    found = {
        f"{m._meta.label}.{f.name}"
        for m in apps.get_models() for f in m._meta.concrete_fields
        if re.search(r"secret|token|password|digest|private|credential|api_key|(^|_)key$", f.name) and not f.is_relation
    }  # fmt: skip
    digests = {
        "kit.KeptSession.key",
        "access.AccessToken.digest",
        "access.Invitation.digest",
        "access.Attempts.key",
        "meetings.Feed.digest",
        "systems.ChangeFeed.digest",
        "organisation.Person.password",
    }
    no_secrets = {  # what rows, jobs, letters and forms are called by
        "access.DirectoryDepartment.key", "access.DirectoryGroup.key", "access.DirectoryUser.key", "access.IdentityProvider.secret_name", "access.Webhook.secret_print", "benefits.Parameter.key",
        "benefits.ReferenceProject.key", "kit.FormUse.token", "kit.Job.key", "kit.Notice.key", "kit.Notice.secret", "kit.RateCount.key",
        "organisation.Person.digest", "projects.CostEntry.key", "records.Clause.key", "weighing.Answer.key",
    }  # fmt: skip
    unused = {"account.EmailConfirmation.key"}  # allauth's: its pages are closed
    assert sorted(found - digests - no_secrets - unused) == []
    assert "password" in SECRET
