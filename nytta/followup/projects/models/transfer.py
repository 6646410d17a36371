"""What came in from an older register: the decision, the file, and each case with its row. Append-only."""

from django.db import models
from django.db.models import F, Q

from nytta.city.organisation.models import Person
from nytta.city.records.models import Decision
from nytta.governance.applications.models import Application
from nytta.governance.portfolios.models import Portfolio
from nytta.kit import guards
from nytta.kit.fields import code_in, term_field

from ..terms import TransferKind


class Transfer(models.Model):
    """A sheet of ongoing projects and remaining money that was brought in by a decision, under its code `T-2026-001`."""

    code = models.CharField(max_length=20, unique=True)
    kind = term_field(TransferKind)
    portfolio = models.ForeignKey(Portfolio, models.PROTECT, related_name="+")
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="+")
    body_name = models.CharField(max_length=160)
    paragraph = models.CharField(max_length=200)
    decided_on = models.DateField()
    file_name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    decided_sek = models.BigIntegerField()
    paid_sek = models.BigIntegerField()
    remaining_sek = models.BigIntegerField()
    brought_in_on = models.DateField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=["sha256"], name="transfer_file_once"),
            models.CheckConstraint(condition=code_in(TransferKind, "kind"), name="transfer_kind_known"),
            models.CheckConstraint(condition=Q(decided_sek=F("paid_sek") + F("remaining_sek")), name="transfer_reconciles"),
        ]

    def __str__(self) -> str:
        return self.code


class Transferred(models.Model):
    """One case that came in with a transfer, and what its row said; `missing` are the columns that the source left empty."""

    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="cases")
    application = models.OneToOneField(Application, models.PROTECT, related_name="+")
    row = models.PositiveIntegerField()
    old_number = models.CharField(max_length=60)
    source = models.CharField(max_length=300, blank=True)
    manager_named = models.CharField(max_length=160, blank=True)
    status = models.CharField(max_length=300, blank=True)
    history = models.TextField(blank=True)
    decided_sek = models.BigIntegerField()
    paid_sek = models.BigIntegerField()
    remaining_sek = models.BigIntegerField()
    paid_until = models.DateField(null=True)
    paid_by_year = models.JSONField(default=dict)
    missing = models.JSONField(default=list)

    class Meta:
        ordering = ("transfer", "row")
        constraints = [
            models.UniqueConstraint(fields=["transfer", "row"], name="transferred_row_once"),
            models.CheckConstraint(condition=Q(decided_sek=F("paid_sek") + F("remaining_sek")), name="transferred_reconciles"),
        ]

    def __str__(self) -> str:
        return f"{self.transfer_id} {self.old_number}"


guards.append_only(Transfer)
guards.append_only(Transferred)
