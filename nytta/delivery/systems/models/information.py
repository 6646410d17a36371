"""What information the city has: its types and concept models, which system is the master of each, and which hold copies."""

from typing import Any

from django.db import models
from django.db.models import Q

from nytta.city.organisation.models import Body, Person
from nytta.city.records.models import Decision
from nytta.kit.fields import code_in, term_field
from nytta.plain.text import sort_key

from ..terms import DataHeld, Fulfilment, HoldingRole, OpenData, Principle
from .systems import System


class ConceptModel(models.Model):
    """The words that a part of the city uses, with what each means. A new version replaces the one before. Source: P7.1 (3); D3.

    `concepts` holds [word, meaning] pairs in the order of the words; `decided` names the board's decision where it is common to the city.
    """

    code = models.SlugField(max_length=12, unique=True)
    title = models.CharField(max_length=160)
    version = models.CharField(max_length=20)
    owner = models.ForeignKey(Body, models.PROTECT, related_name="+")
    concepts = models.JSONField(default=list)
    address = models.URLField(max_length=400, blank=True)
    decided = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")

    class Meta:
        ordering = ("title", "pk")
        constraints = [models.UniqueConstraint(fields=["title", "version"], name="concept_model_version")]

    def __str__(self) -> str:
        return f"{self.title} {self.version}"


class InformationType(models.Model):
    """A type of information, owned by a committee or board. What is not known is null or "". Source: P7.1 (3); D3.

    It is ended and never deleted, and not while a system that is in use holds it.
    """

    code = models.SlugField(max_length=12, unique=True)
    name = models.CharField(max_length=120)
    sort = models.CharField(max_length=120, editable=False)
    definition = models.TextField(blank=True)
    owner = models.ForeignKey(Body, models.PROTECT, related_name="+")
    model = models.ForeignKey(ConceptModel, models.PROTECT, null=True, blank=True, related_name="types")
    personal_data = term_field(DataHeld, blank=True)
    open_data = term_field(OpenData, blank=True)
    open_address = models.URLField(max_length=400, blank=True)
    external_id = models.CharField(max_length=200, blank=True)
    registered_on = models.DateField()
    changed_at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)
    ended_reason = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("sort", "pk")
        indexes = [
            models.Index(fields=["sort", "id"], name="information_sort"),
            models.Index(fields=["owner", "ended_on", "sort"], name="information_owner"),
        ]
        constraints = [
            models.CheckConstraint(condition=code_in(DataHeld, "personal_data") | Q(personal_data=""), name="information_data_known"),
            models.CheckConstraint(condition=code_in(OpenData, "open_data") | Q(open_data=""), name="information_open_known"),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_reason="") | (Q(ended_on__isnull=False) & ~Q(ended_reason="")),
                name="information_ended_with_reason",
            ),
            models.UniqueConstraint(fields=["external_id"], condition=~Q(external_id=""), name="information_external_once"),
            models.UniqueConstraint(fields=["sort"], condition=Q(ended_on=None), name="information_name_once"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort = sort_key(self.name)
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Holding(models.Model):
    """That a system holds a type of information: as its master, as a copy, or in a way that nobody has said ("").

    A type has one master at most, whoever writes it. `decision` is there where the board has decided which. Source: P7.1 (3); D3.
    """

    information = models.ForeignKey(InformationType, models.PROTECT, related_name="holdings")
    system = models.ForeignKey(System, models.PROTECT, related_name="holdings")
    role = term_field(HoldingRole, blank=True)
    note = models.CharField(max_length=200, blank=True)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="+")
    since_on = models.DateField()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["information", "system"], name="holding_once"),
            models.UniqueConstraint(fields=["information"], condition=Q(role="master"), name="holding_one_master"),
            models.CheckConstraint(condition=code_in(HoldingRole, "role") | Q(role=""), name="holding_role_known"),
            models.CheckConstraint(condition=Q(decision=None) | Q(role="master"), name="holding_decided_master"),
        ]
        indexes = [models.Index(fields=["system", "role"], name="holding_of_system")]

    def __str__(self) -> str:
        return f"{self.information_id} {self.system_id} {self.role}"


class PrincipleAnswer(models.Model):
    """How a system stands to one of the seven principles of the architecture, by which evidence, on which day. Source: P7.1; D3."""

    system = models.ForeignKey(System, models.PROTECT, related_name="principle_answers")
    principle = term_field(Principle)
    answer = term_field(Fulfilment)
    evidence = models.TextField()
    address = models.URLField(max_length=400, blank=True)
    answered_on = models.DateField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("principle",)
        constraints = [
            models.UniqueConstraint(fields=["system", "principle"], name="principle_answered_once"),
            models.CheckConstraint(condition=code_in(Principle, "principle"), name="principle_known"),
            models.CheckConstraint(condition=code_in(Fulfilment, "answer"), name="principle_answer_known"),
            models.CheckConstraint(condition=~Q(evidence=""), name="principle_has_evidence"),
        ]
        indexes = [models.Index(fields=["principle", "answer"], name="principle_answers")]

    def __str__(self) -> str:
        return f"{self.system_id} {self.principle} {self.answer}"
