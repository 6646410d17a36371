"""What a plan in parts must say. Source: U5."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from nytta.plain.verdicts import Finding, Verdict, verdict_of


@dataclass(frozen=True)
class PartText:
    """A part as it is written: its key when it is planned already, name, kronor, first and last day."""

    key: int | None
    name: str
    planned_sek: int | None
    starts_on: date | None
    ends_on: date | None


def plan_given(*, parts: Sequence[PartText], decided_sek: int) -> Verdict:
    """Every part has name, cost and days in order, and together they cost no more than what is decided; fields `name_0` and so on. Source: U5."""
    found: list[Finding | None] = []
    for n, part in enumerate(parts):
        found += [
            None if part.name.strip() else Finding("part_name", "Delen saknar namn.", "U5", "Ge den ett namn.", {}, f"name_{n}"),
            None
            if part.planned_sek
            else Finding("part_cost", "Delen saknar kostnad.", "U5", "Skriv vad den planeras kosta.", {}, f"planned_sek_{n}"),
            None if part.starts_on else Finding("part_start", "Delen saknar start.", "U5", "Skriv första dagen.", {}, f"starts_on_{n}"),
            None if part.ends_on else Finding("part_end", "Delen saknar slut.", "U5", "Skriv sista dagen.", {}, f"ends_on_{n}"),
        ]
        if part.starts_on and part.ends_on and part.starts_on > part.ends_on:
            found.append(Finding("part_days", "Delens slut ligger före starten.", "U5", "Rätta dagarna.", {}, f"ends_on_{n}"))
    total = sum(part.planned_sek or 0 for part in parts)
    if total > decided_sek:
        found.append(Finding("plan_cost", "Delarna kostar tillsammans %(total_sek)s, mer än de %(decided_sek)s som är beslutade.", "F2; U5",
                             "Minska någon del, eller begär en ändring.", {"total_sek": total, "decided_sek": decided_sek}, "planned_sek_0"))  # fmt: skip
    return verdict_of(found)
