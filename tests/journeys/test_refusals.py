"""A case refused at each stop, in a browser and in Swedish: the page says rule, source and what mends it, and keeps what was typed."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from nytta.city.organisation.models import Body
from nytta.city.records import commands as records
from nytta.city.records.terms import FrameSource, Role
from nytta.delivery.systems.models import CommonSolution
from nytta.governance.applications import commands as applications
from nytta.governance.applications.models import Application, Version
from nytta.governance.applications.terms import Acceptable, Check
from nytta.governance.portfolios import commands as portfolios
from nytta.governance.portfolios.models import Frame, Grant
from nytta.governance.portfolios.terms import Advice
from nytta.governance.valuation import commands as valuation
from nytta.governance.valuation.models import Valuation
from tests.factories.city import START, YEAR, City_, fill, go_on, make_case
from tests.journeys.steps import send

pytestmark = [pytest.mark.browser, pytest.mark.both, pytest.mark.django_db(transaction=True)]
Enter = Callable[..., Page]


@dataclass(frozen=True)
class Told:
    """What a refusal says: the rule in words, the source of the rule, and what mends it."""

    rule: str
    source: str
    mend: str


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def save(page: Page) -> None:
    press(page, "Spara")
    expect(page.get_by_role("status").first).to_contain_text("Sparat.")


def refused(page: Page, told: Told) -> None:
    """The page says all three in one finding of a refusal that has taken the focus, and in its title."""
    alert = page.locator("main .ds-alert[data-color=danger][data-focus]")
    finding = alert.locator("ul.findings > li", has_text=told.rule)
    expect(finding).to_have_count(1)
    expect(finding).to_contain_text(told.mend)
    expect(finding.locator(".source")).to_have_text(f"Regel: {told.source}")
    expect(alert).to_be_focused()
    expect(page).to_have_title(re.compile("^Fel: "))


def type_in(page: Page, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        page.fill(f"[name={name}]", text)


def still_there(page: Page, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        expect(page.locator(f"[name={name}]")).to_have_value(text)


# hand-in


@dataclass(frozen=True)
class HandIn:
    """What is written in a section of the draft, what the hand-in then says, and how the writer mends it."""

    section: str
    spoil: Callable[[Page], Any]
    told: Told
    mend: Callable[[Page], Any]
    texts: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)


def company(page: Page, name: str = "Ekholms Energi AB") -> None:
    page.select_option("[name=applicant_body]", label=name)


def no_goal(page: Page) -> None:
    page.uncheck("[name=goal_KF1]")
    page.fill("[name=goal_KF1_text]", "")


def trial(page: Page) -> None:
    page.check("[name=category][value=innovative]")
    page.select_option("[name=focus_area]", index=5)


HAND_INS = {
    "unbound company": HandIn(
        "grund", company, Told("Ekholms Energi AB är inte bundet av programmet", "P1; O1", "Bolagets styrelse antar programmet"),
        lambda page: company(page, "Byggnadsnämnden"), {"summary": "Laddstolpar som bokas på nätet.", "contact": "Eva Ek"},
    ),
    "no goal": HandIn(
        "mal", no_goal,
        Told("Ansökan anger inget av fullmäktiges mål.", "P5 ”Projektidé som stödjer mål”; N2", "Välj minst ett mål och skriv hur projektet bidrar."),
        lambda page: page.check("[name=goal_KF2]"), {"goal_KF2_text": ""},
    ),
    "trial of twelve months": HandIn(
        "grund", trial, Told("Innovativt it-stöd får finnas i högst 6 månader; ansökan anger 12.", "P4; G1", "Korta livslängden till högst 6 månader"),
        lambda page: page.fill("[name=lifetime_months]", "6"), {"lifetime_months": "12", "summary": "Ett försök med talstyrning."},
        {"hypothesis": "Om vi lyssnar så svarar fler.", "experience_plan": "Försöket avvecklas i december."},
    ),
}  # fmt: skip


@pytest.mark.requirement("F5", "F6", "G1", "N2", "O1")
@pytest.mark.parametrize("name", HAND_INS)
def test_hand_in_is_refused_and_mended(transactional_city: City_, enter: Enter, name: str) -> None:
    city, stop = transactional_city, HAND_INS[name]
    records.appoint(
        person=city.people["applicant"], role=Role.APPLICANT, valid_from=START, valid_until=None, mandate="Styrelsen § 3",
        body=city.bodies["energi"], by=city.people["registrar"], on=city.on,
    )  # fmt: skip
    case = make_case(city, "draft", **stop.values)
    page, section = enter(city.people["applicant"]), f"/ansokningar/{case.code}/skriv/{stop.section}/"
    page.goto(section)
    stop.spoil(page)
    type_in(page, stop.texts)
    save(page)
    page.get_by_role("link", name="Till inlämningen").click()
    expect(page.get_by_role("main")).to_contain_text("1 sak hindrar inlämning")
    press(page, "Lämna in")
    refused(page, stop.told)
    case.refresh_from_db()
    assert (case.state, case.registry_number, Version.objects.count()) == ("draft", "", 0)
    page.goto(section)
    still_there(page, stop.texts)
    stop.mend(page)
    save(page)
    page.goto(f"/ansokningar/{case.code}/lamna-in/")
    expect(page.get_by_role("main")).to_contain_text("Inget hindrar inlämning.")
    send(page, "Lämna in")
    case.refresh_from_db()
    assert (case.state, Version.objects.count()) == ("screening", 1)


# assessor and valuation

NOT_INDEPENDENT = Told("har själv skrivit på ansökan och kan inte värdera den.", "T; F8", "Utse en värderare från en annan förvaltning.")


@pytest.mark.requirement("F8")
def test_applicant_is_not_appointed_assessor_of_the_own_case(transactional_city: City_, enter: Enter) -> None:
    city, applicant = transactional_city, transactional_city.people["applicant"]
    records.appoint(
        person=applicant, role=Role.ASSESSOR, valid_from=START, valid_until=None, mandate="U 2", by=city.people["registrar"], on=city.on
    )
    case = make_case(city, "valuation")
    page = enter(city.people["project_office"])
    page.goto(f"/vardering/{case.code}/utse/")
    expect(page.get_by_role("main")).to_contain_text("Inte oberoende")
    page.get_by_label("Applicant").check()
    press(page, "Utse")
    refused(page, NOT_INDEPENDENT)
    expect(page.get_by_label("Applicant")).to_be_checked()
    assert Valuation.objects.count() == 0


def become_writer(city: City_, case: Application) -> None:
    """The assessor applies for the case's body from now on."""
    records.appoint(
        person=city.people["assessor"], role=Role.APPLICANT, valid_from=START, valid_until=None, mandate="U 4",
        body=city.bodies["byggnadsnamnden"], by=city.people["registrar"], on=city.on,
    )  # fmt: skip


def valuing(city: City_, enter: Enter) -> tuple[Application, Page]:
    """An assessor who has written a valuation."""
    case = make_case(city, "valuation")
    valuation.appoint_assessor(application=case, assessor=city.people["assessor"], by=city.people["project_office"], on=city.on)
    page = enter(city.people["assessor"])
    page.goto(f"/vardering/{case.code}/")
    type_in(page, {"points_KF1": "60", "points_KF2": "0", "points_KF3": "25", "summary": "Bygger på ärendestatistik."})
    return case, page


@pytest.mark.requirement("F8")
def test_assessor_who_writes_on_the_case_does_not_sign(transactional_city: City_, enter: Enter) -> None:
    city = transactional_city
    case, page = valuing(city, enter)
    press(page, "Spara och gå till underskrift")
    become_writer(city, case)
    press(page, "Underteckna")
    refused(page, NOT_INDEPENDENT)
    expect(page.get_by_role("main")).to_contain_text("Bygger på ärendestatistik.")
    assert Valuation.objects.get().signed_on is None


@pytest.mark.requirement("F8")
def test_assessor_who_writes_on_the_case_keeps_what_was_typed(transactional_city: City_, enter: Enter) -> None:
    city = transactional_city
    case, page = valuing(city, enter)
    item = case.calculation.items.get(label="Minskad handläggningstid")
    typed = {f"a_{item.pk}_2027": "123 000", f"reason_{item.pk}": "Färre ärenden än angivet.", "points_KF1": "40", "summary": "Ny text."}
    become_writer(city, case)
    type_in(page, typed)
    press(page, "Spara")
    refused(page, NOT_INDEPENDENT)
    still_there(page, typed)


@pytest.mark.requirement("F8", "F10")
def test_statement_is_not_signed_before_the_valuation(transactional_city: City_, enter: Enter) -> None:
    city = transactional_city
    case = make_case(city, "preparation")
    page = enter(city.people["group_1"])
    page.goto(f"/beredning/{case.code}/jav/")
    page.check("[name=ground][value=none]")
    send(page)
    page.check("[name=recommendation][value=support]")
    page.fill("[name=text]", "Nyttan är väl underbyggd.")
    press(page, "Spara och gå till underskrift")
    case.calculation.trusted = "claimed"  # the signature is gone while the page is read
    case.calculation.save()
    press(page, "Underteckna")
    refused(page, Told("Nyttovärderingen är inte undertecknad.", "T; F8", "Värderaren undertecknar värderingen."))
    expect(page.get_by_role("main")).to_contain_text("Nyttan är väl underbyggd.")
    page.get_by_role("link", name="Tillbaka till yttrandet").click()
    still_there(page, {"text": "Nyttan är väl underbyggd."})
    case.refresh_from_db()
    assert case.state == "preparation"


# grant

TYPED = {"amount_sek": "900 000", "reasons": "Bidrar tydligt till målen.", "cost_centre": "1000", "activity": "200", "project_code": "3000"}
RUNS = "ansvaret och driftkostnaden"


def advised(city: City_, case: Application, *accepted: Acceptable) -> Application:
    """The case before its decision, where only some have accepted."""
    p, on = city.people, city.on
    portfolios.advise(application=case, year=YEAR, advice=Advice.FUND, reasons="Angeläget.", by=p["council_member"], on=on)
    for what in accepted:
        by = p["owner"] if what is Acceptable.OWNERSHIP else p["process_owner"]
        applications.accept(application=case, what=what, by=by, on=on)
    for kind in Check:
        applications.check(application=case, kind=kind, passed=True, value="2", by=p["project_office"], on=on)
    case.refresh_from_db()
    return case


def not_accepted(city: City_) -> Application:
    return advised(city, make_case(city, "weighing"), Acceptable.BENEFITS)


def changed_amount(city: City_) -> Application:
    """The owner accepted 100,000 kr a year, and the applicant then wrote 250,000."""
    case = make_case(city, "draft")
    applications.accept(application=case, what=Acceptable.OWNERSHIP, by=city.people["owner"], on=city.on)
    case = fill(city, case, running_sek=250_000)
    return advised(city, go_on(city, case, "draft", "weighing"), Acceptable.BENEFITS)


def duplicate(city: City_) -> Application:
    return make_case(city, "decision", covers=[CommonSolution.objects.order_by("code").values_list("code", flat=True)[0]])


def set_frame(city: City_, amount_sek: int, **parts: int) -> None:
    portfolios.set_frame(
        portfolio=city.portfolio(1), year=YEAR, amount_sek=amount_sek, source=FrameSource.OPERATING, paragraph="KF § 20", parts=parts,
        by=city.people["registrar"], on=city.on,
    )  # fmt: skip


def small_frame(city: City_) -> Application:
    set_frame(city, 899_999)
    return make_case(city, "decision")


def small_part(city: City_) -> Application:
    set_frame(city, 5_000_000, innovation=1_000_000, improvement=899_999, standardised=1_000_000)
    return make_case(city, "decision")


def left_programme(city: City_) -> Application:
    """A company that was bound when it handed in, and whose adoption turned out to be later."""
    case = make_case(city, "decision")
    Body.objects.filter(pk=city.bodies["bostader"].pk).update(adopted_on=None)
    Application.objects.filter(pk=case.pk).update(applicant_body=city.bodies["bostader"])
    return case


OWNER = "P4; G3; F12"
FRAME = Told("Beloppet 900 000 kr ryms inte i ramen för P1 2026, där 899 999 kr återstår.", "P5; F2", "begär ny ram av fullmäktige.")
GRANTS: dict[str, tuple[Callable[[City_], Application], Told]] = {
    "no acceptance": (not_accepted, Told(f"Byggnadsnämnden har inte godtagit {RUNS}.", OWNER, "Någon med mandat för Byggnadsnämnden godtar.")),
    "changed amount": (
        changed_amount,
        Told("gäller inte längre: Beloppet för 2027 var 100 000 kr och är nu 250 000 kr.", OWNER, "Någon med mandat för Byggnadsnämnden godtar på nytt."),
    ),
    "duplicate": (
        duplicate,
        Told("Ansökan dubblerar en gemensam lösning", "P7.1 ”Det är inte tillåtet att etablera dubblerande funktioner”; D2", "begär undantag innan medel beviljas."),
    ),
    "frame": (small_frame, FRAME),
    "part": (small_part, Told("ryms inte i delen ”Förbättringar av befintliga e-tjänster” av P1 2026", "E6.2; F3", "begär nya storlekar på delarna")),
    "unbound company": (left_programme, Told("Ekholmsbostäder AB är inte bundet av programmet", "P1; O1", "Bolagets styrelse antar programmet")),
}  # fmt: skip


def deciding(city: City_, enter: Enter, case: Application) -> Page:
    """The director has typed a decision."""
    page = enter(city.people["director"])
    page.goto(f"/portfoljer/beslut/{case.code}/")
    type_in(page, TYPED)
    return page


@pytest.mark.requirement("F2", "F3", "F12", "D2", "G3", "O1")
@pytest.mark.parametrize("name", GRANTS)
def test_grant_is_refused(transactional_city: City_, enter: Enter, name: str) -> None:
    make, told = GRANTS[name]
    page = deciding(transactional_city, enter, make(transactional_city))
    press(page, "Läs brevet om att bevilja")
    refused(page, told)
    still_there(page, TYPED)
    buttons: Locator = page.get_by_role("button", name="Bevilja och skicka brevet")
    expect(buttons).to_have_count(0)
    assert Grant.objects.count() == 0


@pytest.mark.requirement("F2", "F11")
def test_grant_is_refused_when_the_frame_shrinks_while_the_letter_is_read(transactional_city: City_, enter: Enter) -> None:
    page = deciding(transactional_city, enter, make_case(transactional_city, "decision"))
    press(page, "Läs brevet om att bevilja")
    set_frame(transactional_city, 899_999)
    press(page, "Bevilja och skicka brevet")
    refused(page, FRAME)
    still_there(page, TYPED)
    assert (Grant.objects.count(), Frame.objects.get(portfolio__code="P1", year=YEAR).granted_sek) == (0, 0)
