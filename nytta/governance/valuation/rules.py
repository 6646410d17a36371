"""Independence of the assessor, and what a signed valuation must hold."""

from collections.abc import Iterable, Mapping, Sequence

from nytta.plain.verdicts import YES, Finding, Verdict, no, verdict_of


def independent(*, is_writer: bool, same_administration: bool, in_deciding_group: bool, name: str) -> Verdict:
    """The assessor is not the applicant, nor of its administration, nor in the deciding group. Source: T; F8; docs/method.md."""
    mend = "Utse en värderare från en annan förvaltning."
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
