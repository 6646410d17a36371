"""Reads of valuations."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.urls import reverse
from django.utils.translation import gettext

from nytta.city.organisation.models import Person
from nytta.city.organisation.terms import BodyKind
from nytta.city.records.models import Appointment, in_period
from nytta.city.records.queries import has_role, holders
from nytta.city.records.terms import Role
from nytta.governance.applications.models import Application
from nytta.governance.applications.queries import entered, is_writer
from nytta.governance.applications.queries.stays import since
from nytta.governance.applications.terms import CaseState
from nytta.governance.benefits.models import Figure, MitigationJudgement
from nytta.governance.benefits.queries import items_of
from nytta.governance.benefits.queries.shares import shares_by_side
from nytta.governance.benefits.terms import BENEFITS, Ledger, Side
from nytta.kit.prepared import Prepared
from nytta.kit.work import Waiting, worklist
from nytta.needs.goals.queries import goals_of
from nytta.plain.verdicts import Verdict

from .models import Valuation
from .rules import Agreement, agreement, complete, in_words, independent, mean_deviation


def valuation_of(application: Application, place: int = 1) -> Valuation | None:
    """The valuation in force of a case: the first assessor's, or (2) the second's."""
    return Valuation.objects.filter(application=application, replaced_on=None, place=place).select_related("assessor__body").first()


def valuation_by(application: Application, person: Person | None) -> Valuation | None:
    """The valuation in force that a person makes of a case."""
    return Valuation.objects.filter(application=application, replaced_on=None, assessor=person).order_by("place").first()


def appointed_by(application: Application) -> Role:
    """Who designates the assessor: the project office, and for the executive office's own case the director. Source: T; F8."""
    own = BodyKind(application.applicant_body.kind) is BodyKind.EXECUTIVE_BOARD
    return Role.CITY_DIRECTOR if own else Role.PROJECT_OFFICE


def side_of(valuation: Valuation) -> Side:
    """Whose figures a valuation writes."""
    return Side.ASSESSED if valuation.place == 1 else Side.SECOND


def stood() -> list[tuple[Person, int, Fraction | None]]:
    """(assessor, closed cases with an outcome, mean deviation of the outcome from what the assessor said); two queries. Source: F8; U6."""
    realised = Figure.objects.filter(item=OuterRef("item"), year=OuterRef("year"), side=Side.REALISED.value).values("amount_sek")[:1]
    mine = Figure.objects.filter(side__in=[Side.ASSESSED.value, Side.SECOND.value], item__ledger__in=[b.value for b in BENEFITS])
    rows = mine.annotate(came=Subquery(realised)).exclude(came=None).order_by().values("item__calculation", "side")
    pairs = {(r["item__calculation"], r["side"]): (r["said"], r["got"]) for r in rows.annotate(said=Sum("amount_sek"), got=Sum("came"))}
    cases = [key for key, _side in pairs]
    signed = Valuation.objects.filter(replaced_on=None, application__calculation__in=cases).exclude(signed_on=None)
    by: dict[Person, list[tuple[int, int]]] = {}
    for one in signed.select_related("assessor", "application").order_by("assessor__name", "pk"):
        pair = pairs.get((one.application.calculation_id, side_of(one).value))
        if pair:
            by.setdefault(one.assessor, []).append(pair)
    return [(person, len(found), mean_deviation(found)) for person, found in by.items()]


def agreement_on(application: Application) -> Agreement | None:
    """How far two blind assessors agree; None before both have signed, or with one alone. Source: F8."""
    known(application)
    if not is_signed(application) or not application.__dict__["remembered"].get("second"):
        return None
    points: dict[int, dict[str, int]] = {1: {}, 2: {}}
    for place, goal, score in Valuation.objects.filter(application=application, replaced_on=None).values_list(
        "place", "scores__goal__code", "scores__points"
    ):
        if goal is not None:
            points[place][goal] = score
    sums: dict[int, dict[str, int]] = {}
    sides = {Side.ASSESSED.value, Side.SECOND.value}
    rows = (
        Figure.objects.filter(item__calculation=application.calculation_id, side__in=sides)
        .order_by()
        .values("item", "side")
        .annotate(s=Sum("amount_sek"))
    )
    for row in rows:
        sums.setdefault(row["item"], {})[row["side"]] = row["s"]
    pairs = [(by.get(Side.ASSESSED.value, 0), by.get(Side.SECOND.value, 0)) for by in sums.values()]
    return agreement(points[1], points[2], pairs)


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


def not_the_other(person: Person, application: Application, place: int) -> Verdict:
    """Whether a person values the case in the other place already. Source: F8."""
    other = valuation_of(application, 3 - place)
    mine = other is not None and other.assessor_id == person.pk
    return independent(is_writer=False, same_administration=False, in_deciding_group=False, name=str(person), values_already=mine)


def assessors(application: Application, on: date) -> list[tuple[Person, Verdict]]:
    """Everybody appointed assessor, with whether they may value this case; five queries whatever their number."""
    people = list(holders(Role.ASSESSOR, on).order_by("name"))
    held: dict[int, list[Appointment]] = {p.pk: [] for p in people}
    for one in Appointment.objects.filter(in_period(on), person__in=people):
        held[one.person_id].append(one)
    writers = {application.created_by_id, *application.writers.values_list("person", flat=True)}
    code = portfolio_code(application)
    out = []
    for person in people:
        mine = held[person.pk]
        verdict = independent(
            is_writer=person.pk in writers
            or any(a.role == Role.APPLICANT.value and a.body_id == application.applicant_body_id for a in mine),
            same_administration=person.answers_for_id == application.applicant_body_id,
            in_deciding_group=any(
                a.role == Role.DEVELOPMENT_COUNCIL.value
                or (a.role == Role.PREPARATION_GROUP.value and a.portfolio in ("", code))
                for a in mine
            ),
            name=str(person),
        )  # fmt: skip
        out.append((person, verdict))
    return out


def scores_of(applications: Iterable[int]) -> Mapping[int, dict[str, int]]:
    """{case key: {goal code: points}} of signed valuations, in one query."""
    return {key: {goal: points for goal, (_, points, _) in of.items()} for key, of in spans_of(applications).items()}


def spans_of(applications: Iterable[int]) -> Mapping[int, dict[str, tuple[int | None, int, int | None]]]:
    """{case key: {goal code: (low, points, high)}} of signed valuations, in one query; None where the assessor gave no span. Source: F16."""
    found: dict[int, dict[str, tuple[int | None, int, int | None]]] = {}
    rows = Valuation.objects.filter(
        application__in=list(applications), application__calculation__trusted=Side.ASSESSED.value, replaced_on=None, place=1
    )
    wanted = ("application", "scores__goal__code", "scores__low", "scores__points", "scores__high")
    for key, goal, low, points, high in rows.values_list(*wanted):
        if goal is not None:
            found.setdefault(key, {})[goal] = (low, points, high)
    return found


def differences(application: Application, side: Side = Side.ASSESSED) -> list[tuple[str, str]]:
    """(item or factor, reason) for each whose figures of a side differ from the claimed."""
    out, lowered = [], {s.item for s in shares_by_side(application.calculation_id) if s.differs(side)}
    for item in items_of(application.calculation):
        claimed = {f.year: f.amount_sek for f in item.figures.all() if f.side == Side.CLAIMED.value}
        assessed = {f.year: f for f in item.figures.all() if f.side == side.value}
        kronor = {y: f.amount_sek for y, f in assessed.items() if f.amount_sek} != {y: a for y, a in claimed.items() if a}
        if assessed and (kronor or item.pk in lowered):
            out.append((item.label, next((f.reason for f in assessed.values() if f.reason), "")))
    judged = MitigationJudgement.objects.filter(mitigation__calculation=application.calculation, side=side.value)
    apart = judged.exclude(mitigated=F("mitigation__mitigated")).exclude(mitigation__evidence="", mitigated=0)
    return [*out, *apart.order_by("mitigation").values_list("mitigation__factor", "reason")]


def ready_to_sign(application: Application, valuation: Valuation) -> Verdict:
    """Whether the valuation holds all that a signature needs: points on every goal, reasons, a summary. Source: T; F8."""
    programme = application.focus_area.programme if application.focus_area else None
    return complete(
        goals=[g.code for g in goals_of(programme)],
        scored={s.goal.code: s.points for s in valuation.scores.select_related("goal")},
        differences=differences(application, side_of(valuation)),
        summary=valuation.summary,
    )


@dataclass(frozen=True)
class Known:
    """What the case page needs of a valuation: whose, signed when, summary and points by goal code."""

    assessor: int
    title: str
    signed_on: date | None
    summary: str
    points: Mapping[str, int]
    reasons: Mapping[str, str] = field(default_factory=dict)
    spans: Mapping[str, tuple[int | None, int | None]] = field(default_factory=dict)

    @property
    def said(self) -> dict[str, str]:
        """Points with their span by goal code, as one writes them: 60 (40–80)."""
        return {goal: in_words(points, *self.spans.get(goal, (None, None))) for goal, points in self.points.items()}

    @property
    def has_span(self) -> bool:
        """Whether any goal has a low or a high."""
        return bool(self.spans)


def _in_force(case: int) -> QuerySet[Any]:
    rows = Valuation.objects.filter(application=case, replaced_on=None).order_by("place", "scores__goal__code")
    return rows.values_list(
        "assessor",
        "assessor__title",
        "signed_on",
        "summary",
        "place",
        "scores__low",
        "scores__high",
        "scores__reason",
        "scores__goal__code",
        "scores__points",
    )


def _spans(rows: Iterable[tuple[str, int | None, int | None]]) -> dict[str, tuple[int | None, int | None]]:
    """{goal: (low, high)} where the assessor gave either."""
    return {goal: (low, high) for goal, low, high in rows if low is not None or high is not None}


_IN_FORCE = Prepared(_in_force, int)


def known_by(application: Application, person: Person) -> Known | None:
    """The valuation that a person makes of a case, with its points."""
    mine = valuation_by(application, person)
    if mine is None:
        return None
    rows = list(mine.scores.values_list("goal__code", "points", "low", "high"))
    points, spans = {goal: score for goal, score, *_ in rows}, _spans((g, low, high) for g, _, low, high in rows)
    return Known(person.pk, person.title, mine.signed_on, mine.summary, points, spans=spans)


@cache
def scale(language: str) -> list[list[str]]:
    """[points, meaning, example] of each anchored level, in a language. Source: F8."""
    rows = tomllib.loads(Path(__file__).with_name("scale.toml").read_text(encoding="utf-8"))["level"]
    return [[str(r["points"]), *((r["en"], r["example_en"]) if language == "en" else (r["sv"], r["example"]))] for r in rows]


def known(application: Application) -> Known | None:
    """The valuation in force with its points, in one query; remembered on the case for as long as a page is made."""
    memory = application.__dict__.setdefault("remembered", {})
    if "valuation" not in memory:
        rows = _IN_FORCE(application.pk)
        memory["valuation"] = None
        if rows:
            assessor, title, signed_on, summary, *_ = rows[0]
            own = [row[5:] for row in rows if row[4] == 1 and row[8] is not None]
            memory["second"] = any(row[4] != 1 for row in rows)
            memory["valuation"] = Known(
                assessor, title, signed_on, summary,
                points={goal: score for *_, goal, score in own}, reasons={goal: why for *_, why, goal, _ in own if why},
                spans=_spans((goal, low, high) for low, high, _, goal, _ in own),
            )  # fmt: skip
    found: Known | None = memory["valuation"]
    return found


@dataclass(frozen=True)
class Compared:
    """An item's claimed and assessed kronor over all years, and the reason where they differ."""

    label: str
    ledger: Ledger
    claimed_sek: int
    assessed_sek: int
    reason: str

    @property
    def difference_sek(self) -> int:
        """Assessed less claimed."""
        return self.assessed_sek - self.claimed_sek


def _by_item(calculation: int, side: str) -> QuerySet[Any]:
    claimed, assessed = Q(side=Side.CLAIMED.value), Q(side=side)
    return (
        Figure.objects.filter(claimed | assessed, item__calculation=calculation)
        .values("item", "item__label", "item__ledger", "item__order")
        .annotate(
            claimed=Sum("amount_sek", filter=claimed), assessed=Sum("amount_sek", filter=assessed), why=Max("reason", filter=assessed)
        )
        .order_by("item__order", "item")
        .values_list("item__label", "item__ledger", "claimed", "assessed", "why")
    )


_BY_ITEM = Prepared(_by_item, int, str)


def compared(application: Application, side: Side = Side.ASSESSED) -> list[Compared]:
    """Claimed beside assessed by item, summed over the years in the database; one query. Source: T; F8."""
    rows = _BY_ITEM(application.calculation_id, side.value)
    return [Compared(label, Ledger(ledger), claimed or 0, assessed or 0, why or "") for label, ledger, claimed, assessed, why in rows]


@worklist
def to_appoint(person: Person, on: date) -> Iterable[Waiting]:
    """Cases that wait on the office (or, for the executive office's own, on the director) to designate an assessor."""
    office, director = has_role(person, Role.PROJECT_OFFICE, on), has_role(person, Role.CITY_DIRECTOR, on)
    if not (office or director):
        return []
    given = Valuation.objects.filter(replaced_on=None, place=1).values("application")
    rows = entered(CaseState.VALUATION).exclude(pk__in=given).order_by("submitted_on", "pk")
    if not (office and director):
        own = {"applicant_body__kind": BodyKind.EXECUTIVE_BOARD.value}
        rows = rows.filter(**own) if director else rows.exclude(**own)
    what = gettext("Utse värderare")
    return [Waiting(what, a.title, a.code, reverse("valuation:appoint", args=[a.code]), since(a), "", 3) for a in rows[:50]]


@worklist
def to_value(person: Person, on: date) -> Iterable[Waiting]:
    """Cases that a person is to value."""
    rows = Valuation.objects.filter(
        assessor=person, application__state=CaseState.VALUATION.value, replaced_on=None, signed_on=None
    ).select_related("application")
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
