"""What waits on somebody in changes: to answer, to reply, to settle, to say how it went; and to the office, that nobody answers."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Max, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from nytta.city.organisation.models import Person
from nytta.city.records.queries import bodies_of, has_role
from nytta.city.records.terms import Role
from nytta.kit.work import Waiting, worklist

from ..models import ChangeNotice, NoticeAnswer
from ..terms import AnswerState, NoticeState

MOST = 50
Group = tuple[str, str, date, date]


@worklist
def to_do(person: Person, on: date) -> Iterable[Waiting]:
    """Changes to answer and one's own to reply to, settle or close; for the office those that have gone too long. Three questions at most."""
    bodies, lines = bodies_of(person, Role.OWNER_REPRESENTATIVE, on), list[Waiting]()
    if bodies:
        lines += [_to_answer(row, on) for row in _waiting(Q(owner__in=bodies))]
        lines += [line for notice in _own(bodies) if (line := _to_settle(notice, on))]
    if has_role(person, Role.PROJECT_OFFICE, on):
        lines += [_too_long(row) for row in _waiting(Q(escalated=2))]
    return lines


def _waiting(which: Q) -> list[Group]:
    """(notice, title, told on, due on) of the notices that wait for some answers, those that are due first."""
    rows = NoticeAnswer.objects.filter(which, state=AnswerState.WAITING.value, notice__state=NoticeState.ANNOUNCED.value)
    found = (
        rows.values_list("notice__code", "notice__title").annotate(told=Min("told_at"), due=Min("due_on")).order_by("due", "notice__code")
    )
    return [(code, title, timezone.localtime(told).date(), due) for code, title, told, due in found[:MOST]]


def _to_answer(row: Group, on: date) -> Waiting:
    code, title, told, due = row
    note = gettext("senast %(day)s") % {"day": due.isoformat()}
    return Waiting(
        gettext("Svara på en ändringsanmälan"), title, code, reverse("changes:answer", args=[code]), told, note, 0 if due < on else 1
    )


def _too_long(row: Group) -> Waiting:
    code, title, told, due = row
    note = gettext("skulle ha svarats %(day)s") % {"day": due.isoformat()}
    return Waiting(gettext("Ändringsanmälan utan svar"), title, code, reverse("changes:detail", args=[code]), told, note, 2)


def _own(bodies: Iterable[int]) -> Iterable[ChangeNotice]:
    """Notices of some bodies that go on, with how many questions and answers they wait for."""
    rows = ChangeNotice.objects.filter(
        system__owner__in=list(bodies), state__in=[NoticeState.ANNOUNCED.value, NoticeState.GOING_AHEAD.value]
    )
    return rows.annotate(
        asked=Count("answers", filter=Q(answers__state=AnswerState.ASKED.value)),
        waiting=Count("answers", filter=Q(answers__state=AnswerState.WAITING.value)),
        due=Max("answers__due_on", filter=Q(answers__state=AnswerState.WAITING.value)),
    ).order_by("starts_at", "code")[:MOST]


def _to_settle(notice: ChangeNotice, on: date) -> Waiting | None:
    asked, waiting, due = (getattr(notice, name) for name in ("asked", "waiting", "due"))
    url, since = reverse("changes:detail", args=[notice.code]), timezone.localtime(notice.changed_at).date()
    if asked:
        return Waiting(gettext("Besvara en fråga om en ändring"), notice.title, notice.code, url, since, order=1)
    if NoticeState(notice.state) is NoticeState.ANNOUNCED:
        ready = not waiting or (due is not None and due < on)
        return Waiting(gettext("Bestäm om ändringen genomförs"), notice.title, notice.code, url, since, order=2) if ready else None
    over = timezone.localtime(notice.ends_at).date() < on
    return Waiting(gettext("Anteckna hur ändringen gick"), notice.title, notice.code, url, since, order=4) if over else None
