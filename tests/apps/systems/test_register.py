"""The register through its pages: what the public sees of every field, quality beside brute force, confirming, retiring, likeness."""

import json
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from nytta.city.organisation.models import Body
from nytta.city.records.models import Appointment
from nytta.delivery.systems.commands import add_document, attest, change_system, retire_system
from nytta.delivery.systems.lists import RETIRED, SYSTEMS
from nytta.delivery.systems.models import Attestation, Capability, CommonSolution, System, SystemDocument
from nytta.delivery.systems.queries import standing, to_attest
from nytta.delivery.systems.queries.quality import by_body, flaws_of, with_flaws
from nytta.delivery.systems.queries.similar import alike, covering, resembling
from nytta.delivery.systems.queries.systems import as_said
from nytta.delivery.systems.rules.systems import ALTERNATIVES, MENDED_BY, MOST_WEIGHT, OPEN, WEIGHTS, WRITTEN, quality
from nytta.delivery.systems.terms import Flaw, LifePhase, SystemField
from nytta.kit import audit
from nytta.kit.panels import gather
from nytta.kit.testing import queries_of
from nytta.kit.work import desk
from nytta.plain.verdicts import Refused
from tests.factories.city import City_
from tests.factories.systems import make_system

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D1")]


def as_(city: City_, name: str | None) -> Client:
    client = Client(headers={"accept-language": "sv"})
    if name:
        client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def rules_of(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [f.rule for f in refused.value.verdict.blocking]


def filled(city: City_) -> tuple[System, dict[SystemField, str]]:
    """A system with every field filled, and by what each can be told on a page."""
    person = city.people["owner"]
    person.name = "Ägarens Företrädare"
    person.save()
    solution = CommonSolution.objects.get(code="internt")
    solution.name = "Gemensamlösning"
    solution.save()
    phases = {p: date(2020 + n, 7, 13) for n, p in enumerate(LifePhase)}
    capability = Capability.objects.create(code="fm", name="Förmågannamn")
    values = {
        "purpose": "Syftestext", "aliases": ["Aliasnamn"], "functions": ["Funktionstext"], "category": "innovative", "representative": person,
        "maintenance_object": "Objektnamn", "supplier": "Leverantörsnamn", "contract": "Avtalsnamn", "cost_per_year_sek": 7_654_321,
        "users": 91_827, "hosting": "cloud_outside", "personal_data": "sensitive", "confidentiality": 3, "integrity": 4, "availability": 2,
        "class_labels": "klassa-2.0.0", "accessibility": "aaa", "technical_check": "failed", "technical_checked_on": date(2025, 11, 17),
        "solution": solution, "business_value": 4, "technical_fitness": 1, "external_id": "annat:4711",
    }  # fmt: skip
    system = make_system(city, "Systemnamn", owner="byggnadsnamnden", phases=phases, capabilities=[capability], **values)
    add_document(system=system, title="Dokumentnamn", address="https://example.org/hemligt", by=person, on=city.on)
    F = SystemField
    marks = {
        F.NAME: "Systemnamn", F.PURPOSE: "Syftestext", F.ALIASES: "Aliasnamn", F.FUNCTIONS: "Funktionstext", F.CATEGORY: "Innovativt",
        F.CAPABILITIES: "Förmågannamn", F.SOLUTION: "Gemensamlösning", F.OWNER: "Byggnadsnämnden", F.REPRESENTATIVE: "Ägarens Företrädare",
        F.MAINTENANCE_OBJECT: "Objektnamn", F.SUPPLIER: "Leverantörsnamn", F.CONTRACT: "Avtalsnamn", F.COST: "7\N{NO-BREAK SPACE}654\N{NO-BREAK SPACE}321",
        F.USERS: "91\N{NO-BREAK SPACE}827", F.HOSTING: "Molntjänst utanför EU och EES", F.PERSONAL_DATA: "Känsliga personuppgifter",
        F.CONFIDENTIALITY: "3 – Allvarlig skada", F.INTEGRITY: "4 – Synnerligen allvarlig skada", F.AVAILABILITY: "2 – Betydande skada",
        F.CLASSED_BY: "KLASSA, värdelista", F.ACCESSIBILITY: "Nivå AAA", F.TECHNICAL_CHECK: "Följer inte anvisningarna",
        F.TECHNICAL_CHECKED_ON: "2025-11-17", F.BUSINESS_VALUE: "4 av 5", F.TECHNICAL_FITNESS: "1 av 5", F.EXTERNAL_ID: "annat:4711",
        **{F(f"phase_{p}"): day.isoformat() for p, day in phases.items()},
    }  # fmt: skip
    return system, marks


def body_of(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode("utf-8-sig", errors="replace"))


def pages_of(system: System) -> list[str]:
    every = [reverse("systems:detail", args=[system.code]), f"{reverse('systems:list')}?q=Systemnamn", reverse("systems:retired")]
    every += [f"{reverse('systems:list')}{kind}" for kind in ("csv", "json")]
    every += [f"{reverse('systems:retired')}{kind}" for kind in ("csv", "json")]
    return [*every, reverse("organisation:detail", args=["byggnadsnamnden"]), reverse("systems:solution", args=["internt"])]


@pytest.mark.requirement("D12")
def test_public_sees_the_open_fields_and_nothing_else(city: City_) -> None:
    system, marks = filled(city)
    assert set(marks) == set(SystemField)
    seen = {url: body_of(as_(city, None).get(url)) for url in pages_of(system)}
    for field, mark in marks.items():
        where = [url for url, html in seen.items() if mark in html]
        if field in OPEN:
            assert reverse("systems:detail", args=[system.code]) in where, field
        else:
            assert where == [], field
    for secret in ("Dokumentnamn", "hemligt", "av 100", "Bekräfta", "Registrar"):
        assert [url for url, html in seen.items() if secret in html] == [], secret


BOOKKEEPING = {"id", "code", "sort", "registered_on", "changed_at", "attested_at", "retired_on", "retired_reason"}


def test_every_field_of_a_system_is_decided_on(city: City_) -> None:
    """A field added to the model is either one of SystemField, closed until OPEN names it, or named here; else this fails."""
    fields = {f.name for f in System._meta.concrete_fields}
    assert fields - BOOKKEEPING == set(WRITTEN)
    assert {r.related_model.__name__ for r in System._meta.related_objects} == {
        "Attestation", "ChangeNotice", "Flow", "Holding", "Overlap", "Phase", "PrincipleAnswer", "Supports", "SystemDocument",
    }  # fmt: skip


@pytest.mark.requirement("D12")
def test_public_finds_a_system_by_its_open_fields_and_by_no_other(city: City_) -> None:
    system, marks = filled(city)
    pages = [reverse("systems:list"), reverse("systems:list") + "json", reverse("systems:list") + "csv"]
    for field, mark in marks.items():
        found = [url for url in pages if system.code in body_of(as_(city, None).get(url, {"q": mark}))]
        searched = field in {SystemField.NAME, SystemField.ALIASES, SystemField.PURPOSE, SystemField.FUNCTIONS}
        assert found == (pages if searched else []), field
        assert field in OPEN or not searched


def test_raw_codes_and_figures_are_not_in_the_public_exports(city: City_) -> None:
    filled(city)
    rows = json.loads(body_of(as_(city, None).get(reverse("systems:list") + "json")))["rows"]
    assert rows == [
        {
            "name": "Systemnamn", "code": "S-0001", "owner": "Byggnadsnämnden", "phase": "Avvecklat", "category": "Innovativt",
            "accessibility": "Nivå AAA",
        }
    ]  # fmt: skip
    assert set(SYSTEMS.open or ()) >= set(rows[0]) and set(RETIRED.open or ()) == {"name", "code", "owner", "retired_on"}


@pytest.mark.parametrize(
    "asked", ["sort=cost", "sort=-users", "drift=cloud_outside", "personuppgifter=sensitive", "brist=no_cost", "uppgifterna=due"]
)
def test_public_cannot_sort_or_filter_by_what_is_closed(city: City_, asked: str) -> None:
    filled(city)
    make_system(city, "Annat")
    plain, tried = (body_of(as_(city, None).get(f"{reverse('systems:list')}?{q}")) for q in ("sort=name", asked))
    assert ("Systemnamn" in tried, "Annat" in tried) == ("Systemnamn" in plain, "Annat" in plain) == (True, True)
    assert asked not in tried.partition("<main")[2].replace("?", "")  # no link keeps it


@pytest.mark.parametrize("where", ["whole", "league", "attest", "new", "change", "retire", "document", "similar", "import"])
def test_closed_pages_ask_who_one_is(city: City_, where: str) -> None:
    system, _ = filled(city)
    paper = SystemDocument.objects.get()
    args: dict[str, list[Any]] = {
        "whole": ["hela", "csv"], "change": [system.code], "retire": [system.code], "document": [system.code, paper.pk],
    }  # fmt: skip
    answer = as_(city, None).get(reverse(f"systems:{where}", args=args.get(where, [])))
    assert answer.status_code == 302 and "/konto/" in answer["Location"]


def test_those_who_work_in_the_city_see_every_field(city: City_) -> None:
    system, marks = filled(city)
    html = body_of(as_(city, "applicant").get(reverse("systems:detail", args=[system.code])))
    assert [f.value for f, mark in marks.items() if mark not in html] == []
    assert "Dokumentnamn" in html


def test_what_is_missing_is_said(city: City_) -> None:
    system = make_system(city, phases={})
    html = body_of(as_(city, "applicant").get(reverse("systems:detail", args=[system.code])))
    assert html.count("Uppgift saknas") == 19  # eighteen facts, and what information is in it
    assert "Ingen har bekräftat uppgifterna ännu." in html


def brute(system: System, city: City_) -> set[Flaw]:
    """The flaws of an entry, one by one in Python."""
    on, found = city.on.date(), set()
    seats = [a for a in Appointment.objects.all() if a.role == "owner_representative" and a.valid_from <= on <= (a.valid_until or on)]
    empty = {
        Flaw.NO_PURPOSE: system.purpose, Flaw.NO_PERSONAL_DATA: system.personal_data, Flaw.NO_ACCESSIBILITY: system.accessibility,
        Flaw.NO_CHECK: system.technical_check, Flaw.NO_FUNCTIONS: system.functions, Flaw.NO_CATEGORY: system.category,
        Flaw.NO_MAINTENANCE: system.maintenance_object, Flaw.NO_HOSTING: system.hosting, Flaw.NO_REPRESENTATIVE: system.representative,
        Flaw.NO_PHASE: list(system.phases.all()),
    }  # fmt: skip
    found |= {flaw for flaw, held in empty.items() if not held}
    found |= {f for f, held in ((Flaw.NO_COST, system.cost_per_year_sek), (Flaw.NO_USERS, system.users)) if held is None}
    if None in (system.confidentiality, system.integrity, system.availability):
        found.add(Flaw.NO_CLASS)
    if system.representative and not any(a.person_id == system.representative_id and a.body_id in (None, system.owner_id) for a in seats):
        found.add(Flaw.REPRESENTATIVE_LEFT)
    if system.owner.valid_until and system.owner.valid_until < on:
        found.add(Flaw.OWNER_ENDED)
    if system.attested_at is None:
        found.add(Flaw.NEVER_ATTESTED)
    elif system.attested_at < system.changed_at:
        found.add(Flaw.CHANGED_SINCE)
    elif system.attested_at.date() < on - timedelta(days=365):
        found.add(Flaw.LONG_SINCE)
    return found


def test_flaws_and_quality_in_sql_are_those_of_brute_force(city: City_) -> None:
    full, _ = filled(city)
    make_system(city, "Tomt", phases={})
    for n, (name, values) in enumerate((
        ("purpose", {"purpose": ""}), ("cost", {"cost_per_year_sek": 0}), ("cost_none", {"cost_per_year_sek": None}), ("one level", {"integrity": None}),
    )):  # fmt: skip
        one = make_system(city, f"{name} {n}", phases={LifePhase.IN_USE: date(2025, 1, 1)})
        change_system(system=one, values={"confidentiality": 1, "integrity": 1, "availability": 1, "class_labels": "klassa-2.0.0", **values},
                      by=city.people["owner"], on=city.on)  # fmt: skip
    now = city.on
    for code, attested, changed in (("S-0003", now, now), ("S-0004", now, now + timedelta(seconds=1)), ("S-0005", now - timedelta(days=365), None),
                                    ("S-0006", now - timedelta(days=366), None)):  # fmt: skip
        System.objects.filter(code=code).update(attested_at=attested, changed_at=changed or attested)
    city.bodies["energi"].valid_until = now.date() - timedelta(days=1)
    city.bodies["energi"].save()
    System.objects.filter(code="S-0002").update(owner=city.bodies["energi"], representative=city.people["owner"])
    every = list(with_flaws(System.objects.select_related("owner", "representative"), now.date()).order_by("code"))
    assert [set(flaws_of(s)) for s in every] == [brute(s, city) for s in every]
    assert [s.quality for s in every] == [quality(flaws_of(s)) for s in every]
    assert set().union(*(flaws_of(s) for s in every)) == set(Flaw)
    assert flaws_of(every[0]) == [Flaw.NEVER_ATTESTED] and full.code == "S-0001"


def test_quality_is_whole_without_flaws_and_nothing_with_all() -> None:
    worst = [f for f in WEIGHTS if not any(f in group[1:] for group in ALTERNATIVES)]
    assert (quality([]), quality(worst), MOST_WEIGHT) == (100, 0, sum(WEIGHTS[f] for f in worst))
    assert quality([Flaw.NO_HOSTING]) == 100 - -(-100 // MOST_WEIGHT)
    assert set(WEIGHTS) == set(Flaw)
    assert {f for f in Flaw if f not in MENDED_BY} == {Flaw.NEVER_ATTESTED, Flaw.CHANGED_SINCE, Flaw.LONG_SINCE}


def test_owner_confirms_what_is_doubtful_first_and_a_change_asks_again(city: City_) -> None:
    person, later = city.people["owner"], city.on + timedelta(days=10)
    full, _ = filled(city)
    make_system(city, "Tomt", phases={})
    make_system(city, "Annans", owner="socialnamnden")
    assert [s.name for s in to_attest(person, city.on.date())] == ["Tomt", "Systemnamn"]
    assert [(w.title, w.url) for w in desk(person, city.on.date()) if w.code == "byggnadsnamnden"] == [
        ("Byggnadsnämnden: 2 system", reverse("systems:attest"))
    ]
    made = attest(shown={full: as_said(full)}, note="Läst", by=person, on=city.on)
    assert [(a.system, a.by, a.note) for a in made] == [(full, person, "Läst")]
    assert [s.name for s in to_attest(person, city.on.date())] == ["Tomt"]
    assert audit.history(full.code)[0].act == "system.attest"
    change_system(system=System.objects.get(pk=full.pk), values={"users": 5}, by=city.people["project_office"], on=later)
    assert [s.name for s in to_attest(person, later.date())] == ["Tomt", "Systemnamn"]
    full.refresh_from_db()
    attest(shown={full: as_said(full)}, by=person, on=later)
    year = later.date() + timedelta(days=365)
    assert [s.name for s in to_attest(person, year)] == ["Tomt"]
    assert [s.name for s in to_attest(person, year + timedelta(days=1))] == ["Tomt", "Systemnamn"]


def test_entry_that_changed_since_it_was_shown_is_read_again_and_none_is_confirmed(city: City_) -> None:
    one, two = make_system(city), make_system(city, "Pollux")
    shown = {one: as_said(one), two: as_said(two)}
    change_system(system=two, values={"users": 9}, by=city.people["project_office"], on=city.on)
    with pytest.raises(Refused) as refused:
        attest(shown=shown, by=city.people["owner"], on=city.on)
    assert rules_of(refused) == ["attest_changed"]
    assert Attestation.objects.count() == 0


@pytest.mark.parametrize("name", ["project_office", "registrar", "applicant", "auditor"])
def test_nobody_confirms_for_the_owner(city: City_, name: str) -> None:
    one = make_system(city)
    with pytest.raises(Refused) as refused:
        attest(shown={one: as_said(one)}, by=city.people[name], on=city.on)
    assert rules_of(refused) == ["mandate"]


def test_confirming_through_the_page(city: City_) -> None:
    make_system(city)
    make_system(city, "Pollux")
    client = as_(city, "owner")
    page = client.get(reverse("systems:attest"))
    cards = page.context["cards"]
    sent = {"note": "Genomgånget", **{f"of_{c['system'].code}": c["of"] for c in cards}}
    assert client.post(reverse("systems:attest"), sent).status_code == 422  # none was ticked
    assert client.post(reverse("systems:attest"), {**sent, "systems": ["S-0002"]}).status_code == 302
    assert [(a.system.code, a.note) for a in Attestation.objects.all()] == [("S-0002", "Genomgånget")]
    again = client.post(reverse("systems:attest"), {"systems": ["S-0001"], "of_S-0001": "något annat"}, headers={"accept-language": "sv"})
    assert again.status_code == 409
    assert "Uppgifterna om S-0001 har ändrats sedan sidan visades." in again.content.decode()


def test_retired_system_stays_with_all_that_was_said_of_it(city: City_) -> None:
    one = make_system(city, purpose="Gammalt syfte", phases={LifePhase.IN_USE: date(2024, 1, 1), LifePhase.PHASE_OUT: date(2030, 1, 1)})
    retire_system(system=one, last=city.on.date(), reason="Ersatt av Pollux", by=city.people["owner"], on=city.on)
    assert list(standing()) == []
    assert list(one.phases.values_list("phase", "starts_on")) == [("in_use", date(2024, 1, 1)), ("retired", city.on.date())]
    client = as_(city, "applicant")
    assert "Gammalt syfte" in body_of(client.get(reverse("systems:detail", args=[one.code])))
    assert "Ersatt av Pollux" in body_of(client.get(reverse("systems:retired")))
    assert "Castor" not in body_of(client.get(reverse("systems:list"))).partition("<main")[2]
    before = (city.on - timedelta(days=1)).date()
    assert "Castor" in body_of(client.get(f"{reverse('systems:list')}?dag={before}"))
    with pytest.raises(Refused) as refused:
        change_system(system=one, values={"users": 1}, by=city.people["project_office"], on=city.on)
    assert rules_of(refused) == ["retired"]


@pytest.mark.parametrize(("days", "rule"), [(1, "retired_later"), (-1, "retired_before")])
def test_day_of_retirement_is_tried(city: City_, days: int, rule: str) -> None:
    with pytest.raises(Refused) as refused:
        retire_system(system=make_system(city), last=city.on.date() + timedelta(days=days), reason="x", by=city.people["owner"], on=city.on)
    assert rules_of(refused) == [rule]


@pytest.mark.requirement("G3")
def test_form_refuses_another_owner_with_the_rule_and_keeps_what_was_typed(city: City_) -> None:
    administration = city.bodies["byggforvaltningen"]
    answer = as_(city, "project_office").post(reverse("systems:new"), {"name": "Castor", "owner": administration.pk, "purpose": "Skrivet"})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Byggförvaltningen är förvaltning och kan inte äga ett system: ägaren är alltid en nämnd eller styrelse." in html
    assert "Välj Byggnadsnämnden, som svarar för verksamheten." in html
    assert "Skrivet" in html
    assert System.objects.count() == 0


def test_form_writes_every_field_and_shows_it_again(city: City_) -> None:
    client, owner = as_(city, "owner"), city.bodies["byggnadsnamnden"]
    sent = {
        "name": "Castor", "aliases": "C1\n\n C1 \nBygg  2000", "purpose": "Handläggning", "functions": "bygglov", "category": "basic",
        "owner": owner.pk, "representative": city.people["owner"].pk, "maintenance_object": "Bygg", "supplier": "AB", "contract": "2027",
        "phase_in_use": "2024-01-01", "cost_per_year_sek": "1 200 000", "users": "1 500", "hosting": "own", "personal_data": "none",
        "confidentiality": "2", "integrity": "0", "availability": "", "accessibility": "aa", "technical_check": "passed",
        "technical_checked_on": "2026-01-15", "business_value": "5", "technical_fitness": "3",
    }  # fmt: skip
    assert client.post(reverse("systems:new"), sent)["Location"] == reverse("systems:detail", args=["S-0001"])
    one = System.objects.get()
    assert (one.aliases, one.cost_per_year_sek, one.users, one.confidentiality, one.integrity, one.availability, one.class_labels) == (
        ["C1", "Bygg 2000"], 1_200_000, 1_500, 2, 0, None, "klassa-2.0.0",
    )  # fmt: skip
    page = client.get(reverse("systems:change", args=["S-0001"]))
    form = page.context["form"]
    assert form["users"].value() == 1500 and form["phase_in_use"].value() == date(2024, 1, 1)
    before = one.changed_at
    assert client.post(reverse("systems:change", args=["S-0001"]), sent).status_code == 302
    one.refresh_from_db()
    assert one.changed_at == before  # the same written again is no change


def test_owner_offers_what_one_represents(city: City_) -> None:
    choices = as_(city, "owner").get(reverse("systems:new")).context["form"].fields["owner"].choices
    assert [name for _, name in choices[1:]] == ["Byggnadsnämnden"]
    assert len(as_(city, "registrar").get(reverse("systems:new")).context["form"].fields["owner"].choices) == 6


def test_league_counts_by_owner(city: City_) -> None:
    one = make_system(city)
    make_system(city, "Pollux")
    make_system(city, "Lilla", owner="socialnamnden")
    attest(shown={one: as_said(one)}, by=city.people["owner"], on=city.on)
    rows = {b.code: b for b in by_body(Body.objects.all(), city.on.date())}
    assert {c: (b.systems_count, b.confirmed, b.share_whole, b.unrepresented) for c, b in rows.items()} == {
        "byggnadsnamnden": (2, 1, 50, 2), "socialnamnden": (1, 0, 0, 1),
    }  # fmt: skip
    each = [s.quality for s in with_flaws(standing().filter(owner__code="byggnadsnamnden"), city.on.date())]
    assert rows["byggnadsnamnden"].average_whole == sum(each) // len(each)


def test_body_shows_its_systems_and_what_is_left_when_it_ends(city: City_) -> None:
    make_system(city)
    url = reverse("organisation:detail", args=["byggnadsnamnden"])
    assert reverse("systems:detail", args=["S-0001"]) in as_(city, None).get(url).content.decode()
    left = [r for r in gather("body.remains", city.bodies["byggnadsnamnden"], city.on.date()) if r.title == "System som organet äger"]
    assert [(r.count, r.things) for r in left] == [(1, (("S-0001 Castor", reverse("systems:change", args=["S-0001"])),))]


def test_league_is_a_table_with_exports(city: City_) -> None:
    make_system(city)
    rows = json.loads(body_of(as_(city, "auditor").get(reverse("systems:league") + "json")))["rows"]
    assert [(r["name"], r["systems"], r["confirmed"], r["share"], r["unrepresented"]) for r in rows] == [("Byggnadsnämnden", 1, 0, 0, 1)]


@pytest.mark.requirement("D2")
@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("Castor", "Kastor", True), ("Ekonomisystemet", "ekonomisystem", True), ("Castor", "Pollux", False), ("Agresso", "Agresso 5", True),
     ("Vård och omsorg", "Omsorg och vård", True), ("", "Castor", False)],
)  # fmt: skip
def test_names_that_are_alike(one: str, other: str, same: bool) -> None:
    assert alike(one, other) is same is alike(other, one)


@pytest.mark.requirement("D2")
def test_likeness_is_shown_while_one_writes_with_whom_to_talk_to(city: City_) -> None:
    make_system(city, "Kastor", aliases=["Bygg 2000"], functions=["bokning av tider"], representative=city.people["owner"])
    make_system(city, "Pollux", functions=["journaler"])
    found = resembling(name="Castor", aliases=[], functions=[])
    assert [(r.system.name, r.names, r.functions) for r in found] == [("Kastor", ("Kastor",), ())]
    found = resembling(name="Nytt", aliases=["bygg 2000"], functions=["journal"])
    assert [(r.system.name, r.names, r.functions) for r in found] == [("Kastor", ("Bygg 2000",), ()), ("Pollux", (), ("journaler",))]
    assert resembling(name="Castor", aliases=[], functions=[], besides="S-0001") == []
    html = as_(city, "applicant").get(reverse("systems:similar"), {"name": "Castor", "functions": "x"}).content.decode()
    assert "Prata med Owner, Byggnadsnämnden, om att använda det." in html


@pytest.mark.requirement("D2")
def test_common_solution_that_covers_a_function_is_shown(city: City_) -> None:
    solution = CommonSolution.objects.get(code="internt")
    assert [c.solution for c in covering([solution.covers[0]], city.on.date())] == [solution]
    assert covering(["något helt annat xyz"], city.on.date()) == []


def test_document_is_a_file_or_an_address_and_comes_back_as_a_download(city: City_) -> None:
    one, client = make_system(city), as_(city, "owner")
    url = reverse("systems:new_document", args=[one.code])
    assert client.post(url, {"title": "Inget"}).status_code == 422
    assert client.post(url, {"title": "Fel", "file": SimpleUploadedFile("x.pdf", b"inte pdf")}).status_code == 409
    assert client.post(url, {"title": "Plan", "file": SimpleUploadedFile("plan.txt", b"hej")}).status_code == 302
    paper = SystemDocument.objects.get()
    answer = client.get(reverse("systems:document", args=[one.code, paper.pk]))
    assert (answer.content, answer["Content-Disposition"]) == (b"hej", 'attachment; filename="plan.txt"')
    client.post(reverse("systems:remove_document", args=[one.code, paper.pk]), {"reason": "Gammal"})
    assert client.get(reverse("systems:document", args=[one.code, paper.pk])).status_code == 404
    assert SystemDocument.objects.get().removed_on is not None


def many(city: City_, count: int) -> None:
    start, owner = System.objects.count(), city.bodies["byggnadsnamnden"]
    System.objects.bulk_create(
        System(code=f"X-{n}", name=f"System {n}", sort=f"system {n}", owner=owner, registered_on=city.on.date(), changed_at=city.on)
        for n in range(start, start + count)
    )


@pytest.mark.parametrize("where", ["systems:list", "systems:attest", "systems:league", "systems:detail"])
def test_pages_cost_the_same_queries_at_five_thousand_as_at_a_hundred(city: City_, where: str) -> None:
    make_system(city)
    many(city, 99)
    client = as_(city, "owner")
    url = reverse(where, args=["S-0001"] if where == "systems:detail" else [])
    client.get(url)
    counts = [len(queries_of(client, url)[1])]
    many(city, 4_900)
    counts.append(len(queries_of(client, url)[1]))
    counts += [len(queries_of(client, f"{url}?page=90")[1])] if where == "systems:list" else []
    assert [a - b for a, b in pairwise(counts)] == [0] * (len(counts) - 1), counts


@pytest.mark.both
def test_flaws_and_league_are_counted_alike_on_both_databases(city: City_) -> None:
    make_system(city, functions=["a"], aliases=["b"])
    make_system(city, "Tomt", phases={})
    found = with_flaws(standing(), city.on.date())
    assert [(s.name, Flaw.NO_FUNCTIONS in flaws_of(s), s.quality) for s in found] == [
        (s.name, s.name == "Tomt", quality(flaws_of(s))) for s in found
    ]
    assert [b.systems_count for b in by_body(Body.objects.all(), city.on.date())] == [2]
