"""During a meeting: who is there, what each item came to, dissent, the minutes as they are written, and its end."""

from collections.abc import Collection
from datetime import datetime

from nytta.city.organisation.models import Person
from nytta.kit import audit
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import no, require

from .. import policies
from ..flow import MEETING
from ..models import Attendance, Dissent, EarlierText, Item, Meeting
from ..queries import agenda, groups
from ..queries.meetings import approvals_of, attending, unread_by
from ..queries.minutes import content_of, mark_of, members_there
from ..rules import approvers_fit, items_read, outcomes, quorum_met, standing_in
from ..terms import Approvers, GroupKind, ItemKind, MeetingState, Outcome
from .letters import tell_to_approve
from .outcomes import come_to


def _go(meeting: Meeting, name: str, *fields: str) -> None:
    meeting.state = MEETING.next(MeetingState(meeting.state), name).value
    meeting.save(update_fields=["state", *fields])


@act
def open_meeting(*, meeting: Meeting, chair: Person, there: Collection[int], by: Person, on: datetime) -> Meeting:
    """Open the meeting: who leads it, and who is there (keys of persons); substitutes take the places of those who are not. Source: F10."""
    meeting = locked(meeting)
    require(policies.may_open(by, meeting, on.date()))
    if not there:
        require(no("nobody", "Ingen är antecknad som närvarande.", "F10", "Markera dem som är med.", field="there"))
    meeting.chair, meeting.opened_at = chair, on
    _go(meeting, "open", "chair", "opened_at")
    _seat(meeting, there, on)
    audit.note(subject=meeting.code, act="meeting.open", by=by, on=on, changes={"present": len(there)})
    return meeting


@act
def attend(*, meeting: Meeting, there: Collection[int], by: Person, on: datetime) -> Meeting:
    """Note who is there now: who has left since is noted with the hour, who has come is there. Source: F10."""
    meeting = locked(meeting)
    require(policies.can_run(by, meeting, "attend", on.date()))
    _seat(meeting, there, on)
    audit.note(subject=meeting.code, act="meeting.attend", by=by, on=on, changes={"present": len(there)})
    return meeting


def _seat(meeting: Meeting, there: Collection[int], on: datetime) -> None:
    sitting = groups.seats(meeting.group, on.date())
    ordinary = [s.person_id for s in sitting if not s.substitute]
    named = [(s.person_id, s.substitutes_for.person_id if s.substitutes_for else None) for s in sitting if s.substitute]
    places = standing_in(ordinary=ordinary, there=there, substitutes=named)
    for row in Attendance.objects.filter(meeting=meeting):
        was_there = row.present and row.left_at is None
        if row.person_id in there:
            row.present, row.left_at = True, None
        elif was_there:
            row.left_at = on
        row.stands_for_id = places.get(row.person_id, row.stands_for_id if row.left_at else None)
        row.save(update_fields=["present", "left_at", "stands_for"])


@act
def settle(*, item: Item, outcome: Outcome, reasons: str, by: Person, on: datetime) -> Item:
    """Record what the meeting came to in an item, and do it in the case. Who has a conflict of interest is not counted. Source: F10, F11, F13.

    In a case it takes a quorum without those in conflict, and a member who takes part signs. An item is settled once; a postponed one can
    be taken up again at the same meeting.
    """
    meeting = locked(item.meeting)
    item = Item.objects.select_for_update(of=("self",)).select_related("application", "meeting__group", "meeting__chair").get(pk=item.pk)
    require(policies.can_settle(by, item, on.date()))
    kind = GroupKind(meeting.group.kind)
    if outcome not in outcomes(kind, ItemKind(item.kind)):
        require(no("outcome", "Det utfallet finns inte för den här punkten.", "F10", "Välj ett av utfallen.", field="outcome"))
    if item.settled_at is not None and item.outcome != Outcome.POSTPONED.value:
        require(no("settled", "Punkten är redan avgjord.", "F10", "Det som är avgjort ändras i ärendet, inte här."))
    who = agenda.takers_of_item(item, attending(meeting), on.date())
    if item.application is not None and outcome is not Outcome.POSTPONED:
        _decide(item, outcome, reasons, who, by, on)
    item.outcome, item.reasons, item.settled_at, item.settled_by = outcome.value, reasons, on, by
    item.took_part = [str(p) for p in who.counted]
    item.in_conflict = [[str(p), ground] for p, ground in who.in_conflict]
    item.save()
    audit.note(subject=meeting.code, act="meeting.settle", by=by, on=on, changes={"item": item.number, "outcome": outcome.value})
    return item


def _decide(item: Item, outcome: Outcome, reasons: str, who: agenda.Takers, by: Person, on: datetime) -> None:
    group, application = item.meeting.group, item.application
    assert application is not None
    if not reasons.strip():
        require(no("reasons", "Skriv skälen.", "F10, F11", "Skälen följer med ärendet.", field="reasons"))
    ordinary = agenda.ordinary(groups.seats(group, on.date()))
    require(quorum_met(taking_part=len(who.counted), members=ordinary, quorum=group.quorum))
    signer = who.signer(by, item.meeting.chair)
    assert signer is not None
    come_to(application=application, year=item.year, outcome=outcome, reasons=reasons, by=signer, on=on)
    item.signed_by = signer


@act
def dissent(*, item: Item, text: str, by: Person, on: datetime) -> Dissent:
    """Write down one's own dissent in an item; the last wording counts until the minutes are approved. Source: F10."""
    meeting = locked(item.meeting)
    require(policies.can_dissent(by, item, on.date()))
    if not text.strip():
        require(no("dissent_text", "Skriv din avvikande mening.", "F10", "", field="text"))
    made, _new = Dissent.objects.update_or_create(item=item, person=by, defaults={"text": text, "said_at": on})
    audit.note(subject=meeting.code, act="meeting.dissent", by=by, on=on, changes={"item": item.number})
    return made


@act
def write(*, meeting: Meeting, number: int, text: str, by: Person, on: datetime) -> None:
    """Write what the minutes say of an item (0: the opening). What somebody else had written is kept when it is written over. Source: U9."""
    meeting = locked(meeting)
    item = Item.objects.select_for_update(of=("self",)).select_related("application").filter(meeting=meeting, number=number).first()
    require(policies.can_write(by, meeting, item, on.date()))
    holder: Item | Meeting = item or meeting
    old, writer = (item.minutes, item.written_by_id) if item else (meeting.opening, meeting.opening_by_id)
    if old == text:
        return
    if old.strip() and writer != by.pk:
        EarlierText.objects.create(meeting=meeting, number=number, text=old, by_id=writer, replaced_by=by, replaced_at=on)
    if isinstance(holder, Item):
        holder.minutes, holder.written_by = text, by
        holder.save(update_fields=["minutes", "written_by"])
    else:
        holder.opening, holder.opening_by = text, by
        holder.save(update_fields=["opening", "opening_by"])
    _tell_again(meeting, by, on)


def _tell_again(meeting: Meeting, by: Person, on: datetime) -> None:
    """Who has approved another text than the minutes now are has to read them again."""
    approvals = approvals_of(meeting)
    if approvals:
        now = mark_of(content_of(meeting))
        content = {a.person_id for a in approvals if a.sha256 == now}
        people = {a.person_id: a.person for a in approvals if a.person_id not in content}
        tell_to_approve(meeting=meeting, people=list(people.values()), again=True, by=by, on=on)


@act
def close_meeting(*, meeting: Meeting, first: Person, second: Person, by: Person, on: datetime) -> Meeting:
    """End the meeting and choose who approves its minutes: two who were there, by the group's rules. Source: F10, U9."""
    meeting = locked(meeting)
    require(policies.can_run(by, meeting, "close", on.date()))
    items = list(Item.objects.filter(meeting=meeting).order_by("number"))
    left = [str(i.number) for i in items if not i.outcome]
    if left:
        require(no("unsettled", "Punkter utan utfall: %(numbers)s.", "F10", "Avgör eller bordlägg dem.", numbers=", ".join(left)))
    present = [p.pk for p in members_there(meeting)]
    writers = {i.written_by_id for i in items} | {meeting.opening_by_id}
    require(approvers_fit(
        chosen=[first.pk, second.pk], present=present, presiding=meeting.chair_id, writers=[w for w in writers if w],
        how=Approvers(meeting.group.approvers),
    ) + items_read(numbers=unread_by(items, first, second, present)))  # fmt: skip
    meeting.first_approver, meeting.second_approver, meeting.closed_at = first, second, on
    _go(meeting, "close", "first_approver", "second_approver", "closed_at")
    audit.note(subject=meeting.code, act="meeting.close", by=by, on=on)
    tell_to_approve(meeting=meeting, people=[first, second], again=False, by=by, on=on)
    return meeting
