"""A draft proposed, sent back, dropped, and decided: from its day the process runs on it."""

from datetime import date, datetime

from nytta.city.organisation.models import Person
from nytta.city.records.commands import decide_rule_set
from nytta.city.records.queries import programme_in_force
from nytta.kit import audit
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import YES, Verdict, no, require

from .. import policies, queries
from ..flow import DRAFT
from ..models import Draft
from ..terms import DraftState


def _move(draft: Draft, name: str, by: Person, on: datetime, reason: str = "") -> None:
    draft.state = DRAFT.next(DraftState(draft.state), name).value
    draft.save()
    audit.note(subject=draft.code, act=f"draft.{name}", by=by, on=on, reason=reason, changes={"edition": draft.edition})


def _seen(draft: Draft, edition: int) -> Verdict:
    if draft.edition == edition:
        return YES
    return no("draft_seen", "Utkastet har ändrats sedan du öppnade sidan.", "O4", "Läs skillnaderna igen och gör sedan om.")


def _ready(draft: Draft, on: datetime) -> Verdict:
    return queries.ready(draft, queries.known_on(on.date()), queries.newest())


@act
def propose(*, draft: Draft, motive: str, seen: int, by: Person, on: datetime) -> Draft:
    """Propose a draft to the director, with why. Source: T decision 2; O4."""
    draft = locked(draft)
    require(policies.can_propose(by, draft, on.date()))
    require(_seen(draft, seen) + _ready(draft, on))
    draft.motive = motive
    _move(draft, "propose", by, on)
    return draft


@act
def send_back(*, draft: Draft, reason: str, by: Person, on: datetime) -> Draft:
    """Send a proposed draft back to be written, with why. Source: O4."""
    draft = locked(draft)
    require(policies.can_send_back(by, draft, on.date()))
    _move(draft, "send_back", by, on, reason)
    return draft


@act
def drop(*, draft: Draft, reason: str, by: Person, on: datetime) -> Draft:
    """Drop a draft; it stays to be read. Source: O4."""
    draft = locked(draft)
    require(policies.can_drop(by, draft, on.date()))
    _move(draft, "drop", by, on, reason)
    return draft


@act
def decide(
    *, draft: Draft, version: str, in_force_from: date, registry: str, reasons: str, seen: int, by: Person, on: datetime
) -> Draft:  # fmt: skip
    """Decide a proposed draft: a rule set in force from a day, never changed after. Cases handed in before keep theirs. Source: T decision 2; O4, O6."""
    draft = locked(draft)
    require(policies.can_decide(by, draft, on.date()))
    require(_seen(draft, seen) + _ready(draft, on))
    trial = draft.trial
    told = queries.told(trial)
    tried = {"on": trial.asked_at.date(), "cases": trial.done, "changed": told.cases, **{e.value: n for e, n in told.effects.items()}}
    programme = programme_in_force(in_force_from)
    source = (
        programme.name if programme else draft.content.get("source", "")
    )  # the programme that it is a rule set of, not the one copied from
    draft.rule_set = decide_rule_set(
        version=version, content={**draft.content, "source": source}, in_force_from=in_force_from, basis=f"{draft.code} {draft.title}", reasons=reasons,
        registry=registry, tried=tried, by=by, on=on,
    )  # fmt: skip
    _move(draft, "decide", by, on)
    return draft
