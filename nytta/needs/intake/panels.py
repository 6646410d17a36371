"""What audited acts on ideas and support are called; support beside an idea, a case and a project."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Body
from nytta.kit import words
from nytta.kit.panels import Act, Block, Remains, panel, remains

from . import policies, queries
from .lists import SUPPORT_TAGS
from .models import Idea, Support
from .terms import IdeaState, Subject, SupportState

words.tell({
    "idea.write": _("lämnade idén"),
    "idea.take_up": _("förde idén vidare"),
    "idea.decline": _("besvarade idén"),
    "support.ask": _("bad om stöd"),
    "support.take": _("tog frågan"),
    "support.hand_over": _("lämnade över frågan"),
    "support.answer": _("besvarade frågan"),
    "support.helped": _("följde upp: stödet hjälpte"),
    "support.not_helped": _("följde upp: något saknas"),
    "support.withdraw": _("tog tillbaka frågan"),
    "support.subjects": _("ändrade en coachs ämnen"),
    "support.promise": _("ändrade inom vilken tid stöd ges"),
})  # fmt: skip

_SUPPORT = {
    "subject": _("Ämne"), "about": _("Gäller"), "due_on": _("Tas senast"), "state": _("Läge"), "subjects": _("Ämnen"),
    "working_days": _("Arbetsdagar"), "coach": _("Coach"),
}  # fmt: skip
words.tell_changes("idea", {"state": _("Läge")}, {"state": IdeaState})
words.tell_changes("support", _SUPPORT, {"subject": Subject, "subjects": Subject, "state": SupportState})


@panel("idea.acts", order=80)
@panel("case.acts", order=80)
def ask_about(thing: Any, person: Any, on: date | datetime) -> list[Act]:
    """Ask for support about an idea or a case."""
    day = on.date() if isinstance(on, datetime) else on
    if not policies.can_ask(person, day):
        return []
    return [Act(gettext("Be om stöd"), f"{reverse('support:ask')}?om={thing.code}")]


@panel("idea.blocks", order=60)
@panel("case.side", order=80)
def support_given(thing: Any, person: Any, on: date | datetime) -> list[Block]:
    """The support asked for about an idea or a case, for those who may see it."""
    day = on.date() if isinstance(on, datetime) else on
    asked = queries.support_about(thing.code) if getattr(thing, "support_asked", True) else []  # a case's page knows already
    rows = [s for s in asked if policies.can_see_support(person, s, day)]
    lines = [(s, words.label(SupportState(s.state)), SUPPORT_TAGS[s.state]) for s in rows]
    return [Block(gettext("Stöd"), "intake/_support_about.html", {"lines": lines}, "stod")] if lines else []


@panel("body.remains", order=70)
def asked_here(body: Body, last: date) -> list[Remains]:
    """Ideas that nobody has answered, and requests for support that are not finished; a request is told by its code alone."""
    ideas = Idea.objects.filter(body=body, state=IdeaState.NEW.value).order_by("pk")
    open_ = [s.value for s in (SupportState.ASKED, SupportState.TAKEN, SupportState.ANSWERED)]
    asked = Support.objects.filter(body=body, state__in=open_).order_by("pk")
    return [
        remains(
            gettext("Obesvarade idéer"), ideas, lambda i: (f"{i.code} {i.title}", reverse("intake:detail", args=[i.code])),
            gettext("Besvara dem innan, eller låt den som tar över göra det."),
        ),
        remains(gettext("Öppna frågor om stöd"), asked, lambda s: (s.code, ""), gettext("Coachen avslutar dem eller lämnar över dem.")),
    ]  # fmt: skip
