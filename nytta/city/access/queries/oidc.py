"""OpenID Connect towards a provider: its description, its keys, the code for a token, and a token that holds or is refused.

The library judges signatures alone; what a token must say is judged by our own rules (`rules.answers`).
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from nytta.plain.verdicts import Refused, Verdict, no, require
from nytta.plain.words import sentence

from ..models import IdentityProvider
from ..rules.answers import AGAIN, claims_valid, discovery_valid, header_valid, logout_valid, userinfo_valid
from .remote import fetched, unreachable

DESCRIPTION = "/.well-known/openid-configuration"
KEEP_SECONDS = 600  # a description and its keys
AGAIN_SECONDS = 10  # an unknown key is asked for again, but not by everybody at once
LEAST_RSA_BITS = 2048


@dataclass
class Known:
    """What is known of a provider since a moment: its description and its keys by their names."""

    at: datetime
    said: dict[str, Any]
    keys: list[dict[str, Any]] = field(default_factory=list)
    keys_at: datetime | None = None


_KNOWN: dict[str, Known] = {}


def forget() -> None:
    """Know nothing of any provider any longer."""
    _KNOWN.clear()


def _json(address: str, **asked: Any) -> Any:
    status, body = fetched(address, **asked)
    if status != 200:
        raise unreachable(address, sentence("svaret är %(status)s", status=status))
    try:
        return json.loads(body)
    except ValueError:
        raise unreachable(address, sentence("svaret är inte JSON")) from None


def described(issuer: str, on: datetime, *, anew: bool = False) -> Known:
    """A provider's own description, kept for ten minutes. Raises Refused when it cannot be used."""
    known = _KNOWN.get(issuer)
    if known and not anew and 0 <= (on - known.at).total_seconds() < KEEP_SECONDS:
        return known
    said = _json(issuer.rstrip("/") + DESCRIPTION)
    require(discovery_valid(said, issuer=issuer))
    _KNOWN[issuer] = Known(on, said)
    return _KNOWN[issuer]


def keys_of(known: Known, on: datetime, *, anew: bool = False) -> list[dict[str, Any]]:
    """The provider's public keys; asked for anew when a key is not among them, at most every ten seconds."""
    age = None if known.keys_at is None else (on - known.keys_at).total_seconds()
    if age is None or (anew and not 0 <= age < AGAIN_SECONDS):
        said = _json(known.said["jwks_uri"])
        found = said.get("keys") if isinstance(said, dict) else None
        if not isinstance(found, list):
            raise unreachable(known.said["jwks_uri"], sentence("svaret har inga nycklar"))
        known.keys, known.keys_at = [k for k in found if isinstance(k, dict)], on
    return known.keys


def _key_named(known: Known, kid: str, on: datetime) -> dict[str, Any]:
    """The one signing key of a name; the keys are fetched anew when it is not known. A token without the name is refused."""
    for anew in (False, True):
        found = [k for k in keys_of(known, on, anew=anew) if k.get("kid") == kid and k.get("use", "sig") == "sig"]
        if len(found) == 1:
            return found[0]
    raise Refused(no("token_key", "Svaret är signerat med en nyckel som leverantören inte har uppgett.", "D14", AGAIN))


def signed(token: str, known: Known, on: datetime) -> dict[str, Any]:
    """What a token says, when its signature holds by a key of the provider's. Raises Refused. Source: RFC 7515; RFC 8725."""
    import jwt  # loaded at the first log-in

    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError:
        raise Refused(no("token_shape", "Svaret går inte att läsa.", "D14", AGAIN)) from None
    require(header_valid(header))
    if not isinstance(header.get("kid"), str):
        raise Refused(no("token_key", "Svaret är signerat med en nyckel som leverantören inte har uppgett.", "D14", AGAIN))
    named = _key_named(known, header["kid"], on)
    try:
        key = jwt.PyJWK(named, algorithm=header["alg"])
        if named.get("alg") not in (None, header["alg"]) or (key.key_type == "RSA" and key.key.key_size < LEAST_RSA_BITS):
            raise jwt.InvalidKeyError
        unjudged = {f"verify_{name}": False for name in ("exp", "nbf", "iat", "aud", "iss", "sub", "jti")}
        said: dict[str, Any] = jwt.decode(token, key, algorithms=[header["alg"]], options=unjudged)  # type: ignore[arg-type]
    except (jwt.PyJWTError, ValueError, TypeError):
        raise Refused(no("token_signature", "Svarets signatur stämmer inte.", "D14", AGAIN)) from None
    return said


@dataclass(frozen=True)
class Asked:
    """What was asked of a provider, kept in the session until the answer comes: once."""

    provider: str
    state: str
    nonce: str
    verifier: str
    onward: str
    at: float
    again: bool = False  # whoever is logged in says once more that it is themselves

    @classmethod
    def new(cls, provider: str, onward: str, on: datetime, again: bool = False) -> "Asked":
        """New secrets for one log-in."""
        made = (secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(64))
        return cls(provider, *made, onward, on.timestamp(), again)


def address_to_ask(provider: IdentityProvider, asked: Asked, back: str, on: datetime) -> str:
    """Where somebody is sent to log in. Source: OIDC Core 3.1.2.1; RFC 7636 (S256)."""
    known = described(provider.issuer, on)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(asked.verifier.encode()).digest()).rstrip(b"=").decode()
    wanted = {
        "response_type": "code", "client_id": provider.client_id, "redirect_uri": back, "scope": scope_of(provider), "state": asked.state,
        "nonce": asked.nonce, "code_challenge": challenge, "code_challenge_method": "S256", "ui_locales": "sv",
    }  # fmt: skip
    oldest = _oldest(provider, asked)
    if oldest is not None:
        wanted["max_age"] = str(oldest)
    if asked.again:
        wanted["prompt"] = "login"
    address = known.said["authorization_endpoint"]
    return f"{address}{'&' if '?' in address else '?'}{urlencode(wanted)}"


def _oldest(provider: IdentityProvider, asked: Asked) -> int | None:
    """How many seconds ago somebody may have logged in there at most; None for any."""
    bounds = [provider.max_age_minutes * 60] if provider.max_age_minutes is not None else []
    return min([*bounds, *([settings.ACCOUNT_REAUTHENTICATION_TIMEOUT] if asked.again else [])], default=None)


def scope_of(provider: IdentityProvider) -> str:
    """The scopes to ask for: always openid."""
    return " ".join(dict.fromkeys(["openid", *provider.scopes.split()]))


def secret_of(provider: IdentityProvider) -> str:
    """A provider's secret, from the environment or a file; empty for a client without one."""
    return str(settings.PROVIDER_SECRETS.get(provider.secret_name, "")) if provider.secret_name else ""


def secret_found(provider: IdentityProvider) -> Verdict:
    """Whether the secret that a provider names is there. Source: D14."""
    if not provider.secret_name or secret_of(provider):
        return Verdict()
    return no("provider_secret", "Hemligheten %(name)s finns varken i miljön eller i en fil.", "D14",
              "Sätt %(name)s eller %(name)s_FILE på servern och starta om.", field="secret_name", name=provider.secret_name)  # fmt: skip


@dataclass(frozen=True)
class Came:
    """Who came, by claims that hold: the subject, what is said of it, the session there and the token that names it."""

    subject: str
    claims: Mapping[str, Any]
    sid: str
    id_token: str


def who_came(provider: IdentityProvider, asked: Asked, code: str, back: str, on: datetime) -> Came:
    """Change a code for tokens and read who came. Raises Refused at the first thing that does not hold."""
    require(secret_found(provider))
    known = described(provider.issuer, on)
    tokens = _exchanged(provider, known, asked, code, back)
    id_token = tokens.get("id_token")
    if not isinstance(id_token, str):
        raise Refused(no("token_missing", "Svaret säger inte vem som loggade in.", "D14", AGAIN))
    claims = signed(id_token, known, on)
    require(
        claims_valid(claims, issuer=provider.issuer, client=provider.client_id, nonce=asked.nonce, on=on, max_age=_oldest(provider, asked))
    )
    said = dict(claims)
    if "userinfo_endpoint" in known.said and isinstance(tokens.get("access_token"), str):
        more = _json(known.said["userinfo_endpoint"], bearer=tokens["access_token"])
        require(userinfo_valid(more, subject=claims["sub"]))
        said = {**more, **claims}
    return Came(claims["sub"], said, str(claims.get("sid") or ""), id_token)


def _exchanged(provider: IdentityProvider, known: Known, asked: Asked, code: str, back: str) -> dict[str, Any]:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": asked.verifier}
    secret, methods = secret_of(provider), known.said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    basic = None
    if secret and "client_secret_basic" in methods:
        basic = (provider.client_id, secret)
    else:
        form |= {"client_id": provider.client_id} | ({"client_secret": secret} if secret else {})
    status, body = fetched(known.said["token_endpoint"], form=form, basic=basic)
    try:
        said = json.loads(body)
    except ValueError:
        said = None
    if status != 200 or not isinstance(said, dict):
        raise Refused(no("code_refused", "Leverantören godtog inte inloggningens kod.", "D14", AGAIN))
    return said


def address_to_end(provider: IdentityProvider, id_token: str, back: str, on: datetime) -> str:
    """Where somebody is sent to log out of the provider too; empty where it cannot be done. Source: OIDC RP-Initiated Logout 1.0."""
    try:
        address = described(provider.issuer, on).said.get("end_session_endpoint", "")
    except Refused:
        return ""
    wanted = {"id_token_hint": id_token, "client_id": provider.client_id, "post_logout_redirect_uri": back}
    return f"{address}{'&' if '?' in address else '?'}{urlencode(wanted)}" if address else ""


def ended(provider: IdentityProvider, token: str, on: datetime) -> tuple[str, str]:
    """(subject, session) that a provider's own message ends, one of them perhaps empty. Source: OIDC Back-Channel Logout 1.0, 2.6."""
    claims = signed(token, described(provider.issuer, on), on)
    require(logout_valid(claims, issuer=provider.issuer, client=provider.client_id, on=on))
    return str(claims.get("sub") or ""), str(claims.get("sid") or "")


def tried(provider: IdentityProvider, on: datetime) -> tuple[list[tuple[str, str]], Verdict]:
    """What is found when a provider is asked now: facts, and all that stands in the way of a log-in."""
    try:
        known = described(provider.issuer, on, anew=True)
        keys = keys_of(known, on, anew=True)
    except Refused as refused:
        return [], refused.verdict + secret_found(provider)
    names = [f"{k.get('kid', '?')} ({k.get('kty', '?')})" for k in keys if k.get("use", "sig") == "sig"]
    verdict = secret_found(provider)
    if not names:
        verdict += no("provider_keys", "Leverantören har ingen nyckel att signera med.", "D14", "Be leverantören lägga ut en.")
    facts: list[tuple[str, str]] = [(name, str(known.said[name])) for name in ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri",
             "end_session_endpoint") if name in known.said]  # fmt: skip
    facts.append(("backchannel_logout_supported", "ja" if known.said.get("backchannel_logout_supported") else "nej"))
    return [*facts, ("keys", ", ".join(names))], verdict
