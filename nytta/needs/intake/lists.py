"""The register of ideas."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit.lists import Column, Filter, Listing
from nytta.kit.words import label
from nytta.needs.goals.models import CouncilGoal

from .models import Idea
from .queries import ideas
from .terms import IdeaState

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
    empty=_("En idé tar en minut att skriva, och alla får svar."),
)
