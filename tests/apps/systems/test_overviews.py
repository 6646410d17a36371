"""The overviews of the register of systems: exact figures, and each counted once more by hand over every system."""

from collections import defaultdict
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nytta.city.organisation.models import Body, Person, Succession
from nytta.city.records.models import Appointment
from nytta.city.records.terms import Role
from nytta.delivery.systems.models import Capability, CommonSolution, Phase, Supports, System
from nytta.delivery.systems.queries.capabilities import Tree
from nytta.delivery.systems.queries.overviews import heat, of_owners, with_life, with_quadrant
from nytta.delivery.systems.rules.overviews import ending, quadrant
from nytta.kit.testing import csv_rows, queries_of
from tests.factories.city import City_
from tests.factories.systems import make_system

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D1")]
NAMES = ("costs", "heat", "life", "quadrants", "left", "uptake")
KEPT = {"uptake"}  # overviews that have rows where there is no system


def as_(city: City_, name: str = "director") -> Client:
    client = Client()
    client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def table(city: City_, name: str, **asked: str) -> list[dict[str, str]]:
    """The overview's file as rows by heading, in Swedish."""
    answer = as_(city).get(reverse(f"systems:{name}_export", args=["csv"]), asked, headers={"accept-language": "sv"})
    heads, *rows = csv_rows(answer)
    return [dict(zip(heads, row, strict=True)) for row in rows]


def page(city: City_, name: str, **asked: str) -> str:
    answer = as_(city).get(reverse(f"systems:{name}"), asked, headers={"accept-language": "sv"})
    assert answer.status_code == 200
    return answer.content.decode().replace("\xa0", " ")


def put(city: City_, number: int, **values: Any) -> System:
    """A system straight into the register, for what is only counted."""
    values = {"owner": city.bodies["byggnadsnamnden"], "registered_on": city.on.date(), "changed_at": city.on, **values}
    return System.objects.create(code=f"S-{9000 + number}", name=f"System {number}", **values)


def some_costs(city: City_) -> None:
    social = city.bodies["socialnamnden"]
    put(city, 1, category="basic", cost_per_year_sek=100_000)
    put(city, 2, category="basic", cost_per_year_sek=250_000)
    put(city, 3, category="innovative")
    put(city, 4, cost_per_year_sek=7_000)
    put(city, 5, owner=social, category="differentiating", cost_per_year_sek=900_000)
    put(city, 6, owner=social, category="basic", cost_per_year_sek=0)
    put(city, 7, owner=social, category="basic", cost_per_year_sek=5_000_000, retired_on=date(2026, 2, 1), retired_reason="Ersatt")
    put(city, 8, owner=city.bodies["energi"], category="basic")


def test_cost_by_category_and_owner_leaves_out_what_is_not_known(city: City_) -> None:
    some_costs(city)
    assert table(city, "costs") == [
        {"Systemägare": "Socialnämnden", "System": "2", "Innovativt": "", "Differentierande": "900000", "Grundläggande": "0",
         "Kategori saknas": "", "Kostnad per år": "900000", "Kostnad saknas": "0"},
        {"Systemägare": "Byggnadsnämnden", "System": "4", "Innovativt": "", "Differentierande": "", "Grundläggande": "350000",
         "Kategori saknas": "7000", "Kostnad per år": "357000", "Kostnad saknas": "1"},
        {"Systemägare": "Ekholms Energi AB", "System": "1", "Innovativt": "", "Differentierande": "", "Grundläggande": "",
         "Kategori saknas": "", "Kostnad per år": "", "Kostnad saknas": "1"},
    ]  # fmt: skip


def test_cost_page_says_the_sums_and_how_many_lack_one(city: City_) -> None:
    some_costs(city)
    shown = page(city, "costs")
    assert "<dt>Kostnad per år</dt><dd>1 257 000 kr</dd>" in shown
    assert "<dt>Kategori saknas</dt><dd>7 000 kr</dd>" in shown
    assert "<dt>Innovativt</dt><dd>–</dd>" in shown
    assert "2 av 7 system saknar uppgift om kostnad." in shown
    assert "Socialnämnden, differentierande: 900 000 kr" in shown  # a mark of the chart


def test_cost_on_a_day_counts_what_there_was_that_day(city: City_) -> None:
    some_costs(city)
    then = {row["Systemägare"]: row["Kostnad per år"] for row in table(city, "costs", dag="2026-01-31")}
    assert then["Socialnämnden"] == "5900000"


def test_cost_agrees_with_every_system_counted_by_hand(city: City_) -> None:
    codes, owners = ["basic", "innovative", "differentiating", ""], ["byggnadsnamnden", "socialnamnden", "bostader"]
    for n in range(40):
        cost = None if n % 7 == 3 else n * n * 1_000 + 17
        put(city, n, owner=city.bodies[owners[n * n % 3]], category=codes[n * 3 % 4], cost_per_year_sek=cost)
    by_hand: dict[tuple[str, str], int] = defaultdict(int)
    for one in System.objects.select_related("owner"):
        by_hand[one.owner.name, one.get_category_display() if one.category else "Kategori saknas"] += one.cost_per_year_sek or 0
    heads = ("Innovativt", "Differentierande", "Grundläggande", "Kategori saknas")
    found = {(row["Systemägare"], head): int(row[head]) for row in table(city, "costs") for head in heads if row[head]}
    assert found == {key: cost for key, cost in by_hand.items() if cost}


def test_a_body_is_shown_with_those_below_it_at_any_depth(city: City_) -> None:
    some_costs(city)
    for under, above in (("energi", "bostader"), ("bostader", "socialnamnden")):
        Body.objects.filter(code=under).update(parent=city.bodies[above])
    found = [row["Systemägare"] for row in table(city, "costs", organ="socialnamnden")]
    assert found == ["Socialnämnden", "Ekholms Energi AB"]
    assert 'value="bostader"' in page(city, "costs")  # owns nothing itself, and is above one that does


def test_overviews_are_for_those_who_work_in_the_city(city: City_) -> None:
    make_system(city)
    for name in ("overviews", *NAMES):
        assert Client().get(reverse(f"systems:{name}")).status_code == 302
        assert as_(city, "applicant").get(reverse(f"systems:{name}")).status_code == 200
    assert all(Client().get(reverse(f"systems:{name}_export", args=["csv"])).status_code == 302 for name in NAMES)
    assert reverse("systems:overviews") not in Client().get(reverse("systems:list")).content.decode()
    assert reverse("systems:overviews") in as_(city).get(reverse("systems:list")).content.decode()


def lives(city: City_) -> None:
    def one(number: int, **phases: date) -> None:
        system = put(city, number)
        Phase.objects.bulk_create(Phase(system=system, phase=phase, starts_on=day) for phase, day in phases.items())

    one(1, in_use=date(2020, 1, 1), phase_out=date(2026, 1, 1), retired=date(2026, 9, 30))
    one(2, in_use=date(2019, 1, 1))
    one(3)
    one(4, in_use=date(2018, 5, 1), retired=date(2026, 2, 28))
    one(
        5,
        planned=date(2026, 5, 1),
        introduced=date(2026, 10, 1),
        in_use=date(2027, 1, 1),
        phase_out=date(2030, 1, 1),
        retired=date(2031, 1, 1),
    )
    one(6, phase_out=date(2026, 4, 1))
    one(7, in_use=date(2020, 1, 1), retired=date(2027, 6, 30))


def test_road_map_tells_what_ends_when_the_first_on_top(city: City_) -> None:
    lives(city)
    assert [(row["Kod"], row["Slut"], row["Fas nu"], row["Avvecklas från"], row["Avvecklat från"]) for row in table(city, "life")] == [
        ("S-9004", "Skulle redan ha avvecklats", "Avvecklat", "", "2026-02-28"),
        ("S-9006", "Avvecklas, slutdag saknas", "", "2026-04-01", ""),
        ("S-9001", "Avvecklas i år", "Avvecklas", "2026-01-01", "2026-09-30"),
        ("S-9007", "Avvecklas nästa år", "I drift", "", "2027-06-30"),
        ("S-9005", "Avvecklas senare", "", "2030-01-01", "2031-01-01"),
        ("S-9002", "Inget slut planerat", "I drift", "", ""),
        ("S-9003", "Livscykel saknas", "", "", ""),
    ]
    shown = page(city, "life")
    assert "1 av 7 system saknar uppgift om faser." in shown
    assert "1 av 7 system saknar slutdag fast avvecklingen är planerad." in shown
    for label in ("Skulle redan ha avvecklats", "Avvecklas i år", "Avvecklas nästa år", "Avvecklas senare", "Inget slut planerat"):
        assert f"<dt>{label}</dt><dd>1</dd>" in shown
    assert "System 1 (S-9001): avvecklat från 2026-09-30" in shown  # a mark of the chart
    assert "System 2 (S-9002)" not in shown  # no end to draw


def test_road_map_of_another_day_and_of_one_ending(city: City_) -> None:
    lives(city)
    then = {row["Kod"]: row["Slut"] for row in table(city, "life", dag="2027-01-01")}
    assert (then["S-9001"], then["S-9007"]) == ("Skulle redan ha avvecklats", "Avvecklas i år")
    assert [row["Kod"] for row in table(city, "life", slut="next_year")] == ["S-9007"]
    put(city, 8, owner=city.bodies["socialnamnden"])
    assert [row["Kod"] for row in table(city, "life", organ="socialnamnden")] == ["S-9008"]


@pytest.mark.both
def test_endings_and_quadrants_in_sql_are_those_of_the_rules(city: City_) -> None:
    days = [None, date(2025, 6, 1), date(2026, 3, 2), date(2026, 12, 31), date(2027, 12, 31), date(2029, 1, 1)]
    for n, (out, retired) in enumerate((o, r) for o in days for r in days if not (o and r) or o <= r):
        system = put(city, n, business_value=(None, 1, 2, 3, 4, 5)[n % 6], technical_fitness=(None, 1, 2, 3, 4, 5)[n // 3 % 6])
        Phase.objects.bulk_create(Phase(system=system, phase=p, starts_on=d) for p, d in (("phase_out", out), ("retired", retired)) if d)
        if n % 2:
            Phase.objects.create(system=system, phase="in_use", starts_on=date(2020, 1, 1))
    on = city.on.date()
    for one in with_life(System.objects.all(), on):
        starts = dict(one.phases.values_list("phase", "starts_on"))
        known = {"retired_from": starts.get("retired"), "phase_out_from": starts.get("phase_out"), "known": bool(starts)}
        assert one.ending == ending(**known, on=on).value
    for one in with_quadrant(System.objects.all(), on):
        q = quadrant(one.business_value, one.technical_fitness)
        assert one.quadrant == (q.value if q else None)


def test_quadrants_place_nothing_whose_scores_are_not_known(city: City_) -> None:
    for number, (value, fitness) in enumerate([(5, 5), (5, 5), (3, 2), (2, 3), (1, 1), (None, 4), (4, None)], 1):
        put(city, number, business_value=value, technical_fitness=fitness)
    rows = table(city, "quadrants")
    assert [row["Talar för"] for row in rows] == ["Utveckla", "Utveckla", "Byt ut", "Behåll", "Avveckla", "", ""]
    shown = page(city, "quadrants")
    for label, number in (("Utveckla", 2), ("Byt ut", 1), ("Behåll", 1), ("Avveckla", 1)):
        assert f"<dt>{label}</dt><dd>{number}</dd>" in shown
    assert "2 av 7 system saknar något av betygen och är inte med i bilden." in shown
    assert "Regeln: 3 eller mer räknas som högt." in shown
    assert "värde 5, teknik 5: 2 system, utveckla" in shown
    assert [row["Kod"] for row in table(city, "quadrants", talar_for="-")] == ["S-9006", "S-9007"]
    assert [row["Kod"] for row in table(city, "quadrants", talar_for="migrate")] == ["S-9003"]


def those_who_left(city: City_, first: int = 1) -> None:
    """One that stands, one whose representative has no appointment, one that is both, one whose owner ended, one without any."""
    owner, other = city.people["owner"], city.people["assessor"]
    old = Body.objects.create(code="gamla", name="Gamla nämnden", kind="committee", valid_until=date(2026, 1, 31))
    between = Body.objects.create(
        code="mellan", name="Mellannämnden", kind="committee", valid_from=date(2026, 2, 1), valid_until=date(2026, 2, 15)
    )
    Succession.objects.create(kind="transfer", before=old, after=between, on=date(2026, 2, 1))
    Succession.objects.create(kind="transfer", before=between, after=city.bodies["byggnadsnamnden"], on=date(2026, 2, 16))
    put(city, first, representative=owner)
    put(city, first + 1, representative=other)
    put(city, first + 2, owner=old, representative=other)
    Appointment.objects.create(person=owner, role=Role.OWNER_REPRESENTATIVE.value, body=old, valid_from=date(2026, 1, 1))
    put(city, first + 3, owner=old, representative=owner)
    put(city, first + 4, owner=city.bodies["socialnamnden"], representative=other)
    put(city, first + 5)


def test_what_has_been_left_and_who_answers_now(city: City_) -> None:
    those_who_left(city)
    told = ("Kod", "Vad som har hänt", "Upphörde efter", "Ägarens företrädare", "Svarar i ägarens ställe", "Företräder den som svarar")
    assert [tuple(row[t] for t in told) for row in table(city, "left")] == [
        ("S-9002", "Företrädaren har slutat", "", "Assessor", "", "Owner"),
        ("S-9003", "Både ägaren och företrädaren", "2026-01-31", "Assessor", "Byggnadsnämnden", "Owner"),
        ("S-9004", "Ägaren har upphört", "2026-01-31", "Owner", "Byggnadsnämnden", "Owner"),
        ("S-9005", "Företrädaren har slutat", "", "Assessor", "", ""),
    ]
    shown = page(city, "left")
    for label, number in (("Ägaren har upphört", 1), ("Företrädaren har slutat", 2), ("Både ägaren och företrädaren", 1)):
        assert f"<dt>{label}</dt><dd>{number}</dd>" in shown
    assert "För 1 av dem finns ingen som företräder den som svarar." in shown
    assert "Dessutom har 1 system ingen företrädare alls i registret." in shown
    assert "Gamla nämnden, ägaren har upphört: 1" in shown


def test_what_was_left_on_another_day(city: City_) -> None:
    those_who_left(city)
    then = {row["Kod"]: (row["Vad som har hänt"], row["Svarar i ägarens ställe"]) for row in table(city, "left", dag="2026-02-10")}
    assert then["S-9004"] == ("Ägaren har upphört", "Mellannämnden")
    before = {row["Kod"]: row["Vad som har hänt"] for row in table(city, "left", dag="2026-01-20")}
    assert "S-9004" not in before
    assert before["S-9003"] == "Företrädaren har slutat"


def test_a_representative_who_no_longer_logs_in_has_left(city: City_) -> None:
    put(city, 1, representative=city.people["owner"])
    assert table(city, "left") == []
    Person.objects.filter(username="owner").update(is_active=False)
    assert [(row["Kod"], row["Företräder den som svarar"]) for row in table(city, "left")] == [("S-9001", "")]


@pytest.mark.parametrize("name", NAMES)
def test_an_overview_takes_as_many_queries_for_many_systems_as_for_few(city: City_, name: str) -> None:
    lives(city)
    those_who_left(city, 21)
    capability = Capability.objects.create(code="f1", name="Bygga")
    Supports.objects.create(system=System.objects.first(), capability=capability)
    client, url = as_(city), reverse(f"systems:{name}")
    client.get(url)
    few = len(queries_of(client, url)[1])
    for number in range(30, 60):
        system = put(
            city, number, representative=city.people["assessor"], business_value=number % 5 + 1, technical_fitness=2, cost_per_year_sek=1
        )
        Phase.objects.create(system=system, phase="retired", starts_on=date(2028, 1, 1))
        Supports.objects.create(system=system, capability=capability)
    assert len(queries_of(client, url)[1]) == few


@pytest.mark.parametrize("name", NAMES)
def test_an_overview_of_nothing_says_so(city: City_, name: str) -> None:
    assert 'class="chart"' not in page(city, name)
    assert [row for row in table(city, name) if name not in KEPT] == []


def carried(city: City_) -> None:
    """Two capabilities on top, the first with two below it; a third that nothing carries."""
    of = {code: Capability.objects.create(code=code, name=name) for code, name in (("f1", "Vård"), ("f2", "Bygga"), ("f3", "Tystnad"))}
    for code, name in (("f1-1", "Boka vård"), ("f1-2", "Ge vård")):
        of[code] = Capability.objects.create(code=code, name=name, parent=of["f1"])
    of["f1-1-1"] = Capability.objects.create(code="f1-1-1", name="Boka tid", parent=of["f1-1"])
    social = city.bodies["socialnamnden"]
    for number, (owner, codes) in enumerate(
        [(social, ["f1-1", "f1-2"]), (social, ["f1-1-1"]), (social, []), (None, ["f2", "f1"]), (None, ["f2"])], 1
    ):
        system = put(city, number, **({"owner": owner} if owner else {}))
        Supports.objects.bulk_create(Supports(system=system, capability=of[code]) for code in codes)


def test_heat_map_counts_a_system_once_under_a_capability(city: City_) -> None:
    carried(city)
    assert table(city, "heat") == [
        {"Förmåga": "Vård", "Kod": "f1", "System": "3", "Antal organ": "2", "Byggnadsnämnden": "1", "Socialnämnden": "2"},
        {"Förmåga": "Bygga", "Kod": "f2", "System": "2", "Antal organ": "1", "Byggnadsnämnden": "2", "Socialnämnden": ""},
        {"Förmåga": "Tystnad", "Kod": "f3", "System": "0", "Antal organ": "0", "Byggnadsnämnden": "", "Socialnämnden": ""},
    ]
    shown = page(city, "heat")
    assert "1 av 5 system saknar uppgift om förmåga och är inte med i bilden." in shown
    assert "Inget system bär: Tystnad." in shown
    assert "Vård, Socialnämnden: 2 system" in shown  # a mark of the chart


def test_heat_map_within_a_capability_and_of_a_body(city: City_) -> None:
    carried(city)
    assert [(row["Kod"], row["System"]) for row in table(city, "heat", formaga="f1")] == [("f1-1", "2"), ("f1-2", "1")]
    assert [(row["Kod"], row["System"]) for row in table(city, "heat", formaga="f2")] == [("f2", "2")]  # none below it
    rows = table(city, "heat", organ="byggnadsnamnden")
    assert [(row["Kod"], row["System"]) for row in rows] == [("f1", "1"), ("f2", "2"), ("f3", "0")]
    assert "Socialnämnden" not in rows[0]


def test_heat_map_is_read_in_english_where_a_capability_has_an_english_name(city: City_) -> None:
    carried(city)
    Capability.objects.filter(code="f1").update(name_en="Care")
    answer = as_(city).get(reverse("systems:heat"), headers={"accept-language": "en"}).content.decode()
    assert "Care" in answer
    assert "Bygga" in answer


@pytest.mark.both
def test_heat_map_agrees_with_every_system_counted_by_hand(city: City_) -> None:
    carried(city)
    capabilities = list(Capability.objects.select_related("parent__parent"))
    for n in range(40):
        system = put(city, 100 + n, owner=city.bodies[("byggnadsnamnden", "socialnamnden", "energi")[n % 3]])
        Supports.objects.bulk_create(Supports(system=system, capability=c) for k, c in enumerate(capabilities) if n * (k + 3) % 5 < 2)

    def top(one: Capability) -> int:
        return top(one.parent) if one.parent else one.pk

    by_hand: dict[tuple[int, int], set[int]] = defaultdict(set)
    for tie in Supports.objects.select_related("system", "capability"):
        by_hand[top(tie.capability), tie.system.owner_id].add(tie.system_id)
    assert heat(Tree().level(""), of_owners("", city.on.date())).cells == {key: len(found) for key, found in by_hand.items()}


def uses(city: City_) -> None:
    CommonSolution.objects.all().delete()
    first = {"valid_from": date(2026, 1, 1)}
    booking = CommonSolution.objects.create(code="bokning", name="Bokningen", covers=["ärendehantering", "tidsbokning"], **first)
    archive = CommonSolution.objects.create(code="arkiv", name="Arkivet", covers=['e-arkiv "långt"'], **first)
    CommonSolution.objects.create(code="gammal", name="Den gamla", covers=["tidsbokning"], valid_until=date(2026, 2, 1), **first)
    CommonSolution.objects.create(code="tom", name="Utan allt", covers=[], **first)
    social = city.bodies["socialnamnden"]
    put(city, 1, solution=booking, cost_per_year_sek=10, functions=["tidsbokning"])
    put(city, 2, solution=booking, owner=social, functions=['e-arkiv "långt"'])
    put(city, 3, functions=["Ärendehantering", "tidsbokning"])
    put(city, 4, functions=["bokning", "tidsbokning av rum"])  # written otherwise: not the same
    put(city, 5, solution=archive, functions=["annat"], cost_per_year_sek=500)
    put(city, 6, owner=city.bodies["energi"])


@pytest.mark.both
def test_uptake_of_common_solutions_and_what_stands_beside_them(city: City_) -> None:
    uses(city)
    told = ("Lösning", "System som ingår", "Ägare som använder den", "Andel av ägarna, procent", "Andra system med samma funktion", "Kostnad per år", "Kostnad saknas")  # fmt: skip
    assert [tuple(row[t] for t in told) for row in table(city, "uptake")] == [
        ("Bokningen", "2", "2", "66", "1", "10", "1"),
        ("Arkivet", "1", "1", "33", "1", "500", "0"),
        ("Utan allt", "0", "0", "0", "0", "", "0"),
    ]
    shown = page(city, "uptake")
    for label, number in (("System", 6), ("Ingår i någon lösning", 3), ("Står vid sidan av någon lösning", 2)):
        assert f"<dt>{label}</dt><dd>{number}</dd>" in shown
    assert "1 av 6 system saknar funktioner och kan inte jämföras med lösningarna." in shown
    assert "Bokningen, ingår i lösningen: 2" in shown


def test_uptake_of_one_body_and_of_an_earlier_day(city: City_) -> None:
    uses(city)
    rows = {row["Lösning"]: row["System som ingår"] for row in table(city, "uptake", organ="socialnamnden")}
    assert rows == {"Bokningen": "1", "Arkivet": "0", "Utan allt": "0"}
    assert "Den gamla" in {row["Lösning"] for row in table(city, "uptake", dag="2026-01-15")}


def test_director_and_office_have_the_overviews_on_their_desk(city: City_) -> None:
    assert 'id="systems"' not in as_(city).get(reverse("portal:desk")).content.decode()  # nothing to tell of yet
    lives(city)
    those_who_left(city, 21)
    for name in ("director", "project_office"):
        shown = as_(city, name).get(reverse("portal:desk"), headers={"accept-language": "sv"}).content.decode()
        for words, number, url in (
            ("Skulle redan ha avvecklats", 1, f"{reverse('systems:life')}?slut=passed"),
            ("Avvecklas i år", 1, f"{reverse('systems:life')}?slut=this_year"),
            ("Lämnade system", 4, reverse("systems:left")),
            ("Kostnad saknas", 13, reverse("systems:costs")),
        ):
            assert f'<a class="ds-link" href="{url}">{words}</a> <strong>{number}</strong>' in shown
        assert reverse("systems:overviews") in shown
    assert reverse("systems:overviews") not in as_(city, "applicant").get(reverse("portal:desk")).content.decode()
