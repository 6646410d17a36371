"""A selection problem from the JSON of the cases; what cannot be read is refused with its place.

Source: docs/method.md; selection-cases.json, description.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction

from .shapes import (
    STATUSES,
    BadProblem,
    Balance,
    Capacity,
    Criterion,
    Exclusive,
    Portfolio,
    Prerequisite,
    Problem,
    Proposal,
    Saving,
    Synergy,
)


def from_dict(raw: object) -> Problem:
    """The problem in the JSON of the cases, or BadProblem with the first thing that is wrong and where.

    Refused: floats, numbers out of range, unknown fields, ids and words, an id twice, low > score > high, shares that are
    not "a/b", a synergy that makes a cost negative, a saving on a criterion without `sek_per_point`, a score on one with.
    Source: docs/method.md; selection-cases.json, description.
    """
    row = _Row(raw, "", "years criteria portfolios proposals prerequisites exclusives synergies savings capacities balances")
    years = tuple(_whole(year, f"years[{i}]") for i, year in enumerate(row.items("years")))
    if not years or list(years) != sorted(set(years)):
        raise BadProblem("years", "not one or more years in order")
    criteria = tuple(_criterion(r) for r in row.rows("criteria", "id weight sek_per_point"))
    portfolios = tuple(_portfolio(r, len(years)) for r in row.rows("portfolios", "id frame parts directed_max"))
    points_of = {c.id for c in criteria if c.sek_per_point is None}
    fields = "id portfolio part directed body cost score low high submitted status"
    homes = {p.id for p in portfolios}
    proposals = tuple(_proposal(r, len(years), homes, points_of) for r in row.rows("proposals", fields))
    known = {p.id for p in proposals}
    synergies = tuple(_synergy(r, len(years), known, points_of) for r in row.rows("synergies", "id members score cost charged_to"))
    _refuse_negative_costs(proposals, synergies)
    rates = {c.id: c.sek_per_point for c in criteria}
    return Problem(
        years=years,
        criteria=criteria,
        portfolios=portfolios,
        proposals=proposals,
        prerequisites=tuple(_prerequisite(r, known) for r in row.rows("prerequisites", "proposal needs mode", key="")),
        exclusives=tuple(_exclusive(r, known) for r in row.rows("exclusives", "id members min max")),
        synergies=synergies,
        savings=tuple(_saving(r, known, rates) for r in row.rows("savings", "id criterion baseline claims")),
        capacities=tuple(_capacity(r, len(years), known) for r in row.rows("capacities", "id limit use")),
        balances=tuple(_balance(r, known) for r in row.rows("balances", "id members measure base within min_share max_share")),
    )


class _Row:
    """One JSON object read field by field; every refusal names its place. A null field is a missing field."""

    def __init__(self, raw: object, where: str, fields: str) -> None:
        if not isinstance(raw, Mapping):
            raise BadProblem(where or "problem", "not an object")
        self.raw = {name: content for name, content in raw.items() if content is not None}
        self.where = where
        for name in raw:
            if name not in fields.split():
                raise BadProblem(self.at(name), "unknown field")

    def at(self, name: object) -> str:
        return f"{self.where}.{name}" if self.where else str(name)

    def has(self, name: str) -> bool:
        return name in self.raw

    def items(self, name: str) -> list[object]:
        found = self.raw.get(name)
        if not isinstance(found, list | tuple):
            raise BadProblem(self.at(name), "missing" if found is None else "not a list")
        return list(found)

    def rows(self, name: str, fields: str, key: str = "id") -> list["_Row"]:
        """The objects of a list; `key` is the field that names each and stands only once."""
        if not self.has(name) and name not in ("criteria", "portfolios", "proposals"):
            return []
        found: dict[str, _Row] = {}
        for index, raw in enumerate(self.items(name)):
            row = _Row(raw, f"{name}[{index}]", fields)
            row_id = row.text(key) if key else str(index)
            row.where = f"{name}[{row_id}]"
            if row_id in found:
                raise BadProblem(row.where, "an id twice")
            found[row_id] = row
        return list(found.values())

    def text(self, name: str, known: Collection[str] | None = None) -> str:
        found = self.raw.get(name)
        if not isinstance(found, str) or not found:
            raise BadProblem(self.at(name), "missing" if found is None else "not a text")
        if known is not None and found not in known:
            raise BadProblem(self.at(name), f"unknown: {found}")
        return found

    def yes_or_no(self, name: str) -> bool:
        found = self.raw.get(name)
        if not isinstance(found, bool):
            raise BadProblem(self.at(name), "missing" if found is None else "not true or false")
        return found

    def whole(self, name: str, least: int | None = 0) -> int:
        return _whole(self.raw.get(name), self.at(name), least)

    def whole_or_none(self, name: str, least: int = 0) -> int | None:
        return self.whole(name, least) if self.has(name) else None

    def ids(self, name: str, known: Collection[str]) -> tuple[str, ...]:
        found: list[str] = []
        for index, item in enumerate(self.items(name)):
            if not isinstance(item, str) or item not in known:
                raise BadProblem(self.at(f"{name}[{index}]"), f"unknown: {item}")
            if item in found:
                raise BadProblem(self.at(f"{name}[{index}]"), f"an id twice: {item}")
            found.append(item)
        if not found:
            raise BadProblem(self.at(name), "empty")
        return tuple(found)

    def by_key(self, name: str, known: Collection[str] | None = None) -> dict[str, object]:
        """An object whose keys are ids; {} when missing."""
        found = self.raw.get(name, {})
        if not isinstance(found, Mapping):
            raise BadProblem(self.at(name), "not an object")
        for key in found:
            if not isinstance(key, str) or (known is not None and key not in known):
                raise BadProblem(self.at(f"{name}[{key}]"), f"unknown: {key}")
        return dict(found)

    def amounts(self, name: str, known: Collection[str], least: int | None = 0, most: int | None = None) -> dict[str, int]:
        rows = self.by_key(name, known).items()
        return {key: _whole(amount, self.at(f"{name}[{key}]"), least, most) for key, amount in rows}

    def share(self, name: str) -> Fraction | None:
        found = self.raw.get(name)
        if found is None:
            return None
        if isinstance(found, str) and re.fullmatch(r"[0-9]{1,18}(/0*[1-9][0-9]{0,17})?", found):
            return Fraction(found)
        if isinstance(found, int) and not isinstance(found, bool) and found >= 0:
            return Fraction(found)
        raise BadProblem(self.at(name), 'not a share of the form "3/10"')


def _whole(found: object, where: str, least: int | None = None, most: int | None = None) -> int:
    if not isinstance(found, int) or isinstance(found, bool):
        raise BadProblem(where, "missing" if found is None else "not a whole number")
    if least is not None and found < least:
        raise BadProblem(where, "negative" if least == 0 else f"less than {least}")
    if most is not None and found > most:
        raise BadProblem(where, f"more than {most}")
    return found


def _per_year(items: object, where: str, years: int, least: int | None = 0) -> tuple[int, ...]:
    if not isinstance(items, list | tuple):
        raise BadProblem(where, "missing" if items is None else "not a list")
    if len(items) > years:
        raise BadProblem(where, f"more than {years} years")
    return tuple(_whole(amount, f"{where}[{i}]", least) for i, amount in enumerate(items))


def _limits(row: _Row, name: str, years: int) -> tuple[int | None, ...]:
    """Ceilings per year, with null (and what is missing at the end) for no limit."""
    limits = row.items(name)
    if len(limits) > years:
        raise BadProblem(row.at(name), f"more than {years} years")
    return tuple(None if x is None else _whole(x, row.at(f"{name}[{i}]"), 0) for i, x in enumerate(limits))


def _criterion(row: _Row) -> Criterion:
    return Criterion(id=row.text("id"), weight=row.whole("weight"), sek_per_point=row.whole_or_none("sek_per_point", 1))


def _portfolio(row: _Row, years: int) -> Portfolio:
    frame = _limits(row, "frame", years)
    if not frame or frame[0] is None:
        raise BadProblem(row.at("frame[0]"), "missing")
    parts = {part: None if x is None else _whole(x, row.at(f"parts[{part}]"), 0) for part, x in row.by_key("parts").items()}
    return Portfolio(id=row.text("id"), frame=frame, parts=parts, directed_max=row.whole_or_none("directed_max"))


def _proposal(row: _Row, years: int, homes: Collection[str], points_of: Collection[str]) -> Proposal:
    if not row.has("score"):
        raise BadProblem(row.at("score"), "missing")
    score = row.amounts("score", points_of, 0, 100)
    low, high = (row.amounts(name, points_of, 0, 100) if row.has(name) else None for name in ("low", "high"))
    for criterion in points_of:
        likely = score.get(criterion, 0)
        if not (low or {}).get(criterion, likely) <= likely <= (high or {}).get(criterion, likely):
            raise BadProblem(row.at(f"score[{criterion}]"), "not between low and high")
    return Proposal(
        id=row.text("id"),
        portfolio=row.text("portfolio", homes),
        part=row.text("part"),
        directed=row.yes_or_no("directed"),
        body=row.text("body"),
        cost=_per_year(row.raw.get("cost"), row.at("cost"), years),
        score=score,
        low=low,
        high=high,
        submitted=row.whole("submitted", None),
        status=row.text("status", STATUSES),
    )


def _prerequisite(row: _Row, known: Collection[str]) -> Prerequisite:
    return Prerequisite(proposal=row.text("proposal", known), needs=row.ids("needs", known), mode=row.text("mode", ("all", "any")))


def _exclusive(row: _Row, known: Collection[str]) -> Exclusive:
    least, most = row.whole_or_none("min") or 0, row.whole_or_none("max")
    if most is not None and least > most:
        raise BadProblem(row.at("min"), "more than max")
    return Exclusive(id=row.text("id"), members=row.ids("members", known), min=least, max=most)


def _synergy(row: _Row, years: int, known: Collection[str], points_of: Collection[str]) -> Synergy:
    members = row.ids("members", known)
    cost = _per_year(row.raw.get("cost", ()), row.at("cost"), years, None)
    charged_to = row.text("charged_to", members) if any(cost) or row.has("charged_to") else None
    return Synergy(id=row.text("id"), members=members, score=row.amounts("score", points_of, None), cost=cost, charged_to=charged_to)


def _refuse_negative_costs(proposals: Iterable[Proposal], synergies: Iterable[Synergy]) -> None:
    """All savings of cost on one proposal may fall due at once; together they may not pass its cost in any year."""
    left = {p.id: dict(enumerate(p.cost)) for p in proposals}
    for synergy in synergies:
        for year, amount in enumerate(synergy.cost):
            if amount < 0 and synergy.charged_to is not None:
                left[synergy.charged_to][year] = left[synergy.charged_to].get(year, 0) + amount
                if left[synergy.charged_to][year] < 0:
                    raise BadProblem(f"synergies[{synergy.id}].cost[{year}]", f"makes the cost of {synergy.charged_to} negative")


def _saving(row: _Row, known: Collection[str], rates: Mapping[str, int | None]) -> Saving:
    criterion = row.text("criterion", rates)
    if rates[criterion] is None:
        raise BadProblem(row.at("criterion"), f"{criterion} has no sek_per_point")
    return Saving(id=row.text("id"), criterion=criterion, baseline=row.whole("baseline"), claims=row.amounts("claims", known))


def _capacity(row: _Row, years: int, known: Collection[str]) -> Capacity:
    use = {user: _per_year(amounts, row.at(f"use[{user}]"), years) for user, amounts in row.by_key("use", known).items()}
    return Capacity(id=row.text("id"), limit=_limits(row, "limit", years), use=use)


def _balance(row: _Row, known: Collection[str]) -> Balance:
    base = row.raw.get("base")
    least, most = row.share("min_share"), row.share("max_share")
    if least is not None and most is not None and least > most:
        raise BadProblem(row.at("min_share"), "more than max_share")
    return Balance(
        id=row.text("id"),
        members=row.ids("members", known),
        measure=row.text("measure", ("cost", "count")),
        base="selected" if base == "selected" else row.whole("base"),
        within=row.ids("within", known) if row.has("within") else None,
        min_share=least,
        max_share=most,
    )
