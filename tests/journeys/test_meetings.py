"""A group meets, by people with a browser, in Swedish: appointed, called, a conflict declared, decided, approved, posted, verified."""

import hashlib
import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from nytta.city.organisation.models import Person
from nytta.governance.applications.models import Application
from nytta.governance.meetings.models import EarlierText, Item, Meeting, Minutes, Posting
from nytta.governance.preparation.queries import signed_statement
from tests.apps.meetings.rooms import council
from tests.factories.city import City_, make_case, make_person
from tests.journeys.steps import send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def appoint(page: Page, person: Person) -> None:
    """The registrar records the director's decision: a seat in the preparation group of portfolio 1."""
    page.goto("/register/uppdrag/nytt/")
    page.select_option("select[name=person]", value=str(person.pk))
    page.select_option("select[name=role]", value="preparation_group")
    page.select_option("select[name=portfolio]", value="P1")
    page.fill("[name=valid_from]", "2026-03-01")
    page.fill("[name=mandate]", "Kommundirektörens beslut 4")
    send(page)


def free(page: Page, code: str, ground: str = "none") -> None:
    """Say that there is no conflict of interest, or that there is one."""
    page.goto(f"/beredning/{code}/jav/")
    page.check(f"[name=ground][value={ground}]")
    if page.locator("[name=note]").count():
        page.fill("[name=note]", "Jag har inte tagit del i ansökan.")
    send(page)


@pytest.mark.requirement("F10", "F11", "U9")
def test_a_group_meets_from_appointment_to_verified_minutes(
    transactional_city: City_, enter: Callable[..., Page], travel: Callable[[date], None]
) -> None:
    city = transactional_city
    case, board = make_case(city, "preparation"), city.bodies["socialnamnden"]
    anna, bo = make_person("anna", board, "utvecklare"), make_person("bo", board, "controller")
    registrar, office = enter(city.people["registrar"]), enter(city.people["project_office"])
    registrar.goto("/register/uppdrag/nytt/", timeout=60_000)  # the first page of a process takes its time

    # appointed
    for person in (anna, bo):
        appoint(registrar, person)

    # called: the agenda is drawn from what waits, the papers are frozen
    office.goto("/sammantraden/grupper/beredning-p1/mote/")
    office.fill("[name=day]", "2026-03-16")
    office.fill("[name=place]", "Stadshuset, rum 4")
    send(office)
    meeting = Meeting.objects.get()
    office.get_by_role("link", name="Sätt upp ärenden").first.click()
    office.get_by_label(re.compile(case.code)).check()
    send(office)
    office.get_by_role("link", name="Lägg till en övrig punkt").click()
    office.fill("[name=title]", "Höstens mötestider")
    send(office)
    office.get_by_role("link", name="Skicka kallelsen").click()
    send(office, "Kalla")
    expect(office.locator("main")).to_contain_text("Ansökan, kalkyl och värdering")
    expect(office.locator("main")).to_contain_text("Kallat")
    member = enter(anna)
    member.goto(f"/sammantraden/{meeting.code}/")
    expect(member.locator("main")).to_contain_text("SHA-256")

    # conflict of interest declared: the deliberation is no longer seen
    free(member, case.code)
    free(enter(city.people["group_1"]), case.code)
    barred = enter(bo)
    free(barred, case.code, "own_benefit")
    barred.goto(f"/sammantraden/{meeting.code}/")
    expect(barred.locator("#punkt-1")).to_contain_text("Du har anmält jäv i ärendet.")
    assert barred.locator("#punkt-1 a[href*=handlingar]").count() == 0

    # held: two are enough, the minutes are written by two at once, the outcome is the group's statement
    travel(date(2026, 3, 16))
    office.goto(f"/sammantraden/{meeting.code}/oppna/")
    send(office, "Öppna mötet")
    office.get_by_role("link", name="Skriv protokollet").first.click()
    first = office.locator("#punkt-1 textarea")
    first.fill("Gruppen gick igenom kalkylen och värderingen.")
    expect(office.locator("#punkt-1 [data-autosave-status]")).to_contain_text("Sparat")
    office.locator("#punkt-2 textarea").fill("Mötena hålls första måndagen i månaden.")
    expect(office.locator("#punkt-2 [data-autosave-status]")).to_contain_text("Sparat")
    other = enter(anna)
    other.goto(f"/sammantraden/{meeting.code}/skriv/")
    first.fill("Gruppen gick igenom kalkylen, värderingen och tidplanen.")
    expect(office.locator("#punkt-1 [data-autosave-status]")).to_contain_text("Sparat")
    other.locator("#punkt-1 textarea").fill("Annas text.")
    expect(other.locator("#punkt-1 [data-autosave-status]")).to_contain_text("har ändrats sedan du öppnade sidan")
    assert EarlierText.objects.count() == 0
    assert Item.objects.get(number=1).minutes == "Gruppen gick igenom kalkylen, värderingen och tidplanen."
    office.goto(f"/sammantraden/{meeting.code}/punkt/1/")
    expect(office.locator("main")).to_contain_text("Bo har jäv och deltar inte")
    office.get_by_label("Tillstyrks").check()
    office.fill("[name=reasons]", "Nyttan är väl underbyggd och lösningen kan användas av fler.")
    send(office, "Anteckna utfallet")
    statement = signed_statement(case)
    assert statement is not None and statement.recommendation == "support"
    assert Application.objects.get(pk=case.pk).state == "weighing"
    office.goto(f"/sammantraden/{meeting.code}/punkt/2/")
    office.get_by_label("Behandlad").check()
    send(office, "Anteckna utfallet")
    member.goto(f"/sammantraden/{meeting.code}/punkt/1/reservation/")
    member.fill("[name=text]", "Jag hade hellre väntat till hösten.")
    send(member)
    office.goto(f"/sammantraden/{meeting.code}/avsluta/")
    office.select_option("select[name=first]", value=str(city.people["group_1"].pk))
    office.select_option("select[name=second]", value=str(anna.pk))
    send(office, "Avsluta mötet")

    # approved by two, then locked
    for person in (city.people["group_1"], anna):
        page = enter(person)
        page.goto(f"/sammantraden/{meeting.code}/justera/")
        expect(page.locator("main")).to_contain_text("Bo deltog inte")
        expect(page.locator("main")).to_contain_text("Jag hade hellre väntat till hösten.")
        send(page, "Justera")
    meeting.refresh_from_db()
    assert meeting.state == "approved"
    answer = office.request.get(f"/sammantraden/{meeting.code}/protokoll.pdf")
    kept = Minutes.objects.get()
    assert hashlib.sha256(answer.body()).hexdigest() == kept.pdf_sha256

    # posted for three weeks
    registrar.goto(f"/sammantraden/{meeting.code}/anslag/")
    send(registrar, "Sätt upp anslaget")
    assert Posting.objects.get().last_day == date(2026, 4, 7)  # the sixth of April is Easter Monday
    public = enter(None)
    public.goto("/sammantraden/anslag/")
    expect(public.locator("main")).to_contain_text("2026-04-07")
    public.get_by_role("link", name=re.compile("Till protokollet")).click()

    # verified by anybody, who sees no names
    expect(public.locator("main")).to_contain_text("Protokollet är som det justerades")
    text = public.inner_text("main")
    assert "Anna" not in text and "E-tjänst för bygglov" not in text and case.registry_number in text
    public.fill("[name=sha256]", kept.pdf_sha256)
    public.get_by_role("button", name="Pröva").click()
    expect(public.locator("[role=status]").last).to_contain_text("Ja. Dokumentet är det justerade protokollet.")
    public.fill("[name=sha256]", "0" * 64)
    public.get_by_role("button", name="Pröva").click()
    expect(public.locator("[role=status]").last).to_contain_text("Nej.")
    travel(date(2026, 4, 8))
    public.goto("/sammantraden/anslag/")
    expect(public.locator("main")).to_contain_text("Inget är anslaget just nu")


@pytest.mark.requirement("F11")
def test_a_case_is_advised_on_by_circulation_without_a_meeting(transactional_city: City_, enter: Callable[..., Page]) -> None:
    city = transactional_city
    case, people = make_case(city, "weighing"), council(city, 2)
    page = enter(people[0])
    page.goto(f"/ansokningar/{case.code}/")
    page.get_by_role("link", name="Skicka på cirkulation").click()
    page.get_by_label("Bör beviljas").check()
    page.fill("[name=reasons]", "Beloppet är litet och leverantören kan börja genast.")
    send(page, "Skicka")
    for person in people:
        each = enter(person, script=False)
        each.goto(page.url)
        each.get_by_role("link", name="Svara", exact=True).click()
        each.get_by_label("Bör beviljas").check()
        send(each, "Svara")
    page.reload()
    expect(page.locator("main")).to_contain_text("Avslutad med resultat")
    assert Application.objects.get(pk=case.pk).state == "decision"
    page.goto("/sammantraden/grupper/organ-kommunstyrelsen/cirkulation/")
    expect(page.locator("main")).to_contain_text("En nämnd eller styrelse beslutar vid sammanträde, aldrig genom cirkulation.")
