"""Groups with several members, and meetings as far along as a test wants; all by the commands of the pages."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from nytta.city.organisation.models import Person
from nytta.city.records import commands as records
from nytta.city.records.terms import Role
from nytta.governance.applications.models import Application
from nytta.governance.meetings import commands
from nytta.governance.meetings.documents.minutes import minutes_pdf
from nytta.governance.meetings.documents.papers import papers_for
from nytta.governance.meetings.models import Item, Meeting
from nytta.governance.meetings.queries.groups import group_at
from nytta.governance.meetings.queries.meetings import approvals_of, attending, items_of
from nytta.governance.meetings.queries.minutes import content_of, mark_of
from nytta.governance.meetings.terms import Outcome, Part, ReviewNote
from nytta.governance.preparation import commands as preparation
from nytta.governance.preparation.terms import ConflictGround
from tests.factories.city import START, City_, make_case, make_person


def seat(city: City_, name: str, role: Role = Role.PREPARATION_GROUP, portfolio: str = "P1", **how: Any) -> Person:
    """One more person with a seat in a group."""
    person = make_person(name, city.bodies["socialnamnden"], title="utvecklare")
    if role is Role.DEVELOPMENT_COUNCIL:
        how.setdefault("position_reason", "Prov av mötena")
    records.appoint(
        person=person, role=role, valid_from=START, valid_until=None, mandate="Beslut 2", portfolio=portfolio, by=city.people["registrar"],
        on=city.on, **how,
    )  # fmt: skip
    city.people[name] = person
    return person


def three(city: City_) -> list[Person]:
    """The preparation group of P1 with three members: the city's own, anna and bo."""
    return [city.people["group_1"], seat(city, "anna"), seat(city, "bo")]


def council(city: City_, number: int = 3) -> list[Person]:
    """The development council with a number of members."""
    more = [seat(city, f"head{n}", Role.DEVELOPMENT_COUNCIL, portfolio="") for n in range(number - 1)]
    return [city.people["council_member"], *more]


def free_of_conflict(case: Application, people: Sequence[Person], on: datetime) -> None:
    """Everybody says that there is no conflict of interest."""
    for person in people:
        preparation.declare_conflict(application=case, ground=ConflictGround.NONE, by=person, on=on)


def planned(city: City_, code: str = "beredning-p1", cases: Sequence[Application] = (), points: Sequence[str] = ()) -> Meeting:
    """A planned meeting with an agenda."""
    group = group_at(code, city.on.date())
    assert group is not None
    office, start = city.people["project_office"], city.on + timedelta(days=14)
    meeting = commands.plan(
        group=group, starts_at=start, ends_at=start + timedelta(hours=2), place="Stadshuset", secretary=office, by=office, on=city.on
    )
    if cases:
        commands.add_case(meeting=meeting, keys=[c.code for c in cases], by=office, on=city.on)
    for title in points:
        commands.add_point(meeting=meeting, title=title, text="", by=office, on=city.on)
    return meeting


def called(city: City_, meeting: Meeting) -> Meeting:
    """The meeting after its notice."""
    return commands.call(
        meeting=meeting, papers=papers_for(meeting, items_of(meeting), city.on), by=city.people["project_office"], on=city.on
    )


def opened(city: City_, meeting: Meeting, there: Sequence[Person], chair: Person | None = None) -> Meeting:
    """The meeting when it has been opened by those who are there."""
    keys = {p.pk for p in there} | {meeting.secretary_id}
    return commands.open_meeting(
        meeting=meeting, chair=chair or there[0], there=keys, by=city.people["project_office"], on=city.on + timedelta(days=14)
    )


def item(meeting: Meeting, number: int = 1) -> Item:
    """An item by its number."""
    return Item.objects.select_related("application", "meeting__group", "meeting__chair").get(meeting=meeting, number=number)


def settled(city: City_, meeting: Meeting, number: int, outcome: Outcome, reasons: str = "Nyttan är väl underbyggd.") -> Item:
    """An item with its outcome, recorded by the secretary."""
    return commands.settle(
        item=item(meeting, number), outcome=outcome, reasons=reasons, by=city.people["project_office"], on=city.on + timedelta(days=14)
    )


def closed(city: City_, meeting: Meeting) -> Meeting:
    """The meeting after its end; the first two members who were there approve."""
    members = [a.person for a in attending(meeting) if a.present and Part(a.part) is Part.MEMBER]
    lead = meeting.chair or members[0]
    other = next(p for p in members if p != lead)
    on = city.on + timedelta(days=14, hours=1)
    return commands.close_meeting(meeting=meeting, first=lead, second=other, by=city.people["project_office"], on=on)


def approve(city: City_, meeting: Meeting, person: Person) -> Meeting:
    """One approval of the minutes as they read now."""
    on = city.on + timedelta(days=15)
    content = content_of(meeting)
    pdf = minutes_pdf(content, mark=mark_of(content), approvals=approvals_of(meeting), by=person, on=on)
    return commands.approve(meeting=meeting, seen=mark_of(content), pdf=pdf, by=person, on=on)


def fresh(meeting: Meeting) -> Meeting:
    """The meeting read again."""
    return Meeting.objects.select_related("group", "chair", "secretary", "first_approver", "second_approver").get(pk=meeting.pk)


def approved(city: City_, meeting: Meeting) -> Meeting:
    """The meeting with approved minutes."""
    for person in (fresh(meeting).first_approver, fresh(meeting).second_approver):
        assert person is not None
        approve(city, fresh(meeting), person)
    return fresh(meeting)


def whole(city: City_, case: Application) -> Meeting:
    """A meeting of P1's group about one case, from plan to approved minutes."""
    people = three(city)
    free_of_conflict(case, people, city.on)
    meeting = opened(city, called(city, planned(city, cases=[case], points=["Höstens tider"])), people)
    settled(city, meeting, 1, Outcome.SUPPORT)
    settled(city, meeting, 2, Outcome.DONE, "Tiderna är bestämda.")
    commands.write(meeting=meeting, number=1, text="Gruppen gick igenom kalkylen.", by=city.people["project_office"], on=city.on)
    return approved(city, closed(city, fresh(meeting)))


def sample(city: City_) -> dict[str, Any]:
    """Values for the addresses of meetings: one that goes on about a case, one with approved minutes, a circulation, a posting, a calendar."""
    people, office, on = three(city), city.people["project_office"], city.on
    case = make_case(city, "preparation", title="Ett som gruppen bereder")
    approved_one = planned(city, points=["Tider"])
    current = planned(city, cases=[case], points=["Övrigt"])
    planned_one = planned(city, points=["Nästa gång"])
    for meeting in (approved_one, current):
        commands.call(meeting=meeting, papers=[], by=office, on=on)
        opened(city, meeting, people)
    settled(city, approved_one, 1, Outcome.DONE)
    closed(city, fresh(approved_one))
    for person in people[:2]:
        again = fresh(approved_one)
        commands.approve(meeting=again, seen=mark_of(content_of(again)), pdf=b"%PDF-1.7", by=person, on=on + timedelta(days=15))
    group = current.group
    circulation = commands.start_circulation(
        group=group, case=case.code, proposed=Outcome.SUPPORT, reasons="Bra.", closes_on=on.date() + timedelta(days=7), by=office, on=on
    )
    days = dict.fromkeys(("held_on", "approved_on", "posted_on"), on.date())
    posting = commands.post(
        group=group, meeting=fresh(approved_one), title="Protokoll", kept_at="Registraturen", note=ReviewNote.LEGALITY, **days,
        by=city.people["registrar"], on=on,
    )  # fmt: skip
    _feed, token = commands.renew_feed(group=group, by=office, on=on)
    rounds = {f"meetings:{name}.code": circulation.code for name in ("circulation", "vote", "close_circulation", "withdraw")}
    groups = {f"meetings:{name}.code": group.code for name in ("group", "rules", "renew_feed", "plan", "circulate")}
    done = {f"meetings:{name}.code": approved_one.code for name in ("public", "minutes_file", "post_meeting", "approve")}
    before = {f"meetings:{name}.code": planned_one.code for name in ("move", "agenda", "point", "call", "cancel", "open", "drop")}
    return {
        **rounds, **groups, **done, **before, "meetings.code": current.code, "meetings.number": 1, "token": token, "corrects": posting.pk,
        "meetings:bundle.kind": "pdf",
    }  # fmt: skip
