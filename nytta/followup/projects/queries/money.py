"""A project's money by year."""

from dataclasses import dataclass

from django.db.models import Sum

from nytta.governance.portfolios.models import Commitment, Continuation, Grant
from nytta.governance.portfolios.queries import grants_to
from nytta.governance.portfolios.terms import ContinuationState

from ..models import Project


def granted_sek(project: Project) -> int:
    """What has been granted to a project, over its years, in kronor."""
    return Grant.objects.filter(application=project.application_id).aggregate(s=Sum("amount_sek"))["s"] or 0


def planned_sek(project: Project) -> int:
    """What the whole project is to cost by the decisions: granted, and committed for years that are not decided yet. Source: F13, U5."""
    committed = Commitment.objects.filter(application=project.application_id).aggregate(s=Sum("amount_sek"))["s"] or 0
    return granted_sek(project) + committed


@dataclass(frozen=True)
class Year:
    """A project's money in one year: granted, expected, and what has been proposed."""

    year: int
    granted_sek: int
    committed_sek: int
    proposed_sek: int
    state: ContinuationState | None


def years_of(project: Project) -> list[Year]:
    """What is granted, committed and proposed by year; three queries. Source: F13."""
    granted = dict(grants_to(project.application).values_list("frame__year", "amount_sek"))
    committed = dict(Commitment.objects.filter(application=project.application_id).values_list("year", "amount_sek"))
    proposed = {c.year: c for c in Continuation.objects.filter(application=project.application_id)}
    found = []
    for year in sorted({*granted, *committed, *proposed}):
        part = proposed.get(year)
        state = ContinuationState(part.state) if part else None
        found.append(Year(year, granted.get(year, 0), committed.get(year, 0), part.amount_sek if part else 0, state))
    return found
