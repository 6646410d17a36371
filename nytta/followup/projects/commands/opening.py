"""Opening of a project."""

from datetime import date, datetime

from nytta.city.organisation.models import Person
from nytta.governance.applications.models import Application
from nytta.kit import audit
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import no, require

from .. import policies
from ..models import Project


@act
def open_project(*, application: Application, manager: Person, started_on: date, planned_end_on: date, by: Person, on: datetime) -> Project:
    """Open the project of a granted case. Source: P5 step 6; F6."""
    application = locked(application)
    require(policies.can_open(by, application, on.date()))
    if planned_end_on < started_on:
        require(no("period", "Slutet ligger före starten.", "F6", "Rätta datumen.", field="planned_end_on"))
    assert application.owner_body is not None
    audit.note(subject=application.code, act="project.open", by=by, on=on, changes={"manager": str(manager), "started_on": started_on})
    return Project.objects.create(
        application=application, code=application.code, manager=manager, owner_body=application.owner_body,
        started_on=started_on, planned_end_on=planned_end_on,
    )  # fmt: skip
