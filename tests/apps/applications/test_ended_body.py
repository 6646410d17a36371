"""An open case of a body that ends: its pages say who answers now, the gates ask that body, and the case is moved to it and granted."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from nytta.city.organisation.models import Body
from nytta.city.records import commands as records
from nytta.city.records.commands import NewBody, delegate, end_body, merge_bodies
from nytta.city.records.models import RegistryEntry
from nytta.city.records.terms import DelegatedAct, Role
from nytta.governance.applications import commands, queries
from nytta.governance.applications.models import Application
from nytta.governance.applications.policies import can_accept
from nytta.governance.applications.rules import gate
from nytta.governance.applications.terms import Acceptable, CaseState, Stop
from nytta.kit import clock
from nytta.kit.clock import moment
from nytta.kit.testing import queries_of
from nytta.plain.verdicts import Refused
from tests.apps.organisation.test_binding import as_
from tests.factories.city import City_, go_on, make_case, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("O1")]
APRIL = date(2026, 4, 1)


def merged(city: City_, first: date = APRIL) -> Body:
    """Two committees become one from a day."""
    return merge_bodies(
        bodies=[city.bodies["byggnadsnamnden"], city.bodies["socialnamnden"]], into=NewBody("samhallsnamnden", "Samhällsnämnden"),
        first_day=first, parts_follow=True, unbound_known=False, paragraph="KF § 9", by=city.people["registrar"], on=city.on,
    )  # fmt: skip


def divided(city: City_, *heirs: str) -> None:
    end_body(
        body=city.bodies["byggnadsnamnden"], last_day=date(2026, 3, 31), successors=[city.bodies[h] for h in heirs],
        parts_to=city.bodies["socialnamnden"], unbound_known=True, paragraph="KF § 9", by=city.people["registrar"], on=city.on,
    )  # fmt: skip


def later(city: City_, monkeypatch: pytest.MonkeyPatch, day: date = APRIL) -> None:
    """The day on which the city works."""
    city.on = moment(day)
    monkeypatch.setattr(clock, "now", lambda: moment(day))


def fresh(case: Application) -> Application:
    return Application.objects.select_related("applicant_body", "owner_body", "process_body", "calculation").get(pk=case.pk)


def why_unbound(case: Application, day: date) -> list[str]:
    case = fresh(case)
    rules = queries.rules_for(case, day)
    assert rules is not None
    verdict = gate(stop=Stop.GRANT, facts=queries.facts_of(case, day), rule_set=rules.content)
    return [f.text for f in verdict.findings if f.rule == "body_bound"]


def move(city: City_, case: Application, by: str = "project_office", **into: Body) -> Application:
    return commands.move_to_successor(application=fresh(case), into=into, reason="KF § 9", by=city.people[by], on=city.on)


def test_gates_ask_the_body_that_answers_now(city: City_) -> None:
    case = make_case(city, "valuation")
    merged(city)
    assert why_unbound(case, date(2026, 3, 31)) == why_unbound(case, APRIL) == []
    assert why_unbound(case, date(2032, 1, 1)) == ["Inget program gäller den %(on)s."]


@pytest.mark.parametrize(
    ("heirs", "said"),
    [
        (["socialnamnden"], []),
        ([], ["%(name)s finns inte den %(on)s och kan därför inte söka."]),
        (["socialnamnden", "kommunstyrelsen"], ["%(name)s upphörde %(last)s och följs av flera: %(after)s."]),
        (["energi"], ["%(name)s är inte bundet av programmet och kan därför inte söka: bolagets styrelse har inte antagit programmet."]),
        (["bostader"], []),
    ],
)
def test_gate_for_one_many_or_no_successor(city: City_, heirs: list[str], said: list[str]) -> None:
    case = make_case(city, "valuation")
    divided(city, *heirs)
    assert why_unbound(case, APRIL) == said


def test_merge_in_mid_case_is_moved_and_granted(city: City_, monkeypatch: pytest.MonkeyPatch) -> None:
    case = make_case(city, "decision")
    given = {a.what: (a.body.code, a.amounts, a.accepted_on) for a in case.acceptances.filter(voided_on=None)}
    assert {code for code, _amounts, _on in given.values()} == {"byggnadsnamnden"}
    new = merged(city)
    later(city, monkeypatch)
    move(city, case, applicant_body=new, owner_body=new, process_body=new)
    case = fresh(case)
    assert {b.code for b in (case.applicant_body, case.owner_body, case.process_body) if b} == {"samhallsnamnden"}
    kept = case.acceptances.filter(voided_on=None)
    assert {a.what: (a.body.code, a.amounts, a.accepted_on) for a in kept} == given
    assert {a.carried_by for a in kept} == {new}
    assert commands.void_changed(application=case, by=None, on=city.on) == []
    assert (
        RegistryEntry.objects.filter(subject=case.code).latest("number").what == "Ärendet flyttat från Byggnadsnämnden till Samhällsnämnden"
    )
    case = go_on(city, case, "decision", "granted")
    assert CaseState(case.state) is CaseState.GRANTED


def test_merge_in_mid_case_is_granted_without_a_move(city: City_, monkeypatch: pytest.MonkeyPatch) -> None:
    case = make_case(city, "decision")
    merged(city)
    later(city, monkeypatch)
    assert CaseState(go_on(city, case, "decision", "granted").state) is CaseState.GRANTED


def test_successor_accepts_what_the_ended_body_had_not(city: City_) -> None:
    case = make_case(city, "screening")
    new, owner = merged(city), city.people["owner"]
    chief = city.people["registrar"]
    heir = make_person("arvtagaren", new)
    records.appoint(person=heir, role=Role.OWNER_REPRESENTATIVE, valid_from=APRIL, valid_until=None, mandate="§ 1", body=new, portfolio="",
                    by=chief, on=moment(APRIL))  # fmt: skip
    delegate(body=new, delegated=DelegatedAct.ACCEPT, role=Role.OWNER_REPRESENTATIVE, clause="1.1", limit_sek=None, valid_from=APRIL,
             valid_until=date(2027, 3, 31), by=chief, on=moment(APRIL))  # fmt: skip
    city.on = moment(APRIL)
    assert [f.rule for f in can_accept(owner, fresh(case), Acceptable.OWNERSHIP, APRIL).blocking] == ["body_ended"]
    move(city, case, owner_body=new)
    made = commands.accept(application=fresh(case), what=Acceptable.OWNERSHIP, paragraph="§ 2", by=heir, on=city.on)
    assert (made.body, made.carried_by, made.decision and made.decision.decider) == (new, None, "Samhällsnämnden")


@pytest.mark.parametrize(
    ("by", "field", "code", "rules"),
    [
        ("project_office", "applicant_body", "energi", ["case_move"]),
        ("project_office", "", "", ["case_move"]),
        ("applicant", "applicant_body", "samhallsnamnden", ["mandate"]),
        ("registrar", "applicant_body", "samhallsnamnden", []),
    ],
)
def test_move_is_to_whoever_answers_and_by_the_office(city: City_, by: str, field: str, code: str, rules: list[str]) -> None:
    case = make_case(city, "screening")
    merged(city)
    city.on = moment(APRIL)
    try:
        move(city, case, by, **({field: Body.objects.get(code=code)} if field else {}))
        found: list[str] = []
    except Refused as no:
        found = [f.rule for f in no.verdict.blocking]
    assert found == rules
    assert fresh(case).applicant_body.code == ("byggnadsnamnden" if rules else code)


def test_nothing_to_move_while_the_body_exists(city: City_) -> None:
    case = make_case(city, "screening")
    new = merged(city)
    with pytest.raises(Refused) as no:
        move(city, case, applicant_body=new)
    assert [f.rule for f in no.value.verdict.blocking] == ["case_move"]


def pages(city: City_, case: Application) -> tuple[str, str]:
    inside = as_(city, "project_office").get(f"/ansokningar/{case.code}/")
    return inside.content.decode(), Client().get(f"/arenden/{case.code}/").content.decode()


def test_pages_show_the_name_of_then_and_who_answers_now(city: City_, monkeypatch: pytest.MonkeyPatch) -> None:
    case = make_case(city, "valuation")
    merged(city)
    inside, outside = pages(city, case)
    assert "nu svarar" not in inside and "Svarar nu" not in outside and "Flytta ärendet" not in inside
    later(city, monkeypatch)
    inside, outside = pages(city, case)
    assert 'Byggnadsnämnden (upphörde 2026-03-31, nu svarar <a class="ds-link" href="/organisation/samhallsnamnden/">' in inside
    assert "Flytta ärendet till efterträdaren" in inside
    assert "Svarar nu" in outside and '<a class="ds-link" href="/organisation/samhallsnamnden/">Samhällsnämnden</a>' in outside


def test_renamed_body_is_shown_with_both_names(city: City_, monkeypatch: pytest.MonkeyPatch) -> None:
    case = make_case(city, "valuation")
    records.rename_body(body=city.bodies["byggnadsnamnden"], name="Stadsbyggnadsnämnden", from_day=APRIL, paragraph="KF § 9",
                        by=city.people["registrar"], on=city.on)  # fmt: skip
    later(city, monkeypatch)
    records.keep_present(by=None, on=city.on)
    inside, outside = pages(city, case)
    assert "Byggnadsnämnden (heter nu Stadsbyggnadsnämnden)" in inside
    assert "Byggnadsnämnden" in outside and ">Stadsbyggnadsnämnden</a>" in outside


def test_move_in_the_browser(city: City_, monkeypatch: pytest.MonkeyPatch) -> None:
    case = make_case(city, "valuation")
    divided(city, "socialnamnden", "kommunstyrelsen")
    later(city, monkeypatch)
    client, url = as_(city, "project_office"), f"/ansokningar/{case.code}/flytta/"
    page = client.get(url).content.decode()
    assert "Efter Byggnadsnämnden, som upphörde 2026-03-31." in page
    heir = city.bodies["socialnamnden"].pk
    given: dict[str, Any] = {"applicant_body": heir, "owner_body": heir, "process_body": city.bodies["kommunstyrelsen"].pk, "reason": ""}
    refused = client.post(url, given)
    assert (refused.status_code, f'value="{heir}" selected' in refused.content.decode()) == (422, True)
    assert client.post(url, {**given, "reason": "KF § 9"}).status_code == 302
    moved = fresh(case)
    assert (moved.applicant_body.code, moved.process_body and moved.process_body.code) == ("socialnamnden", "kommunstyrelsen")
    assert "Inget organ i ärendet har upphört" in client.get(url).content.decode()


def test_pages_ask_no_more_of_the_database_for_more_successors(city: City_, monkeypatch: pytest.MonkeyPatch) -> None:
    case = make_case(city, "valuation")
    divided(city, "socialnamnden")
    later(city, monkeypatch)
    client, urls = as_(city, "project_office"), (f"/ansokningar/{case.code}/", f"/arenden/{case.code}/")
    few = [len(queries_of(client, url)[1]) for url in urls * 2][2:]
    end_body(body=city.bodies["socialnamnden"], last_day=date(2026, 4, 30), successors=[city.bodies["kommunstyrelsen"], city.bodies["bostader"]],
             parts_to=city.bodies["kommunstyrelsen"], unbound_known=True, paragraph="§", by=city.people["registrar"], on=city.on)  # fmt: skip
    later(city, monkeypatch, date(2026, 5, 4))
    assert [len(queries_of(client, url)[1]) for url in urls] == few
