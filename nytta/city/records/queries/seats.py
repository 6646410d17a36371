"""Appointments that come to an end: warned of at several lead times until somebody has answered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Person
from nytta.kit.words import label
from nytta.kit.work import Waiting, worklist

from ..models import Absence, Appointment, Delegation, Designation, in_period
from ..rules import APPOINTS, FILLED, GROUPS, LEADS, RECORDS, urgency
from ..terms import Appointer, DelegatedAct, Role
from . import appointments_of, stands_for

_GROUP_TEXTS = {
    Role.DEVELOPMENT_COUNCIL: _("Utvecklingsrådet"), Role.PREPARATION_GROUP: _("Beredningsgruppen"),
    Role.OWNER_GROUP: _("Ägargruppen"), Role.USER_GROUP: _("Användargruppen"),
}  # fmt: skip


def _later(model: type[Appointment]) -> Exists:
    same = model.objects.filter(
        person=OuterRef("person"), role=OuterRef("role"), portfolio=OuterRef("portfolio"), valid_from__gt=OuterRef("valid_from")
    )
    return Exists(same.filter(Q(body=OuterRef("body")) | Q(body=None, role__in=[r.value for r in Role if r not in _OF_BODIES])))


_OF_BODIES = [r for r, f in FILLED.items() if f.appointer is Appointer.BODY]


def ending(on: date, within_days: int = max(LEADS)) -> QuerySet[Appointment]:
    """Appointments that end within so many days and that nobody has answered for: neither renewed, ended by a decision nor let lapse."""
    last = on + timedelta(days=within_days)
    rows = Appointment.objects.filter(valid_from__lte=on, valid_until__gte=on, valid_until__lte=last, ended_by=None, lapse_noted_on=None)
    return rows.exclude(_later(Appointment)).select_related("person", "body").order_by("valid_until", "role", "person__name", "pk")


def answers_for(person: Person, on: date) -> list[Role]:
    """The roles whose seats a person fills: whoever appoints, else whoever records what the appointer decides."""
    mine = {Role(a.role) for a in appointments_of(person, on)}
    return [role for role, filling in FILLED.items() if mine & set(APPOINTS.get(filling.appointer) or RECORDS[filling.appointer])]


@worklist
def ending_soon(person: Person, on: date) -> Iterable[Waiting]:
    """Appointments that end soon, to who holds them and to who fills the seat: two queries."""
    roles = answers_for(person, on)
    for a in ending(on).filter(Q(person=person) | Q(role__in=[r.value for r in roles])):
        role, mine = Role(a.role), a.person_id == person.pk
        order = urgency(days=(a.valid_until - on).days if a.valid_until else max(LEADS))
        what = gettext("Ditt uppdrag tar slut") if mine else gettext("Uppdrag som tar slut: förnya eller låt dem upphöra")
        title = label(role) if mine else f"{label(role)}, {a.person}"
        note = gettext("sista dag %(day)s") % {"day": a.valid_until.isoformat() if a.valid_until else ""}
        yield Waiting(what, title, a.portfolio, reverse("records:appointment", args=[a.pk]), None, note, order or 5)


@worklist
def delegations_ending(person: Person, on: date) -> Iterable[Waiting]:
    """Delegations that end soon and have no later one, to who records them; one query."""
    if Role.REGISTRAR.value not in {a.role for a in appointments_of(person, on)}:
        return
    later = Delegation.objects.filter(
        body=OuterRef("body"), act=OuterRef("act"), role=OuterRef("role"), valid_from__gt=OuterRef("valid_from")
    )
    last = on + timedelta(days=max(LEADS))
    rows = Delegation.objects.filter(valid_from__lte=on, valid_until__gte=on, valid_until__lte=last).exclude(Exists(later))
    for d in rows.select_related("body").order_by("valid_until", "pk"):
        note = gettext("sista dag %(day)s") % {"day": d.valid_until.isoformat() if d.valid_until else ""}
        order = urgency(days=(d.valid_until - on).days if d.valid_until else max(LEADS))
        what = gettext("Delegationer som tar slut: be om ett nytt beslut")
        yield Waiting(what, f"{d.body}: {label(DelegatedAct(d.act))}", "", reverse("records:delegations"), None, note, order or 5)


def service_owners(on: date) -> QuerySet[Designation]:
    """Which body owns which e-service that no system carries, on a day and later."""
    rows = Designation.objects.filter(Q(valid_until=None) | Q(valid_until__gte=on))
    return rows.select_related("body", "decision").order_by("subject", "valid_from")


def composed(on: date) -> list[tuple[Role, str]]:
    """The groups that have members on a day, as (role, portfolio), in the order of the house; one query."""
    held = Appointment.objects.filter(in_period(on), role__in=[r.value for r in GROUPS], person__is_active=True)
    found = {(Role(role), portfolio) for role, portfolio in held.values_list("role", "portfolio").distinct().order_by()}
    return sorted(found, key=lambda pair: (GROUPS.index(pair[0]), pair[1]))


@dataclass(frozen=True)
class Seated:
    """A member of a group on a day: until when they are away, and whether a substitute serves for somebody who is."""

    seat: Appointment
    away_until: date | None
    serves: bool


def seated(members: Sequence[Appointment], on: date) -> list[Seated]:
    """The members of a group with who is away on a day and which substitutes serve; one query. Source: O2; F10."""
    rows = Absence.objects.filter(in_period(on), appointment__in=[a.pk for a in members if not a.substitute])
    away = dict(rows.order_by("valid_until").values_list("appointment", "valid_until"))
    gone = [a for a in members if a.pk in away]
    return [Seated(a, away.get(a.pk), a.substitute and any(stands_for(a, o) for o in gone)) for a in members]


def group_name(role: Role, portfolio: str = "") -> str:
    """What a group is called, and not what its members are."""
    name = gettext(_GROUP_TEXTS[role])
    return gettext("%(group)s för portfölj %(portfolio)s") % {"group": name, "portfolio": portfolio} if portfolio else name
