"""A verdict is true when nothing in it blocks, and a refused act carries its words."""

import pytest

from nytta.plain.verdicts import YES, Finding, Refused, Verdict, no, require, verdict_of

WARNING = Finding("late", "Det är sent.", blocks=False)


def test_yes_allows_and_no_does_not():
    verdict = no("frame.exceeded", "Ramen räcker till %(left)s.", "P5", "Minska beloppet.", "amount", left="3 kr")
    assert YES
    assert not verdict
    assert verdict.findings == (
        Finding("frame.exceeded", "Ramen räcker till %(left)s.", "P5", "Minska beloppet.", {"left": "3 kr"}, "amount"),
    )


def test_warning_alone_does_not_block():
    verdict = Verdict((WARNING,))
    assert verdict
    assert (verdict.warnings, verdict.blocking) == ((WARNING,), ())


def test_sum_keeps_all_findings_in_order():
    both = Verdict((WARNING,)) + no("a", "A.") + YES + no("b", "B.")
    assert not both
    assert [finding.rule for finding in both.findings] == ["late", "a", "b"]
    assert [finding.rule for finding in both.blocking] == ["a", "b"]


def test_verdict_of_leaves_out_none():
    assert verdict_of([None, WARNING, None]) == Verdict((WARNING,))
    assert verdict_of([]) == YES


def test_require_passes_a_warning_and_refuses_with_the_words_filled_in():
    require(Verdict((WARNING,)))
    verdict = no("a", "Bara %(count)s får plats.", count=2)
    with pytest.raises(Refused, match=r"^Bara 2 får plats\.$") as refused:
        require(verdict)
    assert refused.value.verdict is verdict
