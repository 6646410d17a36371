"""Acts on a part of a body's tasks that goes over to another while both go on."""

from datetime import date, datetime

from nytta.city.organisation.models import Body, Person, Succession
from nytta.city.organisation.queries import whole
from nytta.city.organisation.rules import Followed, faults, more_faults
from nytta.city.organisation.terms import BodyKind, SuccessionKind
from nytta.kit import audit
from nytta.kit.commands import act
from nytta.plain.verdicts import no, require

from .. import policies


@act
def hand_over_part(*, body: Body, to: Body, what: str, from_day: date, paragraph: str, by: Person, on: datetime) -> Succession:
    """Let a part of a body's tasks, told in words, go over to another from a day; both go on, and nothing else changes.

    A board's tasks go to a board, an administration's to an administration. Source: O1.
    """
    require(policies.can_record(by, on.date()))
    was = whole(list(Body.objects.select_for_update().order_by("pk")))
    if (body.kind == BodyKind.ADMINISTRATION.value) is not (to.kind == BodyKind.ADMINISTRATION.value) or body == to:
        require(no("body_part", "En del av en nämnds uppgifter går till en annan nämnd eller styrelse, en förvaltnings till en förvaltning.",
                   "O1", "Välj ett annat organ.", field="to"))  # fmt: skip
    require(more_faults(faults(was.lives, was.followed), faults(was.lives, [*was.followed, Followed(body.code, to.code, from_day, True)])))
    if Succession.objects.filter(kind=SuccessionKind.PART.value, before=body, after=to, on=from_day, what=what).exists():
        require(no("body_part_once", "Den övergången är redan införd.", "O1", "Återta den i tidslinjen om den är fel.", field="what"))
    made = Succession.objects.create(kind=SuccessionKind.PART.value, before=body, after=to, on=from_day, what=what, paragraph=paragraph)
    told = {"to": [None, to.code], "from": from_day, "what": what}
    audit.note(subject=body.code, act="body.part", by=by, on=on, changes=told, reason=paragraph)
    return made


@act
def withdraw_part(*, part: Succession, reason: str, by: Person, on: datetime) -> Body:
    """Take back that a part of a body's tasks goes over to another. Source: O1."""
    require(policies.can_record(by, on.date()))
    told = {"to": [part.after.code, None], "from": part.on, "what": part.what}
    audit.note(subject=part.before.code, act="body.part_withdraw", by=by, on=on, changes=told, reason=reason)
    part.delete()
    return part.before
