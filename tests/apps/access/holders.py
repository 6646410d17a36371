"""Service accounts and tokens for tests, made by the commands."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from nytta.city.access.commands.programs import issue_own_token, issue_token, record_program
from nytta.city.access.commands.webhooks import record_webhook, send_test
from nytta.city.access.models import AccessToken, Delivery, Webhook
from nytta.city.organisation.models import Person
from tests.factories.city import City_

KNOWN = ("cases:read", "cases:write", "systems:read", "scim:read", "scim:write")


def make_program(city: City_, username: str = "byggr-koppling", body: str = "byggnadsnamnden") -> Person:
    """A service account that a body owns."""
    return record_program(username=username, name="Koppling till ByggR", body=city.bodies[body], by=city.people["registrar"], on=city.on)


def make_token(
    city: City_, holder: Person, scopes: Sequence[str] = ("cases:read",), days: int = 30, per_minute: int = 300
) -> tuple[AccessToken, str]:
    """A token and its text."""
    return issue_token(
        holder=holder, name="Nattlig körning", scopes=scopes, known=KNOWN, expires_at=city.on + timedelta(days=days),
        per_minute=per_minute, by=city.people["registrar"], on=city.on,
    )  # fmt: skip


def make_own(city: City_, holder: Person, scopes: Sequence[str] = ("cases:read",), days: int = 30) -> tuple[AccessToken, str]:
    """A person's own token and its text."""
    return issue_own_token(name="Mitt skript", scopes=scopes, known=KNOWN, expires_at=city.on + timedelta(days=days), by=holder, on=city.on)


def make_webhook(city: City_) -> tuple[Webhook, Delivery]:
    """A webhook with one delivery that waits. The addresses have to be loaded, since each app says its events there."""
    by = city.people["registrar"]
    made, _secret = record_webhook(
        name="Kartan", body=city.bodies["byggnadsnamnden"], account=None, url="https://program.example/nytta", kinds=["system.registered"],
        by=by, on=city.on,
    )  # fmt: skip
    return made, send_test(webhook=made, by=by, on=city.on)


PROGRAM_PAGES = ("program", "change_program", "close_program", "issue_token", "revoke_token")
WEBHOOK_PAGES = ("webhook", "change_webhook", "pause_webhook", "resume_webhook", "close_webhook", "rotate_secret", "test_webhook")


def sample(city: City_) -> dict[str, Any]:
    """Values for the addresses of programs."""
    program = make_program(city)
    token, _text = make_token(city, program)
    own, _text = make_own(city, city.people["project_office"])
    hook, delivery = make_webhook(city)
    return {
        **{f"access:{name}.code": hook.code for name in WEBHOOK_PAGES}, "access:delivery.code": delivery.code, "access:resend.code": delivery.code,
        **{f"access:{name}.username": program.username for name in PROGRAM_PAGES}, "access:revoke_token.pk": token.pk, "access:revoke_own_token.pk": own.pk,
    }  # fmt: skip
