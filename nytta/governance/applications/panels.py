"""What applications add to other pages: an idea can be carried on as an application."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from nytta.kit.panels import Act, Block, panel
from nytta.needs.intake.models import Idea

from . import policies, queries


@panel("idea.acts")
def carry_on(idea: Idea, person: Any, on: date | datetime) -> list[Act]:
    """Write an application from the idea."""
    day = on.date() if isinstance(on, datetime) else on
    if not policies.can_start(person, day):
        return []
    return [Act(gettext("Skriv ansökan"), f"{reverse('applications:new')}?ide={idea.code}", not queries.from_idea(idea, person, day))]


@panel("idea.blocks")
def carried_on(idea: Idea, person: Any, on: date | datetime) -> list[Block]:
    """The applications that came of the idea."""
    day = on.date() if isinstance(on, datetime) else on
    found = queries.from_idea(idea, person, day)
    return [Block(gettext("Ansökningar ur idén"), "applications/_from_idea.html", {"found": found})] if found else []
