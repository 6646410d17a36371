"""Measure the selection engine against its bare solver on problems of a city's kind, in one run, and judge it by the bar.

    python bench/solve.py [--quick] [--only NAMES] [--first 21] [--seeds 10]

Exit code 0 when every line of the bar holds, 1 when one falls short. See bench/README.md.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

BENCH = Path(__file__).resolve().parent
ROOT = BENCH.parent
sys.path[:0] = [str(ROOT), str(BENCH)]

from cities import city, knapsacks, light, without_capacities  # noqa: E402

from nytta.engine import solver  # noqa: E402
from nytta.engine.problem import Problem, from_dict  # noqa: E402
from nytta.engine.rank import rank  # noqa: E402
from nytta.engine.select import Budget, Found, Infeasible, Program, keep, model, nearby, program, select, settle, untie  # noqa: E402

LIMIT = 60.0  # seconds of the bare solver, after which an instance says nothing about values
FORCED = 5  # proposals forced in or out per instance


class Bar:
    """Lines of the bar with what was measured."""

    def __init__(self) -> None:
        self.short = 0

    def holds(self, what: str, got: float, most: float, unit: str = "s") -> None:
        verdict = "OK" if got <= most else "SHORT"
        self.short += verdict == "SHORT"
        print(f"  {verdict:5} {what}: {got:.3g} {unit} (at most {most:.3g})", flush=True)

    def same(self, what: str, wrong: list[Any]) -> None:
        self.short += bool(wrong)
        print(f"  {'SHORT' if wrong else 'OK':5} {what}{': not ' + str(wrong) if wrong else ''}", flush=True)


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    """Processor seconds of this process (all threads) and what came out."""
    begun = time.process_time()
    found = call()
    return time.process_time() - begun, found


def bare(asked: Program, seconds: float = LIMIT) -> tuple[float, solver.Outcome]:
    """The solver alone on the whole model, with the engine's options."""
    made = model(asked)
    return timed(lambda: solver.solve(made, limits=solver.Limits(seconds=seconds)))


def cities(count: int, seeds: range, change: Callable[[dict[str, Any]], dict[str, Any]] = dict) -> list[tuple[int, Problem]]:
    return [(seed, from_dict(change(city(count, seed)))) for seed in seeds]


def forced(problem: Problem, selected: tuple[str, ...], count: int) -> list[Program]:
    """Proposals that nothing holds, spread over the list, each put where it is not."""
    free = [p.id for p in problem.proposals if p.status == "free"]
    picked = free[:: max(1, len(free) // count)][:count]
    asked = program(problem)
    return [asked.forced(outside=[j]) if j in selected else asked.forced(inside=[j]) for j in picked]


def from_last(asked: Program, last: frozenset[str], rows: tuple[solver.Row, ...] = ()) -> Found:
    """As the room does: the last answer made to fit what is asked now, and started from."""
    return settle(asked.adding(*rows), start=nearby(asked, last, budget=Budget()))


def ratios(bar: Bar, count: int, seeds: range) -> None:
    """First answer, tie check and what-ifs beside the bare solver, every rule on."""
    print(f"{count} proposals, every rule, seeds {seeds[0]}-{seeds[-1]}: seconds of bare, first, with ties, forced")
    first, ties, whatifs, wrong, all_forced = [], [], [], [], []
    for seed, problem in cities(count, seeds):
        alone, outcome = bare(program(problem))
        if outcome.state == "infeasible":
            print(f"  seed {seed}: no set keeps the rules")
            continue
        began, found = timed(lambda problem=problem: settle(program(problem)))
        checked, tied = timed(lambda problem=problem, found=found: untie(problem, program(problem), found.chosen or frozenset()))
        if outcome.state == "optimal" and outcome.bound != found.objective:
            wrong.append(seed)
        each = [
            timed(lambda asked=asked, last=tied.chosen: from_last(asked, last))[0] for asked in forced(problem, tuple(tied.chosen), FORCED)
        ]
        own = [bare(asked)[0] for asked in forced(problem, tuple(tied.chosen), FORCED)]
        print(f"  seed {seed}: {alone:.2f} {began:.2f} {began + checked:.2f} {statistics.median(each):.2f} ({max(each):.2f})", flush=True)
        first.append(began - 1.25 * alone)
        ties.append(began + checked - 4 * alone)
        whatifs += [mine - 1.5 * other for mine, other in zip(each, own, strict=True)]
        all_forced += each
    bar.same("same value as the bare solver", wrong)
    bar.holds("first answer less 1.25 T, median", statistics.median(first), 0.05)
    bar.holds("with tie check less 4 T, median", statistics.median(ties), 0.1)
    bar.holds("forced in or out less 1.5 T, median", statistics.median(whatifs), 0.05)
    if count == 100:
        bar.holds("forced in or out, median", statistics.median(all_forced), 0.15)
        bar.holds("forced in or out, worst", max(all_forced), 0.3)


def proofs(bar: Bar, name: str, count: int, seeds: range, change: Callable[[dict[str, Any]], dict[str, Any]], rows: bool) -> None:
    """Time to proof; with `rows` also with the rows of savings and portfolios, and what-ifs with those kept."""
    print(
        f"{name}, seeds {seeds[0]}-{seeds[-1]}: seconds of bare, first{', making rows, first with rows, forced without and with' if rows else ''}"
    )
    alone, first, whatifs, wrong, unproved = [], [], [], [], []
    for seed, problem in cities(count, seeds, change):
        asked = program(problem)
        own, outcome = bare(asked)
        began, found = timed(lambda asked=asked: settle(asked, budget=Budget(seconds=LIMIT)))
        alone.append(own)
        first.append(began)
        unproved += [seed] if found.state == "interrupted" else []
        if outcome.state == "optimal" and outcome.bound != found.objective:
            wrong.append(seed)
        line = f"  seed {seed}: {own:.2f} {began:.2f}"
        if rows and found.chosen is not None:
            made, kept = timed(lambda problem=problem: keep(problem))
            again, same = timed(lambda asked=asked, kept=kept: settle(asked.adding(*kept.rows)))
            if same.objective != found.objective:
                wrong.append((seed, "rows"))
            tried = [p for p in forced(problem, tuple(found.chosen), 2)]
            plain = [timed(lambda p=p: settle(p)) for p in tried]
            near = [timed(lambda p=p, last=found.chosen: from_last(p, last)) for p in tried]
            quick = [timed(lambda p=p, last=found.chosen, kept=kept: from_last(p, last, kept.rows)) for p in tried]
            wrong += [(seed, "forced") for three in zip(plain, near, quick, strict=True) if len({one.objective for _, one in three}) > 1]
            whatifs += [(a, b, c) for (a, _), (b, _), (c, _) in zip(plain, near, quick, strict=True)]
            line += f" {made:.2f} {again:.2f}; " + " ".join(f"{statistics.mean(t for t, _ in some):.2f}" for some in (plain, near, quick))
        print(line, flush=True)
    bar.same("all proved", unproved)
    bar.same("same value, with and without rows", wrong)
    print(f"        bare: median {statistics.median(alone):.2f}, worst {max(alone):.2f}")
    bar.holds("proof, median", statistics.median(first), 2.5 if rows else 1.5)
    bar.holds("proof, worst", max(first), 10 if rows else 8)
    if rows:
        for name, times in zip(("from nothing", "from the last answer", "and with rows kept"), zip(*whatifs, strict=True), strict=True):
            print(
                f"        forced {name}: mean {statistics.mean(times):.2f}, median {statistics.median(times):.2f}, worst {max(times):.2f}"
            )
        bar.holds("forced in or out with rows kept, median", statistics.median(c for *_, c in whatifs), 1)
        bar.holds("forced in or out with rows kept, worst", max(c for *_, c in whatifs), 8)


def interim(bar: Bar, seeds: range) -> None:
    """What is left to prove at 300 proposals with every rule, after 2 and 10 seconds."""
    print(f"300 proposals, every rule, seeds {seeds[0]}-{seeds[-1]}: gap in per cent after 2 and 10 s, time of the ranked list")
    gaps: dict[float, list[float]] = {2.0: [], 10.0: []}
    lists = []
    for seed, problem in cities(300, seeds):
        took, _ = timed(lambda problem=problem: rank(problem))
        lists.append(took)
        for seconds, found in gaps.items():
            try:
                answer = select(problem, budget=Budget(seconds=seconds))
            except Infeasible:
                continue
            gap = answer.gap
            found.append(float("inf") if gap is None else float(gap) * 100)
        print(f"  seed {seed}: {gaps[2.0][-1]:.2f} {gaps[10.0][-1]:.2f} {took * 1000:.0f} ms", flush=True)
    bar.holds("gap after 2 s, median", statistics.median(gaps[2.0]), 0.9, "%")
    bar.holds("gap after 2 s, worst", max(gaps[2.0]), 1.3, "%")
    bar.holds("gap after 10 s, median", statistics.median(gaps[10.0]), 0.6, "%")
    bar.holds("ranked list at 300, worst", max(lists), 0.1)


def repeated(bar: Bar, seeds: range) -> None:
    """The same input in another process with another hash seed, and with the proposals in another order."""
    print(f"100 proposals, seeds {seeds[0]}-{seeds[-1]}: the same answer again")
    wrong = []
    for seed in seeds:
        answers = []
        for hashed in ("1", "2"):
            command = [sys.executable, str(Path(__file__)), "--answer", f"{seed}"]
            answers.append(subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": hashed}, capture_output=True, check=True).stdout)
        raw = city(100, seed)
        shuffled = {**raw, "proposals": random.Random(seed).sample(raw["proposals"], len(raw["proposals"]))}
        answers.append(answer_of(shuffled).encode())
        wrong += [seed] if len(set(answers)) > 1 else []
    bar.same("same set and value", wrong)


def answer_of(raw: dict[str, Any]) -> str:
    try:
        found = select(from_dict(raw))
    except Infeasible:
        return "infeasible"
    return " ".join([str(found.value), *sorted(found.selected)])


def published(bar: Bar, folder: Path, quick: bool) -> None:
    """Published knapsacks: every optimum of mknap1, and of cb1 the best known where it is proved in time."""
    print("OR-Library: value, published, state")
    wrong = []
    for number, (asked, best) in enumerate(knapsacks(folder / "mknap1.txt")):
        found = settle(asked)
        wrong += [f"mknap1-{number}"] if (found.objective or 0) * asked.unit != best else []
    bar.same("every optimum of mknap1", wrong)
    if quick:
        return
    lines = [line.split() for line in (folder / "mkcbres_dev.txt").read_text().splitlines()]
    best_known = {int(words[1]): int(words[2]) for words in lines if words[0] == "mknapcb1"}
    wrong = []
    for number, (asked, _) in enumerate(knapsacks(folder / "mknapcb1.txt")):
        if number in (0, 1, 10, 20):
            took, found = timed(lambda asked=asked: settle(asked, budget=Budget(seconds=20)))
            reached = Fraction(found.objective or 0) * asked.unit
            print(f"  cb1-{number}: {reached} {best_known[number]} {found.state} {took:.1f} s", flush=True)
            wrong += [f"cb1-{number}"] if found.state == "optimal" and reached != best_known[number] else []
    bar.same("best known value of cb1 where proved", wrong)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help="two seeds of each: tries that everything works")
    parser.add_argument("--only", default="", help="of ratios,150,light,caps,interim,again,published, with commas between")
    parser.add_argument("--first", type=int, default=21, help="the first seed")
    parser.add_argument("--seeds", type=int, default=10, help="how many")
    parser.add_argument("--answer", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.answer is not None:
        print(answer_of(city(100, asked.answer)), end="")
        return 0
    count = 2 if asked.quick else asked.seeds
    seeds, some = range(asked.first, asked.first + count), range(asked.first, asked.first + min(count, 5))
    bar = Bar()
    print(f"{solver.version()}, one thread, processor seconds, Python {sys.version.split()[0]}, load {os.getloadavg()[0]:.1f}")
    shared = os.environ.get("NYTTA_SHARED")
    runs: dict[str, Callable[[], None]] = {
        "ratios": lambda: ratios(bar, 100, seeds),
        "150": lambda: proofs(bar, "150 proposals, every rule", 150, seeds, dict, False),
        "light": lambda: proofs(bar, "300 proposals, light", 300, seeds, light, True),
        "caps": lambda: proofs(bar, "300 proposals, without capacities", 300, seeds, without_capacities, True),
        "interim": lambda: interim(bar, some),
        "again": lambda: repeated(bar, some),
    }
    if shared:
        runs["published"] = lambda: published(bar, ROOT / shared / "data" / "orlib-mkp", asked.quick)
    for name, run in runs.items():
        if not asked.only or name in asked.only.split(","):
            run()
    return 1 if bar.short else 0


if __name__ == "__main__":
    sys.exit(main())
