"""A part of a larger project's claim: told on the pages, held within it, and never counted again."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nytta.governance.applications.models import Application
from nytta.governance.benefits.models import Baseline, Claim, ClaimShare, Figure
from nytta.governance.benefits.queries.ledger import use_of
from nytta.governance.benefits.terms import ClaimDriver, Side
from nytta.plain.verdicts import Refused
from tests.apps.benefits.ledger import baseline_of, benefit_of
from tests.factories.city import City_, go_on, make_case

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("F9")]
SV = {"accept-language": "sv"}


def tie(
    client: Client, case: Application, base: Baseline, share: str, part_of: str = "", driver: ClaimDriver = ClaimDriver.TIME, **more: str
) -> Any:  # fmt: skip
    """Send the form of the tie page as the applicant does."""
    client.force_login(case.created_by, backend="django.contrib.auth.backends.ModelBackend")
    case.refresh_from_db()
    sent = {"baseline": str(base), "driver": driver.value, "share": share, "part_of": part_of, "edition": str(case.edition), **more}
    return client.post(reverse("applications:tie", args=[case.code, benefit_of(case).pk]), sent, headers=SV)


def use(base: Baseline) -> set[tuple[Decimal, Decimal]]:
    return {(u.bound, u.asked) for u in use_of(base, 0)}


@pytest.mark.both
def test_parts_lie_within_the_larger_projects_claim_and_no_more_is_taken_together(city: City_, client: Client) -> None:
    base = baseline_of(city)
    whole, first, second = (make_case(city, "draft", title=t) for t in ("Hela", "Del ett", "Del två"))
    assert tie(client, whole, base, "40").status_code == 302
    assert tie(client, first, base, "25", whole.code).status_code == 302
    assert use(base) == {(Decimal(0), Decimal("0.4"))}

    refused = tie(client, second, base, "20", whole.code)
    text = refused.content.decode()
    assert refused.status_code == 409
    assert f"Delarna är 2027 tillsammans mer än anspråket i {whole.code}, som de är en del av." in text
    assert 'value="20"' in text
    assert tie(client, second, base, "15", whole.code).status_code == 302
    assert tie(client, second, base, "15", whole.code).status_code == 302  # again: one's own share is not counted twice
    assert use(base) == {(Decimal(0), Decimal("0.4"))}

    shrunk = tie(client, whole, base, "30")
    assert (shrunk.status_code, "Andra ärenden har delar av anspråket, som 2027 tillsammans är mer." in shrunk.content.decode()) == (
        409,
        True,
    )

    page = client.get(reverse("benefits:baseline", args=[base.code]), headers=SV).content.decode()
    parts = page[page.index("Delar av andra anspråk") :]
    assert [w in parts for w in (f"{first.code} Minskad handläggningstid", "25,0 %", "40,0 %", whole.code)] == [True] * 4
    told = client.get(reverse("applications:tie", args=[second.code, benefit_of(second).pk]), headers=SV).content.decode()
    assert f"Ditt anspråk är en del av det i {whole.code}." in told
    assert f'value="{whole.code}"' in told
    calculation = client.get(reverse("applications:calculation", args=[second.code]), headers=SV).content.decode()
    assert f"del av {whole.code}, räknas där" in calculation


@pytest.mark.both
def test_a_part_is_granted_after_the_larger_project_and_counts_nothing_more(city: City_, client: Client) -> None:
    base = baseline_of(city)
    whole, part = (make_case(city, "draft", title=t) for t in ("Hela", "Del"))
    assert tie(client, whole, base, "40").status_code == 302
    assert tie(client, part, base, "25", whole.code).status_code == 302
    go_on(city, part, "draft", "decision")
    with pytest.raises(Refused) as early:
        go_on(city, part, "decision", "granted")
    assert [f.rule for f in early.value.verdict.findings] == ["parent_first"]

    go_on(city, whole, "draft", "granted")
    part.refresh_from_db()
    go_on(city, part, "decision", "granted")
    assert use(base) == {(Decimal("0.4"), Decimal(0))}
    rows = ClaimShare.objects.filter(claim__item__calculation=part.calculation_id, side=Side.DECIDED.value)
    assert set(rows.values_list("fraction", "counted")) == {(Decimal("0.25"), Decimal(0))}
    decided = Figure.objects.filter(item=benefit_of(part), side=Side.DECIDED.value)
    assert {f.amount_sek for f in decided} == {0}
    assert {f.amount_sek for f in Figure.objects.filter(item=benefit_of(whole), side=Side.DECIDED.value)} == {500_000}
    other = make_case(city, "draft", title="En annan")
    assert tie(client, other, base, "60").status_code == 302  # all that is left fits: the part takes nothing of it
    go_on(city, other, "draft", "granted")
    assert use(base) == {(Decimal(1), Decimal(0))}


def test_a_part_names_a_claim_on_the_same_and_stands_by_itself_when_that_goes(city: City_, client: Client) -> None:
    base, elsewhere = baseline_of(city), baseline_of(city, "Arkivera")
    whole, part = (make_case(city, "draft", title=t) for t in ("Hela", "Del"))
    assert tie(client, whole, base, "40").status_code == 302
    for baseline, driver, code in (
        (elsewhere, ClaimDriver.TIME, whole.code),
        (base, ClaimDriver.VOLUME, whole.code),
        (base, ClaimDriver.TIME, part.code),
    ):
        answer = tie(client, part, baseline, "25", code, driver)
        assert answer.status_code == 422
        assert "Det ärendet har inget anspråk på nuläget som sänker samma sak." in answer.content.decode()
    assert tie(client, part, base, "25", whole.code).status_code == 302
    again = make_case(city, "draft", title="Del av en del")
    assert "inte självt vara en del" in tie(client, again, base, "10", part.code).content.decode()

    assert tie(client, whole, base, "40", untie="1").status_code == 302
    assert Claim.objects.get(item=benefit_of(part)).parent is None
    assert use(base) == {(Decimal(0), Decimal("0.25"))}
    assert {Fraction(s.fraction) for s in ClaimShare.objects.filter(claim__item=benefit_of(part))} == {Fraction(1, 4)}
