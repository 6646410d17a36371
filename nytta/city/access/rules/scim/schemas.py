"""Which attributes of persons and groups the directory may write and read, and what its addresses for them mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

CORE = "urn:ietf:params:scim:schemas:core:2.0:"
MESSAGE = "urn:ietf:params:scim:api:messages:2.0:"
USER_URN, GROUP_URN = f"{CORE}User", f"{CORE}Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
LONGEST = 300  # characters of a text


class ScimError(Exception):
    """A call that is refused: HTTP status, the error's `scimType` ("" for none) and what is wrong. Source: RFC 7644 section 3.12."""

    def __init__(self, status: int, kind: str, detail: str) -> None:
        super().__init__(detail)
        self.status, self.kind, self.detail = status, kind, detail


@dataclass(frozen=True)
class Attribute:
    """An attribute or a sub-attribute as /Schemas tells of it. Source: RFC 7643 section 7."""

    name: str
    about: str
    type: str = "string"
    many: bool = False
    required: bool = False
    exact: bool = False
    mutability: str = "readWrite"
    returned: str = "default"
    unique: str = "none"
    subs: tuple["Attribute", ...] = ()
    canonical: tuple[str, ...] = ()
    refers: tuple[str, ...] = ()
    longest: int = LONGEST

    def sub(self, name: str) -> "Attribute | None":
        """The sub-attribute of a name, whatever its letters' size."""
        return next((one for one in self.subs if one.name.lower() == name.lower()), None)

    def described(self) -> dict[str, Any]:
        """As /Schemas writes it."""
        told: dict[str, Any] = {
            "name": self.name, "type": self.type, "multiValued": self.many, "description": self.about, "required": self.required,
            "mutability": self.mutability, "returned": self.returned,
        }  # fmt: skip
        if self.type in {"string", "reference"}:
            told |= {"caseExact": self.exact, "uniqueness": self.unique}
        if self.subs:
            told["subAttributes"] = [one.described() for one in self.subs]
        if self.canonical:
            told["canonicalValues"] = list(self.canonical)
        if self.refers:
            told["referenceTypes"] = list(self.refers)
        return told


@dataclass(frozen=True)
class Kind:
    """A resource type: its schema, extension, and where it lives. `known` are attributes of the standard that are let by and not kept."""

    name: str
    urn: str
    endpoint: str
    about: str
    attributes: tuple[Attribute, ...]
    extension: tuple[Attribute, ...] = ()
    known: frozenset[str] = frozenset()

    def attribute(self, name: str, urn: str = "") -> Attribute | None:
        """The attribute of a name under a schema ("" for the resource's own), whatever its letters' size."""
        rows = self.extension if urn.lower() == ENTERPRISE.lower() else (*COMMON, *self.attributes)
        if urn and urn.lower() not in {self.urn.lower(), ENTERPRISE.lower()}:
            return None
        return next((one for one in rows if one.name.lower() == name.lower()), None)


@dataclass(frozen=True)
class Leaf:
    """Where an address leads: the attribute, its sub-attribute where one is meant, and whether it lies in the extension."""

    attribute: Attribute
    sub: Attribute | None = None
    extension: bool = False

    @property
    def end(self) -> Attribute:
        """The attribute whose value is compared."""
        return self.sub or self.attribute

    @property
    def key(self) -> str:
        """A name of its own within the resource type."""
        return ("enterprise." if self.extension else "") + self.attribute.name + (f".{self.sub.name}" if self.sub else "")


_ID = Attribute("id", "Identifier that Nytta gives.", exact=True, mutability="readOnly", returned="always", unique="server")
_EXTERNAL = Attribute("externalId", "Identifier that the directory gives; the same person comes back by it.", exact=True)
_META = Attribute(
    "meta", "When it was made and changed.", "complex", mutability="readOnly",
    subs=(
        Attribute("resourceType", "User or Group.", exact=True, mutability="readOnly"),
        Attribute("created", "When it was made.", "dateTime", mutability="readOnly"),
        Attribute("lastModified", "When it was changed.", "dateTime", mutability="readOnly"),
    ),
)  # fmt: skip
COMMON = (_ID, _EXTERNAL, _META)

USER = Kind(
    "User", USER_URN, "/Users", "Somebody who works in the city. Rights follow appointments in Nytta, never from here.",
    (
        Attribute("userName", "What one logs in with.", required=True, unique="server", longest=150),
        Attribute(
            "name", "The person's name.", "complex",
            subs=(
                Attribute("formatted", "The whole name.", longest=120),
                Attribute("familyName", "Family name.", longest=120),
                Attribute("givenName", "Given name.", longest=120),
            ),
        ),
        Attribute("displayName", "The name that is shown.", longest=120),
        Attribute("title", "Title, which is what the public sees.", longest=120),
        Attribute("preferredLanguage", "Language of letters: sv or en.", canonical=("sv", "en"), longest=35),
        Attribute("active", "Whether the person may log in. Without it, true.", "boolean", required=True),
        Attribute(
            "emails", "One address is kept: the primary, else that for work, else the first.", "complex", many=True,
            subs=(
                Attribute("value", "The address.", longest=254),
                Attribute("type", "What it is for.", canonical=("work", "home", "other"), longest=20),
                Attribute("primary", "Whether it is the first choice.", "boolean"),
            ),
        ),
    ),
    (
        Attribute("department", "Where the person works: code or name of a body, or a word that the registrar has tied to one."),
        Attribute("organization", "Asked where the department names no body."),
    ),
    frozenset({
        "nickname", "profileurl", "usertype", "locale", "timezone", "password", "phonenumbers", "ims", "photos", "addresses", "groups",
        "entitlements", "roles", "x509certificates", "name.middlename", "name.honorificprefix", "name.honorificsuffix", "emails.display",
        "enterprise.employeenumber", "enterprise.costcenter", "enterprise.division", "enterprise.manager",
    }),
)  # fmt: skip
GROUP = Kind(
    "Group", GROUP_URN, "/Groups", "A group in the directory. It gives no right.",
    (
        Attribute("displayName", "The group's name.", required=True, unique="server", longest=200),
        Attribute(
            "members", "Persons of the group.", "complex", many=True,
            subs=(
                Attribute("value", "The person's id.", exact=True, mutability="immutable"),
                Attribute("$ref", "The person's address.", "reference", exact=True, mutability="immutable", refers=("User",)),
                Attribute("type", "User.", mutability="immutable", canonical=("User",)),
            ),
        ),
    ),
    known=frozenset({"members.display"}),
)  # fmt: skip
KINDS: Mapping[str, Kind] = {one.name: one for one in (USER, GROUP)}


def split(path: str) -> tuple[str, str, str]:
    """(schema, attribute, sub-attribute) of an address; an extension's own name gives no attribute. Source: RFC 7644 section 3.10."""
    if path.lower() in {ENTERPRISE.lower(), USER_URN.lower(), GROUP_URN.lower()}:
        return path, "", ""
    urn, _, rest = path.rpartition(":") if path.lower().startswith("urn:") else ("", "", path)
    name, _, sub = rest.partition(".")
    return urn, name, sub


def leaf(kind: Kind, path: str) -> Leaf | None:
    """Where an address leads in a resource type; None where nothing is kept there."""
    urn, name, sub = split(path)
    found = kind.attribute(name, urn) if name else None
    if found is None:
        return None
    inner = found.sub(sub) if sub else None
    return None if sub and inner is None else Leaf(found, inner, urn.lower() == ENTERPRISE.lower())


def let_by(kind: Kind, path: str) -> bool:
    """Whether an address is one of the standard's that is understood and not kept."""
    urn, name, sub = split(path)
    if urn and urn.lower() not in {kind.urn.lower(), ENTERPRISE.lower()}:
        return False
    start = f"{'enterprise.' if urn.lower() == ENTERPRISE.lower() else ''}{name.lower()}"
    return start in kind.known or f"{start}.{sub.lower()}" in kind.known


def storable(text: str) -> bool:
    """Whether a text can be kept: neither control characters nor halves of characters."""
    return not any((ord(c) < 32 and c not in "\t\n\r") or ord(c) == 127 or 0xD800 <= ord(c) <= 0xDFFF for c in text)


def described(kind: Kind) -> dict[str, Any]:
    """The schema of a resource type as /Schemas gives it, without its address."""
    return _schema(kind.urn, kind.name, kind.about, kind.attributes)


def extension_described() -> dict[str, Any]:
    """The enterprise extension as /Schemas gives it, without its address."""
    return _schema(ENTERPRISE, "EnterpriseUser", "Where somebody works.", USER.extension)


def _schema(urn: str, name: str, about: str, rows: tuple[Attribute, ...]) -> dict[str, Any]:
    return {
        "schemas": [f"{CORE}Schema"], "id": urn, "name": name, "description": about, "attributes": [one.described() for one in rows],
    }  # fmt: skip
