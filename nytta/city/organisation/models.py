"""The city, its bodies over time, and the persons who work there."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import F, Q

from nytta.kit.fields import code_in, term_field
from nytta.plain.text import sort_key

from .terms import COMPANIES, BodyKind, SuccessionKind


class City(models.Model):
    """What differs between the municipalities: names of offices and how case numbers are written. One row."""

    name = models.CharField(max_length=80)
    municipality_code = models.CharField(max_length=4, blank=True)
    director_title = models.CharField(max_length=60, default="kommundirektören")
    executive_office = models.CharField(max_length=60, default="kommunledningskontoret")
    registry_pattern = models.CharField(max_length=40, default="KS {year}/{number:04d}")
    decision_pattern = models.CharField(max_length=40, default="B {year}-{number:03d}")
    decision_letters = models.TextField(blank=True)
    seal_addresses = models.TextField(blank=True)
    contact = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return self.name


class Body(models.Model):
    """A council, board, committee, company board or administration, from a day until a day.

    `name` and `parent` are those of today; what they were and will be stands in its periods, once something changes.
    """

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    sort = models.CharField(max_length=120, editable=False)
    kind = term_field(BodyKind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    adopted_on = models.DateField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    founded_by = models.CharField(max_length=200, blank=True)
    ended_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("sort",)
        constraints = [
            models.CheckConstraint(condition=code_in(BodyKind, "kind"), name="body_kind_known"),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_from__lte=F("valid_until")), name="body_period"
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort = sort_key(self.name)
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return self.name

    @property
    def answers_for_id(self) -> int:
        """The key of the committee or board that answers: an administration's parent, else the body itself."""
        return self.parent_id if self.kind == BodyKind.ADMINISTRATION.value and self.parent_id else self.pk

    @property
    def is_company(self) -> bool:
        """Whether it is a company, which the programme binds only after its own board's decision."""
        return BodyKind(self.kind) in COMPANIES


class BodyPeriod(models.Model):
    """What a body was called and to whom it belonged from a day until a day; its periods cover all days, each day once.

    A body of which nothing has changed has none: it was always as it is.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="periods")
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    name = models.CharField(max_length=120)
    sort = models.CharField(max_length=120)
    parent = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    paragraph = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["body", "valid_from"], name="body_period_once"),
            models.UniqueConstraint(fields=["body"], condition=Q(valid_from=None), name="body_period_first"),
            models.UniqueConstraint(fields=["body"], condition=Q(valid_until=None), name="body_period_last"),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_from__lte=F("valid_until")), name="body_period_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.valid_from or ''}–{self.valid_until or ''}"


class Succession(models.Model):
    """That a body which ended was followed by another, whose first day of answering for it is `on`, by a paragraph.

    Of the kind PART: that one of its tasks, told in `what`, went over to another while both go on.
    """

    kind = term_field(SuccessionKind)
    before = models.ForeignKey(Body, models.PROTECT, related_name="successions")
    after = models.ForeignKey(Body, models.PROTECT, related_name="origins")
    on = models.DateField()
    paragraph = models.CharField(max_length=200, blank=True)
    what = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("on", "pk")
        constraints = [
            models.UniqueConstraint(fields=["before", "after"], condition=~Q(kind="part"), name="succession_once"),
            models.UniqueConstraint(fields=["before", "after", "on", "what"], condition=Q(kind="part"), name="succession_part_once"),
            models.CheckConstraint(condition=Q(kind="part", what__gt="") | (~Q(kind="part") & Q(what="")), name="succession_part_told"),
            models.CheckConstraint(condition=~Q(before=F("after")), name="succession_other"),
            models.CheckConstraint(condition=code_in(SuccessionKind, "kind"), name="succession_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after} {self.on}"


class People(UserManager["Person"]):
    """Those who are persons: a program is never chosen, appointed or logged in as one."""

    def get_queryset(self) -> models.QuerySet["Person"]:
        return super().get_queryset().filter(is_program=False)


class Person(AbstractUser):
    """Somebody who logs in, or a program that a body owns (`is_program`, found through `everyone` alone). What they may do follows from appointments, never from this row. In public: the title."""

    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120, blank=True)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="people")
    digest = models.BooleanField(default=True)
    letter_language = models.CharField(max_length=2, default="sv", choices=settings.LANGUAGES)
    is_program = models.BooleanField(default=False)
    objects: ClassVar[People] = People()
    everyone: ClassVar[UserManager["Person"]] = UserManager["Person"]()  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]

    class Meta:
        ordering = ("name",)
        constraints = [models.CheckConstraint(condition=Q(is_program=False) | Q(body__isnull=False), name="program_has_body")]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        """The name, for libraries that ask."""
        return str(self)

    get_short_name = get_full_name

    @property
    def answers_for_id(self) -> int | None:
        """The key of the committee or board that the person's administration works for."""
        return self.body.answers_for_id if self.body else None


def in_existence(on: date) -> Q:
    """The condition that a body exists on a day."""
    return (Q(valid_from=None) | Q(valid_from__lte=on)) & (Q(valid_until=None) | Q(valid_until__gte=on))
