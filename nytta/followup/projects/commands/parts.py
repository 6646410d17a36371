"""Next year's part."""

from datetime import datetime

from nytta.city.organisation.models import Person
from nytta.governance.portfolios.commands import propose_next
from nytta.governance.portfolios.models import Continuation
from nytta.kit.commands import act
from nytta.plain.verdicts import require

from .. import policies, queries
from ..models import Project


@act
def propose_part(*, project: Project, year: int, amount_sek: int, reasons: str, by: Person, on: datetime) -> Continuation:
    """Propose next year's part; it comes back to the development council, with this year's follow-up attached. Source: P5; F13."""
    require(policies.can_report(by, project, on.date()))
    follow_up = queries.follow_up_of(project)
    return propose_next(
        application=project.application, year=year, amount_sek=amount_sek, reasons=reasons, follow_up=follow_up, by=by, on=on
    )
