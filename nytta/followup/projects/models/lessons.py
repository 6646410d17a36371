"""What projects have learnt, in a form that others find useful, and who has used it. Source: N6."""

from django.db import models
from django.db.models import Q

from nytta.city.organisation.models import Person
from nytta.kit.fields import code_in, term_field

from ..terms import LessonSubject
from .project import Project


class Lesson(models.Model):
    """One experience of a project under its code `L-2026-014`: what was tried, what worked, what would be done differently, for whom."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="lessons")
    code = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=160)
    subject = term_field(LessonSubject)
    tried = models.TextField()
    worked = models.TextField()
    otherwise = models.TextField()
    for_whom = models.CharField(max_length=300)
    contact = models.ForeignKey(Person, models.PROTECT, related_name="+")
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    written_on = models.DateField()

    class Meta:
        ordering = ("-written_on", "-pk")
        constraints = [models.CheckConstraint(condition=code_in(LessonSubject, "subject"), name="lesson_subject_known")]

    def __str__(self) -> str:
        return self.title


class LessonUse(models.Model):
    """Somebody used an experience, in a case or an idea (`about`, its public code) or otherwise: counted once each."""

    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="uses")
    about = models.CharField(max_length=20, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        ordering = ("-on", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["lesson", "about"], condition=~Q(about=""), name="lesson_used_once_in_a_case"),
            models.UniqueConstraint(fields=["lesson", "person"], condition=Q(about=""), name="lesson_used_once_by_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.lesson_id} {self.about}"
