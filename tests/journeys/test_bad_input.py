"""What goes wrong while one writes, in a browser and in Swedish: said in words, done once, and nothing lost."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from nytta.city.records import commands as records
from nytta.city.records.terms import Role
from nytta.governance.applications.models import Application, Document
from nytta.governance.preparation import commands as preparation
from nytta.governance.preparation.models import Statement
from nytta.governance.preparation.terms import ConflictGround
from nytta.kit.models import Job
from nytta.needs.intake.models import Idea
from tests.factories.city import START, City_, make_case

pytestmark = [pytest.mark.browser, pytest.mark.both, pytest.mark.django_db(transaction=True)]
SUBMIT = "main form[method=post] button[type=submit]"
Enter = Callable[..., Page]
ODD = "<script>document.title='bruten'</script><img src=x onerror=alert(1)> 👍🏽 مرحبا שלום {{ 7*7 }}"


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def hand_over(page: Page) -> None:
    """Press the page's own button, whatever comes of it."""
    page.locator(SUBMIT).last.click()
    page.wait_for_load_state()


def said(page: Page, *texts: str) -> None:
    for text in texts:
        expect(page.get_by_role("main")).to_contain_text(text)


def idea_typed(page: Page, text: str = "Det tar för lång tid.") -> None:
    page.goto("/ideer/ny/")
    page.fill("[name=title]", "Bygglov på nätet")
    page.fill("[name=text]", text)
    page.locator("[name=goal]").first.check()


def put_back(page: Page, text: str) -> None:
    """The form offers what was typed, and holds it after one press."""
    expect(page.locator("[name=text]")).to_have_value("")
    page.get_by_role("button", name="Lägg tillbaka").click()
    expect(page.locator("[name=title]")).to_have_value("Bygglov på nätet")
    expect(page.locator("[name=text]")).to_have_value(text)


def test_odd_text_is_kept_and_shown_as_text(transactional_city: City_, enter: Enter) -> None:
    page = enter(transactional_city.people["applicant"])
    opened: list[str] = []
    page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
    idea_typed(page, ODD)
    hand_over(page)
    said(page, ODD)
    expect(page).not_to_have_title("bruten")
    assert (Idea.objects.get().text, opened, page.locator("main img[src=x]").count()) == (ODD, [], 0)


@pytest.mark.parametrize(
    ("typed", "told"),
    [("-5 000", "Beloppet kan inte vara negativt."), ("99 999 999 999 999", "Beloppet är större än systemet tar emot (9 000 miljarder kronor).")],
)  # fmt: skip
def test_wrong_money_is_told_while_one_writes_and_kept(transactional_city: City_, enter: Enter, typed: str, told: str) -> None:
    case = make_case(transactional_city)
    page = enter(transactional_city.people["applicant"])
    page.goto(f"/ansokningar/{case.code}/skriv/kalkyl/")
    page.fill("[name=row0_2026]", typed)
    expect(page.locator("[data-autosave-status]")).to_contain_text(f"Inte sparat: Rad 1, 2026: {told}")
    press(page, "Spara")
    said(page, "Rätta detta för att gå vidare", f"Rad 1, 2026: {told}")
    expect(page.locator("[name=row0_2026]")).to_have_value(typed)
    assert not case.calculation.items.filter(figures__amount_sek__in=(-5000, 99_999_999_999_999)).exists()


@pytest.mark.parametrize("day", ["1900-01-01", "9999-12-31"])
def test_wrong_day_is_told_and_kept(transactional_city: City_, enter: Enter, day: str) -> None:
    case = make_case(transactional_city)
    page = enter(transactional_city.people["applicant"])
    page.goto(f"/ansokningar/{case.code}/skriv/grund/")
    page.fill("[name=start_on]", day)
    page.fill("[name=summary]", "Ny text som står kvar")
    press(page, "Spara")
    said(page, "Start: Dagen måste ligga mellan 1990-01-01 och 2099-12-31.")
    expect(page.locator("[name=start_on]")).to_have_value(day)
    expect(page.locator("[name=summary]")).to_have_value("Ny text som står kvar")


AGAIN = """async () => {
    const form = document.querySelector("main form[method=post]");
    const send = () => fetch(form.action, {method: "POST", body: new URLSearchParams(new FormData(form))}).then(async a => [a.url, await a.text()]);
    return [...await Promise.all([send(), send()]), await send()];
}"""


def test_form_sent_twice_is_done_once(transactional_city: City_, enter: Enter) -> None:
    page = enter(transactional_city.people["applicant"])
    idea_typed(page)
    page.locator(SUBMIT).last.dblclick()
    said(page, "Tack! Idén är lämnad")
    assert Idea.objects.count() == 1
    idea_typed(page)
    answers = page.evaluate(AGAIN)  # two at the same time and one later, as from a page without script
    assert ({url for url, _page in answers}, Idea.objects.count()) == ({answers[0][0]}, 2)
    assert "Det var redan gjort: formuläret kom in två gånger." in answers[2][1]


@pytest.mark.requirement("F6")
def test_two_tabs_on_the_same_case(transactional_city: City_, enter: Enter) -> None:
    """What the first tab saved is told in the second, which overwrites nothing until it is meant."""
    case = make_case(transactional_city)
    first = enter(transactional_city.people["applicant"])
    second = first.context.new_page()
    for tab in (first, second):
        tab.goto(f"/ansokningar/{case.code}/skriv/planer/")
    first.fill("[name=change_plan]", "Planen i första fliken")
    press(first, "Spara")
    second.fill("[name=change_plan]", "Planen i andra fliken")
    press(second, "Spara")
    said(second, "ändrade samma fält medan du skrev. Där står nu: ”Planen i första fliken”.", "Jämför och spara igen")
    expect(second.locator("[name=change_plan]")).to_have_value("Planen i andra fliken")
    case.refresh_from_db()
    assert case.change_plan == "Planen i första fliken"
    press(second, "Spara")
    said(second, "Sparat.")
    case.refresh_from_db()
    assert case.change_plan == "Planen i andra fliken"


@pytest.mark.requirement("F10")
def test_statement_that_a_colleague_wrote_in_between(transactional_city: City_, enter: Enter) -> None:
    city, p = transactional_city, transactional_city.people
    case = make_case(city, "preparation")
    records.appoint(
        person=p["group_2"], role=Role.PREPARATION_GROUP, valid_from=START, valid_until=None, mandate="U 9", portfolio="P1",
        by=p["registrar"], on=city.on,
    )  # fmt: skip
    for name in ("group_1", "group_2"):
        preparation.declare_conflict(application=case, ground=ConflictGround.NONE, by=p[name], on=city.on)
    mine, theirs = enter(p["group_1"]), enter(p["group_2"])
    for page in (mine, theirs):
        page.goto(f"/beredning/{case.code}/")
    theirs.fill("[name=text]", "Kollegans yttrande")
    expect(theirs.locator("[data-autosave-status]")).to_contain_text("Sparat")
    theirs.fill("[name=text]", "Kollegans yttrande, längre")  # the own autosave is no clash
    press(theirs, "Spara")
    said(theirs, "Yttrandet är sparat som arbetsmaterial.")
    mine.fill("[name=text]", "Mitt yttrande")
    expect(mine.locator("[data-autosave-status]")).to_contain_text("Yttrande har ändrats sedan du öppnade sidan.")
    press(mine, "Spara")
    said(mine, "Där står nu: ”Kollegans yttrande, längre”.", "Jämför och spara igen")
    expect(mine.locator("[name=text]")).to_have_value("Mitt yttrande")
    assert Statement.objects.get().text == "Kollegans yttrande, längre"
    press(mine, "Spara")
    said(mine, "Yttrandet är sparat som arbetsmaterial.")
    assert Statement.objects.get().text == "Mitt yttrande"


def test_text_is_there_after_logging_in_again(transactional_city: City_, enter: Enter) -> None:
    person = transactional_city.people["applicant"]
    person.set_password("lugn-blå-båt-7")
    person.save()
    page = enter(person)
    idea_typed(page)
    page.context.clear_cookies(name="sessionid")
    hand_over(page)
    said(page, "Det du skrev är inte sparat ännu", "Ingenting har ändrats, och din text finns kvar.")
    expect(page.get_by_label("Vad vill du göra?")).to_have_value("Bygglov på nätet")
    assert Idea.objects.count() == 0
    page.get_by_role("link", name="Logga in och gå tillbaka").click()
    page.fill("[name=login]", "applicant")
    page.fill("[name=password]", "lugn-blå-båt-7")
    press(page, "Logga in")
    expect(page).to_have_url(re.compile("/ideer/ny/$"))
    put_back(page, "Det tar för lång tid.")
    hand_over(page)
    assert Idea.objects.get().text == "Det tar för lång tid."


def test_form_whose_token_is_wrong(transactional_city: City_, enter: Enter) -> None:
    page = enter(transactional_city.people["applicant"])
    idea_typed(page)
    page.evaluate("document.querySelectorAll('[name=csrfmiddlewaretoken]').forEach(f => { f.value = 'x'.repeat(64) })")
    hand_over(page)
    said(page, "Inloggningen eller formuläret hade gått ut när du skickade.", "Din text")
    for text in ("Bygglov på nätet", "Det tar för lång tid."):
        assert text in [f.input_value() for f in page.locator("main textarea").all()]
    page.get_by_role("link", name="Tillbaka till formuläret").click()
    put_back(page, "Det tar för lång tid.")
    assert Idea.objects.count() == 0


def bomb(size: int = 201_000_000) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/workbook.xml", "x")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * size)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("plan.exe", b"MZ", "Filtypen tas inte emot."),
        ("plan.pdf", b"MZ\x90", "Filen heter .pdf men innehåller något annat."),
        ("plan.xlsx", bomb(), "Filen heter .xlsx men innehåller något annat."),
    ],
)  # fmt: skip
def test_wrong_file_is_told_and_the_title_kept(transactional_city: City_, enter: Enter, name: str, content: bytes, told: str) -> None:
    case = make_case(transactional_city)
    page = enter(transactional_city.people["applicant"])
    page.goto(f"/ansokningar/{case.code}/skriv/handlingar/")
    page.fill("[name=title]", "Förstudien")
    page.set_input_files("[name=file]", {"name": name, "mimeType": "application/octet-stream", "buffer": content})
    press(page, "Lägg till handlingen")
    expect(page.locator("main [data-color=danger]").first).to_contain_text(told)
    expect(page.locator("[name=title]")).to_have_value("Förstudien")
    assert Document.objects.count() == 0


def test_sheet_that_unpacks_to_too_much_is_told(transactional_city: City_, enter: Enter) -> None:
    page = enter(transactional_city.people["project_office"])
    page.goto("/ansokningar/importera/")
    page.set_input_files("[name=sheet]", {"name": "blad.xlsx", "mimeType": "application/octet-stream", "buffer": bomb(50_000_000)})
    hand_over(page)
    said(page, "packas upp till orimligt mycket och öppnas därför inte.", "spara tabellen som CSV")
    assert (Application.objects.count(), Job.objects.count()) == (0, 0)
