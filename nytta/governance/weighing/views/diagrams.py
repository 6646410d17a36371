"""The room's charts, each with the same figures as a table: sections for pages and for paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext, ngettext

from nytta.kit.charts import MILLIONS, FrameRow, bars, svg
from nytta.kit.documents import Column, Section, Table
from nytta.kit.plots import Dot, Spread, Swing, map_with_frontier, spreads, stairs, swings, yes_no
from nytta.plain.money import comma, sek

from ..models import Answer
from ..queries.room import RoomPage
from ..terms import AnswerState, Question

DONE = (AnswerState.PROVED.value, AnswerState.INTERIM.value, AnswerState.SAMPLED.value)
MOST_ROWS = 40  # of a chart; the table has all


@dataclass(frozen=True)
class Reach:
    """The engine's answer about one weight: between which shares the set stays best, and what is level with it at each end."""

    content: Mapping[str, Any]

    @property
    def criterion(self) -> str:
        return str(self.content["criterion"])

    @property
    def low(self) -> Fraction:
        return Fraction(self.content["low"])

    @property
    def now(self) -> Fraction:
        return Fraction(self.content["share_now"])

    @property
    def high(self) -> Fraction:
        return Fraction(self.content["high"])

    @property
    def values(self) -> tuple[Fraction, Fraction]:
        """What the set is worth at its two ends."""
        return Fraction(self.content.get("value_low", 0)), Fraction(self.content.get("value_high", 0))

    @property
    def nearest(self) -> Fraction:
        """How little the share has to move for another set to be worth as much; more than any share where none is."""
        found = [abs(share - self.now) for end, share in (("low", self.low), ("high", self.high)) if self.exchanges(end) is not None]
        return min(found, default=Fraction(2))

    def moves(self, end: str) -> tuple[set[str], set[str]]:
        """What the other set at an end takes in, and leaves out."""
        now, then = set(self.content["selected"]), set(self.content.get("past", {}).get(end) or ())
        return then - now, now - then

    def exchanges(self, end: str) -> int | None:
        """How many proposals differ in the other set at an end; None where the set is best all the way."""
        return None if self.content.get("past", {}).get(end) is None else sum(map(len, self.moves(end)))


@dataclass(frozen=True)
class Charts:
    """All charts of a room, from the page and the engine's answers by kind."""

    page: RoomPage
    answers: Sequence[Answer]

    def sections(self) -> list[Section]:
        """In the order in which they are read."""
        return [
            self.map(),
            *self.frame_frontiers(),
            self.marginal(),
            self.weights(),
            self.acceptance(),
            self.members(),
            self.cash(),
        ]

    def _of(self, kind: Question) -> list[Answer]:
        return [a for a in self.answers if a.kind == kind.value and a.content and a.state in DONE]

    def _name(self, code: str) -> str:
        return str(self.page.round.names.get(code, {}).get("title", code))

    def _value(self, text: Any) -> Fraction:
        return Fraction(text) / self.page.whole

    def _lacks(self, title: str, kind: Question) -> Section:
        """What stands in a chart's place while there is none."""
        if any(a.kind == kind.value and a.ended_at is None for a in self.answers):
            return Section(title, [gettext("Räknas. Diagrammet visas här när det är uträknat.")])
        return Section(title, [gettext("Det finns inget svar att visa: räkningen avbröts, eller så går reglerna inte ihop.")])

    def map(self) -> Section:
        """Each proposal by cost and value, and on the same map the best that each sum buys."""
        title, found = gettext("Kostnad och värde"), self._of(Question.COST_FRONTIER)
        inside, listed, outside, edge, whole = (
            gettext("I den bästa portföljen"), gettext("Bara i listan"), gettext("Inte med"), gettext("Bästa urvalet för pengarna"),
            gettext("Rangordnad lista, hela urvalet"),
        )  # fmt: skip
        rows, points = [], []
        for line in self.page.rows:
            kind = inside if line.in_best else listed if line.in_list else outside
            points.append(Dot(line.cost[0], float(line.value), kind, f"{line.title}: {sek(line.cost[0])}, {line.value_said}, {kind}"))
            rows.append([line.title, sek(line.cost[0]), line.value_said, kind])
        if rows:
            cost, worth = self.page.ranked.cost_by_year[0], self.page.list_value / self.page.whole
            points.append(Dot(cost, float(worth), whole, f"{whole}: {sek(cost)}, {comma(worth, 1)}"))
            rows.append([_counted(sum(line.in_list for line in self.page.rows)), sek(cost), comma(worth, 1), whole])
        steps = [(p["cost"], self._value(p["value"]), _counted(len(p["selected"]))) for p in found[0].content["points"]] if found else []
        frontier = [Dot(c, float(v), edge, f"{edge}, {n}: {sek(c)}, {comma(v, 1)}") for c, v, n in steps if c]
        rows += [[n, sek(c), comma(v, 1), edge] for c, v, n in steps if c]
        kinds = [inside, listed, outside, *([edge] if frontier else []), *([whole] if points else [])]
        spec = map_with_frontier(points, frontier, x=gettext("Kostnad, miljoner kronor"), y=gettext("Värde"), x_label=MILLIONS, kinds=kinds)
        texts = [gettext("Varje punkt är ett förslag. Högt upp till vänster ger mest värde per krona."), *self._edge(found)]
        return self._drawn(title, texts, spec, [gettext("Vad"), gettext("Kostnad"), gettext("Värde"), gettext("Läge")], rows, 2)

    def _edge(self, found: list[Answer]) -> list[str]:
        """What the line on the map is, or why it is not there."""
        if not found:
            return [text for text in self._lacks("", Question.COST_FRONTIER).texts if text]
        said = [
            gettext("Linjen går genom de urval som inget annat slår: inget är värt mer för lika lite pengar."),
            gettext("Båda axlarna är glesare för små tal, så att enskilda förslag syns bredvid hela urval."),
        ]
        if self.page.granted:
            said.append(gettext("Det som redan är beviljat ingår i urvalen."))
        if not found[0].content.get("complete", True):
            said.append(gettext("Stegen är fler än så: de här är de bästa vid varje hel procent av kostnaden."))
        return said

    def frame_frontiers(self) -> list[Section]:
        """What more or less frame gives, portfolio by portfolio."""
        title = gettext("Vad mer eller mindre ram ger: %(name)s")
        made = [
            self._frontier(title % {"name": a.content["portfolio"]}, a.content, a.ask)
            for a in sorted(self._of(Question.FRONTIER), key=lambda a: a.pk)
        ]
        return made or [self._lacks(gettext("Vad mer eller mindre ram ger"), Question.FRONTIER)]

    def _frontier(self, title: str, content: Mapping[str, Any], ask: Mapping[str, Any]) -> Section:
        now = next((p["frame"][0] or 0 for p in self.page.problem["portfolios"] if p["id"] == content["portfolio"]), 0)
        steps = [(s["frame"], self._value(s["value"])) for s in content["steps"]]
        if len(steps) == 1:
            said = gettext("Värdet är %(value)s i hela spannet från %(low)s till %(high)s: det är något annat än ramen som begränsar.")
            return Section(title, [said % {"value": comma(steps[0][1], 1), "low": sek(steps[0][0]), "high": sek(ask["high"])}])
        line = [Dot(f, float(v), "", f"{sek(f)}: {comma(v, 1)}") for f, v in steps]
        at = max((v for f, v in steps if f <= now), default=Fraction(0))
        here = Dot(now, float(at), gettext("Ramen nu"), f"{gettext('Ramen nu')}: {sek(now)}, {comma(at, 1)}")
        spec = stairs(line, [here], x=gettext("Ram, miljoner kronor"), y=gettext("Värde"), x_label=MILLIONS)
        texts = [gettext("Bara den här ramen flyttas. Mellan två steg ger mer pengar ingenting.")]
        texts += [] if content.get("complete", True) else [gettext("Stegen är fler: bara de första visas.")]
        return self._drawn(title, texts, spec, [gettext("Ram från"), gettext("Värde")], [[sek(f), comma(v, 1)] for f, v in steps], 2)

    def marginal(self) -> Section:
        """What the next million gives in each portfolio."""
        title, found = gettext("Vad nästa miljon ger"), self._of(Question.MARGINAL)
        if not found:
            return self._lacks(title, Question.MARGINAL)
        content = found[0].content
        rows = [
            [
                code,
                comma(self._value(m["gain"]), 1),
                ", ".join(map(self._name, m["enters"])) or "–",
                ", ".join(map(self._name, m["leaves"])) or "–",
            ]
            for code, m in sorted(content["by_portfolio"].items())
        ]
        text = gettext("Så mycket mer värde ger %(step)s till i ramen för en portfölj, när de andra är som de är.") % {
            "step": sek(content["step"])
        }
        columns = [Column(gettext("Portfölj")), Column(gettext("Mer värde"), True), Column(gettext("In kommer")), Column(gettext("Ut går"))]
        return Section(title, [text], table=Table(title, columns, rows))

    def weights(self) -> Section:
        """How far each weight can move before another set is worth more, and what happens there; the most sensitive first."""
        title, found = gettext("Hur långt en vikt kan ändras"), self._of(Question.INTERVAL)
        if not found:
            return self._lacks(title, Question.INTERVAL)
        reaches = sorted((Reach(a.content) for a in found), key=lambda r: (r.nearest, r.criterion))
        rows, bars_ = [], []
        for r in reaches:
            ends = [(share, self._exchanged(r, end)) for end, share in (("low", r.low), ("high", r.high))]
            rows.append(
                [r.criterion, _percent(r.now), *(c for n, (s, what) in enumerate(ends) for c in (_percent(s), comma(r.values[n], 1), what))]
            )
            short = [
                f"{_percent(s)}, {_worth(r.values[n])}: {_changes(r.exchanges(e))}"
                for n, (e, s) in enumerate((("low", r.low), ("high", r.high)))
            ]
            down, up = (float((share - r.now) * 100) for share in (r.low, r.high))
            name = f"{r.criterion} ({_percent(r.now)})"
            bars_.append(Swing(name, down, up, (short[0], short[1]), (f"{name}, {short[0]}", f"{name}, {short[1]}")))
        texts = [
            gettext(
                "Så länge vikten ligger inom stapeln är samma portfölj den bästa. Vid stapelns ände är ett annat urval lika mycket värt."
            ),
            gettext("Vikten är här vad en poäng väger, och inte andelen av hela steget."),
            gettext(
                "Känsligast överst: där behöver vikten ändras minst för att något ska bytas. De andra vikterna behåller sina förhållanden."
            ),
        ]
        names = (gettext("Kan minska så här långt"), gettext("Kan öka så här långt"))
        spec = swings(bars_, x=gettext("Ändring av viktens andel, procentenheter"), kinds=names)
        columns = [gettext("Kriterium"), gettext("Nu"), gettext("Ner till"), gettext("Värde där"), gettext("Byts där"), gettext("Upp till"),
                   gettext("Värde där"), gettext("Byts där")]  # fmt: skip
        return self._drawn(title, texts, spec, columns, rows, 1)

    def _exchanged(self, reach: "Reach", end: str) -> str:
        """What another set that is level at an end takes in and leaves out."""
        count = reach.exchanges(end)
        if count is None:
            return _changes(None)
        enters, leaves = (", ".join(sorted(map(self._name, codes))) or "–" for codes in reach.moves(end))
        return gettext("%(count)s (in: %(enters)s; ut: %(leaves)s)") % {"count": _changes(count), "enters": enters, "leaves": leaves}

    def acceptance(self) -> Section:
        """In how many drawn weightings each proposal is in, with a 95 % Wilson interval."""
        title, found = gettext("Hur ofta varje förslag är med"), self._of(Question.FREQUENCY)
        if not found:
            return self._lacks(title, Question.FREQUENCY)
        content, rows, spans = found[0].content, [], []
        for code, times in sorted(content["times"].items(), key=lambda kv: (-kv[1], kv[0])):
            low, high = (Fraction(end) for end in content["interval"][code])
            says = gettext("%(count)s av %(draws)s") % {"count": times, "draws": content["draws"]}
            rows.append([self._name(code), says, _percent(low), _percent(high)])
            spans.append(Spread(self._name(code), float(low), times / content["draws"], float(high), f"{self._name(code)}: {says}"))
        text = (
            gettext(
                "Vikterna per poäng är dragna %(draws)s gånger, frö %(seed)s. Den grå linjen är ett 95-procentigt intervall efter Wilson. Alla dragningar är inte alla vikter."
            )
            % content
        )
        spec = spreads(spans[:MOST_ROWS], x=gettext("Andel av dragningarna"))
        columns = [gettext("Förslag"), gettext("Med"), gettext("Lägst"), gettext("Högst")]
        return self._drawn(title, [text, _cut(len(spans))], spec, columns, rows, 1)

    def members(self) -> Section:
        """What each member's own weights would choose."""
        title = gettext("Där ledamöternas vikter skiljer sig")
        found = self._of(Question.MEMBERS)
        if not found and not any(a.kind == Question.MEMBERS.value for a in self.answers):
            return Section(title, [gettext("Inga ledamöter har gett egna vikter i den här vägningen.")])
        if not found:
            return self._lacks(title, Question.MEMBERS)
        sets = [(m["name"], set(m["selected"])) for m in found[0].content["members"]]
        held = {line.title: {name: line.code in chosen for name, chosen in sets} for line in self.page.rows}
        split = {t: cells for t, cells in held.items() if len(set(cells.values())) > 1}
        yes, no = gettext("Med"), gettext("Inte med")
        text = gettext(
            "Den bästa portföljen med varje ledamots egna vikter. De är överens om %(same)s av %(all)s förslag; bilden visar resten."
        )
        said = text % {"same": len(held) - len(split), "all": len(held)}
        rows = [[t, *(yes if inside else no for inside in cells.values())] for t, cells in held.items()]
        columns = [Column(gettext("Förslag")), *(Column(name) for name, _ in sets)]
        shown = dict(list(split.items())[:MOST_ROWS])
        chart = svg(yes_no(shown, words=(yes, no)), title=title, description=said) if shown else ""
        return Section(title, [said, _cut(len(split))], chart=chart, alt=said, table=Table(_as_table(title), columns, rows), fold=True)

    def cash(self) -> Section:
        """What is on the screen, year by year, against frames and ceilings for commitments."""
        rows, drawn = [], []
        for p in self.page.problem["portfolios"]:
            lines = [line for line in self.page.lines if line.portfolio == p["id"] and line.selected]
            for n, year in enumerate(self.page.problem["years"]):
                limit, given = p["frame"][n], sum(line.cost[n] for line in lines if line.granted)
                taken = sum(line.cost[n] for line in lines)
                rows.append([f"{p['id']} {year}", gettext("inget tak") if limit is None else sek(limit), sek(taken), sek(given)])
                drawn.append(FrameRow(f"{p['id']} {year}", limit or 0, taken, given))
        title = gettext("Betalningar år för år")
        text = gettext(
            "Ram första året; därefter taket för åtaganden, minus det som tidigare beslut har bundit. Kostnaden är före samordningsvinster."
        )
        names = (gettext("Ram eller tak"), gettext("På skärmen"), gettext("Varav beviljat"))
        return self._drawn(title, [text], bars(drawn, labels=names), [gettext("Portfölj och år"), *names], rows, 1)

    def _drawn(
        self, title: str, texts: list[str], spec: dict[str, Any], columns: list[str], rows: list[list[str]], numbers: int
    ) -> Section:
        """A chart with its table folded below; the last `numbers` and later columns are as wide as they need."""
        cols = [Column(c, 0 < n <= len(columns) - 1 and n <= max(numbers, 1)) for n, c in enumerate(columns)]
        chart = svg(spec, title=title, description=texts[0]) if rows else ""
        return Section(title, texts, chart=chart, alt=texts[0], table=Table(_as_table(title), cols, rows), fold=True)


def _as_table(title: str) -> str:
    return gettext("Samma siffror som tabell: %(title)s") % {"title": title[:1].lower() + title[1:]}


def _counted(number: int) -> str:
    return ngettext("%(count)s förslag tillsammans", "%(count)s förslag tillsammans", number) % {"count": number}


def _worth(value: Fraction) -> str:
    return gettext("värde %(value)s") % {"value": comma(value, 1)}


def _changes(number: int | None) -> str:
    if number is None:
        return gettext("inget byts")
    return ngettext("%(count)s förslag byts", "%(count)s förslag byts", number) % {"count": number}


def _percent(share: Fraction) -> str:
    return f"{comma(share * 100, 1)} %"


def _cut(count: int) -> str:
    """That the chart has not got them all."""
    return gettext("Bilden visar de första %(most)s; tabellen har alla.") % {"most": MOST_ROWS} if count > MOST_ROWS else ""
