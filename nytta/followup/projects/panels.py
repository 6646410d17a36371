"""What projects add to other pages: the last three steps of a case, deviations for the development council, lessons."""

import re
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Body, Person
from nytta.city.records.rules.exemptions import Thing
from nytta.city.records.terms import Target
from nytta.governance.applications.models import Application
from nytta.governance.applications.terms import CaseState
from nytta.governance.portfolios.models import Portfolio
from nytta.kit import words
from nytta.kit.panels import Act, Block, Remains, panel, remains
from nytta.kit.prepared import PreparedThings
from nytta.needs.intake.models import Idea

from . import policies, queries
from .models import Project, StatusReport
from .terms import ProjectState

words.tell(
    {
        "project.open": _("startade projektet"),
        "project.report": _("lämnade lägesrapport"),
        "project.deviation_seen": _("noterade att utvecklingsrådet har tagit del av avvikelsen"),
        "project.ask_to_close": _("begärde avslut"),
        "project.accept_closure": _("godtog avslutet"),
        "project.return_closure": _("skickade tillbaka avslutet"),
        "project.report_effect": _("redovisade effekten"),
        "continuation.propose": _("föreslog nästa års del"),
    }
)


@panel("body.remains", order=20)
def projects_left(body: Body, last: date) -> list[Remains]:
    """Projects whose system a body that ends is to own, until their effect has been reported."""
    rows = Project.objects.filter(owner_body=body).exclude(state=ProjectState.EFFECT_REPORTED.value).select_related("application")
    mend = gettext("Den som tar över utser en systemägare, som tar emot leveransen och redovisar effekten.")
    return [
        remains(
            gettext("Projekt"), rows.order_by("pk"), lambda p: (f"{p.code} {p.application.title}", reverse("projects:detail", args=[p.code])), mend
        )
    ]  # fmt: skip


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


@panel("exemption.things", order=20)
def things_to_exempt(bodies: Collection[int], person: Person, on: date) -> Iterable[Thing]:
    """Projects of some bodies that go on: what an exemption can be asked for. Source: O5."""
    rows = Project.objects.filter(
        application__applicant_body__in=bodies, state__in=[ProjectState.RUNNING.value, ProjectState.CLOSING.value]
    )
    wanted = rows.select_related("application").order_by("pk")
    return [Thing(Target.PROJECT, p.code, f"{p.code} {p.application.title}", p.application.applicant_body_id) for p in wanted]


@panel("exemption.gone", order=20)
def ended_projects(codes: Collection[str]) -> Iterable[str]:
    """Which of some cases have a project that has closed: what it built stands in the register of systems by itself."""
    over = [ProjectState.CLOSED.value, ProjectState.EFFECT_REPORTED.value]
    return Project.objects.filter(code__in=codes, state__in=over).values_list("code", flat=True)


@panel("weighing.blocks")
def deviations_block(person: Person | None, on: date | datetime) -> Iterable[Block]:
    """Deviations that the development council has not seen. Source: U5."""
    rows = list(queries.deviations()[:20])
    may = bool(policies.can_see_deviation(person, day_of(on)))
    return (
        [Block(gettext("Avvikelser i pågående projekt"), "projects/_deviations.html", {"reports": rows, "may_see": may}, "avvikelser")]
        if rows
        else []
    )


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


@panel("subject.links")
def case_link(subject: str, person: Person | None) -> Iterable[tuple[str, str]]:
    """The page of the case that a decision or an item is about: the public one for the public."""
    if not re.fullmatch(r"A-\d{4}-\d+", subject):
        return []
    return [(subject, reverse("applications:detail" if person else "portal:case", args=[subject]))]


@panel("conflict.ties")
def managers(people: Collection[int], cases: Collection[int]) -> Iterable[tuple[str, Any, str, str]]:
    """(tie, rows, person, case) of those who lead a case's project, for who proposes conflicts of interest. Source: F10."""
    return [("project_manager", Project.objects.filter(manager__in=people, application__in=cases), "manager", "application")]


@panel("appointment.portfolios")
def portfolios_to_choose(on: date) -> Iterable[tuple[str, str]]:
    """(code, name) of the portfolios of the programme in force, for appointments to a preparation group."""
    in_force = Q(programme__valid_from__lte=on, programme__valid_until__gte=on)
    rows = Portfolio.objects.filter(in_force).select_related("focus_area").order_by("code")
    return [(p.code, f"{p.code} {p.focus_area.said}") for p in rows]
