"""Identity providers, whom they know, and what their claims lead to."""

from django.db import models
from django.db.models import Q

from nytta.city.organisation.models import Body, Person
from nytta.kit.fields import code_in, term_field

from ..terms import ClaimOutcome, ClaimTest, FirstLogin, LoginOutcome, MatchWith, ProviderKind
from .directory import DirectoryGroup


class IdentityProvider(models.Model):
    """Where people log in: the city's own, or another authority's (`body`). Its secret stands in no row, only where it is read. Source: D14."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    kind = term_field(ProviderKind)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    issuer = models.CharField(max_length=300)
    client_id = models.CharField(max_length=200, blank=True)
    secret_name = models.CharField(max_length=80, blank=True)
    scopes = models.CharField(max_length=200, default="openid profile email", blank=True)
    in_force = models.BooleanField(default=False)
    place = models.PositiveSmallIntegerField(default=1)
    first_login = term_field(FirstLogin, default=FirstLogin.EXISTING.value)
    match_claim = models.CharField(max_length=120, blank=True)
    match_with = term_field(MatchWith, blank=True)
    claim_username = models.CharField(max_length=120, blank=True)
    claim_name = models.CharField(max_length=120, blank=True)
    claim_title = models.CharField(max_length=120, blank=True)
    claim_email = models.CharField(max_length=120, blank=True)
    claim_active = models.CharField(max_length=120, blank=True)
    second_factor = models.BooleanField(default=False)
    max_age_minutes = models.PositiveIntegerField(null=True, blank=True)
    help_contact = models.CharField(max_length=120, blank=True)
    rules_version = models.PositiveIntegerField(default=1)
    metadata = models.TextField(blank=True)
    metadata_signer = models.TextField(blank=True)
    described = models.JSONField(default=dict, blank=True)
    certificate_ends_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("place", "name")
        constraints = [
            models.CheckConstraint(condition=code_in(ProviderKind, "kind"), name="provider_kind_known"),
            models.UniqueConstraint(fields=["kind", "issuer", "client_id"], name="provider_once"),
            models.CheckConstraint(condition=Q(kind="saml") | ~Q(client_id=""), name="provider_client"),
            models.CheckConstraint(
                condition=Q(match_claim="", match_with="") | ~Q(match_claim="") & ~Q(match_with=""), name="provider_match"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Identity(models.Model):
    """That a provider knows somebody as `subject`; a person may be known by several, and by one under several subjects."""

    provider = models.ForeignKey(IdentityProvider, models.PROTECT, related_name="identities")
    subject = models.CharField(max_length=255)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("provider", "subject")
        constraints = [models.UniqueConstraint(fields=["provider", "subject"], name="identity_once")]

    def __str__(self) -> str:
        return f"{self.person} {self.provider}"


class ClaimRule(models.Model):
    """One row of what a provider's claims lead to; rows are read in order."""

    provider = models.ForeignKey(IdentityProvider, models.CASCADE, related_name="rules")
    place = models.PositiveSmallIntegerField()
    path = models.CharField(max_length=120)
    test = term_field(ClaimTest)
    value = models.CharField(max_length=500)
    outcome = term_field(ClaimOutcome)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    group = models.ForeignKey(DirectoryGroup, models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("place", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="body", body__isnull=False, group=None)
                | Q(outcome="group", body=None, group__isnull=False)
                | Q(outcome="refused", body=None, group=None),
                name="claim_rule_leads_to_one",
            ),
            models.UniqueConstraint(fields=["provider", "place"], name="claim_rule_place"),
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.test} {self.value}"


class GivenGroup(models.Model):
    """That a provider's claims put somebody in a group; beside what the directory says, which nothing here changes."""

    identity = models.ForeignKey(Identity, models.CASCADE, related_name="given")
    group = models.ForeignKey(DirectoryGroup, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["identity", "group"], name="given_group_once")]

    def __str__(self) -> str:
        return f"{self.identity} {self.group}"


class LoginAttempt(models.Model):
    """That somebody came by a provider, and how it ended; removed after a time that is a setting. Source: D14."""

    provider = models.ForeignKey(IdentityProvider, models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    outcome = term_field(LoginOutcome)
    rule = models.CharField(max_length=40, blank=True)
    subject = models.CharField(max_length=255, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-at", "-pk")
        indexes = [models.Index(fields=["provider", "-at"], name="login_attempt_at")]

    def __str__(self) -> str:
        return f"{self.provider} {self.outcome}"
