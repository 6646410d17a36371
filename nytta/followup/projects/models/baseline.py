"""What a project is measured against: the decided scope, time, money and benefits, each version kept and none hidden."""

from django.db import models
from django.db.models import F, Q

from nytta.city.organisation.models import Person
from nytta.city.records.models import Decision
from nytta.kit import guards

from .project import Project


class Baseline(models.Model):
    """What was decided of a project from a day on: number 1 at its opening, a new one for each change that was decided. Append-only.

    `money` is {year: kronor}; `benefits` is the decided side of the calculation as it stood: [{item, ledger, label, years}].
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="baselines")
    number = models.PositiveSmallIntegerField()
    decided_on = models.DateField()
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    scope = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    money = models.JSONField(default=dict)
    benefits = models.JSONField(default=list)
    reason = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("project", "number")
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="baseline_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="baseline_number_from_one"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="baseline_period"),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.number}"

    @property
    def money_sek(self) -> int:
        """All years together."""
        return sum(int(amount) for amount in self.money.values())

    @property
    def money_by_year(self) -> list[tuple[int, int]]:
        """(year, kronor) in order."""
        return sorted((int(year), int(amount)) for year, amount in self.money.items())


guards.append_only(Baseline)
