"""What a project starts with."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from nytta.plain.periods import add_months
from nytta.plain.verdicts import Finding, Verdict, verdict_of

from ..terms import PlanKind


@dataclass(frozen=True)
class StepText:
    """One step of a plan as it is written: what, who answers for it, by when."""

    plan: PlanKind
    what: str
    who: str
    due_on: date


def plans_given(*, steps: Sequence[StepText], started_on: date) -> Verdict:
    """Each plan has a step, and each step says who and by when, no earlier than the start. Source: P5 step 6; F6."""
    found: list[Finding | None] = []
    for plan, field in ((PlanKind.CHANGE, "change_0_what"), (PlanKind.BENEFIT, "benefit_0_what")):
        if not any(s.plan is plan for s in steps):
            found.append(Finding("plan", "Projektet saknar %(plan)s.", "P5; F6", "Skriv minst ett steg: vad, vem och när.",
                                 {"plan": plan.sv[:1].lower() + plan.sv[1:]}, field))  # fmt: skip
    for step in steps:
        if not step.what.strip() or not step.who.strip():
            found.append(Finding("plan_step", "Ett steg i planen saknar vad som ska göras eller vem som gör det.", "P5; F6",
                                 "Fyll i båda, eller töm raden."))  # fmt: skip
        elif step.due_on < started_on:
            found.append(Finding("plan_step_day", "”%(what)s” ska vara klart %(day)s, före projektets start.", "P5; F6",
                                 "Rätta dagen.", {"what": step.what, "day": step.due_on.isoformat()}))  # fmt: skip
    return verdict_of(found)


def steps_proposed(
    *, change: str, benefit: str, manager: str, owner: str, benefits: Iterable[tuple[str, str]], started_on: date, ends_on: date
) -> list[StepText]:
    """The steps that follow from the application: what it wrote of each plan, and one for each decided benefit with who bears it.

    `benefits` are (label, bearer). What is changed is due when the project ends, what is brought home a year later. Source: F6, U6.
    """
    ends, home = max(ends_on, started_on), add_months(max(ends_on, started_on), 12)
    found = [StepText(PlanKind.CHANGE, _short(change), manager, ends)] if change.strip() else []
    if benefit.strip():
        found.append(StepText(PlanKind.BENEFIT, _short(benefit), owner, home))
    return found + [StepText(PlanKind.BENEFIT, _short(label), bearer or owner, home) for label, bearer in benefits]


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 500 else text[:499] + "…"


def money_of(*, granted: Mapping[int, int], committed: Mapping[int, int]) -> dict[int, int]:
    """{year: kronor} that a project is decided or expected to have: granted, and committed for what is not decided yet. Source: F13."""
    years = sorted({*granted, *committed})
    return {y: granted.get(y, 0) + committed.get(y, 0) for y in years if granted.get(y, 0) + committed.get(y, 0)}
