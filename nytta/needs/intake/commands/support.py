"""Acts on support: asked for by subject, taken within the stated time, handed over, answered, followed."""

import re
from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, override

from nytta.city.organisation.models import Person
from nytta.city.records.queries import has_role
from nytta.city.records.terms import Role
from nytta.kit import audit, notices, numbers
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import no, require

from .. import policies, queries
from ..flow import SUPPORT
from ..models import CoachSubject, Idea, Support, SupportPromise, SupportTurn
from ..rules import coach_fits, due_on
from ..terms import Subject, SupportState

CODE = re.compile(r"[A-ZÅÄÖ]-\d{4}-\d{3,}")


@act
def ask_for_support(*, subject: Subject, title: str, text: str = "", about: str = "", by: Person, on: datetime) -> Support:
    """Ask for support in a subject, about an idea, a case, a project or nothing yet. It is to be taken within the stated time.

    Source: T; E6.3.2; F15.
    """
    require(policies.can_ask(by, on.date()))
    about = about.strip().upper()
    if about and not CODE.fullmatch(about):
        require(no("about", "Beteckningen ”%(about)s” känns inte igen.", "F15", "Skriv den som I-2026-001 eller A-2026-001, eller lämna tomt.",
                   field="about", about=about))  # fmt: skip
    if about and not queries.is_known(about):
        require(no("about_known", "Det finns ingenting med beteckningen %(about)s.", "F15", "Rätta den, eller lämna tomt.",
                   field="about", about=about))  # fmt: skip
    due = due_on(asked_on=on.date(), working_days=queries.promised_days(on.date()))
    made = Support.objects.create(
        code=numbers.next_code("S", on.year), subject=subject.value, title=title, text=text, about=about,
        idea=Idea.objects.filter(code=about).first() if about else None, by=by, body=by.body, asked_on=on.date(), due_on=due,
    )  # fmt: skip
    audit.note(subject=made.code, act="support.ask", by=by, on=on, changes={"subject": subject.value, "about": about, "due_on": due})
    return made


def _moved(support: Support, name: str, by: Person, on: datetime, reason: str = "") -> Support:
    before, support.state = support.state, SUPPORT.next(SupportState(support.state), name).value
    support.save()
    audit.note(subject=support.code, act=f"support.{name}", by=by, on=on, changes={"state": [before, support.state]}, reason=reason)
    return support


def _turn(support: Support, coach: Person, on: datetime, reason: str = "") -> None:
    support.turns.filter(until=None).update(until=on.date(), reason=reason)
    SupportTurn.objects.create(support=support, coach=coach, since=on.date())
    support.coach, support.taken_on = coach, support.taken_on or on.date()


@act
def take_support(*, support: Support, by: Person, on: datetime) -> Support:
    """Take a request: the coach answers for it from now. Source: F15."""
    support = locked(support)
    require(policies.can_take(by, support, queries.subjects_of(by), on.date()))
    _turn(support, by, on)
    return _moved(support, "take", by, on)


@act
def hand_over(*, support: Support, coach: Person, reason: str, by: Person, on: datetime) -> Support:
    """Give a request to a coach: from the office, or from the coach who has it. Source: F15."""
    support = locked(support)
    require(policies.can_hand_over(by, support, on.date()))
    gives = has_role(coach, Role.COACH, on.date()) and support.subject in queries.subjects_of(coach)
    require(coach_fits(name=str(coach), has_it=support.coach_id == coach.pk, gives_subject=gives))
    if support.coach_id and not reason.strip():
        require(no("handover_reason", "Skriv varför frågan lämnas över.", "F15", "Skriv skälet.", field="reason"))
    _turn(support, coach, on, reason.strip())
    return _moved(support, "hand_over", by, on, reason.strip())


@act
def hand_over_many(*, supports: Collection[int], coach: Person, reason: str, by: Person, on: datetime) -> list[Support]:
    """Give several requests to a coach, all or none of them. Source: F15."""
    found = list(Support.objects.filter(pk__in=list(supports)).order_by("pk"))
    if not found:
        require(no("none_chosen", "Ingen fråga är vald.", "F15", "Markera de frågor som coachen ska få."))
    return [hand_over(support=one, coach=coach, reason=reason, by=by, on=on) for one in found]


@act
def answer_support(*, support: Support, answer: str, by: Person, on: datetime) -> Support:
    """Answer a request; whoever asked is told and says whether it helped. Source: F15."""
    support = locked(support)
    require(policies.can_answer_support(by, support, on.date()))
    if not answer.strip():
        require(no("answer", "Skriv ett svar.", "F15", "Skriv svaret.", field="answer"))
    support.answer, support.answered_on = answer, on.date()
    moved = _moved(support, "answer", by, on)
    asker = support.by
    with override(asker.letter_language):
        words = {"title": support.title, "url": f"{settings.SITE_URL}{reverse('support:detail', args=[support.code])}"}
        notices.put(
            key=f"support-{support.code}-{on.isoformat()}", to=asker.email, subject=gettext("Nytta: din fråga är besvarad"),
            body=gettext("Din fråga ”%(title)s” är besvarad.\n\nLäs svaret och säg om det hjälpte: %(url)s") % words, on=on,
        )  # fmt: skip
    return moved


@act
def follow_support(*, support: Support, helped: bool, comment: str = "", by: Person, on: datetime) -> Support:
    """Say whether the support helped. What did not help goes back to the coach, with what is missing. Source: F15."""
    support = locked(support)
    require(policies.can_follow(by, support, on.date()))
    if not helped and not comment.strip():
        require(no("comment", "Skriv vad som saknas, så kan coachen svara igen.", "F15", "Skriv en kommentar.", field="comment"))
    support.helped, support.comment = helped, comment.strip()
    support.followed_on = on.date() if helped else None
    return _moved(support, "helped" if helped else "not_helped", by, on, comment.strip())


@act
def withdraw_support(*, support: Support, by: Person, on: datetime) -> Support:
    """Take a request back. Source: F15."""
    support = locked(support)
    require(policies.can_withdraw_support(by, support, on.date()))
    support.turns.filter(until=None).update(until=on.date())
    return _moved(support, "withdraw", by, on)


@act
def set_subjects(*, coach: Person, subjects: Collection[Subject], by: Person, on: datetime) -> list[CoachSubject]:
    """Say what a coach gives support in. Source: T; F15."""
    require(policies.can_keep_coaches(by, on.date()))
    before, after = sorted(queries.subjects_of(coach)), sorted(s.value for s in subjects)
    CoachSubject.objects.filter(coach=coach).exclude(subject__in=after).delete()
    made = [CoachSubject.objects.get_or_create(coach=coach, subject=s)[0] for s in after]
    if before != after:
        audit.note(subject=coach.username, act="support.subjects", by=by, on=on, changes={"subjects": [before, after]})
    return made


@act
def set_promise(*, working_days: int, by: Person, on: datetime) -> SupportPromise:
    """Say within how many working days a request is taken, for those asked from today. Source: F15."""
    require(policies.can_keep_coaches(by, on.date()))
    if not 1 <= working_days <= 60:
        require(no("promise", "Tiden är mellan 1 och 60 arbetsdagar.", "F15", "Skriv ett antal arbetsdagar.", field="working_days"))
    changes = {"working_days": [queries.promised_days(on.date()), working_days]}
    audit.note(subject="stod", act="support.promise", by=by, on=on, changes=changes)
    return SupportPromise.objects.create(working_days=working_days, valid_from=on.date(), set_by=by)
