"""What people do in a browser, again and again."""

from playwright.sync_api import Page, expect


def send(page: Page, name: str | None = None) -> None:
    """Press the page's own button (or the one named) and see that it went well."""
    form = page.locator("main form[method=post]").last
    button = form.get_by_role("button", name=name) if name else form.locator("button[type=submit]").last
    button.click()
    page.wait_for_load_state()
    assert page.locator(".ds-error-summary, [data-color=danger].ds-alert").count() == 0, page.inner_text("main")


def hand_over_and_close(manager: Page, owner: Page, code: str) -> None:
    """The manager hands over, with what was learnt and the money that was not used; the owner accepts each thing and the closure."""
    manager.goto(f"/projekt/{code}/erfarenhet/")
    for name, text in {"title": "Börja med dem som söker", "tried": "Kraven skrevs först.", "worked": "Provdagar.",
                       "otherwise": "Provdagar före kraven.", "for_whom": "Den som skriver krav"}.items():  # fmt: skip
        manager.fill(f"[name={name}]", text)
    manager.select_option("[name=subject]", "users")
    send(manager)
    manager.goto(f"/projekt/{code}/leverans/")
    manager.fill("[name=title]", "Rutin för bygglov")
    manager.select_option("[name=kind]", "routine")
    send(manager)
    manager.goto(f"/projekt/{code}/overlamning/")
    manager.check("[name=no_contracts]")
    send(manager)
    manager.goto(f"/projekt/{code}/lamna-tillbaka/")
    send(manager)
    owner.goto(f"/projekt/{code}/#avslut")
    owner.get_by_role("link", name="Godta leveransen").click()
    owner.check("[name=accepts][value=yes]")
    send(owner)
    owner.goto(f"/projekt/{code}/driftkostnad/")
    owner.fill("[name=cost_sek]", "100 000")
    send(owner)
    manager.goto(f"/projekt/{code}/avsluta/")
    manager.fill("[name=delivered]", "E-tjänsten är i drift.")
    send(manager)
    owner.goto(f"/projekt/{code}/godta/")
    send(owner)


def tell_of_effect(owner: Page, assessor: Page, code: str) -> None:
    """The owner tells of the effect from the desk; the assessor accepts."""
    owner.goto("/mitt-bord/")
    expect(owner.get_by_role("main")).to_contain_text("Redovisa effekten")
    owner.goto(f"/projekt/{code}/effekt/")
    for field in owner.locator("main form [name^=amount_]").all():
        if field.get_attribute("name").endswith("_2027"):  # type: ignore[union-attr]
            field.fill("150 000")
    for name, text in (("evidence_", "Tabell 3"), ("why_", "Lägre volym.")):
        for field in owner.locator(f"main form [name^={name}]").all():
            field.fill(text)
    owner.fill("[name=explanation]", "Något lägre volym än väntat.")
    owner.fill("[name=unexpected]", "Telefonkön blev kortare.")
    owner.get_by_role("button", name="Spara och gå till inlämning").click()
    owner.wait_for_load_state()
    expect(owner.get_by_role("main")).to_contain_text("Telefonkön blev kortare.")
    send(owner, "Lämna in")
    assessor.goto("/mitt-bord/")
    expect(assessor.get_by_role("main")).to_contain_text("Granska redovisningen av effekten")
    assessor.goto(f"/projekt/{code}/effekt/granska/")
    assessor.check("[name=accepts][value=yes]")
    send(assessor)
    expect(assessor.get_by_role("main")).to_contain_text("Granskad och godtagen")
