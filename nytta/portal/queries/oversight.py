"""The office's overview: where every case stands, whom it waits on and for how long; lead times beside the old model's 18 months."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import (
    Case,
    CharField,
    DurationField,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat

from nytta.followup.projects.models import Project
from nytta.governance.applications.models import Application, Passage
from nytta.governance.applications.terms import CaseOrigin, CaseState, WaitsOn
from nytta.needs.intake.rules import median

from ..rules import OLD_MODEL_DAYS
from .parties import RUNNING, open_stays, with_names


def lasted(on: date) -> Any:
    """How long a stay has lasted, as on a day where it has not ended."""
    return ExpressionWrapper(Coalesce(F("left_on"), Value(on)) - F("entered_on"), output_field=DurationField())


def _days_of(on: date, *, applicant: bool) -> Any:
    """The sum of a case's stays since hand-in that waited on the applicant, or on the city."""
    stays = Passage.objects.filter(application=OuterRef("application")).exclude(state=CaseState.DRAFT.value).order_by()
    mine = stays.filter(waits_on=WaitsOn.APPLICANT.value)
    city = stays.exclude(waits_on__in=[WaitsOn.APPLICANT.value, *RUNNING])
    found = (mine if applicant else city).values("application").annotate(d=Sum(lasted(on), output_field=DurationField())).values("d")
    return Coalesce(Subquery(found, output_field=DurationField()), Value(timedelta()), output_field=DurationField())


def stays_now(on: date) -> QuerySet[Any]:
    """Where every registered case stands; `rank` puts those that wait on somebody in the process first."""
    ranks = (When(waits_on=WaitsOn.NOBODY.value, then=2), When(waits_on=WaitsOn.PROJECT.value, then=1))
    found: QuerySet[Any] = open_stays().annotate(rank=Case(*ranks, default=Value(0), output_field=IntegerField()))
    return found


def with_days(rows: QuerySet[Any], on: date) -> QuerySet[Any]:
    """Each stay with portfolio, names, days so far, and the case's days on the city and on the applicant since hand-in. Source: F5."""
    area = Concat(Value("P"), Cast(F("application__focus_area__number"), CharField()), output_field=CharField())
    named: QuerySet[Any] = with_names(rows, on)
    dated: QuerySet[Any] = named.annotate(
        portfolio=Case(When(application__focus_area=None, then=Value("")), default=area, output_field=CharField()), days=lasted(on),
        city_days=_days_of(on, applicant=False), applicant_days=_days_of(on, applicant=True),
    )  # fmt: skip
    return dated


@dataclass(frozen=True)
class Times:
    """Lead times of those decided: how many, medians in days, and the share faster than the old model (None: none yet)."""

    decided: int
    to_decision: Fraction | None
    on_city: Fraction | None
    on_applicant: Fraction | None
    to_start: Fraction | None
    share: Fraction | None


@dataclass(frozen=True)
class Party:
    """What waits on a party now: how many, the median and the longest wait, and the median of the stays that have ended."""

    who: WaitsOn
    number: int
    days: Fraction | None
    longest: int
    ended_days: Fraction | None


def lead_times(on: date, months: int = 24) -> Times:
    """Times from hand-in to decision and to project start of what was decided in the last months; three queries.

    Waits for the applicant are shown apart, never subtracted. Source: F5.
    """
    since = on - timedelta(days=months * 30)
    ends = [CaseState.GRANTED.value, CaseState.REFUSED.value]
    found = Application.objects.filter(state__in=ends, decided_on__gte=since, origin=CaseOrigin.APPLIED.value).exclude(submitted_on=None)
    rows = dict(_spans(found.values_list("pk", "submitted_on", "decided_on")))
    stays = Passage.objects.filter(application__in=found.values("pk")).exclude(state=CaseState.DRAFT.value).order_by()
    held: dict[int, list[int]] = {key: [0, 0] for key in rows}
    for case, who, entered, left in stays.exclude(waits_on__in=RUNNING).values_list("application", "waits_on", "entered_on", "left_on"):
        held[case][who == WaitsOn.APPLICANT.value] += ((left or on) - entered).days
    started = Project.objects.filter(application__in=found.values("pk")).values_list("application__submitted_on", "started_on")
    to_start = [(b - a).days for a, b in started if a and b]
    days = list(rows.values())
    return Times(
        decided=len(days), to_decision=median(days), on_city=median([c for c, _ in held.values()]),
        on_applicant=median([a for _, a in held.values()]), to_start=median(to_start),
        share=Fraction(sum(d < OLD_MODEL_DAYS for d in days), len(days)) if days else None,
    )  # fmt: skip


def _spans(rows: Iterable[tuple[int, date | None, date | None]]) -> Iterable[tuple[int, int]]:
    return ((key, (last - first).days) for key, first, last in rows if first and last)


def waits_by_party(on: date, months: int = 24) -> list[Party]:
    """What waits on each party now, and how long the stays of the last months took; one query. Source: F5."""
    since = on - timedelta(days=months * 30)
    rows = Passage.objects.exclude(application__registry_number="").exclude(state=CaseState.DRAFT.value).exclude(waits_on__in=RUNNING)
    waiting: dict[str, list[int]] = {}
    ended: dict[str, list[int]] = {}
    found = rows.filter(Q(left_on=None) | Q(left_on__gte=since)).order_by()
    for who, entered, left in found.values_list("waits_on", "entered_on", "left_on"):
        (waiting if left is None else ended).setdefault(who, []).append(((left or on) - entered).days)
    parties = [w for w in WaitsOn if w.value not in RUNNING]
    return [
        Party(
            w,
            len(waiting.get(w.value, ())),
            median(waiting.get(w.value, [])),
            max(waiting.get(w.value, [0])),
            median(ended.get(w.value, [])),
        )
        for w in parties
    ]
