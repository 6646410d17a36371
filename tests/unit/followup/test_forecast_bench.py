"""The forecast of real projects: every row comes in, and the figures are those of the definitions."""

import csv
import hashlib
import importlib.util
import os
import statistics
import sys
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = pytest.mark.requirement("U5", "F7")
HEAD = "Unique Investment Identifier,Agency Name,Planned Cost ($ M),Projected/Actual Cost ($ M),Projected/Actual Project Completion Date (B2),Updated Date"


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    path = Path(__file__).resolve().parents[3] / "bench" / "forecast.py"
    spec = importlib.util.spec_from_file_location("bench_forecast", path)
    assert spec and spec.loader
    made = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = made
    spec.loader.exec_module(made)
    return made


def identifiers(even: bool, n: int) -> list[str]:
    found = (f"i{k}" for k in range(10_000) if (int(hashlib.sha256(f"i{k}".encode()).hexdigest(), 16) % 2 == 0) is even)
    return [next(found) for _ in range(n)]


def test_classes_are_learnt_on_even_and_scored_on_odd(bench: ModuleType, tmp_path: Path) -> None:
    lines = [f"{name},A,1,2,," for name in identifiers(True, 20)]  # twice the plan, all of them
    lines += [f"{name},A,4,{actual},," for name, actual in zip(identifiers(False, 3), (8, 16, 6), strict=True)]
    lines += ["x,A,,1,,", "y,A,1,0,,"]  # no plan; nothing spent
    (tmp_path / "projects_a.csv").write_text("\n".join([HEAD, *lines]))
    rows = bench.read([tmp_path / "projects_a.csv"])
    assert ([r.line for r in rows], sum(r.says_enough for r in rows)) == (list(range(2, 27)), 23)
    score = bench.scores(rows)[0]
    # planned: |4-8|/8, |4-16|/16, |4-6|/6 = 50, 75, 33 percent; class, twice the plan: 0, 50, 33 percent
    assert (score.learnt, score.scored, score.plan, round(score.by_class, 6), score.better) == (
        20,
        3,
        50,
        Decimal("33.333333"),
        "reference class",
    )


def test_small_class_is_held_against_all(bench: ModuleType) -> None:
    rows = [bench.Row(n, f"i{n}", "small" if n < 19 else "large", Decimal(1), Decimal(3 if n < 19 else 2), False) for n in range(50)]
    made = bench.Classes(rows, bench.KEYS["by agency"])
    assert (list(made.of), made.ratio(rows[0]), made.ratio(rows[30])) == (["large"], 2, 2)


@pytest.mark.shared
def test_every_row_of_the_it_dashboard_comes_in_and_is_scored(bench: ModuleType) -> None:
    paths = sorted((Path(os.environ["NYTTA_SHARED"]) / "data" / "us-itdashboard").glob("projects_*.csv"))
    rows = bench.read(paths)
    told = [one for path in paths for one in csv.DictReader(path.open(encoding="utf-8-sig", newline=""))]
    assert len(rows) == len(told)
    usable = [(t["Unique Investment Identifier"], float(t["Planned Cost ($ M)"]), float(t["Projected/Actual Cost ($ M)"])) for t in told
              if t["Planned Cost ($ M)"] and t["Projected/Actual Cost ($ M)"]]  # fmt: skip
    usable = [(i, p, a) for i, p, a in usable if p > 0 and a > 0]
    odd = {i: int(hashlib.sha256(i.encode()).hexdigest(), 16) % 2 for i, _, _ in usable}
    ratio = statistics.median(a / p for i, p, a in usable if not odd[i])
    scored = [(p, a) for i, p, a in usable if odd[i]]
    first = bench.scores(rows)[0]
    assert (first.learnt, first.scored) == (len(usable) - len(scored), len(scored))
    assert float(first.plan) == pytest.approx(100 * statistics.median(abs(p - a) / a for p, a in scored))
    assert float(first.by_class) == pytest.approx(100 * statistics.median(abs(p * ratio - a) / a for p, a in scored))
