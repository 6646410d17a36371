"""A desk says since when a case has waited on the one whose desk it is, not since it was handed in."""

from datetime import timedelta

import pytest

from nytta.governance.applications.models import Passage
from nytta.kit.work import desk
from tests.factories.city import City_, make_case

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("F5", "F15")]


@pytest.mark.parametrize(
    ("until", "who"),
    [("screening", "project_office"), ("preparation", "group_1"), ("weighing", "council_member"), ("decision", "director")],
)
def test_a_wait_is_counted_from_when_the_case_came_to_whoever_it_waits_on(city: City_, until: str, who: str) -> None:
    case = make_case(city, until)
    came = city.on.date() + timedelta(days=9)
    assert Passage.objects.filter(application=case, left_on=None).update(entered_on=came) == 1
    found = {w.since for w in desk(city.people[who], came + timedelta(days=1)) if w.code == case.code}
    assert found == {came}
