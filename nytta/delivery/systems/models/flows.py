"""Which systems exchange what, and what owners tell each other before they change something."""

from django.db import models
from django.db.models import F, Q

from nytta.city.organisation.models import Body, Person
from nytta.city.records.models import Decision
from nytta.kit.fields import code_in, term_field

from ..terms import AnswerState, ChangeKind, FlowDirection, FlowMethod, Impact, NoticeState
from .information import InformationType
from .systems import System


class Flow(models.Model):
    """That a system sends information to another, from a day until a day. What is not known is null or "". Source: P7.1; D4.

    Each side is answered for by the owner of its system, where no other body is named. A flow is ended and never deleted.
    """

    code = models.SlugField(max_length=12, unique=True)
    source = models.ForeignKey(System, models.PROTECT, related_name="sends")
    target = models.ForeignKey(System, models.PROTECT, related_name="receives")
    information = models.CharField(max_length=200)
    information_type = models.ForeignKey(InformationType, models.PROTECT, null=True, blank=True, related_name="flows")
    direction = term_field(FlowDirection, default=FlowDirection.ONE_WAY.value)
    method = term_field(FlowMethod, blank=True)
    by_service = models.BooleanField(null=True, blank=True)
    source_owner = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    target_owner = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("code",)
        indexes = [models.Index(fields=["valid_until", "code"], name="flow_standing")]
        constraints = [
            models.CheckConstraint(condition=~Q(source=F("target")), name="flow_between_two"),
            models.CheckConstraint(condition=~Q(information=""), name="flow_carries_something"),
            models.CheckConstraint(condition=code_in(FlowDirection, "direction"), name="flow_direction_known"),
            models.CheckConstraint(condition=code_in(FlowMethod, "method") | Q(method=""), name="flow_method_known"),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_from__lte=F("valid_until")), name="flow_period"
            ),
            models.UniqueConstraint(
                fields=["source", "target", "information"], condition=Q(valid_until=None), name="flow_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.code


class ChangeNotice(models.Model):
    """What an owner is going to do with a system, announced to those whom it reaches. `sequence` grows with what a calendar must know of.

    `decision` is there when the change goes ahead though somebody said no or did not answer; `outcome` tells why, or why it is cancelled.
    """

    code = models.CharField(max_length=20, unique=True)
    system = models.ForeignKey(System, models.PROTECT, related_name="notices")
    kind = term_field(ChangeKind)
    impact = term_field(Impact)
    title = models.CharField(max_length=160)
    text = models.TextField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_public = models.BooleanField(default=False)
    public_text = models.CharField(max_length=400, blank=True)
    state = term_field(NoticeState, default=NoticeState.DRAFT.value)
    sequence = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    announced_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    announced_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    outcome = models.TextField(blank=True)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-starts_at", "-pk")
        indexes = [
            models.Index(fields=["state", "starts_at"], name="change_state_starts"),
            models.Index(fields=["starts_at", "ends_at"], name="change_times"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="change_times_in_order"),
            models.CheckConstraint(condition=code_in(ChangeKind, "kind"), name="change_kind_known"),
            models.CheckConstraint(condition=code_in(Impact, "impact"), name="change_impact_known"),
            models.CheckConstraint(condition=code_in(NoticeState, "state"), name="change_state_known"),
            models.CheckConstraint(condition=~Q(kind="outage") | Q(impact="outage"), name="change_outage_is_outage"),
            models.CheckConstraint(condition=Q(is_public=False) | (Q(kind="outage") & ~Q(public_text="")), name="change_public_is_outage"),
            models.CheckConstraint(condition=Q(state__in=["draft", "cancelled"]) | Q(announced_at__isnull=False), name="change_announced"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class NoticeAnswer(models.Model):
    """What one affected system's owner is asked and answers; `path` is the way there, as it was when they were told.

    `path` holds {flow, information, system, name} for each step from the system that is changed. `escalated` is how many times the
    answer has been asked for further up.
    """

    notice = models.ForeignKey(ChangeNotice, models.PROTECT, related_name="answers")
    system = models.ForeignKey(System, models.PROTECT, related_name="+")
    owner = models.ForeignKey(Body, models.PROTECT, related_name="+")
    hops = models.PositiveSmallIntegerField()
    path = models.JSONField()
    state = term_field(AnswerState, default=AnswerState.WAITING.value)
    reason = models.TextField(blank=True)
    told_at = models.DateTimeField()
    due_on = models.DateField()
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    escalated = models.PositiveSmallIntegerField(default=0)
    escalated_on = models.DateField(null=True)

    class Meta:
        ordering = ("hops", "system__sort", "pk")
        indexes = [
            models.Index(fields=["state", "due_on"], name="answer_state_due"),
            models.Index(fields=["owner", "state"], name="answer_owner_state"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["notice", "system"], name="answer_once"),
            models.CheckConstraint(condition=code_in(AnswerState, "state"), name="answer_state_known"),
            models.CheckConstraint(condition=~Q(state="no") | ~Q(reason=""), name="answer_no_has_reason"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "asked"]) | (Q(answered_by__isnull=False) & Q(answered_at__isnull=False)),
                name="answer_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.system_id} {self.state}"


class NoticeQuestion(models.Model):
    """What an affected owner asks before they answer, and what the announcer replies."""

    answer = models.ForeignKey(NoticeAnswer, models.PROTECT, related_name="questions")
    text = models.TextField()
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    reply = models.TextField(blank=True)
    replied_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    replied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["answer"], condition=Q(replied_at=None), name="question_one_open"),
            models.CheckConstraint(
                condition=Q(reply="", replied_by=None, replied_at=None)
                | (~Q(reply="") & Q(replied_by__isnull=False, replied_at__isnull=False)),
                name="question_reply_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class ChangeFeed(models.Model):
    """The secret address of somebody's calendar of changes, by the digest of its token; a new token makes the old address dead."""

    digest = models.CharField(max_length=64, unique=True)
    person = models.OneToOneField(Person, models.PROTECT, related_name="+")
    renewed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"feed {self.pk}"
