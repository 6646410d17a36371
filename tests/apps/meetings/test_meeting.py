"""A meeting from plan to approved minutes: papers frozen, quorum without those in conflict, minutes that cannot change."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from nytta.city.records.models import Seal
from nytta.city.records.queries import register_faults, untouched
from nytta.city.records.terms import Role
from nytta.governance.applications.commands import add_document
from nytta.governance.applications.models import Application, Writer
from nytta.governance.meetings import commands
from nytta.governance.meetings.documents.minutes import sections
from nytta.governance.meetings.documents.papers import papers_for
from nytta.governance.meetings.models import Approval, EarlierText, Item, Meeting, Minutes, Paper, Posting
from nytta.governance.meetings.queries.meetings import items_of
from nytta.governance.meetings.queries.minutes import content_of, mark_of
from nytta.governance.meetings.queries.papers import papers_of
from nytta.governance.meetings.queries.postings import posted
from nytta.governance.meetings.terms import MeetingState, Outcome, ReviewNote
from nytta.governance.preparation import commands as preparation
from nytta.governance.preparation.queries import signed_statement
from nytta.governance.preparation.terms import ConflictGround
from nytta.kit.models import Notice
from nytta.kit.proof import Fault
from nytta.plain.verdicts import Refused
from tests.apps.meetings.rooms import (
    approve,
    approved,
    called,
    closed,
    council,
    free_of_conflict,
    fresh,
    item,
    opened,
    planned,
    seat,
    settled,
    three,
    whole,
)
from tests.apps.records.registers import seal, sql
from tests.factories.city import City_, make_case, rule_set

pytestmark = pytest.mark.django_db
GROUND = next(g["sv"] for g in rule_set()["conflict_ground"] if g["code"] == "applicant")


def rule(act: Any) -> str:
    """The rule by which an act is refused."""
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.verdict.blocking[0].rule


@pytest.mark.requirement("F10")
def test_a_meeting_of_a_preparation_group_gives_the_statement_of_the_case(city: City_) -> None:
    case = make_case(city, "preparation")
    meeting = whole(city, case)
    case.refresh_from_db()
    statement = signed_statement(case)
    assert statement is not None
    assert (case.state, statement.recommendation, statement.text) == ("weighing", "support", "Nyttan är väl underbyggd.")
    assert statement.signed_by == city.people["group_1"]  # the secretary recorded it; who led the meeting signed
    assert meeting.state == MeetingState.APPROVED.value
    assert Item.objects.get(meeting=meeting, number=1).took_part == ["Anna", "Bo", "Group_1"]


@pytest.mark.requirement("F11")
def test_a_meeting_of_the_development_council_gives_its_advice(city: City_) -> None:
    case = make_case(city, "weighing")
    people = council(city)
    meeting = opened(city, called(city, planned(city, "utvecklingsradet", [case])), people, city.people["director"])
    settled(city, meeting, 1, Outcome.FUND)
    case.refresh_from_db()
    assert case.state == "decision"
    assert item(meeting).signed_by == city.people["council_member"]  # the director led, and is no member: advice is a member's


@pytest.mark.requirement("F10")
def test_papers_are_kept_as_they_were_sent_and_a_later_change_is_shown(city: City_) -> None:
    case = make_case(city, "preparation")
    three(city)
    office = city.people["project_office"]
    add_document(
        application=case, title="Bilaga", filename="../a.txt", content_type="text/plain", content=b"som det var", by=office, on=city.on
    )
    meeting = called(city, planned(city, cases=[case]))
    papers = list(Paper.objects.filter(meeting=meeting))
    assert [p.source.split("-")[0] for p in papers] == ["own", "application", "document"]
    assert all(hashlib.sha256(bytes(p.content)).hexdigest() == p.sha256 for p in papers)
    assert bytes(papers[2].content) == b"som det var"
    shown = papers_of(items_of(meeting), meeting.pk)[item(meeting).pk]
    assert [p.changed for p in shown.papers] == [False, False] and shown.new == 0
    add_document(application=case, title="Ny", filename="b.txt", content_type="text/plain", content=b"nytt", by=office, on=city.on)
    case.versions.model.objects.create(
        application=case,
        number=9,
        submitted_at=city.on,
        submitted_by=office,
        rule_set=case.versions.all()[0].rule_set,
        content={},
        sha256="9" * 64,
    )
    shown = papers_of(items_of(meeting), meeting.pk)[item(meeting).pk]
    assert [p.changed for p in shown.papers] == [True, False] and shown.new == 1
    assert Notice.objects.filter(key__startswith=f"meeting-{meeting.code}").count() == 4  # three members and the secretary


@pytest.mark.requirement("F10")
def test_who_is_in_conflict_is_not_counted_and_the_minutes_say_so(city: City_) -> None:
    case = make_case(city, "preparation")
    one, anna, bo = three(city)
    free_of_conflict(case, [one, anna], city.on)
    preparation.declare_conflict(application=case, ground=ConflictGround.APPLICANT, by=bo, on=city.on)
    meeting = opened(city, called(city, planned(city, cases=[case])), [one, anna, bo])
    assert rule(lambda: commands.settle(item=item(meeting), outcome=Outcome.SUPPORT, reasons="Ja.", by=bo, on=city.on)) == "conflict"
    settled(city, meeting, 1, Outcome.SUPPORT)
    kept = item(meeting)
    assert kept.took_part == ["Anna", "Group_1"]
    assert kept.in_conflict == [["Bo", GROUND]]
    assert content_of(fresh(meeting))["items"][0]["in_conflict"] == [["Bo", GROUND]]
    assert rule(lambda: commands.write(meeting=meeting, number=1, text="Jag", by=bo, on=city.on)) == "conflict"
    assert rule(lambda: commands.dissent(item=kept, text="Nej.", by=bo, on=city.on)) == "conflict"


@pytest.mark.requirement("U9", "F10")
def test_somebody_who_read_the_item_is_among_those_who_approve(city: City_) -> None:
    """Who is in conflict reads the item first when the minutes are approved: two such would approve what nobody has read."""
    case, people = make_case(city, "weighing"), council(city, 4)
    for person in people[:2]:
        preparation.declare_conflict(application=case, ground=ConflictGround.APPLICANT, by=person, on=city.on)
    spare = seat(city, "spare", Role.DEVELOPMENT_COUNCIL, portfolio="", substitute=True)
    meeting = opened(city, called(city, planned(city, "utvecklingsradet", cases=[case])), [*people, spare])
    settled(city, meeting, 1, Outcome.FUND)
    office, on = city.people["project_office"], city.on + timedelta(days=14, hours=1)
    close = {"meeting": fresh(meeting), "by": office, "on": on}
    assert rule(lambda: commands.close_meeting(first=people[0], second=people[1], **close)) == "approve_conflict"
    assert commands.close_meeting(first=people[0], second=people[2], **close).state == MeetingState.MINUTES.value


@pytest.mark.requirement("F10")
def test_who_has_a_proposed_conflict_left_to_settle_records_and_writes_nothing_of_the_case(city: City_) -> None:
    case = make_case(city, "preparation")
    one, anna, bo = three(city)
    free_of_conflict(case, [one, anna, bo], city.on)
    meeting = opened(city, called(city, planned(city, cases=[case], points=["Tider"])), [one, anna, bo])
    Writer.objects.create(application=case, person=bo)
    assert (
        rule(lambda: commands.settle(item=item(meeting), outcome=Outcome.SUPPORT, reasons="Ja.", by=bo, on=city.on)) == "conflict_proposed"
    )
    assert rule(lambda: commands.write(meeting=meeting, number=1, text="Jag", by=bo, on=city.on)) == "conflict_proposed"
    commands.write(meeting=meeting, number=2, text="Måndagar.", by=bo, on=city.on)
    preparation.declare_conflict(application=case, ground=ConflictGround.NONE, note="Jag rättade ett stavfel.", by=bo, on=city.on)
    commands.settle(item=item(meeting), outcome=Outcome.SUPPORT, reasons="Ja.", by=bo, on=city.on)
    assert item(meeting).took_part == ["Anna", "Bo", "Group_1"]


def test_an_address_kept_from_when_minutes_were_written_leads_to_the_approved_ones(city: City_, client: Client) -> None:
    meeting = whole(city, make_case(city, "preparation"))
    client.force_login(city.people["project_office"], backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(f"/sammantraden/{meeting.code}/skriv/")
    assert (answer.status_code, answer["Location"]) == (302, f"/sammantraden/{meeting.code}/publikt/")


def test_whoever_plans_a_meeting_can_choose_the_office_as_secretary(city: City_, client: Client) -> None:
    client.force_login(city.people["director"], backend="django.contrib.auth.backends.ModelBackend")
    url, office = "/sammantraden/grupper/utvecklingsradet/mote/", city.people["project_office"]
    assert [k for k, _ in client.get(url).context["form"].fields["secretary"].choices] == [
        str(city.people[name].pk) for name in ("director", "council_member", "project_office")
    ]
    when = {"day": "2026-03-16", "starts": "13:00", "ends": "15:00", "place": "Rum 4", "secretary": str(office.pk)}
    assert client.post(url, when).status_code == 302
    assert Meeting.objects.get().secretary == office


@pytest.mark.requirement("F10")
def test_without_a_quorum_an_item_can_only_be_postponed(city: City_) -> None:
    case = make_case(city, "preparation")
    one, anna, bo = three(city)
    free_of_conflict(case, [one], city.on)
    preparation.declare_conflict(application=case, ground=ConflictGround.OTHER, by=anna, on=city.on)
    meeting = opened(city, called(city, planned(city, cases=[case])), [one, anna])
    assert rule(lambda: settled(city, meeting, 1, Outcome.SUPPORT)) == "quorum"
    settled(city, meeting, 1, Outcome.POSTPONED)
    case.refresh_from_db()
    assert case.state == "preparation"
    free_of_conflict(case, [bo], city.on)
    commands.attend(meeting=meeting, there={one.pk, anna.pk, bo.pk}, by=city.people["project_office"], on=city.on)
    assert settled(city, meeting, 1, Outcome.OPPOSE).outcome == "oppose"  # a postponed item is taken up again
    assert rule(lambda: settled(city, meeting, 1, Outcome.SUPPORT)) == "settled"


@pytest.mark.requirement("F10")
def test_who_has_left_is_not_counted_and_a_substitute_takes_the_place_of_who_is_away(city: City_) -> None:
    case = make_case(city, "preparation")
    one, anna, bo = three(city)
    substitute = seat(city, "eva", substitute=True)
    free_of_conflict(case, [one, anna], city.on)
    meeting = opened(city, called(city, planned(city, cases=[case])), [one, anna, substitute])
    row = meeting.attendances.get(person=substitute)
    assert (row.present, row.stands_for) == (True, bo)
    commands.attend(meeting=meeting, there={one.pk}, by=city.people["project_office"], on=city.on + timedelta(days=14, minutes=30))
    assert meeting.attendances.get(person=anna).left_at is not None
    assert rule(lambda: settled(city, meeting, 1, Outcome.SUPPORT)) == "quorum"


@pytest.mark.requirement("U9")
def test_minutes_are_approved_by_two_who_read_the_same_text(city: City_) -> None:
    case = make_case(city, "preparation")
    people = three(city)
    free_of_conflict(case, people, city.on)
    office = city.people["project_office"]
    meeting = opened(city, called(city, planned(city, cases=[case])), people)
    assert rule(lambda: closed(city, fresh(meeting))) == "unsettled"
    settled(city, meeting, 1, Outcome.SUPPORT)
    one, anna, bo = people
    end = {"by": office, "on": city.on}
    assert rule(lambda: commands.close_meeting(meeting=meeting, first=one, second=one, **end)) == "approve_two"
    assert rule(lambda: commands.close_meeting(meeting=meeting, first=one, second=office, **end)) == "approve_present"
    assert rule(lambda: commands.close_meeting(meeting=meeting, first=anna, second=bo, **end)) == "approve_chair"
    meeting = commands.close_meeting(meeting=meeting, first=one, second=anna, **end)
    assert rule(lambda: approve(city, fresh(meeting), bo)) == "approver"
    approve(city, fresh(meeting), one)
    commands.write(meeting=meeting, number=1, text="Rättat.", by=office, on=city.on)
    assert rule(lambda: commands.approve(meeting=meeting, seen="f" * 64, pdf=b"", by=anna, on=city.on)) == "minutes_changed"
    approve(city, fresh(meeting), anna)  # of the new text: the first approval was of another
    assert fresh(meeting).state == MeetingState.MINUTES.value
    approve(city, fresh(meeting), one)
    meeting = fresh(meeting)
    kept = Minutes.objects.get(meeting_code=meeting.code)
    assert meeting.state == MeetingState.APPROVED.value and untouched(kept)
    assert (kept.approvers, kept.text_sha256) == (["Group_1", "Anna"], mark_of(content_of(meeting)))
    assert Approval.objects.filter(meeting=meeting).count() == 3


@pytest.mark.both
@pytest.mark.requirement("U9", "F10")
def test_approved_minutes_cannot_be_changed_by_anybody(city: City_) -> None:
    meeting = whole(city, make_case(city, "preparation"))
    for statement in (
        f"UPDATE meetings_item SET minutes = 'x' WHERE meeting_id = {meeting.pk}",
        f"DELETE FROM meetings_item WHERE meeting_id = {meeting.pk}",
        f"UPDATE meetings_meeting SET opening = 'x' WHERE id = {meeting.pk}",
        f"UPDATE meetings_attendance SET present = NOT present WHERE meeting_id = {meeting.pk}",
        f"DELETE FROM meetings_attendance WHERE meeting_id = {meeting.pk}",
        "UPDATE meetings_minutes SET held_on = '2020-01-01'",
        "DELETE FROM meetings_minutes",
        "UPDATE meetings_minutestext SET content = '{}'",
        "UPDATE meetings_paper SET title = 'x'",
        "DELETE FROM meetings_paper",
        "DELETE FROM meetings_approval",
        "INSERT INTO meetings_dissent (item_id, person_id, text, said_at) "
        f"SELECT id, {meeting.secretary_id}, 'x', '2026-03-02' FROM meetings_item WHERE meeting_id = {meeting.pk}",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert untouched(Minutes.objects.get(meeting_code=meeting.code))


@pytest.mark.both
@pytest.mark.requirement("U9", "O6")
def test_minutes_are_in_the_daily_seal_and_a_changed_one_is_found_with_its_place(city: City_) -> None:
    meeting = whole(city, make_case(city, "preparation"))
    kept = Minutes.objects.get(meeting_code=meeting.code)
    assert list(register_faults()) == []
    seal(city)
    assert Seal.objects.get().held["minutes"] == {"first": 1, "hashes": [kept.sha256]}
    sql("UPDATE meetings_minutestext SET content = '{}'")
    assert list(register_faults()) == [Fault("minutes", 1, 1, "text")]
    sql("UPDATE meetings_minutes SET held_on = '2020-01-01'")
    assert Fault("minutes", 1, 1, "content") in list(register_faults())
    page = Client().get("/register/beslut/kedjan/").content.decode()
    assert "Protokoll 1" in page


@pytest.mark.both
@pytest.mark.requirement("U9", "O6")
def test_minutes_that_somebody_put_in_the_database_are_not_the_approved_ones(city: City_) -> None:
    """A right hash of their own is not enough: the seal holds another, and before it the signed end of the chain."""
    meeting = whole(city, make_case(city, "preparation"))
    forged = "f" * 64

    def told() -> list[bool]:
        page = (
            Client().get(f"/sammantraden/{meeting.code}/publikt/", {"sha256": forged}, headers={"accept-language": "sv"}).content.decode()
        )
        return ["Dokumentet är det justerade protokollet" in page, "Någon har ändrat i databasen" in page]

    assert told() == [False, False]
    for sealed in (False, True):
        if sealed:
            seal(city)
        before = Minutes.objects.get()
        sql("UPDATE meetings_minutes SET pdf_sha256 = %s", [forged])
        sql("UPDATE meetings_minutes SET sha256 = %s", [Minutes.objects.get().digest()])
        assert (Minutes.objects.get().is_intact(), told()) == (True, [False, True])
        sql("UPDATE meetings_minutes SET pdf_sha256 = %s, sha256 = %s", [before.pdf_sha256, before.sha256])
        assert told() == [False, False]


@pytest.mark.requirement("U9")
def test_who_leads_without_a_seat_stands_first_in_the_attendance_of_the_minutes(city: City_) -> None:
    people = three(city)
    director = city.people["director"]
    meeting = opened(city, called(city, planned(city, points=["Ett"])), people, chair=director)
    first, *others = content_of(fresh(meeting))["attendance"]
    assert (first["name"], first["title"], first["part"], first["present"]) == (director.name, director.title, "", True)
    assert director.name not in [a["name"] for a in others]
    table = sections(content_of(fresh(meeting)), mark="", signed=[])[0].table
    assert table is not None and table.rows[0][2:] == ["Ordförande utan plats i gruppen", "närvarande"]


@pytest.mark.requirement("U9")
def test_nothing_that_somebody_wrote_is_lost_when_another_writes_over_it(city: City_) -> None:
    case = make_case(city, "preparation")
    people = three(city)
    meeting = opened(city, called(city, planned(city, cases=[case])), people)
    office, anna = city.people["project_office"], people[1]
    commands.write(meeting=meeting, number=1, text="Kalkylen gicks igenom.", by=office, on=city.on)
    commands.write(meeting=meeting, number=1, text="Kalkylen gicks igenom noga.", by=office, on=city.on)
    assert EarlierText.objects.count() == 0
    commands.write(meeting=meeting, number=1, text="Något annat.", by=anna, on=city.on)
    assert [(e.text, e.by, e.replaced_by) for e in EarlierText.objects.all()] == [("Kalkylen gicks igenom noga.", office, anna)]
    commands.write(meeting=meeting, number=0, text="Ordföranden hälsade välkommen.", by=anna, on=city.on)
    assert (item(meeting).minutes, fresh(meeting).opening) == ("Något annat.", "Ordföranden hälsade välkommen.")


@pytest.mark.requirement("F10")
def test_a_dissent_stands_in_the_minutes_with_its_text(city: City_) -> None:
    case = make_case(city, "preparation")
    people = three(city)
    free_of_conflict(case, people, city.on)
    meeting = opened(city, called(city, planned(city, cases=[case])), people)
    settled(city, meeting, 1, Outcome.SUPPORT)
    commands.dissent(item=item(meeting), text="Jag vill vänta.", by=people[2], on=city.on)
    assert content_of(fresh(meeting))["items"][0]["dissents"] == [{"name": "Bo", "text": "Jag vill vänta."}]
    assert rule(lambda: commands.dissent(item=item(meeting), text="Nej.", by=city.people["group_2"], on=city.on)) == "dissent_member"


def test_a_case_that_changed_while_the_notice_was_made_is_not_sent(city: City_) -> None:
    case = make_case(city, "preparation")
    three(city)
    meeting = planned(city, cases=[case])
    papers = papers_for(meeting, items_of(meeting), city.on)
    office = city.people["project_office"]
    case.versions.model.objects.create(
        application=case,
        number=9,
        submitted_at=city.on,
        submitted_by=office,
        rule_set=case.versions.all()[0].rule_set,
        content={},
        sha256="9" * 64,
    )
    assert rule(lambda: commands.call(meeting=meeting, papers=papers, by=office, on=city.on)) == "papers_stale"
    assert Paper.objects.count() == 0


def test_a_cancelled_meeting_is_told_and_its_cases_wait_on(city: City_) -> None:
    case = make_case(city, "preparation")
    three(city)
    meeting = called(city, planned(city, cases=[case]))
    commands.cancel(meeting=meeting, reason="Snö", by=city.people["project_office"], on=city.on)
    assert (fresh(meeting).state, fresh(meeting).sequence) == ("cancelled", 2)
    assert Notice.objects.filter(subject__startswith="Inställt").count() == 4
    assert Application.objects.get(pk=case.pk).state == "preparation"


@pytest.mark.requirement("U9")
def test_a_posting_says_its_last_day_and_goes_down_by_itself(city: City_) -> None:
    meeting = whole(city, make_case(city, "preparation"))
    group, registrar, on = meeting.group, city.people["registrar"], city.on + timedelta(days=18)
    days = {"held_on": city.on.date() + timedelta(days=14), "approved_on": city.on.date() + timedelta(days=15), "posted_on": on.date()}
    texts = {"title": "Protokoll", "kept_at": "Registraturen", "note": ReviewNote.LEGALITY}
    made = commands.post(group=group, meeting=meeting, **days, **texts, by=registrar, on=on)
    assert (made.posted_on.isoformat(), made.last_day.isoformat()) == ("2026-03-20", "2026-04-10")
    office = city.people["project_office"]
    assert rule(lambda: commands.post(group=group, meeting=meeting, **days, **texts, by=office, on=on)) == "mandate"
    late = {**days, "posted_on": on.date() + timedelta(days=1)}
    assert rule(lambda: commands.post(group=group, meeting=meeting, **late, **texts, by=registrar, on=on)) == "posting_ahead"
    assert Posting.objects.count() == 1


def test_a_meeting_that_is_not_approved_is_not_posted(city: City_) -> None:
    three(city)
    meeting = planned(city, points=["Tider"])
    days = dict.fromkeys(("held_on", "approved_on", "posted_on"), city.on.date())
    values = {"title": "P", "kept_at": "R", "note": ReviewNote.LEGALITY, **days}
    assert (
        rule(lambda: commands.post(group=meeting.group, meeting=meeting, **values, by=city.people["registrar"], on=city.on))
        == "flow.meeting.post"
    )


def test_minutes_of_two_meetings_are_one_chain(city: City_) -> None:
    first = whole(city, make_case(city, "preparation"))
    people = [city.people["group_1"], city.people["anna"], city.people["bo"]]
    meeting = opened(city, called(city, planned(city, points=["Ett till"])), people)
    settled(city, meeting, 1, Outcome.DONE)
    approved(city, closed(city, fresh(meeting)))
    one, two = Minutes.objects.order_by("number")
    assert (one.meeting_code, two.previous) == (first.code, one.sha256)
    assert Meeting.objects.filter(state="approved").count() == 2


@pytest.mark.requirement("U9")
def test_minutes_are_posted_once_and_an_error_is_mended_by_a_new_posting(city: City_, client: Client) -> None:
    meeting = whole(city, make_case(city, "preparation"))
    registrar, on = city.people["registrar"], city.on + timedelta(days=18)
    days = {"held_on": city.on.date() + timedelta(days=14), "approved_on": city.on.date() + timedelta(days=15), "posted_on": on.date()}
    texts = {"title": "Protokoll", "kept_at": "Registraturen", "note": ReviewNote.LEGALITY}
    first = commands.post(group=meeting.group, meeting=meeting, **days, **texts, by=registrar, on=on)
    again = {**texts, "note": ReviewNote.NOT_APPEALABLE}
    assert rule(lambda: commands.post(group=meeting.group, meeting=meeting, **days, **again, by=registrar, on=on)) == "posted"
    client.force_login(registrar, backend="django.contrib.auth.backends.ModelBackend")
    assert "Anslå att protokollet är justerat" not in client.get(reverse("meetings:detail", args=[meeting.code])).content.decode()
    said = client.get(reverse("meetings:post_meeting", args=[meeting.code])).content.decode()
    assert "Protokollet är redan anslaget, 2026-03-20." in said and "rätta anslaget med ett nytt" in said
    mended = commands.post(group=meeting.group, meeting=meeting, corrects=first, **days, **again, by=registrar, on=on)
    assert [p.pk for p in posted(on.date())] == [mended.pk]
