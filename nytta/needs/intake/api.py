"""Ideas and support for programs. Source: N3; N5; F15; D14."""

from typing import Any

from django.utils.translation import gettext_noop as _

from nytta.city.organisation.api import BODY, told_body
from nytta.kit.api import Choice, Detail, Field, Resource
from nytta.kit.api.shapes import Json

from .lists import IDEAS, SUPPORTS
from .models import Idea
from .terms import IdeaState


def _idea(page: Any, thing: Idea) -> Json:
    return {
        "code": thing.code, "title": thing.title, "text": thing.text, "state": thing.state, "goal": thing.goal.code if thing.goal else None,
        "focus_area": thing.focus_area.number if thing.focus_area else None, "body": told_body(thing.body), "written_by": thing.by.name,
        "written_on": thing.written_on, "answer": thing.answer, "answered_on": thing.answered_on,
    }  # fmt: skip


IDEA = Detail(
    page="intake:detail",
    fields=(
        Field("code", _("Kod"), "code", null=False, example="I-2026-001"), Field("title", _("Idé")), Field("text", _("Idén")),
        Field("state", _("Läge"), "term", terms=IdeaState), Field("goal", _("Mål"), "code", example="KF1"),
        Field("focus_area", _("Fokusområde"), "whole", example=1), Field("body", _("Från"), "thing", of=BODY),
        Field("written_by", _("Lämnad av")), Field("written_on", _("Lämnad"), "day"), Field("answer", _("Svar")),
        Field("answered_on", _("Besvarad"), "day"),
    ),
    read=_idea,
)  # fmt: skip

RESOURCES = (
    Resource(
        "ideas", "idea", IDEAS, _("Idéer från dem som arbetar i kommunen, och vad de fick för svar."), detail=IDEA,
        filters={"by": Choice("mine", {"true": "{pk}"})},
    ),
    Resource(
        "support-requests", "support-request", SUPPORTS, _("Frågor till coacherna som du får se, och vad som blev av dem."),
        filters={"lage": "state", "amne": "subject", "vems": Choice("role", {"asked": "asked-{pk}", "coach": "coach-{pk}"})},
    ),
)  # fmt: skip
