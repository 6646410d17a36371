"""Advice, grants and refusals; next year's part and more money."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from nytta.city.organisation.models import Person
from nytta.city.organisation.queries import the_city
from nytta.city.records import commands as records
from nytta.city.records.models import Decision
from nytta.city.records.queries import delegation_for
from nytta.city.records.terms import DecisionKind, DelegatedAct, Direction
from nytta.governance.applications.commands import advance
from nytta.governance.applications.models import Application
from nytta.governance.applications.queries import requested
from nytta.governance.applications.terms import CaseState, Category
from nytta.governance.benefits.commands import copy_side, grant_claims, keep_parameters, reduce_decided
from nytta.governance.benefits.terms import Side
from nytta.kit import audit
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import YES, no, require

from .. import policies, queries
from ..flow import CONTINUATION
from ..models import Commitment, Continuation, CouncilAdvice, Frame, FramePart, Grant, GrantCondition
from ..rules import ConditionText, amount_granted, conditions_worded
from ..terms import Advice, ContinuationKind, ContinuationState, MoneyKind
from .money import allocate, book


def _continuation(application: Application, year: int | None) -> Continuation | None:
    """The open next-year's part of a case, locked."""
    rows = (
        Continuation.objects.select_for_update()
        .filter(application=application)
        .exclude(state__in=[ContinuationState.GRANTED.value, ContinuationState.REFUSED.value])
    )
    return (rows.filter(year=year) if year else rows).first()


@act
def advise(*, application: Application, year: int, advice: Advice, reasons: str, by: Person, on: datetime) -> CouncilAdvice:
    """The development council's advice on a proposal, with reasons. It never decides. Source: P5; F11."""
    application = locked(application)
    continuation = _continuation(application, year)
    require(policies.can_advise(by, application, continuation, on.date()))
    if not reasons.strip():
        require(no("reasons", "Skriv rådets skäl.", "F11", "Skälen sparas och publiceras.", field="reasons"))
    made = CouncilAdvice.objects.create(
        application=application, year=year, advice=advice.value, reasons=reasons, advised_on=on.date(), by=by
    )
    records.enter(subject=application.code, registry=application.registry_number, direction=Direction.INTERNAL,
                  counterpart="Utvecklingsrådet", what=f"Råd: {advice.sv.lower()} ({year})", by=by, on=on)  # fmt: skip
    if continuation is not None:
        _move(continuation, "advise", by, on)
    else:
        advance(application=application, name="advise", by=by, on=on)
    return made


@act
def advise_many(
    *, proposals: Sequence[tuple[Application, int]], advice: Advice, reasons: str, by: Person, on: datetime
) -> list[CouncilAdvice]:  # fmt: skip
    """The same advice with the same reasons on several (case, year), all or none. Source: F11; expectations."""
    if not proposals:
        require(no("proposals", "Inget förslag är markerat.", "F11", "Markera minst ett förslag som du kan ge råd om."))
    return [advise(application=a, year=y, advice=advice, reasons=reasons, by=by, on=on) for a, y in proposals]


def _move(continuation: Continuation, name: str, by: Person, on: datetime) -> None:
    state = ContinuationState(continuation.state)
    require(CONTINUATION.allows(state, name))
    continuation.state = CONTINUATION.next(state, name).value
    continuation.save(update_fields=["state"])
    audit.note(subject=continuation.application.code, act=f"continuation.{name}", by=by, on=on, changes={"year": continuation.year})


def _uncommit(continuation: Continuation) -> None:
    """What was expected for the year is settled by the decision on it; more money than was planned settles nothing of it."""
    if continuation.kind == ContinuationKind.NEXT.value:
        Commitment.objects.filter(application=continuation.application_id, year=continuation.year).delete()


@act
def grant(
    *, application: Application, year: int, amount_sek: int, reasons: str, cost_centre: str, activity: str, project_code: str,
    letter: str = "", conditions: Sequence[ConditionText] = (), by: Person, on: datetime,
) -> Grant:  # fmt: skip
    """Grant money for one year, within the frame and part, on the board's recorded delegation, on conditions where there are any.

    Every gate of the rule set is tried again, the body's binding too; the row of the frame is locked, and trigger and
    constraint hold what nobody may pass. Source: P5 "dock högst till det värde"; T; F2, F3, F11, F12, F13.
    """
    application = locked(application)
    continuation = _continuation(application, year)
    portfolio = queries.portfolio_for(application)
    frame = Frame.objects.select_for_update().filter(portfolio=portfolio, year=year).first()
    part = FramePart.objects.select_for_update().filter(frame=frame, part=queries.part_of(application)).first()
    asked = continuation.amount_sek if continuation else requested(application).get(year, 0)
    verdict = policies.can_grant(by, queries.Target(application, year, asked, continuation), amount_sek, on.date())
    if not reasons.strip():
        verdict += no("reasons", "Skriv skälen för beslutet.", "F11", "Skälen sparas och publiceras.", field="reasons")
    require(verdict + conditions_worded(conditions))
    assert frame is not None and portfolio is not None
    decision = _decide(DecisionKind.GRANT, application, year, amount_sek, reasons, letter, by, on, conditions)
    made = Grant.objects.create(
        application=application, continuation=continuation, frame=frame, part=part, amount_sek=amount_sek, decision=decision,
        granted_on=on.date(), cost_centre=cost_centre, activity=activity, project_code=project_code,
    )  # fmt: skip
    GrantCondition.objects.bulk_create(
        GrantCondition(grant=made, order=n, text=c.text, stops_payment=c.stops_payment) for n, c in enumerate(conditions, start=1)
    )  # fmt: skip
    allocation = allocate(application=application, year=year, portfolio=portfolio, frame=frame, part=part, by=by, on=on)
    book(
        allocation=allocation,
        kind=MoneyKind.GRANTED,
        amount_sek=amount_sek,
        basis=f"Beslut {decision.called}",
        decision=decision,
        by=by,
        on=on,
    )
    if continuation is not None:
        _move(continuation, "grant", by, on)
        _uncommit(continuation)
    else:
        decide_figures(application=application, by=by, on=on)
        for later, amount in requested(application).items():
            if later > year:
                Commitment.objects.create(application=application, portfolio=portfolio, year=later, amount_sek=amount)
        advance(application=application, name="grant", by=by, on=on)
    return made


@act
def decide_figures(*, application: Application, by: Person, on: datetime) -> None:
    """The decided side: what the trusted side says, each saving counted once, by the city's figures of the day. Source: F7, F9, G2.

    The right is tried by the act that calls.
    """
    calculation = application.calculation
    copy_side(calculation=calculation, source=Side(calculation.trusted), target=Side.DECIDED, by=by, on=on)
    keep_parameters(calculation=calculation, by=by, on=on)
    if application.category != Category.INNOVATIVE.value:  # a trial reserves nothing
        parts = grant_claims(calculation=calculation, by=by, on=on)
        reduce_decided(calculation=calculation, parts=parts, by=by, on=on)


def _decide(
    kind: DecisionKind, application: Application, year: int, amount_sek: int, reasons: str, letter: str, by: Person, on: datetime,
    conditions: Sequence[ConditionText] = (),
) -> Decision:  # fmt: skip
    delegation = delegation_for(by, DelegatedAct.GRANT, on.date())
    assert delegation is not None
    advice = queries.advice_on(application, year)
    basis = f"Ansökan {application.registry_number}, undertecknad nyttovärdering, beredningsgruppens yttrande" + (
        f", utvecklingsrådets råd {advice.advised_on}" if advice else ""
    )
    content: dict[str, Any] = {
        "year": year,
        "amount_sek": amount_sek,
        "against_advice": kind is DecisionKind.GRANT and queries.is_unfavourable(advice),
    }
    if kind is DecisionKind.GRANT and (rests_on := queries.exemptions_used(application, on.date())):
        content["exemptions"] = rests_on
    if conditions:
        content["conditions"] = [{"text": c.text, "stops_payment": c.stops_payment} for c in conditions]
    decision = records.decide(
        kind=kind, subject=application.code, decider=the_city().director_title, body_name=delegation.body.name,
        mandate=delegation.clause, basis=basis, reasons=reasons, content=content, registry=application.registry_number,
        letter=letter, published=True, on_delegation=True, by=by, on=on,
    )  # fmt: skip
    records.enter(subject=application.code, registry=application.registry_number, direction=Direction.OUT,
                  counterpart=application.applicant_body.name, what=f"Beslut: {kind.sv.lower()} ({year})", by=by, on=on)  # fmt: skip
    return decision


@act
def refuse(*, application: Application, year: int, reasons: str, letter: str = "", by: Person, on: datetime) -> Decision:
    """Refuse a proposal, with reasons, on the board's recorded delegation. Source: P5; T; F11."""
    application = locked(application)
    continuation = _continuation(application, year)
    require(policies.can_decide(by, application, continuation, 0, on.date()))
    if not reasons.strip():
        require(no("reasons", "Skriv skälen för beslutet.", "F11", "Skälen sparas och publiceras.", field="reasons"))
    decision = _decide(DecisionKind.REFUSAL, application, year, 0, reasons, letter, by, on)
    if continuation is not None:
        _move(continuation, "refuse", by, on)
        _uncommit(continuation)
    else:
        advance(application=application, name="refuse", reason=reasons, by=by, on=on)
    return decision


@act
def propose_next(
    *, application: Application, year: int, amount_sek: int, reasons: str, follow_up: Mapping[str, Any] | None = None, by: Person, on: datetime
) -> Continuation:  # fmt: skip
    """Propose next year's part of a granted case; at most what was committed, for more is a change.

    `follow_up` is how it has gone, frozen with the proposal. Source: P5; F13.
    """
    application = locked(application)
    commitment = Commitment.objects.filter(application=application, year=year).first()
    verdict = YES
    if commitment is None:
        verdict += no("commitment", "Det finns ingen återstående del för %(year)s.", "F13", "Välj ett år med återstående del.",
                      field="year", year=year)  # fmt: skip
    else:
        verdict += amount_granted(amount_sek=amount_sek, requested_sek=commitment.amount_sek)
    if Continuation.objects.filter(application=application, year=year, kind=ContinuationKind.NEXT.value).exists():
        verdict += no("continuation_once", "Delen för %(year)s är redan föreslagen.", "F13", "", field="year", year=year)
    if not reasons.strip():
        verdict += no("reasons", "Skriv hur det har gått hittills.", "F13", "Årets uppföljning bifogas.", field="reasons")
    require(verdict)
    return _propose(application, year, ContinuationKind.NEXT, amount_sek, reasons, follow_up, by, on)


@act
def propose_more(
    *, application: Application, year: int, amount_sek: int, reasons: str, follow_up: Mapping[str, Any] | None = None, by: Person, on: datetime
) -> Continuation:  # fmt: skip
    """Propose more money for a year than was decided; it is weighed, and charges the frame, like every proposal. Source: P5; U5, F13."""
    application = locked(application)
    verdict = YES
    if CaseState(application.state) is not CaseState.GRANTED:
        verdict += no("granted", "Bara ett beviljat ärende kan begära mer pengar.", "P5; U5", "Ändra ansökan i stället.")
    if amount_sek <= 0:
        verdict += no("amount", "Beloppet måste vara större än noll.", "P5", "Skriv hur mycket mer som behövs.", field="amount_sek")
    if year < on.year:
        verdict += no("year_passed", "Året %(year)s har passerat.", "F13", "Välj innevarande år eller ett senare.", field="year", year=year)
    if not reasons.strip():
        verdict += no("reasons", "Skriv varför mer pengar behövs.", "P5; U5", "Skälen går till utvecklingsrådet.", field="reasons")
    require(verdict)
    return _propose(application, year, ContinuationKind.MORE, amount_sek, reasons, follow_up, by, on)


def _propose(
    application: Application, year: int, kind: ContinuationKind, amount_sek: int, reasons: str,
    follow_up: Mapping[str, Any] | None, by: Person, on: datetime,
) -> Continuation:  # fmt: skip
    if _continuation(application, year) is not None:
        require(no("continuation_open", "Ett förslag om pengar för %(year)s väntar redan på beslut.", "F13",
                   "Vänta på beslutet.", field="year", year=year))  # fmt: skip
    changes = {"year": year, "amount_sek": amount_sek}
    audit.note(subject=application.code, act="continuation.propose" if kind is ContinuationKind.NEXT else "continuation.propose_more",
               by=by, on=on, changes=changes)  # fmt: skip
    return Continuation.objects.create(
        application=application,
        year=year,
        kind=kind.value,
        amount_sek=amount_sek,
        reasons=reasons,
        follow_up=audit.plain(dict(follow_up or {})),
        proposed_by=by,
        proposed_on=on.date(),
    )
