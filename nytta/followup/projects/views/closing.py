"""The part of a project's page about its closure. Source: P5 step 7; F6."""

from datetime import date
from typing import Any

from nytta.city.organisation.models import Person
from nytta.kit.words import label

from .. import policies, queries
from ..flow import GOES_ON
from ..models import Project
from ..rules import closable
from ..terms import Ending, ProjectState


def closure_context(project: Project, person: Person, on: date) -> dict[str, Any]:
    """What is handed over, what is lacking while the project goes on, and what the reader may do about it."""
    rows, closure, goes_on = queries.deliverables_of(project), queries.closure_of(project), ProjectState(project.state) in GOES_ON
    begun = bool(rows or closure or project.delivered) or project.planned_end_on <= on
    lacks = closable(queries.closure_facts(project, rows=rows, closure=closure)).blocking if goes_on and begun else ()
    return {
        "project": project, "rows": rows, "closure": closure, "lacks": lacks, "may_write": bool(policies.can_report(person, project, on)),
        "may_accept": bool(policies.can_accept_delivery(person, project, on)),
        "ending": label(Ending(closure.ending)) if closure and closure.ending else "",
    }  # fmt: skip
