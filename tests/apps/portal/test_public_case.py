"""What anybody may see of a case, and above all what nobody may see."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nytta.city.organisation.models import Person
from nytta.city.records import commands as records
from nytta.city.records.terms import Openness
from nytta.governance.applications import commands as applications
from nytta.governance.applications.models import Application
from nytta.governance.preparation import commands as preparation
from nytta.governance.preparation.terms import ConflictGround, Recommendation
from nytta.governance.valuation import commands as valuation
from nytta.needs.goals.models import CouncilGoal
from nytta.portal import commands
from nytta.portal.queries.public import case_as_written, document_part, parts_of
from tests.factories.city import City_, group_of, make_case, value_case

pytestmark = pytest.mark.django_db


def examine(city: City_, case: Application, **found: Any) -> None:
    """The registrar examines parts: `summary=Openness.OPEN`, or a clause for what is closed."""
    parts = {part: (Openness.CLOSED, what) if isinstance(what, str) else (what, "") for part, what in found.items()}
    commands.examine_case(subject=case.code, found=parts, by=city.people["registrar"], on=city.on)


def examine_all(city: City_, case: Application) -> None:
    found = case_as_written(case.code)
    assert found is not None
    examine(city, case, **{p.code: Openness.OPEN for p in parts_of(*found)})


def public(case: Application, client: Client | None = None) -> str:
    answer = (client or Client()).get(reverse("portal:case", args=[case.code]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_draft_has_no_public_page(city: City_) -> None:
    case = make_case(city, "draft")
    assert Client().get(reverse("portal:case", args=[case.code])).status_code == 404
    assert case.title not in Client().get(reverse("portal:cases")).content.decode()


@pytest.mark.requirement("O6")
def test_registered_case_shows_number_date_sender_and_subject(city: City_) -> None:
    case = make_case(city, "screening")
    html = public(case)
    for words in (case.registry_number, case.submitted_on.isoformat(), "Byggnadsnämnden", case.title):
        assert words in html


def test_text_not_examined_is_named_but_not_shown(city: City_) -> None:
    case = make_case(city, "screening", summary="Hemlig sammanfattning")
    html = public(case)
    assert "Hemlig sammanfattning" not in html
    assert "Ännu inte prövat" in html


def test_text_found_open_is_shown(city: City_) -> None:
    case = make_case(city, "screening", summary="Öppen sammanfattning")
    examine(city, case, summary=Openness.OPEN)
    assert "Öppen sammanfattning" in public(case)


def test_text_found_closed_is_withheld_with_its_clause(city: City_) -> None:
    case = make_case(city, "screening", summary="Skyddad sammanfattning")
    examine(city, case, summary="OSL 18 kap. 8 §")
    html = public(case)
    assert "Skyddad sammanfattning" not in html
    assert "uppgift utelämnad" in html and "OSL 18 kap. 8 §" in html


def test_closed_title_is_withheld_on_every_public_page(city: City_) -> None:
    case = make_case(city, "granted", title="Skalskydd i vattenverket")
    examine(city, case, title="OSL 18 kap. 8 §")
    for url in (
        reverse("portal:case", args=[case.code]),
        reverse("portal:cases"),
        reverse("portal:start"),
        reverse("portal:cases") + "csv",
    ):
        answer = Client().get(url)
        body = answer.getvalue().decode() if answer.streaming else answer.content.decode()
        assert "Skalskydd" not in body, url


def test_completion_shows_the_last_hand_in_and_not_what_is_being_written(city: City_) -> None:
    case = make_case(city, "screening", summary="Som inlämnad")
    examine_all(city, case)
    applications.ask(application=case, questions=[("summary", "Vad menas?")], by=city.people["project_office"], on=city.on)
    case.refresh_from_db()
    values = {"summary": "Under arbete", "title": "Ny rubrik under arbete"}
    applications.write(application=case, values=values, by=city.people["applicant"], on=city.on)
    html = public(case) + Client().get(reverse("portal:cases")).content.decode()
    assert "Som inlämnad" in html
    assert "Under arbete" not in html and "Ny rubrik" not in html and "Vad menas?" not in html


def test_unsigned_valuation_and_statement_are_not_shown(city: City_) -> None:
    case = make_case(city, "valuation")
    valuation.appoint_assessor(application=case, assessor=city.people["assessor"], by=city.people["project_office"], on=city.on)
    goals = dict.fromkeys(CouncilGoal.objects.filter(programme=city.programme), 50)
    valuation.value(
        application=case, amounts={}, reasons={}, points=goals, summary="Utkast till värdering", by=city.people["assessor"], on=city.on
    )
    examine_all(city, case)
    assert "Utkast till värdering" not in public(case)
    later = make_case(city, "preparation", title="Annan")
    member = group_of(city, later)
    preparation.declare_conflict(application=later, ground=ConflictGround.NONE, by=member, on=city.on)
    preparation.write_statement(
        application=later, recommendation=Recommendation.SUPPORT, text="Utkast till yttrande", by=member, on=city.on
    )
    examine_all(city, later)
    assert "Utkast till yttrande" not in public(later)


def test_figures_of_an_unsigned_valuation_are_not_shown(city: City_) -> None:
    case = make_case(city, "valuation")
    valuation.appoint_assessor(application=case, assessor=city.people["assessor"], by=city.people["project_office"], on=city.on)
    examine_all(city, case)
    html = public(case)
    assert "Sökandens" in html
    assert "Värderarens" not in html


@pytest.mark.parametrize("until", ["screening", "preparation", "decision", "granted", "closed", "effect"])
def test_no_person_is_named(city: City_, until: str) -> None:
    case = make_case(city, until)
    Person.objects.update(title="handläggare")
    for person in Person.objects.all():
        Person.objects.filter(pk=person.pk).update(name=f"Namn-{person.username}")
    examine_all(city, case)
    pages = (reverse("portal:case", args=[case.code]), reverse("portal:cases"), reverse("portal:start"))
    for url in pages:
        html = Client().get(url).content.decode()
        assert "Namn-" not in html
        assert not [p.username for p in Person.objects.all() if f">{p.username.capitalize()}<" in html]


def test_document_is_served_only_when_found_open(city: City_) -> None:
    case = make_case(city, "screening")
    made = applications.add_document(
        application=case, title="Avtal med namn", filename="avtal.txt", content_type="text/plain", content="innehåll".encode(), by=city.people["applicant"], on=city.on,
    )  # fmt: skip
    url = reverse("portal:document", args=[case.code, made.pk])
    assert Client().get(url).status_code == 404
    assert "Avtal med namn" not in public(case)
    examine(city, case, **{document_part(made.pk): Openness.OPEN})
    assert Client().get(url).content == "innehåll".encode()
    assert "Avtal med namn" in public(case)
    examine(city, case, **{document_part(made.pk): "OSL 31 kap. 16 §"})
    assert Client().get(url).status_code == 404
    assert "Avtal med namn" not in public(case)


def test_document_of_another_case_is_not_served(city: City_) -> None:
    case, other = make_case(city, "screening"), make_case(city, "screening", title="Annan")
    made = applications.add_document(
        application=case,
        title="A",
        filename="a.txt",
        content_type="text/html",
        content=b"<script>",
        by=city.people["applicant"],
        on=city.on,
    )
    examine(city, case, **{document_part(made.pk): Openness.OPEN})
    assert Client().get(reverse("portal:document", args=[other.code, made.pk])).status_code == 404
    answer = Client().get(reverse("portal:document", args=[case.code, made.pk]))
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.requirement("F11")
def test_decision_is_shown_with_reasons_by_title(city: City_) -> None:
    html = public(make_case(city, "granted"))
    assert "Bidrar till målen." in html
    assert "kommundirektören" in html


def test_reasons_found_closed_are_withheld(city: City_) -> None:
    case = make_case(city, "granted")
    number = case_decisions(case)[-1]
    records.examine(
        subject=f"beslut-{number}", part="text", openness=Openness.CLOSED, clause="OSL 19 kap. 3 §", by=city.people["registrar"], on=city.on
    )
    html = public(case)
    assert "Bidrar till målen." not in html
    assert "OSL 19 kap. 3 §" in html


def case_decisions(case: Application) -> list[int]:
    """Numbers of the published decisions on a case."""
    found = case_as_written(case.code)
    assert found is not None
    client = Client()
    page = client.get(reverse("portal:case", args=[case.code]))
    return [d.number for d in page.context["thing"].decisions]


def test_only_the_registrar_examines(city: City_) -> None:
    case = make_case(city, "screening")
    url, client = reverse("portal:examine", args=[case.code]), Client()
    for name, wanted in (("applicant", 404), ("project_office", 404), ("registrar", 200)):
        client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
        assert client.get(url).status_code == wanted


def test_registrar_opens_the_rest_with_one_button(city: City_) -> None:
    case = make_case(city, "screening", summary="Nu öppen")
    client = Client()
    client.force_login(city.people["registrar"], backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("portal:examine", args=[case.code])
    form = client.get(url).context["form"]
    answers = {name: form[name].value() or "" for name in form.fields}
    wrong = client.post(url, {**answers, "user_groups": "closed"})
    assert wrong.status_code == 422
    done = client.post(url, {**answers, "user_groups": "closed", "user_groups-clause": "OSL 21 kap. 1 §", "rest": "open"})
    assert done.status_code == 302
    html = public(case)
    assert "Nu öppen" in html and "OSL 21 kap. 1 §" in html and "Ännu inte prövat" not in html


def test_a_resident_reads_goals_principles_and_the_wait_in_words(city: City_) -> None:
    case = make_case(city, "screening", principle_2="Åtta handläggare har varit med.")
    examine_all(city, case)
    html = public(case)
    assert "KF1 " + CouncilGoal.objects.get(code="KF1").name in html
    assert "2. Verksamheten ska vara delaktig i beslut som rör it." in html
    assert "Väntar på projektkontoret sedan" in html
    assert "Styrande princip 2" not in html


def listed(text: str) -> str:
    return Client().get(reverse("portal:cases"), {"q": text}).content.decode()


@pytest.mark.both
@pytest.mark.requirement("O6")
def test_anybody_searches_titles_and_numbers_but_never_what_is_not_shown(city: City_) -> None:
    case = make_case(city, "screening", title="Ängar på nätet", summary="Hemlig pump")
    other = make_case(city, "screening", title="Skalskydd i vattenverket")
    assert case.code in listed("äng nätet") and other.code not in listed("äng nätet")
    assert case.code in listed(case.registry_number) and other.code not in listed(case.registry_number)
    assert case.code in listed(case.code.lower())
    assert case.code not in listed("pump")
    assert other.code in listed("skalskydd")
    examine(city, other, title="OSL 18 kap. 8 §")
    assert other.code not in listed("skalskydd")
    assert other.code not in listed("uppgift")


@pytest.mark.requirement("F8", "O6")
def test_anybody_reads_the_calculation_item_by_item_once_the_figures_are_open(city: City_) -> None:
    case = make_case(city, "valuation")
    url = reverse("portal:calculation", args=[case.code])
    assert Client().get(url).status_code == 404  # nobody has examined the figures
    examine(city, case, figures=Openness.OPEN)
    assert "Minskad handläggningstid" in Client().get(url).content.decode()
    valuation.appoint_assessor(application=case, assessor=city.people["assessor"], by=city.people["project_office"], on=city.on)
    value_case(city, case, factor=80)
    html = Client().get(url).content.decode()
    assert "Värderarens" in html and "1 200 000 kr" in html.replace("\u00a0", " ")  # 3 × 500 000 × 0,8
    assert "Färre ärenden än angivet" not in html  # the valuation's words are still to be examined
    examine(city, case, valuation=Openness.OPEN)
    assert "Färre ärenden än angivet" in Client().get(url).content.decode()
    examine(city, case, figures="OSL 19 kap. 3 §")
    assert Client().get(url).status_code == 404


@pytest.mark.requirement("O6", "G2")
def test_the_words_of_a_trial_are_not_shown_beside_its_open_figures(city: City_) -> None:
    case = make_case(
        city,
        "screening",
        category="innovative",
        focus_area=city.area(5),
        lifetime_months=6,
        hypothesis="Hemlig hypotes",
        learning_measure="Mätning",
        experience_plan="Hemlig plan",
    )
    examine(city, case, figures=Openness.OPEN)
    html = Client().get(reverse("portal:calculation", args=[case.code])).content.decode()
    assert "Utveckling" in html and "Hemlig" not in html
