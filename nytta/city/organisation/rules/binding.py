"""Whom the programme binds, and from when."""

from collections.abc import Mapping, Sequence
from datetime import date

from nytta.plain.periods import covers
from nytta.plain.verdicts import YES, Verdict, no

from ..terms import APPLICANTS, COMPANIES, BodyKind


def binding(
    *, kind: BodyKind, name: str, adopted_on: date | None, programme: tuple[date, date] | None, on: date,
    first: date | None = None, last: date | None = None,
) -> Verdict:  # fmt: skip
    """Whether the programme binds a body on a day, so that it can apply for money under it.

    `adopted_on`: the day a company's own board adopted the programme. `programme`: first and last day of the programme in
    force, or None. `first`, `last`: the body's own first and last day. Source: P1 "bindande för samtliga nämnder och för bolag vars styrelser antagit programmet"; O1.
    """
    if programme is None or not programme[0] <= on <= programme[1]:
        return no(
            "body_bound", "Inget program gäller den %(on)s.", "P1; O1",
            "Registrera fullmäktiges beslut om ett program som gäller den dagen.", on=on.isoformat(),
        )  # fmt: skip
    if not covers(first, last, on):
        return no(
            "body_bound", "%(name)s finns inte den %(on)s och kan därför inte söka.", "O1",
            "Sök i namn av det organ som svarar den dagen.", field="applicant_body", name=name, on=on.isoformat(),
        )  # fmt: skip
    if kind not in APPLICANTS:
        return no(
            "body_bound", "%(name)s kan inte söka: bara nämnder och bolagsstyrelser söker.", "P5; O1",
            "Sök i nämndens eller bolagsstyrelsens namn.", field="applicant_body", name=name,
        )  # fmt: skip
    if kind in COMPANIES and (adopted_on is None or adopted_on > on):
        return no(
            "body_bound",
            "%(name)s är inte bundet av programmet och kan därför inte söka: bolagets styrelse har inte antagit programmet.",
            "P1; O1", "Bolagets styrelse antar programmet, och registratorn för in beslutets datum.",
            field="applicant_body", name=name,
        )  # fmt: skip
    return YES


def followed_bound(*, name: str, last: date, itself: Verdict, heirs: Mapping[str, Verdict]) -> Verdict:
    """Whether whoever answers for a body that has ended is bound, so that what it applied for goes on.

    `itself`: the verdict on the ended body, which stands where nobody follows; `heirs`: the verdicts on those who answer now, by
    name. Several can not answer at once: what is under the body is moved to one of them first. Source: P1; O1.
    """
    if len(heirs) > 1:
        return no(
            "body_bound", "%(name)s upphörde %(last)s och följs av flera: %(after)s.", "O1",
            "Projektkontoret eller registratorn flyttar ärendet till ett av dem.", field="applicant_body", name=name, last=last.isoformat(),
            after=", ".join(heirs),
        )  # fmt: skip
    return next(iter(heirs.values()), itself)


def bound_since(*, adopted_on: date | None, programme: tuple[date, date], first: date | None = None) -> date:
    """The first day on which the programme binds a body that it binds: the programme's own, or the body's first day or the
    company's adoption if later. Source: P1; O1.
    """
    return max(programme[0], adopted_on or programme[0], first or programme[0])


def heirs_bound(*, ending: Sequence[str], unbound: Sequence[str], known: bool) -> Verdict:
    """Whether bodies that the programme binds may be followed by companies that it does not bind: only knowingly.

    `ending`: names of the bound bodies that end; `unbound`: names of the companies after them whose boards have not adopted it;
    `known`: that it is meant so. Source: P1 "bolag vars styrelser antagit programmet"; O1.
    """
    if not ending or not unbound or known:
        return YES
    return no(
        "body_unbound", "%(after)s är inte bundet av programmet, som binder %(before)s: dess styrelse har inte antagit programmet.",
        "P1; O1", "För in styrelsens beslut först, eller kryssa för att det är avsikten.", field="unbound_known",
        after=", ".join(unbound), before=", ".join(ending),
    )  # fmt: skip
