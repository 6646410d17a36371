"""Sentences say what the figures say, and nothing that no figure carries."""

import re
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nytta.engine.explain import (
    WeightInterval,
    conflict_in_words,
    interval_in_words,
    obstacles,
    override,
    override_in_words,
    shortage,
    shown,
    smallest_change,
    why,
)
from nytta.engine.problem import broken, from_dict
from nytta.engine.rank import Stop, rank
from nytta.engine.select import Infeasible, conflict, select
from nytta.plain.verdicts import Finding

from . import naive
from .naive_explain import subsets
from .small import everything, problem, proposal

FORBIDDEN = re.compile(r"(?i)\b(optimal choice|certain|objective|optimala? val\w*|säkert|objektivt?)\b")


def said(findings: tuple[Finding, ...]) -> list[str]:
    """The sentences as they are shown, with plain spaces."""
    return [(finding.text % finding.params).replace("\u00a0", " ") for finding in findings]


def explained(raw: dict[str, Any], name: str, **more: Any) -> list[str]:
    read = from_dict(raw)
    chosen = select(read)
    return said(why(read, chosen, rank(read), name, change=smallest_change(read, proposal=name), **more))


PART = {"portfolios": [{"id": "P2", "frame": [900], "parts": {"improvement": 100}, "directed_max": None}]}
CROWDED = problem(
    proposal("A-03", 50, 90, portfolio="P2"), proposal("A-11", 50, 65, portfolio="P2"), proposal("A-07", 60, 100, portfolio="P2"), **PART
)


@pytest.mark.requirement("F3")
def test_why_not_names_the_rule_who_gives_way_and_what_would_change_it():
    assert explained(CROWDED, "A-07", drawn=(46, 200)) == [
        "Räknat i värde per krona står A-07 på plats 2 av 3.",
        "Det är inte med i den bästa portföljen.",
        "Delen improvement i P2 räcker inte till förslaget utöver de utvalda: 60 kr saknas.",
        "Med det ryms inte A-03, A-11 i delen improvement i P2; tillsammans ger de 155 mot 100 för A-07.",
        "Det saknar 55 i värde för att vara lika bra.",
        "Den minsta höjning av dess ram och tak som tar med det är 10 kr: in kommer A-07, ut går A-11. "
        "En ännu större höjning kan ta bort det igen.",
        "Den minsta sänkning av dess kostnad första året som tar med det är 10 kr.",
        "Lika räknas som med: regeln för lika avgör.",
        "Det är med i 46 av 200 dragna viktningar.",
    ]


@pytest.mark.requirement("F3")
def test_why_names_what_it_can_stand_and_what_it_is_conditional_on():
    raw = problem(proposal("A", 60, 90, cost=[60, 5]), proposal("B", 50, 70), years=[2026, 2027])
    assert explained(raw, "A", drawn=(1000, 1000)) == [
        "Räknat i värde per krona står A på plats 1 av 2.",
        "Det är med i den bästa portföljen.",
        "Det förutsätter 5 kr 2027.",
        "Utan det blir portföljen värd 20 mindre: in kommer B, ut går A.",
        "Kostnaden första året kan stiga med högst 40 kr och förslaget ändå räknas som med.",
        "Den minsta sänkning av dess ram och tak som tar bort det är 41 kr.",
        "Det är med i alla 1000 dragna viktningar.",
    ]


def test_level_sets_are_left_to_the_tie_rule():
    raw = problem(proposal("A", 60, 70), proposal("B", 60, 70, 2))
    assert "Ett urval utan det är värt lika mycket: regeln för lika avgör." in explained(raw, "A")
    assert "Ett urval med det är värt lika mycket: regeln för lika avgör." in explained(raw, "B")
    assert not [text for text in explained(raw, "B") if "minsta" in text]


def test_fixed_and_excluded_say_so():
    raw = problem(proposal("A", 60, 70, status="mandatory"), proposal("B", 30, 70, 2, status="excluded"))
    assert explained(raw, "A")[1:4] == [
        "Det är med i den bästa portföljen.",
        "Förslaget är obligatoriskt och är med från början.",
        "Inget urval som håller reglerna är utan det.",
    ]
    assert explained(raw, "B")[1:4] == [
        "Det är inte med i den bästa portföljen.",
        "Förslaget är uteslutet: det har inte klarat granskningen.",
        "Inget urval som håller reglerna har det med.",
    ]


def test_difference_that_the_figures_cannot_carry_is_within_the_uncertainty():
    raw = problem(proposal("A", 60, 70), proposal("B", 60, 65, low={"goal": 60}, high={"goal": 71}))
    assert "Skillnaden är inom osäkerheten i de bedömda siffrorna." in explained(raw, "A")
    assert "Skillnaden är inom osäkerheten i de bedömda siffrorna." in explained(raw, "B")
    read = from_dict(raw)
    assert said(override_in_words(read, override(read, force_in=["B"]))) == [
        "Avsteget kostar 5 i värde med de beslutade vikterna.",
        "In kommer B, ut går A.",
        "Skillnaden är inom osäkerheten i de bedömda siffrorna.",
    ]
    raw["proposals"][1]["high"] = {"goal": 70}  # the half-width is 5, and so is the price: not less
    assert not override(from_dict(raw), force_in=["B"]).within_uncertainty


def test_departure_at_no_price():
    read = from_dict(problem(proposal("A", 60, 70), proposal("B", 60, 70, 2)))
    assert said(override_in_words(read, override(read, force_in=["B"]))) == [
        "Avsteget kostar ingenting med det här måttet.",
        "In kommer B, ut går A.",
    ]


@pytest.mark.parametrize(
    ("low", "now", "high", "text"),
    [
        ("27/99", "35/100", "41/99", "28–41 % (nu 35 %)"),
        ("0", "1/3", "1", "0–100 % (nu 33 %)"),
        ("1001/3000", "336/1000", "3365/10000", "33,4–33,6 % (nu 33,6 %)"),
    ],
)
def test_weight_interval_is_rounded_inwards_with_as_few_places_as_hold_the_weight_now(low: str, now: str, high: str, text: str):
    interval = WeightInterval(criterion="goal", selected=(), share_now=Fraction(now), low=Fraction(low), high=Fraction(high))
    assert said((interval_in_words(interval),)) == [f"Portföljen förblir bäst så länge goal väger {text}."]


def test_conflict_names_each_rule_and_the_money_it_lacks():
    lines = [proposal(name, cost, 1, status="mandatory") for name, cost in (("A-01", 2_400_000), ("A-02", 1_900_000))]
    read = from_dict(problem(*lines, proposal("A-03", 9, 1), frame=4_000_000))
    with pytest.raises(Infeasible) as caught:
        select(read)
    assert said(conflict_in_words(read, caught.value.conflict)) == [
        "De här reglerna kan inte alla hållas:",
        "Obligatoriskt: A-01 (2 400 000 kr).",
        "Obligatoriskt: A-02 (1 900 000 kr).",
        "Ramen för P1 2026 (4 000 000 kr).",
        "Tillsammans behöver de 300 000 kr till.",
    ]


def test_conflict_of_forcings_without_money():
    raw = problem(proposal("A", 1, 1), proposal("B", 1, 1), exclusives=[{"id": "x", "members": ["A", "B"], "max": 1}])
    read = from_dict(raw)
    with pytest.raises(Infeasible) as caught:
        override(read, force_in=["A", "B"])
    assert said(conflict_in_words(read, caught.value.conflict)) == [
        "De här reglerna kan inte alla hållas:",
        "Högst 1 av A, B.",
        "Ska vara med: A (1 kr).",
        "Ska vara med: B (1 kr).",
    ]


def test_obstacles_name_rules_with_what_they_lack():
    raw = problem(
        proposal("A", 60, 90),
        proposal("B", 50, 70),
        proposal("C", 0, 0),
        prerequisites=[{"proposal": "B", "needs": ["C", "A"], "mode": "all"}],
        capacities=[{"id": "c", "limit": [4], "use": {"A": [3], "B": [2]}}],
        balances=[{"id": "b", "members": ["B"], "measure": "count", "base": "selected", "max_share": "1/3"}],
    )
    assert obstacles(from_dict(raw), ["A"], "B") == (
        Stop("frame:P1:2026", 100, 60, 50, ("A",)),
        Stop("prerequisite:B", others=("C",)),
        Stop("capacity:c:2026", 4, 3, 2, ("A",)),
        Stop("balance:b:max"),
    )


def test_values_are_shown_with_the_fewest_places_that_tell_them_apart():
    read = from_dict(problem(proposal("A", 1, 1), criteria=[{"id": "goal", "weight": 100}]))
    assert shown(read, Fraction(8400), Fraction(7900)) == ("84", "79")
    assert shown(read, Fraction(8440), Fraction(8430)) == ("84,4", "84,3")
    assert shown(read, Fraction(3)) == ("0,03",)


@settings(derandomize=True, deadline=None, max_examples=40)
@given(st.integers(0, 10**6))
def test_everything_can_be_said_without_the_forbidden_words(seed: int):
    raw = everything(seed, 6)
    raw["balances"] = raw["balances"][seed % 4 :]
    read = from_dict(raw)
    clash = conflict(read)
    if clash:
        texts = said(conflict_in_words(read, clash))
        assert len(texts) - 1 - len(clash) == (shortage(read, clash) is not None)
    else:
        chosen = select(read).selected
        texts = [text for line in read.proposals for text in explained(raw, line.id)]
        for line in read.proposals:
            assert {stop.rule for stop in obstacles(read, chosen, line.id)} == set(broken(read, {*chosen, line.id}))
    assert not [text for text in texts if FORBIDDEN.search(text)]


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.integers(0, 10**6))
def test_shortage_is_the_least_money_that_lets_the_rules_of_a_conflict_hold(seed: int):
    raw = everything(seed, 5)
    clash = conflict(from_dict(raw))
    lacked = shortage(from_dict(raw), clash)
    if lacked is not None:
        extras = (lacked.amount_sek - 1, lacked.amount_sek)
        richer = [subsets(_richer(raw, lacked.rules, extra)) for extra in extras]
        assert [any(not s.broken.intersection(clash) for s in every) for every in richer] == [False, True]


def _richer(raw: naive.Raw, rules: tuple[str, ...], extra: int) -> naive.Raw:
    portfolios = []
    for home in raw["portfolios"]:
        frame = [_plus(x, f"frame:{home['id']}:{y}", rules, extra) for x, y in zip(home["frame"], raw["years"], strict=False)]
        parts = {part: _plus(x, f"part:{home['id']}:{part}", rules, extra) for part, x in home["parts"].items()}
        directed = _plus(home["directed_max"], f"directed:{home['id']}", rules, extra)
        portfolios.append(home | {"frame": frame, "parts": parts, "directed_max": directed})
    return {**raw, "portfolios": portfolios}


def _plus(limit: int | None, rule: str, rules: tuple[str, ...], extra: int) -> int | None:
    return limit if limit is None or rule not in rules else limit + extra
