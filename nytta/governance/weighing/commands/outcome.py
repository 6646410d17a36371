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
from nytta.plain.verdicts import YES, Finding, Refused, Verdict, no, require
from nytta.plain.words import Said

from .. import policies
from ..models import Round, Scenario
from ..queries.deciding import granted_alone
from ..queries.figures import base_of
from ..queries.outcome import Outcome, outcome_of
from ..rules import mark_of, reasons_of
from ..terms import Departed, RoundState
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


@dataclass(frozen=True)
class Apart:
    """How the director departs from the advice on one proposal, and why; `letter` is that of a proposal that is refused."""

    how: Departed
    reason: str
    letter: str = ""


@act
def grant_all(
    *, one: Round, lines: Sequence[Line], reasons: str, departures: Mapping[str, Apart], by: Person, on: datetime
) -> list[Grant]:  # fmt: skip
    """Grant all that is named, within every frame, in one act: whole or not at all, and each that cannot is named with its rule.

    Where the decision departs from the advice (`departures`, by proposal) it has its own reason: what was advised is refused in
    the same act, or left to be decided later, or what was not advised is granted.
    Cases are locked before frames, as a single grant does, each in order of key; every gate is tried again under the lock.
    The weighing is published with it.
    Source: P5; T; F2, F3, F11, F12.
    """
    one = locked(one)
    require(policies.can_decide(by, one, on.date()))
    granted = {line.code: line.amount_sek for line in lines} | granted_alone(one)
    require(_apart_told(one, granted, departures))
    refusing = [code for code, a in departures.items() if a.how is Departed.NOT_GRANTED]
    codes = [one.names[code]["code"] for code in (*(line.code for line in lines), *refusing)]
    cases = {a.code: a for a in Application.objects.select_for_update().filter(code__in=codes).order_by("pk")}
    list(Frame.objects.select_for_update().filter(portfolio__programme=one.programme, year=one.year).order_by("pk"))
    made, refused = [], []
    for line in lines:
        case, apart = cases[one.names[line.code]["code"]], departures.get(line.code)
        try:
            made.append(portfolios.grant(
                application=case, year=one.year, amount_sek=line.amount_sek, reasons=reasons_of(reasons, apart.reason if apart else ""),
                cost_centre=line.cost_centre, activity=line.activity, project_code=line.project_code, letter=line.letter, by=by, on=on,
            ))  # fmt: skip
        except Refused as why:
            refused += [_named(f, case.title) for f in why.verdict.blocking]
    for code in refusing:
        case, apart = cases[one.names[code]["code"]], departures[code]
        try:
            portfolios.refuse(application=case, year=one.year, reasons=apart.reason, letter=apart.letter, by=by, on=on)
        except Refused as why:
            refused += [_named(f, case.title) for f in why.verdict.blocking]
    if refused:
        raise Refused(Verdict(tuple(refused)))
    apart_kept = {code: {"how": a.how.value, "reason": a.reason.strip()} for code, a in departures.items()}
    one.outcome = {**one.outcome, "granted": granted, "decided_by": str(by), "decision_reasons": reasons, "decision_departures": apart_kept}
    one.decided_at = on
    one.save(update_fields=["outcome", "decided_at"])
    move(one=one, name="decide", by=by, on=on)
    audit.note(subject=one.code, act="round.decide", by=by, on=on, changes={"granted": granted, "departures": apart_kept})
    return made


def _apart_told(one: Round, granted: Mapping[str, int], departures: Mapping[str, Apart]) -> Verdict:
    """Whether the decision says how and why it departs from the advice, for each proposal where it does and no other. Source: F11."""
    advised, verdict = set(one.outcome.get("selected", ())), YES
    for code in sorted(advised ^ set(granted)):
        apart, title = departures.get(code), str(one.names[code]["title"])
        against = code in granted
        if apart is None or not apart.reason.strip() or (apart.how is Departed.AGAINST) is not against:
            text = "Skriv skälet för att bevilja mot rådet: %(title)s." if against else "Skriv skälet för att inte följa rådet: %(title)s."
            verdict += no("apart", text, "F11", "Skälet sparas och publiceras.", field=f"why_{code}", title=title)
    for code in sorted(set(departures) - (advised ^ set(granted))):
        verdict += no("not_apart", "Beslutet följer rådet för det här förslaget: %(title)s.", "F11", "Ladda om sidan och besluta igen.",
                      title=str(one.names.get(code, {}).get("title", code)))  # fmt: skip
    return verdict


def _named(finding: Finding, title: str) -> Finding:
    """The finding with the case that it stopped."""
    why = Said(finding.text, params=finding.params)
    return Finding(finding.rule, "%(case)s: %(why)s", finding.source, finding.mend, {**finding.params, "case": title, "why": why})
