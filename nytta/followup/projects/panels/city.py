"""Projects in registers of bodies, exemptions, conflicts and appointments."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext

from nytta.city.organisation.models import Body, Person
from nytta.city.records.rules.exemptions import Thing
from nytta.city.records.terms import Target
from nytta.governance.portfolios.models import Portfolio
from nytta.kit.panels import Remains, panel, remains

from ..models import Project
from ..terms import ProjectState


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
