"""Independence of the assessor, and what a signed valuation must hold."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from nytta.engine.appraisal import weighted_kappa
from nytta.plain.verdicts import YES, Finding, Verdict, no, verdict_of

LEVELS = (0, 25, 50, 75, 100)
ENOUGH = 10  # things judged by both before the agreement says much


def level_of(points: int) -> int:
    """The anchored level nearest to points 0-100; a tie goes to the lower. Source: F8."""
    return min(LEVELS, key=lambda level: (abs(level - points), level))


@dataclass(frozen=True)
class Agreement:
    """How far two blind assessors agree: weighted kappa over the anchored levels (None where chance alone agrees), n, and kronor apart."""

    kappa: Decimal | None
    n: int
    apart_sek: int

    @property
    def enough(self) -> bool:
        """Whether n is large enough for the kappa to say much."""
        return self.n >= ENOUGH


def agreement(first: Mapping[str, int], second: Mapping[str, int], kronor: Iterable[tuple[int, int]]) -> Agreement:
    """The agreement on the goals that both have given points, and the mean absolute difference in kronor by item. Source: F8."""
    both = sorted(first.keys() & second.keys())
    pairs = list(kronor)
    kappa = weighted_kappa([level_of(first[g]) for g in both], [level_of(second[g]) for g in both], LEVELS) if both else None
    return Agreement(kappa, len(both), round(sum(abs(a - b) for a, b in pairs) / len(pairs)) if pairs else 0)


def mean_deviation(cases: Iterable[tuple[int, int]]) -> Fraction | None:
    """The mean over cases of (realised − assessed) / assessed, of (assessed, realised) kronor; None without a case assessed above 0.

    Below 0 less was realised than assessed. Source: F8: what an assessor says is held against what came of it.
    """
    shares = [Fraction(realised - assessed, assessed) for assessed, realised in cases if assessed > 0]
    return sum(shares, Fraction(0)) / len(shares) if shares else None


def independent(
    *, is_writer: bool, same_administration: bool, in_deciding_group: bool, name: str, values_already: bool = False
) -> Verdict:  # fmt: skip
    """The assessor is not the applicant, nor of its administration, nor in the deciding group; two are two persons.

    Source: T; F8; docs/method.md.
    """
    mend = "Utse en värderare från en annan förvaltning."
    if values_already:
        return no("independence", "%(name)s värderar redan ansökan; den andra värderaren är en annan person.", "F8", "Utse någon annan.",
                  "assessor", name=name)  # fmt: skip
    if is_writer:
        return no(
            "independence",
            "%(name)s har själv skrivit på ansökan och kan inte värdera den.",
            "T; F8",
            mend,
            "assessor",
            name=name,
        )
    if same_administration:
        return no(
            "independence",
            "%(name)s arbetar för den nämnd som söker och kan inte värdera ansökan.",
            "T; F8",
            mend,
            "assessor",
            name=name,
        )
    if in_deciding_group:
        return no(
            "independence",
            "%(name)s sitter i den grupp som bereder eller ger råd om ansökan.",
            "T; F8",
            mend,
            "assessor",
            name=name,
        )
    return YES


def points_fit(goal: str, points: int | None, low: int | None, high: int | None) -> Finding | None:
    """Points are 0-100, and a span lies around them: low <= points <= high, either end or both. Source: F8, F16."""
    if points is None:
        if low is None and high is None:
            return None
        return Finding("points", "Skriv också poängen för %(goal)s: lägst och högst ligger på var sin sida om den.", "F8; F16",
                       "Skriv poängen, eller ta bort lägst och högst.", {"goal": goal}, f"points_{goal}")  # fmt: skip
    if not 0 <= points <= 100:
        return Finding("points", "Poängen är 0–100.", "F8", "Rätta talet.", {}, f"points_{goal}")
    if (0 if low is None else low) <= points <= (100 if high is None else high) and (low is None or low >= 0) and (high or 0) <= 100:
        return None
    return Finding("span", "För %(goal)s ska lägst vara minst och högst störst, med poängen emellan.", "F8; F16",
                   "Rätta talen. Exempel: 60 poäng, som lägst 40 och som högst 80.", {"goal": goal}, f"low_{goal}")  # fmt: skip


def in_words(points: int, low: int | None, high: int | None) -> str:
    """Points with their span as one writes them: "60 (40–80)"; an end that is not given is the points themselves. Source: F16."""
    return (
        str(points) if low is None and high is None else f"{points} ({points if low is None else low}–{points if high is None else high})"
    )


def complete(*, goals: Iterable[str], scored: Mapping[str, int], differences: Sequence[tuple[str, str]], summary: str) -> Verdict:
    """A valuation can be signed when every goal has points 0-100, every difference a reason, and there is a summary.

    `differences` is (item, reason) for each item whose assessed figures differ from the claimed. Source: T; F8.
    """
    found: list[Finding | None] = []
    for goal in goals:
        if goal not in scored:
            found.append(Finding("goal_scored", "Bidraget till %(goal)s är inte värderat.", "F8", "Sätt 0–100; 0 är som i dag.",
                                 {"goal": goal}, f"points_{goal}"))  # fmt: skip
    for item, reason in differences:
        if not reason.strip():
            found.append(Finding("difference_reason", "Skäl saknas för ändringen av ”%(item)s”.", "F8", "Skriv varför siffran ändras.",
                                 {"item": item}))  # fmt: skip
    if not summary.strip():
        found.append(Finding("summary", "Sammanfattning saknas.", "F8", "Skriv kort hur du har värderat.", {}, "summary"))
    return verdict_of(found)
