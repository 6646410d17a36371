"""How a project goes, day by day."""

from django.db import models
from django.db.models import Q

from nytta.city.organisation.models import Person
from nytta.kit.fields import code_in, term_field

from ..terms import Light, Measure, Reader
from .project import Project


class StatusReport(models.Model):
    """How a project goes on a day: the lights as they are shown, and the figures that they rest on.

    One that is reported here has them all; one that came in from a published register lacks what its source does not say.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="reports")
    reported_on = models.DateField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    time = term_field(Light, blank=True)
    money = term_field(Light, blank=True)
    scope = term_field(Light, blank=True)
    benefits = term_field(Light, blank=True)
    risk = term_field(Light, blank=True)
    spent_sek = models.BigIntegerField(null=True)
    forecast_sek = models.BigIntegerField(null=True)
    forecast_end_on = models.DateField(null=True)
    scope_percent = models.PositiveSmallIntegerField(null=True)
    benefit_percent = models.PositiveSmallIntegerField(null=True)
    risk_text = models.CharField(max_length=300, blank=True)
    risk_probability = models.PositiveSmallIntegerField(null=True)
    risk_impact = models.PositiveSmallIntegerField(null=True)
    comment = models.TextField(blank=True)
    deviates = models.BooleanField(default=False)
    seen_on = models.DateField(null=True)
    seen_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-reported_on", "-pk")
        constraints = [
            models.CheckConstraint(condition=Q(risk_probability=None) | Q(risk_probability__range=(1, 5)), name="status_risk_probability"),
            models.CheckConstraint(condition=Q(risk_impact=None) | Q(risk_impact__range=(1, 5)), name="status_risk_impact"),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.reported_on}"


class LightSet(models.Model):
    """A light that a manager set though the rule gave another, and why."""

    report = models.ForeignKey(StatusReport, models.CASCADE, related_name="set_lights")
    measure = term_field(Measure)
    by_rule = term_field(Light)
    reason = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "measure"], name="light_set_once"),
            models.CheckConstraint(condition=code_in(Measure, "measure"), name="light_set_measure_known"),
            models.CheckConstraint(condition=code_in(Light, "by_rule"), name="light_set_rule_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="light_set_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.measure}"


class DeviationNote(models.Model):
    """That the coach or the owner has noted a deviation, and when."""

    report = models.ForeignKey(StatusReport, models.CASCADE, related_name="notes")
    reader = term_field(Reader)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    noted_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "reader"], name="deviation_noted_once"),
            models.CheckConstraint(condition=code_in(Reader, "reader"), name="deviation_reader_known"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.reader}"


class StatusDraft(models.Model):
    """A status that a manager has begun to write; gone when it is handed in."""

    project = models.OneToOneField(Project, models.CASCADE, related_name="status_draft")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    values = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.project_id} {self.saved_at:%Y-%m-%d %H:%M}"
