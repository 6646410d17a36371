"""Reads of drafts: who sees them, what the city has, the cases that a draft is tried on, what it would change."""

import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Count, Q, QuerySet

from nytta.city.organisation.queries import bodies_then
from nytta.city.records import __file__ as records_folder
from nytta.city.records.models import RuleSet
from nytta.city.records.queries import programme_in_force
from nytta.governance.applications.models import Application
from nytta.governance.applications.queries import facts_of
from nytta.governance.applications.queries.many import remember
from nytta.governance.applications.rules import CaseFacts
from nytta.governance.applications.terms import CLOSED_STATES
from nytta.governance.valuation.queries import is_signed
from nytta.needs.goals.queries import areas_of, goals_of
from nytta.plain.verdicts import Verdict, no

from ..models import Consequence, Draft, Trial
from ..rules import Difference, Known, differences, lines_of, rule_set_valid
from ..terms import Effect, Group

CLOSED = [s.value for s in CLOSED_STATES]
_RELATED = ("applicant_body", "owner_body", "process_body", "focus_area", "calculation")


def drafts() -> QuerySet[Draft]:
    """Every draft with the version that it is a copy of."""
    return Draft.objects.select_related("base", "created_by", "rule_set")


def draft_at(code: str) -> Draft | None:
    """A draft by its code, with the last trial of it."""
    return drafts().select_related("trial__asked_by").filter(code=code).first()


def trial_of(draft: Draft) -> Trial | None:
    """The last trial of a draft."""
    return getattr(draft, "trial", None)


def known_on(on: date) -> Known:
    """The goals and portfolios of the programme in force on a day. Source: O4."""
    programme = programme_in_force(on)
    goals = {g.code: g.name for g in goals_of(programme)}
    return Known(goals, {a.number: f"P{a.number} {a.said}" for a in areas_of(programme)})


def differing(draft: Draft) -> list[Difference]:
    """What a draft changes in the version that it is a copy of."""
    return differences(lines_of(draft.base.content), lines_of(draft.content))


def newest() -> RuleSet | None:
    """The version that is in force last of those decided."""
    return RuleSet.objects.order_by("-in_force_from", "-pk").first()


def before(rules: RuleSet) -> RuleSet | None:
    """The version that another took over from."""
    return RuleSet.objects.filter(in_force_from__lt=rules.in_force_from).order_by("-in_force_from", "-pk").first()


def to_try(year: int) -> QuerySet[Application]:
    """The cases that a draft is tried on: all open ones, and those handed in or decided in the year. Source: O4."""
    return Application.objects.filter(~Q(state__in=CLOSED) | Q(submitted_on__year=year) | Q(decided_on__year=year))


def next_to_try(trial: Trial, most: int) -> list[Application]:
    """The next cases of a trial in the order of their keys, with what their facts ask for."""
    return list(to_try(trial.year).filter(pk__gt=trial.last).select_related(*_RELATED).order_by("pk")[:most])


def facts_of_many(cases: Sequence[Application], on: date) -> list[tuple[Application, CaseFacts]]:
    """The facts of cases as they are on a day, in the same number of queries whatever their number. Source: O4; F12."""
    remember(cases, on, leaves=True)
    ended = [a.applicant_body for a in cases if a.applicant_body.valid_until and a.applicant_body.valid_until < on]
    followed = bodies_then(ended, on, on) if ended else {}
    for a in cases:
        if a.applicant_body_id in followed:
            a.__dict__["remembered"]["parties"] = on, followed
    return [(a, facts_of(a, on, valuation_signed=is_signed(a))) for a in cases]


def group_of(application: Application) -> Group:
    """As which kind of case one is tried."""
    return Group.LAST_YEAR if application.state in CLOSED else Group.OPEN


@dataclass(frozen=True)
class Told:
    """What a trial came to: how many cases differ, and how many rows and cases there are of each effect and cause."""

    cases: int
    effects: dict[Effect, int]
    causes: dict[str, int]
    groups: dict[Group, int]


def told(trial: Trial) -> Told:
    """The sums of a trial, in three queries. Cases are counted once for each effect."""
    rows = Consequence.objects.filter(trial=trial).order_by()
    by_effect = rows.values_list("effect").annotate(n=Count("application", distinct=True))
    by_group = rows.values_list("group").annotate(n=Count("application", distinct=True))
    causes: Counter[str] = Counter()
    for found, n in rows.values_list("causes").annotate(n=Count("application", distinct=True)):
        causes.update(dict.fromkeys(found, n))
    effects = {Effect(e): n for e, n in by_effect}
    groups = {Group(g): n for g, n in by_group}
    return Told(sum(groups.values()), {e: effects[e] for e in Effect if e in effects}, dict(causes), groups)


def changed_rows(person: Any) -> QuerySet[Consequence]:
    """Every consequence, for who may read drafts (`policies.can_read` is asked by the page)."""
    return Consequence.objects.all()


@cache
def standard_lines() -> dict[str, dict[str, Any]]:
    """The lines of the rule set that comes with the system; where a city adds one of them its words are suggested."""
    return lines_of(tomllib.loads(Path(records_folder).with_name("rule_set.toml").read_text(encoding="utf-8")))


def next_version(on: date) -> str:
    """The next free designation of the year, `2026:2`."""
    taken = set(RuleSet.objects.filter(version__startswith=f"{on.year}:").values_list("version", flat=True))
    return next(v for n in range(1, len(taken) + 2) if (v := f"{on.year}:{n}") not in taken)


def ready(draft: Draft, known: Known, last: RuleSet | None) -> Verdict:
    """Whether a draft can be proposed and decided: it changes something, is valid, builds on the newest version, and has been tried as it stands.

    `known` is what the city has, `last` the newest version. Source: O4.
    """
    verdict = rule_set_valid(content=draft.content, known=known)
    if last is not None and last.pk != draft.base_id:
        verdict += no("draft_base", "Regelverk %(version)s har beslutats sedan utkastet började skrivas.", "O4",
                      "Ta in den versionen i utkastet, så att dess ändringar inte går förlorade.", version=last.version)  # fmt: skip
    elif not differing(draft):
        verdict += no("draft_same", "Utkastet ändrar ingenting.", "O4", "Ändra minst en rad, eller lägg ned utkastet.")
    trial = trial_of(draft)
    if trial is None or trial.edition != draft.edition:
        verdict += no("draft_tried", "Konsekvenserna är inte räknade för utkastet så som det är nu.", "O4", "Pröva det mot ärendena.")
    elif trial.ended_at is None:
        verdict += no("draft_trying", "Konsekvenserna räknas fortfarande.", "O4", "Vänta tills det är klart.")
    return verdict
