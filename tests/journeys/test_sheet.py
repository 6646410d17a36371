"""The calculation's sheet in a browser: what is pasted lands in its cells, and what finds none is told."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from nytta.governance.benefits.models import Figure
from tests.factories.city import City_, make_case

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.requirement("F7")]

PASTE = """(field, text) => {
  const data = new DataTransfer(); data.setData("text/plain", text);
  field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_what_is_pasted_beyond_the_last_year_is_told(transactional_city: City_, enter: Callable[..., Page]) -> None:
    city = transactional_city
    case = make_case(city, "draft")
    page = enter(city.people["applicant"])
    page.goto(reverse("applications:write", args=[case.code, "kalkyl"]))
    row = page.locator("tr", has=page.locator("input[value='Minskad handläggningstid']"))
    first = row.locator("input.num").first
    wide = "\t".join(str(1000 * n) for n in range(1, row.locator("input.num").count() + 3))
    first.evaluate(PASTE, wide)
    told = page.locator("[data-lost]")
    told.wait_for()
    assert "2 av de inklistrade värdena fick ingen ruta" in told.inner_text() and "8000" in told.inner_text()
    page.get_by_role("button", name="Spara", exact=True).click()
    page.wait_for_load_state()
    amounts = Figure.objects.filter(item__calculation=case.calculation_id, item__label="Minskad handläggningstid", side="claimed").order_by(
        "year"
    )
    assert list(amounts.values_list("amount_sek", flat=True)) == [1000 * n for n in range(1, 7)]
