"""What all closed projects give back, one project's account as anybody reads it, and how what was said stood against what came. Source: U6."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from nytta.city.records.queries import examined, is_open
from nytta.governance.applications.terms import Category
from nytta.kit.charts import MILLIONS, FrameRow, bars, svg
from nytta.kit.documents import Amount, Column, Section, Table
from nytta.kit.lists import Asked, Listing
from nytta.kit.pages import DetailPage, ListPage
from nytta.kit.panels import Block
from nytta.kit.plots import Dot, dots
from nytta.kit.words import label
from nytta.plain.money import comma, sek

from .. import queries
from ..lists import CALIBRATION, EFFECTS
from ..models import Project
from ..rules import Aim, Due, EffectTerms, Totals, aims, grouped, totals
from ..terms import Cause, EffectState
from .pages import EFFECT_TAGS, found_at


def percent(share: Fraction | None) -> str:
    """A share as percent with one decimal; a dash where there is none."""
    return "–" if share is None else f"{comma(share * 100, 1)}\u00a0%"


def _cell(share: Fraction | None) -> str:
    return "–" if share is None else Amount(percent(share), float(share))


def _table(title: str, first: str, groups: list[tuple[str, Totals]]) -> Section:
    columns = [
        Column(first), Column(gettext("Projekt"), num=True), Column(gettext("Redovisade"), num=True), Column(gettext("Investerat"), num=True),
        Column(gettext("Netto per år"), num=True), Column(gettext("Effekt, alla"), num=True), Column(gettext("Effekt, redovisade"), num=True),
        Column(gettext("Hemtaget, alla"), num=True), Column(gettext("Hemtaget, redovisade"), num=True), Column(gettext("Hemtaget, grönt"), num=True),
    ]  # fmt: skip
    rows = [
        [name, str(len(t.rows)), str(len(t.done)), Amount(sek(t.invested_sek), t.invested_sek), Amount(sek(t.effect_sek), t.effect_sek),
         _cell(t.effect_share), _cell(t.effect_share_reported), _cell(t.rate), _cell(t.rate_reported), _cell(t.rate_green)]
        for name, t in groups
    ]  # fmt: skip
    return Section(title, table=Table(title, columns, rows))


def _promised(groups: list[tuple[str, Totals]]) -> Section:
    """Promised, decided and realised by year of closure, as bars within bars."""
    rows = [
        FrameRow(name, sum(r.promised_sek for r in t.rows), sum(r.decided_sek for r in t.rows), sum(r.came_sek for r in t.done))
        for name, t in groups
    ]
    title = gettext("Utlovat, beslutat och utfall efter avslutsår")
    says = "; ".join(
        gettext("%(year)s: utlovat %(promised)s, beslutat %(decided)s, utfall %(came)s")
        % {"year": r.label, "promised": sek(r.frame_sek), "decided": sek(r.granted_sek), "came": sek(r.committed_sek)}
        for r in rows
    )
    names = (gettext("Utlovat"), gettext("Beslutat"), gettext("Utfall"))
    return Section(title, [gettext("Det första hela året efter avslutet, alla projekt som ska ha redovisat.")],
                   chart=svg(bars(rows, labels=names), title=title, description=says), alt=says)  # fmt: skip


GROUPS: tuple[tuple[str, Callable[[Due], str]], ...] = (
    ("year", lambda r: str(r.year)), ("portfolio", lambda r: r.portfolio or "–"), ("category", lambda r: label(Category(r.category)) if r.category else "–"),
    ("body", lambda r: r.body),
)  # fmt: skip


class Effects(ListPage):
    """All closed projects' yearly effect in percent of what was invested; those that have not reported are named. Source: E7.2; U6."""

    listing = EFFECTS
    public = True
    template = "projects/effects.html"

    def listed(self) -> Listing:
        known: dict[date, EffectTerms] = {}  # what the rule set says is asked for once, however many times the rows are

        def on_day(rows: Any, day: date) -> Any:
            known[day] = known.get(day) or queries.terms_on(day)
            return queries.with_figures(queries.with_reporting(rows, day, known[day]))

        return replace(super().listed(), as_on=on_day)

    def more(self, asked: Asked) -> dict[str, Any]:
        rows = queries.dues(asked.filtered())
        counted = [r for r in rows if r.category != Category.INNOVATIVE.value]
        whole, day = totals(counted), asked.shown_day
        large = [
            (gettext("Effekt per år av det investerade"), percent(whole.effect_share)), (gettext("Utan dem som inte har redovisat"), percent(whole.effect_share_reported)),
            (gettext("Bara kommunens kassa"), percent(whole.cash_share)), (gettext("Hemtaget av det beslutade"), percent(whole.rate)),
            (gettext("Utan dem som inte har redovisat"), percent(whole.rate_reported)), (gettext("Bara gröna poster"), percent(whole.rate_green)),
        ]  # fmt: skip
        missing = [(r, (day - r.due_on).days if r.due_on else 0) for r in rows if not r.reported]
        return {
            "figures": large,
            "charts": _sections(counted),
            "missing": missing,
            "left_out": len(rows) - len(counted),
            "may_calibrate": self.person is not None,
        }


def _sections(rows: list[Due]) -> list[Section]:
    if not rows:
        return []
    titles = {
        "year": (gettext("Per avslutsår"), gettext("År")), "portfolio": (gettext("Per portfölj"), gettext("Portfölj")),
        "category": (gettext("Per kategori"), gettext("Kategori")), "body": (gettext("Per sökande"), gettext("Sökande")),
    }  # fmt: skip
    made = [_promised(grouped(rows, GROUPS[0][1]))]
    return made + [_table(*titles[name], grouped(rows, by)) for name, by in GROUPS]


class EffectPage(DetailPage):
    """What one project gave, as anybody reads it: figures and words that have been found open. Source: U6; O6."""

    public = True

    def thing(self, **address: Any) -> Project:
        return found_at(address["code"])

    def may_see(self, thing: Project) -> bool:
        return bool(thing.effect_due_on and thing.application.registry_number)

    def context(self, thing: Project) -> dict[str, Any]:
        found = {} if self.person else examined(thing.code)
        may = {part: bool(self.person) or is_open(found, part) for part in ("figures", "effect_explanation", "effect_unexpected")}
        hidden = not self.person and "title" in found and not is_open(found, "title")
        analysis = queries.analysis_of(thing)
        handed_in = analysis is not None and analysis.handed_in_on is not None
        blocks, state = [], ""
        if handed_in and analysis is not None:
            blocks, state = self._blocks(thing, may), label(EffectState(analysis.state))
        facts = [
            (gettext("Sökande"), thing.application.applicant_body), (gettext("Systemägare"), thing.owner_body), (gettext("Avslutat"), thing.closed_on),
            (gettext("Ska redovisas"), thing.effect_due_on), (gettext("Redovisat"), thing.effect_on or gettext("Inte ännu")),
        ]  # fmt: skip
        link = reverse("projects:detail" if self.person else "portal:case", args=[thing.code])
        return {
            "title": gettext("Uppgift utelämnad") if hidden else thing.application.title, "code": thing.code, "facts": facts, "blocks": blocks,
            "label": state or gettext("Inte redovisad"), "color": EFFECT_TAGS[analysis.state] if handed_in and analysis else "warning",
            "side": [Block(gettext("Mer"), "projects/_effect_more.html", {"link": link, "staff": self.person is not None})],
            "crumbs": [(gettext(EFFECTS.title), reverse("projects:effects")), (thing.code, "")],
        }  # fmt: skip

    def _blocks(self, thing: Project, may: dict[str, bool]) -> list[Block]:
        analysis, rows = queries.analysis_of(thing), queries.outcomes(thing)
        assert analysis is not None
        blocks = []
        if may["figures"]:
            shown = {"rows": rows, "code": thing.code, "public": self.person is None}
            blocks.append(Block(gettext("Utlovat, beslutat och utfall"), "projects/_effect_public.html", shown))
        for part, title, text in (
            ("effect_explanation", gettext("Förklaring"), analysis.explanation),
            ("effect_unexpected", gettext("Vad som kom utan att någon bad om det"), analysis.unexpected),
        ):
            if text and may[part]:
                blocks.append(Block(title, "projects/_lesson_text.html", {"text": text}))
        if not all(may.values()):
            blocks.append(Block(gettext("Vad som inte visas"), "projects/_effect_hidden.html", {}))
        elif analysis.cause:
            blocks.append(Block(gettext("Är projektet orsaken?"), "projects/_plain.html", {"text": label(Cause(analysis.cause))}))
        return blocks


class Calibration(ListPage):
    """How what applicants claimed and assessors judged stood against what came. Source: U6; F8."""

    listing = CALIBRATION
    template = "projects/calibration.html"

    def more(self, asked: Asked) -> dict[str, Any]:
        rows = queries.dues(asked.filtered())
        signed = queries.assessors_of([r.code for r in rows])
        by_body: dict[str, list[tuple[int, int]]] = {}
        by_assessor: dict[str, list[tuple[int, int]]] = {}
        for r in rows:
            by_body.setdefault(r.body, []).append((r.promised_sek, r.came_sek))
            for name in signed.get(r.code, ()):
                by_assessor.setdefault(name, []).append((r.assessed_sek, r.came_sek))
        if not rows:
            return {"charts": []}
        return {"charts": [
            _aimed(gettext("Sökandena: utlovat mot utfall"), gettext("Sökande"), gettext("Utlovat"), aims(by_body)),
            _aimed(gettext("Värderarna: värderat mot utfall"), gettext("Värderare"), gettext("Värderat"), aims(by_assessor)), _scatter(rows),
        ]}  # fmt: skip


def _aimed(title: str, first: str, said: str, found: list[Aim]) -> Section:
    columns = [
        Column(first), Column(gettext("Projekt"), num=True), Column(said, num=True), Column(gettext("Utfall"), num=True),
        Column(gettext("Utfall av det sagda"), num=True), Column(gettext("Avvikelse, medel"), num=True), Column(gettext("Avvikelse, median"), num=True),
    ]  # fmt: skip
    rows = [
        [
            a.name,
            str(a.count),
            Amount(sek(a.said_sek), a.said_sek),
            Amount(sek(a.came_sek), a.came_sek),
            _cell(a.share),
            _cell(a.mean),
            _cell(a.middle),
        ]
        for a in found
    ]
    text = gettext("Minus betyder att det blev mindre än det som sades. Ett par projekt säger lite; läs dem med försiktighet.")
    return Section(title, [text], table=Table(title, columns, rows))


def _scatter(rows: list[Due]) -> Section:
    title, kinds = gettext("Projekt för projekt"), (gettext("Utlovat"), gettext("Värderat"))
    points = [
        Dot(said, r.came_sek, kind, gettext("%(code)s: %(kind)s %(said)s, utfall %(came)s") % {"code": r.code, "kind": kind.lower(), "said": sek(said), "came": sek(r.came_sek)})
        for r in rows
        for kind, said in zip(kinds, (r.promised_sek, r.assessed_sek), strict=True)
    ]  # fmt: skip
    says = gettext(
        "Varje projekt med det som utlovades och värderades på den liggande axeln och utfallet på den stående, i miljoner kronor."
    )
    spec = dots(points, x=gettext("Utlovat eller värderat, miljoner kronor"), y=gettext("Utfall, kronor"), x_label=MILLIONS, kinds=kinds)
    spec["encoding"]["y"]["axis"]["labelExpr"] = MILLIONS
    spec["encoding"]["y"]["title"] = gettext("Utfall, miljoner kronor")
    return Section(title, [says], chart=svg(spec, title=title, description=says), alt=says)
