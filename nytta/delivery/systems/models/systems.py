"""The application portfolio: each system with its owner, its life and what it is known to hold."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from nytta.city.organisation.models import Body, Person
from nytta.kit.fields import code_in, term_field
from nytta.plain.text import sort_key

from ..terms import AccessibilityLevel, Category, DataHeld, Hosting, LifePhase, TechnicalCheck
from .solutions import CommonSolution


def _known_or_blank(terms: Any, field: str) -> Q:
    return code_in(terms, field) | Q(**{field: ""})


def _between(field: str, first: int, last: int) -> Q:
    return Q(**{field: None}) | Q(**{f"{field}__gte": first, f"{field}__lte": last})


class System(models.Model):
    """A system that the city has, owned by a committee or board. What is not known is null or "", never guessed. Source: D1.

    `class_labels` is the version of the labels by which the three levels of the information security class are read.
    `changed_at` is when something that the owner answers for last changed, `attested_at` when the owner last confirmed it.
    A system is retired and never deleted.
    """

    code = models.SlugField(max_length=12, unique=True)
    name = models.CharField(max_length=120)
    sort = models.CharField(max_length=120, editable=False)
    aliases = models.JSONField(default=list, blank=True)
    purpose = models.TextField(blank=True)
    functions = models.JSONField(default=list, blank=True)
    category = term_field(Category, blank=True)
    owner = models.ForeignKey(Body, models.PROTECT, related_name="+")
    representative = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    maintenance_object = models.CharField(max_length=120, blank=True)
    supplier = models.CharField(max_length=120, blank=True)
    contract = models.CharField(max_length=200, blank=True)
    cost_per_year_sek = models.BigIntegerField(null=True, blank=True)
    users = models.PositiveIntegerField(null=True, blank=True)
    hosting = term_field(Hosting, blank=True)
    personal_data = term_field(DataHeld, blank=True)
    confidentiality = models.PositiveSmallIntegerField(null=True, blank=True)
    integrity = models.PositiveSmallIntegerField(null=True, blank=True)
    availability = models.PositiveSmallIntegerField(null=True, blank=True)
    class_labels = models.CharField(max_length=20, blank=True)
    accessibility = term_field(AccessibilityLevel, blank=True)
    technical_check = term_field(TechnicalCheck, blank=True)
    technical_checked_on = models.DateField(null=True, blank=True)
    solution = models.ForeignKey(CommonSolution, models.PROTECT, null=True, blank=True, related_name="systems")
    business_value = models.PositiveSmallIntegerField(null=True, blank=True)
    technical_fitness = models.PositiveSmallIntegerField(null=True, blank=True)
    external_id = models.CharField(max_length=200, blank=True)
    registered_on = models.DateField()
    changed_at = models.DateTimeField()
    attested_at = models.DateTimeField(null=True, blank=True)
    retired_on = models.DateField(null=True, blank=True)
    retired_reason = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("sort", "pk")
        indexes = [
            models.Index(fields=["sort", "id"], name="system_sort"),
            models.Index(fields=["owner", "retired_on", "sort"], name="system_owner"),
        ]
        constraints = [
            models.CheckConstraint(condition=_known_or_blank(Category, "category"), name="system_category_known"),
            models.CheckConstraint(condition=_known_or_blank(Hosting, "hosting"), name="system_hosting_known"),
            models.CheckConstraint(condition=_known_or_blank(DataHeld, "personal_data"), name="system_personal_data_known"),
            models.CheckConstraint(condition=_known_or_blank(AccessibilityLevel, "accessibility"), name="system_accessibility_known"),
            models.CheckConstraint(condition=_known_or_blank(TechnicalCheck, "technical_check"), name="system_check_known"),
            models.CheckConstraint(
                condition=Q(technical_check="", technical_checked_on=None)
                | (~Q(technical_check="") & Q(technical_checked_on__isnull=False)),
                name="system_check_dated",
            ),
            models.CheckConstraint(
                condition=_between("confidentiality", 0, 4) & _between("integrity", 0, 4) & _between("availability", 0, 4),
                name="system_class_levels",
            ),
            models.CheckConstraint(
                condition=Q(confidentiality=None, integrity=None, availability=None, class_labels="") | ~Q(class_labels=""),
                name="system_class_labelled",
            ),
            models.CheckConstraint(
                condition=_between("business_value", 1, 5) & _between("technical_fitness", 1, 5), name="system_value_levels"
            ),
            models.CheckConstraint(condition=Q(cost_per_year_sek=None) | Q(cost_per_year_sek__gte=0), name="system_cost"),
            models.CheckConstraint(
                condition=Q(retired_on=None, retired_reason="") | (Q(retired_on__isnull=False) & ~Q(retired_reason="")),
                name="system_retired_with_reason",
            ),
            models.UniqueConstraint(fields=["external_id"], condition=~Q(external_id=""), name="system_external_once"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort = sort_key(self.name)
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Capability(models.Model):
    """Something that the city must be able to do, whatever system it is done in; from a map of the city's own.

    One that the city no longer speaks of is retired and never deleted: systems that are retired keep what they carried.
    """

    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("code",)
        constraints = [models.CheckConstraint(condition=Q(parent=None) | ~Q(parent=F("id")), name="capability_parent_other")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Supports(models.Model):
    """That a system carries a capability."""

    system = models.ForeignKey(System, models.CASCADE, related_name="supports")
    capability = models.ForeignKey(Capability, models.PROTECT, related_name="supported_by")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "capability"], name="supports_once")]

    def __str__(self) -> str:
        return f"{self.system_id} {self.capability_id}"


class Phase(models.Model):
    """When a phase of a system's life starts, as it was or as it is planned."""

    system = models.ForeignKey(System, models.CASCADE, related_name="phases")
    phase = term_field(LifePhase)
    starts_on = models.DateField()

    class Meta:
        ordering = ("starts_on", "pk")
        constraints = [
            models.UniqueConstraint(fields=["system", "phase"], name="phase_once"),
            models.CheckConstraint(condition=code_in(LifePhase, "phase"), name="phase_known"),
        ]
        indexes = [models.Index(fields=["system", "starts_on"], name="phase_of_system")]

    def __str__(self) -> str:
        return f"{self.phase} {self.starts_on}"


class Attestation(models.Model):
    """That somebody who answers for the owner confirmed what the register says; `of` is the hash of what it said."""

    system = models.ForeignKey(System, models.PROTECT, related_name="attestations")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    attested_at = models.DateTimeField()
    of = models.CharField(max_length=64)
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("-attested_at", "-pk")
        indexes = [models.Index(fields=["system", "-attested_at"], name="attestation_of_system")]

    def __str__(self) -> str:
        return f"{self.system_id} {self.attested_at:%Y-%m-%d}"


class SystemDocument(models.Model):
    """A document that belongs to a system: an address where it lies, or the file itself."""

    system = models.ForeignKey(System, models.PROTECT, related_name="documents")
    title = models.CharField(max_length=200)
    address = models.URLField(max_length=400, blank=True)
    filename = models.CharField(max_length=200, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    content = models.BinaryField(null=True, blank=True)
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_on = models.DateField()
    removed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=(Q(address="") & Q(content__isnull=False) & ~Q(filename="")) | (~Q(address="") & Q(content=None, filename="")),
                name="system_document_somewhere",
            )
        ]

    def __str__(self) -> str:
        return self.title
