"""What one reading asks for twice is asked once; nothing outlives it."""

import pytest

from nytta.kit.once import once, reading


def test_within_a_reading_each_key_is_asked_once_and_after_it_anew() -> None:
    asked: list[str] = []

    def ask(key: str) -> str:
        return once(key, lambda: asked.append(key) or key.upper())  # type: ignore[func-returns-value]

    assert (ask("a"), ask("a")) == ("A", "A")
    assert asked == ["a", "a"]  # outside a reading nothing is remembered
    with reading():
        assert [ask("b"), ask("b"), ask("c")] == ["B", "B", "C"]
    assert asked[2:] == ["b", "c"]
    with reading():
        ask("b")
    assert asked[4:] == ["b"]


def failing() -> None:
    with reading():
        once("k", lambda: 1)
        raise ValueError("x")


def test_a_reading_that_fails_leaves_nothing() -> None:
    with pytest.raises(ValueError, match="x"):
        failing()
    assert once("k", lambda: 2) == 2


def test_what_is_nothing_is_remembered_too() -> None:
    asked = []
    with reading():
        for _ in range(2):
            assert once("none", lambda: asked.append(1)) is None
    assert asked == [1]
