"""A room with some proposals in it, made by the commands."""

from datetime import date

from django.core.management import call_command

from nytta.governance.weighing import commands
from nytta.governance.weighing.models import Round, Scenario
from nytta.governance.weighing.terms import Joined
from tests.factories.city import YEAR, City_, make_case


def start(city: City_) -> Round:
    """A weighing that is prepared."""
    return commands.start_round(
        programme=city.programme, year=YEAR, title="Vårens vägning", held_on=date(YEAR, 4, 22), by=city.people["project_office"], on=city.on
    )


def opened(city: City_, costs: tuple[int, ...] = (4_000_000, 5_000_000, 6_000_000)) -> Round:
    """A room that is open, with one proposal for each cost in P1."""
    for n, cost in enumerate(costs, 1):
        make_case(city, "weighing", title=f"Förslag {n}", cost_sek=cost)
    one = start(city)
    office = city.people["project_office"]
    commands.ask_for_weights(one=one, how=Joined.MEAN, by=office, on=city.on)
    return commands.open_room(one=one, by=office, on=city.on)


def screen(one: Round) -> Scenario:
    return Scenario.objects.get(round=one, is_screen=True)


def solve() -> None:
    """Let the worker answer all that waits."""
    call_command("solve", "--once")


def ask_all(one: Round, city: City_) -> None:
    """Ask what the room asks, and have it answered."""
    commands.ask_for(scenario=screen(one), by=None, on=city.on)
    solve()
