"""What an answer from an identity provider must be before anybody is let in. OpenID Connect Core 1.0 sections 2 and 3.1.3.7."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from nytta.plain.verdicts import YES, Verdict, no

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")  # by public key only
SKEW_SECONDS = 60
OLDEST_SECONDS = 600  # an id_token is fetched within moments of being made
LOCAL = {"localhost", "127.0.0.1", "::1"}
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
AGAIN = "Försök igen. Händer det igen: säg till den som sköter inloggningen."


def address_valid(address: str, field: str = "") -> Verdict:
    """Whether an address may be used: https, or http to this very machine. Source: OpenID Connect Core 3.1.2.1; D14."""
    parts = urlsplit(address)
    if parts.scheme == "https" and parts.hostname and not parts.username:
        return YES
    if parts.scheme == "http" and parts.hostname in LOCAL and not parts.username:
        return YES
    return no("provider_https", "Adressen %(address)s börjar inte med https://.", "D14", "Skriv den adress som leverantören har uppgett.",
              field=field, address=address[:200])  # fmt: skip


def discovery_valid(document: Any, *, issuer: str) -> Verdict:
    """Whether a provider's own description can be used: the same issuer, https, code flow and what we need. Source: OIDC Discovery 1.0, 4.3."""
    if not isinstance(document, Mapping):
        return no("discovery_shape", "Leverantörens beskrivning är inte JSON med ett objekt.", "D14", "Kontrollera utfärdarens adress.")
    said = document.get("issuer")
    if said != issuer:
        return no("discovery_issuer", "Leverantören säger att den heter %(said)s och inte %(issuer)s.", "D14",
                  "Skriv utfärdaren precis som leverantören gör, också snedstrecket i slutet.", field="issuer", said=str(said)[:200],
                  issuer=issuer)  # fmt: skip
    verdict = YES
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not isinstance(document.get(name), str):
            verdict += no("discovery_lacks", "Leverantörens beskrivning saknar %(name)s.", "D14", "Be leverantören rätta den.", name=name)
        else:
            verdict += address_valid(str(document[name]))
    for name in ("userinfo_endpoint", "end_session_endpoint"):
        if name in document:
            verdict += address_valid(str(document[name]))
    kinds = document.get("response_types_supported")
    if isinstance(kinds, list) and "code" not in kinds:
        verdict += no("discovery_code", "Leverantören lämnar inga koder (response_type code).", "D14", "Slå på det hos leverantören.")
    methods = document.get("code_challenge_methods_supported")
    if isinstance(methods, list) and "S256" not in methods:
        verdict += no("discovery_pkce", "Leverantören kan inte PKCE med S256.", "D14", "Slå på det hos leverantören.")
    algorithms = document.get("id_token_signing_alg_values_supported")
    if isinstance(algorithms, list) and not set(map(str, algorithms)) & set(ALGORITHMS):
        verdict += no(
            "discovery_algorithm", "Leverantören signerar inte med öppen nyckel.", "D14", "Slå på RS256 eller ES256 hos leverantören."
        )
    return verdict


def header_valid(header: Mapping[str, Any]) -> Verdict:
    """Whether a token says that it is signed by a public key of a kind we take. Source: RFC 8725 3.1."""
    if header.get("alg") not in ALGORITHMS:
        return no("token_algorithm", "Svaret är inte signerat på ett sätt som godtas.", "D14", AGAIN)
    if "crit" in header:
        return no("token_critical", "Svaret kräver något som inte stöds här.", "D14", AGAIN)
    return YES


def claims_valid(
    claims: Mapping[str, Any], *, issuer: str, client: str, nonce: str, on: datetime, max_age: int | None = None
) -> Verdict:  # fmt: skip
    """Whether an id_token whose signature held is meant for this log-in. Source: OIDC Core 3.1.3.7 (steps 2-3, 4-5, 9-12)."""
    verdict = _for_us(claims, issuer=issuer, client=client) + _in_time(claims, on)
    if not isinstance(claims.get("nonce"), str) or claims["nonce"] != nonce:
        verdict += no("token_nonce", "Svaret hör inte till den här inloggningen.", "D14", AGAIN)
    if max_age is not None:
        signed_in = claims.get("auth_time")
        if not _moment(signed_in) or on.timestamp() - float(signed_in or 0) > max_age + SKEW_SECONDS:
            verdict += no("token_auth_time", "Leverantören har inte bett om en ny inloggning, fast vi bad om det.", "D14", AGAIN)
    return verdict


def _for_us(claims: Mapping[str, Any], *, issuer: str, client: str) -> Verdict:
    verdict = YES
    if claims.get("iss") != issuer:
        verdict += no("token_issuer", "Svaret kommer från en annan utfärdare.", "D14", AGAIN)
    audience = claims.get("aud")
    audiences = [audience] if isinstance(audience, str) else audience if isinstance(audience, list) else []
    if client not in audiences:
        verdict += no("token_audience", "Svaret är menat för någon annan.", "D14", AGAIN)
    if ("azp" in claims or len(audiences) > 1) and claims.get("azp") != client:
        verdict += no("token_party", "Svaret är utfärdat åt någon annan.", "D14", AGAIN)
    if not isinstance(claims.get("sub"), str) or not 0 < len(str(claims["sub"])) <= 255:
        verdict += no("token_subject", "Svaret säger inte vem det gäller.", "D14", AGAIN)
    return verdict


def _in_time(claims: Mapping[str, Any], on: datetime) -> Verdict:
    now, verdict = on.timestamp(), YES
    if not _moment(claims.get("exp")) or now >= claims["exp"] + SKEW_SECONDS:
        verdict += no("token_expired", "Svaret har gått ut.", "D14", AGAIN)
    if not _moment(claims.get("iat")) or not -SKEW_SECONDS <= now - claims["iat"] <= OLDEST_SECONDS:
        verdict += no("token_issued", "Svaret är inte nyss utfärdat.", "D14", AGAIN)
    if "nbf" in claims and not (_moment(claims["nbf"]) and claims["nbf"] <= now + SKEW_SECONDS):
        verdict += no("token_early", "Svaret gäller inte ännu.", "D14", AGAIN)
    return verdict


def _moment(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def userinfo_valid(said: Any, *, subject: str) -> Verdict:
    """Whether what the provider says of somebody is about the one who came. Source: OIDC Core 5.3.2."""
    if not isinstance(said, Mapping) or said.get("sub") != subject:
        return no("userinfo_subject", "Uppgifterna gäller någon annan än den som loggade in.", "D14", AGAIN)
    return YES


def logout_valid(claims: Mapping[str, Any], *, issuer: str, client: str, on: datetime) -> Verdict:
    """Whether a logout_token whose signature held ends sessions here. Source: OIDC Back-Channel Logout 1.0, 2.6."""
    told = {**claims, "sub": claims.get("sub") or claims.get("sid")}
    verdict = _for_us(told, issuer=issuer, client=client) + _in_time(claims, on)
    events = claims.get("events")
    if not isinstance(events, Mapping) or not isinstance(events.get(LOGOUT_EVENT), Mapping):
        verdict += no("logout_event", "Det är ingen begäran om utloggning.", "D14", AGAIN)
    if "nonce" in claims:
        verdict += no("logout_nonce", "En begäran om utloggning har inget nonce.", "D14", AGAIN)
    if not isinstance(claims.get("jti"), str):
        verdict += no("logout_id", "Begäran om utloggning saknar nummer.", "D14", AGAIN)
    return verdict
