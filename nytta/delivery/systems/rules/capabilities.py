"""What must hold of the map of what the city must be able to do."""

from collections.abc import Collection
from datetime import date

from nytta.plain.verdicts import YES, Verdict, no


def capability_named_once(name: str, taken: str) -> Verdict:
    """Whether no other capability in use has the name; `taken` is the code of the one that has, or "". Source: D1."""
    if not taken:
        return YES
    return no("capability_once", "Förmågan ”%(name)s” finns redan: %(code)s.", "D1", "Välj ett annat namn, eller använd den som finns.",
              field="name", name=name, code=taken)  # fmt: skip


def capability_placed(key: int | None, parent: int | None, below: Collection[int]) -> Verdict:
    """Whether a capability (key; None for a new one) may lie under another: not itself, nor any of those `below` it. Source: D1."""
    if key is None or parent is None or (parent != key and parent not in below):
        return YES
    return no(
        "capability_ring", "Förmågan kan inte ligga under sig själv.", "D1", "Välj en förmåga som inte ligger under den.", field="parent"
    )


def capability_standing(name: str, retired_on: date | None) -> Verdict:
    """Whether a capability is still spoken of, so that a system can be said to carry it. Source: D1."""
    if retired_on is None:
        return YES
    return no("capability_retired", "Förmågan ”%(name)s” är avslutad sedan %(day)s.", "D1", "Välj en förmåga som används.", name=name,
              day=retired_on.isoformat())  # fmt: skip


def capability_unused(systems: int, below: int) -> Verdict:
    """Whether a capability can be retired: no system in use carries it, and no capability in use lies under it. Source: D1."""
    verdict = YES
    if systems:
        verdict += no("capability_carried", "System som bär förmågan: %(n)s.", "D1", "Ange en annan förmåga för dem först.", n=systems)
    if below:
        verdict += no("capability_above", "Förmågor som ligger under den: %(n)s.", "D1", "Flytta eller avsluta dem först.", n=below)
    return verdict
