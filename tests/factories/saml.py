"""SAML 2.0 metadata made for tests, with certificates of its own."""

import base64
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml import XMLSigner

from nytta.city.access.commands.saml import record_saml, stage_metadata
from nytta.city.access.models import SamlCandidate
from nytta.city.access.queries.saml import read
from nytta.city.access.rules.providers import Settings
from nytta.city.access.terms import ProviderKind

MD = 'xmlns="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#"'
DS = "http://www.w3.org/2000/09/xmldsig#"
PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol"
BINDING = "urn:oasis:names:tc:SAML:2.0:bindings:"
FIRST, LAST = date(2020, 1, 1), date(2035, 12, 31)


@cache
def key(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


@cache
def made(first: date = FIRST, last: date = LAST, bits: int = 2048, serial: int = 1) -> x509.Certificate:
    """A certificate from a day through a day."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.example.org")])
    begin, end = (datetime.combine(day, time(12), UTC) for day in (first, last))
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).serial_number(serial).public_key(key(bits).public_key())
    return builder.not_valid_before(begin).not_valid_after(end).sign(key(bits), hashes.SHA256())


def text_of(certificate: x509.Certificate) -> str:
    return base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()


def pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()


def key_pem(bits: int = 2048) -> str:
    return key(bits).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def entity(
    entity_id: str = "https://idp.example.org/saml", *, name: str = "Ekholms kommun", more: str = "", certificates: tuple[Any, ...] = (),
    location: str = "https://idp.example.org/sso", binding: str = f"{BINDING}HTTP-Redirect", protocol: str = PROTOCOL, kind: str = "IDPSSO",
) -> str:  # fmt: skip
    """One EntityDescriptor, a line for each part; `certificates` are certificates or texts."""
    texts = [c if isinstance(c, str) else text_of(c) for c in (certificates or (made(),))]
    keys = "\n".join(
        f'<KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{t}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor>'
        for t in texts
    )  # fmt: skip
    return f"""<EntityDescriptor {MD} entityID="{entity_id}" {more}>
<{kind}Descriptor protocolSupportEnumeration="{protocol}">
{keys}
<SingleLogoutService Binding="{BINDING}HTTP-POST" Location="https://idp.example.org/slo"/>
<SingleSignOnService Binding="{binding}" Location="{location}"/>
</{kind}Descriptor>
<Organization><OrganizationName xml:lang="en">Org</OrganizationName><OrganizationDisplayName xml:lang="sv">{name}</OrganizationDisplayName><OrganizationURL xml:lang="sv">https://example.org</OrganizationURL></Organization>
</EntityDescriptor>"""


def several(*entities: str, more: str = "") -> str:
    return f"<EntitiesDescriptor {MD} {more}>\n" + "\n".join(entities) + "\n</EntitiesDescriptor>"


def signed(text: str, *, bits: int = 2048, **how: Any) -> str:
    """The text with a signature of its root, first in it; `how` as XMLSigner takes it."""
    root = etree.fromstring(text)
    root.insert(0, etree.Element(f"{{{DS}}}Signature", Id="placeholder", nsmap={"ds": DS}))
    root[0].tail = "\n"
    signer = XMLSigner(**{"c14n_algorithm": "http://www.w3.org/2001/10/xml-exc-c14n#", **how})
    uri = f"#{root.get('ID')}" if root.get("ID") else None
    return str(etree.tostring(signer.sign(root, key=key(bits), cert=[made(bits=bits)], reference_uri=uri), encoding="unicode"))


def staged(city: Any, text: str) -> SamlCandidate:
    """What the registrar has read, the first of it."""
    by, on = city.people["registrar"], city.on
    return SamlCandidate.objects.get(pk=stage_metadata(reads=read(text.encode()), by=by, on=on)[0])


def saml_sample(city: Any) -> dict[str, Any]:
    """Values for the places of the pages' addresses: a provider, and a file that was read with it and another in it."""
    by, on = city.people["registrar"], city.on
    first = staged(city, entity())
    said = Settings(name="Ekholm", kind=ProviderKind.SAML, issuer=first.entity_id, metadata=first.raw, scopes="")
    provider = record_saml(candidate=first, code="saml-ekholm", settings=said, body=None, by=by, on=on)
    staged(city, several(entity(), entity("https://idp.example.org/2", name="Björkby")))
    other = SamlCandidate.objects.get(entity_id="https://idp.example.org/2")
    kept = SamlCandidate.objects.get(entity_id=provider.issuer)
    return {"access:new_saml_provider.pk": other.pk, "access:reload_metadata.code": provider.code, "access:reload_metadata.pk": kept.pk}
