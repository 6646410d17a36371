"""The project that a grant opens."""

from django.db import models

from nytta.city.organisation.models import Body, Person
from nytta.governance.applications.models import Application
from nytta.kit.fields import term_field

from ..terms import ProjectState


class Project(models.Model):
    """A granted case that runs, under the case's own code."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="+")
    code = models.CharField(max_length=20, unique=True)
    manager = models.ForeignKey(Person, models.PROTECT, related_name="+")
    owner_body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    owner = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    coach = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    state = term_field(ProjectState, default=ProjectState.RUNNING.value)
    started_on = models.DateField()
    planned_end_on = models.DateField()
    closed_on = models.DateField(null=True)
    effect_due_on = models.DateField(null=True)
    effect_on = models.DateField(null=True)
    effect_told_days = models.SmallIntegerField(null=True)  # the last lead time that somebody was told at: -30, -7, 1 …
    delivered = models.TextField(blank=True)
    closure_accepted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    closure_mandate = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-started_on", "-pk")
        indexes = [models.Index(fields=["state", "planned_end_on"], name="project_in_state")]  # few run, many have ended

    def __str__(self) -> str:
        return self.code
