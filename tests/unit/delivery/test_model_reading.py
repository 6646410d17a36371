"""Models in ArchiMate Open Exchange: what is valid is read, and every fault is told with its line."""

import io

import pytest

from nytta.delivery.systems.imports.archimate.reading import Faults, read
from nytta.delivery.systems.imports.archimate.staged import Staged

pytestmark = [pytest.mark.requirement("D1", "D3")]
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<model xmlns="http://www.opengroup.org/xsd/archimate/3.0/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" identifier="m">
"""
BODY = """<name xml:lang="en">Model</name>
<elements>
<element identifier="a" xsi:type="ApplicationComponent"><name xml:lang="en">Case</name><name xml:lang="sv">Ärende</name>
<documentation>Tar emot &amp; svarar</documentation>
<properties><property propertyDefinitionRef="p"><value>KS</value></property></properties></element>
<element identifier="b" xsi:type="DataObject"><name>Adress</name></element>
</elements>
<relationships>
<relationship identifier="r" xsi:type="Access" accessType="Read" source="a" target="b"/>
</relationships>
<propertyDefinitions>
<propertyDefinition identifier="p" type="string"><name>Ägare</name></propertyDefinition>
</propertyDefinitions>
</model>"""


def told(text: str) -> list[str]:
    """Line and rule of each fault."""
    with Staged.fresh() as staged:
        return [f"{f.line} {f.finding.rule}" for f in read(io.BytesIO(text.encode()), staged).first]


def test_valid_model_is_read_with_all_that_it_tells() -> None:
    with Staged.fresh() as staged:
        faults = read(io.BytesIO((HEAD + BODY).encode()), staged)
        assert (faults.first, faults.count) == ([], 0)
        assert (staged.told("identifier"), staged.told("name")) == ("m", "Model")
        (one,) = next(iter(staged.elements("ApplicationComponent")))
        staged.begin()
        staged.resolve("system", [("a", 7)])
        staged.resolve("information", [("b", None)])
        (pair,) = next(iter(staged.pairs(("Access",), "system", "information")))
        link = pair.relation
        assert (pair.source, pair.target) == (7, None)
        assert (one.id, one.name, one.name_en, one.documentation, one.properties, one.line) == (
            "a", "Ärende", "Case", "Tar emot & svarar", {"Ägare": "KS"}, 5,
        )  # fmt: skip
        assert (link.id, link.source, link.target, link.access, link.line) == ("r", "a", "b", "Read", 11)
        assert staged.counts() == [("element", "ApplicationComponent", 1), ("element", "DataObject", 1), ("relationship", "Access", 1)]


@pytest.mark.parametrize(
    ("before", "after", "faults"),
    [
        ('identifier="b" ', "", ["8 model.no_attribute", "11 model.dangling"]),
        ('identifier="b"', 'identifier="a"', ["8 model.twice", "11 model.dangling"]),
        ('identifier="b"', 'identifier="2 b"', ["8 model.value", "11 model.dangling"]),
        ('target="b"', 'target="c"', ["11 model.dangling"]),
        ('target="b"', 'target="p"', ["11 model.wrong_end"]),
        ('"DataObject"', '"DataThing"', ["8 model.type"]),
        (' xsi:type="DataObject"', "", ["8 model.no_type"]),
        ("<name>Adress</name>", "", ["8 model.lacks"]),
        ("<name>Adress</name>", "Adress<name>Adress</name>", ["8 model.text"]),
        ("<name>Adress</name>", "<name>Adress</name><colour/>", ["8 model.unexpected"]),
        ("<name>Adress</name>", "<documentation/><name>Adress</name>", ["8 model.lacks", "8 model.order"]),
        ("<name>Adress</name>", "<name>Adress</name><x:y xmlns:x='urn:x'/>", ["8 model.foreign"]),
        ('accessType="Read"', 'accessType="Peek"', ["11 model.value"]),
        ('accessType="Read"', 'modifier="+"', ["11 model.attribute"]),
        ('type="string"', 'type="text"', ["14 model.value"]),
        ('propertyDefinitionRef="p"', 'propertyDefinitionRef="Har ägare"', ["7 model.value"]),
        ("<elements>", "<elements></elements><elements>", ["4 model.lacks", "4 model.many"]),
        ('xml:lang="en">Model', 'xml:lang="engelska-">Model', ["3 model.value"]),
        ("</relationships>", "", ["13 model.unexpected", "16 model.not_xml"]),
        ("&amp;", "&nbsp;", ["6 model.not_xml"]),
        ("</model>", "", ["16 model.not_xml"]),
        ("</model>", "</model><model/>", ["16 model.not_xml"]),
    ],
)  # fmt: skip
def test_each_fault_is_told_with_its_line(before: str, after: str, faults: list[str]) -> None:
    assert before in BODY
    assert told(HEAD + BODY.replace(before, after, 1)) == faults


BOMB = '<!DOCTYPE model [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>\n'


@pytest.mark.parametrize("doctype", [BOMB, '<!DOCTYPE model SYSTEM "file:///etc/passwd">\n', "<!DOCTYPE model>\n"])
def test_document_type_is_refused_before_it_is_read(doctype: str) -> None:
    text = HEAD.replace("<model", doctype + "<model", 1) + BODY.replace("Adress", "&b;")
    assert told(text) == ["2 model.dtd"]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", ["1 model.not_xml"]),
        ("hej", ["1 model.not_xml"]),
        ("<model/>", ["1 model.not_model"]),
        ('<archimate:model xmlns:archimate="http://www.archimatetool.com/archimate"/>', ["1 model.not_model"]),
        ('<model xmlns="http://www.opengroup.org/xsd/archimate"/>', ["1 model.not_model"]),
        (HEAD + "<name>a</name><organizations>" + "<item>" * 120 + "</item>" * 120 + "</organizations></model>", ["3 model.deep"]),
        (HEAD + "<name>" + "a" * 1_000_001 + "</name></model>", ["3 model.long"]),
        ('<?xml version="1.0" encoding="klingon"?>' + HEAD.partition("\n")[2] + BODY, ["1 model.encoding"]),
    ],
)  # fmt: skip
def test_what_is_no_model_is_refused(text: str, faults: list[str]) -> None:
    assert told(text) == faults


def test_names_may_be_prefixed() -> None:
    text = HEAD.replace("xmlns=", "xmlns:am=") + BODY
    for tag in ("name", "elements", "element", "documentation", "properties", "property", "value", "relationships", "relationship",
                "propertyDefinitions", "propertyDefinition", "model"):  # fmt: skip
        text = text.replace(f"<{tag} ", f"<am:{tag} ").replace(f"<{tag}>", f"<am:{tag}>").replace(f"</{tag}>", f"</am:{tag}>")
    text = text.replace('xsi:type="', 'xsi:type="am:')
    assert told(text) == []
    assert told(text.replace("am:DataObject", "DataObject")) == ["8 model.type"]


def test_faults_are_counted_beyond_those_that_are_shown() -> None:
    many = "".join(f'<element identifier="x{n}" xsi:type="Nothing"/>\n' for n in range(700))
    with Staged.fresh() as staged:
        faults: Faults = read(io.BytesIO((HEAD + BODY.replace("</elements>", many + "</elements>")).encode()), staged)
    assert (faults.count, len(faults.first), dict(faults.rules)) == (700, 500, {"model.type": 700})
