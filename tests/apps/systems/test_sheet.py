"""Sheets of systems: every fault by row and column, whole or not at all; what is exported comes back unchanged; the shared examples."""

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nytta.delivery.systems.commands import bring_in_systems, retire_system
from nytta.delivery.systems.imports import sheet as imports
from nytta.delivery.systems.models import Capability, Phase, System
from nytta.delivery.systems.queries import standing
from nytta.delivery.systems.queries.sheet import register
from nytta.delivery.systems.queries.systems import world
from nytta.delivery.systems.terms import LifePhase, SystemField
from nytta.kit import audit, jobs, search
from nytta.kit.imports.looking import look_url
from nytta.kit.models import Job
from nytta.plain.text import clean
from nytta.plain.verdicts import Refused
from tests.factories.city import City_
from tests.factories.systems import make_system

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D1")]
FULL: dict[str, Any] = {
    "aliases": ["Bygglov 2000", "=BL"], "purpose": "Handlägga bygglov.\nOch anmälningar.", "functions": ["bygglov", "tidsbokning"], "category": "basic",
    "maintenance_object": "Bygg", "supplier": "Leverantören AB", "contract": "KS 2025/7, till 2027", "cost_per_year_sek": 1_234_000, "users": 40,
    "hosting": "common", "personal_data": "ordinary", "confidentiality": 2, "integrity": 3, "availability": 1,
    "class_labels": "klassa-2.0.0", "accessibility": "aa", "technical_check": "remarks", "technical_checked_on": date(2026, 2, 1),
    "business_value": 4, "technical_fitness": 2, "external_id": "x:1",
}  # fmt: skip


def as_(city: City_, name: str) -> Client:
    client = Client(headers={"accept-language": "sv"})
    client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def kept(text: str | bytes, name: str = "system.csv", how: str = "standard:", on: Any = None) -> imports.Kept:
    content = text if isinstance(text, bytes) else text.encode()
    return imports.Kept.keep([content], name=name, how=how, on=on)


@pytest.fixture(autouse=True)
def _kept_here(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    request.getfixturevalue("settings").MEDIA_ROOT = tmp_path


def looked(city: City_, text: str | bytes, **more: Any) -> imports.Look:
    return imports.look(kept(text, on=city.on, **more), register(), world(city.on.date()))


def brought(city: City_, text: str | bytes, **more: Any) -> Any:
    read = imports.tried(kept(text, on=city.on, **more))
    return bring_in_systems(read=read, sheet="system.csv", by=city.people["project_office"], on=city.on)


def told(look: imports.Look) -> list[tuple[int, str, str]]:
    return [(f.row, f.column, f.rule) for f in look.faults]


def test_sheet_makes_new_systems_by_its_headings(city: City_) -> None:
    text = "Namn;Systemägare;Andra namn;Kategori;Kostnad per år;I drift från\nCastor;Byggnadsnämnden;C1; Grundläggande ;1 200 tkr;2024-01-01\nPollux;kommunstyrelsen;;;;\n"
    done = brought(city, text)
    assert (len(done.new), len(done.changed), done.unchanged) == (2, 0, 0)
    one, two = System.objects.order_by("code")
    assert (one.code, one.name, one.owner.code, one.aliases, one.category, one.cost_per_year_sek) == (
        "S-0001", "Castor", "byggnadsnamnden", ["C1"], "basic", 1_200_000,
    )  # fmt: skip
    assert list(one.phases.values_list("phase", "starts_on")) == [("in_use", date(2024, 1, 1))]
    assert (two.code, two.owner.code, two.cost_per_year_sek, two.category) == ("S-0002", "kommunstyrelsen", None, "")
    assert search.find("system", "castor") == ["S-0001"]
    assert [a.act for a in audit.history("S-0002")] == ["system.register"]


def test_every_fault_is_named_and_nothing_comes_in(city: City_) -> None:
    make_system(city, "Retired")
    retire_system(system=System.objects.get(), last=city.on.date(), reason="Ersatt", by=city.people["project_office"], on=city.on)
    text = (
        "Kod;Namn;Systemägare;Kategori;Antal användare;Konfidentialitet (K);Införs från;I drift från\n"
        ";Rätt;Byggnadsnämnden;;;;;\n"
        ";Fel ägare;Byggförvaltningen;;;;;\n"
        ";Okänd ägare;Marsnämnden;;;;;\n"
        ";Ingen ägare;;;;;;\n"
        ";;Byggnadsnämnden;;;;;\n"
        ";Fel ord;Byggnadsnämnden;Bäst;många;;;\n"
        ";Nivå;Byggnadsnämnden;;;2;;\n"
        ";Faser;Byggnadsnämnden;;;;2026-05-01;2026-01-01\n"
        ";rätt;Byggnadsnämnden;;;;;\n"
        "S-9999;Kod;Byggnadsnämnden;;;;;\n"
        "S-0001;Retired;Byggnadsnämnden;;;;;\n"
    )
    look = looked(city, text)
    assert told(look) == [
        (3, "Systemägare", "owner_board"), (4, "Systemägare", "import.owner"), (5, "Systemägare", "import.owner_missing"),
        (6, "Namn", "import.required"), (7, "Kategori", "import.not_choice"), (7, "Antal användare", "import.not_int"),
        (8, "Klassad enligt", "class_labels"), (9, "I drift från", "phase_order"), (10, "Namn", "import.twice"), (11, "Kod", "import.code_unknown"),
        (12, "Namn", "retired"),
    ]  # fmt: skip
    with pytest.raises(Refused):
        brought(city, text)
    assert System.objects.count() == 1


def test_owner_of_rows_without_one_is_chosen_when_the_sheet_is_handed_in(city: City_) -> None:
    assert brought(city, "Namn\nCastor\n", how="standard:socialnamnden").new[0][0].owner == city.bodies["socialnamnden"]


def test_what_is_exported_comes_back_unchanged_in_every_form(city: City_) -> None:
    capability = Capability.objects.create(code="bygga", name="Bygga")
    phases = {LifePhase.PLANNED: date(2024, 1, 1), LifePhase.IN_USE: date(2025, 1, 1), LifePhase.RETIRED: date(2030, 1, 1)}
    make_system(city, "+Castor", representative=city.people["owner"], phases=phases, capabilities=[capability], **FULL)
    make_system(city, "Pollux", owner="socialnamnden", phases={})
    client = as_(city, "registrar")
    for kind in ("csv", "xlsx", "json"):
        content = client.get(reverse("systems:whole", args=["hela", kind])).content
        look = looked(city, content, name=f"hela.{kind}")
        assert (told(look), look.plan.unchanged, look.plan.new, look.plan.changed, look.unread) == ([], 2, [], [], []), kind


def test_column_that_is_absent_changes_nothing_and_an_empty_cell_empties(city: City_) -> None:
    make_system(city, "Castor", **FULL)
    assert looked(city, "Kod;Namn\nS-0001;Castor\n").plan.unchanged == 1
    done = brought(city, "Kod;Namn;Leverantör;Antal användare;I drift från\nS-0001;Castor;;50;2026-02-02\n")
    assert [c.changes for c in done.changed] == [
        {"supplier": ["Leverantören AB", ""], "users": [40, 50], "phase_in_use": ["2025-01-01", "2026-02-02"]}
    ]
    one = System.objects.get()
    assert (one.supplier, one.users, one.purpose) == ("", 50, FULL["purpose"])
    assert Phase.objects.get().starts_on == date(2026, 2, 2)
    assert audit.history("S-0001")[0].reason == "system.csv"


def test_sheet_is_written_in_batches_and_not_row_by_row(city: City_, django_assert_max_num_queries: Any) -> None:
    def rows(count: int, start: int) -> str:
        return "Namn;Systemägare;I drift från\n" + "".join(f"System {n};Byggnadsnämnden;2024-01-01\n" for n in range(start, start + count))

    brought(city, rows(2, 0))
    with django_assert_max_num_queries(30):
        brought(city, rows(3, 10))
    with django_assert_max_num_queries(45):
        brought(city, rows(300, 100))
    assert System.objects.count() == 305


def test_headings_are_what_the_fields_are_called() -> None:
    columns = {f.name: f.columns for f in imports.mapping("standard").fields}
    assert columns == {"code": ("Kod",), **{f.value: (f.sv,) for f in SystemField}}


def test_page_shows_faults_and_brings_in_what_has_none(city: City_) -> None:
    client = as_(city, "project_office")
    sent = {"mapping": "standard", "owner": "", "sheet": SimpleUploadedFile("s.csv", "Namn;Systemägare\nCastor;Marsnämnden\n".encode())}
    page = client.post(reverse("systems:import"), sent, follow=True).content.decode()
    assert "Ingen nämnd eller styrelse heter ”Marsnämnden”." in page
    sent["sheet"] = SimpleUploadedFile("s.csv", "Namn;Systemägare\nCastor;Byggnadsnämnden\n".encode())
    where = client.post(reverse("systems:import"), sent)["Location"]
    assert System.objects.count() == 0
    assert client.post(where)["Location"] == reverse("systems:list")
    assert System.objects.get().name == "Castor"


def test_large_sheet_is_looked_at_and_brought_in_by_the_worker(
    city: City_, settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    monkeypatch.setattr(imports.Kept, "small", 100)
    client = as_(city, "project_office")
    rows = "Namn;Systemägare\n" + "".join(f"System {n};Byggnadsnämnden\n" for n in range(120))
    sent = {"mapping": "standard", "owner": "", "sheet": SimpleUploadedFile("s.csv", rows.encode())}
    where = client.post(reverse("systems:import"), sent)["Location"]
    assert "Filen granskas i bakgrunden." in client.get(where).content.decode()
    assert jobs.run_one(city.on)
    assert "För in 120 nya och 0 ändrade" in client.get(where).content.decode()
    went = client.post(where)["Location"]
    job = Job.objects.get(name="systems.import")
    assert (went, System.objects.count()) == (reverse("systems:import_job", args=[job.pk]), 0)
    imports.Kept.of_job(job).tell(50)
    assert '<progress id="progress" max="120" value="50">' in client.get(f"{went}?bit=1").content.decode()
    assert jobs.run_one(city.on)
    assert "Filen är införd." in client.get(went).content.decode()
    assert System.objects.count() == 120
    assert as_(city, "owner").get(went).status_code == 404


def test_large_sheet_that_the_register_has_outrun_comes_in_not_at_all_and_says_why(
    city: City_, settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    monkeypatch.setattr(imports.Kept, "small", 10)
    client = as_(city, "project_office")
    sent = {"mapping": "standard", "owner": "", "sheet": SimpleUploadedFile("s.csv", "Namn;Systemägare\nCastor;Byggnadsnämnden\n".encode())}
    where = client.post(reverse("systems:import"), sent)["Location"]
    jobs.run_one(city.on)
    went = client.post(where)["Location"]
    make_system(city, "Castor")
    make_system(city, "castor")
    jobs.run_one(city.on)
    shown = client.get(went).content.decode()
    assert "Inget är infört" in shown and "2: Flera system heter ”Castor”: S-0001, S-0002." in shown
    assert System.objects.count() == 2


def test_large_sheet_that_breaks_half_way_says_why(
    city: City_, settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    monkeypatch.setattr(imports.Kept, "small", 10)
    one = imports.Kept.keep([b"{"], name="s.json", how="standard:", on=city.on)
    one.ask(on=city.on)
    jobs.run_one(city.on)
    shown = as_(city, "project_office").get(look_url("systems:import_look", one)).content.decode()
    assert "Filen går inte att läsa" in shown and "Filen s.json är inte JSON" in shown


def test_what_is_not_read_of_a_foreign_register_is_told_with_the_reason(city: City_) -> None:
    one = kept("id,name,production_status,a_value,b_value\n1,Castor,3,4,5\n", how="eagir:byggnadsnamnden", on=city.on)
    shown = as_(city, "project_office").get(look_url("systems:import_look", one)).content.decode()
    assert '<span lang="sv">production_status</span>' in shown
    assert "så fasen lämnas åt ägaren" in shown
    one.forget()


def test_json_that_is_none_says_where(city: City_) -> None:
    with pytest.raises(Refused, match="fel vid rad och tecken 1:2"):
        looked(city, "{x", name="a.json")
    with pytest.raises(Refused, match="inte ett objekt eller en lista av objekt"):
        looked(city, "[1]", name="a.json")
    with pytest.raises(Refused, match=r"Filen a\.json saknar kolumnerna"):
        looked(city, '{"x": 1}', name="a.json", how="riha:")


RIHA = {
    "uuid": "01234567-0000-0000-0000-000000000000", "name": "Ehitisregister", "short_name": "ehr", "purpose": "Byggnader",
    "owner": {"code": "70003158", "name": "Byggnadsnämnden"}, "topics": ["byggnader", "tillstånd"],
    "meta": {"system_status": {"status": "kasutusel", "timestamp": "2017-03-14T12:00:00.000Z"}},
    "security": {"standard": "ISKE", "class": "K2T2S1", "level": "M", "latest_audit_date": None, "latest_audit_resolution": None},
}  # fmt: skip


def test_one_system_of_the_estonian_register_comes_in(city: City_) -> None:
    look = looked(city, json.dumps(RIHA), name="ehr.json", how="riha:")
    assert told(look) == []
    assert "security.class" in look.unread  # levels by other labels are not taken for ours
    brought(city, json.dumps([RIHA]), name="ehr.json", how="riha:")
    one = System.objects.get()
    assert (one.external_id, one.name, one.aliases, one.functions) == (
        f"riha:{RIHA['uuid']}", "Ehitisregister", ["ehr"], ["byggnader", "tillstånd"],
    )  # fmt: skip
    assert (one.owner.code, one.phases.get().phase, one.phases.get().starts_on) == ("byggnadsnamnden", "in_use", date(2017, 3, 14))
    assert looked(city, json.dumps([RIHA]), name="ehr.json", how="riha:").plan.unchanged == 1


def test_estonian_system_without_what_its_schema_requires_is_faulted(city: City_) -> None:
    bare = {**RIHA, "short_name": "har mellanslag", "purpose": "", "owner": {"code": "70003158"}}
    look = looked(city, json.dumps([bare]), name="ehr.json", how="riha:")
    assert told(look) == [(2, "purpose", "import.required"), (2, "owner.name", "import.owner"), (2, "short_name", "import.short_name")]


def shared(name: str) -> bytes:
    return (Path(os.environ["NYTTA_SHARED"]) / "standards" / "system-register" / name).read_bytes()


@pytest.mark.shared
def test_shared_matrix_comes_in_with_the_owner_that_is_chosen(city: City_) -> None:
    content = shared("eagir-time-matrix-sample.csv")
    look = looked(city, content, how="eagir:")
    assert {f.rule for f in look.faults} == {"import.owner_missing"}
    assert len(look.faults) == look.rows == 36
    assert look.unread == ["production_status", "arb_status", "plot"]
    brought(city, content, how="eagir:kommunstyrelsen")
    one = System.objects.get(external_id="eagir:1002")
    assert (one.name, one.business_value, one.technical_fitness) == ("PayChex", 4, 5)  # 8 and 10 of 10
    assert System.objects.count() == 36
    assert looked(city, content, how="eagir:kommunstyrelsen").plan.unchanged == 36


@pytest.mark.shared
def test_shared_contracts_are_written_on_the_systems_that_they_are_called_after(city: City_) -> None:
    content = shared("kitos-valid_it_contract_example.xlsx")
    look = looked(city, content, name="k.xlsx", how="kitos:")
    assert [(f.row, f.rule) for f in look.faults] == [(n, "import.not_there") for n in (2, 3, 4, 5)]
    for name in ("endnu en testkontrakt", "mettes testkontrakt", "test-kommune testkontrakt1", "test-kommune testkontrakt2"):
        make_system(city, name)
    brought(city, content, name="k.xlsx", how="kitos:")
    assert list(System.objects.order_by("code").values_list("contract", flat=True)) == [
        "endnu en testkontrakt 2022-03-02", "mettes testkontrakt", "test-kommune testkontrakt1 testkontrakt1 2023-02-02",
        "test-kommune testkontrakt2 testkontrakt2 2023-03-02",
    ]  # fmt: skip


@pytest.mark.shared
def test_shared_dictionary_is_told_as_what_it_is(city: City_) -> None:
    look = looked(city, shared("gsa-apprat-data-dictionary.csv"), how="gsa:kommunstyrelsen")
    assert {f.rule for f in look.faults} == {"import.dictionary"}
    assert len(look.faults) == look.rows == 176
    assert [f.finding.params["field"] for f in look.faults if f.value == "TCO"] == ["Kostnad per år"]
    assert standing().count() == 0


@pytest.mark.shared
def test_shared_schema_requires_what_the_mapping_requires() -> None:
    schema = json.loads(shared("riha-infosystem_schema.json"))
    required = {f.columns[-1].partition(".")[0] for f in imports.mapping("riha").fields if f.required and f.columns} | {"owner"}
    assert required == set(schema["required"])


WORDS = st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=20).map(lambda t: " ".join(clean(t).split()))
PART = WORDS.filter(lambda t: t and ";" not in t and not t.startswith("'"))


@given(
    name=PART, aliases=st.lists(PART, max_size=3, unique=True), purpose=st.one_of(st.just(""), PART), users=st.none() | st.integers(0, 2_000_000),
    cost=st.none() | st.integers(0, 10**12), level=st.none() | st.integers(0, 4), category=st.sampled_from(["", "basic", "innovative"]),
)  # fmt: skip
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_written_comes_back_from_the_sheet_as_it_was(city: City_, **said: Any) -> None:
    with transaction.atomic():
        level = said.pop("level")
        values = {
            "aliases": said["aliases"], "purpose": said["purpose"], "users": said["users"], "cost_per_year_sek": said["cost"],
            "category": said["category"], "integrity": level, "class_labels": "" if level is None else "klassa-2.0.0",
        }  # fmt: skip
        make_system(city, said["name"], **values)
        rows = list(imports.table(standing().select_related("owner").prefetch_related("phases", "supports__capability")))
        for content, name in ((imports.as_csv(rows), "a.csv"), (imports.as_json(rows), "a.json")):
            look = looked(city, content, name=name)
            assert (told(look), [c.changes for c in look.plan.changed], look.plan.unchanged) == ([], [], 1)
        transaction.set_rollback(True)
