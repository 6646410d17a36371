"""Text is folded, sorted the Swedish way and cleaned of what cannot be stored or seen."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nytta.plain.text import clean, sort_key, words

ANYTHING = st.text(st.characters(codec=None), max_size=40)
WHOLE = settings(derandomize=True, deadline=None)


def test_words_are_folded_letters_and_digits():
    assert words("E-tjänst: Bygglov_2.0, ÅRSTA!") == ["e", "tjänst", "bygglov", "2", "0", "årsta"]
    assert words("ba\u0308st") == ["bäst"]
    assert words(" - _ ") == []


def test_sort_key_puts_a_ring_first_of_the_last_three():
    names = ["Öster", "Ärla", "Åby", "Zinken", "andra", "Björk", "Ånge", "Östra"]
    assert sorted(names, key=sort_key) == ["andra", "Björk", "Zinken", "Åby", "Ånge", "Ärla", "Öster", "Östra"]


@pytest.mark.parametrize(
    ("written", "same_as"),
    [("Idé", "ide"), ("Müller", "myller"), ("Ængel", "ängel"), ("Ørsted", "örsted"), ("Ángel", "angel"), ("Señor", "senor")],
)
def test_sort_key_takes_other_letters_with_their_likes(written: str, same_as: str):
    assert sort_key(written) == sort_key(same_as)


def test_sort_key_is_the_same_for_composed_and_decomposed():
    assert sort_key("A\u030aby") == sort_key("Åby")


def test_clean_keeps_lines_and_tabs_and_drops_what_is_not_seen():
    assert clean("a\r\nb\rc\td\x00\x07e") == "a\nb\nc\tde"
    assert clean("fil\u202etxt.exe\u2066") == "filtxt.exe"
    assert clean("half \ud800 pair") == "half  pair"
    assert clean("\U0001f600") == "\U0001f600"


@WHOLE
@given(ANYTHING)
@example("e\u202a\u0301")
@example("\r\x00\n")
def test_clean_text_is_composed_can_be_encoded_and_is_cleaned_only_once(text: str):
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    cleaned.encode("utf-8")
    assert "\x00" not in cleaned
