"""Acts on portfolios: establish, set frames, advise, grant, refuse, propose next year's part."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from nytta.city.organisation.models import Person
from nytta.city.organisation.queries import name_of, the_city
from nytta.city.organisation.terms import BodyKind
from nytta.city.records import commands as records
from nytta.city.records.models import Decision, Programme
from nytta.city.records.queries import delegation_for
from nytta.city.records.terms import DecisionKind, DelegatedAct, Direction, FrameSource
from nytta.governance.applications.commands import advance
from nytta.governance.applications.models import Application
from nytta.governance.applications.queries import requested
from nytta.governance.applications.terms import Category
from nytta.governance.benefits.commands import copy_side, grant_claims, keep_parameters, reduce_decided
from nytta.governance.benefits.terms import Side
from nytta.kit import audit
from nytta.kit.commands import act, locked
from nytta.needs.goals.queries import areas_of
from nytta.plain.money import sek
from nytta.plain.verdicts import YES, no, require

from . import policies, queries
from .flow import CONTINUATION
from .models import Commitment, Continuation, CouncilAdvice, Frame, FramePart, Grant, Portfolio
from .rules import amount_granted, frame_change
from .terms import Advice, ContinuationState


@act
def establish(*, programme: Programme, by: Person, on: datetime) -> list[Portfolio]:
    """One portfolio for each focus area of an adopted programme. Source: P5; F2."""
    require(policies.can_set_frame(by, on.date()))
    return [
        Portfolio.objects.get_or_create(programme=programme, focus_area=area, defaults={"code": f"P{area.number}"})[0]
        for area in areas_of(programme)
    ]


@act
def describe(*, portfolio: Portfolio, purpose: str, target_picture: str, by: Person, on: datetime) -> Portfolio:
    """Say what a portfolio is for and what it should lead to. Source: P5; F2."""
    require(policies.can_set_frame(by, on.date()))
    changes = audit.changes_of(portfolio, {"purpose": purpose, "target_picture": target_picture})
    portfolio.purpose, portfolio.target_picture = purpose, target_picture
    portfolio.save(update_fields=["purpose", "target_picture"])
    audit.note(subject=f"{portfolio.programme.code}/{portfolio.code}", act="portfolio.describe", by=by, on=on, changes=changes)
    return portfolio


@act
def set_frame(
    *, portfolio: Portfolio, year: int, amount_sek: int, source: FrameSource, paragraph: str, parts: Mapping[str, int] | None = None,
    commitment_ceiling_sek: int | None = None, by: Person, on: datetime,
) -> Frame:  # fmt: skip
    """Record the frame (the parts' sizes and the ceiling of what may be bound for that year, where set) that the city council decided.

    Never below what is granted; the parts never exceed the frame. Source: P5; E6.2; F2, F3.
    """
    require(policies.can_set_frame(by, on.date()))
    if not paragraph.strip():
        require(no("paragraph", "Ange fullmäktiges paragraf och datum.", "P5; F2", "Skriv paragrafen.", field="paragraph"))
    sizes = {p: a for p, a in (parts or {}).items()}
    frame = Frame.objects.select_for_update().filter(portfolio=portfolio, year=year).first()
    old_parts = {p.part: p for p in FramePart.objects.select_for_update().filter(frame=frame)} if frame else {}
    loose = queries.granted_without_part(frame) if frame and sizes else 0
    if loose:
        require(no("part_after_grants", "Delar kan inte sättas: %(granted)s är redan beviljat utan del.", "E6.2; F3",
                   "Sätt delarna före årets första beviljande, eller från nästa år.", field="part_innovation", granted=sek(loose)))  # fmt: skip
    require(frame_change(
        amount_sek=amount_sek, granted_sek=frame.granted_sek if frame else 0, parts=sizes,
        granted_by_part={p.part: p.granted_sek for p in old_parts.values() if p.granted_sek},
    ))  # fmt: skip
    ceiling = {} if commitment_ceiling_sek is None else {"commitment_ceiling_sek": commitment_ceiling_sek}
    council, earlier = name_of(BodyKind.CITY_COUNCIL), frame.decision if frame else None
    decision = records.decide(
        kind=DecisionKind.FRAME, subject=f"{portfolio.code}-{year}", decider=council, body_name=council, mandate=paragraph,
        basis=f"{portfolio.code} {year}", reasons=f"Ram {sek(amount_sek)}, {source.sv.lower()}",
        content={"amount_sek": amount_sek, "source": source.value, "parts": sizes} | ceiling, supersedes=earlier, published=True, by=by, on=on,
    )  # fmt: skip
    if frame is None:
        frame = Frame(portfolio=portfolio, year=year, granted_sek=0)
    values = {"amount_sek": amount_sek, "commitment_ceiling_sek": commitment_ceiling_sek}
    changes = {"amount_sek": [frame.amount_sek if frame.pk else None, amount_sek]} | audit.changes_of(frame, values)
    if frame.pk:
        Frame.objects.filter(pk=frame.pk).update(**values, source=source.value, decision=decision)
    else:
        frame = Frame.objects.create(portfolio=portfolio, year=year, granted_sek=0, source=source.value, decision=decision, **values)
    _set_parts(frame, sizes, old_parts)
    audit.note(subject=f"{portfolio.code}-{year}", act="frame.set", by=by, on=on, changes=changes)
    return Frame.objects.get(pk=frame.pk)


def _set_parts(frame: Frame, sizes: Mapping[str, int], old: Mapping[str, FramePart]) -> None:
    for name, amount in sizes.items():
        if name in old:
            FramePart.objects.filter(pk=old[name].pk).update(amount_sek=amount)
        else:
            FramePart.objects.create(frame=frame, part=name, amount_sek=amount)
    for name, part in old.items():
        if name not in sizes and not part.granted_sek:
            part.delete()


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


@act
def grant(
    *, application: Application, year: int, amount_sek: int, reasons: str, cost_centre: str, activity: str, project_code: str,
    letter: str = "", by: Person, on: datetime,
) -> Grant:  # fmt: skip
    """Grant money for one year, within the frame and part, on the board's recorded delegation.

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
    require(verdict)
    assert frame is not None and portfolio is not None
    decision = _decide(DecisionKind.GRANT, application, year, amount_sek, reasons, letter, by, on)
    made = Grant.objects.create(
        application=application, frame=frame, part=part, amount_sek=amount_sek, decision=decision, granted_on=on.date(),
        cost_centre=cost_centre, activity=activity, project_code=project_code,
    )  # fmt: skip
    if continuation is not None:
        _move(continuation, "grant", by, on)
        Commitment.objects.filter(application=application, year=year).delete()
    else:
        _decide_figures(application, by, on)
        for later, amount in requested(application).items():
            if later > year:
                Commitment.objects.create(application=application, portfolio=portfolio, year=later, amount_sek=amount)
        advance(application=application, name="grant", by=by, on=on)
    return made


def _decide_figures(application: Application, by: Person, on: datetime) -> None:
    """The decided side: what the valuation says, each saving counted once, by the city's figures of the day. Source: F7, F9, G2."""
    calculation = application.calculation
    copy_side(calculation=calculation, source=Side(calculation.trusted), target=Side.DECIDED, by=by, on=on)
    keep_parameters(calculation=calculation, by=by, on=on)
    if application.category != Category.INNOVATIVE.value:  # a trial reserves nothing
        parts = grant_claims(calculation=calculation, by=by, on=on)
        reduce_decided(calculation=calculation, parts=parts, by=by, on=on)


def _decide(
    kind: DecisionKind, application: Application, year: int, amount_sek: int, reasons: str, letter: str, by: Person, on: datetime
) -> Decision:
    delegation = delegation_for(by, DelegatedAct.GRANT, on.date())
    assert delegation is not None
    advice = queries.advice_on(application, year)
    basis = f"Ansökan {application.registry_number}, undertecknad nyttovärdering, beredningsgruppens yttrande" + (
        f", utvecklingsrådets råd {advice.advised_on}" if advice else ""
    )
    content = {
        "year": year,
        "amount_sek": amount_sek,
        "against_advice": kind is DecisionKind.GRANT and queries.is_unfavourable(advice),
    }
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
        Commitment.objects.filter(application=application, year=year).delete()
    else:
        advance(application=application, name="refuse", reason=reasons, by=by, on=on)
    return decision


@act
def propose_next(*, application: Application, year: int, amount_sek: int, reasons: str, by: Person, on: datetime) -> Continuation:
    """Propose next year's part of a granted case; at most what was committed, for more is a change. Source: P5; F13."""
    application = locked(application)
    commitment = Commitment.objects.filter(application=application, year=year).first()
    verdict = YES
    if commitment is None:
        verdict += no("commitment", "Det finns ingen återstående del för %(year)s.", "F13", "Välj ett år med återstående del.",
                      field="year", year=year)  # fmt: skip
    else:
        verdict += amount_granted(amount_sek=amount_sek, requested_sek=commitment.amount_sek)
    if Continuation.objects.filter(application=application, year=year).exists():
        verdict += no("continuation_once", "Delen för %(year)s är redan föreslagen.", "F13", "", field="year", year=year)
    if not reasons.strip():
        verdict += no("reasons", "Skriv hur det har gått hittills.", "F13", "Årets uppföljning bifogas.", field="reasons")
    require(verdict)
    audit.note(subject=application.code, act="continuation.propose", by=by, on=on, changes={"year": year, "amount_sek": amount_sek})
    return Continuation.objects.create(
        application=application, year=year, amount_sek=amount_sek, reasons=reasons, proposed_by=by, proposed_on=on.date()
    )
