"""docs/security.md has every number of OWASP ASVS 5.0.0 at levels 1 and 2 once, and each test that it names is there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

pytestmark = pytest.mark.requirement("D14")
ROOT = Path(__file__).resolve().parents[2]
NUMBERS = Path(__file__).with_name("asvs_5_0_0.txt").read_text().split("\n")[:-1]
ROWS = re.findall(r"^\| (\d+\.\d+\.\d+) \| (\d) \| ([^|]+) \| ([^|]+) \|$", (ROOT / "docs" / "security.md").read_text(), re.M)


@cache
def functions_of(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_number_has_its_line_once() -> None:
    assert [f"{number} {level}" for number, level, _, _ in ROWS] == NUMBERS
    assert len(NUMBERS) == len(set(NUMBERS)) == 253


def test_every_line_is_met_not_applicable_or_open() -> None:
    wrong = [n for n, _, how, why in ROWS if not (how.startswith("met: ") or how in {"not applicable", "open"}) or not why.strip()]
    assert wrong == []


def test_every_line_that_is_met_names_tests_that_are_there() -> None:
    for number, _, how, proof in ROWS:
        nodes = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", proof)
        assert bool(nodes) == how.startswith("met: "), number
        assert [f"{path}::{name}" for path, name in nodes if name not in functions_of(path)] == [], number


def test_the_counts_at_the_head_are_those_of_the_table() -> None:
    counts = [sum(how.startswith(kind) for _, _, how, _ in ROWS) for kind in ("met", "not applicable", "open")]
    told = re.search(r"(\d+) lines: (\d+) met, (\d+) not applicable, (\d+) open", (ROOT / "docs" / "security.md").read_text())
    assert told
    assert [int(n) for n in told.groups()] == [len(ROWS), *counts]
