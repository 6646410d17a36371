"""What happened in the demo city: each case is a script that says when its next act comes; all are played in order of time.

Every act is one of the commands that the pages use, by a person with the right, on the day when it was done.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from nytta.city.organisation.models import Person
from nytta.city.records.terms import Openness, Role
from nytta.followup.projects import commands as projects
from nytta.followup.projects.models import Project
from nytta.followup.projects.policies import can_review_effect
from nytta.followup.projects.queries import granted_sek
from nytta.followup.projects.rules import Figures
from nytta.followup.projects.terms import Light, Measure
from nytta.governance.applications import commands as applications
from nytta.governance.applications.models import Application
from nytta.governance.applications.queries import requested
from nytta.governance.applications.terms import Acceptable, CaseState, Category, Check, PersonalData
from nytta.governance.benefits.commands import ItemText
from nytta.governance.benefits.queries import items_of
from nytta.governance.benefits.terms import BENEFITS, Ledger, Side
from nytta.governance.portfolios import commands as portfolios
from nytta.governance.portfolios.models import Commitment
from nytta.governance.portfolios.queries import grant_gate
from nytta.governance.portfolios.rules import grant_year
from nytta.governance.portfolios.terms import Advice
from nytta.governance.preparation import commands as preparation
from nytta.governance.preparation.queries import standing
from nytta.governance.preparation.terms import ConflictGround, Recommendation
from nytta.governance.valuation import commands as valuation
from nytta.governance.valuation.queries import appointed_by
from nytta.governance.weighing.models import Round
from nytta.kit.clock import moment
from nytta.needs.goals.models import CouncilGoal, FocusArea
from nytta.needs.intake.commands import answer_idea, write_idea
from nytta.needs.intake.models import Idea

from .. import commands as portal
from ..queries.public import case_as_written, parts_of
from . import demo_words as words
from .demo_benefits import rest_on
from .demo_costs import done_at, plan_in_parts
from .demo_effects import effect_of, hand_over, lessons_of
from .demo_exemptions import exempted
from .demo_figures import from_another, from_templates
from .demo_money import conditions_of, handle_money, settle_money
from .demo_people import DemoCity
from .demo_play import Script, chance

FULL_SPAN = 690  # days from the programme's first day at which every case has come as far as it is written to


@dataclass
class Story:
    """One case of the demo city on its way."""

    city: DemoCity
    spec: Mapping[str, Any]

    def __post_init__(self) -> None:
        span = (self.city.now.date() - self.city.first).days
        self.scale = min(1.0, span / FULL_SPAN)
        self.day = self.city.now.date() - timedelta(days=round(self.spec["ago"] * self.scale))
        self.title, self.until = self.spec["title"], self.spec["until"]
        self.special, self.innovative = self.spec.get("special", ""), self.spec.get("category") == Category.INNOVATIVE.value
        who = self.city.who
        self.applicant, self.owner, self.process = (who(n, self.spec["body"]) for n in ("sokande", "agare", "processagare"))
        people = self.city.people
        self.office, self.registrar, self.director, self.council = (
            people[n] for n in ("projektkontor", "registrator", "direktor", "radet")
        )
        self.assessor = people["varderare2" if self.spec["body"] == "kommunstyrelsen" else "varderare"]
        self.member = people[f"beredning{self.spec['area']}"]
        self.manager = people["projektledare" if self.spec["body"] in ("byggnadsnamnden", "tekniska", "kultur") else "projektledare2"]

    def after(self, days: float, hour: int = 10) -> datetime:
        """The moment some days on, on a weekday."""
        self.day += timedelta(days=max(1, round(days * self.scale)))
        while self.day.weekday() > 4:
            self.day += timedelta(days=1)
        return moment(self.day, hour)

    @property
    def case(self) -> Application:
        """The case as it stands."""
        return Application.objects.get(code=self.code)

    def play(self) -> Script:
        """From the first word as far as the case has come."""
        on = yield moment(self.day, 9)
        self.begin(on)
        if self.until == "draft":
            return
        on = yield self.after(6, 14)
        applications.submit(application=self.case, by=self.applicant, on=on)
        if chance(self.title, "file", 4) == 0:
            applications.add_document(
                application=self.case, title="Förstudie", filename="forstudie.txt", content_type="text/plain",
                content=words.study(self.title).encode(), by=self.applicant, on=on,
            )  # fmt: skip
        yield from self.screen()
        if self.case.registry_number and self.until not in ("screening", "completion", "dismissed", "withdrawn"):
            yield from self.value()
        if self.until not in ("screening", "completion", "dismissed", "withdrawn", "valuation"):
            yield from self.prepare()
        if self.until not in ("screening", "completion", "dismissed", "withdrawn", "valuation", "preparation"):
            yield from self.decide()

    def begin(self, on: datetime) -> None:
        """Idea (for every other case), draft and figures."""
        s, city = self.spec, self.city
        area = FocusArea.objects.get(programme=city.programme, number=s["area"])
        goals = {g.code: g for g in CouncilGoal.objects.filter(programme=city.programme)}
        chosen = ["KF1"] if s["citizen"] > s["gain"] else ["KF3"] if s["gain"] else ["KF2"]
        chosen += ["KF2"] if chance(self.title, "goal", 2) and "KF2" not in chosen else []
        idea: Idea | None = None
        if chance(self.title, "idea", 2):
            idea = write_idea(
                title=self.title, text=s["summary"] or self.title, goal=goals[chosen[0]], focus_area=area, by=self.applicant, on=on
            )
            answer_idea(idea=idea, take_up=True, answer="Bra idé. Skriv en ansökan.", by=self.office, on=on)
        made = applications.start(title=self.title, applicant_body=city.bodies[s["body"]], idea=idea, by=self.applicant, on=on)
        self.code = made.code
        if self.special == "empty":
            return
        year = (self.day + timedelta(days=round(75 * self.scale) + 92)).year  # money sought in the last quarter is for next year
        values = {
            **words.values(s, city.bodies[s["body"]].name), "focus_area": area, "category": s.get("category", Category.DIFFERENTIATING.value),
            "lifetime_months": s.get("months", 5 if self.innovative else 48), "start_on": max(date(year, 1, 15), self.day + timedelta(days=90)),
            "end_on": max(date(year, 1, 15), self.day + timedelta(days=90)) + timedelta(days=s.get("length", 240)),
            "owner_body": city.bodies[s["body"]], "process_body": city.bodies[s["body"]],
            "personal_data": (PersonalData.DONE if chance(self.title, "data", 2) else PersonalData.NONE).value,
            "covers": ["bassystem-for-ekonomi"] if self.special in ("duplicate", "exempted") else [],
        }  # fmt: skip
        applications.write(
            application=made, values=values, goals=(aims := {goals[c]: words.goal_text(c) for c in chosen}), items=self.figures(year),
            by=self.applicant, on=on,
        )  # fmt: skip
        rest_on(city, self.case, s, aims, on)
        if self.special == "templates":
            from_templates(self.case, self.applicant, on)
            from_another(self.case, self.applicant, on)

    def figures(self, year: int) -> list[ItemText]:
        """The four ledgers; an innovative case says only what it costs."""
        s, spread = self.spec, self.spec.get("years", 1)
        items = [ItemText(Ledger.DEVELOPMENT, "Utveckling och införande", {year + n: s["cost"] * 1000 // spread for n in range(spread)})]
        later = range(year + spread, year + spread + 4)
        body = self.city.bodies[s["body"]]
        if s["run"]:
            items.append(ItemText(Ledger.RUNNING, "Drift och förvaltning", {y: s["run"] * 1000 for y in later}, body))
        if s["gain"]:
            items.append(ItemText(Ledger.BUSINESS, words.gain(s["area"]), {y: s["gain"] * 1000 for y in later}, body))
        if s["citizen"]:
            items.append(ItemText(Ledger.CITIZEN, words.citizen_gain(s["area"]), {y: s["citizen"] * 1000 for y in later}))
        return items

    def screen(self) -> Script:
        """The registrar examines, the office screens."""
        on = yield self.after(2, 9)
        self.examine(on)
        if self.until == "screening":
            return
        on = yield self.after(2, 13)
        if self.until == "completion":
            field, text = words.question(self.title)
            applications.ask(application=self.case, questions=[(field, text)], by=self.office, on=on)
        elif self.until == "dismissed":
            applications.dismiss(
                application=self.case, rule="P4: utbyte av utrustning är inte digital förnyelse",
                reasons="Det som söks är utbyte av utrustning inom nämndens egen budget och prövas inte mot portföljerna.", by=self.office, on=on,
            )  # fmt: skip
        elif self.until == "withdrawn":
            applications.withdraw(application=self.case, reasons="Nämnden prövar frågan på nytt nästa år.", by=self.applicant, on=on)
        else:
            applications.pass_screening(application=self.case, by=self.office, on=on)

    def examine(self, on: datetime, *more: str) -> None:
        """Most texts are open; in some cases the requirements are closed; a few cases have not been examined yet."""
        if chance(self.title, "seen", 6) == 0 and not more:
            return
        found = case_as_written(self.code)
        assert found is not None
        parts = {p.code: (Openness.OPEN, "") for p in parts_of(*found) if not more or p.code in more}
        if "functional_requirements" in parts and chance(self.title, "closed", 5) == 0:
            parts["functional_requirements"] = (Openness.CLOSED, "OSL 18 kap. 8 §")
        portal.examine_case(subject=self.code, found=parts, by=self.registrar, on=on)

    def value(self) -> Script:
        """The assessor is designated, values and signs."""
        if self.special == "no_assessor":
            return
        if self.special == "void":
            on = yield self.after(1, 11)
            applications.accept(application=self.case, what=Acceptable.OWNERSHIP, by=self.owner, on=on)
        on = yield self.after(2, 11)
        chooser = self.director if appointed_by(self.case) is Role.CITY_DIRECTOR else self.office
        valuation.appoint_assessor(application=self.case, assessor=self.assessor, by=chooser, on=on)
        if self.until == "valuation":
            return
        on = yield self.after(10, 15)
        amounts, reasons = {}, {}
        cut = 100 - 5 * chance(self.title, "cut", 5)
        for item in items_of(self.case.calculation):
            share = (
                cut if Ledger(item.ledger) in BENEFITS else 115 if self.special == "void" and item.ledger == Ledger.RUNNING.value else 100
            )
            for figure in item.figures.all():
                if figure.side == Side.CLAIMED.value:
                    amounts[item.pk, figure.year] = figure.amount_sek * share // 100
            if share != 100:
                reasons[item.pk] = words.reason(share)
        points = {g: words.points(self.spec, g.code, self.title) for g in CouncilGoal.objects.filter(programme=self.city.programme)}
        spans = {g: words.span(p, self.title) for g, p in points.items() if chance(self.title, "span", 3)}
        valuation.value(
            application=self.case, amounts=amounts, reasons=reasons, points=points, spans=spans, summary=words.summary(cut), by=self.assessor,
            on=on,
        )  # fmt: skip
        valuation.sign(application=self.case, by=self.assessor, on=on + timedelta(hours=1))

    def prepare(self) -> Script:
        """The group declares, writes and recommends."""
        on = yield self.after(5, 9)
        if self.special == "conflict":
            preparation.declare_conflict(
                application=self.case, ground=ConflictGround.OWN_BENEFIT, note="Närstående arbetar i enheten.", by=self.member, on=on
            )
            return
        self.say_free(self.member, on)
        if self.until == "preparation":
            return
        on = yield self.after(4, 15)
        against = self.until == "refused"
        what = Recommendation.OPPOSE if against else Recommendation.SUPPORT
        preparation.write_statement(application=self.case, recommendation=what, text=words.statement(against), by=self.member, on=on)
        preparation.recommend(application=self.case, by=self.member, on=on + timedelta(hours=1))

    def say_free(self, person: Person, on: datetime) -> None:
        """A proposed conflict of interest is settled with a reason before somebody takes part; a member of the group always says."""
        if person == self.member or standing(person, self.case, on.date()).open:
            preparation.declare_conflict(application=self.case, ground=ConflictGround.NONE, note=words.NO_CONFLICT, by=person, on=on)

    def decide(self) -> Script:
        """Checks and acceptances, the development council's advice, the director's decision."""
        on = yield self.after(3, 10)
        kinds = (Check.SECURITY, Check.CONSULTED) if self.innovative else (Check.GUIDELINES, Check.SECURITY)
        for kind in kinds:
            applications.check(application=self.case, kind=kind, passed=True, value="1" if self.innovative else "2", by=self.office, on=on)
        on = yield self.after(2, 11)
        if self.special != "owner_waits":
            applications.accept(application=self.case, what=Acceptable.OWNERSHIP, by=self.owner, on=on)
            if not self.innovative:
                applications.accept(application=self.case, what=Acceptable.BENEFITS, by=self.process, on=on)
        if self.until == "weighing":
            return
        on = yield self.after(4, 13)
        year = grant_year(requested=requested(self.case), on=on.date())
        assert year is not None
        while (weighed := self.spec.get("weighed")) and not Round.objects.exclude(decided_at=None).exists():  # all of them in one act
            on = yield self.after(2, 13)
        if not weighed:
            self.advise(year, on)
        if self.special == "exempted":
            yield from exempted(self)
        if self.until == "decision":
            return
        yield from self.settle(year)

    def settle(self, year: int) -> Script:
        """The director's decision on this case alone, unless it was granted together with others; then the project."""
        on = yield self.after(4, 16)
        self.say_free(self.director, on)
        if self.until == "refused":
            letter = words.letter(self.title)
            portfolios.refuse(application=self.case, year=year, reasons=words.REFUSED, letter=letter, by=self.director, on=on)
            return
        amount = requested(self.case)[year]
        if self.case.state != CaseState.GRANTED.value and not grant_gate(self.case, year, amount, on.date()):
            return
        if self.case.state != CaseState.GRANTED.value:
            self.grant(year, amount, on)
        on = yield self.after(2, 9)
        self.examine(on, "valuation", "statement")
        if self.until != "granted":
            yield from self.run()

    def advise(self, year: int, on: datetime) -> None:
        """The development council's advice on this case alone."""
        advice = Advice.REFUSE if self.until == "refused" else Advice.FUND
        self.say_free(self.council, on)
        portfolios.advise(application=self.case, year=year, advice=advice, reasons=words.advice(advice), by=self.council, on=on)

    def grant(self, year: int, amount: int, on: datetime) -> None:
        """The director grants a year's money."""
        number = 1000 + chance(self.title, "cost", 9000)
        portfolios.grant(
            application=self.case, year=year, amount_sek=amount, reasons=words.GRANTED, cost_centre=str(number), activity=f"2{number}",
            project_code=f"P{number}", letter=words.letter(self.title), conditions=conditions_of(self), by=self.director, on=on,
        )  # fmt: skip

    @property
    def project(self) -> Project:
        """The project as it stands."""
        return Project.objects.get(code=self.code)

    def run(self) -> Script:
        """Open, report every six weeks, next year's parts, close, effect."""
        on = yield self.after(5, 9)
        length = round(self.spec["length"] * self.scale)
        start, end = self.day, self.day + timedelta(days=length)
        named: dict[str, Any] = {"manager": self.manager, "owner": self.owner, "coach": self.city.people.get("coach")}
        projects.open_project(application=self.case, **named, started_on=start, planned_end_on=end, by=self.applicant, on=on)
        if self.until == "running":
            plan_in_parts(self.project, by=self.manager, on=on)
        round_ = 0
        while self.day + timedelta(days=45) < end:
            on = yield self.after(42 / self.scale, 15)
            round_ += 1
            self.report(round_, (self.day - start).days / max(length, 1), on)
            handle_money(self, round_, on)
            if self.special == "deviation_seen" and round_ == 3:
                report = self.project.reports.filter(deviates=True).first()
                if report:
                    projects.see_deviation(report=report, by=self.council, on=on + timedelta(days=1))
            if self.special == "next_parts":
                yield from self.next_part()
        if self.until == "running":
            return
        self.day = max(self.day, end)
        on = yield self.after(1, 10)
        settle_money(self, on)
        project, by = self.project, self.manager
        written = [projects.write_lesson(project=project, text=one, by=by, on=on) for one in lessons_of(self.title, by)]
        hand_over(project, self.owner, ready=self.until != "closing", on=on)
        projects.ask_to_close(project=self.project, delivered=words.delivered(self.title), by=self.manager, on=on)
        if self.until == "closing":
            return
        on = yield self.after(9, 14)
        projects.accept_closure(project=self.project, by=self.owner, on=on)
        on = yield self.after(1, 9)
        self.examine(on, "delivered", *(x.code for x in written))
        if self.until == "effect":
            yield from self.effect()

    def report(self, number: int, share: float, on: datetime) -> None:
        """A status; some deviate."""
        project = self.project
        granted = granted_sek(project)
        spent, late = min(granted, round(granted * share)), project.planned_end_on
        chosen: dict[Measure, Light | None] = {}
        reasons, comment, forecast = {}, "", granted
        if self.special.startswith("deviation") and number == 3:
            comment, forecast = words.DEVIATION, granted + 180_000
            late = project.planned_end_on + timedelta(days=60)
        elif chance(self.title, f"light{number}", 4) == 0:
            chosen, reasons = {Measure.TIME: Light.YELLOW}, {Measure.TIME: words.TIGHT}
        projects.report(
            project=project, figures=Figures(spent, forecast, late, risk_probability=2, risk_impact=3), lights=chosen, reasons=reasons,
            done=done_at(project, on.date()), risk=words.RISK, comment=comment, by=self.manager, on=on,
        )  # fmt: skip

    def next_part(self) -> Script:
        """In November next year's part is proposed; in January it is granted."""
        year = self.day.year + 1
        part = Commitment.objects.filter(application__code=self.code, year=year).first()
        if part is None or self.day.month < 10:
            return
        on = yield self.after(2, 10)
        projects.propose_part(project=self.project, year=year, amount_sek=part.amount_sek, reasons=words.NEXT_PART, by=self.manager, on=on)
        on = yield self.after(14, 13)
        if on.year < self.city.now.year:  # this year's proposals wait for the development council
            self.say_free(self.council, on)
            portfolios.advise(
                application=self.case, year=year, advice=Advice.FUND, reasons=words.advice(Advice.FUND), by=self.council, on=on
            )
            on = yield self.after(7, 16)
            self.say_free(self.director, on)
            if grant_gate(self.case, year, part.amount_sek, on.date()):
                self.grant(year, part.amount_sek, on)

    def effect(self) -> Script:
        """A year after the closure the owner accounts for what came of it."""
        due = self.project.effect_due_on
        assert due is not None
        on = yield moment(due + timedelta(days=4 + chance(self.title, "due", 9)), 10)
        share = 60 + 10 * chance(self.title, "effect", 6)
        text = effect_of(self.case, due.year, share)
        projects.write_effect(project=self.project, text=text, by=self.owner, on=on)
        projects.hand_in_effect(project=self.project, by=self.owner, on=on)
        self.day = on.date()
        on = yield self.after(2, 9)
        self.examine(on, "effect_explanation", "effect_unexpected")
        if chance(self.title, "reviewed", 3) and can_review_effect(self.assessor, self.project, on.date()):
            on = yield self.after(6, 10)
            projects.review_effect(project=self.project, accepts=True, review=words.REVIEW, by=self.assessor, on=on)
