"""python -m nytta.engine.answer [--data DIR] < case.json: one case, a list of cases, or {"cases": […]}; or --check.

Prints the answer as JSON (of several, a list in their order). A named error is printed in the answer's place as
{"error": {"name": "BadProblem", "field": …, "why": …}}, and the exit code is then 1; 2 for what is not JSON. --check instead
answers the kept cases and holds each against what it expects; those that need a file are left out without --data.
"""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..problem import BadProblem
from ..robustness import TooMany
from ..select import Undecided
from ..solver import Internal, Overflow
from . import answer, error_in_json
from .checking import KEPT, differences

NAMED = (BadProblem, Undecided, Overflow, Internal, TooMany)


def main(arguments: list[str]) -> int:
    """Answer what is on standard input, or check the kept cases; the exit code is 0 when all went well."""
    parser = argparse.ArgumentParser(prog="python -m nytta.engine.answer", description="Answers cases of selection.")
    parser.add_argument("--data", metavar="DIR", type=Path, help="the folder that ask.file is relative to")
    parser.add_argument("--check", action="store_true", help="answer the kept cases and compare")
    chosen = parser.parse_args(arguments)
    if chosen.check:
        return check(chosen.data)
    try:
        given = _read(sys.stdin.buffer.read())
    except BadProblem as bad:
        _print(error_in_json(bad))
        return 2
    several = given.get("cases") if isinstance(given, dict) and "kind" not in given else given
    if not isinstance(several, list):
        found = _answered(given, chosen.data)
        _print(found)
        return int("error" in found)
    answers = [_answered(case, chosen.data) for case in several]
    _print(answers)
    return int(any("error" in found for found in answers))


def check(data_dir: Path | None) -> int:
    """Answer the kept cases; one line each; 1 when any departs from what it expects."""
    cases = [c for c in json.loads(KEPT.read_text(encoding="utf-8"))["cases"] if data_dir or "file" not in (c["ask"] or {})]
    apart = 0
    for case in cases:
        found = _answered(case, data_dir)
        said = [str(found["error"])] if "error" in found else list(differences(case, found))
        apart += bool(said)
        sys.stdout.write(f"{'FEL' if said else 'ok '}  {case['id']}  {case['kind']}  {'; '.join(said)}\n")
    sys.stdout.write(f"{len(cases) - apart} of {len(cases)} agree\n")
    return int(apart > 0)


def _answered(case: object, data_dir: Path | None) -> dict[str, Any]:
    try:
        return answer(case, data_dir)
    except NAMED as error:
        return error_in_json(error)


def _read(text: bytes) -> object:
    """JSON with each field once and no NaN, or BadProblem."""
    try:
        return json.loads(text, object_pairs_hook=_each_name_once, parse_constant=_refuse_constant)
    except RecursionError as error:
        raise BadProblem("case", "nested too deep") from error
    except BadProblem:
        raise
    except ValueError as error:
        raise BadProblem("case", f"not JSON: {str(error)[:200]}") from error


def _each_name_once(pairs: list[tuple[str, object]]) -> Mapping[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise BadProblem(max(names, key=names.count), "a field twice")
    return found


def _refuse_constant(name: str) -> object:
    raise BadProblem("case", f"not a whole number: {name}")


def _print(found: object) -> None:
    sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
