"""Dated figures with what follows from a change, cost held against how plans have gone before, and the reference class."""

import csv
import os
import re
from datetime import date
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from nytta.governance.applications import commands as applications
from nytta.governance.benefits import commands as benefits
from nytta.governance.benefits.commands import MitigationText
from nytta.governance.benefits.models import Calculation, Parameter, ReferenceProject
from nytta.governance.benefits.queries import reference
from nytta.governance.benefits.queries.parameters import parameters_of, parameters_on
from nytta.governance.benefits.rules.parameters import Row, row_faults
from nytta.governance.benefits.terms import OWN, ParameterKind, ProjectType
from nytta.plain.money import NBSP
from nytta.plain.verdicts import Refused
from tests.factories.city import City_, make_case

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("F7")]
NEW = {"kind": "discount_rate", "key": "1", "label": "", "value": "12", "valid_from": "2026-03-01", "source": "KS 2026-03-01 § 4"}


def client_of(city: City_, name: str) -> Client:
    client = Client()
    client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def words(html: bytes) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html.decode())).replace(NBSP, " ").split())


def test_defaults_stand_with_their_sources():
    found = parameters_on(date(2026, 3, 2))
    assert found.discount.rate(1) == Decimal("0.03")
    assert found.test_rates == (Decimal(0), Decimal("0.03"), Decimal("0.035"), Decimal("0.05"))
    assert (found.horizon("differentiating"), found.horizon("basic"), found.horizon("innovative")) == (5, 10, None)
    assert found.internal_rates[2017] == Decimal("1.75") and 2021 not in found.internal_rates
    assert found.of(ParameterKind.HOURLY_COST) == {}
    assert all(row.source for row in found.rows)


def test_new_value_shows_which_undecided_cases_change_order_before_it_is_recorded(city: City_):
    quick = make_case(city, "screening", title="Snabb", cost_sek=400_000)
    slow = make_case(city, "screening", title="Långsam", cost_sek=1_200_000)
    client, url = client_of(city, "project_office"), reverse("benefits:new_parameter")
    shown = words(client.post(url, NEW).content)
    assert "av 2 obeslutade ärenden byter plats" in shown and quick.code in shown and slow.code in shown
    assert Parameter.objects.filter(valid_from="2026-03-01").count() == 0
    assert client.post(url, NEW | {"sure": "1"}).status_code == 302
    assert parameters_on(date(2026, 3, 2)).discount.rate(1) == Decimal("0.12")
    again = client.post(url, NEW | {"sure": "1"})
    assert again.status_code == 409 and "redan ett värde som gäller från den dagen" in again.content.decode()


@pytest.mark.parametrize(("changes", "told"), [({"kind": "price_index", "key": "2026", "value": "0"}, "större än noll"), ({"key": "x"}, "från vilket kalkylår"), ({"kind": "internal_rate", "key": "26"}, "vilket år talet gäller"), ({"value": ""}, "måste fyllas i"), ({"value": "tre"}, "Skriv ett tal")])  # fmt: skip
def test_wrong_value_is_told_and_kept(city: City_, changes: dict[str, str], told: str):
    answer = client_of(city, "project_office").post(reverse("benefits:new_parameter"), NEW | changes)
    assert answer.status_code in (409, 422) and told in answer.content.decode() and "KS 2026-03-01 § 4" in answer.content.decode()


def test_rate_at_minus_one_hundred_percent_is_refused():
    assert [f.rule for f in row_faults(Row(ParameterKind.DISCOUNT_RATE, "1", Decimal(-100), date(2026, 1, 1))).findings] == ["rate"]


def test_decided_calculation_keeps_what_it_was_decided_with(city: City_):
    case = make_case(city, "granted")
    row = Row(ParameterKind.DISCOUNT_RATE, "1", Decimal(9), date(2026, 3, 2), "", "KS § 9")
    benefits.add_parameter(row=row, by=city.people["registrar"], on=city.on)
    calculation = Calculation.objects.get(pk=case.calculation_id)
    assert parameters_of(calculation, city.on.date()).discount.rate(1) == Decimal("0.03")
    assert parameters_on(city.on.date()).discount.rate(1) == Decimal("0.09")


def test_cost_is_shown_with_and_without_adjustment_and_mitigation_needs_evidence(city: City_):
    case = make_case(city, "draft")
    by, on = city.people["applicant"], city.on
    with pytest.raises(Refused, match="Skriv underlaget"):
        applications.write_cost_risk(
            application=case,
            project_type=ProjectType.BESPOKE,
            mitigations=[MitigationText("Oklara krav", Decimal("0.4"), Decimal("0.5"))],
            by=by,
            on=on,
        )
    factors = [
        MitigationText("Oklara krav", Decimal("0.4"), Decimal("0.5"), "Prövade med 40 användare"),
        MitigationText("Ny leverantör", Decimal("0.1"), Decimal(0)),
    ]
    applications.write_cost_risk(application=case, project_type=ProjectType.BESPOKE, mitigations=factors, by=by, on=on)
    text = words(client_of(city, "applicant").get(reverse("applications:calculation", args=[case.code])).content)
    assert (
        "Övre gräns för utveckling av it-stöd: 200 % dyrare än planerat (Mott MacDonald 2002). 20 % av det är hanterat med underlag."
        in text
    )
    assert "2026 1 000 000 kr 2 600 000 kr" in text  # 1 + 2 × (1 − 0,2)
    assert "Tiden är planerad till 243 dagar; justerad 348 dagar." in text
    assert "Byggnadsnämndens it-budget är inte känd" in text


def test_own_class_is_used_from_twenty_closed_projects(city: City_):
    for n in range(25):
        benefits.record_reference(
            key=f"u{n}", title="", category="", planned=Decimal(100), actual=Decimal(100 + n), source="Publicerad", by=None, on=city.on
        )
    for n in range(19):
        benefits.record_reference(
            key=f"e{n}", title="", category="", planned=Decimal(100), actual=Decimal(100 + 10 * n), by=None, on=city.on
        )
    first = reference.class_for()
    assert first is not None and (first.own, first.n, first.quantiles[Decimal("0.5")]) == (False, 25, Decimal("1.12"))
    benefits.record_reference(key="e19", title="", category="", planned=Decimal(100), actual=Decimal(290), by=None, on=city.on)
    own = reference.class_for()
    assert own is not None and (own.own, own.n) == (True, 20)
    assert [own.quantiles[q] for q in (Decimal("0.5"), Decimal("0.9"))] == [Decimal("1.95"), Decimal("2.71")]


@pytest.mark.requirement("U6")
def test_closed_project_is_kept_as_reference(city: City_):
    make_case(city, "closed")
    kept = ReferenceProject.objects.get(source=OWN)
    assert (kept.planned, kept.actual > 0) == (Decimal(1_000_000), True)


def test_reference_page_is_open_and_says_n(city: City_):
    for n in range(25):
        benefits.record_reference(
            key=f"u{n}",
            title="",
            category="",
            planned=Decimal(100),
            actual=Decimal(100 + n),
            source="Publicerad källa",
            by=None,
            on=city.on,
        )
    text = words(Client().get(reverse("benefits:reference")).content)
    assert "Publicerad källa, n = 25" in text and "Hälften kostade högst 112 % av planen" in text


@pytest.mark.shared
def test_published_projects_become_reference_classes(db: None):
    shared = Path(os.environ["NYTTA_SHARED"], "data")
    for name, file in (("us_itdashboard", "us-itdashboard/projects_dev.csv"), ("uk_gmpp_2023", "uk-gmpp-2023/gmpp_2023_dev.csv")):
        call_command("import_reference", shared / file, mapping=name, commit=True)
    assert ReferenceProject.objects.count() >= 300
    with (shared / "us-itdashboard" / "projects_dev.csv").open(encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file) if float(r["Planned Cost ($ M)"] or 0) > 0 and r["Projected/Actual Cost ($ M)"]]
    source = reference.sources()[-1][0]
    assert {n for s, n, _ in reference.sources() if "USA" in s} == {len({r["Project ID"] for r in rows})}
    assert source and "n = " in words(Client().get(reverse("benefits:reference")).content)
