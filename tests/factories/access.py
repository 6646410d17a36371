"""A provider of log-in with one rule and one known person, for tests of every page."""

from datetime import datetime
from typing import Any

from nytta.city.access.commands.identity import link_identity
from nytta.city.access.commands.providers import RuleText, record_provider, set_rule
from nytta.city.access.models import IdentityProvider
from nytta.city.access.rules.providers import Settings
from nytta.city.access.terms import ClaimOutcome, ClaimTest, ProviderKind
from nytta.city.organisation.models import Person

RULE_PAGES = ("change_rule", "remove_rule")


def make_provider(by: Person, on: datetime, code: str = "staden", **said: Any) -> IdentityProvider:
    """A provider that is paused, and that nobody has to ask."""
    held: dict[str, Any] = {
        "name": "Ekholms kommun", "kind": ProviderKind.OIDC, "issuer": "https://idp.example", "client_id": "nytta", "claim_name": "name",
        "claim_email": "email",
    }  # fmt: skip
    return record_provider(code=code, settings=Settings(**(held | said)), body=None, by=by, on=on)


def provider_sample(city: Any) -> dict[str, Any]:
    """Values for the places of the pages' addresses."""
    by, on = city.people["registrar"], city.on
    provider = make_provider(by, on)
    text = RuleText("department", ClaimTest.EQUALS, "Bygg", ClaimOutcome.BODY, body=city.bodies["byggforvaltningen"])
    rule = set_rule(provider=provider, rule=None, text=text, place=1, by=by, on=on)
    known = link_identity(provider=provider, subject="s-1", person=city.people["applicant"], reason="Prov", by=by, on=on)
    return {
        "access.code": provider.code, "access:begin.code": "ingen", "access:back.code": "ingen", "access.username": "applicant",
        "access:unlink.pk": known.pk, **{f"access:{name}.pk": rule.pk for name in RULE_PAGES},
    }  # fmt: skip
