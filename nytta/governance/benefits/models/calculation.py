"""The calculation: items in four ledgers, a figure for each year and side, and what a figure rests on."""

from django.db import models
from django.db.models import F, Q

from nytta.city.organisation.models import Body, Person
from nytta.kit.fields import code_in, term_field
from nytta.needs.goals.models import CouncilGoal, FocusArea, Node

from ..terms import BearerGroup, BenefitClass, Change, Explicitness, FormulaKind, Ledger, ProjectType, Side


class Calculation(models.Model):
    """The figures of one case, under the case's own code."""

    code = models.CharField(max_length=20, unique=True)
    price_year = models.PositiveSmallIntegerField()
    trusted = term_field(Side, default=Side.CLAIMED.value)  # the side that later steps build on: assessed once it is signed
    project_type = term_field(ProjectType, default=ProjectType.BESPOKE.value)
    edition = models.PositiveIntegerField(default=1)
    decided_with = models.JSONField(default=dict, blank=True)  # the city's figures as they stood at the first grant

    def __str__(self) -> str:
        return self.code


class Path(models.Model):
    """A way from technology to a goal of the city council, which one or more items walk. Source: P2; N1."""

    calculation = models.ForeignKey(Calculation, models.CASCADE, related_name="paths")
    order = models.PositiveSmallIntegerField(default=0)
    solution = models.ForeignKey(Node, models.PROTECT, null=True, blank=True, related_name="+")
    it_capability = models.ForeignKey(Node, models.PROTECT, null=True, blank=True, related_name="+")
    change = models.ForeignKey(Node, models.PROTECT, null=True, blank=True, related_name="+")
    change_owner = models.CharField(max_length=160, blank=True)
    change_on = models.DateField(null=True, blank=True)
    capability = models.ForeignKey(Node, models.PROTECT, null=True, blank=True, related_name="+")
    focus_area = models.ForeignKey(FocusArea, models.PROTECT, null=True, blank=True, related_name="+")
    goal = models.ForeignKey(CouncilGoal, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return f"{self.calculation_id} {self.order + 1}"


class Item(models.Model):
    """One benefit or cost. A benefit that cannot be valued in money has a scale and levels on it instead."""

    calculation = models.ForeignKey(Calculation, models.CASCADE, related_name="items")
    ledger = term_field(Ledger)
    label = models.CharField(max_length=160)
    bearer = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    bearer_group = term_field(BearerGroup, blank=True, default="")
    owner = models.CharField(max_length=160, blank=True)  # who answers for it, by role
    note = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    benefit_class = term_field(BenefitClass, blank=True, default="")
    change = term_field(Change, blank=True, default="")
    explicitness = term_field(Explicitness, blank=True, default="")
    path = models.ForeignKey(Path, models.SET_NULL, null=True, blank=True, related_name="items")
    scale = models.TextField(blank=True)  # how a benefit without kronor is described and measured, its levels in words
    level_now = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    unchecked_from = models.CharField(max_length=20, blank=True, default="")  # the case that its figures were copied from, until checked

    class Meta:
        ordering = ("order", "pk")
        constraints = [models.CheckConstraint(condition=code_in(Ledger, "ledger"), name="item_ledger_known")]

    def __str__(self) -> str:
        return self.label


class Formula(models.Model):
    """How an item's kronor come about: quantity × take-up × minutes / 60 × hourly cost, or quantity × take-up × price.

    `each` is minutes (time) or kronor (price); `take_up` is percent by year, {"2027": 40}. Source: F7.
    """

    item = models.OneToOneField(Item, models.CASCADE, related_name="formula")
    kind = term_field(FormulaKind)
    unit = models.CharField(max_length=60, blank=True)
    quantity = models.DecimalField(max_digits=14, decimal_places=2)
    quantity_low = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    quantity_high = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    each = models.DecimalField(max_digits=12, decimal_places=2)
    each_low = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    each_high = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    rate_sek = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    take_up = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=0) & Q(each__gte=0), name="formula_not_negative"),
            models.CheckConstraint(
                condition=(Q(quantity_low=None) | Q(quantity_low__lte=F("quantity")))
                & (Q(quantity_high=None) | Q(quantity_high__gte=F("quantity")))
                & (Q(each_low=None) | Q(each_low__lte=F("each")))
                & (Q(each_high=None) | Q(each_high__gte=F("each"))),
                name="formula_low_likely_high",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.each}"


class Figure(models.Model):
    """Whole kronor of an item in a year, by one side: likely, and low and high where it is uncertain."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="figures")
    side = term_field(Side)
    year = models.PositiveSmallIntegerField()
    amount_sek = models.BigIntegerField()
    low_sek = models.BigIntegerField(null=True, blank=True)
    high_sek = models.BigIntegerField(null=True, blank=True)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "side", "year"], name="figure_once"),
            models.CheckConstraint(condition=models.Q(amount_sek__gte=0), name="figure_not_negative"),
            models.CheckConstraint(
                condition=(Q(low_sek=None) | (Q(low_sek__gte=0) & Q(low_sek__lte=F("amount_sek"))))
                & (Q(high_sek=None) | Q(high_sek__gte=F("amount_sek"))),
                name="figure_low_likely_high",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.year} {self.side}"


class Level(models.Model):
    """The level on an item's scale that a side expects or found; for benefits that are not in kronor. Source: F7; U6."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="levels")
    side = term_field(Side)
    value = models.DecimalField(max_digits=12, decimal_places=2)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "side"], name="level_once")]

    def __str__(self) -> str:
        return f"{self.item} {self.side}: {self.value}"


class Answer(models.Model):
    """What the business that owns the process says of one item: accepts or objects, with a reason; the last one counts."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="answers")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    accepts = models.BooleanField()
    reason = models.TextField(blank=True)
    mandate = models.CharField(max_length=200, blank=True)
    asked = models.CharField(max_length=300, blank=True)  # the kronor by year that were answered; when they change the answer is void
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.item} {self.accepts}"


class Mitigation(models.Model):
    """How far a factor that makes costs be underestimated is dealt with, with the evidence. Source: F7."""

    calculation = models.ForeignKey(Calculation, models.CASCADE, related_name="mitigations")
    factor = models.CharField(max_length=120)
    share = models.DecimalField(max_digits=5, decimal_places=4)
    mitigated = models.DecimalField(max_digits=5, decimal_places=4)
    evidence = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["calculation", "factor"], name="mitigation_once"),
            models.CheckConstraint(
                condition=Q(share__gte=0) & Q(share__lte=1) & Q(mitigated__gte=0) & Q(mitigated__lte=1), name="mitigation_shares"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.factor} {self.mitigated}"


class MitigationJudgement(models.Model):
    """How far an assessor finds that a factor is dealt with, with the reason where it differs from what the applicant says. Source: F7, F8."""

    mitigation = models.ForeignKey(Mitigation, models.CASCADE, related_name="judgements")
    side = term_field(Side)
    mitigated = models.DecimalField(max_digits=5, decimal_places=4)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mitigation", "side"], name="mitigation_judged_once"),
            models.CheckConstraint(condition=Q(mitigated__gte=0) & Q(mitigated__lte=1), name="mitigation_judged_share"),
        ]

    def __str__(self) -> str:
        return f"{self.mitigation_id} {self.side} {self.mitigated}"
