"""The page of every act × every role, in term, out of term and in conflict: let in as the table of rights says, else told why."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils.html import escape

from nytta.city.access.models import Webhook
from nytta.city.access.terms import WebhookState
from nytta.city.organisation.models import Person
from nytta.city.records.models import Exemption
from nytta.city.records.terms import ExemptionState, Role
from nytta.delivery.systems.models import ChangeNotice
from nytta.delivery.systems.terms import NoticeState
from nytta.followup.projects.models import Change, ConditionCheck, FundRequest, Project
from nytta.followup.projects.terms import ChangeState, ConditionState, ProjectState, RequestState
from nytta.followup.scorecard.models import AnnualReport
from nytta.followup.scorecard.terms import ReportState
from nytta.governance.applications.models import Application
from nytta.governance.applications.terms import CaseState
from nytta.governance.benefits.models import Baseline, Claim
from nytta.governance.benefits.terms import ClaimDriver
from nytta.governance.meetings.models import Meeting
from nytta.governance.meetings.terms import MeetingState
from nytta.governance.weighing.models import Round
from nytta.governance.weighing.terms import RoundState
from nytta.kit.clock import moment
from nytta.kit.pages import ActPage
from nytta.kit.templatetags.kit import sourced
from nytta.kit.testing import routes
from nytta.kit.words import mend, said
from nytta.needs.intake.models import Support
from nytta.needs.intake.terms import SupportState
from nytta.plain.rights import RIGHTS
from nytta.plain.verdicts import Verdict
from tests.apps.access.entering import key_of
from tests.apps.acts import IN, SITUATIONS, expected, serving, stand
from tests.apps.benefits.ledger import benefit_of
from tests.apps.test_contract import samples
from tests.factories.city import START, City_, make_city

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("O2")]
SV = {"accept-language": "sv"}
ACTS = {r.name: r for r in routes() if issubclass(r.page, ActPage)}
Values = dict[str, Any]
START_AT = moment(START)


@dataclass(frozen=True)
class Row:
    """What a page lets in by: all of these rights, when what it is about stands in a state."""

    rights: tuple[str, ...]
    ready: Callable[[Values], Any] = lambda values: None
    gates: tuple[str, ...] = ()  # rules that are not about who: what must have been done first


def case(state: CaseState) -> Callable[[Values], Any]:
    return lambda values: Application.objects.filter(code=values["code"]).update(state=state.value)


def project(state: ProjectState) -> Callable[[Values], Any]:
    return lambda values: Project.objects.filter(application__code=values["code"]).update(state=state.value, effect_due_on=START)


def handed_over(values: Values) -> Any:
    return AnnualReport.objects.update(state=ReportState.PROPOSED.value, content=[])


def rounds(state: RoundState) -> Callable[[Values], Any]:
    return lambda values: Round.objects.update(state=state.value)


def meetings(state: MeetingState) -> Callable[[Values], Any]:
    return lambda values: Meeting.objects.exclude(state=MeetingState.APPROVED.value).update(state=state.value)


def support(state: SupportState) -> Callable[[Values], Any]:
    return lambda values: Support.objects.update(state=state.value, coach=values["support:subjects.person"])


def unapproved(values: Values) -> None:
    """The meeting that goes on has ended: its minutes wait for approval."""
    values["meetings:approve.code"] = values["meetings.code"]
    meetings(MeetingState.MINUTES)(values)


def claimed(values: Values) -> None:
    """The case counts a benefit of the baseline."""
    baseline = Baseline.objects.get(code=values["baseline"])
    item = benefit_of(Application.objects.select_related("calculation").get(code=values["code"]))
    Claim.objects.create(item=item, baseline=baseline, version=baseline.versions.get(), driver=next(iter(ClaimDriver)).value)


def exemption(state: ExemptionState) -> Callable[[Values], Any]:
    return lambda values: Exemption.objects.update(state=state.value)


def changes(state: NoticeState) -> Callable[[Values], Any]:
    return lambda values: ChangeNotice.objects.update(state=state.value, announced_at=START_AT)


def checks(state: ConditionState) -> Callable[[Values], Any]:
    def ready(values: Values) -> None:
        project(P.RUNNING)(values)
        ConditionCheck.objects.update(state=state.value, confirmed_by=None, confirmed_on=None)

    return ready


def fund_requests(state: RequestState) -> Callable[[Values], Any]:
    def ready(values: Values) -> None:
        project(P.RUNNING)(values)
        paid = {"paid_sek": 1, "reference": "V1"} if state is RequestState.PAID else {"paid_sek": 0, "reference": ""}
        office = Project.objects.get(application__code=values["code"]).closure_accepted_by
        FundRequest.objects.update(state=state.value, settled_by=office, **paid)

    return ready


def change(state: ChangeState) -> Callable[[Values], Any]:
    """The change of the project stands in a state."""
    return lambda values: Change.objects.filter(project__code=values["code"]).update(state=state.value)


H = ChangeState
C, P, R, M, U, E, K, Q = CaseState, ProjectState, RoundState, MeetingState, SupportState, ExemptionState, ConditionState, RequestState
WRITES = Row(("applications.write",), case(C.DRAFT))
RECORDS = Row(("records.record",))
ROWS: dict[str, Row] = {
    **{f"access:{n}": Row(("access.keep",)) for n in ("new_program", "change_program", "close_program", "issue_token")},
    "access:revoke_token": Row(("access.revoke",)),
    "access:issue_own_token": Row(("access.own_token",)),
    "access:new_webhook": Row(("access.keep",)),
    **{f"access:{n}_webhook": Row(("access.webhook",)) for n in ("change", "pause", "test", "close")},
    "access:resume_webhook": Row(("access.webhook",), lambda values: Webhook.objects.update(state=WebhookState.PAUSED.value)),
    "access:resend": Row(("access.webhook",)),
    "applications:accept": Row(("applications.accept",), case(C.VALUATION)),
    "applications:answer": Row(("applications.write",), case(C.COMPLETION)),
    "applications:ask": Row(("applications.screen",), case(C.SCREENING)),
    "applications:check": Row(("applications.check",), case(C.VALUATION)),
    "applications:dismiss": Row(("applications.screen",), case(C.SCREENING)),
    "applications:invite": Row(("applications.invite",), case(C.DRAFT)),
    "applications:item_answers": Row(("applications.answer_items",), case(C.VALUATION)),
    "applications:move": Row(("applications.move",), case(C.VALUATION), ("case_move",)),
    "applications:new": Row(("applications.start",)),
    "applications:new_mapping": Row(("applications.keep_mapping",)),
    "applications:pass": Row(("applications.screen",), case(C.SCREENING)),
    "applications:replace_mapping": Row(("applications.keep_mapping",)),
    "applications:retire_mapping": Row(("applications.keep_mapping",)),
    "applications:settle": Row(("applications.settle",), claimed),
    "applications:sheet": Row(("applications.import",)),
    "applications:submit": Row(("applications.submit",), case(C.DRAFT)),
    "applications:withdraw": Row(("applications.withdraw",), case(C.SCREENING)),
    **{f"applications:{n}": WRITES for n in ("book", "cost_risk", "item", "rebase", "template", "tie", "ways", "write")},
    "benefits:change": Row(("benefits.baseline",)),
    "benefits:import": Row(("benefits.import_baselines",)),
    "benefits:measure": Row(("benefits.baseline",)),
    "benefits:new": Row(("benefits.baseline",)),
    "benefits:new_parameter": RECORDS,
    "changes:new": Row(("systems.announce",)),
    **{f"changes:{n}": Row(("systems.announce",), changes(NoticeState.DRAFT)) for n in ("announce", "write")},
    **{f"changes:{n}": Row(("systems.announce",), changes(NoticeState.ANNOUNCED)) for n in ("cancel", "move", "reply")},
    "changes:close": Row(("systems.announce",), changes(NoticeState.GOING_AHEAD)),
    "changes:go_ahead": Row(("systems.settle_change",), changes(NoticeState.ANNOUNCED)),
    **{f"changes:{n}": Row(("systems.answer",), changes(NoticeState.ANNOUNCED)) for n in ("answer", "ask")},
    **{f"flows:{n}": Row(("systems.flow",)) for n in ("change", "end", "new", "sheet")},
    "intake:answer": Row(("intake.answer",)),
    "intake:new": Row(("intake.write",)),
    "meetings:approve": Row(("meetings.approve",), unapproved),
    "meetings:circulate": Row(("meetings.circulate",)),
    "meetings:close_circulation": Row(("meetings.close_circulation",), gates=("circulation_waits",)),
    "meetings:correct": Row(("meetings.post",)),
    "meetings:dissent": Row(("meetings.dissent",)),
    "meetings:open": Row(("meetings.run",), meetings(M.CALLED), ("open_early",)),
    "meetings:plan": Row(("meetings.plan",)),
    "meetings:post": Row(("meetings.post",)),
    "meetings:post_meeting": Row(("meetings.post",), gates=("posted",)),
    "meetings:renew_feed": Row(("meetings.feed",)),
    "meetings:rules": Row(("meetings.rules",)),
    "meetings:settle": Row(("meetings.settle",)),
    "meetings:vote": Row(("meetings.vote",)),
    "meetings:withdraw": Row(("meetings.close_circulation",)),
    "meetings:write_item": Row(("meetings.write",)),
    **{f"meetings:{n}": Row(("meetings.run",)) for n in ("agenda", "attend", "call", "cancel", "close", "drop", "move", "point")},
    **{f"records:{n}": RECORDS for n in ("complete", "load_governing", "new_edition", "put_in_text", "repeal")},
    "portal:adopt": Row(("portal.adopt",)),
    "portal:choices": Row(("portal.choose",)),
    "portal:examine": Row(("records.examine",)),
    "portal:follow": Row(("portal.follow",)),
    "portal:remind": Row(("portal.remind",)),
    **{f"portal:{n}": Row(("portal.escalation",)) for n in ("end_escalation", "escalation", "new_escalation")},
    "portfolios:advise": Row(("portfolios.advise",), case(C.WEIGHING)),
    "portfolios:decide": Row(("portfolios.decide",), case(C.DECISION)),
    "portfolios:describe": Row(("portfolios.frame",)),
    "portfolios:new_special": Row(("portfolios.special",)),
    "portfolios:special": Row(("portfolios.special",), case(C.WEIGHING)),
    "portfolios:frame": Row(("portfolios.frame",)),
    "preparation:declare": Row(("preparation.declare",), case(C.PREPARATION)),
    "preparation:settle": Row(("preparation.settle",), case(C.PREPARATION)),
    "preparation:recommend": Row(("preparation.state",), case(C.PREPARATION), ("statement",)),
    **{f"preparation:{n}": Row(("preparation.state",), case(C.PREPARATION)) for n in ("send_back", "state")},
    "projects:accept_change": Row(("projects.accept_change",), change(H.BUSINESS)),
    "projects:decide_change": Row(("projects.decide_change",), change(H.OWNER)),
    "projects:decide_large_change": Row(("projects.decide_large_change",), change(H.DIRECTOR)),
    "projects:settle_change": Row(("projects.settle_change",), change(H.MONEY), ("money_open",)),
    "projects:withdraw_change": Row(("projects.withdraw_change",), change(H.OWNER)),
    "projects:propose_change": Row(("projects.propose_change",), project(P.RUNNING)),
    "projects:bring_in": Row(("projects.transfer",)),
    "projects:accept": Row(("projects.accept_closure",), project(P.CLOSING)),
    "projects:return": Row(("projects.accept_closure",), project(P.CLOSING)),
    "projects:cost_sheet": Row(("projects.costs",)),
    **{f"projects:{n}": Row(("projects.report",), project(P.RUNNING)) for n in ("deliver", "drop_delivery", "handover", "return_money")},
    **{f"projects:{n}": Row(("projects.accept_delivery",), project(P.RUNNING)) for n in ("accept_delivery", "running_cost")},
    "projects:write_lesson": Row(("projects.write_lesson",), project(P.RUNNING)),
    "projects:change_lesson": Row(("projects.write_lesson",)),
    "projects:use_lesson": Row(("projects.use_lesson",)),
    "projects:condition": Row(("projects.show_condition",), checks(K.OPEN)),
    **{f"projects:{n}": Row(("projects.confirm_condition",), checks(K.SHOWN)) for n in ("confirm", "lacking")},
    "projects:ask_money": Row(("projects.request_money",), project(P.RUNNING)),
    "projects:withdraw_request": Row(("projects.request_money",), fund_requests(Q.ASKED)),
    **{f"projects:{n}_request": Row(("projects.settle_request",), fund_requests(Q.ASKED)) for n in ("approve", "refuse")},
    **{f"projects:{n}_request": Row(("projects.settle_request",), fund_requests(Q.RESERVED)) for n in ("pay", "release")},
    "projects:repay_request": Row(("projects.settle_request",), fund_requests(Q.PAID)),
    "projects:ask_move": Row(("projects.request_money",), project(P.RUNNING)),
    "projects:withdraw_move": Row(("projects.request_money",), project(P.RUNNING)),
    "projects:give_back": Row(("projects.give_back",)),
    "projects:decide_move": Row(("projects.decide_move",)),
    "projects:step": Row(("projects.finish_step",)),
    **{f"projects:{n}": Row(("projects.effect",), project(P.CLOSED)) for n in ("effect", "effect_file", "hand_in_effect")},
    "projects:review_effect": Row(("projects.review_effect",), project(P.EFFECT_REPORTED)),
    **{f"projects:{n}": Row(("projects.report",), project(P.RUNNING)) for n in ("close", "part", "plan", "report")},
    **{f"access:{n}": Row(("access.keep",)) for n in ("read_metadata", "new_saml_provider", "reload_metadata")},
    "access:new_provider": Row(("access.keep",)),
    "access:change_provider": Row(("access.keep",)),
    "access:set_in_force": Row(("access.keep",)),
    "access:new_rule": Row(("access.keep",)),
    "access:change_rule": Row(("access.keep",)),
    "access:remove_rule": Row(("access.keep",)),
    "access:link": Row(("access.keep",)),
    "access:unlink": Row(("access.keep",)),
    "access:merge": Row(("access.keep",)),
    "access:remove": Row(("access.keep",)),
    "access:restore": Row(("access.keep",)),
    **{f"access:{n}": Row(("access.keep",)) for n in ("set_directory", "tie_department", "tie_group")},
    "records:absence": Row(("records.absence",)),
    "records:designate": Row(("records.designate",)),
    "records:end_appointment": Row(("records.appoint.director",)),
    "records:lapse": Row(("records.appoint.director",)),
    "records:examine": Row(("records.examine",)),
    "records:dispose": Row(("records.keep_register",)),
    "records:review": Row(("records.keep_register",)),
    "records:exempt": Row(("records.exempt",), exemption(E.DECISION)),
    "records:seek_exemption": Row(("records.seek_exemption",)),
    "records:appoint_reviewer": Row(("records.appoint_reviewer",), exemption(E.APPLIED)),
    "records:ask_applicant": Row(("records.review_exemption",), exemption(E.REVIEW)),
    "records:review_exemption": Row(("records.review_exemption",), exemption(E.REVIEW)),
    "records:answer_exemption": Row(("records.answer_exemption",), exemption(E.COMPLETION)),
    "records:withdraw_exemption": Row(("records.answer_exemption",), exemption(E.APPLIED)),
    "records:lapse_exemption": Row(("records.answer_exemption",), exemption(E.GRANTED)),
    "records:record_exemption": Row(("records.record_exemption",), exemption(E.DECISION)),
    "records:revoke_exemption": Row(("records.exempt",), exemption(E.GRANTED)),
    "records:new_appointment": Row(("records.appoint_any",)),
    "records:renew": Row(("records.appoint_any",)),
    **{
        f"records:{n}": RECORDS
        for n in (
            "adopt", "bodies_sheet", "confirm_sheet", "correct_body", "correct_change", "end_body", "merge_bodies", "move_body", "new_body",
            "new_delegation", "new_plan", "new_report", "rename_body", "settings", "withdraw_change", "withdraw_end",
        )
    },
    "portal:ask_extract_for": Row(("portal.extract",)),
    "access:let_in": RECORDS,
    "access:invite": RECORDS,
    **{f"access:{n}": Row(("access.keep",)) for n in ("end_all", "new_demand", "end_demand")},
    "access:take_off_factors": Row(("access.keep",), lambda values: key_of(Person.objects.get(username="applicant"))),
    "scorecard:begin": Row(("scorecard.begin",)),
    "scorecard:comment": Row(("scorecard.write",)),
    "scorecard:propose": Row(("scorecard.propose",)),
    "scorecard:take_back": Row(("scorecard.take_back",), handed_over),
    "scorecard:approve": Row(("scorecard.decide",), handed_over),
    "support:answer": Row(("intake.answer_support",), support(U.TAKEN)),
    "support:ask": Row(("intake.ask",)),
    "support:follow": Row(("intake.follow",), support(U.ANSWERED)),
    "support:give": Row(("intake.coaches",)),
    "support:hand_over": Row(("intake.hand_over",)),
    "support:promise": Row(("intake.coaches",)),
    "support:subjects": Row(("intake.coaches",)),
    "support:take": Row(("intake.take",)),
    "support:withdraw": Row(("intake.withdraw_support",)),
    "rulesets:start": Row(("rulesets.start",)),
    **{f"rulesets:{n}": Row(("rulesets.read", "rulesets.write")) for n in ("add", "line", "new", "rebase", "remove")},
    **{f"rulesets:{n}": Row(("rulesets.read", f"rulesets.{n}")) for n in ("decide", "drop", "propose", "send_back", "try")},
    "systems:attest": Row(("systems.attest",)),
    "systems:import": Row(("systems.import",)),
    **{f"systems:{n}": Row(("systems.information",)) for n in ("change_information", "end_information", "new_concept_model", "new_information", "new_version")},
    **{f"systems:{n}_capability": Row(("systems.capabilities",)) for n in ("change", "new", "retire")},
    "systems:answer_principles": Row(("systems.answer_principles",)),
    "systems:drop_holding": Row(("systems.change",)),
    "systems:hold_information": Row(("systems.change",)),
    "systems:model": Row(("systems.import",)),
    "systems:new": Row(("systems.register",)),
    "systems:new_solution": RECORDS,
    "systems:change_solution": RECORDS,
    "systems:retire": Row(("systems.retire",)),
    **{f"systems:{n}": Row(("systems.change",)) for n in ("change", "new_document", "remove_document")},
    "valuation:appoint": Row(("valuation.appoint",), case(C.VALUATION)),
    "valuation:appoint_second": Row(("valuation.appoint_second",), case(C.VALUATION)),
    "valuation:sign": Row(("valuation.value",), case(C.VALUATION)),
    "valuation:value": Row(("valuation.value",), case(C.VALUATION)),
    **{f"weighing:{n}": Row(("weighing.prepare",), rounds(R.PREPARED)) for n in ("add_criterion", "ask_weights", "criterion")},
    **{f"weighing:{n}": Row(("weighing.limit",), rounds(R.PREPARED)) for n in ("change_limit", "drop_limit", "limit")},
    "weighing:advise": Row(("weighing.advise",), rounds(R.OPEN), ("answer",)),
    "weighing:back": Row(("weighing.open",), rounds(R.WEIGHTS)),
    "weighing:decide": Row(("weighing.decide",), rounds(R.ADVISED)),
    "weighing:open": Row(("weighing.open",), rounds(R.WEIGHTS)),
    "weighing:reopen": Row(("weighing.reopen",), rounds(R.ADVISED)),
    "weighing:start": Row(("weighing.start",)),
    "weighing:weigh_in": Row(("weighing.weigh",), rounds(R.WEIGHTS)),
}  # fmt: skip
ELSEWHERE = {
    "access:rotate_secret": "its answer is the secret itself, shown once: tried beside the webhooks",
    "access:revoke_own_token": "one's own token: nobody else finds it",
    "portal:ask_extract": "one's own: anybody may ask",
    "access:end_session": "one's own sessions: nobody else has anything to do with them",
    "access:end_others": "one's own sessions: nobody else has anything to do with them",
    "access:invitation": "open to whoever has the link: tried beside the invitations",
    "access:forgotten": "open to anybody: tells nobody whether a name is somebody's",
    "applications:answer_settlement": "for the parties of a clash between two cases: tried beside the applications",
    "applications:book_look": "shows what a workbook says before it is taken in: the workbook has to be sent first",
    "applications:sheet_look": "shows what a sheet says before it is taken in: the sheet has to be sent first",
    "systems:import_look": "shows what a sheet says before it is taken in: the sheet has to be sent first",
    "systems:model_look": "shows what a model says before it is taken in: the model has to be sent first",
    "systems:name_master": "for the owner of the information, or who records what the board has decided: tried beside information",
    "applications:copy": "asks first which case to copy from, and is judged on that one",
    "changes:renew_feed": "one's own calendar: nobody else has anything to do with it",
    "flows:sheet_look": "shows what a sheet says before it is taken in: the sheet has to be sent first",
    "meetings:renew_own": "one's own calendar: nobody else has anything to do with it",
    "portal:accessibility": "open to anybody, logged in or not",
    "portfolios:release": "needs what has to hold for the money to be free: tried beside the special decisions",
    "portfolios:advise_many": "about those proposals that were marked, each by the right to advise",
    "portal:answer_report": "needs a report of a shortcoming: tried beside the portal",
    "portal:leave": "for those who follow the case, and nobody else",
    "projects:cost_look": "shows what a file says before it is taken in: the file has to be sent first",
    "projects:bring_in_look": "shows what a sheet says before it is taken in: the sheet has to be sent first",
    "projects:open": "needs a grant without a project: tried beside the projects",
    "projects:see": "needs a deviation that has been reported: tried beside the projects",
    "records:new_document": "for who records, and for whoever may decide guidelines: tried beside the governing documents",
    "records:part_of_body": "needs a body that ends: tried beside the organisation",
    "records:withdraw_part": "needs a body that ends: tried beside the organisation",
}


def test_every_page_of_an_act_has_its_row() -> None:
    assert sorted(ACTS) == sorted({*ROWS, *ELSEWHERE})
    assert [n for row in ROWS.values() for n in row.rights if n not in RIGHTS] == []


@dataclass(frozen=True)
class World:
    """A city in which everything that the addresses name is there, and somebody in every situation, logged in."""

    city: City_
    values: Values
    people: dict[tuple[Role | None, str, bool], Person]
    clients: dict[int, Client]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        city = make_city()
        values, people, clients = samples(city, "effect"), {}, {}
        cases = list(Application.objects.all())
        for number, (role, term) in enumerate(SITUATIONS):
            for conflict in (False, True) if term == IN and role else (False,):
                person = people[role, term, conflict] = serving(city, f"p{number}-{conflict}", role, term)
                stand(person, *cases, conflict=conflict, on=city.on.date())
                clients[person.pk] = Client(headers=SV)
                clients[person.pk].force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        yield World(city, values, people, clients)
        transaction.set_rollback(True)


def told(answer: Any, verdict: Verdict) -> bool:
    """Whether a page says each reason, what mends it and where the rule stands."""
    html = answer.content.decode()
    return all(escape(said(f)) in html and escape(mend(f)) in html and sourced(f.source) in html for f in verdict.blocking)


def asked(world: World, name: str) -> Iterator[tuple[Any, Person, bool]]:
    """Who is tried at an address, and whether the table lets them in: all roles in term, those of the right out of term and in conflict."""
    ones = [RIGHTS[n] for n in ROWS[name].rights]
    own = {r for one in ones for r in one.roles}
    for (role, term, conflict), person in world.people.items():
        if (term == IN and not conflict) or (role in own and (term != IN or any(one.barred for one in ones))):
            wanted = all(expected(one, role, term, set(), conflict) for one in ones)
            yield (str(role), term, conflict), person, wanted


def faults_at(row: Row, url: str, client: Client, wanted: bool, refusals: set[str]) -> list[Any]:
    """What is wrong with how a page answers one person; `refusals` gathers the rules by which people are turned away."""
    page = client.get(url)
    if page.status_code in (403, 404):
        with transaction.atomic():
            sent = client.post(url, {})
            transaction.set_rollback(True)
        return [("shut", page.status_code)] if wanted else [] if sent.status_code in (403, 404) else [("post", sent.status_code)]
    verdict = page.context["verdict"]
    let_in = not [f for f in verdict.blocking if f.rule not in row.gates]
    refusals |= set() if wanted else {f.rule for f in verdict.blocking} - {*row.gates}
    found: list[Any] = [] if let_in is wanted else [("get", let_in, [f.rule for f in verdict.blocking])]
    if not told(page, verdict):
        found.append(("get: words", [f.rule for f in verdict.blocking]))
    with transaction.atomic():
        sent = client.post(url, {})
        if not wanted and not (sent.status_code == 409 and sent.context["verdict"].blocking and told(sent, sent.context["verdict"])):
            found.append(("post", sent.status_code))
        shown_once = sent.status_code == 200 and sent.get("Cache-Control") == "no-store"  # done, and its answer is the secret
        if (
            wanted
            and not shown_once
            and (sent.status_code not in (302, 409, 422) or (sent.status_code == 409 and _turned_away(sent, refusals)))
        ):
            found.append(("post", sent.status_code, [f.rule for f in sent.context["verdict"].blocking]))
        transaction.set_rollback(True)
    return found


def _turned_away(sent: Any, refusals: set[str]) -> bool:
    return bool({f.rule for f in sent.context["verdict"].blocking} & refusals)


@pytest.mark.parametrize("name", sorted(ROWS))
def test_page_of_an_act_answers_every_role_as_the_table_says(world: World, name: str) -> None:
    route, row, refusals = ACTS[name], ROWS[name], set[str]()
    values = {**world.values}
    with transaction.atomic():
        row.ready(values)
        url = route.url(values)
        people = sorted(asked(world, name), key=lambda one: one[2])  # those who are refused first
        faults = [(who, f) for who, person, wanted in people for f in faults_at(row, url, world.clients[person.pk], wanted, refusals)]
        transaction.set_rollback(True)
    assert faults == [], "\n".join(map(str, faults))
    assert len(people) >= len(Role) + 1
