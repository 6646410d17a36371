"""Every act × every role × in term, out of term and in conflict: exactly what the table of rights says, by policy and by page."""

import importlib
import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nytta.city.organisation.models import Person
from nytta.city.records import rules as record_rules
from nytta.city.records.models import Appointment
from nytta.city.records.terms import DelegatedAct, Holder, Named, Role
from nytta.followup.projects.models import Project
from nytta.followup.projects.terms import ProjectState
from nytta.governance.applications.models import Application, Writer
from nytta.governance.applications.terms import Acceptable, CaseState
from nytta.governance.benefits.models import Claim, Settlement
from nytta.governance.benefits.terms import ClaimDriver
from nytta.governance.portfolios.queries import Target
from nytta.governance.preparation.models import Conflict
from nytta.governance.preparation.terms import ConflictGround
from nytta.governance.valuation.models import Valuation
from nytta.governance.weighing.models import Round
from nytta.governance.weighing.terms import RoundState
from nytta.kit.words import said
from nytta.plain.rights import RIGHTS, Right, allowed
from nytta.plain.verdicts import Verdict
from nytta.plain.words import Term
from tests.apps.benefits.ledger import baseline_of, benefit_of
from tests.apps.weighing.rooms import opened, screen, start
from tests.factories.city import ROOT, START, City_, make_case, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("O2")]
IN, OUT = "in term", "out of term"


def policies() -> dict[str, Callable[..., Any]]:
    """Every public `can_…` of the house's policies, by module and name."""
    found = {}
    for path in sorted([*ROOT.glob("nytta/**/policies.py"), *ROOT.glob("nytta/**/policies/*.py")]):
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if name.startswith("can_") and function.__module__ == module.__name__:
                found[f"{module.__name__}.{name}"] = function
    return found


FOUND = policies()  # imports them all, so that the table is whole
GENERAL = {"nytta.city.records.policies.can_as"}  # asks for roles that are given to it, and is no act


def test_every_policy_has_its_row_in_the_table() -> None:
    said_of = {r.policy for r in RIGHTS.values()}
    assert sorted(name for name, function in FOUND.items() if function not in said_of and name not in GENERAL) == []


def test_auditor_reads_and_does_nothing() -> None:
    assert [r.name for r in RIGHTS.values() if Role.AUDITOR in r.roles and not r.reads] == []
    assert [r.name for r in RIGHTS.values() if Role.AUDITOR in r.roles] != []


@dataclass(frozen=True)
class Held:
    """What the rows ask about: cases in the places that the acts need, a weighing, and a person for each role."""

    city: City_
    ran: Application
    fresh: Application
    one: Round
    project: Project
    settlement: Settlement

    def case(self, state: CaseState) -> Application:
        """The case that has run, told to stand in a state: the state alone is what the row asks about."""
        found = Application.objects.select_related("applicant_body", "owner_body", "process_body", "focus_area", "calculation").get(
            pk=self.ran.pk
        )
        found.state = state.value
        return found

    def round(self, state: RoundState) -> Round:
        found = Round.objects.get(pk=self.one.pk)
        found.state = state.value
        return found

    def ran_to(self, state: ProjectState) -> Project:
        found = Project.objects.get(pk=self.project.pk)
        found.state, found.effect_due_on = state.value, START
        return found


@pytest.fixture
def held(city: City_) -> Held:
    ran, fresh = make_case(city, "running"), make_case(city, "decision", title="En som väntar på beslut")
    baseline = baseline_of(city)
    settlement = Settlement.objects.create(
        baseline=baseline, way_out="weighed", reason="Samma tid", proposed_by=city.people["project_office"], proposed_on=city.on.date()
    )
    Claim.objects.create(item=benefit_of(ran), baseline=baseline, version=baseline.versions.get(), driver=next(iter(ClaimDriver)).value)
    return Held(city, ran, fresh, opened(city, ()), Project.objects.get(application=ran), settlement)


def coach_seat(held: Held, last: date | None = None) -> Appointment:
    person = make_person(f"coachen-{Person.objects.count()}", held.city.bodies["ledningskontoret"], "coach")
    return Appointment.objects.create(person=person, role=Role.COACH.value, valid_from=START, valid_until=last)


def grant_target(held: Held) -> Target:
    return Target(held.fresh, held.city.on.year, 1_000_000, None)


S, P, R = CaseState, ProjectState, RoundState
ARGUMENTS: dict[str, Callable[[Held], tuple[Any, ...]]] = {
    "records.appoint.director": lambda h: (Role.COACH,),
    "records.appoint.body": lambda h: (Role.PROCESS_OWNER,),
    "records.appoint.board": lambda h: (Role.REGISTRAR,),
    "records.appoint.council": lambda h: (Role.AUDITOR,),
    "records.appoint.supplier": lambda h: (Role.LICENCE_ADMINISTRATOR,),
    "records.renew": lambda h: (coach_seat(h, date(2026, 12, 31)), date(2027, 12, 31)),
    "records.absence": lambda h: (coach_seat(h),),
    "records.see_rights": lambda h: (h.city.people["assessor"],),
    "portal.follow": lambda h: (h.fresh,),
    "records.decide_amount": lambda h: (1_000,),
    "applications.write": lambda h: (h.case(S.DRAFT),),
    "applications.copy": lambda h: (h.fresh, h.case(S.DRAFT)),
    "applications.invite": lambda h: (h.case(S.DRAFT),),
    "applications.submit": lambda h: (h.case(S.DRAFT),),
    "applications.withdraw": lambda h: (h.case(S.SCREENING),),
    "applications.screen": lambda h: (h.case(S.SCREENING),),
    "applications.check": lambda h: (h.case(S.SCREENING),),
    "applications.move": lambda h: (h.case(S.VALUATION),),
    "applications.accept": lambda h: (h.case(S.VALUATION), Acceptable.OWNERSHIP),
    "applications.answer_items": lambda h: (h.case(S.VALUATION),),
    "applications.document": lambda h: (h.case(S.DRAFT),),
    "applications.settle": lambda h: (Claim.objects.filter(item__calculation__code=h.ran.code),),
    "applications.answer_settlement": lambda h: (h.settlement, h.ran),
    "benefits.baseline": lambda h: (h.city.bodies["byggnadsnamnden"],),
    "portfolios.advise": lambda h: (h.case(S.WEIGHING), None),
    "portfolios.decide": lambda h: (h.fresh, None, 1_000_000),
    "portfolios.grant": lambda h: (grant_target(h), 1_000_000),
    "valuation.appoint": lambda h: (h.case(S.VALUATION),),
    "valuation.appoint_second": lambda h: (h.case(S.VALUATION),),
    "valuation.value": lambda h: (h.case(S.VALUATION),),
    "preparation.declare": lambda h: (h.case(S.PREPARATION),),
    "preparation.state": lambda h: (h.case(S.PREPARATION),),
    "weighing.prepare": lambda h: (h.round(R.PREPARED),),
    "weighing.limit": lambda h: (h.round(R.PREPARED),),
    "weighing.weigh": lambda h: (h.round(R.WEIGHTS),),
    "weighing.open": lambda h: (h.round(R.WEIGHTS),),
    "weighing.renew": lambda h: (h.round(R.OPEN),),
    "weighing.change": lambda h: (h.round(R.OPEN), screen(h.one)),
    "weighing.pen": lambda h: (h.round(R.OPEN),),
    "weighing.advise": lambda h: (h.round(R.OPEN),),
    "weighing.reopen": lambda h: (h.round(R.ADVISED),),
    "weighing.decide": lambda h: (h.round(R.ADVISED),),
    "projects.open": lambda h: (replace_state(h.fresh, S.GRANTED),),
    "projects.report": lambda h: (h.ran_to(P.RUNNING),),
    "projects.accept_closure": lambda h: (h.ran_to(P.CLOSING),),
    "projects.effect": lambda h: (h.ran_to(P.CLOSED),),
}


NOT_HERE = {  # rights over meetings and requests for support: who is a member, secretary or coach is tried beside those apps
    *(n for n in RIGHTS if n.startswith("meetings.") and n != "meetings.post"), "preparation.settle", "preparation.see_standing", "weighing.put_down",
    "intake.see_support", "intake.take", "intake.hand_over", "intake.answer_support", "intake.follow", "intake.withdraw_support",
}  # fmt: skip
TRIED = {n: r for n, r in RIGHTS.items() if n not in NOT_HERE}


def replace_state(case: Application, state: CaseState) -> Application:
    found = Application.objects.select_related("applicant_body").get(pk=case.pk)
    found.state = state.value
    return found


def about(arguments: tuple[Any, ...]) -> Application | None:
    """The case that a row asks about, where it does."""
    for one in arguments:
        if isinstance(one, Application | Project | Target):
            return one if isinstance(one, Application) else one.application
    return None


BEING: dict[Holder, Callable[[Held, Person, tuple[Any, ...]], Any]] = {
    Holder.WRITER: lambda h, p, a: Writer.objects.create(application=about(a) or h.ran, person=p),
    Holder.MANAGER: lambda h, p, a: [setattr(one, "manager_id", p.pk) for one in a],
    Holder.DESIGNATED: lambda h, p, a: Valuation.objects.filter(application=h.ran).update(assessor=p, signed_on=None),
    Holder.SELF: lambda h, p, a: [setattr(one, "person_id", p.pk) for one in a if isinstance(one, Appointment)],
}


def serving(held: Held, name: str, role: Role | None, term: str) -> Person:
    """Somebody of the executive office who is appointed to a role: its last day is today, or was yesterday."""
    person = make_person(name, held.city.bodies["ledningskontoret"], "handläggare")
    last = held.city.on.date() - timedelta(days=0 if term == IN else 1)
    if role is not None:
        names = record_rules.FILLED[role].names
        Appointment.objects.create(
            person=person, role=role.value, valid_from=START, valid_until=last, portfolio="P1" if Named.PORTFOLIO in names else "",
            body=held.city.bodies["byggnadsnamnden"] if Named.BODY in names else None,
        )  # fmt: skip
    return person


def judged(one: Right, person: Person, arguments: tuple[Any, ...], day: date) -> Verdict:
    """What the policy says."""
    wants_day = "on" in inspect.signature(one.policy).parameters
    verdict: Verdict = one.policy(person, *arguments, *([day] if wants_day else []))
    return verdict


def expected(one: Right, role: Role | None, term: str, being: set[Term], in_conflict: bool) -> bool:
    """What the table says. In the small city the board has delegated granting and exempting to the director."""
    served = {role} if role is not None and term == IN else set()
    delegated = {DelegatedAct.GRANT, DelegatedAct.EXEMPT} if Role.CITY_DIRECTOR in served else set()
    return allowed(one, served=served, being={Holder.EMPLOYED, *being}, delegated=delegated, in_conflict=in_conflict)


SITUATIONS = [(role, term) for role in (None, *Role) for term in ((IN, OUT) if role else (IN,))]


def test_every_act_for_every_role_is_as_the_table_says(held: Held) -> None:
    day = held.city.on.date()
    people: dict[tuple[Any, ...], Person] = {}
    for number, (role, term) in enumerate(SITUATIONS):
        for conflict in (False, True):
            person = people[role, term, conflict] = serving(held, f"p{number}-{conflict}", role, term)
            for case in (held.ran, held.fresh):
                ground = ConflictGround.NONE if not conflict else next(g for g in ConflictGround if g is not ConflictGround.NONE)
                Conflict.objects.create(application=case, person=person, ground=ground.value, declared_on=day)
    faults, tried = [], 0
    for name, one in TRIED.items():
        arguments = ARGUMENTS.get(name, lambda h: ())(held)
        for (role, term, conflict), person in people.items():
            person.remembered = {}  # type: ignore[attr-defined]
            verdict, wanted = judged(one, person, arguments, day), expected(one, role, term, set(), conflict)
            tried += 1
            if bool(verdict) is not wanted or (not verdict and not all(f.text for f in verdict.blocking)):
                faults.append((name, str(role), term, conflict, bool(verdict), [f.rule for f in verdict.blocking]))
    assert faults == [], "\n".join(map(str, faults))
    assert tried == len(TRIED) * len(people) == len(TRIED) * (len(Role) * 2 + 1) * 2


@pytest.mark.parametrize("name", sorted(n for n, r in TRIED.items() if {*r.others, *r.also} - {Holder.EMPLOYED}))
def test_who_has_a_right_without_an_appointment(held: Held, name: str) -> None:
    one, day, faults = RIGHTS[name], held.city.on.date(), []
    (kind,) = {*one.others, *one.also} - {Holder.EMPLOYED}
    for number, (role, term) in enumerate([(None, IN), *((r, t) for r in (*one.roles, Role.AUDITOR) for t in (IN, OUT))]):
        person = serving(held, f"p{number}", role, term)
        arguments = _arguments(held, name, person)
        BEING[Holder(kind.value)](held, person, arguments)
        verdict = judged(one, person, arguments, day)
        if bool(verdict) is not expected(one, role, term, {kind}, False):
            faults.append((str(role), term, bool(verdict), [f.rule for f in verdict.blocking]))
    assert faults == [], "\n".join(map(str, faults))


def _arguments(held: Held, name: str, person: Person) -> tuple[Any, ...]:
    return (person,) if name == "records.see_rights" else ARGUMENTS[name](held)


@dataclass(frozen=True)
class Page:
    """Where an act is done, on a case that has gone so far."""

    route: str
    until: str = ""
    args: Callable[[City_, Any], list[Any]] = lambda city, case: [case.code] if case else []


PAGES: dict[str, Page] = {
    "records.record": Page("records:settings"),
    "records.appoint_any": Page("records:new_appointment"),
    "records.exempt": Page("records:exempt", "decision"),
    "applications.start": Page("applications:new"),
    "applications.import": Page("applications:sheet"),
    "applications.keep_mapping": Page("applications:new_mapping"),
    "applications.write": Page("applications:write", "draft", lambda city, case: [case.code, "grund"]),
    "applications.invite": Page("applications:invite", "draft"),
    "applications.submit": Page("applications:submit", "draft"),
    "applications.withdraw": Page("applications:withdraw", "screening"),
    "applications.screen": Page("applications:pass", "screening"),
    "applications.check": Page("applications:check", "screening"),
    "applications.accept": Page("applications:accept", "screening", lambda city, case: [case.code, "ownership"]),
    "applications.answer_items": Page("applications:item_answers", "preparation"),
    "benefits.import_baselines": Page("benefits:import"),
    "portfolios.frame": Page("portfolios:describe", "", lambda city, case: ["P1"]),
    "portfolios.advise": Page("portfolios:advise", "weighing"),
    "portfolios.decide": Page("portfolios:decide", "decision"),
    "valuation.appoint": Page("valuation:appoint", "valuation"),
    "valuation.value": Page("valuation:value", "valuation"),
    "preparation.declare": Page("preparation:declare", "preparation"),
    "preparation.state": Page("preparation:state", "preparation"),
    "weighing.start": Page("weighing:start"),
    "weighing.prepare": Page("weighing:ask_weights", "", lambda city, case: [start(city).code]),
    "projects.open": Page("projects:open", "granted"),
    "projects.report": Page("projects:report", "running"),
    "projects.accept_closure": Page("projects:accept", "closing"),
    "intake.write": Page("intake:new"),
    "portal.adopt": Page("portal:adopt"),
}


@pytest.mark.parametrize("name", sorted(PAGES))
def test_page_of_an_act_answers_every_role_as_the_table_says(city: City_, name: str) -> None:
    one, page, faults = RIGHTS[name], PAGES[name], []
    case = make_case(city, page.until) if page.until else None
    url = reverse(page.route, args=page.args(city, case))
    held = Held(city, case, case, None, None, None)  # type: ignore[arg-type]
    for number, (role, term) in enumerate(SITUATIONS):
        person = serving(held, f"p{number}", role, term)
        if case is not None:
            Conflict.objects.create(application=case, person=person, ground=ConflictGround.NONE.value, declared_on=city.on.date())
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        answer = client.get(url, headers={"accept-language": "sv"})
        wanted = expected(one, role, term, set(), False)
        if answer.status_code in (403, 404):
            if wanted:
                faults.append((str(role), term, answer.status_code))
            continue
        verdict = answer.context["verdict"]
        told = all(said(f) in answer.context["said"] if "said" in answer.context else True for f in verdict.blocking)
        if bool(verdict) is not wanted or not told or (not wanted and _posted(client, url) == 302):
            faults.append((str(role), term, bool(verdict), [f.rule for f in verdict.blocking]))
    assert faults == [], "\n".join(map(str, faults))


def _posted(client: Client, url: str) -> int:
    return client.post(url, {}, headers={"accept-language": "sv"}).status_code


def test_rights_documented_are_the_rights_that_hold() -> None:
    page = Path(ROOT, "docs", "rights.md").read_text(encoding="utf-8")
    assert [name for name in RIGHTS if f"| `{name}` |" not in page] == []


def test_two_rows_of_one_name_are_refused() -> None:
    one = next(iter(RIGHTS.values()))
    with pytest.raises(ValueError, match="twice"):
        importlib.import_module("nytta.plain.rights").right(one.name, "x", scope=one.scope, source="O2")(one.policy)
    assert replace(one, name="another").policy is one.policy
