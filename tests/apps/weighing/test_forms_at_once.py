"""Two save the same ordinary form at once: the first is kept, the last is told and keeps what was typed. On SQLite and PostgreSQL."""

import html
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nytta.governance.weighing import commands
from nytta.governance.weighing.models import Criterion, Limit, MemberWeights, Round
from nytta.governance.weighing.terms import Joined, LimitKind
from tests.apps.weighing.rooms import start
from tests.at_once import at_once
from tests.factories.city import City_, make_case

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]
RULE = {"decided_by": "Utvecklingsrådet", "paragraph": "§ 4"}


def at(person: Any) -> Client:
    client = Client(headers={"accept-language": "sv"})
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def hidden(page: str) -> dict[str, str]:
    """What the form sends along unseen."""
    found = re.findall(r'<input type="hidden" name="(as_shown|ranges)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


def saved_at_once(people: list[Any], url: str, given: list[dict[str, Any]]) -> dict[int, list[tuple[int, str]]]:
    """Each opens the page, then all save at once: {status: [(who, the page)]}."""
    clients = [at(p) for p in people]
    sent = [{**hidden(c.get(url).content.decode()), **own} for c, own in zip(clients, given, strict=True)]
    answers = at_once([lambda c=c, own=own: c.post(url, own) for c, own in zip(clients, sent, strict=True)])
    found: dict[int, list[tuple[int, str]]] = {}
    for who, answer in enumerate(answers):
        found.setdefault(answer.status_code, []).append((who, html.unescape(answer.content.decode())))
    return found


def prepared(city: City_) -> tuple[Round, str]:
    code = make_case(city, "weighing", title="Förslag 1").code
    return start(city), code


def test_a_rule_changed_by_two_at_once_keeps_the_first_and_tells_the_last(transactional_city: City_) -> None:
    city = transactional_city
    one, code = prepared(city)
    office, director = city.people["project_office"], city.people["director"]
    row = commands.set_limit(
        one=one, kind=LimitKind.MANDATORY, name=code, content={"id": code}, reason="Lagen.", **RULE, by=office, on=city.on
    )
    url = reverse("weighing:change_limit", args=[one.code, "mandatory", row.name])
    reasons = ["Lagen från i år.", "Fullmäktige § 9."]
    found = saved_at_once([office, director], url, [{**RULE, "id": code, "reason": r} for r in reasons])
    [(first, _)], [(last, page)] = found[302], found[409]
    assert {first, last} == {0, 1}
    assert Limit.objects.get().reason == reasons[first]
    assert f"Där står nu: ”{reasons[first]}”." in page
    assert f">{reasons[last]}</textarea>" in page.replace(">\n", ">")


def test_two_rules_of_the_same_name_written_at_once_are_one_and_a_question(transactional_city: City_) -> None:
    city = transactional_city
    one, code = prepared(city)
    url = reverse("weighing:limit", args=[one.code, "mandatory"])
    given = [{**RULE, "id": code, "reason": r} for r in ("Lagen.", "Fullmäktige.")]
    found = saved_at_once([city.people["project_office"], city.people["director"]], url, given)
    [(first, _)], [(last, page)] = found[302], found[422]
    assert Limit.objects.get().reason == given[first]["reason"]
    assert f">{given[last]['reason']}</textarea>" in page.replace(">\n", ">")


def test_a_rule_that_somebody_takes_away_while_it_is_changed_gives_back_what_was_typed(transactional_city: City_) -> None:
    city = transactional_city
    one, code = prepared(city)
    office = city.people["project_office"]
    row = commands.set_limit(one=one, kind=LimitKind.MANDATORY, name=code, content={"id": code}, reason="", **RULE, by=office, on=city.on)
    client, url = at(office), reverse("weighing:change_limit", args=[one.code, "mandatory", row.name])
    sent = hidden(client.get(url).content.decode())
    commands.drop_limit(limit=row, by=office, on=city.on)
    answer = client.post(url, {**sent, **RULE, "id": code, "reason": "Ny lag från juli."})
    assert (answer.status_code, "Ny lag från juli." in answer.content.decode()) == (409, True)


def test_a_criterion_described_by_two_at_once_keeps_the_first_and_tells_the_last(transactional_city: City_) -> None:
    city = transactional_city
    one, _ = prepared(city)
    url = reverse("weighing:criterion", args=[one.code, "KF1"])
    title = one.criteria.get(code="KF1").title
    given = [{"title": title, "worst": "Som i dag.", "best": b} for b in ("Besked samma dag.", "Ingen behöver vänta.")]
    found = saved_at_once([city.people["project_office"], city.people["director"]], url, given)
    [(first, _)], [(last, page)] = found[302], found[409]
    assert Criterion.objects.get(round=one, code="KF1").best == given[first]["best"]
    assert given[last]["best"] in page


def test_a_members_weights_given_on_two_screens_at_once_are_told_on_the_last(transactional_city: City_) -> None:
    city = transactional_city
    one, _ = prepared(city)
    commands.ask_for_weights(one=one, how=Joined.MEAN, by=city.people["project_office"], on=city.on)
    member, url = city.people["council_member"], reverse("weighing:weigh_in", args=[one.code])
    given = [{"w_KF1": "100", "w_KF2": w, "w_KF3": "10"} for w in ("20", "70")]
    found = saved_at_once([member, member], url, given)
    [(first, _)], [(last, page)] = found[302], found[409]
    assert MemberWeights.objects.get().points == {"KF1": 100, "KF2": int(given[first]["w_KF2"]), "KF3": 10}
    assert f'value="{given[last]["w_KF2"]}"' in page
    assert f"Där står nu: ”{given[first]['w_KF2']}”." in page
