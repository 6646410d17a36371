"""Who may prepare a weighing, weigh, hold the pen, advise and decide."""

from datetime import date

from nytta.city.organisation.models import Person
from nytta.city.records.policies import can_as
from nytta.city.records.terms import Role
from nytta.governance.applications.models import Application
from nytta.governance.preparation.policies import takes_part
from nytta.plain.verdicts import YES, Verdict, no

from .flow import ROUND
from .models import Round, Scenario
from .terms import RoundState

IN_THE_ROOM = (Role.DEVELOPMENT_COUNCIL, Role.CITY_DIRECTOR, Role.PROJECT_OFFICE)


def _allows(one: Round, act: str) -> Verdict:
    return ROUND.allows(RoundState(one.state), act)


def can_start(person: Person | None, on: date) -> Verdict:
    """Start a weighing: the project office, for the development council. Source: P5; F11."""
    return can_as(person, Role.PROJECT_OFFICE, Role.CITY_DIRECTOR, on=on, source="P5; F11")


def can_prepare(person: Person | None, one: Round, on: date) -> Verdict:
    """Write criteria, rates, scales, and ask for the members' weights: before the weights are asked for. Source: F16."""
    return can_start(person, on) + _allows(one, "prepare")


def can_set_limit(person: Person | None, one: Round, on: date) -> Verdict:
    """Record a rule of the year with who decided it: before the weights, or in the open room once more. Source: E6.2; F3, F16."""
    return can_start(person, on) + (YES if _allows(one, "prepare") else _allows(one, "prepare_rules"))


def can_weigh(person: Person | None, one: Round, on: date) -> Verdict:
    """Give one's own weights: a member, for oneself, until they are locked. Source: F16; N8."""
    return can_as(person, Role.DEVELOPMENT_COUNCIL, on=on, source="P5; N8") + _allows(one, "weigh")


def can_open(person: Person | None, one: Round, on: date) -> Verdict:
    """Lock the weights and open the proposals. Source: F16."""
    return can_start(person, on) + _allows(one, "open")


def can_renew(person: Person | None, one: Round, on: date) -> Verdict:
    """Take in what has changed since the room was opened. Source: F16."""
    return can_start(person, on) + _allows(one, "renew")


def can_enter(person: Person | None, on: date) -> Verdict:
    """See the room: working material until it is decided, for those who advise, decide, prepare or audit. Source: F11; O6."""
    return can_as(person, *IN_THE_ROOM, Role.AUDITOR, Role.REGISTRAR, on=on, source="F11; O6")


def can_change(person: Person | None, one: Round, scenario: Scenario, on: date) -> Verdict:
    """Ask what if: on the screen whoever holds the pen, in a scenario of one's own oneself. Source: F16."""
    verdict = can_as(person, *IN_THE_ROOM, on=on, source="F11; F16") + _allows(one, "change")
    if not verdict or person is None:
        return verdict
    if not scenario.is_screen and scenario.by_id != person.pk:
        return no("own_scenario", "Det här är någon annans scenario.", "F16", "Gör ett eget scenario av det.")
    if scenario.is_screen and one.pen_id not in (None, person.pk):
        return no("pen", "%(name)s håller i pennan.", "F16", "Be om pennan, eller gör ett eget scenario.", name=str(one.pen or ""))
    return verdict


def takes_part_in(person: Person, one: Round, proposal: str, on: date) -> Verdict:
    """Whether a person takes part in a proposal of the room: no conflict of interest in its case, none proposed that waits. Source: F10; F16."""
    case = Application.objects.filter(pk=int(one.names.get(proposal, {}).get("application") or 0)).first()
    return takes_part(person, case, on, instead="Någon annan i rummet gör ändringen.") if case else YES


def can_take_pen(person: Person | None, one: Round, on: date) -> Verdict:
    """Take the pen: anybody in the room, said to all. Source: F16."""
    return can_as(person, *IN_THE_ROOM, on=on, source="F11; F16") + _allows(one, "change")


def can_put_down_pen(person: Person | None, one: Round, on: date) -> Verdict:
    """Put the pen down: who holds it; anybody else takes it instead. Source: F16."""
    verdict = can_take_pen(person, one, on)
    if verdict and person is not None and one.pen_id != person.pk:
        return no("pen", "Du håller inte i pennan.", "F16", "Den som håller i den lägger ner den; du kan ta den.")
    return verdict


def can_advise(person: Person | None, one: Round, on: date) -> Verdict:
    """Give the development council's advice on all that is weighed. Source: P5; F11."""
    return can_as(person, Role.DEVELOPMENT_COUNCIL, on=on, source="P5; F11") + _allows(one, "advise")


def can_reopen(person: Person | None, one: Round, on: date) -> Verdict:
    """Open the room again before the decision. Source: F11."""
    return can_as(person, Role.DEVELOPMENT_COUNCIL, Role.CITY_DIRECTOR, on=on, source="P5; F11") + _allows(one, "reopen")


def can_decide(person: Person | None, one: Round, on: date) -> Verdict:
    """Grant and refuse what was advised, on recorded delegation; each grant is tried by itself too. Source: P5; T; F11."""
    return can_as(person, Role.CITY_DIRECTOR, on=on, source="P5; T; F11") + _allows(one, "decide")
