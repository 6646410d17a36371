"""Acts on the register of decisions: issue a document, note how it can be reviewed, dispose of a text, seal the day."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings

from nytta.city.organisation.models import Person
from nytta.city.organisation.queries import the_city
from nytta.kit import audit, notices
from nytta.kit.commands import act
from nytta.kit.ledger import sealed_chains
from nytta.kit.models import AuditSeal, ChainHead
from nytta.plain.verdicts import no, require

from .. import policies
from ..models import Decision, DecisionFile, FetchedCopy, FileContent, ReviewNote, Seal
from ..terms import Review

MOST_IN_SEAL = 1000


@act
def issue(*, decision: Decision, name: str, media_type: str, content: bytes, by: Person | None, on: datetime) -> DecisionFile:
    """Keep a document of a decision as it was issued, so that anybody may ask whether a file is genuine. Source: O6."""
    file = DecisionFile(
        decision=decision, name=name, media_type=media_type, size=len(content), file_sha256=hashlib.sha256(content).hexdigest(),
        made_on=on.date(),
    )  # fmt: skip
    file.append()
    FileContent.objects.create(file=file, data=content)
    return file


@act
def note_copy(*, decision: Decision, content: bytes, by: Person | None, on: datetime) -> FetchedCopy:
    """Remember the hash of a decision's document as somebody has fetched it; the same bytes once. Source: O6."""
    same = FetchedCopy.objects.filter(file_sha256=hashlib.sha256(content).hexdigest())
    if (there := same.first()) is not None:
        return there
    ChainHead.objects.get_or_create(name=FetchedCopy.chain)
    ChainHead.objects.select_for_update().get(name=FetchedCopy.chain)  # of two at once the second finds what the first wrote
    if (there := same.first()) is not None:
        return there
    made = FetchedCopy(decision=decision, file_sha256=hashlib.sha256(content).hexdigest(), made_on=on.date())
    made.append()
    return made


@act
def note_review(*, decision: Decision, note: Review, clause: str, by: Person, on: datetime) -> ReviewNote:
    """Say how a decision can be tried by a court; the registrar picks, and the last note counts. Source: O6; P5."""
    require(policies.can_keep_register(by, on.date()))
    if note is not Review.NONE and not clause.strip():
        require(no("review_clause", "Ange bestämmelsen som hänvisningen bygger på.", "O6",
                   "Skriv lag, kapitel och paragraf.", field="clause"))  # fmt: skip
    row = ReviewNote(decision=decision, note=note.value, clause=clause.strip(), noted_on=on.date())
    row.append()
    audit.note(subject=f"beslut-{decision.number}", act="decision.review", by=by, on=on, changes={"note": note.value}, reason=clause)
    return row


@act
def seal_registers(*, by: Person | None, on: datetime) -> Sequence[Seal]:
    """Seal what is new in the registers since the last seal, at most a thousand links of each in one; nothing new, no seal.

    The newest goes by mail to the addresses that the city has set. Source: O6.
    """
    ChainHead.sign_anew()
    ChainHead.objects.get_or_create(name=Seal.chain)
    ChainHead.objects.select_for_update().get(name=Seal.chain)  # one seal at a time; decisions need not wait
    made: list[Seal] = []
    while held := _new_links():
        last = AuditSeal.objects.order_by("-pk").values("pk", "sha256").first()
        one = Seal(sealed_on=on.date(), held=held | {"audit": {"last": last["pk"], "sha256": last["sha256"]} if last else {}})
        one.append()
        made.append(one)
    if made:
        audit.note(subject="decisions", act="register.seal", by=by, on=on, changes={"seal": made[-1].number})
        for to in the_city().seal_addresses.split():
            notices.put(key=f"seal-{made[-1].number}-{to}", to=to, subject=f"Sigill {made[-1].number}", body=_letter(made[-1]), on=on)
    return made


def _new_links() -> dict[str, dict[str, Any]]:
    """{chain: {"first", "hashes"}} of the links that no seal holds yet, {} when there are none; "" stands for a number that is missing."""
    before = Seal.objects.order_by("-number").first()
    held: dict[str, dict[str, Any]] = {}
    for model in sealed_chains():
        first = 1
        if before and (old := before.held.get(model.chain)):
            first = old["first"] + len(old["hashes"])
        rows = dict(model._default_manager.filter(number__gte=first, number__lt=first + MOST_IN_SEAL).values_list("number", "sha256"))
        held[model.chain] = {"first": first, "hashes": [rows.get(n, "") for n in range(first, max(rows, default=first - 1) + 1)]}
    return held if any(one["hashes"] for one in held.values()) else {}


def _letter(seal: Seal) -> str:
    """What is mailed: the seal's number, day and hash, and where it can be compared."""
    lines = [f"Sigill {seal.number}, {seal.sealed_on}", "", seal.sha256, ""]
    for chain, one in sorted(seal.held.items()):
        if one.get("hashes"):
            lines.append(f"{chain}: {one['first']}–{one['first'] + len(one['hashes']) - 1}")
    return "\n".join(
        [*lines, "", "Spara det här brevet. Sigillet ska stå oförändrat på", f"{settings.SITE_URL}/register/sigill/{seal.number}/"]
    )
