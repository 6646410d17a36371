"""Reads of providers: which are in force, what their rules say, whom they know, and what a log-in would change."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Body, Person
from nytta.kit.audit import plain

from ..models import ClaimRule, DirectoryGroup, GivenGroup, Identity, IdentityProvider, LoginAttempt, Merge, Removal
from ..rules.claims import Names, Reading, Rule, read, values_at
from ..terms import ClaimOutcome, ClaimTest, FirstLogin, MatchWith

MOST_SHOWN = 20
_FOLLOWED = ("name", "title", "email")


def in_force() -> list[IdentityProvider]:
    """The providers that people may log in by, in the order of the log-in page; one query."""
    return list(IdentityProvider.objects.filter(in_force=True))


def provider_at(code: str) -> IdentityProvider | None:
    """A provider by its code."""
    return IdentityProvider.objects.select_related("body").filter(code=code).first()


def names_of(provider: IdentityProvider) -> Names:
    """Which claims hold what is said of a person."""
    return Names(
        provider.claim_username, provider.claim_name, provider.claim_title, provider.claim_email, provider.claim_active
    )  # fmt: skip


def rows_of(provider: IdentityProvider) -> list[ClaimRule]:
    """A provider's rules in order; one query."""
    return list(provider.rules.select_related("body", "group"))


def rule_of(row: ClaimRule) -> Rule:
    """A row as the reading takes it."""
    target = row.body.code if row.body else row.group.name if row.group else ""
    return Rule(row.path, ClaimTest(row.test), row.value, ClaimOutcome(row.outcome), target)


def reading(provider: IdentityProvider, claims: Mapping[str, Any]) -> Reading:
    """What claims say by a provider's rules; one query."""
    return read(claims, names_of(provider), [rule_of(r) for r in rows_of(provider)])


def matched(provider: IdentityProvider, claims: Mapping[str, Any], wanted: list[str]) -> list[Person]:
    """The persons (not more than two) that exist and that a provider's claim points at; none by an address that nobody has confirmed."""
    if not provider.match_with or not wanted:
        return []
    if provider.match_with == MatchWith.EMAIL.value:
        if claims.get("email_verified") is not True:
            return []
        return list(Person.objects.filter(email__iexact=wanted[0]).select_related("body")[:2])
    return list(Person.objects.filter(username__iexact=wanted[0]).select_related("body")[:2])


def changes(person: Person | None, said: Reading, bodies: Mapping[str, Body]) -> dict[str, list[Any]]:
    """{what: [from, to]} that a log-in would change on a person; all that it would write for somebody new."""
    found: dict[str, list[Any]] = {}
    for name in _FOLLOWED:
        new, old = getattr(said, name), getattr(person, name) if person else ""
        if new is not None and new[:120] != old:
            found[name] = [old, new[:120]]
    body = bodies.get(said.body or "")
    if body is not None and (person is None or person.body_id != body.pk):
        found["body"] = [plain(person.body) if person and person.body else "", str(body)]
    return found


@dataclass(frozen=True)
class GroupChange:
    """Groups that a log-in would add somebody to and take them out of."""

    join: list[DirectoryGroup]
    leave: list[DirectoryGroup]


def group_changes(identity: Identity | None, said: Reading) -> GroupChange:
    """What a log-in does to memberships: what claims gave they take back; what others gave stays. Four queries at most."""
    wanted = list(DirectoryGroup.objects.filter(name__in=said.groups)) if said.groups else []
    if identity is None:
        return GroupChange(wanted, [])
    given = [g.group for g in GivenGroup.objects.filter(identity=identity).select_related("group")]
    keys, asked = {g.pk for g in given}, {g.pk for g in wanted}
    return GroupChange([g for g in wanted if g.pk not in keys], [g for g in given if g.pk not in asked])


@dataclass(frozen=True)
class Would:
    """What a log-in would lead to: who it would be, how that is known, and what would change. `closed` is why nobody is let in."""

    person: Person | None
    how: str
    closed: str
    changes: dict[str, list[Any]]
    groups: GroupChange


CLOSED_TEXTS = {
    "rule": _("Nekas av en regel."),
    "ended": _("Nekas: leverantören säger att kontot inte är aktivt."),
    "removed": _("Nekas: personen är borttagen här."),
    "several": _("Nekas: flera personer stämmer med uppgiften."),
    "linked": _("Nekas: personen är redan känd under ett annat id hos leverantören."),
    "unknown": _("Nekas: personen är inte införd här."),
    "taken": _("Nekas: användarnamnet är upptaget av någon annan."),
}
WHY_TEXTS = {
    "provider_unreachable": _("Leverantören svarade inte som den ska."),
    "provider_https": _("Adressen börjar inte med https://."),
    "provider_keys": _("Leverantören har ingen nyckel att signera med."),
    "provider_paused": _("Leverantören var pausad."),
    "provider_secret": _("Hemligheten finns varken i miljön eller i en fil."),
    "discovery_shape": _("Leverantörens beskrivning är inte JSON med ett objekt."),
    "discovery_issuer": _("Leverantören säger att den heter något annat än det som är infört här."),
    "discovery_lacks": _("Leverantörens beskrivning är inte hel."),
    "discovery_code": _("Leverantören lämnar inga koder (response_type code)."),
    "discovery_pkce": _("Leverantören kan inte PKCE med S256."),
    "discovery_algorithm": _("Leverantören signerar inte med öppen nyckel."),
    "state_unknown": _("Svaret hör inte till någon inloggning som har börjat här."),
    "state_old": _("Inloggningen tog för lång tid."),
    "answer_issuer": _("Svaret kommer från en annan utfärdare."),
    "answer_error": _("Leverantören svarade med ett fel."),
    "login_left": _("Inloggningen avbröts hos leverantören."),
    "login_username": _("Nekas: leverantören säger inget användarnamn som kan användas."),
    "token_missing": _("Svaret säger inte vem som loggade in."),
    "token_shape": _("Svaret går inte att läsa."),
    "token_algorithm": _("Svaret är inte signerat på ett sätt som godtas."),
    "token_critical": _("Svaret kräver något som inte stöds här."),
    "token_key": _("Svaret är signerat med en nyckel som leverantören inte har uppgett."),
    "token_signature": _("Svarets signatur stämmer inte."),
    "token_issuer": _("Svaret kommer från en annan utfärdare."),
    "token_audience": _("Svaret är menat för någon annan."),
    "token_party": _("Svaret är utfärdat åt någon annan."),
    "token_subject": _("Svaret säger inte vem det gäller."),
    "token_nonce": _("Svaret hör inte till den här inloggningen."),
    "token_auth_time": _("Leverantören har inte bett om en ny inloggning, fast vi bad om det."),
    "token_expired": _("Svaret har gått ut."),
    "token_issued": _("Svaret är inte nyss utfärdat."),
    "token_early": _("Svaret gäller inte ännu."),
    "userinfo_subject": _("Uppgifterna gäller någon annan än den som loggade in."),
    "logout_event": _("Det är ingen begäran om utloggning."),
    "logout_nonce": _("En begäran om utloggning har inget nonce."),
    "logout_id": _("Begäran om utloggning saknar nummer."),
    **{f"login_{rule}": text for rule, text in CLOSED_TEXTS.items()},
}
HOW_TEXTS = {
    "known": _("Känd sedan tidigare på sitt id hos leverantören."),
    "matched": _("Inte varit här förut; känns igen på uppgiften."),
    "new": _("Ny: personen skulle föras in, utan rättigheter."),
    "nobody": _("Ingen som finns här."),
}


def would(provider: IdentityProvider, claims: Mapping[str, Any], said: Reading, wanted: list[str]) -> Would:
    """What a log-in with claims would lead to; a constant number of queries, and nothing is kept."""
    subjects = values_at(claims, "sub")
    known = Identity.objects.filter(provider=provider, subject=subjects[0]).select_related("person__body").first() if subjects else None
    found = [] if known else matched(provider, claims, wanted)
    person = known.person if known else found[0] if len(found) == 1 else None
    how = "known" if known else "matched" if person else "new" if provider.first_login == FirstLogin.CREATE.value else "nobody"
    bodies = {b.code: b for b in Body.objects.filter(code=said.body)} if said.body else {}
    closed = _closed(provider, said, known, found, how)
    return Would(person, HOW_TEXTS[how], CLOSED_TEXTS.get(closed, ""), changes(person, said, bodies), group_changes(known, said))


def _closed(provider: IdentityProvider, said: Reading, known: Identity | None, found: list[Person], how: str) -> str:
    person = known.person if known else found[0] if found else None
    taken = how == "new" and bool(said.username) and Person.everyone.filter(username__iexact=said.username).exists()
    linked = bool(found) and Identity.objects.filter(provider=provider, person=found[0]).exists()
    reasons = {
        "rule": said.refused is not None, "ended": not said.active, "several": len(found) > 1, "linked": linked,
        "removed": person is not None and not person.is_active, "unknown": how == "nobody", "taken": taken,
    }  # fmt: skip
    return next((name for name, holds in reasons.items() if holds), "")


def identities_of(person: Person) -> QuerySet[Identity]:
    """By which providers a person is known."""
    return Identity.objects.filter(person=person).select_related("provider").order_by("provider__name", "subject")


def groups_of(person: Person) -> list[DirectoryGroup]:
    """The groups of a person: as the directory keeps them, and as providers' claims have given them; one query."""
    given = GivenGroup.objects.filter(identity__person=person).values("group")
    return list(DirectoryGroup.objects.filter(Q(members__person=person) | Q(pk__in=given)).distinct())


def attempts_at(provider: IdentityProvider) -> list[LoginAttempt]:
    """The last attempts to log in by a provider."""
    return list(provider.attempts.select_related("person")[:MOST_SHOWN])


def merge_of(person: Person) -> Merge | None:
    """Into whom a duplicate was merged."""
    return Merge.objects.filter(person=person).select_related("into", "by").first()


def removal_of(person: Person) -> Removal | None:
    """The removal that holds for a person, with what ended by it."""
    return Removal.objects.filter(person=person, restored_at=None).select_related("by").prefetch_related("ended__body").first()
