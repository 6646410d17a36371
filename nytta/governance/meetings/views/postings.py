"""The public notice board: that minutes are approved, for three weeks; and the registrar's act of posting."""

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.queries import the_city
from nytta.kit.pages import ActPage, DetailPage
from nytta.kit.panels import Act
from nytta.kit.words import label
from nytta.plain.verdicts import Verdict, no

from .. import commands, policies
from ..forms import PostForm
from ..models import Meeting, Posting
from ..queries.groups import bodies_that_post
from ..queries.postings import posted, posting_at, posting_of, postings
from ..rules import not_posted
from ..terms import MeetingState, ReviewNote
from .finding import meeting_of, trail

NOTE_TEXTS = {
    ReviewNote.LEGALITY: _(
        "Medlemmar i kommunen kan begära laglighetsprövning hos förvaltningsrätten, inom tre veckor från den dag då anslaget sattes upp. "
        "Skrivelsen lämnas till förvaltningsrätten (13 kap. kommunallagen)."
    ),
    ReviewNote.SPECIAL: _("Besluten överklagas enligt särskild lag. Hur, och inom vilken tid, står i varje beslut."),
    ReviewNote.NOT_APPEALABLE: _("Besluten är rent förberedande eller verkställande och kan inte överklagas (13 kap. 2 § kommunallagen)."),
}


class PostingsPage(DetailPage):
    """What is posted today, for anybody; it goes down by itself."""

    public = True
    template = "meetings/postings.html"

    def thing(self, **address: Any) -> Any:
        return self.on.date()

    def context(self, thing: Any) -> dict[str, Any]:
        may = bool(policies.can_post(self.person, thing))
        now = list(posted(thing))
        keys = {p.pk for p in now}
        before = [p for p in postings().select_related("group").order_by("-posted_on", "-pk")[:60] if p.pk not in keys] if may else []
        new = Act(gettext("Nytt anslag"), reverse("meetings:post"), primary=True)
        return {
            "title": gettext("Anslag"), "crumbs": ((gettext("Anslag"), ""),), "acts": [new] if may else [], "may": may,
            "postings": [(p, label(ReviewNote(p.note)), gettext(NOTE_TEXTS[ReviewNote(p.note)])) for p in now], "before": before,
        }  # fmt: skip


class PostPage(ActPage):
    """Post that a committee's or board's minutes are approved."""

    title = _("Nytt anslag")
    help = _(
        "Anslaget syns för alla på anslagssidan och försvinner av sig självt. Det går inte att ändra; ett fel rättas med ett nytt anslag."
    )
    button = _("Sätt upp anslaget")
    done = _("Anslaget är uppsatt.")
    meeting: Meeting | None = None
    corrects: Posting | None = None

    def thing(self, **address: Any) -> Any:
        if "corrects" in address:
            self.corrects = posting_at(address["corrects"])
            if self.corrects is None or not policies.can_post(self.person, self.on.date()):
                raise Http404
        self.crumbs = ((gettext("Anslag"), reverse("meetings:postings")), (gettext(self.title), ""))
        return self.corrects

    def verdict(self, thing: Any) -> Verdict:
        return policies.can_post(self.person, self.on.date())

    def form(self, thing: Any, **data: Any) -> forms.Form:
        office, today = the_city().executive_office, self.on.date()
        initial: dict[str, Any] = {"posted_on": today, "kept_at": office[:1].upper() + office[1:]}
        if self.corrects is not None:
            names = ("title", "held_on", "approved_on", "posted_on", "kept_at", "note")
            initial |= {n: getattr(self.corrects, n) for n in names} | {"group": self.corrects.group.code}
        groups = [self.corrects.group] if self.corrects else bodies_that_post(today)
        return PostForm(groups=groups, initial=initial, **data)

    def run(self, thing: Any, cleaned: dict[str, Any]) -> Posting:
        meeting = self.corrects.meeting if self.corrects else None
        return commands.post(meeting=meeting, corrects=self.corrects, **cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Any, result: Posting) -> str:
        return reverse("meetings:postings") + f"#anslag-{result.pk}"

    def context(self, thing: Any) -> dict[str, Any]:
        return {"cancel_url": reverse("meetings:postings")}


class PostMeetingPage(PostPage):
    """Post that a group's own minutes are approved."""

    title = _("Anslå att protokollet är justerat")

    def thing(self, **address: Any) -> Meeting:
        meeting = meeting_of(self, address["code"])
        self.crumbs = trail(meeting, (gettext(self.title), ""))
        return meeting

    def verdict(self, thing: Meeting) -> Verdict:
        early = no("posting_early", "Protokollet är inte justerat än.", "Kommunallagen 8 kap. 12 §", "Vänta tills båda har justerat.")
        there = posting_of(thing)
        once = not_posted(there.posted_on if there else None)
        return super().verdict(thing) + (once if MeetingState(thing.state) is MeetingState.APPROVED else early)

    def form(self, thing: Meeting, **data: Any) -> forms.Form:
        office = the_city().executive_office
        approved = timezone.localtime(thing.approved_at).date() if thing.approved_at else self.on.date()
        initial = {
            "title": gettext("%(group)s, protokoll %(code)s") % {"group": thing.group.shown, "code": thing.code}, "posted_on": self.on.date(),
            "held_on": timezone.localtime(thing.starts_at).date(), "approved_on": approved, "kept_at": office[:1].upper() + office[1:],
            "note": ReviewNote.NOT_APPEALABLE.value,
        }  # fmt: skip
        return PostForm(initial=initial, **data)

    def run(self, thing: Meeting, cleaned: dict[str, Any]) -> Posting:
        return commands.post(group=thing.group, meeting=thing, **cleaned, by=self.person, on=self.on)

    def context(self, thing: Meeting) -> dict[str, Any]:
        return {"cancel_url": reverse("meetings:detail", args=[thing.code])}
