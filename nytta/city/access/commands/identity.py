"""Log-in by a provider: who came, for the first time or again, what the claims change, and how an attempt ended."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError

from nytta.city.organisation.models import Body, Person
from nytta.kit import audit, rates
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import Verdict, no, require

from .. import policies
from ..models import GivenGroup, Identity, IdentityProvider, LoginAttempt
from ..queries import identity as queries
from ..queries.sessions import came_by
from ..rules.accounts import ENTRIES_PER_MINUTE
from ..rules.claims import Reading, values_at
from ..terms import FirstLogin, LoginOutcome


@dataclass(frozen=True)
class Entered:
    """Who came in, by which identity, and whether it was the first time."""

    person: Person
    identity: Identity
    first: bool


def _closed(rule: str, provider: IdentityProvider) -> Verdict:
    """The refusal of a log-in: the same words whatever the reason, so that nobody learns who has an account."""
    return no(
        rule, "Inloggningen hos %(provider)s gick bra, men du är inte insläppt här.", "D14; O2",
        "Vänd dig till %(contact)s och berätta vad du behöver göra här.", provider=provider.name,
        contact=provider.help_contact or "registratorn",
    )  # fmt: skip


def count_entry(*, address: str, by: Person | None, on: datetime) -> rates.Admission:
    """Count a step to or from a provider by somebody who is not logged in yet, and say whether it may be taken now. Source: D14."""
    return rates.admitted(f"entry {rates.address_key(address)}", ENTRIES_PER_MINUTE, on)


@act
def enter(*, provider: IdentityProvider, subject: str, claims: Mapping[str, Any], by: Person | None, on: datetime) -> Entered:
    """Let in who came by a provider, as its rules say: the first time by its policy, later as the same person with what has changed.

    A name is never enough to become somebody: only the claim that the registrar chose, and never one that is known by another subject.
    Source: D14; O2.
    """
    require(policies.can_enter(provider, on.date()))
    said = queries.reading(provider, claims)
    if said.refused is not None:
        require(_closed("login_rule", provider))
    if not said.active:
        require(_closed("login_ended", provider))
    identity = _known(provider, subject)
    first = identity is None
    if identity is None:
        locked(provider)  # two first log-ins at once: the second sees what the first has made
        identity = _known(provider, subject) or _introduced(provider, subject, claims, said, on)
    person = Person.objects.select_for_update().filter(pk=identity.person_id, is_active=True).first()
    if person is None:
        require(_closed("login_removed", provider))
    assert person is not None
    _follow(provider, identity, person, said, on)
    identity.last_at = on
    identity.save(update_fields=["last_at"])
    return Entered(person, identity, first)


def _known(provider: IdentityProvider, subject: str) -> Identity | None:
    return Identity.objects.select_for_update().filter(provider=provider, subject=subject).first()


def _introduced(provider: IdentityProvider, subject: str, claims: Mapping[str, Any], said: Reading, on: datetime) -> Identity:
    """An identity for somebody who has not come before: a person that exists, or a new one without any right."""
    wanted = values_at(claims, provider.match_claim) if provider.match_claim else []
    found = queries.matched(provider, claims, wanted)
    if len(found) > 1:
        require(_closed("login_several", provider))
    if found and Identity.objects.filter(provider=provider, person=found[0]).exists():
        require(_closed("login_linked", provider))
    if not found and provider.first_login == FirstLogin.EXISTING.value:
        require(_closed("login_unknown", provider))
    person = found[0] if found else _new_person(provider, subject, said, on)
    audit.note(subject=person.username, act="identity.link", by=None, on=on, changes={"provider": provider.code, "subject": subject})
    return Identity.objects.create(provider=provider, subject=subject, person=person, created_at=on)


def _new_person(provider: IdentityProvider, subject: str, said: Reading, on: datetime) -> Person:
    username = said.username or f"{provider.code}-{hashlib.sha256(subject.encode()).hexdigest()[:10]}"
    try:
        UnicodeUsernameValidator()(username)
    except ValidationError:
        require(_closed("login_username", provider))
    if len(username) > 150 or Person.everyone.filter(username__iexact=username).exists():
        require(_closed("login_taken", provider))
    made = Person(username=username, name=(said.name or username)[:120], title="", email="")
    made.set_unusable_password()
    made.save()
    audit.note(subject=username, act="person.first_login", by=None, on=on, changes={"provider": provider.code, "name": made.name})
    return made


def _follow(provider: IdentityProvider, identity: Identity, person: Person, said: Reading, on: datetime) -> None:
    """Write what the provider says of the person that differs from what stands; one audit row from what to what."""
    bodies = {b.code: b for b in Body.objects.filter(code=said.body)} if said.body else {}
    told = queries.changes(person, said, bodies)
    for name, (_, new) in told.items():
        setattr(person, name, bodies[said.body] if name == "body" and said.body else new)
    if told:
        person.save(update_fields=list(told))
    groups = queries.group_changes(identity, said)
    for group in groups.join:
        GivenGroup.objects.create(identity=identity, group=group)
    GivenGroup.objects.filter(identity=identity, group__in=groups.leave).delete()
    if groups.join or groups.leave:
        told["groups"] = [[g.name for g in groups.leave], [g.name for g in groups.join]]
    if told:
        audit.note(subject=person.username, act="person.by_provider", by=None, on=on, changes={"provider": provider.code, **told})


@act
def note_attempt(
    *,
    provider: IdentityProvider,
    outcome: LoginOutcome,
    rule: str = "",
    subject: str = "",
    person: Person | None = None,
    by: Person | None,
    on: datetime,
) -> LoginAttempt:  # fmt: skip
    """Keep that somebody came by a provider and how it ended. Source: D14."""
    return LoginAttempt.objects.create(
        provider=provider, at=on, outcome=outcome.value, rule=rule[:40], subject=subject[:255], person=person
    )


@act
def end_by_provider(*, provider: IdentityProvider, subject: str, sid: str, by: Person | None, on: datetime) -> int:
    """End the sessions that a provider says have ended: one by its number there, else all of a subject. Source: D14."""
    known = Identity.objects.filter(provider=provider, subject=subject).select_related("person").first() if subject else None
    if subject and known is None:
        return 0
    found = came_by(provider.code, subject=subject, sid=sid, person=known.person if known else None)
    for session in found:
        session.delete()
    for _ in found:
        note_attempt(provider=provider, outcome=LoginOutcome.OUT, subject=subject, person=known.person if known else None, by=None, on=on)
    return len(found)


@act
def link_identity(*, provider: IdentityProvider, subject: str, person: Person, reason: str, by: Person, on: datetime) -> Identity:
    """The registrar says that a provider's subject is a person here. Source: D14; O2."""
    require(policies.can_keep(by, on.date()))
    locked(provider)
    known = Identity.objects.filter(provider=provider, subject=subject).select_related("person").first()
    if known is not None:
        require(no("identity_once", "%(provider)s känner redan numret som %(name)s.", "D14", "Ta bort den kopplingen först.",
                   field="subject", provider=provider.name, name=str(known.person)))  # fmt: skip
    if queries.merge_of(person):
        require(no("identity_merged", "Personen är sammanslagen med en annan.", "D14", "Koppla den andra.", field="person"))
    told = {"provider": provider.code, "subject": subject}
    audit.note(subject=person.username, act="identity.link", by=by, on=on, changes=told, reason=reason)
    return Identity.objects.create(provider=provider, subject=subject, person=person, created_at=on)


@act
def unlink_identity(*, identity: Identity, reason: str, by: Person, on: datetime) -> None:
    """The registrar says that a provider's subject is no longer a person here: groups that came by it go, and its sessions. Source: D14; O2."""
    require(policies.can_keep(by, on.date()))
    identity = locked(identity)
    for session in came_by(identity.provider.code, subject=identity.subject, person=identity.person):
        session.delete()
    told = {"provider": identity.provider.code, "subject": identity.subject}
    audit.note(subject=identity.person.username, act="identity.unlink", by=by, on=on, changes=told, reason=reason)
    identity.delete()
