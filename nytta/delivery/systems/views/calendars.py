"""The change calendar with its clashes, calendars for other programs, and the planned outages that are public."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override, pgettext
from django.utils.translation import gettext_noop as _

from nytta.kit import calendars
from nytta.kit.pages import DetailPage, HousePage, ListPage
from nytta.kit.shown_once import ShownOnce
from nytta.kit.words import label
from nytta.plain.verdicts import YES, Verdict

from .. import commands
from ..documents import calendar, months
from ..lists.changes import OUTAGES, TAGS
from ..models import ChangeNotice
from ..queries.changes import clashes_among, feed_at, feed_of, month, next_after, public_outages, reached_codes, within
from ..rules.changes import Clash
from ..terms import ChangeKind, NoticeState
from .changes import times_said, trail

BEHIND, AHEAD = timedelta(days=30), timedelta(days=366)
IN_A_FEED = (NoticeState.ANNOUNCED, NoticeState.GOING_AHEAD, NoticeState.DONE, NoticeState.CANCELLED)


def month_asked(request: HttpRequest, today: date) -> date:
    """The first of the month that an address asks for, else of this one."""
    try:
        asked = date.fromisoformat(f"{request.GET.get('manad', '')}-01")
    except ValueError:
        return today.replace(day=1)
    return asked if 1990 <= asked.year <= 2099 else today.replace(day=1)


def said_clash(clash: Clash, by_code: dict[str, ChangeNotice]) -> dict[str, Any]:
    """A clash as one reads it."""
    first, second = by_code[clash.first], by_code[clash.second]
    why = gettext("samma system") if clash.same_system else gettext("%(a)s når %(b)s") % (
        {"a": first.system.name, "b": second.system.name} if clash.first_reaches else {"a": second.system.name, "b": first.system.name}
    )  # fmt: skip
    return {"first": first, "second": second, "starts_at": clash.starts_at, "ends_at": clash.ends_at, "why": why}


class Calendar(HousePage):
    """The changes of a month as a picture and a table, and those that clash. Source: D4."""

    def get(self, request: HttpRequest) -> HttpResponse:
        first = month_asked(request, self.on.date())
        start, end = month(first)
        notices = list(within(start, end))
        clashes = clashes_among(notices, self.on.date())
        hit = {code for c in clashes for code in (c.first, c.second)}
        by_code = {n.code: n for n in notices}
        title = gettext("Ändringar i %(month)s") % {"month": date_format(first, "F Y").lower()}
        return render(request, "systems/calendar.html", {
            "title": title, "picture": months.drawn([_bar(n, n.code in hit) for n in notices], start, end, title=title) if notices else "",
            "rows": [(n, times_said(n), label(NoticeState(n.state)), TAGS[n.state], n.code in hit) for n in notices],
            "clashes": [said_clash(c, by_code) for c in clashes], "feed": feed_of(self.person),
            "before": (first - timedelta(days=1)).strftime("%Y-%m"), "after": (first + timedelta(days=32)).strftime("%Y-%m"),
            "crumbs": trail(None, (gettext("Kalender"), "")), "next": None if notices else next_after(end),
        })  # fmt: skip


def _bar(notice: ChangeNotice, clashes: bool) -> months.Bar:
    told = f"{notice.code} {notice.system.name}: {notice.title}, {times_said(notice)}"
    if clashes:
        told = f"{told}, {gettext('krockar')}"
    outage = ChangeKind(notice.kind) is ChangeKind.OUTAGE
    url = reverse("changes:detail", args=[notice.code])
    local = [timezone.localtime(m) for m in (notice.starts_at, notice.ends_at)]
    return months.Bar(f"{notice.system.name}: {notice.title}", url, local[0], local[1], outage, clashes, told)


class RenewChangeFeed(ShownOnce):
    """A new secret address for one's own calendar of changes."""

    title, button = _("Skapa eller förnya din kalenderadress"), _("Ny adress")
    secret_label = _("Kalenderadressen")
    secret_help = _("Klistra in adressen i kalendern som en prenumeration nu. Den visas bara här och bara nu; Nytta sparar den inte.")
    lost_help = _("Blir den borta: förnya den. Den är din egen, så ge den inte till andra.")
    help = _("Kalendern har alla anmälda ändringar i kommunens system. Den gamla adressen slutar att gälla genast.")

    def verdict(self, thing: Any) -> Verdict:
        return YES

    def form(self, thing: Any, **data: Any) -> forms.Form:
        return forms.Form(**data)

    def run(self, thing: Any, cleaned: dict[str, Any]) -> Any:
        feed, token = commands.renew_change_feed(by=self.person, on=self.on)
        self.secret = f"{settings.SITE_URL}{reverse('changes:feed', args=[token])}"
        return feed

    def went_to(self, thing: Any, result: Any) -> str:
        return reverse("changes:calendar")

    def context(self, thing: Any) -> dict[str, Any]:
        return {"cancel_url": reverse("changes:calendar"), "crumbs": trail(None, (gettext("Kalender"), reverse("changes:calendar")))}


class ChangeFeedFile(HousePage):
    """Announced changes at a secret address, for a program that cannot log in. Source: D4."""

    public = True

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        feed = feed_at(token)
        if feed is None:
            raise Http404
        notices = list(_coming(self.on))
        codes = reached_codes(notices)
        with override(feed.person.letter_language):
            name = gettext("Nytta: ändringar i kommunens system")
            return calendars.answer(calendar.changes(name, [(n, codes[n.pk]) for n in notices], self.on))


def _coming(now: datetime) -> Any:
    return within(now - BEHIND, now + AHEAD, IN_A_FEED).exclude(announced_at=None)


class Outages(ListPage):
    """Planned outages that owners have said are public, for anybody. Source: D4; D7."""

    listing = OUTAGES
    public = True
    template = "systems/outages.html"


class OutagePage(DetailPage):
    """One planned outage, with the text for the public and nothing of what lies behind. Source: D4; D7."""

    public = True

    def thing(self, **address: Any) -> ChangeNotice:
        found = public_outages(self.on).filter(code=address["code"]).first()
        if found is None:
            raise Http404
        return found

    def context(self, thing: ChangeNotice) -> dict[str, Any]:
        settled = NoticeState(thing.state) is NoticeState.GOING_AHEAD
        return {
            "title": thing.public_text, "code": thing.code, "label": gettext("Bestämt") if settled else gettext("Preliminärt"),
            "color": "info" if settled else "neutral", "facts": [(pgettext("one", "System"), thing.system.name), (gettext("Tid"), times_said(thing))],
            "crumbs": [(gettext(OUTAGES.title), reverse("changes:outages")), (thing.code, "")], "events": None,
        }  # fmt: skip


class OutageFeed(HousePage):
    """The public outages as a calendar to subscribe to. Source: D4; D7."""

    public = True

    def get(self, request: HttpRequest) -> HttpResponse:
        return calendars.answer(
            calendar.outages(gettext("Planerade driftstopp"), list(public_outages(self.on).select_related("system__owner")), self.on)
        )
