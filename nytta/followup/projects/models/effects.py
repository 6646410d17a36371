"""The account of what a project was worth a year after closure: item by item, with evidence. Source: P5 step 8; U6."""

from django.db import models

from nytta.city.organisation.models import Person
from nytta.governance.benefits.models import Item
from nytta.kit.fields import code_in, term_field

from ..terms import Cause, EffectState, Evidence
from .project import Project


class EffectAnalysis(models.Model):
    """One project's account: working material while it is a draft, the city's record once it is handed in."""

    project = models.OneToOneField(Project, models.PROTECT, related_name="analysis")
    state = term_field(EffectState, default=EffectState.DRAFT.value)
    explanation = models.TextField(blank=True)
    unexpected = models.TextField(blank=True)  # what was not asked for but came
    cause = term_field(Cause, blank=True)
    handed_in_on = models.DateField(null=True)
    handed_in_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    review = models.TextField(blank=True)
    reviewed_on = models.DateField(null=True)
    reviewed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=code_in(EffectState, "state"), name="effect_state_known")]

    def __str__(self) -> str:
        return f"{self.project} {self.state}"


class EffectLine(models.Model):
    """What came of one item: kronor by year or a level on its scale, what it rests on, why it differs, and whether the project is the cause."""

    analysis = models.ForeignKey(EffectAnalysis, models.CASCADE, related_name="lines")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    amounts = models.JSONField(default=dict)  # {"2027": 300000}
    level = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    cause = term_field(Cause, blank=True)
    evidence_kind = term_field(Evidence, blank=True)
    evidence = models.TextField(blank=True)
    explanation = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["analysis", "item"], name="effect_line_once")]

    def __str__(self) -> str:
        return f"{self.analysis_id} {self.item_id}"


class EffectFile(models.Model):
    """A file that realised values rest on: of one item, or of the whole account."""

    analysis = models.ForeignKey(EffectAnalysis, models.PROTECT, related_name="files")
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=200)
    filename = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_on = models.DateField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.title
