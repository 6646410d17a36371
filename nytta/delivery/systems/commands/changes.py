"""An owner announces what is going to be done with a system, those whom it reaches answer, and the owner settles it."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from nytta.city.access.rules import digest
from nytta.city.organisation.models import Person
from nytta.city.records import commands as records
from nytta.city.records.queries import appointments_of
from nytta.city.records.terms import DecisionKind, Role
from nytta.kit import audit, numbers
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import Verdict, no, require
from nytta.plain.workdays import add_working_days

from ..flow import ANSWER, NOTICE
from ..models import ChangeFeed, ChangeNotice, NoticeAnswer, NoticeQuestion, System
from ..policies import can_announce, can_answer, can_settle_change, may_go_on, may_reply
from ..queries.changes import affected, representatives, terms_on
from ..queries.impact import FARTHEST
from ..rules.changes import due_on, impact_fits, level_due, may_go_ahead, public_told, times_valid
from ..terms import AnswerState, ChangeKind, Impact, NoticeState
from . import letters

NOTICE_FIELDS = ("kind", "impact", "title", "text", "starts_at", "ends_at", "is_public", "public_text")
TOKEN_BYTES = 32


def _sound(notice: ChangeNotice, on: datetime) -> Verdict:
    kind = ChangeKind(notice.kind)
    return (
        times_valid(starts_at=notice.starts_at, ends_at=notice.ends_at, on=on)
        + impact_fits(kind=kind, impact=Impact(notice.impact))
        + public_told(kind=kind, is_public=notice.is_public, text=notice.public_text)
    )  # fmt: skip


def _go(notice: ChangeNotice, name: str, on: datetime) -> None:
    notice.state, notice.changed_at = NOTICE.next(NoticeState(notice.state), name).value, on


@act
def draft_change(*, system: System, values: Mapping[str, Any], by: Person, on: datetime) -> ChangeNotice:
    """Write what is going to be done with a system; nobody is told yet. `values` are NOTICE_FIELDS. Source: T; D4."""
    require(can_announce(by, system, on.date()))
    notice = ChangeNotice(
        system=system, created_by=by, created_at=on, changed_at=on, **{f: values[f] for f in NOTICE_FIELDS if f in values}
    )
    require(_sound(notice, on))
    notice.code = numbers.next_code("AM", on.year)
    notice.save(force_insert=True)
    audit.note(subject=notice.code, act="change.draft", by=by, on=on, changes={"system": system.code, "starts_at": notice.starts_at})
    return notice


@act
def write_change(*, notice: ChangeNotice, values: Mapping[str, Any], by: Person, on: datetime) -> ChangeNotice:
    """Change a draft. Source: D4."""
    notice = locked(notice)
    require(may_go_on(by, notice, "write", on.date()))
    changes = _set(notice, values)
    require(_sound(notice, on))
    _go(notice, "write", on)
    notice.save()
    audit.note(subject=notice.code, act="change.write", by=by, on=on, changes=changes)
    return notice


def _set(notice: ChangeNotice, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    changes = audit.changes_of(notice, {f: values[f] for f in NOTICE_FIELDS if f in values})
    for name in changes:
        setattr(notice, name, values[name])
    return changes


@act
def announce(*, notice: ChangeNotice, by: Person, on: datetime) -> ChangeNotice:
    """Announce a change: the owners of all systems that it reaches are told by which way, and asked. Source: T; P4; D4."""
    notice = locked(notice)
    require(may_go_on(by, notice, "announce", on.date()))
    require(_sound(notice, on))
    _go(notice, "announce", on)
    notice.announced_by, notice.announced_at = by, on
    notice.sequence += 1
    notice.save()
    asked = _ask_all(notice, by, on)
    audit.note(subject=notice.code, act="change.announce", by=by, on=on, changes={"systems": [a.system.code for a in asked]})
    letters.tell_announced(notice=notice, answers=asked, by=by, on=on)
    return notice


def _ask_all(notice: ChangeNotice, by: Person, on: datetime) -> list[NoticeAnswer]:
    """Ask for every system that is reached now; those that have been asked are asked again. The owner's own systems are answered for.

    Where an owner has nobody who represents it, the project office is told at once.
    """
    terms = terms_on(on.date())
    found = affected(notice.system, on.date(), min(terms.steps, FARTHEST))[1]
    before = {a.system_id: a for a in NoticeAnswer.objects.select_for_update().filter(notice=notice).order_by("pk")}
    serving = representatives({one.system.owner_id for one in found}, on.date())
    due = due_on(told_on=on.date(), starts_on=timezone.localtime(notice.starts_at).date(), days=terms.answer_days)
    rows = []
    for one in found:
        own, nobody = one.system.owner_id == notice.system.owner_id, not serving[one.system.owner_id]
        row = before.get(one.system.pk) or NoticeAnswer(notice=notice, system=one.system)
        row.state = AnswerState.YES.value if own else ANSWER.next(AnswerState(row.state), "again").value
        row.owner, row.hops, row.path = one.system.owner, one.hops, [step.kept() for step in one.way]
        row.told_at, row.due_on, row.reason = on, due, ""
        row.answered_by, row.answered_at = (by, on) if own else (None, None)
        row.escalated, row.escalated_on = (letters.OFFICE, on.date()) if nobody and not own else (0, None)
        row.save()
        rows.append(row)
    return rows


@act
def answer_change(*, answer: NoticeAnswer, yes: bool, reason: str, seen: AnswerState, by: Person, on: datetime) -> NoticeAnswer:
    """Answer for an affected system: yes, or no with a reason. `seen` is what stood there when it was written. Source: T; D4.

    Two who answer for the same body at once: the second is told what the first one said.
    """
    answer, name = _taken(answer), "yes" if yes else "no"
    require(_as_seen(answer, seen))
    require(can_answer(by, answer, name, on.date()))
    if not yes and not reason.strip():
        require(no("no_reason", "Ett nej har ett skäl.", "D4", "Skriv vad som gör att ändringen inte går, och vad som skulle göra att den går.",
                   field="reason"))  # fmt: skip
    before = answer.state
    answer.state, answer.reason = ANSWER.next(AnswerState(answer.state), name).value, reason.strip()
    answer.answered_by, answer.answered_at = by, on
    answer.save()
    changes = {"system": answer.system.code, "answer": [before, answer.state]}
    audit.note(subject=answer.notice.code, act=f"change.{name}", by=by, on=on, changes=changes, reason=answer.reason)
    letters.tell_answered(answer=answer, by=by, on=on)
    return answer


@act
def answer_changes(
    *, answers: Sequence[tuple[NoticeAnswer, AnswerState]], yes: bool, reason: str, by: Person, on: datetime
) -> list[NoticeAnswer]:  # fmt: skip
    """Answer the same for several systems at once, all of them or none; each with what stood there when it was written. Source: D4."""
    if not answers:
        require(no("none_chosen", "Inget system är valt.", "D4", "Markera de system som svaret gäller.", field="systems"))
    return [answer_change(answer=one, yes=yes, reason=reason, seen=seen, by=by, on=on) for one, seen in answers]


def _taken(answer: NoticeAnswer) -> NoticeAnswer:
    """The answer under lock, its notice first: what is settled meanwhile is seen, and no two wait for each other."""
    notice = locked(answer.notice)
    taken = NoticeAnswer.objects.select_for_update(of=("self",)).select_related("system", "owner").get(pk=answer.pk)
    taken.notice = notice
    return taken


def _as_seen(answer: NoticeAnswer, seen: AnswerState) -> Verdict:
    if AnswerState(answer.state) is seen or answer.answered_by is None:
        return Verdict()
    return no("answer_clash", "%(person)s har just svarat för %(system)s.", "D4", "Läs svaret, och svara igen om det ska vara ett annat.",
              person=str(answer.answered_by), system=answer.system.name)  # fmt: skip


@act
def ask_about(*, answer: NoticeAnswer, text: str, by: Person, on: datetime) -> NoticeQuestion:
    """Ask the announcer before answering. Source: D4 "or ask"."""
    answer = _taken(answer)
    require(can_answer(by, answer, "ask", on.date()))
    if not text.strip():
        require(no("question_text", "Skriv din fråga.", "D4", "Skriv vad du behöver veta för att kunna svara.", field="text"))
    answer.state = ANSWER.next(AnswerState(answer.state), "ask").value
    answer.save(update_fields=["state"])
    made = NoticeQuestion.objects.create(answer=answer, text=text.strip(), asked_by=by, asked_at=on)
    audit.note(subject=answer.notice.code, act="change.ask", by=by, on=on, changes={"system": answer.system.code})
    letters.tell_asked(question=made, by=by, on=on)
    return made


@act
def reply_to(*, answer: NoticeAnswer, text: str, by: Person, on: datetime) -> NoticeQuestion:
    """Reply to a question; whoever asked has at least the next working day to answer. Source: D4 "questions answered by the announcer"."""
    answer = _taken(answer)
    require(may_reply(by, answer, on.date()))
    if not text.strip():
        require(no("reply_text", "Skriv ett svar på frågan.", "D4", "Skriv svaret.", field="text"))
    question = NoticeQuestion.objects.select_for_update(of=("self",)).select_related("asked_by").get(answer=answer, replied_at=None)
    question.answer = answer
    question.reply, question.replied_by, question.replied_at = text.strip(), by, on
    question.save()
    answer.state = ANSWER.next(AnswerState(answer.state), "reply").value
    answer.due_on = max(answer.due_on, min(add_working_days(on.date(), 1), _day_before(answer.notice)))
    answer.save(update_fields=["state", "due_on"])
    audit.note(subject=answer.notice.code, act="change.reply", by=by, on=on, changes={"system": answer.system.code})
    letters.tell_replied(question=question, by=by, on=on)
    return question


def _day_before(notice: ChangeNotice) -> Any:
    return timezone.localtime(notice.starts_at).date() - timedelta(days=1)


@act
def move_change(*, notice: ChangeNotice, starts_at: datetime, ends_at: datetime, reason: str, by: Person, on: datetime) -> ChangeNotice:
    """Move a change that has been announced: everybody is told and asked again. Source: D4."""
    notice = locked(notice)
    require(may_go_on(by, notice, "move", on.date()))
    if not reason.strip():
        require(no("move_reason", "Skriv varför ändringen flyttas.", "D4", "Skriv skälet.", field="reason"))
    changes = _set(notice, {"starts_at": starts_at, "ends_at": ends_at})
    require(_sound(notice, on))
    _go(notice, "move", on)
    notice.sequence, notice.outcome, notice.decision = notice.sequence + 1, "", None
    notice.save()
    asked = _ask_all(notice, by, on)
    audit.note(subject=notice.code, act="change.move", by=by, on=on, changes=changes, reason=reason)
    letters.tell_announced(notice=notice, answers=asked, moved=reason.strip(), by=by, on=on)
    return notice


@act
def go_ahead(*, notice: ChangeNotice, reasons: str, by: Person, on: datetime) -> ChangeNotice:
    """Settle that a change is made. A no, or an owner who has not answered in time, is met with a decision and its reasons. Source: T; P4; D4."""
    notice = locked(notice)
    require(can_settle_change(by, notice, on.date()))
    rows = list(NoticeAnswer.objects.select_for_update(of=("self",)).filter(notice=notice).select_related("system", "owner").order_by("pk"))
    waiting = [r.due_on for r in rows if AnswerState(r.state) is AnswerState.WAITING]
    require(may_go_ahead(
        answers=[AnswerState(r.state) for r in rows], last_due_on=max(waiting, default=None), reasons=reasons, on=on.date()
    ))  # fmt: skip
    against = [r for r in rows if AnswerState(r.state) is not AnswerState.YES]
    if against:
        notice.decision = _decided(notice, against, reasons, by, on)
    _go(notice, "go_ahead", on)
    notice.outcome, notice.sequence = reasons.strip(), notice.sequence + 1
    notice.save()
    audit.note(
        subject=notice.code, act="change.go_ahead", by=by, on=on, changes={"against": [r.system.code for r in against]}, reason=reasons
    )
    letters.tell_settled(notice=notice, answers=rows, by=by, on=on)
    return notice


def _decided(notice: ChangeNotice, against: list[NoticeAnswer], reasons: str, by: Person, on: datetime) -> Any:
    owner = notice.system.owner
    seat = next(
        (a for a in appointments_of(by, on.date()) if a.role == Role.OWNER_REPRESENTATIVE.value and a.body_id in (None, owner.pk)), None
    )  # fmt: skip
    rests = f", {seat.decision.mandate}" if seat and seat.decision else ""
    said = "; ".join(f"{r.system.name} ({r.owner.name}): {r.reason or 'har inte svarat'}" for r in against)
    return records.decide(
        kind=DecisionKind.CHANGE, subject=notice.code, decider=f"Systemägarrepresentant för {owner.name}", body_name=owner.name,
        mandate=f"Uppdrag som systemägarrepresentant{rests}", basis=f"{notice.code} {notice.title}. {said}", reasons=reasons,
        content={"starts_at": notice.starts_at, "ends_at": notice.ends_at, "against": [r.system.code for r in against]},
        concerns=[notice.system.code, *(r.system.code for r in against)], by=by, on=on,
    )  # fmt: skip


@act
def cancel_change(*, notice: ChangeNotice, reason: str, by: Person, on: datetime) -> ChangeNotice:
    """Cancel a change; those who were told are told again. Source: D4."""
    notice = locked(notice)
    require(may_go_on(by, notice, "cancel", on.date()))
    if not reason.strip():
        require(no("cancel_reason", "Skriv varför ändringen ställs in.", "D4", "Skriv skälet.", field="reason"))
    was_told = notice.announced_at is not None
    _go(notice, "cancel", on)
    notice.outcome, notice.sequence = reason.strip(), notice.sequence + 1
    notice.save()
    audit.note(subject=notice.code, act="change.cancel", by=by, on=on, reason=reason)
    if was_told:
        letters.tell_settled(notice=notice, answers=list(notice.answers.select_related("system", "owner").order_by("pk")), by=by, on=on)
    return notice


@act
def close_change(*, notice: ChangeNotice, outcome: str, by: Person, on: datetime) -> ChangeNotice:
    """Say that a change has been made, and how it went. Source: D4."""
    notice = locked(notice)
    require(may_go_on(by, notice, "close", on.date()))
    if on < notice.starts_at:
        require(no("close_early", "Ändringen har inte börjat än.", "D4", "Ställ in den om den inte blir av."))
    _go(notice, "close", on)
    notice.sequence += 1
    before, notice.outcome = notice.outcome, outcome.strip()
    notice.save()
    audit.note(subject=notice.code, act="change.close", by=by, on=on, changes={"outcome": [before, notice.outcome]})
    return notice


@act
def escalate_answers(*, by: Person | None, on: datetime) -> int:
    """Take further what has not been answered in time: first to the head of the owner, then to the project office; each once. Source: D4.

    Returns how many answers were taken further.
    """
    waiting = NoticeAnswer.objects.filter(
        state=AnswerState.WAITING.value, due_on__lt=on.date(), escalated__lt=letters.OFFICE, notice__state=NoticeState.ANNOUNCED.value
    )
    terms, taken = terms_on(on.date()), 0
    for key in waiting.order_by("pk").values_list("pk", flat=True):
        answer = NoticeAnswer.objects.select_for_update(of=("self",)).select_related("notice__system", "system", "owner").get(pk=key)
        level = level_due(due_on=answer.due_on, on=on.date(), days=terms.escalate_days)
        still = ANSWER.allows(AnswerState(answer.state), "escalate") and NOTICE.allows(NoticeState(answer.notice.state), "escalate")
        if not still or level <= answer.escalated:
            continue  # it was answered, or the change settled, meanwhile
        answer.escalated, answer.escalated_on = level, on.date()
        answer.save(update_fields=["escalated", "escalated_on"])
        changes = {"system": answer.system.code, "level": level}
        audit.note(subject=answer.notice.code, act="change.escalate", by=by, on=on, changes=changes)
        letters.tell_escalated(answer=answer, level=level, by=by, on=on)
        taken += 1
    return taken


@act
def renew_change_feed(*, by: Person, on: datetime) -> tuple[ChangeFeed, str]:
    """A new secret address for one's own calendar of changes, and its token, which is shown once; the old stops at once. Source: D4."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    values = {"digest": digest(token), "renewed_at": on}
    feed, _made = ChangeFeed.objects.update_or_create(person=by, defaults=values)
    audit.note(subject=by.username, act="change.feed", by=by, on=on)
    return feed, token
