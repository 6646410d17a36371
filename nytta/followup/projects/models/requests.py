"""Fund requests: a part of a year's money, asked for by the manager, reserved and paid by the project office."""

from django.db import models
from django.db.models import F, Q

from nytta.city.organisation.models import Person
from nytta.governance.portfolios.models import Allocation
from nytta.kit.fields import code_in, term_field

from ..terms import RequestState
from .project import Project

_TAKEN = [RequestState.RESERVED.value, RequestState.PAID.value, RequestState.RELEASED.value]


class FundRequest(models.Model):
    """A request for a part of a year's money under its code `Q-2026-014`: asked, reserved, paid; or refused, withdrawn, released."""

    code = models.CharField(max_length=20, unique=True)
    project = models.ForeignKey(Project, models.PROTECT, related_name="requests")
    allocation = models.ForeignKey(Allocation, models.PROTECT, related_name="+")
    amount_sek = models.BigIntegerField()
    purpose = models.CharField(max_length=500)
    state = term_field(RequestState, default=RequestState.ASKED.value)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_on = models.DateField()
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    settled_on = models.DateField(null=True)
    reasons = models.TextField(blank=True)
    paid_sek = models.BigIntegerField(default=0)
    repaid_sek = models.BigIntegerField(default=0)
    paid_on = models.DateField(null=True)
    reference = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ("-asked_on", "-pk")
        indexes = [models.Index(fields=["state", "asked_on"], name="fund_request_state")]
        constraints = [
            models.CheckConstraint(condition=code_in(RequestState, "state"), name="fund_request_state_known"),
            models.CheckConstraint(condition=Q(amount_sek__gt=0), name="fund_request_amount"),
            models.CheckConstraint(condition=Q(paid_sek__gte=0, paid_sek__lte=F("amount_sek")), name="fund_request_paid_within"),
            models.CheckConstraint(condition=Q(repaid_sek__gte=0, repaid_sek__lte=F("paid_sek")), name="fund_request_repaid_within"),
            models.CheckConstraint(
                condition=Q(state=RequestState.PAID.value, paid_sek__gt=0) & ~Q(reference="") | ~Q(state=RequestState.PAID.value) & Q(paid_sek=0),
                name="fund_request_paid_has_reference",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_TAKEN) | (Q(settled_by__isnull=False) & ~Q(settled_by=F("asked_by"))), name="fund_request_settled_by_another"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.code

    @property
    def net_sek(self) -> int:
        """What has been paid and not paid back."""
        return self.paid_sek - self.repaid_sek
