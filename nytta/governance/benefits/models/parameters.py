"""The city's dated figures for calculations, and finished projects that later ones are compared with."""

from django.db import models
from django.db.models import Q

from nytta.city.organisation.models import Person
from nytta.kit.fields import code_in, term_field

from ..terms import Outcome, ParameterKind


class Parameter(models.Model):
    """One figure of a kind (and key within it, such as a year or a category), from a day, with its source. Source: F7."""

    kind = term_field(ParameterKind)
    key = models.CharField(max_length=60, blank=True)
    label = models.CharField(max_length=160, blank=True)
    value = models.DecimalField(max_digits=14, decimal_places=4)
    valid_from = models.DateField()
    source = models.CharField(max_length=300)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("kind", "key", "-valid_from")
        constraints = [
            models.CheckConstraint(condition=code_in(ParameterKind, "kind"), name="parameter_kind_known"),
            models.UniqueConstraint(fields=["kind", "key", "valid_from"], name="parameter_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.valid_from}"


class ReferenceSource(models.Model):
    """A published table that was read: how many rows it had, and how many lacked what. Source: F7."""

    name = models.CharField(max_length=120, unique=True)
    text = models.CharField(max_length=300)
    rows = models.PositiveIntegerField()
    lacks = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name


class ReferenceProject(models.Model):
    """A project's planned and actual (or forecast) cost and days; the finished ones are what later plans are held against. Source: F7."""

    outcome = term_field(Outcome, default=Outcome.FINAL.value)
    source = models.CharField(max_length=120)
    key = models.CharField(max_length=120)
    title = models.CharField(max_length=200, blank=True)
    category = models.CharField(max_length=60, blank=True)
    currency = models.CharField(max_length=3, default="SEK")
    planned = models.DecimalField(max_digits=16, decimal_places=2)
    actual = models.DecimalField(max_digits=16, decimal_places=2)
    planned_days = models.PositiveIntegerField(null=True, blank=True)
    actual_days = models.PositiveIntegerField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("source", "key")
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="reference_project_once"),
            models.CheckConstraint(condition=Q(planned__gt=0) & Q(actual__gte=0), name="reference_project_planned"),
            models.CheckConstraint(condition=code_in(Outcome, "outcome"), name="reference_outcome_known"),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.FINAL.value) | Q(closed_on__isnull=False), name="reference_final_is_closed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.key}"
