"""Grounds of a conflict of interest, what is proposed, and who may take part: every case of the table."""

import tomllib
from pathlib import Path

import pytest

from nytta.governance.preparation.rules import conflict_settled, grounds_of, may_take_part, standing_grounds, word_valid
from nytta.governance.preparation.terms import ConflictGround, Tie

RULES = tomllib.loads((Path(__file__).parents[3] / "nytta/city/records/rule_set.toml").read_text())
STATED = grounds_of(RULES)


@pytest.mark.requirement("F10", "O4")
def test_every_ground_of_the_rule_set_has_words_in_both_languages_and_a_clause() -> None:
    assert [g.code for g in STATED.grounds] == ["none", "applicant", "own_benefit", "earlier_role", "other"]
    assert [(bool(g.sv), bool(g.en), bool(g.clause)) for g in STATED.grounds[1:]] == [(True, True, True)] * 4
    assert STATED.stated is True


@pytest.mark.requirement("F10", "O4")
@pytest.mark.parametrize(
    ("tie", "ground"),
    [
        (Tie.ADMINISTRATION, "other"), (Tie.WRITER, "applicant"), (Tie.ASSESSOR, "earlier_role"), (Tie.OWNER, "earlier_role"),
        (Tie.COACH, "earlier_role"), (Tie.MANAGER, "earlier_role"),
    ],
)  # fmt: skip
def test_every_tie_proposes_a_ground_with_words_and_clause(tie: Tie, ground: str) -> None:
    one = STATED.ties[tie]
    assert (one.ground, one.said("sv"), one.said("en") not in ("", one.sv), one.clause != "") == (ground, tie.sv, True, True)
    assert standing_grounds().ties[tie].ground == ground


def test_a_rule_set_that_states_nothing_falls_back_to_the_five_and_says_so() -> None:
    found = grounds_of({"version": "2013:1", "line": []})
    assert ([g.code for g in found.grounds], found.stated, set(found.ties)) == (ConflictGround.codes(), False, set(Tie))
    assert found.grounds[1].said("en") == found.grounds[1].sv


def test_a_rule_set_of_a_citys_own_words_adds_and_leaves_out() -> None:
    content = {
        "conflict_ground": [{"code": "board", "sv": "Sitter i bolagets styrelse", "en": "Sits on the board", "clause": "28 § 2"}],
        "conflict_tie": [
            {"tie": "coach", "ground": "board", "sv": "Coach"}, {"tie": "owner", "ground": "gone", "sv": "Ägare"},
            {"tie": "unheard_of", "ground": "board", "sv": "?"},
        ],
    }  # fmt: skip
    found = grounds_of(content)
    assert ([g.code for g in found.grounds], set(found.ties), found.stated) == (["none", "board"], {Tie.COACH}, True)
    assert (found.ground("board").said("en"), found.ground("other")) == ("Sits on the board", None)  # type: ignore[union-attr]


@pytest.mark.requirement("F10")
@pytest.mark.parametrize(
    ("declared", "ties", "rule"),
    [
        (None, (), "conflict_declared"), ("none", (), ""), ("other", (), "conflict"), ("other", (Tie.COACH,), "conflict"),
        (None, (Tie.COACH,), "conflict_proposed"), ("none", (Tie.ADMINISTRATION,), "conflict_proposed"), ("a_citys_own", (), "conflict"),
    ],
)  # fmt: skip
def test_who_may_take_part(declared: str | None, ties: tuple[Tie, ...], rule: str) -> None:
    found = may_take_part(declared=declared, ties=ties)
    assert [f.rule for f in found.blocking] == ([rule] if rule else [])
    assert all(f.mend and f.source for f in found.blocking)


@pytest.mark.parametrize("tie", list(Tie))
def test_a_proposal_that_waits_is_named_and_says_what_mends_it(tie: Tie) -> None:
    (finding,) = conflict_settled(ties=[tie]).blocking
    assert (tie.sv.lower()[:12] in str(finding.params["ties"]).lower(), "18 §" in finding.source, "ordföranden" in finding.mend) == (
        True,
        True,
        True,
    )
    assert conflict_settled(ties=[]).findings == ()


@pytest.mark.parametrize(
    ("ground", "ties", "note", "for_another", "rule"),
    [
        ("none", (), "", False, ""), ("other", (), "", False, ""), ("none", (Tie.COACH,), "", False, "settle_reason"),
        ("none", (Tie.COACH,), "  ", False, "settle_reason"), ("none", (Tie.COACH,), "Annan enhet", False, ""),
        ("other", (Tie.COACH,), "", False, ""), ("other", (), "", True, "settle_reason"), ("none", (), "", True, "settle_reason"),
        ("none", (Tie.OWNER,), "Annan enhet", True, ""), ("unheard_of", (), "Skäl", False, "ground"),
    ],
)  # fmt: skip
def test_a_word_needs_a_known_ground_and_a_reason_where_one_is_due(
    ground: str, ties: tuple[Tie, ...], note: str, for_another: bool, rule: str
) -> None:
    found = word_valid(ground=ground, grounds=STATED, ties=ties, note=note, for_another=for_another)
    assert [f.rule for f in found.blocking] == ([rule] if rule else [])
