"""A system that does what a common solution does: stopped, carried by an exemption, and in breach when that has ended. Source: D2; O5."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nytta.city.records import commands as records
from nytta.city.records.models import StandsOn
from nytta.city.records.queries.exemptions import exemptions_ended
from nytta.delivery.systems import commands
from nytta.delivery.systems.commands.overlaps import keep_overlaps_of_many
from nytta.delivery.systems.models import CommonSolution, Overlap, System
from nytta.delivery.systems.queries import named_in, solutions
from nytta.delivery.systems.queries.overlaps import breaches, breaches_of, systems_in_breach, with_uptake
from nytta.delivery.systems.queries.similar import near_text
from nytta.plain.verdicts import Refused
from tests.factories.city import City_, make_case
from tests.factories.exemptions import LOG_IN, body_thing, make_exemption, seek, thing_of
from tests.factories.systems import make_system

pytestmark = pytest.mark.django_db
SV = {"accept-language": "sv"}
DOES = ["Inloggning från internet för invånare"]
AFTER, LAST = date(2027, 1, 1), date(2026, 12, 31)


def as_(city: City_, name: str) -> Client:
    client = Client(headers=SV)
    client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def solution() -> CommonSolution:
    return CommonSolution.objects.get(code=LOG_IN)


def refused(act: object) -> list[str]:
    with pytest.raises(Refused) as told:
        act()  # type: ignore[operator]
    return [f.rule for f in told.value.verdict.blocking]


def found_in_use(city: City_, name: str = "Egna dörren") -> System:
    """A system that a sheet has brought in."""
    made = System.objects.create(
        code=f"S-{System.objects.count() + 100:04d}",
        name=name,
        owner=city.bodies["byggnadsnamnden"],
        functions=DOES,
        registered_on=city.on.date(),
        changed_at=city.on,
    )
    keep_overlaps_of_many(systems=[made], by=None, on=city.on)
    return made


@pytest.mark.requirement("D2")
def test_a_new_system_that_does_the_same_is_stopped_and_what_was_typed_is_kept(city: City_) -> None:
    sent = {"name": "Egna dörren", "owner": str(city.bodies["byggnadsnamnden"].pk), "functions": DOES[0]}
    answer = as_(city, "project_office").post(reverse("systems:new"), sent)
    html = answer.content.decode()
    assert (answer.status_code, System.objects.count(), Overlap.objects.count()) == (409, 0, 0)
    assert [
        w
        for w in (
            "Systemet gör det som redan täcks av en gemensam lösning: Stadens autentiseringslösning (id-portal).",
            DOES[0],
            "Egna dörren",
        )
        if w not in html
    ] == []
    assert as_(city, "project_office").post(reverse("systems:new"), {**sent, "solution": str(solution().pk)}).status_code == 302
    assert Overlap.objects.count() == 0  # it is a part of the solution


@pytest.mark.requirement("D2", "O5")
def test_it_comes_in_on_an_exemption_of_its_owner_and_stands_on_it(city: City_) -> None:
    one = make_exemption(city, thing=thing_of(make_case(city)))
    other = make_exemption(city, thing=thing_of(make_case(city, title="Annat")), solution="internt")
    assert refused(lambda: make_system(city, functions=DOES)) == ["system_duplicate"]
    sent = {"name": "Egna dörren", "owner": str(city.bodies["byggnadsnamnden"].pk), "functions": DOES[0]}
    page = as_(city, "project_office")
    assert page.post(reverse("systems:new"), {**sent, "exemption": other.code}).status_code == 409
    assert (
        page.post(reverse("systems:new"), {**sent, "owner": str(city.bodies["socialnamnden"].pk), "exemption": one.code}).status_code == 409
    )
    assert page.post(reverse("systems:new"), {**sent, "exemption": "U-2026-999"}).status_code == 422
    assert page.post(reverse("systems:new"), {**sent, "exemption": one.code}).status_code == 302
    made = System.objects.get()
    assert list(StandsOn.objects.filter(code=made.code).values_list("exemption__code", flat=True)) == [one.code]
    assert [breaches_of(made, d) != [] for d in (city.on.date(), LAST, AFTER)] == [False, False, True]


@pytest.mark.requirement("D2", "O5")
def test_an_exemption_of_the_whole_owner_carries_it_without_being_named(city: City_) -> None:
    one = make_exemption(city)
    made = make_system(city, functions=DOES)
    assert list(StandsOn.objects.filter(code=made.code).values_list("exemption__code", flat=True)) == [one.code]
    (told,) = breaches_of(made, AFTER)
    assert (told.what, told.exemption, told.ended_on) == (solution().name, one.code, LAST)


@pytest.mark.requirement("D2")
def test_functions_that_are_written_later_are_stopped_too_and_what_was_there_is_no_news(city: City_) -> None:
    made = make_system(city)
    act = {"system": made, "by": city.people["project_office"], "on": city.on}
    assert refused(lambda: commands.change_system(values={"functions": DOES}, **act)) == ["system_duplicate"]
    there = found_in_use(city)
    commands.change_system(system=there, values={"functions": [*DOES, "Bokning"]}, by=act["by"], on=city.on)
    assert Overlap.objects.filter(system=there).count() == 1
    commands.change_system(system=there, values={"functions": ["Bokning"]}, by=act["by"], on=city.on)
    assert Overlap.objects.filter(system=there).count() == 0


@pytest.mark.requirement("D2", "O5")
def test_what_was_found_in_use_shows_as_in_breach_everywhere(city: City_) -> None:
    made, day = found_in_use(city), city.on.date()
    owner = as_(city, "owner")
    html = owner.get(reverse("systems:detail", args=[made.code])).content.decode()
    assert [
        w
        for w in ("Systemet är i strid med reglerna", "Det gör samma sak som Stadens autentiseringslösning", "Sök undantag")
        if w not in html
    ] == []
    assert [w.code for w in systems_in_breach(city.people["owner"], day)] == [made.code]
    assert [w.code for w in systems_in_breach(city.people["project_office"], day)] == [made.code]
    assert list(systems_in_breach(city.people["assessor"], day)) == []
    listed = owner.get(reverse("systems:list"), {"undantag": "strid"}).content.decode()
    assert made.name in listed
    assert "Saknar undantag" in owner.get(reverse("systems:solution", args=[LOG_IN])).content.decode()
    seek(city, next(t for t in owner.get(reverse("records:seek_exemption")).context["form"].things.values() if t.code == made.code))


@pytest.mark.requirement("O5")
def test_the_ended_exemption_shows_on_the_system_the_desk_and_the_register_until_it_is_retired(city: City_, travel: object) -> None:
    one = make_exemption(city, thing=thing_of(make_case(city)))
    made = commands.register_system(
        values={"name": "Egna dörren", "owner": city.bodies["byggnadsnamnden"], "functions": DOES},
        exemption=one,
        by=city.people["project_office"],
        on=city.on,
    )
    travel(AFTER)  # type: ignore[operator]
    public = Client(headers=SV).get(reverse("systems:detail", args=[made.code])).content.decode()
    assert "Undantaget från Stadens autentiseringslösning (id-portal) gick ut 2026-12-31." in public
    register = Client(headers=SV).get(reverse("records:exemptions"), {"standing": "ended"}).content.decode()
    assert one.code in register
    said = Client(headers=SV).get(reverse("records:exemption", args=[one.code])).content.decode()
    assert made.code in said and "saknar stöd och är stoppat" in said
    assert [w.code for w in exemptions_ended(city.people["owner"], AFTER)] == [one.code]
    System.objects.filter(pk=made.pk).update(retired_on=AFTER, retired_reason="Ersatt")
    made.refresh_from_db()
    assert (breaches_of(made, AFTER), breaches(AFTER).count()) == ([], 0)


@pytest.mark.requirement("D2")
def test_a_solution_says_who_answers_whom_to_talk_to_and_how_far_it_is_used(city: City_) -> None:
    made = make_system(city, functions=DOES, solution=solution())
    there = found_in_use(city)
    sent = {
        "name": "Id-portalen", "covers": "inloggning från internet\nunderskrift", "owner": str(city.bodies["kommunstyrelsen"].pk),
        "contact": "id-portalens förvaltning", "contact_person": str(city.people["reviewer"].pk), "valid_from": "2026-01-01", "valid_until": "",
    }  # fmt: skip
    url = reverse("systems:change_solution", args=[LOG_IN])
    assert as_(city, "applicant").post(url, sent).status_code == 409
    assert as_(city, "project_office").post(url, {**sent, "owner": ""}).status_code == 302
    assert as_(city, "project_office").post(url, {**sent, "valid_until": "2025-01-01"}).status_code == 409
    assert as_(city, "project_office").post(url, sent).status_code == 302
    row = with_uptake(CommonSolution.objects.filter(code=LOG_IN)).get()
    assert (row.covers, row.owner, row.uptake, row.again) == (
        ["inloggning från internet", "underskrift"],
        city.bodies["kommunstyrelsen"],
        1,
        1,
    )
    inside = as_(city, "assessor").get(reverse("systems:solution", args=[LOG_IN])).content.decode()
    assert [
        w for w in (made.name, there.name, "reviewer@example.org", "id-portalens förvaltning", "Kommunstyrelsen") if w not in inside
    ] == []
    outside = Client(headers=SV).get(reverse("systems:solution", args=[LOG_IN])).content.decode()
    assert [w for w in ("reviewer@example.org", "Reviewer", there.name) if w in outside] == []


@pytest.mark.requirement("D2")
def test_systems_that_do_the_same_are_found_anew_when_a_solution_changes(city: City_) -> None:
    make_system(city, functions=["Tidsbokning"])
    commands.add_solution(
        code="bokning",
        name="Bokning",
        covers=["tidsbokning"],
        contact="",
        valid_from=city.on.date(),
        by=city.people["registrar"],
        on=city.on,
    )
    new = CommonSolution.objects.get(code="bokning")
    assert new.overlaps.count() == 1
    commands.change_solution(solution=new, values={"covers": ["lokalbokning"]}, by=city.people["registrar"], on=city.on)
    assert new.overlaps.count() == 0


@pytest.mark.requirement("D2")
def test_who_writes_a_proposal_sees_what_is_common_what_is_alike_and_whom_to_talk_to(city: City_) -> None:
    commands.change_solution(
        solution=solution(), values={"contact_person": city.people["reviewer"]}, by=city.people["registrar"], on=city.on
    )
    make_system(city, "Bygglovsdörren", functions=["Bygglov på nätet"], representative=city.people["owner"])
    case = make_case(city, title="Bygglovsdörr", summary="En inloggningsportal för den som söker.")
    html = as_(city, "applicant").get(reverse("applications:write", args=[case.code, "grund"])).content.decode()
    assert [
        w
        for w in (
            "id-portal",
            "Prata med Reviewer om att använda den.",
            "Bygglovsdörren",
            "Prata med Owner, Byggnadsnämnden, om att använda det.",
        )
        if w not in html
    ] == []
    known = list(solutions(city.on.date()))
    assert [s.code for s in named_in("En inloggningsportal", known)] == [LOG_IN]
    assert [s.code for s in named_in("Snöröjning på gång- och cykelvägar", known)] == []
    assert near_text("", "") == []


@pytest.mark.requirement("D2")
def test_breaches_cost_the_same_whatever_the_register(city: City_) -> None:
    def asked(count: int) -> int:
        for n in range(count):
            found_in_use(city, f"Dörr {n}-{count}")
        with CaptureQueriesContext(connection) as queries:
            breaches_of(System.objects.select_related("owner")[0], city.on.date())
            list(systems_in_breach(city.people["project_office"], city.on.date()))
            list(with_uptake(CommonSolution.objects.all()))
        return len(queries)

    assert asked(1) == asked(12)


@pytest.mark.requirement("D2", "O5")
def test_a_revoked_exemption_stops_the_system_too(city: City_) -> None:
    one = make_exemption(city, thing=body_thing(city))
    made = make_system(city, functions=DOES)
    records.revoke_exemption(exemption=one, last_day=date(2026, 4, 30), reasons="Villkoret bröts", by=city.people["director"], on=city.on)
    assert [bool(breaches_of(made, d)) for d in (date(2026, 4, 30), date(2026, 5, 1))] == [False, True]
