"""Letters about changes, each in its reader's language, to those who want to hear at once; what waits stands on the desk, and so in the digest.

What no desk holds (that a change is settled or cancelled, that an answer is late) goes at once to those who take the digest too.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext, override

from nytta.city.organisation.models import Person
from nytta.city.records.queries import holders
from nytta.city.records.terms import Role
from nytta.kit import notices
from nytta.kit.commands import act
from nytta.kit.words import label

from ..models import ChangeNotice, NoticeAnswer, NoticeQuestion
from ..queries.changes import holders_of, representatives
from ..terms import AnswerState, ChangeKind, NoticeState

NO_DESK = (notices.AT_ONCE, notices.DAILY)
OFFICE = 2  # how far an answer is taken when the project office is told
Words = Callable[[], tuple[str, list[str]]]


def _address(notice: ChangeNotice) -> str:
    return f"{settings.SITE_URL}{reverse('changes:detail', args=[notice.code])}"


def _send(person: Person, key: str, words: Words, on: datetime) -> None:
    with override(person.letter_language):
        subject, lines = words()
        notices.put(key=f"{key}-{person.pk}", to=person.email, subject=subject, body="\n\n".join(lines), on=on)


def _send_all(people: Iterable[Person], key: str, words: Words, on: datetime, *, paces: Sequence[str] = (notices.AT_ONCE,)) -> int:
    every = {p.pk: p for p in people}
    wanted = notices.paces(every.values())
    told = [p for p in every.values() if wanted[p.pk] in paces]
    for person in told:
        _send(person, key, words, on)
    return len(told)


def _when(notice: ChangeNotice) -> str:
    start, end = timezone.localtime(notice.starts_at), timezone.localtime(notice.ends_at)
    return f"{start:%Y-%m-%d %H:%M} – {end:%H:%M}" if start.date() == end.date() else f"{start:%Y-%m-%d %H:%M} – {end:%Y-%m-%d %H:%M}"


def _about(notice: ChangeNotice) -> list[str]:
    kind = label(ChangeKind(notice.kind))
    return [f"{kind}: {notice.system.name}, {notice.title}", f"{gettext('Tid:')} {_when(notice)}"]


def _way(answer: NoticeAnswer) -> str:
    steps = [answer.notice.system.name, *(step["name"] for step in answer.path)]
    return f"{answer.system.name}: {' → '.join(steps)}"


def _mine(answers: Sequence[NoticeAnswer], on: datetime) -> dict[int, tuple[Person, list[NoticeAnswer]]]:
    """{key: (person, what they are asked)} of everybody who represents an owner; one question."""
    serving = representatives({a.owner_id for a in answers}, on.date())
    found: dict[int, tuple[Person, list[NoticeAnswer]]] = {}
    for one in answers:
        for person in serving[one.owner_id]:
            found.setdefault(person.pk, (person, []))[1].append(one)
    return found


@act
def tell_announced(*, notice: ChangeNotice, answers: Sequence[NoticeAnswer], moved: str = "", by: Person, on: datetime) -> int:
    """Tell those who answer for the systems that a change reaches, each in one letter with the way to each; and the office where nobody does."""
    asked = [a for a in answers if AnswerState(a.state) is AnswerState.WAITING]
    mine, sent = _mine(asked, on), 0
    wanted = notices.paces(p for p, _ in mine.values())
    for person, rows in mine.values():
        if wanted[person.pk] != notices.AT_ONCE:
            continue

        def words(rows: Sequence[NoticeAnswer] = rows) -> tuple[str, list[str]]:
            subject = gettext("Nytta: %(system)s ändras, svara senast %(day)s") % {
                "system": notice.system.name,
                "day": rows[0].due_on.isoformat(),
            }
            ways = "\n".join(_way(r) for r in rows)
            why = [gettext("Tiden är ändrad. Skäl: %(reason)s") % {"reason": moved}] if moved else []
            return subject, [*_about(notice), *why, notice.text, f"{gettext('Det når system som du företräder ägaren till:')}\n{ways}",
                             f"{gettext('Svara ja, nej eller ställ en fråga:')} {_address(notice)}"]  # fmt: skip

        _send(person, f"change-{notice.code}-{notice.sequence}", words, on)
        sent += 1
    lacking = [a for a in asked if a.escalated == OFFICE]
    return sent + (_tell_lacking(notice, lacking, on) if lacking else 0)


def _tell_lacking(notice: ChangeNotice, answers: Sequence[NoticeAnswer], on: datetime) -> int:
    def words() -> tuple[str, list[str]]:
        names = "\n".join(f"{a.system.name}: {a.owner.name}" for a in answers)
        said = gettext("De här ägarna har ingen systemägarrepresentant som kan svara:")
        return gettext("Nytta: ingen kan svara på %(code)s") % {"code": notice.code}, [
            *_about(notice),
            f"{said}\n{names}",
            _address(notice),
        ]

    return _send_all(holders(Role.PROJECT_OFFICE, on.date()), f"change-lacks-{notice.code}-{notice.sequence}", words, on)


def _announcers(notice: ChangeNotice, on: datetime) -> list[Person]:
    owners = representatives([notice.system.owner_id], on.date())[notice.system.owner_id]
    return owners or ([notice.announced_by] if notice.announced_by else [])


@act
def tell_answered(*, answer: NoticeAnswer, by: Person, on: datetime) -> int:
    """Tell the announcing owner of a no, and when the last one has answered. Source: D4."""
    notice, refused = answer.notice, AnswerState(answer.state) is AnswerState.NO
    left = notice.answers.filter(state__in=[AnswerState.WAITING.value, AnswerState.ASKED.value]).exists()
    if left and not refused:
        return 0

    def words() -> tuple[str, list[str]]:
        if refused:
            subject = gettext("Nytta: %(body)s säger nej till %(code)s") % {"body": answer.owner.name, "code": notice.code}
            return subject, [*_about(notice), _way(answer), f"{gettext('Skäl:')} {answer.reason}", _address(notice)]
        return gettext("Nytta: alla har svarat på %(code)s") % {"code": notice.code}, [*_about(notice), _address(notice)]

    return _send_all(_announcers(notice, on), f"change-answer-{notice.code}-{answer.pk}-{on.isoformat()}", words, on)


@act
def tell_asked(*, question: NoticeQuestion, by: Person, on: datetime) -> int:
    """Tell the announcing owner of a question. Source: D4."""
    answer = question.answer

    def words() -> tuple[str, list[str]]:
        subject = gettext("Nytta: fråga om %(code)s från %(body)s") % {"code": answer.notice.code, "body": answer.owner.name}
        return subject, [*_about(answer.notice), question.text, _address(answer.notice)]

    return _send_all(_announcers(answer.notice, on), f"change-question-{question.pk}", words, on)


@act
def tell_replied(*, question: NoticeQuestion, by: Person, on: datetime) -> int:
    """Tell whoever asked that there is a reply, and until when they have to answer. Source: D4."""
    answer = question.answer

    def words() -> tuple[str, list[str]]:
        subject = gettext("Nytta: svar på din fråga om %(code)s") % {"code": answer.notice.code}
        due = gettext("Svara på ändringen senast %(day)s:") % {"day": answer.due_on.isoformat()}
        return subject, [*_about(answer.notice), question.text, question.reply, f"{due} {_address(answer.notice)}"]

    return _send_all([question.asked_by], f"change-reply-{question.pk}", words, on)


@act
def tell_settled(*, notice: ChangeNotice, answers: Sequence[NoticeAnswer], by: Person, on: datetime) -> int:
    """Tell everybody who was asked that a change goes ahead, with the reasons that meet a no, or that it is cancelled. Source: D4."""
    others = [a for a in answers if a.owner_id != notice.system.owner_id]
    cancelled = NoticeState(notice.state) is NoticeState.CANCELLED

    def words() -> tuple[str, list[str]]:
        said = gettext("Nytta: %(code)s är inställd") if cancelled else gettext("Nytta: %(code)s ska genomföras")
        reasons = [f"{gettext('Skäl:')} {notice.outcome}"] if notice.outcome else []
        return said % {"code": notice.code}, [*_about(notice), *reasons, _address(notice)]

    people = [person for person, _ in _mine(others, on).values()]
    return _send_all(people, f"change-settled-{notice.code}-{notice.sequence}", words, on, paces=NO_DESK)


@act
def tell_escalated(*, answer: NoticeAnswer, level: int, by: Person | None, on: datetime) -> int:
    """Tell the owner's representatives and head that an answer is late, and from the second time the project office. Source: D4."""

    def words() -> tuple[str, list[str]]:
        notice, late = answer.notice, (on.date() - answer.due_on).days
        days = ngettext("%(number)s dag efter sista svarsdag", "%(number)s dagar efter sista svarsdag", late) % {"number": late}
        subject = gettext("Nytta: %(body)s har inte svarat på %(code)s") % {"body": answer.owner.name, "code": notice.code}
        return subject, [*_about(notice), _way(answer), days, _address(notice)]

    people = [*representatives([answer.owner_id], on.date())[answer.owner_id]]
    people += holders_of(Role.DECIDING_HEAD, [answer.owner_id], on.date())[answer.owner_id]
    if level >= OFFICE:
        people += list(holders(Role.PROJECT_OFFICE, on.date()))
    return _send_all(people, f"change-late-{answer.pk}-{answer.notice.sequence}-{level}", words, on, paces=NO_DESK)
