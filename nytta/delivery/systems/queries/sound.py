"""Whether what is said of a system holds, by the rules and the city as it is on a day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from nytta.city.organisation.models import Body
from nytta.city.organisation.terms import BodyKind
from nytta.plain.verdicts import Verdict

from ..models import System
from ..rules.systems import checked_and_dated, labelled, owned_by, owner_exists, phases_in_order, represented_by
from ..terms import LifePhase
from .systems import World


def can_own(owner: Body, around: World) -> Verdict:
    """Whether a body can own a system: a committee or board that exists. Source: P4; G3."""
    return owner_fits(owner, owner.pk in around.owners, around.on)


def owner_fits(owner: Body, exists: bool, on: date) -> Verdict:
    """Whether a body can own what the registers hold: a committee or board, and that it exists on the day. Source: P4; G3; D3."""
    kind = BodyKind(owner.kind)
    answers = owner.parent.name if kind is BodyKind.ADMINISTRATION and owner.parent else ""
    verdict = owned_by(kind, owner.name, answers)
    return verdict + owner_exists(owner.name, exists, on) if verdict else verdict


def sound(system: System, changed: Mapping[str, Any], phases: Mapping[LifePhase, date], around: World) -> Verdict:
    """The rules of a system: of owner and representative only where they are `changed`, so that what became old can be mended.

    Source: D1; D12; G3.
    """
    verdict = phases_in_order(phases) + checked_and_dated(system.technical_check, system.technical_checked_on)
    verdict += labelled(system.class_labels, (system.confidentiality, system.integrity, system.availability))
    if "owner" in changed:
        verdict += can_own(system.owner, around)
    if system.representative and {"owner", "representative"} & changed.keys():
        serves = around.serves(system.representative.pk, system.owner_id)
        verdict += represented_by(serves, str(system.representative), system.owner.name)
    return verdict
