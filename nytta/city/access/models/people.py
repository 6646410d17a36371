"""Persons who no longer work here."""

from django.db import models
from django.db.models import F, Q

from nytta.city.organisation.models import Person
from nytta.city.records.models import Appointment


class Removal(models.Model):
    """That a person was removed, and what ended with it; the person's row and history stay. Source: D14; O2."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended = models.ManyToManyField(Appointment, related_name="+")
    restored_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-at", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(restored_at=None), name="removal_once"),
            models.CheckConstraint(condition=Q(restored_at=None) | Q(restored_at__gte=F("at")), name="removal_period"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.at:%Y-%m-%d}"


class Merge(models.Model):
    """That a person's row was a duplicate of another, into which what goes on was moved; what was done stays on the row that did it."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="+")
    into = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(person=F("into")), name="merge_of_two")]

    def __str__(self) -> str:
        return f"{self.person} → {self.into}"
