"""Items are added from a template for a common case, or copied from a similar case; what is copied is marked until it is checked."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nytta.governance.applications import commands
from nytta.governance.applications.models import Application
from nytta.governance.benefits.commands import add_parameter
from nytta.governance.benefits.models import Calculation, Claim, Figure, Formula, Item, Path
from nytta.governance.benefits.queries.item_templates import item_templates
from nytta.governance.benefits.rules.parameters import Row
from nytta.governance.benefits.terms import ParameterKind
from nytta.kit.models import AuditRow
from nytta.plain.verdicts import Refused
from tests.factories.city import City_, make_case, make_person

from .test_calculation_writing import item_of, sent_by, words, writer

pytestmark = pytest.mark.django_db
TIME = {"quantity": "3 000", "minutes": "12", "hour": "420", "share": "80", "year": "2028"}


def template_url(case: Application, code: str) -> str:
    return reverse("applications:template", args=[case.code, code])


def copy_url(case: Application, source: str) -> str:
    return f"{reverse('applications:copy', args=[case.code])}?fran={source}"


def kronor(item: Item) -> list[tuple[int, int, int | None, int | None]]:
    rows = Figure.objects.filter(item=item, side="claimed").order_by("year")
    return list(rows.values_list("year", "amount_sek", "low_sek", "high_sek"))


def with_formula(city: City_, case: Application, client: Client) -> None:
    """A path, and a formula with bounds on the case's business benefit."""
    ways = reverse("applications:ways", args=[case.code])
    client.post(ways, sent_by(client, ways, p0_change="Ny rutin", p0_change_owner="Chefen", p0_change_on="2027-01-01",
                              p0_goal=city.goal("KF1").pk))  # fmt: skip
    url = reverse("applications:item", args=[case.code, item_of(case).pk])
    by_hand = {f"{n}_{y}": "" for y in range(2026, 2032) for n in ("low", "likely", "high")}
    formula = {"how": "time", "unit": "ärenden", "quantity": "3 000", "quantity_low": "2 000", "each": "12", "rate_sek": "420"}
    shares = {"take_up_2027": "80", "take_up_2031": "100"}
    sent = sent_by(client, url, **by_hand, **formula, **shares, owner="Enhetschef", benefit_class="yellow", path=Path.objects.get().pk)
    assert client.post(url, sent).status_code == 302


@pytest.mark.requirement("F7")
def test_template_of_saved_time_makes_an_item_with_its_formula(city: City_):
    case, client = make_case(city), writer(city)
    url = template_url(case, "tid")
    answer = client.post(url, sent_by(client, url, **TIME, label_0="Kortare handläggning av bygglov"))
    made = item_of(case, "Kortare handläggning av bygglov")
    assert answer.headers["Location"] == reverse("applications:item", args=[case.code, made.pk])
    assert (made.ledger, made.benefit_class, made.change, made.explicitness) == ("business", "yellow", "better", "quantifiable")
    assert made.bearer == city.bodies["byggnadsnamnden"]
    assert kronor(made) == [(2027, 100_800, 100_800, 100_800), *((y, 201_600, 201_600, 201_600) for y in range(2028, 2032))]
    event = AuditRow.objects.get(act="figures.template", subject=case.code)
    assert event.changes == {"template": "tid", "items": "Kortare handläggning av bygglov"}


@pytest.mark.requirement("F7")
def test_template_asks_for_low_and_high_and_tells_what_is_out_of_order(city: City_):
    case, client = make_case(city), writer(city)
    url = template_url(case, "tid")
    bounds = {"quantity_low": "2 000", "minutes_high": "18"}
    wrong = client.post(url, sent_by(client, url, **TIME, label_0="Kortare tid", quantity_low="4 000"))
    assert wrong.status_code == 422 and "står inte i ordning" in words(wrong.content)
    client.post(url, sent_by(client, url, **TIME, **bounds, label_0="Kortare tid"))
    made = item_of(case, "Kortare tid")
    assert (made.formula.quantity_low, made.formula.each_high) == (2000, 18)
    assert kronor(made)[1] == (2028, 201_600, 134_400, 302_400)


@pytest.mark.requirement("F7")
def test_template_of_channel_shift_keeps_the_residents_time_apart(city: City_):
    case, client = make_case(city), writer(city)
    url = template_url(case, "kanal")
    both = TIME | {"minutes": "10", "citizen_minutes": "40", "citizen_hour": "100"}
    client.post(url, sent_by(client, url, **both))
    staff, residents = item_of(case, "Färre besök och samtal"), item_of(case, "Sparad resa och väntan")
    assert kronor(staff)[-1][1] == 168_000
    assert (residents.ledger, residents.bearer, residents.bearer_group) == ("citizen", None, "citizens")
    assert kronor(residents)[-1][1] == 160_000


@pytest.mark.requirement("F7")
def test_optional_part_that_is_not_answered_makes_no_item_and_a_half_one_is_told(city: City_):
    case, client = make_case(city), writer(city)
    url = template_url(case, "kanal")
    half = client.post(url, sent_by(client, url, **TIME, citizen_minutes="40"))
    assert half.status_code == 422
    assert "Värdet av en timme för invånaren: Fyll i det här också" in words(half.content)
    assert 'value="40"' in half.content.decode()
    client.post(url, sent_by(client, url, **TIME))
    assert not Item.objects.filter(calculation=case.calculation_id, label="Sparad resa och väntan").exists()


@pytest.mark.requirement("F7")
def test_template_of_retired_system_is_green_and_closing_costs_once(city: City_):
    case, client = make_case(city), writer(city)
    url = template_url(case, "system")
    client.post(url, sent_by(client, url, price="350 000", year="2029", closing="120 000", closing_year="2028"))
    run, closing = item_of(case, "Driften av det gamla systemet upphör"), item_of(case, "Avveckling av det gamla systemet")
    assert run.benefit_class == "green"
    assert [(y, a) for y, a, *_ in kronor(run)] == [(2029, 350_000), (2030, 350_000), (2031, 350_000)]
    assert (closing.ledger, [(y, a) for y, a, *_ in kronor(closing)]) == ("development", [(2028, 120_000)])


@pytest.mark.requirement("F7")
def test_template_of_quality_has_a_scale_and_no_kronor(city: City_):
    case, client = make_case(city), writer(city)
    url = template_url(case, "kvalitet")
    assert client.post(url, sent_by(client, url, level_now="7", level="4")).status_code == 422
    client.post(url, sent_by(client, url, level_now="2", level="4"))
    made = item_of(case, "Tydligare besked")
    assert (made.benefit_class, made.explicitness, made.level_now) == ("red", "measurable", Decimal(2))
    assert made.scale.startswith("1 = ingen vet var ärendet är")
    assert [level.value for level in made.levels.all()] == [Decimal(4)]
    assert kronor(made) == []


def test_hourly_cost_of_the_city_stands_there_with_its_source(city: City_):
    row = Row(ParameterKind.HOURLY_COST, "handlaggare", Decimal(437), date(2026, 1, 1), "Handläggare", "Ekonomistaben 2026")
    add_parameter(row=row, by=city.people["registrar"], on=city.on)
    case, client = make_case(city), writer(city)
    url = template_url(case, "tid")
    assert "Handläggare 437 kr (Ekonomistaben 2026)" in words(client.get(url).content)
    client.post(url, sent_by(client, url, **{k: v for k, v in TIME.items() if k != "hour"}, origin="Ärendesystemet 2025"))
    made = item_of(case, "Kortare handläggning")
    assert made.formula.rate_sek == Decimal(437)
    assert made.note == "Ärendesystemet 2025\nTimkostnad 437 kr: Handläggare, Ekonomistaben 2026."


def test_templates_speak_both_languages(city: City_):
    case, client = make_case(city), writer(city)
    for template in item_templates().values():
        texts = [template.title, template.help, *(t for a in template.asks for t in (a.label, a.help)), *(p.label for p in template.parts)]
        assert [t for t in texts if not (t.get("sv") and t.get("en"))] == []
    client.cookies["django_language"] = "en"
    assert "Time saved per errand" in words(client.get(reverse("applications:templates", args=[case.code])).content)
    assert "Minutes saved per errand" in words(client.get(template_url(case, "tid")).content)


@pytest.mark.requirement("F7", "N1")
def test_copied_item_has_formula_bounds_and_path_and_is_to_be_checked(city: City_):
    source, case, client = make_case(city), make_case(city, title="Annan", items=[]), writer(city)
    with_formula(city, source, client)
    url = copy_url(case, source.code)
    assert client.post(url, sent_by(client, url, items=[str(item_of(source).pk)])).status_code == 302
    made = item_of(case)
    assert kronor(made) == kronor(item_of(source)) == [(2027, 201_600, 134_400, 201_600), (2031, 252_000, 168_000, 252_000)]
    assert (made.owner, made.benefit_class, made.unchecked_from) == ("", "yellow", source.code)
    assert made.path is not None and made.path.calculation == case.calculation
    assert (str(made.path.change), made.path.change_owner, made.path.change_on) == ("Ny rutin", "", None)
    assert made.path.goal == city.goal("KF1")
    assert not Claim.objects.filter(item=made).exists()
    event = AuditRow.objects.get(act="figures.copy", subject=case.code)
    assert event.changes == {"from": source.code, "items": made.label, "shift_years": 0, "price_factor": "1"}


@pytest.mark.requirement("F7")
def test_mark_stands_until_somebody_has_checked(city: City_):
    source, case, client = make_case(city), make_case(city, title="Annan", items=[]), writer(city)
    url = copy_url(case, source.code)
    client.post(url, sent_by(client, url))
    assert Item.objects.filter(calculation=case.calculation, unchecked_from=source.code).count() == 4
    sheet = reverse("applications:write", args=[case.code, "kalkyl"])
    assert words(client.get(sheet).content).count("att kontrollera") == 4
    said = f"Talen är kopierade från ett annat ärende och inte kontrollerade: Utveckling ({source.code})"
    assert said in words(client.get(reverse("applications:calculation", args=[case.code])).content)
    assert f"Minskad handläggningstid ({source.code})" in words(client.get(reverse("applications:submit", args=[case.code])).content)
    for label, left in (("Minskad handläggningstid", 3), ("Drift", 2)):
        item_url = reverse("applications:item", args=[case.code, item_of(case, label).pk])
        assert f"Talen är kopierade från {source.code} och inte kontrollerade." in words(client.get(item_url).content)
        client.post(item_url, {k: v for k, v in sent_by(client, item_url, checked="on").items() if v is not False})
        assert words(client.get(sheet).content).count("att kontrollera") == left
        assert "inte kontrollerade" not in words(client.get(item_url).content)


@pytest.mark.requirement("F7")
def test_years_are_moved_and_those_outside_the_sheet_are_said(city: City_):
    source, client = make_case(city), writer(city)
    case = make_case(city, title="Annan", items=[], start_on=date(2028, 1, 1), end_on=date(2028, 6, 30))
    url = copy_url(case, source.code)
    assert "Åren flyttas 2 år" in words(client.get(url).content)
    client.post(url, sent_by(client, url))
    assert [y for y, *_ in kronor(item_of(case))] == [2029, 2030, 2031]
    short = make_case(city, title="Försök", items=[], category="innovative", focus_area=city.area(5), lifetime_months=6,
                      hypothesis="Kortare kö", end_on=date(2026, 9, 30))  # fmt: skip
    url = copy_url(short, source.code)
    assert "utanför kalkylens år: 2028, 2029" in words(client.get(url).content)
    client.post(url, sent_by(client, url))
    assert [y for y, *_ in kronor(item_of(short))] == [2027]


@pytest.mark.requirement("F7")
def test_other_price_year_is_refused_without_an_index_and_recounted_with_one(city: City_):
    source, case, client = make_case(city), make_case(city, title="Annan", items=[]), writer(city)
    Calculation.objects.filter(pk=source.calculation_id).update(price_year=2024)
    url = copy_url(case, source.code)
    assert "i 2024 års priser och ska vara i 2026 års, och prisindex saknas" in words(client.get(url).content)
    assert client.post(url, {"items": [str(item_of(source).pk)], "edition": str(case.edition)}).status_code == 409
    for year, value in (("2024", "300"), ("2026", "309.1")):
        row = Row(ParameterKind.PRICE_INDEX, year, Decimal(value), date(2026, 1, 1), "", "SCB")
        add_parameter(row=row, by=city.people["registrar"], on=city.on)
    assert "× 1,0303" in words(client.get(url).content)
    client.post(url, sent_by(client, url))
    assert {a for _y, a, *_ in kronor(item_of(case))} == {515_167}


def test_case_that_one_may_not_open_is_not_copied(city: City_):
    source, client = make_case(city), Client()
    outsider = make_person("utomstaende")
    own = commands.start(title="Eget", applicant_body=city.bodies["socialnamnden"], by=outsider, on=city.on)
    client.force_login(outsider, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(copy_url(own, source.code))
    assert "Ärendet finns inte, eller är ett utkast" in words(answer.content)
    assert "Minskad handläggningstid" not in words(answer.content)
    with pytest.raises(Refused) as refused:
        commands.copy_from_case(application=own, source=source, items=[item_of(source).pk], by=outsider, on=city.on)
    assert [f.rule for f in refused.value.verdict.findings] == ["source"]
    assert Item.objects.filter(calculation=own.calculation_id).count() == 0
    same = client.get(copy_url(own, own.code))
    assert "kopieras till sig själv" in words(same.content)


def test_nothing_chosen_and_a_clash_are_told(city: City_):
    source, case, client = make_case(city), make_case(city, title="Annan", items=[]), writer(city)
    url = copy_url(case, source.code)
    none = client.post(url, sent_by(client, url, items=[]))
    assert none.status_code == 409 and "Ingen post är vald." in words(none.content)
    mine: dict[str, Any] = sent_by(client, url)
    tid = template_url(case, "tid")
    assert client.post(tid, sent_by(client, tid, **TIME)).status_code == 302
    answer = client.post(url, mine)
    assert answer.status_code == 409 and "ändrade kalkylen medan du skrev" in words(answer.content)
    assert Item.objects.filter(calculation=case.calculation_id).count() == 1


def test_more_than_the_sheet_holds_is_refused(city: City_):
    source, case, client = make_case(city), make_case(city, title="Annan"), writer(city)
    Item.objects.bulk_create([Item(calculation=case.calculation, ledger="business", label=f"Post {n}") for n in range(183)])
    url = copy_url(case, source.code)
    answer = client.post(url, sent_by(client, url))
    assert answer.status_code == 409 and "Kalkylen skulle få 191 poster; högst 190 får plats." in words(answer.content)
    assert Formula.objects.count() == 0
