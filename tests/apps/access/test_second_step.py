"""A second step that is asked of a role or of whoever may do an act: led to it, and nothing else before."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nytta.city.access.commands import accounts as commands
from nytta.city.access.models import FactorDemand
from nytta.city.access.terms import Strength
from nytta.city.records.terms import Role
from nytta.kit.models import AuditRow, KeptSession, Notice
from nytta.kit.testing import queries_of
from nytta.plain.verdicts import Refused
from tests.apps.access.entering import browser, code_app, code_now, entered, key_of, log_in, with_password
from tests.factories.city import City_

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D14", "O2")]


def demand(
    city: City_, *, role: str = Role.APPLICANT.value, right: str = "", strength: Strength = Strength.ANY, days: int = 0
) -> FactorDemand:
    return commands.demand_factor(
        role=role, right=right, strength=strength, from_day=city.on.date() + timedelta(days=days), decided_by="Kommundirektören nr 14",
        by=city.people["registrar"], on=city.on,
    )  # fmt: skip


def led(client: Client, url: str = "portal:desk") -> bool:
    answer = client.get(reverse(url))
    return answer.status_code == 302 and answer["Location"] == reverse("access:second_step")


@pytest.mark.both
def test_who_lacks_it_is_led_to_it_and_can_do_nothing_else(city: City_) -> None:
    client = browser()
    with_password(city.people["applicant"])
    demand(city)
    log_in(client, "applicant")
    for url in ("portal:desk", "portal:start", "portal:choices", "applications:list", "access:sessions", "account_change_password"):
        assert led(client, url), url
    told = client.post(reverse("intake:new"), {"title": "Min fina idé", "text": "Lång text"})
    assert (told.status_code, "Min fina idé" in told.content.decode()) == (403, True)
    page = client.get(reverse("access:second_step"))
    assert page.status_code == 200
    assert "Bestämt av Kommundirektören nr 14, gäller från 2026-03-02." in page.content.decode()
    assert client.get(reverse("mfa_activate_totp")).status_code == 302  # to say once more that it is oneself
    assert client.get(reverse("portal:privacy")).status_code == 200


def test_setting_up_the_app_opens_the_door(city: City_) -> None:
    client = browser()
    person = with_password(city.people["applicant"])
    demand(city)
    log_in(client, "applicant")
    assert led(client)
    code_app(person)
    assert client.get(reverse("portal:desk")).status_code == 200


def test_others_are_not_concerned(city: City_) -> None:
    client = browser()
    with_password(city.people["assessor"])
    demand(city)
    log_in(client, "assessor")
    assert entered(client)


def test_a_demand_reaches_a_session_that_was_open_before(city: City_) -> None:
    client = browser()
    with_password(city.people["applicant"])
    log_in(client, "applicant")
    assert entered(client)
    demand(city)
    assert led(client)


def test_a_key_is_asked_of_whoever_may_grant_and_a_code_is_not_enough(city: City_) -> None:
    client = browser()
    person = with_password(city.people["director"])
    secret = code_app(person)
    demand(city, role="", right="portfolios.grant", strength=Strength.PHISHING_RESISTANT)
    log_in(client, "director")
    client.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
    assert led(client)
    assert "kräver en lösennyckel" in client.get(reverse("access:second_step")).content.decode()
    key_of(person)
    page = client.get(reverse("access:second_step")).content.decode()
    assert reverse("mfa_reauthenticate_webauthn") in page  # the key is there, and has to be used
    assert led(client)


def test_days_of_grace_are_told_by_mail_and_at_each_log_in(city: City_) -> None:
    client = browser()
    with_password(city.people["applicant"])
    demand(city, days=12)
    letter = Notice.objects.get(to="applicant@example.org")
    assert "Från 2026-03-14 behöver du ett andra steg" in letter.body
    answer = log_in(client, "applicant", follow=True).content.decode()
    assert "Från 2026-03-14 behöver du ett andra steg för att logga in. Du har 12 dagar på dig" in answer
    assert entered(client)


def test_on_the_day_the_grace_is_over(city: City_, travel: Callable[[date], None]) -> None:
    client = browser()
    with_password(city.people["applicant"])
    demand(city, days=12)
    log_in(client, "applicant")
    travel(date(2026, 3, 14))
    assert entered(client)  # looked at each five minutes
    KeptSession.objects.update(seen_at=timezone.now() - timedelta(minutes=5))
    assert led(client)


def test_who_has_it_gets_no_letter(city: City_) -> None:
    code_app(city.people["applicant"])
    demand(city)
    assert Notice.objects.filter(to="applicant@example.org").count() == 0


def test_the_registrar_ends_a_demand_and_the_door_opens(city: City_) -> None:
    client = browser()
    with_password(city.people["applicant"])
    one = demand(city)
    log_in(client, "applicant")
    assert led(client)
    registrar = Client()
    registrar.force_login(city.people["registrar"])
    assert registrar.post(reverse("access:end_demand", args=[one.pk]), {"reason": "Beslut nr 15"}).status_code == 302
    assert entered(client)
    assert list(AuditRow.objects.filter(subject=f"krav-{one.pk}").values_list("act", "reason")) == [
        ("factor.demand", "Kommundirektören nr 14"), ("factor.end", "Beslut nr 15"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"role": "", "right": ""}, "factor_one"),
        ({"role": "applicant", "right": "portfolios.grant"}, "factor_one"),
        ({"from_day": date(2026, 3, 1)}, "factor_day"),
        ({"decided_by": "  "}, "factor_decided"),
    ],
)
def test_a_demand_that_is_not_whole_is_refused(city: City_, values: dict[str, object], rule: str) -> None:
    whole = {"role": "applicant", "right": "", "strength": Strength.ANY, "from_day": date(2026, 3, 2), "decided_by": "KD 1"}
    with pytest.raises(Refused) as refused:
        commands.demand_factor(**{**whole, **values}, by=city.people["registrar"], on=city.on)  # type: ignore[arg-type]
    assert [f.rule for f in refused.value.verdict.blocking] == [rule]


def test_pages_cost_no_query_more_for_being_under_a_demand(city: City_) -> None:
    person, client = city.people["assessor"], Client()
    client.force_login(person)
    url = reverse("portal:choices")
    client.get(url)
    _, before = queries_of(client, url)
    demand(city)
    demand(city, role="assessor", days=20)
    client.get(url)
    _, after = queries_of(client, url)
    assert len(after) == len(before)


def test_the_page_of_demands_costs_as_many_queries_for_many_people(city: City_) -> None:
    client = Client()
    client.force_login(city.people["registrar"])
    demand(city, role=Role.PREPARATION_GROUP.value)
    url = reverse("access:demands")
    client.get(url)
    answer, _ = queries_of(client, url)
    line = answer.context["lines"][0]  # type: ignore[index]
    assert (line["count"], len(line["lacking"])) == (5, 5)
    Authenticator.objects.create(user=city.people["group_1"], type="totp", data={})
    assert len(client.get(url).context["lines"][0]["lacking"]) == 4
