"""A sheet of baselines through its page: all of it or nothing, and the same sheet again changes nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from nytta.governance.benefits.imports import headings
from nytta.governance.benefits.models import Baseline
from nytta.plain.money import NBSP
from tests.factories.city import City_

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("F9")]
SV = {"accept-language": "sv"}
GOOD = {"Id": "N1", "Arbetsmoment eller post": "Telefonväxel", "Slag": "Budgetpost", "Förs av": "Byggnadsnämnden", "Mätt för år": "2025", "Kostnad per år": "450 000", "Källa": "Bokslut 2025"}  # fmt: skip


def sheet(*rows: dict[str, str]) -> SimpleUploadedFile:
    lines = [headings(), *([row.get(h, "") for h in headings()] for row in rows)]
    return SimpleUploadedFile("nulagen.csv", "\n".join(";".join(line) for line in lines).encode())


def sent(city: City_, *rows: dict[str, str]) -> tuple[int, str]:
    client = Client()
    client.force_login(city.people["project_office"], backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(reverse("benefits:import"), {"sheet": sheet(*rows)}, headers=SV, follow=True)
    return answer.status_code, answer.content.decode().replace(NBSP, " ")


def test_sheet_comes_in_and_the_same_sheet_again_adds_nothing(city: City_):
    code, said = sent(city, GOOD)
    assert (code, "1 nya, 0 mätta på nytt, 0 fanns redan." in said) == (200, True)
    assert [(b.name, b.versions.get().yearly_cost_sek) for b in Baseline.objects.all()] == [("Telefonväxel", 450_000)]
    assert "0 nya, 0 mätta på nytt, 1 fanns redan." in sent(city, GOOD)[1]
    assert "0 nya, 1 mätta på nytt, 0 fanns redan." in sent(city, {**GOOD, "Kostnad per år": "460 000"})[1]


def test_faulty_row_is_named_and_no_row_comes_in(city: City_):
    code, said = sent(city, GOOD, {**GOOD, "Id": "N2", "Förs av": "Sjönämnden", "Kostnad per år": "många"})
    assert (code, Baseline.objects.count()) == (409, 0)
    assert "Rad 3, Förs av: Nämnden eller bolaget Sjönämnden finns inte." in said
    assert "Rad 3, Kostnad per år:" in said
