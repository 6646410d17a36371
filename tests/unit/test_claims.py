"""What claims say of somebody by rules: read in order, never by a pattern that could be made to run for hours."""

import fnmatch
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nytta.city.access.rules.answers import address_valid
from nytta.city.access.rules.claims import Names, Rule, fits, meets, read, rule_valid, values_at
from nytta.city.access.terms import ClaimOutcome, ClaimTest

pytestmark = pytest.mark.requirement("D14")
BODY, GROUP, REFUSED = ClaimOutcome.BODY, ClaimOutcome.GROUP, ClaimOutcome.REFUSED


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("sub", ["7"]),
        ("groups", ["a", "b"]),
        ("realm.roles", ["r1"]),
        ("https://x.example/roles", ["y"]),
        ("urn:oid:2.5.4.4", ["Ek"]),
        ("https://x.example/deep.inner.name", ["z"]),
        ("units.name", ["n1", "n2"]),
        ("active", ["false"]),
        ("number", ["12"]),
        ("none", []),
        ("missing", []),
        ("sub.more", []),
        ("realm", []),
    ],
)
def test_values_of_a_path(path: str, found: list[str]) -> None:
    claims = {
        "sub": "7", "groups": ["a", "b", None, 1.5], "realm": {"roles": ["r1"]}, "https://x.example/roles": "y", "urn:oid:2.5.4.4": "Ek",
        "https://x.example/deep": {"inner": {"name": "z"}}, "units": [{"name": "n1"}, {"name": "n2"}, "x"], "active": False, "number": 12,
        "none": None,
    }  # fmt: skip
    assert values_at(claims, path) == found


def test_control_characters_and_endless_values_are_cut() -> None:
    assert values_at({"a": "x\x00\ny" + "z" * 900}, "a") == ["xy" + "z" * 498]
    assert len(values_at({"a": ["x"] * 900}, "a")) == 500


@given(st.text("ab*?", max_size=8), st.text("ab", max_size=8))
def test_pattern_means_what_a_shell_means(pattern: str, value: str) -> None:
    assert fits(pattern, value) == bool(re.fullmatch(fnmatch.translate(pattern), value))


def test_pattern_takes_no_time_whatever_is_written() -> None:
    began = time.process_time()
    assert not fits("a*" * 100 + "b", "a" * 500)
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize(
    ("test", "wanted", "value", "met"),
    [
        (ClaimTest.EQUALS, "Bygg", "Bygg", True),
        (ClaimTest.EQUALS, "Bygg", "bygg", False),
        (ClaimTest.CONTAINS, "yg", "Bygg", True),
        (ClaimTest.ONE_OF, "a, b", "b", True),
        (ClaimTest.ONE_OF, "a, b", "a, b", False),
        (ClaimTest.PATTERN, "B*g", "Bygg", True),
        (ClaimTest.PATTERN, "B?g", "Bygg", False),
    ],
)
def test_tests(test: ClaimTest, wanted: str, value: str, met: bool) -> None:
    assert meets(test, wanted, value) is met


def test_the_first_body_decides_every_group_counts_and_one_refusal_is_enough() -> None:
    rules = [
        Rule("unit", ClaimTest.EQUALS, "x", BODY, "nobody"), Rule("unit", ClaimTest.PATTERN, "B*", BODY, "bygg"),
        Rule("unit", ClaimTest.CONTAINS, "y", BODY, "soc"), Rule("groups", ClaimTest.ONE_OF, "g1,g2", GROUP, "G"),
        Rule("groups", ClaimTest.EQUALS, "g2", GROUP, "G"), Rule("groups", ClaimTest.EQUALS, "g3", GROUP, "H"),
        Rule("groups", ClaimTest.EQUALS, "g3", REFUSED),
    ]  # fmt: skip
    said = read({"unit": "Bygg", "groups": ["g2", "g3"], "n": "Anna", "on": True}, Names(name="n", active="on", title="t"), rules)
    assert (said.body, said.groups, said.refused, said.active, said.name, said.title) == ("bygg", ("G", "H"), 7, True, "Anna", None)
    assert [b.rule for b in said.because] == [2, 4, 5, 6, 7]


@pytest.mark.parametrize(
    ("said", "active"), [(False, False), ("false", False), ("0", False), (0, False), (True, True), ("ja", True), (None, True)]
)
def test_active(said: object, active: bool) -> None:
    assert read({"on": said}, Names(active="on"), []).active is active


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"path": " "}, "rule_path"), ({"value": ""}, "rule_value"), ({"value": "**", "test": ClaimTest.PATTERN}, "rule_pattern"),
        ({"value": "x" * 201, "test": ClaimTest.PATTERN}, "rule_pattern"), ({"body": False}, "rule_body"), ({"group": True}, "rule_group"),
        ({"outcome": REFUSED}, "rule_body"),
    ],
)  # fmt: skip
def test_rule_that_does_not_say_what_it_must(change: dict[str, object], rule: str) -> None:
    right = {"path": "unit", "test": ClaimTest.EQUALS, "value": "x", "outcome": BODY, "body": True, "group": False}
    assert rule_valid(**right)  # type: ignore[arg-type]
    assert [f.rule for f in rule_valid(**(right | change)).findings] == [rule]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("https://idp.example/", True), ("http://127.0.0.1:80/x", True), ("http://localhost", True), ("http://idp.example", False),
        ("ftp://idp.example", False), ("https://user@idp.example", False), ("javascript:alert(1)", False), ("", False), ("https://", False),
        ("http://127.0.0.1.example", False),
    ],
)  # fmt: skip
def test_addresses(address: str, may: bool) -> None:
    assert bool(address_valid(address)) is may
