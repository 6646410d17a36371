"""The preparation group's work on a case: conflicts of interest and the statement."""

from django.db import models

from nytta.city.organisation.models import Person
from nytta.governance.applications.models import Application
from nytta.kit.fields import term_field

from .terms import ConflictGround, Recommendation


class Conflict(models.Model):
    """A member's own word on whether they have a conflict of interest in a case; the last one counts."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ground = term_field(ConflictGround)
    note = models.TextField(blank=True)
    declared_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["application", "person"], name="conflict_case_person")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.person_id} {self.ground}"


class Statement(models.Model):
    """The group's statement on a case; working material until it is signed."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="+")
    recommendation = term_field(Recommendation, blank=True)
    text = models.TextField(blank=True)
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    written_on = models.DateField()
    signed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    signed_on = models.DateField(null=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.application_id} {self.recommendation}"
