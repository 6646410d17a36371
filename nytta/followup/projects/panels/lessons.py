"""Experiences beside what is written. Source: N6."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext

from nytta.governance.applications.models import Application
from nytta.governance.applications.terms import CaseState
from nytta.kit.panels import Block, panel
from nytta.needs.intake.models import Idea

from .. import queries
from .case import day_of

WRITTEN_ON = (CaseState.DRAFT, CaseState.COMPLETION)


def _lessons(text: str, about: str, on: date | datetime) -> list[Block]:
    near = queries.lessons_like(text, day_of(on), besides=about)
    return (
        [Block(gettext("Erfarenheter från liknande projekt"), "projects/_lessons.html", {"near": near, "about": about}, "liknande")]
        if near
        else []
    )


@panel("idea.blocks", order=80)
def lessons_for_idea(idea: Idea, person: Any, on: date | datetime) -> Iterable[Block]:
    """What others have learnt that resembles the idea. Source: N6."""
    return _lessons(f"{idea.title} {idea.text}", idea.code, on)


@panel("idea.similar")
def lessons_while_writing(written: str, person: Any, on: date) -> Iterable[Block]:
    """What others have learnt that resembles an idea while it is written. Source: N6."""
    return _lessons(written, "", on)


@panel("case.side", order=80)
def lessons_for_draft(application: Application, person: Any, on: date | datetime) -> Iterable[Block]:
    """What others have learnt that resembles the case, while it is written. Source: N6."""
    if CaseState(application.state) not in WRITTEN_ON:
        return []
    return _lessons(f"{application.title} {application.summary}", application.code, on)


@panel("openness.words")
def lesson_part(subject: str, part: str) -> Iterable[str]:
    """What an experience is called where its openness is examined."""
    if not re.fullmatch(r"L-\d{4}-\d+", part):
        return []
    return [gettext("Erfarenhet %(code)s") % {"code": part}]
