"""The trial in words: what went in, what stopped what, where the money went, what came of it."""

from collections.abc import Callable, Iterable
from itertools import groupby

from nytta.city.records.models import Decision
from nytta.followup.projects.models import Project
from nytta.followup.projects.queries import dues, with_figures, with_reporting
from nytta.followup.projects.rules import totals
from nytta.governance.applications.terms import Category
from nytta.governance.portfolios.models import Frame
from nytta.kit.imports import MISSING, SOURCE, SUPPLIED

from .book import STEPS, names
from .invariants import Invariant
from .run import Trial
from .sources import Source

Write = Callable[[str], object]
MKR = 1_000_000


def write_report(trial: Trial, invariants: Iterable[Invariant], write: Write) -> None:
    """All of it, source by source and then together."""
    for source in trial.sources:
        _source(trial, source, write)
    _money(trial, write)
    _effects(trial, write)
    write("\nMust hold")
    for one in invariants:
        write(f"  {'BROKEN' if one.broken else 'OK':6}  {one.name} ({one.looked_at:,})")
        for what in one.broken[:10]:
            write(f"          {what}")


def _source(trial: Trial, source: Source, write: Write) -> None:
    p, book, ways = source.preview, trial.books[source.name], trial.ways[source.name]
    write(f"\n{source.mapping.title} ({source.path.name}, mapping {source.name})")
    for note in dict.fromkeys(source.mapping.notes):
        write(f"  rate: {note}")
    write(f"  rows in {p.rows:,}, left out {p.left_out.total():,}, faulty {p.faulty:,}, taken on {len(ways):,}")
    for reason, n in sorted(p.left_out.items()):
        write(f"    left out {n:5}  {reason}")
    for rule, n in sorted(p.rules.items()):
        write(f"    faulty   {n:5}  {rule}")
    write("  step                  rows    cells: from the source, supplied by rule, missing")
    for number, name in STEPS.items():
        cells = book.cells[number]
        write(f"  {number} {name:18} {book.steps[number]:6,}  {cells[SOURCE]:9,} {cells[SUPPLIED]:9,} {cells[MISSING]:9,}")
    write("  acts")
    for name, n in sorted(book.acts.items()):
        write(f"    {n:6,}  {name}")
    write("  stopped by (each rule that an act was refused by; one act may break several)")
    for (where, rule, clause), n in sorted(book.stops.items(), key=lambda s: (s[0][0], -s[1])):
        write(f"    {n:6,}  at {where}: {rule} ({clause})")
    write("  where each row stands")
    stages: dict[str, int] = {}
    for way in ways:
        stages[way.stage] = stages.get(way.stage, 0) + 1
    for stage, n in sorted(stages.items()):
        write(f"    {n:6,}  {stage}")


def _money(trial: Trial, write: Write) -> None:
    write("\nGranted against frame and parts, million kronor (years with a frame and no grant are counted, not listed)")
    write("  programme  portf  year     frame   granted      left   parts (granted of size)")
    rows = list(Frame.objects.select_related("portfolio__programme").prefetch_related("parts").order_by(
        "portfolio__programme__valid_from", "portfolio__code", "year"))  # fmt: skip
    for (programme, code), frames in groupby(rows, lambda f: (f.portfolio.programme.code, f.portfolio.code)):
        years = list(frames)
        for frame in (f for f in years if f.granted_sek):
            parts = ", ".join(f"{p.part} {p.granted_sek / MKR:,.1f} of {p.amount_sek / MKR:,.1f}" for p in frame.parts.all())
            write(f"  {programme}  {code:5} {frame.year} {_line(frame.amount_sek, frame.granted_sek)}   {parts}")
        empty = sum(not f.granted_sek for f in years)
        whole, spent = sum(f.amount_sek for f in years), sum(f.granted_sek for f in years)
        write(f"  {programme}  {code:5} all  {_line(whole, spent)}   {empty} of {len(years)} years without a grant")
    write(f"  all: {sum(trial.totals.granted.values()):,} kronor in {sum(b.acts['grants'] for b in trial.books.values()):,} grants; "
          f"{Decision.objects.count():,} decisions in the chain")  # fmt: skip


def _line(frame_sek: int, granted_sek: int) -> str:
    return f"{frame_sek / MKR:9,.0f} {granted_sek / MKR:9,.1f} {(frame_sek - granted_sek) / MKR:9,.1f}"


def _effects(trial: Trial, write: Write) -> None:
    found = totals(
        r for r in dues(with_figures(with_reporting(Project.objects.all(), trial.until))) if r.category != Category.INNOVATIVE.value
    )
    share = f"{float(found.effect_share_reported) * 100:.1f} %" if found.effect_share_reported is not None else "nothing to compare with"
    missing = [r.code for r in found.missing]
    write("\nEffects a year after closure")
    write(
        f"  reported {len(found.done):,} of {len(found.rows):,} that are due: {found.effect_sek:,} kronor a year, {share} of what was invested in them"
    )
    write(f"  due and not reported: {len(missing):,}" + (f", {names(missing)}" if missing else ""))
