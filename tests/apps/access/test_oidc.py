"""Log-in by a real provider: the first time and later, what its rules change, who is not let in, and the way out."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from nytta.city.access.commands.merging import merge_persons
from nytta.city.access.commands.people import remove_person
from nytta.city.access.commands.providers import RuleText, set_in_force, set_rule
from nytta.city.access.models import ClaimRule, Identity, IdentityProvider, LoginAttempt
from nytta.city.access.queries.identity import groups_of
from nytta.city.access.terms import ClaimOutcome, ClaimTest, FirstLogin, MatchWith
from nytta.city.organisation.models import Person
from nytta.city.records.models import Appointment
from nytta.city.records.queries import appointments_of
from nytta.kit import clock
from nytta.kit.audit import history
from tests import oidc as there
from tests.apps.access.conftest import US, Browser, Record
from tests.factories.city import City_

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D14", "O2")]
ANNA = {
    "preferred_username": "anek", "name": "Anna Ek", "title": "handläggare", "email": "anna@example.org", "email_verified": True,
    "department": "Bygg", "groups": ["KK-SOC-01", "alla"],
}  # fmt: skip


def rule(provider: IdentityProvider, city: City_, path: str, test: ClaimTest, value: str, outcome: ClaimOutcome, **more: Any) -> ClaimRule:
    group, body = more.pop("group", ""), more.pop("body", None)
    text = RuleText(path, test, value, outcome, body=city.bodies[body] if body else None)
    return set_rule(
        provider=provider, rule=None, text=text, place=99, new_group=group, by=city.people["registrar"], on=clock.now(), **more
    )  # fmt: skip


def last() -> tuple[str, str]:
    return LoginAttempt.objects.values_list("outcome", "rule")[0]


def test_an_address_that_asks_too_often_is_told_to_wait(keep: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nytta.city.access.commands.identity.ENTRIES_PER_MINUTE", 2)
    keep()
    here, there_ = Client(REMOTE_ADDR="192.0.2.1"), Client(REMOTE_ADDR="192.0.2.2")
    begun = [here.get("/tilltrade/in/staden/") for _ in range(2)]
    back = here.get("/tilltrade/in/staden/svar/", {"code": "x", "state": "y"})
    assert [a.status_code for a in (*begun, back, there_.get("/tilltrade/in/staden/"))] == [302, 302, 429, 302]
    assert "Det har varit många försök härifrån." in back.content.decode()


def test_first_log_in_makes_a_person_without_rights(keep: Record, real: there.Provider, browser: Browser, city: City_) -> None:
    provider = keep()
    rule(provider, city, "department", ClaimTest.EQUALS, "Bygg", ClaimOutcome.BODY, body="byggforvaltningen")
    rule(provider, city, "department", ClaimTest.EQUALS, "Bygg", ClaimOutcome.BODY, body="socialforvaltningen")
    rule(provider, city, "groups", ClaimTest.PATTERN, "KK-SOC-??", ClaimOutcome.GROUP, group="Socialjour")
    real.tell(accounts={"anna": ANNA})
    answer = browser.log_in("anna", next="/mal/")
    assert (answer.status_code, answer["Location"]) == (302, "/mal/")
    anna = Person.objects.get(username="anek")
    assert browser.person == str(anna.pk)
    assert (anna.name, anna.title, anna.email, str(anna.body)) == ("Anna Ek", "handläggare", "anna@example.org", "Byggförvaltningen")
    assert not anna.has_usable_password()
    assert appointments_of(anna, clock.today()) == []
    assert list(Identity.objects.values_list("provider__code", "subject", "person__username")) == [("staden", "anna", "anek")]
    assert [g.name for g in groups_of(anna)] == ["Socialjour"]
    assert [h.act for h in history("anek")] == ["person.by_provider", "identity.link", "person.first_login"]
    assert last() == ("first", "")


def test_later_log_in_follows_what_has_changed_from_to(keep: Record, real: there.Provider, browser: Browser, city: City_) -> None:
    provider = keep()
    rule(provider, city, "department", ClaimTest.ONE_OF, "Bygg, Plan", ClaimOutcome.BODY, body="byggforvaltningen")
    rule(provider, city, "department", ClaimTest.EQUALS, "Soc", ClaimOutcome.BODY, body="socialforvaltningen")
    rule(provider, city, "groups", ClaimTest.CONTAINS, "SOC", ClaimOutcome.GROUP, group="Socialjour")
    real.tell(accounts={"anna": ANNA})
    browser.log_in("anna")
    real.tell(accounts={"anna": {**ANNA, "name": "Anna Lund", "preferred_username": "alund", "department": "Soc", "groups": ["alla"]}})
    again = Browser()
    again.log_in("anna")
    anna = Person.objects.get(username="anek")
    assert (again.person, anna.name, str(anna.body)) == (str(anna.pk), "Anna Lund", "Socialförvaltningen")
    told = history("anek", ["person.by_provider"]).first()
    assert told.changes == {
        "provider": "staden", "name": ["Anna Ek", "Anna Lund"], "body": ["Byggförvaltningen", "Socialförvaltningen"],
        "groups": [["Socialjour"], []],
    }  # fmt: skip
    assert last() == ("in", "")


def test_the_session_gets_a_new_number(keep: Record, real: there.Provider, browser: Browser) -> None:
    keep()
    real.tell(accounts={"anna": ANNA})
    where = browser.ask()
    before = browser.here.session.session_key
    browser.come_back(browser.consent(where, "anna"))
    assert browser.person and before and browser.here.session.session_key != before
    assert "code_challenge_method=S256" in where and "nonce=" in where and "response_type=code" in where


def test_only_those_who_exist_by_username(keep: Record, real: there.Provider, browser: Browser, city: City_) -> None:
    keep(first_login=FirstLogin.EXISTING, match_claim="preferred_username", match_with=MatchWith.USERNAME)
    real.tell(accounts={"anna": ANNA, "berit": {"preferred_username": "Assessor", "name": "Berit"}})
    answer = browser.log_in("anna")
    page = answer.content.decode()
    assert (answer.status_code, browser.person, last()) == (403, "", ("refused", "login_unknown"))
    assert "men du är inte insläppt här" in page and "registratorn" in page and "anek" not in page
    other = Browser()
    other.log_in("berit")
    assert other.person == str(city.people["assessor"].pk)


def test_refusals_say_the_same_whether_there_is_an_account_or_not(keep: Record, real: there.Provider, city: City_) -> None:
    provider = keep(first_login=FirstLogin.EXISTING, match_claim="preferred_username", match_with=MatchWith.USERNAME)
    rule(provider, city, "groups", ClaimTest.EQUALS, "konsult", ClaimOutcome.REFUSED)
    remove_person(person=city.people["reviewer"], reason="Slutat", by=city.people["registrar"], on=clock.now())
    real.tell(accounts={
        "unknown": {"preferred_username": "ingen"}, "removed": {"preferred_username": "reviewer"},
        "ruled": {"preferred_username": "assessor", "groups": ["konsult"]}, "ended": {"preferred_username": "assessor", "active": False},
    })  # fmt: skip
    pages = {}
    for who in ("unknown", "removed", "ruled", "ended"):
        browser = Browser()
        answer = browser.log_in(who)
        assert (answer.status_code, browser.person) == (403, "")
        pages[who] = (answer.content.decode().split("<main")[1], last()[1])
    assert len({page for page, _ in pages.values()}) == 1
    assert [r for _, r in pages.values()] == ["login_unknown", "login_removed", "login_rule", "login_ended"]


def test_an_address_counts_only_when_it_is_confirmed(keep: Record, real: there.Provider, city: City_) -> None:
    keep(first_login=FirstLogin.EXISTING, match_claim="email", match_with=MatchWith.EMAIL)
    mail = {"email": "assessor@example.org"}
    real.tell(
        accounts={
            "a": mail,
            "b": {**mail, "email_verified": False},
            "c": {**mail, "email_verified": "true"},
            "d": {**mail, "email_verified": True},
        }
    )
    let_in = {}
    for who in "abcd":
        browser = Browser()
        browser.log_in(who)
        let_in[who] = browser.person
    assert let_in == {"a": "", "b": "", "c": "", "d": str(city.people["assessor"].pk)}


def test_somebody_known_is_not_taken_over_by_another_with_the_same_name(keep: Record, real: there.Provider, city: City_) -> None:
    keep(first_login=FirstLogin.CREATE, match_claim="preferred_username", match_with=MatchWith.USERNAME)
    real.tell(accounts={"first": {"preferred_username": "assessor"}, "second": {"preferred_username": "assessor"}})
    first, second = Browser(), Browser()
    first.log_in("first")
    assert first.person == str(city.people["assessor"].pk)
    assert (second.log_in("second").status_code, second.person, last()) == (403, "", ("refused", "login_linked"))


def test_name_of_somebody_else_is_refused_at_a_first_log_in(keep: Record, real: there.Provider, browser: Browser, city: City_) -> None:
    keep()
    real.tell(accounts={"mallory": {"preferred_username": "Registrar", "name": "Mallory"}})
    assert (browser.log_in("mallory").status_code, browser.person, last()) == (403, "", ("refused", "login_taken"))


def test_paused_provider_lets_nobody_in(keep: Record, real: there.Provider, browser: Browser, city: City_) -> None:
    provider = keep()
    back = browser.consent(browser.ask(), "anna")
    set_in_force(provider=provider, in_force=False, reason="Fel", by=city.people["registrar"], on=clock.now())
    assert browser.come_back(back).status_code == 403
    assert Client().get("/tilltrade/in/staden/").status_code == 403
    assert "Logga in genom" not in Client().get("/konto/login/").content.decode()


def test_removed_person_is_out_at_once_and_stays_out(keep: Record, real: there.Provider, browser: Browser, city: City_) -> None:
    keep()
    real.tell(accounts={"anna": ANNA})
    browser.log_in("anna")
    assert browser.here.get("/organisation/").context["user"].is_authenticated
    remove_person(person=Person.objects.get(username="anek"), reason="Slutat", by=city.people["registrar"], on=clock.now())
    assert not browser.here.get("/organisation/").context["user"].is_authenticated
    assert (Browser().log_in("anna").status_code, last()) == (403, ("refused", "login_removed"))


def test_merged_person_logs_in_as_the_one_who_is_left(keep: Record, real: there.Provider, browser: Browser, city: City_) -> None:
    keep()
    real.tell(accounts={"anna": ANNA})
    browser.log_in("anna")
    double, chief = Person.objects.get(username="anek"), city.people["registrar"]
    merge_persons(person=double, into=city.people["assessor"], reason="Samma person", by=chief, on=clock.now())
    assert not browser.here.get("/organisation/").context["user"].is_authenticated
    again = Browser()
    again.log_in("anna")
    assert again.person == str(city.people["assessor"].pk)
    assert Appointment.objects.filter(person=double).count() == 0


def test_several_providers_each_with_its_button(keep: Record, real: there.Provider, browser: Browser) -> None:
    keep()
    keep("lanet", name="Region Ekholm", client_id="another", place=2)
    page = Client().get("/konto/login/?next=/mal/").content.decode()
    assert page.index("Logga in genom Ekholms kommun") < page.index("Logga in genom Region Ekholm") < page.index("Eller med ett konto här")
    assert 'href="/tilltrade/in/staden/?next=%2Fmal%2F"' in page


def test_where_one_was_going_is_never_out_of_the_house(keep: Record, real: there.Provider, browser: Browser) -> None:
    keep()
    real.tell(accounts={"anna": ANNA})
    assert browser.log_in("anna", next="https://another.example/")["Location"] == "/"


def test_keys_are_changed_by_the_provider(keep: Record, real: there.Provider, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    keep()
    real.tell(accounts={"anna": ANNA})
    browser.log_in("anna")
    real.tell(rotate="k2")
    monkeypatch.setattr(clock, "now", lambda: timezone.localtime() + timedelta(seconds=11))  # within ten they are not asked for again
    again = Browser()
    assert again.log_in("anna").status_code == 302
    assert again.person == browser.person


def test_log_out_leads_to_the_provider_and_back(keep: Record, real: there.Provider, browser: Browser) -> None:
    keep()
    real.tell(accounts={"anna": ANNA})
    browser.log_in("anna")
    page = browser.here.post("/konto/logout/").content.decode()
    assert browser.person == ""
    where = page.split('http-equiv="refresh" content="0;url=')[1].split('"')[0].replace("&amp;", "&")
    assert where.startswith(f"{real.issuer}/session/end?id_token_hint=")
    there_page = browser.there.get(where, timeout=10).text
    secret = there_page.split('name="xsrf" value="')[1].split('"')[0]
    answer = browser.there.post(
        f"{real.issuer}/session/end/confirm", data={"xsrf": secret, "logout": "yes"}, allow_redirects=False, timeout=10
    )  # fmt: skip
    assert answer.headers["location"] == f"{US}/tilltrade/utloggad/"
    assert "Du är utloggad" in browser.here.get("/tilltrade/utloggad/").content.decode()
    assert "interaction" in browser.there.get(browser.ask(), allow_redirects=False, timeout=10).headers["location"]
