"""The gates of the ledger: no saving counted twice, and a green benefit names the budget line that is lowered."""

from collections.abc import Mapping
from typing import Any

from nytta.plain.verdicts import YES, Finding, Verdict, no

from ..terms import Category
from .gates import CaseFacts, Line, find, gated


@gated
def no_unresolved_clash(facts: CaseFacts, line: Line, limits: Mapping[str, Any]) -> Finding | None:
    """No claim of the case passes 100 % of a baseline together with what is granted already. Source: T; F9."""
    if not facts.clashes:
        return None
    return find(
        line, "Samma besparing är redan räknad av ett annat projekt: %(what)s.",
        "Minska andelen, dela med den andra parten, slå ihop eller dra tillbaka anspråket på nuläget.", "figures", what=", ".join(facts.clashes),
    )  # fmt: skip


@gated
def green_names_line(facts: CaseFacts, line: Line, limits: Mapping[str, Any]) -> Finding | None:
    """A green benefit is an amount that a named budget line is lowered by. Source: F7, F9."""
    if not facts.green_without_line:
        return None
    return find(
        line, "Grön nytta utan budgetpost: %(what)s.", "Knyt posten till den budgetpost som sänks, eller välj en annan klass.", "figures",
        what=", ".join(facts.green_without_line),
    )  # fmt: skip


def may_claim(category: str) -> Verdict:
    """A trial reserves nothing of what work costs today. Source: G2; F9."""
    if category != Category.INNOVATIVE.value:
        return YES
    return no("trial", "Ett innovativt försök tar inget nuläge i anspråk.", "G2; F9", "Skriv vad försöket ska lära i stället.")
