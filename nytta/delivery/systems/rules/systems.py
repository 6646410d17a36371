"""What must hold of a system, whoever writes it."""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise

from nytta.city.organisation.terms import APPLICANTS, BodyKind
from nytta.plain.verdicts import YES, Finding, Verdict, no, verdict_of
from nytta.plain.words import labels

from ..terms import LifePhase

CLASS_LEVELS = range(5)
SCALE = range(1, 6)


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
