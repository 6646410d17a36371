"""A small city with a programme in force and one person for each role, and cases as far along as a test wants.

Everything is made by the same commands that the pages use; only the first person (who records the first appointments)
stands there beforehand.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from nytta.city.organisation.models import Body, City, Person
from nytta.city.organisation.terms import BodyKind
from nytta.city.records import commands as records
from nytta.city.records.models import Appointment, Programme
from nytta.city.records.terms import DelegatedAct, FrameSource, Role
from nytta.delivery.systems.commands import add_solution
from nytta.followup.projects import commands as projects
from nytta.followup.projects.models import Lesson, Project
from nytta.followup.projects.rules import Figures
from nytta.followup.projects.terms import Cause, DeliverableKind, Evidence, LessonSubject
from nytta.governance.applications import commands as applications
from nytta.governance.applications.models import Application
from nytta.governance.applications.queries import requested
from nytta.governance.applications.terms import Acceptable, Category, Check, PersonalData
from nytta.governance.benefits.commands import ItemText
from nytta.governance.benefits.queries import items_of
from nytta.governance.benefits.terms import BENEFITS, Ledger, Side
from nytta.governance.portfolios import commands as portfolios
from nytta.governance.portfolios.models import Portfolio
from nytta.governance.portfolios.queries.money import allocations_of, balance
from nytta.governance.portfolios.rules import ConditionText
from nytta.governance.portfolios.terms import Advice
from nytta.governance.preparation import commands as preparation
from nytta.governance.preparation.terms import ConflictGround, Recommendation
from nytta.governance.valuation import commands as valuation
from nytta.kit.clock import moment
from nytta.needs.goals.commands import set_goals
from nytta.needs.goals.models import CouncilGoal, FocusArea
from nytta.needs.intake.commands import write_idea
from tests.kept import kept

ROOT = Path(__file__).resolve().parents[2]
RECORDS = ROOT / "nytta" / "city" / "records"
YEAR = 2026
START = date(YEAR, 1, 1)
LAST = date(YEAR + 5, 12, 31)  # of delegations: they have an end
ROLES = {
    "registrar": (Role.REGISTRAR, "kommunstyrelsen", ""),
    "project_office": (Role.PROJECT_OFFICE, "kommunstyrelsen", ""),
    "director": (Role.CITY_DIRECTOR, "kommunstyrelsen", ""),
    "council_member": (Role.DEVELOPMENT_COUNCIL, "socialnamnden", ""),
    "assessor": (Role.ASSESSOR, "socialnamnden", ""),
    "reviewer": (Role.TECHNICAL_REVIEWER, "ledningskontoret", ""),
    "applicant": (Role.APPLICANT, "byggnadsnamnden", ""),
    "owner": (Role.OWNER_REPRESENTATIVE, "byggnadsnamnden", ""),
    "process_owner": (Role.PROCESS_OWNER, "byggnadsnamnden", ""),
    "auditor": (Role.AUDITOR, "kommunfullmaktige", ""),
    **{f"group_{n}": (Role.PREPARATION_GROUP, "socialnamnden", f"P{n}") for n in range(1, 6)},
}


TITLES = {"council_member": "förvaltningschef"}  # who may sit in the development council is a head


@cache
def template() -> dict[str, Any]:
    """The programme's content, as a city adopts it."""
    return tomllib.loads((RECORDS / "programme_2013.toml").read_text())


@cache
def rule_set() -> dict[str, Any]:
    """The rule set that comes with it."""
    return tomllib.loads((RECORDS / "rule_set.toml").read_text())


@dataclass
class City_:
    """What a test holds on to."""

    programme: Programme
    people: dict[str, Person]
    bodies: dict[str, Body]
    on: datetime = field(default_factory=lambda: moment(date(YEAR, 3, 2)))

    def area(self, number: int) -> FocusArea:
        """A focus area by number."""
        return FocusArea.objects.get(programme=self.programme, number=number)

    def goal(self, code: str = "KF1") -> CouncilGoal:
        """A goal by code."""
        return CouncilGoal.objects.get(programme=self.programme, code=code)

    def portfolio(self, number: int = 1) -> Portfolio:
        """A portfolio by number."""
        return Portfolio.objects.get(programme=self.programme, focus_area__number=number)


def make_person(username: str, body: Body | None = None, title: str = "") -> Person:
    """Somebody who can log in with force_login."""
    return Person.objects.create_user(username, email=f"{username}@example.org", name=username.capitalize(), title=title, body=body)


def make_bodies() -> dict[str, Body]:
    """A council, a board, two committees with administrations, and two companies: one bound, one not."""
    kinds = [
        ("kommunfullmaktige", "Kommunfullmäktige", BodyKind.CITY_COUNCIL, None),
        ("kommunstyrelsen", "Kommunstyrelsen", BodyKind.EXECUTIVE_BOARD, None),
        ("byggnadsnamnden", "Byggnadsnämnden", BodyKind.COMMITTEE, None),
        ("socialnamnden", "Socialnämnden", BodyKind.COMMITTEE, None),
        ("bostader", "Ekholmsbostäder AB", BodyKind.COMPANY_BOARD, START),
        ("energi", "Ekholms Energi AB", BodyKind.COMPANY_BOARD, None),
    ]
    made = {c: Body.objects.create(code=c, name=n, kind=k.value, adopted_on=a) for c, n, k, a in kinds}
    for code, name, parent in (
        ("byggforvaltningen", "Byggförvaltningen", "byggnadsnamnden"),
        ("socialforvaltningen", "Socialförvaltningen", "socialnamnden"),
        ("ledningskontoret", "Kommunledningskontoret", "kommunstyrelsen"),
    ):
        made[code] = Body.objects.create(code=code, name=name, kind=BodyKind.ADMINISTRATION.value, parent=made[parent])
    return made


@kept
def make_city(on: date = date(YEAR, 3, 2), *, frame_sek: int = 10_000_000, parts: dict[str, int] | None = None) -> City_:
    """A city whose programme has been in force since 1 January, with frames for the year in all portfolios."""
    City.objects.create(name="Ekholms kommun", director_title="kommundirektören", executive_office="kommunledningskontoret")
    bodies, first = make_bodies(), moment(START, 8)
    people = {}
    for name, (_, body, _) in ROLES.items():
        people[name] = make_person(name, bodies[body], title=TITLES.get(name, name))
    chief = people["registrar"]
    Appointment.objects.create(person=chief, role=Role.REGISTRAR.value, valid_from=START)
    for name, (role, body, portfolio) in ROLES.items():
        if name != "registrar":
            own = bodies[body] if role in (Role.APPLICANT, Role.OWNER_REPRESENTATIVE, Role.PROCESS_OWNER) else None
            records.appoint(
                person=people[name], role=role, valid_from=START, valid_until=None, mandate="Uppdragsbeslut 1", body=own,
                portfolio=portfolio, by=chief, on=first,
            )  # fmt: skip
    programme = records.record_programme(
        code="2026-2031", name=template()["programme"]["name"], registry="KS 2025/0001", decided_on=START, valid_from=START,
        valid_until=date(YEAR + 5, 12, 31), template="2013-2018", paragraph="§ 1", by=chief, on=first,
    )  # fmt: skip
    set_goals(programme=programme, content=template(), by=chief, on=first)
    records.record_rule_set(version="2026:1", content=rule_set(), in_force_from=START, mandate="Riktlinje 1", by=chief, on=first)
    for solution in template()["common_solution"][:4]:
        add_solution(
            code=solution["covers"][0].split()[0].lower().replace("ä", "a"), name=solution["sv"], covers=solution["covers"],
            contact="it-avdelningen", valid_from=START, by=chief, on=first,
        )  # fmt: skip
    for body, act, role in (
        ("kommunstyrelsen", DelegatedAct.GRANT, Role.CITY_DIRECTOR),
        ("kommunstyrelsen", DelegatedAct.EXEMPT, Role.CITY_DIRECTOR),
        ("byggnadsnamnden", DelegatedAct.ACCEPT, Role.OWNER_REPRESENTATIVE),
        ("byggnadsnamnden", DelegatedAct.ACCEPT, Role.PROCESS_OWNER),
    ):
        records.delegate(
            body=bodies[body], delegated=act, role=role, clause=f"Delegationsordning {act.value}", limit_sek=None,
            unlimited=act is DelegatedAct.GRANT, valid_from=START, valid_until=LAST, by=chief, on=first,
        )  # fmt: skip
    for portfolio in portfolios.establish(programme=programme, by=chief, on=first):
        portfolios.set_frame(
            portfolio=portfolio, year=YEAR, amount_sek=frame_sek, source=FrameSource.OPERATING, paragraph="KF § 12", parts=parts,
            by=chief, on=first,
        )  # fmt: skip
    return City_(programme, people, bodies, moment(on))


STEPS = ("draft", "screening", "valuation", "preparation", "weighing", "decision", "granted", "running", "closing", "closed", "effect")


def fill(
    city: City_, case: Application, *, cost_sek: int = 1_000_000, running_sek: int = 100_000, years: int = 1, **values: Any
) -> Application:
    """Write everything that a differentiating case needs; `values` replace fields, `years` spread the cost."""
    on, by, bodies = city.on, case.created_by, city.bodies
    texts = {f"principle_{n}": f"Svar {n}" for n in range(1, 7)}
    standard: dict[str, Any] = {
        "summary": "E-tjänst för bygglov med ritningar.", "focus_area": city.area(1), "category": Category.DIFFERENTIATING.value,
        "lifetime_months": 48, "start_on": date(on.year, 4, 1), "end_on": date(on.year, 11, 30), "user_groups": "Sökande och handläggare",
        "functional_requirements": "Ta emot ritningar", "owner_body": bodies["byggnadsnamnden"],
        "process_body": bodies["byggnadsnamnden"], "cost_distribution": "Byggnadsnämnden, § 14", "controller": "Byggnadsnämnden",
        "personal_data": PersonalData.DONE.value, "change_plan": "Ny rutin från hösten", "benefit_plan": "Enhetschefen tar hem nyttan",
        **texts,
    }  # fmt: skip
    development = {on.year + n: cost_sek // years for n in range(years)}
    items = [
        ItemText(Ledger.DEVELOPMENT, "Utveckling", development),
        ItemText(Ledger.RUNNING, "Drift", {on.year + n: running_sek for n in range(1, 4)}),
        ItemText(Ledger.BUSINESS, "Minskad handläggningstid", {on.year + n: 500_000 for n in range(1, 4)}, bodies["byggnadsnamnden"]),
        ItemText(Ledger.CITIZEN, "Snabbare besked", {on.year + n: 200_000 for n in range(1, 4)}),
    ]
    goals = values.pop("goals", {city.goal("KF1"): "Bygglov dygnet runt"})
    items = values.pop("items", items)
    return applications.write(application=case, values={**standard, **values}, goals=goals, items=items, by=by, on=on)


@kept
def make_case(city: City_, until: str = "draft", *, title: str = "E-tjänst för bygglov", number: int = 1, **values: Any) -> Application:
    """A case by the commands, as far as `until`, one of STEPS; `values` go to `fill`."""
    p, on = city.people, city.on
    idea = write_idea(title=f"Idé: {title}", text="Det vore bra.", goal=city.goal(), by=p["applicant"], on=on)
    case = applications.start(title=title, applicant_body=city.bodies["byggnadsnamnden"], idea=idea, by=p["applicant"], on=on)
    case = fill(city, case, **values)
    return go_on(city, case, "draft", until)


def go_on(city: City_, case: Application, since: str, until: str) -> Application:
    """Take a case from one of STEPS to a later one, by the same commands."""
    for step in STEPS[STEPS.index(since) + 1 : STEPS.index(until) + 1]:
        _ACTS[step](city, case)
        case.refresh_from_db()
    return case


def value_case(city: City_, case: Application, *, factor: int = 100, points: int = 60) -> None:
    """Have the assessor value at a percentage of the claimed benefits, and sign."""
    assessor, on = city.people["assessor"], city.on
    amounts, reasons = {}, {}
    for item in items_of(case.calculation):
        for figure in item.figures.all():
            if figure.side == Side.CLAIMED.value:
                share = factor if Ledger(item.ledger) in BENEFITS else 100
                amounts[item.pk, figure.year] = figure.amount_sek * share // 100
        reasons[item.pk] = "Färre ärenden än angivet" if factor != 100 else ""
    goals = dict.fromkeys(CouncilGoal.objects.filter(programme=city.programme), points)
    valuation.value(application=case, amounts=amounts, reasons=reasons, points=goals, summary="Värderat.", by=assessor, on=on)
    valuation.sign(application=case, by=assessor, on=on)


def accept_all(city: City_, case: Application) -> None:
    """Owner and business accept; the office has checked."""
    p, on = city.people, city.on
    applications.accept(application=case, what=Acceptable.OWNERSHIP, by=p["owner"], on=on)
    applications.accept(application=case, what=Acceptable.BENEFITS, by=p["process_owner"], on=on)
    for kind in Check:
        applications.check(application=case, kind=kind, passed=True, value="2", by=p["project_office"], on=on)


def group_of(city: City_, case: Application) -> Person:
    """The member of the case's preparation group."""
    return city.people[f"group_{case.focus_area.number if case.focus_area else 1}"]


def _value(city: City_, case: Application) -> None:
    valuation.appoint_assessor(application=case, assessor=city.people["assessor"], by=city.people["project_office"], on=city.on)
    value_case(city, case)


def _recommend(city: City_, case: Application) -> None:
    member, on = group_of(city, case), city.on
    preparation.declare_conflict(application=case, ground=ConflictGround.NONE, by=member, on=on)
    preparation.write_statement(application=case, recommendation=Recommendation.SUPPORT, text="Bra.", by=member, on=on)
    preparation.recommend(application=case, by=member, on=on)


def grant(
    city: City_, case: Application, amount_sek: int | None = None, year: int | None = None, conditions: Sequence[ConditionText] = ()
) -> Any:
    """The director grants what is asked for the year."""
    year = year or city.on.year
    amount = amount_sek or requested(case)[year]
    return portfolios.grant(
        application=case, year=year, amount_sek=amount, conditions=conditions, reasons="Bidrar till målen.", cost_centre="1000", activity="200",
        project_code="3000", by=city.people["director"], on=city.on,
    )  # fmt: skip


def _advise(city: City_, case: Application) -> None:
    portfolios.advise(
        application=case, year=city.on.year, advice=Advice.FUND, reasons="Angeläget.", by=city.people["council_member"], on=city.on
    )
    accept_all(city, case)


def _open(city: City_, case: Application) -> None:
    project = projects.open_project(
        application=case, manager=city.people["applicant"], started_on=city.on.date(), planned_end_on=date(city.on.year, 11, 30),
        by=city.people["applicant"], on=city.on,
    )  # fmt: skip
    projects.report(
        project=project, figures=Figures(100_000, 1, project.planned_end_on), by=city.people["applicant"], on=city.on,
    )  # fmt: skip


def make_lesson(city: City_, project: Project, title: str = "Börja med användarna", **values: Any) -> Lesson:
    """An experience of a project, written by its manager."""
    texts: dict[str, Any] = {
        "subject": LessonSubject.USERS, "tried": "Kraven skrevs innan någon hade sett hur ärendena går till.", "worked": "Provdagar",
        "otherwise": "Vi hade börjat med provdagar", "for_whom": "Den som skriver krav", "contact": project.manager, **values,
    }  # fmt: skip
    return projects.write_lesson(project=project, text=projects.LessonText(title=title, **texts), by=project.manager, on=city.on)


def hand_over(city: City_, project: Project) -> None:
    """All that a project hands over: an experience, a routine that the owner accepts, no contracts, the running cost, and what is left of the money."""
    by, owner, on = project.manager, city.people["owner"], city.on
    make_lesson(city, project)
    one = projects.add_deliverable(project=project, title="Rutin för bygglov", kind=DeliverableKind.ROUTINE, by=by, on=on)
    projects.accept_deliverable(deliverable=one, accepts=True, by=owner, on=on)
    projects.write_closure(project=project, contracts="", no_contracts=True, by=by, on=on)
    projects.confirm_running_cost(project=project, cost_sek=100_000, by=owner, on=on)
    if balance(allocations_of(project.application_id)).unspent_sek:
        projects.return_rest(project=project, by=by, on=on)


def _ask_to_close(city: City_, case: Application) -> None:
    project = Project.objects.get(application=case)
    hand_over(city, project)
    projects.ask_to_close(project=project, delivered="E-tjänsten i drift", by=project.manager, on=city.on)


def _close(city: City_, case: Application) -> None:
    projects.accept_closure(project=Project.objects.get(application=case), by=city.people["owner"], on=city.on)


def effect_text(city: City_, case: Application, benefit_sek: int = 300_000, **values: Any) -> projects.EffectText:
    """What the owner writes a year after closure: the same kronor of every benefit, running cost as decided, with evidence and why."""
    year = city.on.year + 1
    told = {"evidence": "Uppföljning 2027, tabell 3", "evidence_kind": Evidence.METRIC, "explanation": "Färre ärenden", "cause": Cause.OWN}
    items = {
        item.pk: projects.EffectItem({year: benefit_sek if Ledger(item.ledger) in BENEFITS else 100_000}, **told)
        for item in items_of(case.calculation)
        if item.ledger != Ledger.DEVELOPMENT.value
    }
    return projects.EffectText(items, **{"explanation": "Något lägre än väntat.", "cause": Cause.OWN, **values})


def _effect(city: City_, case: Application) -> None:
    project, on = Project.objects.get(application=case), city.on + timedelta(days=366)
    projects.write_effect(project=project, text=effect_text(city, case), by=city.people["owner"], on=on)
    projects.hand_in_effect(project=project, by=city.people["owner"], on=on)


_ACTS = {
    "screening": lambda city, case: applications.submit(application=case, by=city.people["applicant"], on=city.on),
    "valuation": lambda city, case: applications.pass_screening(application=case, by=city.people["project_office"], on=city.on),
    "preparation": _value,
    "weighing": _recommend,
    "decision": _advise,
    "granted": grant,
    "running": _open,
    "closing": _ask_to_close,
    "closed": _close,
    "effect": _effect,
}


def fictional_bodies() -> None:
    """The bodies that data/fictional and the mappings of published tables name, beside the city's own."""
    for code, name in (
        ("trafiknamnden", "Trafiknämnden"), ("utbildningsnamnden", "Utbildningsnämnden"), ("servicenamnden", "Servicenämnden"),
        ("arbetsmarknadsnamnden", "Arbetsmarknadsnämnden"), ("familjebostader", "Familjebostäder"),
    ):  # fmt: skip
        Body.objects.create(code=code, name=name, kind=BodyKind.COMMITTEE.value)
