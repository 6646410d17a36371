"""The codes and names of Sweden's municipalities and regions, as they are published (data/se-codes)."""

import csv
from dataclasses import dataclass
from functools import cache

from django.conf import settings

FOLDER = settings.BASE / "data" / "se-codes"


@dataclass(frozen=True)
class Municipality:
    """A municipality by its code of four digits, of which the first two are its region's."""

    code: str
    name: str
    region: str

    def __str__(self) -> str:
        return f"{self.name} {self.code}"

    @property
    def region_code(self) -> str:
        """The code of its region."""
        return self.code[:2]


def _read(name: str) -> dict[str, str]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


@cache
def municipalities() -> dict[str, Municipality]:
    """Every municipality by its code, in the order of codes."""
    regions = _read("regions.csv")
    return {code: Municipality(code, name, regions[code[:2]]) for code, name in _read("municipalities.csv").items()}


@cache
def by_region() -> list[tuple[str, list[tuple[str, str]]]]:
    """(region with its code, [(code, name with code)]) for a form, in the order of regions' codes."""
    found: dict[str, list[tuple[str, str]]] = {}
    for one in municipalities().values():
        found.setdefault(f"{one.region} {one.code[:2]}", []).append((one.code, str(one)))
    return list(found.items())


def municipality(code: str) -> Municipality | None:
    """The municipality of a code; None where there is no such code."""
    return municipalities().get(code)
