"""The calculation's page and document: three views, sides that may be seen, and what an innovative trial shows instead."""

import io
import re
from html import unescape

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse

from nytta.governance.applications import commands as applications
from nytta.governance.applications.models import Application
from nytta.governance.applications.terms import Category
from nytta.governance.benefits.commands import ItemText
from nytta.governance.benefits.models import Figure
from nytta.governance.benefits.terms import Ledger
from nytta.kit.testing import queries_of
from nytta.plain.money import NBSP
from tests.factories.city import City_, make_case

pytestmark = pytest.mark.django_db


def reader(city: City_, name: str = "project_office") -> Client:
    client = Client()
    client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def text_of(client: Client, case: Application, query: str = "") -> str:
    answer = client.get(reverse("applications:calculation", args=[case.code]) + query)
    assert answer.status_code == 200
    return unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).replace(NBSP, " ")


@pytest.mark.requirement("F7")
def test_page_shows_three_views_and_what_each_leaves_out(city: City_):
    text = " ".join(text_of(reader(city), make_case(city, "valuation")).split())
    assert "Kommunens kassa räknar inte: Minskad handläggningstid, Snabbare besked." in text
    assert "Kommunen, all nytta räknar inte: Snabbare besked." in text
    assert "Nettonuvärde −1 282 861 kr 131 445 kr 697 167 kr" in text
    assert "Återbetald efter inte inom kalkyltiden 2,5 år 1,7 år" in text


@pytest.mark.requirement("F7")
def test_each_item_is_tried_ten_percent_up_and_down_also_where_some_have_a_low_and_a_high(city: City_):
    case = make_case(city, "valuation")
    plain = " ".join(text_of(reader(city), case).split())
    assert "Ingen post har lågt och högt värde." in plain and "Utveckling 231 445 kr 31 445 kr" in plain  # 131,445 and a tenth of 1,000,000
    Figure.objects.filter(item__calculation=case.calculation_id, item__label="Minskad handläggningstid").update(low_sek=400_000)
    text = " ".join(text_of(reader(city), case).split())
    assert "Med allt osäkert på sitt sämsta" in text and "Tio procent ned och upp för varje post" in text
    assert "Utveckling 231 445 kr 31 445 kr" in text.partition("Tio procent ned och upp")[2]


@pytest.mark.requirement("F8")
def test_assessed_figures_are_shown_from_the_signature_and_not_before(city: City_):
    waiting, signed = make_case(city, "valuation"), make_case(city, "preparation", title="Signerad")
    assert "Värderarens" not in text_of(reader(city), waiting).split("Tre sätt")[1]
    assert "Från sökandens till värderarens" in text_of(reader(city), signed)
    assert "Värderarens siffror" in text_of(reader(city), signed)
    assert "Sökandens Kommunens kassa" in " ".join(text_of(reader(city), signed, "?sida=claimed").split())


@pytest.mark.requirement("G1", "G2")
def test_innovative_case_shows_no_net_present_value_but_its_hypothesis_and_largest_loss(city: City_):
    values = {"category": Category.INNOVATIVE.value, "hypothesis": "Köerna kortas", "learning_measure": "Kötid", "experience_plan": "Avvecklas",
              "focus_area": city.area(5), "lifetime_months": 6}  # fmt: skip
    text = text_of(reader(city, "applicant"), make_case(city, "draft", **values))
    assert not re.search("nettonuvärde per|Återbetald|Internränta|Brytpunkt", text, re.I)
    assert "Köerna kortas" in text and "1 300 000 kr" in text


def test_draft_is_for_its_writers_alone(city: City_):
    draft = make_case(city, "draft")
    url = reverse("applications:calculation", args=[draft.code])
    assert [reader(city, name).get(url).status_code for name in ("applicant", "director")] == [200, 404]
    assert Client().get(url).status_code == 302


def test_queries_do_not_grow_with_items(city: City_):
    small, large = make_case(city, "draft"), make_case(city, "draft", title="Stor")
    items = [ItemText(Ledger.BUSINESS, f"Post {n}", dict.fromkeys(range(2026, 2036), 1000)) for n in range(40)]
    applications.write(application=large, values={}, goals=None, items=items, by=large.created_by, on=city.on)
    client = reader(city, "applicant")
    client.get(reverse("applications:calculation", args=[small.code]))
    counts = [len(queries_of(client, reverse("applications:calculation", args=[c.code]))[1]) for c in (small, large)]
    assert counts[0] == counts[1] <= 16


def test_document_shows_what_the_page_shows(city: City_):
    case = make_case(city, "preparation")
    answer = reader(city).get(reverse("applications:calculation_pdf", args=[case.code]))
    assert answer["Content-Disposition"] == f'attachment; filename="{case.code}-kalkyl.pdf"'
    made = pikepdf.open(io.BytesIO(answer.content))
    assert str(made.Root.Lang) == "sv"
    with made.open_metadata() as meta:
        assert meta["dc:title"] == "Nyttokalkyl: E-tjänst för bygglov"
        assert meta["pdfuaid:part"] == "1"


@pytest.mark.requirement("F8")
def test_differences_are_told_in_words_and_coloured_by_what_they_do_to_the_result(city: City_):
    case = make_case(city, "preparation")
    Figure.objects.filter(item__calculation=case.calculation_id, side="assessed", year=2027, item__label="Minskad handläggningstid").update(
        amount_sek=400_000
    )
    Figure.objects.filter(item__calculation=case.calculation_id, side="assessed", item__label="Drift").update(amount_sek=90_000)
    html = reader(city).get(reverse("applications:calculation", args=[case.code])).content.decode().replace("\xa0", " ")
    assert re.search(r'<td class="worse"[^>]*>−100 000 kr \(−5 %\)', html)  # a benefit that is less
    assert re.search(r'<td class="better"[^>]*>−\d+ 000 kr \(−10 %\)', html)  # a cost that is less
    assert "Nettonuvärde, sida vid sida" in html and html.count('class="worse"') >= 3
