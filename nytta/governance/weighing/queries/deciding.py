"""What the director has before the act: each advised proposal with what is asked, its conditions, and the room that is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from nytta.governance.applications.models import Application
from nytta.governance.applications.rules import MISSING
from nytta.governance.portfolios.models import CouncilAdvice, Frame
from nytta.governance.portfolios.queries import conditions_of, frames_of_year, target
from nytta.governance.portfolios.queries.weighing import Room, room_of
from nytta.plain.verdicts import Finding

from ..models import Round


@dataclass(frozen=True)
class Advised:
    """One proposal that the development council advises to fund. `missing`: the conditions that are not met."""

    number: int
    code: str
    title: str
    case: Application
    amount_sek: int
    reasons: str
    missing: tuple[Finding, ...]


def advised(one: Round, on: date) -> list[Advised]:
    """The proposals that were advised to be funded, in the order of the weighing, each with its conditions today. Source: F11, F12."""
    codes = one.outcome.get("selected", [])
    cases = {a.code: a for a in _cases([one.names[c]["code"] for c in codes])}
    reasons = dict(
        CouncilAdvice.objects.filter(application__in=list(cases.values()), year=one.year)
        .order_by("pk")
        .values_list("application", "reasons")
    )
    found = []
    for number, code in enumerate(codes, 1):
        case = cases[one.names[code]["code"]]
        missing = tuple(f for _, _, state, f in conditions_of(case, on) if state == MISSING and f is not None)
        amount = target(case, one.year, on).amount_sek
        found.append(Advised(number, code, case.title, case, amount, reasons.get(case.pk, ""), missing))
    return found


def _cases(codes: Sequence[str]) -> list[Application]:
    related = ("focus_area", "applicant_body", "calculation", "owner_body", "process_body")
    return list(Application.objects.filter(code__in=codes).select_related(*related))


def rooms_left(one: Round) -> list[Room]:
    """The year's frames and parts with what is granted."""
    frames: list[Frame] = frames_of_year(one.programme, one.year)
    return [room_of(f.portfolio.code, f"{f.portfolio.code} {f.portfolio.focus_area.said}", f) for f in frames]
