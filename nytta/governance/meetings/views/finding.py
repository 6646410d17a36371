"""What every page of a meeting has: the meeting at its address for those who may see it, the way back, and its item."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext

from nytta.kit.pages import ActPage, HousePage

from ..documents.papers import when_and_where
from ..lists import MEETINGS
from ..models import Group, Item, Meeting
from ..queries.groups import group_at
from ..queries.meetings import item_at, meeting_at


def meeting_of(page: HousePage, code: str) -> Meeting:
    """The meeting under a code, for those who may see it."""
    found = meeting_at(page.person, code, page.on.date())
    if found is None:
        raise Http404
    return found


def group_of(page: HousePage, code: str) -> Group:
    """The group under a code."""
    found = group_at(code, page.on.date())
    if found is None:
        raise Http404
    return found


def trail(meeting: Meeting | None, *last: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """Where one is, from the register down."""
    own = ((f"{meeting.group} {meeting.starts_at.date()}", reverse("meetings:detail", args=[meeting.code])),) if meeting else ()
    return ((gettext(MEETINGS.title), reverse("meetings:list")), *own, *last)


class MeetingAct(ActPage):
    """An act on a meeting; afterwards one is back on its page."""

    def thing(self, **address: Any) -> Meeting:
        found = meeting_of(self, address["code"])
        self.crumbs = trail(found, (gettext(self.title), ""))
        return found

    def went_to(self, thing: Any, result: Any) -> str:
        return reverse("meetings:detail", args=[thing.code])

    def context(self, thing: Any) -> dict[str, Any]:
        return {"cancel_url": reverse("meetings:detail", args=[thing.code]), "facts": when_and_where(thing)}


class ItemAct(ActPage):
    """An act on an item of a meeting."""

    def thing(self, **address: Any) -> Item:
        meeting = meeting_of(self, address["code"])
        found = item_at(meeting, address["number"])
        if found is None:
            raise Http404
        self.crumbs = trail(meeting, (f"{found.number}. {found.title}", ""))
        return found

    def went_to(self, thing: Item, result: Any) -> str:
        return reverse("meetings:detail", args=[thing.meeting.code]) + f"#punkt-{thing.number}"

    def context(self, thing: Item) -> dict[str, Any]:
        facts = [(gettext("Punkt"), f"{thing.number}. {thing.title}")]
        if thing.application is not None:
            facts += [(gettext("Ärende"), thing.application.code), (gettext("Sökande"), thing.application.applicant_body.name)]
        return {"cancel_url": self.went_to(thing, None), "facts": facts}
