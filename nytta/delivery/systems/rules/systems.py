"""What must hold of a system, whoever writes it."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise

from nytta.city.organisation.terms import APPLICANTS, BodyKind
from nytta.plain.verdicts import YES, Finding, Verdict, no, verdict_of
from nytta.plain.words import Term, labels

from ..terms import (
    AccessibilityLevel,
    Category,
    ClassLabels,
    DataHeld,
    Flaw,
    Harm,
    Hosting,
    LifePhase,
    SystemField,
    TechnicalCheck,
)


def owned_by(kind: BodyKind, name: str, answers: str = "") -> Verdict:
    """Whether a body of a kind can own a system: always a committee or a board. `answers` is who answers for it, if another.

    Source: P4; G3; D1.
    """
    if kind in APPLICANTS:
        return YES
    mend = "Välj %(answers)s, som svarar för verksamheten." if answers else "Välj den nämnd eller styrelse som svarar för verksamheten."
    return no(
        "owner_board", "%(name)s är %(kind)s och kan inte äga ett system: ägaren är alltid en nämnd eller styrelse.", "P4; G3", mend,
        field="owner", name=name, kind=labels(kind), answers=answers,
    )  # fmt: skip


def owner_exists(name: str, exists: bool, on: date) -> Verdict:
    """Whether the owner exists on the day that it is written. Source: O1; G3."""
    if exists:
        return YES
    return no(
        "owner_exists", "%(name)s finns inte den %(day)s.", "O1; G3", "Välj den nämnd eller styrelse som tog över.", field="owner",
        name=name, day=on.isoformat(),
    )  # fmt: skip


def represented_by(serves: bool, person: str, owner: str) -> Verdict:
    """Whether a person can represent the owner: somebody whom the owner has appointed. Source: P4; D1; O2."""
    if serves:
        return YES
    return no(
        "representative", "%(person)s har inte uppdraget som systemägarrepresentant för %(owner)s.", "P4; D1",
        "Välj någon som har uppdraget, eller be registratorn föra in det.", field="representative", person=person, owner=owner,
    )  # fmt: skip


def phases_in_order(phases: Mapping[LifePhase, date]) -> Verdict:
    """Whether the phases of a life start in their order, none before the one that comes before it. Source: D1 "life cycle"."""
    known = [(p, phases[p]) for p in LifePhase if p in phases]
    return verdict_of(
        Finding(
            "phase_order", "Fasen ”%(later)s” börjar %(day)s, före fasen ”%(earlier)s” som börjar %(first)s.", "D1",
            "Rätta någon av dagarna.",
            {"later": labels(b, small=False), "day": d.isoformat(), "earlier": labels(a, small=False), "first": c.isoformat()},
            f"phase_{b}",
        )
        for (a, c), (b, d) in pairwise(known)
        if d < c
    )  # fmt: skip


def checked_and_dated(check: str, checked_on: date | None) -> Verdict:
    """Whether a check against the technical instructions has both an answer and a day, the day not to come. Source: D12."""
    if bool(check) == (checked_on is not None):
        return YES
    if check:
        return no("check_day", "Skriv vilken dag kontrollen mot de tekniska anvisningarna gjordes.", "D12", field="technical_checked_on")
    return no("check_answer", "Skriv vad kontrollen mot de tekniska anvisningarna kom fram till.", "D12", field="technical_check")


def labelled(labels_of: str, levels: Iterable[int | None]) -> Verdict:
    """Whether an information security class is read by labels that are known, and has levels that they have. Source: D12."""
    given = [n for n in levels if n is not None]
    if not given:
        return YES
    if labels_of not in ClassLabels.codes():
        return no(
            "class_labels", "Klassningen följer ”%(labels)s”, som inte är känd här. En nivå utan etiketter säger inget.", "D12",
            "Ange en av: %(known)s.", field="class_labels", labels=labels_of or "–", known=", ".join(ClassLabels.codes()),
        )  # fmt: skip
    known = LEVELS[ClassLabels(labels_of)]
    strange = [n for n in given if n not in known]
    return no(
        "class_level", "Nivå %(level)s finns inte i %(labels)s.", "D12", "Välj en nivå mellan %(first)s och %(last)s.", field="confidentiality",
        level=strange[0], labels=labels(ClassLabels(labels_of), small=False), first=min(known), last=max(known),
    ) if strange else YES  # fmt: skip


LEVELS: Mapping[ClassLabels, Mapping[int, Harm]] = {ClassLabels.KLASSA: {int(h.value): h for h in Harm}}
"""What the levels of each set of labels mean. Source: SKR's list of values for KLASSA 2.0.0; D12."""

OPEN = frozenset({
    SystemField.NAME, SystemField.ALIASES, SystemField.PURPOSE, SystemField.FUNCTIONS, SystemField.CAPABILITIES, SystemField.CATEGORY,
    SystemField.SOLUTION, SystemField.OWNER, SystemField.ACCESSIBILITY, SystemField.PHASE_PLANNED, SystemField.PHASE_INTRODUCED,
    SystemField.PHASE_IN_USE, SystemField.PHASE_PHASE_OUT, SystemField.PHASE_RETIRED,
})  # fmt: skip
"""What anybody may see of a system; all else is for those who work in the city. Source: D1; O6."""

FIELD_TERMS: Mapping[SystemField, type[Term]] = {
    SystemField.CATEGORY: Category, SystemField.HOSTING: Hosting, SystemField.PERSONAL_DATA: DataHeld,
    SystemField.ACCESSIBILITY: AccessibilityLevel, SystemField.TECHNICAL_CHECK: TechnicalCheck, SystemField.CLASSED_BY: ClassLabels,
}  # fmt: skip
"""The words that a field is chosen among."""

PHASE_FIELDS: Mapping[SystemField, LifePhase] = {SystemField(f"phase_{p}"): p for p in LifePhase}

WRITTEN = tuple(f.value for f in SystemField if f not in PHASE_FIELDS and f is not SystemField.CAPABILITIES)
"""The fields of a system itself that the owner answers for; with phases and capabilities what an attestation is of."""

ATTESTED_FOR_DAYS = 365
WEIGHTS: Mapping[Flaw, int] = {
    Flaw.OWNER_ENDED: 3, Flaw.REPRESENTATIVE_LEFT: 3, Flaw.NO_REPRESENTATIVE: 3,
    Flaw.NEVER_ATTESTED: 3, Flaw.CHANGED_SINCE: 3, Flaw.LONG_SINCE: 3,
    Flaw.NO_PURPOSE: 2, Flaw.NO_PERSONAL_DATA: 2, Flaw.NO_CLASS: 2,
    Flaw.NO_ACCESSIBILITY: 1, Flaw.NO_CHECK: 1, Flaw.NO_FUNCTIONS: 1, Flaw.NO_CATEGORY: 1, Flaw.NO_PHASE: 1, Flaw.NO_MAINTENANCE: 1,
    Flaw.NO_COST: 1, Flaw.NO_USERS: 1, Flaw.NO_HOSTING: 1,
}  # fmt: skip
"""How much a flaw takes from the quality of an entry. Who answers for it and whether it is confirmed weigh most. Source: D1."""

ALTERNATIVES = ((Flaw.REPRESENTATIVE_LEFT, Flaw.NO_REPRESENTATIVE), (Flaw.NEVER_ATTESTED, Flaw.CHANGED_SINCE, Flaw.LONG_SINCE))
"""Flaws of which an entry has at most one."""

MOST_WEIGHT = sum(WEIGHTS.values()) - sum(sum(WEIGHTS[f] for f in group[1:]) for group in ALTERNATIVES)

MENDED_BY: Mapping[Flaw, SystemField] = {
    Flaw.OWNER_ENDED: SystemField.OWNER, Flaw.REPRESENTATIVE_LEFT: SystemField.REPRESENTATIVE,
    Flaw.NO_REPRESENTATIVE: SystemField.REPRESENTATIVE, Flaw.NO_PURPOSE: SystemField.PURPOSE,
    Flaw.NO_PERSONAL_DATA: SystemField.PERSONAL_DATA, Flaw.NO_CLASS: SystemField.CONFIDENTIALITY,
    Flaw.NO_ACCESSIBILITY: SystemField.ACCESSIBILITY, Flaw.NO_CHECK: SystemField.TECHNICAL_CHECK, Flaw.NO_FUNCTIONS: SystemField.FUNCTIONS,
    Flaw.NO_CATEGORY: SystemField.CATEGORY, Flaw.NO_PHASE: SystemField.PHASE_PLANNED,
    Flaw.NO_MAINTENANCE: SystemField.MAINTENANCE_OBJECT, Flaw.NO_COST: SystemField.COST, Flaw.NO_USERS: SystemField.USERS,
    Flaw.NO_HOSTING: SystemField.HOSTING,
}  # fmt: skip
"""The field that mends a flaw; those that are not here are mended by confirming the entry."""


def quality(flaws: Iterable[Flaw]) -> int:
    """The quality of an entry, 0 to 100: the weight of what is in order, out of all weight, rounded down. Source: D1."""
    return 100 - -(-100 * sum(WEIGHTS[f] for f in flaws) // MOST_WEIGHT)


def confirmed_as_shown(shown: str, now: str, code: str) -> Verdict:
    """Whether an entry still says what was shown to the one who confirms it; both are hashes. Source: D1 "attestation"."""
    if shown == now:
        return YES
    return no(
        "attest_changed", "Uppgifterna om %(code)s har ändrats sedan sidan visades.", "D1", "Läs dem igen och bekräfta sedan.", code=code
    )


def retired_in_time(last: date, registered_on: date, today: date) -> Verdict:
    """Whether a system can be retired from a day: not before it was registered, and not on a day to come. Source: D1."""
    if last > today:
        return no(
            "retired_later", "Den %(day)s har inte varit än.", "D1", "Skriv en planerad avveckling som en fas, och avveckla systemet när den dagen kommer.",
            field="retired_on", day=last.isoformat(),
        )  # fmt: skip
    if last < registered_on:
        return no(
            "retired_before", "Systemet fördes in den %(day)s och kan inte ha avvecklats före det.", "D1", "Välj en senare dag.",
            field="retired_on", day=registered_on.isoformat(),
        )  # fmt: skip
    return YES
