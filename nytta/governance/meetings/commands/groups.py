"""A group's own rules, and the secret addresses of calendars."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from nytta.city.access.rules import digest
from nytta.city.organisation.models import Person
from nytta.kit import audit
from nytta.kit.commands import act
from nytta.plain.verdicts import no, require

from .. import policies
from ..models import Feed, Group

TOKEN_BYTES = 32


@act
def keep_group(*, group: Group, by: Person | None, on: datetime) -> Group:
    """The group as a row: made with the rules that hold until others are set, the first time that something is kept of it."""
    values = {name: getattr(group, name) for name in ("kind", "portfolio", "body", "name", "may_circulate")}
    return group if group.pk else Group.objects.get_or_create(code=group.code, defaults=values)[0]


@act
def set_rules(*, group: Group, values: Mapping[str, Any], by: Person, on: datetime) -> Group:
    """Set a group's own rules, with the decision that they rest on. Source: P5; F10."""
    require(policies.can_set_rules(by, group, on.date()))
    if not str(values.get("ground", "")).strip():
        require(no("rules_ground", "Skriv vilket beslut reglerna vilar på.", "F10", "Ange beslut och dag.", field="ground"))
    group = keep_group(group=group, by=by, on=on)
    changes = audit.changes_of(group, values)
    for name, value in values.items():
        setattr(group, name, value)
    group.save()
    audit.note(subject=group.code, act="group.rules", by=by, on=on, changes=changes)
    return group


@act
def renew_feed(*, group: Group | None, by: Person, on: datetime) -> tuple[Feed, str]:
    """A new secret address for a group's calendar, or (None) for one's own, and its token, which is shown once; the old stops at once. Source: F10."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    values = {"digest": digest(token), "renewed_at": on}
    if group is None:
        feed, _made = Feed.objects.update_or_create(person=by, defaults=values)
        audit.note(subject=by.username, act="feed.renew", by=by, on=on)
        return feed, token
    require(policies.can_renew_feed(by, group, on.date()))
    group = keep_group(group=group, by=by, on=on)
    feed, _made = Feed.objects.update_or_create(group=group, defaults=values)
    audit.note(subject=group.code, act="feed.renew", by=by, on=on)
    return feed, token
