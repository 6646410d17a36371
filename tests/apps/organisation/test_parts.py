"""A part of a body's tasks that goes to another while both go on; and what is left with a body that ends."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from nytta.city.organisation.models import Succession
from nytta.city.organisation.queries import whole
from nytta.city.records import commands
from nytta.kit.panels import gather
from nytta.kit.testing import queries_of
from nytta.plain.verdicts import Refused
from tests.apps.organisation.test_binding import as_
from tests.factories.city import City_, make_case

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("O1")]
JULY = date(2026, 7, 1)
URL = "/register/organ/byggnadsnamnden"


def by(city: City_) -> dict[str, Any]:
    return {"paragraph": "KF § 9", "by": city.people["registrar"], "on": city.on}


def part(city: City_, to: str = "socialnamnden", day: date = JULY, what: str = "Bostadsanpassning") -> Succession:
    return commands.hand_over_part(body=city.bodies["byggnadsnamnden"], to=city.bodies[to], what=what, from_day=day, **by(city))


def end(city: City_, last: date) -> None:
    commands.end_body(
        body=city.bodies["byggnadsnamnden"], last_day=last, successors=[city.bodies["socialnamnden"]],
        parts_to=city.bodies["socialnamnden"], unbound_known=False, **by(city),
    )  # fmt: skip


def shown(code: str) -> str:
    return Client().get(reverse("organisation:detail", args=[code])).content.decode()


@pytest.mark.both
def test_both_go_on_and_tell_of_it(city: City_) -> None:
    made = part(city)
    assert (made.kind, made.on, made.paragraph) == ("part", JULY, "KF § 9")
    assert whole().answering("byggnadsnamnden", JULY) == ["byggnadsnamnden"]
    assert "Lämnade en del till Socialnämnden: Bostadsanpassning." in shown("byggnadsnamnden")
    assert "Tog över en del från Byggnadsnämnden: Bostadsanpassning." in shown("socialnamnden")


@pytest.mark.both
@pytest.mark.parametrize(
    ("to", "day", "rules"),
    [("byggforvaltningen", JULY, ["body_part"]), ("byggnadsnamnden", JULY, ["body_part"]), ("socialnamnden", JULY, ["body_part_once"])],
)
def test_part_is_refused(city: City_, to: str, day: date, rules: list[str]) -> None:
    part(city)
    with pytest.raises(Refused) as no:
        part(city, to, day)
    assert [f.rule for f in no.value.verdict.blocking] == rules


@pytest.mark.both
def test_part_and_end_go_together(city: City_) -> None:
    part(city)
    with pytest.raises(Refused) as no:
        end(city, date(2026, 5, 31))
    assert [f.rule for f in no.value.verdict.blocking] == ["body_part"]
    end(city, date(2026, 8, 31))
    assert whole().answering("byggnadsnamnden", date(2026, 9, 1)) == ["socialnamnden"]
    commands.withdraw_end(body=city.bodies["byggnadsnamnden"], reason="KF § 12", by=city.people["registrar"], on=city.on)
    assert list(Succession.objects.values_list("kind", "what")) == [("part", "Bostadsanpassning")]


@pytest.mark.both
@pytest.mark.parametrize(("kind", "what"), [("part", ""), ("merge", "Något")])
def test_database_holds_what_a_part_is(city: City_, kind: str, what: str) -> None:
    ends = {"before": city.bodies["byggnadsnamnden"], "after": city.bodies["socialnamnden"]}
    with pytest.raises(IntegrityError), transaction.atomic():
        Succession.objects.create(kind=kind, what=what, on=JULY, **ends)


def test_part_in_the_browser(city: City_) -> None:
    client = as_(city, "registrar")
    given = {"what": "Bostadsanpassning", "to": city.bodies["socialnamnden"].pk, "from_day": "2026-07-01", "paragraph": ""}
    refused = client.post(f"{URL}/del/", given)
    assert (refused.status_code, 'value="Bostadsanpassning"' in refused.content.decode()) == (422, True)
    assert client.post(f"{URL}/del/", {**given, "paragraph": "KF § 9"}).status_code == 302
    key = Succession.objects.get().pk
    assert f"{URL}/del/{key}/aterta/" in client.get("/organisation/byggnadsnamnden/").content.decode()
    assert client.post(f"{URL}/del/{key}/aterta/", {"reason": "KF § 12"}).status_code == 302
    assert Succession.objects.count() == 0
    assert client.get(f"{URL}/del/{key}/aterta/").status_code == 404


def test_what_is_left_is_told_before_and_after_the_end(city: City_) -> None:
    case = make_case(city, "valuation")
    make_case(city, "draft", title="Hemligt utkast")
    client = as_(city, "registrar")
    before = client.get(f"{URL}/upphor/").content.decode()
    merge = client.get("/register/organ/sla-samman/?organ=byggnadsnamnden").content.decode()
    end(city, date(2026, 8, 31))
    after = client.get("/organisation/byggnadsnamnden/").content.decode()
    for page in (before, merge, after):
        assert "Öppna ärenden (2)" in page and f"{case.code} E-tjänst för bygglov" in page and ", utkast" in page
        assert "Hemligt utkast" not in page.replace("Idé: Hemligt utkast", "")  # the idea is for all who work here
    assert "Det här hör till Byggnadsnämnden i dag" in merge


def test_nothing_is_left_of_closed_cases(city: City_) -> None:
    make_case(city, "granted")
    left = {r.title: r.count for r in gather("body.remains", city.bodies["byggnadsnamnden"], city.on.date()) if r.count}
    assert "Öppna ärenden" not in left


def test_people_and_projects_are_left(city: City_) -> None:
    make_case(city, "running")
    left = {r.title: r.count for r in gather("body.remains", city.bodies["byggnadsnamnden"], city.on.date()) if r.count}
    assert left == {"Projekt": 1, "Obesvarade idéer": 1, "Uppdrag": 3, "Delegation": 2, "Personer som arbetar här": 3}


def test_what_is_left_takes_one_query_each(city: City_) -> None:
    client, url = as_(city, "registrar"), f"{URL}/upphor/"
    make_case(city, "valuation")
    few = [len(queries_of(client, url)[1]) for _ in range(2)][1]
    for number in range(3):
        make_case(city, "valuation", title=f"Ärende {number}")
    assert len(queries_of(client, url)[1]) == few


def test_only_those_who_keep_the_register_hand_a_part_over_or_take_it_back(city: City_) -> None:
    made = part(city)
    hand_over = reverse("records:part_of_body", args=["byggnadsnamnden"])
    take_back = reverse("records:withdraw_part", args=["byggnadsnamnden", made.pk])
    client = as_(city, "applicant")
    given = {"to": made.after_id, "what": "Något annat", "from_day": "2026-08-01", "paragraph": "KF § 1"}
    for url, sent in ((hand_over, given), (take_back, {"reason": "Fel"})):
        answer = client.post(url, sent, headers={"accept-language": "sv"})
        assert (answer.status_code, "Det kräver uppdraget" in answer.content.decode()) == (409, True)
    assert list(Succession.objects.all()) == [made]
