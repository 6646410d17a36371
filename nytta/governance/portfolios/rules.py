"""Frames, parts and money in words before the database holds them; the value by which proposals are ranked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from nytta.governance.applications.terms import Condition
from nytta.plain.money import sek
from nytta.plain.verdicts import YES, Finding, Verdict, no, verdict_of

from .terms import MoneyKind

SUMS = ("granted", "moved_in", "paid", "reserved", "available", "returned", "lapsed", "moved_out")

# What an entry of each kind adds to (1) or takes from (-1) the sums of its allocation. Source: P5, F4, F13, U5.
EFFECTS: Mapping[MoneyKind, Mapping[str, int]] = {
    MoneyKind.GRANTED: {"granted": 1, "available": 1},
    MoneyKind.MOVED_IN: {"moved_in": 1, "available": 1},
    MoneyKind.RESERVED: {"available": -1, "reserved": 1},
    MoneyKind.RELEASED: {"reserved": -1, "available": 1},
    MoneyKind.PAID: {"reserved": -1, "paid": 1},
    MoneyKind.REPAID: {"paid": -1, "available": 1},
    MoneyKind.RETURNED: {"available": -1, "returned": 1},
    MoneyKind.LAPSED: {"available": -1, "lapsed": 1},
    MoneyKind.MOVED_OUT: {"available": -1, "moved_out": 1},
}


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


MOST_CONDITIONS = 20


@dataclass(frozen=True)
class ConditionText:
    """A condition of a grant as it is written; `stops_payment`: nothing is paid before it is met."""

    text: str
    stops_payment: bool


def conditions_worded(conditions: Sequence[ConditionText]) -> Verdict:
    """Each condition says something, once, and there are no more than can be followed up. Source: F11; U5."""
    texts = [" ".join(c.text.split()).casefold() for c in conditions]
    if not all(texts):
        return no(
            "condition_text",
            "Ett villkor saknar text.",
            "F11; U5",
            "Skriv vad som ska vara uppfyllt, eller ta bort raden.",
            field="condition_0",
        )
    if len(set(texts)) < len(texts):
        return no("condition_once", "Samma villkor står två gånger.", "F11; U5", "Ta bort det ena.", field="condition_0")
    if len(texts) > MOST_CONDITIONS:
        return no("conditions_many", "Högst %(most)s villkor kan följa med ett beslut.", "F11; U5", "Slå ihop dem som hör ihop.",
                  field="condition_0", most=MOST_CONDITIONS)  # fmt: skip
    return YES


def weighted(points: Mapping[str, int], weights: Mapping[str, int]) -> int:
    """The weighted sum of points 0-100 by goal; a goal without points counts 0. Source: docs/method.md."""
    return sum(weights.get(goal, 0) * p for goal, p in points.items())


def by_hand_in(rows: Sequence[tuple[date, str]]) -> list[str]:
    """Codes of innovative cases in order of hand-in, unranked. Source: docs/method.md (an innovation is not judged by points)."""
    return [code for _, code in sorted(rows)]


@dataclass(frozen=True)
class Balance:
    """Where money stands, in kronor: what came is always what went and what is left. Source: P5; F4, F13, U5."""

    granted_sek: int = 0
    moved_in_sek: int = 0
    paid_sek: int = 0
    reserved_sek: int = 0
    available_sek: int = 0
    returned_sek: int = 0
    lapsed_sek: int = 0
    moved_out_sek: int = 0

    def __add__(self, other: "Balance") -> "Balance":
        """The balance of both together."""
        return Balance(**{f"{s}_sek": getattr(self, f"{s}_sek") + getattr(other, f"{s}_sek") for s in SUMS})

    @property
    def came_sek(self) -> int:
        """Granted and moved in."""
        return self.granted_sek + self.moved_in_sek

    @property
    def unspent_sek(self) -> int:
        """What has not been paid and has not left: it is returned, moved or lapses."""
        return self.reserved_sek + self.available_sek

    @property
    def gone_sek(self) -> int:
        """What has left: returned, lapsed, moved out."""
        return self.returned_sek + self.lapsed_sek + self.moved_out_sek

    @property
    def holds(self) -> bool:
        """Whether every krona stands somewhere."""
        return self.came_sek == self.paid_sek + self.unspent_sek + self.gone_sek


def balance_of(by_kind: Mapping[str, int]) -> Balance:
    """The balance that entries give, from their sums in kronor by kind."""
    return Balance(**{f"{s}_sek": sum(moves.get(s, 0) * by_kind.get(kind.value, 0) for kind, moves in EFFECTS.items()) for s in SUMS})


_TAKES_TEXTS = {
    "available": "%(amount)s är mer än de %(left)s som är fria för %(year)s.",
    "reserved": "%(amount)s är mer än de %(left)s som är reserverade för %(year)s.",
    "paid": "%(amount)s är mer än de %(left)s som är utbetalda för %(year)s.",
}


def bookable(*, kind: MoneyKind, amount_sek: int, balance: Balance, year: int) -> Verdict:
    """Whether an entry can be booked: an amount above zero, and no more than is there to take. Source: P5; F13, U5."""
    if amount_sek <= 0:
        return no("amount", "Beloppet måste vara större än noll.", "P5; F13", "Skriv beloppet i kronor.", field="amount_sek")
    for name, sign in EFFECTS[kind].items():
        left = getattr(balance, f"{name}_sek")
        if sign < 0 and amount_sek > left:
            return no("money_left", _TAKES_TEXTS[name], "P5; F13", "Minska beloppet, eller begär mer pengar som ett eget förslag.",
                      field="amount_sek", amount=sek(amount_sek), left=sek(left), year=year)  # fmt: skip
    if kind is MoneyKind.RETURNED and balance.returned_sek + amount_sek > balance.granted_sek:
        return no("returned_within", "Bara det som beviljades ur ramen kan gå tillbaka till den.", "F13",
                  "Pengar som fördes över från ett annat år förfaller i stället.", field="amount_sek")  # fmt: skip
    return YES


# What holds for money outside the portfolios too: P4 and P7 bind all of the city's IT, however it is paid for, and so does the law. What serves
# the choice between proposals (focus area, category, valuation, the business's acceptance) the city council has chosen itself. Source: P4, P5; F14, G3.
SPECIAL_HOLDS = frozenset(c.value for c in (
    Condition.OWNER_KNOWN, Condition.OWNER_ACCEPTED, Condition.COST_DISTRIBUTED, Condition.GUIDELINES, Condition.SECURITY, Condition.DATA_PROTECTION,
    Condition.NO_CLASH, Condition.NO_DUPLICATE,
))  # fmt: skip


def special_given(*, paragraph: str, decided_on: date, amounts: Mapping[int, int], reasons: str, on: date) -> Verdict:
    """Whether a special decision is complete: paragraph, a day that has been, reasons, and an amount in some year. Source: P5; F14, O6."""
    found: list[Finding | None] = []
    if not paragraph.strip():
        found.append(Finding("paragraph", "Ange fullmäktiges paragraf.", "P5; F14", "Skriv paragrafen.", {}, "paragraph"))
    if decided_on > on:
        found.append(Finding("decided_on", "Beslutet är inte fattat än.", "F14; O6", "Rätta dagen.", {}, "decided_on"))
    if not reasons.strip():
        found.append(Finding("reasons", "Skriv skälen för beslutet.", "F14; O6", "Skälen sparas och publiceras.", {}, "reasons"))
    if not any(amount > 0 for amount in amounts.values()):
        found.append(Finding("amount", "Inget år har något belopp.", "P5; F14", "Skriv beloppet för minst ett år.", {}, "amount_0"))
    return verdict_of(found)
