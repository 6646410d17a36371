"""Pairwise judgements (AHP): weights by row geometric mean, and whether the judgements hold together.

Source: docs/method.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from fractions import Fraction

from ..problem import BadProblem

DIGITS = 40
RANDOM_INDEX = {3: "0.58", 4: "0.90", 5: "1.12", 6: "1.24", 7: "1.32", 8: "1.41", 9: "1.45", 10: "1.49"}
HIGHEST_RATIO = Decimal("0.1")
Matrix = Sequence[Sequence[Fraction | Decimal]]


@dataclass(frozen=True)
class Deviation:
    """The judgement furthest (as a factor) from what the weights say: cell (row, column), what was `stated`, what is `implied`."""

    row: int
    column: int
    stated: Decimal
    implied: Decimal


@dataclass(frozen=True)
class Judgements:
    """`weights` sum to 1; `ratio` is the consistency ratio, accepted to 0.1; `deviates` is None when all hold together exactly."""

    weights: tuple[Decimal, ...]
    lambda_max: Decimal
    ratio: Decimal
    accepted: bool
    deviates: Deviation | None


def judgements(matrix: Matrix) -> Judgements:
    """Weights and consistency of one reciprocal matrix of 1 to 10 rows, to 40 figures.

    w by row geometric mean; λ = mean of (Aw)ᵢ / wᵢ; ratio = (λ - n) / (n - 1) / random index, 0 for n <= 2. Above 0.1 one asks
    again, beginning with the cell that deviates most. Source: docs/method.md.
    """
    _refuse(matrix)
    with localcontext(Context(prec=DIGITS)):
        cells = [[_decimal(cell) for cell in row] for row in matrix]
        n = len(cells)
        means = [_root(row) for row in cells]
        weights = tuple(mean / sum(means) for mean in means)
        products = [sum(a * w for a, w in zip(row, weights, strict=True)) for row in cells]
        highest = sum(((p / w) for p, w in zip(products, weights, strict=True)), Decimal(0)) / n
        ratio = (highest - n) / (n - 1) / Decimal(RANDOM_INDEX[n]) if n > 2 else Decimal(0)
        return Judgements(weights, highest, ratio, ratio <= HIGHEST_RATIO, _most_deviating(cells, weights))


def combined(matrices: Sequence[Matrix]) -> tuple[tuple[Decimal, ...], ...]:
    """Many members' judgements as one matrix: the geometric mean cell by cell, which stays reciprocal. Source: docs/method.md; N8."""
    if not matrices:
        raise BadProblem("matrix", "no members")
    for matrix in matrices:
        _refuse(matrix)
        if len(matrix) != len(matrices[0]):
            raise BadProblem("matrix", "members with different numbers of criteria")
    n = len(matrices[0])
    with localcontext(Context(prec=DIGITS)):
        upper = {(i, j): _root([_decimal(m[i][j]) for m in matrices]) for i in range(n) for j in range(i + 1, n)}
        one = Decimal(1)
        return tuple(tuple(one if i == j else upper[i, j] if i < j else one / upper[j, i] for j in range(n)) for i in range(n))


def _refuse(matrix: Matrix) -> None:
    n = len(matrix)
    if not 1 <= n <= 10:
        raise BadProblem("matrix", "not 1 to 10 rows")
    for i, row in enumerate(matrix):
        if len(row) != n:
            raise BadProblem(f"matrix[{i}]", f"not {n} columns")
        for j, cell in enumerate(row):
            if cell <= 0:
                raise BadProblem(f"matrix[{i}][{j}]", "not above 0")
    for i in range(n):
        for j in range(i + 1):
            if not _reciprocal(matrix[i][j], matrix[j][i]):
                raise BadProblem(f"matrix[{i}][{j}]", "the diagonal is not 1" if i == j else f"not 1 / matrix[{j}][{i}]")


def _reciprocal(a: Fraction | Decimal, b: Fraction | Decimal) -> bool:
    """Exactly so for fractions; within the figures kept for decimals."""
    product = Fraction(a) * Fraction(b)
    return product == 1 if isinstance(a, Fraction) else abs(product - 1) < Fraction(1, 10 ** (DIGITS - 5))


def _decimal(cell: Fraction | Decimal) -> Decimal:
    return Decimal(cell.numerator) / Decimal(cell.denominator) if isinstance(cell, Fraction) else cell


def _root(cells: Sequence[Decimal]) -> Decimal:
    """The geometric mean."""
    product = Decimal(1)
    for cell in cells:
        product *= cell
    return product ** (Decimal(1) / len(cells))


def _most_deviating(cells: Sequence[Sequence[Decimal]], weights: Sequence[Decimal]) -> Deviation | None:
    found: tuple[Decimal, Deviation] | None = None
    for i in range(len(cells)):
        for j in range(i + 1, len(cells)):
            implied = weights[i] / weights[j]
            factor = max(cells[i][j] / implied, implied / cells[i][j])
            if factor - 1 > Decimal(10) ** (5 - DIGITS) and (found is None or factor > found[0]):
                found = factor, Deviation(i, j, cells[i][j], implied)
    return found[1] if found else None
