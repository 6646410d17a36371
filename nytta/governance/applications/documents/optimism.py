"""What a plan's cost becomes when it is held against how plans have gone before."""

from decimal import Decimal

from django.utils.translation import gettext

from nytta.engine import appraisal
from nytta.governance.benefits.rules import figures
from nytta.governance.benefits.terms import Ledger, ParameterKind, ProjectType, Side, View
from nytta.kit.documents import Column, Section, Table
from nytta.kit.words import label
from nytta.plain.money import comma, sek

from ..queries.calculation import CalculationPage

HUNDRED = Decimal(100)


def _whole(amount: Decimal) -> str:
    return sek(int(amount.to_integral_value()))


def managed(page: CalculationPage) -> Decimal:
    """How much of the underestimation is dealt with, 0-1; a factor without evidence counts as not."""
    return appraisal.managed_share((m.share, m.mitigated if m.evidence.strip() else 0) for m in page.mitigations)


def optimism(page: CalculationPage, side: Side) -> list[Section]:
    """Development cost (of a bought service, its running cost) with and without adjustment, and the reference class. Source: F7; docs/method.md section 5."""
    kind = ProjectType(page.application.calculation.project_type)
    ledger = Ledger.RUNNING if kind is ProjectType.OUTSOURCING else Ledger.DEVELOPMENT
    costs = figures.by_year(page.lines, figures.likely(page.lines, side), View.SOCIETY, ledger)
    bound = page.parameters.value(ParameterKind.BIAS_COST, kind.value)
    if not costs or bound is None:
        return []
    share = managed(page)
    found = appraisal.optimism_bias(list(costs.values()), bound / HUNDRED, share)
    rows = [[str(y), sek(a), _whole(b)] for (y, a), b in zip(costs.items(), found.adjusted, strict=True)]
    total, adjusted = sum(costs.values()), sum(found.adjusted, Decimal(0))
    texts = [
        gettext("Övre gräns för %(kind)s: %(bound)s %% dyrare än planerat (Mott MacDonald 2002). %(managed)s %% av det är hanterat med underlag.")
        % {"kind": label(kind).lower(), "bound": comma(bound, 0), "managed": comma(share * HUNDRED, 0)},
        *_against(page, total), *_time(page, kind, share), *_burden(page, side),
    ]  # fmt: skip
    facts = [
        (
            m.factor,
            gettext("%(share)s %% av underskattningen, %(done)s %% hanterat. %(evidence)s")
            % {"share": comma(m.share * HUNDRED, 0), "done": comma(m.mitigated * HUNDRED, 0), "evidence": m.evidence},
        )
        for m in page.mitigations
    ]
    columns = [Column(gettext("År")), Column(label(ledger), num=True), Column(gettext("Justerad"), num=True)]
    foot = [[gettext("Summa"), sek(total), _whole(adjusted)]]
    return [
        Section(
            gettext("Om det blir dyrare än planerat"),
            texts,
            facts,
            table=Table(gettext("Kostnad utan och med justering"), columns, rows, foot),
        )
    ]


def _against(page: CalculationPage, total: int) -> list[str]:
    """The plan held against finished projects: median and 90 % quantile, never the mean."""
    if page.reference is None:
        return [gettext("Det finns ingen referensklass ännu: minst 20 avslutade projekt behövs.")]
    median, tail = page.reference.quantiles[Decimal("0.5")], page.reference.quantiles[Decimal("0.9")]
    whose = gettext("kommunens egna avslutade projekt") if page.reference.own else page.reference.source
    return [
        gettext("Referensklass: %(whose)s, n = %(n)s. Hälften kostade högst %(median)s av planen och nio av tio högst %(tail)s: här %(a)s respektive %(b)s.")
        % {"whose": whose, "n": page.reference.n, "median": f"{comma(median * HUNDRED, 0)} %", "tail": f"{comma(tail * HUNDRED, 0)} %", "a": _whole(median * total), "b": _whole(tail * total)}
    ]  # fmt: skip


def _time(page: CalculationPage, kind: ProjectType, share: Decimal) -> list[str]:
    bound, a = page.parameters.value(ParameterKind.BIAS_TIME, kind.value), page.application
    if bound is None or not (a.start_on and a.end_on):
        return []
    days = (a.end_on - a.start_on).days
    longer = appraisal.optimism_bias([days], bound / HUNDRED, share).adjusted[0]
    return [gettext("Tiden är planerad till %(days)s dagar; justerad %(longer)s dagar.") % {"days": days, "longer": comma(longer, 0)}]


def _burden(page: CalculationPage, side: Side) -> list[str]:
    """The yearly running cost as a part of the owner's IT budget. Source: F1."""
    running = figures.by_year(page.lines, figures.likely(page.lines, side), View.SOCIETY, Ledger.RUNNING)
    owner = page.application.owner_body
    if not running or owner is None:
        return []
    share = appraisal.running_cost_burden(max(running.values()), owner.it_budget_sek)
    if share is None:
        return [gettext("%(owner)ss it-budget är inte känd, så driftkostnadens andel av den kan inte sägas.") % {"owner": owner.name}]
    return [
        gettext("Driften är som mest %(cost)s om året, %(share)s %% av %(owner)ss it-budget.")
        % {"cost": sek(max(running.values())), "share": comma(share * HUNDRED, 1), "owner": owner.name}
    ]
