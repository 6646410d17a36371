"""The conditions of a grant as check items: shown by the manager, confirmed by the office or the coach."""

from django.db import models
from django.db.models import Q

from nytta.city.organisation.models import Person
from nytta.governance.portfolios.models import GrantCondition
from nytta.kit.fields import code_in, term_field

from ..terms import ConditionState
from .project import Project


class ConditionCheck(models.Model):
    """How far one condition has come: what shows that it is met, with a file where there is one, and who has confirmed it.

    A condition that nobody has shown anything of has no row.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="checks")
    condition = models.OneToOneField(GrantCondition, models.PROTECT, related_name="+")
    state = term_field(ConditionState, default=ConditionState.OPEN.value)
    evidence = models.TextField()
    filename = models.CharField(max_length=200, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    content = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    shown_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    shown_on = models.DateField()
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    confirmed_on = models.DateField(null=True)
    lacking = models.TextField(blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(condition=code_in(ConditionState, "state"), name="condition_state_known"),
            models.CheckConstraint(condition=~Q(evidence=""), name="condition_has_evidence"),
            models.CheckConstraint(
                condition=Q(state=ConditionState.MET.value, confirmed_by__isnull=False, confirmed_on__isnull=False)
                | (~Q(state=ConditionState.MET.value) & Q(confirmed_by=None, confirmed_on=None)),
                name="condition_met_is_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=models.F("shown_by")), name="condition_confirmed_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.condition_id} {self.state}"
