"""The registers of ideas and of support."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit.lists import Column, Filter, Listing
from nytta.kit.words import label
from nytta.needs.goals.models import CouncilGoal

from .models import Idea, Support
from .policies import sees_all_support
from .queries import ideas, visible_support
from .terms import IdeaState, Subject, SupportState

TAGS = {IdeaState.NEW.value: "info", IdeaState.TAKEN_UP.value: "success", IdeaState.DECLINED.value: "neutral"}


def _rows(person: Any) -> QuerySet[Idea]:
    return ideas()


def _states(person: Any) -> Sequence[tuple[str, str]]:
    return [(s.value, label(s)) for s in IdeaState]


def _goals(person: Any) -> Sequence[tuple[str, str]]:
    codes = CouncilGoal.objects.order_by("code").values_list("code", flat=True).distinct()
    return [(code, code) for code in codes]


def _whose(person: Any) -> Sequence[tuple[str, str]]:
    return [(str(person.pk), gettext("Mina egna"))]


IDEAS = Listing(
    name="intake:list",
    title=_("Idéer"),
    one=_("idé"),
    many=_("idéer"),
    rows=_rows,
    columns=(
        Column("title", _("Idé"), "title", sort="title", link=True, below="code"),
        Column("goal", _("Mål"), "goal__code", sort="goal__code"),
        Column("body", _("Från"), "body__name", sort="body__sort"),
        Column("state", _("Läge"), "state", kind="term", terms=IdeaState, tags=TAGS, sort="state"),
        Column("written_on", _("Lämnad"), "written_on", kind="day", sort="written_on"),
        Column("answered_on", _("Besvarad"), "answered_on", kind="day", sort="answered_on"),
    ),
    url=lambda code: reverse("intake:detail", args=[code]),
    order=("-written_on",),
    filters=(
        Filter("state", _("Läge"), "state", _states),
        Filter("goal", _("Mål"), "goal__code", _goals),
        Filter("by", _("Vems"), "by", _whose),
    ),
    search_kind="idea",
    answers="idea",
    empty=_("En idé tar en minut att skriva, och alla får svar."),
)

SUPPORT_TAGS = {
    SupportState.ASKED.value: "warning", SupportState.TAKEN.value: "info", SupportState.ANSWERED.value: "success",
    SupportState.FOLLOWED.value: "neutral", SupportState.WITHDRAWN.value: "neutral",
}  # fmt: skip


def _supports(person: Any) -> QuerySet[Support]:
    on = getattr(person, "remembered", {}).get("on")
    return visible_support(person, on, sees_all=sees_all_support(person, on)) if on else Support.objects.none()


def _support_states(person: Any) -> Sequence[tuple[str, str]]:
    late = [("late", gettext("Inte tagna i tid"))]
    return [("open", gettext("Alla öppna")), *late, *((s.value, label(s)) for s in SupportState)]


def _in_support_state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    if value == "open":
        return rows.filter(state__in=[SupportState.ASKED.value, SupportState.TAKEN.value])
    return rows.filter(rank=0) if value == "late" else rows.filter(state=value)


def _subjects(person: Any) -> Sequence[tuple[str, str]]:
    return [(s.value, label(s)) for s in Subject]


def _roles(person: Any) -> Sequence[tuple[str, str]]:
    return [(f"asked-{person.pk}", gettext("Frågor som jag har ställt")), (f"coach-{person.pk}", gettext("Frågor som jag har"))]


def _in_role(rows: QuerySet[Support], value: str) -> QuerySet[Support]:
    what, _dash, key = value.partition("-")
    return rows.filter(by=int(key)) if what == "asked" else rows.filter(coach=int(key))


SUPPORTS = Listing(
    name="support:list",
    title=_("Stöd"),
    one=_("fråga"),
    many=_("frågor"),
    rows=_supports,
    columns=(
        Column("title", _("Fråga"), "title", sort="title", link=True, below="code"),
        Column("subject", _("Ämne"), "subject", kind="term", terms=Subject, sort="subject"),
        Column("about", _("Gäller"), "about", kind="code", sort="about"),
        Column("body", _("Från"), "body__name", sort="body__sort", under="about"),
        Column("state", _("Läge"), "state", kind="term", terms=SupportState, tags=SUPPORT_TAGS, sort="state"),
        Column("coach", _("Coach"), "coach__name", sort="coach__name", under="state"),
        Column("asked_on", _("Ställd"), "asked_on", kind="day", sort="asked_on"),
        Column("due_on", _("Tas senast"), "due_on", kind="day", sort="due_on"),
        Column("taken_on", _("Tagen"), "taken_on", kind="day", sort="taken_on"),
        Column("answered_on", _("Besvarad"), "answered_on", kind="day", sort="answered_on"),
    ),
    url=lambda code: reverse("support:detail", args=[code]),
    order=("rank", "due_on"),
    filters=(
        Filter("lage", _("Läge"), _in_support_state, _support_states),
        Filter("amne", _("Ämne"), "subject", _subjects),
        Filter("vems", _("Vems"), _in_role, _roles),
    ),
    empty=_("Be om stöd när du behöver det: styrning, riktlinjer, avtal, arkitektur, tekniska standarder eller projektmetod."),
    help=_("Det som inte har tagits i tid står först."),
)
