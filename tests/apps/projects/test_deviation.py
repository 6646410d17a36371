"""What deviates from the plan of a project that is decided year by year."""

import pytest

from nytta.followup.projects import commands, queries
from nytta.followup.projects.models import Project
from nytta.followup.projects.rules import Figures
from tests.factories.city import City_, make_case

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("forecast_sek", "deviates"), [(1_000_000, False), (1_000_001, True)])
@pytest.mark.requirement("F13", "U5")
def test_forecast_is_held_against_what_is_granted_and_committed(city: City_, forecast_sek: int, deviates: bool) -> None:
    project = Project.objects.get(application=make_case(city, "running", cost_sek=1_000_000, years=2))
    assert (queries.granted_sek(project), queries.planned_sek(project)) == (500_000, 1_000_000)
    made = commands.report(
        project=project, figures=Figures(0, forecast_sek, project.planned_end_on), comment="Dyrare.", by=project.manager, on=city.on,
    )  # fmt: skip
    assert made.deviates is deviates
