"""The end of a weighing: advice on every proposal with reasons for each departure, and the director's grants in one act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from nytta.city.organisation.models import Person
from nytta.governance.applications.models import Application
from nytta.governance.portfolios import commands as portfolios
from nytta.governance.portfolios.models import Frame, Grant
from nytta.governance.portfolios.policies import can_advise as can_advise_on
from nytta.governance.portfolios.queries import target
from nytta.governance.portfolios.terms import Advice
from nytta.kit import audit
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import Finding, Refused, Verdict, no, require
from nytta.plain.words import Said

from .. import policies
from ..models import Round, Scenario
from ..queries.figures import base_of
from ..queries.outcome import Outcome, outcome_of
from ..rules import mark_of
from ..terms import RoundState
from .preparing import move


def _current(one: Round, on: datetime) -> None:
    """Advice and decision stand on figures that are those of today."""
    if mark_of(base_of(one, on.date()).problem) != one.figures_id:
        require(no("stale", "Underlaget har ändrats sedan rummet öppnades.", "F16", "Förnya underlaget i rummet och se vad som följer."))


@act
def advise_all(
    *, scenario: Scenario, seen: int, reasons: str, departures: Mapping[str, str], left_out: Mapping[str, Advice], by: Person, on: datetime,
) -> Round:  # fmt: skip
    """The development council's advice on all that is weighed: fund what the screen holds, wait (or refuse) for the rest.

    Each departure from what the engine found best is given its own reason, and its price is kept. A proposal in which the
    person has a conflict of interest is left for another member, and named; the next to advise advises on what is left. Source: P5; F11, F16.
    """
    one, scenario = locked(scenario.round), locked(scenario)
    require(policies.can_advise(by, one, on.date()))
    if scenario.revision != seen:
        require(no("clash", "Skärmen har ändrats sedan du läste den.", "F16", "Läs vad som gäller nu och ge rådet igen."))
    _current(one, on)
    found = outcome_of(one, scenario)
    require(_reasoned(found, reasons, departures))
    left: list[str] = []
    waiting = one.outcome.get("left") if RoundState(one.state) is RoundState.ADVISED else None  # what the one before could not advise on
    for code in waiting or found.proposals:
        case = Application.objects.get(code=one.names[code]["code"])
        to = target(case, one.year, on.date())
        if not can_advise_on(by, case, to.continuation, on.date()):
            left.append(code)
            continue
        advice = Advice.FUND if code in found.selected else left_out.get(code, Advice.WAIT)
        why = " ".join(t for t in (departures.get(code, "").strip(), reasons.strip()) if t)
        portfolios.advise(application=case, year=one.year, advice=advice, reasons=why, by=by, on=on)
    one.outcome = {**found.kept(), "reasons": reasons, "departures": {d.code: {**d.kept(), "reason": departures[d.code]} for d in found.departures},
                   "left": left, "scenario": scenario.number, "by": str(by)}  # fmt: skip
    one.advised_at = on
    one.save(update_fields=["outcome", "advised_at"])
    move(one=one, name="advise", by=by, on=on)
    audit.note(subject=one.code, act="round.advise", by=by, on=on, changes={"selected": list(found.selected), "price": str(found.price)})
    return one


def _reasoned(found: Outcome, reasons: str, departures: Mapping[str, str]) -> Verdict:
    verdict = found.ready
    if not reasons.strip():
        verdict += no("reasons", "Skriv rådets skäl.", "F11", "Skälen sparas och publiceras.", field="reasons")
    for departure in found.departures:
        if not departures.get(departure.code, "").strip():
            verdict += no("departure", "Skriv skälet för att avvika: %(title)s.", "F11; F16", "Priset för avvikelsen står bredvid.",
                          field=f"why_{departure.code}", title=departure.title)  # fmt: skip
    return verdict


@act
def reopen(*, one: Round, by: Person, on: datetime) -> Round:
    """Open the room again: what was advised stands in the history, and the last advice on each case holds until there is a new one."""
    one = locked(one)
    require(policies.can_reopen(by, one, on.date()))
    move(one=one, name="reopen", by=by, on=on)
    audit.note(subject=one.code, act="round.reopen", by=by, on=on)
    return one


@dataclass(frozen=True)
class Line:
    """One grant of the act: the proposal, the amount and the finance system's codes."""

    code: str
    amount_sek: int
    cost_centre: str
    activity: str
    project_code: str
    letter: str = ""


@act
def grant_all(*, one: Round, lines: Sequence[Line], reasons: str, by: Person, on: datetime) -> list[Grant]:
    """Grant all that is named, within every frame, in one act: whole or not at all, and each that cannot is named with its rule.

    Cases are locked before frames, as a single grant does, each in order of key; every gate is tried again under the lock.
    The weighing is published with it.
    Source: P5; T; F2, F3, F11, F12.
    """
    one = locked(one)
    require(policies.can_decide(by, one, on.date()))
    cases = [one.names[line.code]["code"] for line in lines]
    list(Application.objects.select_for_update().filter(code__in=cases).order_by("pk"))
    list(Frame.objects.select_for_update().filter(portfolio__programme=one.programme, year=one.year).order_by("pk"))
    made, refused = [], []
    for line in lines:
        case = Application.objects.get(code=one.names[line.code]["code"])
        try:
            made.append(portfolios.grant(
                application=case, year=one.year, amount_sek=line.amount_sek, reasons=reasons, cost_centre=line.cost_centre,
                activity=line.activity, project_code=line.project_code, letter=line.letter, by=by, on=on,
            ))  # fmt: skip
        except Refused as why:
            refused += [_named(f, case.title) for f in why.verdict.blocking]
    if refused:
        raise Refused(Verdict(tuple(refused)))
    one.outcome = {
        **one.outcome,
        "granted": {line.code: line.amount_sek for line in lines},
        "decided_by": str(by),
        "decision_reasons": reasons,
    }
    one.decided_at = on
    one.save(update_fields=["outcome", "decided_at"])
    move(one=one, name="decide", by=by, on=on)
    audit.note(subject=one.code, act="round.decide", by=by, on=on, changes={"granted": {line.code: line.amount_sek for line in lines}})
    return made


def _named(finding: Finding, title: str) -> Finding:
    """The finding with the case that it stopped."""
    why = Said(finding.text, params=finding.params)
    return Finding(finding.rule, "%(case)s: %(why)s", finding.source, finding.mend, {**finding.params, "case": title, "why": why})
