"""What waits on somebody's desk in accounts of effects."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext

from nytta.city.organisation.models import Person
from nytta.city.records.queries import bodies_of, has_role
from nytta.city.records.terms import Role
from nytta.governance.valuation.models import Valuation
from nytta.kit.work import Waiting, worklist

from ..models import EffectAnalysis, Project
from ..terms import EffectState


@worklist
def to_review(person: Person, on: date) -> Iterable[Waiting]:
    """Accounts of effects to review: an assessor's own cases first; those that the assessor is not independent of are left out. Source: U6; F8."""
    if not has_role(person, Role.ASSESSOR, on):
        return []
    rows = EffectAnalysis.objects.filter(state=EffectState.HANDED_IN.value).exclude(handed_in_by=person).exclude(project__manager=person)
    mine = Exists(Valuation.objects.filter(application=OuterRef("project__application"), replaced_on=None, assessor=person))
    body, what = person.answers_for_id, gettext("Granska redovisningen av effekten")
    rows = rows.exclude(project__owner_body=body).exclude(project__application__applicant_body=body) if body else rows
    found = rows.annotate(mine=mine).select_related("project__application").order_by("-mine", "handed_in_on")[:50]
    return [
        Waiting(what, x.project.application.title, x.project.code, reverse("projects:review_effect", args=[x.project.code]), x.handed_in_on, "",
                2 if x.mine else 4)
        for x in found
    ]  # fmt: skip


@worklist
def effects_to_chase(person: Person, on: date) -> Iterable[Waiting]:
    """Accounts to complete after a comment, for the owner and the manager; those that are late, for the owner's head and the project office. Source: U6."""
    owned, heads = bodies_of(person, Role.OWNER_REPRESENTATIVE, on), bodies_of(person, Role.DECIDING_HEAD, on)
    office = has_role(person, Role.PROJECT_OFFICE, on)
    mine = Q(manager=person) | Q(owner_body__in=owned)
    commented = mine & Q(analysis__state=EffectState.COMMENTED.value)
    late = Q(effect_on=None, effect_due_on__lt=on) & (Q() if office else Q(owner_body__in=heads))
    rows = Project.objects.filter(commented | late if office or heads else commented).select_related("application", "owner_body")
    lines = []
    for p in rows.order_by("effect_due_on")[:50]:
        if p.effect_on is None:
            what, url, note = gettext("Sen redovisning av effekten"), "projects:effect_page", p.owner_body.name
        else:
            what, url, note = gettext("Komplettera redovisningen av effekten"), "projects:effect", ""
        lines.append(Waiting(what, p.application.title, p.code, reverse(url, args=[p.code]), p.effect_due_on, note, 3))
    return lines
