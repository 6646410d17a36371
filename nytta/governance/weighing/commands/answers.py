"""Questions to the engine, and what its worker writes: short transactions only, so that nobody waits on a solve."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from nytta.city.organisation.models import Person

from ..models import Answer, Figures, Round, Scenario
from ..rules import BROKEN_OFF_TEXTS, changed, questions
from ..terms import AnswerState, Question
from .preparing import figures

LEASE = timedelta(seconds=30)
MOST_TRIES = 3
LANES = ((0, 7), (8, 25), (26, 79), (80, 99))  # by urgency: by hand; the best portfolio and why; what may take longer; what readers ask
PUBLIC = LANES[-1][0]  # the urgency of readers' questions: in a lane of their own, where they stand in nobody's way but each other's
MOST_WAITING = 20  # of readers' questions at once
MOST_KEPT = 500  # of readers' answers; older ones are worked out again when somebody asks


def _key(figures: str, kind: Question, what: Mapping[str, Any]) -> str:
    text = json.dumps([figures, kind.value, what], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def ask(
    *, figures: Figures, kind: Question, what: Mapping[str, Any] | None = None, urgency: int = 50, by: Person | None, on: datetime
) -> Answer:
    """The answer to a question about some figures, asked for when nobody has asked before. Kept by content: never wrong, never twice."""
    what = dict(what or {})
    key = _key(figures.mark, kind, what)
    found = Answer.objects.filter(key=key).first()
    if found is not None:
        return found
    row = Answer(figures=figures, kind=kind.value, ask=what, key=key, urgency=urgency, asked_at=on)
    Answer.objects.bulk_create([row], ignore_conflicts=True)
    return Answer.objects.get(key=key)


def ask_publicly(*, problem: Mapping[str, Any], by: Person | None, on: datetime) -> bool:
    """Ask for the best portfolio as a reader of what is published; False when too many such questions wait. Source: docs/method.md section 6.7."""
    if Answer.objects.filter(urgency=PUBLIC, ended_at=None).count() >= MOST_WAITING:
        return False
    ask(figures=figures(problem=problem, by=by, on=on), kind=Question.SELECT, urgency=PUBLIC, by=by, on=on)
    return True


def forget_public(*, by: Person | None = None, on: datetime) -> int:
    """Remove readers' oldest answers above the most that are kept, and their figures where nothing else holds them; how many went."""
    old = Answer.objects.filter(urgency=PUBLIC).exclude(ended_at=None).order_by("-asked_at", "-pk").values_list("pk", "figures")[MOST_KEPT:]
    gone = list(old[:MOST_WAITING])
    Answer.objects.filter(pk__in=[pk for pk, _ in gone]).delete()
    unused = Figures.objects.filter(mark__in=[mark for _, mark in gone]).exclude(Exists(Answer.objects.filter(figures=OuterRef("pk"))))
    used = {str(o) for o in Round.objects.values_list("outcome__figures", flat=True)}
    unused.exclude(Exists(Round.objects.filter(figures=OuterRef("pk")))).exclude(mark__in=used).delete()
    return len(gone)


def ask_again(*, answer: Answer, by: Person | None, on: datetime) -> None:
    """Let a question that was broken off be tried once more."""
    Answer.objects.filter(pk=answer.pk).exclude(ended_at=None).update(
        state=AnswerState.WAITING.value, error="", tries=0, ended_at=None, leased_until=None, asked_at=on
    )


def claim(*, lane: tuple[int, int] = (0, 99), by: Person | None = None, on: datetime) -> Answer | None:
    """The most urgent question of a lane that nobody works on, leased; None when none waits."""
    free = Q(leased_until=None) | Q(leased_until__lt=on)
    waiting = Answer.objects.filter(free, ended_at=None, urgency__range=lane)
    if not waiting.exists():  # without taking the write lock
        return None
    with transaction.atomic():
        row = waiting.select_for_update(skip_locked=True).order_by("urgency", "-asked_at", "pk").first()
        if row is None:
            return None
        if row.tries >= MOST_TRIES:
            fail(answer=row, why=BROKEN_OFF_TEXTS["tries"], on=on)
            return None
        Answer.objects.filter(pk=row.pk).update(leased_until=on + LEASE, tries=F("tries") + 1)
    return Answer.objects.select_related("figures").get(pk=row.pk)


def show_interim(*, answer: Answer, content: Mapping[str, Any], by: Person | None = None, on: datetime) -> bool:
    """Keep the best so far with its gap (or that there is none, while the rules are named), and the lease; False when withdrawn."""
    values: dict[str, Any] = {"leased_until": on + LEASE}
    if content:
        state = AnswerState.INFEASIBLE if content.get("infeasible") else AnswerState.INTERIM
        values |= {"state": state.value, "content": dict(content)}
    return bool(Answer.objects.filter(pk=answer.pk, ended_at=None).update(**values))


def end(*, answer: Answer, state: AnswerState, content: Mapping[str, Any], by: Person | None = None, on: datetime) -> None:
    """Keep what the engine said last."""
    Answer.objects.filter(pk=answer.pk, ended_at=None).update(
        state=state.value, content=dict(content), ended_at=on, leased_until=None, error=""
    )


def fail(*, answer: Answer, why: str, by: Person | None = None, on: datetime) -> None:
    """Say that a solve was broken off; an interim answer stays, and the room is as it was."""
    Answer.objects.filter(pk=answer.pk, ended_at=None).update(
        state=AnswerState.FAILED.value, error=why[:400], ended_at=on, leased_until=None
    )


def ask_for(*, scenario: Scenario, by: Person | None, on: datetime) -> None:
    """Ask all that a page of a scenario shows: the best, what is done by hand with its price, and for the screen how sure it is."""
    one = scenario.round
    assert one.figures is not None
    problem = changed(one.figures.content, scenario.changes)
    base = figures(problem=problem, by=by, on=on)
    asked = questions(problem, scenario.changes, whole=scenario.is_screen)
    keys = [_key(base.mark, kind, what) for kind, what, _ in asked]
    if scenario.is_screen:  # what the screen showed before is not waited for, and a solve of it ends at its next beat
        Answer.objects.filter(asked_for=one.code, ended_at=None).exclude(key__in=keys).delete()
    else:  # what somebody has kept is not withdrawn with the screen
        Answer.objects.filter(asked_for=one.code, ended_at=None, key__in=keys).update(asked_for="")
    ask_all(figures=base, asked=asked, asked_for=one.code if scenario.is_screen else "", by=by, on=on)


def ask_all(
    *, figures: Figures, asked: Sequence[tuple[Question, Mapping[str, Any], int]], asked_for: str = "", by: Person | None, on: datetime
) -> None:
    """Ask several questions about the same figures, each with its urgency; those asked before are not asked again. Two queries."""
    known = set(Answer.objects.filter(figures=figures).values_list("key", flat=True))
    rows = [
        Answer(
            figures=figures,
            kind=kind.value,
            ask=what,
            key=_key(figures.mark, kind, what),
            urgency=urgency,
            asked_at=on,
            asked_for=asked_for,
        )
        for kind, what, urgency in asked
    ]
    Answer.objects.bulk_create([r for r in rows if r.key not in known], ignore_conflicts=True)
