"""Exemptions from application to end, by commands and by pages. Source: O5."""

import threading
from datetime import date
from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nytta.city.records import commands as records
from nytta.city.records.flow import EXEMPTION
from nytta.city.records.models import Decision, Exemption, ExemptionNotice, StandsOn
from nytta.city.records.policies import can_decide_exemption
from nytta.city.records.queries.exemptions import (
    ended_under,
    exempted,
    exempted_of_many,
    exemptions_ended,
    exemptions_ending,
    exemptions_waiting,
    standing,
    with_standing,
)
from nytta.city.records.terms import ExemptionState, Opinion
from nytta.delivery.systems.models import CommonSolution
from nytta.governance.applications.queries import facts_of, many
from nytta.kit import audit
from nytta.kit.clock import moment
from nytta.kit.models import Notice
from nytta.plain.verdicts import Refused
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
        "thing": "body:byggnadsnamnden", "against": "solution", "solution": LOG_IN, "clause": "", "local": True,
    }  # fmt: skip


def told() -> list[tuple[str, int]]:
    return sorted(ExemptionNotice.objects.values_list("person__username", "lead"))


@pytest.mark.requirement("O5")
def test_warned_at_each_lead_time_once_and_told_of_the_end_once(city: City_) -> None:
    make_exemption(city)
    days = {
        d: records.tell_of_ends(by=None, on=moment(d))
        for d in (date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 3), date(2026, 12, 1), LAST)
    }
    who = ["applicant", "owner", "project_office"]
    assert [r["warned"] for r in days.values()] == [0, 3, 0, 3, 3]
    assert told() == sorted((w, lead) for w in who for lead in (90, 30, 7))
    assert [records.tell_of_ends(by=None, on=moment(date(2027, 1, d)))["ended"] for d in (1, 1, 2)] == [3, 0, 0]
    letters = Notice.objects.filter(key__endswith="--1").order_by("to")
    assert [n.to for n in letters] == [f"{w}@example.org" for w in who]
    assert "saknar nu stöd och är stoppat" in letters[0].body
    assert audit.history("U-2026-001")[0].act == "exemption.end"


@pytest.mark.requirement("O5")
def test_who_lets_it_lapse_or_asks_anew_is_not_reminded_but_told_of_the_end(city: City_) -> None:
    one = make_exemption(city)
    records.let_exemption_lapse(exemption=one, reasons="Systemet avvecklas", by=city.people["applicant"], on=city.on)
    assert records.tell_of_ends(by=None, on=moment(LAST)) == {"warned": 0, "ended": 0}
    assert records.tell_of_ends(by=None, on=moment(date(2027, 1, 1))) == {"warned": 0, "ended": 3}


@pytest.mark.requirement("O5")
def test_a_renewal_that_is_not_granted_does_not_silence_the_end(city: City_) -> None:
    one = make_exemption(city)
    seek(city, renews=one, last=date(2027, 12, 31), on=moment(date(2026, 12, 1)))
    assert records.tell_of_ends(by=None, on=moment(LAST))["warned"] == 0
    assert records.tell_of_ends(by=None, on=moment(date(2027, 1, 1)))["ended"] == 3


def desk(city: City_, name: str, day: date) -> list[str]:
    person = city.people[name]
    return [w.what for find in (exemptions_waiting, exemptions_ending, exemptions_ended) for w in find(person, day)]


@pytest.mark.requirement("O5")
def test_each_sees_on_the_desk_what_waits_on_them(city: City_) -> None:
    one, day = seek(city), city.on.date()
    assert desk(city, "project_office", day) == ["Utse granskare för ett undantag"]
    records.appoint_reviewer(exemption=one, reviewer=city.people["reviewer"], by=city.people["project_office"], on=city.on)
    assert (desk(city, "reviewer", day), desk(city, "project_office", day)) == (["Granska ett undantag"], [])
    records.ask_applicant(exemption=one, text="Hur?", by=city.people["reviewer"], on=city.on)
    assert desk(city, "applicant", day) == ["Svara på granskarens fråga"]
    records.answer_exemption(exemption=one, text="Så", by=city.people["applicant"], on=city.on)
    records.review_exemption(exemption=one, opinion=Opinion.SUPPORT, opinion_text="Ja", by=city.people["reviewer"], on=city.on)
    assert desk(city, "director", day) == ["Besluta om ett undantag"]
    records.grant_exemption(exemption=one, reasons="Ja", valid_from=day, valid_until=LAST, by=city.people["director"], on=city.on)
    soon, over = "Undantag som går ut: förnya eller låt det gå ut", "Undantag har gått ut: byggnadsnamnden står kvar utan stöd"
    assert [desk(city, "applicant", d) for d in (day, date(2026, 10, 2), date(2027, 1, 1))] == [[], [soon], [over]]
    assert [desk(city, "project_office", d) for d in (date(2026, 10, 2), date(2027, 1, 1))] == [[soon], [over]]
    assert desk(city, "assessor", date(2027, 1, 1)) == []


CLOSED = ("Hemligt behov av egen inloggning", "Sekretess: de sade nej", "Hemlig bedömning", "Hemligt förslag", "E-tjänst för bygglov")


@pytest.mark.requirement("O5")
def test_each_closed_field_is_closed_until_it_has_been_examined(city: City_) -> None:
    one = make_exemption(city, thing=thing_of(make_case(city)))
    url = reverse("records:exemption", args=[one.code])

    def seen(client: Client) -> list[str]:
        html = client.get(url).content.decode()
        return [w for w in CLOSED if w in html]

    assert (seen(Client()), seen(as_(city, "assessor"))) == ([], [])
    assert (
        seen(as_(city, "applicant"))
        == seen(as_(city, "director"))
        == seen(as_(city, "reviewer"))
        == seen(as_(city, "auditor"))
        == list(CLOSED)
    )
    for part, words in zip(("need", "discussed_outcome", "opinion_text", "conditions_proposed", "subject_name"), CLOSED, strict=True):
        examine = reverse("records:examine", args=[one.code, part])
        as_(city, "registrar").post(examine, {"openness": "open", "clause": ""})
        assert seen(Client()) == [words], part
        as_(city, "registrar").post(examine, {"openness": "closed", "clause": "OSL 18 kap. 8 §"})
        assert seen(Client()) == [], part
    files = [Client().get(reverse("records:exemptions_export", args=[kind])) for kind in ("csv", "json")]
    assert not [w for f in files for w in CLOSED if w in b"".join(f).decode()]


@pytest.mark.requirement("O5")
def test_what_is_not_decided_is_not_shown_to_the_public(city: City_) -> None:
    one = make_exemption(city, "decision")
    assert Client().get(reverse("records:exemption", args=[one.code])).status_code == 404
    assert one.code not in Client().get(reverse("records:exemptions")).content.decode()
    assert one.code in as_(city, "assessor").get(reverse("records:exemptions")).content.decode()


@pytest.mark.requirement("O5")
def test_the_gate_lets_through_what_is_exempted_until_it_ends(city: City_) -> None:
    case = make_case(city, "decision", covers=[LOG_IN])
    name = CommonSolution.objects.get(code=LOG_IN).name

    def stopped(day: date) -> tuple[str, ...]:
        fresh = type(case).objects.select_related("applicant_body", "calculation").get(pk=case.pk)
        many.remember([fresh], day)
        read = type(case).objects.get(pk=case.pk)
        assert facts_of(read, day).duplicates == fresh.__dict__["remembered"]["duplicates"]
        return facts_of(read, day).duplicates

    assert stopped(city.on.date()) == (name,)
    make_exemption(city, thing=thing_of(case))
    assert [stopped(d) for d in (city.on.date(), LAST, date(2027, 1, 1))] == [(), (), (name,)]
    make_exemption(city, last=date(2027, 3, 31))
    assert [stopped(d) for d in (date(2027, 1, 1), date(2027, 4, 1))] == [(), (name,)]


@pytest.mark.requirement("O5")
@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_two_at_once_ask_for_the_same_and_one_is_told(transactional_city: City_) -> None:
    city, came = transactional_city, []

    def go() -> None:
        try:
            came.append(seek(city).code)
        except Refused as refused:
            came.append(refused.verdict.blocking[0].rule)
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(2)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert (sorted(came), Exemption.objects.count()) == (["U-2026-001", "exemption_open"], 1)


@pytest.mark.requirement("O5")
@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_two_at_once_decide_and_there_is_one_decision(transactional_city: City_) -> None:
    city, came = transactional_city, []
    one = make_exemption(city, "decision")

    def go(granted: bool) -> None:
        try:
            act = {"exemption": one, "reasons": "Skäl", "by": city.people["director"], "on": city.on}
            done = (
                records.grant_exemption(**act, valid_from=city.on.date(), valid_until=LAST) if granted else records.refuse_exemption(**act)
            )  # type: ignore[arg-type]
            came.append(done.state)
        except Refused:
            came.append("no")
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=[n == 0]) for n in range(2)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert (came.count("no"), Decision.objects.filter(subject=one.code).count()) == (1, 1)


@pytest.mark.requirement("O5")
@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_everybody_once(transactional_city: City_) -> None:
    city = transactional_city
    make_exemption(city)

    def go() -> None:
        try:
            records.tell_of_ends(by=None, on=moment(date(2027, 1, 1)))
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(2)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert told() == [("applicant", -1), ("owner", -1), ("project_office", -1)]
    assert Notice.objects.filter(key__startswith="exemption-").count() == 3


@pytest.mark.requirement("O5")
def test_the_desk_asks_the_same_whatever_has_ended(city: City_) -> None:
    def asked_of() -> int:
        with CaptureQueriesContext(connection) as asked:
            desk(city, "project_office", date(2027, 1, 1))
        return len(asked)

    make_exemption(city, thing=thing_of(make_case(city)))
    first = asked_of()
    for n in range(3):
        make_exemption(city, thing=thing_of(make_case(city, title=f"Nr {n}")))
    assert asked_of() == first
