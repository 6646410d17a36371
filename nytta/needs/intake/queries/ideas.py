"""Reads of ideas, and the office's worklist of unanswered ones."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from nytta.city.organisation.models import Person
from nytta.city.records.queries import has_role
from nytta.city.records.terms import Role
from nytta.kit import search
from nytta.kit.work import Waiting, worklist

from ..models import Idea
from ..terms import IdeaState


def ideas() -> QuerySet[Idea]:
    """All ideas: anybody who works in the city reads them."""
    return Idea.objects.all()


def similar_ideas(text: str, most: int = 5) -> list[Idea]:
    """Ideas that resemble a text, best first."""
    codes = search.like("idea", text, most)
    found = {i.code: i for i in Idea.objects.filter(code__in=codes)}
    return [found[c] for c in codes if c in found]


@worklist
def unanswered(person: Person, on: date) -> Iterable[Waiting]:
    """Ideas that wait on the project office's answer. Source: N5."""
    if not has_role(person, Role.PROJECT_OFFICE, on):
        return []
    rows = Idea.objects.filter(state=IdeaState.NEW.value).order_by("written_on")[:50]
    what = gettext("Svara på idén")
    return [Waiting(what, i.title, i.code, reverse("intake:detail", args=[i.code]), i.written_on) for i in rows]
