"""A meeting's page, and the acts while it is held: who is there, what each item came to, dissent, its end."""

from datetime import date
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Person
from nytta.kit import audit
from nytta.kit.pages import DetailPage
from nytta.kit.panels import Act
from nytta.kit.words import label
from nytta.plain.verdicts import Verdict

from .. import commands, policies
from ..documents.papers import when_and_where
from ..forms import CloseForm, DissentForm, SettleForm, ThereForm
from ..lists import TAGS
from ..models import Dissent, Item, Meeting
from ..queries import agenda, groups
from ..queries.meetings import Row, attending, people_of, rows_for
from ..queries.minutes import members_there
from ..queries.papers import papers_of
from ..queries.postings import posting_of
from ..rules import needed, outcomes
from ..terms import GroupKind, ItemKind, MeetingState, Outcome, Part
from .finding import ItemAct, MeetingAct, meeting_of, trail

COLORS = {
    "support": "success",
    "fund": "success",
    "oppose": "danger",
    "refuse": "danger",
    "wait": "warning",
    "ask": "warning",
    "postponed": "neutral",
}


class MeetingPage(DetailPage):
    """A meeting: agenda with papers, who is called or was there, what it came to, and what one can do."""

    template = "meetings/detail.html"

    def thing(self, **address: Any) -> Meeting:
        return meeting_of(self, address["code"])

    def context(self, thing: Meeting) -> dict[str, Any]:
        on, state = self.on.date(), MeetingState(thing.state)
        rows, there = rows_for(self.person, thing), attending(thing)
        papers = papers_of([r.item for r in rows], thing.pk)
        start = timezone.localtime(thing.starts_at)
        present = [a for a in there if a.present and a.left_at is None]
        return {
            "title": f"{thing.group} {start.date().isoformat()}", "code": thing.code, "label": label(state), "color": TAGS[state.value],
            "subtitle": f"{start:%H:%M}–{timezone.localtime(thing.ends_at):%H:%M}, {thing.place}", "crumbs": trail(thing),
            "steps": steps(thing), "acts": acts(thing, self.person, on), "items": [shown(r, thing, papers, self.person, on) for r in rows],
            "own": papers.get(0), "there": [(a, label(Part(a.part))) for a in there], "present": len(present),
            "facts_of": [*when_and_where(thing), (gettext("Leder mötet"), thing.chair), (gettext("Sekreterare"), thing.secretary)],
            "events": history(thing, any(r.closed for r in rows)), "cancelled": thing.cancelled_reason,
            "approvers": [p for p in (thing.first_approver, thing.second_approver) if p], "has_papers": bool(papers),
        }  # fmt: skip


def history(meeting: Meeting, barred: bool) -> list[dict[str, Any]]:
    """What has happened, newest first; to who has a conflict of interest in an item not what was changed."""
    wanted = ("at", "by_name", "by_role", "act", "reason", "changes")
    rows: list[dict[str, Any]] = list(audit.history(meeting.code).values(*wanted)[:50])
    return [{**row, "changes": {}} for row in rows] if barred else rows


def steps(meeting: Meeting) -> list[dict[str, Any]]:
    """The line of five steps with their days."""
    days = [meeting.created_at, meeting.called_at, meeting.opened_at, meeting.closed_at, meeting.approved_at]
    order = [MeetingState.DRAFT, MeetingState.CALLED, MeetingState.OPEN, MeetingState.MINUTES, MeetingState.APPROVED]
    state = MeetingState(meeting.state)
    now = order.index(state) if state in order else (1 if meeting.called_at else 0)
    words = (gettext("Planerat"), gettext("Kallat"), gettext("Möte"), gettext("Protokoll"), gettext("Justerat"))
    last = len(words) - 1
    return [
        {"label": word, "on": day if n <= now else None, "state": "done" if n < now or now == last else "now" if n == now else "todo"}
        for n, (word, day) in enumerate(zip(words, days, strict=True))
    ]


def acts(meeting: Meeting, person: Person | None, on: date) -> list[Act]:
    """What the person can do now: only what the state allows and the person may."""
    found = []
    for act, words, route, first in (
        ("plan", gettext("Sätt upp ärenden"), "agenda", True),
        ("plan", gettext("Lägg till en övrig punkt"), "point", False),
        ("call", gettext("Skicka kallelsen"), "call", True),
        ("open", gettext("Öppna mötet"), "open", True),
        ("add", gettext("Sätt upp fler ärenden"), "agenda", False),
        ("add", gettext("Lägg till en övrig punkt"), "point", False),
        ("write", gettext("Skriv protokollet"), "write", True),
        ("attend", gettext("Ändra närvaron"), "attend", False),
        ("close", gettext("Avsluta mötet"), "close", False),
        ("move", gettext("Ändra tid eller plats"), "move", False),
        ("plan", gettext("Ändra tid eller plats"), "move", False),
        ("cancel", gettext("Ställ in mötet"), "cancel", False),
    ):
        if policies.can_run(person, meeting, act, on):
            early = policies.may_open(person, meeting, on).blocking if act == "open" else ()
            found.append(Act(words, reverse(f"meetings:{route}", args=[meeting.code]), primary=first, why_not=early))
    if policies.can_approve(person, meeting, on):
        found.insert(0, Act(gettext("Läs och justera protokollet"), reverse("meetings:approve", args=[meeting.code]), primary=True))
    if MeetingState(meeting.state) is MeetingState.APPROVED:
        found.append(Act(gettext("Läs protokollet"), reverse("meetings:public", args=[meeting.code]), primary=True))
        if policies.can_post(person, on) and posting_of(meeting) is None:
            found.append(Act(gettext("Anslå att protokollet är justerat"), reverse("meetings:post_meeting", args=[meeting.code])))
    return found


def shown(row: Row, meeting: Meeting, papers: dict[int, Any], person: Person | None, on: date) -> dict[str, Any]:
    """An item as its piece of the page shows it."""
    item, state = row.item, MeetingState(meeting.state)
    word = Outcome(item.outcome) if item.outcome else None
    again = word is None or word is Outcome.POSTPONED
    open_ = state is MeetingState.OPEN and not row.closed
    said = person is not None and state in (MeetingState.OPEN, MeetingState.MINUTES) and not row.closed
    return {
        "item": item, "row": row, "kind": label(ItemKind(item.kind)), "word": word, "color": COLORS.get(item.outcome, "info"),
        "papers": papers.get(item.pk), "settle": open_ and again, "dissent": said and word is not None, "drop": state is MeetingState.DRAFT,
    }  # fmt: skip


class OpenPage(MeetingAct):
    """Open the meeting: who leads, who is there."""

    title = _("Öppna mötet")
    help = _("Markera dem som är med. Ersättare tar platserna efter dem som inte är det; den som har jäv i ett ärende räknas inte där.")
    button = _("Öppna mötet")
    done = _("Mötet är öppnat. Skriv protokollet medan mötet pågår.")

    def verdict(self, thing: Meeting) -> Verdict:
        return policies.may_open(self.person, thing, self.on.date())

    def form(self, thing: Meeting, **data: Any) -> forms.Form:
        there = attending(thing)
        members = [a.person for a in there if Part(a.part) is Part.MEMBER]
        lead = [thing.chair] if thing.chair and thing.chair not in members else []
        return ThereForm(attending=there, meeting=thing, chairs=[*lead, *members], **data)

    def run(self, thing: Meeting, cleaned: dict[str, Any]) -> Any:
        key = int(cleaned["chair"])
        return commands.open_meeting(meeting=thing, chair=people_of([key])[key], there=cleaned["there"], by=self.person, on=self.on)


class AttendPage(MeetingAct):
    """Note who is there now."""

    title = _("Ändra närvaron")
    help = _("Ta bort markeringen för den som lämnar; klockslaget antecknas. Markera den som kommer.")
    done = _("Närvaron är ändrad.")

    def verdict(self, thing: Meeting) -> Verdict:
        return policies.can_run(self.person, thing, "attend", self.on.date())

    def form(self, thing: Meeting, **data: Any) -> forms.Form:
        return ThereForm(attending=attending(thing), meeting=thing, **data)

    def run(self, thing: Meeting, cleaned: dict[str, Any]) -> Any:
        return commands.attend(meeting=thing, **cleaned, by=self.person, on=self.on)


class SettlePage(ItemAct):
    """What the meeting came to in an item."""

    title = _("Anteckna utfallet")
    template = "meetings/settle.html"
    button = _("Anteckna utfallet")
    done = _("Utfallet är antecknat.")

    def verdict(self, thing: Item) -> Verdict:
        return policies.can_settle(self.person, thing, self.on.date())

    def form(self, thing: Item, **data: Any) -> forms.Form:
        kind = GroupKind(thing.meeting.group.kind)
        choices = outcomes(kind, ItemKind(thing.kind))
        text = gettext("Skälen följer med ärendet.") if thing.application else gettext("Frivilligt: vad mötet kom fram till.")
        if Outcome.ASK in choices:
            text = gettext("Skälen följer med ärendet. Vid ”Skickas tillbaka med en fråga” skriver ni frågan här.")
        return SettleForm(item=thing, choices=choices, help_text=text, **data)

    def run(self, thing: Item, cleaned: dict[str, Any]) -> Any:
        return commands.settle(item=thing, **cleaned, by=self.person, on=self.on)

    def context(self, thing: Item) -> dict[str, Any]:
        held = super().context(thing)
        if thing.application is None or not self.verdict(thing):
            return held
        who = agenda.takers_of_item(thing, attending(thing.meeting), self.on.date())
        ordinary = agenda.ordinary(groups.seats(thing.meeting.group, self.on.date()))
        least = needed(members=ordinary, quorum=thing.meeting.group.quorum)
        return {
            **held,
            "who": who,
            "least": least,
            "signer": who.signer(self.person, thing.meeting.chair),
            "quorate": len(who.counted) >= least,
        }


class DissentPage(ItemAct):
    """One's own dissent."""

    title = _("Reservera dig")
    button = _("Skriv in")
    done = _("Din avvikande mening står i protokollet.")

    def verdict(self, thing: Item) -> Verdict:
        return policies.can_dissent(self.person, thing, self.on.date())

    def form(self, thing: Item, **data: Any) -> forms.Form:
        return DissentForm(said=Dissent.objects.filter(item=thing, person=self.person).first(), **data)

    def run(self, thing: Item, cleaned: dict[str, Any]) -> Any:
        return commands.dissent(item=thing, **cleaned, by=self.person, on=self.on)


class ClosePage(MeetingAct):
    """End the meeting and choose who approves its minutes."""

    title = _("Avsluta mötet")
    help = _(
        "Alla punkter ska ha ett utfall. Två som var med justerar protokollet; den som har skrivit det gör det inte ensam. Var bara en ledamot med kan sekreteraren vara den andra."
    )
    button = _("Avsluta mötet")
    done = _("Mötet är avslutat. Protokollet väntar på justerarna.")

    def verdict(self, thing: Meeting) -> Verdict:
        return policies.can_run(self.person, thing, "close", self.on.date())

    def form(self, thing: Meeting, **data: Any) -> forms.Form:
        return CloseForm(people=members_there(thing), **data)

    def run(self, thing: Meeting, cleaned: dict[str, Any]) -> Any:
        return commands.close_meeting(meeting=thing, **cleaned, by=self.person, on=self.on)
