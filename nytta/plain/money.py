"""Kronor: whole, read from what people write, shown as people read them, split without loss."""

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

NBSP = "\u00a0"
MAX_SEK = 9_000_000_000_000


def sek(amount: int, unit: str = "kr") -> str:
    """`1 234 500 kr` with no-break spaces and a true minus sign; unit "" leaves it out."""
    text = f"{abs(amount):,}".replace(",", NBSP)
    sign = "−" if amount < 0 else ""
    return f"{sign}{text}{NBSP}{unit}" if unit else sign + text


def parse_sek(text: str) -> int:
    """Whole kronor from `1 234 500`, `1234500 kr`, `1,2 mkr`, `350 tkr`. ValueError on anything else, also on öre.

    A thousands separator is a space. A comma or point is a decimal sign and needs a unit of tkr or mkr: `350.000` alone
    is refused, as it may mean 350 or 350 000.
    """
    cleaned = text.strip().lower().replace(NBSP, " ").replace("\u202f", " ").replace("−", "-")
    match = re.fullmatch(r"(-?\d{1,3}(?: \d{3})+|-?\d+)(?:[.,](\d+))?\s*(kr|sek|tkr|kkr|mkr|mnkr|:-)?", cleaned)
    if not match or len(cleaned) > 30:
        raise ValueError(text)
    whole, part, unit = match.groups()
    factor = {"tkr": 1000, "kkr": 1000, "mkr": 1_000_000, "mnkr": 1_000_000}.get(unit or "", 1)
    value = Fraction(f"{whole.replace(' ', '')}.{part or 0}") * factor
    if (part and factor == 1) or value.denominator != 1 or abs(value) > MAX_SEK:
        raise ValueError(text)
    return int(value)


def split(total: int, weights: Sequence[int | Fraction]) -> list[int]:
    """Split whole kronor in proportion to weights by largest remainder; ties go to the first; the parts sum to the total.

    Weights are >= 0 and not all 0 (else ValueError). Source: docs/method.md.
    """
    whole = sum(Fraction(w) for w in weights)
    if whole <= 0 or any(w < 0 for w in weights):
        raise ValueError("weights")
    exact = [Fraction(total) * Fraction(w) / whole for w in weights]
    parts = [x.numerator // x.denominator for x in exact]
    order = sorted(range(len(exact)), key=lambda i: (parts[i] - exact[i], i))
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return parts


def comma(value: Decimal | Fraction | int, places: int = 2) -> str:
    """A number as it is written in Swedish: `1 234,50`, rounded half up at the last place, with a true minus sign."""
    scale = 10**places
    exact = Fraction(value) * scale
    units = (abs(exact.numerator) * 2 + exact.denominator) // (2 * exact.denominator)
    whole, part = divmod(units, scale)
    text = f"{whole:,}".replace(",", NBSP) + (f",{part:0{places}d}" if places else "")
    return f"−{text}" if exact < 0 and units else text
