"""Cases of the benefits ledger: what claims on one baseline save together, whose it is, and whether they fit."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from .. import ledger, numbers
from .kinds import Answer, Inputs, kind

DECIDED = ("granted", "realised")
DRIVERS = ("volume", "time", "price")


def _call(c: Mapping[str, Any]) -> ledger.Call:
    share, decided = c["fraction"] if "fraction" in c else c["share"], c.get("decided", c.get("status") in DECIDED)
    return ledger.Call(str(c["name"]), str(c["driver"]), ledger.fraction_of(share), bool(decided), c.get("weighing"))


def _calls(i: Inputs) -> list[ledger.Call]:
    """The claims that are not released, from [{name, driver, fraction}], or {driver: share or shares}, also as the inputs themselves."""
    given = i["claims"] if "claims" in i or not any(d in i for d in DRIVERS) else {d: i[d] for d in DRIVERS if d in i}
    if isinstance(given, Mapping):
        rows = [(d, n, v) for d, many in given.items() for n, v in enumerate(many if isinstance(many, list) else [many], 1)]
        return [ledger.Call(f"{d} {n}", d, ledger.fraction_of(v, d)) for d, n, v in rows]
    if "baseline_versions" in i:
        for c in given:
            numbers.known_version(c.get("baseline_version"), i["baseline_versions"])
    return [_call(c) for c in given if c.get("status") != "released"]


def _baseline(i: Inputs) -> Fraction:
    """What the baseline comes to: a size, or cases × minutes / 60 in hours."""
    if "baseline" in i:
        return Fraction(numbers.number(i["baseline"], "baseline"))
    return Fraction(numbers.number(i["cases"], "cases")) * Fraction(numbers.number(i["minutes"], "minutes")) / 60


def _said(share: Fraction) -> Any:
    return numbers.number(share, "share")


@kind("saved_share")
def _saved_share(i: Inputs) -> Answer:
    return {"saved_share": _said(ledger.saved_share(_calls(i)))}


def _alone(calls: list[ledger.Call], baseline: Fraction) -> Answer:
    """What each name's claims give by themselves, claim by claim."""
    found: dict[str, Fraction] = {}
    for c in calls:
        found[c.name] = found.get(c.name, Fraction(0)) + c.fraction * baseline
    return {name: _said(value) for name, value in found.items()}


@kind("ledger_settlement")
def _ledger_settlement(i: Inputs) -> Answer:
    calls, baseline = _calls(i), _baseline(i)
    return {
        "saved_share": _said(ledger.saved_share(calls)), "saved": _said(ledger.saved_share(calls) * baseline),
        "counted": ledger.counted_amounts(calls, baseline), "over_claimed": _said(ledger.over_claimed(calls, baseline)),
        "alone": _alone(calls, baseline),
        "overlaps": {",".join(names): _said(v) for names, v in ledger.overlaps(calls, baseline).items()},
    }  # fmt: skip


def _checked(calls: list[ledger.Call]) -> Answer:
    found, near = ledger.ledger_check(calls)
    return {
        "allowed": not found, "clashes": [{"driver": c.driver, "total": _said(c.total), "names": list(c.names)} for c in found],
        "warnings": {d: _said(v) for d, v in near.items()},
    }  # fmt: skip


@kind("ledger_check")
def _ledger_check(i: Inputs) -> Answer:
    given: Any = i.get("claims")
    years = sorted({str(c["year"]) for c in given if "year" in c}) if isinstance(given, list) else []
    if not years:
        return _checked(_calls(i))
    found = {y: _checked(_calls({**i, "claims": [c for c in given if str(c.get("year", y)) == y]})) for y in years}
    return {"allowed": all(f["allowed"] for f in found.values()), "years": found}


@kind("budget_line")
def _budget_line(i: Inputs) -> Answer:
    given = i["claims"]
    if isinstance(given, list):
        given = {str(n): c["amount"] if isinstance(c, Mapping) else c for n, c in enumerate(given, 1)}
    left, fits = ledger.budget_line(i["line"], given)
    return {"left": left, "allowed": fits}


@kind("parts_within")
def _parts_within(i: Inputs) -> Answer:
    return {"allowed": ledger.parts_within(i["parent"], i["parts"])}
