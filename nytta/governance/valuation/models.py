"""The independent valuation: who values, what each goal gains, and the signature."""

from django.db import models
from django.db.models import F, Q

from nytta.city.organisation.models import Person
from nytta.city.records.models import Decision
from nytta.governance.applications.models import Application
from nytta.needs.goals.models import CouncilGoal


class Valuation(models.Model):
    """A designated assessor's work on a case; working material until it is signed."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="+")
    assessor = models.ForeignKey(Person, models.PROTECT, related_name="+")
    appointed_on = models.DateField()
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    summary = models.TextField(blank=True)
    signed_on = models.DateField(null=True)
    replaced_on = models.DateField(null=True)
    place = models.PositiveSmallIntegerField(default=1)  # 2: a second assessor, blind until both have signed

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "place"], condition=Q(replaced_on=None), name="valuation_one_in_force"),
            models.CheckConstraint(condition=Q(place__in=[1, 2]), name="valuation_place"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.assessor}"


class GoalScore(models.Model):
    """What the case contributes to a goal of the city council: 0 is as today, 100 the most that can be thought of."""

    valuation = models.ForeignKey(Valuation, models.CASCADE, related_name="scores")
    goal = models.ForeignKey(CouncilGoal, models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField()
    low = models.PositiveSmallIntegerField(null=True, blank=True)  # as low and as high as it may well be; None: the assessor gave no span
    high = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("goal__code",)
        constraints = [
            models.UniqueConstraint(fields=["valuation", "goal"], name="goal_score_once"),
            models.CheckConstraint(condition=Q(points__lte=100), name="goal_score_0_100"),
            models.CheckConstraint(
                condition=(Q(low=None) | Q(low__lte=F("points"))) & (Q(high=None) | Q(high__gte=F("points"), high__lte=100)),
                name="goal_score_span",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.goal_id}: {self.points}"
