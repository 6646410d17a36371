"""What each act is asked about, and what somebody may be in it: the world that the table of rights is tried in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from nytta.city.access.models import AccessToken, Webhook
from nytta.city.access.terms import WebhookState
from nytta.city.organisation.models import Body, Person
from nytta.city.records import rules as record_rules
from nytta.city.records.models import Appointment, Exemption, RuleSet
from nytta.city.records.terms import DelegatedAct, ExemptionState, Holder, Named, Role
from nytta.delivery.systems.models import ChangeNotice, NoticeAnswer, System
from nytta.delivery.systems.terms import NoticeState
from nytta.followup.projects.models import Change, EffectAnalysis, Project
from nytta.followup.projects.terms import ChangeState, EffectState, ProjectState
from nytta.followup.scorecard.models import AnnualReport
from nytta.followup.scorecard.terms import ReportState
from nytta.governance.applications.models import Application, Writer
from nytta.governance.applications.terms import Acceptable, CaseState
from nytta.governance.benefits.models import Claim, Settlement
from nytta.governance.benefits.terms import ClaimDriver
from nytta.governance.meetings.models import Attendance, Circulation, Group, Item, Meeting
from nytta.governance.meetings.queries.agenda import Case
from nytta.governance.meetings.queries.groups import group_at
from nytta.governance.meetings.terms import CirculationState, ItemKind, MeetingState, Part
from nytta.governance.portfolios.queries import Target
from nytta.governance.preparation.models import Conflict
from nytta.governance.preparation.terms import ConflictGround
from nytta.governance.rulesets.models import Draft
from nytta.governance.rulesets.terms import DraftState
from nytta.governance.valuation.models import Valuation
from nytta.governance.weighing.models import Round
from nytta.governance.weighing.terms import RoundState
from nytta.needs.intake.models import Support
from nytta.needs.intake.terms import Subject, SupportState
from nytta.plain.rights import Right, allowed
from nytta.plain.words import Term
from tests.apps.benefits.ledger import baseline_of, benefit_of
from tests.apps.rulesets.drafts import delegated
from tests.apps.weighing.rooms import opened, screen
from tests.factories.city import START, City_, make_case, make_person
from tests.factories.systems import make_system

IN, OUT = "in term", "out of term"
SITUATIONS = [(role, term) for role in (None, *Role) for term in ((IN, OUT) if role else (IN,))]


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


def hold(city: City_) -> Held:
    """All that the rows ask about."""
    delegated(city)
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


def group_of(held: Held) -> Group:
    found = group_at("beredning-p1", held.city.on.date())
    assert found is not None
    return found


def sitting(held: Held, state: MeetingState, *, kept: bool = False) -> Meeting:
    """A meeting of P1's group, in a state."""
    group, office, on = group_of(held), held.city.people["project_office"], held.city.on
    made = Meeting(
        code="M-2026-001", group=group, starts_at=on, ends_at=on + timedelta(hours=1), place="Stadshuset", state=state.value, secretary=office,
        created_by=office, created_at=on,
    )  # fmt: skip
    if kept:
        Meeting.objects.all().delete()
        group.save()
        made.group = group
        made.save()
    return made


def point(held: Held, state: MeetingState, *, kept: bool = False) -> Item:
    """An item about the case that has run."""
    made = Item(meeting=sitting(held, state, kept=kept), number=1, kind=ItemKind.CASE.value, application=held.ran, title="Ett ärende")
    if kept:
        made.save()
    return made


def sent_round(held: Held) -> Circulation:
    office = held.city.people["project_office"]
    return Circulation(
        group=group_of(held), application=held.case(CaseState.PREPARATION), state=CirculationState.OPEN.value, started_by=office
    )


def change_in(held: Held, state: ChangeState) -> Change:
    """A change of the project in a state."""
    return Change(project=held.ran_to(ProjectState.RUNNING), number=1, state=state.value)


def draft_in(held: Held, state: DraftState) -> Draft:
    """A rule set's draft in a state."""
    base = RuleSet.objects.get()
    return Draft(code="R-2026-900", title="Prov", base=base, content=base.content, state=state.value)


def asked(held: Held, state: SupportState) -> Support:
    """A request for support that somebody else made and nobody has."""
    return Support(subject=Subject.STEERING.value, by=held.city.people["applicant"], state=state.value)


def asked_exemption(state: ExemptionState, body: Body | None = None) -> Exemption:
    """An exemption that nobody has been designated to review."""
    return Exemption(code="U-2026-001", subject="A-2026-001", state=state.value, body=body)


def announced(held: Held) -> ChangeNotice:
    """A change in a system of the building committee that waits for answers."""
    return ChangeNotice(system=System(owner=held.city.bodies["byggnadsnamnden"]), state=NoticeState.ANNOUNCED.value)


def grant_target(held: Held) -> Target:
    return Target(held.fresh, held.city.on.year, 1_000_000, None)


def handed_in(held: Held) -> Project:
    """The project with an account of its effects that waits for an assessor."""
    EffectAnalysis.objects.update_or_create(project=held.project, defaults={"state": EffectState.HANDED_IN.value})
    return held.ran_to(ProjectState.EFFECT_REPORTED)


S, P, R, M, U = CaseState, ProjectState, RoundState, MeetingState, SupportState
ARGUMENTS: dict[str, Callable[[Held], tuple[Any, ...]]] = {
    "access.webhook": lambda h: (Webhook(state=WebhookState.ACTIVE.value), "pause"),
    "access.revoke": lambda h: (AccessToken(holder=Person(is_program=True, body=h.city.bodies["byggnadsnamnden"])),),
    "records.appoint.director": lambda h: (Role.COACH,),
    "records.appoint.body": lambda h: (Role.PROCESS_OWNER,),
    "records.appoint.board": lambda h: (Role.REGISTRAR,),
    "records.appoint.council": lambda h: (Role.AUDITOR,),
    "records.appoint.supplier": lambda h: (Role.LICENCE_ADMINISTRATOR,),
    "records.renew": lambda h: (coach_seat(h, date(2026, 12, 31)), date(2027, 12, 31)),
    "records.absence": lambda h: (coach_seat(h),),
    "records.seek_exemption": lambda h: (h.city.bodies["byggnadsnamnden"].pk,),
    "records.appoint_reviewer": lambda h: (asked_exemption(ExemptionState.APPLIED),),
    "records.review_exemption": lambda h: (asked_exemption(ExemptionState.REVIEW), "review"),
    "records.answer_exemption": lambda h: (asked_exemption(ExemptionState.COMPLETION, h.city.bodies["byggnadsnamnden"]), "answer"),
    "records.record_exemption": lambda h: (asked_exemption(ExemptionState.DECISION), "grant"),
    "records.exempt": lambda h: (asked_exemption(ExemptionState.DECISION), "grant"),
    "records.see_rights": lambda h: (h.city.people["assessor"],),
    "portal.extract": lambda h: (h.city.people["assessor"],),
    "portal.follow": lambda h: (h.fresh,),
    "records.decide_amount": lambda h: (1_000,),
    "systems.flow": lambda h: ((h.city.bodies["byggnadsnamnden"].pk,),),
    "systems.announce": lambda h: (announced(h).system,),
    "systems.answer": lambda h: (NoticeAnswer(owner=h.city.bodies["byggnadsnamnden"], notice=announced(h)), "yes"),
    "systems.settle_change": lambda h: (announced(h),),
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
    "systems.information": lambda h: (h.city.bodies["byggnadsnamnden"],),
    "systems.answer_principles": lambda h: (make_system(h.city, f"System {System.objects.count()}"),),
    "benefits.baseline": lambda h: (h.city.bodies["byggnadsnamnden"],),
    "portfolios.advise": lambda h: (h.case(S.WEIGHING), None),
    "portfolios.decide": lambda h: (h.fresh, None, 1_000_000),
    "portfolios.grant": lambda h: (grant_target(h), 1_000_000),
    "valuation.appoint": lambda h: (h.case(S.VALUATION),),
    "valuation.appoint_second": lambda h: (h.case(S.VALUATION),),
    "valuation.value": lambda h: (h.case(S.VALUATION),),
    "preparation.declare": lambda h: (h.case(S.PREPARATION),),
    "preparation.state": lambda h: (h.case(S.PREPARATION),),
    **{f"rulesets.{act}": lambda h: (draft_in(h, DraftState.WRITTEN),) for act in ("write", "try", "propose", "drop")},
    **{f"rulesets.{act}": lambda h: (draft_in(h, DraftState.PROPOSED),) for act in ("send_back", "decide")},
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
    "portfolios.special": lambda h: (h.case(S.WEIGHING),),
    "projects.propose_change": lambda h: (h.ran_to(P.RUNNING),),
    "projects.accept_change": lambda h: (change_in(h, ChangeState.BUSINESS),),
    "projects.decide_change": lambda h: (change_in(h, ChangeState.OWNER),),
    "projects.decide_large_change": lambda h: (change_in(h, ChangeState.DIRECTOR),),
    "projects.settle_change": lambda h: (change_in(h, ChangeState.MONEY),),
    "projects.withdraw_change": lambda h: (change_in(h, ChangeState.OWNER),),
    "projects.open": lambda h: (replace_state(h.fresh, S.GRANTED),),
    "projects.show_condition": lambda h: (h.ran_to(P.RUNNING),),
    "projects.confirm_condition": lambda h: (h.ran_to(P.RUNNING),),
    "projects.request_money": lambda h: (h.ran_to(P.RUNNING),),
    "projects.settle_request": lambda h: (h.ran_to(P.RUNNING),),
    "projects.give_back": lambda h: (h.ran_to(P.RUNNING),),
    "projects.decide_move": lambda h: (h.ran_to(P.RUNNING), 1_000),
    "projects.finish_step": lambda h: (h.ran_to(P.RUNNING),),
    "projects.note_deviation": lambda h: (h.ran_to(P.RUNNING),),
    "projects.report": lambda h: (h.ran_to(P.RUNNING),),
    "projects.write_lesson": lambda h: (h.ran_to(P.RUNNING),),
    "projects.review_effect": lambda h: (handed_in(h),),
    "projects.accept_delivery": lambda h: (h.ran_to(P.RUNNING),),
    "projects.accept_closure": lambda h: (h.ran_to(P.CLOSING),),
    "projects.effect": lambda h: (h.ran_to(P.CLOSED),),
    "valuation.appoint_own": lambda h: (own_case(h),),
    "preparation.settle": lambda h: (h.city.people["group_1"], h.case(S.PREPARATION)),
    "preparation.see_standing": lambda h: (h.case(S.WEIGHING),),
    "weighing.put_down": lambda h: (h.round(R.OPEN),),
    "meetings.plan": lambda h: (group_of(h),),
    "meetings.run": lambda h: (sitting(h, M.CALLED), "open"),
    "meetings.rules": lambda h: (group_of(h),),
    "meetings.feed": lambda h: (group_of(h),),
    "meetings.settle": lambda h: (point(h, M.OPEN),),
    "meetings.write": lambda h: (sitting(h, M.OPEN), point(h, M.OPEN)),
    "meetings.dissent": lambda h: (point(h, M.OPEN, kept=True),),
    "meetings.approve": lambda h: (sitting(h, M.MINUTES),),
    "meetings.circulate": lambda h: (group_of(h),),
    "meetings.circulate_case": lambda h: (group_of(h), Case(h.ran)),
    "meetings.vote": lambda h: (sent_round(h),),
    "meetings.close_circulation": lambda h: (sent_round(h),),
    "intake.see_support": lambda h: (asked(h, U.ASKED),),
    "intake.take": lambda h: (asked(h, U.ASKED), []),
    "intake.hand_over": lambda h: (asked(h, U.TAKEN),),
    "intake.answer_support": lambda h: (asked(h, U.TAKEN),),
    "intake.follow": lambda h: (asked(h, U.ANSWERED),),
    "intake.withdraw_support": lambda h: (asked(h, U.TAKEN),),
    "scorecard.begin": lambda h: (None,),
    **{f"scorecard.{act}": lambda h: (AnnualReport(year=2025),) for act in ("write", "propose")},
    **{f"scorecard.{act}": lambda h: (AnnualReport(year=2025, state=ReportState.PROPOSED.value),) for act in ("take_back", "decide")},
    "systems.register": lambda h: (h.city.bodies["byggnadsnamnden"],),
    **dict.fromkeys(("systems.change", "systems.attest", "systems.retire"), lambda h: (a_system(h),)),
}


def a_system(held: Held) -> System:
    """A system of the committee that the owner's representative of a row represents."""
    return System(code="S-0001", name="Castor", owner=held.city.bodies["byggnadsnamnden"])


def replace_state(case: Application, state: CaseState) -> Application:
    found = Application.objects.select_related("applicant_body").get(pk=case.pk)
    found.state = state.value
    return found


def own_case(held: Held) -> Application:
    """The executive office's own case: for that one the director designates."""
    found = held.case(CaseState.VALUATION)
    found.applicant_body = held.city.bodies["kommunstyrelsen"]
    return found


def about(arguments: tuple[Any, ...]) -> Application | None:
    """The case that a row asks about, where it does."""
    for one in arguments:
        if isinstance(one, Application | Project | Target):
            return one if isinstance(one, Application) else one.application
    return None


HELD_BY = {Appointment: "person_id", AccessToken: "holder_id"}
BEING: dict[Holder, Callable[[Held, Person, tuple[Any, ...]], Any]] = {
    Holder.WRITER: lambda h, p, a: Writer.objects.create(application=about(a) or h.ran, person=p),
    Holder.MANAGER: lambda h, p, a: [setattr(one.project if isinstance(one, Change) else one, "manager_id", p.pk) for one in a],
    Holder.DESIGNATED: lambda h, p, a: Valuation.objects.filter(application=h.ran).update(assessor=p, signed_on=None),
    Holder.REVIEWER: lambda h, p, a: setattr(a[0], "reviewer_id", p.pk),
    Holder.SELF: lambda h, p, a: [setattr(one, HELD_BY[type(one)], p.pk) for one in a if type(one) in HELD_BY],
    Holder.MEMBER: lambda h, p, a: seated(h, p),
    Holder.ATTENDED: lambda h, p, a: Attendance.objects.create(meeting=a[0].meeting, person=p, part=Part.MEMBER.value, present=True),
    Holder.CHAIR: lambda h, p, a: (Appointment.objects.filter(chair=True).delete(), seated(h, p, chair=True)),
    Holder.SECRETARY: lambda h, p, a: setattr(a[0].meeting if isinstance(a[0], Item) else a[0], "secretary_id", p.pk),
    Holder.APPROVER: lambda h, p, a: setattr(a[0], "first_approver_id", p.pk),
    Holder.PEN: lambda h, p, a: setattr(a[0], "pen_id", p.pk),
    Holder.ASKER: lambda h, p, a: setattr(a[0], "by_id", p.pk),
    Holder.COACH_OF: lambda h, p, a: setattr(a[0], "coach_id", p.pk),
    Holder.SUBJECT: lambda h, p, a: a[1].append(a[0].subject),
}


def seated(held: Held, person: Person, *, chair: bool = False) -> None:
    """A seat in P1's group besides what the person has; the rights of the role follow too, as they do."""
    Appointment.objects.create(person=person, role=Role.PREPARATION_GROUP.value, portfolio="P1", chair=chair, valid_from=START)


def stand(person: Person, *cases: Application, conflict: bool, on: date) -> None:
    """What somebody has said of themselves in some cases: a conflict of interest, or that there is none."""
    ground = ConflictGround.NONE if not conflict else next(g for g in ConflictGround if g is not ConflictGround.NONE)
    for case in cases:
        Conflict.objects.create(application=case, person=person, ground=ground.value, declared_on=on)


def serving(city: City_, name: str, role: Role | None, term: str) -> Person:
    """Somebody of the executive office who is appointed to a role: its last day is today, or was yesterday."""
    person = make_person(name, city.bodies["ledningskontoret"], "handläggare")
    last = city.on.date() - timedelta(days=0 if term == IN else 1)
    if role is not None:
        names = record_rules.FILLED[role].names
        Appointment.objects.create(
            person=person, role=role.value, valid_from=START, valid_until=last, portfolio="P1" if Named.PORTFOLIO in names else "",
            body=city.bodies["byggnadsnamnden"] if Named.BODY in names else None,
        )  # fmt: skip
    return person


def expected(one: Right, role: Role | None, term: str, being: set[Term], in_conflict: bool) -> bool:
    """What the table says. In the small city the board has delegated granting, exempting and guidelines to the director."""
    served = {role} if role is not None and term == IN else set()
    held = {DelegatedAct.GRANT, DelegatedAct.EXEMPT, DelegatedAct.GUIDELINES} if Role.CITY_DIRECTOR in served else set()
    sits = {Holder.MEMBER} if Role.PREPARATION_GROUP in served else set()
    return allowed(one, served=served, being={Holder.EMPLOYED, *sits, *being}, delegated=held, in_conflict=in_conflict)
