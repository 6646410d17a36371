"""The development council's room: a weighing with criteria and rules, each member's weights, what-ifs, and what the engine answered."""

from django.db import models
from django.db.models import Q

from nytta.city.organisation.models import Person
from nytta.city.records.models import Decision, Programme, RuleSet
from nytta.kit import guards
from nytta.kit.fields import code_in, term_field

from .terms import AnswerState, Joined, LimitKind, Question, RoundState


class Figures(models.Model):
    """A whole problem as the engine reads it, named by the SHA-256 of its canonical JSON. Never changed: a figure that changes is another row."""

    mark = models.CharField(max_length=64, primary_key=True)
    content = models.JSONField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.mark[:12]


class Round(models.Model):
    """One weighing of a year by the development council."""

    code = models.CharField(max_length=20, unique=True)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, null=True, related_name="+")
    year = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    held_on = models.DateField()
    state = term_field(RoundState, default=RoundState.PREPARED.value)
    joined = term_field(Joined, default=Joined.MEAN.value)
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_on = models.DateField()
    weights_locked_at = models.DateTimeField(null=True, blank=True)
    figures = models.ForeignKey(Figures, models.PROTECT, null=True, related_name="+")  # as the room was opened, or last renewed
    names = models.JSONField(default=dict)  # what the figures' codes are called
    notes = models.JSONField(
        default=dict
    )  # what a reader must know of them: how many lack a span, points or a claim, which rules name what is gone
    pen = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    pen_at = models.DateTimeField(null=True, blank=True)  # when it was last taken or used
    outcome = models.JSONField(default=dict)  # what was advised: the set, its figures, each departure with price and reasons
    advised_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-held_on", "-pk")
        constraints = [models.CheckConstraint(condition=code_in(RoundState, "state"), name="round_state_known")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Criterion(models.Model):
    """What a weighing counts, with its scale in words. With a rate it is counted in saved kronor: so many kronor are one point."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="criteria")
    code = models.CharField(max_length=20)
    title = models.CharField(max_length=160)
    worst = models.CharField(max_length=300, blank=True)
    best = models.CharField(max_length=300, blank=True)
    weight = models.PositiveIntegerField(default=1)  # the rule set's until the members' are joined at the lock
    sek_per_point = models.BigIntegerField(null=True, blank=True)
    decided_by = models.CharField(max_length=160, blank=True)
    paragraph = models.CharField(max_length=200, blank=True)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("round", "place", "code")
        constraints = [
            models.UniqueConstraint(fields=["round", "code"], name="criterion_code"),
            models.CheckConstraint(condition=Q(sek_per_point=None) | (Q(sek_per_point__gt=0) & ~Q(paragraph="")), name="rate_is_decided"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Limit(models.Model):
    """A rule of the year beside frames and parts, in the engine's own shape (`content`), with who decided it."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="limits")
    kind = term_field(LimitKind)
    name = models.CharField(max_length=40)
    content = models.JSONField(default=dict)
    reason = models.CharField(max_length=400, blank=True)
    decided_by = models.CharField(max_length=160)
    paragraph = models.CharField(max_length=200)

    class Meta:
        ordering = ("round", "kind", "name")
        constraints = [
            models.UniqueConstraint(fields=["round", "kind", "name"], name="limit_once"),
            models.CheckConstraint(condition=code_in(LimitKind, "kind"), name="limit_kind_known"),
            models.CheckConstraint(condition=~Q(paragraph="") & ~Q(decided_by=""), name="limit_is_decided"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class MemberWeights(models.Model):
    """One member's own swing weights (0-100 per criterion), given for the ranges that were shown (`range_mark`)."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="member_weights")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    points = models.JSONField()
    range_mark = models.CharField(max_length=64)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "person"], name="member_weights_once")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.person_id}"


class Scenario(models.Model):
    """What somebody asked: a list of changes to the round's figures. One in each round is what the room looks at (`is_screen`)."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="scenarios")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    is_screen = models.BooleanField(default=False)
    changes = models.JSONField(default=list)
    undone = models.JSONField(default=list)
    revision = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("round", "number")
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="scenario_number"),
            models.UniqueConstraint(fields=["round"], condition=Q(is_screen=True), name="scenario_one_screen"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Answer(models.Model):
    """What the engine says to a question about some figures. Kept by content: the same question is never worked out twice."""

    figures = models.ForeignKey(Figures, models.PROTECT, related_name="answers")
    kind = term_field(Question)
    ask = models.JSONField(default=dict)
    key = models.CharField(max_length=64, unique=True)
    urgency = models.PositiveSmallIntegerField(default=50)  # least first
    asked_for = models.CharField(max_length=20, blank=True)  # the round whose screen asks: withdrawn when the screen shows other figures
    state = term_field(AnswerState, default=AnswerState.WAITING.value)
    content = models.JSONField(default=dict)
    error = models.CharField(max_length=400, blank=True)
    asked_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["urgency", "asked_at"], condition=Q(ended_at=None), name="answer_waits"),
            models.Index(fields=["figures", "kind"], name="answer_figures_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


guards.append_only(Figures, may_delete=True)
