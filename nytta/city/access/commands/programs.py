"""Service accounts and tokens."""

import secrets
from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from nytta.city.organisation.models import Body, Person
from nytta.kit import audit, notices
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import no, require

from .. import policies
from ..models import AccessToken, ServiceAccount
from ..queries import exists_on
from ..queries.programs import ending, last_day, told_of
from ..rules import OWN_MOST_DAYS, PREFIX, account_named, digest, due_lead, token_valid

OWN_PER_MINUTE = 300
_SHOWN = len(PREFIX) + 4


@act
def record_program(*, username: str, name: str, body: Body, purpose: str = "", by: Person, on: datetime) -> Person:
    """A service account that a body owns. It cannot log in; it holds tokens. Source: D14; O2."""
    require(policies.can_keep(by, on.date()) + account_named(username))
    require_owner(body=body, on=on)
    if Person.everyone.filter(username=username).exists():
        require(no("person_once", "Användarnamnet %(username)s är upptaget.", "O2", "Välj ett annat.", field="username", username=username))
    made = Person(username=username, name=name, title="", body=body, is_program=True, digest=False)
    made.set_unusable_password()
    made.save()
    ServiceAccount.objects.create(person=made, purpose=purpose, opened_at=on, opened_by=by)
    audit.note(subject=username, act="program.record", by=by, on=on, changes={"body": body.code, "name": name, "purpose": purpose})
    return made


def require_owner(*, body: Body, by: Person | None = None, on: datetime) -> None:
    """Only a body that exists answers for a program. Source: O1; D14."""
    if not exists_on(body, on.date()):
        require(
            no(
                "program_body",
                "%(body)s finns inte längre.",
                "O1; D14",
                "Välj den nämnd eller styrelse som tog över.",
                field="body",
                body=body.name,
            )
        )


def _held(account: ServiceAccount) -> tuple[ServiceAccount, Person]:
    """The account and its person under their locks; what is closed is changed no more."""
    account = locked(account)
    person = Person.everyone.select_for_update().get(pk=account.person_id)
    if account.closed_at is not None:
        require(no("program_closed", "Systemkontot är avslutat.", "D14", "Lägg upp ett nytt konto om programmet ska användas igen."))
    return account, person


@act
def change_program(
    *, account: ServiceAccount, name: str, purpose: str, body: Body, reason: str, by: Person, on: datetime
) -> ServiceAccount:
    """What a service account is called and is for, and which body answers for it; the reason or decision stands in the history. Source: D14; O1."""
    require(policies.can_keep(by, on.date()))
    account, person = _held(account)
    if person.body_id != body.pk:
        require_owner(body=body, on=on)
        if not reason.strip():
            require(
                no(
                    "program_reason",
                    "Ett nytt ansvar behöver ett beslut eller ett skäl.",
                    "O2",
                    "Skriv beslutet eller skälet.",
                    field="reason",
                )
            )
    changes = audit.changes_of(person, {"name": name, "body": body}) | audit.changes_of(account, {"purpose": purpose})
    if changes:
        person.name, person.body, account.purpose = name, body, purpose
        person.save(update_fields=["name", "body"])
        account.save(update_fields=["purpose"])
        audit.note(subject=person.username, act="program.change", by=by, on=on, changes=changes, reason=reason)
    return account


@act
def close_program(*, account: ServiceAccount, reason: str, by: Person, on: datetime) -> ServiceAccount:
    """End a service account: all its tokens end at once, its history stays. Source: D14; O2."""
    require(policies.can_keep(by, on.date()))
    account, person = _held(account)
    account.closed_at, account.closed_by, account.closed_reason = on, by, reason[:300]
    account.save(update_fields=["closed_at", "closed_by", "closed_reason"])
    person.is_active = False
    person.save(update_fields=["is_active"])
    ended = AccessToken.objects.filter(holder=person, revoked_at=None, expires_at__gt=on).update(revoked_at=on, revoked_by=by)
    audit.note(subject=person.username, act="program.close", by=by, on=on, changes={"tokens": ended}, reason=reason)
    return account


@act
def issue_token(
    *, holder: Person, name: str, scopes: Collection[str], known: Collection[str], expires_at: datetime, per_minute: int,
    by: Person, on: datetime,
) -> tuple[AccessToken, str]:  # fmt: skip
    """A service account's new token and its text, which is shown once and never kept; `known` are the scopes that there are.

    Nobody issues a token in another person's name. Source: D14; O2.
    """
    require(policies.can_keep(by, on.date()))
    holder = Person.everyone.select_for_update(of=("self",)).select_related("body").get(pk=holder.pk)
    if not holder.is_program:
        require(no("token_holder", "En persons nycklar utfärdar bara personen själv.", "O2", "Lägg upp ett systemkonto för programmet."))
    if not holder.is_active:
        require(no("program_closed", "Systemkontot är avslutat.", "D14", "Lägg upp ett nytt konto om programmet ska användas igen."))
    assert holder.body is not None
    require_owner(body=holder.body, on=on)
    require(token_valid(scopes=scopes, known=known, expires_at=expires_at, on=on))
    return _issued(holder, name, scopes, expires_at, per_minute, by, on)


@act
def issue_own_token(
    *, name: str, scopes: Collection[str], known: Collection[str], expires_at: datetime, per_minute: int = OWN_PER_MINUTE, by: Person,
    on: datetime,
) -> tuple[AccessToken, str]:  # fmt: skip
    """A token of one's own for scripts, for at most 90 days: it does what both its scopes and its holder may, that moment. Source: D14; O2."""
    require(policies.can_have_own(by, on.date()))
    require(token_valid(scopes=scopes, known=known, expires_at=expires_at, on=on, most_days=OWN_MOST_DAYS))
    return _issued(by, name, scopes, expires_at, per_minute, by, on)


def _issued(
    holder: Person, name: str, scopes: Collection[str], expires_at: datetime, per_minute: int, by: Person, on: datetime
) -> tuple[AccessToken, str]:
    text = PREFIX + secrets.token_urlsafe(32)
    made = AccessToken.objects.create(
        holder=holder, name=name, digest=digest(text), hint=text[:_SHOWN], scopes=sorted(set(scopes)), per_minute=per_minute,
        created_by=by, created_at=on, expires_at=expires_at,
    )  # fmt: skip
    changes = {"name": name, "hint": made.hint, "scopes": made.scopes, "per_minute": per_minute, "expires_at": expires_at}
    audit.note(subject=holder.username, act="token.issue", by=by, on=on, changes=changes)
    return made, text


@act
def revoke_token(*, token: AccessToken, reason: str = "", by: Person, on: datetime) -> AccessToken:
    """Take a token back; it ends at once. Source: D14; O2."""
    require(policies.can_revoke(by, token, on.date()))
    token = locked(token)
    if token.revoked_at is None:
        token.revoked_at, token.revoked_by = on, by
        token.save(update_fields=["revoked_at", "revoked_by"])
        changes = {"name": token.name, "hint": token.hint}
        audit.note(subject=token.holder.username, act="token.revoke", by=by, on=on, changes=changes, reason=reason)
    return token


@act
def tell_of_ends(*, by: Person | None, on: datetime) -> int:
    """Write to those who keep a token that it ends, 30 and 7 days before, each once; how many letters. Source: D14."""
    sent = 0
    for token in ending(on):
        last = last_day(token)
        lead = due_lead(issued_on=timezone.localtime(token.created_at).date(), last_on=last, on=on.date())
        for person in told_of(token, on.date()) if lead is not None else ():
            sent += 1
            with override(person.letter_language):
                route = reverse("access:program", args=[token.holder.username]) if token.holder.is_program else reverse("access:own_tokens")
                words = {"name": token.name, "hint": token.hint, "holder": token.holder, "day": last, "url": settings.SITE_URL + route}
                notices.put(
                    key=f"token-{token.pk}-{lead}-{person.pk}", to=person.email, on=on,
                    subject=gettext("Nytta: nyckeln %(name)s går ut %(day)s") % words,
                    body=gettext("Nyckeln %(name)s (%(hint)s…) för %(holder)s går ut %(day)s. Utfärda en ny i tid och byt den i programmet, annars stannar det.\n\n%(url)s") % words,
                )  # fmt: skip
    return sent
