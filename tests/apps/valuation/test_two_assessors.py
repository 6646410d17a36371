"""Two assessors value blindly; their agreement is shown when both have signed; the business answers item by item."""

from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nytta.city.records import commands as records
from nytta.city.records.terms import Role
from nytta.governance.applications import commands as applications
from nytta.governance.applications.models import Application
from nytta.governance.applications.queries.item import asked_items
from nytta.governance.applications.terms import Acceptable
from nytta.governance.benefits.commands import put_side
from nytta.governance.benefits.models import Item
from nytta.governance.benefits.terms import Side
from nytta.governance.valuation import commands, queries
from nytta.governance.valuation.rules import agreement, level_of, mean_deviation
from nytta.needs.goals.models import CouncilGoal
from nytta.plain.verdicts import Refused
from tests.factories.city import START, City_, make_case, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("F8")]


def client_of(city: City_, person: Any) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def second(city: City_) -> Any:
    person = make_person("andra", city.bodies["socialforvaltningen"], "Andra värderaren")
    records.appoint(
        person=person,
        role=Role.ASSESSOR,
        valid_from=START,
        valid_until=None,
        mandate="Uppdragsbeslut 2",
        by=city.people["registrar"],
        on=city.on,
    )
    return person


def both(city: City_) -> tuple[Application, Any]:
    case, other = make_case(city, "valuation"), second(city)
    office = city.people["project_office"]
    commands.appoint_assessor(application=case, assessor=city.people["assessor"], by=office, on=city.on)
    commands.appoint_assessor(application=case, assessor=other, place=2, by=office, on=city.on)
    return case, other


def value(city: City_, case: Application, person: Any, points: list[int], yearly: int) -> None:
    item = Item.objects.get(calculation=case.calculation_id, label="Minskad handläggningstid")
    amounts = {(item.pk, y): yearly for y in range(2027, 2030)}
    goals = dict(zip(CouncilGoal.objects.order_by("code"), points, strict=True))
    commands.value(
        application=case, amounts=amounts, reasons={item.pk: "Volymen är osäker"}, points=goals, summary="Bedömd", by=person, on=city.on
    )


def test_neither_sees_the_others_figures_before_both_have_signed(city: City_):
    case, other = both(city)
    value(city, case, other, [10, 20, 30], 111_111)
    commands.sign(application=case, by=other, on=city.on)
    case.refresh_from_db()
    assert (case.state, queries.is_signed(case)) == ("valuation", False)
    seen = {}
    for name, person in {**city.people, "second": other}.items():
        pages = [
            reverse("applications:detail", args=[case.code]),
            reverse("applications:calculation", args=[case.code]),
            reverse("valuation:value", args=[case.code]),
            reverse("applications:calculation_pdf", args=[case.code]),
        ]
        seen[name] = any(
            "333\u00a0333" in client_of(city, person).get(p).content.decode("utf-8", "ignore")
            or "111\u00a0111" in client_of(city, person).get(p).content.decode("utf-8", "ignore")
            for p in pages
        )
    assert not any(seen.values())
    assert "111" not in Client().get(reverse("portal:case", args=[case.code])).content.decode()


def test_agreement_is_shown_when_both_have_signed_and_the_first_ones_figures_stand(city: City_):
    case, other = both(city)
    value(city, case, other, [25, 50, 100], 400_000)
    value(city, case, city.people["assessor"], [25, 75, 100], 300_000)
    commands.sign(application=case, by=other, on=city.on)
    commands.sign(application=case, by=city.people["assessor"], on=city.on)
    case.refresh_from_db()
    assert case.state == "preparation"
    found = queries.agreement_on(case)
    assert found is not None and (found.n, found.apart_sek, found.enough) == (3, 75_000, False)
    assert found.kappa is not None and round(found.kappa, 4) == round(
        agreement({"a": 25, "b": 75, "c": 100}, {"a": 25, "b": 50, "c": 100}, []).kappa or 0, 4
    )
    page = client_of(city, city.people["applicant"]).get(reverse("applications:detail", args=[case.code])).content.decode()
    assert "viktad kappa" in page and "Så få bedömningar säger lite." in page
    assert (
        case.calculation.items.get(label="Minskad handläggningstid").figures.get(side=Side.ASSESSED.value, year=2027).amount_sek == 300_000
    )


def test_kappa_of_judgements_worked_by_hand():
    """3 things, scale of 5: seen distance (0+1+0)/3 = 1/3; by chance (0+1+3 +2+1+1 +3+2+0)/9 = 13/9; kappa 1 − (1/3)/(13/9) = 10/13."""
    found = agreement({"a": 25, "b": 75, "c": 100}, {"a": 25, "b": 50, "c": 100}, [(10, 30), (5, 5)])
    assert str(found.kappa).startswith("0.7692307692307692")
    assert found.apart_sek == 10
    assert [level_of(p) for p in (0, 12, 13, 38, 62, 63, 88, 100)] == [0, 0, 25, 50, 50, 75, 100, 100]


def test_second_assessor_is_another_person_and_independent(city: City_):
    case = make_case(city, "valuation")
    office = city.people["project_office"]
    with pytest.raises(Refused, match="ingen första värderare"):
        commands.appoint_assessor(application=case, assessor=city.people["assessor"], place=2, by=office, on=city.on)
    commands.appoint_assessor(application=case, assessor=city.people["assessor"], by=office, on=city.on)
    with pytest.raises(Refused, match="värderar redan ansökan"):
        commands.appoint_assessor(application=case, assessor=city.people["assessor"], place=2, by=office, on=city.on)


def test_signed_valuation_cannot_be_changed(city: City_):
    case, other = both(city)
    value(city, case, other, [1, 2, 3], 5)
    commands.sign(application=case, by=other, on=city.on)
    with pytest.raises(Refused, match="undertecknad och kan inte ändras"):
        value(city, case, other, [1, 2, 3], 6)


def test_executive_offices_own_case_has_its_assessor_from_the_director(city: City_):
    case = make_case(city, "valuation")
    Application.objects.filter(pk=case.pk).update(applicant_body=city.bodies["kommunstyrelsen"])
    case.refresh_from_db()
    with pytest.raises(Refused, match="Direktör"):
        commands.appoint_assessor(application=case, assessor=city.people["assessor"], by=city.people["project_office"], on=city.on)
    commands.appoint_assessor(application=case, assessor=city.people["assessor"], by=city.people["director"], on=city.on)
    assert [w.title for w in queries.to_appoint(city.people["director"], city.on.date())] == []


@pytest.mark.requirement("F12")
def test_business_objects_to_an_item_and_the_whole_cannot_be_accepted(city: City_):
    case, owner = make_case(city, "preparation"), city.people["process_owner"]
    url = reverse("applications:item_answers", args=[case.code])
    first = asked_items(case)[0].item
    client = client_of(city, owner)
    refused = client.post(url, {f"answer_{first.pk}": "0", f"reason_{first.pk}": ""})
    assert refused.status_code == 409 and f"Skriv varför ni invänder mot ”{first.label}”." in refused.content.decode()
    assert client.post(url, {f"answer_{first.pk}": "0", f"reason_{first.pk}": "Tiden finns inte"}).status_code == 302
    page = client_of(city, city.people["applicant"]).get(reverse("applications:calculation", args=[case.code])).content.decode()
    assert "Tiden finns inte" in page and "invändning" in page
    with pytest.raises(Refused, match=f"Ni har invänt mot: {first.label}"):
        applications.accept(application=case, what=Acceptable.BENEFITS, by=owner, on=city.on)
    with pytest.raises(Refused):
        applications.answer_items(application=case, answers={first.pk: (True, "")}, by=city.people["applicant"], on=city.on)


def test_answer_is_void_when_the_amount_changes(city: City_):
    case, owner = make_case(city, "preparation"), city.people["process_owner"]
    item = Item.objects.get(calculation=case.calculation_id, label="Minskad handläggningstid")
    applications.answer_items(application=case, answers={item.pk: (True, "")}, by=owner, on=city.on)
    assert next(a for a in asked_items(case) if a.item == item).valid
    put_side(calculation=case.calculation, side=Side.ASSESSED, amounts={(item.pk, 2027): 1}, reasons={}, by=None, on=city.on)
    assert not next(a for a in asked_items(case) if a.item == item).valid
    assert (
        "svaret gäller inte längre" in client_of(city, owner).get(reverse("applications:item_answers", args=[case.code])).content.decode()
    )


def test_what_came_of_a_case_is_held_against_what_its_assessor_said(city: City_) -> None:
    make_case(city, "closed", title="Utan utfall")
    assert queries.stood() == []
    make_case(city, "effect", title="Med utfall")  # 700 000 kr assessed of the year that came to 600 000 kr
    assert queries.stood() == [(city.people["assessor"], 1, Fraction(-1, 7))]
    waiting = make_case(city, "valuation", title="Väntar")
    html = client_of(city, city.people["project_office"]).get(reverse("valuation:appoint", args=[waiting.code])).content.decode()
    assert "Så har värderingarna stått sig" in html and "−14,3 %" in html


def test_mean_deviation_is_the_mean_over_cases() -> None:
    assert mean_deviation([(100, 50), (1000, 1500), (0, 10)]) == 0
    assert mean_deviation([(400, 300)]) == Fraction(-1, 4)
    assert mean_deviation([(0, 10)]) is None
