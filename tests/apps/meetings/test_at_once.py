"""Several at once: twenty votes and decisions on one case give one decision and lose no vote. On SQLite and PostgreSQL."""

from datetime import date

import pytest

from nytta.governance.applications.models import Application
from nytta.governance.meetings import commands
from nytta.governance.meetings.models import Approval, Circulation, EarlierText, Minutes, Vote
from nytta.governance.meetings.queries.groups import group_at
from nytta.governance.meetings.terms import Outcome
from nytta.governance.portfolios import commands as portfolios
from nytta.governance.portfolios.models import CouncilAdvice, Grant
from nytta.governance.portfolios.terms import Advice
from nytta.kit.proof import faults
from nytta.plain.verdicts import Refused
from tests.apps.meetings.rooms import approve, called, closed, council, free_of_conflict, fresh, item, opened, planned, settled, three
from tests.at_once import at_once
from tests.factories.city import City_, accept_all, grant, make_case

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]


@pytest.mark.requirement("F10", "F11")
def test_twenty_votes_and_decisions_at_once_give_one_decision_and_lose_no_vote(transactional_city: City_) -> None:
    city = transactional_city
    case, people = make_case(city, "weighing"), council(city, 20)
    accept_all(city, case)
    group = group_at("utvecklingsradet", city.on.date())
    assert group is not None
    one = commands.start_circulation(
        group=group, case=case.code, proposed=Outcome.FUND, reasons="Mest nytta.", closes_on=date(2026, 3, 9), by=city.people["project_office"],
        on=city.on,
    )  # fmt: skip
    acts = [lambda p=p: commands.vote(circulation=one, outcome=Outcome.FUND, text="", by=p, on=city.on) for p in people]
    acts += [lambda: commands.close_circulation(circulation=one, by=city.people["project_office"], on=city.on)] * 3
    acts += [lambda: grant(city, Application.objects.get(pk=case.pk))] * 3
    given = at_once(acts)
    votes = [g for g in given[:20] if isinstance(g, Vote)]
    assert len(votes) == 20 == Vote.objects.filter(circulation=one).values("person").distinct().count()
    assert CouncilAdvice.objects.filter(application=case).count() == 1
    assert Circulation.objects.get(pk=one.pk).state == "decided"
    granted = [g for g in given[23:] if isinstance(g, Grant)]
    assert len(granted) == Grant.objects.count() <= 1
    if not granted:
        grant(city, Application.objects.get(pk=case.pk))
    assert (Grant.objects.count(), Application.objects.get(pk=case.pk).state) == (1, "granted")


@pytest.mark.requirement("F11")
def test_advice_by_circulation_and_by_one_member_at_once_both_stand_and_the_case_goes_on_once(transactional_city: City_) -> None:
    city = transactional_city
    case, people = make_case(city, "weighing"), council(city, 2)
    group = group_at("utvecklingsradet", city.on.date())
    assert group is not None
    one = commands.start_circulation(
        group=group, case=case.code, proposed=Outcome.FUND, reasons="Mest nytta.", closes_on=date(2026, 3, 9), by=people[0], on=city.on
    )
    commands.vote(circulation=one, outcome=Outcome.FUND, text="", by=people[0], on=city.on)
    given = at_once([
        lambda: commands.vote(circulation=one, outcome=Outcome.FUND, text="", by=people[1], on=city.on),
        lambda: portfolios.advise(application=case, year=2026, advice=Advice.WAIT, reasons="Sen.", by=people[0], on=city.on),
    ])  # fmt: skip
    assert not [g for g in given if isinstance(g, Refused) or g is None]
    assert CouncilAdvice.objects.count() == 2
    assert Application.objects.get(pk=case.pk).passages.filter(state="decision").count() in (1, 2)


@pytest.mark.requirement("F10")
def test_the_same_outcome_recorded_at_once_is_recorded_once(transactional_city: City_) -> None:
    city = transactional_city
    case, people = make_case(city, "preparation"), three(city)
    free_of_conflict(case, people, city.on)
    meeting = opened(city, called(city, planned(city, cases=[case])), people)
    given = at_once(
        [lambda p=p: commands.settle(item=item(meeting), outcome=Outcome.SUPPORT, reasons="Ja.", by=p, on=city.on) for p in people]
    )
    assert sorted(isinstance(g, Refused) for g in given) == [False, True, True]
    assert Application.objects.get(pk=case.pk).state == "weighing"


@pytest.mark.requirement("U9")
def test_two_approvals_at_once_lock_once_and_writers_at_once_lose_nothing(transactional_city: City_) -> None:
    city = transactional_city
    people = three(city)
    meeting = opened(city, called(city, planned(city, points=["Ett", "Två"])), people)
    at_once([
        lambda p=p, n=n: commands.write(meeting=meeting, number=n, text=f"{p} om {n}", by=p, on=city.on) for p in people for n in (1, 2)
    ])  # fmt: skip
    for number in (1, 2):
        kept = {item(meeting, number).minutes, *EarlierText.objects.filter(meeting=meeting, number=number).values_list("text", flat=True)}
        assert kept == {f"{p} om {number}" for p in people}
        commands.write(meeting=meeting, number=number, text="Som det blev.", by=city.people["project_office"], on=city.on)
        settled(city, meeting, number, Outcome.DONE)
    meeting = closed(city, fresh(meeting))
    first, second = fresh(meeting).first_approver, fresh(meeting).second_approver
    assert first is not None and second is not None
    at_once([lambda: approve(city, fresh(meeting), first), lambda: approve(city, fresh(meeting), second)])
    for person in (first, second):  # the one who came last may have been told to read again
        if fresh(meeting).approved_at is None:
            approve(city, fresh(meeting), person)
    assert (Minutes.objects.count(), Approval.objects.count(), list(faults(Minutes))) == (1, 2, [])
