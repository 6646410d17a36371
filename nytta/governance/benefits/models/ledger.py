"""The ledger: baselines, and the claims that projects make on them. No saving is counted twice. Source: T; F9."""

from django.db import models
from django.db.models import Q

from nytta.city.organisation.models import Body, Person
from nytta.kit import guards
from nytta.kit.fields import code_in, term_field

from ..terms import BaselineKind, ClaimDriver, ClaimStatus, Side, WayOut
from .calculation import Item


class Baseline(models.Model):
    """What an activity costs today, or a line of the budget, kept by the body that owns the process. Source: F9."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=160)
    kind = term_field(BaselineKind, default=BaselineKind.ACTIVITY.value)
    process = models.CharField(max_length=160, blank=True)
    unit = models.CharField(max_length=60, blank=True)
    resource = models.CharField(max_length=160, blank=True)
    owner_body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    external_id = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("code",)
        constraints = [
            models.CheckConstraint(condition=code_in(BaselineKind, "kind"), name="baseline_kind_known"),
            models.UniqueConstraint(fields=["external_id"], condition=~Q(external_id=""), name="baseline_external_id_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class BaselineVersion(models.Model):
    """The figures of a baseline as they were measured for a year, with their source. Append-only."""

    baseline = models.ForeignKey(Baseline, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    year = models.PositiveSmallIntegerField()
    quantity = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    minutes = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    unit_price_sek = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    yearly_cost_sek = models.BigIntegerField()
    source = models.CharField(max_length=300)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=["baseline", "number"], name="baseline_version_number"),
            models.CheckConstraint(condition=Q(yearly_cost_sek__gte=0), name="baseline_cost_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.baseline_id} v{self.number}"


class Claim(models.Model):
    """An item's call on a baseline, through one driver. Source: F9."""

    item = models.OneToOneField(Item, models.CASCADE, related_name="claim")
    baseline = models.ForeignKey(Baseline, models.PROTECT, related_name="claims")
    version = models.ForeignKey(BaselineVersion, models.PROTECT, related_name="+")
    driver = term_field(ClaimDriver)
    status = term_field(ClaimStatus, default=ClaimStatus.INDICATIVE.value)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    granted_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=code_in(ClaimDriver, "driver"), name="claim_driver_known"),
            models.CheckConstraint(condition=code_in(ClaimStatus, "status"), name="claim_status_known"),
        ]
        indexes = [models.Index(fields=["baseline", "status"], name="claim_baseline_status")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.driver} {self.status}"


class ClaimShare(models.Model):
    """What a claim calls on in a year: a share 0-1 of its driver (or kronor of a budget line), and what of it is counted.

    `counted` is the share of the whole baseline that stands for this claim when all claims are counted once: in the rows of
    the decided and the realised side. Source: F9.
    """

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="shares")
    side = term_field(Side, default=Side.CLAIMED.value)
    year = models.PositiveSmallIntegerField()
    fraction = models.DecimalField(max_digits=9, decimal_places=8)
    amount_sek = models.BigIntegerField(null=True, blank=True)
    counted = models.DecimalField(max_digits=9, decimal_places=8, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "side", "year"], name="claim_share_once"),
            models.CheckConstraint(condition=Q(fraction__gte=0) & Q(fraction__lte=1), name="claim_share_0_1"),
        ]
        indexes = [models.Index(fields=["claim", "year"], name="claim_share_year")]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.year}: {self.fraction}"


class Settlement(models.Model):
    """A way out of a clash on a baseline, proposed to all parties; it holds when every party has accepted. Source: F9."""

    baseline = models.ForeignKey(Baseline, models.PROTECT, related_name="settlements")
    way_out = term_field(WayOut)
    reason = models.TextField(blank=True)
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposed_on = models.DateField()
    accepted_on = models.DateField(null=True, blank=True)
    dropped_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.baseline_id} {self.way_out}"


class SettlementPart(models.Model):
    """What a settlement gives one claim in a year: its share of the driver, and what is counted of the whole baseline."""

    settlement = models.ForeignKey(Settlement, models.CASCADE, related_name="parts")
    claim = models.ForeignKey(Claim, models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    fraction = models.DecimalField(max_digits=9, decimal_places=8)
    amount_sek = models.BigIntegerField(null=True, blank=True)
    counted = models.DecimalField(max_digits=9, decimal_places=8)

    class Meta:
        ordering = ("claim", "year")
        constraints = [models.UniqueConstraint(fields=["settlement", "claim", "year"], name="settlement_part_once")]

    def __str__(self) -> str:
        return f"{self.settlement_id} {self.claim_id} {self.year}"


class SettlementAnswer(models.Model):
    """What one party (the applicant's body of a case) says of a settlement."""

    settlement = models.ForeignKey(Settlement, models.CASCADE, related_name="answers")
    code = models.CharField(max_length=20)  # the case whose party answers
    accepts = models.BooleanField()
    reason = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["settlement", "code"], name="settlement_answer_once")]

    def __str__(self) -> str:
        return f"{self.settlement_id} {self.code} {self.accepts}"


guards.append_only(BaselineVersion)
