"""The overviews' charts, and what they say in words."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext, ngettext

from nytta.kit.charts import MILLIONS, svg
from nytta.kit.documents import Section
from nytta.kit.plots import Bubble, Cell, Part, Spec, Stretch, heat, quadrants, stacked, stretches
from nytta.kit.words import label
from nytta.plain.money import sek

from ..queries.overviews import COST_OF, UNKNOWN, Heat
from ..rules.overviews import HIGH_FROM, quadrant
from ..terms import Category, Left, LifePhase, Quadrant

MOST_BARS, MOST_LIVES, MOST_AREAS, MOST_NAMES = 20, 25, 30, 12
BY_CATEGORY = ("var(--ca)", "var(--c2)", "var(--c1)", "var(--cg2)")
BY_PHASE = ("var(--cg2)", "var(--ca)", "var(--c1)", "var(--c2)", "var(--c3)")
BY_QUADRANT = ("var(--c1)", "var(--c2)", "var(--ca)", "var(--c3)")
STARTS = tuple(f"{p}_from" for p in LifePhase)
WHOLE = "datum.value % 1 ? '' : format(datum.value,'d')"  # what is counted has no halves
Row = Mapping[str, Any]


def of_all(lacking: int, every: int, what: str) -> str:
    """In words how many of all systems lack something; nothing where none does."""
    said = gettext("%(lacking)s av %(every)s system saknar %(what)s.")
    return said % {"lacking": lacking, "every": every, "what": what} if lacking else ""


def category(name: str) -> str:
    """A category, or that there is none, in words."""
    return gettext("Kategori saknas") if name == UNKNOWN else label(Category(name))


def money(amount: int | None) -> str:
    """A sum in kronor; a dash where none is known."""
    return "–" if amount is None else sek(amount)


def _drawn(title: str, says: str, spec: Spec, cut: int = 0) -> list[Section]:
    """A chart as a section, with what it shows in words; where `cut` is given it has the first of that many."""
    texts = [says, gettext("Bilden visar de första %(most)s; tabellen har alla.") % {"most": cut} if cut else ""]
    return [Section(title, texts, chart=svg(spec, title=title, description=says), alt=says)]


def costs(top: Sequence[Row]) -> list[Section]:
    """The most expensive owners, each by category."""
    pieces = [
        Part(row["name"], category(c), row[c], f"{row['name']}, {category(c).lower()}: {sek(row[c])}")
        for row in top[:MOST_BARS]
        for c in COST_OF.values()
        if row[c]
    ]
    if not pieces:
        return []
    kinds = [category(c) for c in COST_OF.values()]
    spec = stacked(pieces, x=gettext("Miljoner kronor per år"), x_label=MILLIONS, kinds=kinds, colors=BY_CATEGORY)
    says = gettext("Varje stapel är en ägare, delad efter systemens kategori. Dyrast överst.")
    return _drawn(gettext("Kostnad per år, ägare för ägare"), says, spec, MOST_BARS if len(top) > MOST_BARS else 0)


def lives(coming: Sequence[Row], on: date) -> list[Section]:
    """The systems that end first, each with its phases."""
    shown = coming[:MOST_LIVES]
    if not shown:
        return []
    ends = [row["retired_from"] or row["phase_out_from"] for row in shown]
    first = date(min(on.year, *(day.year for day in ends)) - 1, 1, 1)
    last = date(min(max(on.year + 1, *(day.year for day in ends)), on.year + 8), 12, 31)
    pieces = [piece for row in shown for piece in _phases(row, last)]
    spec = stretches(pieces, kinds=[label(p) for p in LifePhase], colors=BY_PHASE, between=(first, last), now=on)
    says = gettext(
        "Varje rad är ett system med sina faser; en romb är dagen då det är avvecklat, och den streckade linjen är den valda dagen. En stapel som når bildens kant har ingen känd slutdag, eller slutar senare."
    )
    return _drawn(gettext("Det som slutar först"), says, spec, MOST_LIVES if len(coming) > MOST_LIVES else 0)


def _phases(row: Row, last: date) -> list[Stretch]:
    """A system's phases one after the other; the last goes on for as long as the chart shows."""
    name = f"{row['name']} ({row['code']})"
    known = [(p, row[f"{p}_from"]) for p in LifePhase if row[f"{p}_from"]]
    found = []
    for nth, (phase, starts) in enumerate(known):
        until = known[nth + 1][1] if nth + 1 < len(known) else last
        words = label(phase)
        says = gettext("%(name)s: %(phase)s från %(day)s") % {"name": name, "phase": words.lower(), "day": starts.isoformat()}
        found.append(Stretch(name, words, starts, None if phase is LifePhase.RETIRED else until, says))
    return found


def scores(cells: Sequence[tuple[int, int, int]]) -> list[Section]:
    """How many systems there are at each pair of (fitness, value)."""
    if not cells:
        return []
    said = gettext("värde %(value)s, teknik %(fitness)s: %(n)s system, %(what)s")
    found = [
        Bubble(x, y, n, what, said % {"value": y, "fitness": x, "n": n, "what": what.lower()})
        for x, y, n in cells
        if (q := quadrant(y, x)) and (what := label(q))
    ]
    names = [(label(q), q in {Quadrant.INVEST, Quadrant.TOLERATE}, q in {Quadrant.INVEST, Quadrant.MIGRATE}) for q in Quadrant]
    spec = quadrants(
        found, x=gettext("Teknisk lämplighet"), y=gettext("Värde för verksamheten"), names=names, colors=BY_QUADRANT, high_from=HIGH_FROM
    )
    says = gettext("Varje cirkel är de system som har samma två betyg, med antalet i.")
    return _drawn(gettext("Fyra fält"), says, spec)


def left(by_owner: Sequence[Row]) -> list[Section]:
    """How many systems each owner has that have been left, by what has happened."""
    ordered = sorted(by_owner, key=lambda row: (-row["n"], row["owner__sort"]))
    pieces = [
        Part(row["owner__name"], label(k), row[f"n_{k}"], f"{row['owner__name']}, {label(k).lower()}: {row[f'n_{k}']}")
        for row in ordered[:MOST_BARS]
        for k in Left
        if row[f"n_{k}"]
    ]
    if not pieces:
        return []
    colors = ("var(--c2)", "var(--ca)", "var(--c3)")
    spec = stacked(pieces, x=gettext("Antal system"), x_label=WHOLE, kinds=[label(k) for k in Left], colors=colors)
    says = gettext("Varje stapel är en ägare, delad efter vad som har hänt. Flest system överst.")
    return _drawn(gettext("Ägare för ägare"), says, spec, MOST_BARS if len(ordered) > MOST_BARS else 0)


def some(names: Sequence[str]) -> str:
    """The first of some names, and how many more there are."""
    more = len(names) - MOST_NAMES
    shown = ", ".join(names[:MOST_NAMES])
    return ngettext("%(names)s och %(n)s till", "%(names)s och %(n)s till", more) % {"names": shown, "n": more} if more > 0 else shown


def heat_map(names: Mapping[int, str], found: Heat) -> list[Section]:
    """How many systems each body has for each capability of a level."""
    shown = dict(list(names.items())[:MOST_AREAS])
    bodies = dict(found.bodies)
    said = gettext("%(capability)s, %(body)s: %(n)s system")
    cells = [
        Cell(shown[area], bodies[body], n, said % {"capability": shown[area], "body": bodies[body], "n": n})
        for (area, body), n in found.cells.items()
        if area in shown
    ]
    if not cells:
        return []
    spec = heat(cells, rows=list(shown.values()), columns=list(bodies.values()))
    says = gettext("Varje ruta är antalet system som ett organ har för en förmåga. Starkare färg är fler, och en tom ruta är inget.")
    return _drawn(gettext("Förmåga för förmåga, organ för organ"), says, spec, MOST_AREAS if len(names) > MOST_AREAS else 0)


def uptake(rows: Sequence[Row]) -> list[Section]:
    """How many systems use each common solution, and how many stand beside it."""
    kinds = {"systems_count": gettext("Ingår i lösningen"), "beside": gettext("Andra system med samma funktion")}
    pieces = [
        Part(row["name"], words, row[of], f"{row['name']}, {words.lower()}: {row[of]}")
        for row in rows[:MOST_BARS]
        for of, words in kinds.items()
        if row[of]
    ]
    if not pieces:
        return []
    spec = stacked(pieces, x=gettext("Antal system"), x_label=WHOLE, kinds=list(kinds.values()), colors=("var(--c1)", "var(--c2)"))
    says = gettext("Varje stapel är en gemensam lösning: de system som ingår i den, och de som står vid sidan av. Mest använd överst.")
    return _drawn(gettext("Lösning för lösning"), says, spec, MOST_BARS if len(rows) > MOST_BARS else 0)
