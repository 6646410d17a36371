"""Drafts of rule sets, and what each would change for the cases that it was tried on."""

from django.db import models
from django.db.models import Q

from nytta.city.organisation.models import Person
from nytta.city.records.models import RuleSet
from nytta.governance.applications.models import Application
from nytta.kit import guards
from nytta.kit.fields import code_in, term_field

from .terms import DraftState, Effect, Group, Outcome


class Draft(models.Model):
    """A rule set while it is written, as a copy of the version that it would replace. Once decided it never changes."""

    code = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=160)
    base = models.ForeignKey(RuleSet, models.PROTECT, related_name="+")
    content = models.JSONField()
    edition = models.PositiveIntegerField(default=1)  # one more for each change of the content
    state = term_field(DraftState, default=DraftState.WRITTEN.value)
    motive = models.TextField(blank=True)  # why it is proposed
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_on = models.DateField()
    rule_set = models.OneToOneField(RuleSet, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-created_on", "-pk")
        constraints = [
            models.CheckConstraint(condition=code_in(DraftState, "state"), name="draft_state_known"),
            models.CheckConstraint(condition=Q(rule_set=None) ^ Q(state=DraftState.DECIDED.value), name="draft_decided_has_rules"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Trial(models.Model):
    """A draft tried on all open cases and last year's, batch by batch; it speaks of the draft's edition and is stale for any other."""

    draft = models.OneToOneField(Draft, models.CASCADE, related_name="trial")
    edition = models.PositiveIntegerField()
    year = models.PositiveSmallIntegerField()  # whose cases are tried beside the open ones
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    last = models.PositiveBigIntegerField(default=0)  # the key of the last case that was tried
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.draft_id} {self.edition}"


class Consequence(models.Model):
    """One requirement that a case would fare differently against at one stop, with the lines of the draft that make it so."""

    trial = models.ForeignKey(Trial, models.CASCADE, related_name="consequences")
    application = models.ForeignKey(Application, models.CASCADE, related_name="+")
    group = term_field(Group)
    stop = models.CharField(max_length=20)
    where = models.CharField(max_length=80)
    line_sv = models.CharField(max_length=300)  # what the line is called
    line_en = models.CharField(max_length=300)
    limit_sv = models.CharField(max_length=300, blank=True)  # the changed limits that make it so
    limit_en = models.CharField(max_length=300, blank=True)
    before = term_field(Outcome)
    after = term_field(Outcome)
    effect = term_field(Effect)
    causes = models.JSONField(default=list)
    told_sv = models.CharField(max_length=400)
    told_en = models.CharField(max_length=400)

    class Meta:
        ordering = ("application_id", "pk")
        constraints = [models.UniqueConstraint(fields=["trial", "application", "stop", "where"], name="consequence_once")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.stop} {self.where}"


guards.append_only(Draft, unless="OLD.state <> 'decided'")
