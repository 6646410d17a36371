"""A case goes on with whoever answers now for a body that has ended."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import F
from django.db.models.functions import Coalesce

from nytta.city.organisation.models import Body, Person
from nytta.city.records import commands as records
from nytta.city.records.terms import Direction
from nytta.kit import audit
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import no, require

from .. import policies, queries
from ..models import Application
from ..terms import Acceptable

ACCEPTED_OF = {"owner_body": Acceptable.OWNERSHIP, "process_body": Acceptable.BENEFITS}


@act
def move_to_successor(*, application: Application, into: Mapping[str, Body], reason: str, by: Person, on: datetime) -> Application:
    """Let a case go on with those who answer now for its bodies that have ended, by field (`queries.PARTIES`).

    What an ended body accepted stays as it was given, and the successor answers for it. Hand-ins and decisions keep the name that
    was theirs; the move stands in the registry with its reason. Source: O1; F12; O6.
    """
    application = locked(application)
    require(policies.can_move(by, application, on.date()))
    ended = queries.to_move(application, on.date())
    if not into:
        require(no("case_move", "Inget organ i ärendet har upphört och följts av ett annat.", "O1", "Ändra i ansökan i stället."))
    changes = {}
    for name, body in into.items():
        if name not in ended or body not in ended[name].heirs:
            require(no("case_move", "%(name)s svarar inte i dag för det som ärendet hör till.", "O1", "Välj den som tog över.",
                       field=name, name=body.name))  # fmt: skip
        before = ended[name].body
        changes[name] = [before.name, body.name]
        setattr(application, name, body)
        application.field_editions[name] = [application.edition + 1, str(by)]
        if name in ACCEPTED_OF:
            given = application.acceptances.filter(what=ACCEPTED_OF[name].value, voided_on=None)
            given.alias(stands_with=Coalesce(F("carried_by"), F("body"))).filter(stands_with=before.pk).update(carried_by=body)
    application.edition += 1
    application.save()
    application.__dict__.pop("remembered", None)
    if application.registry_number:
        told = ", ".join(dict.fromkeys(f"från {old} till {new}" for old, new in changes.values()))
        records.enter(subject=application.code, registry=application.registry_number, direction=Direction.INTERNAL, counterpart="",
                      what=f"Ärendet flyttat {told}", by=by, on=on)  # fmt: skip
    audit.note(subject=application.code, act="case.move", by=by, on=on, changes=changes, reason=reason)
    return application
