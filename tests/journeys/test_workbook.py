"""A workbook is handed in, looked at and brought in; the pages are accessible on a wide screen and on a phone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from tests.apps.applications.test_book_in import changed
from tests.apps.applications.test_workbook import file_of
from tests.factories.city import City_, make_case
from tests.journeys.test_accessible import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.requirement("F7")
@pytest.mark.parametrize("width", [1280, 390])
def test_workbook_is_looked_at_and_brought_in(transactional_city: City_, enter: Callable[..., Page], tmp_path: Path, width: int) -> None:
    city = transactional_city
    case = make_case(city, "draft")
    page = enter(city.people["applicant"], width=width)
    content = file_of(city, case)
    wrong, right = tmp_path / "fel.xlsx", tmp_path / "ny.xlsx"
    wrong.write_bytes(changed(content, {"Kalkyl!I5": "mycket", "Kalkyl!B6": "Vinst"}))
    right.write_bytes(changed(content, {"Kalkyl!F5": "Enhetschef bygglov", "Kalkyl!J6": 125_000, "Kalkyl!G7": "x"}))
    url, found = reverse("applications:book", args=[case.code]), []
    for file in (wrong, right):
        found += faults(page, url)
        page.set_input_files("input[type=file]", file)
        page.get_by_role("button", name="Granska arbetsboken").click()
        page.wait_for_url("**/granska/**")
        found += faults(page, page.url)
    assert found == []
    page.get_by_role("button", name="För in").click()
    page.wait_for_url(f"**{reverse('applications:calculation', args=[case.code])}")
    assert "Arbetsboken är införd i kalkylen." in page.inner_text("main, [role=status], body")
