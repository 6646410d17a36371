"""What a project hands over when it closes: deliverables one by one, running cost, contracts, and how a trial ends. Source: P5 step 7; F6."""

from django.db import models

from nytta.city.organisation.models import Person
from nytta.delivery.systems.models import System
from nytta.kit.fields import code_in, term_field

from ..terms import DeliverableKind, Ending
from .project import Project


class Deliverable(models.Model):
    """One thing that is handed over; a system stands in the register of systems, an e-service is told by its address."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="deliverables")
    title = models.CharField(max_length=200)
    kind = term_field(DeliverableKind)
    system = models.ForeignKey(System, models.PROTECT, null=True, related_name="+")
    address = models.URLField(max_length=400, blank=True)
    text = models.TextField(blank=True)
    accepted_on = models.DateField(null=True)
    accepted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    lacking = models.TextField(blank=True)  # what the owner misses, until it is accepted

    class Meta:
        ordering = ("pk",)
        constraints = [models.CheckConstraint(condition=code_in(DeliverableKind, "kind"), name="deliverable_kind_known")]

    def __str__(self) -> str:
        return self.title


class Closure(models.Model):
    """The rest of what is handed over: contracts, running cost as the owner confirms it, and how a trial ends."""

    project = models.OneToOneField(Project, models.PROTECT, related_name="closure")
    contracts = models.TextField(blank=True)
    no_contracts = models.BooleanField(default=False)
    ending = term_field(Ending, blank=True)
    ending_text = models.TextField(blank=True)
    running_cost_sek = models.BigIntegerField(null=True)
    running_confirmed_on = models.DateField(null=True)
    running_confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(running_cost_sek=None) | models.Q(running_cost_sek__gte=0), name="closure_cost"),
        ]

    def __str__(self) -> str:
        return str(self.project_id)
