"""What must be said of a provider before anybody is sent there."""

import re
from dataclasses import dataclass
from typing import Any

from nytta.plain.verdicts import YES, Verdict, no

from ..terms import FirstLogin, MatchWith, ProviderKind
from .answers import address_valid
from .claims import MOST_RULES

SECRET = re.compile(r"NYTTA_IDP_[A-Z0-9_]{1,60}")


@dataclass(frozen=True)
class Settings:
    """All that is said of a provider, but its code and whose it is."""

    name: str
    kind: ProviderKind
    issuer: str
    client_id: str = ""
    secret_name: str = ""
    scopes: str = "openid profile email"
    place: int = 1
    first_login: FirstLogin = FirstLogin.EXISTING
    match_claim: str = ""
    match_with: MatchWith | None = None
    claim_username: str = ""
    claim_name: str = ""
    claim_title: str = ""
    claim_email: str = ""
    claim_active: str = ""
    second_factor: bool = False
    max_age_minutes: int | None = None
    help_contact: str = ""
    metadata: str = ""

    @classmethod
    def of(cls, row: Any) -> "Settings":
        """As a row holds it."""
        held = {name: getattr(row, name) for name in cls.__dataclass_fields__}
        held["kind"], held["first_login"] = ProviderKind(row.kind), FirstLogin(row.first_login)
        held["match_with"] = MatchWith(row.match_with) if row.match_with else None
        return cls(**held)


def provider_valid(
    said: Settings, *, code_taken: bool, same_taken: bool, issuer_before: str = ""
) -> Verdict:  # fmt: skip
    """Whether a provider may be kept as it is said. Source: D14; OpenID Connect Core 1.0, 16.17 (the issuer is an https address)."""
    verdict = YES
    if code_taken:
        verdict += no("provider_code", "Koden är upptagen.", "D14", "Välj en annan.", field="code")
    if same_taken:
        verdict += no("provider_once", "Leverantören finns redan.", "D14", "Ändra den i stället.", field="issuer")
    if issuer_before and issuer_before != said.issuer:
        verdict += no("provider_issuer", "Utfärdaren kan inte bytas när någon har loggat in: numren skulle betyda andra personer.", "D14",
                      "Lägg till en ny leverantör, och pausa den här.", field="issuer")  # fmt: skip
    if said.kind is ProviderKind.OIDC:
        verdict += address_valid(said.issuer, "issuer")
        if not said.client_id:
            verdict += no("provider_client", "Klientens id saknas.", "D14", "Skriv det id som leverantören har gett.", field="client_id")
    if said.secret_name and not SECRET.fullmatch(said.secret_name):
        verdict += no("provider_secret_name", "Hemlighetens namn ska börja med NYTTA_IDP_ och ha stora bokstäver.", "D14",
                      "Skriv namnet på miljövariabeln, aldrig hemligheten själv.", field="secret_name")  # fmt: skip
    return verdict + _match_valid(said)


def _match_valid(said: Settings) -> Verdict:
    if bool(said.match_claim) != (said.match_with is not None):
        return no("provider_match", "Säg både vilken uppgift och vad den jämförs med, eller inget av det.", "D14; O2", "Fyll i båda.",
                  field="match_claim")  # fmt: skip
    if said.match_with is MatchWith.EMAIL and said.kind is ProviderKind.SAML:
        return no("provider_match_email", "SAML säger inte om en e-postadress är bekräftad.", "D14", "Jämför med användarnamnet.",
                  field="match_with")  # fmt: skip
    return YES


def rules_few(number: int) -> Verdict:
    """Whether a provider's rules are not too many to be read at each log-in."""
    if number <= MOST_RULES:
        return YES
    return no("rules_many", "En leverantör har högst %(most)s regler.", "D14", "Slå ihop några med är någon av.", most=MOST_RULES)
