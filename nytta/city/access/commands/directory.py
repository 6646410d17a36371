"""The directory's persons and groups: made, changed and removed as it says. None of it gives a right; removal ends them all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F, Q

from nytta.city.organisation.models import Body, Person
from nytta.kit import audit
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import require

from .. import policies
from ..models import Merge
from ..models.directory import DirectoryCall, DirectoryDepartment, DirectoryGroup, DirectorySettings, DirectoryUser
from ..queries.directory import KEPT_CALLS, users_of
from ..queries.places import meanings, placed
from ..rules.scim import USER, ScimError, name_of, words_of
from ..rules.scim.schemas import ENTERPRISE
from .people import remove_person, restore_person

REASON = "Borttagen i katalogen"
BACK = "Tillbaka i katalogen"
LANGUAGES = {code for code, _ in settings.LANGUAGES}


@dataclass(frozen=True)
class Saved:
    """What a write led to: the row, whether it was made now, and whether anything changed."""

    row: Any
    made: bool = False
    changed: bool = True


def _taken(what: str) -> ScimError:
    return ScimError(409, "uniqueness", f"{what} is taken.")


def _kept(resource: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a person as said; whether active stands on the person alone."""
    return {name: value for name, value in resource.items() if name != "active"}


@act
def provision_user(*, resource: Mapping[str, Any], by: Person, on: datetime) -> Saved:
    """The directory has somebody new: a person who may log in and has no right; somebody it had deleted comes back as the same person.

    `resource` is cleaned. Somebody kept here already is taken over only where the registrar has said so. Source: D14; O2.
    """
    require(policies.can_provision(by, on.date()))
    key, external = resource["userName"].casefold(), resource.get("externalId", "")
    same = Q(key=key) | Q(external_id=external) if external else Q(key=key)
    for row in DirectoryUser.objects.select_for_update(of=("self",)).filter(same).order_by("pk"):
        if row.removed_at is None:
            raise _taken("userName" if row.key == key else "externalId")
        if row.external_id == external:
            return _come_back(row, resource, by, on)
        if row.key == key:  # what was done stays under the name of whoever had it
            raise _taken("userName, which somebody else had before,")
    person, adopted = _person_for(resource, by, on), False
    if person.pk is None:
        person.save()
    else:
        adopted = True
    row = DirectoryUser(person=person, key=key, keeper=by, adopted=adopted, created_at=on, changed_at=on)
    _write(row, resource, by, on)
    audit.note(subject=person.username, act="directory.adopt" if adopted else "directory.add", by=by, on=on, changes=_told(row))
    _stand(row, resource, by, on)
    return Saved(row, made=True)


def _person_for(resource: Mapping[str, Any], by: Person, on: datetime) -> Person:
    """Somebody new, or somebody kept here who may be taken over."""
    held = Person.everyone.filter(username__iexact=resource["userName"]).first()
    if held is None:
        made = Person(username=resource["userName"], name=name_of(resource))
        made.set_unusable_password()
        return made
    adopts = DirectorySettings.objects.filter(adopts=True).exists()
    if not adopts or held.is_program or not held.is_active or held.is_superuser or held.is_staff:
        raise _taken("userName")
    if DirectoryUser.objects.filter(person=held).exists():
        raise _taken("userName")
    return held


def _come_back(row: DirectoryUser, resource: Mapping[str, Any], by: Person, on: datetime) -> Saved:
    row.removed_at = None
    row.version += 1
    row.keeper = by
    _write(row, resource, by, on)
    audit.note(subject=row.person.username, act="directory.restore", by=by, on=on, changes=_told(row))
    _stand(row, resource, by, on)
    return Saved(row, made=True)


def _told(row: DirectoryUser) -> dict[str, Any]:
    """What the audit keeps of somebody new: the ids, and where they work."""
    return {"id": row.uid, "body": row.person.body.code if row.person.body else ""}


def _stand(row: DirectoryUser, resource: Mapping[str, Any], by: Person, on: datetime) -> None:
    """Let the person in or out as the directory says; nothing where it stands so already."""
    if resource["active"] and not row.person.is_active:
        restore_person(person=row.person, reason=BACK, by=by, on=on)
    elif not resource["active"] and row.person.is_active:
        remove_person(person=row.person, reason=REASON, by=by, on=on)
    row.person.is_active = resource["active"]


def _write(row: DirectoryUser, resource: Mapping[str, Any], by: Person, on: datetime) -> None:
    """Keep what the directory says, and let the person follow it."""
    had_place = bool(row.department)
    row.said, row.words = _kept(resource), words_of(USER, resource)
    row.key, row.external_id, row.changed_at = resource["userName"].casefold(), resource.get("externalId", ""), on
    inner = resource.get(ENTERPRISE, {})
    words = [w for w in (inner.get("department"), inner.get("organization")) if w]
    found = placed(words, on.date())
    row.department = found.key
    person = row.person
    person.name, person.title = name_of(resource), resource.get("title", "")
    if not Merge.objects.filter(person__username__iexact=resource["userName"]).exclude(person=person).exists():
        person.username = resource["userName"]  # what a duplicate did stands under the name that it had
    person.email = next((one["value"] for one in resource.get("emails", ())), "")
    language = resource.get("preferredLanguage", "")[:2].lower()
    person.letter_language = language if language in LANGUAGES else settings.LANGUAGE_CODE
    if words or had_place:
        person.body = found.body
    if words and found.body is None:
        DirectoryDepartment.objects.get_or_create(key=found.key, defaults={"name": words[0], "seen_at": on})
    person.save()
    row.save()


@act
def change_user(*, row: DirectoryUser, resource: Mapping[str, Any], by: Person, on: datetime) -> Saved:
    """The directory has changed somebody: name, title, address, place, or whether active. `row` is locked, `resource` cleaned.

    The same once more changes nothing. Source: D14; O2.
    """
    require(policies.can_provision(by, on.date()))
    key = resource["userName"].casefold()
    if key != row.key and (
        DirectoryUser.objects.filter(key=key).exists()
        or Person.everyone.filter(username__iexact=resource["userName"]).exclude(pk=row.person_id).exists()
    ):
        raise _taken("userName")
    if resource["active"] is row.person.is_active and _kept(resource) == row.said:
        return Saved(row, changed=False)
    before, username, body = row.said, row.person.username, row.person.body
    row.version += 1
    _write(row, resource, by, on)
    names = sorted(name for name in {*before, *row.said} if before.get(name) != row.said.get(name))
    told: dict[str, Any] = {"attributes": ["enterprise" if n == ENTERPRISE else n for n in names]} if names else {}
    if username != row.person.username:
        told["username"] = [username, row.person.username]
    if body != row.person.body:
        told["body"] = [body.code if body else "", row.person.body.code if row.person.body else ""]
    if told:
        audit.note(subject=row.person.username, act="directory.change", by=by, on=on, changes=told)
    _stand(row, resource, by, on)
    return Saved(row)


@act
def deprovision_user(*, row: DirectoryUser, by: Person, on: datetime) -> DirectoryUser:
    """The directory has deleted somebody: all rights end now, history stays, and it does not see the person any longer. Source: D14; O2."""
    require(policies.can_provision(by, on.date()))
    if row.person.is_active:
        remove_person(person=row.person, reason=REASON, by=by, on=on)
    DirectoryGroup.objects.filter(members=row).update(version=F("version") + 1, changed_at=on)
    row.groups.clear()
    row.removed_at, row.version, row.changed_at = on, row.version + 1, on
    row.save(update_fields=["removed_at", "version", "changed_at"])
    audit.note(subject=row.person.username, act="directory.remove", by=by, on=on, changes={"id": row.uid})
    return row


@act
def provision_group(*, resource: Mapping[str, Any], by: Person, on: datetime) -> Saved:
    """The directory has a new group with its members. It gives no right. Source: D14; O2."""
    require(policies.can_provision(by, on.date()))
    key, external = resource["displayName"].casefold(), resource.get("externalId", "")
    same = Q(key=key) | Q(external_id=external) if external else Q(key=key)
    if held := DirectoryGroup.objects.filter(same).first():
        raise _taken("displayName" if held.key == key else "externalId")
    row = DirectoryGroup.objects.create(name=resource["displayName"], key=key, external_id=external, created_at=on, changed_at=on)
    members = users_of(resource)
    row.members.add(*members)
    audit.note(subject=f"group-{row.pk}", act="directory.group", by=by, on=on, changes={"name": row.name, "members": len(members)})
    return Saved(row, made=True)


@act
def change_group(*, row: DirectoryGroup, resource: Mapping[str, Any], by: Person, on: datetime) -> Saved:
    """The directory has changed a group: its name or who is in it. `row` is locked. The same once more changes nothing. Source: D14; O2."""
    require(policies.can_provision(by, on.date()))
    before = set(row.members.values_list("uid", flat=True))
    after = {one["value"] for one in resource.get("members", ())}
    new = users_of({"members": [{"value": uid} for uid in after - before]})
    gone = list(DirectoryUser.objects.filter(uid__in=before - after))
    name, external = resource["displayName"], resource.get("externalId", "")
    if not new and not gone and (name, external) == (row.name, row.external_id):
        return Saved(row, changed=False)
    told: dict[str, Any] = {"in": sorted(u.uid for u in new), "out": sorted(u.uid for u in gone)}
    if name != row.name:
        told["name"] = [row.name, name]
        if DirectoryGroup.objects.filter(key=name.casefold()).exclude(pk=row.pk).exists():
            raise _taken("displayName")
    row.members.add(*new)
    row.members.remove(*gone)
    row.name, row.key, row.external_id, row.changed_at, row.version = name, name.casefold(), external, on, row.version + 1
    row.save()
    audit.note(subject=f"group-{row.pk}", act="directory.group_change", by=by, on=on, changes={k: v for k, v in told.items() if v})
    return Saved(row)


@act
def remove_group(*, row: DirectoryGroup, by: Person, on: datetime) -> None:
    """The directory has deleted a group; who was in it stays where they are. Source: D14; O2."""
    require(policies.can_provision(by, on.date()))
    audit.note(subject=f"group-{row.pk}", act="directory.group_remove", by=by, on=on, changes={"name": row.name})
    row.delete()


@act
def tie_department(*, department: DirectoryDepartment, body: Body | None, by: Person, on: datetime) -> DirectoryDepartment:
    """Say which body a word of the directory means, None for none; everybody whom it places follows at once. Source: D14; O1."""
    require(policies.can_keep(by, on.date()))
    department = locked(department)
    before, department.body = department.body, body
    department.save(update_fields=["body"])
    told = {"body": [before.code if before else "", body.code if body else ""]}
    audit.note(subject=f"department-{department.pk}", act="directory.tie", by=by, on=on, changes={"name": department.name, **told})
    rows = DirectoryUser.objects.filter(department=department.key, removed_at=None).select_related("person__body").order_by("pk")
    _place(rows, by, on)
    return department


def _place(rows: Iterable[DirectoryUser], by: Person, on: datetime) -> None:
    """Let persons follow what the words for where they work mean now."""
    moved, notes = [], []
    meant = meanings(on.date())
    for row in rows:
        inner = row.said.get(ENTERPRISE, {})
        body = meant([w for w in (inner.get("department"), inner.get("organization")) if w])
        if row.person.body != body:
            told = {"body": [row.person.body.code if row.person.body else "", body.code if body else ""]}
            notes.append(audit.noted(subject=row.person.username, act="directory.change", by=by, on=on, changes=told))
            row.person.body = body
            moved.append(row.person)
    Person.objects.bulk_update(moved, ["body"], batch_size=500)
    audit.note_all(notes)


@act
def tie_group(*, group: DirectoryGroup, role: str, portfolio: str, by: Person, on: datetime) -> DirectoryGroup:
    """Say which role a group of the directory is compared with, "" for none. Nobody gets a seat by it. Source: O2."""
    require(policies.can_keep(by, on.date()))
    group = locked(group)
    told = audit.changes_of(group, {"role": role, "portfolio": portfolio})
    if told:
        group.role, group.portfolio = role, portfolio
        group.save(update_fields=["role", "portfolio"])
        audit.note(subject=f"group-{group.pk}", act="directory.group_tie", by=by, on=on, changes=told)
    return group


@act
def set_directory(*, adopts: bool, by: Person, on: datetime) -> DirectorySettings:
    """Say whether the directory may take over somebody who is kept here already, by the same user name. Source: D14; O2."""
    require(policies.can_keep(by, on.date()))
    held, _ = DirectorySettings.objects.select_for_update().get_or_create(pk=1)
    if held.adopts is not adopts:
        held.adopts = adopts
        held.save(update_fields=["adopts"])
        audit.note(subject="directory", act="directory.set", by=by, on=on, changes={"adopts": [not adopts, adopts]})
    return held


@act
def note_call(*, method: str, kind: str, uid: str, status: int, error: str, by: Person, on: datetime) -> None:
    """Keep a call among the last, so that the registrar sees what fails; older ones go. Source: D14."""
    made = DirectoryCall.objects.create(at=on, method=method, kind=kind[:30], uid=uid, status=status, error=error[:20], caller=by)
    if made.pk % 20 == 0:
        DirectoryCall.objects.filter(pk__lte=made.pk - KEPT_CALLS).delete()
