"""Service accounts and tokens."""

import secrets
from collections.abc import Collection
from datetime import datetime

from nytta.city.organisation.models import Body, Person
from nytta.kit import audit
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import no, require

from .. import policies
from ..models import AccessToken
from ..rules import PREFIX, digest, token_valid


@act
def record_program(*, username: str, name: str, body: Body, by: Person, on: datetime) -> Person:
    """A service account that a body owns. It cannot log in; it holds tokens. Source: D14; O2."""
    require(policies.can_keep(by, on.date()))
    if Person.everyone.filter(username=username).exists():
        require(no("person_once", "Användarnamnet %(username)s är upptaget.", "O2", "Välj ett annat.", field="username", username=username))
    made = Person(username=username, name=name, title="", body=body, is_program=True, digest=False)
    made.set_unusable_password()
    made.save()
    audit.note(subject=username, act="program.record", by=by, on=on, changes={"body": body.code, "name": name})
    return made


@act
def issue_token(
    *,
    holder: Person,
    name: str,
    scopes: Collection[str],
    known: Collection[str],
    expires_at: datetime,
    per_minute: int,
    by: Person,
    on: datetime,
) -> tuple[AccessToken, str]:
    """A new token and its text, which is shown once and never kept; `known` are the scopes that there are. Source: D14; O2."""
    require(policies.can_keep(by, on.date()))
    require(token_valid(scopes=scopes, known=known, expires_at=expires_at, on=on))
    text = PREFIX + secrets.token_urlsafe(32)
    made = AccessToken.objects.create(
        holder=holder, name=name, digest=digest(text), hint=text[:10], scopes=sorted(set(scopes)), per_minute=per_minute,
        created_by=by, created_at=on, expires_at=expires_at,
    )  # fmt: skip
    audit.note(
        subject=holder.username, act="token.issue", by=by, on=on, changes={"name": name, "scopes": made.scopes, "expires_at": expires_at}
    )
    return made, text


@act
def revoke_token(*, token: AccessToken, by: Person, on: datetime) -> AccessToken:
    """Take a token back; it ends at once. Source: D14; O2."""
    require(policies.can_keep(by, on.date()))
    token = locked(token)
    if token.revoked_at is None:
        token.revoked_at, token.revoked_by = on, by
        token.save(update_fields=["revoked_at", "revoked_by"])
        audit.note(subject=token.holder.username, act="token.revoke", by=by, on=on, changes={"name": token.name})
    return token
