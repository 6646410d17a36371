"""Persons and groups as the city's directory keeps them, what its words for departments mean, and what it asked for last."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from nytta.city.organisation.models import Body, Person
from nytta.city.records.terms import Role
from nytta.kit.fields import code_in, term_field


def new_uid() -> str:
    """An identifier that the directory is given."""
    return str(uuid4())


class DirectoryUser(models.Model):
    """A person whom the directory keeps: what it has said of them, and the same folded, to be compared. Source: D14; O2.

    `key` is the folded user name. One that the directory deleted stays, closed (`removed_at`), so that the same person can come back.
    """

    uid = models.CharField(max_length=36, unique=True, default=new_uid, editable=False)
    person = models.OneToOneField(Person, models.PROTECT, related_name="+")
    external_id = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=450, unique=True)
    said = models.JSONField(default=dict)
    words = models.JSONField(default=dict)
    department = models.CharField(max_length=900, blank=True)
    version = models.PositiveIntegerField(default=1)
    keeper = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    adopted = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        indexes = [models.Index(fields=["department"], name="directory_user_department")]
        constraints = [
            models.UniqueConstraint(fields=["external_id"], condition=~Q(external_id=""), name="directory_user_external_once"),
        ]

    def __str__(self) -> str:
        return self.key


class DirectoryGroup(models.Model):
    """A group in the city's directory. It gives no right: rights follow appointments. Source: O2; D14.

    Where the registrar has tied it to a role, and a portfolio, who is in the group and who has a seat are shown beside each other.
    """

    uid = models.CharField(max_length=36, unique=True, default=new_uid, editable=False)
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=600, unique=True)
    external_id = models.CharField(max_length=300, blank=True)
    members = models.ManyToManyField(DirectoryUser, related_name="groups", blank=True)
    role = term_field(Role, blank=True)
    portfolio = models.CharField(max_length=10, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("key",)
        constraints = [
            models.UniqueConstraint(fields=["external_id"], condition=~Q(external_id=""), name="directory_group_external_once"),
            models.CheckConstraint(condition=Q(role="") | code_in(Role, "role"), name="directory_group_role_known"),
            models.CheckConstraint(condition=Q(portfolio="") | ~Q(role=""), name="directory_group_portfolio_of_role"),
        ]

    def __str__(self) -> str:
        return self.name


class DirectoryDepartment(models.Model):
    """A word that the directory has for where somebody works, which names no body by code or name; the registrar ties it to one."""

    key = models.CharField(max_length=900, unique=True)
    name = models.CharField(max_length=300)
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ("key",)

    def __str__(self) -> str:
        return self.name


class DirectorySettings(models.Model):
    """How the directory is let in: whether it may take over somebody who is kept here already, by the same user name. One row."""

    adopts = models.BooleanField(default=False)

    def __str__(self) -> str:
        return "adopts" if self.adopts else "does not adopt"


class DirectoryCall(models.Model):
    """One of the last calls: what was asked for, of which thing and how it went. Nothing of a person but an id. Source: D14."""

    at = models.DateTimeField()
    method = models.CharField(max_length=8)
    kind = models.CharField(max_length=30)
    uid = models.CharField(max_length=36, blank=True)
    status = models.PositiveSmallIntegerField()
    error = models.CharField(max_length=20, blank=True)
    caller = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.method} {self.kind} {self.status}"
