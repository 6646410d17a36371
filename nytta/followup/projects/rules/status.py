"""Lights by the rule set's limits, what may be set instead, and what deviates. Source: U5."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta

from nytta.plain.verdicts import Finding, Verdict, no, verdict_of
from nytta.plain.words import Said, labels, sentence

from ..terms import Light, Measure
from .limits import Limits, Pair

SCOPE_TEXT = "%(percent)s procent av omfattningen levereras; gult under %(yellow)s, rött under %(red)s."
BENEFIT_TEXT = "%(percent)s procent av nyttan väntas; gult under %(yellow)s, rött under %(red)s."


@dataclass(frozen=True)
class Figures:
    """What a manager reports: kronor spent and at the end, the day of the end, percent of the decided scope and benefit (0-200), risk 1-5 each."""

    spent_sek: int | None = None
    forecast_sek: int | None = None
    forecast_end_on: date | None = None
    scope_percent: int | None = 100
    benefit_percent: int | None = 100
    risk_probability: int | None = 1
    risk_impact: int | None = 1


@dataclass(frozen=True)
class Decided:
    """What figures are held against: kronor granted and committed, and the planned end."""

    cost_sek: int
    ends_on: date


@dataclass(frozen=True)
class Judged:
    """A light by the rule, and why in words."""

    light: Light
    why: Said


def figures_given(figures: Figures) -> Verdict:
    """Every figure of a status is given. Source: U5."""
    return verdict_of(
        Finding("figure", "Uppgiften saknas.", "U5", "Fyll i den, eller skriv samma som förra gången.", {}, f.name)
        for f in fields(figures)
        if getattr(figures, f.name) is None
    )


def judged(*, figures: Figures, decided: Decided, limits: Limits) -> dict[Measure, Judged]:
    """The light of each measure that can be judged by the figures given; the reason says the figure and the limits. Source: U5; ADR 0029."""
    found = {
        Measure.TIME: _time(figures, decided, limits), Measure.MONEY: _money(figures, decided, limits),
        Measure.SCOPE: _share(figures.scope_percent, limits.scope_percent, SCOPE_TEXT),
        Measure.BENEFITS: _share(figures.benefit_percent, limits.benefit_percent, BENEFIT_TEXT),
        Measure.RISK: _risk(figures, limits),
    }  # fmt: skip
    return {measure: one for measure, one in found.items() if one is not None}


def _step(yellow: bool, red: bool) -> Light:
    return Light.RED if red else Light.YELLOW if yellow else Light.GREEN


def _time(figures: Figures, decided: Decided, limits: Limits) -> Judged | None:
    if figures.forecast_end_on is None:
        return None
    days = (figures.forecast_end_on - decided.ends_on).days
    yellow, red = limits.end_days
    light = _step(days > yellow, days > red)
    if days <= 0:
        return Judged(light, sentence("Slutet ligger inte efter planen."))
    why = sentence("Slutet ligger %(days)s dagar efter planen; gult över %(yellow)s, rött över %(red)s.", days=days, yellow=yellow, red=red)
    return Judged(light, why)


def _money(figures: Figures, decided: Decided, limits: Limits) -> Judged | None:
    if figures.forecast_sek is None:
        return None
    if (figures.spent_sek or 0) > decided.cost_sek:
        over = (figures.spent_sek or 0) - decided.cost_sek
        return Judged(Light.RED, sentence("Det som har använts är %(over_sek)s mer än vad som är beslutat.", over_sek=over))
    over = figures.forecast_sek - decided.cost_sek
    yellow, red = limits.cost_percent
    light = _step(over * 100 > yellow * decided.cost_sek, over * 100 > red * decided.cost_sek)
    if over <= 0:
        return Judged(light, sentence("Prognosen ryms i det beslutade."))
    text = "Prognosen är %(over_sek)s mer än det beslutade; gult över %(yellow)s procent, rött över %(red)s."
    return Judged(light, sentence(text, over_sek=over, yellow=yellow, red=red))


def _share(percent: int | None, pair: Pair, text: str) -> Judged | None:
    if percent is None:
        return None
    yellow, red = pair
    return Judged(_step(percent < yellow, percent < red), sentence(text, percent=percent, yellow=yellow, red=red))


def _risk(figures: Figures, limits: Limits) -> Judged | None:
    if figures.risk_probability is None or figures.risk_impact is None:
        return None
    product, (yellow, red) = figures.risk_probability * figures.risk_impact, limits.risk
    text = "Sannolikhet gånger konsekvens är %(product)s; gult från %(yellow)s, rött från %(red)s."
    return Judged(_step(product >= yellow, product >= red), sentence(text, product=product, yellow=yellow, red=red))


def overrides(*, by_rule: Mapping[Measure, Light], chosen: Mapping[Measure, Light | None]) -> dict[Measure, Light]:
    """Where a manager has chosen another light than the rule's. Source: U5."""
    return {m: light for m, light in chosen.items() if light is not None and light is not by_rule[m]}


def deviates(*, by_rule: Mapping[Measure, Light], shown: Mapping[Measure, Light]) -> bool:
    """Whether a status is raised: a figure is over a limit of the rule set, whatever is shown, or a red light is shown. Source: U5."""
    return any(light is not Light.GREEN for light in by_rule.values()) or Light.RED in shown.values()


def status_given(*, deviation: bool, comment: str, changed: Mapping[Measure, Light], reasons: Mapping[Measure, str]) -> Verdict:
    """A deviation is explained, and so is each light that is not the rule's. Source: U5."""
    found = Verdict()
    if deviation and not comment.strip():
        found += no(
            "deviation", "Läget avviker från planen: skriv vad som har hänt och vad som görs.", "U5", "Skriv en kommentar.", field="comment"
        )
    for measure, light in changed.items():
        if not reasons.get(measure, "").strip():
            found += no("light_reason", "%(measure)s: regeln ger ett annat ljus än ”%(light)s”.", "U5", "Skriv varför du sätter ett annat.",
                        field=f"reason_{measure.value}", measure=labels(measure, small=False), light=labels(light, small=False))  # fmt: skip
    return found


def due_on(*, last_on: date, portfolio: int | None, limits: Limits) -> date:
    """The last day of a project's next status, by its portfolio's rhythm, from its last status or its start. Source: U5."""
    usual, often = limits.report_days
    return last_on + timedelta(days=often if portfolio in limits.often else usual)
