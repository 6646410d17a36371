"""Reads of valuations."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext

from nytta.city.organisation.models import Person
from nytta.city.records.queries import has_role, holders
from nytta.city.records.terms import Role
from nytta.governance.applications.models import Application
from nytta.governance.applications.queries import entered, is_writer
from nytta.governance.applications.terms import CaseState
from nytta.governance.benefits.queries import items_of
from nytta.governance.benefits.terms import Side
from nytta.kit.work import Waiting, worklist
from nytta.plain.verdicts import Verdict

from .models import Valuation
from .rules import independent


def valuation_of(application: Application) -> Valuation | None:
    """The valuation in force of a case."""
    return Valuation.objects.filter(application=application, replaced_on=None).select_related("assessor__body").first()


def is_signed(application: Application) -> bool:
    """Whether the case's valuation is signed."""
    return bool(application.calculation.trusted == Side.ASSESSED.value)


def portfolio_code(application: Application) -> str:
    """The code of the portfolio that the case applies to."""
    return f"P{application.focus_area.number}" if application.focus_area else ""


def independence(person: Person, application: Application, on: date) -> Verdict:
    """Whether a person may value a case on a day. Source: F8."""
    in_group = has_role(person, Role.DEVELOPMENT_COUNCIL, on) or has_role(
        person, Role.PREPARATION_GROUP, on, portfolio=portfolio_code(application)
    )
    return independent(
        is_writer=is_writer(person, application, on),
        same_administration=person.answers_for_id == application.applicant_body_id,
        in_deciding_group=in_group, name=str(person),
    )  # fmt: skip


def assessors(application: Application, on: date) -> list[tuple[Person, Verdict]]:
    """Everybody appointed assessor, with whether they may value this case."""
    return [(p, independence(p, application, on)) for p in holders(Role.ASSESSOR, on).order_by("name")]


def scores_of(applications: Iterable[int]) -> Mapping[int, dict[str, int]]:
    """{case key: {goal code: points}} of signed valuations, in one query."""
    found: dict[int, dict[str, int]] = {}
    rows = Valuation.objects.filter(
        application__in=list(applications), application__calculation__trusted=Side.ASSESSED.value, replaced_on=None
    )
    for key, goal, points in rows.values_list("application", "scores__goal__code", "scores__points"):
        if goal is not None:
            found.setdefault(key, {})[goal] = points
    return found


def differences(application: Application) -> list[tuple[str, str]]:
    """(item, reason) for each item whose assessed figures differ from the claimed."""
    out = []
    for item in items_of(application.calculation):
        claimed = {f.year: f.amount_sek for f in item.figures.all() if f.side == Side.CLAIMED.value}
        assessed = {f.year: f for f in item.figures.all() if f.side == Side.ASSESSED.value}
        if assessed and {y: f.amount_sek for y, f in assessed.items() if f.amount_sek} != {y: a for y, a in claimed.items() if a}:
            out.append((item.label, next((f.reason for f in assessed.values() if f.reason), "")))
    return out


@worklist
def to_appoint(person: Person, on: date) -> Iterable[Waiting]:
    """Cases that wait on the office to designate an assessor."""
    if not has_role(person, Role.PROJECT_OFFICE, on):
        return []
    given = Valuation.objects.filter(replaced_on=None).values("application")
    rows = entered(CaseState.VALUATION).exclude(pk__in=given)[:50]
    what = gettext("Utse värderare")
    return [Waiting(what, a.title, a.code, reverse("valuation:appoint", args=[a.code]), a.submitted_on, "", 3) for a in rows]


@worklist
def to_value(person: Person, on: date) -> Iterable[Waiting]:
    """Cases that a person is to value."""
    rows = Valuation.objects.filter(assessor=person, application__state=CaseState.VALUATION.value, replaced_on=None).select_related(
        "application"
    )
    what = gettext("Värdera nyttan")
    return [
        Waiting(
            what,
            v.application.title,
            v.application.code,
            reverse("valuation:value", args=[v.application.code]),
            v.appointed_on,
            "",
            2,
        )
        for v in rows.order_by("appointed_on")[:50]
    ]
