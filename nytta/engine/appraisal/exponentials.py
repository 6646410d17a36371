"""All roots of a sum of exponentials Σ a × e^(p × u), which is what the value of dated flows is.

Divided by its first term, the slope of such a sum has one term less; between the zeros of the slope the sum rises or falls all the
way and holds one root at most (Rolle). So the roots of the shorter sum isolate those of the longer, and none is missed. With one
change of sign there is one root (Descartes' rule holds for any real powers). Two roots nearer each other than about 1e-15 count as one.
"""

from collections.abc import Sequence
from decimal import Decimal

from .numbers import ONE, ZERO
from .polynomials import sign_changes

Terms = Sequence[tuple[Decimal, Decimal]]  # (power, amount), powers rising
TOUCHES = Decimal("1e-32")  # of the largest term: what a sum of 40 figures leaves where it is 0
CLOSE = Decimal("1e-36")


def exponential_roots(terms: Terms) -> list[Decimal]:
    """Every u at which the sum is 0, from the smallest. To be called in the precise context."""
    kept = [(p, a) for p, a in terms if a]
    changes = sign_changes([a for _, a in kept])
    if not changes:
        return []
    turns = [] if changes == 1 else exponential_roots([(p - kept[0][0], a * (p - kept[0][0])) for p, a in kept[1:]])
    found: list[Decimal] = []
    left, left_sign = None, _sign(kept[0][1])
    for right in [*turns, None]:
        right_sign = _sign(kept[-1][1]) if right is None else _sign_at(kept, right)
        if right is not None and right_sign == 0:
            found.append(right)
        elif left_sign * right_sign < 0:
            found.append(_between(kept, left, right, left_sign))
        left, left_sign = right, right_sign
    return found


def _sign(value: Decimal) -> int:
    return (value > 0) - (value < 0)


def _value(terms: Terms, u: Decimal) -> Decimal:
    """The sum, scaled so that its largest power is 1."""
    most = max(p * u for p, _ in terms)
    return sum((a * (p * u - most).exp() for p, a in terms), ZERO)


def _sign_at(terms: Terms, u: Decimal) -> int:
    """The sign at a turning point, where the sum may touch 0 without crossing."""
    value, largest = _value(terms, u), max(p * u for p, _ in terms)
    size = max(abs(a) * (p * u - largest).exp() for p, a in terms)
    return 0 if abs(value) <= size * TOUCHES else _sign(value)


def _between(terms: Terms, left: Decimal | None, right: Decimal | None, left_sign: int) -> Decimal:
    """The one crossing between two turning points, or beyond the last one: widened until the sign differs, then halved."""
    step = ONE
    low = left if left is not None else (right or ZERO) - step
    while left is None and _sign(_value(terms, low)) != left_sign:
        low, step = low - step, step * 2
    high, step = (right, ONE) if right is not None else (low + ONE, ONE)
    while right is None and _sign(_value(terms, high)) == left_sign:
        high, step = high + step, step * 2
    while high - low > CLOSE * max(ONE, abs(low)):
        middle = (low + high) / 2
        if not low < middle < high:
            break
        sign = _sign(_value(terms, middle))
        if sign == 0:
            return middle
        low, high = (middle, high) if sign == left_sign else (low, middle)
    return (low + high) / 2
