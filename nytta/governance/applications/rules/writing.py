"""When an acceptance no longer holds, how long a case has waited, and when two writers clash."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from nytta.plain.money import sek
from nytta.plain.verdicts import YES, Verdict, no

from .gates import Accepted


def why_void(*, accepted: Accepted, amounts: Mapping[int, int], body: int | None, start_on: date | None) -> str:
    """Why an acceptance no longer holds (a Swedish sentence), or "" when nothing has changed. Source: F12."""
    if accepted.body != body:
        return "Ägaren har bytts."
    if {y: a for y, a in accepted.amounts.items() if a} != {y: a for y, a in amounts.items() if a}:
        years = sorted({*accepted.amounts, *amounts})
        changed = [y for y in years if accepted.amounts.get(y, 0) != amounts.get(y, 0)]
        year = changed[0]
        return f"Beloppet för {year} var {sek(accepted.amounts.get(year, 0))} och är nu {sek(amounts.get(year, 0))}."
    if accepted.start_on != start_on:
        return f"Starten var {accepted.start_on or '–'} och är nu {start_on or '–'}."
    return ""


def lead_time(stays: Sequence[tuple[str, date, date | None]], on: date) -> tuple[int, int]:
    """(days waited on the city, days waited on the applicant) over stays of (waits on, from, until). Source: F5.

    Waits for the applicant are shown apart, never subtracted: the sum of the two is the time from hand-in.
    """
    city = applicant = 0
    for who, entered, left in stays:
        days = ((left or on) - entered).days
        if who == "applicant":
            applicant += days
        else:
            city += days
    return city, applicant


def clash(*, field: str, edition: int, changed: Mapping[str, Sequence[Any]], old: Any, new: Any) -> Verdict:
    """Whether somebody else has changed the field since `edition` was read; `changed` is {field: [edition, name]}.

    The same words written twice is no clash. Source:  "clash told, nothing overwritten".
    """
    since = changed.get(field)
    if since is None or since[0] <= edition or old == new:
        return YES
    return no(
        "clash", "%(who)s ändrade samma fält medan du skrev. Där står nu: ”%(now)s”.", "",
        "Jämför och spara igen med den text som ska gälla.", field=field, who=since[1], now=str(old)[:500],
    )  # fmt: skip


def figures_clash(changed: Mapping[str, Any], edition: int) -> Verdict:
    """Whether somebody changed the calculation since the edition that a writer had read; `changed` is {field: [edition, who]}.

    Source: expectations.
    """
    since = changed.get("figures")
    if since is None or since[0] <= edition:
        return YES
    return no(
        "clash", "%(who)s ändrade kalkylen medan du skrev.", "", "Öppna kalkylen på nytt i en annan flik, jämför och spara igen.",
        field="figures", who=since[1],
    )  # fmt: skip


def book_clash(changed: Mapping[str, Any], edition: int) -> Verdict:
    """Whether somebody changed the calculation since a workbook of it was downloaded. Source: F7; expectations."""
    if figures_clash(changed, edition):
        return YES
    return no(
        "stale", "%(who)s har ändrat kalkylen sedan arbetsboken hämtades.", "", "Hämta arbetsboken på nytt och för över det ni har skrivit.",
        field="figures", who=changed["figures"][1],
    )  # fmt: skip
