"""Portfolios, their yearly frames and parts, the advice and the grants. The frame cannot be passed: trigger, constraint, lock."""

from django.db import models
from django.db.models import F, Q

from nytta.city.organisation.models import Person
from nytta.city.records.models import Decision, Programme
from nytta.city.records.terms import FrameSource
from nytta.governance.applications.models import Application
from nytta.governance.applications.terms import PortfolioPart
from nytta.kit import guards
from nytta.kit.fields import code_in, term_field
from nytta.needs.goals.models import FocusArea

from ..terms import Advice, ContinuationKind, ContinuationState

WITHIN = Q(granted_sek__gte=0) & Q(granted_sek__lte=F("amount_sek") + F("returned_sek"))
NO_MORE_BACK = Q(returned_sek__gte=0) & Q(returned_sek__lte=F("granted_sek"))


class Portfolio(models.Model):
    """One portfolio for each focus area of a programme."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    focus_area = models.OneToOneField(FocusArea, models.PROTECT, related_name="+")
    code = models.CharField(max_length=10)
    purpose = models.TextField(blank=True)
    target_picture = models.TextField(blank=True)

    class Meta:
        ordering = ("programme", "code")
        constraints = [models.UniqueConstraint(fields=["programme", "code"], name="portfolio_code")]

    def __str__(self) -> str:
        return self.code


class Frame(models.Model):
    """What the city council lets a portfolio grant in a year; `granted_sek` and `returned_sek` are kept by triggers alone."""

    portfolio = models.ForeignKey(Portfolio, models.PROTECT, related_name="frames")
    year = models.PositiveSmallIntegerField()
    amount_sek = models.BigIntegerField()
    source = term_field(FrameSource)
    granted_sek = models.BigIntegerField(default=0)
    returned_sek = models.BigIntegerField(default=0)
    left_sek = models.GeneratedField(
        expression=F("amount_sek") - F("granted_sek") + F("returned_sek"), output_field=models.BigIntegerField(), db_persist=True
    )
    commitment_ceiling_sek = models.BigIntegerField(null=True, blank=True)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("year", "portfolio")
        constraints = [
            models.UniqueConstraint(fields=["portfolio", "year"], name="frame_one_per_year"),
            models.CheckConstraint(condition=WITHIN, name="frame_never_exceeded"),
            models.CheckConstraint(condition=NO_MORE_BACK, name="frame_returned_within"),
        ]

    def __str__(self) -> str:
        return f"{self.portfolio} {self.year}"

    @property
    def used_sek(self) -> int:
        """What is granted and has not come back."""
        return self.granted_sek - self.returned_sek


class FramePart(models.Model):
    """A part of a frame that the city council set a size for; as hard as the frame."""

    frame = models.ForeignKey(Frame, models.PROTECT, related_name="parts")
    part = term_field(PortfolioPart)
    amount_sek = models.BigIntegerField()
    granted_sek = models.BigIntegerField(default=0)
    returned_sek = models.BigIntegerField(default=0)

    class Meta:
        ordering = ("frame", "part")
        constraints = [
            models.UniqueConstraint(fields=["frame", "part"], name="frame_part_once"),
            models.CheckConstraint(condition=code_in(PortfolioPart, "part"), name="frame_part_known"),
            models.CheckConstraint(condition=WITHIN, name="part_never_exceeded"),
            models.CheckConstraint(condition=NO_MORE_BACK, name="part_returned_within"),
        ]

    def __str__(self) -> str:
        return f"{self.frame} {self.part}"

    @property
    def used_sek(self) -> int:
        """What is granted and has not come back."""
        return self.granted_sek - self.returned_sek


class Continuation(models.Model):
    """Next year's part of a case that has been granted money before, or more money than was decided for a year.

    `follow_up` is how it went until then, frozen when it was proposed: {status, money, conditions}, as queries.follow_up reads it.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    kind = term_field(ContinuationKind, default=ContinuationKind.NEXT.value)
    amount_sek = models.BigIntegerField()
    reasons = models.TextField()
    follow_up = models.JSONField(default=dict, blank=True)
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposed_on = models.DateField()
    state = term_field(ContinuationState, default=ContinuationState.PROPOSED.value)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "year"], condition=Q(kind=ContinuationKind.NEXT.value), name="continuation_once"
            ),
            models.UniqueConstraint(
                fields=["application", "year"],
                condition=Q(state__in=[ContinuationState.PROPOSED.value, ContinuationState.ADVISED.value]),
                name="continuation_one_open",
            ),
            models.CheckConstraint(condition=code_in(ContinuationKind, "kind"), name="continuation_kind_known"),
            models.CheckConstraint(condition=Q(amount_sek__gt=0), name="continuation_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.year}"


class CouncilAdvice(models.Model):
    """The development council's advice on a proposal; the last one counts."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    advice = term_field(Advice)
    reasons = models.TextField()
    advised_on = models.DateField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.application_id} {self.year} {self.advice}"


class Grant(models.Model):
    """Money for one case in one year, out of one frame (and part, where set). Append-only."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="+")
    continuation = models.OneToOneField(Continuation, models.PROTECT, null=True, related_name="+")
    frame = models.ForeignKey(Frame, models.PROTECT, related_name="grants")
    part = models.ForeignKey(FramePart, models.PROTECT, null=True, related_name="grants")
    amount_sek = models.BigIntegerField()
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="+")
    granted_on = models.DateField()
    cost_centre = models.CharField(max_length=20)
    activity = models.CharField(max_length=20)
    project_code = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "frame"], condition=Q(continuation=None), name="grant_once_per_year"),
            models.CheckConstraint(condition=Q(amount_sek__gt=0), name="grant_amount"),
        ]
        indexes = [models.Index(fields=["frame", "amount_sek"], name="grant_frame_amount")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.amount_sek}"


class GrantCondition(models.Model):
    """A condition that a grant was made on; `stops_payment`: no money of the case is paid before it is met. Append-only."""

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="conditions")
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)
    stops_payment = models.BooleanField()

    class Meta:
        ordering = ("grant", "order")
        constraints = [
            models.UniqueConstraint(fields=["grant", "order"], name="grant_condition_order"),
            models.CheckConstraint(condition=~Q(text=""), name="grant_condition_text"),
        ]

    def __str__(self) -> str:
        return self.text


class Commitment(models.Model):
    """What a granted case is expected to ask for in a later year; it charges no frame until it is decided."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="+")
    portfolio = models.ForeignKey(Portfolio, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    amount_sek = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "year"], name="commitment_once")]
        indexes = [models.Index(fields=["portfolio", "year", "amount_sek"], name="commitment_sums")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.year}"


def _charges(model: type[models.Model], column: str) -> None:
    """A grant is added to its frame (or part), so that raw SQL is held too; what is said to be granted is always the sum of the grants."""
    table, grants = model._meta.db_table, Grant._meta.db_table
    update = f'UPDATE "{table}" SET granted_sek = granted_sek + NEW.amount_sek WHERE id = NEW.{column}'
    guards.after_insert(grants, f"{table}_charged", update)
    wrong = f'NEW.granted_sek <> (SELECT COALESCE(SUM(amount_sek), 0) FROM "{grants}" WHERE {column} = NEW.id)'
    guards.refuse(table, f"{table}_is_the_sum", insert=wrong, update=wrong, said=f"{table}.granted_sek is the sum of the grants")


guards.append_only(Grant)
guards.append_only(GrantCondition)
_charges(Frame, "frame_id")
_charges(FramePart, "part_id")
