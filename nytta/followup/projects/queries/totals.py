"""What all closed projects give back, by what was invested in them and what was promised. Source: E7.2; U6; measures.md I1, I2."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import BigIntegerField, Case, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, ExtractYear
from django.utils.translation import gettext

from nytta.city.records.models import Examination
from nytta.city.records.terms import Openness
from nytta.governance.applications.terms import Category
from nytta.governance.benefits.models import Figure
from nytta.governance.benefits.terms import BenefitClass, Ledger, Side
from nytta.governance.portfolios.models import Grant
from nytta.governance.valuation.models import Valuation

from ..models import Project
from ..rules import Due, EffectTerms, effect_share, totals
from ..terms import Reporting
from .effects import terms_on

SHOWN = ("promised_sek", "decided_sek", "came_sek", "effect_sek")
CAME = ("came_sek", "effect_sek")
CITY = Q(item__ledger=Ledger.BUSINESS.value, item__bearer_group="") & ~Q(item__benefit_class=BenefitClass.RED.value)  # the view "city, all"
GREEN = CITY & Q(item__benefit_class=BenefitClass.GREEN.value)  # the view "city, cash"
RUNNING = Q(item__ledger=Ledger.RUNNING.value, item__bearer_group="")


def _in_due_year(side: Side, which: Q) -> Coalesce:
    """Kronor of a side in the year when the effect is due, of the items that a condition lets through."""
    rows = Figure.objects.filter(which, item__calculation=OuterRef("application__calculation"), side=side.value, year=OuterRef("due_year"))
    total = rows.order_by().values("item__calculation").annotate(s=Sum("amount_sek")).values("s")
    return Coalesce(Subquery(total), Value(0), output_field=BigIntegerField())


def with_reporting(rows: Any, on: date, terms: EffectTerms | None = None) -> Any:
    """The projects whose day to tell of the effect has come, each with `reporting` as it stands on a day and `due_year`, the year that is told of."""
    last = on - timedelta(days=(terms or terms_on(on)).further[2])
    return rows.filter(effect_due_on__lte=on).annotate(
        due_year=ExtractYear("effect_due_on"),
        reporting=Case(
            When(effect_on__lte=on, then=Value(Reporting.REPORTED.value)), When(effect_due_on__lte=last, then=Value(Reporting.LATE.value)),
            default=Value(Reporting.WAITED_FOR.value),
        ),
    )  # fmt: skip


def with_figures(rows: Any) -> Any:
    """Each with what was invested, promised, decided and realised, in kronor of the year when the effect is due: `due_year` is there."""
    granted = (
        Grant.objects.filter(application=OuterRef("application")).order_by().values("application").annotate(s=Sum("amount_sek")).values("s")
    )
    return rows.annotate(
        invested=Coalesce(Subquery(granted), Value(0), output_field=BigIntegerField()),
        promised_sek=_in_due_year(Side.CLAIMED, CITY), assessed_sek=_in_due_year(Side.ASSESSED, CITY), decided_sek=_in_due_year(Side.DECIDED, CITY),
        came_sek=_in_due_year(Side.REALISED, CITY), running_sek=_in_due_year(Side.REALISED, RUNNING),
        green_decided_sek=_in_due_year(Side.DECIDED, GREEN), green_came_sek=_in_due_year(Side.REALISED, GREEN),
    ).annotate(effect_sek=F("came_sek") - F("running_sek"), cash_sek=F("green_came_sek") - F("running_sek"))  # fmt: skip


def seen_by(rows: Any, person: Any) -> Any:
    """Each with `shown_…` as the reader may see it: anybody sees a title that is not closed, and figures that have been found open. Source: O6."""
    if person is not None:
        return rows.annotate(shown_title=F("application__title"), **_shown(Q(pk__gt=0)))
    seen = Examination.objects.filter(subject=OuterRef("code")).order_by("-pk").values("openness")
    closed, may = Openness.CLOSED.value, Q(figures_found=Openness.OPEN.value)
    return rows.annotate(title_found=Subquery(seen.filter(part="title")[:1]), figures_found=Subquery(seen.filter(part="figures")[:1])).annotate(
        shown_title=Case(When(title_found=closed, then=Value(gettext("Uppgift utelämnad"))), default=F("application__title")),
        **_shown(may),
    )  # fmt: skip


def _shown(may: Q) -> dict[str, Case]:
    """The figures that may be shown; what came, and what it is net, once it has been reported."""
    told = may & Q(reporting=Reporting.REPORTED.value)
    return {f"shown_{name}": Case(When(told if name in CAME else may, then=F(name)), default=None) for name in SHOWN}


def dues(rows: Any) -> list[Due]:
    """What the totals are made of, one for each project; one query. `rows` have figures and reporting."""
    names = (
        "code", "application__title", "closed_on", "application__focus_area__number", "application__category", "application__applicant_body__name",
        "reporting", "invested", "promised_sek", "assessed_sek", "decided_sek", "came_sek", "green_decided_sek", "green_came_sek", "effect_sek",
        "cash_sek", "effect_due_on",
    )  # fmt: skip
    found = []
    for code, title, closed_on, area, category, body, reporting, *figures in rows.order_by("code").values_list(*names):
        done = reporting == Reporting.REPORTED.value
        found.append(Due(code, title, closed_on.year, f"P{area}" if area else "", category, body, done, *figures))
    return found


def assessors_of(codes: Sequence[str]) -> dict[str, list[str]]:
    """{code of a project: who signed its valuation}; one query. Source: F8."""
    rows = Valuation.objects.filter(application__code__in=codes, replaced_on=None, place=1).exclude(signed_on=None).order_by("pk")
    found: dict[str, list[str]] = {}
    for code, name in rows.values_list("application__code", "assessor__name"):
        found.setdefault(code, []).append(name)
    return found


@dataclass(frozen=True)
class Effect:
    """One project's realised yearly net effect against what was invested in it."""

    code: str
    title: str
    invested_sek: int
    net_sek: int

    @property
    def share(self) -> Fraction | None:
        """Net effect in a year as a share of the investment."""
        return effect_share(net_sek=self.net_sek, invested_sek=self.invested_sek)


@dataclass(frozen=True)
class Effects:
    """The projects that have reported, one by one and together, and the codes of those that are due and have not; innovative ones stand outside."""

    invested_sek: int
    net_sek: int
    share: Fraction | None
    reported: int
    missing: list[str]
    lines: list[Effect]


def effects(on: date) -> Effects:
    """The yearly effect, city all, in percent of what was invested in those that have reported; two queries. Source: E7.2; U6; measures.md I2."""
    rows = [r for r in dues(with_figures(with_reporting(Project.objects.all(), on))) if r.category != Category.INNOVATIVE.value]
    found = totals(rows)
    lines = [Effect(r.code, r.title, r.invested_sek, r.effect_sek) for r in found.done]
    return Effects(
        sum(e.invested_sek for e in lines),
        found.effect_sek,
        found.effect_share_reported,
        len(lines),
        [r.code for r in found.missing],
        lines,
    )
