"""The demo city's weighings: last year's, decided and published, and this year's with criteria, rules, weights and an open room."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from nytta.engine.asked import answered
from nytta.governance.applications.models import Application
from nytta.governance.applications.queries import requested
from nytta.governance.applications.terms import CaseState
from nytta.governance.portfolios.queries import proposals
from nytta.governance.portfolios.terms import Advice
from nytta.governance.weighing import commands
from nytta.governance.weighing.commands.outcome import Apart, Line
from nytta.governance.weighing.models import Answer, Round, Scenario
from nytta.governance.weighing.queries import screen_of
from nytta.governance.weighing.queries.figures import base_of
from nytta.governance.weighing.rules import range_mark, ranges
from nytta.governance.weighing.terms import AnswerState, Departed, Joined, LimitKind, Question
from nytta.kit.clock import moment

from . import demo_words as words
from .demo_acts import Story
from .demo_people import DemoCity
from .demo_play import Script, chance

SCALES = {
    "KF1": ("ingen märker skillnad", "alla når tjänsten dygnet runt"),
    "KF2": ("lika krångligt som i dag", "den som behöver hjälp hittar och förstår"),
    "KF3": ("ingen tid frigörs", "en tiondel av arbetstiden frigörs"),
}
SWINGS = {"radet": (100, 60, 80), "radet2": (70, 40, 100)}


def open_room(city: DemoCity, on: datetime) -> Round:
    """From preparation to the open room, by the commands of the pages, on the days before the meeting."""
    assert city.programme is not None
    asked = Counter(p.year for p in proposals(on.date(), city.programme))
    office, year = city.people["projektkontor"], asked.most_common(1)[0][0] if asked else on.year
    before = on - timedelta(days=6)
    one = _prepared(city, year, f"Vägning inför {year}", on, before)
    commands.set_criterion(
        one=one, code="SPAR", title="Sparade kronor", worst="inget sparas", best="alla anspråk på nulägen hämtas hem", sek_per_point=20_000,
        decided_by="Utvecklingsrådet", paragraph=f"Minnesanteckning {before.date()}, punkt 3", by=office, on=before,
    )  # fmt: skip
    _rules(city, one, before)
    _weigh(city, one, before + timedelta(days=2))
    opened = commands.open_room(one=one, by=office, on=on)
    commands.ask_for(scenario=_screen(opened), by=None, on=on)
    return opened


LATER, BY_HAND, LEFT = "Digital signering av avtal", "Försök med chatt på biblioteken", "Pekskärmar i stadshusets entré"
LEADERS = {"E-tjänst för bygglov": 2, "Felanmälan i kartan": 1, LATER: 1, LEFT: 1}  # one fewer than they take
WHY = {
    BY_HAND: "Försöket är litet och svarar på en fråga som rådet vill ha svar på före nästa år.",
    LEFT: "Entrén byggs om inom två år. Då behövs en annan lösning, och skärmarna hinner inte göra nytta.",
    LATER: "Upphandlingen av underskriftstjänsten är överprövad. Beslut fattas när rätten har sagt sitt.",
}


def weigh_together(city: DemoCity, stories: Sequence[Story]) -> Script:
    """Last year's weighing: advice with two departures, and a decision that leaves one proposal for later; published with it."""
    council, titles = city.people["radet"], [s.title for s in stories]
    on = yield max(moment(s.day, 12) for s in stories)
    while Application.objects.filter(title__in=titles, state=CaseState.WEIGHING.value).count() < len(titles):
        on = yield on + timedelta(days=2)
    on = yield on + timedelta(days=6)  # checks are made, and the bodies have accepted
    one = _prepared(city, city.first.year, f"Vägning {city.first.year}", on + timedelta(days=9), on)
    used = {Application.objects.get(title=title).code: [count] for title, count in LEADERS.items()}
    commands.set_limit(
        one=one, kind=LimitKind.CAPACITY, name="projektledare", content={"limit": [sum(LEADERS.values()) - 1], "use": used},
        reason="Så många projektledare har kommunen; ett stort projekt tar två.", decided_by="Kommunstyrelsen",
        paragraph=f"KS § 38, {on.year}-02-12", by=city.people["projektkontor"], on=on,
    )  # fmt: skip
    on = yield on + timedelta(days=3)
    _weigh(city, one, on)
    on = yield on + timedelta(days=6)
    for story in stories:
        story.say_free(council, on)
    one = commands.open_room(one=one, by=city.people["projektkontor"], on=on)
    codes = {str(n["title"]): code for code, n in one.names.items()}
    for seen, (title, do) in enumerate(((BY_HAND, "in"), (LEFT, "out"))):
        commands.change(scenario=_screen(one), what={"do": do, "id": codes[title]}, seen=seen, by=council, on=on)
    _worked_out(one, on)
    commands.advise_all(
        scenario=_screen(one), seen=2, reasons="Urvalet ger mest för fullmäktiges mål inom ramarna, och inget bryter en regel.",
        departures={codes[t]: WHY[t] for t in (BY_HAND, LEFT)}, left_out={codes[LEFT]: Advice.REFUSE}, by=council, on=on,
    )  # fmt: skip
    on = yield on + timedelta(days=5)
    _granted(one, codes, stories, on)


def _granted(one: Round, codes: Mapping[str, str], stories: Sequence[Story], on: datetime) -> None:
    """The director grants what was advised, all but one, in one act."""
    lines = []
    for story in stories:
        story.say_free(story.director, on)
        if story.title not in (LATER, LEFT):
            number = str(1000 + chance(story.title, "cost", 9000))
            amount, letter = requested(story.case)[one.year], words.letter(story.title)
            lines.append(Line(codes[story.title], amount, number, f"2{number}", f"P{number}", letter))
    commands.grant_all(
        one=one, lines=lines, reasons="Enligt utvecklingsrådets råd; inom ramarna.", departures={codes[LATER]: Apart(Departed.LATER, WHY[LATER])},
        by=stories[0].director, on=on,
    )  # fmt: skip


def _worked_out(one: Round, on: datetime) -> None:
    """What the screen needs before advice, answered here: the engine's worker takes the rest when it starts."""
    commands.ask_for(scenario=_screen(one), by=None, on=on)
    wanted = [Question.SELECT.value, Question.OVERRIDE.value]
    for a in Answer.objects.filter(figures=one.figures_id, ended_at=None, kind__in=wanted).select_related("figures"):
        found = answered({"kind": a.kind, "problem": a.figures.content, "ask": a.ask}, lambda _: None)
        commands.end(answer=a, state=AnswerState(found["state"]), content=found["content"], on=on)


def _screen(one: Round) -> Scenario:
    found = screen_of(one)
    assert found is not None
    return found


def _prepared(city: DemoCity, year: int, title: str, held: datetime, on: datetime) -> Round:
    """A weighing with the scales of its criteria in words."""
    assert city.programme is not None
    office = city.people["projektkontor"]
    one = commands.start_round(programme=city.programme, year=year, title=title, held_on=held.date(), by=office, on=on)
    for c in one.criteria.all():
        worst, best = SCALES.get(c.code, ("", ""))
        commands.set_criterion(one=one, code=c.code, title=c.title, worst=worst, best=best, by=office, on=on)
    return one


def _weigh(city: DemoCity, one: Round, on: datetime) -> None:
    """The members are asked, and weigh."""
    commands.ask_for_weights(one=one, how=Joined.MEAN, by=city.people["projektkontor"], on=on)
    criteria, shown = [c.code for c in one.criteria.all()], range_mark(ranges(base_of(one, on.date()).problem))
    for name, swings in SWINGS.items():
        given = dict(zip(criteria, (*swings, 50), strict=False))
        commands.give_weights(one=one, points=given, shown=shown, by=city.people[name], on=on)


def _rules(city: DemoCity, one: Round, on: datetime) -> None:
    """A few of the year's rules, where there are proposals that they can be about."""
    lines = [p for p in base_of(one, on.date()).problem["proposals"] if p["status"] == "free"]
    if len(lines) < 3:
        return
    first, second, third = (p["id"] for p in lines[:3])
    leaders = {p["id"]: [2 if p["cost"][0] >= 1_200_000 else 1] for p in lines}
    for kind, name, content, reason, who, where in (
        (LimitKind.EXCLUSIVE, "samma-funktion", {"members": [first, second], "min": 0, "max": 1}, "Båda inför kö och besked på samma plattform.",
         "Utvecklingsrådet", f"Minnesanteckning {on.date()}, punkt 4"),
        (LimitKind.CAPACITY, "projektledare", {"limit": [sum(n for (n,) in leaders.values()) * 2 // 3], "use": leaders},
         "Så många projektledare har kommunen; ett stort projekt tar två.", "Kommunstyrelsen", f"KS § 42, {on.year}-02-18"),
        (LimitKind.BALANCE, "hogst-halften", {"members": [p["id"] for p in lines if p["body"] == lines[2]["body"]], "measure": "cost",
                                              "base": "selected", "max_share": "1/2"},
         "Ingen nämnd ska få mer än hälften av det som beviljas.", "Kommunstyrelsen", f"KS § 41, {on.year}-02-18"),
        (LimitKind.PREREQUISITE, third, {"proposal": third, "needs": [first, second], "mode": "any"}, "Bygger på den kö som något av de andra inför.",
         "Utvecklingsrådet", f"Minnesanteckning {on.date()}, punkt 5"),
    ):  # fmt: skip
        commands.set_limit(
            one=one,
            kind=kind,
            name=name[:40],
            content=content,
            reason=reason,
            decided_by=who,
            paragraph=where,
            by=city.people["projektkontor"],
            on=on,
        )
