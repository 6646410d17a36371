"""What is measured, and how much it may cost: a row for each page, with Nytta's address and the bare project's."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

SIZES = (2_000, 20_000, 200_000)


@dataclass(frozen=True)
class Page:
    """A page: both addresses, filled in with what the seeds say; what it may cost at the three sizes over the limit's (`ratio`) or over
    Nytta's own page `base`; what is aimed at; most queries; most kB, plain and gzipped. None: measured, and judged by nothing.
    """

    name: str
    ours: str
    bare: str
    ratio: tuple[float, float, float] | None = None
    base: str = ""
    aim: float | None = None
    queries: int | None = None
    kb: tuple[int, int] | None = None
    grows: bool = False  # whether the rows on the page follow from the size, so that bytes say nothing


LIST, DETAIL = "/systems/", "/systems/{system}/"
PAGES = (
    Page("list", "/ansokningar/", LIST, (1.5, 1.5, 1.5), aim=0.8, queries=10, kb=(80, 12)),
    Page("last", "/ansokningar/?page={last}", LIST + "?page={last}", (1.15, 1.3, 2.0), base="list", aim=1.1, queries=10, kb=(80, 12)),
    Page("filter", "/ansokningar/?lage=valuation&sokande={body}", LIST + "?status=live&unit=3", (1.5, 1.5, 1.5), aim=1.0, queries=10, kb=(80, 12)),
    Page("filter text", "/ansokningar/?lage=granted&q={rare}", LIST + "?status=live&q={bare_rare}", (1.5, 1.5, 1.5), aim=1.0, queries=10, kb=(80, 12)),
    Page("case", "/ansokningar/{decision}/", DETAIL, (3.0, 3.0, 3.0), aim=2.0, queries=16, kb=(60, 12)),
    Page("portfolio", "/portfoljer/", "/portfolio/", (2.0, 1.5, 1.3), aim=1.2, queries=10, kb=(60, 10)),
    Page("what-if", "/api/v1/portfolio-sums?{out}", "/what-if/?{bare_out}", (1.5, 1.3, 1.2), aim=1.0, queries=6, kb=(10, 3)),
    Page("search rare", "/sok/?q={rare}", "/search/?q={bare_rare}", (1.7, 1.7, 1.7), aim=1.2, queries=6, kb=(40, 8)),
    Page("search common", "/sok/?q={common}", "/search/?q={bare_common}", (1.5, 1.0, 0.2), aim=0.1, queries=6, kb=(40, 8)),
    Page("list common", "/ansokningar/?q={common}", "/search/?q={bare_common}", queries=10, kb=(80, 12)),
    Page("api", "/api/v1/cases?limit=50", "/api/systems/", (1.5, 1.5, 1.3), aim=1.0, queries=5, kb=(60, 12)),
    Page("csv", "/ansokningar/csv", "/export.csv", (1.3, 1.3, 1.3), aim=1.0, queries=6, grows=True),
    Page("xlsx", "/ansokningar/xlsx", "/export.xlsx", (0.5, 0.4, 0.4), aim=0.3, queries=6, grows=True),
    Page("systems", "/system/", LIST, (1.5, 1.5, 1.5), aim=0.8, queries=10, kb=(80, 12)),
    Page("desk", "/mitt-bord/", LIST, queries=41),
    Page("room", "/vagningar/V-300/rummet/", LIST, queries=28),
    Page("figures", "/ansokningar/{figures}/kalkyl/", DETAIL, (2.5, 2.5, 2.5), base="case", queries=16),
    Page("baseline", "/nulagen/{baseline}/", DETAIL, (2.5, 2.5, 2.5), base="case", queries=16),
    Page("projects", "/projekt/", LIST, (1.5, 1.5, 1.5), queries=10, kb=(80, 12)),
    Page("report", "/rapporter/portfoljer/?ar={year}", LIST, queries=28, grows=True),
)  # fmt: skip
BY_NAME = {page.name: page for page in PAGES}
GROWTH = {"list": 1.15, "case": 1.15, "api": 1.15, "search rare": 1.5, "portfolio": 1.8}  # own cost at 20,000 over own at 2,000, at most
ALIKE = 2  # queries of a page that differ in their parameters only, at most


@dataclass(frozen=True)
class Budget:
    """What a process may take beside the ratios."""

    name: str
    most: float
    unit: str
    what: str = field(default="", compare=False)


BUDGETS = {
    "memory": Budget("private memory of a worker", 90, "MiB", "after a round of the pages, at 20,000 cases"),
    "csv": Budget("memory more after CSV of all", 25, "MiB"),
    "xlsx": Budget("memory more after XLSX of all", 25, "MiB"),
    "cold cpu": Budget("cold start, CPU", 3.0, "of the limit's"),
    "cold wall": Budget("cold start, wall", 3.0, "of the limit's"),
    "packages": Budget("packages for running", 160, "MB", "without those that are loaded when first used"),
    "list": Budget("list at 8 connections", 0.65, "of the limit's"),
    "case": Budget("case at 8 connections", 0.65, "of the limit's"),
}
AT_LEAST = {"list", "case"}  # of these budgets, what is asked for is at least so much


def addresses(here: dict[str, Any], there: dict[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """{page: address} of Nytta and of the limit, from what the seeds say."""
    known = {
        **here, "decision": here["codes"]["decision"], "last": max(1, here["rows"] // 50), "system": there["system"],
        "rare": quote(here["rare"]), "common": quote(here["common"]), "bare_rare": quote(there["rare"]), "bare_common": quote(there["common"]),
        "out": "without=" + ",".join(here["out"]), "bare_out": "&".join(f"out={key}" for key in (1, 2, 3, 44, 555)),
    }  # fmt: skip
    return {p.name: p.ours.format(**known) for p in PAGES}, {p.name: p.bare.format(**known) for p in PAGES}
