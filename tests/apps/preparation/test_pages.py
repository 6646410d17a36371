"""The group's pages: conflict declared, statement kept from those in conflict, signed only when the gates are passed."""

import pytest
from django.test import Client
from django.urls import reverse

from nytta.city.organisation.models import Person
from nytta.governance.applications.models import Application, Question
from nytta.governance.applications.queries import visible_to
from nytta.governance.preparation import commands, panels
from nytta.governance.preparation.models import Conflict, Statement
from nytta.governance.preparation.terms import ConflictGround
from nytta.governance.valuation import commands as valuation
from tests.factories.city import City_, make_case
from tests.reading import unlinked


def at(client: Client, person: Person) -> Client:
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def free(city: City_, case: Application, ground: ConflictGround = ConflictGround.NONE) -> None:
    commands.declare_conflict(application=case, ground=ground, by=city.people["group_1"], on=city.on)


@pytest.mark.requirement("F10")
def test_declare_leads_to_the_statement(city: City_, client: Client) -> None:
    case = make_case(city, "preparation")
    answer = at(client, city.people["group_1"]).post(reverse("preparation:declare", args=[case.code]), {"ground": "none"})
    assert (answer.status_code, answer["Location"]) == (302, reverse("preparation:state", args=[case.code]))
    assert Conflict.objects.get().ground == "none"


@pytest.mark.requirement("F10")
def test_declare_asks_for_a_choice(city: City_, client: Client) -> None:
    case = make_case(city, "preparation")
    answer = at(client, city.people["group_1"]).post(reverse("preparation:declare", args=[case.code]), {"note": "Min anteckning"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert ["Ta ställning" in text, "Min anteckning" in text, "16 § förvaltningslagen" in text] == [True, True, True]


@pytest.mark.requirement("F10")
def test_statement_refused_before_declaring(city: City_, client: Client) -> None:
    case = make_case(city, "preparation")
    answer = at(client, city.people["group_1"]).post(reverse("preparation:state", args=[case.code]), {"text": "Vårt yttrande"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert ["tagit ställning till jäv" in text, "F10" in text, "Vårt yttrande" in text] == [True, True, True]


@pytest.mark.requirement("F10")
def test_draft_is_hidden_from_those_in_conflict(city: City_, client: Client) -> None:
    case = make_case(city, "preparation")
    free(city, case)
    client = at(client, city.people["group_1"])
    client.post(reverse("preparation:state", args=[case.code]), {"text": "Hemligt utkast", "recommendation": "support"})
    before = client.get(reverse("preparation:state", args=[case.code])).content.decode()
    free(city, case, ConflictGround.OWN_BENEFIT)
    after = [client.get(reverse(f"preparation:{n}", args=[case.code])).content.decode() for n in ("state", "recommend")]
    assert ["Hemligt utkast" in before, *("Hemligt utkast" in a for a in after)] == [True, False, False]


@pytest.mark.requirement("F10")
def test_conflict_is_shown_by_role_and_not_by_name(city: City_, client: Client) -> None:
    case = make_case(city, "preparation")
    free(city, case, ConflictGround.EARLIER_ROLE)
    text = at(client, city.people["applicant"]).get(reverse("applications:detail", args=[case.code])).content.decode()
    block = text[text.index('id="beredning"') :][:1500]
    assert ["En ledamot" in block, "Har värderat" in block, "Group_1" in block] == [True, True, False]


@pytest.mark.requirement("F8", "F10")
def test_recommend_refused_when_the_valuation_is_not_signed(city: City_, client: Client) -> None:
    case = make_case(city, "preparation")
    free(city, case)
    commands.write_statement(application=case, recommendation=None, text="Bra.", by=city.people["group_1"], on=city.on)
    Statement.objects.update(recommendation="support")
    case.calculation.trusted = "claimed"
    case.calculation.save()
    answer = at(client, city.people["group_1"]).post(reverse("preparation:recommend", args=[case.code]))
    text = unlinked(answer)
    assert answer.status_code == 409
    wanted = ["Nyttovärderingen är inte undertecknad.", "T; F8", "Värderaren undertecknar värderingen.", "Bra."]
    assert [w in text for w in wanted] == [True, True, True, True]


@pytest.mark.requirement("F10")
def test_recommend_refused_until_the_statement_is_finished(city: City_, client: Client) -> None:
    case = make_case(city, "preparation")
    free(city, case)
    answer = at(client, city.people["group_1"]).post(reverse("preparation:recommend", args=[case.code]))
    assert (answer.status_code, "Yttrandet är inte färdigt" in answer.content.decode()) == (409, True)


@pytest.mark.requirement("F10")
def test_recommend_sends_the_case_to_the_council(city: City_, client: Client) -> None:
    case = make_case(city, "preparation")
    free(city, case)
    client = at(client, city.people["group_1"])
    client.post(reverse("preparation:state", args=[case.code]), {"text": "Bra.", "recommendation": "oppose", "sign": "1"})
    answer = client.post(reverse("preparation:recommend", args=[case.code]))
    case.refresh_from_db()
    block = panels.stated(Application.objects.get(pk=case.pk), city.people["applicant"], city.on)
    assert (answer.status_code, case.state, [b.context["word"].value for b in block]) == (302, "weighing", ["oppose"])


@pytest.mark.requirement("F6")
def test_send_back_asks_the_applicant(city: City_, client: Client) -> None:
    case = make_case(city, "preparation")
    free(city, case)
    client = at(client, city.people["group_1"])
    empty = client.post(reverse("preparation:send_back", args=[case.code]), {"field": "figures"})
    answer = client.post(reverse("preparation:send_back", args=[case.code]), {"field": "figures", "question": "Vilka månader?"})
    case.refresh_from_db()
    question = Question.objects.get()
    assert (empty.status_code, answer.status_code, case.state) == (422, 302, "completion")
    assert (question.field, question.text) == ("figures", "Vilka månader?")


def test_others_may_read_the_case_but_not_state(city: City_, client: Client) -> None:
    case = make_case(city, "preparation")
    page = at(client, city.people["group_2"]).get(reverse("preparation:state", args=[case.code])).content.decode()
    assert ["Du sitter inte i den grupp" in page, "<textarea" in page] == [True, False]
    assert visible_to(city.people["group_2"], city.on.date()).filter(pk=case.pk).exists() is True


def test_valuation_replaced_after_completion_is_another(city: City_) -> None:
    case = make_case(city, "valuation")
    for _ in range(2):
        valuation.appoint_assessor(application=case, assessor=city.people["assessor"], by=city.people["project_office"], on=city.on)
    assert list(valuation.Valuation.objects.order_by("pk").values_list("replaced_on", flat=True)) == [city.on.date(), None]
