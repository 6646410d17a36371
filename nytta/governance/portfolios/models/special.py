"""Special decisions: what the city council funds outside the portfolios. A row is only added to until its money is released."""

from django.db import models
from django.db.models import Q

from nytta.city.organisation.models import Person
from nytta.city.records.models import Decision
from nytta.governance.applications.models import Application
from nytta.kit import guards


class SpecialDecision(models.Model):
    """The city council funds a case outside the portfolios, in kronor by year; the money is free once the owner has accepted what it will cost."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="+")
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="+")
    paragraph = models.CharField(max_length=200)
    decided_on = models.DateField()
    amounts = models.JSONField()
    reasons = models.TextField()
    cost_centre = models.CharField(max_length=20, blank=True)
    activity = models.CharField(max_length=20, blank=True)
    project_code = models.CharField(max_length=20, blank=True)
    recorded_on = models.DateField()
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    released_on = models.DateField(null=True)
    released_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(released_on=None, released_by=None) | Q(released_on__isnull=False, released_by__isnull=False),
                name="special_released_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.paragraph}"

    @property
    def by_year(self) -> list[tuple[int, int]]:
        """(year, kronor) in order."""
        return sorted((int(year), int(amount)) for year, amount in self.amounts.items())

    @property
    def total_sek(self) -> int:
        """All years together."""
        return sum(amount for _, amount in self.by_year)


_KEPT = ("application_id", "decision_id", "paragraph", "decided_on", "amounts", "reasons", "recorded_on", "recorded_by_id")
guards.append_only(
    SpecialDecision,
    unless="OLD.released_on IS NULL AND NEW.released_on IS NOT NULL AND " + " AND ".join(f"NEW.{name} = OLD.{name}" for name in _KEPT),
)
