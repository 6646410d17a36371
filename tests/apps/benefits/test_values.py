"""Dated figures with what follows from a change, cost held against how plans have gone before, and the reference class."""

import csv
import os
import re
from datetime import date
from decimal import Decimal
from html import unescape
from itertools import islice
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from nytta.delivery.systems.models import CommonSolution
from nytta.engine.appraisal import reference_class
from nytta.governance.applications import commands as applications
from nytta.governance.applications import imports
from nytta.governance.applications.documents.optimism import optimism
from nytta.governance.applications.models import Application
from nytta.governance.applications.queries.calculation import calculation_page
from nytta.governance.benefits import commands as benefits
from nytta.governance.benefits.commands import MitigationText
from nytta.governance.benefits.models import Calculation, Figure, Parameter, ReferenceProject
from nytta.governance.benefits.queries import reference
from nytta.governance.benefits.queries.parameters import parameters_of, parameters_on
from nytta.governance.benefits.rules.parameters import Row, row_faults
from nytta.governance.benefits.terms import OWN, Ledger, Outcome, ParameterKind, ProjectType, Side
from nytta.kit.documents import Section
from nytta.plain.money import NBSP, sek
from nytta.plain.verdicts import Refused
from tests.factories.city import City_, fictional_bodies, make_case

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("F7")]
CLOSED = date(2025, 6, 30)
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
        "Övre gräns för utveckling av it-stöd: 200 % dyrare än planerat (Mott MacDonald för HM Treasury, Review of Large Public Procurement in the UK (2002), tabell 2). 20 % av det är hanterat med underlag."
        in text
    )
    assert "2026 1 000 000 kr 2 600 000 kr" in text  # 1 + 2 × (1 − 0,2)
    assert "Tiden är planerad till 243 dagar; justerad 348 dagar." in text
    assert "It-budgeten hos Byggnadsnämnden är inte känd" in text


def record_published(city: City_, source: str) -> None:
    """Twenty-five closed projects of a source, at 100-124 % of their plan."""
    for n in range(25):
        benefits.record_reference(
            key=f"u{n}", title="", category="", planned=Decimal(100), actual=Decimal(100 + n), closed_on=CLOSED, source=source, by=None, on=city.on
        )  # fmt: skip


def test_own_class_is_used_from_twenty_closed_projects(city: City_):
    record_published(city, "Publicerad")
    for n in range(19):
        benefits.record_reference(
            key=f"e{n}", title="", category="", planned=Decimal(100), actual=Decimal(100 + 10 * n), closed_on=CLOSED, by=None, on=city.on
        )
    first = reference.class_for()
    assert first is not None and (first.own, first.n, first.quantiles[Decimal("0.5")]) == (False, 25, Decimal("1.12"))
    benefits.record_reference(
        key="e19", title="", category="", planned=Decimal(100), actual=Decimal(290), closed_on=CLOSED, by=None, on=city.on
    )
    own = reference.class_for()
    assert own is not None and (own.own, own.n) == (True, 20)
    assert [own.quantiles[q] for q in (Decimal("0.5"), Decimal("0.9"))] == [Decimal("1.95"), Decimal("2.71")]


@pytest.mark.requirement("U6")
def test_closed_project_is_kept_as_reference(city: City_):
    make_case(city, "closed")
    kept = ReferenceProject.objects.get(source=OWN)
    assert (kept.planned, kept.actual > 0) == (Decimal(1_000_000), True)


def test_reference_page_is_open_and_says_n(city: City_):
    record_published(city, "Publicerad källa")
    text = words(Client().get(reverse("benefits:reference")).content)
    assert "Publicerad källa. Avslutade projekt: utfall mot plan, n = 25" in text and "Hälften kostade högst 112 % av planen" in text


FICTIONAL = settings.BASE / "data" / "fictional"


def shared_data() -> Path:
    return Path(os.environ["NYTTA_SHARED"], "data")


def test_only_finished_projects_make_a_class_and_what_a_source_lacks_is_counted(db: None):
    call_command("import_reference", FICTIONAL / "projekt.csv", mapping="fictional", commit=True)
    by = {g.outcome: g.n for g in reference.groups()}
    assert by == {Outcome.FINAL: 36, Outcome.FORECAST: 5}
    known = reference.class_for()
    assert known is not None and (known.n, known.own) == (36, False)
    with (FICTIONAL / "projekt.csv").open(encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file, delimiter=";") if r["Plan"].isdecimal() and r["Utfall eller prognos"]]
    ended = [r for r in rows if r["Slut"] <= r["Uppgiften gäller"]]
    by_hand = reference_class([(int(r["Plan"]), int(r["Utfall eller prognos"])) for r in ended], reference.SHOWN)
    assert {q: round(known.quantiles[q], 6) for q in reference.SHOWN} == {q: round(v, 6) for q, v in by_hand.quantiles.items()}
    text = words(Client().get(reverse("benefits:reference")).content)
    assert "Avslutade projekt: utfall mot plan, n = 36" in text and "Pågående projekt: senaste prognos mot plan, n = 5" in text
    assert "Av 44 rader är 41 med. Utan: 2 saknar utfall och prognos eller har noll, 1 saknar planerad kostnad." in text


def test_own_class_is_narrowed_to_category_and_size_while_twenty_are_left(city: City_):
    for n in range(45):
        benefits.record_reference(
            key=f"e{n}", title="", category="Grundläggande" if n < 22 else "Differentierande", planned=Decimal(500_000 if n % 2 else 2_000_000),
            actual=Decimal(1_000_000), closed_on=CLOSED, by=None, on=city.on,
        )  # fmt: skip
    basic, other, innovative = (reference.class_for(c, 500_000) for c in ("Grundläggande", "Differentierande", "Innovativt"))
    assert basic is not None and other is not None and innovative is not None
    assert [(k.n, k.category, k.size) for k in (basic, other, innovative)] == [
        (22, "Grundläggande", None),
        (23, "Differentierande", None),
        (22, "", 0),
    ]
    assert innovative.quantiles[Decimal("0.5")] == 2
    huge = reference.class_for("Innovativt", 50_000_000)
    assert huge is not None and (huge.n, huge.category, huge.size) == (45, "", None)


@pytest.mark.requirement("F1")
def test_running_cost_is_shown_as_a_share_of_the_owners_budget(city: City_):
    case = make_case(city, "draft")
    client = client_of(city, "project_office")
    budget = NEW | {"kind": "it_budget", "key": "byggnadsnämnden", "value": "5 000 000", "source": "Budget 2026"}
    told = client.post(reverse("benefits:new_parameter"), budget | {"key": "Okänd nämnd", "sure": "1"})
    assert told.status_code == 409 and "finns inte i organisationen" in told.content.decode()
    assert client.post(reverse("benefits:new_parameter"), budget | {"sure": "1", "valid_from": "2026-01-01"}).status_code == 302
    text = words(client_of(city, "applicant").get(reverse("applications:calculation", args=[case.code])).content)
    assert "Driften är som mest 100 000 kr om året, 2,0 % av it-budgeten hos Byggnadsnämnden." in text


@pytest.mark.requirement("F1")
def test_development_cost_as_capital_charges_says_which_rates_are_supplied(city: City_):
    case = make_case(city, "draft")
    for year, rate in ((2027, "2"), (2028, "3")):
        row = Row(ParameterKind.INTERNAL_RATE, str(year), Decimal(rate), date(2026, 1, 1), "", "SKR")
        benefits.add_parameter(row=row, by=city.people["registrar"], on=city.on)
    text = words(client_of(city, "applicant").get(reverse("applications:calculation", args=[case.code])).content)
    assert "Utvecklingskostnaden 1 000 000 kr skrivs av rakt över 5 år från 2027" in text
    assert "För 3 av åren är ingen internränta beslutad; där räknas med den senaste, för 2028." in text
    assert "2027 200 000 kr 20 000 kr 220 000 kr 2,00 %" in text and "2028 200 000 kr 24 000 kr 224 000 kr 3,00 %" in text
    assert "2031 200 000 kr 6 000 kr 206 000 kr 3,00 % (beslutad för 2028)" in text and "Summa 1 000 000 kr 80 000 kr 1 080 000 kr" in text
    Figure.objects.filter(item__calculation=case.calculation_id, item__ledger="development").update(amount_sek=1_000_003)
    text = words(client_of(city, "applicant").get(reverse("applications:calculation", args=[case.code])).content)
    assert "2029 200 001 kr" in text and "2030 200 000 kr" in text and "Summa 1 000 003 kr" in text  # the parts sum to the whole


@pytest.mark.parametrize(("kind", "key", "value", "rule"), [("horizon", "differentiating", "2.5", "horizon"), ("horizon", "differentiating", "-1", "negative"), ("horizon", "innovative", "3", "key"), ("hourly_cost", "x", "-1", "negative"), ("bias_cost", "equipment_development", "-5", "negative"), ("bias_cost", "hus", "5", "key"), ("it_budget", "a", "-1", "negative")])  # fmt: skip
def test_figure_out_of_bounds_is_refused(kind: str, key: str, value: str, rule: str):
    assert [f.rule for f in row_faults(Row(ParameterKind(kind), key, Decimal(value), date(2026, 1, 1))).findings] == [rule]


@pytest.mark.shared
def test_published_projects_are_held_apart_by_whether_they_had_ended(db: None):
    for name, file in (("us_itdashboard", "us-itdashboard/projects_dev.csv"), ("uk_gmpp_2023", "uk-gmpp-2023/gmpp_2023_dev.csv")):
        call_command("import_reference", shared_data() / file, mapping=name, commit=True)
    found = {(g.source[:3], g.outcome): g.n for g in reference.groups()}
    with (shared_data() / "us-itdashboard" / "projects_dev.csv").open(encoding="utf-8") as file:
        rows = [
            r for r in csv.DictReader(file) if float(r["Planned Cost ($ M)"] or 0) > 0 and float(r["Projected/Actual Cost ($ M)"] or 0) > 0
        ]
    assert found["USA", Outcome.FINAL] + found["USA", Outcome.FORECAST] == len({r["Project ID"] for r in rows})
    assert found["USA", Outcome.FINAL] >= 300 and {o for s, o in found if s != "USA"} == {Outcome.YEAR}
    known = reference.class_for()
    assert known is not None and known.n == found["USA", Outcome.FINAL]
    text = words(Client().get(reverse("benefits:reference")).content)
    assert f"n = {known.n}" in text and "Ett års prognos mot samma års plan, n = " in text


def adjusted(case: Application, on: date) -> tuple[int, list[Section]]:
    """A case's development cost as written, and the sections that hold it against how plans have gone."""
    page = calculation_page(case, on)
    return sum(a.likely for ln in page.lines if ln.ledger is Ledger.DEVELOPMENT for a in ln.years(Side.CLAIMED).values()), optimism(
        page, Side.CLAIMED
    )


def assert_adjusted(city: City_, mapping: str, file: Path, least: int) -> None:
    """Every case of a sheet with a development cost has it adjusted by 200 % and a chart of the class that it is held against."""
    with override("sv"):
        imports.bring_in(imports.mapping(mapping), file, filename=file.name, by=city.people["project_office"], on=city.on)
        seen = 0
        for case in Application.objects.select_related("calculation", "owner_body").order_by("pk"):
            cost, sections = adjusted(case, city.on.date())
            if not cost:
                continue
            bias, against = sections[0], sections[1]
            assert bias.table is not None and bias.table.foot[0][1:] == [sek(cost), sek(3 * cost)]
            assert "<svg" in against.chart and "n = " in against.texts[0]
            seen += 1
    assert seen >= least


def test_fictional_projects_get_an_adjusted_cost_and_a_chart(city: City_, tmp_path: Path):
    call_command("import_reference", FICTIONAL / "projekt.csv", mapping="fictional", commit=True)
    lines = (FICTIONAL / "ansokningar.csv").read_bytes().splitlines(keepends=True)
    sound = tmp_path / "utan-fel.csv"
    sound.write_bytes(b"".join(lines[:1] + lines[4:6]))
    fictional_bodies()
    assert_adjusted(city, "fictional", sound, 2)


@pytest.mark.shared
def test_three_hundred_real_projects_get_an_adjusted_cost_and_a_chart(city: City_, tmp_path: Path):
    table = shared_data() / "us-itdashboard" / "projects_dev.csv"
    call_command("import_reference", table, mapping="us_itdashboard", commit=True)
    fictional_bodies()
    CommonSolution.objects.create(code="ekonomi", name="Bassystem för ekonomi", covers=["ekonomi"], valid_from=CLOSED)
    part = tmp_path / "projects.csv"
    with table.open(encoding="utf-8", newline="") as file, part.open("w", encoding="utf-8", newline="") as kept:
        csv.writer(kept).writerows(islice(csv.reader(file), 421))
    assert_adjusted(city, "us_itdashboard", part, 300)
