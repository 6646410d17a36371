"""Signatures of SAML 2.0 metadata: tried by the federation's certificate, and of a signed file the signed part alone is read."""

import subprocess
import sys
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from nytta.city.access.models import IdentityProvider, SamlCandidate
from nytta.kit.audit import history
from tests.factories.city import City_
from tests.factories.saml import MD, entity, key, made, pem, several, signed, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D14")]
URL = "/tilltrade/saml/"
GIVEN = {"code": "ekholm", "name": "Ekholm", "body": "", "place": "1", "first_login": "existing", "match_claim": "", "match_with": ""}
FILE = several(entity(), entity("https://b.example.org", name="Björkby"), more='ID="_all" validUntil="2035-01-01T00:00:00Z"')
OURS = pem(made())


@pytest.fixture
def chief(city: City_) -> Client:
    client = Client()
    client.force_login(city.people["registrar"], backend="django.contrib.auth.backends.ModelBackend")
    return client


def give(client: Client, text: str | bytes, certificate: str = OURS) -> Any:
    body = text if isinstance(text, bytes) else text.encode()
    return client.post(URL, {"file": SimpleUploadedFile("metadata.xml", body, "text/xml"), "certificate": certificate})


def chosen(client: Client, where: str) -> IdentityProvider:
    answer = client.post(where, GIVEN)
    assert answer.status_code == 302, answer.content.decode()
    return IdentityProvider.objects.get(code="ekholm")


@pytest.mark.parametrize(
    "text",
    [
        signed(FILE),
        signed(FILE, c14n_algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"),
        signed(FILE, signature_algorithm="sha256-rsa-MGF1", digest_algorithm="sha512"),
        signed(FILE).replace("<Organization>", "<!-- not signed --><Organization>"),
        signed(FILE.replace(' ID="_all"', "")),
    ],
)
def test_a_rightly_signed_file_is_read_and_its_signer_told(chief: Client, text: str) -> None:
    answer = give(chief, text)
    assert (answer.status_code, answer.get("Location")) == (302, f"{URL}valj/"), answer.content.decode()
    assert sorted(SamlCandidate.objects.values_list("entity_id", flat=True)) == ["https://b.example.org", "https://idp.example.org/saml"]
    assert set(SamlCandidate.objects.values_list("signer", flat=True)) == {OURS}
    one = SamlCandidate.objects.get(name="Ekholms kommun")
    page = chief.get(f"{URL}valj/{one.pk}/").content.decode()
    assert "Prövad, och rätt. Certifikatets sista dag 2035-12-31, SHA-256" in page and "2035-01-01" in page
    provider = chosen(chief, f"{URL}valj/{one.pk}/")
    assert (provider.metadata_signer, "Signature" in provider.metadata) == (OURS, False)
    assert "Prövad, och rätt" in chief.get("/tilltrade/leverantorer/ekholm/").content.decode()


def test_a_single_provider_signed_by_itself_is_read(chief: Client) -> None:
    assert give(chief, signed(entity(more='ID="_one"'))).status_code == 302
    assert SamlCandidate.objects.get().signer == OURS


def test_the_certificate_may_be_without_its_first_and_last_line(chief: Client) -> None:
    assert give(chief, signed(FILE), text_of(made())).status_code == 302
    assert set(SamlCandidate.objects.values_list("signer", flat=True)) == {OURS}


def test_without_a_certificate_nothing_is_said_to_have_been_tried(chief: Client) -> None:
    for text in (signed(entity(more='ID="_one"')), entity()):
        where = give(chief, text, "")["Location"]
        assert "Inte prövad: jämför certifikatens fingeravtryck" in chief.get(where).content.decode()
        assert SamlCandidate.objects.get().signer == ""


EVIL = entity("https://evil.example.org", name="Ond")
GOOD = signed(FILE)
SIGNATURE = GOOD[GOOD.index("<ds:Signature") : GOOD.index("</ds:Signature>") + len("</ds:Signature>")]
BARE = GOOD.replace(SIGNATURE, "")


def wrapped(root: str, *, inside: str = "") -> str:
    """The signature moved into a root of somebody else's, with what it covers beside or within."""
    return f'<EntitiesDescriptor {MD} ID="{root}">\n{SIGNATURE}\n{EVIL}\n{inside}\n</EntitiesDescriptor>'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (FILE, "Filen är inte signerad, men ett certifikat är angivet."),
        (GOOD.replace("Ekholms kommun", "Ekholms stad"), "Filen har ändrats sedan den signerades."),
        (GOOD.replace("</EntitiesDescriptor>", f"{EVIL}</EntitiesDescriptor>"), "Filen har ändrats sedan den signerades."),
        (GOOD.replace("2035-01-01", "2039-01-01"), "Filen har ändrats sedan den signerades."),
        (GOOD.replace("https://idp.example.org/sso", "https://evil.example.org/sso"), "Filen har ändrats sedan den signerades."),
        (signed(FILE, bits=3072), "Filen är signerad med en annan nyckel än certifikatets."),
        (GOOD.replace("<ds:SignatureValue>", "<ds:SignatureValue>AAAA"), "Filen är signerad med en annan nyckel än certifikatets."),
        (wrapped("_evil", inside=BARE), "Signaturen gäller en annan del av filen än hela."),
        (wrapped("_evil", inside=f"<Extensions>{BARE}</Extensions>"), "Signaturen gäller en annan del av filen än hela."),
        (wrapped("_all", inside=BARE), "Signaturen går inte att pröva"),
        (wrapped("_all"), "Filen har ändrats sedan den signerades."),
        (GOOD.replace(SIGNATURE, f"<Extensions>{SIGNATURE}</Extensions>"), "Filen är inte signerad"),
        (GOOD.replace(SIGNATURE, SIGNATURE * 2), "Filen är inte signerad"),
        (GOOD.replace('URI="#_all"', 'URI="https://evil.example.org/"'), "Signaturen gäller en annan del av filen än hela."),
        (GOOD.replace("xmldsig-more#rsa-sha256", "xmldsig-more#hmac-sha256"), "Signaturen går inte att pröva"),
        (GOOD.replace("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2000/09/xmldsig#rsa-sha1"), "Signaturen går inte att pröva"),
        (GOOD.replace("http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2000/09/xmldsig#sha1"), "Filen är signerad med en annan nyckel"),
        (GOOD.replace("<ds:SignatureValue>", "<ds:SignatureValue>å"), "Signaturen går inte att pröva"),
        (GOOD.replace(GOOD[GOOD.index("<ds:SignedInfo") : GOOD.index("</ds:SignedInfo>")], "<ds:SignedInfo>"), "Signaturen gäller en annan del"),
        ('<!DOCTYPE a [<!ENTITY b "c">]>' + GOOD, "Filen har en DOCTYPE."),
        (('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a>' + GOOD).encode("utf-16"), "Filen har en DOCTYPE."),
        ("inte xml", "Filen går inte att läsa som XML, rad 1:"),
        ("<a/>", "Filen börjar med a"),
    ],
)  # fmt: skip
def test_what_is_not_signed_by_the_certificate_is_told_and_not_read(chief: Client, text: str | bytes, said: str) -> None:
    answer = give(chief, text)
    assert (answer.status_code, said in answer.content.decode()) == (409, True), answer.content.decode()
    assert not SamlCandidate.objects.exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (several(entity(), more='ID="_all" validUntil="2020-03-05T18:19:11Z"'), "Metadata gällde till 2020-03-05 (validUntil), rad 2"),
        (several("\n\n" + entity(location="http://idp.example.org/sso"), more='ID="_all"'), "börjar inte med https://, rad 8."),
    ],
)
def test_what_is_signed_is_judged_as_what_is_not_and_with_its_line(chief: Client, text: str, said: str) -> None:
    text = signed(text)
    line = text[: text.index("<SingleSignOnService")].count("\n") + 1
    assert line > 20, "the signature stands above it on lines of its own"
    answer = give(chief, text)
    if "rad 8" in said:
        said = said.replace("rad 8", f"rad {line}")
    else:
        said = said.replace("rad 2", f"rad {text[: text.index('<EntityDescriptor')].count(chr(10)) + 1}")
    assert (answer.status_code, said in answer.content.decode()) == (409, True), answer.content.decode()


@pytest.mark.parametrize(
    ("certificate", "status", "said"),
    [
        ("hej", 409, "Certifikatet går inte att läsa."),
        (OURS + OURS, 409, "Certifikatet går inte att läsa."),
        (pem(made(last=date(2021, 1, 1))), 409, "Certifikatet för filens signatur gick ut 2021-01-01."),
        (pem(made(first=date(2034, 1, 1))), 409, "Certifikatet för filens signatur gäller först från 2034-01-01."),
        (pem(made(bits=1024)), 409, "Nyckeln i certifikatet för filens signatur har 1024 bitar. Minst 2048 krävs."),
        ("A" * 20_001, 422, "20"),
    ],
)
def test_a_certificate_that_cannot_be_used_is_told_at_its_field(chief: Client, certificate: str, status: int, said: str) -> None:
    answer = give(chief, signed(FILE), certificate)
    page = answer.content.decode()
    assert (answer.status_code, said in page, 'aria-invalid="true"' in page) == (status, True, True), page
    assert not SamlCandidate.objects.exists()


def test_once_signed_always_signed_and_a_new_signer_is_shown_first(chief: Client) -> None:
    chosen(chief, give(chief, signed(entity(more='ID="_one"')))["Location"])
    assert "BEGIN CERTIFICATE" in chief.get(URL).content.decode()
    where = give(chief, entity(location="https://idp.example.org/new"), "")["Location"]
    page = chief.get(where).content.decode()
    assert "En läsning utan kan inte ta dess plats." in page and ">Byt metadata</button>" not in page
    assert chief.post(where, {"reason": "Prov"}).status_code == 409
    other = made(bits=3072)
    where = give(chief, signed(entity(more='ID="_one"'), bits=3072), pem(other))["Location"]
    page = chief.get(where).content.decode()
    assert "Filens signatur" in page and page.count("2035-12-31</del>") == 1 and page.count("2035-12-31</ins>") == 1
    assert chief.post(where, {"reason": "Federationen har bytt nyckel"}).status_code == 302
    assert IdentityProvider.objects.get().metadata_signer == pem(other)
    told = history("ekholm", ["provider.metadata"]).get().changes
    assert sorted(told) == ["metadata", "saml_signer"] and told["saml_signer"][0] != told["saml_signer"][1]


def test_the_keys_of_the_trial_are_three() -> None:
    assert len({key(bits).public_key().public_numbers().n for bits in (1024, 2048, 3072)}) == 3


def test_a_worker_that_tries_no_signature_has_not_loaded_the_library() -> None:
    said = "import django; django.setup(); import nytta.city.access.views.saml, sys; print('signxml' in sys.modules, 'lxml' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert found.stdout == "False False\n"
