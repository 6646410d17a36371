"""Annual reports: comments while they are written, and figures, words and document as the city council had them."""

from django.db import models
from django.db.models import Q

from nytta.city.organisation.models import Person
from nytta.city.records.models import Decision
from nytta.kit import guards
from nytta.kit.fields import code_in, term_field

from .terms import Part, ReportState


class AnnualReport(models.Model):
    """The report of one year to the city council. `content` is what it said when it was handed over; None while it is written."""

    year = models.PositiveSmallIntegerField(unique=True)
    state = term_field(ReportState, default=ReportState.DRAFT.value)
    begun_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    begun_on = models.DateField()
    content = models.JSONField(null=True)
    figures_at = models.DateTimeField(null=True)
    proposed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decision = models.OneToOneField(Decision, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(null=True)

    class Meta:
        ordering = ("-year",)
        constraints = [
            models.CheckConstraint(condition=code_in(ReportState, "state"), name="annual_report_state_known"),
            models.CheckConstraint(
                condition=Q(state=ReportState.DRAFT.value, content=None) | Q(content__isnull=False),
                name="annual_report_frozen_when_handed_over",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReportState.DECIDED.value) | Q(decision__isnull=False), name="annual_report_decided_by_decision"
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)


class ReportComment(models.Model):
    """What the office says beside the figures of one part."""

    report = models.ForeignKey(AnnualReport, models.PROTECT, related_name="comments")
    part = term_field(Part)
    text = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "part"], name="report_comment_once"),
            models.CheckConstraint(condition=code_in(Part, "part"), name="report_comment_part_known"),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.part}"


class ReportFile(models.Model):
    """The document of a report that has been handed over."""

    report = models.OneToOneField(AnnualReport, models.PROTECT, related_name="file")
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.report}.pdf"


_DECIDED = f"state = '{ReportState.DECIDED.value}'"
guards.append_only(AnnualReport, unless=f"NOT (OLD.{_DECIDED})")
