"""The case: what the applicant writes, the versions that were handed in, and what others have put beside it."""

from django.db import models
from django.db.models import Q

from nytta.city.organisation.models import Body, Person
from nytta.city.records.models import Decision, RuleSet
from nytta.governance.benefits.models import Calculation
from nytta.kit import guards
from nytta.kit.fields import code_in, term_field
from nytta.needs.goals.models import CouncilGoal, FocusArea
from nytta.needs.intake.models import Idea

from .terms import Acceptable, CaseOrigin, CaseState, Category, Check, PersonalData, PortfolioPart, WaitsOn

PRINCIPLES = tuple(f"principle_{n}" for n in range(1, 7))


class Application(models.Model):
    """A case under its public code `A-2026-014`. The row is the working text; a hand-in freezes it as a Version."""

    code = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    idea = models.ForeignKey(Idea, models.PROTECT, null=True, blank=True, related_name="+")
    applicant_body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    focus_area = models.ForeignKey(FocusArea, models.PROTECT, null=True, blank=True, related_name="+")
    part = term_field(PortfolioPart, blank=True)
    category = term_field(Category, blank=True)
    lifetime_months = models.PositiveSmallIntegerField(null=True, blank=True)
    lifetime_reason = models.TextField(blank=True)
    start_on = models.DateField(null=True, blank=True)
    end_on = models.DateField(null=True, blank=True)
    other_contribution = models.TextField(blank=True)
    calculation = models.ForeignKey(Calculation, models.PROTECT, related_name="+")
    hypothesis = models.TextField(blank=True)
    learning_measure = models.TextField(blank=True)
    user_groups = models.TextField(blank=True)
    functional_requirements = models.TextField(blank=True)
    principle_1 = models.TextField(blank=True)
    principle_2 = models.TextField(blank=True)
    principle_3 = models.TextField(blank=True)
    principle_4 = models.TextField(blank=True)
    principle_5 = models.TextField(blank=True)
    principle_6 = models.TextField(blank=True)
    owner_body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    process_body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    cost_distribution = models.TextField(blank=True)
    personal_data = term_field(PersonalData, blank=True, default="")
    controller = models.CharField(max_length=160, blank=True)
    change_plan = models.TextField(blank=True)
    benefit_plan = models.TextField(blank=True)
    experience_plan = models.TextField(blank=True)
    covers = models.JSONField(default=list, blank=True)
    contact = models.CharField(max_length=160, blank=True)

    state = term_field(CaseState, default=CaseState.DRAFT.value)
    edition = models.PositiveIntegerField(default=1)
    field_editions = models.JSONField(default=dict)
    registry_number = models.CharField(max_length=40, blank=True)
    created_on = models.DateField()
    submitted_on = models.DateField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    external_id = models.CharField(max_length=120, blank=True)
    origin = term_field(CaseOrigin, default=CaseOrigin.APPLIED.value)

    class Meta:
        ordering = ("-created_on", "-pk")
        constraints = [
            models.CheckConstraint(condition=code_in(CaseOrigin, "origin"), name="case_origin_known"),
            models.CheckConstraint(condition=code_in(CaseState, "state"), name="case_state_known"),
            models.UniqueConstraint(fields=["external_id"], condition=~Q(external_id=""), name="case_external_id_once"),
        ]
        indexes = [
            models.Index(fields=["-created_on", "-id"], name="case_created"),
            models.Index(fields=["state", "-created_on"], name="case_state_created"),
            models.Index(fields=["applicant_body", "-created_on"], name="case_body_created"),
            models.Index(fields=["external_id"], name="case_external_id"),
            models.Index(fields=["-submitted_on", "-id"], name="case_registered", condition=~models.Q(registry_number="")),
            # small, since states are few: counts what is public
            models.Index(fields=["state"], name="case_registered_state", condition=~models.Q(registry_number="")),
            models.Index(fields=["created_by"], name="case_drafts", condition=models.Q(registry_number="")),
            models.Index(fields=["registry_number", "id"], name="case_registry_number"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class GoalLink(models.Model):
    """A goal of the city council that the case contributes to."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="goals")
    goal = models.ForeignKey(CouncilGoal, models.PROTECT, related_name="+")
    text = models.TextField(blank=True)

    class Meta:
        ordering = ("goal__code",)
        constraints = [models.UniqueConstraint(fields=["application", "goal"], name="goal_link_once")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.goal_id}"


class Writer(models.Model):
    """Somebody who writes on a case together with the one who began it."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="writers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "person"], name="writer_once")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.person_id}"


class Version(models.Model):
    """A hand-in, frozen with the rule set that it was tried against. Append-only."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="+")
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("-number",)
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="version_number")]

    def __str__(self) -> str:
        return f"{self.application_id} v{self.number}"


class Passage(models.Model):
    """A stay of a case in a state: whom it waited on, from when until when. Lead times are sums of these (F5)."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="passages")
    state = term_field(CaseState)
    waits_on = term_field(WaitsOn)
    entered_on = models.DateField()
    left_on = models.DateField(null=True)

    class Meta:
        ordering = ("pk",)
        indexes = [models.Index(fields=["waits_on", "left_on"], name="passage_waits")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.state} {self.entered_on}"


class Question(models.Model):
    """A question from the office or the group beside the field that it concerns."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="questions")
    field = models.CharField(max_length=40, blank=True)
    text = models.TextField()
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_on = models.DateField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answered_on = models.DateField(null=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.text


class Acceptance(models.Model):
    """Somebody with a mandate for a body accepts: the amount per year, from when. A changed amount, owner or start voids it.

    `carried_by`: who answers for it since the body that gave it ended and the case was moved; what was given stays as it was given.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="acceptances")
    what = term_field(Acceptable)
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    amounts = models.JSONField()
    start_on = models.DateField(null=True)
    accepted_on = models.DateField()
    accepted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    mandate = models.CharField(max_length=200)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    carried_by = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    voided_on = models.DateField(null=True)
    void_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "what"], condition=Q(voided_on=None), name="acceptance_one_in_force")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.what}"

    @property
    def stands_with_id(self) -> int:
        """The key of the body that answers for it: the one that gave it, or its successor."""
        return self.carried_by_id or self.body_id


class OfficeCheck(models.Model):
    """What the office found when it checked; the last one of a kind counts."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="checks")
    kind = term_field(Check)
    passed = models.BooleanField()
    value = models.CharField(max_length=10, blank=True)
    note = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.application_id} {self.kind}"


class Document(models.Model):
    """A file of the case; it is registered when the case is, and public only when somebody examined it as open."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="documents")
    title = models.CharField(max_length=200)
    filename = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_on = models.DateField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.title


class SheetMapping(models.Model):
    """A version of one of the city's own mappings of sheets; an import names the version that it was read through.

    One version of a name is in use at a time: `retired_on` is the day when it was replaced or taken out of use. Source: F6.
    """

    name = models.CharField(max_length=19)
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    source = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_on = models.DateField()
    retired_on = models.DateField(null=True)

    class Meta:
        ordering = ("name", "-version")
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="sheet_mapping_version"),
            models.UniqueConstraint(fields=["name"], condition=Q(retired_on=None), name="sheet_mapping_one_in_use"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """How an import names it: `bygglov@2`."""
        return f"{self.name}@{self.version}"


guards.append_only(Version)
