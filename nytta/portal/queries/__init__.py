"""Reads of the portal: templates of programmes, a person's own cases, who gets a digest, what the start page shows."""

import tomllib
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext

from nytta.city import records
from nytta.city.organisation.models import Person
from nytta.city.records.models import Decision, Examination, RuleSet
from nytta.city.records.queries import has_role
from nytta.city.records.terms import DecisionKind, Role
from nytta.governance.applications.models import Application
from nytta.kit.work import Waiting, worklist

from ..models import AccessibilityReport
from .public import registered_cases

TEMPLATES = Path(records.__file__).parent


@cache
def programme_templates() -> dict[str, dict[str, Any]]:
    """The programmes that a city can adopt a copy of, by code. Source: N2; the programme is content, not code."""
    found = (tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(TEMPLATES.glob("programme_*.toml")))
    return {content["programme"]["code"]: content for content in found}


@cache
def rule_set_template() -> dict[str, Any]:
    """The rule set that comes with the programme: gates, limits and weights, each line with its clause. Source: O4."""
    return tomllib.loads((TEMPLATES / "rule_set.toml").read_text(encoding="utf-8"))


def rule_set_exists(version: str) -> bool:
    """Whether a rule set has the version already."""
    return RuleSet.objects.filter(version=version).exists()


def cases_of(person: Person) -> QuerySet[Application]:
    """The cases that a person began or writes on, the newest first."""
    mine = Q(created_by=person) | Q(pk__in=Application.objects.filter(writers__person=person).values("pk"))
    return Application.objects.filter(mine).select_related("applicant_body").order_by("-created_on", "-pk")


def wants_digest() -> QuerySet[Person]:
    """Everybody who wants a letter about what waits on them and has an address."""
    return Person.objects.filter(is_active=True, digest=True).exclude(email="").order_by("pk")


def latest_decisions(most: int) -> list[Decision]:
    """The last published decisions on money, exemptions and frames."""
    told = (DecisionKind.GRANT, DecisionKind.REFUSAL, DecisionKind.EXEMPTION, DecisionKind.SCREENING)
    rows = Decision.objects.filter(kind__in=[k.value for k in told]).exclude(text__published_on=None)
    return list(rows.order_by("-number")[:most])


@worklist
def to_examine(person: Person, on: date) -> Iterable[Waiting]:
    """Registered cases of which nothing has been examined: the registrar's. Source: O6 (openness)."""
    if not has_role(person, Role.REGISTRAR, on):
        return []
    rows = registered_cases().filter(~Exists(Examination.objects.filter(subject=OuterRef("code")))).order_by("submitted_on", "pk")[:50]
    what = gettext("Pröva vad som kan visas")
    return [Waiting(what, a.title, a.code, reverse("portal:examine", args=[a.code]), a.submitted_on, "", 4) for a in rows]


@worklist
def barriers_to_answer(person: Person, on: date) -> Iterable[Waiting]:
    """Reports of shortcomings in accessibility that wait on the project office."""
    if not has_role(person, Role.PROJECT_OFFICE, on):
        return []
    rows = AccessibilityReport.objects.filter(answered_on=None)[:50]
    what = gettext("Svara om brist i tillgängligheten")
    return [Waiting(what, Truncator(r.problem).words(10), "", reverse("portal:answer_report", args=[r.pk]), r.made_on, "", 4) for r in rows]
