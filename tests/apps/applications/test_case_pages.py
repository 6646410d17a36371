"""The register, the hand-in with its refusals, the office's acts, the acceptances, and the case's page."""

import csv
import io
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nytta.city.records.models import Decision, Delegation, RegistryEntry
from nytta.governance.applications import commands
from nytta.governance.applications.models import Acceptance, Application, OfficeCheck, Version
from nytta.governance.applications.terms import Check
from tests.factories.city import City_, fill, make_case
from tests.reading import unlinked

from .test_writing import client_of

pytestmark = pytest.mark.django_db


def hand_in(city: City_, case: Application) -> Any:
    return client_of(city, "applicant").post(f"/ansokningar/{case.code}/lamna-in/")


@pytest.mark.requirement("F6", "O6")
def test_hand_in_freezes_a_version_and_registers(city: City_) -> None:
    case = make_case(city)
    page = client_of(city, "applicant").get(f"/ansokningar/{case.code}/lamna-in/").content.decode()
    assert "Inget hindrar inlämning." in page
    assert hand_in(city, case).status_code == 302
    case.refresh_from_db()
    version = Version.objects.get(application=case)
    assert (case.state, version.number, version.rule_set.version) == ("screening", 1, "2026:1")
    assert RegistryEntry.objects.get(subject=case.code).registry_number == case.registry_number
    shown = client_of(city, "project_office").get(f"/ansokningar/{case.code}/version/1/").content.decode()
    assert "E-tjänst för bygglov med ritningar." in shown
    assert "2026:1" in shown


@pytest.mark.requirement("F5", "O1")
def test_hand_in_of_an_unbound_company_is_refused_with_the_rule(city: City_) -> None:
    case = make_case(city)
    Application.objects.filter(pk=case.pk).update(applicant_body=city.bodies["energi"])
    answer = hand_in(city, case)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Ekholms Energi AB" in page


@pytest.mark.requirement("F6", "N2")
def test_hand_in_without_goal_is_refused_with_the_rule(city: City_) -> None:
    case = make_case(city, goals={})
    answer = hand_in(city, case)
    page = unlinked(answer)
    assert answer.status_code == 409
    assert "Ansökan anger inget av fullmäktiges mål." in page
    assert "P5 ”Projektidé som stödjer mål”; N2" in page
    assert "Välj minst ett mål och skriv hur projektet bidrar." in page
    case.refresh_from_db()
    assert (case.state, case.summary) == ("draft", "E-tjänst för bygglov med ritningar.")


@pytest.mark.requirement("G1")
def test_hand_in_of_a_twelve_month_innovative_case_is_refused_with_the_rule(city: City_) -> None:
    case = make_case(
        city, category="innovative", lifetime_months=12, focus_area=city.area(5), hypothesis="Om vi", experience_plan="Vi avvecklar"
    )
    answer = hand_in(city, case)
    assert answer.status_code == 409
    assert "Innovativt it-stöd får finnas i högst 6 månader; ansökan anger 12." in answer.content.decode()
    writing = client_of(city, "applicant").get(f"/ansokningar/{case.code}/skriv/grund/").content.decode()
    assert "högst 6 månader; ansökan anger 12." in writing
    assert f"/ansokningar/{case.code}/skriv/grund/#id_lifetime_months" in writing


def test_grant_conditions_warn_in_the_draft(city: City_) -> None:
    case = make_case(city, owner_body=None)
    writing = client_of(city, "applicant").get(f"/ansokningar/{case.code}/skriv/agare/").content.decode()
    assert "Systemägare är inte utpekad." in writing
    assert f"/ansokningar/{case.code}/skriv/agare/#id_owner_body" in writing


def test_writing_shows_similar_cases_and_common_solutions(city: City_) -> None:
    make_case(city, "screening", title="E-tjänst för bygglov i Norra")
    case = make_case(city, title="E-tjänst för bygglov")
    writing = client_of(city, "applicant").get(f"/ansokningar/{case.code}/skriv/grund/").content.decode()
    assert "E-tjänst för bygglov i Norra" in writing
    assert "Stadens e-tjänstplattform" in writing


@pytest.mark.requirement("F6")
def test_questions_stand_beside_their_fields_and_are_answered(city: City_) -> None:
    case = make_case(city, "screening")
    office, applicant = client_of(city, "project_office"), client_of(city, "applicant")
    sent = {"field_1": "summary", "text_1": "Vilka ritningar?", "field_2": "", "text_2": "", "field_3": "", "field_4": ""}
    assert office.post(f"/ansokningar/{case.code}/komplettera/", sent).status_code == 302
    page = applicant.get(f"/ansokningar/{case.code}/skriv/grund/").content.decode()
    assert "Fråga att besvara:</strong> Vilka ritningar?" in page
    assert "Obesvarade frågor: 1." in hand_in(city, case).content.decode()
    question = case.questions.get()
    assert applicant.post(f"/ansokningar/{case.code}/svara/", {f"answer_{question.pk}": "Alla"}).status_code == 302
    assert hand_in(city, case).status_code == 302
    assert Version.objects.filter(application=case).count() == 2


def test_asking_nothing_is_refused(city: City_) -> None:
    case = make_case(city, "screening")
    answer = client_of(city, "project_office").post(f"/ansokningar/{case.code}/komplettera/", {})
    assert (answer.status_code, "Skriv minst en fråga." in answer.content.decode()) == (409, True)


def test_office_passes_checks_and_dismisses(city: City_) -> None:
    office = client_of(city, "project_office")
    passed, dismissed = make_case(city, "screening"), make_case(city, "screening", title="Fel instans")
    assert office.post(f"/ansokningar/{passed.code}/komplett/").status_code == 302
    bare = office.post(f"/ansokningar/{passed.code}/kontroll/", {"kind": "guidelines", "passed": "no"})
    assert (bare.status_code, "Skriv vad som brister." in bare.content.decode()) == (409, True)
    assert office.post(f"/ansokningar/{passed.code}/kontroll/", {"kind": "security", "passed": "yes", "value": "2"}).status_code == 302
    assert OfficeCheck.objects.get(application=passed).value == "2"
    assert office.post(f"/ansokningar/{dismissed.code}/avvisa/", {"rule": "P5", "reasons": "Fel"}).status_code == 302
    states = {a.pk: a.state for a in Application.objects.all()}
    assert (states[passed.pk], states[dismissed.pk]) == ("valuation", "dismissed")
    assert Decision.objects.filter(subject=dismissed.code, kind="screening").count() == 1


def test_applicant_may_not_pass_own_case(city: City_) -> None:
    case = make_case(city, "screening")
    assert client_of(city, "applicant").post(f"/ansokningar/{case.code}/komplett/").status_code == 409


@pytest.mark.requirement("G3", "F12")
def test_owner_sees_the_cost_per_year_and_accepts(city: City_) -> None:
    case = make_case(city, "valuation")
    owner, url = client_of(city, "owner"), f"/ansokningar/{case.code}/godta/ownership/"
    page = owner.get(url)
    assert "100\xa0000\xa0kr" in page.content.decode()
    assert "Delegationsordning accept" in page.content.decode()
    assert owner.post(url, {"asked": page.context["asked"], "paragraph": ""}).status_code == 302
    given = Acceptance.objects.get(application=case)
    assert (given.amounts, given.mandate) == ({"2027": 100_000, "2028": 100_000, "2029": 100_000}, "Delegationsordning accept")


def test_acceptance_without_delegation_asks_for_the_paragraph(city: City_) -> None:
    case = make_case(city, "valuation")
    Delegation.objects.filter(act="accept").delete()
    owner, url = client_of(city, "owner"), f"/ansokningar/{case.code}/godta/ownership/"
    assert owner.post(url, {"paragraph": ""}).status_code == 409
    assert owner.post(url, {"paragraph": "§ 14"}).status_code == 302
    assert Acceptance.objects.get(application=case).mandate == "§ 14"


def test_what_changed_since_the_page_was_shown_is_not_accepted(city: City_) -> None:
    case = make_case(city)
    owner, url = client_of(city, "owner"), f"/ansokningar/{case.code}/godta/ownership/"
    asked = owner.get(url).context["asked"]
    fill(city, case, running_sek=900_000)
    answer = owner.post(url, {"asked": asked})
    assert (answer.status_code, "har ändrats sedan sidan visades" in answer.content.decode()) == (409, True)
    assert Acceptance.objects.count() == 0


@pytest.mark.requirement("F12")
def test_changed_amount_voids_the_acceptance_and_the_page_says_so(city: City_) -> None:
    case = make_case(city)
    owner = client_of(city, "owner")
    owner.post(f"/ansokningar/{case.code}/godta/ownership/", {})
    fill(city, case, running_sek=900_000)
    given = Acceptance.objects.get(application=case)
    assert given.void_reason == "Beloppet för 2027 var 100\xa0000\xa0kr och är nu 900\xa0000\xa0kr."
    page = client_of(city, "applicant").get(f"/ansokningar/{case.code}/").content.decode()
    assert "gäller inte längre: Beloppet för 2027" in page


def test_invited_writer_may_write(city: City_) -> None:
    case = make_case(city)
    sent = {"person": city.people["assessor"].pk}
    assert client_of(city, "applicant").post(f"/ansokningar/{case.code}/bjud-in/", sent).status_code == 302
    assert client_of(city, "assessor").get(f"/ansokningar/{case.code}/skriv/grund/").status_code == 200


def test_withdrawn_case_is_closed(city: City_) -> None:
    case = make_case(city, "screening")
    assert client_of(city, "applicant").post(f"/ansokningar/{case.code}/aterkalla/", {"reasons": "Löst ändå"}).status_code == 302
    case.refresh_from_db()
    assert case.state == "withdrawn"
    page = client_of(city, "applicant").get(f"/ansokningar/{case.code}/").content.decode()
    assert "Avslutat: återkallad" in page


@pytest.mark.requirement("F5")
def test_case_page_tells_process_waits_and_history(city: City_) -> None:
    case = make_case(city, "preparation")
    commands.check(application=case, kind=Check.GUIDELINES, passed=True, by=city.people["project_office"], on=city.on)
    page = client_of(city, "applicant").get(f"/ansokningar/{case.code}/").content.decode()
    assert "Steg 4 av 8: beredning" in page
    assert "Väntar på beredningsgruppen sedan" in page
    assert "dagar i handläggning, 0 dagar hos sökanden" in page
    assert "Värderarens" in page
    assert "<del>" in page


def test_unsigned_valuation_is_not_shown(city: City_) -> None:
    case = make_case(city, "valuation")
    page = client_of(city, "applicant").get(f"/ansokningar/{case.code}/").content.decode()
    assert "Värderarens" not in page


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


def test_list_takes_the_same_queries_for_one_row_and_three(city: City_) -> None:
    client = client_of(city, "applicant")
    make_case(city, "weighing")
    one = queries(client, "/ansokningar/")
    make_case(city, title="Annan")
    make_case(city, "screening", title="Tredje")
    assert one == queries(client, "/ansokningar/?q=e") == queries(client, "/ansokningar/")
    assert one <= 9


def test_case_page_takes_the_same_queries_whatever_its_children(city: City_) -> None:
    client = client_of(city, "applicant")
    case = make_case(city, "weighing")
    one = queries(client, f"/ansokningar/{case.code}/")
    for kind in Check:
        commands.check(application=case, kind=kind, passed=True, by=city.people["project_office"], on=city.on)
    for n in range(3):
        commands.add_document(
            application=case, title=f"Fil {n}", filename="a.txt", content_type="text/plain", content=b"x", by=city.people["applicant"],
            on=city.on,
        )  # fmt: skip
    assert (queries(client, f"/ansokningar/{case.code}/"), one <= 16) == (one, True)


def test_export_holds_the_rows_of_the_list(city: City_) -> None:
    client = client_of(city, "applicant")
    make_case(city, "decision")
    make_case(city, title="=1+1", cost_sek=0)
    make_case(city, "screening", title="Öppen")
    page = client.get("/ansokningar/?lage=open&sort=title")
    text = b"".join(client.get("/ansokningar/csv?lage=open&sort=title").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = [r for r in csv.reader(io.StringIO(text), delimiter=";") if r]
    assert len(rows) - 2 == page.context["page"].total == 3
    assert [r[0] for r in rows[1:-1]] == ["'=1+1", "E-tjänst för bygglov", "Öppen"]
    assert rows[2][4:8] == ["1000000", "700000", "Inför beslut", "direktörens beslut"]
    found = json.loads(b"".join(client.get("/ansokningar/json?sokande=999").streaming_content))  # type: ignore[attr-defined]
    assert len(found["rows"]) == 3


def test_list_filters_by_state_body_area_category_and_year(city: City_) -> None:
    client = client_of(city, "applicant")
    make_case(city, "screening")
    make_case(city, title="Utkast", focus_area=city.area(2))
    body = city.bodies["byggnadsnamnden"].pk
    asked = ("lage=draft", "fokusomrade=2", "lage=screening&kategori=differentiating", f"sokande={body}", "q=utkast", "ar=2026")
    totals = [client.get(f"/ansokningar/?{q}").context["page"].total for q in asked]
    assert totals == [1, 1, 1, 2, 1, 2]
