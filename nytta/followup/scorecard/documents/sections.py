"""What a report says of its figures: texts that are true for them, tables and charts. Every sentence is chosen by the figures."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext, ngettext

from nytta.governance.portfolios.rules import Balance
from nytta.kit import charts
from nytta.kit.documents import Amount, Column, Section, Table
from nytta.kit.words import label
from nytta.plain.money import comma, sek

from ..queries import Figures
from ..rules import share_of
from ..terms import Part


def _kr(amount: int | None) -> str:
    return "–" if amount is None else Amount(sek(amount), amount)


def _bare(amount: int | None) -> str:
    """Kronor without their unit, where the table's caption says it."""
    return "–" if amount is None else Amount(sek(amount, ""), amount)


def _n(number: int) -> Amount:
    return Amount(sek(number, ""), number)


def annual(found: Figures, comments: Mapping[Part, str]) -> list[Section]:
    """The parts of the annual report, each with what the office says beside its figures. Source: T; U9."""
    return [_with(make(found), comments.get(part, "")) for part, make in PARTS.items()]


def portfolio_sections(found: Figures, *, everything: bool) -> list[Section]:
    """The parts of the portfolio report of a day; without what is said of projects for those who may not read it. Source: P5; U9; O6."""
    left_out = {Part.SUMMARY} if everything else {Part.SUMMARY, Part.PROJECTS, Part.CLOSED, Part.FIGURES}
    return [make(found) for part, make in PARTS.items() if part not in left_out]


def _with(one: Section, comment: str) -> Section:
    texts = [*one.texts, *(t.strip() for t in comment.split("\n\n") if t.strip())]
    return Section(one.title, texts, one.facts, one.chart, one.alt, one.table, one.level, one.fold)


def summary(found: Figures) -> Section:
    """The year in a few sentences."""
    total, cases, effects = found.total, found.cases, found.effects
    texts = [granted_said(found), cases_said(found), projects_said(found), effects_said(found)]
    facts = [
        (gettext("Fullmäktiges ramar"), _kr(found.frame_sek)),
        (gettext("Beviljat"), _kr(total.granted_sek)),
        (gettext("Utbetalt"), _kr(total.paid_sek)),
        (gettext("Beslut i sak"), str(cases.granted + cases.refused)),
        (gettext("Pågående projekt"), str(found.projects.running)),
        (gettext("Redovisade effekter"), str(effects.reported)),
    ]
    return Section(label(Part.SUMMARY), texts, facts)


def granted_said(found: Figures) -> str:
    """What was granted of the frames, in a sentence."""
    total, share = found.total, share_of(found.total.granted_sek - found.total.returned_sek, found.frame_sek)
    if share is None:
        return gettext("Fullmäktige har inte fastställt någon ram för %(year)s som är införd i Nytta.") % {"year": found.year}
    said = gettext("Av ramarna på %(frame)s är %(used)s beviljat, %(share)s %%.") % {
        "frame": sek(found.frame_sek), "used": sek(total.granted_sek - total.returned_sek), "share": comma(share, 1),
    }  # fmt: skip
    if total.returned_sek:
        said += " " + gettext("Då är %(amount)s som kom tillbaka oanvänt frånräknat.") % {"amount": sek(total.returned_sek)}
    if found.unset:
        said += " " + gettext("Ram saknas för %(codes)s.") % {"codes": ", ".join(found.unset)}
    return said


def cases_said(found: Figures) -> str:
    """How many applications came and how they ended, in sentences."""
    cases = found.cases
    came = ngettext("%(n)s ansökan kom in.", "%(n)s ansökningar kom in.", cases.handed_in) % {"n": cases.handed_in}
    if not cases.decided:
        return f"{came} " + gettext("Ingen ansökan är avgjord under året.")
    ended = gettext("%(n)s avgjordes: %(granted)s beviljades, %(refused)s avslogs och %(dismissed)s avvisades.") % {
        "n": cases.decided, "granted": cases.granted, "refused": cases.refused, "dismissed": cases.dismissed,
    }  # fmt: skip
    middle = cases.median_days
    days = (
        gettext("Hälften fick sitt beslut inom %(days)s dagar från att ansökan lämnades in.") % {"days": middle}
        if middle is not None else ""
    )  # fmt: skip
    return " ".join(part for part in (came, ended, days) if part)


def projects_said(found: Figures) -> str:
    """How the projects stand, in sentences."""
    one = found.projects
    if not one.running:
        return gettext("Inget projekt pågår.")
    said = ngettext("%(n)s projekt pågår.", "%(n)s projekt pågår.", one.running) % {"n": one.running}
    if one.told:
        said += " " + gettext("Enligt den senaste lägesrapporten går %(green)s enligt plan, %(yellow)s avviker och hanteras, och %(red)s behöver beslut.") % {
            "green": one.green, "yellow": one.yellow, "red": one.red,
        }  # fmt: skip
    if one.unreported:
        said += " " + ngettext("%(n)s har ännu inte lämnat någon lägesrapport.", "%(n)s har ännu inte lämnat någon lägesrapport.", one.unreported) % {"n": one.unreported}  # fmt: skip
    return said


def effects_said(found: Figures) -> str:
    """What the closed projects gave, in sentences."""
    one = found.effects
    if not one.reported:
        said = gettext("Inget avslutat projekt har redovisat sin effekt ännu.")
    elif one.share is None:
        said = ngettext("%(n)s projekt har redovisat effekt.", "%(n)s projekt har redovisat effekt.", one.reported) % {"n": one.reported}
    else:
        said = ngettext(
            "%(n)s projekt har redovisat effekt: %(net)s om året på en investering av %(invested)s, %(share)s %%.",
            "%(n)s projekt har redovisat effekt: %(net)s om året på en investering av %(invested)s, %(share)s %%.",
            one.reported,
        ) % {"n": one.reported, "net": sek(one.net_sek), "invested": sek(one.invested_sek), "share": comma(one.share * 100, 1)}  # fmt: skip
    if one.missing:
        said += " " + gettext("Redovisning saknas ännu från %(codes)s.") % {"codes": ", ".join(one.missing)}
    return said


def money(found: Figures) -> Section:
    """The portfolios' money: frame, granted, and where each krona stands. What nothing happened to has no column."""
    total, shown = found.total, _shown(found.total)
    columns = [
        Column(gettext("Portfölj")), Column(gettext("Ram"), num=True), *(Column(text, num=True) for text in shown.values()),
        Column(gettext("Kvar av ramen"), num=True),
    ]  # fmt: skip
    rows = [[f"{p.code} {p.name}", _bare(p.frame_sek), *_sums(p.balance, shown), _bare(p.left_sek)] for p in found.portfolios]
    left = found.frame_sek - total.granted_sek + total.returned_sek
    foot = [[gettext("Summa"), _bare(found.frame_sek), *_sums(total, shown), _bare(left)]]
    table = Table(gettext("Portföljernas pengar %(year)s, kronor") % {"year": found.year}, columns, rows, foot)
    bars = [charts.FrameRow(p.code, p.frame_sek or 0, p.used_sek, p.balance.paid_sek) for p in found.portfolios]
    names = (gettext("Ram"), gettext("Beviljat"), gettext("Utbetalt"))
    title = gettext("Ram, beviljat och utbetalt per portfölj")
    alt = "; ".join(f"{p.code}: {sek(p.frame_sek or 0)}, {sek(p.used_sek)}, {sek(p.balance.paid_sek)}" for p in found.portfolios)
    chart = charts.svg(charts.bars(bars, labels=names), title=title, description=alt) if bars else ""
    return Section(label(Part.MONEY), [granted_said(found), _stands_said(found)], chart=chart, alt=f"{title}. {alt}", table=table)


def _shown(total: Balance) -> dict[str, str]:
    """{sum: its heading} of the sums that a table shows: the usual ones, and those where something has happened."""
    always = {"granted", "paid", "reserved", "available"}
    heads = {
        "granted": gettext("Beviljat"), "moved_in": gettext("Överfört hit"), "paid": gettext("Utbetalt"), "reserved": gettext("Reserverat"),
        "available": gettext("Fritt"), "returned": gettext("Återlämnat"), "lapsed": gettext("Förfallet"), "moved_out": gettext("Överfört härifrån"),
    }  # fmt: skip
    return {name: text for name, text in heads.items() if name in always or getattr(total, f"{name}_sek")}


def _sums(one: Balance, shown: Mapping[str, str]) -> list[str]:
    return [_bare(getattr(one, f"{name}_sek")) for name in shown]


def _stands_said(found: Figures) -> str:
    total = found.total
    if not total.came_sek:
        return gettext("Inga pengar är beviljade eller överförda för året.")
    return gettext("Av det som kom är %(paid)s utbetalt, och %(left)s är reserverat eller fritt att rekvirera.") % {
        "paid": sek(total.paid_sek), "left": sek(total.unspent_sek),
    }  # fmt: skip


def outside(found: Figures) -> Section:
    """What the city council funds outside the portfolios."""
    b = found.outside
    if not b.came_sek:
        return Section(label(Part.OUTSIDE), [gettext("Inget projekt har pengar för året genom ett särskilt beslut.")])
    said = gettext("Genom särskilda beslut av fullmäktige har projekt %(came)s för året; %(paid)s är utbetalt.") % {
        "came": sek(b.came_sek), "paid": sek(b.paid_sek),
    }  # fmt: skip
    shown = _shown(b)
    table = Table(gettext("Pengar utanför portföljerna, kronor"), [Column(text, num=True) for text in shown.values()], [_sums(b, shown)])
    return Section(label(Part.OUTSIDE), [said], table=table)


def cases(found: Figures) -> Section:
    """Applications, decisions, and where the decision departed from the development council's advice."""
    one = found.cases
    texts = [cases_said(found)]
    if one.against_advice:
        texts.append(ngettext(
            "%(n)s beviljande gick emot utvecklingsrådets råd: %(codes)s. Skälen står i beslutet.",
            "%(n)s beviljanden gick emot utvecklingsrådets råd: %(codes)s. Skälen står i besluten.", len(one.against_advice),
        ) % {"n": len(one.against_advice), "codes": ", ".join(one.against_advice)})  # fmt: skip
    rows = [
        [gettext("Inlämnade"), _n(one.handed_in)],
        [gettext("Beviljade"), _n(one.granted)],
        [gettext("Avslagna"), _n(one.refused)],
        [gettext("Avvisade"), _n(one.dismissed)],
        [gettext("Väntar på avgörande"), _n(one.waiting)],
    ]
    table = Table(gettext("Ansökningar under året"), [Column(gettext("Vad")), Column(gettext("Antal"), num=True)], rows)
    return Section(label(Part.CASES), texts, table=table)


def projects(found: Figures) -> Section:
    """How the projects that go on stand."""
    one = found.projects
    texts = [projects_said(found)]
    if one.late:
        texts.append(ngettext(
            "%(n)s projekt är mer än %(days)s dagar sent med sin lägesrapport.",
            "%(n)s projekt är mer än %(days)s dagar sena med sin lägesrapport.", one.late,
        ) % {"n": one.late, "days": one.late_days})  # fmt: skip
    if one.unseen:
        texts.append(ngettext(
            "%(n)s avvikelse väntar på utvecklingsrådet; den äldsta har väntat %(days)s dagar.",
            "%(n)s avvikelser väntar på utvecklingsrådet; den äldsta har väntat %(days)s dagar.", one.unseen,
        ) % {"n": one.unseen, "days": one.oldest_unseen_days})  # fmt: skip
    rows = [
        [gettext("Startade under året"), _n(one.opened)],
        [gettext("Avslutade under året"), _n(one.closed)],
        [gettext("Pågår"), _n(one.running)],
        [gettext("Går enligt plan"), _n(one.green)],
        [gettext("Avviker, hanteras"), _n(one.yellow)],
        [gettext("Avviker, beslut behövs"), _n(one.red)],
        [gettext("Har inte rapporterat"), _n(one.unreported)],
    ]
    return Section(label(Part.PROJECTS), texts, table=Table(gettext("Projekten"), [Column(gettext("Vad")), Column(gettext("Antal"), num=True)], rows))  # fmt: skip


def closed(found: Figures) -> Section:
    """Closed projects: realised effect against what was invested, line by line."""
    one = found.effects
    columns = [
        Column(gettext("Projekt")), Column(gettext("Investerat"), num=True), Column(gettext("Effekt om året"), num=True),
        Column(gettext("Procent"), num=True),
    ]  # fmt: skip
    rows = [[f"{e.code} {e.title}", _kr(e.invested_sek), _kr(e.net_sek), _percent(e.share)] for e in found.lines]
    foot = [[gettext("Summa"), _kr(one.invested_sek), _kr(one.net_sek), _percent(one.share)]]
    table = Table(gettext("Effekt av avslutade projekt"), columns, rows, foot) if rows else None
    return Section(label(Part.CLOSED), [effects_said(found)], table=table)


def _percent(share: object) -> str:
    return "–" if share is None else Amount(f"{comma(share * 100, 1)} %", round(float(share) * 100, 1))  # type: ignore[operator,arg-type]


def later(found: Figures) -> Section:
    """What granted cases are expected to ask for."""
    if not found.later:
        return Section(label(Part.LATER), [gettext("Inget är bundet för kommande år.")])
    years = list(found.later)
    columns = [Column(gettext("Portfölj")), *(Column(str(y), num=True) for y in years)]
    rows = [[p.code, *(_kr(p.later.get(y, 0)) for y in years)] for p in found.portfolios]
    foot = [[gettext("Summa"), *(_kr(found.later[y]) for y in years)]]
    said = gettext("Beviljade projekt väntas söka %(amount)s för kommande år. Det tar inget av ramen förrän det beviljas.") % {
        "amount": sek(sum(found.later.values()))
    }
    return Section(label(Part.LATER), [said], table=Table(gettext("Bundet för kommande år"), columns, rows, foot))


def exemptions(found: Figures) -> Section:
    """How many exemptions hold."""
    n = found.exemptions
    said = ngettext("%(n)s undantag gäller.", "%(n)s undantag gäller.", n) % {"n": n} if n else gettext("Inget undantag gäller.")
    return Section(label(Part.EXEMPTIONS), [said])


def made(found: Figures) -> Section:
    """Where the figures come from, and what is missing."""
    texts = [
        gettext("Pengarna är summor av bokförda händelser till och med %(day)s: beviljat, överfört, reserverat, utbetalt, återlämnat och förfallet. Summorna prövas av databasen.") % {"day": found.on.isoformat()},
        gettext("Läget i projekten är det som projektledarna har rapporterat. Det som inte är rapporterat räknas inte som noll utan står för sig."),
    ]  # fmt: skip
    missing = []
    if found.unset:
        missing.append(gettext("ram för %(codes)s") % {"codes": ", ".join(found.unset)})
    if found.projects.unreported:
        n = found.projects.unreported
        missing.append(ngettext("lägesrapport från %(n)s projekt", "lägesrapport från %(n)s projekt", n) % {"n": n})
    if found.effects.missing:
        n = len(found.effects.missing)
        missing.append(ngettext("redovisad effekt från %(n)s projekt", "redovisad effekt från %(n)s projekt", n) % {"n": n})
    texts.append(gettext("Det som saknas: %(what)s.") % {"what": "; ".join(missing)} if missing else gettext("Inga uppgifter saknas."))
    return Section(label(Part.FIGURES), texts)


PARTS: Mapping[Part, Callable[[Figures], Section]] = {
    Part.SUMMARY: summary,
    Part.MONEY: money,
    Part.OUTSIDE: outside,
    Part.CASES: cases,
    Part.PROJECTS: projects,
    Part.CLOSED: closed,
    Part.LATER: later,
    Part.EXEMPTIONS: exemptions,
    Part.FIGURES: made,
}
