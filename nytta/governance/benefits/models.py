"""The calculation: items in four ledgers, a figure for each year and side."""

from django.db import models

from nytta.city.organisation.models import Body, Person
from nytta.kit.fields import code_in, term_field

from .terms import Ledger, Side


class Calculation(models.Model):
    """The figures of one case, under the case's own code."""

    code = models.CharField(max_length=20, unique=True)
    price_year = models.PositiveSmallIntegerField()
    trusted = term_field(Side, default=Side.CLAIMED.value)  # the side that later steps build on: assessed once it is signed

    def __str__(self) -> str:
        return self.code


class Item(models.Model):
    """One benefit or cost; a benefit that cannot be valued in money has a description and a scale instead."""

    calculation = models.ForeignKey(Calculation, models.CASCADE, related_name="items")
    ledger = term_field(Ledger)
    label = models.CharField(max_length=160)
    bearer = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("order", "pk")
        constraints = [models.CheckConstraint(condition=code_in(Ledger, "ledger"), name="item_ledger_known")]

    def __str__(self) -> str:
        return self.label


class Figure(models.Model):
    """Whole kronor of an item in a year, by one side."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="figures")
    side = term_field(Side)
    year = models.PositiveSmallIntegerField()
    amount_sek = models.BigIntegerField()
    reason = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "side", "year"], name="figure_once"),
            models.CheckConstraint(condition=models.Q(amount_sek__gte=0), name="figure_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.year} {self.side}"
