"""Programme, rule sets, appointments, delegations, decisions and the registry of cases."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from nytta.city.organisation.models import Body, Person
from nytta.kit import guards
from nytta.kit.fields import term_field

from ..rules import ABOUT_MONEY
from ..terms import BodyRole, Competence, DelegatedAct, Direction, DocumentKind, Openness, Retention, Role
from .decisions import Decision, DecisionFile, DecisionText, FetchedCopy, FileContent, ReviewNote, Seal
from .exemptions import Exemption, ExemptionNotice, ExemptionQuestion, StandsOn
from .governing import Clause, Edition, GoverningDocument, Repeal

__all__ = [
    "Clause", "Decision", "DecisionFile", "DecisionText", "Edition", "Exemption", "ExemptionNotice", "ExemptionQuestion",
    "FetchedCopy", "FileContent", "GoverningDocument", "Repeal", "ReviewNote", "Seal", "StandsOn",
]  # fmt: skip


def in_period(on: date, prefix: str = "") -> Q:
    """The condition that a row with valid_from and valid_until covers a day."""
    return Q(**{f"{prefix}valid_from__lte": on}) & (Q(**{f"{prefix}valid_until": None}) | Q(**{f"{prefix}valid_until__gte": on}))


class BoardReport(models.Model):
    """A list of decisions made on delegation, handed to the board that owns the right."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    reported_on = models.DateField()
    note = models.CharField(max_length=200, blank=True)
    decisions = models.ManyToManyField(Decision, related_name="reports")

    def __str__(self) -> str:
        return f"{self.body} {self.reported_on}"


class Programme(models.Model):
    """A programme that the city council adopted, from a day until a day."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=200)
    registry_number = models.CharField(max_length=40, blank=True)
    decided_on = models.DateField()
    valid_from = models.DateField()
    valid_until = models.DateField()
    template = models.CharField(max_length=40)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(valid_from__lte=F("valid_until")), name="programme_period")]

    def __str__(self) -> str:
        return self.name


class RuleSet(models.Model):
    """The gates, limits and weights that a case is tried against, each line with its clause; in force from a day."""

    version = models.CharField(max_length=20, unique=True)
    in_force_from = models.DateField()
    content = models.JSONField()
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return self.version


class Appointment(models.Model):
    """A person in a role, for a body or a portfolio, for a term, by a decision. A substitute without a named member is general."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    role = term_field(Role)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    portfolio = models.CharField(max_length=10, blank=True)
    chair = models.BooleanField(default=False)
    substitute = models.BooleanField(default=False)
    substitutes_for = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="substitutes")
    competence = term_field(Competence, blank=True)
    position = models.CharField(max_length=120, blank=True)
    position_reason = models.CharField(max_length=300, blank=True)
    supplier = models.CharField(max_length=120, blank=True)
    contract = models.CharField(max_length=80, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    ended_by = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    lapse_noted_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "role"], name="appointment_person_role")]
        constraints = [
            models.CheckConstraint(condition=Q(valid_until=None) | Q(valid_from__lte=F("valid_until")), name="appointment_period"),
            models.CheckConstraint(condition=Q(substitutes_for=None) | Q(substitute=True), name="appointment_substitute_said"),
            models.CheckConstraint(condition=Q(chair=False) | Q(substitute=False), name="appointment_chair_is_ordinary"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.role}"


class Absence(models.Model):
    """Days on which an ordinary member is away, so that the substitute serves."""

    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="absences")
    valid_from = models.DateField()
    valid_until = models.DateField()
    noted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(valid_from__lte=F("valid_until")), name="absence_period")]

    def __str__(self) -> str:
        return f"{self.appointment} {self.valid_from}"


class Designation(models.Model):
    """A body in a role for one thing, named by its code: who owns an e-service that is tied to no system."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    role = term_field(BodyRole)
    subject = models.CharField(max_length=40)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(valid_until=None) | Q(valid_from__lte=F("valid_until")), name="designation_period"),
            models.UniqueConstraint(fields=["role", "subject"], condition=Q(valid_until=None), name="designation_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.body}"


class Delegation(models.Model):
    """A right of a board or committee, put in the hands of a role by a clause of its delegation, with a limit and an end."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    act = term_field(DelegatedAct)
    role = term_field(Role)
    clause = models.CharField(max_length=200)
    limit_sek = models.BigIntegerField(null=True, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return self.clause

    @property
    def unlimited(self) -> bool:
        """Whether it is about money and reaches any amount."""
        return self.limit_sek is None and self.act in {a.value for a in ABOUT_MONEY}


class RegistryEntry(models.Model):
    """One item in or out of a registered case. Append-only; what it says of itself is public unless the subject is closed."""

    subject = models.CharField(max_length=40)
    registry_number = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    direction = term_field(Direction)
    on = models.DateField()
    counterpart = models.CharField(max_length=160)
    what = models.CharField(max_length=300)

    class Meta:
        ordering = ("-on", "-number")
        constraints = [models.UniqueConstraint(fields=["subject", "number"], name="registry_entry_number")]

    def __str__(self) -> str:
        return f"{self.registry_number}-{self.number}"


class Examination(models.Model):
    """What somebody found when they examined whether a text or document of a case may be shown; the last one counts."""

    subject = models.CharField(max_length=40)
    part = models.CharField(max_length=60)
    openness = term_field(Openness)
    clause = models.CharField(max_length=120, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["subject", "part"], name="examination_subject_part")]
        constraints = [
            models.CheckConstraint(condition=~Q(openness="closed") | ~Q(clause=""), name="closed_names_its_clause"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.part} {self.openness}"


class InformationPlan(models.Model):
    """The city's plan of what is preserved and disposed of (informationshanteringsplan), in force from a day until the next."""

    name = models.CharField(max_length=160)
    structure = models.CharField(max_length=160)
    valid_from = models.DateField(unique=True)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.name


class PlanLine(models.Model):
    """One type of document in a plan: its class in the classification structure, and what becomes of it in time."""

    plan = models.ForeignKey(InformationPlan, models.PROTECT, related_name="lines")
    place = models.PositiveIntegerField()
    document_type = models.CharField(max_length=200)
    kind = term_field(DocumentKind, blank=True)
    class_code = models.CharField(max_length=40)
    class_name = models.CharField(max_length=160)
    retention = term_field(Retention)
    years = models.PositiveSmallIntegerField(null=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("place",)
        constraints = [
            models.UniqueConstraint(fields=["plan", "kind"], condition=~Q(kind=""), name="plan_line_kind"),
            models.CheckConstraint(condition=Q(years=None) ^ Q(retention=Retention.AFTER.value), name="plan_line_years"),
        ]

    def __str__(self) -> str:
        return self.document_type


guards.append_only(RuleSet)
guards.append_only(InformationPlan)
guards.append_only(PlanLine)
guards.append_only(BoardReport)
guards.append_only(BoardReport.decisions.through)
guards.append_only(RegistryEntry)
guards.append_only(Examination)
