"""The strict rule that stops a system, the generous one that only hints, beside brute force. Source: D2."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nytta.delivery.systems.rules.solutions import SMALL, covers, exemption_carries, joined, names, no_duplicate, spoken_of

WORDS = st.lists(
    st.sampled_from(["a", "från", "logga", "portal", "loggaportal", "portalen", "internet", "nät", "nätet", "ekonomi"]), max_size=6
)


@pytest.mark.requirement("D2")
@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("inlogg", "inlogg", True), ("inlogg", "inloggningsportal", True), ("portal", "inloggningsportal", True), ("eko", "ekonomi", False),
        ("ekonomi", "ekonomisyst", True), ("personal", "lön", False), ("tjänst", "etjänst", True), ("loggning", "inloggningar", False),
    ],
)  # fmt: skip
def test_a_compound_that_begins_or_ends_with_a_word_is_near_it(one: str, other: str, same: bool) -> None:
    assert joined(one, other) is joined(other, one) is same


@pytest.mark.requirement("D2")
def test_the_stop_is_word_by_word_and_the_hint_is_half_of_the_letters() -> None:
    wanted = ["inloggning", "från", "internet"]
    assert covers(wanted, ["inloggning", "från", "internet", "invånare"])
    assert not covers(wanted, ["inloggning"])
    assert not covers([], ["inloggning"])
    assert spoken_of(wanted, ["inloggningsportal"]) == Fraction(10, 18)
    assert names(wanted, ["inloggningsportal"])
    assert not names(wanted, ["internet"])  # 8 of 18 letters
    assert not names(wanted, ["från"])


@given(WORDS, WORDS)
def test_what_is_spoken_of_is_what_counting_letters_gives(wanted: list[str], text: list[str]) -> None:
    letters = found = 0
    for word in sorted(set(wanted) - SMALL):
        letters += len(word)
        for other in text:
            a, b = (word, other) if len(word) <= len(other) else (other, word)
            if a == b or (len(a) > 4 and (b[: len(a)] == a or b[-len(a) :] == a)):
                found += len(word)
                break
    assert spoken_of(wanted, text) == (Fraction(found, letters) if letters else 0)


@given(WORDS, WORDS, WORDS)
def test_more_text_never_speaks_of_less_and_what_stops_is_also_hinted_at(wanted: list[str], text: list[str], more: list[str]) -> None:
    assert spoken_of(wanted, text) <= spoken_of(wanted, [*text, *more]) <= 1
    if covers(wanted, text) and set(wanted) - SMALL:
        assert names(wanted, text)


@pytest.mark.requirement("D2")
def test_the_refusal_names_what_is_covered_and_which_thing_of_the_exemption_does_not_fit() -> None:
    assert no_duplicate(covered=[])
    assert [f.params["what"] for f in no_duplicate(covered=["Id-portalen", "LIS"]).blocking] == ["Id-portalen, LIS"]
    given_ = [
        exemption_carries(code="U", holds=h, same_owner=o, about=a) for h in (True, False) for o in (True, False) for a in (True, False)
    ]
    assert [bool(v) for v in given_] == [True] + [False] * 7
    assert len({f.text for v in given_ for f in v.blocking}) == 3
