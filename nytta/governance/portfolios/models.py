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

from .terms import Advice, ContinuationState


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
    """What the city council lets a portfolio grant in a year; `granted_sek` is kept by a trigger on grants alone."""

    portfolio = models.ForeignKey(Portfolio, models.PROTECT, related_name="frames")
    year = models.PositiveSmallIntegerField()
    amount_sek = models.BigIntegerField()
    source = term_field(FrameSource)
    granted_sek = models.BigIntegerField(default=0)
    left_sek = models.GeneratedField(expression=F("amount_sek") - F("granted_sek"), output_field=models.BigIntegerField(), db_persist=True)
    commitment_ceiling_sek = models.BigIntegerField(null=True, blank=True)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("year", "portfolio")
        constraints = [
            models.UniqueConstraint(fields=["portfolio", "year"], name="frame_one_per_year"),
            models.CheckConstraint(condition=Q(granted_sek__gte=0) & Q(granted_sek__lte=F("amount_sek")), name="frame_never_exceeded"),
        ]

    def __str__(self) -> str:
        return f"{self.portfolio} {self.year}"


class FramePart(models.Model):
    """A part of a frame that the city council set a size for; as hard as the frame."""

    frame = models.ForeignKey(Frame, models.PROTECT, related_name="parts")
    part = term_field(PortfolioPart)
    amount_sek = models.BigIntegerField()
    granted_sek = models.BigIntegerField(default=0)

    class Meta:
        ordering = ("frame", "part")
        constraints = [
            models.UniqueConstraint(fields=["frame", "part"], name="frame_part_once"),
            models.CheckConstraint(condition=code_in(PortfolioPart, "part"), name="frame_part_known"),
            models.CheckConstraint(condition=Q(granted_sek__gte=0) & Q(granted_sek__lte=F("amount_sek")), name="part_never_exceeded"),
        ]

    def __str__(self) -> str:
        return f"{self.frame} {self.part}"


class Continuation(models.Model):
    """Next year's part of a case that has been granted money before."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    amount_sek = models.BigIntegerField()
    reasons = models.TextField()
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposed_on = models.DateField()
    state = term_field(ContinuationState, default=ContinuationState.PROPOSED.value)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "year"], name="continuation_once"),
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
            models.UniqueConstraint(fields=["application", "frame"], name="grant_once_per_year"),
            models.CheckConstraint(condition=Q(amount_sek__gt=0), name="grant_amount"),
        ]
        indexes = [models.Index(fields=["frame", "amount_sek"], name="grant_frame_amount")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.amount_sek}"


class Commitment(models.Model):
    """What a granted case is expected to ask for in a later year; it charges no frame until it is decided."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="+")
    portfolio = models.ForeignKey(Portfolio, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    amount_sek = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "year"], name="commitment_once")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.year}"


def _charges(table: str, column: str) -> guards.Guard:
    """An AFTER INSERT trigger on grants that adds the amount to the frame (or part), so that raw SQL is held too."""
    name, grants = f"{table}_charged", Grant._meta.db_table
    update = f'UPDATE "{table}" SET granted_sek = granted_sek + NEW.amount_sek WHERE id = NEW.{column}'
    return guards.Guard(
        grants,
        name,
        sqlite=(f'CREATE TRIGGER IF NOT EXISTS "{name}" AFTER INSERT ON "{grants}" BEGIN {update}; END',),
        postgresql=(
            f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {update}; RETURN NULL; END $$',
            f'CREATE OR REPLACE TRIGGER "{name}" AFTER INSERT ON "{grants}" FOR EACH ROW EXECUTE FUNCTION "{name}"()',
        ),
        sqlite_names=(name,),
    )


def _is_the_sum(table: str, column: str) -> guards.Guard:
    """What a frame (or part) says is granted is always the sum of its grants, also when somebody writes the column by hand."""
    name, grants = f"{table}_is_the_sum", Grant._meta.db_table
    total = f'(SELECT COALESCE(SUM(amount_sek), 0) FROM "{grants}" WHERE {column} = NEW.id)'
    said = f"{table}.granted_sek is the sum of the grants"
    return guards.Guard(
        table,
        name,
        sqlite=tuple(
            f'CREATE TRIGGER IF NOT EXISTS "{name}_{act.lower()}" AFTER {act} ON "{table}" WHEN NEW.granted_sek <> {total} '
            f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
            for act in ("INSERT", "UPDATE")
        ),
        postgresql=(
            f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.granted_sek <> {total} THEN '
            f"RAISE EXCEPTION '{said}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NULL; END $$",
            f'CREATE OR REPLACE TRIGGER "{name}" AFTER INSERT OR UPDATE ON "{table}" FOR EACH ROW EXECUTE FUNCTION "{name}"()',
        ),
        sqlite_names=(f"{name}_insert", f"{name}_update"),
    )


guards.append_only(Grant)
guards.guard(_charges(Frame._meta.db_table, "frame_id"))
guards.guard(_charges(FramePart._meta.db_table, "part_id"))
guards.guard(_is_the_sum(Frame._meta.db_table, "frame_id"))
guards.guard(_is_the_sum(FramePart._meta.db_table, "part_id"))
