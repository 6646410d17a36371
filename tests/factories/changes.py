"""Notices of changes in the small city, by the commands that the pages use, and values for their addresses."""

from datetime import datetime, timedelta
from typing import Any

from nytta.city.organisation.models import Person
from nytta.city.records.models import Appointment
from nytta.city.records.terms import Role
from nytta.delivery.systems.commands import announce, ask_about, draft_change, renew_change_feed
from nytta.delivery.systems.models import ChangeNotice, NoticeAnswer, System
from nytta.delivery.systems.terms import ChangeKind, Impact
from tests.factories.city import START, City_, make_person
from tests.factories.systems import make_system, tie


def represents(city: City_, body: str, name: str = "") -> Person:
    """Somebody who represents a body as owner of its systems, and works for it."""
    person = make_person(name or f"owner_{body}", city.bodies[body], "systemförvaltare")
    Appointment.objects.create(person=person, role=Role.OWNER_REPRESENTATIVE.value, body=city.bodies[body], valid_from=START)
    return person


def change_values(city: City_, *, days: int = 30, hours: int = 2, **values: Any) -> dict[str, Any]:
    """What a notice says: a change in so many days, for so many hours."""
    starts: datetime = city.on + timedelta(days=days)
    standard = {
        "kind": ChangeKind.CHANGE.value, "impact": Impact.DEGRADED.value, "title": "Ny version", "text": "Fältet personnummer byter namn.",
        "starts_at": starts, "ends_at": starts + timedelta(hours=hours), "is_public": False, "public_text": "",
    }  # fmt: skip
    return {**standard, **values}


OUTAGE = {"kind": ChangeKind.OUTAGE.value, "impact": Impact.OUTAGE.value}


def make_notice(city: City_, system: System, by: Person | None = None, *, told: bool = True, **values: Any) -> ChangeNotice:
    """A notice of who represents the owner, announced unless `told` is False; `values` as change_values takes them."""
    by = by or city.people["owner"]
    notice = draft_change(system=system, values=change_values(city, **values), by=by, on=city.on)
    return announce(notice=notice, by=by, on=city.on) if told else notice


def sample(city: City_) -> dict[str, Any]:
    """Values for the addresses of flows and changes: each of two bodies announces something that reaches the other."""
    social = represents(city, "socialnamnden", "socialens")
    own, other = make_system(city, "Bygglov"), make_system(city, "Omsorgen", owner="socialnamnden")
    flow = tie(own, other)
    tie(other, own, "Beslut")
    mine = make_notice(city, own, **OUTAGE, is_public=True, public_text="Bygglov är stängt.")
    theirs = make_notice(city, other, social, days=40)
    ask_about(answer=NoticeAnswer.objects.get(notice=mine, system=other), text="Hur länge?", by=social, on=city.on)
    _feed, token = renew_change_feed(by=social, on=city.on)
    return {
        "flows.code": flow.code, "flows:picture.code": own.code, "flows:impact.code": own.code, "flows:sheet_file.what": "mall",
        "flows:sheet_file.kind": "csv", "changes.code": mine.code, "changes:outage.code": mine.code, "changes:feed.token": token,
        "changes:answer.code": theirs.code, "changes:ask.code": theirs.code, "changes:ask.system": own.code, "changes:reply.system": other.code,
    }  # fmt: skip
