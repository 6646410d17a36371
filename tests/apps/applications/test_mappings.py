"""The city's own mappings of sheets: kept, refused in words, chosen, replaced and taken out of use, from outside."""

import html
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from nytta.governance.applications import commands
from nytta.governance.applications.models import Application, SheetMapping
from nytta.governance.applications.queries.mappings import STANDARD, mapping, shipped, starting_point
from nytta.governance.benefits.queries import sums_of
from nytta.governance.benefits.terms import Ledger, Side
from nytta.kit import audit, clock, jobs
from nytta.kit.imports import BadMapping
from nytta.kit.models import Job
from nytta.kit.testing import queries_of
from tests.factories.city import City_

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("F6")]
OWN = """
name = "bygglov"
title = "Byggkontorets lista"
source = "Byggkontoret, e-post"
extends = "_fields.toml"
id = ["Nr"]
header_row = 2
dates = ["%d/%m %Y"]

[unit."EUR"]
factor = 1000
sek = "11.50"
note = "2026-03-01"

[field.external_id]
column = "Nr"

[field.title]
columns = ["Namn", "Titel"]

[field.body]
values = { "BN" = "byggnadsnamnden" }
column = "Nämnd"

[field.start_on]
column = "Börjar"

[field.development_cost_0]
column = "Tusen euro"
unit = "EUR"

[field.focus_area]
rule = { constant = 1 }
"""
SHEET = "Lista;;;;\r\nNr;Namn;Nämnd;Börjar;Tusen euro\r\n7;Bygglov på nätet;BN;3/4 2026;10,5\r\n".encode("cp1252")


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def office(city: City_, client: Client) -> Client:
    client.force_login(city.people["project_office"])
    return client


def upload(client: Client, sent: str | bytes, page: str = "new_mapping", *place: str, **more: Any) -> Any:
    content = sent.encode() if isinstance(sent, str) else sent
    return client.post(reverse(f"applications:{page}", args=place), {"file": SimpleUploadedFile("a.toml", content), **more})


def keep(city: City_, text: str = OWN, replaces: str = "") -> SheetMapping:
    return commands.keep_mapping(text=text, replaces=replaces, by=city.people["project_office"], on=city.on)


def send(client: Client, chosen: str, content: bytes = SHEET) -> Any:
    return client.post(reverse("applications:sheet"), {"sheet": SimpleUploadedFile("lista.csv", content), "mapping": chosen})


def shown_text(page: str) -> str:
    found = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", page, re.DOTALL)
    assert found
    return html.unescape(found[1])


# --- kept and used --------------------------------------------------------------------------------------------------------


def test_own_mapping_is_uploaded_chosen_looked_at_and_brought_in(office: Client, city: City_) -> None:
    kept = upload(office, OWN)
    assert kept.url == reverse("applications:mapping", args=["bygglov"])
    page = office.get(kept.url).content.decode()
    assert "Byggkontorets lista" in page and "Namn, Titel" in page
    assert 'value="bygglov@1"' in office.get(reverse("applications:sheet")).content.decode()
    look = send(office, "bygglov@1")
    seen = office.get(look.url).content.decode()
    assert "För in 1 ansökningar som utkast" in seen and "Byggkontorets lista, version 1" in seen and "EUR: 11.50 SEK (2026-03-01)" in seen
    put = office.post(look.url, {})
    assert Job.objects.get().arguments["how"] == "bygglov@1"
    assert jobs.run_one(clock.now())
    assert "Byggkontorets lista, version 1" in office.get(put.url).content.decode()
    case = Application.objects.get()
    assert (case.external_id, case.title, case.applicant_body.code, str(case.start_on)) == (
        "bygglov:7", "Bygglov på nätet", "byggnadsnamnden", "2026-04-03",
    )  # fmt: skip
    assert sums_of(case.calculation_id).by_year(Side.CLAIMED, Ledger.DEVELOPMENT) == {2026: 120_750}
    assert case.focus_area is not None and case.focus_area.number == 1


def test_commit_reads_with_the_version_that_was_looked_at(office: Client, city: City_) -> None:
    keep(city)
    look = send(office, "bygglov@1")
    assert upload(office, OWN.replace("11.50", "20"), "replace_mapping", "bygglov").status_code == 302
    office.post(look.url, {})
    commands.retire_mapping(mapping=SheetMapping.objects.get(version=2), by=city.people["project_office"], on=city.on)
    assert jobs.run_one(clock.now())
    assert sums_of(Application.objects.get().calculation_id).by_year(Side.CLAIMED, Ledger.DEVELOPMENT) == {2026: 120_750}


def test_row_of_an_earlier_version_is_not_brought_in_again(office: Client, city: City_) -> None:
    keep(city)
    office.post(send(office, "bygglov@1").url, {})
    jobs.run_one(clock.now())
    keep(city, OWN + '\n[field.summary]\ncolumn = "Namn"\n', "bygglov")
    assert "Alla rader i filen är redan införda." in office.get(send(office, "bygglov@2").url).content.decode()


def test_command_takes_own_mapping_by_name_and_by_version(city: City_, tmp_path: Path, capsys: Any) -> None:
    keep(city)
    path = tmp_path / "lista.csv"
    path.write_bytes(SHEET)
    for name in ("bygglov", "bygglov@1"):
        call_command("import_applications", str(path), "--mapping", name)
    assert capsys.readouterr().out.count("Mappning: Byggkontorets lista") == 2


def test_standard_mapping_is_a_starting_point_that_can_be_taken_as_it_is(office: Client) -> None:
    answer = office.get(reverse("applications:mapping_start"))
    assert 'filename="egen.toml"' in answer["Content-Disposition"]
    assert upload(office, answer.content).status_code == 302
    own, standard = mapping("egen"), mapping(STANDARD)
    assert own.id == standard.id
    assert {f.name: (f.columns, f.values) for f in own.fields if f.columns} == {
        f.name: (f.columns, f.values) for f in standard.fields if f.columns
    }


def test_a_city_is_offered_no_foreign_mapping(office: Client, city: City_) -> None:
    keep(city)
    page = office.get(reverse("applications:sheet")).content.decode()
    assert 'value="standard" selected' in page and 'value="bygglov@1"' in page
    assert "uk_gmpp_2023" not in page and "fictional" not in page and "för prov" not in page


def test_choices_in_a_demo_are_standard_then_own_then_those_for_trials(office: Client, city: City_, settings: Any) -> None:
    settings.DEMO = True
    keep(city)
    page = office.get(reverse("applications:sheet")).content.decode()
    parts = [page.index(p) for p in ('value="standard" selected', 'label="Kommunens egna"', 'value="bygglov@1"',
                                     'label="Publicerade och påhittade uppgifter (för prov)"', 'value="uk_gmpp_2023"')]  # fmt: skip
    assert parts == sorted(parts)


# --- replaced and taken out of use ------------------------------------------------------------------------------------------


def test_replacing_keeps_the_version_before_and_says_who(office: Client, city: City_) -> None:
    upload(office, OWN)
    assert "BN" in shown_text(office.get(reverse("applications:replace_mapping", args=["bygglov"])).content.decode())
    assert upload(office, OWN.replace("lista", "register"), "replace_mapping", "bygglov").status_code == 302
    assert list(SheetMapping.objects.values_list("version", "title", "retired_on", "added_by")) == [
        (2, "Byggkontorets register", None, city.people["project_office"].pk),
        (1, "Byggkontorets lista", city.on.date(), city.people["project_office"].pk),
    ]
    assert office.get(reverse("applications:mapping_file", args=["bygglov", 1])).content.decode() == OWN
    assert [a.changes["version"] for a in audit.history("mapping/bygglov", ["mapping.keep"])] == [[1, 2], [None, 1]]
    choices = office.get(reverse("applications:sheet")).content.decode()
    assert 'value="bygglov@2"' in choices and "bygglov@1" not in choices
    assert send(office, "bygglov@1").status_code == 422


def test_mapping_out_of_use_cannot_be_chosen_and_can_come_back(office: Client) -> None:
    upload(office, OWN)
    url = reverse("applications:retire_mapping", args=["bygglov"])
    assert office.post(url, {}).status_code == 302
    assert "bygglov@" not in office.get(reverse("applications:sheet")).content.decode()
    assert "redan tagen ur bruk" in office.post(url, {}).content.decode()
    assert "Tagen ur bruk" in office.get(reverse("applications:mapping", args=["bygglov"])).content.decode()
    upload(office, OWN)
    assert 'value="bygglov@2"' in office.get(reverse("applications:sheet")).content.decode()
    assert audit.history("mapping/bygglov", ["mapping.retire"]).count() == 1


@pytest.mark.parametrize(
    ("text", "page", "says"),
    [
        (OWN, "new_mapping", "Det finns redan en mappning med namnet bygglov."),
        (OWN, "replace_mapping", "Texten är densamma som i version 1."),
        (OWN.replace('"bygglov"', '"annan"'), "replace_mapping", "Mappningen heter annan, men det som ersätts heter bygglov."),
    ],
)
def test_replacing_what_cannot_be_replaced_is_refused(office: Client, city: City_, text: str, page: str, says: str) -> None:
    keep(city)
    answer = upload(office, text, page, *(["bygglov"] if page == "replace_mapping" else []))
    assert (answer.status_code, SheetMapping.objects.count()) == (409, 1)
    assert says in answer.content.decode()


# --- refused in words -------------------------------------------------------------------------------------------------------


def with_field(name: str, line: str) -> str:
    """The own mapping with one more line in a field."""
    head = f"[field.{name}]"
    return OWN.replace(head, f"{head}\n{line}") if head in OWN else f"{OWN}\n{head}\n{line}\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (OWN.replace('title = "B', "title = B"), "kan inte användas: TOML går inte att läsa vid rad 3, tecken 9 (”title = Byggkontorets lista\"”)"),
        (OWN + '\n[field.title]\ncolumn = "x"\n', "säger något som redan är sagt (”[field.title]”)"),
        (OWN + "\n[field.x", "går inte att läsa"),
        ("[" * 20_000, "går inte att läsa"),
        ("x = " + "9" * 5_000, "går inte att läsa"),
        (with_field("budget", 'column = "Budget"'), "fältet field.budget finns inte; fälten är external_id, title"),
        (OWN.replace("_fields", "finns-inte"), "extends: finns-inte.toml finns inte; det som går att bygga på är _fields.toml"),
        (OWN.replace("_fields.toml", "../mappings/_fields.toml"), "extends: ../mappings/_fields.toml finns inte"),
        (OWN.replace("_fields.toml", "/etc/passwd"), "extends: /etc/passwd finns inte"),
        (OWN.replace("_fields.toml", ".."), "extends: .. finns inte"),
        (OWN.replace('"_fields.toml"', "5"), "extends ska vara en text inom citattecken"),
        (OWN.replace('name = "bygglov"', ""), "name saknas"),
        (OWN.replace('"bygglov"', '"standard"'), "name är standard, som kommer med Nytta"),
        (OWN.replace('"bygglov"', '"../x"'), "name ska vara högst 19 tecken"),
        (OWN.replace('"Byggkontorets lista"', '""'), "title ska ha mellan 1 och 200 tecken"),
        (OWN.replace('"Byggkontorets lista"', '"a\\u0000b"'), "title innehåller ett tecken som inte går att visa"),
        (OWN.replace("header_row = 2", 'header_row = "två"'), "header_row ska vara ett heltal från 1"),
        (OWN.replace("%d/%m", "%d/%d"), "dates ska vara en lista av datumformat"),
        (OWN.replace("dates =", "datum ="), "nyckeln datum finns inte"),
        (OWN.replace('[unit."EUR"]', 'encoding = "ebcdic-9"\n[unit."EUR"]'), "encoding ska vara en teckenkodning"),
        (OWN.replace('"11.50"', '"1e999999999"'), "unit.EUR.sek ska vara ett tal över noll"),
        (OWN.replace('"11.50"', '"1/0"'), "unit.EUR.sek ska vara ett tal över noll"),
        (with_field("title", "requierd = true"), "nyckeln field.title.requierd finns inte; menas required?"),
        (with_field("title", "required = false"), "field.title ska ha en kolumn eller en regel, och required = true"),
        (with_field("title", 'type = "money"'), "field.title.type ska vara text"),
        (with_field("title", 'max = "200"'), "field.title.max ska vara ett tal"),
        (OWN.replace('"EUR"\n\n[field.focus', '"USD"\n\n[field.focus'), "enheten USD i field.development_cost_0 finns inte; enheterna är kr, tkr, mkr, EUR"),
        (with_field("running_cost_sek", "rule = { between = [5, 1] }"), "field.running_cost_sek.rule.between ska vara två heltal, det minsta först"),
        (with_field("running_cost_sek", 'rule = { constant = "mycket" }'), "field.running_cost_sek kan inte vara mycket"),
        (with_field("running_cost_sek", 'rule = { from = "title" }'), "regeln i field.running_cost_sek passar inte typen"),
        (with_field("running_cost_sek", 'rule = { from = "plan" }'), "field.running_cost_sek bygger på plan som inte finns"),
        (with_field("running_cost_sek", f"max = {10**30}"), "field.running_cost_sek.max ska ligga mellan"),
        (with_field("planned_end_on", 'rule = { from = "start_on", plus_months = 99999 }'), "plus_months ska vara ett heltal eller en lista"),
        (OWN + '\n[[only]]\ncolumn = "Nr"\n', "only 1.reason saknas"),
        (OWN.split("[unit")[0] + 'unit = 5\nfield = "x"\n', "unit ska vara en tabell"),
        ("# bara en kommentar", "name saknas"),
    ],
)  # fmt: skip
def test_faulty_mapping_is_refused_in_words_and_its_text_kept(office: Client, text: str, says: str) -> None:
    answer = upload(office, text)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert says in html.unescape(page)
    assert "Traceback" not in page and "/work" not in page and "nytta/governance" not in page
    assert shown_text(page).strip()[:40] == text.strip()[:40]
    assert SheetMapping.objects.count() == 0


def test_every_fault_is_told_at_once_and_mended_text_is_taken(office: Client) -> None:
    text = with_field("budget", 'column = "Budget"').replace('"EUR"\n\n[field.focus', '"USD"\n\n[field.focus')
    page = upload(office, text).content.decode()
    assert "field.budget finns inte" in page and "enheten USD" in page
    mended = office.post(reverse("applications:new_mapping"), {"text": OWN.replace("\n", "\r\n")})
    assert (mended.status_code, SheetMapping.objects.get().text) == (302, OWN)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"#" * 64_001, "högst 64 kB tas emot"),
        ('name = "å"'.encode("cp1252"), "Filen är inte text i UTF-8."),
        (b"\x89PNG\r\n\x1a\n", "Filen är inte text i UTF-8."),
        (b"", "Filen är tom."),
    ],
)
def test_file_that_is_no_mapping_is_refused_and_what_was_written_kept(office: Client, content: bytes, says: str) -> None:
    answer = upload(office, content, text="name = 1")
    assert answer.status_code == 422
    assert says in answer.content.decode() and shown_text(answer.content.decode()) == "name = 1"
    assert SheetMapping.objects.count() == 0


def test_nothing_sent_and_too_long_a_text_are_refused(office: Client) -> None:
    url = reverse("applications:new_mapping")
    assert "Välj en fil, eller skriv mappningen." in office.post(url, {}).content.decode()
    assert office.post(url, {"text": "#" * 64_001}).status_code == 422
    answer = office.post(url, {"text": "#" + "å" * 40_000})
    assert answer.status_code == 409 and "den är större än 64 kB" in answer.content.decode()


def test_mapping_of_another_encoding_than_the_file_is_told(office: Client, city: City_) -> None:
    keep(city, 'encoding = "utf-8"\n' + OWN)
    answer = send(office, "bygglov@1")
    assert answer.status_code == 409
    assert "har en annan teckenkodning än utf-8" in answer.content.decode()


def test_what_no_application_holds_is_a_fault_of_the_row(office: Client, city: City_) -> None:
    more = 'values = {}\nrule = { constant = "stor" }'
    keep(city, with_field("category", more) + "\n[field.running_cost_sek]\nmin = -9\nrule = { constant = -1 }\n")
    page = office.get(send(office, "bygglov@1").url).content.decode()
    assert "”stor” är ingen kategori." in page and "”-1” är negativt." in page


def test_own_mapping_that_is_not_there_is_told(city: City_) -> None:
    for code in ("finns-inte", "bygglov@3", "../standard"):
        with pytest.raises(BadMapping, match="finns inte"):
            mapping(code)


# --- rights, lists and languages ----------------------------------------------------------------------------------------------


def test_mappings_are_for_the_project_office(city: City_, client: Client) -> None:
    keep(city)
    client.force_login(city.people["applicant"])
    one = {"name": "bygglov"}
    for name, place, status in (
        ("mappings", {}, 403), ("mapping_start", {}, 403), ("mapping_file", one | {"version": 1}, 403), ("new_mapping", {}, 404),
        ("mapping", one, 404), ("replace_mapping", one, 404), ("retire_mapping", one, 404),
    ):  # fmt: skip
        assert client.get(reverse(f"applications:{name}", kwargs=place)).status_code == status, name
    assert upload(client, OWN.replace('"bygglov"', '"b"')).status_code == 404
    assert client.post(reverse("applications:retire_mapping", kwargs=one), {}).status_code == 404
    assert SheetMapping.objects.get().retired_on is None
    assert reverse("applications:mappings") not in client.get(reverse("applications:sheet")).content.decode()
    assert Client().get(reverse("applications:mappings")).status_code == 302


def test_list_shows_each_mapping_once_in_as_many_queries(office: Client, city: City_) -> None:
    keep(city)
    url = reverse("applications:mappings")
    office.get(url)
    first = queries_of(office, url)[1]
    keep(city, OWN + "\n# ny\n", "bygglov")
    for n in range(12):
        keep(city, OWN.replace('"bygglov"', f'"m{n}"').replace("Byggkontorets", f"Kontor {n}:s"))
    answer, second = queries_of(office, url)
    page = answer.content.decode()
    assert len(second) == len(first)
    assert page.count("Byggkontorets lista") == 1 and page.count("Byggkontoret, e-post") == 13
    assert "Project_office" in page and city.on.date().isoformat() in page
    commands.retire_mapping(mapping=SheetMapping.objects.get(name="m3"), by=city.people["project_office"], on=city.on)
    assert "Kontor 3:s lista" not in office.get(url, {"bruk": "ja"}).content.decode()
    assert "Kontor 3:s lista" in office.get(url, {"bruk": "nej"}).content.decode()


def test_english_pages_and_refusals_have_no_swedish(office: Client, city: City_) -> None:
    plain = OWN.replace("ä", "a").replace("ö", "o").replace("Byggkontorets lista", "List").replace("Byggkontoret, e-post", "Mail")
    keep(city, plain)
    office.cookies["django_language"] = "en"
    urls = [reverse(f"applications:{n}") for n in ("mappings", "new_mapping", "sheet")]
    urls += [reverse(f"applications:{n}", args=["bygglov"]) for n in ("replace_mapping", "retire_mapping")]
    pages = [office.get(url).content.decode() for url in urls]
    pages += [upload(office, with_field("budget", 'column = "A"').replace("Nämnd", "N").replace("Börjar", "B")).content.decode()]
    pages += [upload(office, "name = ").content.decode(), upload(office, b"#" * 70_000).content.decode()]
    for page in pages:
        body = page[page.index("<main") : page.index("</main>")]
        assert re.findall(r"[^<>]*[åäöÅÄÖ][^<>]*", body) == []
    assert "the field field.budget does not exist" in pages[-3]


def test_every_mapping_that_comes_with_nytta_can_be_read(city: City_) -> None:
    assert STANDARD in shipped() and len(shipped()) == 5
    for name in shipped():
        assert mapping(name).name == name
    assert starting_point().startswith("#")
