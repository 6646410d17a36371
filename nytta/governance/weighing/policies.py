"""Who may prepare a weighing, weigh, hold the pen, advise and decide."""

from datetime import date

from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Person
from nytta.city.records.policies import by_right
from nytta.city.records.terms import Holder, Role, Scope
from nytta.governance.applications.models import Application
from nytta.governance.preparation.policies import takes_part
from nytta.governance.preparation.queries import in_council
from nytta.plain.rights import right
from nytta.plain.verdicts import YES, Verdict, no

from .flow import ROUND
from .models import Round, Scenario
from .terms import RoundState

IN_THE_ROOM = (Role.DEVELOPMENT_COUNCIL, Role.CITY_DIRECTOR, Role.PROJECT_OFFICE)


def _allows(one: Round, act: str) -> Verdict:
    return ROUND.allows(RoundState(one.state), act)


@right("weighing.start", _("Starta en vägning"), Role.PROJECT_OFFICE, Role.CITY_DIRECTOR, scope=Scope.CITY, source="P5; F11")
def can_start(person: Person | None, on: date) -> Verdict:
    """Start a weighing: the project office, for the development council. Source: P5; F11."""
    return by_right(person, "weighing.start", on)


@right("weighing.prepare", _("Förbereda vägningens kriterier"), Role.PROJECT_OFFICE, Role.CITY_DIRECTOR, scope=Scope.CITY, source="F16")
def can_prepare(person: Person | None, one: Round, on: date) -> Verdict:
    """Write criteria, rates, scales, and ask for the members' weights: before the weights are asked for. Source: F16."""
    return by_right(person, "weighing.prepare", on) + _allows(one, "prepare")


@right(
    "weighing.limit",
    _("Föra in årets regler för vägningen"),
    Role.PROJECT_OFFICE,
    Role.CITY_DIRECTOR,
    scope=Scope.CITY,
    source="E6.2; F3; F16",
)
def can_set_limit(person: Person | None, one: Round, on: date) -> Verdict:
    """Record a rule of the year with who decided it: before the weights, or in the open room once more. Source: E6.2; F3, F16."""
    return by_right(person, "weighing.limit", on) + (YES if _allows(one, "prepare") else _allows(one, "prepare_rules"))


@right("weighing.weigh", _("Lämna sina vikter"), Role.DEVELOPMENT_COUNCIL, scope=Scope.CITY, source="P5; N8")
def can_weigh(person: Person | None, one: Round, on: date) -> Verdict:
    """Give one's own weights: a member, for oneself, until they are locked. Source: F16; N8."""
    return by_right(person, "weighing.weigh", on) + _allows(one, "weigh")


@right("weighing.open", _("Låsa vikterna och öppna rummet"), Role.PROJECT_OFFICE, Role.CITY_DIRECTOR, scope=Scope.CITY, source="F16")
def can_open(person: Person | None, one: Round, on: date) -> Verdict:
    """Lock the weights and open the proposals. Source: F16."""
    return by_right(person, "weighing.open", on) + _allows(one, "open")


@right(
    "weighing.renew",
    _("Ta in det som har ändrats sedan rummet öppnades"),
    Role.PROJECT_OFFICE,
    Role.CITY_DIRECTOR,
    scope=Scope.CITY,
    source="F16",
)
def can_renew(person: Person | None, one: Round, on: date) -> Verdict:
    """Take in what has changed since the room was opened. Source: F16."""
    return by_right(person, "weighing.renew", on) + _allows(one, "renew")


@right("weighing.enter", _("Se vägningens rum"), *IN_THE_ROOM, Role.AUDITOR, Role.REGISTRAR, scope=Scope.CITY, reads=True, source="F11; O6")
def can_enter(person: Person | None, on: date, *, alone: Application | None = None) -> Verdict:
    """See the room: working material until it is decided, for those who advise, decide, prepare or audit. Source: F11; O6.

    Where a case is weighed `alone`, also a substitute for a member who has a conflict of interest in it. Source: F10.
    """
    return YES if alone is not None and in_council(person, alone, on) else by_right(person, "weighing.enter", on)


@right("weighing.change", _("Pröva vad som händer om något ändras"), *IN_THE_ROOM, scope=Scope.CITY, source="F11; F16")
def can_change(person: Person | None, one: Round, scenario: Scenario, on: date) -> Verdict:
    """Ask what if: on the screen whoever holds the pen, in a scenario of one's own oneself. Source: F16."""
    verdict = by_right(person, "weighing.change", on) + _allows(one, "change")
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


@right("weighing.pen", _("Ta pennan i rummet"), *IN_THE_ROOM, scope=Scope.CITY, source="F11; F16")
def can_take_pen(person: Person | None, one: Round, on: date) -> Verdict:
    """Take the pen: anybody in the room, said to all. Source: F16."""
    return by_right(person, "weighing.pen", on) + _allows(one, "change")


@right("weighing.put_down", _("Lägga ner pennan i rummet"), *IN_THE_ROOM, also=(Holder.PEN,), scope=Scope.CITY, source="F16")
def can_put_down_pen(person: Person | None, one: Round, on: date) -> Verdict:
    """Put the pen down: who holds it; anybody else takes it instead. Source: F16."""
    verdict = can_take_pen(person, one, on)
    if verdict and person is not None and one.pen_id != person.pk:
        return no("pen", "Du håller inte i pennan.", "F16", "Den som håller i den lägger ner den; du kan ta den.")
    return verdict


@right("weighing.advise", _("Ge utvecklingsrådets råd om hela vägningen"), Role.DEVELOPMENT_COUNCIL, scope=Scope.CITY, source="P5; F11")
def can_advise(person: Person | None, one: Round, on: date) -> Verdict:
    """Give the development council's advice on all that is weighed. Source: P5; F11."""
    return by_right(person, "weighing.advise", on) + _allows(one, "advise")


@right(
    "weighing.reopen",
    _("Öppna rummet igen före beslutet"),
    Role.DEVELOPMENT_COUNCIL,
    Role.CITY_DIRECTOR,
    scope=Scope.CITY,
    source="P5; F11",
)
def can_reopen(person: Person | None, one: Round, on: date) -> Verdict:
    """Open the room again before the decision. Source: F11."""
    return by_right(person, "weighing.reopen", on) + _allows(one, "reopen")


@right("weighing.decide", _("Besluta enligt vägningen"), Role.CITY_DIRECTOR, scope=Scope.CITY, source="P5; T; F11")
def can_decide(person: Person | None, one: Round, on: date) -> Verdict:
    """Grant and refuse what was advised, on recorded delegation; each grant is tried by itself too. Source: P5; T; F11."""
    return by_right(person, "weighing.decide", on) + _allows(one, "decide")
