"""A group's page with its rules and calendar, and calendars that other programs read."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, override
from django.utils.translation import gettext_noop as _

from nytta.kit import calendars
from nytta.kit.pages import ActPage, DetailPage, HousePage
from nytta.kit.panels import Act
from nytta.kit.shown_once import ShownOnce
from nytta.kit.words import label
from nytta.plain.verdicts import YES, Verdict

from .. import commands, policies
from ..documents.calendar import calendar
from ..forms import RulesForm
from ..lists import TAGS
from ..models import Feed, Group
from ..queries import agenda, groups
from ..queries.circulation import asked_of
from ..queries.circulation import of_group as circulations_of
from ..queries.meetings import next_of, of_group, sees_all
from ..rules import circulation_allowed, needed
from ..terms import Approvers, CirculationState, GroupKind, MeetingState
from .circulation import TAGS as CIRCULATION_TAGS
from .finding import group_of, trail


class GroupsPage(DetailPage):
    """The groups that meet, and one's own calendar."""

    template = "meetings/groups.html"

    def thing(self, **address: Any) -> Any:
        return self.person

    def context(self, thing: Any) -> dict[str, Any]:
        on = self.on.date()
        mine = set(groups.codes_of(self.person, on))
        return {
            "title": gettext("Grupper och kalendrar"), "crumbs": trail(None, (gettext("Grupper och kalendrar"), "")),
            "groups": [(g, label(GroupKind(g.kind)), g.code in mine) for g in groups.groups(on)], "feed": groups.feed_of_person(self.person),
        }  # fmt: skip


class _NewAddress(ShownOnce):
    """Make a calendar's secret address, which is shown once."""

    button = _("Ny adress")
    secret_label = _("Kalenderadressen")
    secret_help = _("Klistra in adressen i kalendern som en prenumeration nu. Den visas bara här och bara nu; Nytta sparar den inte.")
    lost_help = _("Blir den borta: förnya den. Den som har adressen ser mötenas tid och plats, så ge den inte till andra.")

    def renewed(self, group: Group | None) -> Feed:
        """The calendar with a new address."""
        feed, token = commands.renew_feed(group=group, by=self.person, on=self.on)
        self.secret = f"{settings.SITE_URL}{reverse('meetings:feed', args=[token])}"
        return feed


class GroupPage(DetailPage):
    """A group: who sits in it, its own rules, what waits for it, its meetings and circulations, its calendar."""

    template = "meetings/group.html"

    def thing(self, **address: Any) -> Group:
        return group_of(self, address["code"])

    def context(self, thing: Group) -> dict[str, Any]:
        on = self.on.date()
        seats = groups.seats(thing, on)
        inside = any(s.person_id == self.person.pk for s in seats) or sees_all(self.person, on)
        meetings = [(m, label(MeetingState(m.state)), TAGS[m.state]) for m in of_group(thing, self.person, on)]
        rounds = circulations_of(thing) if inside else []
        kind = label(GroupKind(thing.kind))
        return {
            "title": thing.shown, "subtitle": kind if kind != thing.shown else "", "crumbs": trail(None, (thing.shown, "")), "seats": seats, "inside": inside,
            "chair": groups.chair_of(thing, on, seats), "rules": _rules(thing, agenda.ordinary(seats)), "meetings": meetings,
            "circulations": [(c, label(CirculationState(c.state)), CIRCULATION_TAGS[c.state]) for c in rounds],
            "waiting": agenda.waiting(thing) if inside else [], "acts": self._acts(thing), "statutory": GroupKind(thing.kind) is GroupKind.STATUTORY,
            "feed": groups.feed_of_group(thing) if inside else None, "may_renew": bool(policies.can_renew_feed(self.person, thing, on)),
        }  # fmt: skip

    def _acts(self, thing: Group) -> list[Act]:
        on, found = self.on.date(), []
        if policies.can_plan(self.person, thing, on):
            found.append(Act(gettext("Planera ett möte"), reverse("meetings:plan", args=[thing.code]), primary=True))
        allowed = circulation_allowed(kind=GroupKind(thing.kind), allowed=thing.may_circulate)
        if not allowed or policies.can_circulate(self.person, thing, on):
            url = reverse("meetings:circulate", args=[thing.code])
            found.append(Act(gettext("Skicka ett ärende på cirkulation"), url, why_not=allowed.blocking))
        if policies.can_set_rules(self.person, thing, on):
            found.append(Act(gettext("Ändra gruppens regler"), reverse("meetings:rules", args=[thing.code])))
        return found


def _rules(group: Group, members: int) -> list[tuple[str, str]]:
    if GroupKind(group.kind) is GroupKind.STATUTORY:
        return []
    least = needed(members=members, quorum=group.quorum)
    how = gettext("eget antal") if group.quorum else gettext("mer än hälften av ledamöterna")
    return [
        (gettext("Beslutför med"), f"{least} ({how})"),
        (gettext("Cirkulation"), gettext("Ja, mellan mötena") if group.may_circulate else gettext("Nej, bara på möten")),
        (gettext("Justerar"), label(Approvers(group.approvers))),
        (gettext("Kallelse"), gettext("minst %(days)s dagar före") % {"days": group.notice_days}),
        (gettext("Vilar på"), group.ground or gettext("Inget eget beslut: reglerna som gäller tills gruppen har egna")),
    ]  # fmt: skip


class RulesPage(ActPage):
    """Set a group's own rules."""

    title = _("Ändra gruppens regler")
    help = _("Gruppen är tjänstemännens egen: inga regler i lag gäller för dess möten. Ange beslutet som reglerna vilar på.")
    done = _("Reglerna är sparade.")

    def thing(self, **address: Any) -> Group:
        group = group_of(self, address["code"])
        self.crumbs = trail(None, (group.shown, reverse("meetings:group", args=[group.code])), (gettext(self.title), ""))
        return group

    def verdict(self, thing: Group) -> Verdict:
        return policies.can_set_rules(self.person, thing, self.on.date())

    def form(self, thing: Group, **data: Any) -> forms.Form:
        return RulesForm(group=thing, **data)

    def run(self, thing: Group, cleaned: dict[str, Any]) -> Any:
        return commands.set_rules(group=thing, values=cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Group, result: Any) -> str:
        return reverse("meetings:group", args=[thing.code])

    def context(self, thing: Group) -> dict[str, Any]:
        return {"cancel_url": reverse("meetings:group", args=[thing.code]), "facts": [(gettext("Grupp"), thing.shown)]}


class RenewFeedPage(_NewAddress, RulesPage):
    """A new secret address for a group's calendar."""

    title = _("Skapa eller förnya kalenderadressen")
    help = _("Den gamla adressen slutar att gälla genast. Ge adressen bara till dem som ska ha gruppens möten i sin kalender.")

    def verdict(self, thing: Group) -> Verdict:
        return policies.can_renew_feed(self.person, thing, self.on.date())

    def form(self, thing: Group, **data: Any) -> forms.Form:
        return forms.Form(**data)

    def run(self, thing: Group, cleaned: dict[str, Any]) -> Any:
        return self.renewed(thing)


class RenewOwnPage(_NewAddress):
    """A new secret address for one's own calendar."""

    title = _("Skapa eller förnya din kalenderadress")
    help = _(
        "Din kalender har alla möten i de grupper där du sitter, och sista dagen i cirkulationer. Den gamla adressen slutar att gälla genast."
    )

    def verdict(self, thing: Any) -> Verdict:
        return YES

    def run(self, thing: Any, cleaned: dict[str, Any]) -> Any:
        return self.renewed(None)

    def went_to(self, thing: Any, result: Any) -> str:
        return reverse("meetings:groups")

    def context(self, thing: Any) -> dict[str, Any]:
        return {"cancel_url": reverse("meetings:groups")}


class FeedFile(HousePage):
    """A calendar at its secret address, for a program that cannot log in."""

    public = True

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        feed = groups.feed_at(token)
        if feed is None or (feed.person is not None and not feed.person.is_active):
            raise Http404
        on = self.on.date()
        with override(feed.person.letter_language if feed.person else "sv"):
            if feed.group is not None:
                content = calendar(feed.group.shown, next_of([feed.group.code], self.on), [], self.on)
            else:
                assert feed.person is not None  # a calendar is a group's or a person's
                codes = groups.codes_of(feed.person, on)
                own, asked = next_of(codes, self.on), asked_of(feed.person, codes)
                content = calendar(gettext("Nytta: mina möten"), own, asked, self.on)
        return calendars.answer(content)
