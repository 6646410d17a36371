"""A case's calculation as sections that page, public page and PDF show alike: views, sides, what it hangs on, what it is counted with."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext, ngettext

from nytta.engine import appraisal
from nytta.engine.appraisal import Roots, Swing
from nytta.governance.benefits.rules import figures
from nytta.governance.benefits.rules.figures import Line, Outcome
from nytta.governance.benefits.terms import Ledger, ParameterKind, Side, View
from nytta.kit import charts
from nytta.kit.documents import Column, Report, Section, Table
from nytta.kit.words import label
from nytta.plain.money import comma, sek

from ..queries.calculation import CalculationPage
from ..terms import Category
from .called import called
from .capital import capital
from .optimism import optimism
from .sides import NONE, by_view, difference, item_years, sides, taken

WIDEST = 12  # bars of a drawn tornado; the table has all


def sections_of(page: CalculationPage, side: Side, *, public: bool = False) -> list[Section]:
    """All sections of a calculation for one side's figures, in reading order. Source: F7, F8, G2.

    A public page leaves out texts that are examined on their own: a trial's, and the evidence of what is dealt with; and who else calls
    on the same, since drafts are among them.
    """
    made = [sides(page), *by_view(page)]
    if page.innovative:
        made = made if public else [_trial(page), *made]
    elif page.basis is not None:
        net = {v: figures.outcome(page.lines, side, v, page.basis) for v in View}
        made = [_views(page, side, net), *made, _years(page, side, net), *_steps(page), *_hangs_on(page, side)]
    return [
        *made,
        *taken(page),
        *([] if public else called(page.called)),
        *_scales(page),
        *optimism(page, side, public=public),
        *capital(page, side),
        *([item_years(page)] if page.lines else []),
        _counted_with(page),
    ]


def _whole(amount: Decimal) -> str:
    return sek(int(amount.to_integral_value()))


def _ratio(value: Decimal | None) -> str:
    return gettext("inte definierad") if value is None else comma(value)


def _back(years: Decimal | None) -> str:
    return gettext("inte inom kalkyltiden") if years is None else gettext("%(years)s år") % {"years": comma(years, 1)}


def _return(roots: Roots) -> str:
    if roots.only is not None:
        return comma(roots.only * 100, 1) + " %"
    if roots.ambiguous:
        several = ", ".join(comma(r * 100, 1) + " %" for r in roots.values)
        return gettext("flera: %(rates)s; ingen av dem är internräntan") % {"rates": several}
    return gettext("finns inte")


def _views(page: CalculationPage, side: Side, net: Mapping[View, Outcome]) -> Section:
    assert page.basis is not None
    found = list(net.values())

    def row(name: str, *cells: str) -> list[str]:
        return [name, *cells]

    def each(name: str, pick: str) -> list[str]:
        return row(name, *(_whole(getattr(o, pick)) for o in found))

    rows = [
        each(gettext("Nuvärde av nyttan"), "pv_benefits"), each(gettext("Nuvärde av utvecklingskostnaden"), "pv_investment"),
        each(gettext("Nuvärde av drift och förvaltning"), "pv_running"), each(gettext("Nettonuvärde"), "npv"),
        row(gettext("Nytta per krona kostnad"), *(_ratio(o.bcr) for o in found)),
        row(gettext("Nettonuvärde per investerad krona (NNK-i)"), *(_ratio(o.nnk_i) for o in found)),
        row(gettext("Nettonuvärde per budgetkrona (NNK-idu)"), *(_ratio(o.nnk_idu) for o in found)),
        row(gettext("Återbetald efter"), *(_back(o.payback_years) for o in found)),
        row(gettext("Återbetald efter, med kalkylränta"), *(_back(o.discounted_payback_years) for o in found)),
        row(gettext("Internränta"), *(_return(o.irr) for o in found)), each(gettext("Nettonuvärde per år"), "annualised"),
    ]  # fmt: skip
    texts = [
        gettext("Samma poster räknas på tre sätt. Varje sätt rymmer det före; de blandas aldrig."),
        *_realised_so_far(page, side),
        *_left_out(page.lines),
        *_after(page, side),
    ]
    columns = [
        Column(gettext("Värderarens siffror") if side is Side.ASSESSED else label(side)),
        *(Column(label(v), num=True) for v in View),
    ]
    caption = gettext("%(first)s–%(last)s, i %(prices)s års priser") % {
        "first": page.basis.first_year, "last": page.basis.last_year, "prices": page.application.calculation.price_year,
    }  # fmt: skip
    return Section(gettext("Tre sätt att räkna"), texts, table=Table(caption, columns, rows))


def _realised_so_far(page: CalculationPage, side: Side) -> list[str]:
    """What an outcome covers, since it is accounted for some items and years only: what is missing is said, not counted as nothing."""
    if side is not Side.REALISED:
        return []
    years = sorted({y for line in page.lines for y in line.years(side)})
    missing = [line.label for line in page.lines if not line.years(side)]
    said = gettext("Utfallet är redovisat för %(years)s. Nuvärden, kvoter och återbetalning gäller bara det som är redovisat.")
    found = [said % {"years": ", ".join(map(str, years))}]
    return [*found, gettext("Utfall saknas för: %(items)s.") % {"items": ", ".join(missing)}] if missing else found


def _left_out(lines: Sequence[Line]) -> list[str]:
    said = []
    for view in View:
        names = [line.label for line in figures.left_out(lines, view)]
        if names:
            said.append(gettext("%(view)s räknar inte: %(items)s.") % {"view": label(view), "items": ", ".join(names)})
    return said


def _after(page: CalculationPage, side: Side) -> list[str]:
    """What lies after the calculation's last year and is not counted."""
    assert page.basis is not None
    found = ", ".join(f"{line.label} {sek(amount)}" for line, amount in figures.after(page.lines, side, page.basis))
    said = gettext("Kalkyltiden slutar %(year)s. Det som ligger efter räknas inte: %(items)s.")
    return [said % {"year": page.basis.last_year, "items": found}] if found else []


def _years(page: CalculationPage, side: Side, net: Mapping[View, Outcome]) -> Section:
    assert page.basis is not None
    given = figures.likely(page.lines, side)
    by = {ledger: figures.by_year(page.lines, given, View.SOCIETY, ledger) for ledger in Ledger}
    rows = [[str(y), *(sek(by[x].get(y, 0), "") for x in Ledger), *(sek(net[v].flows[y], "") for v in View)] for y in page.basis.years]
    foot = [gettext("Summa"), *(sek(sum(by[x].values()), "") for x in Ledger), *(sek(sum(net[v].flows.values()), "") for v in View)]
    columns = [
        Column(gettext("År")),
        *(Column(label(x), num=True) for x in Ledger),
        *(Column(gettext("Netto: %(view)s") % {"view": label(v).lower()}, num=True) for v in View),
    ]
    return Section(gettext("År för år"), table=Table(gettext("Nytta och kostnad, år för år, i kronor"), columns, rows, [foot]))


def _steps(page: CalculationPage) -> list[Section]:
    """From the applicant's figure to the assessor's."""
    if Side.ASSESSED not in page.sides or page.basis is None:
        return []
    names = (gettext("Sökandens nettonuvärde"), gettext("Värderarens nettonuvärde"))
    stairs = figures.stairs(page.lines, Side.CLAIMED, Side.ASSESSED, View.ALL, page.basis, names)
    rows = [[s.name, sek(s.end) if s.total else difference(0, s.end - s.start)] for s in stairs]
    text = gettext("Nettonuvärdet för %(view)s går från %(first)s till %(last)s.") % {
        "view": label(View.ALL).lower(), "first": sek(stairs[0].end), "last": sek(stairs[-1].end),
    }  # fmt: skip
    drawn = charts.svg(
        charts.waterfall([charts.Stair(s.name, s.start, s.end, s.total) for s in stairs]),
        title=gettext("Från sökandens till värderarens"),
        description=text,
    )
    table = Table(
        gettext("Från sökandens till värderarens nettonuvärde"), [Column(gettext("Steg")), Column(gettext("Kronor"), num=True)], rows
    )
    return [Section(gettext("Från sökandens till värderarens"), [text], chart=drawn, alt=text, table=table)]


def _hangs_on(page: CalculationPage, side: Side) -> list[Section]:
    """What matters most, at what point it tips, and at other rates."""
    assert page.basis is not None
    base = figures.npv_of(page.lines, figures.likely(page.lines, side), View.ALL, page.basis)
    spans, tenths = figures.spans(page.lines, side, View.ALL, page.basis), figures.tenths(page.lines, side, View.ALL, page.basis)
    worst, best = (figures.npv_of(page.lines, figures.extreme(page.lines, side, good=g), View.ALL, page.basis) for g in (False, True))
    text = gettext("Nettonuvärdet är %(base)s. Med allt osäkert på sitt sämsta är det %(worst)s, på sitt bästa %(best)s.") % {
        "base": _whole(base), "worst": _whole(worst), "best": _whole(best),
    }  # fmt: skip
    made = []
    if spans:
        how = gettext("Varje post för sig mellan sitt låga och höga värde, de andra som troligt.")
        made.append(
            _tornado(gettext("Vad resultatet hänger på"), [text, how], spans, base, gettext("Nettonuvärde vid lågt och högt värde"))
        )
    if tenths:
        how = gettext("Varje post för sig tio procent lägre och tio procent högre, de andra som troligt.")
        said = [how] if spans else [gettext("Ingen post har lågt och högt värde."), how]
        title = gettext("Tio procent ned och upp för varje post") if spans else gettext("Vad resultatet hänger på")
        made.append(_tornado(title, said, tenths, base, gettext("Nettonuvärde med posten tio procent lägre och högre")))
    tips = figures.break_evens(page.lines, side, View.ALL, page.basis)
    if tips:
        rows = [[b.line.label, _whole(b.written_sek), _whole(b.yearly_sek), comma(b.multiple * 100, 0) + " %"] for b in tips]
        columns = [
            Column(gettext("Post")),
            Column(gettext("Skrivet per år"), num=True),
            Column(gettext("Brytpunkt per år"), num=True),
            Column(gettext("Av det skrivna"), num=True),
        ]
        note = gettext("Brytpunkten är vad posten måste vara för att nettonuvärdet ska bli noll när allt annat är som skrivet.")
        spare = gettext("Minus betyder att kalkylen går ihop även utan posten.") if any(b.multiple < 0 for b in tips) else ""
        made.append(Section(gettext("Brytpunkter"), [note, spare], table=Table(gettext("Brytpunkt för varje post"), columns, rows)))
    rates = figures.by_rate(page.lines, side, page.basis, page.parameters.test_rates)
    rows = [[comma(rate * 100, 1) + " %", *(_whole(worth[v]) for v in View)] for rate, worth in rates]
    columns = [Column(gettext("Kalkylränta")), *(Column(label(v), num=True) for v in View)]
    return [*made, Section(gettext("Vid andra kalkylräntor"), table=Table(gettext("Nettonuvärde vid andra kalkylräntor"), columns, rows))]


def _tornado(title: str, said: Sequence[str], swings: Sequence[Swing], base: Decimal, caption: str) -> Section:
    """The net present value with each item at its two ends, the widest first: drawn, and the same in a table."""
    how = said[-1]
    drawn = charts.svg(
        charts.tornado([charts.Span(s.name, int(s.low), int(s.high)) for s in swings[:WIDEST]], int(base)), title=title, description=how,
    )  # fmt: skip
    columns = [Column(gettext("Post")), Column(gettext("Vid lågt"), num=True), Column(gettext("Vid högt"), num=True)]
    rows = [[s.name, _whole(s.low), _whole(s.high)] for s in swings]
    return Section(title, said, chart=drawn, alt=how, table=Table(caption, columns, rows))


def _scales(page: CalculationPage) -> list[Section]:
    """Benefits that are described and measured, not valued in kronor."""
    mine = [ln for ln in page.lines if page.facts[ln.key].scale or ln.key in page.levels]
    if not mine:
        return []
    sides = [s for s in page.sides if s is not Side.SECOND]

    def level(value: Decimal | None) -> str:
        return NONE if value is None else comma(value, 0 if value == value.to_integral_value() else 2)

    rows = [
        [ln.label, page.facts[ln.key].scale, level(page.facts[ln.key].level_now), *(level(page.levels.get(ln.key, {}).get(s)) for s in sides)]
        for ln in mine
    ]  # fmt: skip
    columns = [
        Column(gettext("Nytta")),
        Column(gettext("Skala")),
        Column(gettext("I dag"), num=True),
        *(Column(label(s), num=True) for s in sides),
    ]
    return [Section(gettext("Nytta som inte räknas i kronor"), table=Table(gettext("Nivå på skalan"), columns, rows))]


def _trial(page: CalculationPage) -> Section:
    """An innovative case on its own terms: no net present value and no payback. Source: G1, G2."""
    a = page.application
    loss = sum(x.likely for ln in page.lines if ln.is_cost for x in ln.years(Side(a.calculation.trusted)).values())
    facts = [
        (gettext("Hypotes"), a.hypothesis), (gettext("Så märks om den stämmer"), a.learning_measure),
        (gettext("Största förlust, med avveckling"), sek(loss)), (gettext("Slutar senast"), str(a.end_on or "")),
        (gettext("Plan för erfarenheter och avveckling"), a.experience_plan),
    ]  # fmt: skip
    text = gettext(
        "Ett innovativt försök värderas inte med nettonuvärde, kvot eller återbetalning. Det tar inte heller i anspråk något nuläge."
    )
    return Section(gettext("Försöket"), [text], [(k, v or NONE) for k, v in facts])


def _counted_with(page: CalculationPage) -> Section:
    """The city's figures that the calculation rests on, each with day and source."""
    rows = []
    for (kind, _key), row in page.parameters.by_key.items():
        if kind in (ParameterKind.DISCOUNT_RATE, ParameterKind.TEST_RATE, ParameterKind.HORIZON):
            name = label(Category(row.key)) if kind is ParameterKind.HORIZON else row.label or row.key
            rows.append([label(kind), name, comma(row.value, 1), row.valid_from.isoformat(), row.source])
    columns = [
        Column(gettext("Värde")),
        Column(gettext("Gäller")),
        Column(gettext("Tal"), num=True),
        Column(gettext("Från")),
        Column(gettext("Källa")),
    ]
    frozen = bool(page.application.calculation.decided_with)
    note = gettext("Så som de stod när medel beviljades.") if frozen else gettext("Så som de står i dag.")
    count = ngettext("%(n)s post i kalkylen.", "%(n)s poster i kalkylen.", len(page.lines)) % {"n": len(page.lines)}
    return Section(gettext("Räknat med"), [note, count], table=Table(gettext("Kalkylvärden"), columns, rows))


def totals_of(page: CalculationPage) -> list[Section]:
    """What the sheet comes to, shown again as one writes: sums by ledger and year, three views, payback and break-even. Source: F7."""
    if page.basis is None:
        return []
    given = figures.likely(page.lines, Side.CLAIMED)
    by = {ledger: figures.by_year(page.lines, given, View.SOCIETY, ledger) for ledger in Ledger}
    sums = [[label(x), *(sek(by[x].get(y, 0), "") for y in page.basis.years), sek(sum(by[x].values()), "")] for x in Ledger]
    columns = [Column(gettext("Slag")), *(Column(str(y), num=True) for y in page.basis.years), Column(gettext("Summa"), num=True)]
    sections = [Section(gettext("Summor"), table=Table(gettext("Kronor per år"), columns, sums))]
    if page.innovative:
        return [_trial(page), *sections]
    found = [figures.outcome(page.lines, Side.CLAIMED, view, page.basis) for view in View]
    rows = [
        [gettext("Nettonuvärde"), *(_whole(o.npv) for o in found)],
        [gettext("Återbetald efter"), *(_back(o.payback_years) for o in found)],
        [gettext("Går ihop om nyttan når"), *(_tipping(o) for o in found)],
    ]
    head = [Column(gettext("Mått")), *(Column(label(v), num=True) for v in View)]
    note = gettext("Brytpunkten: så stor del av den skrivna nyttan räcker för att nettonuvärdet ska bli noll.")
    return [
        Section(
            gettext("Tre sätt att räkna"),
            [*_left_out(page.lines), *_after(page, Side.CLAIMED), note],
            table=Table(gettext("Det du har skrivit kommer till"), head, rows),
        ),
        *sections,
    ]


def _tipping(o: Outcome) -> str:
    share = appraisal.bcr(o.pv_investment + o.pv_running, o.pv_benefits)
    return gettext("ingen nytta räknas") if share is None else gettext("%(percent)s %% av det skrivna") % {"percent": comma(share * 100, 0)}


def decision_basis(page: CalculationPage, side: Side, *, city: str, made: str) -> Report:
    """The calculation as a document: what the page shows, for those who decide and for the archive. Source: F7, F8, U9."""
    a = page.application
    facts = [
        (gettext("Diarienummer"), a.registry_number or NONE), (gettext("Sökande"), str(a.applicant_body)),
        (gettext("Fokusområde"), str(a.focus_area or NONE)), (gettext("Siffror"), label(side)), (gettext("Uttaget"), made),
    ]  # fmt: skip
    title = gettext("Nyttokalkyl: %(title)s") % {"title": a.title}
    return Report(title, f"{a.code} · {a.applicant_body}", city, f"{a.code} · {title}", facts, sections_of(page, side))
