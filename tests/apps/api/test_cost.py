"""What reading costs: queries that do not grow with rows, and answers that are small."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nytta.portal.api import RESOURCES
from tests.apps.api.callers import Program, token_for
from tests.apps.portal.test_bad_input import whole_city
from tests.factories.city import City_, make_case
from tests.factories.systems import make_systems

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D14")]
LIST = 5  # the call counted, then count, keys and values; the token besides
MORE = {
    "applications": 8, "projects": 8, "effects": 9, "exemptions": 6, "governing-documents": 7, "portfolios": 6, "lessons": 6, "support-requests": 8,
    "decisions": 6,
}  # fmt: skip


def counted(program: Program, address: str, limit: int = 50) -> tuple[int, int]:
    """(queries, bytes) of the second time that somebody asks: the first also notes that the token is used."""
    program.get(address, {"limit": limit})
    with CaptureQueriesContext(connection) as captured:
        answer = program.get(address, {"limit": limit})
    assert answer.status_code == 200, (address, answer.content)
    said = [q["sql"] for q in captured.captured_queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))]
    return len(said), len(answer.content)


def test_a_list_of_fifty_takes_five_queries_and_few_bytes(city: City_) -> None:
    make_systems(city, 60)
    office = Program(token_for(city, city.people["project_office"]))
    queries, size = counted(office, "systems")
    assert queries <= LIST
    assert size < 20_000
    assert counted(Program(), "systems")[0] <= LIST - 1
    cursor = office.read("systems", {"limit": 50})["next_cursor"]
    with CaptureQueriesContext(connection) as captured:
        office.get("systems", {"limit": 50, "cursor": cursor})
    assert len(captured.captured_queries) <= LIST


def test_no_list_takes_more_queries_for_more_rows(city: City_) -> None:
    whole_city(city)
    office = Program(token_for(city, city.people["project_office"]))
    before = {r.name: counted(office, r.name)[0] for r in RESOURCES}
    for number in range(3):
        make_case(city, "effect", title=f"Till {number}")
    make_systems(city, 5)
    after = {r.name: counted(office, r.name)[0] for r in RESOURCES}
    assert {
        n: (before[n], after[n]) for n in before if after[n] > before[n] + 1
    } == {}  # one more where a page is full: the rows are counted
    assert {n: v for n, v in after.items() if v > MORE.get(n, LIST)} == {}
