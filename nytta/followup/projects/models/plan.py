"""The plan for business change and the plan for benefit realisation: who does what by when."""

from django.db import models
from django.db.models import Q

from nytta.city.organisation.models import Person
from nytta.kit.fields import code_in, term_field

from ..terms import PlanKind
from .project import Project


class PlanStep(models.Model):
    """One step of a project's plans: what, who answers for it, and by when."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="steps")
    plan = term_field(PlanKind)
    what = models.CharField(max_length=500)
    who = models.CharField(max_length=200)
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    done_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("plan", "due_on", "pk")
        constraints = [
            models.CheckConstraint(condition=code_in(PlanKind, "plan"), name="plan_step_plan_known"),
            models.CheckConstraint(
                condition=Q(done_on=None, done_by=None) | Q(done_on__isnull=False, done_by__isnull=False), name="plan_step_done_by_somebody"
            ),
        ]

    def __str__(self) -> str:
        return self.what
