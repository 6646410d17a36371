"""A rule about shares says what part, of what, goes to which proposals."""

import pytest

from nytta.engine.explain.conflicts import balance_in_words, rules_in_words
from nytta.engine.problem import from_dict


def problem(**balance: object) -> dict[str, object]:
    lines = [
        {"id": code, "portfolio": "P1", "part": "improvement", "directed": False, "body": "b", "cost": [1], "score": {"A": 1},
         "submitted": 1, "status": "free"}
        for code in ("x", "y", "z")
    ]  # fmt: skip
    return {
        "years": [2026], "criteria": [{"id": "A", "weight": 1}], "portfolios": [{"id": "P1", "frame": [10], "parts": {}}],
        "proposals": lines, "balances": [{"id": "Minst halva", "members": ["x", "y"], **balance}],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("edge", "balance", "said"),
    [
        ("min", {"measure": "cost", "base": "selected", "min_share": "4/5"}, "Minst 80 % av pengarna ska gå till x, y."),
        ("max", {"measure": "count", "base": "selected", "max_share": "1/3"}, "Högst 33,3 % av antalet får vara bland x, y."),
        ("max", {"measure": "cost", "base": 1000, "max_share": "1/2"}, "Högst 50 % av 1\u00a0000\u00a0kr får gå till x, y."),
        ("min", {"measure": "count", "base": "selected", "within": ["x", "y", "z"], "min_share": "1/2"},
         "Minst 50 % av de valda bland x, y, z ska vara bland x, y."),
    ],
)  # fmt: skip
def test_a_share_is_said_with_what_it_is_a_share_of(edge: str, balance: dict[str, object], said: str) -> None:
    read = from_dict(problem(**balance))
    text, params = balance_in_words(read, f"balance:Minst halva:{edge}")
    assert text % params == said
    found = rules_in_words(read, [f"balance:Minst halva:{edge}"])[1]
    assert found.text % found.params == said
    assert found.source == "”Metoden för vägningen”"
