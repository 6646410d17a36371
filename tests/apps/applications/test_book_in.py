"""A workbook comes in again: every change shown first, every wrong cell named, all of it or nothing."""

import io
import re
from html import unescape
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from nytta.governance.applications import commands as applications
from nytta.governance.applications.models import Application
from nytta.governance.applications.queries.book import rows_of
from nytta.governance.benefits.commands import ItemText
from nytta.governance.benefits.terms import Ledger
from nytta.plain.money import NBSP
from tests.apps.applications.test_workbook import file_of, with_formula
from tests.factories.city import City_, make_case

pytestmark = pytest.mark.django_db


def writer(city: City_, name: str = "applicant") -> Client:
    client = Client()
    client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def changed(content: bytes, cells: dict[str, Any]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    for place, value in cells.items():
        sheet, name = place.split("!")
        book[sheet][name] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def words(answer: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).replace(NBSP, " ").split())


def sent(client: Client, case: Application, content: bytes, name: str = "kalkyl.xlsx") -> Any:
    return client.post(reverse("applications:book", args=[case.code]), {"sheet": SimpleUploadedFile(name, content)})


def looked(client: Client, case: Application, content: bytes) -> tuple[str, str]:
    """The address of the look and its words."""
    answer = sent(client, case, content)
    assert answer.status_code == 302, words(answer)
    return answer["Location"], words(client.get(answer["Location"]))


def stand(case: Application) -> list[Any]:
    return rows_of(case.calculation_id)


@pytest.mark.requirement("F7")
def test_unchanged_workbook_changes_nothing(city: City_):
    case, _item = with_formula(city)
    before, edition = stand(case), Application.objects.get(pk=case.pk).edition
    client = writer(city)
    url, text = looked(client, case, file_of(city, case))
    assert "Arbetsboken säger samma sak som kalkylen. Inget förs in." in text
    assert client.post(url).status_code == 409
    assert stand(case) == before and Application.objects.get(pk=case.pk).edition == edition


@pytest.mark.requirement("F7")
def test_changes_are_shown_and_come_in(city: City_):
    case, client = make_case(city, "draft"), writer(city)
    first = stand(case)[0]
    year = min(first.amounts)
    column = "IJKLMN"[year - 2026]
    content = changed(file_of(city, case), {f"Kalkyl!{column}5": 1_234_567, "Kalkyl!F5": "Enhetschef"})
    fresh = {"Kalkyl!B9": "Drift och förvaltning", "Kalkyl!C9": "Licenser", "Kalkyl!K9": 4_000, "Kalkyl!G6": "x"}
    content = changed(content, fresh)
    gone = stand(case)[1]
    if len(stand(case)) != 4:
        pytest.fail(f"the case has {len(stand(case))} items")
    url, text = looked(client, case, content)
    assert f"{first.label} Troligt {year} {first.amounts[year][0]:,} kr 1 234 567 kr".replace(",", " ") in text
    assert f"{first.label} Vem svarar för den {first.owner or '–'} Enhetschef" in text
    assert f"{gone.label} Posten tas bort" in text and "Ny post" in text
    answer = client.post(url)
    assert answer.status_code == 302 and answer["Location"] == reverse("applications:calculation", args=[case.code])
    after = stand(case)
    assert after[0].amounts == {**first.amounts, year: (1_234_567, None, None)} and after[0].owner == "Enhetschef"
    assert gone.key not in {r.key for r in after} and after[-1].amounts == {2028: (4_000, None, None)}
    again = sent(client, case, content)
    assert again.status_code == 302
    assert client.post(again["Location"]).status_code == 409
    assert stand(case) == after


FAULTS: dict[str, tuple[dict[str, Any], str, str]] = {
    "a half krona": ({"Kalkyl!I5": 1.5}, "Kalkyl!I5", "Skriv beloppet i hela kronor"),
    "words": ({"Kalkyl!I5": "mycket"}, "Kalkyl!I5", "Skriv beloppet i hela kronor"),
    "below zero": ({"Kalkyl!I5": -1}, "Kalkyl!I5", "Beloppet kan inte vara negativt."),
    "no such kind": ({"Kalkyl!B5": "Vinst"}, "Kalkyl!B5", "Det är inte ett av valen."),
    "no such bearer": ({"Kalkyl!D5": "Okänd nämnd"}, "Kalkyl!D5", "Det är inte ett av valen."),
    "no kind": ({"Kalkyl!C9": "Ny", "Kalkyl!I9": 5}, "Kalkyl!B9", "Slag saknas."),
    "no name": ({"Kalkyl!C5": None}, "Kalkyl!C5", "Posten har inget namn."),
    "a name that is too long": ({"Kalkyl!C5": "a" * 161}, "Kalkyl!C5", "161"),
    "a class on a cost": ({"Kalkyl!B9": "Utvecklingskostnad", "Kalkyl!C9": "Ny", "Kalkyl!E9": "Grön – en budgetpost sänks"}, "Kalkyl!E9", "En kostnad har ingen klass."),
    "red with kronor": ({"Kalkyl!B9": "Verksamhetsnytta", "Kalkyl!C9": "Ny", "Kalkyl!E9": "Röd – beskrivs och mäts, inte i kronor", "Kalkyl!I9": 5}, "Kalkyl!E9", "har ingen summa i kronor"),
    "low above likely": ({"Kalkyl!I5": 10, "Kalkyl!O5": 11}, "Kalkyl!O5", "Lågt ska vara minst"),
    "high below likely": ({"Kalkyl!I5": 10, "Kalkyl!U5": 9}, "Kalkyl!U5", "Lågt ska vara minst"),
    "low without likely": ({"Kalkyl!B9": "Verksamhetsnytta", "Kalkyl!C9": "Ny", "Kalkyl!O9": 5}, "Kalkyl!I9", "Troligt saknas för 2026"),
    "a copied row": ({"Kalkyl!A9": 1, "Kalkyl!C9": "Kopia"}, "Kalkyl!C9", "Raden hör inte till en post"),
}  # fmt: skip


@pytest.mark.requirement("F7")
@pytest.mark.parametrize("fault", FAULTS)
def test_wrong_cell_is_named_and_nothing_comes_in(city: City_, fault: str):
    cells, place, told = FAULTS[fault]
    case, client = make_case(city, "draft"), writer(city)
    before = stand(case)
    if fault == "a copied row":
        cells = cells | {"Kalkyl!A9": before[0].key}
    url, text = looked(client, case, changed(file_of(city, case), {"Kalkyl!F6": "Någon annan", **cells}))
    assert re.search(f"{place} .*{re.escape(told)}", text), text
    assert "Inget förs in förrän alla går att läsa." in text
    assert client.post(url).status_code == 409
    assert stand(case) == before


FORMULA_FAULTS: dict[str, tuple[dict[str, Any], str, str]] = {
    "share above 100": ({"Formler!M5": 101}, "Formler!M5", "större"),
    "no quantity": ({"Formler!F5": None}, "Formler!F5", "Talet saknas."),
    "low above likely": ({"Formler!E5": 9_000}, "Formler!F5", "står inte i ordning"),
    "no hourly cost": ({"Formler!K5": None}, "Formler!K5", "Timkostnad saknas."),
    "no unit": ({"Formler!D5": None}, "Formler!D5", "Enhet saknas."),
    "kronor over the formula": ({"Kalkyl!J": 5}, "Kalkyl!J", "Beloppet räknas fram på bladet Formler."),
}  # fmt: skip


@pytest.mark.requirement("F7")
@pytest.mark.parametrize("fault", FORMULA_FAULTS)
def test_wrong_part_of_a_formula_is_named(city: City_, fault: str):
    cells, place, told = FORMULA_FAULTS[fault]
    case, item = with_formula(city)
    row = next(n for n, r in enumerate(stand(case), 5) if r.key == item.pk)
    cells, place = (
        {(k + str(row) if k == "Kalkyl!J" else k): v for k, v in cells.items()},
        place + str(row) if place == "Kalkyl!J" else place,
    )
    before, client = stand(case), writer(city)
    _url, text = looked(client, case, changed(file_of(city, case), cells))
    assert re.search(f"{place} .*{re.escape(told)}", text), text
    assert stand(case) == before


@pytest.mark.requirement("F7")
def test_formula_is_changed_in_the_workbook_and_its_kronor_follow(city: City_):
    case, item = with_formula(city)
    client = writer(city)
    url, text = looked(client, case, changed(file_of(city, case), {"Formler!F5": 6003, "Formler!N5": 50}))
    assert "Minskad handläggningstid Antal per år, troligt 3 001,50 6 003" in text
    assert "Minskad handläggningstid Andel, procent 2028 100 50" in text
    assert client.post(url).status_code == 302
    row = next(r for r in stand(case) if r.key == item.pk)
    assert row.amounts[2027][0] == 236_046 and row.amounts[2028][0] == 147_529
    assert looked(client, case, file_of(city, case))[1].count("säger samma sak") == 1


def test_workbook_of_another_case_is_refused(city: City_):
    one, two, client = make_case(city, "draft"), make_case(city, "draft", title="Annan"), writer(city)
    answer = sent(client, one, file_of(city, two))
    assert answer.status_code == 409
    assert f"Arbetsboken hör till {two.code}, inte till {one.code}." in words(answer)


def test_workbook_older_than_the_calculation_is_refused(city: City_):
    case, client = make_case(city, "draft"), writer(city)
    content = changed(file_of(city, case), {"Kalkyl!F5": "Enhetschef"})
    applications.write(
        application=case, values={}, goals=None, items=[ItemText(Ledger.BUSINESS, "Ny", {2027: 1})], by=case.created_by, on=city.on
    )
    before = stand(case)
    url, text = looked(client, case, content)
    assert "har ändrat kalkylen sedan arbetsboken hämtades." in text and "Hämta arbetsboken på nytt" in text
    assert client.post(url).status_code == 409 and stand(case) == before


def test_change_of_another_field_does_not_make_a_workbook_old(city: City_):
    case, client = make_case(city, "draft"), writer(city)
    content = changed(file_of(city, case), {"Kalkyl!F5": "Enhetschef"})
    applications.write(application=case, values={"summary": "Ny text"}, by=case.created_by, on=city.on)
    assert client.post(looked(client, case, content)[0]).status_code == 302


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"", "Filen är tom."), (b"a;b\n1;2\n", "inte en arbetsbok i formatet xlsx"), (b"%PDF-1.7", "inte en arbetsbok i formatet xlsx"),
     (b"PK\x03\x04trasig", "skadad")],
)  # fmt: skip
def test_what_is_no_workbook_is_refused_in_words(city: City_, content: bytes, told: str):
    case = make_case(city, "draft")
    answer = sent(writer(city), case, content)
    assert answer.status_code in (409, 422) and told in words(answer)


def test_workbook_from_elsewhere_is_refused(city: City_):
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.title = "Kalkyl"
    book.active["A1"] = "Budget"
    book.save(out)
    answer = sent(writer(city), make_case(city, "draft"), out.getvalue())
    assert answer.status_code == 409 and "inte en arbetsbok som har hämtats härifrån" in words(answer)


def test_file_above_the_limit_is_refused(city: City_, settings: Any):
    case, client = make_case(city, "draft"), writer(city)
    content = file_of(city, case)
    assert len(content) < 60_000
    settings.MAX_FILE_BYTES = 10_000
    answer = sent(client, case, content)
    assert answer.status_code == 422 and "tas emot" in words(answer)


def test_text_that_looks_like_a_formula_stays_text(city: City_):
    case, client = make_case(city, "draft"), writer(city)
    texts = ['=HYPERLINK("http://example.org","x")', "+1+1", "-2", "@SUM(1)"]
    items = [ItemText(Ledger.BUSINESS, text, {2027: 10}) for text in texts]
    applications.write(application=case, values={}, goals=None, items=items, by=case.created_by, on=city.on)
    content = file_of(city, case)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Kalkyl"]
    assert [(sheet[f"C{n}"].value, sheet[f"C{n}"].data_type) for n in range(5, 9)] == [(texts[0], "s"), *((t, "s") for t in texts[1:])]
    assert "säger samma sak" in looked(client, case, content)[1]


def test_only_writers_bring_a_workbook_in(city: City_):
    case = make_case(city, "draft")
    url = reverse("applications:book", args=[case.code])
    assert [writer(city, n).get(url).status_code for n in ("applicant", "project_office", "director")] == [200, 404, 404]
    assert Client().get(reverse("applications:workbook", args=[case.code])).status_code == 302


def test_workbook_in_english_comes_in_too(city: City_):
    case, client = make_case(city, "draft"), writer(city)
    client.cookies["django_language"] = "en"
    content = client.get(reverse("applications:workbook", args=[case.code])).content
    client.cookies["django_language"] = "sv"
    assert openpyxl.load_workbook(io.BytesIO(content))["Kalkyl"]["B4"].value != "Slag"
    assert "säger samma sak" in looked(client, case, content)[1]
