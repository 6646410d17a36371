"""What the director has before the act: each advised proposal with what is asked, and the room that is left."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from nytta.governance.applications.models import Application
from nytta.governance.applications.rules import MISSING
from nytta.governance.portfolios.models import CouncilAdvice, Frame
from nytta.governance.portfolios.queries import conditions_of, frames_of_year
from nytta.governance.portfolios.queries.weighing import Room, room_of
from nytta.plain.verdicts import Finding

from ..models import Round


@dataclass(frozen=True)
class Advised:
    """One proposal that the development council advises to fund. `missing`: the conditions that are not met, once they are tried."""

    number: int
    code: str
    title: str
    case: Application
    amount_sek: int
    reasons: str
    missing: tuple[Finding, ...] = ()


def advised(one: Round) -> list[Advised]:
    """The proposals that were advised to be funded, in the order of the weighing, with what is asked; two queries. Source: F11."""
    codes = one.outcome.get("selected", [])
    cases = {a.code: a for a in _cases([one.names[c]["code"] for c in codes])}
    reasons = dict(
        CouncilAdvice.objects.filter(application__in=list(cases.values()), year=one.year)
        .order_by("pk")
        .values_list("application", "reasons")
    )
    assert one.figures is not None
    asked = {p["id"]: p["cost"][0] for p in one.figures.content["proposals"]}
    found = [(code, cases[one.names[code]["code"]]) for code in codes]
    return [Advised(n, code, a.title, a, asked[code], reasons.get(a.pk, "")) for n, (code, a) in enumerate(found, 1)]


def tried(line: Advised, on: date) -> Advised:
    """The proposal with the conditions that it does not meet today: some queries for each, so for the act and not for the page. Source: F12."""
    return replace(line, missing=tuple(f for _, _, state, f in conditions_of(line.case, on) if state == MISSING and f is not None))


def _cases(codes: Sequence[str]) -> list[Application]:
    related = ("focus_area", "applicant_body", "calculation", "owner_body", "process_body")
    return list(Application.objects.filter(code__in=codes).select_related(*related))


def rooms_left(one: Round) -> list[Room]:
    """The year's frames and parts with what is granted."""
    frames: list[Frame] = frames_of_year(one.programme, one.year)
    return [room_of(f.portfolio.code, f"{f.portfolio.code} {f.portfolio.focus_area.said}", f) for f in frames]
