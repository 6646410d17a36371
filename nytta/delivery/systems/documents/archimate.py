"""The register as a model in ArchiMate Open Exchange 3.1: written as a stream, and such that it comes back in unchanged.

Who represents the owner is left out: a person's name has no place in a file that goes on to other tools. Source: D1; D3.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from typing import Any
from xml.sax.saxutils import escape

from django.db.models import Prefetch, QuerySet

from nytta.city.organisation.models import Body, City

from ..imports.archimate import shape
from ..imports.archimate.grammar import DUBLIN_CORE, INSTANCE, MODEL_SPACE
from ..models import Capability, Flow, Holding, InformationType, Phase, Supports, System
from ..terms import HoldingRole

SCHEMA = "http://www.opengroup.org/xsd/archimate/3.1/archimate3_Diagram.xsd"
CHUNK = 1000
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ACCESS = {HoldingRole.MASTER.value: "ReadWrite", HoldingRole.COPY.value: "Read", "": "Access"}
Properties = Iterable[tuple[str, str]]


def _text(value: str) -> str:
    return escape(_NOT_XML.sub("", value), {"\r": "&#13;"})


def _words(tag: str, value: str, lang: str = "sv") -> str:
    return f'<{tag} xml:lang="{lang}">{_text(value)}</{tag}>' if value else ""


def _properties(told: Properties) -> str:
    rows = "".join(f'<property propertyDefinitionRef="{_definition(k)}"><value>{_text(v)}</value></property>' for k, v in told)
    return f"<properties>{rows}</properties>" if rows else ""


def _definition(key: str) -> str:
    return f"property-{key.removeprefix(shape.PREFIX)}"


def _element(name: str, kind: str, words: str, about: str, told: Properties) -> str:
    inner = words + _words("documentation", about) + _properties(told)
    return f'<element identifier="{name}" xsi:type="{kind}">{inner}</element>\n'


def _relation(name: str, kind: str, source: str, target: str, more: str = "", words: str = "", about: str = "",
              told: Properties = ()) -> str:  # fmt: skip
    inner = (_words("name", words) if words else "") + _words("documentation", about) + _properties(told)
    return f'<relationship identifier="{name}" source="{source}" target="{target}" xsi:type="{kind}"{more}>{inner}</relationship>\n'


def _code(thing: Any) -> tuple[str, str]:
    return shape.CODE.key, thing.code


def _bodies() -> Iterator[str]:
    owners = System.objects.order_by().values("owner").union(InformationType.objects.order_by().values("owner"))
    for body in Body.objects.filter(pk__in=owners).order_by("sort", "pk"):
        yield _element(f"body-{body.code}", "BusinessActor", _words("name", body.name), "", [_code(body)])


def _capabilities() -> Iterator[str]:
    for one in Capability.objects.order_by("code").iterator(CHUNK):
        yield _element(
            f"capability-{one.code}", "Capability", _words("name", one.name) + _words("name", one.name_en, "en"), "", [_code(one)]
        )


def _information() -> Iterator[str]:
    for one in InformationType.objects.filter(ended_on=None).select_related("owner").order_by("code").iterator(CHUNK):
        told = [_code(one), (shape.OWNER.key, one.owner.code), *shape.told(shape.INFORMATION_TYPE, one)]
        yield _element(f"information-{one.code}", "DataObject", _words("name", one.name), one.definition, told)


def _systems() -> Iterator[str]:
    rows: QuerySet[System] = System.objects.select_related("owner", "solution").order_by("code")
    for one in rows.prefetch_related(Prefetch("phases", Phase.objects.order_by("starts_on", "pk"))).iterator(CHUNK):
        told = [_code(one), (shape.OWNER.key, one.owner.code), *shape.told(shape.SYSTEM, one)]
        told += [(shape.SOLUTION.key, one.solution.code)] if one.solution else []
        told += [(f"{shape.PREFIX}phase_{p.phase}", p.starts_on.isoformat()) for p in one.phases.all()]
        yield _element(f"system-{one.code}", "ApplicationComponent", _words("name", one.name), one.purpose,
                       [*told, *shape.told(shape.RETIRED, one)])  # fmt: skip


def _relationships() -> Iterator[str]:
    for child, parent in Capability.objects.exclude(parent=None).order_by("code").values_list("code", "parent__code").iterator(CHUNK):
        yield _relation(f"part-{child}", "Composition", f"capability-{parent}", f"capability-{child}")
    for code, owner in System.objects.order_by("code").values_list("code", "owner__code").iterator(CHUNK):
        yield _relation(f"owns-{code}", "Association", f"body-{owner}", f"system-{code}", words="Äger")
    supports = Supports.objects.order_by("system__code", "capability__code").values_list("system__code", "capability__code")
    for system, capability in supports.iterator(CHUNK):
        yield _relation(f"supports-{system}-{capability}", "Realization", f"system-{system}", f"capability-{capability}")
    holdings = Holding.objects.filter(information__ended_on=None).select_related("system", "information")
    for one in holdings.order_by("information__code", "system__code").iterator(CHUNK):
        yield _relation(f"holds-{one.system.code}-{one.information.code}", "Access", f"system-{one.system.code}",
                        f"information-{one.information.code}", f' accessType="{_ACCESS[one.role]}"', told=shape.told(shape.HOLDING, one))  # fmt: skip
    yield from _flows()


def _flows() -> Iterator[str]:
    rows = Flow.objects.select_related("source", "target", "source_owner", "target_owner").order_by("code")
    for one in rows.iterator(CHUNK):
        owners = [(k.key, body.code) for k in shape.FLOW_OWNERS if (body := getattr(one, k.field))]
        told = [_code(one), *shape.told(shape.FLOW, one), *owners]
        yield _relation(f"flow-{one.code}", "Flow", f"system-{one.source.code}", f"system-{one.target.code}", words=one.information,
                        about=one.note, told=told)  # fmt: skip


def _section(tag: str, rows: Iterator[str]) -> Iterator[str]:
    """A section of the model, left out where it would be empty."""
    first = next(rows, None)
    if first is not None:
        yield from chain((f"<{tag}>\n", first), rows, (f"</{tag}>\n",))


def model(city: City, on: date) -> Iterator[str]:
    """The whole register, retired systems and ended flows with it, a line at a time. Source: D1; D3."""
    name = f"Applikationsportföljen, {city.name}"
    yield (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<model xmlns="{MODEL_SPACE}" xmlns:xsi="{INSTANCE}" xmlns:dc="{DUBLIN_CORE}" '
        f'xsi:schemaLocation="{MODEL_SPACE} {SCHEMA}" identifier="{shape.model_name(city)}">\n{_words("name", name)}\n<metadata>'
        f"<schema>Dublin Core</schema><schemaversion>1.1</schemaversion><dc:title>{_text(name)}</dc:title>"
        f"<dc:date>{on.isoformat()}</dc:date><dc:language>sv</dc:language></metadata>\n"
    )
    yield from _section("elements", chain(_bodies(), _capabilities(), _information(), _systems()))
    yield from _section("relationships", _relationships())
    kinds = {"number": "number", "day": "date", "flag": "string"}
    yield from _section("propertyDefinitions", (
        f'<propertyDefinition identifier="{_definition(key)}" type="{kinds.get(one.kind, "string")}"><name>{key}</name></propertyDefinition>\n'
        for key, one in shape.EVERY.items()
    ))  # fmt: skip
    yield "</model>\n"
