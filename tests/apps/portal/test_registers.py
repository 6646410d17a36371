"""Every register is reached from one page, which the menu and the foot of every page lead to."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import is_valid_path, resolve, reverse

from nytta.city.records.models import Appointment
from nytta.city.records.terms import Role
from nytta.kit.pages import ListPage
from nytta.kit.testing import routes
from nytta.portal.views.registers import REGISTERS_TEXTS
from tests.apps.test_contract import samples
from tests.factories.city import City_, make_person

pytestmark = pytest.mark.django_db
KEPT = {"access:providers", "access:demands", "access:sign_ins"}
LOG_IN = KEPT | {f"access:{name}" for name in ("people", "directory", "directory_groups", "programs", "webhooks", "deliveries")}


def led_to(client: Client) -> list[str]:
    """What the page's own links lead to."""
    page = client.get(reverse("portal:registers")).content.decode()
    return re.findall(r'href="([^"]+)"', page[page.index("<main") : page.index("</main>")])


@pytest.mark.requirement("O1", "O2", "O6")
def test_anybody_is_led_to_the_public_registers_and_each_answers(city: City_) -> None:
    client = Client()
    found = led_to(client)
    assert found == [reverse(r.route) for _, rows in REGISTERS_TEXTS for r in rows if r.public]
    assert {client.get(address).status_code for address in found} == {200}
    assert reverse("portal:registers") in client.get(reverse("portal:about")).content.decode()


@pytest.mark.requirement("O2", "F15")
@pytest.mark.parametrize(
    ("role", "unseen"),
    [
        (None, LOG_IN | {"records:sample", "records:settings", "portal:oversight", "support:coaches", "rulesets:list"}),
        (Role.REGISTRAR, {"records:sample"}),
        (Role.AUDITOR, {"records:settings", "access:directory", *KEPT}),
    ],
)
def test_whoever_works_here_is_led_to_what_they_may_open(city: City_, role: Role | None, unseen: set[str]) -> None:
    person = make_person("en")
    if role:
        Appointment.objects.create(person=person, role=role.value, valid_from=date(2020, 1, 1))
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    groups = ("/register/grupper/",)
    found = [a for a in led_to(client) if not a.startswith(groups)]
    assert found == [reverse(r.route) for _, rows in REGISTERS_TEXTS for r in rows if r.route not in unseen]
    assert {client.get(address).status_code for address in found} == {200}


@pytest.mark.requirement("F10", "O2")
def test_groups_are_named_as_groups_and_led_to(city: City_) -> None:
    member = make_person("ledamot")
    Appointment.objects.create(person=member, role=Role.PREPARATION_GROUP.value, portfolio="9", valid_from=date(2020, 1, 1))
    client = Client()
    client.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("records:group", args=["preparation_group", "9"])
    assert address in led_to(client)
    assert '<h1 class="ds-heading" data-size="lg">Beredningsgruppen för portfölj 9</h1>' in client.get(address).content.decode()


@pytest.mark.requirement("F7", "F9")
@pytest.mark.parametrize("who", ["project_office", "registrar"])
def test_every_register_is_led_to_by_some_page_that_one_reaches_by_links(city: City_, who: str) -> None:
    samples(city)
    client = Client()
    client.force_login(city.people[who], backend="django.contrib.auth.backends.ModelBackend")
    pages = {r.name: r for r in routes() if hasattr(r.page, "get")}
    ahead, reached = [reverse("portal:desk")], set[str]()
    while ahead:
        answer = client.get(ahead.pop())
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            for link in re.findall(r'href="(/[^"?#]*)', answer.content.decode()):
                name = resolve(link).view_name if is_valid_path(link) else ""
                if name in pages and name not in reached:
                    reached.add(name)
                    ahead.append(link)
    others = ("access:", "rulesets:consequences")  # led to from the registrar's own pages, and from a draft that has been tried
    left = {n for n, r in pages.items() if issubclass(r.page, ListPage) and not r.keys and n not in reached and not n.startswith(others)}
    assert {name for name in left if client.get(reverse(name)).status_code == 200} == set()
