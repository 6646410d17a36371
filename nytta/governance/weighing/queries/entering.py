"""Who comes into the room finds: the round with what is asked of it, what broke off, and one's own conflicts of interest."""

from datetime import date

from nytta.city.organisation.models import Person
from nytta.governance.applications.models import Application
from nytta.governance.preparation.queries import Standing, kept_out

from ..models import Answer, Round, Scenario
from ..terms import AnswerState
from .listening import figures_of

AGAIN = (AnswerState.FAILED.value, AnswerState.UNDECIDED.value)


def in_room(code: str, number: int | None = None) -> tuple[Round | None, Scenario | None]:
    """The round and the scenario: the screen's, where no number is given. One query."""
    rows = Scenario.objects.select_related("by", "round__figures", "round__pen", "round__programme").filter(round__code=code)
    scenario = (rows.filter(is_screen=True) if number is None else rows.filter(number=number)).first()
    return (scenario.round, scenario) if scenario else (None, None)


def scenarios_of(one: Round) -> list[Scenario]:
    """The screen and all that is kept, in order."""
    found = list(Scenario.objects.filter(round=one).select_related("by"))
    for scenario in found:
        scenario.round = one
    return found


def broken_off(one: Round, scenario: Scenario) -> list[Answer]:
    """The questions about what is shown whose working out was broken off, or came to nothing in time."""
    return list(Answer.objects.filter(figures=figures_of(one, scenario.changes), state__in=AGAIN))


def kept_from(one: Round, person: Person, on: date) -> dict[str, Standing]:
    """The proposals in which a person does not take part now: in conflict, or with a proposed conflict to settle."""
    by_case = {int(name.get("application") or 0): code for code, name in one.names.items()}
    cases = list(Application.objects.filter(pk__in=by_case))
    return {by_case[case]: standing for case, standing in kept_out(person, cases, on).items()}
