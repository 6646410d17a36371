"""Exemptions: what is asked, what the review found, what was decided, and what stands on them. Source: P4, P7.1; O5."""

from django.db import models
from django.db.models import F, Q

from nytta.city.organisation.models import Body, Person
from nytta.kit.fields import code_in, term_field

from ..rules.exemptions import GIVEN, OPEN
from ..terms import Against, ExemptionState, Opinion, Target
from .decisions import Decision

_OPEN = [s.value for s in OPEN]
_GIVEN = [s.value for s in GIVEN]


class Exemption(models.Model):
    """Leave to build what a common solution already covers, or to depart from a guideline, until a day.

    Those that were granted before there were applications have no `applied_on`: what they lack is not known.
    """

    code = models.CharField(max_length=20, unique=True)
    state = term_field(ExemptionState, default=ExemptionState.APPLIED.value)
    against = term_field(Against, default=Against.SOLUTION.value)
    solution = models.CharField(max_length=40, blank=True)
    clause = models.CharField(max_length=300, blank=True)
    against_name = models.CharField(max_length=300, blank=True)
    target = term_field(Target, default=Target.CASE.value)
    subject = models.CharField(max_length=40)
    subject_name = models.CharField(max_length=200, blank=True)
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    need = models.TextField(blank=True)
    local = models.BooleanField(default=False)
    discussed_on = models.DateField(null=True)
    discussed_with = models.CharField(max_length=160, blank=True)
    discussed_outcome = models.TextField(blank=True)
    asked_until = models.DateField(null=True)
    registry_number = models.CharField(max_length=40, blank=True)
    applied_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    applied_on = models.DateField(null=True)
    reviewer = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reviewer_on = models.DateField(null=True)
    reviewed_on = models.DateField(null=True)
    opinion = term_field(Opinion, blank=True)
    opinion_text = models.TextField(blank=True)
    conditions_proposed = models.TextField(blank=True)
    settled_on = models.DateField(null=True)
    conditions = models.TextField(blank=True)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    revocation = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    renews = models.ForeignKey("self", models.PROTECT, null=True, related_name="renewals")
    lapse_noted_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "valid_until"], name="exemption_state_end")]
        constraints = [
            models.CheckConstraint(condition=code_in(ExemptionState, "state"), name="exemption_state_known"),
            models.CheckConstraint(condition=Q(valid_from=None) | Q(valid_from__lte=F("valid_until")), name="exemption_period"),
            models.CheckConstraint(
                condition=~Q(state__in=_GIVEN) | Q(valid_from__isnull=False, valid_until__isnull=False, decision__isnull=False),
                name="exemption_given_has_decision_and_end",
            ),
            models.CheckConstraint(
                condition=Q(local=False) | Q(applied_on=None) | Q(discussed_on__isnull=False, discussed_outcome__gt=""),
                name="exemption_local_was_discussed",
            ),
            models.UniqueConstraint(
                fields=["subject", "solution", "clause"], condition=Q(state__in=_OPEN), name="exemption_one_open_application"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.against_name}"


class StandsOn(models.Model):
    """Something that stands on an exemption, by its public code: what it was asked for, and what came of that later (a system)."""

    exemption = models.ForeignKey(Exemption, models.PROTECT, related_name="stands")
    target = term_field(Target)
    code = models.CharField(max_length=40)
    since = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["code"], name="stands_on_code")]
        constraints = [models.UniqueConstraint(fields=["exemption", "code"], name="stands_on_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.exemption_id}"


class ExemptionQuestion(models.Model):
    """What the reviewer asks the applicant, and the answer."""

    exemption = models.ForeignKey(Exemption, models.PROTECT, related_name="questions")
    text = models.TextField()
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_on = models.DateField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answered_on = models.DateField(null=True)

    class Meta:
        ordering = ("asked_on", "pk")

    def __str__(self) -> str:
        return self.text[:60]


class ExemptionNotice(models.Model):
    """Somebody was told that an exemption ends in so many days (`lead`), or that it has ended (-1). Nobody is told the same twice."""

    exemption = models.ForeignKey(Exemption, models.PROTECT, related_name="notices")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    lead = models.SmallIntegerField()
    sent_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exemption", "person", "lead"], name="exemption_notice_once")]

    def __str__(self) -> str:
        return f"{self.exemption_id} {self.person_id} {self.lead}"
