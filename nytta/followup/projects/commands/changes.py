"""Changes of a project: proposed with their consequences, accepted by the business, decided by whom the limits say, and drawn as the next baseline."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db.models import Max

from nytta.city.organisation.models import Person
from nytta.city.organisation.queries import the_city
from nytta.city.records import commands as records
from nytta.city.records.models import Decision
from nytta.city.records.queries import delegation_for
from nytta.city.records.terms import DecisionKind, DelegatedAct, Direction
from nytta.governance.portfolios.commands import propose_more
from nytta.governance.portfolios.models import Grant
from nytta.governance.portfolios.terms import ContinuationState
from nytta.kit import audit
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import no, require

from .. import policies
from ..flow import CHANGE
from ..models import Change, Project
from ..queries import changes as queries
from ..rules.changes import change_given, kinds_of
from ..terms import ChangeKind, ChangeState
from .baselines import draw_baseline

_ENDS = {
    ChangeState.OWNER: ("refuse", "approve"), ChangeState.DIRECTOR: ("refuse_large", "approve_large"), ChangeState.MONEY: ("enter_refusal", "enter_grant"),
}  # fmt: skip
_ASKS = {ChangeState.OWNER: "ask_owner", ChangeState.DIRECTOR: "ask_director", ChangeState.MONEY: "ask_money"}


def _move(change: Change, name: str, by: Person, on: datetime, reason: str = "") -> None:
    state = ChangeState(change.state)
    require(CHANGE.allows(state, name))
    change.state = CHANGE.next(state, name).value
    change.save()
    audit.note(subject=change.project.code, act=f"change.{name}", by=by, on=on, reason=reason,
               changes={"number": change.number, "state": [state.value, change.state]})  # fmt: skip


@act
def propose_change(
    *, project: Project, scope: str, ends_on: date, reasons: str, more_year: int | None = None, more_sek: int = 0,
    percents: Mapping[int, int] | None = None, by: Person, on: datetime,
) -> Change:  # fmt: skip
    """Propose to change scope, time, money or benefits; `percents` are what is left of each benefit, by item. Source: U5.

    Changed benefits go to the business first; then small changes to the owner, large ones to the director, and more money to the weighing.
    """
    project = locked(project)
    require(policies.can_propose_change(by, project, on.date()))
    pair = queries.first_and_current(project)
    if pair is None:
        require(no("baseline", "Projektet har ingen beslutad plan att ändra.", "U5", "Be projektkontoret."))
    assert pair is not None
    if Change.objects.filter(project=project).exclude(state__in=[s.value for s in policies.CHANGE_OVER]).exists():
        require(no("change_open", "En ändring av projektet väntar redan på beslut.", "U5", "Vänta på beslutet, eller återkalla den."))
    base, shares = queries.plan_of(pair[1]), dict(percents or {})
    kinds = kinds_of(base=base, scope=scope, ends_on=ends_on, more_sek=more_sek, percents=shares)
    require(
        change_given(
            kinds=kinds, reasons=reasons, ends_on=ends_on, starts_on=pair[1].starts_on, scope=scope, more_sek=more_sek, more_year=more_year
        )
    )
    asked = queries.shaped(base, scope=scope.strip(), ends_on=ends_on, more_year=more_year, more_sek=more_sek, percents=shares)
    number = (Change.objects.filter(project=project).aggregate(n=Max("number"))["n"] or 0) + 1
    change = Change.objects.create(
        project=project, number=number, kinds=[k.value for k in kinds], reasons=reasons, base=pair[1], scope=asked.scope, ends_on=ends_on,
        more_year=more_year if more_sek else None, more_sek=more_sek, benefits=list(asked.benefits), proposed_on=on.date(), proposed_by=by,
    )  # fmt: skip
    audit.note(subject=project.code, act="change.propose", by=by, on=on, changes={"number": number, "kinds": change.kinds}, reason=reasons)
    if ChangeKind.BENEFITS in kinds and project.application.process_body_id is not None:
        _move(change, "ask_business", by, on)
    else:
        _send_on(change, by, on)
    return change


def _send_on(change: Change, by: Person, on: datetime) -> None:
    """To whom the limits say; more money becomes a proposal of its own."""
    to, _why = queries.route_of(change.project, queries.proposed_of(change), change.more_sek, on.date())
    if to is ChangeState.MONEY:
        assert change.more_year is not None
        change.continuation = propose_more(
            application=change.project.application,
            year=change.more_year,
            amount_sek=change.more_sek,
            reasons=change.reasons,
            by=change.proposed_by,
            on=on,
        )
    _move(change, _ASKS[to], by, on)


@act
def accept_benefits(*, change: Change, paragraph: str = "", by: Person, on: datetime) -> Change:
    """The business that owns the process accepts the benefits as they would be; nobody accepts for another. Source: F12; U5."""
    change = locked(change)
    require(policies.can_accept_change(by, change, on.date()))
    body = change.project.application.process_body
    assert body is not None
    change.accepted_mandate = _mandate(by, body.pk, paragraph, on)
    change.accepted_on, change.accepted_by = on.date(), by
    a = change.project.application
    records.enter(subject=a.code, registry=a.registry_number, direction=Direction.IN, counterpart=body.name,
                  what=f"Ändrade nyttor godtagna, ändring {change.number}", by=by, on=on)  # fmt: skip
    _send_on(change, by, on)
    return change


def _mandate(by: Person, body: int, paragraph: str, on: datetime) -> str:
    delegation = delegation_for(by, DelegatedAct.ACCEPT, on.date(), body=body)
    mandate = paragraph.strip() or (delegation.clause if delegation else "")
    if not mandate:
        require(no("mandate_named", "Ange nämndens eller styrelsens paragraf; ingen delegation är registrerad.", "P4; F12",
                   "Skriv paragraf och datum för beslutet.", field="paragraph"))  # fmt: skip
    return mandate


@act
def decide_change(*, change: Change, approve: bool, reasons: str, paragraph: str = "", by: Person, on: datetime) -> Change:
    """The owner decides a small change. Approved, it is the next baseline. Source: U5."""
    change = locked(change)
    require(policies.can_decide_change(by, change, on.date()))
    body = change.project.owner_body
    return _decide(change, approve, reasons, body.name, body.name, _mandate(by, body.pk, paragraph, on), by, on)


@act
def decide_large_change(*, change: Change, approve: bool, reasons: str, by: Person, on: datetime) -> Change:
    """The director decides a change that is past the limits, on the board's recorded delegation. Source: P5; U5."""
    change = locked(change)
    require(policies.can_decide_large_change(by, change, on.date()))
    delegation = delegation_for(by, DelegatedAct.GRANT, on.date())
    assert delegation is not None
    return _decide(change, approve, reasons, the_city().director_title, delegation.body.name, delegation.clause, by, on)


def _decide(change: Change, approve: bool, reasons: str, decider: str, body_name: str, mandate: str, by: Person, on: datetime) -> Change:
    if not reasons.strip():
        require(no("reasons", "Skriv skälen för beslutet.", "U5; O6", "Skälen sparas och publiceras.", field="reasons"))
    a = change.project.application
    kind = DecisionKind.PROJECT_CHANGE if approve else DecisionKind.PROJECT_CHANGE_REFUSED
    content = {
        "number": change.number,
        "kinds": change.kinds,
        "ends_on": [change.base.ends_on, change.ends_on],
        "baseline": change.base.number,
    }
    decision = records.decide(
        kind=kind, subject=a.code, decider=decider, body_name=body_name, mandate=mandate, basis=f"Ändring {change.number} av projekt {a.code}",
        reasons=reasons, content=content, registry=a.registry_number, published=True, on_delegation=True, by=by, on=on,
    )  # fmt: skip
    records.enter(subject=a.code, registry=a.registry_number, direction=Direction.INTERNAL, counterpart=body_name,
                  what=f"Beslut: {kind.sv.lower()} (ändring {change.number})", by=by, on=on)  # fmt: skip
    return _settle(change, approve, decision, by, on)


def _settle(change: Change, approve: bool, decision: Decision | None, by: Person, on: datetime) -> Change:
    """Close a change; approved, what it proposed is the next baseline, and the project's planned end is its end."""
    change.decision, change.settled_on, change.settled_by = decision, on.date(), by
    if approve:
        project = change.project
        asked = queries.proposed_of(change)
        if project.planned_end_on != change.ends_on:
            project.planned_end_on = change.ends_on
            project.save(update_fields=["planned_end_on"])
        change.result = draw_baseline(
            project=project, reason=f"Ändring {change.number}: {change.reasons}", scope=change.scope, ends_on=change.ends_on, money=None if change.more_sek else asked.money,
            benefits=change.benefits, decision=decision, by=by, on=on,
        )  # fmt: skip
    _move(change, _ENDS[ChangeState(change.state)][approve], by, on)
    return change


@act
def settle_change(*, change: Change, by: Person, on: datetime) -> Change:
    """Enter what was decided on the money of a change: granted it is the next baseline with what was granted, refused it falls. Source: P5; U5."""
    change = locked(change)
    require(policies.can_settle_change(by, change, on.date()))
    part = change.continuation
    if part is None or part.state not in queries.SETTLED:
        require(no("money_open", "Förslaget om mer pengar är inte beslutat än.", "P5; U5", "Vänta på beslutet."))
    assert part is not None
    grant = Grant.objects.filter(continuation=part).select_related("decision").first()
    approve = part.state == ContinuationState.GRANTED.value and grant is not None
    return _settle(change, approve, grant.decision if grant else None, by, on)


@act
def withdraw_change(*, change: Change, reasons: str, by: Person, on: datetime) -> Change:
    """Take a proposal back before it is decided; one whose money is being weighed stands until that is decided. Source: U5."""
    change = locked(change)
    require(policies.can_withdraw_change(by, change, on.date()))
    change.settled_on, change.settled_by = on.date(), by
    _move(change, "withdraw", by, on, reasons)
    return change
