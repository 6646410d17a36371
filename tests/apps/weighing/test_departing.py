"""The director's decision where it departs from the advice: a reason for each, kept, published, and in every file."""

import io
import json
import subprocess
import sys
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from nytta.city.records.models import Decision
from nytta.governance.applications.models import Application
from nytta.governance.portfolios.models import Grant
from nytta.governance.weighing import commands
from nytta.governance.weighing.commands.outcome import Apart, Line
from nytta.governance.weighing.models import Round
from nytta.governance.weighing.terms import Departed, RoundState
from nytta.plain.verdicts import Refused
from tests.apps.weighing.rooms import ask_all, opened, screen
from tests.apps.weighing.test_outcome import at, code_of, fresh
from tests.factories.city import City_, accept_all, grant

pytestmark = pytest.mark.django_db


@pytest.fixture
def advised(city: City_) -> Round:
    """Advice to fund 1 and 2, and to wait with 3; every condition is met."""
    one = opened(city)
    ask_all(one, city)
    commands.advise_all(
        scenario=screen(one), seen=0, reasons="Mest nytta.", departures={}, left_out={}, by=city.people["council_member"], on=city.on
    )
    for case in Application.objects.filter(state="decision"):
        accept_all(city, case)
    return fresh(one)


def granting(n: int, amount: int) -> dict[str, str]:
    return {f"take_{n}": "on", f"amount_{n}": str(amount), f"cost_centre_{n}": "1", f"activity_{n}": "2", f"project_code_{n}": "3"}


def decide(client: Client, city: City_, one: Round, typed: dict[str, Any]) -> Any:
    url = reverse("weighing:decide", args=[one.code])
    page = at(client, city.people["director"]).post(url, typed)
    return page, client.post(url, {**typed, "act": "decide", "seen": page.context["digest"]})


@pytest.mark.requirement("F11")
def test_advised_proposal_that_is_not_granted_needs_its_reason_and_nothing_typed_is_lost(
    client: Client, city: City_, advised: Round
) -> None:
    typed = {"reasons": "Enligt rådet.", **granting(1, 4_000_000), "take_2": "later", "amount_2": "4 900 000"}
    page = at(client, city.people["director"]).post(reverse("weighing:decide", args=[advised.code]), typed)
    assert page.status_code == 422
    html = page.content.decode()
    assert "Rådet tillstyrkte förslaget. Skriv varför du inte beviljar det nu." in html
    assert "4 900 000" in html
    assert page.context["form"]["take_2"].value() == "later"
    assert not Grant.objects.exists()


@pytest.mark.requirement("F11", "U9")
def test_what_is_left_for_later_stays_undecided_and_its_reason_is_published_everywhere(client: Client, city: City_, advised: Round) -> None:
    second, why = code_of(advised, "Förslag 2"), "Leverantören svarar först i maj."
    typed = {"reasons": "Enligt rådet.", **granting(1, 4_000_000), "take_2": "later", f"why_{second}": why}
    assert decide(client, city, advised, typed)[1].status_code == 302
    assert fresh(advised).outcome["decision_departures"] == {second: {"how": "later", "reason": why}}
    assert Application.objects.get(title="Förslag 2").state == "decision"
    at(client, None)
    said = f"Rådet tillstyrkte, direktören avgör senare: {why}"
    assert said in client.get(reverse("weighing:published", args=[advised.code])).content.decode()
    book = load_workbook(io.BytesIO(client.get(reverse("weighing:basis", args=[advised.code, "xlsx"])).content))
    sheet = next(ws for ws in book.worksheets if "avviker" in ws.title)
    assert [[c.value for c in row] for row in sheet.iter_rows(min_row=2)] == [[second, Departed.LATER.sv, why]]
    content = client.get(reverse("weighing:basis", args=[advised.code, "json"])).content
    case = json.loads(content)
    assert case["decision"]["granted"] == {code_of(advised, "Förslag 1"): 4_000_000}
    assert case["decision"]["departures"] == {second: {"how": "later", "reason": why, "said": Departed.LATER.sv}}
    done = subprocess.run([sys.executable, "-m", "nytta.engine.answer"], input=content, capture_output=True, check=True)
    assert json.loads(done.stdout)["selected"] == case["expected"]["selected"] == sorted(fresh(advised).outcome["selected"])


@pytest.mark.requirement("F11")
def test_advised_proposal_is_refused_in_the_same_act_with_a_letter_of_its_own(client: Client, city: City_, advised: Round) -> None:
    second = code_of(advised, "Förslag 2")
    typed = {"reasons": "Enligt rådet.", **granting(1, 4_000_000), "take_2": "no", f"why_{second}": "Staten inför samma tjänst."}
    page, done = decide(client, city, advised, typed)
    assert [("avslår" in text, "Staten inför samma tjänst." in text) for _, text in page.context["letters"]] == [
        (False, False),
        (True, True),
    ]
    assert done.status_code == 302
    assert Application.objects.get(title="Förslag 2").state == "refused"
    assert fresh(advised).outcome["decision_departures"][second]["how"] == "not_granted"
    html = at(client, None).get(reverse("weighing:published", args=[advised.code])).content.decode()
    assert "Rådet tillstyrkte, direktören beviljade inte: Staten inför samma tjänst." in html


@pytest.mark.requirement("F11")
def test_proposal_that_was_not_advised_is_granted_with_its_own_reason_in_letter_and_record(
    client: Client, city: City_, advised: Round
) -> None:
    first, second, third = (code_of(advised, f"Förslag {n}") for n in (1, 2, 3))
    url = reverse("weighing:decide", args=[advised.code])
    typed = {"reasons": "Enligt rådet.", **granting(1, 4_000_000), "take_2": "later", f"why_{second}": "Ryms inte.", "also": third}
    page = at(client, city.people["director"]).post(url, {**typed, "act": "also"})
    assert page.status_code == 200
    assert page.context["form"]["amount_1"].value() == "4000000"  # nothing typed is lost
    assert page.context["form"]["take_2"].value() == "later"
    typed |= granting(3, 6_000_000)
    assert "Rådet tillstyrkte inte förslaget. Skriv varför du beviljar det." in client.post(url, typed).content.decode()
    page, done = decide(client, city, advised, {**typed, f"why_{third}": "Lagen kräver det."})
    assert done.status_code == 302
    assert "Enligt rådet. Lagen kräver det." in dict((x.code, text) for x, text in page.context["letters"])[third]
    assert fresh(advised).outcome["granted"] == {first: 4_000_000, third: 6_000_000}
    assert fresh(advised).outcome["decision_departures"][third] == {"how": "against", "reason": "Lagen kräver det."}
    kept = Decision.objects.get(subject=Application.objects.get(title="Förslag 3").code, kind="grant")
    assert kept.content["against_advice"] is True


@pytest.mark.requirement("F11")
def test_the_act_itself_refuses_a_departure_without_reason_and_a_reason_without_departure(city: City_, advised: Round) -> None:
    first, second = code_of(advised, "Förslag 1"), code_of(advised, "Förslag 2")
    lines, director = [Line(first, 4_000_000, "1", "2", "3")], city.people["director"]
    for told in ({}, {second: Apart(Departed.LATER, " ")}, {second: Apart(Departed.AGAINST, "Fel slag.")}):
        with pytest.raises(Refused, match="Skriv skälet för att inte följa rådet: Förslag 2"):
            commands.grant_all(one=advised, lines=lines, reasons="Så.", departures=told, by=director, on=city.on)
    both = {first: Apart(Departed.LATER, "Nej."), second: Apart(Departed.LATER, "Nej.")}
    with pytest.raises(Refused, match="Beslutet följer rådet för det här förslaget: Förslag 1"):
        commands.grant_all(one=advised, lines=lines, reasons="Så.", departures=both, by=director, on=city.on)
    assert fresh(advised).state == RoundState.ADVISED.value


def test_what_was_granted_by_itself_since_the_advice_is_no_departure(client: Client, city: City_, advised: Round) -> None:
    first, second = code_of(advised, "Förslag 1"), code_of(advised, "Förslag 2")
    grant(city, Application.objects.get(title="Förslag 1"))
    page, done = decide(client, city, advised, {"reasons": "Enligt rådet.", **granting(1, 5_000_000)})
    assert [x.code for x in page.context["lines"]] == [second]
    assert done.status_code == 302
    assert fresh(advised).outcome["granted"] == {first: 4_000_000, second: 5_000_000}
    assert fresh(advised).outcome["decision_departures"] == {}
