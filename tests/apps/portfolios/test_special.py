"""Special decisions: money outside the portfolios, free when the owner carries what it costs, with the same follow-up as others."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from nytta.city.records.models import Decision, RegistryEntry
from nytta.followup.projects.models import Project
from nytta.followup.projects.queries import granted_not_opened, granted_sek
from nytta.governance.applications import commands as applications
from nytta.governance.applications.models import Application
from nytta.governance.applications.terms import Acceptable, CaseOrigin, CaseState, Check, PersonalData
from nytta.governance.portfolios import commands
from nytta.governance.portfolios.commands import Decided, NewCase
from nytta.governance.portfolios.models import Allocation, Frame, SpecialDecision
from nytta.governance.portfolios.queries.money import allocations_of, balance_in, balances_by_portfolio
from nytta.governance.portfolios.queries.special import special_gate
from nytta.governance.portfolios.rules import Balance
from nytta.kit.work import desk
from nytta.plain.verdicts import Refused
from tests.factories.city import City_, accept_all, go_on, make_case

pytestmark = pytest.mark.django_db
SV = {"accept-language": "sv"}


def decided(**values: Any) -> Decided:
    given: dict[str, Any] = {
        "paragraph": "§ 88", "decided_on": date(2026, 2, 23), "amounts": {2026: 700_000, 2027: 300_000}, "reasons": "Systemet är föråldrat.",
        "cost_centre": "1000", "activity": "200", "project_code": "3000",
    }  # fmt: skip
    return Decided(**{**given, **values})


def new_case(city: City_, **values: Any) -> NewCase:
    given: dict[str, Any] = {
        "title": "Byte av lönesystem", "applicant_body": city.bodies["socialnamnden"], "owner_body": city.bodies["byggnadsnamnden"],
        "summary": "Det gamla systemet får inga rättelser.", "start_on": date(2026, 4, 1), "end_on": date(2027, 6, 30), "running_sek": 90_000,
    }  # fmt: skip
    return NewCase(**{**given, **values})


def record(city: City_, case: Application, **values: Any) -> SpecialDecision:
    return commands.record_special(application=case, decided=decided(**values), by=city.people["registrar"], on=city.on)


def settle(city: City_, case: Application) -> None:
    """All that has to hold before the money is free."""
    office, on = city.people["project_office"], city.on
    writer = case.created_by
    applications.write(
        application=case, values={"cost_distribution": "Byggnadsnämnden, § 14", "personal_data": PersonalData.NONE.value}, by=writer, on=on
    )
    applications.accept(application=case, what=Acceptable.OWNERSHIP, by=city.people["owner"], on=on)
    for kind in (Check.GUIDELINES, Check.SECURITY):
        applications.check(application=case, kind=kind, passed=True, value="2", by=office, on=on)


@pytest.mark.requirement("F14", "G3")
def test_money_of_a_new_case_is_free_when_its_owner_has_accepted_and_not_before(city: City_) -> None:
    registrar, frames = city.people["registrar"], dict(Frame.objects.values_list("pk", "left_sek"))
    made = commands.begin_special(case=new_case(city), decided=decided(), by=registrar, on=city.on)
    case = made.application
    case.refresh_from_db()
    assert (case.state, case.origin, case.registry_number != "") == (CaseState.DRAFT.value, CaseOrigin.SPECIAL.value, True)
    assert (made.released_on, Allocation.objects.count()) == (None, 0)
    assert [f.rule for f in special_gate(case, city.on.date()).blocking] == [
        "owner_accepted", "cost_distributed", "security_classed", "data_protection_answered",
    ]  # fmt: skip
    with pytest.raises(Refused):
        commands.release_special(special=made, by=registrar, on=city.on)
    decision = Decision.objects.get(pk=made.decision_id)
    assert (decision.kind, decision.decider, decision.mandate) == ("special", "Kommunfullmäktige", "§ 88, 2026-02-23")
    assert (decision.content["amount_sek"], decision.content["amounts"]) == (1_000_000, {"2026": 700_000, "2027": 300_000})
    assert RegistryEntry.objects.get(subject=case.code).what == "Särskilt beslut om medel utanför portföljerna, § 88"
    settle(city, case)
    done = commands.release_special(special=made, by=registrar, on=city.on)
    case.refresh_from_db()
    assert (case.state, done.released_on) == (CaseState.GRANTED.value, city.on.date())
    assert {a.year: (a.outside, a.portfolio, balance_in(a)) for a in allocations_of(case)} == {
        2026: (True, None, Balance(granted_sek=700_000, available_sek=700_000)),
        2027: (True, None, Balance(granted_sek=300_000, available_sek=300_000)),
    }
    assert dict(Frame.objects.values_list("pk", "left_sek")) == frames  # no frame is charged
    assert balances_by_portfolio(2026) == {None: Balance(granted_sek=700_000, available_sek=700_000)}
    assert [a.code for a in granted_not_opened()] == [case.code]  # followed up as others
    with pytest.raises(Refused):
        commands.release_special(special=done, by=registrar, on=city.on)


@pytest.mark.requirement("F14")
@pytest.mark.parametrize("until", ["draft", "screening", "valuation", "preparation", "weighing"])
def test_case_at_any_stage_before_decision_can_be_funded(city: City_, until: str) -> None:
    case = make_case(city, until)
    accept_all(city, case)
    made = record(city, case)
    case.refresh_from_db()
    assert (case.state, case.origin, made.released_on) == (CaseState.GRANTED.value, CaseOrigin.SPECIAL.value, city.on.date())
    assert [p.state for p in case.passages.order_by("pk")][-2:] == [until, "granted"]
    project = Project.objects.get(application=go_on(city, case, "granted", "running"))
    assert granted_sek(project) == 1_000_000
    assert project.baselines.get().money == {"2026": 700_000, "2027": 300_000}
    assert project.baselines.get().decision_id == made.decision_id


@pytest.mark.requirement("F14")
def test_case_that_has_money_can_get_more_beside_the_frame_and_a_closed_one_cannot(city: City_) -> None:
    case = make_case(city, "granted")
    record(city, case, amounts={2026: 250_000})
    case.refresh_from_db()
    assert case.origin == CaseOrigin.APPLIED.value
    assert [(a.outside, a.granted_sek) for a in allocations_of(case)] == [(False, 1_000_000), (True, 250_000)]
    closed = make_case(city, "screening", title="Avvisad")
    applications.dismiss(application=closed, rule="P5", reasons="Fel", by=city.people["project_office"], on=city.on)
    with pytest.raises(Refused) as refused:
        record(city, closed)
    assert refused.value.verdict.blocking[0].rule == "flow.case.fund"


@pytest.mark.requirement("F14")
def test_decision_that_is_not_complete_is_refused_by_its_fields(city: City_) -> None:
    case = make_case(city, "draft")
    with pytest.raises(Refused) as refused:
        record(city, case, paragraph=" ", decided_on=date(2026, 3, 3), amounts={2026: 0}, reasons="")
    assert [f.field for f in refused.value.verdict.blocking] == ["paragraph", "decided_on", "reasons", "amount_0"]
    for name in ("applicant", "director", "owner", "auditor"):
        with pytest.raises(Refused):
            commands.record_special(application=case, decided=decided(), by=city.people[name], on=city.on)
    assert SpecialDecision.objects.count() == 0


@pytest.mark.requirement("F14")
@pytest.mark.both
def test_special_decision_is_changed_by_its_release_alone(city: City_) -> None:
    made = commands.begin_special(case=new_case(city), decided=decided(), by=city.people["registrar"], on=city.on)
    rows = SpecialDecision.objects.filter(pk=made.pk)
    for change in ({"paragraph": "§ 1"}, {"amounts": {"2026": 1}}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change, released_on=city.on.date(), released_by=city.people["registrar"])
    settle(city, made.application)
    commands.release_special(special=made, by=city.people["registrar"], on=city.on)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(released_on=None, released_by=None)


def as_(city: City_, name: str) -> Client:
    client = Client(headers=SV)
    client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.requirement("F14", "O6")
def test_registrar_records_and_releases_through_the_pages_and_all_see_what_stands_outside(city: City_) -> None:
    client = as_(city, "registrar")
    form = {
        "title": "Byte av lönesystem", "applicant_body": city.bodies["socialnamnden"].pk, "owner_body": city.bodies["byggnadsnamnden"].pk,
        "summary": "Det gamla systemet får inga rättelser.", "start_on": "2026-04-01", "end_on": "2027-06-30", "running_sek": "90 000",
        "paragraph": "§ 88", "decided_on": "2026-02-23", "amount_0": "700 000", "amount_1": "300 000", "amount_2": "", "reasons": "Systemet är föråldrat.",
        "cost_centre": "1000", "activity": "200", "project_code": "3000",
    }  # fmt: skip
    answer = client.post(reverse("portfolios:new_special"), form)
    made = SpecialDecision.objects.get()
    case = made.application
    assert answer["Location"] == reverse("applications:detail", args=[case.code])
    assert made.amounts == {str(city.on.year): 700_000, str(city.on.year + 1): 300_000}
    url = reverse("portfolios:release", args=[made.pk])
    for name in ("registrar", "project_office"):
        assert url in [w.url for w in desk(city.people[name], city.on.date())]
    assert "Systemägaren har godtagit" in client.get(url).content.decode()
    assert client.post(url, {}).status_code == 409
    html = Client(headers=SV).get(reverse("portfolios:outside")).content.decode()
    assert "Byte av lönesystem" in html and "Medlen väntar på" in html
    settle(city, case)
    assert client.post(url, {}).status_code == 302
    html = Client(headers=SV).get(reverse("portfolios:list")).content.decode()
    assert "Utanför portföljerna" in html and "700\u00a0000\u00a0kr" in html
    html = client.get(reverse("applications:detail", args=[case.code])).content.decode()
    assert "Utanför portföljerna" in html
    html = Client(headers=SV).get(reverse("portal:case", args=[case.code])).content.decode()
    assert "Medel utanför portföljerna" in html and "1\u00a0000\u00a0000\u00a0kr" in html and "Särskilt beslut" in html


@pytest.mark.requirement("F14")
def test_office_funds_a_case_that_is_here_through_its_page(city: City_) -> None:
    case = make_case(city, "weighing")
    accept_all(city, case)
    client, url = as_(city, "project_office"), reverse("portfolios:special", args=[case.code])
    assert url in client.get(reverse("applications:detail", args=[case.code])).content.decode()
    assert url not in as_(city, "applicant").get(reverse("applications:detail", args=[case.code])).content.decode()
    sent = {"paragraph": "§ 88", "decided_on": "2026-02-23", "amount_0": "700 000", "reasons": "Behövs."}
    assert client.post(url, sent).status_code == 302
    case.refresh_from_db()
    assert case.state == CaseState.GRANTED.value
