"""The last three steps of a case, on its page."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from nytta.city.organisation.models import Person
from nytta.governance.applications.models import Application
from nytta.governance.applications.terms import CaseState
from nytta.kit.panels import Act, Block, panel
from nytta.kit.prepared import PreparedThings

from .. import policies
from ..models import Project, StatusReport
from ..terms import ProjectState


def day_of(on: date | datetime) -> date:
    """The day of a moment or a day, as pages give either."""
    return on.date() if isinstance(on, datetime) else on


_PROJECT = PreparedThings(lambda application: Project.objects.filter(application=application).select_related("manager").order_by("pk"), int)


_LAST_REPORT = PreparedThings(lambda project: StatusReport.objects.filter(project=project)[:1], int)


def known(application: Application) -> Project | None:
    """The project of a granted case; asked for once while a page is made."""
    if CaseState(application.state) is not CaseState.GRANTED:
        return None
    memory: dict[str, Any] = application.__dict__.setdefault("remembered", {})
    if "project" not in memory:
        memory["project"] = next(iter(_PROJECT(application.pk)), None)
    found: Project | None = memory["project"]
    return found


@panel("case.steps")
def steps(application: Application, on: date | datetime) -> Iterable[tuple[int, date | None, str]]:
    """Follow-up, closure and effect, with their dates."""
    project = known(application)
    if project is None:
        return [(6, None, "now")] if CaseState(application.state) is CaseState.GRANTED else []
    state = ProjectState(project.state)
    run = {ProjectState.RUNNING: "now"}.get(state, "done")
    closed = {ProjectState.RUNNING: "todo", ProjectState.CLOSING: "now"}.get(state, "done")
    effect = {ProjectState.CLOSED: "now", ProjectState.EFFECT_REPORTED: "done"}.get(state, "todo")
    return [(6, project.started_on, run), (7, project.closed_on, closed), (8, project.effect_on, effect)]


@panel("case.blocks", order=70)
def project_block(application: Application, person: Any, on: date | datetime) -> Iterable[Block]:
    """The project in short, with the way to its page."""
    project = known(application)
    if project is None:
        return []
    last = next(iter(_LAST_REPORT(project.pk)), None)
    return [Block(gettext("Projektet"), "projects/_in_case.html", {"project": project, "last": last}, "projekt")]


@panel("case.acts", order=70)
def open_act(application: Application, person: Person | None, on: date | datetime) -> Iterable[Act]:
    """Open the project of a granted case."""
    if CaseState(application.state) is not CaseState.GRANTED or known(application) is not None:
        return []
    if not policies.can_open(person, application, day_of(on)):
        return []
    return [Act(gettext("Starta projektet"), reverse("projects:open", args=[application.code]), primary=True)]


@panel("subject.links")
def case_link(subject: str, person: Person | None) -> Iterable[tuple[str, str]]:
    """The page of the case that a decision or an item is about: the public one for the public."""
    if not re.fullmatch(r"A-\d{4}-\d+", subject):
        return []
    return [(subject, reverse("applications:detail" if person else "portal:case", args=[subject]))]
