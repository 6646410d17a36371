"""What the start page and the desk say of the city's year in figures, and where each role goes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _

from nytta.city.organisation.models import Person
from nytta.city.records.models import Programme
from nytta.city.records.queries import appointments_of
from nytta.city.records.terms import Role
from nytta.followup.projects.models import Project
from nytta.followup.projects.terms import ProjectState
from nytta.governance.portfolios.models import Frame

from .public import registered_cases, with_titles


@dataclass(frozen=True)
class Year:
    """The frames of a year, what has been granted of them, and the projects that run."""

    year: int
    frame_sek: int
    granted_sek: int
    running: int
    effects: int


def year_of(programme: Programme | None, on: date) -> Year:
    """This year in figures, in two queries."""
    frames = Frame.objects.filter(portfolio__programme=programme, year=on.year).aggregate(f=Sum("amount_sek"), g=Sum("granted_sek"))
    going = [ProjectState.RUNNING.value, ProjectState.CLOSING.value]
    done = Q(state=ProjectState.EFFECT_REPORTED.value)
    projects = Project.objects.aggregate(running=Count("pk", filter=Q(state__in=going)), effects=Count("pk", filter=done))
    return Year(on.year, frames["f"] or 0, frames["g"] or 0, projects["running"], projects["effects"])


def latest_cases(most: int) -> list[Any]:
    """The last registered cases with their titles as anybody may see them."""
    return list(with_titles(registered_cases()).select_related("applicant_body").order_by("-submitted_on", "-pk")[:most])


def titles_of(codes: Iterable[str]) -> dict[str, str]:
    """{code: title as anybody may see it} of registered cases."""
    return dict(with_titles(registered_cases().filter(code__in=list(codes))).values_list("code", "shown_title"))  # type: ignore[misc]


_EVERYBODY = ((_("Lämna en idé"), "intake:new"), (_("Skriv en ansökan"), "applications:new"), (_("Be om stöd"), "support:ask"))
_BY_ROLE: dict[Role, tuple[tuple[Any, str], ...]] = {
    Role.PROJECT_OFFICE: ((_("Var ärendena är"), "portal:oversight"), (_("Alla ansökningar"), "applications:list"), (_("Idéer att svara på"), "intake:list"), (_("Projekten"), "projects:list")),
    Role.COACH: ((_("Frågor om stöd"), "support:list"), (_("Coacherna"), "support:coaches")),
    Role.REGISTRAR: ((_("Besluten"), "records:decisions"), (_("Alla uppdrag"), "records:appointments"), (_("Inför ett program"), "portal:adopt")),
    Role.CITY_DIRECTOR: ((_("Utvecklingsrådets sida"), "portfolios:weigh"), (_("Ramar och portföljer"), "portfolios:list")),
    Role.DEVELOPMENT_COUNCIL: ((_("Utvecklingsrådets sida"), "portfolios:weigh"), (_("Projekten"), "projects:list")),
    Role.PREPARATION_GROUP: ((_("Ansökningar"), "applications:list"), (_("Portföljer"), "portfolios:list")),
    Role.ASSESSOR: ((_("Ansökningar"), "applications:list"), (_("Program och mål"), "goals:programme")),
    Role.OWNER_REPRESENTATIVE: ((_("Projekten"), "projects:list"), (_("Gemensamma lösningar"), "systems:solutions")),
    Role.PROCESS_OWNER: ((_("Nulägen"), "benefits:baselines"), (_("Projekten"), "projects:list")),
    Role.AUDITOR: ((_("Dra ett urval"), "records:sample"), (_("Besluten"), "records:decisions"), (_("Alla uppdrag"), "records:appointments"), (_("Alla ansökningar"), "applications:list")),
}  # fmt: skip


def shortcuts(person: Person, on: date) -> list[tuple[Any, str]]:
    """(label, route) of what the person's roles most often go to, each once: their own first, then what everybody may write."""
    own = [pair for a in appointments_of(person, on) for pair in _BY_ROLE.get(Role(a.role), ())]
    found: dict[str, Any] = {}
    for label, route in (*own, *_EVERYBODY):
        found.setdefault(route, label)
    return [(label, route) for route, label in found.items()]
