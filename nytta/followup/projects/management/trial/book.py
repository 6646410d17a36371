"""What the trial counts, source by source and step by step."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from nytta.kit.imports import SUPPLIED, Row
from nytta.plain.verdicts import Verdict

STEPS = {
    1: "idea",
    2: "application",
    3: "valuation",
    4: "preparation",
    5: "weighing, decision",
    6: "follow-up",
    7: "closure",
    8: "effect",
}
FIELDS = {
    1: ("title", "summary", "body", "goal", "focus_area"),
    2: (
        "external_id", "category", "lifetime_months", "start_on", "planned_end_on", "goal_text", "development_cost_sek",
        "development_cost_0", "development_cost_1", "development_cost_2", "running_cost_sek", "citizen_benefit_sek",
        "business_benefit_sek", "hypothesis", "owner_body", "cost_distribution", "change_plan", "benefit_plan",
        "experience_plan", "personal_data", "covers", "submitted_on", "guideline_check", "security_class",
    ),
    5: ("owner_accepts",),
    6: ("actual_cost_sek", "confidence"),
    7: ("actual_end_on",),
    8: ("actual_benefit_sek",),
}  # fmt: skip


def one_in(n: int, key: str, purpose: str) -> bool:
    """Whether the trial's own rule picks this row: the same answer each time."""
    return number(n, key, purpose) == 0


def number(below: int, key: str, purpose: str) -> int:
    """A whole number from 0 to below - 1 by hash of the row's key and the purpose."""
    return int.from_bytes(hashlib.sha256(f"trial\x1f{purpose}\x1f{key}".encode()).digest()[:8]) % below


@dataclass
class Book:
    """The counts of one source."""

    steps: Counter[int] = field(default_factory=Counter)
    stops: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    acts: Counter[str] = field(default_factory=Counter)
    cells: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def reached(self, step: int, row: Row) -> None:
        """A row came to a step: its cells of that step count by origin."""
        self.steps[step] += 1
        for name in FIELDS.get(step, ()):
            if name in row.origins:
                self.cells[step][row.origins[name]] += 1

    def supplied(self, step: int, cells: int) -> None:
        """The trial itself made up this many values."""
        self.cells[step][SUPPLIED] += cells

    def stopped(self, where: str, verdict: Verdict) -> None:
        """An act was refused: each blocking rule counts."""
        for finding in verdict.blocking:
            self.stops[where, finding.rule, finding.source] += 1


@dataclass
class Totals:
    """What the trial keeps of itself in plain Python, to be held against the database afterwards."""

    granted: Counter[tuple[str, int]] = field(default_factory=Counter)
    """{(programme/portfolio, year): kronor}."""
    rows: Counter[str] = field(default_factory=Counter)

    def grant(self, portfolio: str, year: int, amount_sek: int) -> None:
        """Money was granted."""
        self.granted[portfolio, year] += amount_sek


def names(keys: Iterable[str], most: int = 5) -> str:
    """The first few of a list, and how many more."""
    known = sorted(keys)
    return ", ".join(known[:most]) + (f" and {len(known) - most} more" if len(known) > most else "")
