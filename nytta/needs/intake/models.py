"""Ideas: a minute to write, always answered; support: asked for by subject, taken in time, answered and followed."""

from django.db import models
from django.db.models import F, Q

from nytta.city.organisation.models import Body, Person
from nytta.kit.fields import code_in, term_field
from nytta.needs.goals.models import CouncilGoal, FocusArea

from .terms import IdeaState, Subject, SupportState


class Idea(models.Model):
    """A project idea that supports a goal of the city council (step 1)."""

    code = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=200)
    text = models.TextField()
    goal = models.ForeignKey(CouncilGoal, models.PROTECT, null=True, related_name="+")
    focus_area = models.ForeignKey(FocusArea, models.PROTECT, null=True, related_name="+")
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    written_on = models.DateField()
    state = term_field(IdeaState, default=IdeaState.NEW.value)
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True)

    class Meta:
        ordering = ("-written_on", "-pk")
        indexes = [models.Index(fields=["state", "written_on"], name="idea_state_written")]

    def __str__(self) -> str:
        return self.title


class SupportPromise(models.Model):
    """Within how many working days a request for support is taken, from a day; the last one counts. Set by the office."""

    working_days = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    set_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(working_days__gte=1, working_days__lte=60), name="support_promise_days")]

    def __str__(self) -> str:
        return f"{self.working_days} {self.valid_from}"


class CoachSubject(models.Model):
    """A subject that a coach gives support in."""

    coach = models.ForeignKey(Person, models.CASCADE, related_name="+")
    subject = term_field(Subject)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coach", "subject"], name="coach_subject_once"),
            models.CheckConstraint(condition=code_in(Subject, "subject"), name="coach_subject_known"),
        ]

    def __str__(self) -> str:
        return f"{self.coach_id} {self.subject}"


class Support(models.Model):
    """A request for support under its code `S-2026-014`: about an idea, a case, a project, or nothing yet (`about`, a public code)."""

    code = models.CharField(max_length=20, unique=True)
    subject = term_field(Subject)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    about = models.CharField(max_length=40, blank=True)
    idea = models.ForeignKey(Idea, models.PROTECT, null=True, related_name="supports")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    asked_on = models.DateField()
    due_on = models.DateField()
    state = term_field(SupportState, default=SupportState.ASKED.value)
    coach = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    taken_on = models.DateField(null=True)
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True)
    helped = models.BooleanField(null=True)
    comment = models.TextField(blank=True)
    followed_on = models.DateField(null=True)

    class Meta:
        ordering = ("-asked_on", "-pk")
        indexes = [
            models.Index(fields=["state", "due_on"], name="support_state_due"),
            models.Index(fields=["about"], name="support_about"),
            models.Index(fields=["coach", "state"], name="support_coach_state"),
        ]
        constraints = [
            models.CheckConstraint(condition=code_in(SupportState, "state"), name="support_state_known"),
            models.CheckConstraint(condition=Q(asked_on__lte=F("due_on")), name="support_due_after_asked"),
            models.CheckConstraint(condition=~Q(state=SupportState.TAKEN.value) | Q(coach__isnull=False), name="support_taken_by_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class SupportTurn(models.Model):
    """A coach's turn with a request: from when, until it was handed over, and why."""

    support = models.ForeignKey(Support, models.CASCADE, related_name="turns")
    coach = models.ForeignKey(Person, models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["support"], condition=Q(until=None), name="support_one_turn_at_a_time")]

    def __str__(self) -> str:
        return f"{self.support_id} {self.coach_id}"
