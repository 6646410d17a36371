"""Unspent money: given back, moved by the director's decision, or lapsed by the night's work; every krona stands somewhere on every day."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nytta.city.records import commands as records
from nytta.city.records.models import Decision, RuleSet
from nytta.followup.projects import commands, queries
from nytta.followup.projects.models import FundRequest, MoveRequest, Project
from nytta.governance.portfolios.models import Allocation, Frame
from nytta.governance.portfolios.queries.money import allocations_of, balance, balance_in, balances_by_portfolio
from nytta.governance.portfolios.rules import SUMS, Balance
from nytta.kit.clock import moment
from nytta.kit.work import desk
from nytta.plain.verdicts import Refused
from tests.apps.projects.test_pages import SV, as_
from tests.apps.projects.test_pages import project as running
from tests.factories.city import YEAR, City_
from tests.factories.projects import asked_for

pytestmark = pytest.mark.django_db
LAST = date(YEAR + 1, 3, 31)


def place_of(project: Project, year: int = YEAR) -> Allocation:
    return allocations_of(project.application_id).get(year=year)


def asked_move(project: Project, amount_sek: int, on: datetime) -> MoveRequest:
    return commands.ask_to_move(
        project=project, allocation=place_of(project), amount_sek=amount_sek, reasons="Leverantören är sen", by=project.manager, on=on
    )


@pytest.mark.requirement("F13")
def test_unspent_money_goes_back_to_the_frame_through_the_page(city: City_) -> None:
    p = running(city)
    url = reverse("projects:give_back", args=[p.code])
    sent = {"allocation": place_of(p).pk, "amount_sek": "400 000", "reasons": "Billigare än väntat"}
    assert as_(city, "owner").post(url, sent).status_code == 409
    too_much = as_(city, "applicant").post(url, {**sent, "amount_sek": "1 000 001"}, headers=SV)
    assert (too_much.status_code, list(too_much.context["form"].errors)) == (409, ["amount_sek"])
    assert as_(city, "applicant").post(url, sent)["Location"] == reverse("projects:money", args=[p.code])
    assert balance_in(place_of(p)) == Balance(granted_sek=1_000_000, available_sek=600_000, returned_sek=400_000)
    assert Frame.objects.get(portfolio=city.portfolio(), year=YEAR).left_sek == 9_400_000


@pytest.mark.requirement("F13", "F11")
def test_the_director_moves_unspent_money_by_a_decision_with_a_letter(city: City_) -> None:
    p, director = running(city), as_(city, "director")
    one = asked_move(p, 250_000, city.on)
    url = reverse("projects:decide_move", args=[one.pk])
    assert [w.what for w in desk(city.people["director"], city.on.date()) if w.url == url] == ["Besluta om oförbrukade medel"]
    page = director.post(url, {"reasons": "Leveransen kommer i februari.", "act": "preview_grant"}, headers=SV)
    assert "av 2026 års oförbrukade medel till 2027." in page.context["letter"] and MoveRequest.objects.get().state == "asked"
    assert as_(city, "applicant").post(url, {"reasons": "x", "act": "grant", "seen": page.context["digest"]}).status_code == 409
    assert (
        director.post(url, {"reasons": "Leveransen kommer i februari.", "act": "grant", "seen": page.context["digest"]}).status_code == 302
    )
    one.refresh_from_db()
    decision = Decision.objects.get(kind="money_moved")
    assert (one.state, one.decision) == ("moved", decision)
    assert decision.content == {"year": YEAR, "to_year": YEAR + 1, "amount_sek": 250_000} and decision.on_delegation
    assert balance_in(place_of(p)) == Balance(granted_sek=1_000_000, available_sek=750_000, moved_out_sek=250_000)
    assert balance_in(place_of(p, YEAR + 1)) == Balance(moved_in_sek=250_000, available_sek=250_000)
    assert Frame.objects.get(portfolio=city.portfolio(), year=YEAR).left_sek == 9_000_000  # moving makes no frame larger
    html = as_(city, "applicant").get(reverse("projects:money", args=[p.code]), headers=SV).content.decode()
    assert all(text in html for text in ("Förda till nästa år", decision.called, "förfaller efter 2027-03-31"))
    commands.give_back(project=p, allocation=place_of(p, YEAR + 1), amount_sek=250_000, reasons="Behövs inte", by=p.manager, on=city.on)
    assert balance_in(place_of(p, YEAR + 1)) == Balance(moved_in_sek=250_000, lapsed_sek=250_000)


@pytest.mark.requirement("F13")
def test_a_move_is_refused_by_a_decision_or_withdrawn_and_asked_for_once_at_a_time(city: City_) -> None:
    p = running(city)
    one = asked_move(p, 100_000, city.on)
    with pytest.raises(Refused, match="väntar redan på beslut"):
        asked_move(p, 1, city.on)
    assert as_(city, "applicant").post(reverse("projects:withdraw_move", args=[one.pk]), {}).status_code == 302
    two = asked_move(p, 100_000, city.on)
    commands.refuse_move(move=two, reasons="Används i år", by=city.people["director"], on=city.on)
    assert [m.state for m in MoveRequest.objects.order_by("pk")] == ["withdrawn", "refused"]
    assert Decision.objects.get(kind="money_not_moved").text.reasons == "Används i år"
    assert balance_in(place_of(p)).available_sek == 1_000_000


@pytest.mark.requirement("F13", "O4")
def test_a_rule_set_bounds_what_is_moved(city: City_) -> None:
    p, content = running(city), RuleSet.objects.get().content
    tighter = {**content, "version": "2026:2", "limits": {**content["limits"], "unspent_move_percent": 20}}
    records.record_rule_set(
        version="2026:2", content=tighter, in_force_from=city.on.date(), mandate="§ 2", by=city.people["registrar"], on=city.on
    )
    with pytest.raises(Refused, match="Högst 20 procent av årets pengar får föras över"):
        asked_move(p, 200_001, city.on)
    assert asked_move(p, 200_000, city.on).state == "asked"


@pytest.mark.requirement("F13")
def test_money_lapses_the_morning_after_its_last_day_and_is_told_ahead(city: City_) -> None:
    p, office = running(city), city.people["project_office"]
    asked = asked_for(city, p, 300_000)
    commands.approve_request(request=asked, by=office, on=city.on)
    one = asked_move(p, 100_000, moment(LAST))
    told, early = LAST - timedelta(days=60), LAST - timedelta(days=61)
    for person in (p.manager, office):
        assert [w.what for w in desk(person, told) if "förfaller" in w.what] == ["Oförbrukade medel förfaller den 2027-03-31"]
        assert [w for w in desk(person, early) if "förfaller" in w.what] == []
    assert commands.lapse_unspent(by=None, on=moment(LAST)) == 0
    assert commands.lapse_unspent(by=None, on=moment(LAST + timedelta(days=1))) == 1
    assert commands.lapse_unspent(by=None, on=moment(LAST + timedelta(days=2))) == 0
    one.refresh_from_db()
    assert one.state == "lapsed"
    assert balance_in(place_of(p)) == Balance(
        granted_sek=1_000_000, reserved_sek=300_000, lapsed_sek=700_000
    )  # what is reserved can still be paid
    with pytest.raises(Refused, match="kunde föras över till och med 2027-03-31"):
        asked_move(p, 1, moment(LAST + timedelta(days=2)))
    commands.release_request(request=asked, reasons="Behövs inte", by=office, on=moment(LAST + timedelta(days=3)))
    assert commands.lapse_unspent(by=None, on=moment(LAST + timedelta(days=4))) == 1
    assert balance_in(place_of(p)) == Balance(granted_sek=1_000_000, lapsed_sek=1_000_000)


@pytest.mark.requirement("F13")
def test_closure_gives_back_all_that_is_free_when_nothing_is_reserved(city: City_) -> None:
    p, office = running(city), city.people["project_office"]
    asked = asked_for(city, p, 300_000)
    commands.approve_request(request=asked, by=office, on=city.on)
    with pytest.raises(Refused, match="är reserverat för 2026"):
        commands.return_unspent(project=p, by=office, on=city.on)
    commands.pay_request(request=asked, amount_sek=200_000, reference="V1", by=office, on=city.on)
    commands.return_unspent(project=p, by=office, on=city.on)
    assert balance(allocations_of(p.application_id)) == Balance(granted_sek=1_000_000, paid_sek=200_000, returned_sek=800_000)


@pytest.mark.requirement("U5", "F13")
def test_the_money_page_shows_any_day_and_its_sum(city: City_) -> None:
    p, office = running(city), city.people["project_office"]
    later = city.on + timedelta(days=10)
    asked = asked_for(city, p, 300_000)
    commands.approve_request(request=asked, by=office, on=later)
    client, url = as_(city, "applicant"), reverse("projects:money", args=[p.code])
    before = client.get(url, {"dag": city.on.date().isoformat()}, headers=SV)
    after = client.get(url, {"dag": later.date().isoformat()}, headers=SV)
    assert before.context["years"] == [(YEAR, Balance(granted_sek=1_000_000, available_sek=1_000_000))]
    assert after.context["years"] == [(YEAR, Balance(granted_sek=1_000_000, reserved_sek=300_000, available_sek=700_000))]
    assert (before.context["count"], after.context["count"]) == (1, 2)
    none = client.get(url, {"dag": "2020-01-01"}, headers=SV)
    assert none.context["years"] == [] and "Inga pengar hade kommit den dagen." in none.content.decode()
    portfolio = client.get(reverse("portfolios:detail", args=["P1", YEAR]), {"dag": later.date().isoformat()})
    assert portfolio.context["balance"] == after.context["total"]


STEPS = st.lists(
    st.tuples(st.sampled_from(["ask", "approve", "pay", "release", "repay", "back", "ask_move", "move", "lapse", "wait"]), st.integers(1, 700_000), st.integers(0, 120)),
    max_size=22,
)  # fmt: skip


def step(city: City_, p: Project, name: str, amount: int, on: datetime) -> Any:
    """One act by the commands; what cannot be done is refused."""
    office, director, place = city.people["project_office"], city.people["director"], place_of(p)
    open_ = {"approve": "asked", "pay": "reserved", "release": "reserved", "repay": "paid"}
    if name in open_:
        one = FundRequest.objects.filter(project=p, state=open_[name]).order_by("pk").first()
        more: dict[str, Any] = (
            {"amount_sek": amount, "reference": "V"} if name in ("pay", "repay") else {"reasons": "Nej"} if name == "release" else {}
        )
        return one and getattr(commands, f"{name}_request")(request=one, **more, by=office, on=on)
    if name == "ask":
        return commands.request_money(project=p, allocation=place, amount_sek=amount, purpose="Konsult", by=p.manager, on=on)
    if name == "back":
        return commands.give_back(project=p, allocation=place, amount_sek=amount, reasons="Kvar", by=p.manager, on=on)
    if name == "ask_move":
        return asked_move(p, amount, on)
    if name == "move":
        move = MoveRequest.objects.filter(project=p, state="asked").first()
        return move and commands.move_unspent(move=move, reasons="Ja", by=director, on=on)
    return commands.lapse_unspent(by=None, on=on) if name == "lapse" else None


@pytest.mark.both
@pytest.mark.requirement("U5", "F13")
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_every_krona_stands_somewhere_on_every_day_of_any_history_of_acts(city: City_, steps: list[tuple[str, int, int]]) -> None:
    with transaction.atomic():
        p, day, seen = running(city), city.on, {}
        for name, amount, later in steps:
            day += timedelta(days=later)
            try:
                with transaction.atomic():
                    step(city, p, name, amount, day)
            except Refused:
                pass
            seen[day.date()] = balance(allocations_of(p.application_id))
            waiting = FundRequest.objects.filter(project=p, state="reserved").values_list("amount_sek", flat=True)
            assert seen[day.date()].reserved_sek == sum(waiting)
            assert seen[day.date()].paid_sek == sum(r.net_sek for r in FundRequest.objects.filter(project=p))
        for on, expected in seen.items():
            years = queries.balances_on(p.application_id, on)
            assert sum((b for _y, b in years), Balance()) == expected == balance(allocations_of(p.application_id), on)
            assert all(b.holds and min(getattr(b, f"{s}_sek") for s in SUMS) >= 0 for _y, b in years)
            assert sum((balances_by_portfolio(y, on).get(city.portfolio().pk, Balance()) for y, _b in years), Balance()) == expected
        frame = Frame.objects.get(portfolio=city.portfolio(), year=YEAR)
        assert frame.returned_sek == balance(allocations_of(p.application_id)).returned_sek and frame.left_sek >= 9_000_000
        transaction.set_rollback(True)
