"""The decision basis of a weighing: one set of sections, as an accessible PDF for the archive and as a workbook."""

import io
from collections.abc import Mapping, Sequence
from fractions import Fraction
from statistics import median
from typing import Any

from django.utils.translation import gettext

from nytta.governance.portfolios.queries.weighing import Room as Bar
from nytta.governance.portfolios.terms import Advice
from nytta.kit import workbooks
from nytta.kit.documents import Amount, Column, Report, Section, Table
from nytta.kit.exports import guarded
from nytta.kit.words import label
from nytta.plain.money import comma, sek

from .models import Limit, MemberWeights
from .queries.published import director_departures
from .queries.room import Line, RoomPage
from .rules import Problem, at_lock
from .terms import AnswerState, LimitKind

HUNDRED = 100


def basis(page: RoomPage, *, city: str, names: Mapping[str, str], members: Sequence[MemberWeights], limits: Sequence[Limit]) -> Report:
    """The whole decision basis; `names` are what proposals may be called by the reader. Source: F16, U9."""
    one = page.round
    return Report(
        title=gettext("Beslutsunderlag: %(title)s") % {"title": one.title}, subtitle=f"{one.code}, {one.held_on.isoformat()}", author=city,
        foot=f"{city} · {one.code}", facts=_facts(page),
        sections=[
            _advice(page, names), _departures(page, names), *_decided(page, names), _frames(page), _all(page, names), _weights(page, members), _rules(limits), *_how_sure(page, names),
            _known(page), _method(),
        ],
    )  # fmt: skip


def state_said(page: RoomPage) -> str:
    """Proved, or how much better anything can be."""
    if page.state is AnswerState.INTERIM:
        return gettext("Bästa hittills: inget kan vara mer än %(gap)s %% bättre") % {"gap": page.outcome.gap}
    return label(page.state)


def _facts(page: RoomPage) -> list[tuple[str, str]]:
    engine, one = page.outcome.engine, page.round
    return [
        (gettext("År"), str(one.year)),
        (gettext("Läge"), label(page.state) if one.decided_at is None else gettext("Beslutad")),
        (gettext("Antal förslag"), str(len(page.rows) + len(page.innovative))),
        (gettext("Bevis"), state_said(page)),
        (gettext("Metod"), str(engine.get("method", "–"))),
        (gettext("Lösare"), str(engine.get("solver", "–"))),
        (gettext("Frö och trådar"), f"{engine.get('seed', '–')}, {engine.get('threads', '–')}"),
        (gettext("Underlagets kontrollsumma"), str(one.outcome.get("figures", one.figures_id))[:16]),
    ]


def _kr(amount: int) -> Amount:
    return Amount(sek(amount), amount)


def _tenth(value: Fraction | None) -> str:
    """With one decimal; a dash where there is none."""
    return "–" if value is None else Amount(comma(value, 1), round(float(value), 1))


def _percent(share: Fraction) -> Amount:
    return Amount(f"{comma(share * HUNDRED, 1)} %", round(float(share * HUNDRED), 1))


def _advice(page: RoomPage, names: Mapping[str, str]) -> Section:
    rows = [[names[x.code], x.body, f"{x.portfolio}", _kr(x.cost[0]), _tenth(x.value), _yes(x.in_best)] for x in page.selected]
    columns = [
        Column(gettext("Förslag")), Column(gettext("Nämnd eller bolag")), Column(gettext("Portfölj")), Column(gettext("Kostnad"), num=True),
        Column(gettext("Värde"), num=True), Column(gettext("I bästa portföljen")),
    ]  # fmt: skip
    total = [[gettext("Summa"), "", "", _kr(sum(x.cost[0] for x in page.selected)), "", ""]]
    texts = [
        gettext("Utvecklingsrådets råd; beslutet fattas på delegation från styrelsen."), str(page.round.outcome.get("reasons", "")),
        gettext("De som väljs är i genomsnitt de som har bedömts för högt. Därför blir den samlade nyttan i genomsnitt lägre än den utlovade, även när varje bedömning är rimlig."),
    ]  # fmt: skip
    return Section(
        gettext("Förslag som rådet vill bevilja"), texts, table=Table(gettext("Förslag som rådet vill bevilja"), columns, rows, total)
    )


def _departures(page: RoomPage, names: Mapping[str, str]) -> Section:
    told = page.round.outcome.get("departures", {})
    title = gettext("Avvikelser från den bästa portföljen")
    if not page.outcome.departures:
        return Section(title, [gettext("Inga. Rådet följer det som räkningen fann bäst.")])
    rows = [
        [
            names[d.code],
            gettext("tas med") if d.taken else gettext("lämnas utanför"),
            _points(d.price, page.problem),
            str(told.get(d.code, {}).get("reason", "")),
        ]
        for d in page.outcome.departures
    ]
    columns = [Column(gettext("Förslag")), Column(gettext("Vad")), Column(gettext("Pris i vägda poäng"), num=True), Column(gettext("Skäl"))]
    whole = gettext("Tillsammans kostar de %(price)s vägda poäng med de beslutade vikterna.") % {
        "price": points(page.outcome.price, page.problem)
    }
    return Section(title, [whole], table=Table(title, columns, rows))


def _decided(page: RoomPage, names: Mapping[str, str]) -> list[Section]:
    """What the director granted, and each departure from the advice with its reason; nothing before the decision."""
    one = page.round
    if one.decided_at is None:
        return []
    granted, apart = one.outcome.get("granted", {}), director_departures(one, names)
    title, why = gettext("Förslag som beviljades"), gettext("Där beslutet avviker från rådet")
    rows = [[names[c], _kr(amount)] for c, amount in granted.items()]
    total = [[gettext("Summa"), _kr(sum(granted.values()))]]
    columns = [Column(gettext("Förslag")), Column(gettext("Beviljat"), num=True)]
    first = Section(title, [str(one.outcome.get("decision_reasons", ""))], table=Table(title, columns, rows, total))
    if not apart:
        return [first, Section(why, [gettext("Inga. Beslutet följer rådet.")])]
    told = [[a.name, label(a.how), a.reason] for a in apart]
    return [first, Section(why, table=Table(why, [Column(gettext("Förslag")), Column(gettext("Vad")), Column(gettext("Skäl"))], told))]


def points(value: Fraction | None, problem: Problem) -> str:
    """Weighted points divided by the sum of the weights, with at most two decimals."""
    whole = sum(c["weight"] for c in problem["criteria"]) or 1
    return "–" if value is None else comma(value / whole, 2).removesuffix(",00")


def _points(value: Fraction | None, problem: Problem) -> str:
    whole = sum(c["weight"] for c in problem["criteria"]) or 1
    text = points(value, problem)
    return text if value is None else Amount(text, round(float(value / whole), 2))


def _frames(page: RoomPage) -> Section:
    rows = []
    for bar in page.bars:
        rows.append([bar.name, "", *_room(bar)])
        rows += [["", label(p.part) if p.part else p.key, *_room(p)] for p in bar.parts]
    columns = [
        Column(gettext("Portfölj")),
        Column(gettext("Del")),
        *(Column(t, num=True) for t in (gettext("Ram"), gettext("Beviljat tidigare i år"), gettext("Rådet"), gettext("Kvar"))),
    ]
    later = [
        gettext("Kostnad %(year)s: %(sek)s.") % {"year": year, "sek": sek(amount)}
        for year, amount in zip(page.problem["years"], page.total_by_year, strict=True)
    ]
    return Section(gettext("Ramar och delar"), [" ".join(later)], table=Table(gettext("Ramar och delar"), columns, rows))


def _room(bar: Bar) -> list[str]:
    return [_kr(amount) for amount in (bar.amount_sek, bar.granted_sek, bar.marked_sek, bar.left_sek)]


def _all(page: RoomPage, names: Mapping[str, str]) -> Section:
    columns = [
        Column(gettext("Plats"), num=True), Column(gettext("Förslag")), Column(gettext("Kostnad"), num=True), Column(gettext("Värde"), num=True), Column(gettext("Per mkr"), num=True),
        Column(gettext("Listan")), Column(gettext("Bästa")), Column(gettext("Rådet")), Column(gettext("Dragningar"), num=True),
    ]  # fmt: skip
    rows = [_row(x, names) for x in [*page.rows, *page.innovative]]
    texts = [gettext("Listan tas uppifrån efter värde per krona. Innovativa förslag står utan plats och poäng, i den ordning de kom in.")]
    return Section(gettext("Alla förslag"), texts, table=Table(gettext("Alla förslag"), columns, rows))


def _row(x: Line, names: Mapping[str, str]) -> list[str]:
    often = f"{x.often[0]} / {x.often[1]}" if x.often else "–"
    advice = label(Advice.FUND) if x.selected else "–"
    place = Amount(str(x.position), x.position) if x.position else "–"
    if x.innovative:
        return [place, names[x.code], _kr(x.cost[0]), "–", "–", "–", "–", advice, "–"]
    return [place, names[x.code], _kr(x.cost[0]), _tenth(x.value), _tenth(x.worth), _yes(x.in_list), _yes(x.in_best), advice, often]


def _yes(value: bool | None) -> str:
    return "–" if value is None else gettext("ja") if value else gettext("nej")


def _weights(page: RoomPage, members: Sequence[MemberWeights]) -> Section:
    whole = sum(page.weights.values()) or 1
    said_, steps = at_lock(page.notes)
    rows = []
    for c in page.round.criteria.all():
        given = [Fraction(m.points.get(c.code, 0), sum(m.points.values()) or 1) for m in members]
        spread = [_percent(f(given)) if given else "–" for f in (min, median, max)]
        rate = (
            gettext("%(sek)s om året är en poäng (%(who)s, %(where)s)")
            % {"sek": sek(c.sek_per_point), "who": c.decided_by, "where": c.paragraph}
            if c.sek_per_point
            else ""
        )
        step = [_percent(said_[c.code]) if c.code in said_ else "–", *spread, _tenth(steps.get(c.code))]
        rows.append([f"{c.code} {c.title}", *step, _percent(Fraction(page.weights.get(c.code, 0), whole)), rate])
    columns = [
        Column(gettext("Kriterium")),
        *(
            Column(t, num=True)
            for t in (
                gettext("Andel av stegen"),
                gettext("Lägsta"),
                gettext("Median"),
                gettext("Högsta"),
                gettext("Steget i poäng"),
                gettext("Vikt per poäng"),
            )
        ),
        Column(gettext("Kronor och poäng")),
    ]
    said = (
        gettext("%(n)s ledamöter har vägt kriterierna innan förslagen öppnades.") % {"n": len(members)}
        if members
        else gettext("Ingen ledamot har vägt kriterierna; vikterna är regelverkets.")
    )
    how = gettext("Ledamöterna vägde hela steget, från inget till alla årets förslag. Vad en poäng väger är andelen delad med stegets poäng. Där steget är 0 skiljs förslagen inte åt, och vikten är 0.")  # fmt: skip
    return Section(
        gettext("Vikter"), [said, *([how] if steps else [])], table=Table(gettext("Vikter och ledamöternas spridning"), columns, rows)
    )


def _rules(limits: Sequence[Limit]) -> Section:
    title = gettext("Årets regler")
    if not limits:
        return Section(title, [gettext("Inga utöver ramar och delar.")])
    rows = [[label(LimitKind(x.kind)), x.name, x.reason, x.decided_by, x.paragraph] for x in limits]
    columns = [Column(t) for t in (gettext("Regel"), gettext("Namn"), gettext("Skäl"), gettext("Beslutad av"), gettext("Paragraf"))]
    return Section(title, table=Table(title, columns, rows))


def _how_sure(page: RoomPage, names: Mapping[str, str]) -> list[Section]:
    drawn = [x for x in page.rows if x.often]
    if not drawn:
        return []
    draws = drawn[0].often[1] if drawn[0].often else 0
    parts = {word: [names[x.code] for x in drawn if x.agenda == word] for word in ("all", "talk", "none")}
    texts = [
        gettext("Vikterna är dragna %(draws)s gånger. Antalet säger hur ofta ett förslag är med i den bästa portföljen; i alla dragningar är inte detsamma som oavsett vikter.") % {"draws": draws},
    ]  # fmt: skip
    facts = [
        (gettext("Med i alla dragningar"), ", ".join(parts["all"]) or "–"),
        (gettext("Med i några"), ", ".join(parts["talk"]) or "–"),
        (gettext("Med i ingen"), ", ".join(parts["none"]) or "–"),
    ]
    return [Section(gettext("Hur ofta förslagen är med"), texts, facts)]


def _known(page: RoomPage) -> Section:
    """Which figures are there, and which are lacking, and how many."""
    n, total = page.notes, len(page.rows)
    facts = [
        (
            gettext("Förslag med värderarens poäng"),
            gettext("%(n)s av %(total)s") % {"n": total - int(n.get("without_points", 0)), "total": total},
        ),
        (gettext("Förslag utan lägsta och högsta poäng"), str(n.get("without_span", 0))),
        (gettext("Förslag som inte gör anspråk på något nuläge"), str(n.get("unclaimed", 0))),
        (gettext("Regler som nämner förslag som inte finns kvar"), ", ".join(n.get("gone", [])) or gettext("inga")),
    ]
    return Section(
        gettext("Vilka uppgifter som finns"),
        [gettext("Ett förslag utan spann räknas med sin enda siffra; ett utan poäng som noll.")],
        facts,
    )


def _method() -> Section:
    return Section(gettext("Metoden"), [
        gettext("Bland de portföljer som inte bryter någon regel väljs den med störst värde; därefter lägst kostnad första året, lägst kostnad alla år, tidigast inlämnad. Bevisad betyder att inget är värt mer."),
        gettext("Räkningen föreslår, utvecklingsrådet väger samman, direktören beslutar på delegation. Filen med hela underlaget kan räknas om av vem som helst: python -m nytta.engine.answer < fil.json."),
    ])  # fmt: skip


def workbook(report: Report) -> bytes:
    """The same sections as sheets: one for facts and texts, one for each table. Text that looks like a formula is guarded."""
    out = io.BytesIO()
    book = workbooks.workbook(out)
    bold = book.add_format({"bold": True})
    first = book.add_worksheet(gettext("Underlag")[:31])
    first.set_column(0, 0, 40)
    first.set_column(1, 1, 90)
    first.write(0, 0, report.title, bold)
    at = 1
    for name, text in [*report.facts, *(f for s in report.sections for f in s.facts)]:
        first.write_row(at, 0, guarded([name, text]))
        at += 1
    for section in report.sections:
        for text in section.texts:
            if text:
                first.write_row(at + 1, 0, guarded([section.title, text]))
                at += 1
    for number, section in enumerate((s for s in report.sections if s.table is not None), 1):
        _sheet(book, f"{number} {section.title}"[:31], section.table, bold)
    book.close()
    return out.getvalue()


def _sheet(book: Any, name: str, table: Table | None, bold: object) -> None:
    assert table is not None
    sheet = book.add_worksheet("".join(c for c in name if c not in "[]:*?/\\"))
    sheet.write_row(0, 0, [c.text for c in table.columns], bold)
    sheet.freeze_panes(1, 0)
    for n, row in enumerate([*table.rows, *table.foot], 1):
        sheet.write_row(n, 0, guarded([cell.number if isinstance(cell, Amount) else cell for cell in row]))
    for place in range(len(table.columns)):
        sheet.set_column(place, place, 24)
