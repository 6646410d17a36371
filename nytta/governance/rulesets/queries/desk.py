"""What waits on somebody: proposed drafts on the director, begun ones on who began them."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext

from nytta.city.organisation.models import Person
from nytta.city.records.queries import has_role
from nytta.city.records.terms import Role
from nytta.kit.work import Waiting, worklist

from ..models import Draft
from ..terms import DraftState


@worklist
def drafts_waiting(person: Person, on: date) -> Iterable[Waiting]:
    """Drafts that wait on the person; no query for those who neither write nor decide. Source: O4."""
    directs = has_role(person, Role.CITY_DIRECTOR, on)
    if not directs and not has_role(person, Role.PROJECT_OFFICE, on):
        return []
    waits = Q(state=DraftState.PROPOSED.value) if directs else Q(state=DraftState.WRITTEN.value, created_by=person)
    says = gettext("Besluta regelverk") if directs else gettext("Skriv klart utkastet till regelverk")
    rows = Draft.objects.filter(waits).order_by("created_on", "pk")[:20]
    return [
        Waiting(says, d.title, d.code, reverse("rulesets:detail", args=[d.code]), d.created_on, order=2 if directs else 5) for d in rows
    ]
