"""Exemptions from application to end, by commands and by pages. Source: O5."""

from datetime import date
from itertools import product

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from nytta.city.records import commands as records
from nytta.city.records.flow import EXEMPTION
from nytta.city.records.models import Decision, Exemption, StandsOn
from nytta.city.records.policies import can_decide_exemption
from nytta.city.records.queries.exemptions import (
    ended_under,
    exempted,
    exempted_of_many,
    standing,
    with_standing,
)
from nytta.city.records.terms import ExemptionState, Opinion
from nytta.kit.clock import moment
from nytta.plain.verdicts import Refused
from tests.apps.records.test_governing import decided
from tests.factories.city import City_, make_case
from tests.factories.exemptions import LOG_IN, body_thing, make_exemption, seek, thing_of

pytestmark = pytest.mark.django_db
SV = {"accept-language": "sv"}
LAST = date(2026, 12, 31)


def as_(city: City_, name: str) -> Client:
    client = Client(headers=SV)
    client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def rules_of(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [f.rule for f in refused.value.verdict.blocking]


def asked(city: City_, **values: str) -> dict[str, str]:
    sent = {
        "thing": "body:byggnadsnamnden", "against": "solution", "solution": LOG_IN, "need": "Det går inte annars.", "asked_until": "2026-12-31",
        "local": "on", "discussed_on": "2026-02-20", "discussed_outcome": "De föreslår ett undantag.",
    }  # fmt: skip
    return {**sent, **values}


@pytest.mark.requirement("O5")
def test_the_whole_way_through_the_pages(city: City_) -> None:
    at = as_(city, "applicant").post(reverse("records:seek_exemption"), asked(city))["Location"]
    one = Exemption.objects.get()
    assert (at, one.code, one.registry_number) == (reverse("records:exemption", args=["U-2026-001"]), "U-2026-001", "KS 2026/0001")
    for name, who, sent in (
        ("appoint_reviewer", "project_office", {"reviewer": city.people["reviewer"].pk}),
        ("ask_applicant", "reviewer", {"text": "Var lagras uppgifterna?"}),
        ("answer_exemption", "applicant", {"text": "Hos oss."}),
        ("review_exemption", "reviewer", {"opinion": "conditions", "opinion_text": "Går att vända.", "conditions_proposed": "Ses över"}),
    ):
        answer = as_(city, who).post(reverse(f"records:{name}", args=[one.code]), sent)
        assert answer.status_code == 302, (name, answer.status_code)
    url, director = reverse("records:exempt", args=[one.code]), as_(city, "director")
    sent = {"reasons": "Behovet täcks inte.", "conditions": "Ses över", "valid_from": "2026-03-02", "valid_until": "2026-12-31"}
    letter = director.post(url, {**sent, "act": "preview_grant"})
    assert (
        "Kommundirektören beviljar undantag från Stadens autentiseringslösning (id-portal) för byggnadsnamnden" in letter.content.decode()
    )
    assert Exemption.objects.get().state == "decision"
    assert director.post(url, {**sent, "act": "grant", "seen": "x"}).status_code == 409
    assert director.post(url, {**sent, "act": "grant", "seen": letter.context["digest"]}).status_code == 302
    one.refresh_from_db()
    decision = one.decision
    assert decision is not None
    assert (one.state, one.valid_until, one.conditions, decision.on_delegation, decision.mandate) == (
        "granted", LAST, "Ses över", True, "Delegationsordning exempt",
    )  # fmt: skip
    assert [(q.text, q.answer) for q in one.questions.all()] == [("Var lagras uppgifterna?", "Hos oss.")]
    public = Client(headers=SV).get(reverse("records:exemptions")).content.decode()
    assert [w for w in ("U-2026-001", "Ses över", "2026-12-31", "Gäller") if w not in public] == []


@pytest.mark.requirement("O5")
def test_nothing_happens_out_of_turn(city: City_) -> None:
    """Every act in every state, beside the table: the cells that are there go on, the others are refused."""
    one = make_exemption(city, "review")
    moves = {(s.value, a): to.value for (s, a), to in EXEMPTION.moves.items()}
    by = {"appoint": "project_office", "ask": "reviewer", "review": "reviewer", "answer": "applicant", "withdraw": "applicant"}
    on, gone = city.on, []
    for state, (_, act) in product(ExemptionState, {(0, a): 0 for _, a in EXEMPTION.moves}):
        with transaction.atomic():
            decision = Decision.objects.first() if state in (ExemptionState.GRANTED, ExemptionState.REVOKED) else None
            Exemption.objects.filter(pk=one.pk).update(
                state=state.value, decision=decision, valid_from=on.date() if decision else None, valid_until=LAST if decision else None
            )
            held, who = Exemption.objects.get(pk=one.pk), city.people[by.get(act, "director")]
            try:
                done: Exemption = {
                    "appoint": lambda e, p: records.appoint_reviewer(exemption=e, reviewer=city.people["reviewer"], by=p, on=on),
                    "ask": lambda e, p: records.ask_applicant(exemption=e, text="Hur?", by=p, on=on),
                    "answer": lambda e, p: records.answer_exemption(exemption=e, text="Så.", by=p, on=on),
                    "review": lambda e, p: records.review_exemption(exemption=e, opinion=Opinion.SUPPORT, opinion_text="Ja", by=p, on=on),
                    "grant": lambda e, p: records.grant_exemption(exemption=e, reasons="Ja", valid_from=on.date(), valid_until=LAST, by=p, on=on),
                    "refuse": lambda e, p: records.refuse_exemption(exemption=e, reasons="Nej", by=p, on=on),
                    "revoke": lambda e, p: records.revoke_exemption(exemption=e, last_day=date(2026, 6, 30), reasons="Villkoret bröts", by=p, on=on),
                    "withdraw": lambda e, p: records.withdraw_exemption(exemption=e, reasons="Behövs inte", by=p, on=on),
                }[act](held, who)  # fmt: skip
                came = done.state
            except Refused:
                came = ""
            if came != moves.get((state.value, act), ""):
                gone.append((state.value, act, came))
            transaction.set_rollback(True)
    assert gone == []


@pytest.mark.requirement("O5")
@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"solution": ""}, "Ansökan säger inte från vilken gemensam lösning."),
        ({"against": "clause"}, "Ansökan säger inte från vilken bestämmelse."),
        ({"discussed_on": ""}, "En lokal lösning ska ha diskuterats med den centrala it-funktionen."),
        ({"discussed_outcome": " "}, "En lokal lösning ska ha diskuterats med den centrala it-funktionen."),
        ({"discussed_on": "2026-03-03"}, "Samrådet har inte hållits än."),
        ({"asked_until": "2026-03-01"}, "Sista dagen ligger före första dagen."),
    ],
)
def test_application_that_lacks_something_is_refused_and_kept(city: City_, changed: dict[str, str], words: str) -> None:
    answer = as_(city, "applicant").post(reverse("records:seek_exemption"), asked(city, **changed))
    html = answer.content.decode()
    assert (answer.status_code, words in html, "Det går inte annars." in html, Exemption.objects.count()) == (409, True, True, 0)


@pytest.mark.requirement("O5")
def test_one_asks_only_for_ones_own(city: City_) -> None:
    assert as_(city, "applicant").post(reverse("records:seek_exemption"), asked(city, thing="body:socialnamnden")).status_code == 422
    assert as_(city, "assessor").post(reverse("records:seek_exemption"), asked(city)).status_code == 409
    with pytest.raises(Refused) as refused:
        seek(city, body_thing(city, "socialnamnden"))
    assert (rules_of(refused), Exemption.objects.count()) == (["mandate"], 0)


@pytest.mark.requirement("O5")
def test_the_same_is_asked_once_at_a_time(city: City_) -> None:
    one = seek(city)
    with pytest.raises(Refused) as refused:
        seek(city)
    assert rules_of(refused) == ["exemption_open"]
    records.withdraw_exemption(exemption=one, reasons="Fel", by=city.people["applicant"], on=city.on)
    assert seek(city).state == "applied"
    with pytest.raises(IntegrityError), transaction.atomic():
        Exemption.objects.create(code="U-2026-099", subject="byggnadsnamnden", solution=LOG_IN)


@pytest.mark.requirement("O5")
def test_a_local_solution_says_in_the_database_too_when_it_was_discussed(city: City_) -> None:
    one = seek(city)
    with pytest.raises(IntegrityError), transaction.atomic():
        Exemption.objects.filter(pk=one.pk).update(discussed_on=None)


@pytest.mark.requirement("O5")
def test_reviewer_is_appointed_and_is_not_the_applicant(city: City_) -> None:
    one, office = seek(city), city.people["project_office"]
    with pytest.raises(Refused) as refused:
        records.appoint_reviewer(exemption=one, reviewer=city.people["assessor"], by=office, on=city.on)
    assert rules_of(refused) == ["exemption_reviewer"]
    one.applied_by = city.people["reviewer"]
    one.save()
    with pytest.raises(Refused) as refused:
        records.appoint_reviewer(exemption=one, reviewer=city.people["reviewer"], by=office, on=city.on)
    assert rules_of(refused) == ["exemption_reviewer"]
    city.people["reviewer"].body = city.bodies["byggforvaltningen"]
    city.people["reviewer"].save()
    Exemption.objects.update(applied_by=city.people["applicant"])
    with pytest.raises(Refused) as refused:
        records.appoint_reviewer(exemption=one, reviewer=city.people["reviewer"], by=office, on=city.on)
    assert rules_of(refused) == ["exemption_reviewer"]


@pytest.mark.requirement("O5")
def test_nobody_decides_what_they_asked_for(city: City_) -> None:
    one = make_exemption(city, "decision")
    one.applied_by = city.people["director"]
    assert [f.rule for f in can_decide_exemption(city.people["director"], one, "grant", city.on.date()).blocking] == ["exemption_own"]


@pytest.mark.requirement("O5")
def test_the_board_decides_itself_and_is_recorded_with_its_paragraph(city: City_) -> None:
    one = make_exemption(city, "decision")
    url = reverse("records:record_exemption", args=[one.code])
    sent = {"outcome": "refuse", "paragraph": "i mars", "reasons": "Id-portalen räcker."}
    assert as_(city, "registrar").post(url, sent).status_code == 409
    assert as_(city, "director").post(url, {**sent, "paragraph": "KS § 14"}).status_code == 409
    assert as_(city, "registrar").post(url, {**sent, "paragraph": "KS § 14"}).status_code == 302
    one.refresh_from_db()
    decision = one.decision
    assert decision is not None
    assert (one.state, decision.kind, decision.decider, decision.mandate, decision.on_delegation, decision.concerns) == (
        "refused", "exemption_refused", "Kommunstyrelsen", "KS § 14", False, ["byggnadsnamnden"],
    )  # fmt: skip


@pytest.mark.requirement("O5")
def test_a_grant_needs_its_end(city: City_) -> None:
    one = make_exemption(city, "decision")
    sent = {"reasons": "Ja", "conditions": "", "valid_from": "2026-03-02", "valid_until": "", "act": "preview_grant"}
    assert as_(city, "director").post(reverse("records:exempt", args=[one.code]), sent).status_code == 422
    with pytest.raises(IntegrityError), transaction.atomic():
        Exemption.objects.filter(pk=one.pk).update(state="granted")


@pytest.mark.requirement("O5")
def test_without_delegation_nobody_exempts(city: City_) -> None:
    one = make_exemption(city, "decision")
    sent = {"reasons": "Ja", "valid_from": "2026-03-02", "valid_until": "2026-12-31", "act": "grant"}
    answer = as_(city, "project_office").post(reverse("records:exempt", args=[one.code]), sent)
    assert "Du har ingen registrerad delegation för att: medge undantag." in answer.content.decode()
    assert (answer.status_code, Exemption.objects.get().state) == (409, "decision")


@pytest.mark.requirement("O5")
@pytest.mark.parametrize(("day", "free"), [(date(2026, 3, 1), False), (date(2026, 3, 2), True), (LAST, True), (date(2027, 1, 1), False)])
def test_it_holds_from_its_first_day_to_its_last(city: City_, day: date, free: bool) -> None:
    make_exemption(city)
    assert exempted(["byggnadsnamnden"], day) == ({LOG_IN} if free else set())
    assert exempted_of_many({"A": ("x", "byggnadsnamnden"), "B": ("x",)}, day) == {"A": {LOG_IN} if free else set(), "B": set()}


@pytest.mark.requirement("O5")
def test_revoked_it_holds_until_the_day_said_and_the_decision_stands_superseded(city: City_) -> None:
    one = make_exemption(city)
    with pytest.raises(Refused) as refused:
        records.revoke_exemption(exemption=one, last_day=LAST, reasons="Villkoret bröts", by=city.people["director"], on=city.on)
    assert rules_of(refused) == ["exemption_longer"]
    done = records.revoke_exemption(
        exemption=one, last_day=date(2026, 3, 31), reasons="Villkoret bröts", by=city.people["director"], on=city.on
    )
    assert done.revocation is not None
    assert (done.revocation.supersedes_id, done.revocation.kind) == (one.decision_id, "exemption_revoked")
    assert [bool(exempted(["byggnadsnamnden"], d)) for d in (date(2026, 3, 31), date(2026, 4, 1))] == [True, False]


@pytest.mark.requirement("O5")
def test_the_register_says_in_sql_what_the_rule_says_of_every_day(city: City_) -> None:
    for name, until in (("A", "granted"), ("B", "decision")):
        make_exemption(city, until, thing_of(make_case(city, title=name)), first=date(2026, 4, 1))
    refused = make_exemption(city, "decision", thing_of(make_case(city, title="C")))
    records.refuse_exemption(exemption=refused, reasons="Nej", by=city.people["director"], on=moment(date(2026, 3, 9)))
    taken = seek(city, thing_of(make_case(city, title="D")))
    records.withdraw_exemption(exemption=taken, reasons="Nej", by=city.people["applicant"], on=city.on)
    for day in (
        date(2026, 3, 2),
        date(2026, 3, 31),
        date(2026, 4, 1),
        date(2026, 10, 1),
        date(2026, 10, 2),
        date(2026, 10, 3),
        LAST,
        date(2027, 1, 1),
    ):
        rows = with_standing(Exemption.objects.all(), day)
        assert {e.code: e.standing for e in rows} == {e.code: standing(e, day).value for e in Exemption.objects.all()}, day
    found = {
        d: [standing(e, d).value for e in Exemption.objects.order_by("code")]
        for d in (date(2026, 3, 2), date(2026, 4, 1), date(2027, 1, 1))
    }
    assert found == {
        date(2026, 3, 2): ["coming", "open", "open", "withdrawn"], date(2026, 4, 1): ["in_force", "open", "refused", "withdrawn"],
        date(2027, 1, 1): ["ended", "open", "refused", "withdrawn"],
    }  # fmt: skip


@pytest.mark.requirement("O5")
def test_what_stood_on_it_is_in_breach_the_day_after_and_healed_by_a_renewal(city: City_) -> None:
    case = make_case(city)
    one = make_exemption(city, thing=thing_of(case))
    records.stand_on(exemption=one, target=body_thing(city).target, code="S-0001", by=None, on=city.on)
    after = date(2027, 1, 1)
    assert [list(ended_under(d).order_by("pk").values_list("code", flat=True)) for d in (LAST, after)] == [[], [case.code, "S-0001"]]
    again = make_exemption(city, thing=thing_of(case), renews=one, first=after, last=date(2027, 6, 30))
    assert sorted(StandsOn.objects.filter(exemption=again).values_list("code", flat=True)) == [case.code, "S-0001"]
    assert list(ended_under(after)) == []
    assert [s.code for s in ended_under(date(2027, 7, 1)).filter(exemption=again).order_by("pk")] == [case.code, "S-0001"]


@pytest.mark.requirement("O5")
def test_an_exemption_of_the_whole_body_heals_its_things_and_only_from_the_same(city: City_) -> None:
    make_exemption(city, thing=thing_of(make_case(city)), last=date(2026, 4, 30))
    make_exemption(city, solution="internt", last=LAST)
    assert ended_under(date(2026, 5, 1)).count() == 1
    make_exemption(city, last=LAST)
    assert ended_under(date(2026, 5, 1)).count() == 0


@pytest.mark.requirement("O5")
def test_a_renewal_is_about_the_same(city: City_) -> None:
    one = make_exemption(city)
    with pytest.raises(Refused) as refused:
        seek(city, solution="internt", renews=one)
    assert rules_of(refused) == ["exemption_renews"]
    page = as_(city, "applicant").get(reverse("records:seek_exemption"), {"fornya": one.code})
    assert page.context["form"].initial == {
        "thing": "body:byggnadsnamnden", "against": "solution", "solution": LOG_IN, "clause": "", "clause_other": "", "local": True,
    }  # fmt: skip


@pytest.mark.requirement("O5")
def test_from_a_clause_of_the_register_with_the_way_there_and_back(city: City_) -> None:
    decided(city, first=date(2026, 2, 1))
    page = as_(city, "applicant")
    sent = asked(city, against="clause", solution="", clause="riktlinje/1/2", clause_other="")
    assert page.post(reverse("records:seek_exemption"), sent).status_code == 302
    one = Exemption.objects.get()
    assert (one.clause, one.against_name, one.solution) == ("riktlinje/1/2", "Riktlinje riktlinje, 2 Krav", "")
    clause = reverse("records:clause", args=["riktlinje", 1, "2"])
    assert f'href="{clause}"' in page.get(reverse("records:exemption", args=[one.code])).content.decode()
    assert one.code in page.get(clause).content.decode()
    assert one.code not in Client().get(clause).content.decode()  # nothing is decided yet
    free = asked(city, against="clause", solution="", clause="", clause_other="Säkerhetsprogram 3")
    assert page.post(reverse("records:seek_exemption"), free).status_code == 302
    assert Exemption.objects.latest("pk").clause == "Säkerhetsprogram 3"
