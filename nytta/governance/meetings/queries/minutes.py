"""The minutes as one text whose hash an approval names, and as anybody may read them afterwards."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from nytta.city.records.models import Examination
from nytta.city.records.terms import Openness
from nytta.kit.ledger import canonical, sealed

from ..models import Dissent, EarlierText, Meeting
from ..terms import Part
from .meetings import approvals_of, attending, items_of

TITLE = "title"  # the part of a case as it is examined


def content_of(meeting: Meeting) -> dict[str, Any]:
    """All that the minutes say, as data: what is approved, hashed and kept. Four queries. Source: U9."""
    said: dict[int, list[dict[str, str]]] = {}
    for one in Dissent.objects.filter(item__meeting=meeting).select_related("person").order_by("pk"):
        said.setdefault(one.item_id, []).append({"name": str(one.person), "text": one.text})
    items = [
        {
            "number": i.number, "kind": i.kind, "title": i.title, "case": i.application.code if i.application else "",
            "registry": i.application.registry_number if i.application else "", "year": i.year, "after_notice": i.after_notice,
            "outcome": i.outcome, "reasons": i.reasons, "minutes": i.minutes, "took_part": i.took_part, "in_conflict": i.in_conflict,
            "signed_by": str(i.signed_by or ""), "dissents": said.get(i.pk, []),
        }
        for i in items_of(meeting)
    ]  # fmt: skip
    rows = attending(meeting)
    there = [
        {"name": str(a.person), "title": a.person.title, "part": a.part, "for": str(a.stands_for or ""), "present": a.present, "left": _clock(a.left_at)}
        for a in rows
    ]  # fmt: skip
    if meeting.chair and meeting.chair_id not in {a.person_id for a in rows}:  # leads without a seat in the group
        there.insert(0, {"name": str(meeting.chair), "title": meeting.chair.title, "part": "", "for": "", "present": True, "left": ""})
    return {
        "meeting": meeting.code, "group": str(meeting.group), "day": timezone.localtime(meeting.starts_at).date().isoformat(),
        "place": meeting.place, "opened": _clock(meeting.opened_at), "closed": _clock(meeting.closed_at), "chair": str(meeting.chair or ""),
        "secretary": str(meeting.secretary), "approvers": [str(p) for p in (meeting.first_approver, meeting.second_approver) if p],
        "opening": meeting.opening, "attendance": there, "items": items,
    }  # fmt: skip


def _clock(moment: Any) -> str:
    return f"{timezone.localtime(moment):%H:%M}" if moment else ""


def mark_of(content: dict[str, Any]) -> str:
    """The SHA-256 of the text as canonical JSON."""
    return sealed(canonical(content))


def approved_by(meeting: Meeting, mark: str) -> set[int]:
    """Keys of those who have approved this very text."""
    return {a.person_id for a in approvals_of(meeting) if a.sha256 == mark}


def completes(meeting: Meeting, person: int, mark: str) -> bool:
    """Whether this person's approval is the last that is needed."""
    wanted = {meeting.first_approver_id, meeting.second_approver_id}
    return approved_by(meeting, mark) | {person} >= wanted


def earlier_texts(meeting: Meeting) -> Sequence[EarlierText]:
    """What has been written over by somebody else, the latest first."""
    return list(EarlierText.objects.filter(meeting=meeting).select_related("by", "replaced_by").order_by("-pk")[:100])


def open_titles(codes: Sequence[str]) -> set[str]:
    """The cases whose title somebody has found to be open; one query. Source: O6."""
    last: dict[str, str] = {}
    rows = Examination.objects.filter(subject__in=[c for c in codes if c], part=TITLE).order_by("pk")
    for subject, openness in rows.values_list("subject", "openness"):
        last[subject] = openness
    return {c for c, o in last.items() if o == Openness.OPEN.value}


def members_there(meeting: Meeting) -> list[Any]:
    """Members and serving substitutes who were there, and whoever led: those among whom the approvers are chosen.

    Where that is one alone, also the secretary, so that two can approve. Source: U9.
    """
    present = [a for a in attending(meeting) if a.present]
    there = [a.person for a in present if Part(a.part) in (Part.MEMBER, Part.SUBSTITUTE)]
    lead = [meeting.chair] if meeting.chair and meeting.chair not in there else []
    found = [*lead, *there]
    writers = [a.person for a in present if Part(a.part) is Part.SECRETARY and a.person not in found]
    return found if len(found) > 1 else [*found, *writers]
