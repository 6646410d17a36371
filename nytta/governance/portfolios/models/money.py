"""The ledger of money: where each krona of a case stands in each year. Rows are only added, and the sums are the database's own."""

from django.db import models
from django.db.models import F, Q

from nytta.city.organisation.models import Person
from nytta.city.records.models import Decision
from nytta.governance.applications.models import Application
from nytta.kit import guards
from nytta.kit.fields import code_in, term_field

from ..rules import EFFECTS, SUMS
from ..terms import MoneyKind
from .frames import Frame, FramePart, Portfolio


class Allocation(models.Model):
    """A case's money in one year: what came, and where it stands now. Every sum is kept by a trigger on the entries alone.

    Out of a portfolio, with its frame where the money was granted from one; or `outside`, by a special decision of the city council.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    outside = models.BooleanField(default=False)
    portfolio = models.ForeignKey(Portfolio, models.PROTECT, null=True, related_name="+")
    frame = models.ForeignKey(Frame, models.PROTECT, null=True, related_name="+")
    part = models.ForeignKey(FramePart, models.PROTECT, null=True, related_name="+")
    last_on = models.DateField(null=True)
    granted_sek = models.BigIntegerField(default=0)
    moved_in_sek = models.BigIntegerField(default=0)
    paid_sek = models.BigIntegerField(default=0)
    reserved_sek = models.BigIntegerField(default=0)
    available_sek = models.BigIntegerField(default=0)
    returned_sek = models.BigIntegerField(default=0)
    lapsed_sek = models.BigIntegerField(default=0)
    moved_out_sek = models.BigIntegerField(default=0)

    class Meta:
        ordering = ("application", "year", "outside")
        constraints = [
            models.UniqueConstraint(fields=["application", "year", "outside"], name="allocation_once"),
            models.CheckConstraint(condition=Q(outside=True, portfolio=None) | Q(outside=False, portfolio__isnull=False), name="allocation_in_a_portfolio_or_outside"),
            models.CheckConstraint(condition=Q(frame=None) | Q(outside=False), name="allocation_outside_has_no_frame"),
            *(models.CheckConstraint(condition=Q(**{f"{s}_sek__gte": 0}), name=f"allocation_{s}_not_below_zero") for s in SUMS),
            models.CheckConstraint(condition=Q(returned_sek__lte=F("granted_sek")), name="allocation_returned_within"),
            models.CheckConstraint(
                condition=Q(
                    granted_sek=F("paid_sek") + F("reserved_sek") + F("available_sek") + F("returned_sek") + F("lapsed_sek")
                    + F("moved_out_sek") - F("moved_in_sek")
                ),
                name="allocation_every_krona_stands_somewhere",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["portfolio", "year"], name="allocation_portfolio_year")]

    def __str__(self) -> str:
        return f"{self.application} {self.year}"


class MoneyEntry(models.Model):
    """One thing that happened to the money of a case in a year. Append-only."""

    allocation = models.ForeignKey(Allocation, models.PROTECT, related_name="entries")
    kind = term_field(MoneyKind)
    amount_sek = models.BigIntegerField()
    booked_on = models.DateField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    other = models.ForeignKey(Allocation, models.PROTECT, null=True, related_name="+")
    basis = models.CharField(max_length=300)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(condition=Q(amount_sek__gt=0), name="money_entry_amount"),
            models.CheckConstraint(condition=code_in(MoneyKind, "kind"), name="money_entry_kind_known"),
        ]
        indexes = [models.Index(fields=["allocation", "booked_on", "kind", "amount_sek"], name="money_entry_sums")]

    def __str__(self) -> str:
        return f"{self.allocation} {self.kind} {self.amount_sek}"


def _sql(name: str, row: str) -> str:
    """SQL of what an entry changes a sum by, by its kind."""
    by_kind = " ".join(f"WHEN '{kind.value}' THEN {moves[name]}" for kind, moves in EFFECTS.items() if name in moves)
    return f"{row}amount_sek * CASE {row}kind {by_kind} ELSE 0 END"


def _back(column: str, key: str) -> str:
    """SQL of what has been returned to a frame or a part."""
    return (
        f'(SELECT COALESCE(SUM(e.amount_sek), 0) FROM "{_ALLOCATIONS}" a JOIN "{_ENTRIES}" e ON e.allocation_id = a.id '
        f"WHERE e.kind = '{MoneyKind.RETURNED.value}' AND a.{column} = {key})"
    )


_ENTRIES, _ALLOCATIONS = MoneyEntry._meta.db_table, Allocation._meta.db_table
_moved = ", ".join(f"{s}_sek = {s}_sek + {_sql(s, 'NEW.')}" for s in SUMS)
_booked = [f'UPDATE "{_ALLOCATIONS}" SET {_moved}, last_on = NEW.booked_on WHERE id = NEW.allocation_id']
_wrong = " OR ".join(
    f'NEW.{s}_sek <> (SELECT COALESCE(SUM({_sql(s, "")}), 0) FROM "{_ENTRIES}" WHERE allocation_id = NEW.id)' for s in SUMS
)
for _model, _column in ((Frame, "frame_id"), (FramePart, "part_id")):
    _table = _model._meta.db_table
    _place = f'(SELECT {_column} FROM "{_ALLOCATIONS}" WHERE id = NEW.allocation_id)'
    _booked.append(
        f"UPDATE \"{_table}\" SET returned_sek = returned_sek + NEW.amount_sek WHERE NEW.kind = '{MoneyKind.RETURNED.value}' AND id = {_place}"
    )
    guards.refuse(
        _table, f"{_table}_returned_is_the_sum", insert="NEW.returned_sek <> 0",
        update=f"NEW.returned_sek <> OLD.returned_sek AND NEW.returned_sek <> {_back(_column, 'NEW.id')}",
        said=f"{_table}.returned_sek is the sum of what came back",
    )  # fmt: skip
guards.append_only(MoneyEntry)
guards.after_insert(_ENTRIES, "money_entry_books", "; ".join(_booked))
guards.refuse(
    _ALLOCATIONS, "allocation_is_the_sum", insert=_wrong, update=f"{_wrong} OR NEW.last_on < OLD.last_on",
    said=f"{_ALLOCATIONS} holds the sums of its entries, in order of day",
)  # fmt: skip
