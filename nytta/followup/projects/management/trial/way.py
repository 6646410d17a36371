"""One row's way through the eight steps: each `yield` is the day (and the turn within it) of what comes next.

What a row lacks and no mapping supplies, the trial supplies by the rules that stand here; each such value is counted.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from nytta.city.organisation.models import Body
from nytta.city.records.terms import Role
from nytta.governance.applications import commands as applications
from nytta.governance.applications.imports import draft
from nytta.governance.applications.models import Application
from nytta.governance.applications.queries import requested
from nytta.governance.applications.terms import Acceptable, Category, Check
from nytta.governance.benefits.queries import items_of, sums_of
from nytta.governance.benefits.terms import BENEFITS, Ledger, Side
from nytta.governance.portfolios import commands as portfolios
from nytta.governance.portfolios.models import Grant
from nytta.governance.portfolios.rules import grant_year
from nytta.governance.portfolios.terms import Advice
from nytta.governance.preparation import commands as preparation
from nytta.governance.preparation.queries import standing
from nytta.governance.preparation.terms import ConflictGround, Recommendation
from nytta.governance.valuation import commands as valuation
from nytta.governance.valuation.queries import appointed_by, assessors
from nytta.kit.clock import moment
from nytta.kit.imports import Row
from nytta.needs.goals.queries import goals_of
from nytta.needs.intake import commands as intake
from nytta.needs.intake.models import Idea
from nytta.plain.verdicts import Refused

from .book import Book, Totals, number, one_in
from .running import Running
from .seed_city import BUDGET_DAY, Town, meetings
from .sources import hand_in

Turn = tuple[date, int]
NO_CONFLICT = "Har inte haft med ansökan att göra."


def days(n: int) -> timedelta:
    """So many days."""
    return timedelta(days=n)


class Way:
    """A row on its way; `stage` is where it stands, in the words of the report."""

    def __init__(self, row: Row, town: Town, book: Book, totals: Totals) -> None:
        self.row, self.town, self.book, self.totals = row, town, book, totals
        self.values, self.key = row.values, row.key
        self.stage = "not begun (its day has not come)"
        self.case: Application
        self.steps = self.walk()

    def walk(self) -> Iterator[Turn]:
        """The whole way."""
        day = hand_in(self.row)
        yield day - days(60), 0
        if faults := list(self.town.codes(day - days(60)).faults(self.row)):
            self.stage = f"faulty here: {faults[0].rule}"
            return
        idea = self.idea(moment(day - days(60)))
        yield day - days(30), 0
        self.stage = "stopped at hand-in (a draft)"
        self.write(moment(day - days(30)), idea)
        yield day, 0
        if not self.hand_in(moment(day)):
            return
        yield from self.screen(day)
        yield from self.value(day + days(40))
        yield from self.prepare(day + days(55))
        yield from self.decide()

    # --- 1, 2: idea, application ------------------------------------------------------------------------------------

    def idea(self, on: datetime) -> Idea | None:
        """An idea from the body's applicant, taken up by the office; refused when it supports no goal."""
        known, v = self.town.codes(on.date()), self.values
        self.body = known.body(v["body"])
        assert isinstance(self.body, Body)
        applicant, office = self.town.who("sokande", self.body), self.town.who("projektkontoret")
        self.book.reached(1, self.row)
        self.book.supplied(1, 1)  # the office's answer
        try:
            made = intake.write_idea(
                title=v["title"], text=v["summary"] or v["title"], goal=known.goals.get(v["goal"] or ""),
                focus_area=known.areas.get(v["focus_area"] or 0), by=applicant, on=on,
            )  # fmt: skip
        except Refused as refused:
            self.book.stopped("idea", refused.verdict)
            return None
        intake.answer_idea(idea=made, take_up=True, answer="Skriv en ansökan.", by=office, on=on + days(7))
        return made

    def write(self, on: datetime, idea: Idea | None) -> None:
        """The row comes in as a draft, by the same command as an import; the same row again adds nothing."""
        row = draft(self.row, self.town.codes(on.date()), idea)
        made = applications.import_application(draft=row, by=self.town.who("projektkontoret"), on=on)
        assert made is not None
        self.case = made
        self.book.reached(2, self.row)

    def hand_in(self, on: datetime) -> bool:
        """The applicant hands in; the gates of the hand-in are tried."""
        try:
            applications.submit(application=self.case, by=self.town.who("sokande", self.body), on=on)
        except Refused as refused:
            self.book.stopped("hand-in", refused.verdict)
            return False
        self.book.acts["handed in"] += 1
        self.stage = "handed in, not screened"
        return True

    def screen(self, day: date) -> Iterator[Turn]:
        """The office checks and passes on; one in eight goes back with a question first."""
        yield day + days(7), 0
        office, applicant, on = self.town.who("projektkontoret"), self.town.who("sokande", self.body), moment(day + days(7))
        innovative = self.values["category"] == Category.INNOVATIVE.value
        if self.values["guideline_check"]:
            applications.check(
                application=self.case, kind=Check.CONSULTED if innovative else Check.GUIDELINES, passed=True, by=office, on=on
            )
        if level := security_level(self.values["security_class"]):
            applications.check(application=self.case, kind=Check.SECURITY, passed=True, value=level, by=office, on=on)
        if one_in(8, self.key, "question"):
            asked = applications.ask(application=self.case, questions=[("user_groups", "Vilka användare har deltagit?")], by=office, on=on)
            self.book.acts["sent back with a question"] += 1
            self.stage = "sent back for completion"
            yield day + days(21), 0
            on = moment(day + days(21))
            for question in asked.questions.filter(answered_on=None):
                applications.answer(question=question, text="Handläggare och invånare, i tre möten.", by=applicant, on=on)
            applications.write(application=self.case, values={"user_groups": "Handläggare och invånare, i tre möten."}, by=applicant, on=on)
            applications.submit(application=self.case, by=applicant, on=on)
            self.book.supplied(2, 2)
            yield day + days(25), 0
            on = moment(day + days(25))
        applications.pass_screening(application=self.case, by=office, on=on)
        self.stage = "with the assessor"

    # --- 3, 4: valuation, preparation -------------------------------------------------------------------------------

    def value(self, day: date) -> Iterator[Turn]:
        """The first independent assessor; one in three has 10 percent less benefit. One in five acceptances comes before that."""
        yield day - days(10), 0
        self.case.refresh_from_db()
        on = moment(day - days(10))
        person = next(p for p, verdict in assessors(self.case, on.date()) if verdict)
        assessor = next(p for p in self.town.people.values() if p.pk == person.pk)
        chooser = self.town.who("stadsdirektoren" if appointed_by(self.case) is Role.CITY_DIRECTOR else "projektkontoret")
        valuation.appoint_assessor(application=self.case, assessor=assessor, by=chooser, on=on)
        if one_in(5, self.key, "early"):
            self.accept(on, early=True)
        yield day, 0
        factor = 90 if one_in(3, self.key, "assessed") else 100
        amounts, reasons = {}, {}
        for item in items_of(self.case.calculation):
            less = factor != 100 and Ledger(item.ledger) in BENEFITS
            reasons[item.pk] = "Nyttan räknas om till nio tiondelar: färre använder stödet än ansökan antar." if less else ""
            for figure in item.figures.all():
                if figure.side == Side.CLAIMED.value:
                    amounts[item.pk, figure.year] = figure.amount_sek * (factor if less else 100) // 100
        points = {
            goal: (40 + number(61, self.key, goal.code)) if goal.code == self.values["goal"] else number(41, self.key, goal.code)
            for goal in goals_of(self.case.focus_area.programme if self.case.focus_area else None)
        }
        on = moment(day)
        valuation.value(application=self.case, amounts=amounts, reasons=reasons, points=points, summary="Värderat efter nyttokriterierna.",
                        by=assessor, on=on)  # fmt: skip
        valuation.sign(application=self.case, by=assessor, on=on)
        self.case.refresh_from_db()
        self.book.reached(3, self.row)
        self.book.supplied(3, len(amounts) + len(points) + 1)
        self.book.acts["valued lower than claimed"] += factor != 100
        self.book.acts["acceptances voided by the valuation"] += self.case.acceptances.exclude(voided_on=None).count()
        self.stage = "with the preparation group"

    def prepare(self, day: date) -> Iterator[Turn]:
        """Each member declares; one whose own committee applies has a conflict and leaves it to the other."""
        yield day, 0
        on, area = moment(day), self.values["focus_area"]
        one, other = (self.town.who(f"beredning_p{area}_{m}") for m in "ab")
        conflict = one.answers_for_id == self.case.applicant_body_id
        ground = ConflictGround.OTHER if conflict else ConflictGround.NONE
        preparation.declare_conflict(application=self.case, ground=ground, note=NO_CONFLICT, by=one, on=on)
        self.book.acts["conflicts of interest declared"] += conflict
        member = other if conflict else one
        if conflict:
            preparation.declare_conflict(application=self.case, ground=ConflictGround.NONE, note=NO_CONFLICT, by=other, on=on)
        totals = sums_of(self.case.calculation_id)
        worth = totals.of(Side.ASSESSED, *BENEFITS) - totals.of(Side.ASSESSED, Ledger.RUNNING)
        support = worth > 0 or self.case.category == Category.INNOVATIVE.value
        said = Recommendation.SUPPORT if support else Recommendation.OPPOSE
        preparation.write_statement(
            application=self.case, recommendation=said, text="Nyttan är större än driften." if support else "Driften äter upp nyttan.",
            by=member, on=on,
        )  # fmt: skip
        yield day + days(5), 0
        try:
            preparation.recommend(application=self.case, by=member, on=moment(day + days(5)))
        except Refused as refused:  # nothing in the trial leaves a question open or a valuation unsigned
            self.book.stopped("recommendation", refused.verdict)
            return
        self.support, self.last = support, day + days(5)
        self.book.reached(4, self.row)
        self.book.supplied(4, 3)
        self.book.acts["supported by the group" if support else "opposed by the group"] += 1
        self.stage = "waits on the development council"

    # --- 5: weighing, decision --------------------------------------------------------------------------------------

    def decide(self) -> Iterator[Turn]:
        """The council's next meeting, the acceptances, and the director's decision once the year's frame is set."""
        meeting = next(meetings(self.last))
        yield meeting, 1
        self.case.refresh_from_db()
        year = grant_year(requested=requested(self.case), on=meeting)
        assert year is not None
        self.advise(self.case, year, self.support, moment(meeting))
        self.stage = "waits on the director's decision"
        self.book.reached(5, self.row)
        self.book.supplied(5, 5)  # advice and reasons, the decision's three codes of the finance system
        yield meeting + days(5), 0
        self.accept(moment(meeting + days(5)))
        decision = max(meeting + days(10), date(year - 1, *BUDGET_DAY) + days(5))
        yield decision, self.town.rank.get(self.case.code, 0)
        on = moment(decision)
        if not self.support:
            portfolios.refuse(
                application=self.case, year=year, reasons="Utvecklingsrådet avråder.", by=self.town.who("stadsdirektoren"), on=on
            )
            self.stage = "refused: the council advised against"
            return
        self.case_development = requested(self.case)
        amount = self.case_development[year]
        if not self.grant(year, amount, on):
            return
        self.stage = "granted, not started"
        yield from Running(self).walk(decision)

    def advise(self, case: Application, year: int, support: bool, on: datetime) -> None:
        """What the council says: as the group."""
        self.settle("utvecklingsradet", case, on)
        advice = Advice.FUND if support else Advice.REFUSE
        portfolios.advise(application=case, year=year, advice=advice, reasons="Efter gruppens yttrande.", by=self.town.who("utvecklingsradet"),
                          on=on)  # fmt: skip

    def settle(self, who: str, case: Application, on: datetime) -> None:
        """A proposed conflict of interest is settled with a reason before somebody takes part."""
        person = self.town.who(who)
        if standing(person, case, on.date()).open:
            preparation.declare_conflict(application=case, ground=ConflictGround.NONE, note=NO_CONFLICT, by=person, on=on)

    def accept(self, on: datetime, early: bool = False) -> None:
        """The owner accepts where the row says so, the business in nine of ten; what is in force is left alone."""
        self.case.refresh_from_db()
        owner, business = self.case.owner_body, self.case.process_body
        there = set(self.case.acceptances.filter(voided_on=None).values_list("what", flat=True))
        if owner is not None and self.values["owner_accepts"] and Acceptable.OWNERSHIP.value not in there:
            applications.accept(application=self.case, what=Acceptable.OWNERSHIP, by=self.town.who("agare", owner), on=on)
            self.book.acts["acceptances of ownership"] += 1
        if business is not None and not one_in(10, self.key, "business") and Acceptable.BENEFITS.value not in there:
            applications.accept(application=self.case, what=Acceptable.BENEFITS, by=self.town.who("verksamhet", business), on=on)
            self.book.acts["acceptances of benefits"] += 1
            self.book.supplied(5, 1)
        self.book.acts["acceptances before the valuation"] += early

    def grant(self, year: int, amount: int, on: datetime) -> bool:
        """Grant, or refuse with the rule that stopped it."""
        director = self.town.who("stadsdirektoren")
        self.settle("stadsdirektoren", self.case, on)
        try:
            made = portfolios.grant(
                application=self.case, year=year, amount_sek=amount, reasons="Bidrar till målen och ryms i ramen.", cost_centre="1000",
                activity="200", project_code=self.case.code[-10:], by=director, on=on,
            )  # fmt: skip
        except Refused as refused:
            self.book.stopped("grant", refused.verdict)
            first = refused.verdict.blocking[0]
            portfolios.refuse(application=self.case, year=year, reasons=first.text % first.params, by=director, on=on)
            self.stage = f"refused: stopped by {first.rule}"
            return False
        self.entered(made)
        self.case.refresh_from_db()
        return True

    def entered(self, made: Grant) -> None:
        """The trial's own count of money."""
        portfolio = made.frame.portfolio
        self.totals.grant(f"{portfolio.programme.code} {portfolio.code}", made.frame.year, made.amount_sek)
        self.book.acts["grants"] += 1


def security_level(text: str | None) -> str:
    """The information security class from `K2 R2 T1` (its highest figure), or "" when none is given."""
    figures = re.findall(r"[1-3]", text or "")
    return max(figures, default="")
