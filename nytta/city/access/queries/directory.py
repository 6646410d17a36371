"""What the directory keeps: rows under their lock, the state of provisioning, and groups beside the seats that they are compared with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from nytta.city.organisation.models import Person
from nytta.city.records.models import Appointment, in_period

from ..models.directory import DirectoryCall, DirectoryDepartment, DirectoryGroup, DirectorySettings, DirectoryUser
from ..rules.scim import ScimError

KEPT_CALLS = 200


def held_user(uid: str) -> DirectoryUser:
    """Somebody whom the directory sees, locked with the person; 404 otherwise."""
    rows = DirectoryUser.objects.select_for_update(of=("self", "person"), no_key=True).filter(removed_at=None, uid=uid)
    found: DirectoryUser = _one(rows.select_related("person"))
    return found


def held_group(uid: str) -> DirectoryGroup:
    """A group under its lock; 404 where there is none."""
    found: DirectoryGroup = _one(DirectoryGroup.objects.select_for_update().filter(uid=uid))
    return found


def _one(rows: Any) -> Any:
    found = rows.first()
    if found is None:
        raise ScimError(404, "", "Resource does not exist.")
    return found


def users_of(resource: Mapping[str, Any]) -> list[DirectoryUser]:
    """The members that a group names; one that the directory does not keep refuses them all."""
    asked = [one["value"] for one in resource.get("members", ())]
    found = list(DirectoryUser.objects.filter(removed_at=None, uid__in=asked))
    if missing := sorted(set(asked) - {one.uid for one in found}):
        raise ScimError(400, "invalidValue", f"There is no person {missing[0][:40]!a} to be a member.")
    return found


def group_said(row: DirectoryGroup) -> dict[str, Any]:
    """A group as it stands, to be patched."""
    uids = row.members.filter(removed_at=None).order_by("pk").values_list("uid", flat=True)
    told: dict[str, Any] = {"displayName": row.name, "members": [{"value": uid} for uid in uids]}
    return told | ({"externalId": row.external_id} if row.external_id else {})


@dataclass(frozen=True)
class Provisioning:
    """How the directory and Nytta stand: when it was last heard of and wrote, how many it keeps, how many departments are unknown."""

    heard_at: datetime | None
    wrote_at: datetime | None
    failed: int
    active: int
    inactive: int
    deleted: int
    groups: int
    unknown: int
    adopts: bool


def provisioning() -> Provisioning:
    """The state of provisioning; five statements."""
    wrote = Q(method__in=("POST", "PUT", "PATCH", "DELETE"), status__lt=400) & ~Q(kind__contains="search")
    calls = DirectoryCall.objects.aggregate(heard=Max("at"), wrote=Max("at", filter=wrote), failed=Count("pk", filter=Q(status__gte=400)))
    seen = Q(removed_at=None)
    people = DirectoryUser.objects.aggregate(
        active=Count("pk", filter=seen & Q(person__is_active=True)), inactive=Count("pk", filter=seen & Q(person__is_active=False)),
        deleted=Count("pk", filter=~seen),
    )  # fmt: skip
    adopts = DirectorySettings.objects.filter(adopts=True).exists()
    return Provisioning(
        calls["heard"], calls["wrote"], calls["failed"], people["active"], people["inactive"], people["deleted"],
        DirectoryGroup.objects.count(), DirectoryDepartment.objects.filter(body=None).count(), adopts,
    )  # fmt: skip


def last_calls() -> list[DirectoryCall]:
    """The last calls, the newest first."""
    return list(DirectoryCall.objects.select_related("caller")[:KEPT_CALLS])


@dataclass(frozen=True)
class Member:
    """Somebody in a group or with a seat, and whether in the other too."""

    person: Person
    seats: tuple[Appointment, ...]
    in_group: bool


def seats_in(role: str, portfolio: str, on: date) -> QuerySet[Appointment]:
    """The seats of a role on a day, of one portfolio where it is asked for."""
    rows = Appointment.objects.filter(in_period(on), role=role, person__is_active=True)
    return rows.filter(portfolio=portfolio) if portfolio else rows


def beside(group: DirectoryGroup, on: date) -> list[Member]:
    """Who is in a group and who has a seat of the role that it is tied to, by name; two statements."""
    people = {one.person_id: one.person for one in group.members.select_related("person__body")}
    seats: dict[int, list[Appointment]] = {}
    if group.role:
        for seat in seats_in(group.role, group.portfolio, on).select_related("person__body", "body"):
            seats.setdefault(seat.person_id, []).append(seat)
    everybody = people | {key: rows[0].person for key, rows in seats.items() if key not in people}
    found = [Member(person, tuple(seats.get(key, ())), key in people) for key, person in everybody.items()]
    return sorted(found, key=lambda m: (m.person.name.casefold(), m.person.pk))
