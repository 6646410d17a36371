"""Service accounts: programs that a body answers for."""

from django.db import models
from django.db.models import F, Q

from nytta.city.organisation.models import Person


class ServiceAccount(models.Model):
    """What is known of a program beside its row among persons: what it is for, since when, and until when. Source: D14; O2."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="+")
    purpose = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    closed_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("person__name",)
        constraints = [
            models.CheckConstraint(condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")), name="service_account_period"),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="service_account_closed",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)
