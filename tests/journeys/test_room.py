"""The room in the browser: a press is answered beside the page, undone by keyboard, a clash is told, and another's change comes by itself."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.apps.weighing.rooms import ask_all, opened, screen, solve, wide
from tests.factories.city import City_
from tests.journeys.test_accessible import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_press_by_keyboard_is_answered_at_once_and_undone(transactional_city: City_, enter: Callable[..., Page]) -> None:
    city = transactional_city
    one = wide(opened(city), city, 12)
    ask_all(one, city)
    page = enter(city.people["council_member"])
    page.goto(f"/vagningar/{one.code}/rummet/")
    assert page.inner_text("[data-state]") == "Bevisad"
    code = sorted(one.names)[4]
    page.evaluate("window.stayed = true")
    page.focus(f"[id='b-out-{code}']")
    top = page.evaluate("scrollY")
    page.keyboard.press("Enter")
    page.wait_for_selector(".hands ol li")
    assert page.inner_text("[data-state]") == "Inaktuellt"
    assert page.evaluate("document.activeElement.id") == f"b-free-{code}"
    assert page.evaluate("[window.stayed, scrollY]") == [True, top]
    solve()
    page.wait_for_selector("[data-state]:text-is('Bevisad')")
    assert page.evaluate("document.activeElement.id") == f"b-free-{code}"
    page.focus("#do-undo")
    page.keyboard.press("Enter")
    page.wait_for_selector("#do-redo")
    assert screen(one).changes == []
    assert page.evaluate("window.stayed") is True


def test_a_clash_is_told_and_what_one_types_stays_when_another_changes(transactional_city: City_, enter: Callable[..., Page]) -> None:
    city = transactional_city
    one = opened(city)
    first, second = enter(city.people["council_member"]), enter(city.people["project_office"])
    code = sorted(one.names)[0]
    for page in (first, second):
        page.goto(f"/vagningar/{one.code}/rummet/")
    second.route("**/lage/**", lambda route: route.abort())  # it has not heard of the first one's change yet
    first.click(f"[id='b-in-{code}']")
    first.wait_for_selector(".hands ol li")
    second.click(f"[id='b-out-{code}']")
    second.wait_for_selector(".told")
    assert "har ändrat samma sak sedan du såg sidan" in second.inner_text(".told")
    assert second.evaluate("document.activeElement.classList.contains('told')")
    first.click("#fold-weights summary")
    first.fill("#f-weight-KF1", "41")
    second.click(".told button")
    second.wait_for_selector(".hands ol li:has-text('Utanför')")
    first.wait_for_selector(".hands ol li:has-text('Utanför')")
    assert first.input_value("#f-weight-KF1") == "41"


@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_of_the_room_are_accessible(transactional_city: City_, enter: Callable[..., Page], width: int) -> None:
    city = transactional_city
    one = wide(opened(city), city, 8)
    page = enter(city.people["council_member"], width=width)
    base = f"/vagningar/{one.code}"
    urls = [f"{base}/rummet/", f"{base}/rummet/1/forslag/{sorted(one.names)[1]}/", f"{base}/scenarier/", f"{base}/diagram/"]
    for url in urls:
        page.goto(url)
    solve()
    assert [f for url in urls for f in faults(page, url)] == []
