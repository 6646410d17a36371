"""The same words find the same things on both databases."""

import pytest

from nytta.kit import search

pytestmark = [pytest.mark.django_db, pytest.mark.both]
TEXTS = {
    "A-2026-001": "E-tjänst för bygglovsansökan med ritningar",
    "A-2026-002": "Digitala ansökningar om parkeringstillstånd",
    "A-2026-003": "Välfärdsteknik: nya trygghetslarm i hemtjänsten",
    "A-2026-004": "Sensorer vid badplatser",
}


@pytest.fixture(autouse=True)
def _indexed() -> None:
    for code, text in TEXTS.items():
        search.put("case", code, text)
    search.put("idea", "I-2026-001", "Trygghetslarm")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("ansökning", ["A-2026-002"]),
        ("ANSÖKNINGAR parkering", ["A-2026-002"]),
        ("trygghetslarmen", ["A-2026-003"]),
        ("välfärdstek", ["A-2026-003"]),
        ("badplats", ["A-2026-004"]),
        ("o'brien \" * ( AND", []),
        ("", []),
        ("😀", []),
    ],
)
def test_find(text: str, codes: list[str]) -> None:
    assert search.find("case", text) == codes


def test_like_finds_what_shares_words() -> None:
    assert sorted(search.like("case", "Larm för trygghet: trygghetslarm och sensorer")) == ["A-2026-003", "A-2026-004"]


def test_replaced_text_is_found_by_its_new_words_alone() -> None:
    search.put("case", "A-2026-004", "Kartor")
    assert (search.find("case", "badplatser"), search.find("case", "karta")) == ([], ["A-2026-004"])
