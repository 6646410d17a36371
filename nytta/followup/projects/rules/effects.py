"""Accounts and sums of effects. Source: P5 step 8; U6."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from nytta.plain.verdicts import YES, Finding, Verdict, no, verdict_of


@dataclass(frozen=True)
class EffectTerms:
    """What the rule set says of effects: reminders so many days before the day, how long after it one goes further, and what differs enough.

    `further` in days after the day: to the owner again, to the owner's head, to the project office and the public list.
    """

    before: tuple[int, ...] = (30, 7)
    further: tuple[int, int, int] = (1, 15, 30)
    deviation_percent: int = 10


def effect_terms(content: Mapping[str, Any]) -> EffectTerms:
    """The terms of a rule set's limits; what it does not say, or says out of bounds, is as EffectTerms stands. Source: O4; U6."""
    said, own = content.get("limits", {}), EffectTerms()
    before, further, percent = (said.get(name) for name in ("effect_reminder_days", "effect_further_days", "effect_deviation_percent"))
    days = _days(before)
    steps = _days(further)
    rising = len(steps) == 3 and steps[0] < steps[1] < steps[2]
    right = isinstance(percent, int) and not isinstance(percent, bool) and 0 <= percent <= 100
    return EffectTerms(
        tuple(sorted(set(days), reverse=True)) or own.before, (steps[0], steps[1], steps[2]) if rising else own.further,
        percent if right else own.deviation_percent,
    )  # fmt: skip


def _days(said: Any) -> list[int]:
    whole = isinstance(said, list | tuple) and all(isinstance(d, int) and not isinstance(d, bool) and 1 <= d <= 730 for d in said)
    return list(said) if whole else []


def lead_come(*, days: int, terms: EffectTerms, told: int | None) -> int | None:
    """The latest lead time that has come and has not been told, so many days after the day (before it when negative); None when there is none.

    A lead time before the day is told as its negative. Source: U6.
    """
    leads = [*(-d for d in terms.before), *terms.further]
    come = max((lead for lead in leads if lead <= days), default=None)
    return come if come is not None and (told is None or come > told) else None


def told_at(*, lead: int, terms: EffectTerms) -> tuple[bool, bool]:
    """Who else hears at a lead time: the owner's head, the project office. The owner and the manager always do. Source: U6."""
    return lead >= terms.further[1], lead >= terms.further[2]


@dataclass(frozen=True)
class Accounted:
    """One item as it is accounted for: kronor by year, or levels on a scale; `key` names its fields."""

    key: int
    label: str
    decided: Mapping[int, int] = field(default_factory=dict)
    realised: Mapping[int, int] = field(default_factory=dict)
    on_scale: bool = False
    level_decided: Any = None
    level: Any = None
    explanation: str = ""
    evidence: str = ""
    files: int = 0

    def differs(self, percent: int) -> bool:
        """Whether what came is more than so many percent from what was decided, over the years that are accounted for."""
        if self.on_scale:
            return self.level is not None and self.level_decided is not None and self.level != self.level_decided
        wanted = sum(self.decided.get(year, 0) for year in self.realised)
        return abs(sum(self.realised.values()) - wanted) * 100 > wanted * percent

    @property
    def came(self) -> bool:
        """Whether anything came that has to rest on something."""
        return self.level is not None if self.on_scale else any(self.realised.values())


def effect_complete(*, rows: Sequence[Accounted], year: int, explanation: str, terms: EffectTerms) -> Verdict:
    """Realised values for every decided item in the year when the effect is due, each with evidence, deviations explained, and the whole.

    Source: U6; benefits.md section 7.
    """
    found: list[Finding] = []
    for row in rows:
        found += _lacks(row, year, terms)
    if not explanation.strip():
        found.append(Finding("explanation", "Förklaring saknas.", "U6", "Skriv varför utfallet blev som det blev.", {}, "explanation"))
    return verdict_of(found)


def _lacks(row: Accounted, year: int, terms: EffectTerms) -> Iterable[Finding]:
    said = {"item": row.label}
    if row.on_scale and row.level is None:
        yield Finding("realised", "Nivån saknas för ”%(item)s”.", "U6", "Ange var på skalan ni är nu.", said, f"level_{row.key}")
    if not row.on_scale and row.decided and year not in row.realised:
        yield Finding("realised", "Utfall saknas för ”%(item)s” %(year)s.", "U6", "Fyll i utfallet, 0 om nyttan uteblev.", {**said, "year": str(year)},
                      f"amount_{row.key}_{year}")  # fmt: skip
    if row.came and not row.evidence.strip() and not row.files:
        yield Finding("evidence", "Underlag saknas för ”%(item)s”.", "U6", "Skriv var siffran kommer ifrån, eller lägg till en fil.", said,
                      f"evidence_{row.key}")  # fmt: skip
    if row.differs(terms.deviation_percent) and not row.explanation.strip():
        yield Finding("deviation_explained", "”%(item)s” avviker mer än %(percent)s procent från det beslutade utan förklaring.", "U6",
                      "Skriv vad avvikelsen beror på.", {**said, "percent": terms.deviation_percent}, f"why_{row.key}")  # fmt: skip


def reviewer_apart(*, handed_in: bool, manages: bool, owners_body: bool, name: str) -> Verdict:
    """Who reviews an account has not handed it in, does not lead the project and does not work for the system's owner. Source: F8; U6."""
    mend = "En värderare från en annan förvaltning granskar."
    if handed_in:
        return no("reviewer_apart", "%(name)s har själv lämnat redovisningen.", "F8; U6", mend, name=name)
    if manages:
        return no("reviewer_apart", "%(name)s leder projektet.", "F8; U6", mend, name=name)
    if owners_body:
        return no("reviewer_apart", "%(name)s arbetar för den som äger systemet.", "F8; U6", mend, name=name)
    return YES


def review_given(*, accepts: bool, text: str) -> Verdict:
    """A comment says what is to be completed. Source: U6."""
    if accepts or text.strip():
        return YES
    return no("review", "Skriv vad som ska kompletteras.", "U6", "Den som redovisade läser texten.", field="review")


def effect_share(*, net_sek: int, invested_sek: int) -> Fraction | None:
    """Realised yearly net effect of closed projects as a share of their investment; None when nothing is invested. Source: E7.2; U6."""
    return Fraction(net_sek, invested_sek) if invested_sek else None
