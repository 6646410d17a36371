"""Pages of change notices: the register, a notice with whom it reaches, and how it is announced and settled."""

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_noop as _

from nytta.kit import audit
from nytta.kit.pages import ActPage, DetailPage, ListPage
from nytta.kit.panels import Act
from nytta.kit.templatetags.kit import moment
from nytta.kit.words import label
from nytta.plain.verdicts import Verdict

from .. import commands, policies
from ..forms.changes import ChangeForm, GoAheadForm, MoveForm, OutcomeForm, ReasonForm
from ..lists.changes import ANSWER_TAGS, CHANGES, TAGS
from ..models import ChangeNotice, NoticeAnswer, System
from ..queries.changes import affected, answers_of, clashes_with, notice_at, terms_on
from ..terms import AnswerState, ChangeKind, Impact, NoticeState

SHOWN = 100


def trail(notice: ChangeNotice | None, *last: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """Where one is, from the register down."""
    own = ((notice.code, reverse("changes:detail", args=[notice.code])),) if notice else ()
    return ((gettext(CHANGES.title), reverse("changes:list")), *own, *last)


def notice_of(code: str) -> ChangeNotice:
    """The notice under a code; or not found."""
    found = notice_at(code)
    if found is None:
        raise Http404
    return found


def times_said(notice: ChangeNotice) -> str:
    """From and until when, as one reads it."""
    return f"{moment(notice.starts_at)} – {moment(notice.ends_at)}"


def facts_of(notice: ChangeNotice) -> list[tuple[str, Any]]:
    """What a notice is about, in pairs."""
    return [
        (pgettext("one", "System"), f"{notice.system.name} ({notice.system.code})"),
        (gettext("Ägare"), notice.system.owner.name),
        (gettext("Slag"), label(ChangeKind(notice.kind))),
        (gettext("Tid"), times_said(notice)),
        (gettext("Under tiden"), label(Impact(notice.impact))),
    ]


class Changes(ListPage):
    """The register of change notices. Source: D4."""

    listing = CHANGES
    template = "systems/changes.html"

    def new_act(self) -> Act | None:
        may = policies.can_announce(self.person, None, self.on.date())
        return Act(gettext("Anmäl en ändring"), reverse("changes:new")) if may else None


def shown_answer(page: Any, answer: NoticeAnswer) -> dict[str, Any]:
    """One answer as the page tells it, and what the reader can do about it."""
    state, on = AnswerState(answer.state), page.on.date()
    mine = policies.represents(page.person, answer.owner_id, on)
    questions = list(answer.questions.all())
    return {
        "one": answer, "label": label(state), "color": ANSWER_TAGS[state.value], "mine": mine, "questions": questions,
        "late": state is AnswerState.WAITING and answer.due_on < on, "own": answer.owner_id == answer.notice.system.owner_id,
        "may_ask": mine and bool(policies.can_answer(page.person, answer, "ask", on)),
        "may_reply": state is AnswerState.ASKED and bool(policies.may_reply(page.person, answer, on)),
    }  # fmt: skip


class ChangePage(DetailPage):
    """A change: what, when, whom it reaches by which way, and what they have answered. Source: T; D4."""

    template = "systems/change.html"

    def thing(self, **address: Any) -> ChangeNotice:
        return notice_of(address["code"])

    def context(self, thing: ChangeNotice) -> dict[str, Any]:
        state, on = NoticeState(thing.state), self.on.date()
        answers = list(answers_of(thing))
        for one in answers:
            one.notice = thing
        reached = affected(thing.system, on, terms_on(on).steps)[1] if state is NoticeState.DRAFT else []
        standing = state not in (NoticeState.DONE, NoticeState.CANCELLED)
        return {
            "title": thing.title, "code": thing.code, "subtitle": thing.system.name, "label": label(state), "color": TAGS[state.value],
            "facts": facts_of(thing), "acts": self._acts(thing, answers), "events": audit.history(thing.code)[:20],
            "rows": [shown_answer(self, a) for a in answers], "reached": reached[:SHOWN], "reached_total": len(reached),
            "clashes": clashes_with(thing, on) if standing else [], "draft": state is NoticeState.DRAFT, "crumbs": trail(None, (thing.code, "")),
            "counted": [(label(s), sum(a.state == s.value for a in answers)) for s in AnswerState],
        }  # fmt: skip

    def _acts(self, thing: ChangeNotice, answers: list[NoticeAnswer]) -> list[Act]:
        """What the reader can do: as one of those who are asked, and as the announcer."""
        on, code = self.on.date(), [thing.code]
        asked = [a for a in answers if policies.represents(self.person, a.owner_id, on) and a.owner_id != thing.system.owner_id]
        acts = (
            [Act(gettext("Svara"), reverse("changes:answer", args=code), True)]
            if asked and NoticeState(thing.state) is NoticeState.ANNOUNCED
            else []
        )
        if not policies.represents(self.person, thing.system.owner_id, on):
            return acts
        rows = (
            ("write", gettext("Ändra utkastet"), "write", False), ("announce", gettext("Anmäl ändringen"), "announce", True),
            ("go_ahead", gettext("Bestäm att ändringen genomförs"), "go_ahead", True), ("close", gettext("Anteckna hur det gick"), "close", True),
            ("move", gettext("Flytta ändringen"), "move", False), ("cancel", gettext("Ställ in ändringen"), "cancel", False),
        )  # fmt: skip
        for name, text, act, first in rows:
            if policies.may_go_on(self.person, thing, act, on):
                acts.append(Act(text, reverse(f"changes:{name}", args=code), first))
        return acts


class NewChange(ActPage):
    """Write what is going to be done; nobody is told yet. Source: T; D4."""

    title = _("Anmäl en ändring")
    button = _("Spara utkastet")
    done = _("Utkastet är sparat. Se vilka ändringen når, och anmäl den sedan.")
    help = _(
        "Först sparas ett utkast, där du ser vilka system ändringen når och om den krockar med något annat. Ingen får veta något förrän du anmäler den."
    )

    def verdict(self, thing: Any) -> Verdict:
        return policies.can_announce(self.person, None, self.on.date())

    def form(self, thing: Any, **data: Any) -> forms.Form:
        asked = self.request.GET.get("system", "").replace("\0", "")[:12]
        system = System.objects.filter(code=asked, retired_on=None).first() if asked else None
        return ChangeForm(on=self.on.date(), system=system, **data)

    def run(self, thing: Any, cleaned: dict[str, Any]) -> ChangeNotice:
        return commands.draft_change(system=cleaned.pop("system"), values=cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Any, result: ChangeNotice) -> str:
        return reverse("changes:detail", args=[result.code])

    def context(self, thing: Any) -> dict[str, Any]:
        return {"cancel_url": reverse("changes:list"), "crumbs": trail(None, (gettext(self.title), ""))}


class _OnNotice(ActPage):
    """An act on a notice by who announced it; afterwards one is back on its page."""

    act: str

    def thing(self, **address: Any) -> ChangeNotice:
        return notice_of(address["code"])

    def verdict(self, thing: ChangeNotice) -> Verdict:
        return policies.may_go_on(self.person, thing, self.act, self.on.date())

    def went_to(self, thing: ChangeNotice, result: Any) -> str:
        return reverse("changes:detail", args=[thing.code])

    def context(self, thing: ChangeNotice) -> dict[str, Any]:
        return {"cancel_url": self.went_to(thing, None), "crumbs": trail(thing, (gettext(self.title), "")), "facts": facts_of(thing)}


class WriteChange(_OnNotice):
    """Change a draft. Source: D4."""

    title, button, done, act = _("Ändra utkastet"), _("Spara utkastet"), _("Utkastet är sparat."), "write"

    def form(self, thing: ChangeNotice, **data: Any) -> forms.Form:
        return ChangeForm(on=self.on.date(), notice=thing, **data)

    def run(self, thing: ChangeNotice, cleaned: dict[str, Any]) -> ChangeNotice:
        return commands.write_change(notice=thing, values=cleaned, by=self.person, on=self.on)


class Announce(_OnNotice):
    """Announce: whom it reaches and what it clashes with is shown before they are told. Source: T; P4; D4."""

    title, button, done, act = _("Anmäl ändringen"), _("Anmäl"), _("Ändringen är anmäld, och de som påverkas tillfrågas."), "announce"
    template = "systems/announce.html"
    help = _(
        "Ägarna till systemen här under får ett brev på sitt eget språk, med vägen till just deras system, och svarar ja, nej eller frågar."
    )

    def run(self, thing: ChangeNotice, cleaned: dict[str, Any]) -> ChangeNotice:
        return commands.announce(notice=thing, by=self.person, on=self.on)

    def context(self, thing: ChangeNotice) -> dict[str, Any]:
        on = self.on.date()
        terms = terms_on(on)
        found = affected(thing.system, on, terms.steps)[1]
        others = {a.system.owner.name for a in found if a.system.owner_id != thing.system.owner_id}
        return {
            **super().context(thing), "reached": found[:SHOWN], "reached_total": len(found), "owners": sorted(others), "terms": terms,
            "clashes": clashes_with(thing, on),
        }  # fmt: skip


class MoveChange(_OnNotice):
    """Move what has been announced; everybody is asked again. Source: D4."""

    title, button, done, act = (
        _("Flytta ändringen"),
        _("Flytta och fråga på nytt"),
        _("Ändringen är flyttad, och alla tillfrågas på nytt."),
        "move",
    )

    def form(self, thing: ChangeNotice, **data: Any) -> forms.Form:
        return MoveForm(on=self.on.date(), notice=thing, **data)

    def run(self, thing: ChangeNotice, cleaned: dict[str, Any]) -> ChangeNotice:
        return commands.move_change(notice=thing, **cleaned, by=self.person, on=self.on)


class GoAhead(_OnNotice):
    """Settle that it is made; a no is met with a decision and its reasons. Source: T; P4; D4."""

    title, button, done = (
        _("Bestäm att ändringen genomförs"),
        _("Genomför"),
        _("Ändringen ska genomföras, och de som tillfrågades får veta det."),
    )
    template = "systems/go_ahead.html"
    form_class = GoAheadForm
    help = _("Har någon sagt nej, eller inte svarat i tid, blir det ett beslut med skäl i beslutsregistret.")

    def verdict(self, thing: ChangeNotice) -> Verdict:
        return policies.can_settle_change(self.person, thing, self.on.date())

    def run(self, thing: ChangeNotice, cleaned: dict[str, Any]) -> ChangeNotice:
        return commands.go_ahead(notice=thing, **cleaned, by=self.person, on=self.on)

    def context(self, thing: ChangeNotice) -> dict[str, Any]:
        rows = [a for a in answers_of(thing) if AnswerState(a.state) is not AnswerState.YES]
        return {**super().context(thing), "against": [(a, label(AnswerState(a.state))) for a in rows]}


class CancelChange(_OnNotice):
    """Cancel it; those who were told are told again. Source: D4."""

    title, button, done, act = _("Ställ in ändringen"), _("Ställ in"), _("Ändringen är inställd."), "cancel"
    form_class = ReasonForm

    def run(self, thing: ChangeNotice, cleaned: dict[str, Any]) -> ChangeNotice:
        return commands.cancel_change(notice=thing, **cleaned, by=self.person, on=self.on)


class CloseChange(_OnNotice):
    """Say how it went. Source: D4."""

    title, button, done, act = _("Anteckna hur det gick"), _("Spara"), _("Ändringen är genomförd."), "close"
    form_class = OutcomeForm

    def run(self, thing: ChangeNotice, cleaned: dict[str, Any]) -> ChangeNotice:
        return commands.close_change(notice=thing, **cleaned, by=self.person, on=self.on)
