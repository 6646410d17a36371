"""One case through all eight steps by the commands alone."""

from datetime import date

import pytest

from nytta.city.records.models import Decision
from nytta.followup.projects.models import Project
from nytta.followup.projects.queries import effects
from nytta.governance.applications.models import Application
from nytta.governance.portfolios.models import Frame, Grant
from nytta.kit import guards
from nytta.kit.proof import faults
from tests.factories.city import STEPS, City_, make_case

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.mark.requirement("F6")
def test_case_goes_through_all_eight_steps(city: City_) -> None:
    case = make_case(city, "effect")
    project = Project.objects.get(application=case)
    assert (case.state, project.state) == ("granted", "effect_reported")
    assert Grant.objects.get(application=case).amount_sek == 1_000_000
    frame = Frame.objects.get(portfolio=city.portfolio(1), year=2026)
    assert (frame.granted_sek, frame.left_sek) == (1_000_000, 10_000_000)  # what was not used went back at closure
    assert list(faults(Decision)) == []
    found = effects(date(2027, 3, 3))  # 300 000 kronor of the business less a running cost of 100 000; what residents gain is society's
    assert (found.invested_sek, found.net_sek, str(found.share), found.missing) == (1_000_000, 200_000, "1/5", [])


@pytest.mark.parametrize("step", STEPS)
def test_make_case_stops_where_asked(city: City_, step: str) -> None:
    make_case(city, step)
    assert Application.objects.count() == 1


def test_every_guard_stands_in_the_database(city: City_) -> None:
    assert guards.missing() == []
