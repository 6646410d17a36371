"""Who may announce a change, answer one, and settle it: always who represents the owner of the system in question."""

from datetime import date

from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Body, Person
from nytta.city.records.policies import by_right
from nytta.city.records.queries import has_role
from nytta.city.records.terms import Role, Scope
from nytta.plain.rights import right
from nytta.plain.verdicts import YES, Verdict, no

from ..flow import ANSWER, NOTICE
from ..models import ChangeNotice, NoticeAnswer, System
from ..terms import AnswerState, NoticeState


def represents(person: Person | None, body: int, on: date) -> bool:
    """Whether somebody represents a body (key) as owner of its systems on a day."""
    return has_role(person, Role.OWNER_REPRESENTATIVE, on, body=body)


def _for_owner(person: Person | None, name: str, owner: Body, on: date) -> Verdict:
    verdict = by_right(person, name, on)
    if not verdict or represents(person, owner.pk, on):
        return verdict
    return no("mandate_body", "Du företräder inte %(body)s.", "P4; D4", "Be den som företräder %(body)s som systemägare.", body=owner.name)


@right(
    "systems.announce", _("Anmäla en ändring eller ett driftstopp i ett system"), Role.OWNER_REPRESENTATIVE, scope=Scope.BODY, source="T; P4; D4",
)  # fmt: skip
def can_announce(person: Person | None, system: System | None, on: date) -> Verdict:
    """Announce what is going to be done with a system: who represents its owner. Source: T "systemägares ansvar"; P4; D4.

    Without a system: whether the person may for some system at all.
    """
    if system is None:
        return by_right(person, "systems.announce", on)
    verdict = _for_owner(person, "systems.announce", system.owner, on)
    if system.retired_on and system.retired_on <= on:
        verdict += no("retired", "Systemet är avvecklat sedan %(day)s.", "D1", "", day=system.retired_on.isoformat())
    return verdict


def may_go_on(person: Person | None, notice: ChangeNotice, act: str, on: date) -> Verdict:
    """Write, announce, move, cancel or close what one's own body announces. Source: D4."""
    return can_announce(person, notice.system, on) + NOTICE.allows(NoticeState(notice.state), act)


@right("systems.answer", _("Svara på en anmäld ändring"), Role.OWNER_REPRESENTATIVE, scope=Scope.BODY, source="T; P4; D4")
def can_answer(person: Person | None, answer: NoticeAnswer, act: str, on: date) -> Verdict:
    """Answer yes or no, or ask, for an affected system: who represents its owner, while the notice waits for answers. Source: D4."""
    verdict = _for_owner(person, "systems.answer", answer.owner, on) + NOTICE.allows(NoticeState(answer.notice.state), "answer")
    return verdict + (ANSWER.allows(AnswerState(answer.state), act) if verdict else YES)


def may_reply(person: Person | None, answer: NoticeAnswer, on: date) -> Verdict:
    """Reply to a question: who represents the owner that announced. Source: D4 "questions"."""
    verdict = can_announce(person, answer.notice.system, on) + NOTICE.allows(NoticeState(answer.notice.state), "answer")
    return verdict + (ANSWER.allows(AnswerState(answer.state), "reply") if verdict else YES)


@right(
    "systems.settle_change", _("Bestämma att en anmäld ändring genomförs"), Role.OWNER_REPRESENTATIVE, scope=Scope.BODY, source="T; P4; D4",
)  # fmt: skip
def can_settle_change(person: Person | None, notice: ChangeNotice, on: date) -> Verdict:
    """Decide that a change goes ahead: who represents the owner that announced it. Source: T; P4; D4."""
    verdict = _for_owner(person, "systems.settle_change", notice.system.owner, on)
    return verdict + NOTICE.allows(NoticeState(notice.state), "go_ahead")
