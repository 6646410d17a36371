"""What people tell about shortcomings in accessibility."""

from django.db import models

from nytta.city.organisation.models import Person


class AccessibilityReport(models.Model):
    """A shortcoming that somebody met, and what the office answered. Nobody is asked who they are."""

    page = models.CharField(max_length=300, blank=True)
    problem = models.TextField()
    contact = models.CharField(max_length=200, blank=True)
    made_on = models.DateField()
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("made_on", "pk")

    def __str__(self) -> str:
        return f"{self.made_on} {self.problem[:60]}"
