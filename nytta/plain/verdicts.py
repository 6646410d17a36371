"""What a check answers: allowed or not, by which rule, from which source, and what would mend it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Finding:
    """One reason: a Swedish sentence (message id, with %(name)s places), the rule's code, its clause and what mends it.

    `field` names the form field it concerns, or "". `blocks` is False for a warning.
    """

    rule: str
    text: str
    source: str = ""
    mend: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    field: str = ""
    blocks: bool = True


@dataclass(frozen=True)
class Verdict:
    """The answer of a policy, a flow or a gate: true when nothing in it blocks."""

    findings: tuple[Finding, ...] = ()

    def __bool__(self) -> bool:
        return not any(f.blocks for f in self.findings)

    def __add__(self, other: "Verdict") -> "Verdict":
        return Verdict(self.findings + other.findings)

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """The findings that stop the act, in the order in which they were made."""
        return tuple(f for f in self.findings if f.blocks)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that only warn."""
        return tuple(f for f in self.findings if not f.blocks)


YES = Verdict()


def no(rule: str, text: str, source: str = "", mend: str = "", field: str = "", **params: Any) -> Verdict:
    """A verdict with one blocking finding; keyword arguments fill the %(name)s places of the texts."""
    return Verdict((Finding(rule, text, source, mend, params, field),))


def verdict_of(findings: Iterable[Finding | None]) -> Verdict:
    """A verdict of all findings that are not None."""
    return Verdict(tuple(f for f in findings if f is not None))


class Refused(Exception):
    """The one exception of a refused act; page, API and command line turn its verdict into the same words."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__("; ".join(f.text % f.params for f in verdict.findings))
        self.verdict = verdict


def require(verdict: Verdict) -> None:
    """Raise Refused unless the verdict allows."""
    if not verdict:
        raise Refused(verdict)
