"""Who else calls on what a case calls on: told from the draft, to the applicant, the assessor and the other party. Source: F9."""

from decimal import Decimal
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from nytta.governance.applications import commands as applications
from nytta.governance.applications.models import Application
from nytta.governance.applications.queries.called import called_on
from nytta.governance.benefits.commands import ClaimText
from nytta.governance.benefits.models import Baseline, ClaimShare
from nytta.governance.benefits.terms import ClaimDriver
from nytta.governance.valuation.commands import appoint_assessor
from nytta.plain.money import NBSP
from tests.apps.benefits.ledger import baseline_of, benefit_of, budget_line, claiming
from tests.factories.city import City_, go_on, make_case

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("F9")]


def shown(city: City_, who: str, name: str, *address: object) -> str:
    client = Client()
    client.force_login(city.people[who], backend="django.contrib.auth.backends.ModelBackend")
    return unescape(client.get(reverse(name, args=address)).content.decode()).replace(NBSP, " ")


def clash(base: Baseline, other: Application) -> str:
    return (
        f"Krock 2027–2029: av {base} (tid per ärende) är 110,0 % begärt och 100,0 % finns. "
        f"Andra parter: {other.code} ({other.applicant_body.name})."
    )


def test_clash_is_told_to_applicant_assessor_and_the_other_party(city: City_):
    base = baseline_of(city)
    first, second = claiming(city, "Första", base, ClaimDriver.TIME, "0.4"), claiming(city, "Andra", base, ClaimDriver.TIME, "0.7")
    for mine, other in ((first, second), (second, first)):
        for page in ("calculation", "submit"):
            assert clash(base, other) in shown(city, "applicant", f"applications:{page}", mine.code)
        tie = shown(city, "applicant", "applications:tie", mine.code, benefit_of(mine).pk)
        assert clash(base, other) in tie
    case = go_on(city, first, "draft", "valuation")
    appoint_assessor(application=case, assessor=city.people["assessor"], by=city.people["project_office"], on=city.on)
    assert clash(base, second) in shown(city, "assessor", "valuation:value", first.code)


def test_clash_on_a_budget_line_is_told_in_kronor(city: City_):
    line, cases = budget_line(city, 600_000), [make_case(city, "draft", title=t) for t in ("A", "B")]
    for case in cases:
        text = ClaimText(line, ClaimDriver.MONEY, {}, dict.fromkeys(range(2027, 2030), 500_000))
        applications.tie_item(application=case, item=benefit_of(case).pk, text=text, by=case.created_by, on=city.on)
    told = f"Krock 2027–2029: av {line} (kronor) är 1 000 000 kr begärt och 600 000 kr finns. Andra parter: {cases[1].code} ("
    assert told in shown(city, "applicant", "applications:tie", cases[0].code, benefit_of(cases[0]).pk)
    assert told in shown(city, "applicant", "applications:calculation", cases[0].code)


def test_those_who_share_a_baseline_are_shown_to_each_other_without_a_clash(city: City_):
    base = baseline_of(city)
    first, second = claiming(city, "Första", base, ClaimDriver.TIME, "0.2"), claiming(city, "Andra", base, ClaimDriver.TIME, "0.3")
    told = f"2027–2029 räknar andra hem av samma nuläge, {base} (tid per ärende): {second.code} ({second.applicant_body.name})."
    assert told in shown(city, "applicant", "applications:calculation", first.code)


@pytest.mark.both
def test_what_a_case_calls_on_is_read_in_as_many_queries_whatever_the_claims(city: City_, django_assert_num_queries):
    base = baseline_of(city)
    cases = [claiming(city, f"Projekt {n}", base, ClaimDriver.TIME, "0.1") for n in range(9)]
    with django_assert_num_queries(6):
        (found,) = called_on(cases[0].calculation_id)
    assert (found.years, len(found.others), found.more, found.use.warns, found.use.clashes) == ((2027, 2028, 2029), 5, 3, True, False)
    nothing = make_case(city, "draft").calculation_id
    with django_assert_num_queries(1):
        assert called_on(nothing) == []


def test_any_baseline_is_taken_by_its_code_though_the_field_suggests_some(city: City_, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("nytta.governance.applications.views.ledger.LISTED", 0)
    base, case = baseline_of(city), make_case(city, "draft")
    client = Client()
    client.force_login(city.people["applicant"], backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("applications:tie", args=[case.code, benefit_of(case).pk])
    sent = {"baseline": base.code, "driver": "time", "share": "40", "edition": str(case.edition)}
    assert client.post(url, sent).status_code == 302
    assert len(called_on(case.calculation_id)) == 1


def test_a_share_that_is_the_same_each_year_is_shown_as_one(city: City_, client: Client) -> None:
    base, case = baseline_of(city), make_case(city, "draft")
    client.force_login(case.created_by, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("applications:tie", args=[case.code, benefit_of(case).pk])
    for share, year, shown in (("40", "", ("40", "")), ("40", "10", ("", "10"))):
        case.refresh_from_db()
        sent = {"baseline": str(base), "driver": "time", "share": share, "share_2028": year, "edition": str(case.edition)}
        assert client.post(address, sent).status_code == 302
        form = client.get(address).context["form"]
        assert tuple(str(form[name].value() or "").split(".")[0] for name in ("share", "share_2028")) == shown
        assert [s.fraction for s in ClaimShare.objects.filter(claim__item=benefit_of(case), year=2027)] == [Decimal("0.4")]
