"""Fund requests: asked by the manager, reserved and paid by the office, never for a condition that is not met, never past the grant."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from nytta.followup.projects import commands, queries
from nytta.followup.projects.flow import FUND_REQUEST
from nytta.followup.projects.models import ConditionCheck, FundRequest, Project
from nytta.followup.projects.terms import RequestState
from nytta.governance.portfolios.commands import allocate
from nytta.governance.portfolios.models import Allocation, MoneyEntry
from nytta.governance.portfolios.queries.money import allocations_of, balance, balance_in
from nytta.governance.portfolios.rules import Balance
from nytta.kit.testing import queries_of
from nytta.kit.work import desk
from nytta.plain.money import sek
from nytta.plain.verdicts import Refused
from tests.apps.projects.test_pages import SV, as_
from tests.apps.projects.test_pages import project as running
from tests.at_once import at_once, refused_by
from tests.factories.city import YEAR, City_
from tests.factories.projects import BOTH, asked_for, shown, with_conditions

pytestmark = pytest.mark.django_db


def place_of(project: Project) -> Allocation:
    return allocations_of(project.application_id)[0]


@pytest.mark.requirement("U5", "F13")
def test_money_is_asked_for_reserved_and_paid_through_the_pages(city: City_) -> None:
    p = running(city)
    url = reverse("projects:ask_money", args=[p.code])
    manager, office = as_(city, "applicant"), as_(city, "project_office")
    sent = {"allocation": place_of(p).pk, "amount_sek": "300 000", "purpose": "Konsult i april"}
    assert as_(city, "owner").post(url, sent).status_code == 409
    answer = manager.post(url, sent)
    one = FundRequest.objects.get()
    assert answer["Location"] == reverse("projects:request", args=[one.code]) and one.code == "Q-2026-001"
    waits = [w for w in desk(city.people["project_office"], city.on.date()) if w.code == one.code]
    assert [(w.what, w.note) for w in waits] == [("Besluta om en rekvisition", sek(300_000))]
    assert office.post(reverse("projects:approve_request", args=[one.code]), {}).status_code == 302
    assert balance_in(place_of(p)) == Balance(granted_sek=1_000_000, reserved_sek=300_000, available_sek=700_000)
    pay = reverse("projects:pay_request", args=[one.code])
    assert (
        "Skriv ekonomisystemets verifikation." in office.post(pay, {"amount_sek": "250 000", "reference": ""}, headers=SV).content.decode()
    )
    assert office.post(pay, {"amount_sek": "250 000", "reference": "2026-V-1"}).status_code == 302
    assert balance_in(place_of(p)) == Balance(granted_sek=1_000_000, paid_sek=250_000, available_sek=750_000)
    repay = reverse("projects:repay_request", args=[one.code])
    more = office.post(repay, {"amount_sek": "250 001", "reference": "2026-V-2"}, headers=SV)
    assert "Återbetalningen ska vara mellan" in more.content.decode()
    assert office.post(repay, {"amount_sek": "50 000", "reference": "2026-V-2"}).status_code == 302
    assert balance_in(place_of(p)) == Balance(granted_sek=1_000_000, paid_sek=200_000, available_sek=800_000)
    basis = list(MoneyEntry.objects.order_by("pk").values_list("kind", "amount_sek", "basis"))[1:]
    assert basis == [
        ("reserved", 300_000, "Rekvisition Q-2026-001: Konsult i april"), ("paid", 250_000, "Rekvisition Q-2026-001, verifikation 2026-V-1"),
        ("released", 50_000, "Rekvisition Q-2026-001, verifikation 2026-V-1"), ("repaid", 50_000, "Återbetalning av Q-2026-001, verifikation 2026-V-2"),
    ]  # fmt: skip
    html = manager.get(reverse("projects:detail", args=[p.code]), headers=SV).content.decode()
    assert all(text in html for text in ("Q-2026-001", "Utbetald", "2026-V-1"))


@pytest.mark.requirement("U5", "F11")
def test_nothing_is_reserved_or_paid_for_a_condition_that_stops_payment(city: City_) -> None:
    project, office = with_conditions(city), city.people["project_office"]
    one = asked_for(city, project)
    with pytest.raises(Refused) as refused:
        commands.approve_request(request=one, by=office, on=city.on)
    finding = refused.value.verdict.blocking[0]
    assert (finding.rule, finding.source, finding.params["condition"]) == ("condition_unmet", "F11; U5", BOTH[0].text)
    html = as_(city, "project_office").post(reverse("projects:approve_request", args=[one.code]), {}, headers=SV).content.decode()
    assert f"Villkoret ”{BOTH[0].text}” är inte uppfyllt" in html and "projektkontoret eller coachen bekräftar det." in html
    assert BOTH[0].text in as_(city, "project_office").get(reverse("projects:request", args=[one.code]), headers=SV).content.decode()
    shown(city, project)
    with pytest.raises(Refused, match="är inte uppfyllt"):
        commands.approve_request(request=one, by=office, on=city.on)
    commands.confirm_condition(check=ConditionCheck.objects.get(), by=office, on=city.on)
    commands.approve_request(request=one, by=office, on=city.on)
    assert commands.pay_request(request=one, amount_sek=300_000, reference="V1", by=office, on=city.on).state == "paid"
    assert queries.unmet(project.application_id, YEAR - 1) == []


@pytest.mark.requirement("U5")
def test_more_than_is_free_is_refused_when_asked_for(city: City_) -> None:
    p = running(city)
    asked_for(city, p, 900_000)
    url = reverse("projects:ask_money", args=[p.code])
    sent = {"allocation": place_of(p).pk, "amount_sek": "100 001", "purpose": "Mer"}
    answer = as_(city, "applicant").post(url, sent, headers=SV)
    assert (answer.status_code, list(answer.context["form"].errors)) == (409, ["amount_sek"])
    assert "är mer än de" in answer.content.decode()
    later = allocate(application=p.application, year=YEAR + 1, portfolio=city.portfolio(), by=p.manager, on=city.on)
    with pytest.raises(Refused, match="kan rekvireras från och med 2027-01-01"):
        commands.request_money(project=p, allocation=later, amount_sek=1, purpose="x", by=p.manager, on=city.on)
    other = running(city, title="Annan")
    with pytest.raises(Refused, match="Pengarna hör till ett annat ärende"):
        commands.request_money(project=p, allocation=place_of(other), amount_sek=1, purpose="x", by=p.manager, on=city.on)


@pytest.mark.requirement("U5")
def test_a_request_is_refused_with_reasons_withdrawn_or_released(city: City_) -> None:
    p, office = running(city), city.people["project_office"]
    one, two, three = (asked_for(city, p, 100_000) for _ in range(3))
    with pytest.raises(Refused, match="Skriv skälen"):
        commands.refuse_request(request=one, reasons=" ", by=office, on=city.on)
    assert commands.refuse_request(request=one, reasons="Ingår i nästa år", by=office, on=city.on).state == "refused"
    assert as_(city, "applicant").post(reverse("projects:withdraw_request", args=[two.code]), {}).status_code == 302
    commands.approve_request(request=three, by=office, on=city.on)
    commands.release_request(request=three, reasons="Leverantören drog sig ur", by=office, on=city.on)
    assert [r.state for r in FundRequest.objects.order_by("pk")] == ["refused", "withdrawn", "released"]
    assert balance_in(place_of(p)) == Balance(granted_sek=1_000_000, available_sek=1_000_000)


@pytest.mark.requirement("U5")
def test_nobody_settles_what_they_have_asked_for_or_a_project_that_they_lead(city: City_) -> None:
    p, office = running(city), city.people["project_office"]
    Project.objects.filter(pk=p.pk).update(manager=office)
    p.refresh_from_db()
    one = asked_for(city, p)
    with pytest.raises(Refused, match="Projektledaren kan inte besluta om sitt eget projekts pengar"):
        commands.approve_request(request=one, by=office, on=city.on)
    Project.objects.filter(pk=p.pk).update(manager=city.people["applicant"])
    with pytest.raises(Refused, match="Den som har begärt pengarna kan inte besluta om dem"):
        commands.approve_request(request=one, by=office, on=city.on)
    with pytest.raises(IntegrityError), transaction.atomic():
        FundRequest.objects.filter(pk=one.pk).update(state="reserved", settled_by=office)


@pytest.mark.parametrize("state", list(RequestState))
@pytest.mark.parametrize("act", ["approve", "refuse", "withdraw", "pay", "release", "repay"])
def test_flow_of_fund_requests_cell_by_cell(state: RequestState, act: str) -> None:
    wanted = {
        ("asked", "approve"): "reserved", ("asked", "refuse"): "refused", ("asked", "withdraw"): "withdrawn", ("reserved", "pay"): "paid",
        ("reserved", "release"): "released", ("paid", "repay"): "paid",
    }.get((state.value, act))  # fmt: skip
    assert bool(FUND_REQUEST.allows(state, act)) is (wanted is not None)
    assert wanted is None or FUND_REQUEST.next(state, act).value == wanted


def test_register_of_requests_filters_and_its_queries_do_not_grow(city: City_) -> None:
    p = running(city)
    asked_for(city, p, 1_000, "Licenser")
    client, url = as_(city, "project_office"), reverse("projects:requests")
    client.get(url)
    few = len(queries_of(client, url)[1])
    other = running(city, title="Annan")
    for n in range(4):
        asked_for(city, other, 1_000 + n)
    assert len(queries_of(client, url)[1]) == few
    html = client.get(url, {"projekt": p.code, "lage": "asked"}, headers=SV).content.decode()
    assert html.count('class="ds-tag"') == 1 and "Licenser" in html


@pytest.mark.both
@pytest.mark.requirement("U5")
@pytest.mark.django_db(transaction=True)
def test_twenty_fund_requests_at_once_never_pass_the_grant(transactional_city: City_) -> None:
    city = transactional_city
    p, office = running(city), city.people["project_office"]
    place = place_of(p)
    keys = [asked_for(city, p, 50_000).pk for _ in range(20)]
    FundRequest.objects.update(amount_sek=300_000)  # as though all had been asked for at the same moment
    requests = list(FundRequest.objects.filter(pk__in=keys))
    given = at_once([lambda r=r: commands.approve_request(request=r, by=office, on=city.on) for r in requests])
    assert refused_by(given) == [""] * 3 + ["money_left"] * 17
    assert balance_in(Allocation.objects.get(pk=place.pk)) == Balance(granted_sek=1_000_000, reserved_sek=900_000, available_sek=100_000)
    assert balance(allocations_of(p.application_id)).holds
    assert FundRequest.objects.filter(state="reserved").count() == 3
