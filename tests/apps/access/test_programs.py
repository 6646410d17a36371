"""Service accounts and tokens through their pages: set up, issued once, told in time, stopped, closed."""

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nytta.city.access.commands import programs
from nytta.city.access.models import AccessToken, ServiceAccount
from nytta.city.access.queries import standing, token_of
from nytta.city.access.queries.programs import state_of_account
from nytta.city.access.rules import due_lead
from nytta.city.access.terms import AccountState, TokenState
from nytta.city.organisation.models import Person
from nytta.city.records.commands import end_body
from nytta.city.records.models import Appointment
from nytta.kit.audit import history
from nytta.kit.clock import moment
from nytta.kit.models import AuditRow, FormUse, KeptSession, Notice
from nytta.kit.sessions import SessionStore
from nytta.kit.work import desk
from nytta.plain.verdicts import Refused
from tests.at_once import at_once
from tests.factories.city import City_

from .holders import KNOWN, make_own, make_program, make_token

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D14")]


def client_of(city: City_, name: str) -> Client:
    client = Client()
    client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def hidden_of(client: Client, url: str) -> dict[str, Any]:
    context = client.get(url).context
    return {name: context[name] for name in ("form_token", "as_shown") if context.get(name)}


def shown_in(answer: Any) -> str:
    """The secret that a page shows; "" where it shows none."""
    found = re.search(r"nytta_[\w-]{20,}", answer.content.decode())
    return found.group() if found else ""


def scopes_of(client: Client, url: str) -> dict[str, Any]:
    """The first field of scopes that a form has, with its first choice marked."""
    form = client.get(url).context["form"]
    name = form.scope_names[0]
    return {name: [form.fields[name].choices[0][0]]}


def test_account_is_set_up_changed_and_closed_through_its_pages(city: City_) -> None:
    client = client_of(city, "registrar")
    sent = {"username": "byggr-koppling", "name": "ByggR", "purpose": "Hämtar beslut", "body": city.bodies["byggnadsnamnden"].pk}
    made = client.post(reverse("access:new_program"), sent)
    page = reverse("access:program", args=["byggr-koppling"])
    assert (made.status_code, made["Location"]) == (302, page)
    change = {"name": "ByggR", "purpose": "Hämtar beslut", "body": city.bodies["socialnamnden"].pk, "reason": ""}
    refused = client.post(f"{page}andra/", change)
    assert (refused.status_code, "Ett nytt ansvar behöver ett beslut eller ett skäl." in refused.content.decode()) == (409, True)
    assert client.post(f"{page}andra/", change | {"reason": "KS 2026-03-02 § 9"}).status_code == 302
    assert client.post(f"{page}avsluta/", {"reason": "Ersatt"}).status_code == 302
    account = ServiceAccount.objects.select_related("person__body").get()
    assert (account.person.body, account.closed_reason, account.person.is_active) == (city.bodies["socialnamnden"], "Ersatt", False)
    assert [row.act for row in history("byggr-koppling")] == ["program.close", "program.change", "program.record"]
    shown = client.get(page).content.decode()
    assert ("Avslutat" in shown, "Utfärda en nyckel" in shown, "KS 2026-03-02 § 9" in shown) == (True, False, True)
    assert client.get(f"{reverse('access:programs')}?state=closed").context["page"].total == 1
    assert client.get(f"{reverse('access:programs')}?state=open").context["page"].total == 0


@pytest.mark.parametrize("username", ["Byggr", "bygg r", "-bygg", "bygg-", "åäöå", "abc", "a" * 41, "registrar"])
def test_name_that_does_not_fit_or_is_taken_is_refused(city: City_, username: str) -> None:
    with pytest.raises(Refused) as refused:
        make_program(city, username)
    assert refused.value.verdict.blocking[0].rule == ("person_once" if username == "registrar" else "program_name")
    assert ServiceAccount.objects.count() == 0


def test_program_cannot_log_in_and_is_no_person(city: City_) -> None:
    program = make_program(city)
    assert program.has_usable_password() is False
    assert not Person.objects.filter(pk=program.pk).exists()
    answer = Client().post(reverse("account_login"), {"login": program.username, "password": ""})
    assert answer.status_code == 200


@pytest.mark.requirement("O2")
def test_token_is_shown_in_one_answer_and_nowhere_else(city: City_) -> None:
    program, client = make_program(city), client_of(city, "registrar")
    url, page = reverse("access:issue_token", args=[program.username]), reverse("access:program", args=[program.username])
    sent = {"name": "Natt", "expires_on": "2026-05-31", "per_minute": "60", **scopes_of(client, url), **hidden_of(client, url)}
    answer = client.post(url, sent)
    secret = shown_in(answer)
    assert (answer.status_code, answer["Cache-Control"], len(secret)) == (200, "no-store", 49)
    assert token_of(secret, moment(date(2026, 5, 31), 23)) is not None
    assert token_of(secret, moment(date(2026, 6, 1), 0)) is None
    again = client.post(url, sent, follow=True)  # the same form, or the page read anew
    assert again.redirect_chain == [(page, 302)]
    assert "Det var redan gjort: formuläret kom in två gånger." in again.content.decode()
    assert (AccessToken.objects.count(), shown_in(again), shown_in(client.get(page))) == (1, "", "")
    kept = [str(list(m.objects.values())) for m in (AccessToken, AuditRow, FormUse, Notice)]
    kept += [str(SessionStore().decode(s.session_data)) for s in KeptSession.objects.all()]
    assert not [text for text in kept if secret in text]


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_form_sent_twice_at_the_same_moment_makes_and_shows_one_token(transactional_city: City_) -> None:
    city = transactional_city
    program, clients = make_program(city), [client_of(city, "registrar") for _ in range(3)]
    url = reverse("access:issue_token", args=[program.username])
    sent = {"name": "Natt", "expires_on": "2026-05-31", "per_minute": "60", **scopes_of(clients[0], url), **hidden_of(clients[0], url)}
    answers = at_once([lambda c=c: c.post(url, sent) for c in clients])  # type: ignore[misc]
    shown = [shown_in(a) for a in answers if shown_in(a)]
    assert (AccessToken.objects.count(), len(shown), sorted(a.status_code for a in answers)) == (1, 1, [200, 302, 302])
    assert token_of(shown[0], city.on) is not None


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"scopes": []}, "token_scopes"),
        ({"scopes": ["cases:read", "money:write"]}, "token_scope_unknown"),
        ({"days": 366}, "token_end"),
        ({"days": 0}, "token_end"),
    ],
)
def test_token_without_end_or_with_unknown_scope_is_refused(city: City_, given: dict[str, Any], rule: str) -> None:
    with pytest.raises(Refused) as refused:
        make_token(city, make_program(city), **given)
    assert refused.value.verdict.blocking[0].rule == rule
    assert AccessToken.objects.count() == 0


@pytest.mark.requirement("O2")
def test_whoever_answers_for_the_body_takes_its_programs_token_back_and_no_other(city: City_) -> None:
    own, other = make_program(city), make_program(city, "annan-koppling", "socialnamnden")
    (token, text), (others, _text) = make_token(city, own), make_token(city, other)
    client = client_of(city, "owner")
    urls = [reverse("access:revoke_token", args=[p.username, t.pk]) for p, t in ((own, token), (other, others))]
    shown = [client.get(reverse("access:program", args=[p.username])).content.decode() for p in (own, other)]
    assert [url in page for url, page in zip(urls, shown, strict=True)] == [True, False]
    assert reverse("access:close_program", args=[own.username]) not in shown[0]
    refused = client.post(urls[1], {"reason": "Läckt"})
    assert (refused.status_code, "som ett annat organ svarar för" in refused.content.decode()) == (409, True)
    assert client.post(urls[0], {"reason": "Läckt"}).status_code == 302
    assert token_of(text, city.on) is None
    assert [(t.revoked_by, t.revoked_at is None) for t in AccessToken.objects.order_by("pk")] == [
        (city.people["owner"], False),
        (None, True),
    ]
    assert [(row.by_id, row.reason) for row in history(own.username, ["token.revoke"])] == [(city.people["owner"].pk, "Läckt")]


@pytest.mark.requirement("O2")
def test_nobody_issues_a_token_in_another_persons_name(city: City_) -> None:
    with pytest.raises(Refused) as refused:
        make_token(city, city.people["director"])
    assert refused.value.verdict.blocking[0].rule == "token_holder"
    with pytest.raises(Refused):
        programs.issue_token(
            holder=make_program(city), name="x", scopes=["cases:read"], known=KNOWN, expires_at=city.on + timedelta(days=1), per_minute=1,
            by=city.people["applicant"], on=city.on,
        )  # fmt: skip


def test_closing_an_account_ends_its_tokens_at_once(city: City_) -> None:
    program = make_program(city)
    (_, first), (_, second) = make_token(city, program), make_token(city, program)
    account = ServiceAccount.objects.get()
    programs.close_program(account=account, reason="Ersatt", by=city.people["registrar"], on=city.on)
    assert (token_of(first, city.on), token_of(second, city.on)) == (None, None)
    assert history(program.username, ["program.close"]).get().changes == {"tokens": 2}
    for act in (
        lambda: make_token(city, program),
        lambda: programs.close_program(account=account, reason="", by=city.people["registrar"], on=city.on),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.verdict.blocking[0].rule == "program_closed"


@pytest.mark.requirement("O1")
def test_account_of_a_body_that_has_ended_is_stopped_until_another_answers_for_it(city: City_, travel: Any) -> None:
    program = make_program(city, body="energi")
    _, text = make_token(city, program, days=300)
    registrar = city.people["registrar"]
    end_body(body=city.bodies["energi"], last_day=date(2026, 6, 30), successors=[], parts_to=None, unbound_known=True, paragraph="KF § 12",
             by=registrar, on=city.on)  # fmt: skip
    travel(date(2026, 7, 1))
    later = moment(date(2026, 7, 1))
    account = ServiceAccount.objects.select_related("person__body").get()
    assert state_of_account(account, later.date()) is AccountState.STOPPED
    page = client_of(city, "registrar").get(reverse("access:program", args=[program.username])).content.decode()
    assert ("Stoppat: ägaren har upphört" in page, "Stoppad med innehavaren" in page, "Utfärda en nyckel" in page) == (True, True, False)
    programs.change_program(
        account=account, name=program.name, purpose="", body=city.bodies["byggnadsnamnden"], reason="KF § 12", by=registrar, on=later
    )
    assert token_of(text, later) is not None


def test_own_tokens_are_ones_own(city: City_) -> None:
    mine, other = client_of(city, "applicant"), client_of(city, "auditor")
    token, text = make_own(city, city.people["applicant"])
    assert token.name in mine.get(reverse("access:own_tokens")).content.decode()
    assert token.name not in other.get(reverse("access:own_tokens")).content.decode()
    revoke = reverse("access:revoke_own_token", args=[token.pk])
    assert (other.get(revoke).status_code, other.post(revoke).status_code) == (404, 404)
    assert token_of(text, city.on) == token
    assert mine.post(revoke).status_code == 302
    assert token_of(text, city.on) is None
    assert standing(AccessToken.objects.select_related("holder").get(), city.on) is TokenState.REVOKED


def test_own_token_lasts_at_most_90_days_and_is_not_for_provisioning(city: City_) -> None:
    client, url = client_of(city, "applicant"), reverse("access:issue_own_token")
    names = [c for n in client.get(url).context["form"].scope_names for c, _ in client.get(url).context["form"].fields[n].choices]
    assert [n for n in names if n.startswith("scim")] == []
    with pytest.raises(Refused) as refused:
        make_own(city, city.people["applicant"], days=91)
    assert unescape(str(refused.value)) == "Nyckeln ska gå ut inom 90 dagar."


@pytest.mark.parametrize(
    ("whole", "left", "lead"),
    [(365, 31, None), (365, 30, 30), (365, 8, 30), (365, 7, 7), (365, 0, 7), (30, 29, None), (30, 7, 7), (5, 5, None)],
)
def test_end_is_told_30_and_7_days_before_but_not_of_a_new_token(whole: int, left: int, lead: int | None) -> None:
    last = date(2026, 12, 31)
    assert due_lead(issued_on=last - timedelta(days=whole), last_on=last, on=last - timedelta(days=left)) == lead


def test_end_is_told_once_to_those_who_keep_it(city: City_) -> None:
    Person.objects.update(email="x@example.org")
    make_token(city, make_program(city), days=100)
    make_own(city, city.people["auditor"], days=60)
    told = [programs.tell_of_ends(by=None, on=city.on + timedelta(days=n)) for n in (20, 30, 54, 71, 94)]
    assert told == [0, 1, 1, 2, 2]
    assert sorted(n.subject for n in Notice.objects.all()) == sorted(
        ["Nytta: nyckeln Mitt skript går ut 2026-05-01"] * 2 + ["Nytta: nyckeln Nattlig körning går ut 2026-06-10"] * 4
    )


def test_end_stands_on_the_desk_of_those_who_keep_it(city: City_) -> None:
    make_token(city, make_program(city), days=100)
    day = (city.on + timedelta(days=94)).date()
    lines = {
        name: [w.title for w in desk(city.people[name], day) if w.code.startswith("nytta_")] for name in ("registrar", "owner", "assessor")
    }
    assert lines == {
        "registrar": ["Koppling till ByggR: Nattlig körning"],
        "owner": ["Koppling till ByggR: Nattlig körning"],
        "assessor": [],
    }


@pytest.mark.requirement("O2")
def test_own_token_can_do_no_more_than_its_holder_may_that_day(city: City_) -> None:
    registrar = city.people["registrar"]
    _, text = make_own(city, registrar, days=60)
    body = city.bodies["byggnadsnamnden"]
    holder = token_of(text, city.on).holder  # type: ignore[union-attr]
    assert programs.record_program(username="fore-slutet", name="x", body=body, by=holder, on=city.on).is_program
    Appointment.objects.filter(person=registrar).update(valid_until=city.on.date())
    later = city.on + timedelta(days=1)
    found = token_of(text, later)
    assert found is not None  # the person is still here, and may what anybody employed may
    with pytest.raises(Refused) as refused:
        programs.record_program(username="efter-slutet", name="x", body=body, by=found.holder, on=later)
    assert refused.value.verdict.blocking[0].rule == "mandate"
