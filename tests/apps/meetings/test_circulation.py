"""A case sent round between meetings: each votes once, the last answer or the last day closes it, with one outcome."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from nytta.city.organisation.models import Person
from nytta.city.records.terms import Role
from nytta.governance.applications.models import Application
from nytta.governance.meetings import commands
from nytta.governance.meetings.models import Circulation, Group, Vote
from nytta.governance.meetings.queries.groups import group_at
from nytta.governance.meetings.terms import Outcome
from nytta.governance.portfolios.models import CouncilAdvice
from nytta.governance.preparation import commands as preparation
from nytta.governance.preparation.queries import signed_statement
from nytta.governance.preparation.terms import ConflictGround
from tests.apps.meetings.rooms import council, free_of_conflict, seat, three
from tests.apps.meetings.test_meeting import rule
from tests.factories.city import City_, make_case, rule_set

pytestmark = pytest.mark.django_db
GROUND = next(g["sv"] for g in rule_set()["conflict_ground"] if g["code"] == "own_benefit")


def group(city: City_, code: str = "utvecklingsradet") -> Group:
    found = group_at(code, city.on.date())
    assert found is not None
    return found


def sent(
    city: City_, case: Application, code: str = "utvecklingsradet", proposed: Outcome = Outcome.FUND, by: str = "project_office"
) -> Circulation:
    return commands.start_circulation(
        group=group(city, code), case=case.code, proposed=proposed, reasons="Mest nytta för pengarna.", closes_on=date(2026, 3, 9),
        by=city.people[by], on=city.on,
    )  # fmt: skip


def answer(city: City_, one: Circulation, person: Person, outcome: Outcome = Outcome.FUND, text: str = "", days: int = 0) -> Vote:
    return commands.vote(circulation=one, outcome=outcome, text=text, by=person, on=city.on + timedelta(days=days))


@pytest.mark.requirement("F11")
def test_advice_is_given_when_the_last_has_answered(city: City_) -> None:
    case, people = make_case(city, "weighing"), council(city)
    one = sent(city, case)
    for person in people[:2]:
        answer(city, one, person)
    assert CouncilAdvice.objects.count() == 0
    answer(city, one, people[2], Outcome.WAIT, "Tiden räcker inte.")
    one.refresh_from_db()
    case.refresh_from_db()
    advice = CouncilAdvice.objects.get()
    assert (one.state, one.outcome, case.state) == ("decided", "fund", "decision")
    assert (advice.advice, advice.reasons, advice.by) == ("fund", "Mest nytta för pengarna.", people[0])
    assert rule(lambda: answer(city, one, people[0])) == "flow.circulation.vote"


@pytest.mark.requirement("F10")
def test_a_preparation_group_gives_its_statement_and_each_has_said_of_conflict_first(city: City_) -> None:
    case, people = make_case(city, "preparation"), three(city)
    one = sent(city, case, "beredning-p1", Outcome.OPPOSE)
    assert rule(lambda: answer(city, one, people[0], Outcome.OPPOSE)) == "conflict_declared"
    free_of_conflict(case, people, city.on)
    for person in people:
        answer(city, one, person, Outcome.OPPOSE)
    statement = signed_statement(case)
    assert statement is not None and statement.recommendation == "oppose"
    assert Application.objects.get(pk=case.pk).state == "weighing"


@pytest.mark.requirement("F10")
def test_who_is_in_conflict_is_not_asked_and_the_rest_are_enough(city: City_) -> None:
    case, people = make_case(city, "weighing"), council(city)
    one = sent(city, case)
    preparation.declare_conflict(application=case, ground=ConflictGround.OWN_BENEFIT, by=people[2], on=city.on)
    assert rule(lambda: answer(city, one, people[2])) == "conflict"
    for person in people[:2]:
        answer(city, one, person)
    one.refresh_from_db()
    assert (one.state, one.in_conflict) == ("decided", [["Head1", GROUND]])


@pytest.mark.requirement("F10", "F11")
def test_nobody_decides_alone_where_the_rest_have_a_conflict_until_a_substitute_answers(city: City_) -> None:
    case, people = make_case(city, "weighing"), council(city)
    one = sent(city, case)
    for person in people[1:]:
        preparation.declare_conflict(application=case, ground=ConflictGround.OTHER, by=person, on=city.on)
    answer(city, one, people[0])
    one.refresh_from_db()
    assert (one.state, CouncilAdvice.objects.count()) == ("open", 0)
    office, after = city.people["project_office"], city.on + timedelta(days=8)
    assert rule(lambda: commands.close_circulation(circulation=one, by=office, on=city.on)) == "circulation_few"
    assert rule(lambda: commands.close_circulation(circulation=one, by=office, on=after)) == "circulation_few"
    answer(city, one, seat(city, "spare", Role.DEVELOPMENT_COUNCIL, portfolio="", substitute=True))
    one.refresh_from_db()
    assert (one.state, one.outcome, CouncilAdvice.objects.count()) == ("decided", "fund", 1)


def test_a_vote_can_be_changed_until_it_is_closed_and_each_counts_once(city: City_) -> None:
    case, people = make_case(city, "weighing"), council(city)
    one = sent(city, case)
    assert rule(lambda: answer(city, one, people[0], Outcome.REFUSE)) == "vote_reasons"
    answer(city, one, people[0], Outcome.REFUSE, "För dyrt.")
    answer(city, one, people[0], Outcome.FUND)
    answer(city, one, people[1], Outcome.REFUSE, "För dyrt.")
    assert [(v.edition, v.outcome) for v in Vote.objects.filter(person=people[0])] == [(1, "refuse"), (2, "fund")]
    answer(city, one, people[2], Outcome.REFUSE, "Vänta ett år.")
    one.refresh_from_db()
    assert (one.outcome, CouncilAdvice.objects.get().reasons) == ("refuse", "För dyrt.\n\nVänta ett år.")


@pytest.mark.requirement("F11")
def test_it_closes_after_its_last_day_when_enough_have_answered(city: City_) -> None:
    case, people = make_case(city, "weighing"), council(city, 4)
    one, office = sent(city, case), city.people["project_office"]
    for person in people[:2]:
        answer(city, one, person)
    after = city.on + timedelta(days=8)
    assert rule(lambda: commands.close_circulation(circulation=one, by=office, on=city.on)) == "circulation_waits"
    assert rule(lambda: commands.close_circulation(circulation=one, by=office, on=after)) == "circulation_quorum"
    assert commands.close_due(by=None, on=after) == 0
    answer(city, one, people[2], days=7)
    assert commands.close_due(by=None, on=city.on + timedelta(days=7)) == 0
    assert commands.close_due(by=None, on=after) == 1
    assert Circulation.objects.get(pk=one.pk).outcome == "fund"
    assert commands.close_due(by=None, on=after) == 0 and CouncilAdvice.objects.count() == 1


def test_equal_votes_without_a_chair_give_no_outcome_and_with_one_the_chairs(city: City_) -> None:
    case, people = make_case(city, "weighing"), council(city, 2)
    one = sent(city, case)
    answer(city, one, people[0])
    answer(city, one, people[1], Outcome.WAIT, "Nästa år.")
    one.refresh_from_db()
    assert (one.state, one.outcome, CouncilAdvice.objects.count()) == ("undecided", "", 0)
    prepared = make_case(city, "preparation", title="Två")
    chair = seat(city, "chair", portfolio="P1", chair=True)
    two = sent(city, prepared, "beredning-p1", Outcome.SUPPORT)
    free_of_conflict(prepared, [chair, city.people["group_1"]], city.on)
    answer(city, two, city.people["group_1"], Outcome.SUPPORT)
    answer(city, two, chair, Outcome.OPPOSE, "Kalkylen håller inte.")
    two.refresh_from_db()
    assert (two.state, two.outcome) == ("decided", "oppose")


@pytest.mark.requirement("F10", "F11")
def test_a_committee_or_the_board_never_circulates_and_a_group_only_by_its_rules(city: City_) -> None:
    case = make_case(city, "weighing")
    for code in ("organ-kommunstyrelsen", "organ-socialnamnden", "organ-kommunfullmaktige"):
        assert rule(lambda code=code: sent(city, case, code)) == "circulation_statutory"
    values = {"may_circulate": False, "ground": "Direktörens beslut 3"}
    commands.set_rules(group=group(city), values=values, by=city.people["director"], on=city.on)
    assert rule(lambda: sent(city, case)) == "circulation_rules"
    assert Circulation.objects.count() == 0


def test_only_one_circulation_of_a_case_at_a_time_and_only_of_what_waits(city: City_) -> None:
    case = make_case(city, "weighing")
    council(city)
    one = sent(city, case)
    assert rule(lambda: sent(city, case)) == "circulation_once"
    commands.withdraw_circulation(circulation=one, reason="Möte i morgon", by=city.people["project_office"], on=city.on)
    assert sent(city, case).state == "open"
    draft = make_case(city, "draft", title="Utkast")
    assert rule(lambda: sent(city, draft)) == "circulation_case"
    assert rule(lambda: sent(city, case, by="applicant")) == "group"


def test_a_vote_is_kept_where_a_gate_stops_the_statement(city: City_) -> None:
    case, people = make_case(city, "preparation"), three(city)
    free_of_conflict(case, people, city.on)
    one = sent(city, case, "beredning-p1", Outcome.SUPPORT)
    Application.objects.filter(pk=case.pk).update(change_plan="", benefit_plan="", personal_data="", owner_body=None)
    case.calculation.trusted = "claimed"
    case.calculation.save()
    for person in people:
        answer(city, one, person, Outcome.SUPPORT)
    one.refresh_from_db()
    assert (one.state, Vote.objects.count()) == ("open", 3)
    assert one.hinder != ""
    assert signed_statement(case) is None


@pytest.mark.both
def test_votes_cannot_be_changed_in_the_database(city: City_) -> None:
    case, people = make_case(city, "weighing"), council(city)
    answer(city, sent(city, case), people[0])
    for statement in ("UPDATE meetings_vote SET outcome = 'refuse'", "DELETE FROM meetings_vote"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Vote.objects.get().outcome == "fund"


def test_whoever_sends_round_is_told_when_nothing_waits_on_the_group(city: City_, client: Client) -> None:
    three(city)
    client.force_login(city.people["project_office"], backend="django.contrib.auth.backends.ModelBackend")
    address, none = reverse("meetings:circulate", args=["beredning-p1"]), "Inget ärende väntar på gruppen"
    assert none in client.get(address, headers={"accept-language": "sv"}).content.decode()
    make_case(city, "preparation")
    assert none not in client.get(address, headers={"accept-language": "sv"}).content.decode()
