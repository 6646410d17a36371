"""What is needed to say that a condition is met."""

from collections.abc import Sequence

from nytta.plain.verdicts import YES, Finding, Verdict, no, verdict_of


def evidence_given(*, evidence: str) -> Verdict:
    """A condition is met by something that somebody else can read. Source: U5."""
    if evidence.strip():
        return YES
    return no(
        "evidence",
        "Skriv vad som visar att villkoret är uppfyllt.",
        "F11; U5",
        "Hänvisa till ett avtal, ett beslut eller en fil.",
        field="evidence",
    )


def may_be_paid(*, unmet: Sequence[tuple[str, str]]) -> Verdict:
    """Nothing is reserved or paid for a condition that stops payment and is not met; `unmet` are (condition, decision). Source: F11; U5."""
    return verdict_of(
        Finding("condition_unmet", "Villkoret ”%(condition)s” är inte uppfyllt, och inget betalas ut innan det är det.", "F11; U5",
                "Projektledaren visar att villkoret i beslut %(decision)s är uppfyllt, och projektkontoret eller coachen bekräftar det.",
                {"condition": text, "decision": decision})
        for text, decision in unmet
    )  # fmt: skip
