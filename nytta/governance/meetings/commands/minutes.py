"""After a meeting: two approve what the minutes say, then they are locked; and the registrar posts that minutes are approved."""

import hashlib
from datetime import date, datetime

from nytta.city.organisation.models import Person
from nytta.kit import audit
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import no, require

from .. import policies
from ..flow import MEETING
from ..models import Approval, Group, Meeting, Minutes, MinutesText, Posting
from ..queries.minutes import completes, content_of, mark_of
from ..queries.postings import posting_of
from ..rules import last_day_posted, not_posted, posting_valid
from ..terms import MeetingState, ReviewNote
from .groups import keep_group


@act
def approve(*, meeting: Meeting, seen: str, pdf: bytes | None, by: Person, on: datetime) -> Meeting:
    """Approve the minutes as one has read them (`seen` names the text); the second approval locks them for good. Source: U9.

    `pdf` is the document of that text, for the archive; needed when this is the last approval. What has changed since it was read is refused.
    """
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related(
        "group", "chair", "secretary", "first_approver", "second_approver"
    ).get(pk=meeting.pk)  # fmt: skip
    require(policies.can_approve(by, meeting, on.date()))
    content = content_of(meeting)
    mark = mark_of(content)
    last = completes(meeting, by.pk, mark)
    if seen != mark or (last and pdf is None):
        require(no("minutes_changed", "Protokollet ändrades efter att du läste det.", "U9", "Läs det igen och justera sedan."))
    Approval.objects.get_or_create(meeting=meeting, person=by, sha256=mark, defaults={"at": on})
    audit.note(subject=meeting.code, act="meeting.approve", by=by, on=on, changes={"sha256": mark})
    if last and pdf is not None:
        _lock(meeting, content, mark, pdf, on)
        audit.note(subject=meeting.code, act="meeting.lock", by=by, on=on, changes={"sha256": mark})
    return meeting


def _lock(meeting: Meeting, content: dict[str, object], mark: str, pdf: bytes, on: datetime) -> None:
    minutes = Minutes(
        meeting_code=meeting.code, group_name=meeting.group.name, held_on=meeting.starts_at.date(), approved_on=on.date(),
        approvers=content["approvers"], text_sha256=mark, pdf_sha256=hashlib.sha256(pdf).hexdigest(),
    )  # fmt: skip
    minutes.append()
    MinutesText.objects.create(minutes=minutes, content=content, pdf=pdf)
    meeting.state = MEETING.next(MeetingState(meeting.state), "lock").value
    meeting.approved_at = on
    meeting.save(update_fields=["state", "approved_at"])  # from here on the triggers refuse every change


@act
def post(
    *, group: Group, meeting: Meeting | None, title: str, held_on: date, approved_on: date, posted_on: date, kept_at: str, note: ReviewNote,
    corrects: Posting | None = None, by: Person, on: datetime,
) -> Posting:  # fmt: skip
    """Tell on the public notice board that minutes are approved, for three weeks. Source: kommunallagen 8 kap. 12 §, 13 kap. 5 §; O6."""
    require(policies.can_post(by, on.date()))
    require(posting_valid(held_on=held_on, approved_on=approved_on, posted_on=posted_on, on=on.date()))
    if meeting is not None:
        require(MEETING.allows(MeetingState(locked(meeting).state), "post"))
        there = posting_of(meeting) if corrects is None else None
        require(not_posted(there.posted_on if there else None))
    if corrects is not None and Posting.objects.filter(corrects=corrects).exists():
        require(no("posting_corrected", "Anslaget är redan rättat.", "O6", "Rätta det senaste."))
    made = Posting.objects.create(
        group=keep_group(group=group, by=by, on=on), meeting=meeting, title=title, held_on=held_on, approved_on=approved_on,
        posted_on=posted_on, last_day=last_day_posted(posted_on), kept_at=kept_at, note=note.value, corrects=corrects, by=by,
    )  # fmt: skip
    subject = meeting.code if meeting else group.code
    audit.note(subject=subject, act="meeting.post", by=by, on=on, changes={"posted_on": posted_on, "last_day": made.last_day})
    return made
