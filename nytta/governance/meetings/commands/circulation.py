"""A case sent round to a group between meetings: started, voted on, closed with one outcome, or withdrawn."""

from datetime import date, datetime

from django.db import transaction

from nytta.city.organisation.models import Person
from nytta.kit import audit, numbers
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import Refused, no, require

from .. import policies
from ..flow import CIRCULATION
from ..models import Circulation, Group, Vote
from ..queries import agenda
from ..queries.circulation import Standing, closable, due, open_on, standing_of
from ..rules import votable
from ..terms import CirculationState, GroupKind, Outcome
from .groups import keep_group
from .letters import tell_closed, tell_opened
from .outcomes import come_to


@act
def start_circulation(
    *, group: Group, case: str, proposed: Outcome, reasons: str, closes_on: date, by: Person, on: datetime
) -> Circulation:  # fmt: skip
    """Send a case round, so that it need not wait for a date: what is proposed and why, and the last day to answer. Source: F10, F11."""
    found = agenda.case_named(group, case) if policies.can_circulate(by, group, on.date()) else None
    require(policies.can_circulate_case(by, group, found, on.date()))
    assert found is not None
    if proposed not in votable(GroupKind(group.kind)):
        require(no("outcome", "Det utfallet finns inte för gruppen.", "F10", "Välj ett av utfallen.", field="proposed"))
    if not reasons.strip():
        require(
            no(
                "reasons",
                "Skriv skälen för förslaget.",
                "F10, F11",
                "De blir gruppens skäl om förslaget får flest röster.",
                field="reasons",
            )
        )
    if closes_on < on.date():
        require(no("circulation_day", "Sista dagen kan inte ha passerat.", "F10", "Välj en dag framåt.", field="closes_on"))
    application = locked(found.application)
    if open_on(application.pk, found.year):
        require(no("circulation_once", "Ärendet är redan ute på cirkulation.", "F10", "Svara i den som pågår.", field="case"))
    made = Circulation.objects.create(
        code=numbers.next_code("C", on.year), group=keep_group(group=group, by=by, on=on), application=application, year=found.year,
        title=found.title, proposed=proposed.value, reasons=reasons, closes_on=closes_on, started_by=by, started_at=on,
    )  # fmt: skip
    audit.note(subject=made.code, act="circulation.start", by=by, on=on, changes={"case": found.key, "proposed": proposed.value})
    takers = agenda.voters(made.group, application, on.date())
    tell_opened(circulation=made, people=[*takers.counted, *takers.undeclared], by=by, on=on)
    return made


@act
def vote(*, circulation: Circulation, outcome: Outcome, text: str, by: Person, on: datetime) -> Vote:
    """Vote, or change one's vote until the circulation is closed. When the last has answered it closes, with one outcome. Source: F10, F11.

    Who votes otherwise than proposed says why. The vote is kept even where a gate stops the statement; the gate is shown on the page.
    """
    circulation = _held(circulation)
    require(policies.can_vote(by, circulation, on.date()))
    if outcome not in votable(GroupKind(circulation.group.kind)):
        require(no("outcome", "Det utfallet finns inte för gruppen.", "F10", "Välj ett av utfallen.", field="outcome"))
    if outcome.value != circulation.proposed and not text.strip():
        require(no("vote_reasons", "Skriv skälen när du röstar för något annat än förslaget.", "F10, F11", "", field="text"))
    edition = Vote.objects.filter(circulation=circulation, person=by).count() + 1
    made = Vote.objects.create(circulation=circulation, person=by, edition=edition, outcome=outcome.value, text=text, at=on)
    audit.note(subject=circulation.code, act="circulation.vote", by=by, on=on, changes={"edition": edition})
    standing = standing_of(circulation, on.date())
    if closable(circulation, standing, on.date()):
        _end(circulation, standing, by, on)
    return made


def _held(circulation: Circulation) -> Circulation:
    rows = Circulation.objects.select_for_update(of=("self",)).select_related(
        "group", "application__focus_area", "application__applicant_body", "started_by"
    )
    return rows.get(pk=circulation.pk)


def _end(circulation: Circulation, standing: Standing, by: Person | None, on: datetime) -> None:
    """Close with what the votes came to; a gate that stops it leaves the circulation open and says why."""
    outcome = standing.result.outcome
    if outcome is None:
        _settle(circulation, "leave", None, standing, by, on)
        return
    try:
        with transaction.atomic():
            signer = _signer(standing, outcome)
            come_to(
                application=circulation.application, year=circulation.year, outcome=outcome,
                reasons=_reasons(circulation, standing, outcome), by=signer, on=on,
            )  # fmt: skip
    except Refused as refused:
        circulation.hinder = str(refused)[:500]
        circulation.save(update_fields=["hinder"])
        audit.note(subject=circulation.code, act="circulation.stopped", by=by, on=on, reason=circulation.hinder)
        return
    _settle(circulation, "decide", outcome, standing, by, on)


def _settle(circulation: Circulation, name: str, outcome: Outcome | None, standing: Standing, by: Person | None, on: datetime) -> None:
    circulation.state = CIRCULATION.next(CirculationState(circulation.state), name).value
    circulation.outcome, circulation.closed_at, circulation.hinder = outcome.value if outcome else "", on, ""
    circulation.in_conflict = [[str(p), ground] for p, ground in standing.takers.in_conflict]
    circulation.save(update_fields=["state", "outcome", "closed_at", "hinder", "in_conflict"])
    votes = {o.value: n for o, n in standing.result.votes.items()}
    audit.note(subject=circulation.code, act=f"circulation.{name}", by=by, on=on, changes={"outcome": circulation.outcome, "votes": votes})
    tell_closed(circulation=circulation, by=by, on=on)


def _signer(standing: Standing, outcome: Outcome) -> Person:
    """Who signs for the group: its chair who voted so, else the first who did."""
    mine = [v.person for v in standing.votes.values() if v.outcome == outcome.value]
    return next((p for p in mine if standing.chair is not None and p.pk == standing.chair.pk), mine[0])


def _reasons(circulation: Circulation, standing: Standing, outcome: Outcome) -> str:
    if outcome.value == circulation.proposed:
        return circulation.reasons
    return "\n\n".join(v.text for v in standing.votes.values() if v.outcome == outcome.value and v.text.strip())


@act
def close_circulation(*, circulation: Circulation, by: Person, on: datetime) -> Circulation:
    """Close a circulation in which all have answered, or whose last day has passed with enough answers. Source: F10, F11."""
    circulation = _held(circulation)
    require(policies.can_close_circulation(by, circulation, on.date()))
    standing = standing_of(circulation, on.date())
    require(closable(circulation, standing, on.date()))
    _end(circulation, standing, by, on)
    return circulation


@act
def withdraw_circulation(*, circulation: Circulation, reason: str, by: Person, on: datetime) -> Circulation:
    """Withdraw a circulation: the case waits for a meeting instead; the votes are kept. Source: F10."""
    circulation = _held(circulation)
    require(policies.can_close_circulation(by, circulation, on.date()))
    circulation.state = CIRCULATION.next(CirculationState(circulation.state), "withdraw").value
    circulation.closed_at = on
    circulation.save(update_fields=["state", "closed_at"])
    audit.note(subject=circulation.code, act="circulation.withdraw", by=by, on=on, reason=reason)
    tell_closed(circulation=circulation, by=by, on=on)
    return circulation


@act
def close_due(*, by: Person | None, on: datetime) -> int:
    """Close every circulation whose last day has passed and that enough have answered. How many were closed. Source: F10, F11."""
    closed = 0
    for one in due(on.date()):
        circulation = _held(one)
        standing = standing_of(circulation, on.date())
        is_open = CirculationState(circulation.state) is CirculationState.OPEN
        if is_open and closable(circulation, standing, on.date()):
            _end(circulation, standing, by, on)
            closed += 1
    return closed
