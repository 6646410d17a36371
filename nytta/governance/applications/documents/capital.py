"""What a development cost becomes when it is carried as an asset: yearly write-off and interest at the internal rate."""

from decimal import ROUND_HALF_UP

from django.utils.translation import gettext

from nytta.engine import appraisal
from nytta.governance.benefits.rules import figures
from nytta.governance.benefits.terms import Ledger, Side, View
from nytta.kit.documents import Column, Section, Table
from nytta.plain.money import comma, sek, split

from ..queries.calculation import CalculationPage
from ..terms import Category


def capital(page: CalculationPage, side: Side) -> list[Section]:
    """Capital charges year by year from the year after the development, over the calculation's horizon; a year whose internal rate is not
    decided is counted with the latest that is, and says so. Source: F1, F7; SKR, internränta.
    """
    costs = figures.by_year(page.lines, figures.likely(page.lines, side), View.SOCIETY, Ledger.DEVELOPMENT)
    horizon = page.parameters.horizon(page.application.category or Category.DIFFERENTIATING.value)
    investment = sum(costs.values())
    if page.innovative or not investment or not horizon:
        return []
    first = max(y for y, amount in costs.items() if amount) + 1
    found = {year: page.parameters.internal_rate_of(year) for year in range(first, first + horizon)}
    rates = {year: known for year, known in found.items() if known}
    title = gettext("Om utgiften bärs som investering")
    if len(rates) < horizon:
        return [
            Section(
                title,
                [gettext("Ingen internränta är beslutad för åren från %(year)s, så kapitalkostnaden kan inte räknas.") % {"year": first}],
            )
        ]
    charges = appraisal.capital_charges(investment, {y: percent for y, (_of, percent) in rates.items()}, first, horizon)
    rows, sums = [], [0, 0]
    offs = split(investment, [1] * horizon)  # whole kronor that sum to what is written off
    for (year, _off, interest), off in zip(charges, offs, strict=True):
        of, percent = rates[year]
        whole = [off, int(interest.to_integral_value(ROUND_HALF_UP))]
        sums = [a + b for a, b in zip(sums, whole, strict=True)]
        said = (
            f"{comma(percent, 2)} %"
            if of == year
            else gettext("%(rate)s %% (beslutad för %(year)s)") % {"rate": comma(percent, 2), "year": of}
        )
        rows.append([str(year), sek(whole[0]), sek(whole[1]), sek(sum(whole)), said])
    latest = max(of for of, _percent in rates.values())
    supplied = sum(of != year for year, (of, _percent) in rates.items())
    texts = [
        gettext("Utvecklingskostnaden %(sum)s skrivs av rakt över %(years)s år från %(first)s, med ränta på det som är kvar. Det räknas inte in i nettonuvärdet.")
        % {"sum": sek(investment), "years": horizon, "first": first},
        gettext("För %(n)s av åren är ingen internränta beslutad; där räknas med den senaste, för %(year)s.") % {"n": supplied, "year": latest} if supplied else "",
    ]  # fmt: skip
    columns = [
        Column(gettext("År")),
        *(Column(t, num=True) for t in (gettext("Avskrivning"), gettext("Ränta"), gettext("Kapitalkostnad"), gettext("Internränta"))),
    ]
    foot = [gettext("Summa"), sek(sums[0]), sek(sums[1]), sek(sum(sums)), ""]
    return [Section(title, texts, table=Table(gettext("Kapitalkostnad, avrundad till hela kronor"), columns, rows, [foot]))]
