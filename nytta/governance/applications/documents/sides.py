"""Whose figures differ: claimed, assessed, decided and realised beside one another, by item, view and year, in words and in colour."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext

from nytta.governance.benefits.rules import figures
from nytta.governance.benefits.rules.figures import Amount, Line
from nytta.governance.benefits.terms import BENEFITS, COSTS, BearerGroup, BenefitClass, Side, View
from nytta.kit.documents import Column, Section, Table
from nytta.kit.words import label
from nytta.plain.money import comma, sek

from ..queries.calculation import CalculationPage

NONE = "–"
Tones = dict[tuple[int, int], str]


def difference(before: int | None, after: int | None) -> str:
    """What changed in kronor and percent, in words: `−1 000 kr (−10 %)`; "" when one is missing."""
    if before is None or after is None:
        return ""
    change = after - before
    if not change:
        return gettext("ingen skillnad")
    share = f" ({'+' if change > 0 else ''}{comma(Decimal(change) * 100 / before, 0)} %)" if before else ""
    return f"{'+' if change > 0 else ''}{sek(change)}{share}"


def tone(before: int | None, after: int | None, *, cost: bool) -> str:
    """Whether a change makes the result "better" or "worse"; "" where nothing changed."""
    if before is None or after is None or before == after:
        return ""
    return "better" if (after > before) is not cost else "worse"


def _shown(page: CalculationPage) -> list[Side]:
    return [s for s in page.sides if s is not Side.SECOND]


def _total(line: Line, side: Side) -> int | None:
    years = line.years(side)
    return sum(a.likely for a in years.values()) if years else None


def _class(line: Line) -> str:
    if line.is_cost:
        return ""
    return label(BenefitClass(line.benefit_class)) if line.benefit_class else gettext("Utan klass, räknas som gul")


def _bearer(name: str) -> str:
    return label(BearerGroup(name)) if name in BearerGroup.codes() else name


def _changed(by: dict[Side, int | None]) -> str:
    """What the assessor changed of the applicant's."""
    return difference(by.get(Side.CLAIMED), by.get(Side.ASSESSED))


def _item(page: CalculationPage, line: Line, by: dict[Side, int | None]) -> list[str]:
    """An item's name and nature, its sum by side, and what the assessor changed and why."""
    what = " · ".join(t for t in (label(line.ledger), _class(line), _bearer(page.facts[line.key].bearer)) if t)
    why = page.reasons.get((line.key, Side.ASSESSED), "") or page.reasons.get((line.key, Side.DECIDED), "")
    said = ". ".join(t for t in (_changed(by), why) if t)
    return [f"{line.label} ({what})", *(NONE if v is None else sek(v) for v in by.values()), *([said] if Side.ASSESSED in by else [])]


def sides(page: CalculationPage) -> Section:
    """Every item with its sum by side. Source: F8."""
    shown = _shown(page)
    sums = [({s: _total(line, s) for s in shown}, line.is_cost) for line in page.lines]
    rows, foot = [_item(page, line, by) for line, (by, _cost) in zip(page.lines, sums, strict=True)], []
    for ledgers, name in ((BENEFITS, gettext("Nytta")), (COSTS, gettext("Kostnad"))):
        by: dict[Side, int | None] = {s: sum(_total(ln, s) or 0 for ln in page.lines if ln.ledger in ledgers) for s in shown}
        sums.append((by, ledgers is COSTS))
        foot.append([name, *(sek(v or 0) for v in by.values()), *([_changed(by)] if Side.ASSESSED in by else [])])
    columns = [Column(gettext("Post, alla år")), *(Column(label(s), num=True) for s in shown)]
    tones: Tones = {}
    if Side.ASSESSED in shown:
        columns.append(Column(gettext("Värderarens ändring")))
        tones = {(n, len(shown) + 1): tone(by.get(Side.CLAIMED), by.get(Side.ASSESSED), cost=cost) for n, (by, cost) in enumerate(sums)}
    texts = [] if rows else [gettext("Kalkylen har inga poster ännu.")]
    if page.unchecked:
        said = gettext("Talen är kopierade från ett annat ärende och inte kontrollerade: %(items)s.")
        texts.append(said % {"items": ", ".join(page.unchecked)})
    table = Table(gettext("Nytta och kostnad, summan av alla år"), columns, rows, foot, tones)
    return Section(gettext("Sida vid sida"), texts, table=table if rows else None)


def by_view(page: CalculationPage) -> list[Section]:
    """The net present value of every side in each view, once more than one side has figures for all that it counts. Source: F8."""
    shown = [s for s in _shown(page) if s is not Side.REALISED]  # an outcome is known for some years only
    if page.innovative or page.basis is None or len(shown) < 2:
        return []
    rows, tones, given = [], Tones(), {s: figures.likely(page.lines, s) for s in shown}
    for n, view in enumerate(View):
        worth = {s: int(figures.npv_of(page.lines, given[s], view, page.basis).to_integral_value()) for s in shown}
        rows.append([label(view), *map(sek, worth.values()), difference(worth[shown[0]], worth[shown[1]])])
        tones[n, len(shown) + 1] = tone(worth[shown[0]], worth[shown[1]], cost=False)
    columns = [Column(gettext("Sätt att räkna")), *(Column(label(s), num=True) for s in shown), Column(gettext("Skillnad"))]
    return [Section(gettext("Nettonuvärde, sida vid sida"), table=Table(gettext("Nettonuvärde för varje sida"), columns, rows, (), tones))]


def taken(page: CalculationPage) -> list[Section]:
    """What each item takes of its baseline by side, with what the assessor changed and why, once more than one side says it. Source: F8, F9."""
    shown = [s for s in _shown(page) if any(s in one.sides for one in page.shares)]
    if len(shown) < 2:
        return []
    rows: list[list[str]] = []
    tones: Tones = {}
    for one in page.shares:
        changed = Side.ASSESSED in shown and one.differs(Side.ASSESSED)
        why = page.reasons.get((one.item, Side.ASSESSED), "") if changed else ""
        said = ". ".join(t for t in (gettext("sänkt") if changed else gettext("ingen skillnad"), why) if t)
        if changed:
            tones[len(rows), len(shown) + 2] = "worse"
        what = f"{one.baseline} ({label(one.driver).lower()})"
        rows.append(
            [one.label, what, *(percents(one.sides.get(s, {}).values()) for s in shown), *([said] if Side.ASSESSED in shown else [])]
        )
    columns = [Column(gettext("Post")), Column(gettext("Nuläge och vad som sänks")), *(Column(label(s), num=True) for s in shown)]
    columns += [Column(gettext("Värderarens ändring"))] if Side.ASSESSED in shown else []
    note = gettext("Så stor del av nuläget som posten tar, från det minsta året till det största.")
    return [
        Section(
            gettext("Andel av nuläget, sida vid sida"),
            [note],
            table=Table(gettext("Andel av nuläget för varje sida"), columns, rows, (), tones),
        )
    ]


def percents(shares: Iterable[Decimal]) -> str:
    """Shares 0-1 of several years in percent: the least and the greatest, or one where they are alike."""
    found = sorted(shares)
    ends = list(dict.fromkeys(f"{comma(s * 100, 1)} %" for s in (found[0], found[-1]))) if found else [NONE]
    return "–".join(ends)


PAIRS = ((Side.CLAIMED, Side.ASSESSED), (Side.DECIDED, Side.REALISED))


def item_years(page: CalculationPage) -> Section:
    """Every figure of every side, post by post and year by year, with what the assessor changed and what came of what was decided."""
    shown = _shown(page)
    pairs = [p for p in PAIRS if set(p) <= set(shown)]
    rows: list[list[str]] = []
    tones: Tones = {}
    for line in page.lines:
        for year in sorted({y for s in shown for y in line.years(s)}):
            found = {s: line.years(s).get(year) for s in shown}
            cells = [NONE if a is None else _estimate(a) for a in found.values()]
            for first, last in pairs:
                before, after = _likely(found[first]), _likely(found[last])
                if found_tone := tone(before, after, cost=line.is_cost):
                    tones[len(rows), 2 + len(cells)] = found_tone
                cells.append(difference(before, after) if found_tone else NONE)
            rows.append([line.label, str(year), *cells])
    names = {Side.ASSESSED: gettext("Värderarens ändring"), Side.REALISED: gettext("Utfall mot beslut")}
    columns = [
        Column(gettext("Post")),
        Column(gettext("År")),
        *(Column(label(s), num=True) for s in shown),
        *(Column(names[b]) for _a, b in pairs),
    ]
    note = gettext("Där lågt och högt är skrivna står de inom parentes.")
    table = Table(gettext("Kronor för varje post och år"), columns, rows, (), tones)
    return Section(gettext("Post för post, år för år"), [note], table=table, fold=True)


def _likely(amount: Amount | None) -> int | None:
    return None if amount is None else amount.likely


def _estimate(a: Amount) -> str:
    return sek(a.likely) if a.low == a.high else f"{sek(a.likely)} ({sek(a.low, '')}–{sek(a.high, '')})"
