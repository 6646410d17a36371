"""What people tell about shortcomings, which cases they follow, and who has been reminded of what."""

from django.db import models
from django.db.models import Q

from nytta.city.organisation.models import Person
from nytta.governance.applications.models import Application, Passage
from nytta.governance.applications.terms import WaitsOn
from nytta.kit.fields import term_field

from .terms import Moves, Recipient


class AccessibilityReport(models.Model):
    """A shortcoming that somebody met, and what the office answered. Nobody is asked who they are."""

    page = models.CharField(max_length=300, blank=True)
    problem = models.TextField()
    contact = models.CharField(max_length=200, blank=True)
    made_on = models.DateField()
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("made_on", "pk")

    def __str__(self) -> str:
        return f"{self.made_on} {self.problem[:60]}"


class Follow(models.Model):
    """Somebody follows a registered case, from a day."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    application = models.ForeignKey(Application, models.CASCADE, related_name="+")
    since = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "application"], name="follow_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.application_id}"


class Wish(models.Model):
    """How a person wants to hear that a case of theirs has moved; who has not said is told once a day."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="+")
    moves = term_field(Moves, default=Moves.DAILY.value)

    def __str__(self) -> str:
        return f"{self.person_id} {self.moves}"


class Told(models.Model):
    """Somebody has been told that a case moved: the stay that began. Nobody is told twice."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    passage = models.ForeignKey(Passage, models.CASCADE, related_name="+")
    told_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "passage"], name="told_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.passage_id}"


class Escalation(models.Model):
    """After so many days of waiting on a party, somebody is reminded: for one portfolio or all, at several lead times, until it moves."""

    portfolio = models.CharField(max_length=10, blank=True)
    waits_on = term_field(WaitsOn)
    after_days = models.JSONField()
    to = term_field(Recipient)
    by_mail = models.BooleanField(default=True)
    set_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    set_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        ordering = ("portfolio", "waits_on", "pk")

    def __str__(self) -> str:
        return f"{self.portfolio} {self.waits_on} {self.after_days}"


class Reminder(models.Model):
    """One person reminded of one stay of a case: by a rule at a lead time, or by hand on a day. Nobody gets the same twice."""

    passage = models.ForeignKey(Passage, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    escalation = models.ForeignKey(Escalation, models.PROTECT, null=True, related_name="+")
    after_days = models.PositiveSmallIntegerField(default=0)
    note = models.TextField(blank=True)
    sent_on = models.DateField()
    sent_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["passage", "person", "escalation", "after_days"],
                condition=Q(escalation__isnull=False),
                name="reminder_once_by_rule",
            ),
            models.UniqueConstraint(fields=["passage", "person", "sent_on"], condition=Q(escalation=None), name="reminder_once_a_day"),
        ]
        indexes = [models.Index(fields=["person", "passage"], name="reminder_person_passage")]

    def __str__(self) -> str:
        return f"{self.passage_id} {self.person_id} {self.after_days}"


class Extract(models.Model):
    """All that is kept about a person, drawn out when asked for; removed after some days. Source: Regulation (EU) 2016/679 article 15."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(null=True)
    content = models.JSONField(default=dict)

    class Meta:
        ordering = ("-asked_at", "-pk")

    def __str__(self) -> str:
        return f"{self.person} {self.asked_at:%Y-%m-%d %H:%M}"
