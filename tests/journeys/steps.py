"""What people do in a browser, again and again."""

from playwright.sync_api import Page


def send(page: Page, name: str | None = None) -> None:
    """Press the page's own button (or the one named) and see that it went well."""
    form = page.locator("main form[method=post]").last
    button = form.get_by_role("button", name=name) if name else form.locator("button[type=submit]").last
    button.click()
    page.wait_for_load_state()
    assert page.locator(".ds-error-summary, [data-color=danger].ds-alert").count() == 0, page.inner_text("main")
