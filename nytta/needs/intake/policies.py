"""Who may write and answer ideas; who may ask for, take, answer and follow support."""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Person
from nytta.city.records.policies import by_right, serves_by_right
from nytta.city.records.terms import Holder, Role, Scope
from nytta.plain.rights import right
from nytta.plain.verdicts import YES, Verdict, no
from nytta.plain.words import labels

from .flow import SUPPORT
from .models import Support
from .terms import Subject, SupportState


@right("intake.write", _("Lämna en idé"), others=(Holder.EMPLOYED,), scope=Scope.CITY, source="P3.5; N5")
def can_write_idea(person: Person | None, on: date) -> Verdict:
    """Anyone employed. Source: P3.5; N5."""
    if person is not None and person.is_active:
        return YES
    return no("employed", "Logga in för att lämna en idé.", "N5")


@right("intake.answer", _("Svara på en idé"), Role.PROJECT_OFFICE, scope=Scope.CITY, source="N5")
def can_answer(person: Person | None, on: date) -> Verdict:
    """The project office answers. Source: N5."""
    return by_right(person, "intake.answer", on)


@right("intake.ask", _("Be om stöd"), others=(Holder.EMPLOYED,), scope=Scope.CITY, source="F15")
def can_ask(person: Person | None, on: date) -> Verdict:
    """Ask for support: anyone employed. Source: T; F15."""
    if person is not None and person.is_active:
        return YES
    return no("employed", "Logga in för att be om stöd.", "F15")


@right("intake.coaches", _("Bestämma vad coacherna ger stöd i"), Role.PROJECT_OFFICE, scope=Scope.CITY, source="F15")
def can_keep_coaches(person: Person | None, on: date) -> Verdict:
    """Set within how many days support is taken, and what each coach gives support in: the project office. Source: T; F15."""
    return by_right(person, "intake.coaches", on)


def sees_all_support(person: Person | None, on: date) -> bool:
    """Whether a person sees every request: coaches, and those who read all. Source: F15; O2."""
    return serves_by_right(person, "intake.see_support", on)


@right(
    "intake.see_support",
    _("Se en fråga om stöd"),
    Role.COACH,
    Role.PROJECT_OFFICE,
    Role.REGISTRAR,
    Role.AUDITOR,
    Role.CITY_DIRECTOR,
    others=(Holder.ASKER,),
    reads=True,
    scope=Scope.CITY,
    source="F15",
)
def can_see_support(person: Person | None, support: Support, on: date) -> Verdict:
    """See a request: whoever asked, the coaches, and those who read all. Source: F15."""
    if person is not None and (support.by_id == person.pk or sees_all_support(person, on)):
        return YES
    return no("party", "Bara den som frågade, coacherna och projektkontoret ser frågan.", "F15")


@right("intake.take", _("Ta en fråga om stöd"), Role.COACH, also=(Holder.SUBJECT,), scope=Scope.CITY, source="F15")
def can_take(person: Person | None, support: Support, subjects: Collection[str], on: date) -> Verdict:
    """Take a request: a coach with its subject. `subjects` are the coach's own. Source: F15."""
    verdict = by_right(person, "intake.take", on)
    if verdict and support.subject not in subjects:
        verdict += no("subject", "Du ger inte stöd i ämnet %(subject)s.", "F15", "Projektkontoret kan lägga till ämnet, eller ge frågan till en annan coach.",
                      subject=labels(Subject(support.subject)))  # fmt: skip
    return verdict + SUPPORT.allows(SupportState(support.state), "take")


@right("intake.hand_over", _("Lämna över en fråga om stöd"), Role.PROJECT_OFFICE, others=(Holder.COACH_OF,), scope=Scope.CITY, source="F15")
def can_hand_over(person: Person | None, support: Support, on: date) -> Verdict:
    """Give a request to a coach, or to another: the coach who has it, and the project office. Source: F15."""
    verdict = SUPPORT.allows(SupportState(support.state), "hand_over")
    mine = person is not None and support.coach_id == person.pk
    return verdict if mine else by_right(person, "intake.hand_over", on) + verdict


@right("intake.answer_support", _("Svara på en fråga om stöd"), Role.COACH, also=(Holder.COACH_OF,), scope=Scope.CITY, source="F15")
def can_answer_support(person: Person | None, support: Support, on: date) -> Verdict:
    """Answer a request: the coach who has it. Source: F15."""
    verdict = SUPPORT.allows(SupportState(support.state), "answer")
    if person is None or support.coach_id != person.pk:
        return no("own_turn", "Bara den coach som har frågan svarar på den.", "F15", "Ta frågan, eller be att få den.") + verdict
    return by_right(person, "intake.answer_support", on) + verdict


@right("intake.follow", _("Säga om stödet hjälpte"), others=(Holder.ASKER,), scope=Scope.CITY, source="F15")
def can_follow(person: Person | None, support: Support, on: date) -> Verdict:
    """Say whether the support helped: whoever asked. Source: F15."""
    return _asker(person, support) + SUPPORT.allows(SupportState(support.state), "helped")


@right("intake.withdraw_support", _("Ta tillbaka en fråga om stöd"), others=(Holder.ASKER,), scope=Scope.CITY, source="F15")
def can_withdraw_support(person: Person | None, support: Support, on: date) -> Verdict:
    """Take a request back: whoever asked. Source: F15."""
    return _asker(person, support) + SUPPORT.allows(SupportState(support.state), "withdraw")


def _asker(person: Person | None, support: Support) -> Verdict:
    if person is not None and support.by_id == person.pk:
        return YES
    return no("asker", "Det gör bara den som bad om stödet.", "F15")
