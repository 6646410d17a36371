"""The register as a model in ArchiMate: valid, back unchanged, others' models brought in whole or not at all."""

import io
import os
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db.models.signals import post_init
from lxml import etree

from nytta.city.organisation.queries import the_city
from nytta.delivery.systems.commands import add_solution, hold_copy, name_master
from nytta.delivery.systems.documents.archimate import model
from nytta.delivery.systems.imports.archimate.bringing import Faulty, bring_in, look, stage
from nytta.delivery.systems.imports.archimate.comparing import Comparison, How
from nytta.delivery.systems.models import Capability, Flow, Holding, InformationType, Phase, Supports, System
from nytta.delivery.systems.terms import LifePhase
from nytta.kit.models import AuditRow
from tests.factories.city import City_
from tests.factories.systems import make_information, make_system, tie

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D1", "D3")]
NONE = How()
TABLES: tuple[Any, ...] = (System, Capability, InformationType, Phase, Supports, Holding, Flow)


def register(city: City_) -> None:
    """A register with something in every field that a model carries, and some odd text."""
    by = {"by": city.people["project_office"], "on": city.on}
    portal = add_solution(code="idportal", name="Id-portal", covers=["inloggning"], contact="", valid_from=date(2020, 1, 1), **by)
    top = Capability.objects.create(code="bygga", name="Bygga & bo", name_en="Build & live")
    part = Capability.objects.create(code="bygga.lov".replace(".", "-"), name="Pröva lov", parent=top)
    castor = make_system(
        city, "Castor  <& \"Co\">", aliases=["Gamla; Castor", "C"], purpose="Tar emot\nansökningar ]]> & mer.", functions=["inloggning"], solution=portal,
        category="basic", maintenance_object="Bygg", supplier="Leverantören AB", contract="C-1", cost_per_year_sek=1_200_000, users=40,
        hosting="common", personal_data="sensitive", confidentiality=3, integrity=0, availability=4, class_labels="klassa-2.0.0",
        accessibility="aa", technical_check="passed", technical_checked_on=date(2025, 5, 1), business_value=4, technical_fitness=1,
        phases={LifePhase.IN_USE: date(2020, 1, 1), LifePhase.PHASE_OUT: date(2027, 1, 1)}, capabilities=[top, part],
    )  # fmt: skip
    pollux = make_system(city, "Pollux", owner="socialnamnden", phases={})
    old = make_system(city, "Gammalt")
    System.objects.filter(pk=old.pk).update(retired_on=date(2026, 1, 31), retired_reason="Ersatt av Castor")
    address = make_information(city, "Adresser", definition="Var något ligger.", personal_data="ordinary", open_data="possible")
    make_information(city, "Ritningar", owner="socialnamnden")
    name_master(information=address, system=castor, **by)
    hold_copy(information=address, system=pollux, note="Varje natt", **by)
    Holding.objects.create(information=InformationType.objects.get(name="Ritningar"), system=castor, since_on=city.on.date())
    tie(castor, pollux, "Adresser", both=True, method="api", by_service=True, note="Två\nrader", valid_from=date(2021, 1, 1),
        target_owner=city.bodies["byggnadsnamnden"])  # fmt: skip
    tie(pollux, castor, "Beslut", by_service=False, valid_until=date(2025, 1, 1))


def rows() -> list[list[dict[str, Any]]]:
    """All that the tables hold."""
    return [list(t.objects.order_by("pk").values()) for t in TABLES]


def written(city: City_) -> bytes:
    return "".join(model(the_city(), city.on.date())).encode()


def looked(content: bytes, city: City_, how: How = NONE) -> Comparison:
    staged, faults = stage(io.BytesIO(content), None)
    with staged:
        assert [str(f) for f in faults.first] == []
        return look(staged, how, on=city.on)


def brought(content: bytes, city: City_, how: How = NONE) -> Comparison:
    staged, faults = stage(io.BytesIO(content), None)
    with staged:
        assert [str(f) for f in faults.first] == []
        return bring_in(staged, how, source="modell.xml", by=city.people["project_office"], on=city.on)


SAME = {("capability", "same"): 2, ("information", "same"): 2, ("system", "same"): 3, ("part", "same"): 1, ("supports", "same"): 2,
        ("holding", "same"): 3, ("flow", "same"): 2}  # fmt: skip


def test_register_comes_back_unchanged(city: City_) -> None:
    register(city)
    before, audited, content = rows(), AuditRow.objects.count(), written(city)
    found = looked(content, city)
    assert (dict(found.counts), [str(f) for f in found.faults.first], found.changed) == (SAME, [], [])
    assert dict(brought(content, city).counts) == SAME
    assert (rows(), AuditRow.objects.count(), written(city)) == (before, audited, content)


def test_register_is_made_anew_from_its_own_model(city: City_) -> None:
    register(city)
    before, content = rows(), written(city)
    Capability.objects.update(parent=None)
    for table in reversed(TABLES):
        table.objects.all().delete()
    counts = dict(brought(content, city).counts)
    assert counts == {(what, "new"): n for (what, _), n in SAME.items()}
    drop = {
        "id",
        "code",
        "external_id",
        "changed_at",
        "parent_id",
        "system_id",
        "capability_id",
        "information_id",
        "source_id",
        "target_id",
    }
    for old, new in zip(before, rows(), strict=True):
        assert sorted(str({k: v for k, v in r.items() if k not in drop}) for r in new) == sorted(
            str({k: v for k, v in r.items() if k not in drop}) for r in old
        )
    again = dict(brought(content, city).counts)
    assert again == SAME  # known again by the model's identity, though the codes are new


def test_what_has_changed_in_the_model_is_told_and_written(city: City_) -> None:
    register(city)
    text = written(city).decode().replace('<name xml:lang="sv">Pollux</name>', '<name xml:lang="sv">Pollux 2</name>')
    text = text.replace(">1200000<", ">1300000<").replace(">2027-01-01<", ">2028-01-01<")
    found = looked(text.encode(), city)
    assert (found.total("changed"), found.total("new"), found.faults.count) == (2, 0, 0)
    castor = 'Castor  <& "Co">'
    assert sorted(found.changed, key=str) == [
        ("system", castor, "cost_per_year_sek", 1_200_000, 1_300_000), ("system", castor, "phase_phase_out", "2027-01-01", "2028-01-01"),
        ("system", "Pollux", "name", "Pollux", "Pollux 2"),
    ]  # fmt: skip
    assert System.objects.get(code="S-0002").name == "Pollux"
    brought(text.encode(), city)
    assert System.objects.get(code="S-0002").name == "Pollux 2"
    one = System.objects.get(code="S-0001")
    assert (one.cost_per_year_sek, dict(one.phases.values_list("phase", "starts_on"))) == (
        1_300_000, {"in_use": date(2020, 1, 1), "phase_out": date(2028, 1, 1)},
    )  # fmt: skip
    noted = AuditRow.objects.filter(act="system.change").latest("pk")
    assert (noted.subject, noted.changes, noted.reason) == ("S-0002", {"name": ["Pollux", "Pollux 2"]}, "modell.xml")


@pytest.mark.parametrize(
    ("before", "after", "faults"),
    [
        (">basic<", ">basal<", ["system-S-0001 model.property"]),
        (">1200000<", ">mycket<", ["system-S-0001 model.property"]),
        (">2025-05-01<", ">2025-02-30<", ["system-S-0001 model.property"]),
        (">2027-01-01<", ">2019-01-01<", ["system-S-0001 phase_order"]),
        ('"property-owner"><value>socialnamnden<', '"property-owner"><value>hamnen<', ["information-I-0002 model.body", "system-S-0002 model.body"]),
        (">socialnamnden</value></property></properties></element>\n<element identifier=\"system-S-0003\"",
         ">socialforvaltningen</value></property></properties></element>\n<element identifier=\"system-S-0003\"",
         ["system-S-0002 owner_board"]),
        (">Gammalt<", ">Nytt<", ["system-S-0003 model.retired"]),
        (">copy<", ">master<", ["holds-S-0002-I-0001 model.same_twice"]),
        (">master<", ">copy<", ["holds-S-0001-I-0001 model.no_master"]),
        (">2021-01-01<", ">2025-06-01<", []),
    ],
)  # fmt: skip
def test_fault_in_the_model_changes_nothing(city: City_, before: str, after: str, faults: list[str]) -> None:
    register(city)
    text = written(city).decode()
    assert before in text
    content, was = text.replace(before, after).encode(), rows()
    lines = [line.partition('identifier="')[2].partition('"')[0] for line in content.decode().splitlines()]
    assert [f"{lines[f.line - 1]} {f.finding.rule}" for f in looked(content, city).faults.first] == faults
    if faults:
        with pytest.raises(Faulty):
            brought(content, city)
        assert rows() == was


FOREIGN = """<?xml version="1.0" encoding="UTF-8"?>
<model xmlns="http://www.opengroup.org/xsd/archimate/3.0/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" identifier="m">
<name>Annan</name><elements>
<element identifier="a" xsi:type="ApplicationComponent"><name>Alfa</name><properties><property propertyDefinitionRef="p"><value>Socialnämnden</value>
</property></properties></element>
<element identifier="b" xsi:type="ApplicationComponent"><name>Beta</name></element>
<element identifier="c" xsi:type="BusinessObject"><name>Kund</name></element>
<element identifier="d" xsi:type="DataObject"><name>Kund</name></element>
<element identifier="e" xsi:type="Capability"><name>Sälja</name></element>
<element identifier="f" xsi:type="BusinessProcess"><name>Process</name></element>
</elements><relationships>
<relationship identifier="r1" xsi:type="Access" accessType="Write" source="a" target="c"/>
<relationship identifier="r2" xsi:type="Flow" source="a" target="b"><name>Order</name></relationship>
<relationship identifier="r3" xsi:type="Flow" source="b" target="a"/>
<relationship identifier="r4" xsi:type="Serving" source="a" target="e"/>
<relationship identifier="r5" xsi:type="Serving" source="a" target="f"/>
</relationships><propertyDefinitions><propertyDefinition identifier="p" type="string"><name>Ägare</name></propertyDefinition></propertyDefinitions>
</model>""".encode()


def test_owner_of_a_foreign_model_is_asked_for_and_never_made_up(city: City_) -> None:
    faults = looked(FOREIGN, city).faults
    assert [(f.line, f.finding.rule) for f in faults.first] == [(4, "model.owner"), (6, "model.owner"), (7, "model.owner")]
    faults = looked(FOREIGN, city, How(owner_property="Ägare")).faults
    assert [(f.line, f.finding.rule) for f in faults.first] == [(6, "model.owner"), (7, "model.owner")]
    found = brought(FOREIGN, city, How("byggnadsnamnden", "Ägare"))
    assert dict(found.counts) == {("capability", "new"): 1, ("information", "new"): 1, ("system", "new"): 2, ("supports", "new"): 1,
                                  ("holding", "new"): 1, ("flow", "new"): 1}  # fmt: skip
    assert dict(found.left_out) == {"Flöde som inte säger vad som skickas": 1, "BusinessProcess": 1, "Serving": 1}
    assert list(System.objects.values_list("code", "name", "owner__code", "external_id", "category")) == [
        ("S-0001", "Alfa", "socialnamnden", "m/a", ""), ("S-0002", "Beta", "byggnadsnamnden", "m/b", ""),
    ]  # fmt: skip
    assert list(Holding.objects.values_list("system__name", "information__name", "role")) == [("Alfa", "Kund", "")]
    assert list(Flow.objects.values_list("code", "source__name", "target__name", "information", "method", "by_service")) == [
        ("F-0001", "Alfa", "Beta", "Order", "", None)
    ]
    again = brought(FOREIGN, city, How("byggnadsnamnden", "Ägare"))
    assert Counter({s: again.total(s) for s in ("new", "changed", "same")}) == Counter(same=7)
    assert dict(looked(FOREIGN, city).counts) == dict(again.counts)  # nothing has to be asked when all are known


# the standard's own schema and others' files


def shared() -> Path:
    return Path(os.environ["NYTTA_SHARED"], "standards", "archimate")


def schema() -> etree.XMLSchema:
    """The standard's schema, every address in it mapped to the files at hand."""

    class Mapped(etree.Resolver):
        def resolve(self, url: str, public: str, context: Any) -> Any:
            return self.resolve_filename(str(shared() / "xsd-3.1" / url.rpartition("/")[2]), context)

    parser = etree.XMLParser()
    parser.resolvers.add(Mapped())
    text = (
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:import namespace="http://purl.org/dc/elements/1.1/" '
        'schemaLocation="dc.xsd"/><xs:import namespace="http://www.opengroup.org/xsd/archimate/3.0/" '
        'schemaLocation="archimate3_Diagram.xsd"/></xs:schema>'
    )
    return etree.XMLSchema(etree.fromstring(text, parser, base_url=str(shared() / "xsd-3.1" / "all.xsd")))


@pytest.mark.shared
def test_what_is_written_is_valid_by_the_standard(city: City_) -> None:
    against = schema()
    assert against.validate(etree.fromstring(written(city))), against.error_log  # an empty register too
    register(city)
    assert against.validate(etree.fromstring(written(city))), against.error_log


@pytest.mark.shared
def test_every_valid_example_comes_in_and_the_others_are_told_by_line(city: City_) -> None:
    against, told = schema(), {}
    for path in sorted((shared() / "examples").glob("*.xml")):
        content = path.read_bytes()
        valid, was = against.validate(etree.fromstring(content)), rows()
        staged, faults = stage(io.BytesIO(content), None)
        staged.db.close()
        told[path.name] = [f"{f.line} {f.finding.rule}" for f in faults.first]
        assert valid is not bool(faults.count), path.name
        assert rows() == was
        if valid:
            brought(content, city, How("byggnadsnamnden"))
            again = brought(content, city, How("byggnadsnamnden"))
            assert (again.total("new"), again.total("changed")) == (0, 0), path.name
    assert told["aoeff_3_1.xml"] == ["14 model.dangling", "17 model.dangling", "20 model.value"]
    assert told["viewpoint_sample_opengroup.xml"] == ["10 model.dangling"]
    assert (System.objects.count(), InformationType.objects.count(), Flow.objects.count()) == (10, 14, 0)


def test_all_who_hold_what_a_model_tells_of_are_not_read(city: City_) -> None:
    information = make_information(city, "Kund")
    for system in [make_system(city, f"System {n}") for n in range(5)]:
        Holding.objects.create(system=system, information=information, since_on=city.on.date())
    read = list[Holding]()
    post_init.connect(lambda instance, **more: read.append(instance), sender=Holding, weak=False, dispatch_uid="count")
    try:
        found = brought(FOREIGN, city, How("byggnadsnamnden", ""))
    finally:
        post_init.disconnect(sender=Holding, dispatch_uid="count")
    assert (found.counts["holding", "new"], len(read)) == (1, 1)
