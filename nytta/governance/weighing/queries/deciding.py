"""What the director has before the act: each advised proposal with what is asked, and the room that is left."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from nytta.governance.applications.models import Application
from nytta.governance.portfolios.models import CouncilAdvice, Frame, Grant
from nytta.governance.portfolios.queries import frames_of_year, lacking
from nytta.governance.portfolios.queries.weighing import Room, room_of
from nytta.plain.verdicts import Finding

from ..models import Round
from ..rules import GRANTED


@dataclass(frozen=True)
class Advised:
    """One proposal to decide; `advised`: the development council advises to fund it. `missing`: the conditions not met, once they are tried."""

    number: int
    code: str
    title: str
    case: Application
    amount_sek: int
    reasons: str
    advised: bool = True
    missing: tuple[Finding, ...] = ()


def granted_alone(one: Round) -> dict[str, int]:
    """{proposal: kronor} of what was advised and has been granted since by a decision of its own. One query. Source: F11."""
    of = {str(one.names[c]["code"]): c for c in one.outcome.get("selected", [])}
    rows = Grant.objects.filter(application__code__in=of, frame__year=one.year).values_list("application__code", "amount_sek")
    return {of[code]: amount for code, amount in rows}


def not_advised(one: Round) -> list[tuple[str, str]]:
    """(proposal, title) of what was weighed and not advised to be funded, in the order of the weighing. No query. Source: F11."""
    assert one.figures is not None
    out = {*one.outcome.get("selected", ()), *one.outcome.get("left", ())}
    return [
        (p["id"], str(one.names[p["id"]]["title"])) for p in one.figures.content["proposals"]
        if p["status"] != GRANTED and p["id"] not in out
    ]  # fmt: skip


def advised(one: Round, also: Sequence[str] = ()) -> list[Advised]:
    """What was advised to be funded and is not granted since, then what else is asked for (`also`), with what is asked; three queries. Source: F11."""
    done, others = granted_alone(one), [c for c, _ in not_advised(one)]
    for_them = [c for c in one.outcome.get("selected", []) if c not in done]
    codes = [*for_them, *(c for c in others if c in also)]
    cases = {a.code: a for a in _cases([one.names[c]["code"] for c in codes])}
    reasons = dict(
        CouncilAdvice.objects.filter(application__in=list(cases.values()), year=one.year)
        .order_by("pk")
        .values_list("application", "reasons")
    )
    assert one.figures is not None
    asked = {p["id"]: p["cost"][0] for p in one.figures.content["proposals"]}
    number = {code: n for n, code in enumerate([*for_them, *others], 1)}  # the same whatever else is asked for
    found = [(code, cases[one.names[code]["code"]]) for code in codes]
    return [Advised(number[code], code, a.title, a, asked[code], reasons.get(a.pk, ""), code in for_them) for code, a in found]


def tried(lines: Sequence[Advised], on: date) -> list[Advised]:
    """The proposals with the conditions that each does not meet today; the same queries whatever their number. Source: F12."""
    found = lacking([x.case.pk for x in lines], on)
    return [replace(x, missing=found[x.case.pk]) for x in lines]


def lacking_of(one: Round, on: date) -> dict[str, tuple[Finding, ...]]:
    """{proposal: what is missing today before it may be granted} of all that is not granted. Source: F11, F12."""
    cases = {c: int(n["application"]) for c, n in one.names.items() if not n.get("granted") and n.get("application")}
    found = lacking(sorted(set(cases.values())), on)
    return {code: found[case] for code, case in cases.items() if found.get(case)}


def _cases(codes: Sequence[str]) -> list[Application]:
    related = ("focus_area", "applicant_body", "calculation", "owner_body", "process_body")
    return list(Application.objects.filter(code__in=codes).select_related(*related))


def rooms_left(one: Round) -> list[Room]:
    """The year's frames and parts with what is granted."""
    frames: list[Frame] = frames_of_year(one.programme, one.year)
    return [room_of(f.portfolio.code, f"{f.portfolio.code} {f.portfolio.focus_area.said}", f) for f in frames]
