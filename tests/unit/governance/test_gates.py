"""What blocks when: each rule of the rule set, alone, at its stop and for its categories."""

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from nytta.governance.applications.rules import GATES, Accepted, CaseFacts, clash, gate, lead_time, why_void
from nytta.governance.applications.terms import Category, PersonalData, Stop
from nytta.plain.verdicts import no

RULES = tomllib.loads((Path(__file__).parents[3] / "nytta/city/records/rule_set.toml").read_text())
ON = date(2026, 3, 2)
OWNED = Accepted({2027: 100}, 1, ON, ON)
READY = CaseFacts(
    on=ON, title="E-tjänst", category=Category.DIFFERENTIATING, lifetime_months=48, focus_area=1, goals=1, development={2026: 1000},
    running={2027: 100}, benefits={2027: 300}, benefit_items=1, principles=("ja",) * 6, user_groups="Sökande",
    functional_requirements="Ritningar", owner=1, owner_name="Byggnadsnämnden", owner_start_on=ON, ownership=OWNED, process_owner=1,
    process_owner_name="Byggnadsnämnden", benefits_accepted=OWNED, cost_distribution="§ 14", change_plan="Plan", benefit_plan="Plan",
    checks={"guidelines": True, "security": True, "consulted": True}, personal_data=PersonalData.DONE, controller="Byggnadsnämnden",
    valuation_signed=True,
)  # fmt: skip
INNOVATIVE = replace(
    READY, category=Category.INNOVATIVE, lifetime_months=6, focus_area=5, hypothesis="Om …", experience_plan="Delas", benefit_items=0
)


def rules_of(stop: Stop, facts: CaseFacts, *, blocking: bool = True) -> list[str]:
    verdict = gate(stop=stop, facts=facts, rule_set=RULES)
    return [f.rule for f in (verdict.blocking if blocking else verdict.warnings)]


@pytest.mark.requirement("F12", "G1", "G2")
@pytest.mark.parametrize("facts", [READY, INNOVATIVE], ids=["differentiating", "innovative"])
@pytest.mark.parametrize("stop", list(Stop))
def test_ready_case_passes_every_stop(stop: Stop, facts: CaseFacts) -> None:
    assert gate(stop=stop, facts=facts, rule_set=RULES).findings == ()


BLOCKED: list[tuple[Stop, CaseFacts, dict[str, Any], str]] = [
    (Stop.HAND_IN, READY, {"bound": no("body_bound", "Nej")}, "body_bound"),
    (Stop.HAND_IN, READY, {"goals": 0}, "goal_named"),
    (Stop.HAND_IN, READY, {"category": None}, "category_chosen"),
    (Stop.HAND_IN, READY, {"category": Category.BASIC}, "category_fits"),
    (Stop.HAND_IN, READY, {"focus_area": None}, "portfolio_chosen"),
    (Stop.HAND_IN, READY, {"development": {}}, "figures_given"),
    (Stop.HAND_IN, READY, {"benefit_items": 0}, "figures_given"),
    (Stop.HAND_IN, INNOVATIVE, {"lifetime_months": 7}, "category_fits"),
    (Stop.HAND_IN, INNOVATIVE, {"lifetime_months": 12}, "category_fits"),
    (Stop.HAND_IN, INNOVATIVE, {"lifetime_months": None}, "category_fits"),
    (Stop.HAND_IN, INNOVATIVE, {"focus_area": 1}, "innovative_portfolio"),
    (Stop.HAND_IN, INNOVATIVE, {"development": {}}, "cost_given"),
    (Stop.HAND_IN, INNOVATIVE, {"hypothesis": " "}, "hypothesis_given"),
    (Stop.HAND_IN, INNOVATIVE, {"experience_plan": ""}, "experience_plan_given"),
    (Stop.RECOMMENDATION, READY, {"valuation_signed": False}, "valuation_signed"),
    (Stop.RECOMMENDATION, READY, {"open_questions": 2}, "no_open_question"),
    (Stop.GRANT, READY, {"bound": no("body_bound", "Nej")}, "body_bound"),
    (Stop.GRANT, READY, {"owner": None}, "owner_known"),
    (Stop.GRANT, READY, {"ownership": None}, "owner_accepted"),
    (Stop.GRANT, READY, {"ownership": replace(OWNED, void_reason="Ägaren har bytts.")}, "owner_accepted"),
    (Stop.GRANT, READY, {"cost_distribution": ""}, "cost_distributed"),
    (Stop.GRANT, READY, {"process_owner": None}, "benefits_accepted"),
    (Stop.GRANT, READY, {"benefits_accepted": None}, "benefits_accepted"),
    (Stop.GRANT, READY, {"change_plan": ""}, "change_planned"),
    (Stop.GRANT, READY, {"benefit_plan": ""}, "benefit_planned"),
    (Stop.GRANT, READY, {"checks": {"security": True}}, "guidelines_checked"),
    (Stop.GRANT, READY, {"checks": {"guidelines": True}}, "security_classed"),
    (Stop.GRANT, READY, {"checks": {"guidelines": True, "security": False}}, "security_classed"),
    (Stop.GRANT, INNOVATIVE, {"checks": {"consulted": True}}, "security_classed"),
    (Stop.GRANT, INNOVATIVE, {"checks": {"security": True}}, "office_consulted"),
    (Stop.GRANT, READY, {"personal_data": PersonalData.UNANSWERED}, "data_protection_answered"),
    (Stop.GRANT, READY, {"personal_data": PersonalData.NEEDED}, "data_protection_answered"),
    (Stop.GRANT, READY, {"controller": ""}, "data_protection_answered"),
    (Stop.GRANT, READY, {"duplicates": ("Id-portal",)}, "no_duplicate"),
]


@pytest.mark.requirement("F12", "G1", "G2", "G3")
@pytest.mark.parametrize(("stop", "facts", "change", "rule"), BLOCKED)
def test_gate_blocks_by_one_rule_with_clause_and_mend(stop: Stop, facts: CaseFacts, change: dict[str, Any], rule: str) -> None:
    verdict = gate(stop=stop, facts=replace(facts, **change), rule_set=RULES)
    assert [f.rule for f in verdict.blocking] == [rule]
    assert verdict.blocking[0].source == next(line["clause"] for line in RULES["line"] if line["rule"] == rule)


@pytest.mark.requirement("G2")
def test_innovative_case_needs_neither_benefits_nor_guideline_check() -> None:
    facts = replace(INNOVATIVE, benefits_accepted=None, process_owner=None, checks={"security": True, "consulted": True})
    assert rules_of(Stop.GRANT, facts) == []


@pytest.mark.requirement("G1")
@pytest.mark.parametrize(
    ("months", "reason", "warned"), [(36, "", False), (60, "", False), (35, "", True), (61, "", True), (72, "Avtalet löper", False)]
)
def test_differentiating_lifetime_asks_for_a_reason_and_never_refuses(months: int, reason: str, warned: bool) -> None:
    facts = replace(READY, lifetime_months=months, lifetime_reason=reason)
    assert rules_of(Stop.HAND_IN, facts) == []
    assert rules_of(Stop.HAND_IN, facts, blocking=False) == (["lifetime_explained"] if warned else [])


@pytest.mark.requirement("G4", "N7")
def test_unanswered_principles_and_users_warn() -> None:
    facts = replace(READY, principles=("ja", "", "", "", "", ""), user_groups="")
    assert rules_of(Stop.HAND_IN, facts, blocking=False) == ["principles_answered", "users_involved"]


def test_every_rule_of_the_set_exists_and_every_gate_is_used() -> None:
    assert {line["rule"] for line in RULES["line"]} == set(GATES) - {"field_given"}  # that one stands in `required`


def test_limit_is_data() -> None:
    looser = {**RULES, "limits": {**RULES["limits"], "innovative_months": 12}}
    assert gate(stop=Stop.HAND_IN, facts=replace(INNOVATIVE, lifetime_months=12), rule_set=looser).findings == ()


@pytest.mark.requirement("F12")
@pytest.mark.parametrize(
    ("amounts", "body", "start", "why"),
    [
        ({2027: 100}, 1, ON, ""),
        ({2027: 100, 2028: 0}, 1, ON, ""),
        ({2027: 100}, 2, ON, "Ägaren har bytts."),
        ({2027: 200}, 1, ON, "Beloppet för 2027 var 100\u00a0kr och är nu 200\u00a0kr."),
        ({2027: 100, 2028: 5}, 1, ON, "Beloppet för 2028 var 0\u00a0kr och är nu 5\u00a0kr."),
        ({2027: 100}, 1, date(2026, 5, 1), "Starten var 2026-03-02 och är nu 2026-05-01."),
    ],
)
def test_changed_amount_owner_or_start_voids(amounts: dict[int, int], body: int, start: date, why: str) -> None:
    assert why_void(accepted=OWNED, amounts=amounts, body=body, start_on=start) == why


@pytest.mark.requirement("F5")
def test_lead_time_shows_the_applicants_days_apart() -> None:
    stays = [
        ("office", date(2026, 1, 1), date(2026, 1, 11)),
        ("applicant", date(2026, 1, 11), date(2026, 1, 31)),
        ("office", date(2026, 1, 31), None),
    ]
    assert lead_time(stays, date(2026, 2, 5)) == (15, 20)


def test_clash_is_told_only_when_another_wrote_something_else() -> None:
    changed = {"title": [3, "Anna"]}
    assert clash(field="title", edition=3, changed=changed, old="A", new="B")
    assert clash(field="title", edition=2, changed=changed, old="A", new="A")
    told = clash(field="title", edition=2, changed=changed, old="A", new="B")
    assert (bool(told), told.findings[0].params) == (False, {"who": "Anna", "now": "A"})
