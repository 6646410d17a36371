"""What a calculation refuses (docs/method.md section 5.7): each beside its field, in both languages, with what was typed kept."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from nytta.governance.applications.models import Application
from nytta.governance.benefits import commands as benefits
from nytta.governance.benefits.models import Baseline, Calculation, Figure, Item
from nytta.governance.benefits.rules.parameters import Row
from nytta.governance.benefits.terms import ParameterKind
from nytta.plain.money import NBSP
from tests.apps.benefits.ledger import baseline_of
from tests.factories.city import City_, make_case

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("F7")]


@dataclass(frozen=True)
class Wrong:
    """A page, what is typed there, the field that is wrong, and what is said of it in Swedish and English."""

    page: Callable[[City_, Application], str]
    typed: dict[str, str]
    field: str
    sv: str
    en: str
    who: str = "applicant"


def item_of(case: Application) -> Item:
    return Item.objects.get(calculation=case.calculation_id, label="Minskad handläggningstid")


def item_page(city: City_, case: Application) -> str:
    return reverse("applications:item", args=[case.code, item_of(case).pk])


def tie_page(city: City_, case: Application) -> str:
    baseline_of(city)
    return reverse("applications:tie", args=[case.code, item_of(case).pk])


def tie_unmeasured(city: City_, case: Application) -> str:
    Baseline.objects.create(code="N-999", name="Omätt", kind="activity", owner_body=city.bodies["byggnadsnamnden"])
    return reverse("applications:tie", args=[case.code, item_of(case).pk])


def sheet_page(city: City_, case: Application) -> str:
    row = Figure.objects.filter(item=item_of(case)).first()
    assert row is not None
    Figure.objects.create(item=row.item, side="claimed", year=2040, amount_sek=0)  # a year that was written before the plan was shortened
    return reverse("applications:write", args=[case.code, "kalkyl"])


def rebase_page(city: City_, case: Application) -> str:
    return reverse("applications:rebase", args=[case.code])


def rate_page(city: City_, case: Application) -> str:
    return reverse("benefits:new_parameter")


FORMULA = {"how": "time", "unit": "ärenden", "quantity": "3 000", "each": "12", "rate_sek": "420", "take_up_2027": "80"}
RATE = {"kind": "discount_rate", "key": "1", "value": "-100", "valid_from": "2026-03-01", "source": "KS 2026-03-01 § 4"}
WRONG = {
    "year outside the horizon": Wrong(sheet_page, {"row*_2040": "70 000"}, "row*_2040", "2040 ligger efter kalkyltiden, som slutar 2031.", "2040 lies after the calculation, which ends in 2031."),
    "rate of -100 percent": Wrong(rate_page, RATE, "value", "En ränta är större än −100 procent.", "A rate is above −100 per cent.", "project_office"),
    "low above likely": Wrong(item_page, {"low_2027": "600 000"}, "low_2027", "står inte i ordning.", "are not in order."),
    "likely above high": Wrong(item_page, {**FORMULA, "quantity_high": "2 000"}, "quantity", "står inte i ordning.", "are not in order."),
    "share above 1": Wrong(item_page, {**FORMULA, "take_up_2027": "120"}, "take_up_2027", "ligger inte mellan 0 och 100.", "is not between 0 and 100."),
    "share of a baseline above 1": Wrong(tie_page, {"baseline": "N-1", "driver": "time", "share": "130"}, "share", "större än vad som tas emot: högst 100.", "greater than what is taken: 100 at most."),
    "missing unit": Wrong(item_page, {**FORMULA, "unit": ""}, "unit", "Enhet saknas.", "Unit is missing."),
    "prices of two years": Wrong(rebase_page, {"price_year": "2020"}, "price_year", "prisindex saknas.", "the price index is missing."),
    "unknown version of a baseline": Wrong(tie_unmeasured, {"baseline": "N-999", "driver": "time", "share": "40"}, "baseline", "Nuläget har inga mätta siffror.", "The baseline has no measured figures."),
    "no number": Wrong(item_page, {**FORMULA, "each": "tolv"}, "each", "Skriv ett tal, till exempel 1 234 eller 12,5.", "Write a number, for example 1 234 or 12,5."),
}  # fmt: skip


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_what_is_refused_is_told_beside_its_field_and_kept(city: City_, wrong: Wrong, language: str):
    case, client = make_case(city, "draft"), Client()
    client.force_login(city.people[wrong.who], backend="django.contrib.auth.backends.ModelBackend")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    url = wrong.page(city, case)
    form = client.get(url).context["form"]
    typed, field = dict(wrong.typed), wrong.field
    if "*" in field:
        number = next(n for n in range(form.count) if form[f"row{n}_label"].value() == "Minskad handläggningstid")
        typed, field = {k.replace("*", str(number)): v for k, v in typed.items()}, field.replace("*", str(number))
    if typed.get("baseline") == "N-1":
        typed["baseline"] = Baseline.objects.get().code
    sent: dict[str, Any] = {f.html_name: f.value() if f.value() is not None else "" for f in form} | typed
    answer = client.post(url, sent)
    assert answer.status_code in (409, 422)
    html = unescape(answer.content.decode())
    said = re.search(rf'id="id_{field}_error">([^<]*)<', html)
    assert said is not None, "nothing is said beside the field"
    assert (wrong.sv if language == "sv" else wrong.en) in said[1].replace(NBSP, " ")
    for name, value in typed.items():
        assert answer.context["form"][name].value() == value


def test_calculation_is_put_in_the_prices_of_another_year(city: City_):
    case, client = make_case(city, "draft"), Client()
    client.force_login(city.people["applicant"], backend="django.contrib.auth.backends.ModelBackend")
    for year, value in (("2024", "300"), ("2026", "309.1")):
        row = Row(ParameterKind.PRICE_INDEX, year, Decimal(value), date(2026, 1, 1), "", "SCB")
        benefits.add_parameter(row=row, by=city.people["registrar"], on=city.on)
    Calculation.objects.filter(pk=case.calculation_id).update(price_year=2024)
    before = dict(Figure.objects.filter(item=item_of(case), side="claimed").values_list("year", "amount_sek"))
    url = rebase_page(city, case)
    assert client.post(url, {"price_year": "2026", "edition": str(case.edition)}).status_code == 302
    after = dict(Figure.objects.filter(item=item_of(case), side="claimed").values_list("year", "amount_sek"))
    assert (before[2027], after[2027]) == (500_000, 515_167)  # 500,000 × 309.1 / 300, half up
    assert Calculation.objects.get(pk=case.calculation_id).price_year == 2026
    assert "2026 års priser" in client.get(reverse("applications:write", args=[case.code, "kalkyl"])).content.decode()


def test_kronor_after_the_horizon_are_not_counted_and_are_named(city: City_):
    case, client = make_case(city, "draft"), Client()
    client.force_login(city.people["applicant"], backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("applications:calculation", args=[case.code])
    before = client.get(url).content.decode()
    Figure.objects.create(item=item_of(case), side="claimed", year=2040, amount_sek=9_000_000)
    shown = unescape(client.get(url).content.decode()).replace(NBSP, " ")
    assert "Kalkyltiden slutar 2031. Det som ligger efter räknas inte: Minskad handläggningstid 9 000 000 kr." in shown
    npv = re.compile(r"Nettonuvärde</th>.*?</tr>", re.DOTALL)
    assert npv.search(shown)[0] == npv.search(unescape(before).replace(NBSP, " "))[0]  # type: ignore[index]
