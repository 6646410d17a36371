"""A scope has one meaning, and a form that a token can hold."""

import pytest

from nytta.kit import scopes


@pytest.fixture
def empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scopes, "_SCOPES", {})


def test_scopes_stand_under_their_headings(empty: None) -> None:
    assert scopes.scope("cases:read", "Läsa ärenden", "Ärenden") == "cases:read"
    scopes.scope("scim:read", "Läsa personer", "Personer", for_programs=True)
    scopes.scope("cases:write", "Skriva ärenden", "Ärenden")
    assert [(group, [s.name for s in found]) for group, found in scopes.grouped()] == [
        ("Ärenden", ["cases:read", "cases:write"]), ("Personer", ["scim:read"]),
    ]  # fmt: skip
    assert list(scopes.known()) == ["cases:read", "scim:read", "cases:write"]
    assert list(scopes.known(programs=False)) == ["cases:read", "cases:write"]


def test_same_scope_may_be_said_again_but_not_otherwise(empty: None) -> None:
    scopes.scope("cases:read", "Läsa ärenden", "Ärenden")
    scopes.scope("cases:read", "Läsa ärenden", "Ärenden")
    with pytest.raises(ValueError, match="twice"):
        scopes.scope("cases:read", "Se ärenden", "Ärenden")


@pytest.mark.parametrize("name", ["cases", "Cases:read", "cases:delete", "cases:read:all", ""])
def test_scope_of_another_form_is_none(empty: None, name: str) -> None:
    with pytest.raises(ValueError, match="no resource"):
        scopes.scope(name, "x", "y")
