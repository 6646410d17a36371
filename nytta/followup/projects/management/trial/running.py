"""Steps 6 to 8: the project runs by the source's own cost and dates, closes where the source says so, and accounts for its effect."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from nytta.followup.projects import commands as projects
from nytta.followup.projects.models import Project
from nytta.followup.projects.rules import Figures
from nytta.followup.projects.terms import Cause, DeliverableKind, Ending, LessonSubject, Light, Measure
from nytta.governance.applications.terms import Category
from nytta.governance.benefits.queries import items_of
from nytta.governance.benefits.terms import BENEFITS, Ledger, Side
from nytta.governance.portfolios import commands as portfolios
from nytta.governance.portfolios.models import Commitment
from nytta.governance.portfolios.queries.money import allocations_of
from nytta.governance.portfolios.terms import MoneyKind
from nytta.kit.clock import moment
from nytta.plain.money import split
from nytta.plain.periods import add_months
from nytta.plain.verdicts import Refused

from .book import one_in
from .seed_city import BUDGET_DAY, meetings

if TYPE_CHECKING:
    from .way import Turn, Way

PROPOSE_ON = (10, 1)  # month and day on which managers report and ask for next year's part
YELLOW = ("amber", "medium", "god")
RED = ("red", "low", "osäker", "amber/red")


def light_of(confidence: str | None) -> Light:
    """The source's own word of confidence as a light; green where it has none."""
    word = (confidence or "").strip().casefold()
    if word in RED or word.startswith(("red", "low")):
        return Light.RED
    return Light.YELLOW if word.startswith(YELLOW) else Light.GREEN


class Running:
    """A granted row as a project. All its days are moved on as many days as it began late."""

    def __init__(self, way: "Way") -> None:
        self.way, self.town, self.book, self.values = way, way.town, way.book, way.values
        self.manager = way.town.who("projektledare", way.body)
        self.project: Project

    def walk(self, decided: date) -> Iterator["Turn"]:
        """From the grant on."""
        v, case = self.values, self.way.case
        starts = v["start_on"] or decided
        opened = max(decided + timedelta(days=10), starts)
        self.late = opened - starts
        planned = max((v["planned_end_on"] or add_months(starts, 12)) + self.late, opened)
        self.ends = max(v["actual_end_on"] + self.late, opened + timedelta(days=30)) if v["actual_end_on"] else None
        yield opened, 0
        self.project = projects.open_project(
            application=case, manager=self.manager, started_on=opened, planned_end_on=planned, by=self.town.who("sokande", self.way.body),
            on=moment(opened),
        )  # fmt: skip
        self.book.reached(6, self.way.row)
        self.way.stage = "running"
        yield from self.run(opened, planned)
        if self.ends is not None:
            yield from self.close(self.ends)

    # --- 6: status, next year's parts -------------------------------------------------------------------------------

    def run(self, opened: date, planned: date) -> Iterator["Turn"]:
        """A status each autumn (or once half way), and with it the next year's part where one is left.

        Where the source knows no end it is silent from a year after the planned one.
        """
        last = self.ends or add_months(planned, 12)
        years = range(opened.year, last.year + 1)
        autumns = [day for y in years if opened < (day := date(y, *PROPOSE_ON)) < last]
        if not autumns:
            autumns = [opened + (min(last, planned) - opened) / 2]
        if opened > date(opened.year, *PROPOSE_ON):  # next year's part was due before it had begun
            autumns.insert(0, opened + timedelta(days=7))
        for day in autumns:
            if day >= last:
                return
            yield day, 0
            self.report(day, opened, planned)
            yield from self.next_part(day)

    def report(self, day: date, opened: date, planned: date) -> None:
        """Time and money as the source has them; what deviates is seen by the council."""
        cost = sum(self.way.case_development.values())
        forecast = self.values["actual_cost_sek"] or cost
        ends = self.ends or max(planned, day)
        share = min(1.0, (day - opened).days / max(1, (ends - opened).days))
        self.book.supplied(6, 1 + (self.values["actual_cost_sek"] is None))
        made = projects.report(
            project=self.project, figures=Figures(round(forecast * share), forecast, ends),
            lights={Measure.BENEFITS: light_of(self.values["confidence"])}, reasons={Measure.BENEFITS: "Källans eget omdöme."},
            comment="Läget enligt källans siffror.", by=self.manager, on=moment(day),
        )  # fmt: skip
        self.book.acts["status reports"] += 1
        if made.deviates:
            self.book.acts["deviations seen by the council"] += 1
            projects.see_deviation(report=made, by=self.town.who("utvecklingsradet"), on=moment(day + timedelta(days=5)))

    def next_part(self, day: date) -> Iterator["Turn"]:
        """Next year's part comes back to the council and the director; there may be no room for it."""
        case, last = self.way.case, self.ends or date.max
        year = day.year + 1
        asked = Commitment.objects.filter(application=case, year=year).values_list("amount_sek", flat=True).first()
        if asked is None or date(year, 1, 1) > last:
            return
        projects.propose_part(project=self.project, year=year, amount_sek=asked, reasons="Enligt plan.", by=self.manager, on=moment(day))
        self.book.acts["next year's parts proposed"] += 1
        meeting = next(meetings(day))
        yield meeting, 1
        self.way.advise(case, year, True, moment(meeting))
        decision = max(meeting + timedelta(days=10), date(year - 1, *BUDGET_DAY) + timedelta(days=5))
        yield decision, self.town.rank.get(f"{case.code}/{year}", 0)
        self.decide_part(year, asked, moment(decision))

    def decide_part(self, year: int, amount: int, on: datetime) -> None:
        """Grant the part, or refuse it with the rule that stopped it."""
        case, director = self.way.case, self.town.who("stadsdirektoren")
        self.way.settle("stadsdirektoren", case, on)
        try:
            made = portfolios.grant(
                application=case, year=year, amount_sek=amount, reasons="Löper enligt plan.", cost_centre="1000", activity="200",
                project_code=case.code[-10:], by=director, on=on,
            )  # fmt: skip
        except Refused as refused:
            self.book.stopped("next year's part", refused.verdict)
            first = refused.verdict.blocking[0]
            portfolios.refuse(application=case, year=year, reasons=first.text % first.params, by=director, on=on)
            self.book.acts["next year's parts refused"] += 1
            return
        self.way.entered(made)
        self.book.acts["next year's parts granted"] += 1

    # --- 7, 8: closure, effect --------------------------------------------------------------------------------------

    def close(self, day: date) -> Iterator["Turn"]:
        """The manager asks, the owner accepts; one in twenty goes back once. The effect is due a year later."""
        yield day, 0
        owner = self.town.who("agare", self.project.owner_body)
        self.ask(day)
        if one_in(20, self.way.key, "returned"):
            yield day + timedelta(days=7), 0
            projects.return_closure(
                project=self.project, reasons="Utbildningen är inte klar.", by=owner, on=moment(day + timedelta(days=7))
            )
            self.book.acts["closures returned once"] += 1
            day += timedelta(days=30)
            yield day, 0
            self.ask(day)
        yield day + timedelta(days=7), 0
        self.project = projects.accept_closure(project=self.project, by=owner, on=moment(day + timedelta(days=7)))
        self.book.reached(7, self.way.row)
        self.book.supplied(7, 2)
        self.way.stage = "closed, effect not due yet"
        assert self.project.effect_due_on is not None
        yield self.project.effect_due_on, 0
        self.way.stage = "closed, effect due and not reported"
        self.effect(moment(self.project.effect_due_on))

    def ask(self, day: date) -> None:
        """Ask the owner to take over."""
        if not self.project.lessons.exists():
            self.hand_over(moment(day))
        self.project = projects.ask_to_close(project=self.project, delivered="Det som ansökan anger.", by=self.manager, on=moment(day))
        self.way.stage = "closing"

    def hand_over(self, on: datetime) -> None:
        """An experience, one deliverable that the owner accepts, the running cost, and the money: spent as decided, or given back."""
        owner, by = self.town.who("agare", self.project.owner_body), self.manager
        text = projects.LessonText("Börja med användarna", LessonSubject.USERS, "Kraven skrevs först.", "Provdagar med riktiga ärenden.",
                                   "Börja med provdagarna.", "Den som skriver krav", by)  # fmt: skip
        projects.write_lesson(project=self.project, text=text, by=by, on=on)
        one = projects.add_deliverable(project=self.project, title="Det som ansökan anger", kind=DeliverableKind.ROUTINE, by=by, on=on)
        projects.accept_deliverable(deliverable=one, accepts=True, by=owner, on=on)
        innovative = self.project.application.category == Category.INNOVATIVE.value
        projects.write_closure(project=self.project, contracts="", no_contracts=True, ending=Ending.WOUND_DOWN if innovative else None,
                               ending_text="Försöket är slut." if innovative else "", by=by, on=on)  # fmt: skip
        projects.confirm_running_cost(project=self.project, cost_sek=0, by=owner, on=on)
        for allocation in allocations_of(self.project.application_id):
            for kind in (MoneyKind.RESERVED, MoneyKind.PAID) if allocation.available_sek else ():
                portfolios.book(allocation=allocation, kind=kind, amount_sek=allocation.available_sek, basis="Enligt källan", by=by, on=on)

    def told(self, year: int, amount: int) -> projects.EffectItem:
        """What is written of an item."""
        return projects.EffectItem({year: amount}, cause=Cause.SHARED, evidence="Källans utfall", explanation="Utfallet enligt källan.")

    def effect(self, on: datetime) -> None:
        """The source's benefit a year, shared as decided; running cost as planned cost to real. A row without one does not report."""
        v = self.values
        real = v["actual_benefit_sek"]
        if real is None:
            return
        items = [i for i in items_of(self.way.case.calculation) if i.ledger != Ledger.DEVELOPMENT.value]
        decided = {i.pk: max((f.amount_sek for f in i.figures.all() if f.side == Side.DECIDED.value), default=0) for i in items}
        benefits = [i for i in items if Ledger(i.ledger) in BENEFITS]
        weights = [decided[i.pk] for i in benefits]
        shared = split(real, weights) if any(weights) else [0] * len(benefits)
        amounts = {i.pk: part for i, part in zip(benefits, shared, strict=True)} | {i.pk: decided[i.pk] for i in items if i not in benefits}
        text = projects.EffectText({key: self.told(on.year, a) for key, a in amounts.items()}, "Utfallet enligt källan.", "", Cause.SHARED)
        try:
            owner = self.town.who("agare", self.project.owner_body)
            projects.write_effect(project=self.project, text=text, by=owner, on=on)
            projects.hand_in_effect(project=self.project, by=owner, on=on)
        except Refused as refused:
            self.book.stopped("effect", refused.verdict)
            return
        self.book.reached(8, self.way.row)
        self.book.supplied(8, len(amounts))
        self.way.stage = "effect reported"
