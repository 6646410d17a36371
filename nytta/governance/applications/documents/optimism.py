"""What a plan's cost becomes when it is held against how plans have gone before."""

from decimal import Decimal

from django.utils.translation import gettext

from nytta.city.organisation.models import Body
from nytta.engine import appraisal
from nytta.governance.benefits.models import Mitigation
from nytta.governance.benefits.queries.reference import SHOWN, STEPS, Class, size_words
from nytta.governance.benefits.rules import figures
from nytta.governance.benefits.terms import Ledger, ParameterKind, ProjectType, Side, View
from nytta.kit import charts
from nytta.kit.documents import Column, Section, Table
from nytta.kit.words import label
from nytta.plain.money import comma, sek

from ..queries.calculation import CalculationPage

HUNDRED = Decimal(100)
MEDIAN, TAIL = Decimal("0.5"), Decimal("0.9")


def _whole(amount: Decimal) -> str:
    return sek(int(amount.to_integral_value()))


def managed(page: CalculationPage, side: Side) -> Decimal:
    """How much of the underestimation is dealt with by a side, 0-1: the applicant's own word with evidence, from the signature the assessor's."""
    return appraisal.managed_share((m.share, _dealt_with(page, m, side)) for m in page.mitigations)


def _dealt_with(page: CalculationPage, m: Mitigation, side: Side) -> Decimal:
    """A factor without evidence counts as not dealt with, unless the assessor finds otherwise."""
    judged = page.judged.get(m.pk) if side is not Side.CLAIMED else None
    if judged is not None:
        return judged.mitigated
    return m.mitigated if m.evidence.strip() else Decimal(0)


def _factor(page: CalculationPage, m: Mitigation) -> str:
    """What is said of a factor: the applicant's share and evidence, and the assessor's where it differs."""
    said = gettext("%(share)s %% av underskattningen, %(done)s %% hanterat. %(evidence)s") % {
        "share": comma(m.share * HUNDRED, 0), "done": comma(m.mitigated * HUNDRED, 0), "evidence": m.evidence,
    }  # fmt: skip
    judged = page.judged.get(m.pk)
    if judged is None or judged.mitigated == m.mitigated:
        return said
    return f"{said} " + gettext("Värderaren: %(done)s %% hanterat. %(reason)s") % {
        "done": comma(judged.mitigated * HUNDRED, 0),
        "reason": judged.reason,
    }


def optimism(page: CalculationPage, side: Side, *, public: bool = False) -> list[Section]:
    """Development cost (of a bought service, its running cost) with and without adjustment, the class that it is held against, and what
    running it takes of the owner's budget. A public page leaves out the factors, whose evidence is examined on its own.

    Source: F1, F7; docs/method.md section 5.
    """
    kind = ProjectType(page.application.calculation.project_type)
    ledger = Ledger.RUNNING if kind is ProjectType.OUTSOURCING else Ledger.DEVELOPMENT
    costs = figures.by_year(page.lines, figures.likely(page.lines, side), View.SOCIETY, ledger)
    made = [_adjusted(page, side, ledger, costs, public), _against(page, sum(costs.values()))] if sum(costs.values()) else []
    return [*made, *_burden(page, side)]


def _adjusted(page: CalculationPage, side: Side, ledger: Ledger, costs: dict[int, int], public: bool) -> Section:
    """The cost year by year, plain and adjusted by the bound in force."""
    kind = ProjectType(page.application.calculation.project_type)
    title, bound = gettext("Om det blir dyrare än planerat"), page.parameters.value(ParameterKind.BIAS_COST, kind.value)
    if bound is None:
        return Section(
            title,
            [
                gettext("Kommunen har ingen övre gräns för %(kind)s bland kalkylvärdena, så kostnaden kan inte justeras.")
                % {"kind": label(kind).lower()}
            ],
        )
    share = managed(page, side)
    found = appraisal.optimism_bias(list(costs.values()), bound / HUNDRED, share)
    rows = [[str(y), sek(a), _whole(b)] for (y, a), b in zip(costs.items(), found.adjusted, strict=True)]
    texts = [
        gettext("Övre gräns för %(kind)s: %(bound)s %% dyrare än planerat (%(source)s). %(managed)s %% av det är hanterat med underlag.")
        % {"kind": label(kind).lower(), "bound": comma(bound, 0), "managed": comma(share * HUNDRED, 0),
           "source": page.parameters.by_key[ParameterKind.BIAS_COST, kind.value].source},
        *_time(page, kind, share),
    ]  # fmt: skip
    facts = [(m.factor, _factor(page, m)) for m in page.mitigations]
    columns = [Column(gettext("År")), Column(label(ledger), num=True), Column(gettext("Justerad"), num=True)]
    foot = [[gettext("Summa"), sek(sum(costs.values())), _whole(sum(found.adjusted, Decimal(0)))]]
    table = Table(gettext("Kostnad utan och med justering"), columns, rows, foot)
    return Section(title, texts, [] if public else facts, table=table)


def _against(page: CalculationPage, total: int) -> Section:
    """The plan held against finished projects: the whole distribution, with the median and the 90 % quantile named, never the mean."""
    title, known = gettext("Så gick det för avslutade projekt"), page.reference
    if known is None:
        return Section(title, [gettext("Det finns ingen referensklass ännu: minst 20 avslutade projekt behövs.")])
    here = {q: known.quantiles[q] * total for q in STEPS}
    values = {"whose": _whose(known), "n": known.n, "a": _whole(here[MEDIAN]), "b": _whole(here[TAIL]), "total": sek(total),
              "median": comma(known.quantiles[MEDIAN] * HUNDRED, 0), "tail": comma(known.quantiles[TAIL] * HUNDRED, 0)}  # fmt: skip
    text = gettext(
        "Hälften kostade högst %(median)s %% av planen och nio av tio högst %(tail)s %%: med planen här på %(total)s är det %(a)s respektive %(b)s."
    )
    drawn = charts.svg(
        charts.curve(
            [(float(q), float(v)) for q, v in here.items()],
            x=gettext("Andel av projekten"),
            y=gettext("Kostnad för den här planen, kronor"),
            marks=[(0.5, gettext("hälften")), (0.9, gettext("nio av tio"))],
        ),
        title=title,
        description=text % values,
    )
    rows = [[f"{comma(q * HUNDRED, 0)} %", f"{comma(known.quantiles[q] * HUNDRED, 0)} %", _whole(here[q])] for q in SHOWN]
    columns = [
        Column(gettext("Så många projekt")),
        Column(gettext("Kostade högst, av planen"), num=True),
        Column(gettext("Det är här"), num=True),
    ]
    told = gettext("Referensklass: %(whose)s, n = %(n)s.") % values
    table = Table(gettext("Planen mot avslutade projekt"), columns, rows)
    return Section(title, [told, text % values], chart=drawn, alt=text % values, table=table)


def _whose(known: Class) -> str:
    """Whose projects the class is made of, and what it is narrowed to."""
    if not known.own:
        return known.source
    narrowed = [gettext(known.category).lower()] if known.category else []
    if known.size is not None:
        narrowed.append(size_words(known.size))
    own = gettext("kommunens egna avslutade projekt")
    return f"{own} ({', '.join(narrowed)})" if narrowed else own


def _time(page: CalculationPage, kind: ProjectType, share: Decimal) -> list[str]:
    bound, a = page.parameters.value(ParameterKind.BIAS_TIME, kind.value), page.application
    if bound is None or not (a.start_on and a.end_on):
        return []
    days = (a.end_on - a.start_on).days
    longer = appraisal.optimism_bias([days], bound / HUNDRED, share).adjusted[0]
    return [gettext("Tiden är planerad till %(days)s dagar; justerad %(longer)s dagar.") % {"days": days, "longer": comma(longer, 0)}]


def burden_text(owner: Body, highest: int, budget: Decimal | None) -> str:
    """The highest yearly running cost as a share of the owner's yearly IT budget, in words. Source: F1."""
    share = appraisal.running_cost_burden(highest, budget)
    if share is None:
        unknown = gettext(
            "It-budgeten hos %(owner)s är inte känd, så driftkostnadens andel av den kan inte sägas. Den skrivs bland kalkylvärdena."
        )
        return unknown % {"owner": owner.name}
    return gettext("Driften är som mest %(cost)s om året, %(share)s %% av it-budgeten hos %(owner)s.") % {
        "cost": sek(highest), "share": comma(share * HUNDRED, 1), "owner": owner.name,
    }  # fmt: skip


def _burden(page: CalculationPage, side: Side) -> list[Section]:
    """The yearly running cost as a part of the owner's IT budget. Source: F1."""
    running = figures.by_year(page.lines, figures.likely(page.lines, side), View.SOCIETY, Ledger.RUNNING)
    owner = page.application.owner_body
    if not any(running.values()) or owner is None:
        return []
    budget = page.parameters.value(ParameterKind.IT_BUDGET, owner.code)
    return [Section(gettext("Driftens andel av it-budgeten"), [burden_text(owner, max(running.values()), budget)])]
