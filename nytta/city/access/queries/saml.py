"""SAML 2.0 metadata is read here, and nowhere else: no entities, no network, one entity in memory at a time; of what is signed that part alone."""

import base64
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from django.conf import settings
from django.db.models import Q, QuerySet

from nytta.city.organisation.models import Person
from nytta.plain.verdicts import YES, Refused, Verdict, no, require

from ..models import IdentityProvider, SamlCandidate
from ..rules.saml import MEND, MOST_ENTITIES, SOURCE, WARN_DAYS, Certificate, Endpoint, Entity, entity_valid, signer_valid
from ..terms import ProviderKind

MD = "{urn:oasis:names:tc:SAML:2.0:metadata}"
DS = "{http://www.w3.org/2000/09/xmldsig#}"
MDUI = "{urn:oasis:names:tc:SAML:metadata:ui}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
AGAIN = "Hämta filen på nytt från leverantören."
UNSIGNED = "Kontrollera att det är federationens certifikat och dess fil. Utan certifikat läses filen utan att signaturen prövas."
ROOTS = (f"{MD}EntityDescriptor", f"{MD}EntitiesDescriptor")
NAMES = (f"{MD}Organization/{MD}OrganizationName", f"{MD}Organization/{MD}OrganizationDisplayName",
         f"{MD}IDPSSODescriptor/{MD}Extensions/{MDUI}UIInfo/{MDUI}DisplayName")  # fmt: skip


FIRST = re.compile(rb"<(?:[\w.-]+:)?EntityDescriptor[\s>]")
METHODS = frozenset(f"{kind}_SHA{bits}" for kind in ("RSA", "ECDSA") for bits in (256, 384, 512)) | {
    f"SHA{bits}_RSA_MGF1" for bits in (256, 384, 512)
}  # fmt: skip


@dataclass(frozen=True)
class Read:
    """An entity, its own metadata as text, and the certificate (PEM) by whose key it was signed, when that was tried."""

    entity: Entity
    raw: str
    signer: str = ""


def read(body: bytes, signer: str = "", on: datetime | None = None) -> Iterator[Read]:
    """Each identity provider of a file in turn, or the one entity of it whatever it is. Raises Refused where the file cannot be read further.

    With a signer (PEM), only what is signed by its key on a moment is read.
    """
    from lxml import etree  # loaded when metadata is first read

    if b"<!DOCTYPE" in body:
        raise _doctype()
    try:
        if signer and on:
            body = _signed_part(body, signer, on, etree)
        yield from (Read(entity, raw, signer) for entity, raw in _entities(body, etree))
    except etree.XMLSyntaxError as error:
        why = str(error).split(", line ")[0][:200]
        raise Refused(
            no("saml_xml", "Filen går inte att läsa som XML, rad %(line)s: %(why)s.", SOURCE, AGAIN, line=error.lineno or 1, why=why)
        ) from None


def _signed_part(body: bytes, signer: str, on: datetime, etree: Any) -> bytes:
    """What the signature of the whole file covers, with its lines where they stood; nothing beside it is read. Source: SAML 2.0 Metadata, 3."""
    from signxml import exceptions as faults  # loaded when a signature is first tried
    from signxml.algorithms import DigestAlgorithm, SignatureMethod
    from signxml.verifier import SignatureConfiguration, XMLVerifier

    require(signer_valid(certificate_of(signer), on.date()))
    parser = etree.XMLParser(no_network=True, huge_tree=False, resolve_entities=False, load_dtd=False)
    root = etree.fromstring(body, parser)
    _root_valid(root)
    signatures = root.findall(f"{DS}Signature")
    if len(signatures) != 1:
        raise Refused(no("saml_unsigned", "Filen är inte signerad, men ett certifikat är angivet.", SOURCE, UNSIGNED))
    references = [r.get("URI") or "" for r in signatures[0].iter(f"{DS}Reference")]
    if references != [f"#{root.get('ID')}"] and references != [""]:
        raise Refused(no("saml_signed_part", "Signaturen gäller en annan del av filen än hela.", SOURCE, AGAIN))
    asked = SignatureConfiguration(
        location="./", expect_references=1, verification_time=on, signature_methods=frozenset(SignatureMethod[m] for m in METHODS),
        digest_algorithms=frozenset({DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512}),
    )  # fmt: skip
    try:
        result: Any = XMLVerifier().verify(root, x509_cert=signer, parser=parser, expect_config=asked)
    except faults.InvalidDigest:
        raise Refused(no("saml_altered", "Filen har ändrats sedan den signerades.", SOURCE, AGAIN)) from None
    except faults.InvalidSignature:
        raise Refused(no("saml_signer", "Filen är signerad med en annan nyckel än certifikatets.", SOURCE, UNSIGNED)) from None
    except (faults.SignXMLException, etree.LxmlError, ValueError, TypeError, AttributeError, KeyError):
        raise Refused(no("saml_signature", "Signaturen går inte att pröva: den är fel skriven, eller har ett sätt att signera som inte godtas.",
                         SOURCE, "Be om metadata som är signerad med RSA eller ECDSA och SHA-256 eller starkare.")) from None  # fmt: skip
    found: bytes = result.signed_data
    before, after = FIRST.search(body), FIRST.search(found)
    moved = body[: before.start()].count(b"\n") - found[: after.start()].count(b"\n") if before and after else 0
    return b"\n" * moved + found


def signer_of(text: str) -> str:
    """A certificate that somebody has given, with or without its first and last line, as PEM."""
    bare = "".join(part for part in text.split() if "-" not in part)
    try:
        return x509.load_der_x509_certificate(base64.b64decode(bare, validate=True)).public_bytes(Encoding.PEM).decode() if bare else ""
    except (ValueError, UnsupportedAlgorithm):
        raise Refused(no("saml_signer_unread", "Certifikatet går inte att läsa.", SOURCE,
                         "Klistra in ett certifikat i PEM, från BEGIN CERTIFICATE till END CERTIFICATE.", field="certificate")) from None  # fmt: skip


def _doctype() -> Refused:
    return Refused(no("saml_doctype", "Filen har en DOCTYPE. Sådana tas inte emot.", SOURCE, MEND))


def _entities(body: bytes, etree: Any) -> Iterator[tuple[Entity, str]]:
    events = etree.iterparse(
        io.BytesIO(body), events=("start", "end"), no_network=True, huge_tree=False, resolve_entities=False, load_dtd=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    until: list[datetime | str | None] = []
    root, number = None, 0
    for event, node in events:
        if root is None:
            root = node
            _root_valid(node)
        if node.tag == ROOTS[1]:
            if event == "start":
                until.append(_moment(node.get("validUntil")))
            else:
                until.pop()
        elif event == "end" and node.tag == ROOTS[0]:
            number += 1
            if number > MOST_ENTITIES:
                raise Refused(
                    no(
                        "saml_many",
                        "Filen har fler än %(most)s leverantörer och tjänster.",
                        SOURCE,
                        "Be om en mindre fil.",
                        most=MOST_ENTITIES,
                    )
                )
            if root is node or node.find(f"{MD}IDPSSODescriptor") is not None:
                yield _entity(node, until), etree.tostring(node, encoding="unicode", with_tail=False)
            _forget(node)


def _root_valid(node: Any) -> None:
    if node.getroottree().docinfo.doctype:
        raise _doctype()
    if node.tag not in ROOTS:
        raise Refused(no("saml_root", "Filen börjar med %(tag)s och inte med EntityDescriptor eller EntitiesDescriptor, rad %(line)s.", SOURCE,
                         "Kontrollera att det är leverantörens SAML-metadata.", tag=node.tag.split("}")[-1][:60], line=node.sourceline))  # fmt: skip


def _forget(node: Any) -> None:
    """Free what has been read, also what stood before it."""
    node.clear()
    above = node.getparent()
    while above is not None and node.getprevious() is not None:
        del above[0]


def _moment(text: str | None) -> datetime | str | None:
    """A moment (UTC where nothing else is said), the text when it is none, None when nothing is said."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return text
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _entity(node: Any, above: list[datetime | str | None]) -> Entity:
    moments = [*above, _moment(node.get("validUntil")), *(_moment(p.get("validUntil")) for p in node.findall(f"{MD}IDPSSODescriptor"))]
    parts = node.findall(f"{MD}IDPSSODescriptor")
    names = {n.get(LANG, ""): " ".join((n.text or "").split())[:200] for path in NAMES for n in node.iterfind(path)}
    return Entity(
        entity_id=(node.get("entityID") or "").strip(), line=node.sourceline or 1, provides=bool(parts),
        protocols=tuple(sorted({p for one in parts for p in (one.get("protocolSupportEnumeration") or "").split()})),
        names={lang: name for lang, name in names.items() if name},
        endpoints=tuple(
            Endpoint(service, e.get("Binding") or "", (e.get("Location") or "").strip(), e.sourceline or 1)
            for one in parts for service, tag in (("SSO", "SingleSignOnService"), ("SLO", "SingleLogoutService"))
            for e in one.iterfind(f"{MD}{tag}")
        ),
        certificates=tuple(
            certificate(c.text or "", key.get("use") or "", c.sourceline or 1)
            for one in parts for key in one.iterfind(f"{MD}KeyDescriptor") for c in key.iterfind(f"{DS}KeyInfo/{DS}X509Data/{DS}X509Certificate")
        ),
        until=min((m for m in moments if isinstance(m, datetime)), default=None),
        until_wrong=next((m for m in moments if isinstance(m, str)), ""),
        wants_signed=any(one.get("WantAuthnRequestsSigned") in ("true", "1") for one in parts),
    )  # fmt: skip


def certificate(text: str, use: str, line: int) -> Certificate:
    """What a certificate in base64 says of itself."""
    try:
        der = base64.b64decode("".join(text.split()), validate=True)
        found = x509.load_der_x509_certificate(der)
        starts, ends, key = found.not_valid_before_utc.date(), found.not_valid_after_utc.date(), found.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return Certificate(use, line, fault=True)
    bits = key.key_size if isinstance(key, RSAPublicKey) else 0
    return Certificate(use, line, hashlib.sha256(der).hexdigest(), starts, ends, bits)


def certificate_of(signer: str) -> Certificate:
    """What the certificate of a signer (PEM) says of itself."""
    return certificate("".join(part for part in signer.split() if "-" not in part), "signing", 0)


def signer_mark(signer: str) -> str:
    """A signer as it is told among changes: the beginning of its certificate's fingerprint and its last day; empty when there is none."""
    said = certificate_of(signer) if signer else None
    return f"{said.sha256[:16]}… {said.ends_on}" if said else ""


def last_signer() -> str:
    """The certificate (PEM) by which the provider last read anew or kept was signed, to be asked by again; empty when there is none."""
    return IdentityProvider.objects.exclude(metadata_signer="").order_by("-pk").values_list("metadata_signer", flat=True).first() or ""


def candidates_of(person: Person, words: str = "") -> QuerySet[SamlCandidate]:
    """What somebody has read and not yet chosen from, by name or entityID."""
    found = SamlCandidate.objects.filter(read_by=person)
    for word in words.split()[:10]:
        found = found.filter(Q(entity_id__icontains=word) | Q(names__icontains=word))
    return found


def candidate_valid(candidate: SamlCandidate, on: datetime) -> Verdict:
    """Whether what was read can be kept on a moment. Source: D14."""
    twice = YES
    if candidate.twice:
        twice = no("saml_twice", "Leverantören står flera gånger i filen, rad %(lines)s.", SOURCE, "Be leverantören rätta sin metadata.",
                   lines=candidate.twice)  # fmt: skip
    return twice + entity_valid(Entity.of(candidate.described), on)


def saml_provider(entity_id: str) -> IdentityProvider | None:
    """The provider that has an entityID."""
    return IdentityProvider.objects.filter(kind=ProviderKind.SAML.value, issuer=entity_id).first()


def certificates_ending(on: date) -> QuerySet[IdentityProvider]:
    """The providers with a certificate that has ended or does so within 30 days; one query."""
    return IdentityProvider.objects.filter(certificate_ends_on__lte=on + timedelta(days=WARN_DAYS))


@dataclass(frozen=True)
class Own:
    """The city's own certificate: its base64 and what it says; empty when none is set or the key is another's."""

    text: str = ""
    certificate: Certificate | None = None
    key_wrong: bool = False


def own() -> Own:
    """The certificate that NYTTA_SAML_CERT_FILE names, when the key that NYTTA_SAML_KEY_FILE names is its own."""
    if not settings.SAML_CERTIFICATE:
        return Own()
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    try:
        found = x509.load_pem_x509_certificate(settings.SAML_CERTIFICATE.encode())
        key = load_pem_private_key(settings.SAML_KEY.encode(), None)
        same = key.public_key().public_bytes(*form) == found.public_key().public_bytes(*form)
    except (ValueError, TypeError):
        return Own(key_wrong=True)
    if not same:
        return Own(key_wrong=True)
    text = base64.b64encode(found.public_bytes(Encoding.DER)).decode()
    return Own(text, certificate(text, "", 0))
