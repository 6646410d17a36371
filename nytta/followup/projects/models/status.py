"""How a project goes, day by day."""

from django.db import models

from nytta.city.organisation.models import Person
from nytta.kit.fields import term_field

from ..terms import Light
from .project import Project


class StatusReport(models.Model):
    """How a project goes on a day: time, money, benefits."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="reports")
    reported_on = models.DateField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    time = term_field(Light)
    money = term_field(Light)
    benefits = term_field(Light)
    spent_sek = models.BigIntegerField()
    forecast_sek = models.BigIntegerField()
    forecast_end_on = models.DateField()
    comment = models.TextField(blank=True)
    deviates = models.BooleanField(default=False)
    seen_on = models.DateField(null=True)
    seen_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-reported_on", "-pk")

    def __str__(self) -> str:
        return f"{self.project} {self.reported_on}"
