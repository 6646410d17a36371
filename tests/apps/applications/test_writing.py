"""Writing an application on its pages: drafts, sections, autosave, clashes, files, and what people type by mistake."""

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from nytta.governance.applications import commands
from nytta.governance.applications.models import Application, Document
from nytta.governance.benefits.models import Figure
from nytta.needs.intake.commands import write_idea
from tests.factories.city import City_, make_case

pytestmark = pytest.mark.django_db


def client_of(city: City_, name: str) -> Client:
    client = Client()
    client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def basics(case: Application, **changes: Any) -> dict[str, Any]:
    """What the first section sends."""
    sent = {
        "title": case.title, "summary": case.summary, "applicant_body": case.applicant_body_id, "contact": "",
        "focus_area": case.focus_area_id, "part": "", "category": case.category, "lifetime_months": "48", "lifetime_reason": "",
        "start_on": "2026-04-01", "end_on": "2026-11-30", "edition": case.edition,
    }  # fmt: skip
    return {**sent, **changes}


def write(client: Client, case: Application, section: str, sent: dict[str, Any], **headers: str) -> Any:
    return client.post(f"/ansokningar/{case.code}/skriv/{section}/", sent, headers=headers)


@pytest.mark.requirement("F6")
def test_draft_starts_from_an_idea(city: City_) -> None:
    person = city.people["applicant"]
    idea = write_idea(title="Bygglov på nätet", text="Det vore bra.", goal=city.goal(), by=person, on=city.on)
    client = client_of(city, "applicant")
    page = client.get(f"/ansokningar/ny/?ide={idea.code}").content.decode()
    assert "Bygglov på nätet" in page
    sent = {"title": "Bygglov på nätet", "applicant_body": city.bodies["byggnadsnamnden"].pk}
    answer = client.post(f"/ansokningar/ny/?ide={idea.code}", sent)
    case = Application.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/ansokningar/{case.code}/skriv/grund/")
    assert (case.idea, case.goals.count(), case.summary) == (idea, 1, "Det vore bra.")
    assert f"/ansokningar/ny/?ide={idea.code}" in client.get(f"/ideer/{idea.code}/").content.decode()


def test_autosave_answers_with_the_new_edition(city: City_) -> None:
    case = make_case(city)
    answer = write(client_of(city, "applicant"), case, "grund", basics(case, summary="Ny text"), **{"X-Autosave": "1"})
    assert answer.status_code == 200
    assert answer.json()["edition"] == case.edition + 1
    case.refresh_from_db()
    assert case.summary == "Ny text"


@pytest.mark.requirement("D2", "F6")
def test_what_stands_beside_follows_what_is_saved_while_one_writes(city: City_) -> None:
    case = make_case(city)
    client = client_of(city, "applicant")
    assert "id-portal" not in client.get(f"/ansokningar/{case.code}/skriv/grund/").content.decode()
    sent = basics(case, summary="En inloggningsportal för den som söker.")
    assert "id-portal" in write(client, case, "grund", sent, **{"X-Autosave": "1"}).json()["pieces"]["state"]


def test_autosave_of_a_wrong_value_says_which_and_saves_nothing(city: City_) -> None:
    case = make_case(city)
    sent = basics(case, summary="Ny text", start_on="1900-01-01")
    answer = write(client_of(city, "applicant"), case, "grund", sent, **{"X-Autosave": "1"})
    assert answer.status_code == 422
    assert answer.json()["text"] == "Inte sparat: Start: Dagen måste ligga mellan 1990-01-01 och 2099-12-31."
    case.refresh_from_db()
    assert case.summary == "E-tjänst för bygglov med ritningar."


@pytest.mark.requirement("F6")
def test_clash_is_told_and_nothing_is_overwritten(city: City_) -> None:
    case = make_case(city)
    other = city.people["owner"]
    commands.invite(application=case, person=other, by=city.people["applicant"], on=city.on)
    commands.write(application=case, values={"summary": "Den andras text"}, by=other, on=city.on)
    client = client_of(city, "applicant")
    answer = write(client, case, "grund", basics(case, summary="Min text"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Owner ändrade samma fält medan du skrev. Där står nu: ”Den andras text”." in page
    assert "Min text" in page
    saved = write(client, case, "grund", basics(case, summary="Min text"), **{"X-Autosave": "1"})
    assert saved.status_code == 409
    assert "Owner ändrade samma fält" in saved.json()["text"]
    case.refresh_from_db()
    assert case.summary == "Den andras text"
    again = write(client, case, "grund", basics(case, summary="Min text"))
    assert again.status_code == 302


def test_clash_over_goals_is_told(city: City_) -> None:
    case = make_case(city)
    edition = case.edition
    goals = {city.goal("KF2"): "Annat"}
    commands.write(application=case, values={}, goals=goals, by=city.people["applicant"], on=city.on)
    answer = write(client_of(city, "applicant"), case, "mal", {"goal_KF1": "on", "goal_KF1_text": "Ny", "edition": edition})
    assert answer.status_code == 409
    assert [g.goal.code for g in case.goals.all()] == ["KF2"]


def test_two_fields_changed_by_two_people_are_both_kept(city: City_) -> None:
    case = make_case(city)
    edition = case.edition
    commands.write(application=case, values={"change_plan": "Den andras plan"}, by=city.people["applicant"], on=city.on)
    sent = {"change_plan": "Ny rutin från hösten", "benefit_plan": "Min plan", "edition": edition}
    answer = write(client_of(city, "applicant"), case, "planer", sent)
    assert answer.status_code == 409  # the field shown had another text; the other writer's stays
    sent = {"change_plan": "Den andras plan", "benefit_plan": "Min plan", "edition": edition}
    assert write(client_of(city, "applicant"), case, "planer", sent).status_code == 302
    case.refresh_from_db()
    assert (case.change_plan, case.benefit_plan) == ("Den andras plan", "Min plan")


def test_fields_that_one_left_alone_do_not_clash(city: City_) -> None:
    case, client = make_case(city), client_of(city, "applicant")
    page = client.get(f"/ansokningar/{case.code}/skriv/planer/")
    sent = {"change_plan": case.change_plan, "edition": case.edition, "seen": page.context["seen"]}
    commands.write(application=case, values={"change_plan": "Den andras plan"}, by=city.people["applicant"], on=city.on)
    saved = write(client, case, "planer", {**sent, "benefit_plan": "Min plan"}, **{"X-Autosave": "1"})
    case.refresh_from_db()
    assert (saved.status_code, case.change_plan, case.benefit_plan) == (200, "Den andras plan", "Min plan")
    sent |= {"edition": saved.json()["edition"], "seen": saved.json()["seen"], "benefit_plan": "Min plan", "change_plan": "Min ändring"}
    told = write(client, case, "planer", sent, **{"X-Autosave": "1"})
    case.refresh_from_db()
    assert (told.status_code, case.change_plan) == (409, "Den andras plan")
    back = sent | {"change_plan": "Ny rutin från hösten", "benefit_plan": "Enhetschefen tar hem nyttan"}
    assert write(client, case, "planer", back, **{"X-Autosave": "1"}).status_code == 200
    case.refresh_from_db()
    assert (case.change_plan, case.benefit_plan) == ("Den andras plan", "Enhetschefen tar hem nyttan")


def test_no_blank_field_stops_saving(city: City_) -> None:
    case = make_case(city)
    client = client_of(city, "applicant")
    for section in ("grund", "mal", "kalkyl", "verksamheten", "agare", "personuppgifter", "planer"):
        case.refresh_from_db()
        answer = write(client, case, section, {"edition": case.edition})
        assert (section, answer.status_code) == (section, 302)
    case.refresh_from_db()
    assert (case.title, case.summary, case.owner_body, case.goals.count()) == ("Ansökan utan rubrik", "", None, 0)


def ledger(case: Application, client: Client) -> dict[str, Any]:
    """The calculation's fields as the page shows them."""
    form = client.get(f"/ansokningar/{case.code}/skriv/kalkyl/").context["form"]
    return {f.html_name: f.value() if f.value() is not None else "" for f in form} | {"edition": case.edition}


@pytest.mark.requirement("F7")
def test_figures_are_written_row_by_year(city: City_) -> None:
    case = make_case(city)
    client = client_of(city, "applicant")
    keys = set(case.calculation.items.values_list("pk", flat=True))
    sent = ledger(case, client) | {
        "row0_2026": "1 200 000",
        "row4_ledger": "citizen",
        "row4_label": "Trygghet",
        "row4_class": "yellow",
        "row4_bearer": "grupp-citizens",
    }
    assert write(client, case, "kalkyl", sent).status_code == 302
    items = {i.label: i for i in case.calculation.items.all()}
    assert keys < {i.pk for i in items.values()}
    trust = items["Trygghet"]
    assert (trust.benefit_class, trust.bearer_group, trust.bearer, trust.figures.count()) == ("yellow", "citizens", None, 0)
    assert Figure.objects.get(item=items["Utveckling"], year=2026, side="claimed").amount_sek == 1_200_000
    case.refresh_from_db()
    again = ledger(case, client)
    assert write(client, case, "kalkyl", again).status_code == 302
    assert {i.pk for i in case.calculation.items.all()} == {i.pk for i in items.values()}


def test_autosave_of_a_new_row_twice_makes_one_item(city: City_) -> None:
    case = make_case(city)
    client = client_of(city, "applicant")
    sent = ledger(case, client) | {"row5_label": "Ny nytta", "row5_2027": "5 000"}
    first = write(client, case, "kalkyl", sent, **{"X-Autosave": "1"}).json()["edition"]
    key = case.calculation.items.get(label="Ny nytta").pk
    write(client, case, "kalkyl", sent | {"edition": first}, **{"X-Autosave": "1"})
    assert case.calculation.items.get(label="Ny nytta").pk == key


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("-5", "Beloppet kan inte vara negativt."),
        ("99 999 999 999 999", "Beloppet är större än systemet tar emot (9 000 miljarder kronor)."),
        ("350.000", "Skriv beloppet i hela kronor, till exempel 1 234 500."),
        ("=1+1", "Skriv beloppet i hela kronor, till exempel 1 234 500."),
    ],
)
def test_wrong_amount_is_told_and_kept(city: City_, typed: str, told: str) -> None:
    case = make_case(city)
    client = client_of(city, "applicant")
    answer = write(client, case, "kalkyl", ledger(case, client) | {"row0_2026": typed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"Rad 1, 2026: {told}" in page
    assert f'value="{typed}"' in page


@pytest.mark.parametrize("day", ["1900-01-01", "9999-12-31", "i morgon"])
def test_wrong_day_is_told_and_kept(city: City_, day: str) -> None:
    case = make_case(city)
    answer = write(client_of(city, "applicant"), case, "grund", basics(case, summary="Skrivet", start_on=day))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'value="{day}"' in page
    assert "Skrivet" in page


def test_end_before_start_is_told(city: City_) -> None:
    case = make_case(city)
    answer = write(client_of(city, "applicant"), case, "grund", basics(case, end_on="2026-03-01"))
    assert (answer.status_code, "Slutet ligger före starten." in answer.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("Bra 👍🏽 för alla", "Bra 👍🏽 för alla"),
        ("a\u202eb", "ab"),
        ("a\0b", "ab"),
        ("Å" + "a\u030a", "Åå"),
    ],
)
def test_odd_text_is_kept_and_shown_as_text(city: City_, typed: str, kept: str) -> None:
    case = make_case(city)
    client = client_of(city, "applicant")
    assert write(client, case, "grund", basics(case, summary=typed)).status_code == 302
    case.refresh_from_db()
    assert case.summary == kept
    page = client.get(f"/ansokningar/{case.code}/").content.decode()
    assert "<script>alert" not in page


def test_text_of_a_megabyte_is_refused_and_given_back(city: City_) -> None:
    case = make_case(city)
    answer = write(client_of(city, "applicant"), case, "grund", basics(case, summary="x" * 1_000_000))
    assert answer.status_code == 422
    assert answer.content.decode().count("x" * 1_000_000) == 1


def test_lost_session_gives_the_text_back(city: City_) -> None:
    case = make_case(city)
    answer = write(Client(), case, "grund", basics(case, summary="Det jag skrev"))
    page = answer.content.decode()
    assert (answer.status_code, "Det jag skrev" in page) == (403, True)
    assert ">Sammanfattning</label>" in page
    assert ">edition</label>" not in page and ">seen</label>" not in page


def test_others_do_not_see_the_draft(city: City_) -> None:
    case = make_case(city)
    for name in ("project_office", "council_member"):
        assert client_of(city, name).get(f"/ansokningar/{case.code}/").status_code == 404
        assert client_of(city, name).get(f"/ansokningar/{case.code}/skriv/grund/").status_code == 404


def zipped(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.exe", b"MZ\x90", "Filtypen tas inte emot."),
        ("a.pdf", b"MZ\x90\0\0", "Filen heter .pdf men innehåller något annat."),
        ("a.txt", b"<html><script>1</script>", "Filen heter .txt men innehåller något annat."),
        ("a.docx", zipped(hej="1"), "Filen heter .docx men innehåller något annat."),
        ("a.png", b"%PDF-1.7", "Filen heter .png men innehåller något annat."),
        ("a.txt", b"", "Filen är tom."),
        ("a.pdf", b"%PDF-" + b"0" * 20_000_001, "Filen är 20 MB; högst 20 MB tas emot."),
        (
            "a.xlsx",
            zipped(**{"[Content_Types]_dot_xml": "0", "xl__workbook_dot_xml": "0" * 201_000_000}),
            "Filen heter .xlsx men innehåller",
        ),
    ],
)
def test_wrong_file_is_refused_and_title_kept(city: City_, name: str, content: bytes, told: str) -> None:
    case = make_case(city)
    sent = {"title": "Förstudien", "file": SimpleUploadedFile(name, content)}
    answer = write(client_of(city, "applicant"), case, "handlingar", sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert told in page
    assert 'value="Förstudien"' in page
    assert Document.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"%PDF-1.7 x"),
        ("a.docx", zipped(**{"[Content_Types]_dot_xml": "0", "word__document_dot_xml": "0"})),
        ("a.odt", zipped(mimetype="application/vnd.oasis.opendocument.text")),
        ("a.jpeg", b"\xff\xd8\xff\xe0"),
        ("a.csv", "å;ä;ö".encode("cp1252")),
    ],
)
def test_file_is_added_and_downloaded(city: City_, name: str, content: bytes) -> None:
    case = make_case(city)
    client = client_of(city, "applicant")
    assert write(client, case, "handlingar", {"title": "", "file": SimpleUploadedFile(name, content)}).status_code == 302
    document = Document.objects.get()
    assert document.title == name
    answer = client.get(f"/ansokningar/{case.code}/handling/{document.pk}/")
    assert (answer.content, answer["Content-Disposition"]) == (content, f'attachment; filename="{name}"')


def test_office_adds_a_document_without_links_to_what_it_may_not_write(city: City_) -> None:
    case = make_case(city, "screening")
    page = client_of(city, "project_office").get(reverse("applications:write", args=[case.code, "handlingar"])).content.decode()
    assert "Lägg till handlingen" in page
    assert f"/{case.code}/skriv/grund/" not in page
    assert f"/{case.code}/lamna-in/" not in page
