"""The register of meetings, a new one, its agenda, and the notice."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit.pages import ActPage, HousePage, ListPage, file
from nytta.kit.panels import Act
from nytta.plain.verdicts import YES, Verdict

from .. import commands, policies
from ..documents.bundle import bundle, zipped
from ..documents.papers import papers_for
from ..forms import CasesForm, MeetingForm, PointForm, ReasonForm
from ..lists import MEETINGS
from ..models import Group, Item, Meeting
from ..queries import agenda, groups
from ..queries.meetings import conflicted_items, items_of
from ..queries.papers import all_papers, paper_at
from ..rules import notice_in_time
from ..terms import MeetingState
from .finding import ItemAct, MeetingAct, group_of, meeting_of, trail


class MeetingsPage(ListPage):
    """All meetings that one may see."""

    listing = MEETINGS
    template = "meetings/list.html"

    def new_act(self) -> Act | None:
        mine = [g for g in groups.groups(self.on.date()) if policies.can_plan(self.person, g, self.on.date())]
        return Act(gettext("Planera ett möte"), reverse("meetings:plan", args=[mine[0].code]), primary=True) if mine else None


class PlanPage(ActPage):
    """A new meeting of a group."""

    title = _("Planera ett möte")
    help = _("Ingen blir kallad ännu. Sätt ihop föredragningslistan först och kalla sedan; då fryses handlingarna som de är.")
    button = _("Planera")
    done = _("Mötet är planerat. Sätt nu ihop föredragningslistan.")

    def thing(self, **address: Any) -> Group:
        group = group_of(self, address["code"])
        self.crumbs = trail(None, (group.shown, reverse("meetings:group", args=[group.code])), (gettext(self.title), ""))
        return group

    def verdict(self, thing: Group) -> Verdict:
        return policies.can_plan(self.person, thing, self.on.date())

    def form(self, thing: Group, **data: Any) -> forms.Form:
        return MeetingForm(people=groups.writers(thing, self.person, self.on.date()), on=self.on.date(), by=self.person, **data)

    def run(self, thing: Group, cleaned: dict[str, Any]) -> Meeting:
        return commands.plan(group=thing, **cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Group, result: Meeting) -> str:
        return reverse("meetings:detail", args=[result.code])

    def context(self, thing: Group) -> dict[str, Any]:
        others = [g for g in groups.groups(self.on.date()) if g.code != thing.code and policies.can_plan(self.person, g, self.on.date())]
        more = [(g.shown, reverse("meetings:plan", args=[g.code])) for g in others]
        return {"cancel_url": reverse("meetings:group", args=[thing.code]), "facts": [(gettext("Grupp"), thing.shown)], "more": more}

    template = "meetings/plan.html"


class MovePage(MeetingAct):
    """Change when and where."""

    title = _("Ändra tid eller plats")
    help = _("De som redan är kallade får ett nytt besked, och deras kalendrar följer med.")
    done = _("Tid och plats är ändrade.")

    def verdict(self, thing: Meeting) -> Verdict:
        called = MeetingState(thing.state) is MeetingState.CALLED
        return policies.can_run(self.person, thing, "move" if called else "plan", self.on.date())

    def form(self, thing: Meeting, **data: Any) -> forms.Form:
        return MeetingForm(meeting=thing, on=self.on.date(), by=self.person, **data)

    def run(self, thing: Meeting, cleaned: dict[str, Any]) -> Any:
        return commands.move_meeting(meeting=thing, **cleaned, by=self.person, on=self.on)


class AgendaPage(MeetingAct):
    """Put waiting cases on the agenda."""

    title = _("Sätt upp ärenden")
    help = _("Listan är de ärenden som väntar på gruppen just nu. Det som sätts upp efter kallelsen märks ut i protokollet.")
    button = _("Sätt upp")
    done = _("Ärendena står på föredragningslistan.")

    def verdict(self, thing: Meeting) -> Verdict:
        return _adding(self, thing)

    def form(self, thing: Meeting, **data: Any) -> forms.Form:
        there = {(i.application_id, i.year) for i in items_of(thing)}
        return CasesForm(waiting=[c for c in agenda.waiting(thing.group) if (c.application.pk, c.year) not in there], **data)

    def run(self, thing: Meeting, cleaned: dict[str, Any]) -> Any:
        return commands.add_case(meeting=thing, keys=cleaned["cases"], by=self.person, on=self.on)


def _adding(page: HousePage, meeting: Meeting) -> Verdict:
    called = MeetingState(meeting.state) is not MeetingState.DRAFT
    return policies.can_run(page.person, meeting, "add" if called else "plan", page.on.date())


class PointPage(MeetingAct):
    """Put something else on the agenda."""

    title = _("Lägg till en övrig punkt")
    button = _("Lägg till")
    done = _("Punkten står på föredragningslistan.")
    form_class = PointForm

    def verdict(self, thing: Meeting) -> Verdict:
        return _adding(self, thing)

    def run(self, thing: Meeting, cleaned: dict[str, Any]) -> Any:
        return commands.add_point(meeting=thing, **cleaned, by=self.person, on=self.on)


class DropPage(ItemAct):
    """Take an item off the agenda before the notice."""

    title = _("Ta bort punkten")
    help = _("Ärendet väntar kvar på gruppen och kan sättas upp igen.")
    button = _("Ta bort")
    done = _("Punkten är borttagen.")

    def verdict(self, thing: Item) -> Verdict:
        return policies.can_run(self.person, thing.meeting, "plan", self.on.date())

    def run(self, thing: Item, cleaned: dict[str, Any]) -> Any:
        return commands.drop_item(item=thing, by=self.person, on=self.on)

    def went_to(self, thing: Item, result: Any) -> str:
        return reverse("meetings:detail", args=[thing.meeting.code])


class CallPage(MeetingAct):
    """Send the notice, with the papers frozen as they are."""

    title = _("Skicka kallelsen")
    help = _(
        "Handlingarna fryses som de är nu, var och en med sin kontrollsumma. Ändras ett ärende sedan syns det vid handlingen. "
        "Ledamöter och ersättare kallas med e-post och på sina bord."
    )
    button = _("Kalla")
    done = _("Kallelsen är skickad och handlingarna är frysta.")

    def verdict(self, thing: Meeting) -> Verdict:
        verdict = policies.can_run(self.person, thing, "call", self.on.date())
        late = notice_in_time(starts_on=thing.starts_at.date(), days=thing.group.notice_days, on=self.on.date())
        return verdict + (late if verdict else YES)

    def form(self, thing: Meeting, **data: Any) -> forms.Form:
        if data and policies.can_run(self.person, thing, "call", self.on.date()):
            self.papers = papers_for(thing, items_of(thing), self.on)  # slow: made before the write begins
        return super().form(thing, **data)

    def run(self, thing: Meeting, cleaned: dict[str, Any]) -> Any:
        return commands.call(meeting=thing, papers=getattr(self, "papers", []), by=self.person, on=self.on)


class CancelPage(MeetingAct):
    """Cancel a meeting that has not begun."""

    title = _("Ställ in mötet")
    help = _("Ärendena väntar kvar på gruppen.")
    button = _("Ställ in")
    done = _("Mötet är inställt.")
    form_class = ReasonForm

    def verdict(self, thing: Meeting) -> Verdict:
        return policies.can_run(self.person, thing, "cancel", self.on.date())

    def run(self, thing: Meeting, cleaned: dict[str, Any]) -> Any:
        return commands.cancel(meeting=thing, **cleaned, by=self.person, on=self.on)


class PaperFile(HousePage):
    """One paper as it was sent; not for who has a conflict of interest in its case."""

    def get(self, request: HttpRequest, code: str, number: int) -> HttpResponse:
        meeting = meeting_of(self, code)
        paper = paper_at(meeting.pk, number)
        if paper is None or (paper.item and conflicted_items(self.person, [paper.item])):
            return HttpResponse(status=404)
        return file(bytes(paper.content), paper.content_type, paper.filename)


class BundleFile(HousePage):
    """All papers as they were sent: one PDF, or a zip; without those of cases in which one has a conflict of interest."""

    def get(self, request: HttpRequest, code: str, kind: str) -> HttpResponse:
        meeting = meeting_of(self, code)
        papers = all_papers(meeting.pk, conflicted_items(self.person, items_of(meeting)))
        if not papers:
            return HttpResponse(status=404)
        if kind == "zip":
            return file(zipped(meeting, papers), "application/zip", f"{meeting.code}.zip")
        return file(bundle(meeting, papers, self.on), "application/pdf", f"{meeting.code}.pdf")
