"""The demo city's weighing of this year: criteria with their scales, rules with who decided them, members' weights, an open room."""

from collections import Counter
from datetime import datetime, timedelta

from nytta.governance.portfolios.queries import proposals
from nytta.governance.weighing import commands
from nytta.governance.weighing.models import Round
from nytta.governance.weighing.queries import screen_of
from nytta.governance.weighing.queries.figures import base_of
from nytta.governance.weighing.rules import range_mark, ranges
from nytta.governance.weighing.terms import Joined, LimitKind

from .demo_people import DemoCity

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
    one = commands.start_round(programme=city.programme, year=year, title=f"Vägning inför {year}", held_on=on.date(), by=office, on=before)
    for c in one.criteria.all():
        worst, best = SCALES.get(c.code, ("", ""))
        commands.set_criterion(one=one, code=c.code, title=c.title, worst=worst, best=best, by=office, on=before)
    commands.set_criterion(
        one=one, code="SPAR", title="Sparade kronor", worst="inget sparas", best="alla anspråk på nulägen hämtas hem", sek_per_point=20_000,
        decided_by="Utvecklingsrådet", paragraph=f"Minnesanteckning {before.date()}, punkt 3", by=office, on=before,
    )  # fmt: skip
    _rules(city, one, before)
    commands.ask_for_weights(one=one, how=Joined.MEAN, by=office, on=before + timedelta(hours=1))
    for name, swings in SWINGS.items():
        day = before + timedelta(days=2)
        criteria = [c.code for c in one.criteria.all()]
        given = dict(zip(criteria, (*swings, 50), strict=True))
        shown = range_mark(ranges(base_of(one, day.date()).problem))
        commands.give_weights(one=one, points=given, shown=shown, by=city.people[name], on=day)
    opened = commands.open_room(one=one, by=office, on=on)
    screen = screen_of(opened)
    assert screen is not None
    commands.ask_for(scenario=screen, by=None, on=on)
    return opened


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
