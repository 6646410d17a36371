"""Pages on which those whom a change reaches answer and ask, and the announcer replies."""

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit.pages import ActPage
from nytta.plain.verdicts import Verdict, no

from .. import commands, policies
from ..flow import NOTICE
from ..forms.changes import AnswerForm, QuestionForm
from ..models import ChangeNotice, NoticeAnswer
from ..queries.changes import answer_at, answers_of
from ..terms import AnswerState, NoticeState
from .changes import facts_of, notice_of, trail


class AnswerChange(ActPage):
    """Answer for one's own systems: yes, or no with a reason. Source: T; D4."""

    title, button, done = _("Svara på ändringen"), _("Skicka svaret"), _("Ditt svar är skickat.")
    template = "systems/answer.html"

    def thing(self, **address: Any) -> ChangeNotice:
        found = notice_of(address["code"])
        rows, on = answers_of(found), self.on.date()
        every = [a for a in rows if a.owner_id != found.system.owner_id]
        self.mine = [a for a in every if policies.represents(self.person, a.owner_id, on)]
        self.asked = every
        for one in self.mine:
            one.notice = found
        return found

    def verdict(self, thing: ChangeNotice) -> Verdict:
        if self.mine:
            return NOTICE.allows(NoticeState(thing.state), "answer")
        if self.asked:
            return policies.can_answer(self.person, self._with(thing, self.asked[0]), "yes", self.on.date())
        return no("nobody_asked", "Ändringen når inget system med en annan ägare.", "D4", "")

    def _with(self, thing: ChangeNotice, answer: NoticeAnswer) -> NoticeAnswer:
        answer.notice = thing
        return answer

    def form(self, thing: ChangeNotice, **data: Any) -> forms.Form:
        return AnswerForm(answers=self.mine, **data)

    def run(self, thing: ChangeNotice, cleaned: dict[str, Any]) -> list[NoticeAnswer]:
        seen = cleaned["seen"]
        chosen = [(a, _state(seen.get(a.system.code), a)) for a in self.mine if a.system.code in cleaned["systems"]]
        return commands.answer_changes(answers=chosen, yes=cleaned["answer"] == "yes", reason=cleaned["reason"], by=self.person, on=self.on)

    def went_to(self, thing: ChangeNotice, result: Any) -> str:
        return reverse("changes:detail", args=[thing.code])

    def context(self, thing: ChangeNotice) -> dict[str, Any]:
        return {
            "cancel_url": self.went_to(thing, None), "crumbs": trail(thing, (gettext(self.title), "")), "facts": facts_of(thing),
            "mine": self.mine, "text": thing.text,
        }  # fmt: skip


def _state(code: str | None, answer: NoticeAnswer) -> AnswerState:
    """What stood there when it was written; what stands there now where the page did not say."""
    return AnswerState(code) if code in AnswerState.codes() else AnswerState(answer.state)


class _OnAnswer(ActPage):
    """A question about one system, and the reply to it."""

    form_class = QuestionForm

    def thing(self, **address: Any) -> NoticeAnswer:
        found = answer_at(address["code"], address["system"])
        if found is None:
            raise Http404
        return found

    def went_to(self, thing: NoticeAnswer, result: Any) -> str:
        return reverse("changes:detail", args=[thing.notice.code])

    def context(self, thing: NoticeAnswer) -> dict[str, Any]:
        more = [(gettext("Gäller"), f"{thing.system.name} ({thing.owner.name})")]
        return {
            "cancel_url": self.went_to(thing, None),
            "crumbs": trail(thing.notice, (gettext(self.title), "")),
            "facts": facts_of(thing.notice) + more,
        }


class AskAbout(_OnAnswer):
    """Ask the announcer before answering. Source: D4."""

    title, button, done = _("Ställ en fråga"), _("Skicka frågan"), _("Frågan är ställd. Du får veta när den är besvarad.")

    def verdict(self, thing: NoticeAnswer) -> Verdict:
        return policies.can_answer(self.person, thing, "ask", self.on.date())

    def run(self, thing: NoticeAnswer, cleaned: dict[str, Any]) -> Any:
        return commands.ask_about(answer=thing, **cleaned, by=self.person, on=self.on)


class ReplyTo(_OnAnswer):
    """Reply to a question. Source: D4."""

    title, button, done = _("Besvara frågan"), _("Skicka svaret"), _("Frågan är besvarad.")

    def verdict(self, thing: NoticeAnswer) -> Verdict:
        return policies.may_reply(self.person, thing, self.on.date())

    def run(self, thing: NoticeAnswer, cleaned: dict[str, Any]) -> Any:
        return commands.reply_to(answer=thing, **cleaned, by=self.person, on=self.on)

    def context(self, thing: NoticeAnswer) -> dict[str, Any]:
        asked = thing.questions.filter(replied_at=None).first()
        return {**super().context(thing), "lead": asked.text if asked else ""}
