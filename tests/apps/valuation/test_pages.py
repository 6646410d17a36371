"""Designate, value and sign through the pages: refused in words, kept as written, shown when it is signed."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nytta.city.organisation.models import Person
from nytta.city.records import commands as records
from nytta.city.records.terms import Role
from nytta.governance.applications.models import Application, Writer
from nytta.governance.benefits import commands as benefits
from nytta.governance.benefits.commands import MitigationText
from nytta.governance.benefits.models import Figure, Mitigation
from nytta.governance.benefits.terms import Ledger, ProjectType, Side
from nytta.governance.valuation import commands, panels, queries
from nytta.governance.valuation.models import Valuation
from nytta.kit.clock import moment
from tests.factories.city import START, City_, make_case, make_person, value_case
from tests.reading import unlinked


def at(client: Client, person: Person) -> Client:
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def another(city: City_, name: str, body: str) -> Person:
    person = make_person(name, city.bodies[body], title="controller")
    records.appoint(
        person=person, role=Role.ASSESSOR, valid_from=START, valid_until=None, mandate="U 2", by=city.people["registrar"], on=city.on
    )
    return person


def appointed(city: City_, **values: Any) -> Application:
    case = make_case(city, "valuation", **values)
    commands.appoint_assessor(application=case, assessor=city.people["assessor"], by=city.people["project_office"], on=city.on)
    return case


@pytest.mark.requirement("F8")
@pytest.mark.parametrize(
    ("how", "says"),
    [
        ("administration", "arbetar för den nämnd som söker"),
        ("writer", "har själv skrivit på ansökan"),
        ("council", "sitter i den grupp som bereder eller ger råd"),
        ("group", "sitter i den grupp som bereder eller ger råd"),
    ],
)
def test_appoint_refused_when_not_independent(city: City_, client: Client, how: str, says: str) -> None:
    case = make_case(city, "valuation")
    person = another(city, "andra", "byggforvaltningen" if how == "administration" else "socialforvaltningen")
    if how == "writer":
        Writer.objects.create(application=case, person=person)
    if how in ("council", "group"):
        role = Role.DEVELOPMENT_COUNCIL if how == "council" else Role.PREPARATION_GROUP
        records.appoint(
            person=person, role=role, valid_from=START, valid_until=None, mandate="U 3", portfolio="P1" if how == "group" else "",
            position_reason="Prövas", by=city.people["registrar"], on=city.on,
        )  # fmt: skip
    page = at(client, city.people["project_office"]).get(reverse("valuation:appoint", args=[case.code]))
    assert says in page.content.decode()
    answer = client.post(reverse("valuation:appoint", args=[case.code]), {"assessor": str(person.pk)})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert [says in text, "T; F8" in unlinked(answer), "Utse en värderare från en annan förvaltning." in text] == [True, True, True]
    assert f'value="{person.pk}" aria-describedby="independent_0" checked' in text
    assert Valuation.objects.count() == 0


@pytest.mark.requirement("F8")
def test_assessors_agree_with_independence_of_each(city: City_) -> None:
    case = make_case(city, "valuation")
    another(city, "andra", "byggforvaltningen")
    day = city.on.date()
    listed = queries.assessors(case, day)
    assert [(p.pk, v) for p, v in listed] == [(p.pk, queries.independence(p, case, day)) for p, _ in listed]
    assert [bool(v) for _, v in listed] == [False, True]


def test_assessors_take_the_same_queries_for_one_and_six(city: City_, django_assert_num_queries: Any) -> None:
    case = Application.objects.select_related("focus_area").get(pk=make_case(city, "valuation").pk)
    with django_assert_num_queries(3):
        queries.assessors(case, city.on.date())
    for n in range(5):
        another(city, f"v{n}", "socialforvaltningen")
    with django_assert_num_queries(3):
        assert len(queries.assessors(case, city.on.date())) == 6


def written(case: Application, **changes: str) -> dict[str, str]:
    figures = Figure.objects.filter(item__calculation=case.calculation, side=Side.ASSESSED.value)
    sent = {f"a_{f.item_id}_{f.year}": str(f.amount_sek) for f in figures}
    return {**sent, "points_KF1": "60", "points_KF2": "0", "points_KF3": "100", "summary": "Rimligt.", **changes}


@pytest.mark.requirement("F8")
def test_value_saves_working_material(city: City_, client: Client) -> None:
    case = appointed(city)
    item = case.calculation.items.get(ledger=Ledger.BUSINESS.value)
    sent = written(case, **{f"a_{item.pk}_2027": "350 000", f"reason_{item.pk}": "Färre ärenden."})
    answer = at(client, city.people["assessor"]).post(reverse("valuation:value", args=[case.code]), sent)
    assert (answer.status_code, answer["Location"]) == (302, reverse("valuation:value", args=[case.code]))
    figure = Figure.objects.get(item=item, year=2027, side=Side.ASSESSED.value)
    assert (figure.amount_sek, figure.reason) == (350_000, "Färre ärenden.")
    assert Figure.objects.get(item=item, year=2027, side=Side.CLAIMED.value).amount_sek == 500_000
    assert queries.known(Application.objects.get(pk=case.pk)) == queries.Known(
        city.people["assessor"].pk, "assessor", None, "Rimligt.", {"KF1": 60, "KF2": 0, "KF3": 100}
    )


def test_value_saved_while_one_writes(city: City_, client: Client) -> None:
    case = appointed(city)
    sent = written(case, summary="Halv", points_KF1="")
    answer = at(client, city.people["assessor"]).post(reverse("valuation:value", args=[case.code]), sent, headers={"X-Autosave": "1"})
    assert (answer.status_code, list(answer.json())) == (200, ["saved_at"])
    assert Valuation.objects.get(application=case).summary == "Halv"


@pytest.mark.parametrize(("field", "text", "says"), [("points_KF1", "101", "100"), ("summary", "x" * 20_001, "20")])
def test_value_refused_with_what_was_typed(city: City_, client: Client, field: str, text: str, says: str) -> None:
    case = appointed(city)
    answer = at(client, city.people["assessor"]).post(reverse("valuation:value", args=[case.code]), written(case, **{field: text}))
    assert answer.status_code == 422
    assert [text in answer.content.decode(), says in answer.content.decode()] == [True, True]


@pytest.mark.requirement("F8")
@pytest.mark.parametrize("who", ["applicant", "project_office", "group_1"])
def test_value_refused_to_others(city: City_, client: Client, who: str) -> None:
    case = appointed(city)
    answer = at(client, city.people[who]).post(reverse("valuation:value", args=[case.code]), {"summary": "Jag med"})
    text = unlinked(answer)
    assert answer.status_code == 409
    assert ["Bara den som är utsedd" in text, "T; F8" in text, "Jag med" in text] == [True, True, True]


@pytest.mark.requirement("F8")
def test_sign_refused_until_complete(city: City_, client: Client) -> None:
    case = appointed(city)
    item = case.calculation.items.get(ledger=Ledger.BUSINESS.value)
    client = at(client, city.people["assessor"])
    client.post(reverse("valuation:value", args=[case.code]), written(case, **{f"a_{item.pk}_2027": "1", "points_KF2": "", "summary": ""}))
    answer = client.post(reverse("valuation:sign", args=[case.code]))
    text = answer.content.decode()
    assert answer.status_code == 409
    wanted = ["Bidraget till KF2 är inte värderat.", "Skäl saknas för ändringen av ”Minskad handläggningstid”.", "Sammanfattning saknas."]
    assert [w in text for w in wanted] == [True, True, True]
    case.refresh_from_db()
    assert case.state == "valuation"


@pytest.mark.requirement("F8")
def test_sign_sends_the_case_on_and_shows_it(city: City_, client: Client) -> None:
    case = appointed(city)
    client = at(client, city.people["assessor"])
    client.post(reverse("valuation:value", args=[case.code]), written(case))
    seen = [
        bool(panels.valued(Application.objects.get(pk=case.pk), city.people[w], city.on))
        for w in ("assessor", "project_office", "applicant")
    ]
    answer = client.post(reverse("valuation:sign", args=[case.code]))
    case.refresh_from_db()
    assert (answer.status_code, case.state, seen) == (302, "preparation", [True, True, False])
    assert bool(panels.valued(Application.objects.get(pk=case.pk), city.people["applicant"], city.on)) is True


def test_compared_sums_by_item(city: City_) -> None:
    case = appointed(city)
    value_case(city, case, factor=50)
    rows = queries.compared(Application.objects.get(pk=case.pk))
    assert [(r.label, r.claimed_sek, r.assessed_sek, r.difference_sek) for r in rows] == [
        ("Utveckling", 1_000_000, 1_000_000, 0),
        ("Drift", 300_000, 300_000, 0),
        ("Minskad handläggningstid", 1_500_000, 750_000, -750_000),
        ("Snabbare besked", 600_000, 300_000, -300_000),
    ]


def test_acts_of_others_are_not_shown(city: City_) -> None:
    case = appointed(city)
    labels = {
        w: [a.label for a in panels.acts(case, city.people[w], moment(city.on.date()))] for w in ("project_office", "assessor", "applicant")
    }
    assert labels == {
        "project_office": ["Byt värderare", "Utse en andra värderare"],
        "assessor": ["Värdera nyttan", "Underteckna värderingen"],
        "applicant": [],
    }


@pytest.mark.requirement("F7", "F8")
def test_assessor_says_how_far_a_factor_is_dealt_with_and_the_adjusted_cost_follows(city: City_, client: Client) -> None:
    case = appointed(city)
    factor = Mitigation.objects.create(calculation=case.calculation, factor="Oklara krav", share="0.5", mitigated="1", evidence="Prövade")
    assessor = Valuation.objects.get(application=case, replaced_on=None).assessor
    url = reverse("valuation:value", args=[case.code])
    form = at(client, assessor).get(url).context["form"]
    sent = {f.html_name: f.value() if f.value() is not None else "" for f in form} | {f"points_{g}": "50" for g in ("KF1", "KF2", "KF3")}
    client.post(url, sent | {f"f_{factor.pk}": "20", "summary": "Bra"})
    assert "Skäl saknas för ändringen av ”Oklara krav”." in unlinked(client.get(reverse("valuation:sign", args=[case.code])))
    client.post(url, sent | {f"f_{factor.pk}": "20", f"fwhy_{factor.pk}": "Bara två användare", "summary": "Bra"})
    page = reverse("applications:calculation", args=[case.code])
    before = unlinked(at(client, city.people["project_office"]).get(page))
    assert "50 % av det är hanterat med underlag" in before and "Bara två användare" not in before
    at(client, assessor).post(reverse("valuation:sign", args=[case.code]), {})
    after = unlinked(at(client, city.people["project_office"]).get(page))
    assert "10 % av det är hanterat med underlag" in after and "Värderaren: 20 % hanterat. Bara två användare" in after
    assert "50 % av det är hanterat med underlag" in unlinked(client.get(page + "?sida=claimed"))


def test_what_the_assessor_said_of_a_factor_stands_when_the_applicant_writes_the_factors_again(city: City_) -> None:
    case = make_case(city, "draft")
    factor = Mitigation.objects.create(calculation=case.calculation, factor="Oklara krav", share="0.5", mitigated="1", evidence="Prövade")
    judged = {factor.pk: (Decimal("0.2"), "Bara två användare")}
    common = {"calculation": case.calculation, "by": city.people["assessor"], "on": city.on}
    benefits.judge_mitigations(side=Side.ASSESSED, judged=judged, **common)
    again = [
        MitigationText("Ny leverantör", Decimal("0.2"), Decimal(0)),
        MitigationText("oklara krav", Decimal("0.4"), Decimal(1), "Prövade"),
    ]
    benefits.write_optimism(project_type=ProjectType.BESPOKE, mitigations=again, **common)
    assert [(m.factor, m.share) for m in case.calculation.mitigations.order_by("pk")] == [
        ("oklara krav", Decimal("0.4")),
        ("Ny leverantör", Decimal("0.2")),
    ]
    assert [(j.mitigated, j.reason) for j in factor.judgements.all()] == [(Decimal("0.2"), "Bara två användare")]
