"""The parts of a case's page, made from what was read once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.queries import the_city
from nytta.city.organisation.views.then import said_of
from nytta.city.records.terms import DecisionKind, Direction
from nytta.governance.benefits.rules import payback_months, yearly_benefit
from nytta.governance.benefits.terms import Ledger, Side
from nytta.kit.documents import Column, Table
from nytta.kit.panels import Block, gather
from nytta.kit.words import acted, change_called, change_said, label, speaker
from nytta.plain.money import sek
from nytta.plain.words import Term

from .. import queries
from ..flow import CASE
from ..forms import FIELD_LABELS, SECTIONS
from ..models import Application
from ..queries.page import CasePage, ItemFigures
from ..rules import LIFTED, MET, MISSING, conditions
from ..terms import CLOSED_STATES, STEP, CaseOrigin, CaseState, Category, PersonalData, PortfolioPart, WaitsOn

LATEST = 6
STEPS = (_("Idé"), _("Ansökan"), _("Värdering"), _("Beredning"), _("Beslut"), _("Uppföljning"), _("Avslut"), _("Effekt"))
OUTCOMES = {MET: ("success", _("Uppfyllt")), MISSING: ("danger", _("Saknas")), LIFTED: ("info", _("Undantag"))}
WORDS: dict[str, type[Term]] = {"state": CaseState, "category": Category, "part": PortfolioPart, "personal_data": PersonalData}


@dataclass(frozen=True)
class Step:
    """One of the eight steps of the process line."""

    label: str
    on: date | None
    state: str
    note: str = ""


def steps(a: Application, on: date) -> list[Step]:
    """The eight steps: the first five from the case's own stays, the last three from those who come after."""
    state = CaseState(a.state)
    now = STEP[state]
    left = {STEP[CaseState(p.state)]: p.left_on for p in a.passages.all()}
    dates = {1: a.idea.written_on if a.idea else a.created_on, 2: a.submitted_on, 3: left.get(3), 4: left.get(4), 5: a.decided_on}
    closed = state in CLOSED_STATES
    found: dict[int, tuple[date | None, str]] = {}
    for n in range(1, 9):
        done = n < now or (n == now and closed)
        found[n] = (dates.get(n) if done or n == now else None, "done" if done else "now" if n == now else "todo")
    if state is CaseState.GRANTED:
        found[6] = (None, "now")
    for number, day, how in gather("case.steps", a, on):
        found[number] = (day, how)
    return [Step(gettext(STEPS[n - 1]), day if how != "now" else None, how) for n, (day, how) in found.items()]


def waiting(a: Application, on: date, person: Any = None) -> str:
    """Whom the case waits on, since how many days."""
    who = WaitsOn(CASE.waits_on[CaseState(a.state)])
    if who in (WaitsOn.NOBODY, WaitsOn.PROJECT):
        return ""
    name = gettext("%(title)ss beslut") % {"title": the_city(person).director_title} if who is WaitsOn.DIRECTOR else label(who)
    since = next((p.entered_on for p in reversed(a.passages.all()) if p.left_on is None), a.created_on)
    days = (on - since).days
    if days == 0:
        return gettext("Väntar på %(who)s sedan i dag") % {"who": name}
    if days == 1:
        return gettext("Väntar på %(who)s sedan 1 dag") % {"who": name}
    return gettext("Väntar på %(who)s sedan %(days)s dagar") % {"who": name, "days": days}


def head_facts(page: CasePage, on: date) -> list[tuple[str, Any]]:
    """Where the case belongs and how long it has taken, the city's days and the applicant's apart."""
    a, then = page.application, queries.parties_then(page.application, on)
    city_days, applicant_days = queries.lead_time_of(a, a.decided_on or on)
    took = gettext("%(city)s dagar i handläggning, %(applicant)s dagar hos sökanden") % {"city": city_days, "applicant": applicant_days}
    return [
        (gettext("Diarienummer"), a.registry_number), *([(gettext("Ursprung"), label(CaseOrigin(a.origin)))] if a.origin != CaseOrigin.APPLIED.value else []),
        (gettext("Sökande"), said_of(then[a.applicant_body_id])), (gettext("Kategori"), label(Category(a.category)) if a.category else ""), (gettext("Fokusområde"), a.focus_area),
        (gettext("Del av portföljen"), label(PortfolioPart(a.part)) if a.part else ""),
        (gettext("Livslängd"), gettext("%(months)s månader") % {"months": a.lifetime_months} if a.lifetime_months else ""),
        (gettext("Start och slut"), f"{a.start_on or '–'} – {a.end_on or '–'}" if a.start_on or a.end_on else ""),
        (gettext("Systemägare"), said_of(then.get(a.owner_body_id or 0))), (gettext("Ägare av processen"), said_of(then.get(a.process_body_id or 0))),
        (gettext("Kontaktperson"), a.contact), (gettext("Ledtid sedan inlämning"), took if a.submitted_on and a.origin == CaseOrigin.APPLIED.value else ""),
    ]  # fmt: skip


def figures(page: CasePage) -> list[tuple[str, str]]:
    """The large figures: asked for, benefit by each side that stands, payback."""
    totals, side = page.totals, Side(page.application.calculation.trusted)
    asked = sum(totals.by_year(side, Ledger.DEVELOPMENT).values())
    found = [(gettext("Sökt belopp"), sek(asked)), (gettext("Angiven nytta per år"), sek(yearly_benefit(totals, Side.CLAIMED)))]
    if side is Side.ASSESSED:
        found.append((gettext("Värderad nytta per år"), sek(yearly_benefit(totals, side))))
    running = max(totals.by_year(side, Ledger.RUNNING).values(), default=0)
    months = payback_months(investment_sek=asked, yearly_net_sek=yearly_benefit(totals, side) - running) if asked else None
    if months:
        found.append((gettext("Återbetald efter"), gettext("%(months)s mån") % {"months": months}))
    return found


def sides_shown(page: CasePage) -> list[Side]:
    """The sides that may be seen: the assessor's from the signature, the decision's from the decision."""
    shown = [Side.CLAIMED]
    if page.application.calculation.trusted == Side.ASSESSED.value:
        shown.append(Side.ASSESSED)
    return [*shown, *(s for s in (Side.DECIDED, Side.REALISED) if page.totals.has(s))]


def figures_block(page: CasePage) -> Block | None:
    """Each ledger's items, by side in all; the calculation's page has them year by year."""
    if not page.items:
        return None
    sides = sides_shown(page)
    ledgers = [x for x in Ledger if any(i.ledger is x for i in page.items)]
    columns = [Column(label(s), num=True) for s in sides]
    sums = [[label(x), *(sek_or_none(page.totals.of(s, x)) for s in sides)] for x in ledgers]
    rows = [[_item_words(i), *(sek_or_none(i.total(s)) for s in sides)] for x in ledgers for i in page.items if i.ledger is x]
    context = {
        "sums": Table(gettext("Nytta och kostnad, alla år"), [Column(gettext("Slag")), *columns], sums),
        "items": Table(gettext("Poster, alla år"), [Column(gettext("Poster")), *columns], rows),
        "price_year": page.application.calculation.price_year,
        "url": reverse("applications:calculation", args=[page.application.code]),
    }
    return Block(gettext("Nytta och kostnad"), "applications/_figures.html", context, "kalkyl")


def _item_words(item: ItemFigures) -> str:
    """An item with its ledger and bearer, and what is noted of it."""
    who = ", ".join(t for t in (label(item.ledger), item.bearer) if t)
    return f"{item.label} ({who})" + (f". {item.note}" if item.note else "")


def sek_or_none(amount: int | None) -> str:
    """Kronor, or a dash where there is no figure."""
    return "–" if amount is None else sek(amount)


def conditions_block(page: CasePage, on: date) -> Block | None:
    """Each condition before money as met, missing or not applicable, with what would mend it."""
    if page.rules is None:
        return None
    facts, say = queries.facts_of(page.application, on), speaker()
    lines = []
    for one in conditions(facts=facts, rule_set=page.rules.content):
        color, word = OUTCOMES.get(one.state, ("neutral", _("Ej aktuell")))
        lines.append(
            {"label": say(one.name), "clause": one.clause, "color": color, "word": say(word), "finding": one.finding, "leave": one.leave}
        )
    context = {"lines": lines, "rules": page.rules.version}
    return Block(gettext("Villkor före medel"), "applications/_conditions.html", context, "villkor")


def goals_block(page: CasePage) -> Block:
    """The goals that the case contributes to, and how."""
    a = page.application
    context = {"goals": sorted(a.goals.all(), key=lambda g: g.goal.code), "other": a.other_contribution}
    return Block(gettext("Mål"), "applications/_goals.html", context, "mal")


def texts_block(page: CasePage) -> Block | None:
    """What was written, folded section by section."""
    a, groups, called = page.application, [], field_labels()
    skip = {"title", "applicant_body", "contact", "focus_area", "part", "category", "lifetime_months", "start_on", "end_on"}
    skip |= {"owner_body", "process_body", "other_contribution"}
    for section in SECTIONS:
        names = [n for n in section.form.base_fields if n in FIELD_LABELS and n not in skip and hasattr(a, n)]
        pairs = [(called(n), shown(n, getattr(a, n))) for n in names if getattr(a, n)]
        if pairs:
            groups.append((section.title, pairs))
    context = {"groups": groups}
    return Block(gettext("Det här står i ansökan"), "applications/_texts.html", context, "texter") if groups else None


def papers(page: CasePage) -> list[Block]:
    """Questions, versions, decisions and the registry, those that hold anything."""
    a = page.application
    listed: list[tuple[str, str, Any]] = [
        (gettext("Frågor och svar"), "questions", [(q, FIELD_LABELS.get(q.field, "")) for q in a.questions.all()]),
        (gettext("Beslut"), "decisions", [(d, label(DecisionKind(d.kind))) for d in page.decisions]),
        (gettext("Versioner"), "versions", [(v, reverse("applications:version", args=[a.code, v.number])) for v in a.versions.all()]),
        (gettext("Diariet"), "registry", [(e, label(Direction(e.direction))) for e in page.registry]),
    ]
    return [Block(title, f"applications/_{name}.html", {"found": found}, name) for title, name, found in listed if found]


@lru_cache(maxsize=1024)
def _label_in(language: str, name: str) -> str:
    return str(FIELD_LABELS.get(name, name))


def field_labels() -> Callable[[str], str]:
    """What fields are called in the reader's language, remembered; a name where there is no label."""
    return partial(_label_in, get_language() or "")


def shown(name: str, value: Any) -> str:
    """A value of a field as one reads it."""
    if name in WORDS and value in WORDS[name].codes() and value:
        return label(WORDS[name](value))
    if isinstance(value, list):
        return ", ".join(str(v) for v in value)
    if isinstance(value, bool):
        return gettext("Ja") if value else gettext("Nej")
    return "" if value is None else str(value)


def history(page: CasePage) -> list[dict[str, Any]]:
    """Who changed what, from what to what."""
    called = field_labels()
    return [
        {"at": at, "by_name": name, "by_role": role, "what": acted(act), "reason": reason, "changes": _changes(act, changes, called)}
        for at, name, role, act, reason, changes in page.history
    ]


def history_block(page: CasePage) -> Block:
    """The latest events, and the earlier ones folded."""
    events = history(page)
    context = {"latest": events[:LATEST], "earlier": events[LATEST:]}
    return Block(gettext("Händelser"), "applications/_history.html", context, "handelser")


def _changes(act: str, found: Mapping[str, Any], called: Callable[[str], str]) -> list[tuple[str, str, str]]:
    """What changed, in words: fields of the case by their labels, what other acts changed as those who note it have said."""
    lines: list[tuple[str, str, str]] = []
    for name, value in found.items():
        old, new = value if isinstance(value, list) and len(value) == 2 else ("", value)
        if name == "figures":
            lines += _figure_changes(old, new)
        elif name == "amounts" and isinstance(value, dict):
            lines += [(year, "", sek(int(amount))) for year, amount in value.items()]
        elif old or new is not None:
            lines.append(_one_change(act, name, old, new, called))
    return [line for line in lines if line[1] or line[2]]


def _one_change(act: str, name: str, old: Any, new: Any, called: Callable[[str], str]) -> tuple[str, str, str]:
    """One change: what is called, from, to. Several items of one act are numbered ("item 2")."""
    what = name.partition(" ")[0]
    if act.startswith("case.") or change_called(act, what) == what:
        return called(name), shown(name, old), shown(name, new)
    was, now = (shown(name, change_said(act, what, value)) for value in (old, new))
    return change_called(act, what), was, now


def _figure_changes(old: Any, new: Any) -> list[tuple[str, str, str]]:
    if not isinstance(old, dict) or not isinstance(new, dict):
        return []
    lines = []
    for item in dict.fromkeys([*old, *new]):
        ledger, _colon, text = item.partition(": ")
        name = f"{label(Ledger(ledger))}: {text}" if ledger in Ledger.codes() else item
        before, after = old.get(item, {}), new.get(item, {})
        lines += [
            (f"{name} {y}", sek(before[y]) if y in before else "", sek(after[y]) if y in after else gettext("borttaget"))
            for y in sorted({*before, *after})
            if before.get(y) != after.get(y)
        ]
    return lines
