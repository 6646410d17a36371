"""What is told of exemptions: warnings, ends, the desk, what is closed, the gate, and two at once. Source: O5."""

import threading
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nytta.city.records import commands as records
from nytta.city.records.models import Decision, Exemption, ExemptionNotice
from nytta.city.records.queries.exemptions import (
    exemptions_ended,
    exemptions_ending,
    exemptions_waiting,
)
from nytta.city.records.terms import Opinion
from nytta.delivery.systems.models import CommonSolution
from nytta.governance.applications.queries import facts_of, many
from nytta.kit import audit
from nytta.kit.clock import moment
from nytta.kit.models import Notice
from nytta.plain.verdicts import Refused
from tests.factories.city import City_, make_case
from tests.factories.exemptions import LOG_IN, make_exemption, seek, thing_of

pytestmark = pytest.mark.django_db
SV = {"accept-language": "sv"}
LAST = date(2026, 12, 31)


def as_(city: City_, name: str) -> Client:
    client = Client(headers=SV)
    client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


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
