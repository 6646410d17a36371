"""No saving is counted twice: claims, grants under the lock, what is counted, ways out. The worked case of the method, to the digit."""

import threading
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from typing import Any

import hypothesis
import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck
from hypothesis import strategies as st

from nytta.engine.appraisal import Call, saved_share
from nytta.engine.appraisal.ledger import by_driver
from nytta.followup.projects.commands import review_effect
from nytta.followup.projects.models import Project
from nytta.governance.applications import commands as applications
from nytta.governance.applications.models import Application
from nytta.governance.benefits import commands as benefits
from nytta.governance.benefits.commands import ClaimText, ItemDetails
from nytta.governance.benefits.models import Baseline, Calculation, Claim, ClaimShare, Figure, Item, Settlement, SettlementPart
from nytta.governance.benefits.queries.ledger import binding_shares, calls_on, ledger_facts, saved_by_year, use_of
from nytta.governance.benefits.queries.settling import settlement_parts
from nytta.governance.benefits.terms import ClaimDriver, ClaimStatus, Side, WayOut
from nytta.kit.clock import moment
from nytta.plain.verdicts import Refused
from tests.apps.benefits.ledger import baseline_of, benefit_of, budget_line, claiming
from tests.factories.city import City_, fill, go_on, make_case

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("F9")]
TIME, VOLUME = ClaimDriver.TIME, ClaimDriver.VOLUME


def hours(case: Application) -> int:
    """What is counted for a case of 5,000 hours, 2027."""
    share = ClaimShare.objects.get(claim__item__calculation=case.calculation_id, side=Side.DECIDED.value, year=2027)
    assert share.counted is not None
    return round(share.counted * 5000)


def granted(city: City_, case: Application) -> Application:
    return go_on(city, case, "draft", "granted")


def decided(case: Application) -> int:
    return Figure.objects.get(item=benefit_of(case), side=Side.DECIDED.value, year=2027).amount_sek


@pytest.mark.both
@pytest.mark.parametrize(("order", "counted"), [("AB", (2000, 1500)), ("BA", (1000, 2500))])
def test_what_was_decided_first_stands_and_the_later_counts_the_rest(city: City_, order: str, counted: tuple[int, int]):
    base = baseline_of(city)
    cases = {"A": claiming(city, "A", base, TIME, "0.4"), "B": claiming(city, "B", base, VOLUME, "0.5")}
    for name in order:
        granted(city, cases[name])
    assert (hours(cases["A"]), hours(cases["B"])) == counted
    assert saved_by_year(use_of(base, 0))[2027] == (Fraction(9, 10), Fraction(7, 10))
    later = cases[order[1]]
    alone = {"A": 2000, "B": 2500}[order[1]]
    assert decided(later) == round(500_000 * counted["AB".index(order[1])] / alone)
    assert decided(cases[order[0]]) == 500_000


@pytest.mark.both
def test_claim_beyond_all_of_a_driver_is_refused_with_who_is_in_the_way(city: City_):
    base = baseline_of(city)
    first, third = claiming(city, "Första", base, TIME, "0.4"), claiming(city, "Tredje", base, TIME, "0.7")
    granted(city, first)
    with pytest.raises(Refused) as refused:
        granted(city, third)
    text = str(refused.value)
    assert "Samma besparing är redan räknad av ett annat projekt: Registrera bygglov." in text
    third.refresh_from_db()
    with pytest.raises(Refused) as named, transaction.atomic():
        benefits.grant_claims(calculation=third.calculation, by=city.people["director"], on=city.on)
    assert f"skulle 2027 bli 110,0 %. I vägen står {first.code} (Minskad handläggningstid)" in str(named.value)
    assert Claim.objects.get(item__calculation=third.calculation).status != ClaimStatus.GRANTED.value


def test_clash_is_warned_of_from_the_draft_and_seen_by_both(city: City_):
    base = baseline_of(city)
    granted(city, claiming(city, "Första", base, TIME, "0.4"))
    third = claiming(city, "Tredje", base, TIME, "0.7")
    assert ledger_facts(third.calculation_id).clashes == ("Registrera bygglov",)
    assert go_on(city, third, "draft", "screening").state == "screening"
    (use,) = [u for u in use_of(base, 2_000_000) if u.year == 2027]
    assert (round(use.bound, 2), round(use.asked, 2), use.warns, use.clashes) == (Decimal("0.40"), Decimal("0.70"), True, True)


def test_budget_line_holds_its_kronor_and_a_green_benefit_names_one(city: City_):
    line, case = budget_line(city, 400_000), make_case(city, "draft")
    item = benefit_of(case)
    item.benefit_class = "green"
    item.save()
    assert ledger_facts(case.calculation_id).green_without_line == ("Minskad handläggningstid",)
    text = ClaimText(line, ClaimDriver.MONEY, {}, dict.fromkeys(range(2027, 2030), 500_000))
    applications.tie_item(application=case, item=item.pk, text=text, by=case.created_by, on=city.on)
    assert ledger_facts(case.calculation_id).green_without_line == ()
    assert ledger_facts(case.calculation_id).clashes == ("Porto",)
    with pytest.raises(Refused, match="Samma besparing"):
        granted(city, case)


@pytest.mark.both
def test_database_itself_refuses_more_than_all(city: City_):
    base = baseline_of(city)
    cases = [claiming(city, n, base, TIME, s) for n, s in (("A", "0.6"), ("B", "0.3"))]
    for case in cases:
        granted(city, case)
    share = ClaimShare.objects.filter(claim__item__calculation=cases[1].calculation_id, side=Side.DECIDED.value, year=2027)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE benefits_claimshare SET fraction = 0.5 WHERE id = %s", [share.get().pk])
    assert round(share.get().fraction, 2) == Decimal("0.30")


def settle(city: City_, base: Baseline, way: WayOut, cases: list[Application], shares: dict[int, str]) -> Settlement:
    claims = [Claim.objects.get(item__calculation=c.calculation_id) for c in cases]
    new = {claims[n].pk: Fraction(s) for n, s in shares.items()}
    made = applications.propose_settlement(
        baseline=base, way_out=way, claims=claims, shares=new, reason="Samma tid", by=city.people["project_office"], on=city.on
    )
    for case in cases:
        applications.answer_settlement(settlement=made, application=case, accepts=True, reason="", by=city.people["applicant"], on=city.on)
    made.refresh_from_db()
    return made


@pytest.mark.both
def test_weighed_together_the_joint_value_is_split_by_what_each_gives_alone(city: City_):
    base = baseline_of(city)
    cases = [claiming(city, "A", base, TIME, "0.4"), claiming(city, "B", base, VOLUME, "0.5")]
    made = settle(city, base, WayOut.WEIGHED, cases, {})
    assert made.accepted_on == city.on.date()
    for case in cases:
        granted(city, case)
    assert [hours(c) for c in cases] == [1556, 1944]
    assert [decided(c) for c in cases] == [388_889, 388_889]


@pytest.mark.both
def test_a_settlement_counts_no_more_than_is_left_when_another_was_granted_in_between(city: City_):
    base = baseline_of(city)
    a, b = (claiming(city, "A", base, TIME, "0.4"), claiming(city, "B", base, VOLUME, "0.5"))
    settle(city, base, WayOut.WEIGHED, [a, b], {})
    between = claiming(city, "D", base, TIME, "0.5")
    for case in (a, between, b):
        granted(city, case)
    assert [hours(c) for c in (a, between, b)] == [1556, 2500, 694]  # 4,750 = 5,000 × (1 − 0.1 × 0.5)


def test_clash_is_settled_by_new_shares_and_both_are_granted(city: City_):
    base = baseline_of(city)
    cases = [claiming(city, "A", base, TIME, "0.6"), claiming(city, "B", base, TIME, "0.6")]
    settle(city, base, WayOut.SHARES, cases, {0: "0.5", 1: "0.5"})
    assert {s.fraction for s in ClaimShare.objects.filter(side=Side.CLAIMED.value)} == {Decimal("0.6")}  # what was claimed stands
    assert [u.asked for u in use_of(base, 0)] == [Decimal(1)] * 3
    for case in cases:
        assert ledger_facts(case.calculation_id).clashes == ()
        granted(city, case)
    assert sum(s.fraction for s in ClaimShare.objects.filter(side=Side.DECIDED.value, year=2027)) == 1
    assert [decided(c) for c in cases] == [416_667, 416_667]  # 500,000 kr were claimed for 60 %, and 50 % were agreed on


def test_weighed_together_beyond_all_of_a_driver_is_scaled_to_what_is_left(city: City_):
    base = baseline_of(city)
    cases = [claiming(city, "A", base, TIME, "0.9"), claiming(city, "B", base, TIME, "0.6")]
    settle(city, base, WayOut.WEIGHED, cases, {})
    for case in cases:
        granted(city, case)
    assert [hours(c) for c in cases] == [3000, 2000]


def on_line(city: City_, case: Application, line: Baseline) -> Application:
    """A draft whose benefit, 500,000 kr a year, lowers a line of the budget."""
    text = ClaimText(line, ClaimDriver.MONEY, {}, dict.fromkeys(range(2027, 2030), 500_000))
    return applications.tie_item(application=case, item=benefit_of(case).pk, text=text, by=case.created_by, on=city.on)


def kronor_on(line: Baseline) -> list[int]:
    """Kronor that stand on a line in 2027: granted, and asked for."""
    return [int(n) for u in use_of(line, 600_000) if u.year == 2027 for n in (u.bound, u.asked)]


def test_claim_on_a_budget_line_follows_its_items_kronor(city: City_):
    line = budget_line(city, 600_000)
    case = on_line(city, make_case(city, "draft"), line)
    item = benefit_of(case)
    details = ItemDetails({}, amounts={2027: 700_000, 2028: 300_000})
    applications.write_item(application=case, item=item.pk, details=details, by=case.created_by, on=city.on)
    assert kronor_on(line) == [0, 700_000]
    assert {u.year: int(u.asked) for u in use_of(line, 600_000)} == {2027: 700_000, 2028: 300_000}
    assert ledger_facts(case.calculation_id).clashes == ("Porto",)


@pytest.mark.both
def test_budget_line_is_lowered_by_what_the_assessor_found(city: City_):
    line = budget_line(city, 450_000)
    first = go_on(city, on_line(city, make_case(city, "draft", title="A"), line), "draft", "valuation")
    assert ledger_facts(first.calculation_id).clashes == ("Porto",)  # 500,000 kr of 450,000
    amounts = {(benefit_of(first).pk, y): 300_000 for y in range(2027, 2030)}
    benefits.put_side(calculation=first.calculation, side=Side.ASSESSED, amounts=amounts, reasons={}, by=None, on=city.on)
    benefits.value_claims(calculation=first.calculation, by=None, on=city.on)
    assert ledger_facts(first.calculation_id).clashes == ()
    assert kronor_on(line) == [0, 300_000]
    benefits.copy_side(calculation=first.calculation, source=Side.ASSESSED, target=Side.DECIDED, by=None, on=city.on)
    assert benefits.grant_claims(calculation=first.calculation, by=city.people["director"], on=city.on) == {}
    assert kronor_on(line) == [300_000, 0]


def test_settlement_holds_no_longer_when_more_is_claimed_than_was_settled(city: City_):
    line = budget_line(city, 600_000)
    cases = [on_line(city, make_case(city, "draft", title=t), line) for t in ("A", "B")]
    settle(city, line, WayOut.SHARES, cases, {0: "250000", 1: "350000"})
    assert kronor_on(line) == [0, 600_000]
    for amount, asked in ((400_000, 600_000), (550_000, 900_000)):  # less is within what was agreed on, more is not
        details = ItemDetails({}, amounts=dict.fromkeys(range(2027, 2030), amount))
        applications.write_item(application=cases[0], item=benefit_of(cases[0]).pk, details=details, by=cases[0].created_by, on=city.on)
        assert kronor_on(line) == [0, asked]


@pytest.mark.both
def test_clash_on_a_budget_line_is_settled_in_kronor(city: City_):
    line = budget_line(city, 600_000)
    cases = [on_line(city, make_case(city, "draft", title=t), line) for t in ("A", "B", "C")]
    settle(city, line, WayOut.SHARES, cases[:2], {0: "250000", 1: "350000"})
    for case in cases[:2]:
        granted(city, case)
    assert [decided(c) for c in cases[:2]] == [250_000, 350_000]  # what was agreed on, and no more than the line
    with pytest.raises(Refused, match="Samma besparing"):
        granted(city, cases[2])


SHARES = st.integers(1, 20).map(lambda n: Fraction(n, 20))
ACTS = st.one_of(
    st.tuples(st.just("grant"), st.integers(0, 5)),
    st.tuples(st.just("realise"), st.integers(0, 5), st.integers(0, 12)),
    st.tuples(st.just("weigh"), st.integers(0, 5), st.integers(0, 5)),
    st.tuples(st.just("share"), st.integers(0, 5), st.integers(0, 5), SHARES, SHARES),
    st.tuples(st.just("release"), st.integers(0, 5)),
)


class Ledger_:
    """Six claims on one baseline and what may happen to them, by the commands."""

    def __init__(self, city: City_, calls: list[tuple[ClaimDriver, Fraction]]) -> None:
        self.city, self.base, self.plain = city, baseline_of(city), True
        self.calculations = [Calculation.objects.create(code=f"X-{n}", price_year=2026) for n in range(len(calls))]
        for calculation, (driver, share) in zip(self.calculations, calls, strict=True):
            item = Item.objects.create(calculation=calculation, ledger="business", label="Tid", order=1)
            benefits.tie(item=item, text=ClaimText(self.base, driver, {2027: share}), by=city.people["applicant"], on=city.on)

    def act(self, what: str, n: int, *more: Any) -> None:
        calculation, common = self.calculations[n], {"by": self.city.people["director"], "on": self.city.on}
        claim = Claim.objects.get(item__calculation=calculation)
        if what == "grant":
            with suppress(Refused), transaction.atomic():
                benefits.grant_claims(calculation=calculation, **common)
        elif what == "release":
            benefits.release_claims(calculation=calculation, **common)
        elif what == "realise" and claim.status == "granted":
            for side, amount in ((Side.DECIDED, 10), (Side.REALISED, more[0])):
                Figure.objects.update_or_create(item=claim.item, side=side.value, year=2027, defaults={"amount_sek": amount})
            benefits.realise_claims(calculation=calculation, **common)
            self.plain = False
        elif what in ("weigh", "share") and more[0] != n:
            claims = [claim, Claim.objects.get(item__calculation=self.calculations[more[0]])]
            if all(c.status in ("indicative", "valued") for c in claims):
                new = None if what == "weigh" else {c.pk: s for c, s in zip(claims, more[1:], strict=True)}
                settlement = Settlement.objects.create(
                    baseline=self.base,
                    way_out="weighed" if new is None else "shares",
                    proposed_by=common["by"],
                    proposed_on=self.city.on.date(),
                )
                SettlementPart.objects.bulk_create(settlement_parts(settlement, claims, new))
                benefits.settle_claims(settlement=settlement, **common)
                self.plain = False

    def check(self) -> None:
        """Per driver no more than all; counted no more than is saved, and all of it as long as nobody fell short or settled."""
        calls = binding_shares([self.base.pk])
        by = by_driver(Call(str(s.claim), s.driver, s.fraction) for s in calls)
        assert all(total <= 1 for total in by.values())
        saved, counted = saved_share(Call(str(s.claim), s.driver, s.fraction) for s in calls), sum((s.counted for s in calls), Fraction(0))
        assert counted <= saved + Fraction(1, 10**7)
        if self.plain:
            assert saved - counted <= Fraction(1, 10**6)


def test_whatever_happens_no_saving_is_counted_twice(city: City_):
    @hypothesis.settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @hypothesis.given(st.lists(st.tuples(st.sampled_from([TIME, VOLUME]), SHARES), min_size=6, max_size=6), st.lists(ACTS, max_size=14))
    def play(calls: list[tuple[ClaimDriver, Fraction]], acts: list[tuple[Any, ...]]) -> None:
        with transaction.atomic():
            ledger = Ledger_(city, calls)
            for one in acts:
                ledger.act(*one)
                ledger.check()
            transaction.set_rollback(True)

    play()


def test_claim_that_is_withdrawn_is_free_for_the_other(city: City_):
    base = baseline_of(city)
    cases = [claiming(city, "A", base, TIME, "0.6"), claiming(city, "B", base, TIME, "0.6")]
    settle(city, base, WayOut.WITHDRAW, cases, {0: "0.6", 1: "0"})
    assert [Claim.objects.get(item__calculation=c.calculation_id).status for c in cases] == ["indicative", "released"]
    granted(city, cases[0])


def test_nobody_answers_for_another_party_and_one_no_is_enough(city: City_):
    base = baseline_of(city)
    cases = [claiming(city, "A", base, TIME, "0.6"), claiming(city, "B", base, TIME, "0.6")]
    claims = [Claim.objects.get(item__calculation=c.calculation_id) for c in cases]
    made = applications.propose_settlement(
        baseline=base, way_out=WayOut.WEIGHED, claims=claims, shares={}, reason="x", by=city.people["project_office"], on=city.on
    )
    with pytest.raises(Refused, match="ingen svarar åt någon annan"):
        applications.answer_settlement(
            settlement=made, application=cases[0], accepts=True, reason="", by=city.people["project_office"], on=city.on
        )
    with pytest.raises(Refused, match="varför ni inte godtar"):
        applications.answer_settlement(
            settlement=made, application=cases[0], accepts=False, reason="", by=city.people["applicant"], on=city.on
        )
    applications.answer_settlement(
        settlement=made, application=cases[0], accepts=False, reason="Vi var först", by=city.people["applicant"], on=city.on
    )
    made.refresh_from_db()
    assert (made.accepted_on, made.dropped_on) == (None, city.on.date())


def test_what_comes_to_nothing_is_released(city: City_):
    base = baseline_of(city)
    case = claiming(city, "A", base, TIME, "0.6")
    go_on(city, case, "draft", "screening")
    applications.withdraw(application=case, reasons="", by=case.created_by, on=city.on)
    assert Claim.objects.get().status == ClaimStatus.RELEASED.value
    assert calls_on(base) == []


@pytest.mark.requirement("U6")
def test_shortfall_a_year_on_gives_capacity_back_and_what_was_realised_stays(city: City_):
    base = baseline_of(city)
    case = go_on(city, claiming(city, "A", base, TIME, "0.6"), "draft", "effect")
    claim = Claim.objects.get(item__calculation=case.calculation_id)
    assert claim.status == ClaimStatus.GRANTED.value
    project = Project.objects.get(application=case)
    review_effect(project=project, accepts=True, by=city.people["assessor"], on=moment(project.effect_due_on))
    claim.refresh_from_db()
    assert claim.status == ClaimStatus.REALISED.value
    rows = Figure.objects.filter(item=benefit_of(case), side="realised")
    done = sum(f.amount_sek for f in rows)
    plan = sum(f.amount_sek for f in Figure.objects.filter(item=benefit_of(case), side="decided", year__in=[f.year for f in rows]))
    share = claim.shares.get(side=Side.REALISED.value, year=2027).fraction
    assert float(share) == pytest.approx(0.6 * min(done / plan, 1), abs=1e-7)


@pytest.mark.requirement("G2")
def test_a_trial_reserves_nothing(city: City_):
    base, case = baseline_of(city), make_case(city, "draft")
    fill(city, case, category="innovative", lifetime_months=6, focus_area=city.area(5), hypothesis="h", experience_plan="e")
    case.refresh_from_db()
    with pytest.raises(Refused, match="tar inget nuläge i anspråk"):
        applications.tie_item(
            application=case, item=benefit_of(case).pk, text=ClaimText(base, TIME, {2027: Fraction(1, 2)}), by=case.created_by, on=city.on
        )


@pytest.mark.requirement("G2")
def test_case_that_becomes_a_trial_lets_go_of_what_it_claimed(city: City_):
    base = baseline_of(city)
    case = claiming(city, "A", base, TIME, "0.6")
    fill(city, case, category="innovative", lifetime_months=6, focus_area=city.area(5), hypothesis="h", experience_plan="e")
    assert calls_on(base) == []


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_twenty_grants_at_once_never_pass_all_of_a_baseline(transactional_city: City_):
    city = transactional_city
    base = baseline_of(city)
    cases = [go_on(city, claiming(city, f"Projekt {n}", base, TIME, "0.15"), "draft", "decision") for n in range(20)]
    said: list[str] = []

    def one(case: Application) -> None:
        try:
            with transaction.atomic():
                benefits.grant_claims(calculation=case.calculation, by=city.people["director"], on=city.on)
            said.append("granted")
        except Refused as refused:
            said.append(refused.verdict.findings[0].rule)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(c,)) for c in cases]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert sorted(said) == ["granted"] * 6 + ["ledger"] * 14
    assert sum(s.fraction for s in ClaimShare.objects.filter(side=Side.DECIDED.value, year=2027)) == Decimal("0.9")
