"""Whether the register is whole: all chains, what lies beside them, and the seals. One pass, constant memory. Source: O6."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from nytta.kit import audit, proof
from nytta.kit.ledger import Link, canonical, sealed_chains
from nytta.kit.models import Job
from nytta.kit.proof import Anchor, Fault

from ..models import Decision, DecisionFile, DecisionText, Seal
from ..terms import DecisionKind, TextPart

GONE = "gone"
NIGHTLY = "portal.verify"
AUDIT = "audit"
AT_ONCE = 2000  # decisions that a page verifies while somebody waits
MOST_TOLD = 200
Published = Callable[[], Iterable[str]]  # the lines of a file of seals that was kept elsewhere; asked for once for each pass


def no_seals() -> Iterable[str]:
    """Nothing was kept elsewhere: the seals of the database are all there is."""
    return ()


def register_faults(published: Published = no_seals, *, audited: bool = True) -> Iterator[Fault]:
    """What was done to the register behind the program's back, and each recorded disposal (`gone`).

    `published` are seals that were kept elsewhere (lines of the published file): they are believed before those in the database.
    `audited`: the rows of the audit too, against their own seals and those that the registers' seals name.
    """
    bad: set[int] = set()
    for number, line in enumerate(published(), 1):
        if not _is_sound(line):
            yield Fault("published", number, number, "content")
            return
    for fault in proof.faults(Seal, ((one["number"], one["sha256"]) for one in _lines(published))):
        bad.update(range(fault.first, fault.last + 1))
        yield fault
    yield from proof.faults(Decision, _anchors(Decision.chain, published, bad), _texts)
    yield from _loose_texts()
    yield from proof.faults(DecisionFile, _anchors(DecisionFile.chain, published, bad), _files, chunk=5)
    for model in sealed_chains():
        if model not in (Decision, DecisionFile):
            yield from proof.faults(model, _anchors(model.chain, published, bad), _lacking, chunk=5)
    if audited:
        kept = {int(one["last"]): str(one["sha256"]) for held in _sealed(published, bad) if (one := held.get(AUDIT))}
        yield from (Fault(AUDIT, first, last, "content") for first, last in audit.broken(kept))


def _lacking(links: Sequence[Link]) -> Iterator[Fault]:
    """What lies beside some links of a chain and is not what they hold."""
    return (Fault(link.chain, link.number, link.number, kind) for link in links if (kind := link.lacks()))


def _lines(published: Published) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in published() if line.strip())


def _is_sound(line: str) -> bool:
    """Whether a line of the published seals is what its own hash says."""
    try:
        one = json.loads(line) if line.strip() else None
        said = one and canonical([one["number"], one["previous"], one["says"]])
    except (ValueError, KeyError, TypeError):
        return False
    return one is None or hashlib.sha256(str(said).encode()).hexdigest() == one["sha256"]


def _anchors(chain: str, published: Published, bad: set[int]) -> Iterator[Anchor]:
    """(number, hash) as sealed, in order: first by the seals kept elsewhere, then by those in the database that hold."""
    for held in _sealed(published, bad):
        yield from _held(held, chain)


def _sealed(published: Published, bad: set[int]) -> Iterator[dict[str, Any]]:
    """What each seal holds, in order: first those kept elsewhere, then those in the database that hold."""
    last = 0
    for one in _lines(published):
        last = int(one["number"])
        yield one["says"]["held"]
    for seal in Seal.links().filter(number__gt=last).iterator(chunk_size=10):
        if seal.number not in bad:
            yield seal.held


def untouched(link: Link) -> bool:
    """Whether one decision, document, copy or minutes stands as the program wrote it, by the seal that holds it, else by its chain; its texts too.

    Six queries at most: what anybody is told of one document at once. The whole register is verified at night. Source: O6.
    """
    if not proof.stands(link, _sealed_as(link)):
        return False
    return all(fault.kind == GONE for fault in _texts([link])) if isinstance(link, Decision) else not link.lacks()


def _sealed_as(link: Link) -> str:
    """The hash that the seals hold of a link; "" where none does; no hash at all where the seal itself does not stand."""
    key = f"held__{link.chain}__first__lte"
    seal = Seal.links().filter(**{key: link.number}).order_by("-number").first()
    sha256 = dict(_held(seal.held, link.chain)).get(link.number, "") if seal else ""
    return sha256 if seal is None or not sha256 or proof.stands(seal) else "-"


def _held(held: dict[str, Any], chain: str) -> Iterator[Anchor]:
    one = held.get(chain) or {"first": 1, "hashes": []}
    return ((number, sha256) for number, sha256 in enumerate(one["hashes"], one["first"]) if sha256)


def _texts(links: list[Decision]) -> Iterator[Fault]:
    """The texts of a chunk of decisions against the hashes that the chain holds; one query for the disposals named there."""
    texts = [(link, link.text if hasattr(link, "text") else None) for link in links]
    named = {n for _, text in texts if text and isinstance(text.disposed, dict) for n in text.disposed.values() if isinstance(n, int)}
    rows = Decision.objects.filter(number__in=named, kind=DecisionKind.DISPOSAL.value)
    disposals = {d.number: d for d in rows.only("number", "content")} if named else {}
    for link, text in texts:
        if text is None or not _is_sound_beside(link, text, disposals):
            yield Fault(link.chain, link.number, link.number, "text")
            continue
        for part in TextPart:
            if kind := _part(link, text, part.value, disposals):
                note = str(text.disposed[part.value]) if kind == GONE else part.value
                yield Fault(link.chain, link.number, link.number, kind, note)


def _is_sound_beside(link: Decision, text: DecisionText, disposals: dict[int, Decision]) -> bool:
    """Whether what stands beside the words is as it should be: salts, day of publication, what disposals are named."""
    if not isinstance(text.disposed, dict) or not isinstance(text.salts, dict) or not set(text.disposed) <= set(TextPart.codes()):
        return False
    by = {disposals[n].pk for n in text.disposed.values() if n in disposals}
    if (text.disposal_id in by) is not bool(text.disposed) or (text.disposal_id and not by):
        return False
    if link.form == 1:
        return not text.salts
    return set(text.salts) == set(TextPart.codes()) - set(text.disposed) and text.published_on == (
        link.decided_on if link.published else None
    )


def _part(link: Decision, text: DecisionText, part: str, disposals: dict[int, Decision]) -> str:
    """ "text" when a part is not what the chain says, "gone" when a disposal took it, else ""."""
    if part in text.disposed:
        by = disposals.get(text.disposed[part])
        told = by and link.number in by.content.get("numbers", ()) and part in by.content.get("parts", ())
        return GONE if told and not getattr(text, part) else "text"
    wanted = getattr(link, f"{part}_sha256")
    if link.form == 1 and part == TextPart.LETTER.value:
        return ""  # the first form does not hold the letter's hash
    if link.form == 1 and part == TextPart.PERSON.value:
        return "text" if text.person else ""
    return "" if text.hash_of(part) == wanted else "text"


def _loose_texts() -> Iterator[Fault]:
    """Texts of decisions that are not there."""
    loose = DecisionText.objects.exclude(decision__in=Decision.objects.order_by().values("pk")).order_by("pk")
    for key in loose.values_list("decision_id", flat=True).iterator(chunk_size=1000):
        yield Fault(Decision.chain, key, key, "text", "loose")


def _files(links: list[DecisionFile]) -> Iterator[Fault]:
    """The bytes of some documents against the hashes that their chain holds."""
    for link in links:
        content = link.content if hasattr(link, "content") else None
        if content is not None and hashlib.sha256(content.data).hexdigest() == link.file_sha256 and content.disposal_id is None:
            continue
        by = content.disposal if content is not None and not content.data else None
        said = by.content if by and by.kind == DecisionKind.DISPOSAL.value else {}
        told = link.decision_number in said.get("numbers", ()) and TextPart.LETTER.value in said.get("parts", ())
        yield Fault(link.chain, link.number, link.number, GONE if told else "file", str(by.number) if by and told else "")


@dataclass(frozen=True)
class Outcome:
    """How a verification went: how many decisions, the last hash, what was found (at most 200) and how many texts are gone."""

    count: int
    last_number: int
    last_sha256: str
    faults: Sequence[Fault] = field(default_factory=list)
    gone: int = 0
    at: str = ""

    def kept(self) -> dict[str, Any]:
        """As a job keeps it."""
        return {
            "count": self.count, "last_number": self.last_number, "last_sha256": self.last_sha256,
            "faults": [list(f) for f in self.faults], "gone": self.gone,
        }  # fmt: skip


def verified(published: Published = no_seals, *, audited: bool = True) -> Outcome:
    """The whole register, verified now."""
    found: list[Fault] = []
    gone = 0
    for fault in register_faults(published, audited=audited):
        if fault.kind == GONE:
            gone += 1
        elif len(found) < MOST_TOLD:
            found.append(fault)
    last = Decision.objects.order_by("-number").values_list("number", "sha256").first() or (0, "")
    return Outcome(Decision.objects.count(), last[0], last[1], found, gone)


def outcome() -> Outcome | None:
    """What a page tells: verified at once while the register is small, else as the worker found it at night (None: not yet).

    The audit has many more rows than there are decisions: of it the worker's word is told.
    """
    done = Job.objects.filter(key__startswith=f"{NIGHTLY}@").exclude(result={}).order_by("-pk").values("run_after", "result").first()
    found = [Fault(*f) for f in done["result"]["faults"]] if done else []
    if Decision.objects.count() <= AT_ONCE:
        now = verified(audited=False)
        return replace(now, faults=[*now.faults, *(f for f in found if f.chain == AUDIT)])
    return Outcome(**{**done["result"], "faults": found, "at": done["run_after"].isoformat()}) if done else None
