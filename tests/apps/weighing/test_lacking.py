"""The room warns of what cannot be granted as it stands, with what is missing, by the gates of the grant themselves."""

import pytest
from django.test import Client
from django.urls import reverse

from nytta.delivery.systems.models import CommonSolution
from nytta.governance.applications.models import Application
from nytta.governance.portfolios.queries import conditions_of, lacking
from nytta.governance.weighing.queries.deciding import lacking_of
from nytta.kit.testing import queries_of
from tests.apps.weighing.rooms import ask_all, opened
from tests.factories.city import City_, accept_all, make_case
from tests.factories.exemptions import make_exemption, thing_of

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("F11", "F12")
def test_many_cases_read_at_once_lack_what_each_lacks_by_itself(city: City_) -> None:
    cases = [make_case(city, "weighing", title=f"Förslag {n}") for n in range(3)]
    for code in ("GL-1", "GL-2"):
        CommonSolution.objects.create(code=code, name=f"Lösning {code}", covers=[], valid_from=city.on.date())
    day = city.on.date()
    make_exemption(city, thing=thing_of(cases[0]), solution="GL-2", last=day)
    Application.objects.filter(pk=cases[0].pk).update(covers=["GL-1", "GL-2"])
    Application.objects.filter(pk=cases[1].pk).update(owner_body=None)
    accept_all(city, cases[2])
    found, on = lacking([a.pk for a in cases], city.on.date()), city.on.date()
    for a in Application.objects.filter(pk__in=found):
        assert found[a.pk] == tuple(t.finding for t in conditions_of(a, on) if t.state == "missing" and t.finding is not None)
    assert [bool(found[a.pk]) for a in cases] == [True, True, False]
    assert [f.params["what"] for f in found[cases[0].pk] if f.rule == "no_duplicate"] == ["Lösning GL-1"]  # the other has an exemption


@pytest.mark.requirement("F11", "F12")
def test_room_and_advice_say_what_is_missing_until_it_is_there(city: City_, client: Client) -> None:
    one = opened(city)
    ask_all(one, city)
    client.force_login(city.people["council_member"], backend="django.contrib.auth.backends.ModelBackend")
    room, advice = (reverse(f"weighing:{name}", args=[one.code]) for name in ("room", "advise"))
    html = client.get(room).content.decode()
    assert html.count("Kan inte beviljas än:") == 3
    assert "har inte godtagit ansvaret" in html
    assert "2 av 2 förslag på skärmen kan inte beviljas som de står." in html
    assert client.get(advice).content.decode().count("Kan inte beviljas än:") == 2
    accept_all(city, Application.objects.get(title="Förslag 1"))
    html = client.get(room).content.decode()
    assert html.count("Kan inte beviljas än:") == 2
    assert "1 av 2 förslag på skärmen kan inte beviljas som det står." in html
    assert "Förslag 1" not in {one.names[c]["title"] for c in lacking_of(one, city.on.date())}


def test_the_room_takes_as_many_queries_for_one_proposal_as_for_three(city: City_, client: Client) -> None:
    client.force_login(city.people["council_member"], backend="django.contrib.auth.backends.ModelBackend")
    counts = []
    for costs in ((1_000_000,), (1_000_000, 1_100_000, 1_200_000)):
        one = opened(city, costs)
        ask_all(one, city)
        for name in ("room", "advise"):
            url = reverse(f"weighing:{name}", args=[one.code])
            client.get(url)
            counts.append(len(queries_of(client, url)[1]))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 28, counts
