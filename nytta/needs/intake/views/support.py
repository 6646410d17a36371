"""Pages of support: a register, one page to ask on, one with the answer, and the coaches' load."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Person
from nytta.city.records.queries import holders
from nytta.city.records.terms import Role
from nytta.kit import audit
from nytta.kit.pages import ActPage, DetailPage, ListPage
from nytta.kit.panels import Act, Block, gather
from nytta.kit.words import label
from nytta.plain.money import comma
from nytta.plain.verdicts import Verdict

from .. import commands, policies, queries
from ..forms import AskForm, FollowForm, HandOverForm, PromiseForm, SubjectsForm, SupportAnswerForm
from ..lists import SUPPORT_TAGS, SUPPORTS
from ..models import Support
from ..rules import Sum
from ..terms import Subject, SupportState


def trail(*last: tuple[str, str]) -> list[tuple[str, str]]:
    """Where one is, from the register down."""
    return [(gettext(SUPPORTS.title), reverse("support:list")), *last]


class Supports(ListPage):
    """The register: all requests for coaches and the office, one's own for everybody else. Source: F15."""

    listing = SUPPORTS
    template = "intake/support_list.html"

    def new_act(self) -> Act | None:
        return Act(gettext("Be om stöd"), reverse("support:ask"))

    def more(self, asked: Any) -> dict[str, Any]:
        day = self.on.date()
        return {
            "days": queries.promised_days(day), "sees_all": policies.sees_all_support(self.person, day),
            "may_give": bool(policies.can_keep_coaches(self.person, day)), "query": asked.address(),
        }  # fmt: skip


class Ask(ActPage):
    """Ask for support. Source: T; F15."""

    form_class = AskForm
    title = _("Be om stöd")
    button = _("Skicka frågan")
    done = _("Frågan är skickad, och en coach tar den.")

    def verdict(self, thing: Any) -> Verdict:
        return policies.can_ask(self.person, self.on.date())

    def form(self, thing: Any, **given: Any) -> forms.Form:
        return AskForm(initial={"about": self.request.GET.get("om", "").replace("\0", "")[:40]}, **given)

    def context(self, thing: Any) -> dict[str, Any]:
        days = queries.promised_days(self.on.date())
        facts = [(gettext("En coach tar frågan inom"), gettext("%(days)s arbetsdagar") % {"days": days})]
        return {"facts": facts, "cancel_url": reverse("support:list"), "crumbs": trail((gettext(self.title), ""))}

    def run(self, thing: Any, cleaned: dict[str, Any]) -> Support:
        return commands.ask_for_support(**cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Any, result: Support) -> str:
        return reverse("support:detail", args=[result.code])


def support_at(page: Any, code: str) -> Support:
    """The request under a code, or not found for whoever may not see it."""
    rows: QuerySet[Support] = Support.objects.select_related("by", "body", "coach", "idea")
    found = rows.filter(code=code).first()
    if found is None or not policies.can_see_support(page.person, found, page.on.date()):
        raise Http404
    return found


class SupportPage(DetailPage):
    """A request with its answer, its turns and what can be done."""

    def thing(self, **address: Any) -> Support:
        return support_at(self, address["code"])

    def context(self, thing: Support) -> dict[str, Any]:
        state, day = SupportState(thing.state), self.on.date()
        late = state is SupportState.ASKED and thing.due_on < day
        facts = [
            (gettext("Ämne"), label(Subject(thing.subject))),
            (gettext("Gäller"), thing.about or gettext("Inget ärende ännu")),
            (gettext("Frågad av"), f"{thing.by}, {thing.body}" if thing.body else thing.by),
            (gettext("Ställd"), thing.asked_on), (gettext("Tas senast"), thing.due_on), (gettext("Coach"), thing.coach),
            (gettext("Tagen"), thing.taken_on),
        ]  # fmt: skip
        about = gather("subject.links", thing.about, self.person) if thing.about else []
        if thing.idea:
            about = [(thing.idea.code, reverse("intake:detail", args=[thing.idea.code])), *about]
        context = {"s": thing, "late": late, "links": about, "turns": list(thing.turns.select_related("coach"))}
        return {
            "title": thing.title, "code": thing.code, "label": state, "color": "danger" if late else SUPPORT_TAGS[state.value],
            "facts": facts, "blocks": [Block(gettext("Frågan och svaret"), "intake/_support.html", context)], "acts": self.acts(thing),
            "events": audit.history(thing.code)[:50], "crumbs": trail((thing.code, "")),
        }  # fmt: skip

    def acts(self, s: Support) -> list[Act]:
        """What the person can do with the request."""
        person, day = self.person, self.on.date()
        every = (
            (gettext("Ta frågan"), "take", policies.can_take(person, s, queries.subjects_of(person), day)),
            (gettext("Svara"), "answer", policies.can_answer_support(person, s, day)),
            (gettext("Säg om det hjälpte"), "follow", policies.can_follow(person, s, day)),
            (gettext("Lämna över till en coach"), "hand_over", policies.can_hand_over(person, s, day)),
            (gettext("Ta tillbaka frågan"), "withdraw", policies.can_withdraw_support(person, s, day)),
        )
        found = [(text, name) for text, name, verdict in every if verdict]
        return [Act(text, reverse(f"support:{name}", args=[s.code]), n == 0) for n, (text, name) in enumerate(found)]


class SupportAct(ActPage):
    """An act on a request."""

    def thing(self, **address: Any) -> Support:
        return support_at(self, address["code"])

    def context(self, thing: Support) -> dict[str, Any]:
        here = reverse("support:detail", args=[thing.code])
        facts = [(gettext("Fråga"), thing.title), (gettext("Ämne"), label(Subject(thing.subject))), (gettext("Coach"), thing.coach)]
        return {"facts": facts, "lead": thing.text, "cancel_url": here, "crumbs": trail((thing.code, here), (gettext(self.title), ""))}

    def went_to(self, thing: Support, result: Support) -> str:
        return reverse("support:detail", args=[thing.code])


class Take(SupportAct):
    """A coach takes the request."""

    title = _("Ta frågan")
    button = _("Jag tar frågan")
    done = _("Frågan är din.")
    help = _("Du svarar för att frågan blir besvarad.")

    def verdict(self, thing: Support) -> Verdict:
        return policies.can_take(self.person, thing, queries.subjects_of(self.person), self.on.date())

    def run(self, thing: Support, cleaned: dict[str, Any]) -> Support:
        return commands.take_support(support=thing, by=self.person, on=self.on)


class HandOver(SupportAct):
    """Give the request to a coach with its subject."""

    title = _("Lämna över till en coach")
    button = _("Lämna över")
    done = _("Frågan är överlämnad.")

    def verdict(self, thing: Support) -> Verdict:
        return policies.can_hand_over(self.person, thing, self.on.date())

    def form(self, thing: Support, **given: Any) -> forms.Form:
        return HandOverForm(coaches=[c for c in queries.coaches(self.on.date(), thing.subject) if c.pk != thing.coach_id], **given)

    def run(self, thing: Support, cleaned: dict[str, Any]) -> Support:
        return commands.hand_over(support=thing, **cleaned, by=self.person, on=self.on)


class AnswerSupport(SupportAct):
    """The coach answers."""

    form_class = SupportAnswerForm
    title = _("Svara på frågan")
    button = _("Skicka svaret")
    done = _("Frågan är besvarad, och den som frågade får veta det.")

    def verdict(self, thing: Support) -> Verdict:
        return policies.can_answer_support(self.person, thing, self.on.date())

    def form(self, thing: Support, **given: Any) -> forms.Form:
        return SupportAnswerForm(initial={"answer": thing.answer}, **given)

    def run(self, thing: Support, cleaned: dict[str, Any]) -> Support:
        return commands.answer_support(support=thing, **cleaned, by=self.person, on=self.on)


class FollowUp(SupportAct):
    """Whoever asked says whether it helped."""

    form_class = FollowForm
    title = _("Säg om det hjälpte")
    button = _("Spara")
    done = _("Tack. Uppföljningen är sparad.")

    def verdict(self, thing: Support) -> Verdict:
        return policies.can_follow(self.person, thing, self.on.date())

    def context(self, thing: Support) -> dict[str, Any]:
        return {**super().context(thing), "lead": thing.answer}

    def run(self, thing: Support, cleaned: dict[str, Any]) -> Support:
        return commands.follow_support(support=thing, **cleaned, by=self.person, on=self.on)


class Withdraw(SupportAct):
    """Whoever asked takes the request back."""

    title = _("Ta tillbaka frågan")
    button = _("Ta tillbaka")
    done = _("Frågan är tillbakatagen.")

    def verdict(self, thing: Support) -> Verdict:
        return policies.can_withdraw_support(self.person, thing, self.on.date())

    def run(self, thing: Support, cleaned: dict[str, Any]) -> Support:
        return commands.withdraw_support(support=thing, by=self.person, on=self.on)


def days_said(found: Any) -> str:
    """A median of days, with a decimal only where there is one."""
    if found is None:
        return "–"
    return str(int(found)) if found == int(found) else comma(found, 1)


def row_of(of: Sum) -> tuple[int, int, int, str, str]:
    """A row of the load: in all, open, late, and the medians."""
    return of.number, of.open, of.late, days_said(of.days_to_taken), days_said(of.days_to_answered)


class Coaches(DetailPage):
    """Each coach with subjects and load, each subject with how long it takes. Source: F15."""

    template = "intake/coaches.html"

    def thing(self, **address: Any) -> None:
        if not policies.sees_all_support(self.person, self.on.date()):
            raise PermissionDenied

    def context(self, thing: None) -> dict[str, Any]:
        day = self.on.date()
        by_coach, by_subject, whole = queries.load(day)
        return {
            "title": gettext("Coacherna"), "days": queries.promised_days(day), "may": bool(policies.can_keep_coaches(self.person, day)),
            "coaches": [(one.coach, [label(s) for s in one.subjects], row_of(one.sum)) for one in by_coach],
            "subjects": [(label(one.subjects[0]), row_of(one.sum)) for one in by_subject], "whole": row_of(whole),
            "crumbs": trail((gettext("Coacherna"), "")),
        }  # fmt: skip


class OfficeAct(ActPage):
    """An act of the office on the coaches."""

    def verdict(self, thing: Any) -> Verdict:
        return policies.can_keep_coaches(self.person, self.on.date())

    def context(self, thing: Any) -> dict[str, Any]:
        up = reverse("support:coaches")
        return {"cancel_url": up, "crumbs": trail((gettext("Coacherna"), up), (gettext(self.title), ""))}

    def went_to(self, thing: Any, result: Any) -> str:
        return reverse("support:coaches")


class CoachSubjects(OfficeAct):
    """What a coach gives support in."""

    title = _("En coachs ämnen")
    button = _("Spara ämnena")
    done = _("Ämnena är sparade.")

    def thing(self, **address: Any) -> Person:
        found = holders(Role.COACH, self.on.date()).filter(pk=address["person"]).first()
        if found is None:
            raise Http404
        return found

    def form(self, thing: Person, **given: Any) -> forms.Form:
        return SubjectsForm(initial={"subjects": sorted(queries.subjects_of(thing))}, **given)

    def context(self, thing: Person) -> dict[str, Any]:
        return {**super().context(thing), "facts": [(gettext("Coach"), thing), (gettext("Titel"), thing.title)]}

    def run(self, thing: Person, cleaned: dict[str, Any]) -> Any:
        return commands.set_subjects(coach=thing, **cleaned, by=self.person, on=self.on)


class Promise(OfficeAct):
    """Within how many working days a request is taken."""

    title = _("Inom vilken tid stöd ges")
    button = _("Spara tiden")
    done = _("Tiden gäller frågor som ställs från i dag.")
    help = _("Lördagar, söndagar, helgdagar och de aftnar som räknas som helgdagar är inte arbetsdagar.")

    def form(self, thing: None, **given: Any) -> forms.Form:
        return PromiseForm(initial={"working_days": queries.promised_days(self.on.date())}, **given)

    def run(self, thing: None, cleaned: dict[str, Any]) -> Any:
        return commands.set_promise(**cleaned, by=self.person, on=self.on)
