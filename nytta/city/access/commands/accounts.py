"""Log-ins tried, invitations to choose a password, sessions ended, and the second step that is asked of some."""

import secrets
from collections.abc import Collection
from datetime import date, datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext, override

from nytta.city.organisation.models import Body, Person
from nytta.city.records import commands as records
from nytta.city.records.policies import can_record
from nytta.kit import audit, jobs, notices, sessions
from nytta.kit.commands import act, locked
from nytta.kit.models import Job
from nytta.kit.passwords import password_valid
from nytta.plain.verdicts import no, require

from .. import policies
from ..models import Attempts, FactorDemand, Invitation, SignIn
from ..queries import accounts as asked
from ..rules import accounts as rules
from ..rules import digest
from ..terms import Factor, InvitationKind, Outcome, Strength

FORGOTTEN = "access.forgotten"


def _kept(name: str) -> str:
    """A digest that only somebody with the installation's key can make: what was typed as a name may be a password."""
    return salted_hmac("nytta.access.attempts", name.casefold().strip(), algorithm="sha256").hexdigest()


@act
def begin_try(*, name: str, network: str, by: Person | None, on: datetime) -> int:
    """Count a try under a name and from a network before the password is looked at; seconds to wait, 0 when it may go on.

    The row is locked, so that many processes at once get no more tries than one after another. A name that nobody has
    waits just the same. Source: D14.
    """
    left = 0
    for key, free, forgotten in (
        (_kept(f"name {name}"), rules.FREE_TRIES, rules.FORGOTTEN_AFTER),
        (_kept(f"network {network}"), rules.FREE_TRIES_NETWORK, rules.NETWORK_FORGOTTEN_AFTER),
    ):
        Attempts.objects.bulk_create([Attempts(key=key, last_at=on)], ignore_conflicts=True)
        row = Attempts.objects.select_for_update().get(key=key)
        if row.last_at + forgotten <= on:
            row.fails, row.waits_until = 0, None
        if row.waits_until and row.waits_until > on:
            left = max(left, int((row.waits_until - on).total_seconds()) + 1)
            continue
        row.fails, row.last_at = row.fails + 1, on
        row.waits_until = on + wait if (wait := rules.wait_after(fails=row.fails, free=free)) else None
        row.save(update_fields=["fails", "last_at", "waits_until"])
    return left


@act
def end_tries(*, name: str, network: str, by: Person | None, on: datetime) -> None:
    """The try was right: the name starts anew, and the network gets this one back. Source: D14."""
    Attempts.objects.filter(key=_kept(f"name {name}")).delete()
    Attempts.objects.filter(key=_kept(f"network {network}"), fails__gt=0).update(fails=F("fails") - 1)


@act
def note_try(
    *, person: Person | None, outcome: Outcome, factors: Collection[Factor], network: str, device: str, by: Person | None, on: datetime
) -> SignIn:
    """Note in the log of log-ins how a try went; who enters from a device that is new to them is told by mail. Source: D14."""
    known = asked.known_device(person, device=device, network=network) if person and outcome is Outcome.ENTERED else True
    made = SignIn.objects.create(
        person=person, at=on, outcome=outcome.value, factors=" ".join(f.value for f in factors), network=network, device=device,
        is_new=known is False,
    )  # fmt: skip
    if person and known is False:
        with override(person.letter_language):
            text = gettext(
                "Någon loggade in på ditt konto i Nytta från en enhet som inte har använts förut: %(device)s, nät %(network)s, %(at)s.\n\n"
                "Var det du behöver du inte göra något. Annars: avsluta inloggningen och byt lösenord här: %(url)s"
            )
            told = {
                "device": device or gettext("okänd enhet"),
                "network": network,
                "at": f"{on:%Y-%m-%d %H:%M}",
                "url": asked.address("/tilltrade/inloggningar/"),
            }
            notices.put(key=f"new-device-{made.pk}", to=person.email, subject=gettext("Ny inloggning i Nytta"), body=text % told, on=on)
    return made


@act
def tell_of_change(*, person: Person, what: str, this: str, reason: str = "", by: Person | None, on: datetime) -> int:
    """A factor or the password was changed (`what` is the audited act): other sessions end, and the person is told; how many ended. Source: D14."""
    ended = sessions.end_sessions(person.pk, but=this)
    sessions.judge_anew(person.pk)
    audit.note(subject=person.username, act=what, by=by, on=on, changes={"ended": ended} if ended else {}, reason=reason)
    with override(person.letter_language):
        text = gettext(
            "Ditt lösenord eller ett andra steg för att logga in i Nytta ändrades %(at)s. Inloggningar på andra enheter är avslutade.\n\n"
            "Var det inte du? Hör av dig till registratorn genast. Dina inloggningar: %(url)s"
        ) % {"at": f"{on:%Y-%m-%d %H:%M}", "url": asked.address("/tilltrade/inloggningar/")}
        key = f"changed-{person.pk}-{what}-{on.isoformat()}"
        notices.put(key=key, to=person.email, subject=gettext("Din inloggning i Nytta har ändrats"), body=text, on=on)
    return ended


@act
def end_own_session(*, key: str, by: Person, on: datetime) -> int:
    """End one of one's own sessions. Source: D14."""
    ended = sessions.end_sessions(by.pk, only=key)
    if ended:
        audit.note(subject=by.username, act="session.end", by=by, on=on)
    return ended


@act
def end_other_sessions(*, this: str, by: Person, on: datetime) -> int:
    """End all of one's own sessions but this one. Source: D14."""
    ended = sessions.end_sessions(by.pk, but=this)
    audit.note(subject=by.username, act="session.end_others", by=by, on=on, changes={"ended": ended})
    return ended


@act
def end_all_sessions(*, person: Person, reason: str, by: Person, on: datetime) -> int:
    """The registrar ends all sessions of a person, for a reason. Source: D14; O2."""
    require(policies.can_keep(by, on.date()))
    if not reason.strip():
        require(no("reason", "Skriv varför inloggningarna avslutas.", "O2", "Skriv skälet.", field="reason"))
    ended = sessions.end_sessions(person.pk)
    audit.note(subject=person.username, act="session.end_all", by=by, on=on, changes={"ended": ended}, reason=reason)
    return ended


@act
def take_off_factors(*, person: Person, reason: str, by: Person, on: datetime) -> int:
    """Take off all second steps of somebody who has lost them; every session ends and they are told; how many were taken off. Source: D14; O2."""
    require(policies.may_take_off(by, person, on.date()))
    if not reason.strip():
        require(no("reason", "Skriv hur du vet att det är personen själv som ber.", "D14", "Skriv skälet.", field="reason"))
    taken = len(asked.held_factors(person.pk))
    Authenticator.objects.filter(user_id=person.pk).delete()
    tell_of_change(person=person, what="factor.take_off", this="", reason=reason, by=by, on=on)
    return taken


@act
def demand_factor(*, role: str, right: str, strength: Strength, from_day: date, decided_by: str, by: Person, on: datetime) -> FactorDemand:
    """Record that a second step is asked of a role, or of whoever may do an act, from a day; those who lack it are told at once. Source: D14; O2."""
    require(policies.can_keep(by, on.date()))
    require(rules.requirement_valid(role=role, act=right, from_day=from_day, decided_by=decided_by, on=on.date()))
    made = FactorDemand.objects.create(
        role=role, act=right, strength=strength.value, from_day=from_day, decided_by=decided_by, made_by=by, made_at=on
    )
    audit.note(
        subject=f"krav-{made.pk}", act="factor.demand", by=by, on=on,
        changes={"role": role, "right": right, "strength": strength, "from_day": from_day}, reason=decided_by,
    )  # fmt: skip
    sessions.judge_anew()
    for person in asked.without(asked.concerned(made, on.date()), strength):
        with override(person.letter_language):
            text = gettext(
                "Från %(day)s behöver du ett andra steg för att logga in i Nytta. Kravet är bestämt av: %(who)s.\n\nSlå på det redan nu, det tar ett par minuter: %(url)s"
            ) % {"day": from_day, "who": decided_by, "url": asked.address("/konto/2fa/")}
            notices.put(
                key=f"factor-{made.pk}-{person.pk}", to=person.email, subject=gettext("Nytta: du behöver ett andra steg"), body=text, on=on
            )
    return made


@act
def end_demand(*, demand: FactorDemand, reason: str, by: Person, on: datetime) -> FactorDemand:
    """End a demand of a second step from today. Source: D14; O2."""
    demand = locked(demand)
    require(policies.demand_may_end(by, demand, on.date()))
    if not reason.strip():
        require(no("reason", "Skriv varför kravet upphör.", "O2", "Skriv skälet och vem som har bestämt det.", field="reason"))
    demand.ended_on, demand.ended_by, demand.end_reason = on.date(), by, reason[:300]
    demand.save(update_fields=["ended_on", "ended_by", "end_reason"])
    audit.note(subject=f"krav-{demand.pk}", act="factor.end", by=by, on=on, reason=reason)
    sessions.judge_anew()
    return demand


def _invite(person: Person, kind: InvitationKind, by: Person | None, on: datetime) -> str:
    """A new invitation, mailed; those before it no longer open. Its text, which is kept nowhere."""
    Invitation.objects.filter(person=person, used_at=None, expires_at__gt=on).update(expires_at=F("made_at") + timedelta(microseconds=1))
    text = secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        person=person, kind=kind.value, digest=digest(text), made_by=by, made_at=on, expires_at=on + rules.LASTS[kind]
    )
    with override(person.letter_language):
        first = gettext("Du har fått ett konto i Nytta. Ditt användarnamn är %(name)s. Välj ett lösenord här: %(url)s")
        again = gettext(
            "Välj ett nytt lösenord för Nytta här: %(url)s. Ditt användarnamn är %(name)s. Har du inte bett om det kan du slänga brevet."
        )
        body = (first if kind is InvitationKind.FIRST else again) % {
            "name": person.username,
            "url": asked.address(f"/tilltrade/inbjudan/{text}/"),
        }
        body += "\n\n" + gettext("Länken gäller en gång, till %(until)s.") % {"until": f"{made.expires_at:%Y-%m-%d %H:%M}"}
        notices.put(
            key=f"invitation-{made.pk}", to=person.email, subject=gettext("Välj ditt lösenord i Nytta"), body=body, on=on, secret=True
        )
    audit.note(subject=person.username, act="invitation.make", by=by, on=on, changes={"kind": kind, "until": made.expires_at})
    return text


@act
def let_in(*, username: str, name: str, title: str, email: str, body: Body, by: Person, on: datetime) -> tuple[Person, str]:
    """Let somebody log in: they choose their own password by a link, which is mailed, and whose text is returned once. Source: O2; D14."""
    person = records.record_person(username=username, name=name, title=title, email=email, body=body, by=by, on=on)
    return person, _invite(person, InvitationKind.FIRST, by, on)


@act
def invite_anew(*, person: Person, by: Person, on: datetime) -> str:
    """A new link by which a person chooses a password, when the first has gone out or the password is forgotten. Source: O2; D14."""
    require(can_record(by, on.date()))
    require(policies.password_for(person))
    return _invite(person, InvitationKind.NEW if person.has_usable_password() else InvitationKind.FIRST, by, on)


@act
def ask_new_password(*, name: str, by: Person | None, on: datetime) -> None:
    """Somebody has forgotten a password: a job looks whether the name is anybody's, so that the answer tells nothing, neither in words nor time."""
    jobs.put(FORGOTTEN, _kept(f"name {name}")[:40] + f"-{on:%Y%m%d%H%M}", on=on, written=name[:150])


@act
def send_forgotten(*, name: str, job: int = 0, by: Person | None, on: datetime) -> bool:
    """Mail a link for a new password to the person of a name or an address, who has a password; at most three a day. Source: D14.

    What was written is not kept on the job that asked.
    """
    Job.objects.filter(pk=job).update(arguments={})
    person = asked.person_called(name)
    if person is None or not person.has_usable_password() or not policies.password_for(person):
        return False
    if Invitation.objects.filter(person=person, kind=InvitationKind.FORGOTTEN.value, made_at__gt=on - timedelta(days=1)).count() >= 3:
        return False
    _invite(person, InvitationKind.FORGOTTEN, None, on)
    return True


@act
def choose_password(*, text: str, password: str, by: Person | None, on: datetime) -> Person:
    """Choose a password by an invitation: once; every session of the person ends. Source: O2; D14."""
    found = asked.invitation_of(text)
    one = locked(found) if found else None
    person = one.person if one else None
    require(
        rules.invitation_usable(
            expires_at=one.expires_at if one else on, used_at=one.used_at if one else None, active=bool(person and person.is_active), on=on
        )
    )
    assert one is not None and person is not None
    require(password_valid(password, words=(person.username, person.name, person.email, str(person.body or ""))))
    one.used_at = on
    one.save(update_fields=["used_at"])
    person.set_password(password)
    person.save(update_fields=["password"])
    tell_of_change(person=person, what="password.choose", this="", by=person, on=on)
    return person
