"""What projects have cost, as the finance system has booked it."""

from django.db import models
from django.db.models import Q

from nytta.city.organisation.models import Person
from nytta.kit.fields import code_in, term_field

from ..terms import Untied
from .project import Project


class CostFile(models.Model):
    """A file of the finance system that has been brought in: what it was, and what its rows came to. The same content once."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64, unique=True)
    rows = models.PositiveIntegerField()
    left_out = models.JSONField(default=dict)
    known = models.PositiveIntegerField(default=0)
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    brought_in_at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class CostEntry(models.Model):
    """One booked row, to the öre, on a project; or on none, with the reason. Corrections are below 0. Never changed but by being tied."""

    file = models.ForeignKey(CostFile, models.PROTECT, related_name="entries")
    key = models.CharField(max_length=64, unique=True)
    row = models.PositiveIntegerField()
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="costs")
    untied = term_field(Untied, blank=True)
    booked_on = models.DateField()
    voucher = models.CharField(max_length=60)
    account = models.CharField(max_length=20)
    cost_centre = models.CharField(max_length=40, blank=True)
    activity = models.CharField(max_length=40, blank=True)
    project_code = models.CharField(max_length=40, blank=True)
    amount_ore = models.BigIntegerField()
    text = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-booked_on", "-pk")
        indexes = [models.Index(fields=["project", "booked_on"], name="cost_entry_project_day")]
        constraints = [
            models.CheckConstraint(condition=Q(project=None) ^ Q(untied=""), name="cost_entry_tied_or_why_not"),
            models.CheckConstraint(condition=Q(untied="") | code_in(Untied, "untied"), name="cost_entry_untied_known"),
        ]

    def __str__(self) -> str:
        return f"{self.voucher} {self.amount_ore}"
