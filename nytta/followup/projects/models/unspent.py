"""What is to become of unspent money: moved to the next year where a decision says so."""

from django.db import models
from django.db.models import Q

from nytta.city.organisation.models import Person
from nytta.city.records.models import Decision
from nytta.governance.portfolios.models import Allocation
from nytta.kit.fields import code_in, term_field

from ..terms import MoveState
from .project import Project


class MoveRequest(models.Model):
    """A manager's request to move unspent money to the year after, and what was decided."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="moves")
    allocation = models.ForeignKey(Allocation, models.PROTECT, related_name="+")
    amount_sek = models.BigIntegerField()
    reasons = models.TextField()
    state = term_field(MoveState, default=MoveState.ASKED.value)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_on = models.DateField()
    decision = models.OneToOneField(Decision, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-asked_on", "-pk")
        constraints = [
            models.CheckConstraint(condition=code_in(MoveState, "state"), name="move_request_state_known"),
            models.CheckConstraint(condition=Q(amount_sek__gt=0), name="move_request_amount"),
            models.UniqueConstraint(fields=["allocation"], condition=Q(state=MoveState.ASKED.value), name="move_request_one_open"),
            models.CheckConstraint(
                condition=Q(state__in=[MoveState.MOVED.value, MoveState.REFUSED.value], decision__isnull=False)
                | (~Q(state__in=[MoveState.MOVED.value, MoveState.REFUSED.value]) & Q(decision=None)),
                name="move_request_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.allocation_id} {self.amount_sek}"
