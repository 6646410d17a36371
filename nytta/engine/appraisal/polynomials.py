"""All positive roots of a polynomial, isolated exactly by Sturm's theorem over whole numbers and then refined.

Complexity: a remainder sequence of n polynomials of degree at most n; halving until each root stands alone. With one change of
sign (Descartes) the root is known to be alone at once, which is what nearly every cash flow has. With several, 40 flows take 10 ms
and ten years of months half a second.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import gcd

Poly = list[int]  # lowest power first, the last one not 0
DIGITS = 36


def sign_changes(values: Sequence[Decimal | int]) -> int:
    """How often the sign changes along a series, zeros left out."""
    signs = [v > 0 for v in values if v]
    return sum(a != b for a, b in pairwise(signs))


def _whole(values: Sequence[Decimal]) -> Poly:
    exact = [Fraction(v) for v in values]
    least = 1
    for v in exact:
        least = least * v.denominator // gcd(least, v.denominator)
    made = [int(v * least) for v in exact]
    while made and made[-1] == 0:
        made.pop()
    while made and made[0] == 0:
        made.pop(0)
    return _small(made)


def _small(p: Poly) -> Poly:
    common = 0
    for c in p:
        common = gcd(common, c)
    return [c // common for c in p] if common > 1 else p


def _remainder(a: Poly, b: Poly) -> Poly:
    """A positive multiple of the remainder of a / b."""
    left = list(a)
    lead = abs(b[-1])
    while len(left) >= len(b):
        factor = left[-1] * (1 if b[-1] > 0 else -1)
        shift = len(left) - len(b)
        left = [c * lead for c in left]
        for i, c in enumerate(b):
            left[i + shift] -= factor * c
        left.pop()
        while left and left[-1] == 0:
            left.pop()
        left = _small(left)
    return left


def _slope(p: Poly) -> Poly:
    return [i * c for i, c in enumerate(p)][1:]


def _quotient(a: Poly, b: Poly) -> Poly:
    """a / b where b divides a."""
    left, out = [Fraction(c) for c in a], [Fraction(0)] * (len(a) - len(b) + 1)
    for i in range(len(out) - 1, -1, -1):
        out[i] = left[i + len(b) - 1] / b[-1]
        for j, c in enumerate(b):
            left[i + j] -= out[i] * c
    least = 1
    for v in out:
        least = least * v.denominator // gcd(least, v.denominator)
    return _small([int(v * least) for v in out])


def _chain(p: Poly) -> list[Poly]:
    """Sturm's sequence; the last one is what p and its slope have in common: the roots that p has more than once."""
    chain = [p, _slope(p)]
    while len(chain[-1]) > 1:
        rest = _remainder(chain[-2], chain[-1])
        if not rest:
            break
        chain.append([-c for c in rest])
    return chain


def _at(p: Poly, x: Fraction) -> int:
    """A positive multiple of p(x)."""
    value, scale = 0, 1
    for c in reversed(p):
        value = value * x.numerator + c * scale
        scale *= x.denominator
    return value


def _variations(chain: Sequence[Poly], x: Fraction) -> int:
    return sign_changes([_at(p, x) for p in chain])


def positive_roots(values: Sequence[Decimal]) -> list[Fraction]:
    """Every x > 0 with Σ values[t] × x^t = 0, each once, from the smallest: exact where it is a short fraction, else to 36 figures."""
    p = _whole(values)
    if len(p) < 2 or sign_changes(p) == 0:
        return []
    low = Fraction(abs(p[0]), abs(p[0]) + max(abs(c) for c in p[1:]))
    high = 1 + Fraction(max(abs(c) for c in p[:-1]), abs(p[-1]))
    if sign_changes(p) == 1:
        return [_refined(p, low / 2, high)]
    chain = _chain(p)
    if len(chain[-1]) > 1:
        p = _quotient(p, chain[-1])
        chain = _chain(p)
    return [_refined(p, a, b) for a, b in _alone(p, chain, low / 2, high)]


def _alone(p: Poly, chain: Sequence[Poly], low: Fraction, high: Fraction) -> list[tuple[Fraction, Fraction]]:
    """Intervals that hold one root each, from the smallest; the ends are no roots."""
    out, todo = [], [(low, high, _variations(chain, low), _variations(chain, high))]
    while todo:
        a, b, at_a, at_b = todo.pop()
        if at_a - at_b == 1:
            out.append((a, b))
        elif at_a - at_b > 1:
            middle = (a + b) / 2
            while _at(p, middle) == 0:
                middle = (a + middle) / 2
            at_middle = _variations(chain, middle)
            todo += [(a, middle, at_a, at_middle), (middle, b, at_middle, at_b)]
    return sorted(out)


def _refined(p: Poly, low: Fraction, high: Fraction) -> Fraction:
    """The root between two points where the sign differs, by halving to full precision."""
    positive = _at(p, low) > 0
    for _ in range(400):
        middle = (low + high) / 2
        value = _at(p, middle)
        if value == 0:
            return middle
        low, high = (middle, high) if (value > 0) is positive else (low, middle)
        if (high - low) * 10**DIGITS < high:
            break
    middle = (low + high) / 2
    short = middle.limit_denominator(10**12)
    return short if _at(p, short) == 0 and low <= short <= high else middle
