"""Governing documents: what the city is steered by, edition by edition, clause by clause, and what repeals what. Source: O3."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from nytta.city.organisation.models import Body
from nytta.kit import guards
from nytta.kit.fields import code_in, term_field
from nytta.plain.text import sort_key

from ..terms import GoverningKind, Level, Wording
from .decisions import Decision


class GoverningDocument(models.Model):
    """A programme, strategy, guideline or the like, whatever its editions say. A fact that nobody knows is empty or None.

    `programme` is the code of the adopted programme that it is; `cited_as` the letter by which rules cite its clauses (P in "P7.1");
    `told_by` says where a document is known from that the city has not decided here.
    """

    code = models.SlugField(max_length=24, unique=True)
    title = models.CharField(max_length=200)
    sort = models.CharField(max_length=200, editable=False)
    kind = term_field(GoverningKind)
    level = term_field(Level, blank=True)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    registry_number = models.CharField(max_length=40, blank=True)
    programme = models.CharField(max_length=20, blank=True)
    cited_as = models.CharField(max_length=4, blank=True)
    told_by = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("sort",)
        constraints = [
            models.CheckConstraint(condition=code_in(GoverningKind, "kind"), name="governing_kind_known"),
            models.CheckConstraint(condition=Q(level="") | code_in(Level, "level"), name="governing_level_known"),
            models.UniqueConstraint(fields=["programme"], condition=~Q(programme=""), name="governing_programme_once"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort = sort_key(self.title)
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return self.title


class Edition(models.Model):
    """One version of a governing document as it was decided, from a day; the next one takes its place.

    `attested_on` is a day on which a source says that it was in force, for one whose first day nobody knows.
    """

    document = models.ForeignKey(GoverningDocument, models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    registry_number = models.CharField(max_length=40, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    attested_on = models.DateField(null=True, blank=True)
    wording = term_field(Wording)
    changes = models.CharField(max_length=500, blank=True)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("document", "number")
        constraints = [
            models.CheckConstraint(condition=code_in(Wording, "wording"), name="edition_wording_known"),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_from__lte=F("valid_until")), name="edition_period"
            ),
            models.UniqueConstraint(fields=["document", "number"], name="edition_number"),
            models.UniqueConstraint(fields=["document", "valid_from"], name="edition_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.number}"


class Clause(models.Model):
    """A numbered clause of an edition, as it was decided; `key` is its number as it stands in addresses.

    A clause of a `summary` may be written over by the decided text; one of the decided text never changes.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="clauses")
    place = models.PositiveIntegerField()
    number = models.CharField(max_length=20)
    key = models.CharField(max_length=12)
    depth = models.PositiveSmallIntegerField(default=1)
    heading = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    summary = models.BooleanField(default=False)

    class Meta:
        ordering = ("edition", "place")
        constraints = [
            models.UniqueConstraint(fields=["edition", "key"], name="clause_key"),
            models.UniqueConstraint(fields=["edition", "place"], name="clause_place"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.heading}".strip()


class Repeal(models.Model):
    """A document, or one clause of an edition, that ceased from a day by what a later document says."""

    document = models.ForeignKey(GoverningDocument, models.PROTECT, related_name="repeals")
    clause = models.ForeignKey(Clause, models.PROTECT, null=True, related_name="repeals")
    by = models.ForeignKey(Edition, models.PROTECT, related_name="repealing")
    said_in = models.CharField(max_length=20, blank=True)
    from_day = models.DateField()
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document"], condition=Q(clause=None), name="repeal_document_once"),
            models.UniqueConstraint(fields=["clause"], name="repeal_clause_once"),
        ]

    def __str__(self) -> str:
        return f"{self.clause or self.document} {self.from_day}"


guards.append_only(Clause, unless="OLD.summary")
guards.append_only(Repeal)
