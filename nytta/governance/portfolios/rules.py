"""Frames and parts in words before the database holds them; the value by which proposals are ranked."""

from collections.abc import Mapping, Sequence
from datetime import date

from nytta.plain.money import sek
from nytta.plain.verdicts import YES, Finding, Verdict, no, verdict_of


def room(*, amount_sek: int, frame_left_sek: int | None, part_left_sek: int | None, name: str, year: int, part: str) -> Verdict:
    """Whether an amount fits in the frame's and the part's remaining kronor; None: no frame, or no size set for the part.

    Source: P5 "dock högst till det värde som fastställts av kommunfullmäktige"; F2, F3.
    """
    if frame_left_sek is None:
        return no("frame", "Fullmäktige har inte fastställt någon ram för %(name)s %(year)s.", "P5; F2",
                  "Registrera fullmäktiges budgetbeslut.", name=name, year=year)  # fmt: skip
    found: list[Finding | None] = []
    if amount_sek > frame_left_sek:
        found.append(Finding(
            "frame", "Beloppet %(amount)s ryms inte i ramen för %(name)s %(year)s, där %(left)s återstår.", "P5; F2",
            "Minska beloppet, vänta till nästa år eller begär ny ram av fullmäktige.",
            {"amount": sek(amount_sek), "name": name, "year": year, "left": sek(frame_left_sek)}, "amount_sek",
        ))  # fmt: skip
    if part_left_sek is not None and amount_sek > part_left_sek:
        found.append(Finding(
            "part", "Beloppet %(amount)s ryms inte i delen ”%(part)s” av %(name)s %(year)s, där %(left)s återstår.", "E6.2; F3",
            "Minska beloppet, eller begär nya storlekar på delarna av fullmäktige.",
            {"amount": sek(amount_sek), "part": part, "name": name, "year": year, "left": sek(part_left_sek)}, "amount_sek",
        ))  # fmt: skip
    return verdict_of(found)


def frame_change(*, amount_sek: int, granted_sek: int, parts: Mapping[str, int], granted_by_part: Mapping[str, int]) -> Verdict:
    """A frame (or part) is never lowered below what is granted, and the parts never exceed the frame. Source: F2, F3."""
    if amount_sek < granted_sek:
        return no("frame_lowered", "Ramen kan inte sänkas till %(amount)s: %(granted)s är redan beviljat.", "F2",
                  "Sätt ramen till minst det beviljade.", field="amount_sek", amount=sek(amount_sek), granted=sek(granted_sek))  # fmt: skip
    for name, granted in granted_by_part.items():
        if granted > parts.get(name, granted if not parts else 0):
            return no("part_lowered", "Delen %(part)s kan inte sänkas under det redan beviljade %(granted)s.", "F3",
                      "Sätt delen till minst det beviljade.", part=name, granted=sek(granted))  # fmt: skip
    if sum(parts.values()) > amount_sek:
        return no("parts_exceed", "Delarna är tillsammans %(sum)s, mer än ramen %(amount)s.", "F3",
                  "Minska delarna eller höj ramen.", sum=sek(sum(parts.values())), amount=sek(amount_sek))  # fmt: skip
    return YES


def grant_year(*, requested: Mapping[int, int], on: date) -> int | None:
    """The year that a first grant is for: the first year asked for that has not passed; None when nothing is asked for. Source: F13."""
    years = sorted(y for y, amount in requested.items() if amount > 0)
    return next((y for y in years if y >= on.year), years[-1] if years else None)


def amount_granted(*, amount_sek: int, requested_sek: int) -> Verdict:
    """A grant is above zero and at most what is asked for the year (by the valuation). Source: P5; F13."""
    if amount_sek <= 0:
        return no("amount", "Beloppet måste vara större än noll.", "F2", "Skriv beloppet i kronor.", field="amount_sek")
    if amount_sek > requested_sek:
        return no("amount", "Beloppet %(amount)s är mer än de %(asked)s som gäller för året.", "P5; F13",
                  "Bevilja högst det som är sökt och värderat för året.", field="amount_sek", amount=sek(amount_sek),
                  asked=sek(requested_sek))  # fmt: skip
    return YES


def weighted(points: Mapping[str, int], weights: Mapping[str, int]) -> int:
    """The weighted sum of points 0-100 by goal; a goal without points counts 0. Source: docs/method.md."""
    return sum(weights.get(goal, 0) * p for goal, p in points.items())


def by_hand_in(rows: Sequence[tuple[date, str]]) -> list[str]:
    """Codes of innovative cases in order of hand-in, unranked. Source: docs/method.md (an innovation is not judged by points)."""
    return [code for _, code in sorted(rows)]
