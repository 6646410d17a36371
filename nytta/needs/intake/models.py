"""Ideas: a minute to write, always answered."""

from django.db import models

from nytta.city.organisation.models import Body, Person
from nytta.kit.fields import term_field
from nytta.needs.goals.models import CouncilGoal, FocusArea

from .terms import IdeaState


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
