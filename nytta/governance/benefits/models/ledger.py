"""The ledger: baselines, and the claims that projects make on them. No saving is counted twice. Source: T; F9."""

from django.db import models
from django.db.models import Q

from nytta.city.organisation.models import Body, Person
from nytta.kit import guards
from nytta.kit.fields import code_in, term_field

from ..terms import BINDING, BaselineKind, ClaimDriver, ClaimStatus, Side, WayOut
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
    hourly_cost_sek = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
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


class Claim(models.Model):
    """An item's call on a baseline, through one driver. Source: F9."""

    item = models.OneToOneField(Item, models.CASCADE, related_name="claim")
    baseline = models.ForeignKey(Baseline, models.PROTECT, related_name="claims")
    version = models.ForeignKey(BaselineVersion, models.PROTECT, related_name="+")
    driver = term_field(ClaimDriver)
    status = term_field(ClaimStatus, default=ClaimStatus.INDICATIVE.value)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    settlement = models.ForeignKey(Settlement, models.SET_NULL, null=True, blank=True, related_name="+")  # accepted by all parties
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
            models.CheckConstraint(condition=Q(amount_sek=None) | Q(amount_sek__gte=0), name="claim_share_not_negative"),
        ]
        indexes = [models.Index(fields=["claim", "year"], name="claim_share_year")]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.year}: {self.fraction}"


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


def _never_above_all() -> list[guards.Guard]:
    """Per baseline, driver and year the shares of granted and realised claims never pass 100 % (a budget line: its kronor), also
    when somebody writes SQL: tried after every change of a share or of a claim, under the lock of the baseline's row.

    A part of a binding parent claim is within it and adds nothing. Source: ADR 0015; F9.
    """
    claims, shares, table = Claim._meta.db_table, ClaimShare._meta.db_table, Baseline._meta.db_table
    versions = BaselineVersion._meta.db_table
    binding = ", ".join(f"'{status.value}'" for status in BINDING)
    stands = f"((c.status = '{ClaimStatus.GRANTED.value}' AND s.side = '{Side.DECIDED.value}') OR (c.status = '{ClaimStatus.REALISED.value}' AND s.side = '{Side.REALISED.value}'))"
    alone = f'NOT EXISTS (SELECT 1 FROM "{claims}" p WHERE p.id = c.parent_id AND p.status IN ({binding}))'
    money = f"'{ClaimDriver.MONEY.value}'"
    line = f'(SELECT v.yearly_cost_sek FROM "{versions}" v WHERE v.baseline_id = c.baseline_id ORDER BY v.number DESC LIMIT 1)'

    def passed(baseline: str) -> str:
        return (
            f'EXISTS (SELECT 1 FROM "{shares}" s JOIN "{claims}" c ON c.id = s.claim_id WHERE c.baseline_id = {baseline} AND {stands} AND {alone} '
            f"GROUP BY c.baseline_id, c.driver, s.year HAVING (c.driver <> {money} AND ROUND(CAST(SUM(s.fraction) AS NUMERIC), 8) > 1) "
            f"OR (c.driver = {money} AND SUM(COALESCE(s.amount_sek, 0)) > {line}))"
        )

    said = "claims on a baseline never pass 100 %"
    found = []
    for on, baseline in ((shares, f'(SELECT baseline_id FROM "{claims}" WHERE id = NEW.claim_id)'), (claims, "NEW.baseline_id")):
        name = f"{on}_never_above_all"
        found.append(guards.Guard(
            on, name,
            sqlite=tuple(
                f'CREATE TRIGGER IF NOT EXISTS "{name}_{act.lower()}" AFTER {act} ON "{on}" WHEN {passed(baseline)} '
                f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
                for act in ("INSERT", "UPDATE")
            ),
            postgresql=(
                f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
                f'PERFORM 1 FROM "{table}" WHERE id = {baseline} FOR UPDATE; '
                f"IF {passed(baseline)} THEN RAISE EXCEPTION '{said.replace('%', '%%')}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
                f"RETURN NULL; END $$",
                f'CREATE OR REPLACE TRIGGER "{name}" AFTER INSERT OR UPDATE ON "{on}" FOR EACH ROW EXECUTE FUNCTION "{name}"()',
            ),
            sqlite_names=(f"{name}_insert", f"{name}_update"),
        ))  # fmt: skip
    return found


for _one in _never_above_all():
    guards.guard(_one)
