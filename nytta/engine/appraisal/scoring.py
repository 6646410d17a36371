"""Points, weights and judgements: weighted sums with ties, AHP, agreement of two assessors, SUS."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

from .numbers import ONE, ZERO, BadInput, Number, divided, number, precise, same_length

# Saaty's random consistency index by size; other tables differ (Donegan & Dodd: 0.8286 for 4) and may be given.
_SAATY = ("0", "0", "0.58", "0.90", "1.12", "1.24", "1.32", "1.41", "1.45", "1.49", "1.51", "1.48", "1.56", "1.57", "1.59")
RANDOM_INDEX: Mapping[int, Decimal] = {n: Decimal(v) for n, v in enumerate(_SAATY, 1)}


def weighted_score(weights: Mapping[str, Number], scores: Mapping[str, Mapping[str, Number]]) -> dict[str, Decimal]:
    """{option: Σ weight × score}; a criterion without a score is refused."""
    made = {c: number(w, f"weights.{c}") for c, w in weights.items()}
    if any(w < 0 for w in made.values()):
        raise BadInput("weight", "weights", min(made.values()), "a weight is not negative")
    found = {}
    for option, mine in scores.items():
        if unknown := [c for c in mine if c not in made]:
            raise BadInput("score", f"scores.{option}", unknown[0], "every score has a weight")
        if missing := [c for c in made if c not in mine]:
            raise BadInput("score", f"scores.{option}", missing[0], "every criterion has a score")
        with precise():
            found[option] = sum((w * number(mine[c], f"scores.{option}.{c}") for c, w in made.items()), ZERO)
    return found


def ranking(totals: Mapping[str, Decimal]) -> list[list[str]]:
    """Options from the highest total; those that tie stand together, in the order given."""
    return [[o for o, v in totals.items() if v == total] for total in sorted(set(totals.values()), reverse=True)]


def ahp(names: Sequence[str], upper: Mapping[tuple[str, str], Number]) -> tuple[dict[str, Decimal], Decimal]:
    """(weights, greatest eigenvalue) of pairwise judgements: how much more important a is than b; the rest are reciprocals.

    The principal eigenvector, by powers of the matrix until it stands still. Source: Saaty (2008).
    """
    n = len(names)
    if n < 1 or len(set(names)) != n:
        raise BadInput("names", "names", names, "different names")
    if unknown := [pair for pair in upper if not set(pair) <= set(names)]:
        raise BadInput("judgement", "upper", ",".join(unknown[0]), "a pair of the names")
    grid = [[ONE] * n for _ in range(n)]
    for i, j in combinations(range(n), 2):
        a, b = names[i], names[j]
        given = upper.get((a, b), upper.get((b, a)))
        if given is None:
            raise BadInput("judgement", "upper", f"{a},{b}", "every pair is judged")
        value = number(given, f"{a},{b}")
        if value <= 0:
            raise BadInput("judgement", "upper", given, "a judgement is above 0")
        with precise():
            value = value if (a, b) in upper else ONE / value
            grid[i][j], grid[j][i] = value, ONE / value
    weights, greatest = [divided(ONE, Decimal(n))] * n, ZERO
    with precise():
        for _ in range(2000):
            new = [sum((g * w for g, w in zip(row, weights, strict=True)), ZERO) for row in grid]
            greatest = sum(new, ZERO)
            new = [v / greatest for v in new]
            still = max(abs(a - b) for a, b in zip(new, weights, strict=True)) < Decimal(10) ** -30
            weights = new
            if still:
                break
    return dict(zip(names, weights, strict=True)), greatest


def consistency_ratio(greatest: Decimal, n: int, random_index: Mapping[int, Number] = RANDOM_INDEX) -> Decimal:
    """(λ − n) / (n − 1) / random index; 0 for one or two names, which cannot contradict each other."""
    if n <= 2:
        return ZERO
    if n not in random_index:
        raise BadInput("random_index", "random_index", n, "the table has this size")
    if (index := number(random_index[n], "random_index")) <= 0:
        raise BadInput("random_index", "random_index", index, "above 0")
    with precise():
        return max((greatest - n) / (n - 1) / index, ZERO)


# how far apart two levels count as: by steps, by their square, or only as different
_APART: Mapping[str, Callable[[int], int]] = {"linear": int, "quadratic": lambda steps: steps * steps, "none": lambda steps: int(steps > 0)}


def weighted_kappa(
    first: Sequence[object], second: Sequence[object], levels: Sequence[object], weights: str | None = "linear"
) -> Decimal | None:
    """Cohen's kappa of two assessors' levels of the same things: 1 is full agreement, 0 what chance gives, negative is less.

    `levels` is the scale in order; `weights` linear, quadratic, or none (plain kappa). None where chance alone agrees fully
    (both used one level). Source: Cohen (1968).
    """
    same_length(first, second, "ratings")
    if not first:
        raise BadInput("series", "ratings", "", "at least one thing is judged by both")
    place = {level: i for i, level in enumerate(levels)}
    if len(place) != len(levels):
        raise BadInput("levels", "levels", list(levels), "each level once")
    if unknown := [r for r in [*first, *second] if r not in place]:
        raise BadInput("level", "ratings", unknown[0], "a level of the scale")
    apart = _APART.get(weights or "none")
    if apart is None:
        raise BadInput("weights", "weights", weights, "linear, quadratic or none")
    a, b = [place[r] for r in first], [place[r] for r in second]
    seen = Fraction(sum(apart(abs(i - j)) for i, j in zip(a, b, strict=True)), len(a))
    chance = Fraction(sum(apart(abs(i - j)) * m * n for i, m in Counter(a).items() for j, n in Counter(b).items()), len(a) ** 2)
    if not chance:
        return None
    kappa = 1 - seen / chance
    return divided(Decimal(kappa.numerator), Decimal(kappa.denominator))


def sus(items: Sequence[Number]) -> Decimal:
    """System Usability Scale, 0-100, from ten answers 1-5 (or the means of many): odd items x − 1, even 5 − x, × 2.5.

    Source: Brooke (1996).
    """
    answers = [number(x, f"items[{i}]") for i, x in enumerate(items)]
    if len(answers) != 10:
        raise BadInput("length", "items", len(answers), "ten answers")
    if bad := [x for x in answers if not 1 <= x <= 5]:
        raise BadInput("level", "items", bad[0], "an answer is from 1 to 5")
    with precise():
        return sum((x - 1 if i % 2 == 0 else 5 - x for i, x in enumerate(answers)), ZERO) * Decimal("2.5")
