"""The problem that the engine gets is what stands in the registers: frames, parts, ceilings, statuses, rules, savings."""

import pytest

from nytta.city.records.terms import FrameSource
from nytta.governance.portfolios import commands as portfolios
from nytta.governance.valuation.models import GoalScore
from nytta.governance.weighing import commands
from nytta.governance.weighing.queries.figures import base_of
from nytta.governance.weighing.terms import LimitKind
from nytta.plain.verdicts import Refused
from tests.apps.weighing.rooms import start
from tests.factories.city import YEAR, City_, grant, make_case

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("F3", "F13")
def test_later_years_are_held_to_what_may_be_bound_less_what_is(city: City_) -> None:
    first = make_case(city, "decision", title="Beviljat i år", cost_sek=4_000_000, years=2)
    grant(city, first)
    make_case(city, "weighing", title="Nytt", cost_sek=3_000_000, years=3)
    base = base_of(start(city), city.on.date())
    p1 = base.problem["portfolios"][0]
    assert p1["frame"] == [10_000_000, 6_000_000 - 2_000_000, 4_000_000]  # 60 and 40 % of the frame, less what is bound
    lines = {n["title"]: p for p in base.problem["proposals"] for c, n in base.names.items() if c == p["id"]}
    assert (lines["Beviljat i år"]["status"], lines["Beviljat i år"]["cost"]) == ("granted", [2_000_000])
    assert (lines["Nytt"]["status"], lines["Nytt"]["cost"]) == ("free", [1_000_000, 1_000_000, 1_000_000])


def test_ceiling_that_the_city_council_set_goes_before_the_rule_set(city: City_) -> None:
    frame = portfolios.set_frame(
        portfolio=city.portfolio(1), year=YEAR + 1, amount_sek=9_000_000, source=FrameSource.OPERATING, paragraph="KF § 9",
        commitment_ceiling_sek=1_500_000, by=city.people["registrar"], on=city.on,
    )  # fmt: skip
    assert frame.commitment_ceiling_sek == 1_500_000
    assert base_of(start(city), city.on.date()).problem["portfolios"][0]["frame"] == [10_000_000, 1_500_000, 4_000_000]


def test_spans_of_the_assessor_are_low_and_high(city: City_) -> None:
    case = make_case(city, "weighing")
    GoalScore.objects.filter(valuation__application=case, goal__code="KF1").update(low=40, high=75)
    line = base_of(start(city), city.on.date()).problem["proposals"][0]
    assert (line["low"], line["score"], line["high"]) == (
        {"KF1": 40, "KF2": 60, "KF3": 60}, {"KF1": 60, "KF2": 60, "KF3": 60}, {"KF1": 75, "KF2": 60, "KF3": 60},
    )  # fmt: skip


def test_innovative_proposal_has_no_points_and_is_taken_by_hand(city: City_) -> None:
    make_case(city, "weighing", title="Försök", category="innovative", lifetime_months=5, focus_area=city.area(5), hypothesis="Vi tror",
              learning_measure="Vi mäter", experience_plan="Vi avvecklar")  # fmt: skip
    base = base_of(start(city), city.on.date())
    assert base.problem["proposals"][0]["score"] == {"KF1": 0, "KF2": 0, "KF3": 0}
    assert next(iter(base.names.values()))["innovative"]


@pytest.mark.requirement("F16")
def test_rule_without_who_decided_it_or_that_cannot_be_read_is_refused(city: City_) -> None:
    code = make_case(city, "weighing").code
    one, office = start(city), city.people["project_office"]
    rule = {"one": one, "kind": LimitKind.MANDATORY, "name": "lag", "reason": "Ny lag", "by": office, "on": city.on}
    with pytest.raises(Refused, match="Skriv vem som har beslutat regeln"):
        commands.set_limit(content={"id": code}, decided_by="", paragraph="", **rule)
    with pytest.raises(Refused, match="nämner ett förslag som inte vägs"):
        commands.set_limit(content={"id": "A-1999-001"}, decided_by="Riksdagen", paragraph="SFS 2026:1", **rule)
    with pytest.raises(Refused, match="går inte att räkna med"):
        commands.set_limit(
            one=one, kind=LimitKind.BALANCE, name="andel", content={"members": [code], "measure": "cost", "base": "selected", "min_share": "3/4", "max_share": "1/2"},
            reason="", decided_by="Fullmäktige", paragraph="§ 1", by=office, on=city.on,
        )  # fmt: skip
    commands.set_limit(content={"id": code}, decided_by="Riksdagen", paragraph="SFS 2026:1", **rule)
    assert base_of(one, city.on.date()).problem["proposals"][0]["status"] == "mandatory"


@pytest.mark.requirement("F16")
def test_two_rules_that_say_opposite_things_of_a_proposal_are_refused_in_words(city: City_) -> None:
    code = make_case(city, "weighing").code
    one = start(city)
    rule = {"one": one, "name": code, "content": {"id": code}, "reason": "", "decided_by": "Fullmäktige", "paragraph": "§ 1",
            "by": city.people["project_office"], "on": city.on}  # fmt: skip
    commands.set_limit(kind=LimitKind.MANDATORY, **rule)
    with pytest.raises(Refused, match="har redan regeln ”mandatory"):
        commands.set_limit(kind=LimitKind.EXCLUDED, **rule)
    assert [row.kind for row in one.limits.all()] == ["mandatory"]
    commands.set_limit(kind=LimitKind.MANDATORY, **rule | {"reason": "Lag"})  # the same rule again changes it
    with pytest.raises(Refused, match="redan beviljat"):
        commands.set_limit(kind=LimitKind.EXCLUDED, **rule | {"content": {"id": f"{code}/{YEAR}/given"}})


def test_a_rule_that_makes_a_cost_negative_is_refused_in_words(city: City_) -> None:
    codes = [make_case(city, "weighing", cost_sek=1_000_000).code for _ in range(2)]
    one = start(city)
    content = {"members": codes, "score": {}, "cost": [-1_000_001, 0, 0], "charged_to": codes[0]}
    with pytest.raises(Refused, match="sänker kostnaden mer än förslaget kostar"):
        commands.set_limit(
            one=one, kind=LimitKind.SYNERGY, name="A", content=content, reason="", decided_by="Rådet", paragraph="§ 1",
            by=city.people["project_office"], on=city.on,
        )  # fmt: skip
    assert not one.limits.exists()
