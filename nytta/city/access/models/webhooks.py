"""Receivers that are told of what happens, and every delivery to them."""

from django.db import models
from django.db.models import Q

from nytta.city.organisation.models import Body, Person
from nytta.kit.fields import code_in, term_field

from ..terms import DeliveryState, SendFault, WebhookState


class Webhook(models.Model):
    """An address that a body answers for, told of events of some kinds: what is public, or what its service account may see.

    `cursor` is how far each source has been read; the secret is derived from the installation's key and the version. Source: D14.
    """

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    account = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    url = models.CharField(max_length=500)
    kinds = models.JSONField(default=list)
    state = term_field(WebhookState)
    state_reason = models.CharField(max_length=300, blank=True)
    state_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    former_until = models.DateTimeField(null=True)
    secret_print = models.CharField(max_length=12, blank=True)
    cursor = models.JSONField(default=dict)
    failing_since = models.DateTimeField(null=True)
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("name",)
        constraints = [models.CheckConstraint(condition=code_in(WebhookState, "state"), name="webhook_state_known")]

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One event to one webhook: the body as it is sent, under an id that stays the same however often it is tried. Source: D14."""

    webhook = models.ForeignKey(Webhook, models.PROTECT, related_name="deliveries")
    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=60)
    source = models.CharField(max_length=20)
    number = models.PositiveBigIntegerField()
    subject = models.CharField(max_length=40)
    occurred_at = models.DateTimeField()
    body = models.TextField()
    state = term_field(DeliveryState)
    made_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    last_status = models.PositiveSmallIntegerField(null=True)
    last_ms = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name_plural = "deliveries"
        ordering = ("-made_at", "-pk")
        indexes = [models.Index(fields=["webhook", "-made_at"], name="delivery_of_webhook")]
        constraints = [
            models.UniqueConstraint(fields=["webhook", "source", "number", "kind"], name="delivery_once"),
            models.CheckConstraint(condition=code_in(DeliveryState, "state"), name="delivery_state_known"),
            models.CheckConstraint(condition=Q(state="waiting") | Q(next_at=None), name="delivery_next"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class DeliveryTry(models.Model):
    """One try to deliver: when, what was answered or why nothing was, how long it took. Source: D14."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    fault = term_field(SendFault, blank=True)
    took_ms = models.PositiveIntegerField()

    class Meta:
        ordering = ("-at", "-pk")
        constraints = [
            models.CheckConstraint(condition=code_in(SendFault, "fault") | Q(fault=""), name="delivery_try_fault_known"),
            models.CheckConstraint(condition=Q(status=None) | Q(fault=""), name="delivery_try_answer"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.status or self.fault}"
