"""Reads of log-ins: what a person lacks, which second step is asked of whom, sessions, tries and invitations."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Q, QuerySet

from nytta.city.organisation.models import Person
from nytta.city.records.models import Appointment, in_period
from nytta.city.records.queries import appointments_of
from nytta.city.records.queries.rights import rights_of, who_may
from nytta.city.records.terms import Role
from nytta.kit.models import KeptSession
from nytta.kit.sessions import sessions_of
from nytta.kit.words import label, spoken
from nytta.plain.rights import RIGHTS

from ..models import FactorDemand, Invitation, SignIn
from ..rules import digest
from ..rules.accounts import device_words, enough, strength_of, strictest
from ..terms import Factor, Outcome, Strength

NEW_KEY = "nytta_new_key"  # that a key was made in this session
ELSEWHERE_KEY = "nytta_factor"  # what another log-in says that it asked for: a Strength's code, written in the session


def demands(on: date) -> QuerySet[FactorDemand]:
    """Demands that are in force on a day or will be."""
    return FactorDemand.objects.filter(Q(ended_on=None) | Q(ended_on__gt=on))


def demands_on(person: Person, on: date) -> list[FactorDemand]:
    """Those demands, in force or to come, that concern a person by what they serve in and may do on the day."""
    found = list(demands(on))
    if not found:
        return []
    roles = {a.role for a in appointments_of(person, on)}
    may = {line.right.name for _, lines in rights_of(person, on) for line in lines if line.grounds} if any(d.act for d in found) else set()
    return [d for d in found if d.role in roles or d.act in may]


def concerned(demand: FactorDemand, on: date) -> list[Person]:
    """The persons whom a demand concerns on a day."""
    if demand.role:
        rows = Appointment.objects.filter(in_period(on), role=demand.role, person__is_active=True).select_related("person")
        return list({a.person_id: a.person for a in rows}.values())
    return (
        list({s.appointment.person_id: s.appointment.person for s in who_may(RIGHTS[demand.act], on)}.values())
        if demand.act in RIGHTS
        else []
    )


def called(demand: FactorDemand) -> str:
    """Whom a demand is about, in the reader's language."""
    if demand.role in Role.codes():
        return label(Role(demand.role))
    return spoken(RIGHTS[demand.act].label) if demand.act in RIGHTS else demand.act


def _held(people: Iterable[Person]) -> dict[int, set[Factor]]:
    held: dict[int, set[Factor]] = {}
    for person, kind in Authenticator.objects.filter(user__in={p.pk for p in people}).values_list("user_id", "type"):
        held.setdefault(person, set()).update({Factor(kind)} if kind in Factor.codes() else ())
    return held


def _lack(people: list[Person], asked: Strength, held: Mapping[int, set[Factor]]) -> list[Person]:
    return [p for p in people if not enough(asked=asked, shown=strength_of(held.get(p.pk, set())))]


def without(people: list[Person], asked: Strength) -> list[Person]:
    """Those of some persons whose second steps do not meet what is asked; one query."""
    return _lack(people, asked, _held(people))


def with_those_concerned(found: Iterable[FactorDemand], on: date) -> list[tuple[FactorDemand, list[Person], list[Person]]]:
    """Demands, each with whom it concerns on a day (nobody, once it has ended) and who of them lacks it; each role and act is asked for once."""
    listed = list(found)
    people = {(d.role, d.act): concerned(d, on) for d in {(d.role, d.act): d for d in listed if d.ended_on is None}.values()}
    held = _held(p for each in people.values() for p in each)
    lines = [(d, people[d.role, d.act] if d.ended_on is None else []) for d in listed]
    return [(d, who, _lack(who, Strength(d.strength), held)) for d, who in lines]


def held_factors(person: int) -> set[Factor]:
    """The second steps that a person has set up."""
    kinds = Authenticator.objects.filter(user_id=person).values_list("type", flat=True)
    return {Factor(kind) for kind in kinds if kind in Factor.codes()}


def shown_factors(data: Any) -> list[Factor]:
    """By what the person of a session has shown who they are, in the order in which it was done."""
    found: dict[Factor, None] = {}
    for record in data.get(AUTHENTICATION_METHODS_SESSION_KEY) or ():
        method = record.get("type") if record.get("method") == "mfa" else record.get("method")
        found[Factor(method) if method in Factor.codes() else Factor.ELSEWHERE] = None
    return list(found)


def _shown(person: int, data: Any) -> Strength | None:
    """How strong a session is: by what was shown in it; a code app that is set up was asked for when it began."""
    elsewhere = data.get(ELSEWHERE_KEY)
    held = held_factors(person)
    if Factor.PASSKEY in held and any(r.get("type") == Factor.PASSKEY.value for r in data.get(AUTHENTICATION_METHODS_SESSION_KEY) or ()):
        return Strength.PHISHING_RESISTANT
    if Factor.PASSKEY in held and data.get(NEW_KEY):
        return Strength.PHISHING_RESISTANT
    if elsewhere in Strength.codes():
        return Strength(elsewhere)
    return Strength.ANY if held & {Factor.TOTP, Factor.PASSKEY} else None


def lacking(person: int, data: Any, on: date) -> str:
    """What the person of a session lacks of what is asked of them today: the strength, or "" where it is enough. Source: D14."""
    if not FactorDemand.objects.filter(Q(ended_on=None) | Q(ended_on__gt=on), from_day__lte=on).exists():
        return ""
    somebody = Person.objects.filter(pk=person).first()
    asked = strictest([Strength(d.strength) for d in demands_on(somebody, on) if d.from_day <= on]) if somebody else None
    return asked.value if asked and not enough(asked=asked, shown=_shown(person, data)) else ""


def to_come(person: Person, on: date) -> FactorDemand | None:
    """The next demand that will concern a person and that what they have set up does not meet."""
    held = strength_of(held_factors(person.pk))
    later = [d for d in demands_on(person, on) if d.from_day > on and not enough(asked=Strength(d.strength), shown=held)]
    return later[0] if later else None


@dataclass(frozen=True)
class Seen:
    """A session as one reads it."""

    key: str
    device: str
    network: str
    begun_at: datetime
    seen_at: datetime
    this: bool


def seen_sessions(person: Person, this: str = "") -> list[Seen]:
    """A person's sessions, this one first."""
    rows: Iterable[KeptSession] = sessions_of(person.pk)
    found = [Seen(s.key, device_words(s.agent), s.network, s.begun_at, s.seen_at, s.key == this) for s in rows]
    return sorted(found, key=lambda s: not s.this)


def sign_ins_of(person: Person) -> QuerySet[SignIn]:
    """A person's own tries to log in, the last first."""
    return SignIn.objects.filter(person=person).order_by("-at", "-pk")


def known_device(person: Person, *, device: str, network: str) -> bool | None:
    """Whether a person has entered from such a device in such a network before; None where they never have from any."""
    entered = sign_ins_of(person).filter(outcome=Outcome.ENTERED.value)
    if not entered.exists():
        return None
    return entered.filter(device=device, network=network).exists()


def invitation_of(text: str) -> Invitation | None:
    """The invitation that a link's text is."""
    return Invitation.objects.filter(digest=digest(text)).select_related("person").first()


def invitations_of(person: Person) -> QuerySet[Invitation]:
    """All invitations that a person has had, the last first."""
    return Invitation.objects.filter(person=person).select_related("made_by")


def codes_left(person: int) -> int | None:
    """How many recovery codes a person has left; None where none were made."""
    found = Authenticator.objects.filter(user_id=person, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(found.wrap().get_unused_codes()) if found else None


def person_called(name: str) -> Person | None:
    """The person who may log in under a name or has an address; nobody where several share the address."""
    active = Person.objects.filter(is_active=True)
    found = list(active.filter(username=name)[:1]) or list(active.filter(email__iexact=name)[:2] if "@" in name else [])
    return found[0] if len(found) == 1 else None


def address(path: str) -> str:
    """The whole address of a page, for letters."""
    return f"{settings.SITE_URL}{path}"
