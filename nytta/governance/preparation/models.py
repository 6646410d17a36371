"""The preparation group's work on a case: conflicts of interest and the statement."""

from django.db import models

from nytta.city.organisation.models import Person
from nytta.city.records.models import RuleSet
from nytta.governance.applications.models import Application
from nytta.kit.fields import term_field

from .terms import Recommendation


class Conflict(models.Model):
    """A word on whether somebody has a conflict of interest in a case; the last one counts.

    `settled_by` is the chair who settled it, or None for the member's own word; `ties` are the proposals that it settled,
    and `rule_set` the one that its ground stands in.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ground = models.CharField(max_length=40)
    note = models.TextField(blank=True)
    declared_on = models.DateField()
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ties = models.JSONField(default=list)
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["application", "person"], name="conflict_case_person")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.person_id} {self.ground}"


class Statement(models.Model):
    """The group's statement on a case; working material until it is signed.

    `took_part` and `left_out` say by role and title who stood behind it and who had a conflict of interest when it was signed.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="+")
    recommendation = term_field(Recommendation, blank=True)
    text = models.TextField(blank=True)
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    written_on = models.DateField()
    signed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    signed_on = models.DateField(null=True)
    took_part = models.JSONField(default=list)
    left_out = models.JSONField(default=list)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.application_id} {self.recommendation}"
