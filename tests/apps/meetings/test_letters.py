"""Letters about circulations and minutes: at once, in the morning or not at all, as each has chosen; never what a case is about."""

from datetime import date, timedelta

import pytest

from nytta.city.organisation.models import Person
from nytta.governance.meetings import commands
from nytta.governance.meetings.models import Circulation
from nytta.governance.meetings.terms import Outcome
from nytta.governance.preparation import commands as preparation
from nytta.governance.preparation.terms import ConflictGround
from nytta.kit.models import Notice
from nytta.kit.work import desk
from nytta.portal.commands import choose_moves
from nytta.portal.terms import Moves
from tests.apps.meetings.rooms import approve, called, closed, council, fresh, opened, planned, settled, three
from tests.apps.meetings.test_circulation import answer, sent
from tests.factories.city import City_, make_case

pytestmark = pytest.mark.django_db


def chose(city: City_, *who: tuple[Person, Moves]) -> None:
    for person, pace in who:
        choose_moves(moves=pace, by=person, on=city.on)


def letters(to: Person) -> list[str]:
    return list(Notice.objects.filter(to=to.email).order_by("pk").values_list("subject", flat=True))


@pytest.mark.requirement("F11")
def test_a_circulation_is_told_as_each_has_chosen_when_it_opens_and_when_it_ends(city: City_) -> None:
    case, (one, two, three_) = make_case(city, "weighing"), council(city)
    chose(city, (one, Moves.AT_ONCE), (two, Moves.DAILY), (three_, Moves.NONE))
    circulation = sent(city, case)
    first = f"Cirkulation: svara senast {circulation.closes_on}"
    assert [letters(p) for p in (one, two, three_)] == [[first], [], []]
    assert [w.what for w in desk(two, city.on.date()) if w.code == circulation.code] == ["Svara i cirkulation"]
    for person in (one, two, three_):
        answer(city, circulation, person)
    ended = f"Cirkulationen {circulation.code} är avslutad"
    assert [letters(p) for p in (one, two, three_)] == [[first, ended], [], []]
    assert Circulation.objects.get().state == "decided"
    for _ in range(2):
        commands.tell_ended(by=None, on=city.on + timedelta(hours=12))
    assert [letters(p) for p in (one, two, three_)] == [[first, ended], ["Cirkulationer som har avslutats"], []]
    commands.tell_ended(by=None, on=city.on + timedelta(days=2))
    assert len(letters(two)) == 1
    assert [n.body for n in Notice.objects.all() if case.title in n.body or case.title in n.subject] == []


@pytest.mark.requirement("F10")
def test_who_has_a_conflict_of_interest_is_told_nothing_and_withdrawal_is_told(city: City_) -> None:
    case, (one, two, _three) = make_case(city, "weighing"), council(city)
    chose(city, (one, Moves.AT_ONCE), (two, Moves.AT_ONCE))
    preparation.declare_conflict(application=case, ground=ConflictGround.OTHER, by=two, on=city.on)
    circulation = sent(city, case)
    commands.withdraw_circulation(circulation=circulation, reason="Mötet hinner före.", by=city.people["project_office"], on=city.on)
    assert [letters(p) for p in (one, two)] == [
        [f"Cirkulation: svara senast {date(2026, 3, 9)}", f"Cirkulationen {circulation.code} är återtagen"], []
    ]  # fmt: skip


@pytest.mark.requirement("U9")
def test_minutes_that_wait_are_told_and_told_again_when_the_text_has_changed(city: City_) -> None:
    people = three(city)
    chose(city, *((p, Moves.AT_ONCE) for p in people))
    meeting = opened(city, called(city, planned(city, points=["Tider"])), people)
    settled(city, meeting, 1, Outcome.DONE)
    meeting = closed(city, fresh(meeting))
    first, other = meeting.first_approver, meeting.second_approver
    assert first is not None
    assert other is not None
    day = meeting.starts_at.date()

    def told(to: Person) -> list[str]:
        return [s for s in letters(to) if s.startswith("Protokoll att justera")]

    def on_desk(of: Person) -> bool:
        return "Justera protokollet" in {w.what for w in desk(of, day)}

    wait = f"Protokoll att justera: {meeting.group.name} {day}"
    assert [told(p) for p in people] == [[wait] if p in (first, other) else [] for p in people]
    approve(city, meeting, first)
    assert (on_desk(first), on_desk(other)) == (False, True)
    for text in ("Tiderna bestämdes.", "Tiderna bestämdes för hösten."):
        commands.write(meeting=meeting, number=1, text=text, by=city.people["project_office"], on=city.on + timedelta(days=15))
    assert (told(first), told(other)) == ([wait, wait], [wait])
    assert on_desk(first) is True
    approve(city, fresh(meeting), first)
    assert on_desk(first) is False
