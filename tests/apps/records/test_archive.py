"""The city's plan for its archive, and a decision as a document."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from nytta.city.records.commands import PlanText, adopt_information_plan, examine
from nytta.city.records.imports import retention
from nytta.city.records.models import Decision, InformationPlan, PlanLine
from nytta.city.records.queries import mark_of, plan_lines
from nytta.city.records.terms import DecisionKind, DocumentKind, Openness, Retention
from tests.apps.records.test_mandates import SV, as_
from tests.factories.city import City_, make_case
from tests.pdfs import bookmarks, faults, keywords, words

pytestmark = pytest.mark.django_db
HEAD = "Handlingstyp;Handling i systemet;Klass;Klassens namn;Bevaras eller gallras;Anmärkning\n"
DECISIONS = "Beslut om it-medel;Beslut med skäl och brev;1.3.2;Besluta om medel;Bevaras;Även digitalt\n"
MINUTES = "Protokoll;Protokoll;1.1.4;Leda;Gallras efter 10 år;\n"
OTHER = "Tidskrifter;;9.9;Stödja;Gallras vid inaktualitet;\n"


def sent(sheet: str, **values: str) -> dict[str, object]:
    file = SimpleUploadedFile("plan.csv", sheet.encode())
    given = {"name": "Plan 2026", "structure": "Strukturen 4.1", "decider": "Kommunstyrelsen", "paragraph": "KS § 41", "registry": "KS 2026/0400", "valid_from": "2026-03-01"}  # fmt: skip
    return {**given, **values, "sheet": file}


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("Bevaras", (Retention.PRESERVE, None)), (" bevaras. ", (Retention.PRESERVE, None)), ("Gallras efter 10 år", (Retention.AFTER, 10)),
        ("5 år", (Retention.AFTER, 5)), ("Gallras vid inaktualitet", (Retention.OUTDATED, None)), ("Gallras efter 0 år", None),
        ("Gallras efter 201 år", None), ("Gallras", None), ("", None), ("ja", None),
    ],
)  # fmt: skip
def test_retention_is_read_as_archivists_write_it(said: str, read: object):
    assert retention(said) == read


@pytest.mark.requirement("U9")
def test_plan_comes_in_whole_and_each_document_has_its_line(city: City_):
    answer = as_(city, "registrar").post(reverse("records:new_plan"), sent(HEAD + DECISIONS + MINUTES + OTHER), headers=SV)
    assert answer["Location"] == reverse("records:plan")
    lines = plan_lines(date(2026, 3, 2))
    assert {k: (x.class_code, x.retention, x.years) for k, x in lines.items()} == {
        DocumentKind.DECISION: ("1.3.2", "preserve", None), DocumentKind.MINUTES: ("1.1.4", "after", 10),
    }  # fmt: skip
    assert plan_lines(date(2026, 2, 28)) == {}
    assert PlanLine.objects.count() == 3
    shown = Client().get(reverse("records:plan"), headers=SV).content.decode()
    assert "Strukturen 4.1" in shown
    assert "Kallelse med handlingar" in shown.split("Saknas i planen")[1].split("</div>")[0]


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        (HEAD + DECISIONS + "Protokoll;Protokoll;1.1.4;Leda;Kanske;\n", "Rad 3, Bevaras eller gallras: ”Kanske” säger inte om handlingen bevaras eller gallras."),
        (HEAD + DECISIONS + "X;Paket;1;Leda;Bevaras;\n", "Rad 3, Handling i systemet: ”Paket” är ingen handling som görs i systemet."),
        (HEAD + MINUTES + "Protokoll, kopia;Protokoll;1;Leda;Bevaras;\n", "Rad 3, Handling i systemet: Protokoll står redan på rad 2."),
        (HEAD, "Filen plan.csv har inga rader under rubrikerna."),
    ],
)  # fmt: skip
def test_plan_with_a_fault_leaves_nothing_and_names_the_row(city: City_, sheet: str, said: str):
    answer = as_(city, "registrar").post(reverse("records:new_plan"), sent(sheet, name="Planen som skrevs"), headers=SV)
    assert (answer.status_code, InformationPlan.objects.count()) == (409, 0)
    assert said in answer.content.decode()
    assert "Planen som skrevs" in answer.content.decode()


def test_two_plans_cannot_begin_on_the_same_day_and_only_the_registrar_brings_one_in(city: City_):
    client = as_(city, "registrar")
    client.post(reverse("records:new_plan"), sent(HEAD + MINUTES))
    again = client.post(reverse("records:new_plan"), sent(HEAD + DECISIONS), headers=SV)
    assert "En plan gäller redan från den dagen." in again.content.decode()
    assert as_(city, "applicant").post(reverse("records:new_plan"), sent(HEAD + MINUTES, valid_from="2026-04-01")).status_code == 409
    assert InformationPlan.objects.count() == 1


def test_template_comes_back_when_it_is_filled_in(city: City_):
    client = as_(city, "registrar")
    sheet = client.get(reverse("records:plan_template")).content.decode("utf-8-sig").replace(";;;;", ";1.2;Leda;Bevaras;")
    client.post(reverse("records:new_plan"), sent(sheet))
    assert set(plan_lines(date(2026, 3, 2))) == set(DocumentKind)


def plan(city: City_) -> None:
    line = PlanText("Beslut om it-medel", DocumentKind.DECISION, "1.3.2", "Besluta", Retention.AFTER, 10)
    adopt_information_plan(
        name="Plan", structure="Strukturen 4.1", decider="Kommunstyrelsen", paragraph="KS § 1", registry="", valid_from=date(2026, 1, 1),
        lines=[line], by=city.people["registrar"], on=city.on,
    )  # fmt: skip


def fetched(number: int, client: Client | None = None, lang: str = "sv") -> bytes:
    answer = (client or Client()).get(reverse("records:decision_file", args=[number]), headers={"accept-language": lang})
    assert answer["Content-Type"] == "application/pdf"
    return answer.content


@pytest.mark.requirement("U9")
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_decision_is_a_document_for_archive_and_for_those_who_cannot_see_it(city: City_, lang: str):
    case = make_case(city, "granted")
    plan(city)
    grant = Decision.objects.get(kind=DecisionKind.GRANT.value, subject=case.code)
    made = fetched(grant.number, lang=lang)
    assert faults(made) == []
    text = words(made)
    places = [
        text.index(part)
        for part in (
            grant.decider,
            grant.mandate,
            grant.text.reasons,
            mark_of(grant).code,
            grant.sha256,
            grant.basis_sha256,
            grant.reasons_sha256,
            "1.3.2 Besluta",
        )
    ]
    assert places == sorted(places)
    assert "Strukturen 4.1" in keywords(made)
    assert (
        reverse("records:decision_file", args=[grant.number])
        in Client().get(reverse("records:decision", args=[grant.number])).content.decode()
    )
    assert bookmarks(made)[-1] == {"sv": "Arkivuppgifter", "en": "Archive details"}[lang]


@pytest.mark.requirement("O6")
def test_closed_words_are_not_in_the_document_that_anybody_may_fetch(city: City_):
    case = make_case(city, "granted")
    grant = Decision.objects.get(kind=DecisionKind.GRANT.value, subject=case.code)
    examine(subject=f"beslut-{grant.number}", part="text", openness=Openness.CLOSED, clause="OSL 19 kap. 3 §", by=city.people["registrar"], on=city.on)  # fmt: skip
    assert grant.text.reasons not in words(fetched(grant.number))
    assert "OSL 19 kap. 3 §" in words(fetched(grant.number))
    assert grant.text.reasons in words(fetched(grant.number, as_(city, "applicant")))


def test_decision_that_is_not_published_is_no_document_for_anybody(city: City_):
    case = make_case(city, "granted")
    hidden = Decision.objects.exclude(kind__in=["programme", "rule_set", "frame", "delegation"]).filter(text__published_on=None).first()
    assert case and hidden
    assert Client().get(reverse("records:decision_file", args=[hidden.number])).status_code == 404


def test_document_without_a_plan_says_that_class_and_disposal_are_missing(city: City_):
    assert "Saknas i kommunens informationshanteringsplan" in words(fetched(Decision.objects.get(kind="programme").number))
    number = Decision.objects.get(kind="programme").number
    assert fetched(number) == fetched(number)
