"""Which lines an exemption lifts, what is then told, and what is never lifted. Source: O4; O5."""

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from nytta.city.records.rules.citing import citations, named, names_of
from nytta.governance.applications.rules import GATES, LIFTABLE, LIFTED, MISSING, CaseFacts, Leave, conditions, gate, lifted, may_lift
from nytta.governance.applications.terms import Category, Stop
from nytta.governance.rulesets.rules import GATES_AT, Known, line_type, lines_of, rule_set_valid
from nytta.governance.rulesets.terms import Part

pytestmark = pytest.mark.requirement("O4", "O5")
RULES = tomllib.loads((Path(__file__).parents[3] / "nytta/city/records/rule_set.toml").read_text())
KNOWN = Known({"KF1": "Växa", "KF2": "Valfrihet", "KF3": "Kostnad"}, {n: f"P{n}" for n in range(1, 6)})
ON, LAST = date(2026, 3, 2), date(2026, 6, 30)
LEAVE = Leave("U-2026-001", "B 2026-017", date(2026, 3, 1), LAST, names=frozenset({"p5"}))


def rules(**exemption: str) -> dict[str, Any]:
    """The standard rule set with `exemption` of some lines set."""
    return {**RULES, "line": [{**x, **({"exemption": exemption[x["rule"]]} if x["rule"] in exemption else {})} for x in RULES["line"]]}


def planless(on: date = ON, *leaves: Leave) -> CaseFacts:
    """A case without a plan for the change, with some exemptions."""
    return CaseFacts(on=on, category=Category.DIFFERENTIATING, leaves=leaves)


def stopped(facts: CaseFacts, content: dict[str, Any], rule: str = "change_planned") -> list[str]:
    found = [f for f in gate(stop=Stop.GRANT, facts=facts, rule_set=content).findings if f.rule == rule]
    return [f"{f.text % f.params} {f.mend % f.params}" for f in found]


ORDINARY = "Plan för verksamhetsförändringen saknas. Skriv hur arbetssättet ska ändras, av vem och när."


def test_no_line_is_lifted_unless_the_rule_set_says_so() -> None:
    assert [x["rule"] for x in RULES["line"] if may_lift(x)] == []
    assert stopped(planless(ON, LEAVE), RULES) == [ORDINARY]
    assert stopped(planless(ON, LEAVE), rules(change_planned="no")) == [ORDINARY]


def test_exemption_from_the_clause_lifts_the_line_and_says_by_which_decision_until_when() -> None:
    content, facts = rules(change_planned="yes"), planless(ON, LEAVE)
    assert stopped(facts, content) == []
    assert [f.text % f.params for f in lifted(stop=Stop.GRANT, facts=facts, rule_set=content)] == [
        "Kravet lyfts av undantaget U-2026-001, beslut B 2026-017 den 2026-03-01. Det gäller till och med 2026-06-30."
    ]
    [row] = [t for t in conditions(facts=facts, rule_set=content) if t.rule == "change_planned"]
    assert (row.state, row.leave) == (LIFTED, LEAVE)


@pytest.mark.parametrize(("day", "free"), [(LAST, True), (date(2026, 7, 1), False)])
def test_exemption_that_ends_stops_the_case_again_and_is_named(day: date, free: bool) -> None:
    told = "Plan för verksamhetsförändringen saknas. Undantaget U-2026-001 gick ut 2026-06-30. Skriv hur arbetssättet ska ändras, av vem och när. Undantaget kan sökas på nytt."
    content, facts = rules(change_planned="yes"), planless(day, LEAVE)
    assert stopped(facts, content) == ([] if free else [told])
    assert [t.state for t in conditions(facts=facts, rule_set=content) if t.rule == "change_planned"] == [LIFTED if free else MISSING]
    renewed = replace(LEAVE, code="U-2026-002", last=date(2026, 12, 31))
    assert stopped(planless(day, LEAVE, renewed), content) == []


def test_exemption_from_other_words_of_the_clause_lifts_nothing_and_says_so() -> None:
    [told] = stopped(planless(ON, replace(LEAVE, outdated=True)), rules(change_planned="yes"))
    assert told.startswith("Plan för verksamhetsförändringen saknas. Undantaget U-2026-001 gavs från en äldre lydelse av bestämmelsen.")


def test_exemption_from_another_clause_lifts_nothing_and_the_way_to_one_is_told() -> None:
    [told] = stopped(planless(ON, replace(LEAVE, names=frozenset({"p4", "p5.1"}))), rules(change_planned="yes"))
    assert told == f"{ORDINARY} Går det inte kan undantag från bestämmelsen sökas."


def test_met_line_needs_no_exemption() -> None:
    facts = replace(planless(ON, LEAVE), change_plan="Plan")
    assert lifted(stop=Stop.GRANT, facts=facts, rule_set=rules(change_planned="yes")) == []


NEVER = sorted(set(GATES) - LIFTABLE)


def test_money_ownership_the_law_and_steps_are_never_lifted() -> None:
    assert NEVER == [
        "benefits_accepted", "body_bound", "category_chosen", "category_fits", "cost_distributed", "cost_given", "data_protection_answered",
        "figures_given", "green_names_line", "innovative_portfolio", "no_duplicate", "no_open_question", "no_unresolved_clash", "owner_accepted",
        "owner_known", "portfolio_chosen", "security_classed", "valuation_signed",
    ]  # fmt: skip


@pytest.mark.parametrize("rule", NEVER)
def test_a_line_that_must_not_be_lifted_has_no_such_choice_and_holds_even_if_its_data_say_so(rule: str) -> None:
    kind = line_type(Part.GATES, rule)
    assert kind is not None and kind.field("exemption") is None
    content = rules(**{rule: "yes"})
    assert "Uppgiften ”exemption” hör inte till raden." in str(rule_set_valid(content=content, known=KNOWN).findings[0].params["what"])
    every = frozenset().union(*(citations(x["clause"]) for x in RULES["line"]))
    bare = replace(planless(ON, replace(LEAVE, names=every)), category=None, duplicates=("Id-portal",))
    before = gate(stop=Stop.GRANT, facts=replace(bare, leaves=()), rule_set=RULES).findings
    assert gate(stop=Stop.GRANT, facts=bare, rule_set=content).findings == before


@pytest.mark.parametrize("rule", sorted(LIFTABLE - {"field_given"}))
def test_a_line_that_may_be_lifted_has_the_choice_and_is_none_by_default(rule: str) -> None:
    assert rule in GATES_AT
    assert lines_of(RULES)[f"line/{rule}"]["exemption"] == "no"
    assert rule_set_valid(content=rules(**{rule: "yes"}), known=KNOWN).findings == ()


def test_a_required_field_is_lifted_but_never_who_is_the_controller() -> None:
    line = {"stops": ["grant"], "clause": "P5", "exemption": "yes"}
    content = {**RULES, "required": [{**line, "field": "contact"}, {**line, "field": "controller"}]}
    assert [
        f.params["what"] for f in gate(stop=Stop.GRANT, facts=planless(ON, LEAVE), rule_set=content).findings if f.rule == "field_given"
    ] == ["Personuppgiftsansvarig"]
    kind = line_type(Part.REQUIRED, "controller")
    assert kind is not None and kind.field("exemption") is None


def test_the_ban_is_lifted_by_an_exemption_from_the_solution_which_is_named() -> None:
    leave = Leave("U-2026-003", "B 2026-004", ON, LAST, solution="id-portal")
    free = CaseFacts(on=ON, category=Category.DIFFERENTIATING, covers=("id-portal",), leaves=(leave,))
    [row] = [t for t in conditions(facts=free, rule_set=RULES) if t.rule == "no_duplicate"]
    assert (row.state, row.leave) == (LIFTED, leave)
    ended = replace(free, on=date(2026, 7, 1), duplicates=("Id-portal",))
    assert stopped(ended, RULES, "no_duplicate")[0].startswith(
        "Ansökan dubblerar en gemensam lösning: Id-portal. Undantaget U-2026-003 gick ut 2026-06-30."
    )


@pytest.mark.parametrize(
    ("source", "cited"),
    [
        ("P4 ”den tänkta systemägaren vara känd”; G3", {"p4", "g3"}),
        ("P4; Riktlinje för ansökan, punkt 3.1", {"p4", "riktlinje för ansökan 3.1"}),
        ("P7.1.", {"p7.1"}),
        ("P45", {"p45"}),
        ("", set()),
    ],
)
def test_what_a_source_cites(source: str, cited: set[str]) -> None:
    assert set(citations(source)) == cited


def test_clause_is_cited_by_letter_or_by_title_and_number() -> None:
    names = names_of(letter="P", title="Program", number="7.1", key="7.1", heading="Arkitektur")
    assert names == {"p7.1", "program 7.1", "program 7.1 arkitektur"}
    assert named("Program, punkt 7.1") in names
    assert not names_of(letter="", title="Program", number="7", key="7") & citations("P7; Program 7.1")
