"""Who may write a rule set's draft, try it, propose it, read it and decide it."""

from datetime import date

from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Person
from nytta.city.records.policies import by_right, can_decide_rules
from nytta.city.records.terms import DelegatedAct, Role, Scope
from nytta.plain.rights import right
from nytta.plain.verdicts import Verdict

from .flow import DRAFT
from .models import Draft
from .terms import DraftState


def _allows(draft: Draft, act: str) -> Verdict:
    return DRAFT.allows(DraftState(draft.state), act)


@right("rulesets.start", _("Börja ett utkast till regelverk"), Role.PROJECT_OFFICE, scope=Scope.CITY, source="T; O4")
def can_start(person: Person | None, on: date) -> Verdict:
    """Start a draft of a rule set: the project office. Source: T decision 2; O4."""
    return by_right(person, "rulesets.start", on)


@right("rulesets.write", _("Ändra ett utkast till regelverk"), Role.PROJECT_OFFICE, scope=Scope.CITY, source="T; O4")
def can_write(person: Person | None, draft: Draft, on: date) -> Verdict:
    """Change a draft's lines: the project office, while it is written. Source: O4."""
    return by_right(person, "rulesets.write", on) + _allows(draft, "write")


@right(
    "rulesets.try",
    _("Pröva ett utkast till regelverk mot ärendena"),
    Role.PROJECT_OFFICE,
    Role.CITY_DIRECTOR,
    scope=Scope.CITY,
    source="O4",
)
def can_try(person: Person | None, draft: Draft, on: date) -> Verdict:
    """Try a draft on the cases: who writes it, and who decides it. Source: O4."""
    return by_right(person, "rulesets.try", on) + _allows(draft, "try")


@right("rulesets.propose", _("Lägga fram ett utkast till regelverk för beslut"), Role.PROJECT_OFFICE, scope=Scope.CITY, source="T; O4")
def can_propose(person: Person | None, draft: Draft, on: date) -> Verdict:
    """Propose a draft to the director: the project office. Source: T decision 2; O4."""
    return by_right(person, "rulesets.propose", on) + _allows(draft, "propose")


@right("rulesets.drop", _("Lägga ned ett utkast till regelverk"), Role.PROJECT_OFFICE, scope=Scope.CITY, source="O4")
def can_drop(person: Person | None, draft: Draft, on: date) -> Verdict:
    """Drop a draft: the project office, while it is written. Source: O4."""
    return by_right(person, "rulesets.drop", on) + _allows(draft, "drop")


@right(
    "rulesets.send_back",
    _("Skicka tillbaka ett utkast till regelverk"),
    Role.PROJECT_OFFICE,
    Role.CITY_DIRECTOR,
    scope=Scope.CITY,
    source="O4",
)
def can_send_back(person: Person | None, draft: Draft, on: date) -> Verdict:
    """Send a proposed draft back to be written: who decides it, or the office that takes it back. Source: O4."""
    return by_right(person, "rulesets.send_back", on) + _allows(draft, "send_back")


@right("rulesets.decide", _("Besluta ett framlagt regelverk"), delegation=DelegatedAct.GUIDELINES, scope=Scope.CITY, source="T; O4")
def can_decide(person: Person, draft: Draft, on: date) -> Verdict:
    """Decide a proposed draft, on recorded delegation. Source: T decision 2; O4."""
    return can_decide_rules(person, on) + _allows(draft, "decide")


@right(
    "rulesets.read",
    _("Läsa utkast till regelverk och deras konsekvenser"),
    Role.PROJECT_OFFICE,
    Role.CITY_DIRECTOR,
    Role.DEVELOPMENT_COUNCIL,
    Role.REGISTRAR,
    Role.AUDITOR,
    scope=Scope.CITY,
    reads=True,
    source="P5; O4",
)
def can_read(person: Person | None, on: date) -> Verdict:
    """Read drafts, which are working material until they are decided: office, director, the council that advises. Source: P5; O4."""
    return by_right(person, "rulesets.read", on)
