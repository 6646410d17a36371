"""Tokens by which programs (and people's own scripts) use the API, and from where."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from nytta.city.organisation.models import Person

from ..rules import state_of
from ..terms import TokenState


class AccessToken(models.Model):
    """A token: shown once, kept as its SHA-256; it may do what both its scopes and its holder may. Source: D14; O2."""

    holder = models.ForeignKey(Person, models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)
    scopes = models.JSONField(default=list)
    per_minute = models.PositiveIntegerField(default=300)
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    last_address = models.CharField(max_length=45, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="token_ends"),
            models.CheckConstraint(condition=Q(per_minute__gte=1), name="token_rate"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"

    def state(self, on: datetime) -> TokenState:
        """How it stands on a moment."""
        return state_of(expires_at=self.expires_at, revoked_at=self.revoked_at, on=on)


class TokenAddress(models.Model):
    """An address from which a token has been used, since when. Source: D14."""

    token = models.ForeignKey(AccessToken, models.CASCADE, related_name="addresses")
    address = models.CharField(max_length=45)
    first_at = models.DateTimeField()

    class Meta:
        ordering = ("-first_at", "-pk")
        constraints = [models.UniqueConstraint(fields=["token", "address"], name="token_address_once")]

    def __str__(self) -> str:
        return self.address
