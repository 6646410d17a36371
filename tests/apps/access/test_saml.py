"""SAML 2.0 metadata in: read, judged, chosen from, read anew and warned of; and the city's own out."""

import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import xmlschema
from cryptography.hazmat.primitives.hashes import SHA256
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from nytta.city.access.commands.saml import forget_candidates
from nytta.city.access.models import IdentityProvider, SamlCandidate
from nytta.city.access.queries.saml import read
from nytta.city.access.rules.saml import entity_valid
from nytta.city.organisation.models import City
from nytta.kit.audit import history
from nytta.kit.work import desk
from nytta.plain.verdicts import Refused
from tests.factories.city import City_
from tests.factories.saml import BINDING, entity, key_pem, made, pem, saml_sample, several, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D14")]
URL = "/tilltrade/saml/"
GIVEN = {"code": "ekholm", "name": "Ekholm", "body": "", "place": "1", "first_login": "existing", "match_claim": "", "match_with": ""}
SHARED = Path(os.environ.get("NYTTA_SHARED", "")) / "standards" / "saml"


@pytest.fixture
def chief(city: City_) -> Client:
    client = Client()
    client.force_login(city.people["registrar"], backend="django.contrib.auth.backends.ModelBackend")
    return client


def give(client: Client, text: str | bytes) -> Any:
    body = text if isinstance(text, bytes) else text.encode()
    return client.post(URL, {"file": SimpleUploadedFile("metadata.xml", body, "text/xml")})


def take(client: Client, text: str) -> IdentityProvider:
    """Read one provider, and keep it."""
    answer = client.post(give(client, text)["Location"], GIVEN)
    assert answer.status_code == 302, answer.content.decode()
    return IdentityProvider.objects.get(code="ekholm")


def test_one_provider_is_read_shown_and_kept(chief: Client, city: City_) -> None:
    answer = give(chief, entity())
    pk = SamlCandidate.objects.get().pk
    assert (answer.status_code, answer["Location"]) == (302, f"{URL}valj/{pk}/")
    page = chief.get(answer["Location"]).content.decode()
    mark = made().fingerprint(SHA256()).hex()
    grouped = " ".join(mark[at : at + 4] for at in range(0, 64, 4))
    for said in (
        "https://idp.example.org/saml",
        "Ekholms kommun",
        "https://idp.example.org/sso",
        "https://idp.example.org/slo",
        grouped,
        "2035-12-31",
    ):
        assert said in page
    assert not IdentityProvider.objects.exists()
    provider = take(chief, entity())
    assert (provider.kind, provider.issuer, provider.certificate_ends_on, provider.in_force) == (
        "saml", "https://idp.example.org/saml", date(2035, 12, 31), False,
    )  # fmt: skip
    assert provider.metadata.startswith("<EntityDescriptor") and text_of(made()) in provider.metadata
    assert not SamlCandidate.objects.exists()
    page = chief.get("/tilltrade/leverantorer/ekholm/").content.decode()
    assert grouped in page and "Inloggning över SAML 2.0 finns inte" in page and "/konto/saml/metadata.xml" in page
    assert history("ekholm", ["provider.record"]).get().changes["kind"] == "saml"


def test_pasted_text_is_read_too(chief: Client) -> None:
    assert chief.post(URL, {"pasted": entity()}).status_code == 302
    assert chief.post(URL, {"pasted": ""}).status_code == 422
    assert "ett av det" in chief.post(URL, {"pasted": entity(), "file": SimpleUploadedFile("a.xml", b"<a/>")}).content.decode()


def test_saml_cannot_be_opened_asked_or_logged_in_by(chief: Client) -> None:
    take(chief, entity())
    answer = chief.post("/tilltrade/leverantorer/ekholm/i-bruk/", {"reason": "Prov"})
    assert (answer.status_code, "Leverantören kan inte tas i bruk" in answer.content.decode()) == (409, True)
    assert not IdentityProvider.objects.get().in_force
    assert chief.get("/tilltrade/leverantorer/ekholm/prova/").status_code == 404
    answer = Client(enforce_csrf_checks=True).post("/konto/saml/svar/", {"SAMLResponse": "PHg+"})
    assert (answer.status_code, "Inloggning över SAML 2.0 finns inte" in answer.content.decode()) == (404, True)
    assert "Logga in genom" not in Client().get("/konto/login/").content.decode()


def test_settings_change_and_metadata_stays(chief: Client) -> None:
    before = take(chief, entity())
    given = {k: v for k, v in GIVEN.items() if k != "code"} | {"name": "Annan"}
    assert chief.post("/tilltrade/leverantorer/ekholm/andra/", given).status_code == 302
    after = IdentityProvider.objects.get()
    assert (after.name, after.issuer, after.metadata, after.described) == ("Annan", before.issuer, before.metadata, before.described)


OLD, WEAK, EARLY = made(last=date(2021, 1, 1)), made(bits=1024), made(first=date(2034, 1, 1))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<a/>", "Filen börjar med a och inte med EntityDescriptor eller EntitiesDescriptor, rad 1."),
        ("inte xml", "Filen går inte att läsa som XML, rad 1:"),
        (entity().replace("</IDPSSODescriptor>", "</Fel>"), "Filen går inte att läsa som XML, rad 6:"),
        (several(), "Filen har ingen identitetsleverantör."),
        (entity(kind="SPSSO"), "IDPSSODescriptor saknas, rad 1."),
        (entity(""), "entityID saknas, rad 1."),
        (entity("https://" + "x" * 300), "entityID är längre än 300 tecken, rad 1."),
        (entity(protocol="urn:oasis:names:tc:SAML:1.1:protocol"), "talar inte SAML 2.0 (protocolSupportEnumeration), rad 1."),
        (entity(location="http://idp.example.org/sso"), "Adressen http://idp.example.org/sso börjar inte med https://, rad 5."),
        (entity(location="javascript:alert(1)"), "Adressen javascript:alert(1) börjar inte med https://, rad 5."),
        (entity(binding=f"{BINDING}SOAP"), "SingleSignOnService med HTTP-Redirect eller HTTP-POST saknas, rad 1."),
        (entity(more='validUntil="2020-03-05T18:19:11Z"'), "Metadata gällde till 2020-03-05 (validUntil), rad 1."),
        (several(entity(), more='validUntil="2020-03-05T18:19:11Z"'), "Metadata gällde till 2020-03-05 (validUntil), rad 2."),
        (entity(more='validUntil="snart"'), "validUntil är ingen tidpunkt: snart, rad 1."),
        (entity(certificates=("AAAA",)), "Certifikatet på rad 3 går inte att läsa."),
        (entity(certificates=(OLD,)), "Certifikatet på rad 3 gick ut 2021-01-01."),
        (entity(certificates=(EARLY,)), "Certifikatet på rad 3 gäller först från 2034-01-01."),
        (entity(certificates=(WEAK,)), "Nyckeln i certifikatet på rad 3 har 1024 bitar. Minst 2048 krävs."),
        (entity().replace('use="signing"', 'use="encryption"'), "Certifikat för signering saknas, rad 1."),
        ('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>' + entity(name="&b;"), "Filen har en DOCTYPE."),
        (('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a>' + entity()).encode("utf-16"), "Filen har en DOCTYPE."),
    ],
)  # fmt: skip
def test_faults_are_told_with_their_line(chief: Client, text: str | bytes, said: str) -> None:
    answer = give(chief, text)
    assert (answer.status_code, said in answer.content.decode()) == (409, True), answer.content.decode()
    assert not SamlCandidate.objects.exists()


def test_a_certificate_that_has_ended_beside_one_that_holds_is_only_warned_of(chief: Client) -> None:
    answer = give(chief, entity(certificates=(OLD, made())))
    page = chief.get(answer["Location"]).content.decode()
    assert "Certifikatet på rad 3 gick ut 2021-01-01." in page and "Lägg till" in page
    assert take(chief, entity(certificates=(OLD, made()))).certificate_ends_on == date(2035, 12, 31)


def test_too_large_a_file_is_refused(chief: Client, settings: Any) -> None:
    settings.MAX_FILE_BYTES = 100
    answer = give(chief, entity())
    assert (answer.status_code, "större än 20 MB" in answer.content.decode()) == (422, True)


def test_one_of_many_is_searched_for_and_chosen(chief: Client) -> None:
    names = [entity(f"https://idp{n}.example.org", name=f"Kommun nr {n}") for n in range(60)]
    text = several(*names, several(entity("https://in.example.org", name="Innerst")), entity("https://sp.example.org", kind="SPSSO"))
    assert give(chief, text)["Location"] == f"{URL}valj/"
    page = chief.get(f"{URL}valj/").content.decode()
    assert "61 leverantörer." in page and "De första 50 visas" in page and "sp.example.org" not in page
    page = chief.get(f"{URL}valj/", {"q": "innerst"}).content.decode()
    assert "1 leverantör." in page and "https://in.example.org" in page and "Kommun nr" not in page
    assert "Ingen leverantör i filen heter så." in chief.get(f"{URL}valj/", {"q": "%"}).content.decode()
    chosen = SamlCandidate.objects.get(entity_id="https://in.example.org")
    assert chief.post(f"{URL}valj/{chosen.pk}/", GIVEN).status_code == 302
    kept = IdentityProvider.objects.get()
    assert (kept.issuer, kept.metadata.count("EntityDescriptor")) == ("https://in.example.org", 2)
    assert "Ingen fil är inläst." in chief.get(f"{URL}valj/").content.decode()


def test_a_provider_that_stands_twice_cannot_be_kept(chief: Client) -> None:
    give(chief, several(entity(), entity(), entity("https://b.example.org", name="B")))
    twice = SamlCandidate.objects.filter(entity_id="https://idp.example.org/saml")
    answer = chief.post(f"{URL}valj/{twice[0].pk}/", GIVEN)
    assert (answer.status_code, "Leverantören står flera gånger i filen, rad 2, 10." in answer.content.decode()) == (409, True)
    assert chief.get(f"{URL}valj/").content.decode().count("Går inte att använda") == 2


def test_read_anew_shows_what_would_change_first(chief: Client) -> None:
    provider = take(chief, entity())
    new = made(last=date(2036, 6, 30), serial=2)
    text = entity(certificates=(made(), new), location="https://idp.example.org/new")
    where = give(chief, text)["Location"]
    assert where.startswith("/tilltrade/leverantorer/ekholm/metadata/")
    page = chief.get(where).content.decode()
    assert (
        "</span>HTTP-Redirect https://idp.example.org/sso</del>" in page
        and "</span>HTTP-Redirect https://idp.example.org/new</ins>" in page
    )
    assert "2036-06-30</ins>" in page and "2035-12-31</del>" not in page
    assert IdentityProvider.objects.get().metadata == provider.metadata
    assert chief.post(where, {"reason": "Nytt certifikat"}).status_code == 302
    told = history("ekholm", ["provider.metadata"]).get()
    assert (told.reason, sorted(told.changes)) == ("Nytt certifikat", ["metadata", "saml_SSO", "saml_signing"])
    assert told.changes["saml_SSO"] == ["HTTP-Redirect https://idp.example.org/sso", "HTTP-Redirect https://idp.example.org/new"]
    assert "Inget skulle ändras." in chief.get(give(chief, text)["Location"]).content.decode()


def test_metadata_of_another_is_not_taken(chief: Client) -> None:
    take(chief, entity())
    give(chief, entity("https://other.example.org"))
    answer = chief.post(f"/tilltrade/leverantorer/ekholm/metadata/{SamlCandidate.objects.get().pk}/", {"reason": "Fel"})
    assert (answer.status_code, "Metadata är för https://other.example.org" in answer.content.decode()) == (409, True)


def test_the_registrar_is_told_thirty_days_before_a_certificate_ends(chief: Client, city: City_) -> None:
    take(chief, entity())
    registrar, ends = city.people["registrar"], date(2035, 12, 31)

    def lines(on: date) -> list[str]:
        return [w.what for w in desk(registrar, on) if w.title == "Ekholm"]

    assert lines(ends - timedelta(days=31)) == []
    assert lines(ends - timedelta(days=30)) == ["Certifikatet går ut 2035-12-31: läs in ny metadata"]
    assert lines(ends + timedelta(days=1)) == ["Certifikatet gick ut 2035-12-31: läs in ny metadata"]


def test_what_was_read_and_not_chosen_goes_after_a_day(chief: Client, city: City_) -> None:
    give(chief, entity())
    at = SamlCandidate.objects.get().read_at
    assert forget_candidates(by=None, on=at + timedelta(hours=23)) == 0
    assert forget_candidates(by=None, on=at + timedelta(hours=25)) == 1


def test_own_metadata_with_and_without_certificate(settings: Any, city: City_) -> None:
    settings.SITE_URL = "https://nytta.example.org"
    City.objects.update(contact="Servicedesk & co, it@ekholm.example")
    answer = Client().get("/konto/saml/metadata.xml")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/samlmetadata+xml")
    root = ElementTree.fromstring(answer.content)
    md = "{urn:oasis:names:tc:SAML:2.0:metadata}"
    assert root.get("entityID") == "https://nytta.example.org/konto/saml/metadata.xml"
    assert root.find(f".//{md}AssertionConsumerService").get("Location") == "https://nytta.example.org/konto/saml/svar/"
    assert root.findtext(f".//{md}EmailAddress") == "mailto:it@ekholm.example" and root.find(f".//{md}KeyDescriptor") is None
    settings.SAML_CERTIFICATE, settings.SAML_KEY = pem(made()), key_pem()
    page = Client().get("/konto/saml/metadata.xml").content.decode()
    assert page.count(text_of(made())) == 2 and "PRIVATE" not in page
    settings.SAML_KEY = key_pem(1024)
    assert "KeyDescriptor" not in Client().get("/konto/saml/metadata.xml").content.decode()


def test_a_key_that_is_another_is_told(chief: Client, settings: Any) -> None:
    assert "NYTTA_SAML_CERT_FILE är inte satt" in chief.get(URL).content.decode()
    settings.SAML_CERTIFICATE, settings.SAML_KEY = pem(made()), key_pem(1024)
    assert "NYTTA_SAML_KEY_FILE är inte certifikatets nyckel" in chief.get(URL).content.decode()
    settings.SAML_KEY = key_pem()
    assert "Sista dag 2035-12-31" in chief.get(URL).content.decode()


@pytest.mark.shared
@pytest.mark.parametrize("certificate", [False, True])
def test_own_metadata_follows_the_schema(settings: Any, city: City_, certificate: bool) -> None:
    City.objects.update(contact="Servicedesk & co, it@ekholm.example")
    if certificate:
        settings.SAML_CERTIFICATE, settings.SAML_KEY = pem(made()), key_pem()
    body = Client().get("/konto/saml/metadata.xml").content.decode()
    xsd = SHARED / "xsd"
    known = {
        "http://www.w3.org/2000/09/xmldsig#": str(xsd / "xmldsig-core-schema.xsd"), "http://www.w3.org/2001/04/xmlenc#": str(xsd / "xenc-schema.xsd"),
        "http://www.w3.org/XML/1998/namespace": str(xsd / "xml.xsd"), "urn:oasis:names:tc:SAML:2.0:assertion": str(xsd / "saml-schema-assertion-2.0.xsd"),
        "urn:oasis:names:tc:SAML:metadata:ui": str(xsd / "sstc-saml-metadata-ui-v1.0.xsd"),
    }  # fmt: skip
    schema = xmlschema.XMLSchema(str(xsd / "saml-schema-metadata-2.0.xsd"), locations=known, allow="local")
    assert list(schema.iter_errors(body)) == []


def rules_of(path: Path) -> list[tuple[str, list[str]]]:
    """For each provider of a file, or for the file, the rules that stop it."""
    on = timezone.make_aware(timezone.datetime(2026, 11, 26, 12))
    try:
        return [(one.entity.entity_id, [f.rule for f in entity_valid(one.entity, on).blocking]) for one in read(path.read_bytes())]
    except Refused as refused:
        return [("", [f.rule for f in refused.verdict.findings])]


@pytest.mark.shared
def test_real_files_are_taken_or_refused_by_name() -> None:
    found = {p.name: rules_of(p) for p in sorted((SHARED / "metadata").glob("*.xml"))}
    ended, stated, unread = "saml_certificate_ended", "saml_until", "saml_certificate_unread"
    assert found == {
        "entities_metadata.xml": [],
        "idp_metadata.xml": [("https://app.onelogin.com/saml/metadata/383123", [ended])],
        "idp_metadata2.xml": [("urn:example:idp", ["saml_https", "saml_https"])],
        "idp_metadata_different_sign_and_encrypt_cert.xml": [("https://app.onelogin.com/saml/metadata/383123", [ended])],
        "idp_metadata_multi_certs.xml": [("https://idp.examle.com/saml/metadata", [ended, ended])],
        "idp_multiple_descriptors.xml": [
            ("https://foo.example.com/access/saml/idp.xml", [stated, unread]), ("https://bar.example.com/access/saml/idp.xml", [stated, unread]),
        ],
        "kombit-sts-test.xml": [("https://saml.n2adgangsstyring.eksterntest-stoettesystemerne.dk", [ended])],
        "no_expiration_mark_metadata.xml": [("http://stuff.com/endpoints/metadata.php", ["saml_no_idp"])],
        "noentity_metadata_settings1.xml": [("", ["saml_root"])],
        "unparsed_metadata.xml": [("", ["saml_xml"])],
    }  # fmt: skip


def test_the_sample_is_whole(city: City_) -> None:
    assert saml_sample(city)["access:reload_metadata.code"] == "saml-ekholm"
