"""What a provider's claims say of somebody: who, in which body and groups, and whether they are let in. Values in, a reading out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nytta.plain.verdicts import YES, Verdict, no

from ..terms import ClaimOutcome, ClaimTest

MOST_RULES = 200
MOST_VALUES = 500
MOST_VALUE = 500
MOST_PATTERN = 200


@dataclass(frozen=True)
class Rule:
    """One row: the claim, how it is read, what it is compared with and what follows. `target` names a body's code or a group."""

    path: str
    test: ClaimTest
    value: str
    outcome: ClaimOutcome
    target: str = ""


@dataclass(frozen=True)
class Names:
    """Which claims hold what is said of a person; an empty one is not followed."""

    username: str = ""
    name: str = ""
    title: str = ""
    email: str = ""
    active: str = ""


@dataclass(frozen=True)
class Because:
    """One thing that a reading came to, with the number of its rule (from 1) and the value that met it."""

    rule: int
    outcome: ClaimOutcome
    target: str
    value: str


@dataclass(frozen=True)
class Reading:
    """What claims say of somebody. None means that the provider says nothing of it, and what stands is left."""

    username: str | None = None
    name: str | None = None
    title: str | None = None
    email: str | None = None
    active: bool = True
    body: str | None = None
    groups: tuple[str, ...] = ()
    refused: int | None = None
    because: tuple[Because, ...] = field(default=())


def values_at(claims: Mapping[str, Any], path: str) -> list[str]:
    """The values of a claim as texts. A path goes into objects by dots; a name that itself has dots is found first.

    Lists are opened; truth is read as true and false; what is no text, number or truth is left out.
    """
    return _texts(_at(claims, path))[:MOST_VALUES]


def _at(held: Any, path: str) -> Any:
    if isinstance(held, list | tuple):
        return [found for one in held[:MOST_VALUES] if (found := _at(one, path)) is not None]
    if not isinstance(held, Mapping):
        return None
    if path in held:
        return held[path]
    place = path.rfind(".")
    while place > 0:
        if path[:place] in held:
            return _at(held[path[:place]], path[place + 1 :])
        place = path.rfind(".", 0, place)
    return None


def _texts(found: Any) -> list[str]:
    if isinstance(found, bool):
        return ["true" if found else "false"]
    if isinstance(found, str | int):
        text = "".join(c for c in str(found) if c.isprintable()).strip()
        return [text[:MOST_VALUE]] if text else []
    if isinstance(found, list | tuple):
        return [text for one in found for text in _texts(one)]
    return []


def meets(test: ClaimTest, wanted: str, value: str) -> bool:
    """Whether one value meets a test; capital and small letters are told apart, as providers do."""
    if test is ClaimTest.EQUALS:
        return value == wanted
    if test is ClaimTest.CONTAINS:
        return wanted in value
    if test is ClaimTest.ONE_OF:
        return value in {one.strip() for one in wanted.split(",")}
    return fits(wanted, value)


def fits(pattern: str, value: str) -> bool:
    """Whether a whole value follows a pattern in which * stands for any letters and ? for one.

    Time is at most the product of the two lengths, whatever is written: no regular expression that could be made to run for hours.
    """
    p = v = mark = 0
    star = -1
    while v < len(value):
        if p < len(pattern) and pattern[p] == "*":
            star, mark, p = p, v, p + 1
        elif p < len(pattern) and pattern[p] in ("?", value[v]):
            p, v = p + 1, v + 1
        elif star >= 0:
            mark += 1
            p, v = star + 1, mark
        else:
            return False
    return all(c == "*" for c in pattern[p:])


def read(claims: Mapping[str, Any], names: Names, rules: Sequence[Rule]) -> Reading:
    """What claims say: the first rule that gives a body decides, every rule that gives a group counts, and one refusal is enough.

    Source: D14; O2 (a group or a body gives no right).
    """
    body: str | None = None
    refused: int | None = None
    groups: list[str] = []
    because: list[Because] = []
    for number, rule in enumerate(rules, 1):
        value = next((v for v in values_at(claims, rule.path) if meets(rule.test, rule.value, v)), None)
        if value is None or (rule.outcome is ClaimOutcome.BODY and body is not None):
            continue
        because.append(Because(number, rule.outcome, rule.target, value))
        if rule.outcome is ClaimOutcome.BODY:
            body = rule.target
        elif rule.outcome is ClaimOutcome.GROUP:
            groups.append(rule.target)
        elif refused is None:
            refused = number
    said = {name: _first(claims, getattr(names, name)) for name in ("username", "name", "title", "email")}
    active = _first(claims, names.active)
    return Reading(
        **said, active=active is None or active.lower() not in {"false", "0", "no", "nej"}, body=body, groups=tuple(dict.fromkeys(groups)),
        refused=refused, because=tuple(because),
    )  # fmt: skip


def _first(claims: Mapping[str, Any], path: str) -> str | None:
    found = values_at(claims, path) if path else []
    return found[0] if found else None


def rule_valid(*, path: str, test: ClaimTest, value: str, outcome: ClaimOutcome, body: bool, group: bool) -> Verdict:
    """Whether a rule says what it must: a claim, something to compare with, and the one thing that follows. Source: D14."""
    verdict = YES
    if not path.strip():
        verdict += no("rule_path", "Regeln behöver namnet på en uppgift.", "D14", "Skriv till exempel groups.", field="path")
    if not value.strip():
        verdict += no("rule_value", "Regeln behöver något att jämföra med.", "D14", "Skriv värdet som leverantören skickar.", field="value")
    if test is ClaimTest.PATTERN and len(value) > MOST_PATTERN:
        verdict += no(
            "rule_pattern", "Mönstret är för långt: högst %(most)s tecken.", "D14", "Korta det.", field="value", most=MOST_PATTERN
        )
    if test is ClaimTest.PATTERN and value and not value.strip("*?"):
        verdict += no("rule_pattern", "Mönstret träffar allt.", "D14", "Skriv minst en bokstav eller siffra.", field="value")
    if body != (outcome is ClaimOutcome.BODY):
        verdict += no("rule_body", "Ett organ väljs just när regeln säger var personen arbetar.", "D14", "Välj ett organ, eller ta bort det.",
                      field="body")  # fmt: skip
    if group != (outcome is ClaimOutcome.GROUP):
        verdict += no("rule_group", "En grupp väljs just när regeln säger vilken grupp personen är med i.", "D14",
                      "Välj en grupp, eller ta bort den.", field="group")  # fmt: skip
    return verdict
