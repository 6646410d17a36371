"""A governing document's text cut into clauses and compared, and how a document stands on a day: exact, and by brute force."""

import os
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nytta.city.records.documents.governing import ranks
from nytta.city.records.rules.governing import Cut, Span, compared, cut, follows, force_on, paragraphs, words_changed
from nytta.city.records.terms import Force
from nytta.plain.words import Term

pytestmark = pytest.mark.requirement("O3")
PLAIN = "Riktlinje\n1 Syfte\nVarför.\n\nMer.\n2 Krav\n1. Först\n2. Sedan\n2.1 Mått\nMät.\n3 Slut\nKlart."


def keys(text: str) -> list[tuple[str, str, str]]:
    return [(c.key, c.heading, c.text) for c in cut(text).clauses]


def rules(text: str) -> list[tuple[str, bool]]:
    return [(f.rule, f.blocks) for f in cut(text).verdict.findings]


def test_numbered_lines_are_clauses_and_a_list_inside_one_is_not() -> None:
    assert keys(PLAIN) == [
        ("0", "", "Riktlinje"), ("1", "Syfte", "Varför.\n\nMer."), ("2", "Krav", "1. Först\n2. Sedan"), ("2.1", "Mått", "Mät."), ("3", "Slut", "Klart."),
    ]  # fmt: skip
    assert rules(PLAIN) == [("clause_before", False)]
    assert [c.depth for c in cut(PLAIN).clauses] == [1, 1, 1, 2, 1]
    assert [c.line for c in cut(PLAIN).clauses] == [1, 2, 6, 9, 11]


def test_markdown_headings_and_paragraphs_are_clauses() -> None:
    assert keys("# 1 Syfte\nA\n## 1.1 Mål\nB\n### Utan nummer\nC") == [("1", "Syfte", "A"), ("1.1", "Mål", "B\n### Utan nummer\nC")]
    assert keys("1 kap. Allmänt\n1 § Lagen gäller.\n2 §\nMer.\n2 kap.\n1 § Åter.") == [
        ("1-kap", "Allmänt", ""), ("1-1", "Lagen gäller.", ""), ("1-2", "", "Mer."), ("2-kap", "", ""), ("2-1", "Åter.", ""),
    ]  # fmt: skip
    assert [c.number for c in cut("§ 1 Ett\n§ 2 Två").clauses] == ["§ 1", "§ 2"]
    assert keys("1. Syfte\nA\n2. Mål\nB") == [("1", "Syfte", "A"), ("2", "Mål", "B")]


def test_what_is_wrong_is_named_and_blocks_only_what_cannot_be_kept() -> None:
    assert rules("Bara text utan nummer.") == [("clauses_none", True)]
    assert rules("# 1 A\n# 1 B") == [("clause_order", False), ("clause_twice", True)]
    assert rules("# 1 A\n# 3 B") == [("clause_order", False)]
    assert rules("1 Ett\n2 Två\n2.3 Tre") == [("clause_text", False)]
    twice = cut("# 1 A\ntext\n# 1 B").verdict.blocking[0]
    assert twice.text % twice.params == "Punkt 1 står på rad 1 och en gång till på rad 3."
    assert rules("# 1 " + "x" * 301) == [("clause_heading", True)]
    assert rules("1 Syfte .......... 3\n1 Syfte\nA") == [("clause_before", False)]  # a table of contents is text


@pytest.mark.parametrize(
    ("last", "number", "wanted"),
    [("", "1", True), ("", "2", False), ("1", "2", True), ("1", "1.1", True), ("1", "1.2", False), ("1.2.3", "2", True), ("1.2.3", "1.3", True), ("2", "1", False)],
)  # fmt: skip
def test_a_number_follows_as_child_or_as_the_next_beside(last: str, number: str, wanted: bool) -> None:
    assert follows(last, number) is wanted


WORDS = st.text(alphabet="abcåäö .,-()\t", max_size=30)
LINES = st.one_of(
    WORDS, st.sampled_from(["", "1 Syfte", "2 Krav", "1.1 Mål", "2.1 Mer", "3 Slut", "## 1 Ett", "## 2 Två", "3 §", "4 § Text", "2 kap. Rubrik", "1. Lista", "- punkt", "7 Sju ....... 9"]),
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(LINES, max_size=25))
def test_no_word_of_a_text_is_lost_or_moved(lines: list[str]) -> None:
    text = "\n".join(lines)
    clauses = cut(text).clauses
    if not clauses:
        assert [f[0] for f in rules(text)] == ["clauses_none"] or not text.strip()
        return
    told = " ".join(f"{c.number} {c.heading} {c.text}" for c in clauses)
    assert re.findall(r"\w+", told) == re.findall(r"\w+", text)


def test_two_editions_are_told_apart_clause_by_clause() -> None:
    def clause(key: str, text: str) -> Cut:
        return Cut(key, key, 1, f"R{key}", text, 1)

    old = [clause("1", "Som förut"), clause("2", "Högst tre månader"), clause("3", "Borta")]
    new = [clause("1", "Som förut"), clause("2", "Högst sex månader"), clause("4", "Ny")]
    found = compared(old, new)
    assert [(c.key, c.kind) for c in found] == [("1", "same"), ("2", "changed"), ("3", "removed"), ("4", "added")]
    assert found[1].pieces == (("kept", "Högst "), ("removed", "tre"), ("added", "sex"), ("kept", " månader"))


@given(st.text(alphabet="ab \n", max_size=40), st.text(alphabet="ab \n", max_size=40))
def test_the_words_of_a_comparison_give_both_texts_back(before: str, after: str) -> None:
    pieces = words_changed(before, after)
    assert "".join(w for k, w in pieces if k != "added") == before
    assert "".join(w for k, w in pieces if k != "removed") == after


DAY0 = date(2013, 1, 1)
DAYS = st.integers(0, 30).map(lambda n: DAY0 + timedelta(n))


@st.composite
def spans(draw: st.DrawFn) -> list[Span]:
    made = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        first, more = draw(st.none() | DAYS), draw(st.none() | st.integers(0, 10))
        last = first + timedelta(more) if first and more is not None else None
        made.append(Span(number, first, last, None if first else draw(st.none() | DAYS)))
    return made


def by_hand(editions: list[Span], gone: date | None, on: date) -> tuple[Term, int | None]:
    """Day after day from the first, who holds: the later number takes over, and keeps what it took."""
    holder: Span | None = None
    day = DAY0
    while day <= on:
        for one in editions:
            if (one.valid_from or one.attested_on) == day:
                holder = one
        day += timedelta(1)
    number = holder.number if holder else None
    if gone and gone <= on:
        return Force.REPEALED, number
    if holder is None:
        return (Force.UNKNOWN, None) if any(s.valid_from is None for s in editions) else (Force.COMING, None)
    return (Force.IN_FORCE if holder.valid_until is None or on <= holder.valid_until else Force.ENDED), number


@settings(max_examples=300)
@given(spans(), st.none() | DAYS, DAYS)
def test_how_a_document_stands_is_as_walking_through_the_days_gives(editions: list[Span], gone: date | None, on: date) -> None:
    assert force_on(spans=editions, repealed_from=gone, on=on) == by_hand(editions, gone, on)


def test_a_chain_of_repeals_goes_one_column_at_a_time() -> None:
    assert ranks([(1, 3), (2, 3), (3, 4), (1, 4)]) == {1: 0, 2: 0, 3: 1, 4: 2}


def test_lines_that_a_page_broke_are_joined_and_a_list_stays_a_list() -> None:
    assert list(paragraphs("En rad\nsom bröts.\n\nKrav är:\n- ett\n- två\n  rader")) == [
        ("En rad som bröts.",), ("Krav är:",), ("", "- ett", "- två rader"),
    ]  # fmt: skip


@pytest.mark.shared
def test_the_programmes_own_text_becomes_its_chapters_with_every_word() -> None:
    whole = Path(os.environ["NYTTA_SHARED"], "programme", "programme.sv.txt").read_text(encoding="utf-8").split("\n")
    text = "\n".join(whole[653:1366])
    cutting = cut(text)
    assert [c.key for c in cutting.clauses] == ["0", "1", "2", "3", "4", "5", "6", "7", "7.1", "7.2"]
    assert bool(cutting.verdict)
    told = " ".join(f"{c.number} {c.heading} {c.text}" for c in cutting.clauses)
    assert re.findall(r"\w+", told) == re.findall(r"\w+", text)
