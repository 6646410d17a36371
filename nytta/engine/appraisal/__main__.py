"""python -m nytta.engine.appraisal [--check] < case.json: one case, a list of cases, or {"cases": […]}.

Prints the answer of each as JSON, whole numbers as they are and others as floats; with --check each is held against its `expected` within its `tolerance`, and the exit code says
whether all agree.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from .cases import answer
from .numbers import BadInput


def differences(case: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[str]:
    """Where an answer departs from what the case expects, by more than the tolerance."""
    tolerance = case.get("tolerance", {})
    for name, wanted in case.get("expected", {}).items():
        yield from _apart(name, wanted, found.get(name), Decimal(str(tolerance.get(name, tolerance.get("abs", 0)))))


def _apart(path: str, wanted: Any, found: Any, within: Decimal) -> Iterator[str]:
    if isinstance(wanted, Mapping):
        for key, value in wanted.items():
            yield from _apart(f"{path}.{key}", value, found.get(key) if isinstance(found, Mapping) else None, within)
    elif isinstance(wanted, list):
        if not isinstance(found, list) or len(found) != len(wanted):
            yield f"{path}: {found} is not {wanted}"
        else:
            for i, value in enumerate(wanted):
                yield from _apart(f"{path}[{i}]", value, found[i], within)
    elif isinstance(wanted, int | float | Decimal) and not isinstance(wanted, bool):
        if isinstance(found, str) or found is None or abs(Decimal(str(found)) - Decimal(str(wanted))) > within:
            yield f"{path}: {found} is not {wanted} within {within}"
    elif found != wanted:
        yield f"{path}: {found} is not {wanted}"


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value) if -300 < value.adjusted() < 300 else str(value)
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    return [_plain(v) for v in value] if isinstance(value, list | tuple) else value


def answered(case: Mapping[str, Any]) -> dict[str, Any]:
    """The answer with the case's id, or the error in its place."""
    name = case.get("id", "") if isinstance(case, Mapping) else ""
    try:
        return {"id": name, "answer": answer(case)}
    except BadInput as bad:
        return {"id": name, "error": {"code": bad.code, "field": bad.field, "value": f"{bad.value!s:.80}", "rule": bad.rule}}


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def main(arguments: list[str]) -> int:
    """Read cases from standard input; 0 when every one was answered (and agrees, with --check), 1 when not, 2 for what is not JSON."""
    try:
        given = json.load(sys.stdin, parse_float=Decimal)
    except ValueError as wrong:
        _say(json.dumps({"error": {"code": "json", "field": "", "value": "", "rule": str(wrong)}}))
        return 2
    cases = given.get("cases", [given]) if isinstance(given, dict) else given
    cases = cases if isinstance(cases, list) else [cases]
    found = [answered(c) for c in cases]
    if "--check" not in arguments:
        _say(json.dumps(_plain(found if len(cases) != 1 else found[0]), ensure_ascii=False, indent=1))
        return int(any("error" in f for f in found))
    apart = 0
    for case, one in zip(cases, found, strict=True):
        said = [one["error"]["rule"]] if "error" in one else list(differences(case, one["answer"]))
        apart += bool(said)
        _say(f"{'FEL' if said else 'ok '}  {one['id']}  {case.get('kind', '') if isinstance(case, Mapping) else ''}  {'; '.join(said)}")
    _say(f"{len(cases) - apart} of {len(cases)} agree")
    return int(apart > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
