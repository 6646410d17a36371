"""What an item takes of its baseline is lowered by the assessor, with a reason, shown side by side, and asked for from the signature."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nytta.governance.applications.models import Application
from nytta.governance.benefits.models import ClaimShare
from nytta.governance.benefits.queries.ledger import use_of
from nytta.governance.benefits.terms import ClaimDriver, Side
from nytta.governance.valuation import commands
from tests.apps.benefits.ledger import YEARS, baseline_of, benefit_of, claiming
from tests.apps.valuation.test_pages import at, written
from tests.factories.city import City_, go_on

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("F8", "F9")]


def valuing(city: City_, share: str = "0.4") -> Application:
    """A case that calls on the time of a baseline of 5,000 hours, and waits for its assessor."""
    case = go_on(city, claiming(city, "A", baseline_of(city), ClaimDriver.TIME, share), "draft", "valuation")
    commands.appoint_assessor(application=case, assessor=city.people["assessor"], by=city.people["project_office"], on=city.on)
    return case


def fields(case: Application, percent: str) -> dict[str, str]:
    return {f"share_{benefit_of(case).pk}_{y}": percent for y in YEARS}


def send(client: Client, case: Application, **changed: str) -> Any:
    return client.post(reverse("valuation:value", args=[case.code]), written(case, **changed))


def asked(case: Application) -> set[Decimal]:
    return {u.asked for u in use_of(benefit_of(case).claim.baseline, 0)}


def shares(case: Application, side: Side) -> set[Decimal]:
    rows = ClaimShare.objects.filter(claim__item__calculation=case.calculation_id, side=side.value)
    return set(rows.values_list("fraction", flat=True))


@pytest.mark.both
def test_assessor_lowers_a_share_with_a_reason_and_the_ledger_asks_for_that_from_the_signature(city: City_, client: Client) -> None:
    case = valuing(city)
    client, item = at(client, city.people["assessor"]), benefit_of(case)
    page = client.get(reverse("valuation:value", args=[case.code]), headers={"accept-language": "sv"}).content.decode()
    assert "som kostar 2 000 000 kr per år" in page.replace("\xa0", " ")
    assert 'value="40"' in page

    assert send(client, case, **fields(case, "30")).status_code == 302
    assert asked(case) == {Decimal("0.4")}  # working material binds nobody
    refused = client.post(reverse("valuation:sign", args=[case.code]))
    assert (refused.status_code, "Skäl saknas för ändringen av ”Minskad handläggningstid”." in refused.content.decode()) == (409, True)

    assert send(client, case, **fields(case, "30"), **{f"reason_{item.pk}": "Mätt i tre veckor."}).status_code == 302
    signing = client.get(reverse("valuation:sign", args=[case.code]), headers={"accept-language": "sv"}).content.decode()
    assert "30,0 % i stället för 40,0 %" in signing
    assert client.post(reverse("valuation:sign", args=[case.code])).status_code == 302
    assert asked(case) == {Decimal("0.3")}
    assert (shares(case, Side.CLAIMED), shares(case, Side.ASSESSED)) == ({Decimal("0.4")}, {Decimal("0.3")})

    case.refresh_from_db()
    seen = at(client, case.created_by).get(reverse("applications:calculation", args=[case.code]), headers={"accept-language": "sv"})
    text = seen.content.decode()
    beside = text[text.index("Andel av nuläget, sida vid sida") :]
    assert [w in beside for w in ("40,0 %", "30,0 %", "sänkt. Mätt i tre veckor.")] == [True, True, True]

    go_on(city, case, "preparation", "granted")
    assert shares(case, Side.DECIDED) == {Decimal("0.3")}
    assert {(u.bound, u.left) for u in use_of(item.claim.baseline, 0)} == {(Decimal("0.3"), Decimal("0.7"))}


def test_a_share_is_not_raised_and_what_was_typed_is_kept(city: City_, client: Client) -> None:
    case = valuing(city)
    answer = send(at(client, city.people["assessor"]), case, **fields(case, "50"))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "tar 2027 högst 40,0 % av nuläget, som sökanden har begärt." in text
    assert 'value="50"' in text
    assert shares(case, Side.ASSESSED) == set()


def test_a_share_that_is_sent_back_as_it_was_shown_or_left_out_is_as_it_was_claimed(city: City_, client: Client) -> None:
    case = valuing(city, "1/3")
    client = at(client, city.people["assessor"])
    for changed in (fields(case, "33,33"), fields(case, ""), {}):
        assert send(client, case, **changed).status_code == 302
        assert shares(case, Side.ASSESSED) == {Decimal("0.33333333")}
    assert client.post(reverse("valuation:sign", args=[case.code])).status_code == 302
    assert asked(case) == {Decimal("0.33333333")}
    assert Fraction(1, 3) - Fraction(asked(case).pop()) < Fraction(1, 10**8)
