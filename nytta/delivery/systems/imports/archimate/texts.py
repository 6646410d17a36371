"""The words in which the faults of a model are told."""

from xml.parsers.expat import errors

from django.utils.translation import gettext_noop as _

VALUE_KINDS = {
    "name": _("en identitet: en bokstav eller ett understreck först, och inga blanksteg"),
    "language": _("en språkkod, till exempel sv"),
    "space": _("default eller preserve"),
    "boolean": _("true eller false"),
    "natural": _("ett heltal från 0"),
    "positive": _("ett heltal från 1"),
    "byte": _("ett heltal från 0 till 255"),
    "percent": _("ett heltal från 0 till 100"),
    "font size": _("en storlek i punkter, till exempel 9.5"),
    "font style": _("plain, bold, italic eller underline"),
    "expression": _("ett uttryck"),
    "access": _("Access, Read, Write eller ReadWrite"),
    "data type": _("string, boolean, currency, date, time eller number"),
    "element type": _("en elementtyp i ArchiMate 3.1"),
    "relationship type": _("en relationstyp i ArchiMate 3.1"),
    "purpose": _("Designing, Deciding eller Informing"),
    "content": _("Details, Coherence eller Overview"),
}
WHAT = {
    "element": _("ett element"),
    "relationship": _("en relation"),
    "concept": _("ett element eller en relation"),
    "propertyDefinition": _("en egenskapsdefinition"),
    "view": _("en vy"),
    "viewpoint": _("en synvinkel"),
    "shown": _("något i samma vy"),
}
_NOT_XML = {
    errors.XML_ERROR_NO_ELEMENTS: _("filen är tom eller tar slut för tidigt"),
    errors.XML_ERROR_INVALID_TOKEN: _("ett tecken står där det inte får stå"),
    errors.XML_ERROR_UNCLOSED_TOKEN: _("ett element eller attribut är inte avslutat"),
    errors.XML_ERROR_TAG_MISMATCH: _("ett element avslutas med fel namn"),
    errors.XML_ERROR_DUPLICATE_ATTRIBUTE: _("samma attribut står två gånger"),
    errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT: _("något står efter modellens slut"),
    errors.XML_ERROR_UNDEFINED_ENTITY: _("en entitet är inte definierad"),
    errors.XML_ERROR_UNBOUND_PREFIX: _("ett namnrumsprefix är inte bundet"),
    errors.XML_ERROR_UNKNOWN_ENCODING: _("teckenkodningen är okänd"),
    errors.XML_ERROR_INCORRECT_ENCODING: _("teckenkodningen är en annan än den som anges"),
}
_OTHER = _("den går inte att tolka")


def why_not_xml(code: int) -> str:
    """Why a file is not XML, by the parser's code."""
    return _NOT_XML.get(errors.messages.get(code, ""), _OTHER)
