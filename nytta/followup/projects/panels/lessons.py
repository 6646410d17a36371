"""Lessons beside what is written. Source: N6."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext

from nytta.governance.applications.models import Application
from nytta.governance.applications.terms import CaseState
from nytta.kit.panels import Block, panel
from nytta.needs.intake.models import Idea

from .. import queries


def _lessons(text: str) -> list[Block]:
    found = queries.lessons_like(text)
    return [Block(gettext("Erfarenheter från liknande projekt"), "projects/_lessons.html", {"projects": found})] if found else []


@panel("idea.blocks", order=80)
def lessons_for_idea(idea: Idea, person: Any, on: date | datetime) -> Iterable[Block]:
    """What others have learnt that resembles the idea. Source: N6."""
    return _lessons(f"{idea.title} {idea.text}")


@panel("case.side", order=80)
def lessons_for_draft(application: Application, person: Any, on: date | datetime) -> Iterable[Block]:
    """What others have learnt that resembles the case, while it is written. Source: N6."""
    if CaseState(application.state) is not CaseState.DRAFT:
        return []
    return _lessons(f"{application.title} {application.summary}")
