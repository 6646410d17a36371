"""Measure Nytta's pages against a bare Django project of the same shape, interleaved in one run, and judge the ratios.

    python bench/run.py [--sizes 2000,20000,200000] [--on sqlite,pg] [--pg URL] [--rounds 25] [--per 5] [--keep FOLDER] [--pages NAMES]
                        [--no-serve] [--json FILE] [--docs] [--quick] [--profile PAGE]

Exit code 0 when every gate holds, 1 when one falls short or the run says nothing. See bench/README.md.
"""

import argparse
import json
import os
import platform
import random
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import serve
from pages import ALIKE, BY_NAME, GROWTH, PAGES, SIZES, Page, addresses
from targets import BARE, OURS, ROOT, SLOW, Target, databases, filled

TOLERANCE = 0.10  # what a ratio of 25 rounds may be wrong by on a machine that others use too
KINDS = {"sqlite": "SQLite", "pg": "PostgreSQL"}
WORDS = ("OK", "NOISE", "SHORT")
Found = dict[str, Any]


def measure(made: list[Target], rounds: int, times: int) -> dict[str, dict[str, Found]]:
    """Warm up and count once; then visit every page of every target in each round, in a shuffled order."""
    counts: dict[str, dict[str, Found]] = {}
    for one in made:
        one.start()
        for page, address in one.paths.items():
            if page not in SLOW:
                one.ask(time=address, times=3)  # a statement that is asked three times is prepared
        counts[one.name] = {page: one.ask(count=address) for page, address in one.paths.items()}
        for page, found in counts[one.name].items():
            if found["status"] != 200:
                raise SystemExit(f"{one.name}: {one.paths[page]} answers {found['status']}")
    order, chance = [(one, page) for one in made for page in one.paths], random.Random(1)
    for number in range(rounds):
        chance.shuffle(order)
        for one, page in order:
            if page not in SLOW or number % 3 == 0:
                one.visit(page, times)
        print(f"\rround {number + 1} of {rounds}, load {os.getloadavg()[0]:.1f}   ", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return counts


def ratios(upper: list[float], lower: list[float]) -> list[float]:
    """The ratio of each round, in order of size."""
    return sorted(a / b for a, b in zip(upper, lower, strict=True) if b)


def quartiles(values: list[float]) -> tuple[float, float, float]:
    """First quartile, median, third quartile."""
    return values[len(values) // 4], statistics.median(values), values[(3 * len(values)) // 4]


def growing(nytta: Target, codes: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What is exact beside each page's own count: the list's queries with 50 and with 200 rows, and those of a case in every state."""
    few, many = (nytta.ask(count="/ansokningar/", per_page=rows) for rows in (50, 200))
    same = few["queries"] == many["queries"]
    yield ("OK" if same else "SHORT"), f"list: {few['queries']} queries with 50 rows on the page, {many['queries']} with 200"
    most = BY_NAME["case"].queries or 0
    for state, code in sorted(codes.items()):
        if state != "draft":
            found = nytta.ask(count=f"/ansokningar/{code}/")
            held = found["queries"] <= most and found["alike"] <= ALIKE
            yield (
                ("OK" if held else "SHORT"),
                f"case in state {state}: {found['queries']} queries, {found['alike']} alike, at most {most} and {ALIKE}",
            )


def found_of(page: Page, named: dict[str, Target], counts: dict[str, dict[str, Found]], place: int) -> Found:
    """What was measured of a page, and its verdict."""
    name, nytta, limit, again = page.name, named["nytta"], named["limit"], named["limit2"]
    count = counts["nytta"][name]
    low, middle, high = quartiles(ratios(nytta.cost[name], limit.cost[name]))
    cpu, db, wall = (statistics.median(values) for values in zip(*nytta.parts[name], strict=True))
    found = {
        "page": name, **{key: count[key] for key in ("queries", "alike", "bytes", "gz")}, "cpu_ms": cpu, "db_ms": db, "wall_ms": wall,
        "limit_ms": statistics.median(limit.cost[name]), "ratio": middle, "quartiles": [low, high],
        "noise": statistics.median(ratios(again.cost[name], limit.cost[name])), "gate": page.ratio[place] if page.ratio else None,
        "base": page.base, "aim": page.aim,
    }  # fmt: skip
    if page.base:
        found["of_base"] = statistics.median(ratios(nytta.cost[name], nytta.cost[page.base]))
    found["faults"] = list(_exact(page, found))
    found["word"] = _word(found)
    return found


def _exact(page: Page, found: Found) -> Iterator[str]:
    """What is over, of the figures that are the same in every run."""
    if page.queries is not None and found["queries"] > page.queries:
        yield f"{found['queries']} queries, at most {page.queries}"
    if found["alike"] > ALIKE:
        yield f"{found['alike']} alike queries, at most {ALIKE}"
    if page.kb and not page.grows:
        for what, most, got in (("kB", page.kb[0], found["bytes"]), ("kB gzipped", page.kb[1], found["gz"])):
            if got > most * 1000:
                yield f"{got / 1000:.1f} {what}, at most {most}"


def _word(found: Found) -> str:
    if found["faults"]:
        return "SHORT"
    if found["gate"] is None:
        return "OK"
    got = found["of_base"] if found["base"] else found["ratio"]
    if got <= found["gate"] * (1 + TOLERANCE):
        return "OK"
    return "NOISE" if abs(found["noise"] - 1) > TOLERANCE else "SHORT"


def told(found: Found) -> str:
    """A page's line."""
    got = found["of_base"] if found["base"] else found["ratio"]
    gate = "–" if found["gate"] is None else f"{found['gate']:g}"
    own = f" of its own {found['base']}" if found["base"] else ""
    within = " (within the tolerance)" if found["word"] == "OK" and found["gate"] and got > found["gate"] else ""
    return (
        f"{found['word']:6}{found['page']:14}{found['queries']:>4}{found['alike']:>3}{found['bytes'] / 1000:>9.1f}{found['gz'] / 1000:>8.1f}"
        f"{found['cpu_ms']:>9.1f}{found['db_ms']:>8.1f}{found['limit_ms']:>9.1f}{got:>7.2f} ({found['quartiles'][0]:.2f}-{found['quartiles'][1]:.2f})"
        f" gate {gate}{own}, noise {found['noise']:.2f}{within}{'; ' + '; '.join(found['faults']) if found['faults'] else ''}"
    )


def grown(results: list[Found]) -> Iterator[tuple[str, str]]:
    """What a page costs at 20,000 rows over what it costs at 2,000, in parts of the limit's own growth."""
    sizes = {r["rows"]: {f["page"]: f for f in r["pages"]} for r in results}
    if not {2_000, 20_000} <= set(sizes):
        return
    for name, most in GROWTH.items():
        small, large = (sizes[rows].get(name) for rows in (2_000, 20_000))
        if small and large:
            got = (large["cpu_ms"] + large["db_ms"]) / (small["cpu_ms"] + small["db_ms"])
            yes = got <= most * (1 + 2 * TOLERANCE)  # two runs: the tolerance of each
            yield ("OK" if yes else "SHORT"), f"{name}: costs {got:.2f} times as much at 20,000 as at 2,000, at most {most:g}"


def sized(kind: str, rows: int, asked: argparse.Namespace) -> Found:
    """Everything at one size on one database."""
    rounds, per = (3, 2) if asked.quick else (asked.rounds, asked.per) if rows < SIZES[2] else (max(8, asked.rounds // 3), 3)
    place = min(range(len(SIZES)), key=lambda n: abs(SIZES[n] - rows))
    with databases(None if kind == "sqlite" else asked.pg, asked.keep, rows) as (folder, urls):
        environments, here, there = filled(folder, urls, rows)
        ours, bare = addresses(here, there)
        names = asked.pages.split(",") if asked.pages else list(ours)
        needed = {n for n in names} | {BY_NAME[n].base for n in names if BY_NAME[n].base}
        made = [
            Target("nytta", environments["nytta"], OURS, {n: a for n, a in ours.items() if n in needed}),
            *(Target(name, environments["limit"], BARE, {n: a for n, a in bare.items() if n in needed}) for name in ("limit", "limit2")),
        ]
        if asked.profile:
            made[0].start("--profile", ours[asked.profile])
            raise SystemExit(made[0].process.wait())
        try:
            counts = measure(made, rounds, per)
            exact = list(growing(made[0], here["codes"])) if "case" in needed else []
        finally:
            for one in made:
                one.end()
        named = {one.name: one for one in made}
        result: Found = {
            "on": KINDS[kind],
            "rows": here["rows"] if rows not in SIZES else rows,
            "rounds": rounds,
            "per": per,
            "load": os.getloadavg()[0],
        }
        result["pages"] = [found_of(page, named, counts, place) for page in PAGES if page.name in needed]
        if asked.quick:  # says only what is the same in every run
            for found in result["pages"]:
                found["word"] = "SHORT" if found["faults"] else "OK"
        result["exact"] = exact
        if not (asked.no_serve or asked.quick) and (rows == SIZES[1] or asked.sizes == str(rows)):
            result["budgets"] = serve.measured(environments, ours, bare, rows)
    return result


def shown(result: Found) -> list[str]:
    """Print what was found at one size; the words of all verdicts."""
    print(f"\n{result['on']}, {result['rows']:,} cases, {result['rounds']} rounds of {result['per']}, load {result['load']:.1f}")
    print(f"{'':6}{'page':14}{'q':>4}{'=':>3}{'kB':>9}{'gz':>8}{'cpu ms':>9}{'db ms':>8}{'limit':>9}{'ratio':>7}")
    for found in result["pages"]:
        print(told(found))
    others = [*result["exact"], *((b["word"], b["line"]) for b in result.get("budgets", ()))]
    for word, line in others:
        print(f"{word:6}{line}")
    return [*(f["word"] for f in result["pages"]), *(word for word, _ in others)]


def documented(results: list[Found]) -> str:
    """The table of the documentation."""
    lines = [
        f"Python {platform.python_version()}, {os.cpu_count()} cores. CPU in ms of process and database; the ratio is to the bare project's same page.",
        "",
    ]
    for result in results:
        lines += [
            f"### {result['on']}, {result['rows']:,} cases",
            "",
            f"{result['rounds']} rounds of {result['per']}, load {result['load']:.1f}.",
            "",
        ]
        lines += [
            "| page | verdict | queries (alike) | kB / gz | CPU + db ms | the bare ms | ratio (quartiles) | gate | aim | noise |",
            "|---|---|---|---|---|---|---|---|---|---|",
        ]
        for f in result["pages"]:
            got = (
                f"{f['of_base']:.2f} of its own {f['base']}"
                if f["base"]
                else f"{f['ratio']:.2f} ({f['quartiles'][0]:.2f}–{f['quartiles'][1]:.2f})"
            )
            gate, aim = (f"{f[key]:g}" if f[key] is not None else "" for key in ("gate", "aim"))
            lines.append(
                f"| {f['page']} | {f['word']}{': ' + '; '.join(f['faults']) if f['faults'] else ''} | {f['queries']} ({f['alike']}) | {f['bytes'] / 1000:.1f} / {f['gz'] / 1000:.1f} "
                f"| {f['cpu_ms']:.1f} + {f['db_ms']:.1f} | {f['limit_ms']:.1f} | {got} | {gate} | {aim} | {f['noise']:.2f} |"
            )
        lines += [
            "",
            *(f"- {word}: {line}" for word, line in result["exact"]),
            *(f"- {b['word']}: {b['line']}" for b in result.get("budgets", ())),
            "",
        ]
    return "\n".join(lines)


def into_docs(results: list[Found]) -> None:
    """Put the table where the documentation keeps it."""
    path = ROOT / "docs" / "speed.md"
    before, rest = path.read_text(encoding="utf-8").split("<!-- measured -->\n", 1)
    after = rest.split("<!-- end of measured -->", 1)[1]
    path.write_text(f"{before}<!-- measured -->\n{documented(results)}\n<!-- end of measured -->{after}", encoding="utf-8")


def arguments() -> argparse.Namespace:
    """What is asked for."""
    parser = argparse.ArgumentParser(description="Ratios of Nytta's pages to those of a bare Django project.")
    parser.add_argument("--sizes", default="2000,20000", help="numbers of cases, with commas between")
    parser.add_argument("--on", default="sqlite,pg", help="sqlite, pg, or both with a comma between")
    parser.add_argument("--pg", default=os.environ.get("NYTTA_BENCH_PG_URL", ""), help="a PostgreSQL server, instead of one from a wheel")
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--per", type=int, default=5, help="requests in each visit")
    parser.add_argument("--keep", default="", help="a folder for the databases, used again by the next run")
    parser.add_argument("--pages", help="only these, with commas between: " + ", ".join(BY_NAME))
    parser.add_argument("--no-serve", action="store_true", help="without memory, cold start and throughput")
    parser.add_argument("--json", help="a file for all figures")
    parser.add_argument("--docs", action="store_true", help="write the table of docs/speed.md")
    parser.add_argument("--quick", action="store_true", help="2,000 cases on SQLite and 3 rounds: only what is exact is judged")
    parser.add_argument("--profile", help="instead: where the time of this page goes")
    asked = parser.parse_args()
    if asked.quick:
        asked.sizes, asked.on = "2000", "sqlite"
    return asked


def main() -> int:
    """Seed, measure, report."""
    asked = arguments()
    results, words = [], []
    for kind in asked.on.split(","):
        own = []
        for rows in map(int, asked.sizes.split(",")):
            own.append(sized(kind, rows, asked))
            words += shown(own[-1])
        for word, line in () if asked.quick else grown(own):
            words.append(word)
            print(f"{word:6}{line}")
        results += own
    if asked.json:
        Path(asked.json).write_text(json.dumps(results, indent=1, ensure_ascii=False), encoding="utf-8")
    if asked.docs:
        into_docs(results)
    if "NOISE" in words:
        print(
            f"NOISE: the bare project against itself is outside {1 - TOLERANCE:g}-{1 + TOLERANCE:g} there, and the run says nothing. Run longer."
        )
    return int(set(words) != {"OK"})


if __name__ == "__main__":
    sys.exit(main())
