"""What SAML 2.0 metadata must say of an identity provider before it is kept, and what differs between two readings of it."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from nytta.plain.verdicts import YES, Finding, Verdict, no

from ..terms import ProviderKind

PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol"
BINDING = "urn:oasis:names:tc:SAML:2.0:bindings:"
KNOWN = {f"{BINDING}HTTP-Redirect": "HTTP-Redirect", f"{BINDING}HTTP-POST": "HTTP-POST"}
SOURCE = "D14; SAML 2.0 Metadata, 2"
MEND = "Be leverantören rätta sin metadata."
LONGEST_ID = 300
WARN_DAYS = 30
MOST_ENTITIES = 20_000
LEAST_BITS = 2048


@dataclass(frozen=True)
class Certificate:
    """A certificate in a KeyDescriptor: for what, from which day through which; `fault` when it cannot be read. `bits` is 0 unless RSA."""

    use: str
    line: int
    sha256: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    bits: int = 0
    fault: bool = False

    @property
    def signs(self) -> bool:
        """Whether it says that answers are the provider's: no `use` means both uses. Source: SAML 2.0 Metadata, 2.4.1.1."""
        return self.use in ("", "signing")

    def usable(self, on: date) -> bool:
        """Whether a signature by it can be believed on a day."""
        if self.fault or self.starts_on is None or self.ends_on is None or 0 < self.bits < LEAST_BITS:
            return False
        return self.starts_on <= on <= self.ends_on


@dataclass(frozen=True)
class Endpoint:
    """Where a provider is spoken to: `service` is SSO or SLO."""

    service: str
    binding: str
    location: str
    line: int

    @property
    def known(self) -> str:
        """The binding's short name, when a browser can use it."""
        return KNOWN.get(self.binding, "")


@dataclass(frozen=True)
class Entity:
    """One EntityDescriptor as it was read; `protocols` are those of its IDPSSODescriptors, `until` the earliest validUntil of it and what holds it."""

    entity_id: str
    line: int
    provides: bool = False
    protocols: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    endpoints: tuple[Endpoint, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    until: datetime | None = None
    until_wrong: str = ""
    wants_signed: bool = False

    @property
    def name(self) -> str:
        """In Swedish when there is one, else in English, else any, else the id."""
        return self.names.get("sv") or self.names.get("en") or next(iter(self.names.values()), "") or self.entity_id

    def kept(self) -> dict[str, Any]:
        """As JSON holds it."""
        held = asdict(self)
        held["until"] = self.until.isoformat() if self.until else None
        for one in held["certificates"]:
            for day in ("starts_on", "ends_on"):
                one[day] = one[day].isoformat() if one[day] else None
        return held

    @classmethod
    def of(cls, held: Mapping[str, Any]) -> "Entity":
        """Back from JSON."""

        def day(text: str | None) -> date | None:
            return date.fromisoformat(text) if text else None

        certificates = tuple(
            Certificate(**{**c, "starts_on": day(c["starts_on"]), "ends_on": day(c["ends_on"])}) for c in held["certificates"]
        )
        until = datetime.fromisoformat(held["until"]) if held["until"] else None
        endpoints = tuple(Endpoint(**e) for e in held["endpoints"])
        return cls(**{**held, "protocols": tuple(held["protocols"]), "endpoints": endpoints, "certificates": certificates, "until": until})


def entity_valid(entity: Entity, on: datetime) -> Verdict:
    """Whether an identity provider can be kept as its metadata says on a moment; every fault with its line. Source: D14; SAML 2.0 Metadata, 2."""
    return _named(entity) + _timely(entity, on) + _speaks(entity) + _addressed(entity) + _signed(entity, on.date())


def _named(entity: Entity) -> Verdict:
    if not entity.entity_id:
        return no("saml_entity_id", "entityID saknas, rad %(line)s.", SOURCE, MEND, line=entity.line)
    if len(entity.entity_id) > LONGEST_ID:
        return no(
            "saml_entity_id_long", "entityID är längre än %(most)s tecken, rad %(line)s.", SOURCE, MEND, most=LONGEST_ID, line=entity.line
        )
    return YES


def _timely(entity: Entity, on: datetime) -> Verdict:
    if entity.until_wrong:
        return no("saml_until_wrong", "validUntil är ingen tidpunkt: %(said)s, rad %(line)s.", SOURCE, MEND, said=entity.until_wrong[:60],
                  line=entity.line)  # fmt: skip
    if entity.until and entity.until <= on:
        return no("saml_until", "Metadata gällde till %(day)s (validUntil), rad %(line)s.", SOURCE, "Hämta ny metadata från leverantören.",
                  day=entity.until.date(), line=entity.line)  # fmt: skip
    return YES


def _speaks(entity: Entity) -> Verdict:
    if not entity.provides:
        return no("saml_no_idp", "Det här är ingen identitetsleverantör: IDPSSODescriptor saknas, rad %(line)s.", SOURCE,
                  "Be om metadata för leverantören (IdP), inte för en tjänst.", line=entity.line)  # fmt: skip
    if PROTOCOL not in entity.protocols:
        return no(
            "saml_protocol", "Leverantören talar inte SAML 2.0 (protocolSupportEnumeration), rad %(line)s.", SOURCE, MEND, line=entity.line
        )
    return YES


def _addressed(entity: Entity) -> Verdict:
    if not entity.provides:
        return YES
    verdict = YES
    for one in entity.endpoints:
        if one.known and not _https(one.location):
            verdict += no("saml_https", "Adressen %(address)s börjar inte med https://, rad %(line)s.", SOURCE, MEND, address=one.location[:200],
                          line=one.line)  # fmt: skip
    if not any(e.service == "SSO" and e.known for e in entity.endpoints):
        verdict += no(
            "saml_sso", "SingleSignOnService med HTTP-Redirect eller HTTP-POST saknas, rad %(line)s.", SOURCE, MEND, line=entity.line
        )
    return verdict


def _https(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and not parts.username


def _signed(entity: Entity, on: date) -> Verdict:
    if not entity.provides:
        return YES
    signing = [c for c in entity.certificates if c.signs]
    if not signing:
        return no("saml_certificate", "Certifikat för signering saknas, rad %(line)s.", SOURCE, MEND, line=entity.line)
    blocks = not any(c.usable(on) for c in signing)
    return Verdict(tuple(f for c in signing if (f := _certificate_fault(c, on, blocks))))


def _certificate_fault(one: Certificate, on: date, blocks: bool) -> Finding | None:
    """What is wrong with a certificate; it blocks when no other can be used."""
    said = {"line": one.line, "day": one.ends_on, "start": one.starts_on, "bits": one.bits, "least": LEAST_BITS}
    if one.fault:
        return Finding("saml_certificate_unread", "Certifikatet på rad %(line)s går inte att läsa.", SOURCE, MEND, said, blocks=blocks)
    if one.ends_on and one.ends_on < on:
        return Finding("saml_certificate_ended", "Certifikatet på rad %(line)s gick ut %(day)s.", SOURCE, MEND, said, blocks=blocks)
    if one.starts_on and one.starts_on > on:
        return Finding(
            "saml_certificate_early", "Certifikatet på rad %(line)s gäller först från %(start)s.", SOURCE, MEND, said, blocks=blocks
        )
    if 0 < one.bits < LEAST_BITS:
        text = "Nyckeln i certifikatet på rad %(line)s har %(bits)s bitar. Minst %(least)s krävs."
        return Finding("saml_certificate_weak", text, SOURCE, MEND, said, blocks=blocks)
    return None


def signer_valid(one: Certificate, on: date) -> Verdict:
    """Whether a file's signature can be tried by a certificate on a day. Source: D14."""
    mend = "Be federationen om dess nya certifikat."
    at = "certificate"
    if one.ends_on and one.ends_on < on:
        return no("saml_signer_ended", "Certifikatet för filens signatur gick ut %(day)s.", SOURCE, mend, at, day=one.ends_on)
    if one.starts_on and one.starts_on > on:
        return no(
            "saml_signer_early", "Certifikatet för filens signatur gäller först från %(start)s.", SOURCE, mend, at, start=one.starts_on
        )
    if not one.usable(on):
        return no("saml_signer_weak", "Nyckeln i certifikatet för filens signatur har %(bits)s bitar. Minst %(least)s krävs.", SOURCE, mend, at,
                  bits=one.bits, least=LEAST_BITS)  # fmt: skip
    return YES


def signer_kept(before: str, after: str) -> Verdict:
    """Whether a reading may take the place of one whose signature was tried by `before`: not without a tried signature. Source: D14; ADR 0040."""
    if after or not before:
        return YES
    return no("saml_unsigned_now", "Leverantörens metadata är sparad med prövad signatur. En läsning utan kan inte ta dess plats.", "D14; ADR 0040",
              "Läs in filen igen med federationens certifikat.")  # fmt: skip


def repeated(entities: Iterable[Entity]) -> dict[str, Verdict]:
    """For each entityID that stands more than once in a file, that and on which lines."""
    lines: dict[str, list[int]] = {}
    for one in entities:
        lines.setdefault(one.entity_id, []).append(one.line)
    return {
        name: no("saml_twice", "Leverantören står flera gånger i filen, rad %(lines)s.", SOURCE, MEND, lines=", ".join(map(str, found)))
        for name, found in lines.items() if name and len(found) > 1
    }  # fmt: skip


def ends_on(entity: Entity, on: date) -> date | None:
    """The day on which the first of the signing certificates that can be used ends; None when there is none."""
    return min((c.ends_on for c in entity.certificates if c.signs and c.usable(on) and c.ends_on), default=None)


def warns_from(ends: date) -> date:
    """The first day on which the registrar is told that a certificate ends. Source: D14."""
    return ends - timedelta(days=WARN_DAYS)


def differences(before: Entity | None, after: Entity) -> list[tuple[str, list[str], list[str]]]:
    """What a new reading would change: (what, gone, come), where anything does. What: name, SSO, SLO, signing, encryption, until."""
    old, new = _lines(before) if before else {}, _lines(after)
    found = [(what, sorted(old.get(what, set()) - new[what]), sorted(new[what] - old.get(what, set()))) for what in new]
    return [one for one in found if one[1] or one[2]]


def _lines(entity: Entity) -> dict[str, set[str]]:
    told: dict[str, set[str]] = {"name": {f"{lang}: {name}" for lang, name in entity.names.items()}}
    for service in ("SSO", "SLO"):
        told[service] = {f"{e.known} {e.location}" for e in entity.endpoints if e.service == service and e.known}
    for use in ("signing", "encryption"):
        told[use] = {f"{c.sha256[:16]}… {c.ends_on}" for c in entity.certificates if c.use in ("", use) and not c.fault}
    return told | {"until": {str(entity.until.date())} if entity.until else set()}


def openable(kind: ProviderKind) -> Verdict:
    """Whether people can be sent to a provider of a kind: by SAML 2.0 they cannot, its metadata is only kept. Source: D14; ADR 0040."""
    if kind is not ProviderKind.SAML:
        return YES
    return no("saml_log_in", "Inloggning över SAML 2.0 finns inte. Leverantören kan inte tas i bruk.", "D14",
              "Be leverantören om OpenID Connect, och lägg till den så.")  # fmt: skip
