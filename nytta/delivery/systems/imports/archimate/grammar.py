"""What may stand where in a model in ArchiMate Open Exchange 3.1: elements, their order, attributes and the kinds of their values.

Source: The Open Group, ArchiMate Model Exchange File Format 3.1. Written as tables, so that one short reader can follow them.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

MODEL_SPACE = "http://www.opengroup.org/xsd/archimate/3.0/"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
XML = "http://www.w3.org/XML/1998/namespace"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"

ELEMENTS = frozenset(
    [
        "BusinessActor",
        "BusinessRole",
        "BusinessCollaboration",
        "BusinessInterface",
        "BusinessProcess",
        "BusinessFunction",
        "BusinessInteraction",
        "BusinessEvent",
        "BusinessService",
        "BusinessObject",
        "Contract",
        "Representation",
        "Product",
        "ApplicationComponent",
        "ApplicationCollaboration",
        "ApplicationInterface",
        "ApplicationFunction",
        "ApplicationInteraction",
        "ApplicationProcess",
        "ApplicationEvent",
        "ApplicationService",
        "DataObject",
        "Node",
        "Device",
        "SystemSoftware",
        "TechnologyCollaboration",
        "TechnologyInterface",
        "Path",
        "CommunicationNetwork",
        "TechnologyFunction",
        "TechnologyProcess",
        "TechnologyInteraction",
        "TechnologyEvent",
        "TechnologyService",
        "Artifact",
        "Equipment",
        "Facility",
        "DistributionNetwork",
        "Material",
        "Stakeholder",
        "Driver",
        "Assessment",
        "Goal",
        "Outcome",
        "Principle",
        "Requirement",
        "Constraint",
        "Meaning",
        "Value",
        "Resource",
        "Capability",
        "CourseOfAction",
        "ValueStream",
        "WorkPackage",
        "Deliverable",
        "ImplementationEvent",
        "Plateau",
        "Gap",
        "Grouping",
        "Location",
        "AndJunction",
        "OrJunction",
    ]
)
NAMELESS = frozenset({"Grouping", "Location", "AndJunction", "OrJunction"})  # all other elements must have a name
RELATIONSHIPS = frozenset(
    [
        "Composition",
        "Aggregation",
        "Assignment",
        "Realization",
        "Serving",
        "Access",
        "Influence",
        "Triggering",
        "Flow",
        "Specialization",
        "Association",
    ]
)
DC_NAMES = frozenset(
    [
        "title",
        "creator",
        "subject",
        "description",
        "publisher",
        "contributor",
        "date",
        "type",
        "format",
        "identifier",
        "source",
        "language",
        "relation",
        "coverage",
        "rights",
    ]
)

_START = "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
_START += "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
NAME = re.compile(f"[{_START}][-.0-9\u00b7\u0300-\u036f\u203f\u2040{_START}]*")


def _pattern(text: str) -> Callable[[str], bool]:
    found = re.compile(text)
    return lambda value: found.fullmatch(value) is not None


def _one_of(*values: str) -> Callable[[str], bool]:
    return frozenset(values).__contains__


def _list_of(*values: str) -> Callable[[str], bool]:
    known = frozenset(values)
    return lambda value: set(value.split()) <= known


def _byte(most: int) -> Callable[[str], bool]:
    return lambda value: re.fullmatch(r"\+?[0-9]{1,12}|-0+", value) is not None and int(value) <= most


CHECKS: dict[str, Callable[[str], bool]] = {
    "string": lambda value: True,
    "name": lambda value: NAME.fullmatch(value) is not None,
    "language": _pattern(r"([a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*)?"),
    "space": _one_of("default", "preserve"),
    "boolean": _one_of("true", "false", "0", "1"),
    "natural": _pattern(r"\+?[0-9]+|-0+"),
    "positive": _pattern(r"\+?0*[1-9][0-9]*"),
    "byte": _byte(255),
    "percent": _byte(100),
    "font size": _pattern(r"[1-9][0-9]*(\.0|\.5)?"),
    "font style": _list_of("plain", "bold", "italic", "underline"),
    "expression": lambda value: bool(value),
    "access": _one_of("Access", "Read", "Write", "ReadWrite"),
    "data type": _one_of("string", "boolean", "currency", "date", "time", "number"),
    "element type": ELEMENTS.__contains__,
    "relationship type": RELATIONSHIPS.__contains__,
    "purpose": _list_of("Designing", "Deciding", "Informing"),
    "content": _list_of("Details", "Coherence", "Overview"),
}
"""Each kind of value and what it takes; whitespace around and within has been collapsed, but for text."""


@dataclass(frozen=True)
class Attribute:
    """One attribute: its kind of value, whether it must stand there, and what it points at ("" nothing, `any` anything named)."""

    kind: str = "string"
    must: bool = False
    to: str = ""


@dataclass(frozen=True)
class Child:
    """One place in the order: an element (`*` one of another namespace), what it is, and how often it may stand there."""

    tag: str
    kind: str
    least: int = 0
    many: bool = False


@dataclass(frozen=True)
class Kind:
    """What an element may hold. `text` is the kind of its text ("" none); `named` what its identifier names; `open` takes
    attributes of other namespaces; `any_order` takes its children in any order."""

    children: tuple[Child, ...] = ()
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    text: str = ""
    named: str = ""
    open: bool = False
    any_order: bool = False
    places: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "places", {c.tag: n for n, c in enumerate(self.children)})


def _some(*tags: str) -> tuple[Child, ...]:
    """Places for `tag`, `tag?` (the default), `tag*` or `tag+`, each `tag:kind` when the kind has another name."""
    made = []
    for text in tags:
        bare = text.rstrip("?*+")
        tag, _, kind = bare.partition(":")
        made.append(Child(tag, kind or tag, int(text.endswith(("+", "!"))), text.endswith(("*", "+"))))
    return tuple(made)


_IDENTITY = {"identifier": Attribute("name", True)}
_NAMED = ("name:words+", "documentation:words*", "*:foreign*")
_FREE = ("name:words*", "documentation:words*", "*:foreign*")
_SHOWN = ("label:words*", "documentation:words*", "style?", "viewRef*")
_BOX = _IDENTITY | {"x": Attribute("natural", True), "y": Attribute("natural", True)}
_BOX |= {"w": Attribute("positive", True), "h": Attribute("positive", True)}
_SPOT = {"x": Attribute("natural", True), "y": Attribute("natural", True)}
_ENDS = {"source": Attribute("name", True, "shown"), "target": Attribute("name", True, "shown")}
_LOOSE = {"source": Attribute("name", False, "shown"), "target": Attribute("name", False, "shown")}
_LINE = (*_SHOWN, "sourceAttachment:spot?", "bendpoint:spot*", "targetAttachment:spot?")
_RELATED = {"source": Attribute("name", True, "concept"), "target": Attribute("name", True, "concept")}


def _concept(named: str, attributes: Mapping[str, Attribute], *, name: bool = False) -> Kind:
    return Kind(_some(*(_NAMED if name else _FREE), "properties?"), {**_IDENTITY, **attributes}, named=named, open=True)


KINDS: dict[str, Kind] = {
    "model": Kind(
        _some(*_NAMED, "properties?", "metadata?", "elements?", "relationships?", "organizations*", "propertyDefinitions?", "views?"),
        {**_IDENTITY, "version": Attribute()}, named="model", open=True,
    ),
    "words": Kind(attributes={f"{XML} lang": Attribute("language")}, text="string"),
    "foreign": Kind(attributes={f"{XML} lang": Attribute("language")}, text="string"),
    "metadata": Kind(_some("schemaInfo*", "schema:plain?", "schemaversion:plain?", "*:foreign*")),
    "schemaInfo": Kind(_some("schema:plain?", "schemaversion:plain?", "*:foreign*")),
    "plain": Kind(text="string"),
    "properties": Kind(_some("property+")),
    "property": Kind(_some("value:words+"), {"propertyDefinitionRef": Attribute("name", True, "propertyDefinition")}),
    "elements": Kind(_some("element+")),
    "relationships": Kind(_some("relationship+")),
    "organizations": Kind(_some("item+")),
    "item": Kind(
        _some("label:words*", "documentation:words*", "item*", "*:foreign*"),
        {"identifier": Attribute("name"), "identifierRef": Attribute("name", False, "any")}, named="item", open=True,
    ),
    "propertyDefinitions": Kind(_some("propertyDefinition+")),
    "propertyDefinition": Kind(
        _some(*_NAMED), {**_IDENTITY, "type": Attribute("data type", True)}, named="propertyDefinition", open=True,
    ),
    "element": _concept("element", {}),
    "relationship": _concept("relationship", _RELATED),
    **{f"element {t}": _concept("element", {}, name=t not in NAMELESS) for t in ELEMENTS},
    **{f"relationship {t}": _concept("relationship", _RELATED) for t in RELATIONSHIPS},
    "relationship Access": _concept("relationship", {**_RELATED, "accessType": Attribute("access")}),
    "relationship Influence": _concept("relationship", {**_RELATED, "modifier": Attribute()}),
    "relationship Association": _concept("relationship", {**_RELATED, "isDirected": Attribute("boolean")}),
    "views": Kind(_some("viewpoints?", "diagrams?")),
    "viewpoints": Kind(_some("viewpoint+")),
    "viewpoint": Kind(
        _some(*_NAMED, "properties?", "concern*", "viewpointPurpose?", "viewpointContent?", "allowedElementType*",
              "allowedRelationshipType*", "modelingNote*"),
        _IDENTITY, named="viewpoint", open=True,
    ),
    "concern": Kind(_some("label:words+", "documentation:words*", "stakeholders?")),
    "stakeholders": Kind(_some("stakeholder+")),
    "stakeholder": Kind(_some("label:words+")),
    "viewpointPurpose": Kind(text="purpose"),
    "viewpointContent": Kind(text="content"),
    "allowedElementType": Kind(attributes={"type": Attribute("element type", True)}),
    "allowedRelationshipType": Kind(attributes={"type": Attribute("relationship type", True)}),
    "modelingNote": Kind(_some("documentation:words*"), {"type": Attribute()}),
    "diagrams": Kind(_some("view+")),
    "view": Kind(
        _some(*_NAMED, "properties?", "node*", "connection*"),
        {**_IDENTITY, "viewpoint": Attribute(), "viewpointRef": Attribute("name", False, "viewpoint")}, named="view", open=True,
    ),
    "node": Kind(_some(*_SHOWN), _BOX, named="node", open=True),
    "node Label": Kind(
        _some(*_SHOWN), {**_BOX, "conceptRef": Attribute("name", False, "concept"), "xpathPart": Attribute("expression")},
        named="node", open=True,
    ),
    "node Container": Kind(_some(*_SHOWN, "node*"), _BOX, named="node", open=True),
    "node Element": Kind(_some(*_SHOWN, "node*"), {**_BOX, "elementRef": Attribute("name", True, "element")}, named="node", open=True),
    "connection": Kind(_some(*_LINE), {**_IDENTITY, **_LOOSE}, named="connection", open=True),
    "connection Line": Kind(_some(*_LINE), {**_IDENTITY, **_LOOSE}, named="connection", open=True),
    **{
        f"connection {t}": Kind(
            _some(*_LINE), {**_IDENTITY, **_ENDS, "relationshipRef": Attribute("name", True, "relationship")}, named="connection", open=True,
        )
        for t in ("Relationship", "NestingRelationship")
    },
    "viewRef": Kind(attributes={"ref": Attribute("name", True, "view")}),
    "style": Kind(_some("lineColor:colour?", "fillColor:colour?", "font?"), {"lineWidth": Attribute("positive")}, any_order=True),
    "colour": Kind(attributes={**{c: Attribute("byte", True) for c in "rgb"}, "a": Attribute("percent")}),
    "font": Kind(
        _some("color:colour?"), {"name": Attribute(), "size": Attribute("font size"), "style": Attribute("font style")},
    ),
    "spot": Kind(attributes=_SPOT),
}  # fmt: skip
OPEN = {f"{XML} lang": Attribute("language"), f"{XML} space": Attribute("space"), f"{XML} base": Attribute()}
"""The attributes of other namespaces that an open element takes."""
LOCATIONS = {f"{INSTANCE} schemaLocation", f"{INSTANCE} noNamespaceSchemaLocation"}
TYPED = {"element", "relationship", "node", "connection"}  # abstract: xsi:type says which one it is
OWN_TYPE = {
    "view": "Diagram",
    "model": "ModelType",
    "property": "PropertyType",
    "item": "OrganizationType",
    "propertyDefinition": "PropertyDefinitionType",
    "viewpoint": "ViewpointType",
}
"""The name that xsi:type may repeat where the type is given already."""
