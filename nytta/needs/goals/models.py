"""The programme's goals and focus areas, and how each area contributes to each goal."""

from typing import Any

from django.db import models
from django.utils.translation import get_language

from nytta.city.records.models import Programme
from nytta.kit.fields import code_in, term_field
from nytta.plain.text import sort_key

from .terms import NodeKind


class CouncilGoal(models.Model):
    """A goal of the city council (KF1 …)."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    code = models.CharField(max_length=10)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("code",)
        constraints = [models.UniqueConstraint(fields=["programme", "code"], name="goal_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.said}"

    @property
    def said(self) -> str:
        """The goal in the reader's language; the Swedish text is the governing one."""
        return (self.name_en if get_language() == "en" else "") or self.name


class FocusArea(models.Model):
    """A focus area; it has one portfolio."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["programme", "number"], name="focus_area_number")]

    def __str__(self) -> str:
        return f"{self.number}. {self.said}"

    @property
    def said(self) -> str:
        """The area in the reader's language; the Swedish text is the governing one."""
        return (self.name_en if get_language() == "en" else "") or self.name


class Contribution(models.Model):
    """The programme's own text of what a focus area contributes to a goal (figure 2)."""

    focus_area = models.ForeignKey(FocusArea, models.PROTECT, related_name="contributions")
    goal = models.ForeignKey(CouncilGoal, models.PROTECT, related_name="contributions")
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["focus_area", "goal"], name="contribution_once")]

    def __str__(self) -> str:
        return self.text


class Node(models.Model):
    """A step of the benefits dependency network that cases share by name. Source: P2 figure 1; N1."""

    kind = term_field(NodeKind)
    name = models.CharField(max_length=160)
    sort = models.CharField(max_length=160, editable=False)

    class Meta:
        ordering = ("kind", "sort")
        constraints = [
            models.CheckConstraint(condition=code_in(NodeKind, "kind"), name="node_kind_known"),
            models.UniqueConstraint(fields=["kind", "sort"], name="node_once"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort = sort_key(self.name)
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return self.name
