"""Changes of a project: what is proposed beside what was decided. What was proposed is never changed, only where it stands."""

from django.db import models
from django.db.models import Q

from nytta.city.organisation.models import Person
from nytta.city.records.models import Decision
from nytta.governance.portfolios.models import Continuation
from nytta.kit import guards
from nytta.kit.fields import code_in, term_field

from ..terms import ChangeState
from .baseline import Baseline
from .project import Project


class Change(models.Model):
    """A proposal to change scope, time, money or benefits, against the baseline `base` that held when it was made; `result` is what it led to.

    `kinds` are codes of ChangeKind; `benefits` is as a baseline has them; `more_sek` is asked for in `more_year`, over what is decided.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="changes")
    number = models.PositiveSmallIntegerField()
    kinds = models.JSONField()
    reasons = models.TextField()
    base = models.ForeignKey(Baseline, models.PROTECT, related_name="+")
    scope = models.TextField()
    ends_on = models.DateField()
    more_year = models.PositiveSmallIntegerField(null=True)
    more_sek = models.BigIntegerField(default=0)
    benefits = models.JSONField(default=list)
    state = term_field(ChangeState, default=ChangeState.PROPOSED.value)
    proposed_on = models.DateField()
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    accepted_on = models.DateField(null=True)
    accepted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    accepted_mandate = models.CharField(max_length=200, blank=True)
    continuation = models.OneToOneField(Continuation, models.PROTECT, null=True, related_name="+")
    settled_on = models.DateField(null=True)
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    result = models.OneToOneField(Baseline, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("project", "number")
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="project_change_number_once"),
            models.UniqueConstraint(
                fields=["project"],
                condition=~Q(state__in=[ChangeState.APPROVED.value, ChangeState.REFUSED.value, ChangeState.WITHDRAWN.value]),
                name="project_change_one_open",
            ),
            models.CheckConstraint(condition=code_in(ChangeState, "state"), name="project_change_state_known"),
            models.CheckConstraint(condition=Q(more_sek__gte=0), name="project_change_more_not_below_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.number}"


_ASKED = (
    "project_id",
    "number",
    "kinds",
    "reasons",
    "base_id",
    "scope",
    "ends_on",
    "more_sek",
    "benefits",
    "proposed_on",
    "proposed_by_id",
)
guards.append_only(Change, unless="OLD.settled_on IS NULL AND " + " AND ".join(f"NEW.{name} = OLD.{name}" for name in _ASKED))
