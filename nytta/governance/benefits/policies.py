"""Who may keep a baseline."""

from datetime import date

from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Body, Person
from nytta.city.records.queries import bodies_of, has_role
from nytta.city.records.terms import Role, Scope
from nytta.plain.rights import right
from nytta.plain.verdicts import YES, Verdict, no


@right("benefits.baseline", _("Föra ett nuläge"), Role.PROJECT_OFFICE, Role.PROCESS_OWNER, scope=Scope.BODY, source="F9")
def can_keep_baseline(person: Person | None, body: Body | None, on: date) -> Verdict:
    """Keep a body's baselines: the process owner of that body, or the project office; body None asks of any. Source: F9."""
    if has_role(person, Role.PROJECT_OFFICE, on):
        return YES
    owned = bodies_of(person, Role.PROCESS_OWNER, on)
    if owned and (body is None or body.answers_for_id in owned):
        return YES
    if body is None:
        return no("mandate", "Nulägen förs av processägare och av projektkontoret.", "F9", "Be nämnden utse dig till processägare.")
    return no(
        "mandate", "Bara processägaren för %(body)s och projektkontoret för nuläget.", "F9",
        "%(body)s utser en processägare, och registratorn för in beslutet.", body=body.name,
    )  # fmt: skip


@right(
    "benefits.import_baselines",
    _("Läsa in nulägen från ett kalkylblad"),
    Role.PROJECT_OFFICE,
    Role.PROCESS_OWNER,
    scope=Scope.CITY,
    source="F9",
)
def can_import_baselines(person: Person | None, on: date) -> Verdict:
    """Bring a sheet of baselines in: as for each of its rows, a process owner or the office. Source: F9."""
    return can_keep_baseline(person, None, on)
