"""Whom the programme binds, and from when."""

from datetime import date

from nytta.plain.verdicts import YES, Verdict, no

from .terms import APPLICANTS, COMPANIES, BodyKind


def binding(*, kind: BodyKind, name: str, adopted_on: date | None, programme: tuple[date, date] | None, on: date) -> Verdict:
    """Whether the programme binds a body on a day, so that it can apply for money under it.

    `adopted_on`: the day a company's own board adopted the programme. `programme`: first and last day of the programme in
    force, or None. Source: P1 "bindande för samtliga nämnder och för bolag vars styrelser antagit programmet"; O1.
    """
    if programme is None or not programme[0] <= on <= programme[1]:
        return no(
            "body_bound", "Inget program gäller den %(on)s.", "P1; O1",
            "Registrera fullmäktiges beslut om ett program som gäller den dagen.", on=on.isoformat(),
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


def bound_since(*, adopted_on: date | None, programme: tuple[date, date]) -> date:
    """The first day on which the programme binds a body that it binds: its own first day, or the company's adoption if later.

    Source: P1; O1.
    """
    return max(programme[0], adopted_on or programme[0])
