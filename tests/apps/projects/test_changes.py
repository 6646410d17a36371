"""Changes of a project: consequences beside the first decision, who decides by the limits, more money by the weighing, baselines kept."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from nytta.city.records.models import Decision
from nytta.city.records.terms import DecisionKind
from nytta.followup.projects.commands import changes as commands
from nytta.followup.projects.models import Baseline, Change, Project
from nytta.followup.projects.queries import changes as queries
from nytta.followup.projects.rules.changes import Plan, changed_benefits, decider
from nytta.followup.projects.rules.limits import Limits
from nytta.followup.projects.terms import ChangeState
from nytta.governance.portfolios import commands as portfolios
from nytta.governance.portfolios.models import Continuation, Frame
from nytta.governance.portfolios.terms import Advice, ContinuationKind
from nytta.kit.work import desk
from nytta.plain.verdicts import Refused
from tests.factories.city import City_, grant, make_case

pytestmark = pytest.mark.django_db
SV = {"accept-language": "sv"}


def running(city: City_) -> Project:
    return Project.objects.select_related("application").get(application=make_case(city, "running"))


def propose(city: City_, project: Project, **values: Any) -> Change:
    base = project.baselines.last()
    assert base is not None
    given: dict[str, Any] = {"scope": base.scope, "ends_on": base.ends_on, "reasons": "Leverantören är sen."}
    return commands.propose_change(project=project, **{**given, **values}, by=city.people["applicant"], on=city.on)


def benefit(project: Project) -> int:
    base = project.baselines.get(number=1)
    return next(int(r["item"]) for r in base.benefits if r["ledger"] == "business")


def plan(ends_on: date = date(2026, 11, 30), **values: Any) -> Plan:
    rows = [
        {"item": 1, "ledger": "development", "label": "U", "years": {"2026": 1_000}},
        {"item": 2, "ledger": "running", "label": "D", "years": {"2027": 100, "2028": 100}},
        {"item": 3, "ledger": "business", "label": "N", "years": {"2027": 600, "2028": 601}},
    ]
    given: dict[str, Any] = {"scope": "Allt", "ends_on": ends_on, "money": {2026: 1_000}, "benefits": rows}
    return Plan(**{**given, **values})


@pytest.mark.requirement("U5")
def test_consequences_are_worked_out_exactly() -> None:
    one = plan()
    assert (one.cost_sek, one.benefit_sek, one.net_by_year, one.net_sek, one.payback) == (1_000, 1_201, {2027: 500, 2028: 501}, 1, 24)
    half = plan(benefits=changed_benefits(one.benefits, percents={3: 50}, years_later=1))
    assert half.benefits[2]["years"] == {"2028": 300, "2029": 301}  # 300.5 is rounded up
    assert half.benefits[1]["years"] == {"2028": 100, "2029": 100}
    assert half.benefits[0]["years"] == {"2026": 1_000}
    assert (half.net_sek, half.payback) == (-599, 60)
    assert plan(benefits=[]).payback is None


@pytest.mark.requirement("U5", "F12")
def test_what_would_be_red_against_the_first_decision_is_the_directors() -> None:
    first, limits = plan(), Limits()
    assert decider(first=first, proposed=plan(date(2027, 1, 29)), more_sek=0, limits=limits) == (ChangeState.OWNER, [])  # 60 days
    assert decider(first=first, proposed=plan(date(2027, 1, 30)), more_sek=0, limits=limits) == (ChangeState.DIRECTOR, ["time"])
    for percent, found in ((80, (ChangeState.OWNER, [])), (79, (ChangeState.DIRECTOR, ["benefits"]))):
        less = plan(benefits=changed_benefits(first.benefits, percents={3: percent}, years_later=0))
        assert decider(first=first, proposed=less, more_sek=0, limits=limits) == found
    assert decider(first=first, proposed=plan(), more_sek=1, limits=limits)[0] is ChangeState.MONEY


@pytest.mark.requirement("U5")
def test_owner_decides_a_small_change_and_the_first_baseline_stands(city: City_) -> None:
    project = running(city)
    change = propose(city, project, ends_on=date(2026, 12, 31), scope="E-tjänst utan ritningar.")
    assert (change.state, change.kinds) == (ChangeState.OWNER.value, ["scope", "time"])
    assert reverse("projects:decide_change", args=[project.code, 1]) in [w.url for w in desk(city.people["owner"], city.on.date())]
    with pytest.raises(Refused):
        commands.decide_large_change(change=change, approve=True, reasons="Ja", by=city.people["director"], on=city.on)
    for name in ("applicant", "director", "process_owner", "council_member"):
        with pytest.raises(Refused):
            commands.decide_change(change=change, approve=True, reasons="Ja", by=city.people[name], on=city.on)
    with pytest.raises(Refused):
        commands.decide_change(change=change, approve=True, reasons=" ", by=city.people["owner"], on=city.on)
    change = commands.decide_change(change=change, approve=True, reasons="Rimligt.", by=city.people["owner"], on=city.on)
    project.refresh_from_db()
    one, two = project.baselines.order_by("number")
    assert (one.ends_on, two.ends_on, project.planned_end_on) == (date(2026, 11, 30), date(2026, 12, 31), date(2026, 12, 31))
    assert (two.scope, two.money, two.benefits, two.decision_id) == (
        "E-tjänst utan ritningar.",
        one.money,
        one.benefits,
        change.decision_id,
    )
    assert (change.state, change.result_id) == (ChangeState.APPROVED.value, two.pk)
    decision = Decision.objects.get(pk=change.decision_id)
    assert (decision.kind, decision.decider, decision.subject) == (DecisionKind.PROJECT_CHANGE.value, "Byggnadsnämnden", project.code)


@pytest.mark.requirement("U5", "F12")
def test_changed_benefits_are_accepted_by_the_business_and_a_large_loss_decided_by_the_director(city: City_) -> None:
    project = running(city)
    change = propose(city, project, percents={benefit(project): 50})
    assert change.state == ChangeState.BUSINESS.value
    with pytest.raises(Refused):
        commands.decide_large_change(change=change, approve=True, reasons="Ja", by=city.people["director"], on=city.on)
    assert reverse("projects:accept_change", args=[project.code, 1]) in [w.url for w in desk(city.people["process_owner"], city.on.date())]
    change = commands.accept_benefits(change=change, by=city.people["process_owner"], on=city.on)
    assert (change.state, change.accepted_by) == (ChangeState.DIRECTOR.value, city.people["process_owner"])
    with pytest.raises(Refused):
        commands.decide_change(change=change, approve=True, reasons="Ja", by=city.people["owner"], on=city.on)
    change = commands.decide_large_change(change=change, approve=True, reasons="Behövs ändå.", by=city.people["director"], on=city.on)
    first, last = (queries.plan_of(b) for b in project.baselines.order_by("number"))
    assert (first.benefit_sek, last.benefit_sek) == (2_100_000, 1_350_000)
    assert change.state == ChangeState.APPROVED.value


@pytest.mark.requirement("U5")
def test_many_small_changes_are_no_way_around_the_limit(city: City_) -> None:
    project = running(city)
    change = propose(city, project, ends_on=date(2027, 1, 20))
    commands.decide_change(change=change, approve=True, reasons="Ja", by=city.people["owner"], on=city.on)
    assert propose(city, project, ends_on=date(2027, 2, 20)).state == ChangeState.DIRECTOR.value


@pytest.mark.requirement("U5", "F13")
def test_more_money_is_weighed_and_charges_the_frame_before_the_change_holds(city: City_) -> None:
    project = running(city)
    case, frame = project.application, Frame.objects.get(portfolio=city.portfolio(), year=2026)
    before = frame.left_sek
    change = propose(city, project, more_sek=200_000, more_year=2026, reasons="Integrationen kostar mer.")
    part = Continuation.objects.get()
    assert (change.state, change.continuation, part.kind, part.amount_sek) == (
        ChangeState.MONEY.value,
        part,
        ContinuationKind.MORE.value,
        200_000,
    )
    with pytest.raises(Refused) as refused:
        commands.settle_change(change=change, by=city.people["project_office"], on=city.on)
    assert refused.value.verdict.blocking[0].rule == "money_open"
    with pytest.raises(Refused):
        commands.withdraw_change(change=change, reasons="Ångrat", by=city.people["applicant"], on=city.on)
    portfolios.advise(application=case, year=2026, advice=Advice.FUND, reasons="Ja", by=city.people["council_member"], on=city.on)
    made = grant(city, case, 150_000)
    assert [
        w.what
        for w in desk(city.people["project_office"], city.on.date())
        if w.url == reverse("projects:settle_change", args=[project.code, 1])
    ]
    change = commands.settle_change(change=change, by=city.people["project_office"], on=city.on)
    frame.refresh_from_db()
    last = project.baselines.get(number=2)
    assert (frame.left_sek, last.money, last.decision_id) == (before - 150_000, {"2026": 1_150_000}, made.decision_id)
    assert (project.baselines.get(number=1).money, change.state) == ({"2026": 1_000_000}, ChangeState.APPROVED.value)


@pytest.mark.requirement("U5")
def test_proposal_that_changes_nothing_or_comes_beside_another_is_refused(city: City_) -> None:
    project = running(city)
    for values, rule in (
        ({}, "change_none"), ({"ends_on": date(2026, 1, 1)}, "period"), ({"scope": " "}, "scope"), ({"more_sek": 5}, "more_year"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            propose(city, project, **values)
        assert rule in [f.rule for f in refused.value.verdict.blocking]
    first = propose(city, project, scope="Mindre.")
    with pytest.raises(Refused) as refused:
        propose(city, project, scope="Annat.")
    assert refused.value.verdict.blocking[0].rule == "change_open"
    commands.withdraw_change(change=first, reasons="Behövs inte.", by=city.people["applicant"], on=city.on)
    second = propose(city, project, scope="Annat.")
    refused_one = commands.decide_change(change=second, approve=False, reasons="Nej", by=city.people["owner"], on=city.on)
    assert (refused_one.number, refused_one.state, Baseline.objects.count()) == (2, ChangeState.REFUSED.value, 1)


@pytest.mark.requirement("U5")
@pytest.mark.both
def test_what_was_proposed_and_what_was_settled_cannot_be_changed(city: City_) -> None:
    project = running(city)
    change = propose(city, project, scope="Mindre.")
    rows = Change.objects.filter(pk=change.pk)
    for values in ({"scope": "Annat."}, {"reasons": "Annat"}, {"ends_on": date(2030, 1, 1)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**values)
    commands.decide_change(change=change, approve=True, reasons="Ja", by=city.people["owner"], on=city.on)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(state=ChangeState.REFUSED.value)


def as_(city: City_, name: str) -> Client:
    client = Client(headers=SV)
    client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.requirement("U5")
def test_manager_proposes_and_owner_decides_through_the_pages_with_the_consequences_beside(city: City_) -> None:
    project = running(city)
    base, item = project.baselines.get(), benefit(project)
    url = reverse("projects:propose_change", args=[project.code])
    manager = as_(city, "applicant")
    assert url in manager.get(reverse("projects:detail", args=[project.code])).content.decode()
    others = {f"part_{r['item']}": "100" for r in base.benefits if r["ledger"] in ("business", "citizen")}
    sent = {
        "reasons": "Leverantören är sen.",
        "scope": base.scope,
        "ends_on": "2027-01-15",
        "more_sek": "",
        "more_year": "",
        **others,
        f"part_{item}": "95",
    }
    answer = manager.post(url, sent, follow=True)
    html = answer.content.decode().replace("\u00a0", " ")
    for text in (
        "Första beslutet",
        "Gäller nu",
        "Föreslås",
        "2026-11-30",
        "2027-01-15",
        "+46 dagar",
        "−75 000 kr",
        "Väntar på verksamheten",
    ):
        assert text in html, text
    accept = reverse("projects:accept_change", args=[project.code, 1])
    assert as_(city, "process_owner").post(accept, {}).status_code == 302
    decide = reverse("projects:decide_change", args=[project.code, 1])
    assert as_(city, "owner").post(decide, {"approve": "ja", "reasons": "Rimligt."}).status_code == 302
    html = manager.get(reverse("projects:detail", args=[project.code])).content.decode()
    assert "Nr 1, " in html and "Nr 2, " in html and "blev beslutad plan nr 2" in html


@pytest.mark.requirement("U5")
def test_first_plan_always_stands_beside_the_one_that_holds(city: City_) -> None:
    project = running(city)
    page, outlook = reverse("projects:detail", args=[project.code]), reverse("projects:outlook", args=[project.code])
    manager = as_(city, "applicant")
    assert "första beslutet" not in manager.get(page).content.decode() and "Första planen" not in manager.get(outlook).content.decode()
    change = propose(city, project, ends_on=date(2026, 12, 31))
    commands.decide_change(change=change, approve=True, reasons="Ja", by=city.people["owner"], on=city.on)
    html = manager.get(page).content.decode()
    assert "Slut enligt första beslutet" in html and "2026-11-30" in html
    assert "Första planen" in manager.get(outlook).content.decode()
