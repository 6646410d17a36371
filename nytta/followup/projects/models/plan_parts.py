"""The plan of a project in parts, and how much of each is done."""

from django.db import models
from django.db.models import F, Q

from nytta.city.organisation.models import Person

from .project import Project
from .status import StatusReport


class PlanPart(models.Model):
    """A part of a plan: planned cost, first and last day. One that is no longer planned stays, with the day on which it was taken out."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="parts")
    name = models.CharField(max_length=160)
    planned_sek = models.BigIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    done_percent = models.PositiveSmallIntegerField(default=0)
    planned_on = models.DateField()
    taken_out_on = models.DateField(null=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("starts_on", "pk")
        constraints = [
            models.CheckConstraint(condition=Q(planned_sek__gt=0), name="plan_part_cost"),
            models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="plan_part_days"),
            models.CheckConstraint(condition=Q(done_percent__lte=100), name="plan_part_done"),
        ]

    def __str__(self) -> str:
        return self.name


class PartDone(models.Model):
    """How much of a part was done when a status was handed in."""

    report = models.ForeignKey(StatusReport, models.CASCADE, related_name="done")
    part = models.ForeignKey(PlanPart, models.PROTECT, related_name="done")
    percent = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "part"], name="part_done_once"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="part_done_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.part_id} {self.percent} %"
