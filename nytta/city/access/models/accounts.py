"""Log-ins that were tried, what waits after wrong ones, which second step is asked of whom, and invitations to choose a password."""

from django.db import models
from django.db.models import F, Q

from nytta.city.organisation.models import Person
from nytta.city.records.terms import Role
from nytta.kit.fields import code_in, term_field

from ..terms import Factor, InvitationKind, Outcome, Strength


class SignIn(models.Model):
    """One try to log in: whose (where the name is somebody's), how it went, by what, from which network. Source: D14."""

    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_index=True)
    outcome = term_field(Outcome)
    factors = models.CharField(max_length=120, blank=True)
    network = models.CharField(max_length=49, blank=True)
    device = models.CharField(max_length=60, blank=True)
    is_new = models.BooleanField(default=False)

    class Meta:
        ordering = ("-at", "-pk")
        indexes = [models.Index(fields=["person", "-at"], name="sign_in_of_person")]
        constraints = [models.CheckConstraint(condition=code_in(Outcome, "outcome"), name="sign_in_outcome_known")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.outcome}"

    @property
    def shown(self) -> list[Factor]:
        """By what."""
        return [Factor(code) for code in self.factors.split() if code in Factor.codes()]


class Attempts(models.Model):
    """Wrong tries in a row under a name or from a network, kept under a keyed digest; until when the next one waits. Source: D14."""

    key = models.CharField(max_length=64, unique=True)
    fails = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    waits_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.fails}"


class FactorDemand(models.Model):
    """That a second step is asked of those in a role, or of whoever may do an act, from a day until it is ended. Source: D14; O2."""

    role = models.CharField(max_length=30, blank=True)
    act = models.CharField(max_length=60, blank=True)
    strength = term_field(Strength)
    from_day = models.DateField()
    decided_by = models.CharField(max_length=300)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_on = models.DateField(null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    end_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("from_day", "pk")
        constraints = [
            models.CheckConstraint(condition=Q(role="", act__gt="") | (Q(role__gt="") & Q(act="")), name="factor_demand_of_one"),
            models.CheckConstraint(condition=Q(role="") | code_in(Role, "role"), name="factor_demand_role_known"),
            models.CheckConstraint(condition=code_in(Strength, "strength"), name="factor_demand_strength_known"),
        ]

    def __str__(self) -> str:
        return f"{self.role or self.act} {self.strength} {self.from_day}"


class Invitation(models.Model):
    """A link by which somebody chooses a password: once, for a time; kept as a digest. Source: O2; D14."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = term_field(InvitationKind)
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-made_at", "-pk")
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="invitation_ends"),
            models.CheckConstraint(condition=code_in(InvitationKind, "kind"), name="invitation_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.kind} {self.made_at:%Y-%m-%d}"


__all__ = ["Attempts", "FactorDemand", "Invitation", "SignIn"]
