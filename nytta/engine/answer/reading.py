"""What a case asks, read field by field; what cannot be read is refused with its place.

Source: docs/method.md; selection-cases.json, description.
"""

import re
from collections.abc import Collection, Mapping
from fractions import Fraction
from pathlib import Path

from ..problem import BadProblem, Problem, from_dict

NUMBER = re.compile(r"-?[0-9]{1,30}(/0{0,9}[1-9][0-9]{0,29}|\.[0-9]{1,30})?")


class Case:
    """One case: its problem, and its question by field."""

    def __init__(self, raw: Mapping[object, object], data_dir: Path | None) -> None:
        ask = raw.get("ask")
        if ask is not None and not isinstance(ask, Mapping):
            raise BadProblem("ask", "not an object")
        self.raw = raw
        self.ask: dict[object, object] = {name: content for name, content in (ask or {}).items() if content is not None}
        self.data_dir = data_dir

    def problem(self, *, weighted: bool = True) -> Problem:
        """The problem; `weighted`: with a weight above 0 somewhere, for the kinds that use the criteria's own weights."""
        found = from_dict(_given(self.raw.get("problem"), "problem"))
        if not found.criteria or (weighted and not any(criterion.weight for criterion in found.criteria)):
            raise BadProblem("criteria", "a weight of 0 everywhere" if found.criteria else "empty")
        if not found.proposals:
            raise BadProblem("proposals", "empty")
        return found

    def has(self, name: str) -> bool:
        """Whether the field is there and not null."""
        return name in self.ask

    def field(self, name: str) -> object:
        """The field as it stands; refused when missing."""
        return _given(self.ask.get(name), f"ask.{name}")

    def whole(self, name: str, least: int = 0, most: int | None = None) -> int:
        """A whole number from `least` to `most`."""
        found = whole(self.field(name), f"ask.{name}", least)
        if most is not None and found > most:
            raise BadProblem(f"ask.{name}", f"more than {most}")
        return found

    def number(self, name: str) -> Fraction:
        """An exact number."""
        return number(self.field(name), f"ask.{name}")

    def items(self, name: str) -> list[object]:
        """A list."""
        return items(self.field(name), f"ask.{name}")

    def one_of(self, name: str, known: Collection[str]) -> str:
        """A known id."""
        return one_of(self.field(name), f"ask.{name}", known)

    def some_of(self, name: str, known: Collection[str]) -> tuple[str, ...]:
        """Ids, each once; none when missing."""
        found = items(self.ask.get(name, []), f"ask.{name}")
        chosen = tuple(one_of(item, f"ask.{name}[{i}]", known) for i, item in enumerate(found))
        if len(set(chosen)) < len(chosen):
            raise BadProblem(f"ask.{name}", "an id twice")
        return chosen

    def probabilities(self, name: str, count: int | None = None) -> tuple[Fraction, ...]:
        """Exact probabilities >= 0 that sum to 1, `count` of them when given."""
        found = tuple(number(item, f"ask.{name}[{i}]", 0) for i, item in enumerate(self.items(name)))
        if count is not None and len(found) != count:
            raise BadProblem(f"ask.{name}", f"not {count} probabilities")
        if sum(found) != 1:
            raise BadProblem(f"ask.{name}", "the probabilities do not sum to 1")
        return found

    def rows(self, name: str) -> list[list[Fraction]]:
        """A table of numbers."""
        return [
            [number(cell, f"ask.{name}[{i}][{j}]") for j, cell in enumerate(items(row, f"ask.{name}[{i}]"))]
            for i, row in enumerate(self.items(name))
        ]

    def amounts(self, name: str, known: Collection[str] | None = None) -> dict[str, Fraction]:
        """Exact numbers >= 0 by id."""
        return amounts(self.field(name), f"ask.{name}", known)

    def text_of_file(self) -> str:
        """The text of `ask.file`, a file inside the data folder."""
        name = self.field("file")
        if not isinstance(name, str):
            raise BadProblem("ask.file", "not a text")
        if self.data_dir is None:
            raise BadProblem("ask.file", "no data folder is given")
        try:
            path = (self.data_dir / name).resolve()
            if not path.is_relative_to(self.data_dir.resolve()) or not path.is_file():
                raise BadProblem("ask.file", f"not a file of the data folder: {name[:200]}")
            return path.read_text(encoding="utf-8-sig")
        except (OSError, ValueError, RuntimeError) as error:
            if isinstance(error, BadProblem):
                raise
            raise BadProblem("ask.file", f"cannot be read: {name[:200]!r}") from error


def whole(found: object, where: str, least: int = 0) -> int:
    """A whole number, at least `least`."""
    if not isinstance(found, int) or isinstance(found, bool):
        raise BadProblem(where, "not a whole number")
    if found < least:
        raise BadProblem(where, "negative" if least == 0 else f"less than {least}")
    return found


def number(found: object, where: str, least: int | None = None) -> Fraction:
    """A whole number, or an exact number as text: "7/12", "0.25"."""
    if (isinstance(found, int) and not isinstance(found, bool)) or (isinstance(found, str) and NUMBER.fullmatch(found)):
        exact = Fraction(found)
    else:
        raise BadProblem(where, 'not a whole number or a fraction as text ("7/12")')
    if least is not None and exact < least:
        raise BadProblem(where, "negative" if least == 0 else f"less than {least}")
    return exact


def items(found: object, where: str) -> list[object]:
    """A list."""
    if not isinstance(found, list | tuple):
        raise BadProblem(where, "not a list")
    return list(found)


def mapping(found: object, where: str) -> Mapping[object, object]:
    """An object."""
    if not isinstance(found, Mapping):
        raise BadProblem(where, "not an object")
    return found


def amounts(found: object, where: str, known: Collection[str] | None = None) -> dict[str, Fraction]:
    """Numbers >= 0 by id."""
    read: dict[str, Fraction] = {}
    for key, content in mapping(found, where).items():
        if not isinstance(key, str) or (known is not None and key not in known):
            raise BadProblem(f"{where}[{key}]", f"unknown: {key}")
        read[key] = number(content, f"{where}[{key}]", 0)
    return read


def one_of(found: object, where: str, known: Collection[str]) -> str:
    """A known id."""
    if not isinstance(found, str) or found not in known:
        raise BadProblem(where, f"unknown: {str(found)[:200]}")
    return found


def _given(found: object, where: str) -> object:
    if found is None:
        raise BadProblem(where, "missing")
    return found
